#!/bin/sh
# Looks at the sources without running them; what is not installed is passed over.
set -u

failed=0
step() {
	if command -v "$1" >/dev/null 2>&1; then
		echo "$1"
		"$@" || failed=1
	else
		echo "$1 is not here: passed over"
	fi
}

sources=$(find src tools tests -name '*.[ch]')
# shellcheck disable=SC2046,SC2086 # no blanks in our files' names
{
	step clang-format --dry-run --Werror $sources
	step shellcheck -s sh -x autogen.sh .ci/run \
		$(find src tests testdata bench -name '*.sh')
	step cppcheck --quiet --error-exitcode=1 --std=c11 --enable=warning,performance,portability \
		--inline-suppr --suppress=missingInclude -I src -I tools src tools tests
	step mandoc -T lint -W warning man/*.[1-9]
}
exit $failed
