#!/bin/sh
# fold-stacks --build-ids and edit-stacks --symbolize: what is folded without symbols and named later is, byte
# for byte, what is folded with the same files at once; hostile frames open nothing that they should not.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

cd "$scratch" || exit 1
if ! "$TOOLS/fold-stacks" --list-formats | grep -q '^perf-data ' ||
	"$TOOLS/fold-stacks" --list-formats | grep '^perf-data ' | grep -q 'not available'; then
	skip symbolize "this build does not read perf.data"
	exit 0
fi
HOME=$scratch/home
export HOME
mkdir home
symbols="--symfs=$TESTDATA/symbols --kallsyms=$TESTDATA/symbols/kallsyms"

# ends STATUS TEXT: how the last command ended, and what it says.
ends() {
	status=$?
	[ $status -eq "$1" ] || echo "status $status, not $1" >>wrong
	grep -q -e "$2" err || cat err >>wrong
}

# same RECORDING OPTION...: folded at once, and named later.
same() {
	recording=$1
	shift
	# shellcheck disable=SC2086 # words
	{
		"$TOOLS/fold-stacks" -q $symbols "$@" "$TESTDATA/$recording" >at-once || return
		"$TOOLS/fold-stacks" -q $symbols --build-ids=all "$TESTDATA/$recording" >places
		"$TOOLS/edit-stacks" -q $symbols --symbolize "$@" places >later
	}
	grep -q '+0x[0-9a-f]* \[[0-9a-f, unwod]*\]' places || echo "$recording: no places"
	cmp at-once later 2>&1 || {
		echo "$recording $*:"
		diff at-once later | head -n 5
	}
}
: >wrong
{
	for recording in frame-pointers.data dwarf.data 32-bit.data threads several-events.data; do
		same good-perf-data-$recording
	done
	same good-perf-data-dwarf.data --all --inline --context
	same good-perf-data-frame-pointers.data --all --inline
	same good-perf-data-frame-pointers.data --srcline --no-demangle
	same good-perf-data-dwarf.data --no-inline --kernel
} >>wrong
judge symbolize/same wrong

# Frames without a symbol, and marks that --build-ids was given with.
: >wrong
recording=$TESTDATA/good-perf-data-frame-pointers.data
none='--symfs=/nonexistent --buildid-dir=/nonexistent --kallsyms=/dev/null'
# shellcheck disable=SC2086
{
	"$TOOLS/fold-stacks" -q --no-advice $symbols --all "$recording" >at-once
	"$TOOLS/fold-stacks" -q --no-advice $none --build-ids --all "$recording" >places
	"$TOOLS/edit-stacks" -q --no-advice $symbols --symbolize places >later
	cmp at-once later >>wrong 2>&1
	# what cannot be named stays with --build-ids, or gets the module's name, as at once
	"$TOOLS/edit-stacks" -q --no-advice $none --symbolize --build-ids places | cmp - places >>wrong 2>&1
	"$TOOLS/edit-stacks" -q --no-advice $none --symbolize places >later
	"$TOOLS/fold-stacks" -q --no-advice $none --all "$recording" | cmp - later >>wrong 2>&1
	"$TOOLS/edit-stacks" -q --no-advice $none --symbolize --stats places 2>&1 >later |
		grep -E 'named|without' | sed 's/^ *//' >stats
}
grep -q '^0 *distinct frames named$' stats || cat stats >>wrong
grep -q -E '^[0-9]+ frames without a name in /tmp/demo/tiny: no such file' stats || cat stats >>wrong
judge symbolize/unresolved wrong

id=$(sed -n 's,.*/tmp/demo/tiny+0x[0-9a-f]* \[\([0-9a-f]*\)\].*,\1,p' places | head -n 1)
place=$(sed -n 's,.*/tmp/demo/tiny+0x\([0-9a-f]*\) .*,\1,p' places | head -n 1)

# A bundle has what names need elsewhere, and its bytes depend on nothing else.
: >wrong
bundled() {
	# shellcheck disable=SC2086
	"$TOOLS/fold-stacks" -q --no-advice $symbols "$@" "$recording" 2>err || cat err >>wrong
}
if ! have tar || ! have gzip; then
	skip symbolize/bundle "no tar, or no gzip"
else
	bundled --build-ids=all --bundle=bundle.tar.gz >places
	bundled --bundle=again.tar.gz >at-once
	cmp bundle.tar.gz again.tar.gz >>wrong 2>&1
	bundled --bundle=bundle.tar >/dev/null
	gzip -d -c bundle.tar.gz | cmp - bundle.tar >>wrong 2>&1
	tar -tvf bundle.tar >list
	grep -q "^-rw-r--r-- .* 1970-.* .build-id/${id%"${id#??}"}/${id#??}/elf$" list || cat list >>wrong
	grep -q -v '^-rw-r--r-- 0/0 .* .build-id/[0-9a-f][0-9a-f]/[0-9a-f]*/[a-z]*$' list && cat list >>wrong
	mkdir files && tar -xf bundle.tar.gz -C files
	"$TOOLS/edit-stacks" -q --no-advice --symbolize --buildid-dir=files --symfs=/nonexistent places |
		cmp - at-once >>wrong 2>&1
	"$TOOLS/fold-stacks" -q --no-advice --buildid-dir=files --symfs=/nonexistent "$recording" |
		cmp - at-once >>wrong 2>&1
	"$TOOLS/fold-stacks" --bundle=- "$recording" >out 2>err
	ends 2 'expected the name of a file'
	"$TOOLS/fold-stacks" --bundle=none/x.tar "$recording" >out 2>err
	ends 1 'none/x.tar: '
	for ending in '' .gz; do # given up before anything is written, and while it is
		# shellcheck disable=SC2086
		"$TOOLS/fold-stacks" -q $none --bundle=empty.tar$ending "$recording" >out 2>err
		ends 1 'there are no files for a bundle'
		[ -c /dev/full ] || continue
		ln -s /dev/full full.tar$ending
		# shellcheck disable=SC2086
		"$TOOLS/fold-stacks" -q $symbols --bundle=full.tar$ending "$recording" >out 2>err
		ends 1 'No space left'
	done
	[ ! -e empty.tar ] || echo "an empty bundle appears" >>wrong
	judge symbolize/bundle wrong
fi

# A stripped file here, its debug file in another folder; modules of the kernel, as files.
: >wrong
if ! have objcopy || ! have strip; then
	skip symbolize/debug-dir "no objcopy, or no strip"
else
	tiny=$TESTDATA/symbols/tmp/demo/tiny
	mkdir -p stripped/tmp/demo "debug/.build-id/${id%"${id#??}"}"
	strip -o stripped/tmp/demo/tiny "$tiny"
	objcopy --only-keep-debug "$tiny" "debug/.build-id/${id%"${id#??}"}/${id#??}.debug"
	here="--symfs=stripped --buildid-dir=/nonexistent --kallsyms=$TESTDATA/symbols/kallsyms"
	# shellcheck disable=SC2086
	{
		"$TOOLS/fold-stacks" -q --no-advice $symbols "$recording" >at-once
		"$TOOLS/fold-stacks" -q --no-advice $here --debug-dir=debug "$recording" | cmp - at-once
		"$TOOLS/fold-stacks" -q --no-advice --build-ids=all "$recording" >places
		"$TOOLS/edit-stacks" -q --no-advice $here --debug-dir=debug --symbolize places | cmp - at-once
		"$TOOLS/edit-stacks" --symbolize --stats $here places 2>&1 >later |
			grep -q 'without a name in /tmp/demo/tiny: no symbols; install' || echo "named without debug files"
	} >>wrong 2>&1
	mkdir -p stripped/lib
	cp "$tiny" stripped/lib/x.ko
	echo "a;/lib/x.ko+0x1 [$id]_[k] 1" >module
	"$TOOLS/edit-stacks" --plain --symfs=stripped --symbolize module >named
	grep -q -x 'a;[a-z_.0-9]*_\[k\] 1' named || cat named >>wrong
	judge symbolize/debug-dir wrong
fi

# Text of perf script has offsets in files with -F +dsoff.
: >wrong
printf 'p 1 1.0: 7 cycles:\n\t%16s [unknown] (/tmp/demo/tiny+0x%s)\n\t%16s [unknown] (/tmp/demo/tiny)\n\n' \
	"$place" "$place" "$place" >text
"$TOOLS/fold-stacks" --plain --build-ids text >folded
echo "p;[tiny];/tmp/demo/tiny+0x$place [no build id] 7" | cmp - folded >>wrong 2>&1
"$TOOLS/edit-stacks" --plain --symfs="$TESTDATA/symbols" --symbolize folded >named
grep -q '^p;\[tiny\];[a-z_]* 7$' named || cat named >>wrong
"$TOOLS/fold-stacks" --plain text | grep -q -x 'p;\[tiny\];\[tiny\] 7' || echo "other names without it" >>wrong
judge symbolize/perf-script wrong

# Files from a server, on request only: of the right build, and within the time.
: >wrong
cat >server.py <<'END'
# A server of files by build ID below the folder "served", on 127.0.0.1. It writes its port to the pipe
# "port", and the path of each request to "requests". Those for build IDs "dead..." get no answer.
import http.server

class Handler(http.server.SimpleHTTPRequestHandler):
    def do_GET(self):
        with open("requests", "a") as requests:
            requests.write(self.path + "\n")
        if "/dead" in self.path:
            self.rfile.read()  # until the other side gives up
        else:
            super().do_GET()

    def log_message(self, *words):
        pass

def handler(*words):
    return Handler(*words, directory="served")

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
server.daemon_threads = True
with open("port", "w") as port:
    port.write("%d\n" % server.server_port)
server.serve_forever()
END
# from OPTION...: places get names from the server.
from() {
	env -u XDG_CACHE_HOME HOME="$scratch/home" DEBUGINFOD_URLS="http://127.0.0.1:$port" \
		DEBUGINFOD_CACHE_PATH="$scratch/cache" "$TOOLS/edit-stacks" --plain --symfs=/nonexistent \
		--buildid-dir=/nonexistent --kallsyms="$TESTDATA/symbols/kallsyms" --symbolize "$@"
}
echo "a;/tmp/demo/tiny+0x1 [$id] 1" >one
if ! have python3; then
	skip symbolize/debuginfod "no python3"
elif env DEBUGINFOD_URLS=http://127.0.0.1:1 "$TOOLS/edit-stacks" --symbolize --symfs=/nonexistent --debuginfod \
	one 2>&1 >out | grep -q 'libdebuginfod.so.1 is not installed\|cannot load'; then
	skip symbolize/debuginfod "no libdebuginfod"
else
	mkfifo port
	mkdir -p "served/buildid/$id" served/buildid/00112233
	cp "$TESTDATA/symbols/tmp/demo/tiny" "served/buildid/$id/executable"
	for kind in executable debuginfo; do
		cp "$TESTDATA/symbols/tmp/demo/tiny" served/buildid/00112233/$kind
	done
	python3 server.py &
	server=$!
	port=$(cat port)
	: >requests
	# shellcheck disable=SC2086
	"$TOOLS/fold-stacks" --plain $symbols "$recording" >at-once
	"$TOOLS/fold-stacks" --plain --build-ids=all "$recording" >places
	from places >out 2>err
	[ ! -s requests ] || cat requests >>wrong
	from --debuginfod places 2>err | cmp - at-once >>wrong 2>&1
	grep -q "^/buildid/$id/executable$" requests || cat requests err >>wrong
	printf 'a;/x/y+0x%s [00112233] 1\nb;[main] 1\n' "$place" >other
	from --debuginfod other >out 2>err
	grep -q '^a;\[y\] 1$' out || cat out err >>wrong
	grep -q 'buildid/00112233/' requests || cat requests >>wrong
	echo "a;/x/y+0x$place [deadbeef] 1" >hangs
	from --debuginfod=1 hangs >out 2>err
	grep -q 'files were not asked for: the time for downloads is over' err || cat err >>wrong
	from --debuginfod=0 hangs >out 2>err
	ends 2 'expected a number of seconds'
	env -u DEBUGINFOD_URLS "$TOOLS/edit-stacks" --symbolize --debuginfod one >out 2>err
	ends 2 'DEBUGINFOD_URLS names no server'
	kill $server
	judge symbolize/debuginfod wrong
fi

# Other files than the recorded ones, paths that lead out of the folder, frames that are none.
: >wrong
other=$(printf '%s' "$id" | tr 0123 4567)
long=$(printf '%0900d' 0)
cat >hostile <<END
a;/tmp/demo/tiny+0x$place [$id] 1
b;/tmp/demo/tiny+0x$place [$other] 2
c;/tmp/../tmp/demo/tiny+0x$place [$id] 3
d;/../../../../../../../../../../etc/passwd+0x1 [no build id] 4
e;/tmp/demo/tiny+0xffffffffffffffff [$id] 5
f;/tmp/demo/tiny+0x1ffffffffffffffff [$id] 6
g;/tmp/demo/tiny+0x [$id] 7
h;/tmp/demo/tiny+0x$place [${id}00] 8
i;/tmp/demo/tiny+0x$place [abc] 9
j;/tmp/demo/tiny+0x$place [$long] 10
k;[kernel.kallsyms]+0x1 [$id] 11
l;[kernel.kallsyms]_text+0xffffffffffffffff [$id] 12
m;[vdso]+0xfffffffffffffff0 [$other] 13
n;/dev/zero+0x1 [no build id] 14
o;/$long+0x1 [$id] 15
p;[../../x]+0x1 [../../etc/passwd] 16
END
# shellcheck disable=SC2086
"$TOOLS/edit-stacks" --plain $symbols --symbolize hostile >named 2>err || echo "status $?" >>wrong
tr -d '\n' <named | grep -q '^a;[a-z_]* 1b;\[tiny\] 2c;\[tiny\] 3d;\[passwd\] 4e;\[tiny\] 5f;/tmp' ||
	cat named >>wrong
[ "$(grep -c '0x' named)" = 7 ] || cat named >>wrong
for text in '1 frame without a name in /tmp/demo/tiny: the file changed since the recording' \
	'1 frame without a name in /tmp/../tmp/demo/tiny: not opened' \
	'/etc/passwd: not opened'; do
	grep -q -F -e "$text" err || { echo "no '$text' in:" && cat err; } >>wrong
done
"$TOOLS/edit-stacks" --symbolize named >out 2>err
echo 'a;b 1' | "$TOOLS/edit-stacks" --symbolize >out 2>err
grep -q 'no frame is module+0xOFFSET' err || cat err >>wrong
for option in --as-perf --addrs; do
	"$TOOLS/fold-stacks" --build-ids $option "$recording" >out 2>err
	ends 2 "--build-ids and $option cannot be combined"
done
judge symbolize/hostile wrong
