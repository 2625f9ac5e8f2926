#!/bin/sh
# cli.sh [TOOL]...: options, messages, output and exit statuses of the tools (default: all).
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

cd "$scratch" || exit 1
printf 'main;parse;read 3\nmain;parse;0x12ab 4\nmain;write 1\n' >before.folded
printf 'main;parse;read 5\nmain;parse;0xff 2\nmain;exit 9\n' >after.folded
: >empty
mkdir folder
printf '\001\002\377\376\000 garbage\n\000\000' >garbage
cat >one.perf <<'END'
a b 100/101 1.0: 7 cycles:u:
	1000 work+0x1 (/bin/a)
	2000 start+0x1 (/bin/a)

END
sed 's/cycles:u/cycles:k/' one.perf >other.perf

# inputs TOOL: operands with which it succeeds.
inputs() {
	case $1 in
	diff-stacks) echo before.folded after.folded ;;
	*) echo before.folded ;;
	esac
}

# What is not as it should be goes to the file wrong, which judge looks at.
begin() {
	: >wrong
}

# run TOOL ARGS...
run() {
	tool=$1
	shift
	"$TOOLS/$tool" "$@"
}

# call STATUS TOOL ARGS...: with the results in the files out and err.
call() {
	wanted=$1
	shift
	status=0
	run "$@" >out 2>err </dev/null || status=$?
	if [ "$status" -ne "$wanted" ]; then
		echo "status $status, not $wanted: $*" >>wrong
		cat err >>wrong
	fi
	if [ "$wanted" -eq 2 ] && [ -s out ]; then
		echo "a usage error, yet standard output is not empty: $*" >>wrong
	fi
}

says() {
	grep -q -F -e "$1" err || { echo "no '$1' in this:" && cat err; } >>wrong
}

writes() {
	grep -q -F -e "$1" out || { echo "no '$1' in this:" && head -n 5 out; } >>wrong
}

silent() {
	[ ! -s err ] || cat err >>wrong
}

# same TOOL ARGS...: writes what is in the file expected.
same() {
	call 0 "$@"
	cmp -s out expected || echo "$* writes something else" >>wrong
}

# only FILES...: the folder out.d holds these and nothing else.
only() {
	[ "$(ls -A out.d)" = "$*" ] || echo "out.d holds $(ls -A out.d), not $*" >>wrong
}

check_help() {
	begin
	call 0 "$1" --help
	silent
	cp out expected
	writes "Usage: $1 "
	writes --output
	awk 'length > 80 { print "wider than 80 columns: " $0 }' out >>wrong
	same "$1" -h
	same "$1" --HEL
	same "$1" -help --unknown
	if [ -e /dev/full ]; then
		"$TOOLS/$1" --help >/dev/full 2>err
		[ $? -eq 1 ] || echo "--help to a full disk has not status 1" >>wrong
		says "$1: "
	fi
	judge "cli/$1/help" wrong
}

check_version() {
	begin
	call 0 "$1" --version
	silent
	head -n 1 out | grep -q -x -E "$1 \\(stackfold\\) [0-9]+\\.[0-9]+\\.[0-9]+[^ ]*" || cat out >>wrong
	cp out expected
	same "$1" -V
	ln -sf "$TOOLS/$1" other-name.pl
	./other-name.pl --version >out 2>err
	cmp -s out expected || echo "another name: $(cat out err)" >>wrong
	judge "cli/$1/version" wrong
}

check_usage() {
	begin
	call 2 "$1" --hepl
	says "$1: unknown option --hepl (did you mean --help?)"
	says "try '$1 --help'"
	call 2 "$1" --zzzzzz=3
	says "unknown option --zzzzzz"
	grep -q mean err && echo "--zzzzzz is near to nothing" >>wrong
	call 2 "$1" -@
	says "unknown option -@"
	call 2 "$1" -q@
	call 2 "$1" --quiet=1
	says "--quiet takes no value"
	# shellcheck disable=SC2046 # several operands
	call 2 "$1" $(inputs "$1") --output
	says "--output needs a value (FILE)"
	# shellcheck disable=SC2046
	call 2 "$1" $(inputs "$1") -o
	call 2 "$1" "--x$(printf '\033')[1m"
	says "--x?[1m"
	judge "cli/$1/usage" wrong
}

# The ways to write an option all mean the same.
check_syntax() {
	begin
	# shellcheck disable=SC2046
	set -- "$1" $(inputs "$1")
	call 0 "$@"
	cp out expected
	for arguments in --output=made -output=made -o=made -omade -qomade '-o made' '-output made' \
		'--out made' '--OUTPUT made' '-qvo made'; do
		rm -f made
		# shellcheck disable=SC2086 # an option and its value
		call 0 "$@" $arguments
		[ ! -s out ] || echo "$arguments: standard output is not empty" >>wrong
		cmp -s made expected || echo "$arguments: made is not as expected" >>wrong
	done
	shift
	call 0 "$name" -o -made -- "$@"
	cmp -s ./-made expected || echo "-o -made: not as expected" >>wrong
	cp before.folded -- --before
	shift
	call 0 "$name" -q -- --before "$@"
	judge "cli/$name/syntax" wrong
}

check_bad_input() {
	rest=$(inputs "$1" | sed 's/[^ ]* *//')
	for bad in missing folder empty garbage /dev/null; do
		begin
		rm -rf out.d
		mkdir out.d
		# shellcheck disable=SC2086 # no or one operand
		call 1 "$1" -o out.d/result "$bad" $rest
		says "$1: $bad: "
		only
		echo old >out.d/result
		# shellcheck disable=SC2086
		call 1 "$1" -o out.d/result "$bad" $rest
		only result
		[ "$(cat out.d/result)" = old ] || echo "the old file was changed" >>wrong
		# shellcheck disable=SC2086
		call 1 "$1" "$bad" $rest
		judge "cli/$1/bad-$(basename "$bad")" wrong
	done
	if [ "$(id -u)" -ne 0 ]; then
		begin
		cp before.folded unreadable
		chmod 0 unreadable
		# shellcheck disable=SC2086
		call 1 "$1" unreadable $rest
		says "$1: unreadable: "
		rm -f unreadable
		judge "cli/$1/bad-unreadable" wrong
	fi
}

check_output() {
	begin
	# shellcheck disable=SC2046
	set -- "$1" $(inputs "$1")
	call 0 "$@"
	cp out expected
	same "$@" -o -
	same "$@" -o /dev/stdout
	rm -rf out.d
	mkdir out.d
	echo old >out.d/result
	chmod 640 out.d/result
	(cd out.d && ln -s result link)
	call 0 "$@" -o out.d/link
	cmp -s out.d/result expected || echo "the link's file is not as expected" >>wrong
	[ -h out.d/link ] || echo "the link was replaced" >>wrong
	[ "$(stat -c %a out.d/result 2>/dev/null || echo 640)" = 640 ] || echo "mode is lost" >>wrong
	call 1 "$@" -o out.d
	says "$1: out.d: "
	call 1 "$@" -o out.d/no/result
	says "$1: out.d/no/result: "
	if [ -e /dev/full ]; then
		call 1 "$@" -o /dev/full
		says "$1: /dev/full: "
		run "$@" >/dev/full 2>err
		[ $? -eq 1 ] || echo "a full disk has not status 1" >>wrong
		says "$1: standard output: "
	fi
	judge "cli/$1/output" wrong
}

# Files that nobody can mean.
check_files() {
	begin
	# shellcheck disable=SC2046 # no or one operand
	set -- "$1" $(inputs "$1" | sed 's/[^ ]* *//')
	cp before.folded kept.folded
	ln -sf kept.folded link.folded
	for file in kept.folded link.folded; do
		call 2 "$name" -o "$file" kept.folded ${2:+"$2"}
		says "--output $file: the result would replace an input"
		cmp -s kept.folded before.folded || echo "the input was replaced" >>wrong
	done
	shift
	status=0
	# shellcheck disable=SC2094 # it must not be written
	"$TOOLS/$name" -o kept.folded - "$@" <kept.folded >out 2>err || status=$?
	[ $status -eq 2 ] || echo "status $status, not 2, from standard input" >>wrong
	says "the result would replace an input"
	call 2 "$name" - -
	says "standard input can be only one of the inputs"
	call 2 "$name" "" before.folded
	says "the name of input 1 is empty"
	call 2 "$name" before.folded before.folded -o ""
	says "--output: the file's name is empty"
	judge "cli/$name/files" wrong
}

# A reader that goes away is no error to speak of, whether SIGPIPE is ignored or not.
check_closed_pipe() {
	begin
	# shellcheck disable=SC2046
	set -- "$1" $(inputs "$1")
	rm -f pipe
	mkfifo pipe
	: <pipe &
	exec 3>pipe # opens when the reader has opened; then the reader ends
	wait $!
	(run "$@" -q >&3 2>err)
	silent
	(
		trap '' PIPE
		run "$@" -q >&3 2>err
		echo $? >status
	)
	exec 3>&-
	silent
	[ "$(cat status)" -eq 1 ] || echo "with SIGPIPE ignored: status $(cat status)" >>wrong
	judge "cli/$1/closed-pipe" wrong
}

check_standard_input() {
	begin
	# shellcheck disable=SC2046
	call 0 "$1" $(inputs "$1")
	cp out expected
	rest=$(inputs "$1" | sed 's/[^ ]* *//')
	# shellcheck disable=SC2086
	"$TOOLS/$1" - $rest <before.folded >out 2>err || cat err >>wrong
	cmp -s out expected || echo "- is not standard input" >>wrong
	judge "cli/$1/standard-input" wrong
}

check_fold_stacks() {
	# a filter that leaves comments only; comments of perf script are none of ours
	begin
	printf '# event: cpu-clock;\n# unit: ns\n# samples: 3 of 750000;\n' >comments
	call 1 fold-stacks comments
	says 'fold-stacks: comments: folded text with comments but no stacks (did a filter leave nothing?)'
	call 1 fold-stacks --format folded comments
	says 'comments: folded text with comments but no stacks'
	printf '# frames user 3 words: Sd6;\n' >comments
	call 1 fold-stacks comments
	says 'comments: folded text with comments but no stacks'
	printf '# ========\n# event : name = cycles, , id = { 1 }\n#\n' >comments
	call 1 fold-stacks comments
	says 'comments: contains no samples; expected'
	judge cli/fold-stacks/comments-only wrong

	# lines of folded text are sums of samples
	begin
	call 0 fold-stacks --stats before.folded
	says '           3  stacks read, of them:'
	says '           3    kept'
	grep -q samples err && cat err >>wrong
	call 0 fold-stacks -v before.folded
	says '3 stacks kept of 3,'
	call 0 fold-stacks --stats one.perf
	says '           1  samples read, of them:'
	call 0 fold-stacks --stats before.folded one.perf
	says '           4  samples and stacks read, of them:'
	printf '# event: cpu-clock;\n# unit: ns\n# samples: 3 of 750000, 6 of 1500000;\na;b 750000 1500000\n' >two.folded
	call 0 fold-stacks --stats two.folded
	says 'counted: cpu-clock in ns, before 750 µs in 3 samples, after 1.50 ms in 6 samples'
	judge cli/fold-stacks/stats wrong

	begin
	call 0 fold-stacks --pid one.perf
	cp out expected
	writes "a_b-100;start;work 7"
	same fold-stacks -p one.perf
	same fold-stacks one.perf -pid
	same fold-stacks --PI one.perf
	call 0 fold-stacks --event-filter=cycles:u one.perf other.perf
	cp out expected
	same fold-stacks -e cycles:u one.perf other.perf
	same fold-stacks one.perf --event cycles:u other.perf
	call 0 fold-stacks --all --addrs one.perf
	call 2 fold-stacks -a one.perf
	says "-a could be any of "
	says "--all"
	says "--addrs"
	for number in 0 -1 4x '' 99999999999; do
		call 2 fold-stacks "--threads=$number" one.perf
		says "--threads: '$number' is not a whole number above 0"
	done
	judge cli/fold-stacks/options wrong
}

check_flamesvg() {
	# two modules have a legend, one does not need any
	begin
	printf 'p 1 1.0: 1 c:\n\t1 f+0x1 (/bin/p)\n\np 1 1.0: 1 c:\n\t2 g+0x1 (/lib/libc.so.6)\n\n' >two
	head -n 3 two >one
	call 0 flamesvg two
	writes ' id="modulelegend"'
	call 0 flamesvg one
	grep -q ' id="modulelegend"' out && echo 'a legend of one module' >>wrong
	judge cli/flamesvg/legend wrong

	# how many samples a count stands for: as they are counted, or of one weight
	begin
	printf '# samples: 4 of 30100 ns, cpu-clock;\na;b 30000\na;c 100\n' >vary
	printf '# samples: 4 of 10000 ns, cpu-clock;\na;b 30000\na;c 10000\n' >alike
	call 0 flamesvg vary
	writes ' data-rate="0.00013289'
	call 0 flamesvg alike
	writes ' data-sample="2500"'
	judge cli/flamesvg/samples wrong

	begin
	call 0 flamesvg --width=800 --title -x before.folded
	cp out expected
	writes '>-x<'
	same flamesvg -width 800 -title -x before.folded
	same flamesvg --WIDTH=800 before.folded --tit=-x
	for number in abc 8e999 nan inf 12px 0 -5 ' 7'; do
		call 2 flamesvg "--width=$number" before.folded
		says "--width: '$number' is not a"
	done
	judge cli/flamesvg/options wrong

	# what was measured is said once: no "samples · 3 samples"
	begin
	printf '# samples: 3 of 3 samples, samples;\nmain 3\n' >counted.folded
	call 0 flamesvg counted.folded
	writes '>3 samples</tspan>'
	printf '# samples: 3 of 3 samples, goroutine;\nmain 3\n' >counted.folded
	call 0 flamesvg counted.folded
	writes '>goroutine · 3 samples</tspan>'
	judge cli/flamesvg/subtitle wrong

	# a flame chart needs the order of time, which fold-stacks does not keep
	begin
	call 0 flamesvg --flamechart before.folded # from anywhere
	grep -q 'order of time' err && cat err >>wrong
	call 0 flamesvg --flamechart one.perf
	grep -q 'order of time' err && cat err >>wrong
	call 0 fold-stacks -o one.folded one.perf
	call 0 flamesvg --flamechart one.folded
	says 'folded text from fold-stacks is sorted by name'
	call 0 flamesvg --no-sort one.folded
	grep -q 'order of time' err && cat err >>wrong
	call 0 flamesvg -q --flamechart one.folded
	silent
	judge cli/flamesvg/flamechart-of-sorted-text wrong

	begin
	call 0 flamesvg before.folded
	cp out expected
	call 0 flamesvg -o picture.svgz before.folded
	gzip -dc picture.svgz >out 2>>wrong
	cmp out expected >>wrong 2>&1
	call 0 flamesvg --gzip before.folded
	cmp out picture.svgz >>wrong 2>&1
	call 2 flamesvg --theme=blue before.folded
	says "--theme: 'blue' is none of: auto light dark"
	judge cli/flamesvg/gzip-and-theme wrong

	# what is known of frames and weights reaches the picture through folded text too
	begin
	input=$SOURCE/tests/cases/flamesvg/colors-known/input
	call 0 fold-stacks "$input"
	mv out known.folded
	for palette in java by-module; do
		call 0 flamesvg -q --colors "$palette" "$input"
		mv out expected
		same flamesvg -q --colors "$palette" known.folded
	done
	writes '1.00 ms, 1 sample'
	call 0 fold-stacks --plain "$input"
	mv out plain.folded
	call 0 flamesvg --colors java plain.folded
	silent # one of the kernel is known
	grep -v '_\[k\]' plain.folded >unmarked.folded
	call 0 flamesvg --colors java unmarked.folded
	says 'no frame is recognized as Java code'
	judge cli/flamesvg/known-of-folded-text wrong
}

check_diff_stacks() {
	begin
	cat >expected <<-'END'
		main;exit 0 9
		main;parse;0x12ab 4 0
		main;parse;0xff 0 2
		main;parse;read 3 5
		main;write 1 0
	END
	same diff-stacks before.folded after.folded
	silent
	cat >expected <<-'END'
		main;exit 0 9
		main;parse;0x... 8 2
		main;parse;read 6 5
		main;write 2 0
	END
	same diff-stacks -n -s before.folded after.folded
	same diff-stacks -ns before.folded after.folded
	same diff-stacks before.folded --norm after.folded -strip-hex
	for operands in '' before.folded 'before.folded after.folded empty' '- -'; do
		# shellcheck disable=SC2086 # any number of operands
		call 2 diff-stacks $operands
		says "try 'diff-stacks --help'"
	done
	judge cli/diff-stacks/options wrong

	# the first -- ends the options, one after a file parts the sides
	begin
	cp before.folded ./-v
	call 0 diff-stacks before.folded after.folded
	cp out expected
	same diff-stacks -- -v after.folded
	same diff-stacks before.folded -- after.folded
	same diff-stacks -- -v -- after.folded
	judge cli/diff-stacks/dashes wrong

	begin
	status=0
	echo 'a;b 0' | "$TOOLS/diff-stacks" - after.folded >out 2>err || status=$?
	[ $status -eq 1 ] || echo "status $status, not 1" >>wrong
	says 'diff-stacks: standard input: its counts add up to zero'
	"$TOOLS/diff-stacks" -v - after.folded <before.folded >out 2>err || cat err >>wrong
	says 'diff-stacks: standard input: 3 stacks'
	"$TOOLS/diff-stacks" one.perf - <other.perf >out 2>err || cat err >>wrong
	says 'cycles:k in standard input'
	judge cli/diff-stacks/standard-input-named wrong

	begin
	printf 'a;b 0\nc 0\n' >zero
	printf 'a;b 1 2\nc 3 4\n' >two
	for bad in empty zero two; do
		for flag in -q -n; do
			call 1 diff-stacks $flag $bad after.folded
			says "diff-stacks: $bad: "
			call 1 diff-stacks $flag before.folded $bad
			says "diff-stacks: $bad: "
			[ ! -s out ] || echo "something was written for $bad" >>wrong
		done
	done
	printf 'a 18446744073709551615\nb 1\n' >large
	call 1 diff-stacks large after.folded
	says "diff-stacks: large: "
	judge cli/diff-stacks/sides wrong

	begin
	call 0 diff-stacks one.perf other.perf
	writes "a_b;start;work 7 7"
	says "cycles:u"
	says "cycles:k"
	call 0 diff-stacks -q one.perf other.perf
	silent
	judge cli/diff-stacks/events wrong
}

# Shares of a whole profile are not drawn, nor written, with a part of it.
check_advice_of_parts() {
	{
		echo '# samples: 100 of 100;'
		echo '# advice: 50.0% of the profile is broken: mend it;'
		echo '# advice: 2.0% of the samples were lost: record again;'
		echo 'main;parse;read 95'
	} >advice.folded
	begin
	case $1 in
	flamesvg)
		call 0 flamesvg advice.folded
		writes "50.0% of the profile"
		call 0 flamesvg --base parse advice.folded
		! grep -q "of the profile" out || echo "shares drawn with --base" >>wrong
		writes "2.0% of the samples"
		;;
	fold-stacks)
		call 0 fold-stacks advice.folded
		writes "# advice: 50.0% of the profile"
		call 0 fold-stacks --skip-after parse advice.folded
		! grep -q "of the profile" out || echo "shares kept with --skip-after" >>wrong
		writes "# advice: 2.0% of the samples"
		;;
	esac
	judge "cli/$1/advice-of-parts" wrong
}

# shellcheck disable=SC2086 # a list
[ $# -gt 0 ] || set -- $tool_names
for name; do
	check_help "$name"
	check_version "$name"
	check_usage "$name"
	check_syntax "$name"
	check_bad_input "$name"
	check_output "$name"
	check_files "$name"
	check_closed_pipe "$name"
	check_standard_input "$name"
	case $name in
	diff-stacks) check_diff_stacks ;;
	fold-stacks)
		check_fold_stacks
		check_advice_of_parts fold-stacks
		;;
	flamesvg)
		check_flamesvg
		check_advice_of_parts flamesvg
		;;
	esac
done
