#!/bin/sh
# inputs.sh: inputs by names of all kinds: a pipe that has a name (/dev/stdin, /dev/fd/N, a FIFO) is
# opened once and read whole, in each place of a command line.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

cd "$scratch" || exit 1
printf 'a;b 5\nmain;parse;read 3\n' >before
printf 'main;parse;read 4\nmain;write 1\n' >after
printf 'b 2\na 1\n' >unsorted
gzip -c after >after.gz
mkfifo fifo other
recording=$(find "$TESTDATA" -name 'good-*.data' -size -200k | sort | head -n 1)

# same NAME: the result is the expected one.
same() {
	: >wrong
	cmp expected out >wrong 2>&1 && ! [ -s err ] || cat err >>wrong
	judge "inputs/$1" wrong
}

# piped FILE TOOL ARGS...: through a pipe that /dev/stdin names.
piped() {
	file=$1
	shift
	cat "$file" | timeout 60 "$TOOLS/$@" >out 2>err
}

# through_fifo FILE TOOL ARGS...: through the pipe that is named fifo.
through_fifo() {
	cat "$1" >fifo 2>writer &
	shift
	timeout 60 "$TOOLS/$@" >out 2>err
	if ! kill -0 $! 2>kill; then :; elif [ ! -s out ]; then kill $!; fi
	wait $!
}

# each_way NAME TOOL ARGS...: ARGS name the file "after", which stands for pipes with names.
each_way() {
	name=$1
	shift
	"$TOOLS/$@" >expected 2>err
	for place in /dev/stdin /dev/fd/0 /proc/self/fd/0 fifo; do
		line=
		for word; do
			[ "$word" != after ] || word=$place
			line="$line $word"
		done
		# shellcheck disable=SC2086 # words
		if [ $place = fifo ]; then
			through_fifo after $line
		else
			piped after $line
		fi
		same "$name:$place"
	done
}

each_way second diff-stacks before after
each_way first diff-stacks after before
each_way beside-unsorted diff-stacks -q unsorted after
each_way normalized diff-stacks -n before after
each_way matched diff-stacks --match=normalized before after
each_way runs diff-stacks -q before after -- before before
each_way runs-after diff-stacks -q before before -- before after
each_way report diff-stacks --report=text before after
each_way folded fold-stacks before after
each_way folded-alone fold-stacks after
each_way folded-first fold-stacks after before unsorted
each_way drawn flamesvg -q before after
each_way drawn-alone flamesvg -q after

# what is compressed, and a recording, which is read as a file or as a pipe
"$TOOLS/diff-stacks" before after >expected 2>err
through_fifo after.gz diff-stacks before fifo
same compressed
piped after.gz diff-stacks /dev/stdin before
"$TOOLS/diff-stacks" after before >expected 2>err
same compressed-first
if [ -n "$recording" ]; then
	"$TOOLS/fold-stacks" -q "$recording" >expected 2>err
	piped "$recording" fold-stacks -q /dev/stdin
	same recording
	"$TOOLS/diff-stacks" -q before "$recording" >expected 2>err
	piped "$recording" diff-stacks -q before /dev/fd/0
	same recording-second
fi

# two pipes
"$TOOLS/diff-stacks" before after >expected 2>err
cat after >other &
through_fifo before diff-stacks fifo other
same two-pipes
wait

# one pipe cannot be two inputs: the second would be empty, or would wait for ever
for line in 'diff-stacks fifo fifo' 'diff-stacks - /dev/stdin' 'fold-stacks /dev/fd/0 /dev/stdin' \
	'flamesvg - after /dev/stdin'; do
	: >wrong
	# shellcheck disable=SC2086 # words
	piped before $line
	[ $? -eq 2 ] || echo "another status than 2: $line" >>wrong
	grep -q 'are the same pipe' err || cat err >>wrong
	judge "inputs/one-pipe-twice:$line" wrong
done
