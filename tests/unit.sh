#!/bin/sh
# The unit tests, one by one.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

unit=$BUILD/tests/unit/unit$EXEEXT
if [ ! -x "$unit" ]; then
	skip unit "not built without the library check"
	exit
fi

# With sanitizers, a process for each test would take most of the time. The first mistake that they
# find ends all tests then.
if [ "${SANITIZED:-no}" = yes ]; then
	CK_FORK=no
	export CK_FORK
fi

status=0
CK_VERBOSITY=silent CK_TAP_LOG_FILE_NAME=$scratch/tap "$unit" >"$scratch/out" 2>&1 || status=$?
[ -f "$scratch/tap" ] || : >"$scratch/tap"

# `ok 3 - tests/unit/test_x.c:case:test: Passed` becomes `ok unit/x/test`; the rounds of a test
# that runs in a loop are one test.
awk '
	/^(not )?ok [0-9]+ - / {
		failed = /^not/
		sub(/^(not )?ok [0-9]+ - /, "")
		split($0, part, ":")
		file = part[1]
		sub(/.*test_/, "", file)
		sub(/\.c$/, "", file)
		name = file "/" part[3]
		if (!(name in wrong)) {
			wrong[name] = ""
			order[++count] = name
		}
		if (failed)
			wrong[name] = wrong[name] "\n# " $0
	}
	END {
		for (i = 1; i <= count; i++)
			print (wrong[order[i]] == "" ? "ok" : "not ok") " unit/" order[i] wrong[order[i]]
	}' "$scratch/tap"
if [ $status -ne 0 ] && ! grep -q '^not ok' "$scratch/tap"; then
	echo "ended with status $status" >>"$scratch/out"
	not_ok unit "$scratch/out"
fi
