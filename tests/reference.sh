#!/bin/sh
# reference.sh [--list]: compares the tools with what the Perl originals print and draw, kept in
# the folder STACKFOLD_REFERENCE (default: ../shared/reference beside the source); where it is
# absent the comparison is skipped. With --list: only prints the lines that differ from
# stackcollapse-perf.pl, as reference-differences.txt lists them.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

reference=${STACKFOLD_REFERENCE:-$SOURCE/../shared/reference}
listed=$SOURCE/tests/reference-differences.txt

# fold_differences NAME FLAG: the lines that differ, as `NAME FLAG -line` and `NAME FLAG +line`.
fold_differences() {
	folder=$reference/stackcollapse-perf/$1
	option=--$2
	[ "$2" = none ] && option=-q
	"$TOOLS/fold-stacks" -q --plain --as-perf "$option" "$folder/input.txt" >"$scratch/out" 2>"$scratch/err" ||
		{ echo "$1 $2 status $?"; cat "$scratch/err"; }
	diff -a "$folder/expected.$2" "$scratch/out" |
		sed -n -e "s/^< /$1 $2 -/p" -e "s/^> /$1 $2 +/p"
}

check_fold() {
	for expected in "$reference"/stackcollapse-perf/*/expected.*; do
		name=$(basename "$(dirname "$expected")")
		flag=${expected##*.}
		fold_differences "$name" "$flag" >"$scratch/found"
		if [ "${1:-}" = --list ]; then
			cat "$scratch/found"
			continue
		fi
		sort "$scratch/found" >"$scratch/found.sorted"
		grep -a "^$name $flag [-+]" "$listed" | sort >"$scratch/listed"
		{
			comm -23 "$scratch/found.sorted" "$scratch/listed" | sed 's/^/unlisted: /'
			comm -13 "$scratch/found.sorted" "$scratch/listed" | sed 's/^/no longer so: /'
		} >"$scratch/wrong"
		judge "reference/stackcollapse-perf/$name/$flag" "$scratch/wrong"
	done
}

# Each group of listed lines has its reason above it.
check_listed() {
	awk '/^#/ { reason = 1; next } /^$/ { reason = 0; next }
		!reason { print "no reason above line " NR ": " $0 }' "$listed" >"$scratch/wrong"
	judge reference/differences-have-reasons "$scratch/wrong"
}

check_flamegraph() {
	for folder in "$reference"/flamegraph/*/; do
		name=$(basename "$folder")
		columns=1-
		case $name in
		diff*) columns=1-5,7 ;; # titles say more
		esac
		{
			with_args "$folder/args" "$TOOLS/flamesvg" -q --look=classic "$folder/input.folded" \
				>"$scratch/out.svg" 2>"$scratch/err" || { echo "status $?"; cat "$scratch/err"; }
			"$BUILD/tests/svg-frames" "$scratch/out.svg" 2>&1 | cut -f "$columns" | sort >"$scratch/ours"
			cut -f "$columns" "$folder/frames.tsv" | sort >"$scratch/theirs"
			diff -a "$scratch/theirs" "$scratch/ours"
		} >"$scratch/wrong"
		judge "reference/flamegraph/$name" "$scratch/wrong"
	done
}

check_difffolded() {
	for expected in "$reference"/difffolded/expected.plain*; do
		flags=${expected##*plain}
		"$TOOLS/diff-stacks" -q ${flags:+"$flags"} "$reference/difffolded/before.folded" \
			"$reference/difffolded/after.folded" 2>"$scratch/err" |
			sort >"$scratch/ours"
		sort "$expected" >"$scratch/theirs"
		case $flags in
		*n*) # the original truncates: counts to within one
			awk -v within=1 -f - "$scratch/theirs" "$scratch/ours" >"$scratch/wrong" <<-'AWK'
				{ before = $(NF - 1); after = $NF; stack = $0; sub(/ [^ ]+ [^ ]+$/, "", stack) }
				FNR == NR { b[stack] = before; a[stack] = after; next }
				!(stack in b) { print "unexpected: " $0; next }
				(b[stack] - before) ^ 2 > within || (a[stack] - after) ^ 2 > within {
					print "expected " b[stack] " " a[stack] ": " $0
				}
				{ delete b[stack] }
				END { for (stack in b) print "missing: " stack }
			AWK
			;;
		*) diff -a "$scratch/theirs" "$scratch/ours" >"$scratch/wrong" ;;
		esac
		cat "$scratch/err" >>"$scratch/wrong"
		judge "reference/difffolded/plain$flags" "$scratch/wrong"
	done
}

if [ ! -d "$reference" ]; then
	skip reference "no folder $reference"
	exit
fi
if [ "${1:-}" = --list ]; then
	check_fold --list
	exit
fi
check_fold
check_listed
check_flamegraph
check_difffolded
