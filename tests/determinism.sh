#!/bin/sh
# The good recordings of testdata/: every sample that its README counts is met, and what is folded
# is the same for any number of threads, from a file, from a pipe, compressed or plain, and when
# what was folded is folded again.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"
TOOLS=$HOOKED

STACKFOLD_PROCESSORS=8 # however many there are
export STACKFOLD_PROCESSORS
fold=$TOOLS/fold-stacks

# readme_samples FILE: what the table of recordings says of it; nothing for files made by hand.
readme_samples() {
	sed -n "s/^| $1 | \\([0-9][0-9]*\\) |.*/\\1/p" "$TESTDATA/README.md"
}

# account FILE: the numbers of --stats as met, kept, three times left out, and what they count.
account() {
	served ">$scratch/out" "!$scratch/stats" -- -q --stats "$1"
	awk '
		/read, of them/ { met = $1; noun = $2 }
		/  kept/ { kept = $1 }
		/  left out: another event/ { events = $1 }
		/  left out: another process/ { comms = $1 }
		/  left out: without any frame/ { empty = $1 }
		END { print met + 0, kept + 0, events + 0, comms + 0, empty + 0, noun }' "$scratch/stats"
}

check_account() {
	# shellcheck disable=SC2046 # five numbers and a word
	set -- "$1" $(account "$1")
	[ "$2" -eq $(($3 + $4 + $5 + $6)) ] ||
		echo "$2 samples, but $3 kept and $4, $5 and $6 left out"
	[ "$7" = samples ] || return # sums: their weights, and what the README counts, are others
	samples=$(readme_samples "$(basename "$1")")
	[ -z "$samples" ] || [ "$2" -eq "$samples" ] || echo "$2 samples, the README says $samples"
	# the output's weights are those of the samples that were kept
	served ">$scratch/out" -- -q --plain --count "$1"
	sum=$(awk '{ sum += $NF } END { print sum + 0 }' "$scratch/out")
	[ "$sum" -eq "$3" ] || echo "$3 samples kept, but $sum in the output"
}

# compare WHAT: with the file first.
compare() {
	cmp -s "$scratch/first" "$scratch/other" || echo "$1: another result"
}

# fold_as WHAT [FIELD]... [-- ARGUMENT...]: folds once more, by an order; must be the same as first.
fold_as() {
	what=$1
	shift
	served ">$scratch/other" "!$scratch/err" "=$scratch/first" "$@" -q
	[ "$compared" = same ] || echo "$what: another result"
	[ ! -s "$scratch/err" ] || cat "$scratch/err"
}

check_ways() {
	for flags in --all '--tid --addrs' '--count --pid --jit' \
		'--events=all --group-threads=[0-9]+=N --tid'; do
		# shellcheck disable=SC2086 # several flags
		set -- "$1" $flags
		served ">$scratch/first" -- -q --threads=1 "$@"
		[ "$status" -eq 0 ] || echo "$flags: status $status"
		for threads in 2 3 8; do
			fold_as "$flags, $threads threads" -- --threads=$threads "$@"
		done
		for piece in 1 500 4096; do
			fold_as "$flags, pieces of $piece bytes" "\$STACKFOLD_PIECE=$piece" -- --threads=3 "$@"
		done
		fold_as "$flags, without wide instructions" "\$STACKFOLD_PLAIN=1" -- "$@"
		[ -d "$1" ] && continue
		file=$1
		shift
		fold_as "$flags, from a pipe" "|$file" -- "$@"
		fold_as "$flags, standard input" "<$file" -- "$@" -
		set -- "$file"
	done
	served ">$scratch/first" -- -q "$1"
	fold_as "folded again" -- "$scratch/first"
	fold_as "folded again, in pieces" "\$STACKFOLD_PIECE=500" -- --threads=3 "$scratch/first"
	served ">$scratch/first" -- -q --plain "$1"
	served ">$scratch/other" -- -q --plain --format=folded "$scratch/first" "$scratch/first"
	awk '{ last = $NF; sub(/[0-9.]+$/, ""); print $0 2 * last }' OFMT=%.17g CONVFMT=%.17g \
		"$scratch/first" >"$scratch/doubled"
	cmp -s "$scratch/doubled" "$scratch/other" || echo "twice: another result"
}

# One name for each file, compressed or not.
check_compressed() {
	have gzip || return 0
	case $1 in
	*.txt | *.folded) ;;
	*) return 0 ;;
	esac
	served ">$scratch/first" -- -q "$1"
	gzip -c "$1" >"$scratch/compressed"
	fold_as "gzip, from a pipe" "|$scratch/compressed" --
}

# diff_all THREADS: a comparison with all that comes of it, in one file.
diff_all() {
	"$TOOLS/diff-stacks" -q --threads="$1" --normalize total --match normalized \
		--fail-on 'self>0%' --report "json:$scratch/json" --report "junit:$scratch/junit" \
		"$TESTDATA/compare-before.txt.gz" "$TESTDATA/compare-after.txt.gz" -- \
		"$TESTDATA/compare-after.txt.gz" "$TESTDATA/compare-after.txt.gz" 2>"$scratch/err"
	cat "$scratch/json" "$scratch/junit" "$scratch/err"
}

check_comparison() {
	diff_all 1 >"$scratch/first"
	[ -s "$scratch/json" ] || echo "no report"
	for threads in 2 8; do
		STACKFOLD_PIECE=2000 diff_all $threads >"$scratch/other"
		compare "comparison, $threads threads"
	done
}

# rank_all THREADS: lists of every kind.
rank_all() {
	for format in text json; do
		"$TOOLS/top-stacks" -q --threads="$1" --functions --tree --min 0.2% --around main --paths 9 --by-module \
			--by-thread --report $format "$TESTDATA/compare-before.txt.gz" || echo "status $?"
	done
}

check_ranking() {
	rank_all 1 >"$scratch/first" 2>&1
	[ "$(wc -l <"$scratch/first")" -gt 100 ] || echo "hardly any rows"
	for threads in 2 8; do
		STACKFOLD_PIECE=2000 rank_all $threads >"$scratch/other" 2>&1
		compare "lists, $threads threads"
	done
}

# Floats as programs print them, in sum too many digits for 64 bits: the same in any order.
check_floats() {
	awk 'BEGIN {
		srand(5)
		for (i = 0; i < 900; i++)
			printf "main;f%d %d.%017d\n", i % 7, rand() * 9, rand() * 1e9 + 1
	}' >"$scratch/floats"
	sort "$scratch/floats" >"$scratch/sorted"
	for tool in fold-stacks "flamesvg -o -" "diff-stacks $scratch/floats"; do
		# shellcheck disable=SC2086 # a tool and its arguments
		"$TOOLS/"$tool --threads=1 "$scratch/floats" >"$scratch/first" 2>"$scratch/err"
		grep -q ': counts are rounded to 1[56] decimal places: ' "$scratch/err" ||
			echo "$tool does not say that it rounds"
		[ "$(wc -l <"$scratch/err")" -eq 1 ] || echo "$tool: more than one message"
		for piece in 40 3000; do
			# shellcheck disable=SC2086
			STACKFOLD_PIECE=$piece "$TOOLS/"$tool -q "$scratch/sorted" >"$scratch/other"
			compare "$tool, floats in another order, pieces of $piece"
		done
	done
}

check_floats >"$scratch/wrong" 2>&1
judge determinism/floats "$scratch/wrong"

check_comparison >"$scratch/wrong" 2>&1
judge determinism/comparison "$scratch/wrong"
check_ranking >"$scratch/wrong" 2>&1
judge determinism/ranking "$scratch/wrong"

serve "$fold"
for file in "$TESTDATA"/good-*; do
	{
		check_account "$file"
		check_ways "$file"
		check_compressed "$file"
	} >"$scratch/wrong" 2>&1
	judge "determinism/$(basename "$file")" "$scratch/wrong"
done
