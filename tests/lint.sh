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

# assets.c is generated
sources=$(find src tools tests fuzz bench -name '*.[ch]' ! -path src/render/assets.c)
# shellcheck disable=SC2046,SC2086 # no blanks in our files' names
{
	step clang-format --dry-run --Werror $sources
	step shellcheck -s sh -x autogen.sh .ci/run \
		$(find src tests testdata bench -name '*.sh')
	step cppcheck --quiet --error-exitcode=1 --std=c11 --enable=warning,performance,portability \
		--inline-suppr --suppress=missingInclude \
		'-DHASH_ITER(hh,head,at,next)=for(at=head;at;at=next)' -I src -I tools src tools tests
	step mandoc -T lint -W warning man/*.[1-9]
}
exit $failed
