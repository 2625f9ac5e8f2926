#!/bin/sh
# inputs.sh: which files a command line names. A pipe that has a name (/dev/stdin, /dev/fd/N, a FIFO) is
# opened once and read whole, in each place of a command line; no result replaces an input or another
# result.
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
	cmp expected out >wrong 2>&1 || cat err >>wrong
	[ ! -s err ] || cat err >>wrong
	judge "inputs/$1" wrong
}

# run TOOL ARGS...: with the results in the files out and err. It ends, whatever it waits for.
run() {
	tool=$1
	shift
	timeout 60 "$TOOLS/$tool" "$@" >out 2>err
}

# feed FILE PIPE: FILE through a pipe with a name, should anything open it.
feed() {
	# shellcheck disable=SC2016 # expanded by the inner shell
	timeout 60 sh -c 'cat "$1" >"$2"' feed "$1" "$2" 2>writer &
}

# piped FILE TOOL ARGS...: through a pipe that /dev/stdin names.
piped() {
	file=$1
	shift
	# shellcheck disable=SC2002 # it is to be a pipe
	cat "$file" | run "$@"
}

# through_fifo FILE TOOL ARGS...: through the pipe that is named fifo.
through_fifo() {
	feed "$1" fifo
	shift
	run "$@"
	wait
}

# each_way NAME TOOL ARGS...: ARGS name the file "after", which stands for pipes with names.
each_way() {
	name=$1
	shift
	run "$@"
	cp out expected
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
each_way limit diff-stacks -q "--fail-on=total>900%" before after
each_way folded fold-stacks before after
each_way folded-alone fold-stacks after
each_way folded-first fold-stacks after before unsorted
each_way drawn flamesvg -q before after
each_way ranked top-stacks -q before after
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
feed after other
through_fifo before diff-stacks fifo other
same two-pipes

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

# What is written must not replace an input, nor another result.
# refused SAYS LINE: a usage error, with nothing written.
refused() {
	: >wrong
	rm -rf results
	mkdir results
	cp before after palette.map results
	# shellcheck disable=SC2086 # words
	(cd results && "$TOOLS"/$2 >../out 2>../err)
	[ $? -eq 2 ] || echo "another status than 2" >>wrong
	grep -q -F -e "$1" err || cat err >>wrong
	for file in before after palette.map; do
		cmp "$file" "results/$file" >>wrong 2>&1
	done
	find results -type f ! -name before ! -name after ! -name palette.map >>wrong
	judge "inputs/refused:$2" wrong
}

echo 'a->rgb(1,2,3)' >palette.map
ln -s before link
refused 'the result would replace an input' 'diff-stacks --report text:before before after'
refused 'the result would replace an input' 'diff-stacks --report text:./after before -- after'
refused 'the result would replace an input' 'diff-stacks --report json:../results/before before after'
refused 'the result would replace an input' 'diff-stacks -o after before after'
refused 'the result would replace an input' 'fold-stacks -o before before'
refused 'the result would replace an input' 'flamesvg --output=before before'
refused 'the result would replace an input' 'flamesvg --cp palette.map'
refused 'another report goes to the same file' 'diff-stacks --report text:new --report json:./new before after'
refused 'the folded text goes to the same file' 'diff-stacks --report text:new -o ../results/new before after'
refused 'the result would replace an input' 'top-stacks --report text:before before'
refused 'the result would replace an input' 'top-stacks -o ./after before after'
refused 'another report goes to the same file' 'top-stacks --report text:new --report json:./new before'
refused 'the other report goes to the same file' 'top-stacks --report json:new -o new before'
refused '--cp keeps the colours in palette.map' 'flamesvg --cp -o palette.map before'
refused '--cp keeps the colours in palette.map' 'flamesvg --cp -o ./palette.map before'
refused 'would replace the file of --nameattr' 'flamesvg --nameattr palette.map -o palette.map before'

: >wrong
"$TOOLS/diff-stacks" --report text:link before after >out 2>err
[ $? -eq 2 ] || echo "an input was replaced by its link" >>wrong
"$TOOLS/diff-stacks" --report text:redirected before after >redirected 2>err
[ $? -eq 2 ] || echo "the report replaced what standard output goes to" >>wrong
"$TOOLS/diff-stacks" --report text:one --report json:two -o three before after >out 2>err ||
	cat err >>wrong
for file in one two three; do
	[ -s $file ] || echo "$file is missing" >>wrong
done
judge inputs/files-of-their-own wrong
