#!/bin/sh
# All unit tests under valgrind's leak check. It takes minutes, so it runs where it is named.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

unit=$BUILD/tests/unit/unit$EXEEXT
if [ ! -x "$unit" ]; then
	skip valgrind "the unit tests were not built: the library check is not here"
elif [ "${SANITIZED:-no}" = yes ]; then
	skip valgrind "the sanitizers look for the same"
elif ! have valgrind; then
	skip valgrind "valgrind is not here"
else
	# PCRE2's machine code looks at text in wide steps, beyond its end, which valgrind minds.
	STACKFOLD_INTERPRET=1 CK_FORK=no CK_VERBOSITY=silent \
		valgrind -q --leak-check=full --error-exitcode=99 "$unit" >"$scratch/out" 2>&1
	status=$?
	if [ $status -eq 0 ]; then
		ok valgrind
	else
		echo "status $status" >>"$scratch/out"
		not_ok valgrind "$scratch/out"
	fi
fi
