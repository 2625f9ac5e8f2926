#!/bin/sh
# embed.sh FILE...: prints C source that holds each .css file's bytes, and those of the .js files
# as one script, which bundle.awk makes of them in their order, as declared in render/assets.h.
# assets/light.css becomes asset_light_css[] and asset_light_css_size; the script is asset_script_js.
set -eu

# hold NAME: C source of the bytes on standard input
hold() {
	printf '\nconst char asset_%s[] =\n' "$1"
	od -A n -v -t o1 | awk '
		{ printf "\t\""; for (i = 1; i <= NF; i++) printf "\\%s", $i; print "\"" }
		END { print "\t\"\";" }'
	printf 'const size_t asset_%s_size = sizeof asset_%s - 1;\n' "$1" "$1"
}

echo '/* Made by embed.sh: change the files in assets/, not this one. */'
echo '#include "render/assets.h"'
scripts=
for file; do
	case $file in
	*.js) scripts="$scripts $file" ;;
	*)
		name=$(basename "$file" | tr -c 'a-zA-Z0-9\n' _)
		hold "$name" <"$file"
		;;
	esac
done
# shellcheck disable=SC2086 # a list of names
script=$(awk -f "$(dirname "$0")/bundle.awk" $scripts)
printf '%s\n' "$script" | hold script_js
