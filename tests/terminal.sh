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
	kill -USR1 $pid
	finish 130
	[ -z "$(ls -A out.d)" ] || echo "$(ls -A out.d) was left behind" >>wrong
	judge "terminal/$name/interrupt-twice" wrong

	begin
	start 2 "$@" -q
	kill -USR1 $pid
	dd bs=1 count=2 <&4 >out 2>/dev/null # the echo: the signal is on its way
	says '^C'
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
kill -USR1 $pid
finish 130
[ -z "$(ls -A out.d)" ] || echo "$(ls -A out.d) was left behind" >>wrong
judge terminal/interrupt-of-a-named-input wrong
