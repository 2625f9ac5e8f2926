#!/bin/sh
# Sorted folded texts that are large are merged, compared and drawn as streams. Here small ones are,
# by STACKFOLD_PIECE, and the results are those of the general method, through profiles. The unit
# suite sorted_merge has more; this has what needs processes: descriptors, temporary files, pipes.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"
TOOLS=$HOOKED
fold=$TOOLS/fold-stacks
cd "$scratch" || exit 1
mkdir tmp
TMPDIR=$scratch/tmp
export TMPDIR

# text SEED: sorted folded text, 200 kB, with names that begin alike.
text() {
	awk -v seed="$1" 'BEGIN {
		srand(seed)
		split("foo foo.part.0 foo::bar foo2 foo(int) bar b bar-x", names, " ")
		print "# samples: " seed " of 1000 ns, cpu-clock;"
		for (i = 0; i < 5000; i++) {
			line = "main"
			for (depth = 1 + int(rand() * 7); depth; depth--)
				line = line ";" names[1 + int(rand() * 8)]
			counts[line] += 1 + int(rand() * 100)
		}
		for (line in counts) print line, counts[line]
	}' | "$fold" -q --format=folded
}

# streams COMMAND...: the command with its inputs merged as streams; says so if they were not.
streams() {
	STACKFOLD_PIECE=5000 "$@" -v 2>messages || echo "status $? of $*"
	[ "$merged" = "" ] || grep -q "$merged" messages || echo "not merged: $*"
}

nothing_left() {
	[ -z "$(ls -A tmp)" ] || echo "temporary files are left: $(ls -A tmp)"
}

for i in 1 2 3 4 5 6; do
	text $i >"$i"
done

merged=': merged '
{
	for inputs in 1 '1 2 3' '1 2 3 4 5 6'; do
		# shellcheck disable=SC2086 # names
		"$fold" -q $inputs >expected
		# shellcheck disable=SC2086
		streams "$fold" -o result $inputs
		cmp expected result
	done
	gzip -k 2 3
	streams "$fold" -o result.gz 1 2.gz 3 4 5 - <./6
	gzip -dc result.gz | cmp - expected
	streams "$fold" --plain 1 2.gz 3 4 5 6 >result
	grep -v '^# ' expected | cmp - result
	nothing_left
} >wrong 2>&1
judge merge/fold-stacks wrong

# more inputs than descriptors
{
	seq 60 | while read -r i; do
		echo "main;f$((i % 7)) $i"
	done >lines
	split -l 1 lines part-
	(
		# shellcheck disable=SC3045 # dash has it, and others
		ulimit -n 20
		printf 'main;f%d %d\n' 0 252 1 261 2 270 3 279 4 288 5 236 6 244 | tee expected |
			STACKFOLD_PIECE=1 "$fold" - part-* >result
	)
	awk '{ $2 *= 2; print }' expected | cmp - result
	nothing_left
} >wrong 2>&1
judge merge/descriptors wrong

# each of these ends with status 1, a message that names what is wrong, and no output
# refused MESSAGE COMMAND...
refused() {
	message=$1
	shift
	STACKFOLD_PIECE=5000 "$@" >result 2>messages
	[ $? -eq 1 ] || echo "status is not 1: $*"
	grep -q "$message" messages || { echo "another message: $*"; cat messages; }
	[ ! -s result ] || echo "output: $*"
	nothing_left
}
{
	head -c 5000 2.gz >cut.gz
	refused '^fold-stacks: cut.gz: cannot decompress: damaged' "$fold" 1 2 3 4 cut.gz 5
	refused '^fold-stacks: cut.gz: cannot decompress: damaged' "$fold" -o out 1 cut.gz 5
	sed 's/ ns/ cycles/' 3 >cycles
	refused 'cycles (cycles) and ns (1)' "$fold" 1 2 cycles
	sed '/^#/d; s/$/ 1/' 3 >two
	refused 'two: 2 counts on each line, but 1 has 1' "$fold" 1 two
	refused 'nowhere: No such file' "$fold" 1 nowhere
	TMPDIR=$scratch/nowhere
	refused "cannot write a temporary file in $scratch/nowhere" "$fold" 1 2
	refused "cannot write a temporary file in $scratch/nowhere" "$fold" -o out 1 2 3 4 5 6
	TMPDIR=$scratch/tmp
	# as if the folder were full
	(
		ulimit -f 100
		refused "cannot write a temporary file in $TMPDIR" "$fold" 1 2 3 4 5 6
	)
	[ ! -e out ] || echo "there is an output file"
} >wrong 2>&1
judge merge/refused wrong

{
	for options in '' --minwidth=5 --minwidth=1% --minwidth=0; do
		# shellcheck disable=SC2086
		"$TOOLS/flamesvg" -q $options 1 2 3 4 5 6 >expected
		# shellcheck disable=SC2086
		streams "$TOOLS/flamesvg" $options 1 2 3 4 5 6 >result
		cmp expected result
		# shellcheck disable=SC2086
		streams "$TOOLS/flamesvg" $options 1 2 3.gz 4 - 6 <./5 >result
		cmp expected result
	done
	# what was drawn of a pipe is read anew if a line is not sorted, or not plain
	for line in 'main;b 5' 'main;zz 1e3' 'zz  7'; do
		{ cat 1 && echo "$line"; } >odd
		"$TOOLS/flamesvg" -q odd >expected
		for piece in 50 5000; do
			# shellcheck disable=SC2002 # a pipe
			cat odd | STACKFOLD_PIECE=$piece "$TOOLS/flamesvg" -q >result
			cmp expected result
		done
	done
	# all widths are even, but not all counts
	printf 'main;a 2\nmain;b 1\nmain;c 1\nmain;d 400000\n' >odd
	"$TOOLS/flamesvg" -q odd >expected
	# shellcheck disable=SC2002
	cat odd | STACKFOLD_PIECE=20 "$TOOLS/flamesvg" -q >result
	cmp expected result
	nothing_left
} >wrong 2>&1
judge merge/flamesvg wrong

merged=
{
	"$TOOLS/diff-stacks" -q 1 2 >expected
	streams "$TOOLS/diff-stacks" 1 2.gz >result
	cmp expected result
	! grep -q 'samples kept' messages || echo "a compressed file was not joined"
	refused '^diff-stacks: cut.gz: cannot decompress: damaged' "$TOOLS/diff-stacks" 1 cut.gz
	for name in 1 2.gz; do
		mkfifo pipe pipe2
		cat 1 >pipe &
		cat $name >pipe2 &
		"$TOOLS/diff-stacks" -q 1 ${name%.gz} >expected
		streams "$TOOLS/diff-stacks" pipe pipe2 >result
		cmp expected result
		! grep -q 'samples kept' messages || echo "pipes were not joined"
		wait
		rm pipe pipe2
	done
	# not sorted: what was copied is read into a profile
	{ cat 2 && echo 'main;a 1'; } >odd
	"$TOOLS/diff-stacks" -q 1 odd >expected
	# shellcheck disable=SC2002
	cat odd | STACKFOLD_PIECE=5000 "$TOOLS/diff-stacks" -q 1 - >result
	cmp expected result
	TMPDIR=$scratch/nowhere
	# shellcheck disable=SC2002
	cat 2 | refused "standard input: cannot be copied into a temporary file in $TMPDIR" "$TOOLS/diff-stacks" 1 -
	TMPDIR=$scratch/tmp
	nothing_left
} >wrong 2>&1
judge merge/diff-stacks wrong

# root frames, those of stacks that weigh something, are compared where no stack is on both sides
{
	warned='no root frame .* is on both sides'
	# roots EXPECTED BEFORE AFTER: whether there is a warning, from both methods
	roots() {
		echo "$2" | tr '|' '\n' >before
		echo "$3" | tr '|' '\n' >after
		for way in --threads=2 --rename=no-such-name=x; do
			"$TOOLS/diff-stacks" "$way" before after 2>&1 >/dev/null |
				grep -c "$warned" | grep -q "$1" || echo "$way: $2, $3: not $1"
		done
	}
	roots 0 'a;b 1' 'a;b 2'
	roots 0 'a;b 1' 'a;c 2'
	roots 0 'a 1' 'a;c 2'
	roots 1 'a;b 1' 'b;b 2'
	roots 1 'a;b 1' 'a b;b 2'
	roots 1 'a;b 1|b;a 0' 'a;b 0|b;a 1'
	roots 0 'a;b 0|a;c 1' 'a;b 3'
	many=$(seq 100 150 | sed 's/.*/m;& 1/' | tr '\n' '|')
	roots 0 "${many}z;a 1" 'mm;a 1|z;b 2'
	roots 1 "${many}z;a 1" 'mm;a 1|y;b 2'
	roots 0 "${many}m<;a 1" 'm;a 1'
	roots 0 "${many}m<;a 1" 'm<;b 1'
	roots 1 "${many}m<;a 1" 'm=;b 1'
} >wrong 2>&1
judge merge/roots wrong
