#!/bin/sh
# What the tools do at a terminal, which the program tests/terminal provides: Ctrl-C while they
# read from a pipe, and what they read and write where that would be the terminal.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

terminal=$BUILD/tests/terminal$EXEEXT
cd "$scratch" || exit 1
if ! "$terminal" -012 true >out 2>&1; then
	skip terminal "no pseudo-terminal is available"
	exit
fi

begin() {
	: >wrong
}

says() {
	grep -a -q -F -e "$1" out || { echo "no '$1' in this:" && cat -v out; } >>wrong
}

# call STATUS STREAMS COMMAND...: what the terminal shows is in the file out.
call() {
	wanted=$1
	streams=$2
	shift 2
	status=0
	"$terminal" "-$streams" "$@" >out 2>&1 </dev/null || status=$?
	[ "$status" -eq "$wanted" ] || echo "status $status, not $wanted: $*" >>wrong
}

# --- Ctrl-C -----------------------------------------------------------------------------------

# More than a pipe holds: once it is written, the tool is reading.
awk 'BEGIN { for (i = 0; i < 100000; i++) print "main;parse;number" i % 100 " 1;2;3;4;5;6;7 1" }' >large
printf 'main;last 5\n' >last
cat large last >whole

# start STREAMS COMMAND...: runs COMMAND at a terminal, with what is written to descriptor 3 as its
# input; descriptor 4 reads what the terminal shows. Returns when COMMAND has read some of it.
start() {
	rm -rf data shown out.d
	mkdir out.d
	mkfifo data shown
	streams=$1
	shift
	"$terminal" "-$streams" "$@" <data >shown 2>errors &
	pid=$!
	exec 3>data 4<shown
	(trap '' PIPE; cat large >&3) 2>>errors
}

# press_interrupt: Ctrl-C; waits until the terminal shows it, which it does after it has sent the
# signal.
press_interrupt() {
	kill -USR1 $pid
	dd bs=1 count=2 <&4 >out 2>/dev/null
	says '^C'
}

# type_interrupt TEXT: Ctrl-C; waits until the terminal shows TEXT.
type_interrupt() {
	kill -USR1 $pid
	while IFS= read -r line <&4; do
		case $line in
		*"$1"*) return ;;
		esac
		echo "$line" >>shown-before
	done
	echo "the terminal did not show '$1'" >>wrong
}

# finish STATUS
finish() {
	exec 3>&-
	cat <&4 >out
	exec 4<&-
	status=0
	wait $pid || status=$?
	[ "$status" -eq "$1" ] || echo "status $status, not $1" >>wrong
	cat errors >>wrong
}

# tool_command TOOL: the tool reading standard input, with its result in out.d/result.
tool_command() {
	case $1 in
	diff-stacks) echo "$TOOLS/diff-stacks" -o out.d/result last - ;;
	*) echo "$TOOLS/$1" -o out.d/result ;;
	esac
}

check_interrupt() {
	name=$1
	begin
	# shellcheck disable=SC2046 # the words of a command
	set -- $(tool_command "$name")
	"$@" <whole 2>>wrong
	mv out.d/result expected
	start 2 "$@"
	type_interrupt "$name: reading to the end; press Ctrl-C again to stop"
	cat last >&3
	finish 0
	cmp out.d/result expected >>wrong 2>&1
	judge "terminal/$name/interrupt" wrong

	begin
	start 2 "$@"
	type_interrupt "press Ctrl-C again"
	press_interrupt
	finish 130
	[ -z "$(ls -A out.d)" ] || echo "$(ls -A out.d) was left behind" >>wrong
	judge "terminal/$name/interrupt-twice" wrong

	begin
	start 2 "$@" -q
	press_interrupt
	cat last >&3
	finish 0
	[ ! -s out ] || echo "-q, and yet: $(cat out)" >>wrong
	cmp out.d/result expected >>wrong 2>&1
	judge "terminal/$name/interrupt-quiet" wrong
}

mkdir -p out.d
for name in $tool_names; do
	check_interrupt "$name"
done

begin
mkfifo named
rm -rf data shown out.d
mkdir out.d
mkfifo shown
"$terminal" -2 "$TOOLS/fold-stacks" -o out.d/result named >shown 2>errors </dev/null &
pid=$!
exec 4<shown 3>named
(trap '' PIPE; cat large >&3) 2>>errors
press_interrupt
finish 130
[ -z "$(ls -A out.d)" ] || echo "$(ls -A out.d) was left behind" >>wrong
judge terminal/interrupt-of-a-named-input wrong

# --- what is read and written there -----------------------------------------------------------

rm -f named
printf 'main;parse;read 3\nmain;write 1\n' >some.folded
echo 'exec "$@" >found' >to-file
echo 'exec "$@" <some.folded' >from-file

for name in fold-stacks flamesvg top-stacks; do
	begin
	call 2 02 "$TOOLS/$name"
	says "$name: no input: give a file, or pipe in "
	says 'there is no perf.data here'
	says "try '$name --help'"
	judge "terminal/$name/no-input" wrong

	begin
	"$TOOLS/$name" some.folded >expected 2>/dev/null
	cp some.folded perf.data
	call 0 02 sh to-file "$TOOLS/$name"
	says "$name: reading perf.data"
	cmp found expected >>wrong 2>&1
	call 0 02 sh to-file "$TOOLS/$name" -q
	[ ! -s out ] || echo "-q, and yet: $(cat out)" >>wrong
	cmp found expected >>wrong 2>&1
	call 0 2 sh to-file sh from-file "$TOOLS/$name" # no terminal is read
	cmp found expected >>wrong 2>&1
	rm perf.data
	mkdir perf.data
	call 1 02 sh to-file "$TOOLS/$name"
	says "$name: perf.data: is a directory"
	rmdir perf.data
	judge "terminal/$name/perf.data" wrong
done

begin
call 0 12 "$TOOLS/fold-stacks" --plain some.folded
says 'main;parse;read 3'
call 0 12 "$TOOLS/diff-stacks" --plain some.folded some.folded
says 'main;write 1 1'
judge terminal/text-is-written wrong

# At a terminal text has colours and bars, and as many columns as there are; its locale says whether
# it shows more than ASCII.
escape=$(printf '\033[')
begin
awk 'BEGIN { for (i = 0; i < 200; i++) name = name "x"; print "main;" name " 3" }' >wide.folded
LC_ALL=C.UTF-8 TERM=xterm NO_COLOR='' call 0 12 "$TOOLS/top-stacks" -q some.folded
says "${escape}1;31m"
says '███████▌'
LC_ALL=C TERM=xterm NO_COLOR='' call 0 12 "$TOOLS/top-stacks" -q --paths 1 --functions some.folded
says '########'
says 'main -> parse -> read'
LC_ALL=C.UTF-8 TERM=xterm NO_COLOR=1 call 0 12 "$TOOLS/top-stacks" -q some.folded
grep -q -F "$escape" out && echo 'colours despite NO_COLOR' >>wrong
LC_ALL=C.UTF-8 TERM=dumb NO_COLOR='' call 0 12 "$TOOLS/top-stacks" -q some.folded
grep -q -F "$escape" out && echo 'colours at a dumb terminal' >>wrong
LC_ALL=C.UTF-8 TERM=xterm NO_COLOR=1 call 0 12 "$TOOLS/top-stacks" -q --color always some.folded
says "${escape}1;31m"
LC_ALL=C TERM=dumb call 0 12 "$TOOLS/top-stacks" -q wide.folded
says 'xxx...xxx'
judge terminal/top-stacks wrong

begin
call 2 12 "$TOOLS/flamesvg" some.folded
says 'flamesvg: the picture would go to the terminal; name a file for it: -o flame.svg'
grep -q '<svg' out && echo 'a picture is on the terminal' >>wrong
call 2 12 "$TOOLS/flamesvg" missing # before anything is read
says 'flamesvg: the picture would go to the terminal'
cp some.folded perf.data
call 2 012 "$TOOLS/flamesvg"
says 'flamesvg: the picture would go to the terminal'
call 0 012 "$TOOLS/flamesvg" -q -o picture.svg
grep -q '<svg' picture.svg || echo 'no picture' >>wrong
call 0 12 "$TOOLS/flamesvg" -q -o - some.folded # as the user wishes
says '<svg'
judge terminal/flamesvg/picture wrong
