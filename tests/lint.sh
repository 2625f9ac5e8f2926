#!/bin/sh
# Looks at the sources without running them; what is not installed is passed over.
set -u
cd "${SOURCE:-$(dirname "$0")/..}" || exit 1

failed=0
step() {
	if command -v "$1" >/dev/null 2>&1; then
		echo "$1"
		"$@" || failed=1
	else
		echo "$1 is not here: passed over"
	fi
}

# The checks of clang-tidy that found something, or would, and say nothing of what is meant.
checks='-*,bugprone-*,misc-redundant-expression,cert-msc24-c'
for noisy in easily-swappable-parameters narrowing-conversions reserved-identifier branch-clone \
	implicit-widening-of-multiplication-result assignment-in-if-condition sizeof-expression \
	not-null-terminated-result suspicious-memory-comparison; do
	checks=$checks,-bugprone-$noisy
done
tidied=${TMPDIR:-/tmp}/stackfold-tidied-$$

# assets.c is generated
sources=$(find src tools tests fuzz bench -name '*.[ch]' ! -path src/render/assets.c)
# shellcheck disable=SC2046,SC2086 # no blanks in our files' names
{
	step clang-format --dry-run --Werror $sources
	step shellcheck -s sh -x autogen.sh .ci/run \
		debian/tests/tools debian/tests/library \
		$(find src tests testdata bench docs -name '*.sh')
	step cppcheck --quiet --error-exitcode=1 --std=c11 --enable=warning,performance,portability \
		--inline-suppr --suppress=missingInclude \
		'-DHASH_ITER(hh,head,at,next)=for(at=head;at;at=next)' -I src -I tools src tools tests
	step mandoc -T lint -W warning man/*.[1-9]
	# the objects are there after make
	if [ -d "${BUILD:-build}/src/base" ]; then
		BUILD=${BUILD:-$PWD/build} sh tests/structure.sh || failed=1
	else
		echo "structure: nothing is built here, passed over"
	fi
	BUILD=${BUILD:-$PWD/build} sh tests/abi.sh || failed=1
	# config.h is there after configure
	if [ -f "${BUILD:-build}/config.h" ] && command -v clang-tidy >/dev/null 2>&1; then
		echo clang-tidy
		clang-tidy --quiet --warnings-as-errors='*' --checks="$checks" \
			$(find src tools -name '*.c' ! -path src/render/assets.c) -- \
			-std=gnu17 -D_GNU_SOURCE -DHAVE_CONFIG_H "-I${BUILD:-build}" "-I${BUILD:-build}/src" -Isrc -Itools \
			$(pkg-config --cflags libarchive libdw libpcre2-8 libxml-2.0) 2>"$tidied" ||
			{ cat "$tidied"; failed=1; }
		rm -f "$tidied"
	else
		echo "clang-tidy, or config.h: not here, passed over"
	fi
}
exit $failed
