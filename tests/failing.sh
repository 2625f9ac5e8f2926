#!/bin/sh
# failing.sh [CASE]...: runs the cases (default: all) while calls of the system fail, one run for each
# call: allocations, then descriptors, reads, writes and threads, then reads and writes that are
# truncated or interrupted (tests/failing.c makes them fail).
#
# A tool must then end with status 1, a message and no output, or do all it does otherwise; where
# what it writes is something else, it must have warned. Of each case some calls are tried;
# STACKFOLD_FAILING=all tries all of them.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"
TOOLS=$HOOKED

shim=$BUILD/tests/failing.so
if [ "${SANITIZED:-no}" = yes ] || [ ! -f "$shim" ]; then
	skip failing "calls can be made to fail with glibc only, and without sanitizers"
	exit
fi

# Messages are compared, so they must not depend on how many threads there are.
STACKFOLD_PROCESSORS=1
FAILING_REPORT=$scratch/report
export STACKFOLD_PROCESSORS FAILING_REPORT
# run FAILING [FIELD]...: runs the case; its output is in out, compared with that in right, its messages
# in err, what it leaves in run/.
run() {
	failing=$1
	shift
	if [ "$folder" != "$case" ]; then
		copy_case "$case" "$folder"
	fi
	: >"$FAILING_REPORT"
	served "@$folder" "<$input" ">$scratch/out" "!$scratch/err" "=$scratch/right" \
		"\$FAILING=$failing" "%$case/args" "$@"
}

# run_right: without a failure. What it writes is what other runs are compared with.
run_right() {
	served "@$folder" "<$input" ">$scratch/right" "!$scratch/right.err" "\$FAILING=none:0" "%$case/args"
	right_status=$status
	if [ "$folder" != "$case" ]; then
		rm -rf "$scratch/right.d"
		cp -R "$folder" "$scratch/right.d"
	fi
}

# verdict FAILING [FIELD]...: what is wrong with the run, nothing where all is well.
verdict() {
	if [ "$status" -ne 0 ] && [ "$status" -eq "$right_status" ] && cmp -s "$scratch/err" "$scratch/right.err"; then
		:
	elif [ "$status" -eq 1 ]; then
		[ -s "$scratch/err" ] || echo "$1: status 1 without a message"
		[ ! -s "$scratch/out" ] || [ "$right_status" -eq 1 ] || says_nothing_to_draw ||
			echo "$1: status 1, yet it wrote something"
	elif [ "$status" -ge 128 ]; then
		echo "$1: status $status" >"$scratch/ended"
		is_of_library "$@" || cat "$scratch/ended"
	elif [ "$status" -ne "$right_status" ]; then
		echo "$1: status $status, otherwise $right_status"
		head -n 3 "$scratch/err"
	elif [ -s "$scratch/err" ] && not_understood err && ! not_understood right.err; then
		echo "$1: does not understand what it reads otherwise"
	elif [ "$compared" = same ] && same_files; then
		:
	elif cmp -s "$scratch/err" "$scratch/right.err"; then
		echo "$1: writes something else, without a warning"
	fi
}

# libdw 0.188, libarchive 3.6.2 and what it decompresses with do not check all of their own
# allocations: nothing can be done here about a call of theirs that fails. SECURITY.md names them.
is_of_library() {
	run "$@" "\$FAILING_TRACE=1"
	grep -v -e failing.so -e 'libc.so' "$scratch/err" | grep '(+0x\|\.so' | head -n 1 |
		grep -q -e libdw -e libelf -e libarchive -e liblzma -e libbz2 -e libzstd
}

# flamesvg writes a picture with the message; and where there are several outputs, some may be written.
says_nothing_to_draw() {
	grep -q 'Nothing to draw' "$scratch/out" || grep -q -x -e -o -e --cp "$case/args" ||
		grep -q -E '^(text|markdown|json|junit|csv):' "$case/args"
}

not_understood() {
	grep -q ' not understood: ' "$scratch/$1"
}

same_files() {
	[ "$folder" = "$case" ] || diff -r "$folder" "$scratch/right.d" >"$scratch/difference"
}

# sweep KIND SAMPLES [FIELD]...: makes one call after the other fail, SAMPLES of them at most.
sweep() {
	kind=$1
	samples=$2
	shift 2
	run "$kind:0" "$@"
	calls=
	read -r calls <"$FAILING_REPORT"
	step=1
	[ "${STACKFOLD_FAILING:-}" = all ] || step=$((${calls:-0} / samples + 1))
	at=$first
	while run "$kind:$at" "$@" && [ -s "$FAILING_REPORT" ]; do
		verdict "$kind:$at" "$@"
		at=$((at + step))
	done
}

check() {
	case $1 in
	/*) case=${1%/} ;;
	*) case=$PWD/${1%/} ;;
	esac
	[ -f "$case/args" ] || { not_ok "failing/$1: no such case"; return; }
	tool=${case%/*}
	tool=${tool##*/}
	name=failing/$tool/${case##*/}
	need=
	[ ! -f "$case/needs" ] || need=$(unmet "$case/needs")
	if [ -n "$need" ]; then
		skip "$name" "$need"
		return
	fi
	input=$case/input
	[ -f "$input" ] || input=/dev/null
	# Where a case leaves files, it runs in a copy.
	folder=$case
	if [ -d "$case/leaves" ]; then
		folder=$scratch/run
		copy_case "$case" "$folder"
	fi
	if [ "$tool" != "$serving" ]; then
		serve "$BUILD/tests/preloading$EXEEXT" "$shim" "$TOOLS/$tool"
		serving=$tool
	fi
	run_right
	# Another first call for each case: together they try many.
	first=$((first % 7 + 1))
	{
		sweep alloc 5
		sweep open 1
		sweep read 1
		sweep write 1
		# records that are longer than a piece
		sweep alloc 2 "\$STACKFOLD_PIECE=50"
		run alloc:$first+
		verdict "alloc:$first+"
		# No other thread starts, or only one: those that started read all of it. Pieces are
		# smaller than the inputs of most cases.
		for threads in thread:1+ thread:2+; do
			set -- "$threads" "\$STACKFOLD_PROCESSORS=4" "\$STACKFOLD_PIECE=50"
			run "$@"
			verdict "$@"
		done
		run short:$first
		verdict "short:$first"
	} >"$scratch/wrong"
	judge "$name" "$scratch/wrong"
}

first=0
serving=
if [ $# -eq 0 ]; then
	for case in "$SOURCE"/tests/cases/*/*; do
		check "$case"
	done
fi
for case; do
	check "$case"
done
