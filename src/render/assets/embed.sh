#!/bin/sh
# embed.sh FILE...: prints C source that holds each file's bytes. assets/flame.js becomes
# asset_flame_js[] and asset_flame_js_size, as declared in render/assets.h.
set -eu

echo '/* Made by embed.sh: change the files in assets/, not this one. */'
echo '#include "render/assets.h"'
for file; do
	name=asset_$(basename "$file" | tr -c 'a-zA-Z0-9\n' _)
	printf '\nconst char %s[] =\n' "$name"
	od -A n -v -t o1 "$file" | awk '
		{ printf "\t\""; for (i = 1; i <= NF; i++) printf "\\%s", $i; print "\"" }
		END { print "\t\"\";" }'
	printf 'const size_t %s_size = sizeof %s - 1;\n' "$name" "$name"
done
