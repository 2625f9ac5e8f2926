#!/bin/sh
# embed.sh FILE.css... NAME: FILE.js...: prints C source that holds each style sheet's bytes, and the
# scripts that bundle.awk makes of the modules after each NAME, in their order, as declared in
# render/assets.h. assets/light.css becomes asset_light_css[] and asset_light_css_size; `classic:` begins
# asset_classic_js.
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
# bundle NAME MODULES: the script of that name; nothing without a name
bundle() {
	[ -n "$1" ] || return 0
	# shellcheck disable=SC2086 # a list of names
	script=$(awk -f "$(dirname "$0")/bundle.awk" $2)
	printf '%s\n' "$script" | hold "$1_js"
}

name=
modules=
for file; do
	case $file in
	*:)
		bundle "$name" "$modules"
		name=${file%:}
		modules=
		;;
	*.js) modules="$modules $file" ;;
	*)
		symbol=$(basename "$file" | tr -c 'a-zA-Z0-9\n' _)
		hold "$symbol" <"$file"
		;;
	esac
done
bundle "$name" "$modules"
