#!/bin/sh
# abi.sh [--keep]: compares the functions and types of the shared library with those that were kept, by
# libabigail; --keep keeps those of this build instead. New functions are fine. Ends in status 1, and says what
# changed, if a program that was built with the kept library could not run with this one.
set -u

SOURCE=$(cd "${SOURCE:-$(dirname "$0")/..}" && pwd)
BUILD=${BUILD:-$SOURCE/build}
kept=$SOURCE/tests/kept/libstackfold.abi
library=$BUILD/.libs/libstackfold.so

pass_over() {
	echo "abi: $1, passed over"
	exit 0
}

command -v abidw >/dev/null 2>&1 || pass_over "abidw is not here"
[ -e "$library" ] || pass_over "no shared library is built here"
readelf -h "$library" | grep -q 'Machine:.*X86-64' || pass_over "what was kept is for x86-64"

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
# A library without debug information: one is made of the files that have the public functions.
if ! readelf -S -W "$library" | grep -q ' \.debug_info '; then
	for file in "$SOURCE"/src/stackfold*.c; do
		# shellcheck disable=SC2046 # several words
		${CC:-cc} -std=gnu17 -g -O1 -fPIC -D_GNU_SOURCE -DHAVE_CONFIG_H "-I$BUILD" "-I$BUILD/src" "-I$SOURCE/src" \
			$(pkg-config --cflags libarchive libpcre2-8 libxml-2.0) -c -o "$scratch/$(basename "$file").o" "$file" || exit 1
	done
	${CC:-cc} -shared -o "$scratch/libstackfold.so" -Wl,-soname,libstackfold.so.0 \
		"-Wl,--version-script=$SOURCE/src/stackfold.map" "$scratch"/*.o || exit 1
	library=$scratch/libstackfold.so
fi
# The public header alone says which types are public.
mkdir "$scratch/headers" && cp "$SOURCE/src/stackfold.h" "$scratch/headers" || exit 1

describe() {
	abidw --headers-dir "$scratch/headers" --drop-private-types --exported-interfaces-only --drop-undefined-syms \
		--no-elf-needed --no-corpus-path --no-comp-dir-path --no-show-locs --type-id-style hash "$library"
}

if [ "${1:-}" = --keep ]; then
	describe >"$scratch/abi" && cp "$scratch/abi" "$kept"
	exit
fi
describe >"$scratch/libstackfold.abi" || exit 1
if abidiff --no-added-syms "$kept" "$scratch/libstackfold.abi" >"$scratch/changes" 2>&1; then
	exit 0
fi
echo "abi: programs that were built with what was kept do not run with this library:"
cat "$scratch/changes"
exit 1
