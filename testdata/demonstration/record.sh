#!/bin/sh
# record.sh NAME COMPARISONS PROGRAM-BEFORE PROGRAM-AFTER: records five runs a side of each
# comparison, in turns (before, after, before, after ...), and writes the table NAME.txt:
#
#     # 20 comparisons of index with index, 5 runs a side in turns ...
#     index;main;make_index;block_checksum<TAB>1301<TAB>1290 ...
#
# Columns are samples of the runs, in the order in which they were made. FOLD names fold-stacks,
# ROUNDS how much a run works, RATE the samples a second, RUN a command before the program (such
# as "nice -n -10", which keeps neighbours off the processor), NEIGHBOURS the number of processes
# that fill memory meanwhile (neighbour.c). Needs perf and gcc.
set -eu
LC_ALL=C
export LC_ALL
name=$1 comparisons=$2 before=$3 after=$4
here=$(cd "$(dirname "$0")" && pwd)
fold=${FOLD:-fold-stacks} rounds=${ROUNDS:-600} rate=${RATE:-5000}
build=$(mktemp -d)
neighbours=
trap 'rm -rf "$build"; [ -z "$neighbours" ] || kill $neighbours' EXIT
trap 'exit 1' HUP INT TERM

gcc -O2 -fno-omit-frame-pointer -o "$build/index" "$here/index.c"
mkdir "$build/slower"
gcc -O2 -fno-omit-frame-pointer -DSLOWER -o "$build/slower/index" "$here/index.c"

# record PROGRAM NUMBER
record()
{
	# shellcheck disable=SC2086 # RUN is a command with its arguments
	${RUN:-} perf record -q --no-buildid-cache -e cpu-clock:u -F "$rate" -g \
		-o "$build/perf.data" -- "$build/$1" "$rounds" >"$build/output"
	"$fold" --count --plain "$build/perf.data" >"$build/$2"
}

gcc -O2 -o "$build/neighbour" "$here/neighbour.c"
for seed in $(seq "${NEIGHBOURS:-0}"); do
	"$build/neighbour" "$seed" &
	neighbours="$neighbours $!"
done

number=0
while [ "$number" -lt $((comparisons * 10)) ]; do
	record "$before" "$((number + 1))"
	record "$after" "$((number + 2))"
	number=$((number + 2))
done

{
	echo "# $comparisons comparisons of $before with $after, 5 runs a side in turns;" \
		"$rounds rounds, $rate samples a second${RUN:+, $RUN}${NEIGHBOURS:+, $NEIGHBOURS neighbours}"
	awk -v runs="$number" '
		FNR == 1 { run++ }
		{ weight = $NF; sub(/ [0-9]+$/, ""); count[$0, run] = weight; stacks[$0] }
		END {
			for (stack in stacks) {
				line = stack
				for (i = 1; i <= runs; i++)
					line = line "\t" count[stack, i] + 0
				print line | "sort"
			}
		}' $(seq -f "$build/%.0f" "$number")
} >"$name.txt"
