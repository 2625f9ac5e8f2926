#!/bin/sh
# races.sh: ThreadSanitizer watches the unit tests that use threads, and the tools while many threads
# share small pieces. In a build with --enable-sanitizers=thread only.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

if ! grep -q '^SANITIZE = .*-fsanitize=thread' "$BUILD/Makefile" 2>/dev/null; then
	skip races "not built with --enable-sanitizers=thread"
	exit
fi

TOOLS=$HOOKED
STACKFOLD_PROCESSORS=4
export STACKFOLD_PROCESSORS
cd "$scratch" || exit 1

# watch COMMAND...: its status and what ThreadSanitizer says of it go to the file wrong.
watch() {
	status=0
	"$@" >out 2>err || status=$?
	if grep -q 'WARNING: ThreadSanitizer' err || [ $status -gt 3 ]; then
		echo "status $status: $*"
		grep -A 12 'WARNING: ThreadSanitizer' err || head -n 5 err
	fi >>wrong
}

for suite in advice folded perf_data_chains perf_data_folder perf_data_records read sort symbols; do
	if [ -x "$BUILD/tests/unit/unit$EXEEXT" ]; then
		: >wrong
		# each test in a process of its own: what ThreadSanitizer keeps of threads slows it down
		CK_RUN_SUITE=$suite CK_DEFAULT_TIMEOUT=300 CK_VERBOSITY=normal watch "$BUILD/tests/unit/unit$EXEEXT"
		[ $status -eq 0 ] || { echo "status $status" && tail -n 5 out; } >>wrong
		judge "races/unit-$suite" wrong
	else
		skip "races/unit-$suite" "the unit tests were not built: the library check is not here"
	fi
done

for file in "$TESTDATA"/good-*; do
	: >wrong
	for piece in 300 20000; do
		STACKFOLD_PIECE=$piece
		export STACKFOLD_PIECE
		watch "$TOOLS/fold-stacks" -q --threads=4 --all "$file"
		[ -s out ] || echo "$file: no output" >>wrong
		cp out folded
		watch "$TOOLS/flamesvg" -q --threads=4 folded
		watch "$TOOLS/diff-stacks" -q --threads=4 --match normalized folded folded
		unset STACKFOLD_PIECE
	done
	judge "races/$(basename "$file")" wrong
done

# Sorted files, which are joined as they are read; inlined calls, whose debug information is shared; and
# reports of several runs.
: >wrong
awk 'BEGIN { for (i = 0; i < 4000; i++) printf "main;f%05d;g%d %d\n", i, i % 7, i % 90 + 1 }' >before
awk 'NR % 5' before >after
for piece in 400 30000; do
	STACKFOLD_PIECE=$piece watch "$TOOLS/diff-stacks" -q --threads=4 -n before after
done
STACKFOLD_PIECE=2000 watch "$TOOLS/diff-stacks" -q --threads=4 --fail-on 'self>0%' --report text:report \
	"$TESTDATA/compare-before.txt.gz" "$TESTDATA/compare-after.txt.gz" -- \
	"$TESTDATA/compare-after.txt.gz" "$TESTDATA/compare-after.txt.gz"
for compressed in "$TESTDATA/compare-before.txt.gz" "$TESTDATA"/*.zst; do
	[ -f "$compressed" ] || continue
	STACKFOLD_PIECE=1000 watch "$TOOLS/fold-stacks" -q --threads=4 --inline "$compressed"
done
judge races/others wrong
