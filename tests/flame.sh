#!/bin/sh
# The tool flame: what it draws and keeps, its messages and exit statuses, with a perf of our own that
# fails in all the ways that perf may, and with the real one where it works.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

flame=$TOOLS/flame$EXEEXT
terminal=$BUILD/tests/terminal$EXEEXT
recorded=$TESTDATA/good-perf-data-frame-pointers.data
mkdir "$scratch/work" "$scratch/bin"
cd "$scratch/work" || exit 1
unset DISPLAY WAYLAND_DISPLAY NODE_OPTIONS PYTHONPERFSUPPORT JAVA_TOOL_OPTIONS SUDO_UID SUDO_GID

# --- a perf of our own ------------------------------------------------------------------------

# It takes the commands of flame as perf does, and writes a recording that was made before. FAKE says
# what goes wrong; SAYS and EVENTS are files that it writes to: its arguments, and what happens.
cat >"$scratch/bin/perf" <<'END'
#!/bin/sh
[ "$1" = --version ] && { echo 'perf version 6.1'; exit 0; }
echo "$*" >>"${ARGUMENTS:-/dev/null}"
say() {
	echo "$*" >&2
}
case ${FAKE:-} in
early)
	say 'Error: the fake perf could not start'
	exit 3
	;;
silent) exit 4 ;;
killed) kill -KILL $$ ;;
mlock)
	say 'Permission error mapping pages.'
	say 'Consider increasing /proc/sys/kernel/perf_event_mlock_kb,'
	exit 255
	;;
old)
	say 'Error: unknown option `control=fd:3,4'"'"
	say ' Usage: perf record [<options>] [<command>]'
	say '    -a, --all-cpus        system-wide collection from all CPUs'
	exit 129
	;;
esac
output= control= answers=
while [ $# -gt 0 ]; do
	case $1 in
	-o) output=$2 ;;
	--control=fd:*) control=${1#--control=fd:} answers=${control#*,} control=${control%,*} ;;
	esac
	shift
done
exec </proc/self/fd/"$control" 3>/proc/self/fd/"$answers"
ready() {
	read -r command || exit 1
	printf 'ack\n\0' >&3
	[ "${FAKE:-}" = tells ] && echo ready >"$EVENTS"
}
ended() {
	case ${FAKE:-} in
	garbage) printf 'no recording\n' >"$output" ;;
	empty) ;;
	*) cp "$RECORDED" "$output" ;;
	esac
	[ "${FAKE:-}" = warns ] && say 'WARNING: the fake perf lost something'
	kill -INT $$
	exit
}
if [ "${FAKE:-}" = hangs ]; then
	trap 'echo interrupted >"$EVENTS"' INT
else
	trap 'trap - INT; ended' INT
fi
ready
[ "${FAKE:-}" = breaks ] && { cp "$RECORDED" "$output"; say 'No space left on device'; exit 1; }
# the next command, or the end of flame; a trap may interrupt it
while :; do
	read -r command && printf 'ack\n\0' >&3
	[ -e "/proc/$PPID" ] || exit 1
done
END
chmod +x "$scratch/bin/perf"

begin() {
	: >wrong
	rm -rf flame.* out.* arguments
}

limit=
have timeout && limit='timeout --foreground 60'

# call STATUS ARGUMENT...: flame with this perf; what it writes is in the files out and err.
call() {
	wanted=$1
	shift
	status=0
	# shellcheck disable=SC2086 # $limit is several words
	PATH=$scratch/bin:$PATH RECORDED=$recorded ARGUMENTS=arguments $limit "$flame" "$@" >out 2>err </dev/null || status=$?
	[ "$status" -eq "$wanted" ] || { echo "status $status, not $wanted: $*" && cat err; } >>wrong
}

says() {
	grep -q -F -e "$1" err || { echo "no '$1' in this:" && cat err; } >>wrong
}

# has FILE TEXT...: the file has all of these texts.
has() {
	in=$1
	shift
	for text; do
		grep -q -F -e "$text" "$in" || { echo "no '$text' in $in:" && cat "$in"; } >>wrong
	done
}

# are FILE...: these files, and no others, were written.
are() {
	for file in flame.* out.*; do
		[ ! -e "$file" ] || echo "$file"
	done | sort >found
	printf '%s\n' "$@" | sed '/^$/d' | sort | diff - found >>wrong
}

begin
# shellcheck disable=SC2016 # for that script
printf '#!/bin/sh\necho "ran $*"\nexit "${1:-0}"\n' >program
chmod +x program
call 2
says 'flame: give a program to record, or a recording to draw'
for options in '-p 1 -a' '-p 1 --cgroup x' '-p x' '-p 0' '-a ./program' '--user ./program' '--keep=some ./program' \
	'--open=maybe x' '--status-of=me x' '--delay 1 -a' '-d 0 -a' '-d x -a'; do
	# shellcheck disable=SC2086 # several words
	call 2 $options
done
call 2 --perf-args "'a" ./program
are
judge flame/usage wrong

# --- what can be recorded ---------------------------------------------------------------------

begin
status=0
PATH=$scratch/bin:$PATH "$flame" doctor >out 2>err || status=$?
grep -q "^ok       perf              $scratch/bin/perf, perf version 6.1\$" out || cat out err >>wrong
# the events are those of the machine
if [ $status -eq 0 ]; then
	grep -q '^flame can record programs here\.$' out || cat out >>wrong
else
	grep -q '^flame cannot record programs here\.$' out || cat out >>wrong
fi
for check in perf cycles cpu-clock cycles:u cpu-clock:u 'whole system' LBR buffers 'depth of stacks' symbols \
	'kernel names' 'context switches' BPF; do
	grep -q -E "^(ok|limited|missing) +$check " out || echo "no check of $check" >>wrong
done
PATH=$scratch/bin:$PATH "$flame" doctor --json >out 2>err
if have python3; then
	python3 -c 'import json, sys
found = json.load(sys.stdin)
assert type(found["can_record"]) is bool
assert found["form"] == 1
assert len(found["checks"]) == 13
assert all(c["result"] in ("ok", "limited", "missing") and c["name"] and c["found"] for c in found["checks"])' \
		<out >>wrong 2>&1
fi
call 2 doctor x
call 2 --json ./program
judge flame/doctor wrong

# --- with the perf of our own -----------------------------------------------------------------

begin
call 0 -q "$recorded"
[ ! -s err ] || { echo "-q, and yet:" && cat err; } >>wrong
are flame.svg
call 0 "$recorded"
are flame.svg flame.svg.old
says 'flame: the picture is flame.svg'
says 'Hottest functions, by self'
[ ! -s out ] || echo 'standard output is not empty' >>wrong
[ "$(grep -c '^ .*%  ' err)" -le 10 ] || echo 'more than 10 functions' >>wrong
call 0 -q -o out "$recorded" "$TESTDATA/good-perf-data-frame-pointers.data"
are flame.svg flame.svg.old out.svg
call 0 -q --no-svg --keep none "$recorded"
cp "$recorded" copied
chmod +x copied # as on file systems without modes
call 0 -q -o out ./copied
call 1 "$scratch/bin/perf.missing"
says 'there is no such program, and no file to be drawn'
judge flame/files wrong

begin
cat >"$scratch/bin/xdg-open" <<'END'
#!/bin/sh
echo chatter
echo "$1" >opened
END
chmod +x "$scratch/bin/xdg-open"
rm -f opened
mkfifo opened
call 0 -q --open always -o out "$recorded"
read -r file <opened
[ "$file" = out.svg ] || echo "opened: $file" >>wrong
[ ! -s out ] || cat out >>wrong
call 0 -q --open always --html -o out "$recorded"
read -r file <opened
[ "$file" = out.html ] || echo "opened: $file" >>wrong
call 0 -q -o out "$recorded" # no desktop, no terminal
rm "$scratch/bin/xdg-open" opened
judge flame/open wrong

begin
call 0 -o out --open=never ./program 0 x
are out.svg out.folded out.perf.data
[ "$(cat out)" = 'ran 0 x' ] || { echo 'the output is not only that of the program:' && cat out; } >>wrong
[ "$(stat -c %a out.perf.data)" = 600 ] || echo "out.perf.data has the mode $(stat -c %a out.perf.data)" >>wrong
cmp out.perf.data "$recorded" >>wrong 2>&1
grep -q "^# recorded: flame --event=[^ ]* --frequency=997 --call-graph=[^ ]* -- program;\$" out.folded || cat out.folded >>wrong
"$TOOLS/fold-stacks" -q "$recorded" >folded
sed "/^# recorded: /d" out.folded | cmp - folded >>wrong 2>&1
"$TOOLS/flamesvg" -q out.folded | cmp - out.svg >>wrong 2>&1
says 'flame: recording '
says 'flame: the picture is out.svg'
call 0 -q -o out ./program
are out.svg out.folded out.perf.data out.svg.old out.folded.old out.perf.data.old
rm -f out.*
call 0 -q -o out --keep folded ./program
are out.svg out.folded
rm -f out.*
call 0 -q -o out --keep none --no-svg ./program
are
judge flame/results wrong

begin
call 3 ./program 3
call 0 --status-of flame ./program 3
call 143 sh -c 'kill -TERM $$'
says 'sh was ended by signal 15 (Terminated)'
call 0 --status-of=flame sh -c 'kill -KILL $$'
says 'was ended by signal 9'
# a shell lets programs in the background ignore what flame ends perf by
(trap '' INT && call 0 ./program)
judge flame/status wrong

# Streams that are closed or full, no PATH, and the user who called sudo.
begin
with_streams() {
	status=0
	PATH=$scratch/bin:$PATH RECORDED=$recorded "$flame" -o out -e cpu-clock "$@" || status=$?
	[ $status -eq 0 ] || echo "status $status" >>wrong
	are out.svg out.folded out.perf.data
	rm -f out.*
}
with_streams ./program <&- >&- 2>&-
[ ! -e /dev/full ] || with_streams ./program >out 2>/dev/full </dev/null
env -u PATH "$flame" -q --no-svg "$recorded" >>wrong 2>&1
env -u PATH "$flame" true >out 2>err # perf may be there or not
grep -q 'no such program' err && cat err >>wrong
rm -f flame.* out.*
if [ "$(id -u)" -eq 0 ] && id nobody >/dev/null 2>&1; then
	SUDO_UID=$(id -u nobody) SUDO_GID=$(id -g nobody)
	export SUDO_UID SUDO_GID
	# shellcheck disable=SC2016 # for that shell
	call 0 -q -e cpu-clock --user sh -c 'echo "$(id -un) $USER $LOGNAME $HOME"'
	[ "$(cat out)" = "nobody nobody nobody $(eval echo ~nobody)" ] || cat out err >>wrong
	[ "$(stat -c %U flame.svg flame.folded flame.perf.data | sort -u)" = nobody ] || ls -l flame.* >>wrong
	unset SUDO_UID SUDO_GID
fi
judge flame/surroundings wrong

# A signal while the picture is drawn: no recording is left behind, and the program is ended. The
# picture goes to a pipe, so that drawing waits.
begin
rm -f held never
mkfifo out.svg held never
# shellcheck disable=SC2094 # the options name other files than the redirections
PATH=$scratch/bin:$PATH RECORDED=$recorded "$flame" -q -e cpu-clock -d 0.001 --keep none -o out \
	sh -c 'exec >held; read x <>never' >out 2>err </dev/null &
pid=$!
exec 6<held
exec 5<out.svg
kill -TERM $pid
status=0
wait $pid 2>/dev/null || status=$?
exec 5<&-
[ $status -eq 143 ] || { echo "status $status" && cat err; } >>wrong
timeout 60 cat <&6 >>wrong || echo 'the program goes on' >>wrong
exec 6<&-
are out.svg
judge flame/signal-while-drawing wrong

# A recording that is not what it was to be: another event, and less time than the program took.
begin
call 0 -e cycles --no-svg ./program
says 'flame: perf recorded cpu-clock, because cycles does not work here'
call 0 -e cycles --no-svg --repeat 2 ./program
[ "$(grep -c 'perf recorded' err)" -eq 1 ] || cat err >>wrong
call 0 --no-svg awk 'BEGIN { for (i = 0; i < 3000000; i++) n += i % 7 }'
if grep -q 'recording cpu-clock,' err; then # with the kernel, and not by a counter
	says ' s of processor time that awk took: '
fi
call 0 --no-svg --no-children awk 'BEGIN { for (i = 0; i < 3000000; i++) n += i % 7 }'
grep 'samples stand for' err >>wrong
judge flame/recorded wrong

# Comparing with earlier results.
begin
call 0 --compare last ./program
says 'flame: there is no flame.folded yet to compare with'
are flame.svg flame.folded flame.perf.data
call 0 --compare last ./program
says 'flame: the difference is flame.diff.svg'
# in a log, where both streams are one file
{ echo before && "$flame" -o both --compare flame.folded flame.folded.old && echo after; } >log 2>&1 </dev/null ||
	echo "status $?" >>wrong
[ "$(sed -n -e 1p -e '$p' log | tr '\n' ' ')" = 'before after ' ] || cat log >>wrong
grep -q 'the difference is both.diff.svg' log || cat log >>wrong
grep -q 'no change\|0.0' err || cat err >>wrong
are flame.svg flame.folded flame.perf.data flame.svg.old flame.folded.old flame.perf.data.old flame.diff.svg
sed '/^#/d; s/ [0-9]*$/ 1/' flame.folded | head -n 3 >base
call 0 -q --compare base --report "json:report" --no-svg ./program
grep -q '"before"' report || cat report >>wrong
call 3 -q --compare base --fail-on 'total>5%' ./program
call 7 -q --compare base --fail-on 'total>5%' ./program 7
call 3 -q --compare base --fail-on 'total>5%' --no-svg "$recorded"
call 0 -q --compare base --compare flame.folded --no-svg "$recorded"
rm -f out.*
call 2 --compare missing ./program
says '--compare missing: No such file or directory'
call 2 --fail-on 'total>5%' ./program
says '--fail-on needs --compare'
call 2 --compare base --fail-on nonsense ./program
call 2 --compare base --report text:./base ./program
says '--report ./base: it would replace an earlier result'
[ ! -s out ] || echo 'the program ran' >>wrong
judge flame/compare wrong

# What was recorded in another way is recorded in the same way again, or the difference is named.
begin
call 0 -q -e cpu-clock -F 99 -g fp --no-children -o base ./program
call 0 -o out --compare base.folded ./program
says 'flame: recording as base.folded was recorded: --event=cpu-clock --frequency=99 --call-graph=fp --no-children'
grep -q '^# recorded: flame --event=cpu-clock --frequency=99 --call-graph=fp --no-children -- program;$' out.folded ||
	cat out.folded >>wrong
grep -q 'differently' err && cat err >>wrong
rm -f arguments
call 0 -o out --compare base.folded -F 50 --perf-args '-m 64' ./program
says 'base.folded and this recording were recorded differently: --frequency=99 and --frequency=50, --perf-args='
grep -q -e '-F 50 --call-graph fp --no-inherit ' arguments || cat arguments >>wrong
ln -sf program other # a program of another name is another version: its root frame is the same one
call 0 -o out --compare base.folded ./other
says 'differently: programs program and other'
sed '/^#/!s/^[^; ]*/program/' base.folded >renamed.folded
call 0 -q -o out --compare renamed.folded --report text --top 500 ./other
grep -q '  other$' out || cat out >>wrong
grep '  program$' out >>wrong
# what a file says does not make perf run anything
for flag in --event=/tmp/x.c --event=x.o '--event=-x' --call-graph=/x '--perf-args=--exec=x' --output=x; do
	sed "s|^# recorded: .*|# recorded: flame $flag -- program;|" base.folded >hostile.folded
	call 0 -o out --compare hostile.folded ./program
	grep -q 'recording as' err && cat err >>wrong
done
# what worked elsewhere need not work here
sed 's/^# recorded: .*/# recorded: flame --event=cycles --call-graph=lbr -- program;/' base.folded >elsewhere.folded
call 0 -o out --compare elsewhere.folded ./program
says 'recording as elsewhere.folded was recorded: --event=cycles --call-graph=lbr'
grep -q 'recording cycles' err || ! grep 'perf recorded' err >>wrong
"$TOOLS/diff-stacks" base.folded out.folded 2>err >/dev/null
"$TOOLS/diff-stacks" hostile.folded base.folded 2>err >/dev/null
says 'diff-stacks: hostile.folded and base.folded were recorded differently: --output=x only in hostile.folded'
judge flame/same-flags wrong

# Several runs.
begin
rm -rf base*
call 0 --repeat 3 -e cpu-clock ./program
[ "$(grep -c '^ran' out)" = 3 ] || cat out >>wrong
says 'flame: run 3 of 3'
"$TOOLS/flamesvg" -q flame.?.folded | cmp - flame.svg >>wrong 2>&1 # with the advice on their sum
are flame.svg flame.1.folded flame.2.folded flame.3.folded flame.1.perf.data flame.2.perf.data flame.3.perf.data
call 0 --repeat 2 --compare last --report json:report --keep folded ./program
has report '"flame.3.folded.old"' '"flame.2.folded"'
says 'flame: the difference is flame.diff.svg'
are flame.svg flame.svg.old flame.diff.svg flame.1.folded flame.2.folded flame.1.folded.old flame.2.folded.old \
	flame.3.folded.old flame.1.perf.data flame.2.perf.data flame.3.perf.data
call 0 -q --keep folded ./program # earlier runs are not those of this one
are flame.svg flame.svg.old flame.diff.svg flame.folded flame.1.folded.old flame.2.folded.old \
	flame.1.perf.data flame.2.perf.data flame.3.perf.data
call 0 -q --compare last --report text --keep folded ./program
grep -q '^before .*flame\.folded\.old' out || cat out >>wrong
call 0 -q --repeat 2 -e cpu-clock -p $$ -d 0.001 -o out --no-svg
are flame.svg flame.svg.old flame.diff.svg flame.diff.svg.old flame.folded flame.folded.old flame.1.perf.data flame.2.perf.data \
	flame.3.perf.data out.1.folded out.2.folded out.1.perf.data out.2.perf.data
call 0 -q --repeat 2 -p $$ -o out --no-svg --compare last # with the duration of the last time
printf '#!/bin/sh\n[ -e failed ] && exit 6\n: >failed\nexit 4\n' >failing
chmod +x failing
rm -f failed
call 4 -q --repeat 3 ./failing
call 2 --repeat 2 "$recorded"
says '--repeat needs something to record'
call 2 --repeat 2 -p $$
says '--repeat needs --duration'
judge flame/repeat wrong

# Folders.
begin
rm -rf base
mkdir base base/none
call 0 -q --repeat 2 -o base/bench --no-svg ./program
call 0 -q --compare base --report json ./program
has out '"base/bench.1.folded"' '"base/bench.2.folded"'
call 0 -q --compare base/ --report json -o base/bench --no-svg ./program
has out '"base/bench.1.folded.old"' '"base/bench.2.folded.old"' '"base/bench.folded"'
gzip base/bench.folded
cp base/bench.folded.gz base/out.folded.gz
call 0 -q --compare base --report json -o out ./program
has out '"base/out.folded.gz"'
grep 'base/bench' out >>wrong
call 0 -q --compare base --report json ./program
has out '"base/out.folded.gz"' '"base/bench.folded.gz"'
rm base/*.gz
call 0 -q --compare base --report json ./program
has out '"base/bench.perf.data"'
call 2 --compare base/none ./program
says '--compare base/none: the folder has no results (*.folded, *.perf.data)'
echo nonsense >base/none/x.folded
call 1 --compare base/none ./program
says 'base/none/x.folded: '
[ ! -s out ] || echo 'the program ran' >>wrong
judge flame/compare-folder wrong

# Two programs, in turns.
begin
# shellcheck disable=SC2016 # for that script
printf '#!/bin/sh\necho "$0 $*"\n' >old
cp old new
chmod +x old new
call 0 --repeat 2 -o out --report json:report --html --compare ./old ./new -- 1 -x
printf '%s\n' './old 1 -x' './new 1 -x' './old 1 -x' './new 1 -x' | diff - out >>wrong
says 'flame: run 2 of 2: ./new'
says 'flame: the pictures are out.before.svg and out.svg'
says 'flame: the page is out.html'
are out.svg out.html out.diff.svg out.before.svg out.1.folded out.2.folded out.before.1.folded out.before.2.folded \
	out.1.perf.data out.2.perf.data out.before.1.perf.data out.before.2.perf.data
has report '"out.before.2.folded"'
[ "$(grep -o 'data:image/svg+xml;base64,[A-Za-z0-9+/=]*"' out.html | wc -l)" = 3 ] || cat out.html >>wrong
has out.html '<h1>flame: ./new</h1' '<h2>Changes</h2' 'within noise' 'Functions, by total'
sed -n 's|.*>Flame graph</h2.*||; s|.*data:image/svg+xml;base64,\([A-Za-z0-9+/=]*\)".*|\1|p' out.html | sed -n 2p |
	base64 -d | cmp - out.svg >>wrong 2>&1
call 0 -q -o out --compare ./old -- ./new
printf '%s\n' './old ' './new ' | diff - out >>wrong
call 0 -q --html --no-svg --keep none -o page "$recorded"
has page.html 'Functions, by self'
[ ! -e page.svg ] || echo 'not only a page' >>wrong
call 2 --compare ./old "$recorded"
says 'this is a program; also give the program to compare it with'
call 2 --compare ./old --compare last ./new
call 2 --repeat 33 --compare ./old ./new
says '33 runs before and 33 after are more than the 64'
call 1 --compare ./old ./missing
[ ! -s out ] || echo 'a program ran' >>wrong
judge flame/two-programs wrong

# What the program is given: its input, its arguments, its environment, and no descriptors of ours.
begin
status=0
echo input | PATH=$scratch/bin:$PATH RECORDED=$recorded "$flame" -q -- cat - >out 2>err || status=$?
[ "$status-$(cat out)" = 0-input ] || echo "status $status, not the program's input: $(cat out err)" >>wrong
env >before
call 0 -q env
# env is one of the programs that start others
diff before out | sed '/^[0-9,]*[acd][0-9,]*$/d; /^. _=/d' >found
grep -v -e '^---' -e '^> NODE_OPTIONS=' -e '^> PYTHONPERFSUPPORT=1$' -e '^[<>] PATH=' -e '^> RECORDED=' -e '^> ARGUMENTS=' \
	-e '^[<>] OLDPWD=' found >>wrong
grep -q '^> PYTHONPERFSUPPORT=1$' found || echo 'no setting for Python' >>wrong
# shellcheck disable=SC2217 # as for the call
ls /proc/self/fd >before </dev/null 2>err
call 0 -q ls /proc/self/fd
diff before out >>wrong
call 0 -q -- "$PWD/program" 0 -x --help
[ "$(cat out)" = 'ran 0 -x --help' ] || cat out err >>wrong
judge flame/program wrong

# What perf is asked for.
begin
call 0 -q -F 99 -e cpu-clock -g fp --no-children --perf-args '-m 64' --perf-args "'a b'" ./program
grep -q -e '^record -o flame.perf.data-[^ ]* -N -e cpu-clock -F 99 --call-graph fp --no-inherit -p [0-9]* --delay -1 --control=fd:[0-9]*,[0-9]* -m 64 a b$' arguments ||
	{ echo 'perf was called so:' && cat arguments; } >>wrong
rm arguments
call 0 -q -e cpu-clock/freq=99/ -g none ./program
grep -q -e ' -F ' -e call-graph arguments && cat arguments >>wrong
rm arguments
call 0 -q -e cpu-clock -g dwarf,16384 --delay 0.001 ./program
grep -q -e '--call-graph dwarf,16384 ' arguments || cat arguments >>wrong
rm arguments
call 0 -q -e cpu-clock -p $$ -d 0.001
grep -q -e "-p $$ " arguments || cat arguments >>wrong
rm arguments
call 0 -q -e cpu-clock --cgroup x -d 0.001
grep -q -e '-a -G x ' arguments || cat arguments >>wrong
rm arguments
call 1 -q --off-cpu ./program # the recording has no context switches
grep -q -e ' -N -e sched:sched_switch -e sched:sched_waking --call-graph [^ ]* .*-a --delay ' arguments ||
	cat arguments >>wrong
rm arguments
call 1 -q --wall -e cpu-clock -F 99 -p $$ -d 0.001
grep -q -e ' -N -e sched:sched_switch -e sched:sched_waking -e cpu-clock/freq=99/ --call-graph [^ ]* .*-a --delay ' \
	arguments || cat arguments >>wrong
call 2 --off-cpu=some ./program
judge flame/arguments wrong

# fails FAKE MESSAGE: the program does not run, and nothing is left behind.
fails() {
	FAKE=$1
	export FAKE
	call 1 -e cpu-clock ./program
	says "$2"
	[ ! -s out ] || { echo "$1: the program ran" && cat out; } >>wrong
	are
	unset FAKE
}

begin
fails early 'flame: perf ended before it recorded anything (exit status 3): Error: the fake perf could not start'
fails silent 'flame: perf ended before it recorded anything (exit status 4), without a message'
fails killed 'flame: perf was ended by signal 9 (Killed)'
fails mlock 'sudo sysctl kernel.perf_event_mlock_kb=65536'
fails old 'this perf is older than 5.10: install a newer one'
status=0
PATH=/nowhere "$flame" -e cpu-clock ./program >out 2>err || status=$?
[ -e /usr/lib/linux-tools ] || [ $status -eq 1 ] || echo "status $status without perf" >>wrong
[ -e /usr/lib/linux-tools ] || says 'flame: perf is needed to record, and is not installed: '
are
call 1 ./missing
says 'flame: ./missing: there is no such program, and no file to be drawn'
echo '#!/nowhere/interpreter' >broken
chmod +x broken
call 1 -e cpu-clock ./broken
says './broken cannot be started: No such file or directory: it, or its interpreter, is missing'
are
judge flame/cannot-record wrong

# The program has run, so that its status is given where it is not 0.
begin
FAKE=garbage call 1 -e cpu-clock ./program
[ "$(cat out)" = 'ran ' ] || echo 'the program did not run' >>wrong
says 'flame.perf.data: '
are flame.perf.data
FAKE=garbage call 5 -q -e cpu-clock --keep none ./program 5
FAKE=empty call 1 -e cpu-clock --keep none ./program
rm -f flame.*
FAKE=warns call 0 -v -e cpu-clock ./program
says 'WARNING: the fake perf lost something'
FAKE=breaks call 0 -e cpu-clock -o out sh -c 'read x; exit 0'
says 'out.svg'
judge flame/bad-recording wrong

# Calls of the system that fail: a message and nothing half done, or all is done.
begin
shim=$BUILD/tests/failing.so
if [ "${SANITIZED:-no}" = yes ] || [ ! -f "$shim" ]; then
	skip flame/failing "calls can be made to fail with glibc only, and without sanitizers"
else
	call 0 -q -e cpu-clock ./program
	mv flame.folded right
	for failing in alloc:50 alloc:120 alloc:200 alloc:300 alloc:450 open:2 open:9 open:12 open:17 read:4 read:5 \
		read:20 write:1 write:2 write:3 write:4 rename:1 rename:2; do
		rm -f flame.*
		status=0
		PATH=$scratch/bin:$PATH RECORDED=$recorded FAILING=$failing timeout 60 "$BUILD/tests/preloading$EXEEXT" \
			"$shim" "$HOOKED/flame" -e cpu-clock ./program >out 2>err </dev/null || status=$?
		echo flame.*-* flame.*.tmp* | grep -v '\*.*\*' >>wrong
		case $status in
		0) cmp right flame.folded >found 2>&1 || { echo "$failing: another result" && cat found err; } >>wrong ;;
		1) [ -s err ] || echo "$failing: no message" >>wrong ;;
		*) { echo "$failing: status $status" && cat err; } >>wrong ;;
		esac
	done
	rm -f flame.*
	judge flame/failing wrong
fi

# --- Ctrl-C -----------------------------------------------------------------------------------

# at_terminal ARGUMENT...: flame at a terminal, whose lines are read from descriptor 4.
at_terminal() {
	rm -f shown events
	mkfifo shown events
	: >shown-before
	PATH=$scratch/bin:$PATH RECORDED=$recorded EVENTS=events "$terminal" -012 "$flame" "$@" >shown 2>errors &
	pid=$!
	exec 4<shown
}

# wait_for TEXT: reads until the terminal shows it.
wait_for() {
	while IFS= read -r line <&4; do
		case $line in
		*"$1"*) return ;;
		esac
		echo "$line" >>shown-before
	done
	echo "the terminal did not show '$1'" >>wrong
}

press() {
	kill -USR1 $pid
}

# finish STATUS: what else the terminal shows is in the file err.
finish() {
	cat <&4 >err
	exec 4<&-
	status=0
	wait $pid || status=$?
	[ "$status" -eq "$1" ] || { echo "status $status, not $1" && cat -v shown-before err errors; } >>wrong
	: >shown-before
}

if ! "$terminal" -012 true >out 2>&1; then
	skip flame/interrupt "no pseudo-terminal is available"
else
	begin
	at_terminal -e cpu-clock sh -c 'trap "echo stopped; exit 9" INT; echo begun; while :; do read x || exit 1; done'
	wait_for begun
	press
	wait_for stopped
	finish 9
	says 'the picture is flame.svg'
	are flame.svg flame.folded flame.perf.data
	judge flame/interrupt wrong

	begin
	at_terminal -e cpu-clock sh -c 'echo begun; exec cat'
	wait_for begun
	press
	finish 130
	says 'sh was ended by signal 2 (Interrupt)'
	says 'the picture is flame.svg'
	judge flame/interrupt-ends-program wrong

	# One that ignores Ctrl-C goes on after the picture, and gets SIGTERM in the end.
	begin
	at_terminal -e cpu-clock sh -c 'trap "" INT; echo begun; exec cat'
	wait_for begun
	press
	wait_for 'the picture is flame.svg'
	wait_for 'still runs; Ctrl-C ends it'
	press
	finish 130
	are flame.svg flame.folded flame.perf.data
	judge flame/interrupt-ignored wrong

	# Ctrl-C in a later run: that one is left out, and no other begins.
	begin
	rm -f ran
	at_terminal -e cpu-clock --repeat 3 sh -c '[ -e ran ] || { : >ran; exit; }; echo begun; exec cat'
	wait_for begun
	press
	finish 130
	says 'this run was cut short and is left out'
	are flame.svg flame.1.folded flame.1.perf.data
	judge flame/interrupt-repeated wrong

	# Nothing to compare yet.
	begin
	at_terminal -e cpu-clock --compare ./old ./new -- x
	wait_for 'old x'
	finish 0
	printf '#!/bin/sh\necho begun\nexec cat\n' >old
	at_terminal -e cpu-clock --compare ./old ./new
	wait_for begun
	press
	finish 130
	says 'ended before ./new was recorded: nothing to compare'
	judge flame/interrupt-compared wrong

	# The second one ends all, also where perf does not end.
	begin
	export FAKE=hangs
	at_terminal -e cpu-clock sh -c 'trap "" INT; echo begun; exec cat'
	wait_for begun
	press
	read -r event <events
	press
	finish 130
	unset FAKE
	[ "$event" = interrupted ] || echo "perf was not interrupted: $event" >>wrong
	are
	judge flame/interrupt-twice wrong

	# What is attached to is not ended.
	begin
	mkfifo kept
	sh -c 'read x <kept; exit 7' &
	attached=$!
	FAKE=tells at_terminal -e cpu-clock -p $attached
	read -r event <events
	press
	finish 0
	if kill -0 $attached 2>/dev/null; then
		echo >kept
		status=0
		wait $attached || status=$?
		[ $status -eq 7 ] || echo "the attached process has status $status" >>wrong
	else
		echo 'the attached process was ended' >>wrong
	fi
	judge flame/interrupt-attached wrong
fi

# --- the real perf ----------------------------------------------------------------------------

begin
if ! have perf || ! perf record -q -e cpu-clock:u -o probed true >/dev/null 2>&1; then
	skip flame/real "perf does not work here"
	exit
fi
PATH_BEFORE=$PATH
real() {
	wanted=$1
	shift
	status=0
	PATH=$PATH_BEFORE "$flame" "$@" >out 2>err </dev/null || status=$?
	[ "$status" -eq "$wanted" ] || { echo "status $status, not $wanted: $*" && cat err; } >>wrong
}
real 6 -o out awk 'BEGIN { for (i = 0; i < 3000000; i++) n += i % 7; exit 6 }'
are out.svg out.folded out.perf.data
grep -q '^# samples: ' out.folded || echo 'no samples' >>wrong
grep -q '^[a-z]*awk;' out.folded || { echo 'not what the program did:' && cat out.folded err; } >>wrong
rm -f out.*
# shellcheck disable=SC2016 # expanded by the other shell
real 0 -q -o out sh -c 'awk "BEGIN { for (i = 0; i < 3000000; i++) n += i % 7 }" & wait $!'
grep -q '^[a-z]*awk;' out.folded || { echo 'no children:' && cat out.folded err; } >>wrong
rm -f out.*
if [ -r /sys/kernel/tracing/events/sched/sched_switch/id ] && perf record -q -a -e sched:sched_switch \
	-o probed true >/dev/null 2>&1; then
	# shellcheck disable=SC2016 # expanded by the other shell
	real 0 -q -o out --off-cpu sh -c 'awk "BEGIN { for (i = 0; i < 300000; i++) n += i }" & wait $!'
	sed '/^#/d; s/;.*//' out.folded | sort -u >found
	grep -q -x sh found || { echo 'the shell did not wait:' && cat out.folded err; } >>wrong
	grep -v -x -e sh -e '[a-z]*awk' -e flame found >>wrong # nothing of other programs
	rm -f out.*
fi
real 1 -o out --delay 60 true
says 'true ended before the 60 s of --delay were over'
real 1 -o out -e cpu-clock -g lbr true # no software event has it
real 1 -o out -e nonsense true
says "event syntax error: 'nonsense': perf list shows the events that exist"
real 1 -o out -p $$ -d 0.05 # this shell, which waits
says 'no samples in '
judge flame/real wrong
