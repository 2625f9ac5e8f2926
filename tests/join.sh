#!/bin/sh
# diff-stacks compares sorted folded texts as they are read, anything else by way of profiles. Both
# must come to the same, which is seen by an option that changes no name, but might.
# shellcheck disable=SC2086 # options are words
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"
TOOLS=$HOOKED

diff=$TOOLS/diff-stacks
STACKFOLD_PROCESSORS=8
export STACKFOLD_PROCESSORS

# stacks SEED LINES LONG: folded text of random stacks with names of up to LONG bytes.
stacks() {
	awk -v seed="$1" -v lines="$2" -v long="$3" 'BEGIN {
		srand(seed)
		letters = "ab \t!<zy01"
		for (i = 0; i < lines; i++) {
			line = ""
			for (depth = 1 + int(rand() * 4); depth; depth--) {
				name = ""
				for (size = 1 + int(rand() * long); size > 0; size -= 1 + size / 40)
					name = name substr(letters, 1 + int(rand() * 10), 1)
				if (size > 20) name = name name name name name
				line = line (line == "" ? "r" : ";") name "x"
			}
			print line " " int(rand() * 1000)
		}
	}'
}

# sum_up: adds up equal stacks, as a profile has each once, and sorts.
sum_up() {
	"$TOOLS/fold-stacks" -q --format=folded -
}

# beside WAY: what diff-stacks makes of $before and $after in one way, beside what is expected.
beside() {
	first=$before
	case $1 in
	piece=*) set -- "$1" "\$STACKFOLD_PIECE=${1#piece=}" -- ;;
	pipe=*) set -- "$1" "|$before" "\$STACKFOLD_PIECE=${1#pipe=}" -- && first=- ;;
	pipe) set -- "$1" "|$before" -- && first=- ;;
	*) set -- "$1" -- $1 ;;
	esac
	way=$1
	shift
	served ">$scratch/out" "!$scratch/messages" "=$scratch/expected" "$@" -q $options "$first" "$after"
	[ $status -eq $expected_status ] ||
		echo "status $status, not $expected_status ($way $options)" >>"$scratch/wrong"
	[ $status -ne 0 ] || [ "$compared" = same ] ||
		echo "another result ($way $options)" >>"$scratch/wrong"
}

# check NAME BEFORE AFTER [joined]: with the last, the fast way must have been taken.
check() {
	before=$2 after=$3
	: >"$scratch/wrong"
	pieces='piece=700 piece=20000 pipe=700'
	# pieces of a byte take long where one of the two is large
	[ "$(cat "$before" "$after" | wc -c)" -gt 1000 ] || pieces='piece=1 piece=7 pipe pipe=7'
	for options in '' -n '-n --integers' --normalize=factor:0.37 --integers; do
		served ">$scratch/expected" "!$scratch/messages" -- -q $options \
			--rename=no-such-name=x "$before" "$after"
		expected_status=$status
		for way in '' --threads=1 $pieces; do
			beside "$way"
		done
		# only the other way says what was read
		[ "${4:-}" = joined ] || continue
		served ">$scratch/out" "!$scratch/messages" -- --verbose $options "$before" "$after"
		while read -r line; do
			case $line in
			*'samples kept'*) echo "the files were not joined ($options)" >>"$scratch/wrong" ;;
			esac
		done <"$scratch/messages"
	done
	judge "join/$1" "$scratch/wrong"
}

serve "$diff"

lines() {
	for line in "$@"; do
		printf '%s\n' "$line"
	done
}

for seed in 1 2 3; do
	stacks $seed 3000 12 | sum_up >"$scratch/short$seed"
	stacks $((seed + 10)) 300 3000 | sum_up >"$scratch/long$seed"
	cat "$scratch/short$seed" "$scratch/long$seed" | sum_up >"$scratch/mixed$seed"
	awk 'NR % 5 { $NF = int($NF / 2); print }' FS='[ ]' OFS=' ' "$scratch/mixed$seed" \
		>"$scratch/less$seed"
done
for seed in 1 2 3; do
	check "short-$seed" "$scratch/short$seed" "$scratch/short1" joined
	check "long-$seed" "$scratch/long$seed" "$scratch/long2" joined
	check "mixed-$seed" "$scratch/mixed$seed" "$scratch/mixed3" joined
	check "fewer-$seed" "$scratch/mixed$seed" "$scratch/less$seed" joined
	check "more-$seed" "$scratch/less$seed" "$scratch/mixed$seed" joined
done
sed 's/^/a/' "$scratch/mixed1" >"$scratch/first"
check disjoint "$scratch/first" "$scratch/mixed2" joined
check disjoint-after "$scratch/mixed2" "$scratch/first" joined

lines 'a 1' 'a b 2' 'a;b 3' 'a;b c 4' 'a;b;c 5' >"$scratch/one"
lines 'a b 1' 'a;b;c 2' 'b 3' >"$scratch/two"
check prefixes "$scratch/one" "$scratch/two" joined
check itself "$scratch/one" "$scratch/one" joined
printf 'a 1\na;b 2' >"$scratch/cut"
check no-last-newline "$scratch/cut" "$scratch/one" joined
lines 'a 0' 'b 18446744073709551' >"$scratch/large"
check zero-and-large "$scratch/large" "$scratch/two" joined

# comments before and after the stacks, as fold-stacks writes them
# commented FILE SAMPLES MODULE: the file with what is known of it.
commented() {
	lines '# event: cpu-clock;' '# unit: ns' "# samples: $2 of 12000;"
	cat "$1"
	lines "# frames user 3 $3: AbcdEfghI;" '# frames kernel 3 [kernel.kallsyms]: 000;'
}
commented "$scratch/one" 12 libc.so.6 >"$scratch/known-one"
commented "$scratch/mixed1" 34 libx.so >"$scratch/known-two"
check comments "$scratch/known-one" "$scratch/known-two" joined
check comments-before "$scratch/known-one" "$scratch/two" joined
check comments-after "$scratch/two" "$scratch/known-one" joined
lines '# unit: ns' '# samples: 3 of 4;' >"$scratch/nothing"
check only-comments "$scratch/nothing" "$scratch/two"

# anything else than sorted plain lines
n=0
for odd in 'b 1|a 2' 'a 1|z 2|b 3|c 1' 'a 1|c 2|b 3' 'a 1|a 2' 'a 1|a;b 2.5' 'a 1|# a remark' 'a 1||b 2' 'a 1|b x' 'a 1|b 007' \
	'a 1|b  2' 'a 1|b; 2' 'a 1 2|b 3 4' 'a 1|b 3 4' 'a 1|b 4.5 4' ' a 1' 'a 0|b 0' \
	'a 1|b 1e5' 'a 1|b 1e-5 2' 'a 1e2 1|b 2 2' 'a 1|b -5' 'a 1|b -5 4' \
	'a 0.1000000000000000055511151231257827|b 3' 'a 150.12345678901234567|b 60' \
	'a 18446744073709551615|b 1' 'a 1|b 99999999999999999999' '' 'a'; do
	n=$((n + 1))
	printf '%s\n' "$odd" | tr '|' '\n' >"$scratch/odd"
	check "odd-before-$n" "$scratch/odd" "$scratch/two"
	check "odd-after-$n" "$scratch/two" "$scratch/odd"
done
printf 'a 1\r\nb 2\r\n' >"$scratch/odd"
check carriage-return "$scratch/odd" "$scratch/two"
# What has been read is let go: files of 60 MB are compared in a fraction of that.
check_memory() {
	awk 'BEGIN {
		for (i = 0; i < 40; i++) frames = frames "a_function_with_a_longer_name();"
		for (i = 0; i < 48000; i++) printf "%s%06d %d\n", frames, i, i % 5 + 1
	}' >"$scratch/before60"
	awk 'NR % 7' "$scratch/before60" >"$scratch/after60"
	for options in '' -n; do
		# shellcheck disable=SC2086
		/usr/bin/time -o "$scratch/peak" -f %M "$diff" $options --threads=2 \
			"$scratch/before60" "$scratch/after60" >"$scratch/out" ||
			echo "status $? ($options)"
		peak=$(tail -n 1 "$scratch/peak")
		[ "$peak" -lt 50000 ] || echo "$peak kB of memory ($options)"
	done
}
if [ -x /usr/bin/time ] && [ "${SANITIZED:-no}" = no ]; then
	check_memory >"$scratch/wrong" 2>&1
	judge join/memory "$scratch/wrong"
else
	skip join/memory "needs /usr/bin/time, and no sanitizers"
fi

: >"$scratch/empty"
check empty "$scratch/empty" "$scratch/two"
