#!/bin/sh
# run.sh RESULTS [SCRIPT]...: runs the test scripts (default: all), as many side by side as JOBS says,
# keeps the lines of their tests in the file RESULTS, in the order of the scripts, and ends in a line
# `N passed, N failed[, N skipped]`. Status 1 when one failed. RESULTS.seconds says how long each
# script took: seconds, and those of the processor.
set -u

here=$(dirname "$0")
results=$1
shift
# The longest first, so that none is left over when the others are done.
if [ $# -eq 0 ]; then
	set -- browser failing determinism chop hostile exports unit library run-cases flame join edit \
		symbols account split round-trips read-back reference findings perf-report summaries cli \
		terminal install flags formats completion bundle man inputs promises symbol-files symbolize
fi
# One more than there are processors: some scripts wait much, for a browser say.
jobs=${JOBS:-$(($(nproc 2>/dev/null || echo 2) + 1))}

# What the scripts write is in memory where there is room for it, as they would wait for a disk.
memory=/dev/shm
room=$(df -Pk "$memory" 2>/dev/null | awk 'NR == 2 { print $4 }')
if [ -z "${TMPDIR:-}" ] && [ "${room:-0}" -gt 4000000 ] &&
	in_memory=$(mktemp -d "$memory/stackfold-XXXXXX" 2>/dev/null); then
	trap 'rm -rf "$in_memory"' EXIT
	trap 'exit 1' HUP INT TERM
	printf '#!/bin/sh\n' >"$in_memory/runs"
	chmod +x "$in_memory/runs"
	if "$in_memory/runs" 2>/dev/null; then # tests run programs that they make
		TMPDIR=$in_memory
		export TMPDIR
	fi
	rm -f "$in_memory/runs"
fi

parts=$results.parts
rm -rf "$parts" "$parts.times"
mkdir -p "$parts" || exit 1
# A script that breaks off is a failed test of its own.
# shellcheck disable=SC2016 # expanded by the inner shell
printf '%s\n' "$@" | xargs -n 1 -P "$jobs" sh -c '
	begun=$(date +%s)
	{ sh "$1/$3.sh" || echo "not ok $3.sh ended with status $?"; } </dev/null >"$2/$3.run" 2>&1
	times >"$2/$3.times"
	echo "$(($(date +%s) - begun)) $(tail -n 1 "$2/$3.times" | tr ms "  " |
		awk "{ printf \"%d\", \$1 * 60 + \$2 + \$3 * 60 + \$4 }") $3" >>"$2.times"
	rm -f "$2/$3.times"
	cat "$2/$3.run"
	mv "$2/$3.run" "$2/$3"' run "$here" "$parts"

: >"$results"
for script; do
	cat "$parts/$script" >>"$results" || echo "not ok $script.sh did not run" >>"$results"
done
rm -rf "$parts"
sort -rn "$parts.times" >"$results.seconds"
rm -f "$parts.times"

passed=$(grep -c '^ok ' "$results")
failed=$(grep -c '^not ok ' "$results")
skipped=$(grep -c '^skip ' "$results")
if [ "$skipped" -gt 0 ]; then
	echo "$passed passed, $failed failed, $skipped skipped"
else
	echo "$passed passed, $failed failed"
fi
[ "$failed" -eq 0 ] && [ $((passed + skipped)) -gt 0 ]
