#!/bin/sh
# run.sh RESULTS [SCRIPT]...: runs the test scripts (default: all), keeps the lines of their tests
# in the file RESULTS and ends in a line `N passed, N failed[, N skipped]`. Status 1 when one failed.
set -u

here=$(dirname "$0")
results=$1
shift
if [ $# -eq 0 ]; then
	set -- unit run-cases symbols determinism join cli hostile flags man reference browser chop failing install
fi

: >"$results"
for script; do
	# A script that breaks off is a failed test of its own.
	{ sh "$here/$script.sh" || echo "not ok $script.sh ended with status $?"; } </dev/null |
		tee -a "$results"
done

passed=$(grep -c '^ok ' "$results")
failed=$(grep -c '^not ok ' "$results")
skipped=$(grep -c '^skip ' "$results")
if [ "$skipped" -gt 0 ]; then
	echo "$passed passed, $failed failed, $skipped skipped"
else
	echo "$passed passed, $failed failed"
fi
[ "$failed" -eq 0 ] && [ $((passed + skipped)) -gt 0 ]
