#!/bin/sh
# record.sh [NAME...]: makes the recordings of this folder again, all or those named (a file's name
# up to its first dot). Needs root (or perf_event_paranoid at -1), perf, gcc, g++, node, java,
# rustc, libsqlite3-dev and zlib1g-dev; what cannot be made here is named and passed over.
# README.md says what each recording is for, and which lines of it are special.

set -eu

here=$(cd "$(dirname "$0")" && pwd)
programs=$here/programs
# Paths show in the recordings, so programs are built where no user's path shows.
build=/tmp/demo
data=$build/perf.data
debug=$build/debug

LC_ALL=C
export LC_ALL

note()
{
	echo "record.sh: $*" >&2
}

need()
{
	for tool in "$@"; do
		if ! command -v "$tool" >/dev/null 2>&1; then
			note "$tool is missing"
			return 1
		fi
	done
}

# record OPTION... PROGRAM...: perf record into $data.
record()
{
	perf record -q --no-buildid-cache -o "$data" "$@" >"$build/output"
}

# text OPTION...: perf script of $data. Loading symbols may leave warnings.
text()
{
	perf --buildid-dir "$debug" script -i "$data" "$@" 2>"$build/warnings"
}

# first N: the first N samples of a text with call chains.
first()
{
	awk -v want="$1" '{ print } /^$/ && ++seen == want { exit }'
}

# nth N: the Nth sample of a text with call chains.
nth()
{
	awk -v want="$1" 'seen + 1 == want { print } /^$/ { seen++ }'
}

# keep NAME: a text becomes the file NAME; its last part says how to pack it.
keep()
{
	cat >"$build/plain"
	case $1 in
	bad-*) ;;
	*) [ -s "$build/plain" ] || return 1 ;;
	esac
	case $1 in
	*.gz) gzip -9 -n ;;
	*.xz) xz -9 ;;
	*.zst) zstd -q -19 ;;
	*.bz2) bzip2 -9 ;;
	*) cat ;;
	esac <"$build/plain" >"$build/kept"
	cp "$build/kept" "$here/$1"
	note "$1"
}

compile()
{
	compiler=$1 source=$2 target=${2%.*}
	shift 2
	need "$compiler" || return 1
	"$compiler" -Wall -Wextra -o "$build/$target" "$programs/$source" "$@"
}

# Frame pointers and calls everywhere: with any optimization, gcc 12 leaves the frame out of
# functions that call nothing, and so their callers out of the stacks.
frames='-O0 -g -fno-omit-frame-pointer'

build_words()
{
	# shellcheck disable=SC2086
	compile gcc words.c $frames
}

build_templates()
{
	# shellcheck disable=SC2086
	compile g++ templates.cc -std=c++17 $frames
}

make_good_c_frame_pointers()
{
	build_words
	record -e cpu-clock -F 1999 -g ./words hash 250
	text | first 110 | keep good-c-frame-pointers.txt
}

make_good_cpp_templates()
{
	build_templates
	record -e cpu-clock -F 999 -g ./templates 300
	text | keep good-cpp-templates.txt.gz
}

make_good_cpp_signatures()
{
	build_templates
	record -e cpu-clock -F 999 -g ./templates 300
	text --no-demangle | c++filt | keep good-cpp-signatures.txt.xz
}

make_good_cpp_inlined()
{
	compile g++ templates.cc -std=c++17 -O2 -g -Wno-mismatched-new-delete
	record -e cpu-clock -F 299 --call-graph dwarf ./templates 400
	text | first 60 | keep good-cpp-inlined.txt.xz
}

make_good_dwarf_inlined()
{
	compile gcc inlined.c -O2 -g
	record -e cpu-clock -F 999 --call-graph dwarf ./inlined
	text | keep good-dwarf-inlined.txt
}

make_good_dwarf_srcline()
{
	# The path from the debug information shows: name the source from where it lies.
	cp "$programs/inlined.c" "$build/inlined.c"
	gcc -O2 -g -o "$build/inlined" "$build/inlined.c"
	record -e cpu-clock -F 499 --call-graph dwarf ./inlined
	text -F +srcline | keep good-dwarf-srcline.txt
	text -F +srcline --full-source-path | first 10 | keep good-dwarf-srcline-full.txt
}

# V8 writes both profiles itself, in one run each.
make_good_node()
{
	need node
	node --cpu-prof --cpu-prof-name=node.cpuprofile --cpu-prof-interval 2000 "$build/closures.js" 300
	keep good-node.cpuprofile <node.cpuprofile
	node --heap-prof --heap-prof-name=node.heapprofile --heap-prof-interval=8192 \
		"$build/closures.js" 200
	keep good-node.heapprofile <node.heapprofile
}

make_good_go()
{
	need go
	mkdir shop
	cp "$programs/shop.go" shop/main.go
	(cd shop && printf 'module example.org/shop\ngo 1.19\n' >go.mod && go build -o shop . && ./shop)
	keep good-go-cpu.pb.gz <shop/cpu.pb.gz
	keep good-go-heap.pb.gz <shop/heap.pb.gz
}

make_good_java_jfr()
{
	need java
	need javac
	javac -d . "$programs/flight/Shop.java"
	java -XX:StartFlightRecording=filename=java.jfr,settings="$programs/flight.jfc" Shop 1200
	xz -9ec java.jfr | keep good-java.jfr.xz
}

# Needs npm's package pprof.
make_good_node_pprof()
{
	need node
	need npm
	mkdir pprof
	cp "$programs/pprof.js" pprof
	(cd pprof && npm install pprof && node pprof.js)
	keep good-node.pb.gz <pprof/node.pb.gz
}

make_good_node_perf_map()
{
	need node
	record -e cpu-clock -F 299 -g node --perf-basic-prof --interpreted-frames-native-stack \
		"$build/closures.js" 1500
	text | keep good-node-perf-map.txt.zst
}

make_good_java_perf_map()
{
	need java javac
	javac -d "$build" "$programs/Trees.java"
	record -e cpu-clock -F 199 -g java -XX:+PreserveFramePointer -XX:+UnlockDiagnosticVMOptions \
		-XX:+DumpPerfMapAtExit -XX:-UsePerfData -cp "$build" Trees
	text | keep good-java-perf-map.txt.bz2
}

make_good_rust()
{
	need rustc
	rustc -O -C force-frame-pointers=yes -C debuginfo=0 -o "$build/shapes" "$programs/shapes.rs"
	record -e cpu-clock -F 499 -g ./shapes
	text | keep good-rust.txt
}

make_good_several_events()
{
	build_words
	record -e cpu-clock,task-clock,page-faults,context-switches -F 199 -g ./words list 60
	text | first 200 | keep good-several-events.txt
}

make_good_event_modifiers()
{
	build_words
	record -e cpu-clock:u,cpu-clock:k,page-faults:uk,cpu-clock:pppH -F 199 -g ./words list 40
	text | keep good-event-modifiers.txt
}

# Only switches from and to the two processes, so that no other name shows in the payloads.
record_sched()
{
	# shellcheck disable=SC2086
	compile gcc pingpong.c $frames
	mine='prev_comm ~ "p?ng" && (next_comm ~ "p?ng" || next_comm ~ "swapper*")'
	record -e sched:sched_switch --filter "$mine" -e sched:sched_wakeup \
		--filter 'comm ~ "p?ng"' "$@" ./pingpong 12
}

make_good_tracepoints()
{
	record_sched -g
	text --comm ping,pong | keep good-tracepoints.txt
}

make_good_tracepoints_no_callchain()
{
	record_sched
	text --comm ping,pong | keep good-tracepoints-no-callchain.txt
}

make_good_tracepoints_and_clock()
{
	# shellcheck disable=SC2086
	compile gcc pingpong.c $frames
	record -e cpu-clock -F 4000 -e syscalls:sys_enter_write,syscalls:sys_exit_write -g ./pingpong 20
	text --comm ping,pong | keep good-tracepoints-and-clock.txt
}

# The switches of the program's threads only, as the whole machine's are many; without the frames and
# the samples of other programs. What it prints is in the README.
make_good_off_cpu()
{
	# shellcheck disable=SC2086
	compile gcc waits.c $frames -pthread
	dd if=/dev/urandom of=big bs=64k count=200 2>/dev/null
	filter_waits
	record -a -e sched:sched_switch --filter "$switches" -e sched:sched_waking \
		--filter "$wakeups" -e cpu-clock/freq=49/ -g ./waits big
	text | awk '/^[^\t]/ {
			own = /^ *(sleeper|holder|waiter|reader|spinner|waits) /
			left_out = !own && /cpu-clock/
		}
		!left_out && (own || !/^\t/)' | keep good-off-cpu.txt.gz
	cat "$build/output"
}

make_good_probe()
{
	build_words
	perf --buildid-dir "$debug" probe -q -d 'probe_words:*' 2>/dev/null || true
	perf --buildid-dir "$debug" probe -q -x "$build/words" 'count_word length'
	# shellcheck disable=SC2016
	perf --buildid-dir "$debug" probe -q -x "$build/words" 'add_word%return word=$retval:x64'
	record -e probe_words:count_word,probe_words:add_word__return -c 300 -g ./words hash 2
	text | first 90 | keep good-probe.txt
	perf --buildid-dir "$debug" probe -q -d 'probe_words:*'
}

make_good_odd_comms()
{
	# shellcheck disable=SC2086
	compile gcc comms.c $frames
	record -e cpu-clock -F 75 -g ./comms
	text | keep good-odd-comms.txt
}

make_good_odd_comms_no_callchain()
{
	compile gcc comms.c -O1
	record -e cpu-clock -F 75 ./comms
	text | keep good-odd-comms-no-callchain.txt
}

make_good_odd_comms_cpu()
{
	# With a pid and a tid, and the CPU in brackets.
	# shellcheck disable=SC2086
	compile gcc comms.c $frames
	record -e cpu-clock -F 75 -g --sample-cpu ./comms
	text -F comm,pid,tid,cpu,time,period,event,ip,sym,symoff,dso |
		keep good-odd-comms-cpu.txt
}

make_good_no_callchain()
{
	build_words
	record -e cpu-clock -F 499 ./words hash 250
	text | head -n 150 | keep good-no-callchain.txt
}

# One recording in many shapes, the sixteen first samples each.
make_good_fields()
{
	build_words
	record -e cpu-clock -F 1999 -g --sample-cpu ./words hash 20
	while read -r name fields; do
		text -F "$fields" | first 16 | keep "good-fields-$name.txt"
	done <<-'END'
		no-time comm,tid,period,event,ip,sym,symoff,dso
		no-event comm,tid,time,ip,sym,symoff,dso
		no-period comm,tid,time,event,ip,sym,symoff,dso
		no-comm tid,time,period,event,ip,sym,symoff,dso
		no-tid comm,time,period,event,ip,sym,symoff,dso
		no-dso comm,tid,time,period,event,ip,sym
		no-frames comm,tid,time,period,event
		no-sym comm,tid,time,event,ip,dso
		no-header ip,sym,dso
		misc comm,tid,misc,time,period,event,ip,sym,dso
		comm-only comm,ip,sym,dso
		pid-tid-cpu pid,tid,cpu,time,event,ip,sym,dso,trace
		all comm,pid,tid,cpu,time,period,event,ip,sym,symoff,dso,trace
		no-symoff comm,tid,time,event,period,ip,sym,dso
	END
	text --ns | first 16 | keep good-fields-ns.txt
}

make_good_odd_modules()
{
	# shellcheck disable=SC2086
	compile gcc modules.c $frames
	gcc -O1 -fPIC -shared -fno-omit-frame-pointer -o "$build/plugin.so" "$programs/plugin.c"
	record -e cpu-clock -F 499 -g ./modules ./plugin.so
	text | keep good-odd-modules.txt
}

make_good_side_records()
{
	build_words
	record -e cpu-clock -F 499 -g sh -c './words hash 60; ./words list 20 & wait'
	text --show-mmap-events --show-task-events --show-switch-events --show-lost-events |
		keep good-side-records.txt
}

make_compare()
{
	build_words
	for pair in before:list after:hash; do
		record -e cpu-clock -F 1999 -g ./words "${pair#*:}" 300
		text | keep "compare-${pair%:*}.txt.gz"
	done
}

make_demo()
{
	compile gcc ledger.c -O1 -fno-inline -fno-ipa-cp -fno-optimize-sibling-calls \
		-Wl,-Bstatic -lsqlite3 -lz -Wl,-Bdynamic -lm
	record -e cpu-clock -F 2500 --call-graph dwarf,16384 ./ledger
	text --no-inline | keep demo.perf.txt.zst
}

# What is made by hand, or from a good recording.
make_by_hand()
{
	build_words
	good=$here/good-c-frame-pointers.txt
	first 8 <"$good" >"$build/few"

	sed 's/$/\r/' "$build/few" | keep good-crlf.txt
	# No blank line and no line end behind the last sample.
	printf '%s' "$(cat "$build/few")" | keep good-unended.txt
	{
		echo '	            1499 frame_before_any_header+0x4 (/tmp/demo/words)'
		echo
		first 2 <"$build/few"
		echo 'this line is no header and no frame'
		nth 3 <"$build/few" | sed '3s|^.*$|	not-an-address here (/tmp/demo/words)|'
		echo 'Warning: Processed 12 events and lost 1 chunks!'
		echo
		echo ' instruction trace error type 1 time 2101.3 cpu 0 pid 2196 tid 2196 ip 0 code 5: lost'
		nth 4 <"$build/few"
		echo '	            1499'
		echo '	'
		echo '))) ((( +0x'
	} | keep good-malformed-lines.txt
	printf 'main;a 1\r\nmain;b 2\r\n# a comment\r\n\r\nmain;b 3\r\n' | keep good-crlf.folded
	printf '# comment\nmain;a 1\n\nmain\nmain;b x\n;;; 4\nmain;c 2.50\n 7\nmain;d -1\nmain;a 1' |
		keep good-malformed-lines.folded

	printf '' | keep bad-empty.txt
	printf '\n\n\n' | keep bad-blank.txt
	printf '# ========\n# captured on    : never\n# ========\n#\n' | keep bad-comments.txt
	awk 'BEGIN { for (n = 1; i++ < 2048; ) {
		n = (n * 16807) % 2147483647
		printf "%c", int(n / 65536) % 255 + 1 } }' | keep bad-garbage.bin
	head -c 3000 "$build/words" | keep bad-binary.elf
	cat <<-'END' | keep bad-text.txt
		A flame graph shows where a program spends its time. Each box is a function; the box
		below it is its caller. Width is the share of samples, not the passing of time.

		See also: perf (1), the kernel's documentation, and 12 other pages; none of them is a
		recording, and neither is this.
	END
	head -c 5030 "$good" | keep bad-cut-mid-line.txt
	head -c 3000 "$here/good-cpp-templates.txt.gz" >"$here/bad-cut.txt.gz"
	head -c 3000 "$here/good-node-perf-map.txt.zst" >"$here/bad-cut.txt.zst"
	printf 'a;b 18446744073709551615\na;c 2\na;b 1\n' | keep bad-overflow.folded
	printf 'a;b 18446744073709551615\na;c 2\n' | keep bad-overflow-total.folded
	printf 'a;b 3\na;c 99999999999999999999\n' | keep bad-overflow-count.folded
	for i in 1 2; do
		printf 'x 1  1.%d: 18446744073709551615 cycles: \n\t1 f+0x1 (/m)\n\n' $i
	done | keep bad-overflow.txt
}

# ---- perf.data ----

# tiny NAME OPTION...: records programs/tiny.c into good-NAME.data.
tiny()
{
	recording=$here/good-perf-data-$1.data
	shift
	record "$@" "$build/tiny"
	cp "$data" "$recording"
	chmod 644 "$recording"
}

# jitter NAME OPTION...: records programs/jitter.c into good-perf-data-NAME.data, with its jitdump.
jitter()
{
	recording=$here/good-perf-data-$1.data
	shift
	perf record -q --no-buildid-cache -e cpu-clock:u -F 1999 -k mono -o "$data" "$@" \
		"$build/jitter" >"$build/output"
	[ ! -s "$build/output" ] || mv "$build/output" "$data" # it was a pipe's
	cp "$data" "$recording"
	chmod 644 "$recording"
	mv "$build"/jit-*.dump "$here/symbols/tmp/demo"
}

make_jitdump()
{
	need gcc || return
	gcc -O1 -static -nostdlib -fno-omit-frame-pointer -fno-stack-protector \
		-Wl,--build-id,--eh-frame-hdr -o "$build/jitter" "$programs/jitter.c"
	mkdir -p "$here/symbols/tmp/demo"
	rm -f "$here"/symbols/tmp/demo/jit-*.dump
	cp "$build/jitter" "$here/symbols/tmp/demo"
	jitter jitdump -g
	jitter jitdump-dwarf --call-graph dwarf,256
	jitter jitdump-pipe -g -o -
}

# kernel_symbols NAME RECORDING...: the part of /proc/kallsyms that addresses of the kernel in these
# recordings lie in becomes symbols/NAME. Of one address' names perf's choice depends on their order.
kernel_symbols()
{
	symbols=$here/symbols/$1
	shift
	grep -E ' (_text|_stext|_etext)$' /proc/kallsyms >"$build/fixed"
	for recording; do
		perf script -i "$recording" --no-inline -F ip,sym,dso 2>/dev/null </dev/null
	done | awk '/kernel.kallsyms/ { print $1 }' | sort -u >"$build/addresses"
	awk '$2 ~ /[tTwW]/ && $1 ~ /^f/' /proc/kallsyms | sort -s -k1,1 >"$build/kallsyms"
	awk '$2 ~ /[tTwW]/ { print $1, 1, $0 }' "$build/kallsyms" |
		cat - "$build/addresses" | sort -s -k1,1 -k2,2r | awk '
		NF == 1 { if (before != "") print before; before = ""; next_too = 1; next }
		{
			line = substr($0, length($1) + 4)
			address = $1
			if (next_too && address != last) { print line; next_too = 0; last = address; before = line; next }
			before = address == last ? before "\n" line : line
			last = address
		}' | cat - "$build/fixed" | awk '!seen[$0]++' | sort -s -k1,1 >"$symbols"
}

make_perf_data()
{
	need gcc objcopy || return
	gcc -O1 -g -static -nostdlib -fno-omit-frame-pointer -fno-stack-protector \
		-ffile-prefix-map="$programs"=. -Wl,--build-id,--eh-frame-hdr -o "$build/tiny" "$programs/tiny.c"
	rm -f "$here"/good-perf-data-*.data
	mkdir -p "$here/symbols/tmp/demo"
	cp "$build/tiny" "$here/symbols/tmp/demo"
	tiny frame-pointers -e cpu-clock -F 1999 -g
	tiny zstd -e cpu-clock -F 1999 -g -z
	tiny dwarf -e cpu-clock -F 1999 --call-graph dwarf,512
	tiny no-callchain -e cpu-clock -F 499
	tiny many-records -e cpu-clock -F 499 -g -d --switch-events --namespaces --all-cgroups \
		--sample-cpu --buildid-mmap -k CLOCK_MONOTONIC
	tiny several-events -e cpu-clock:u,cpu-clock:k,page-faults,context-switches -F 999 -g
	tiny group -e '{cpu-clock,page-faults}:S' -F 499 -g
	tiny tracepoint -e sched:sched_process_fork,sched:sched_process_exit -g
	perf record -q -e cpu-clock -F 999 -g -o - "$build/tiny" >"$here/good-perf-data-pipe.data"
	perf record -q -e cpu-clock -F 999 -g -z -o - "$build/tiny" >"$here/good-perf-data-pipe-zstd.data"
	gcc -m32 -O1 -g -static -nostdlib -fomit-frame-pointer -fno-stack-protector \
		-ffile-prefix-map="$programs"=. -Wl,--build-id,--eh-frame-hdr -o "$build/tiny32" "$programs/tiny.c"
	cp "$build/tiny32" "$here/symbols/tmp/demo"
	perf record -q --no-buildid-cache -o "$data" -e cpu-clock:u -F 1499 --call-graph dwarf,512 \
		"$build/tiny32" >"$build/output"
	cp "$data" "$here/good-perf-data-32-bit.data"
	chmod 644 "$here/good-perf-data-32-bit.data"
	rm -rf "$here/good-perf-data-threads"
	perf record -q --no-buildid-cache -o "$data" --threads -e cpu-clock:u,page-faults:u -F 1499 -g -z \
		"$build/tiny" >"$build/output"
	mv "$data" "$here/good-perf-data-threads"
	chmod 755 "$here/good-perf-data-threads"
	chmod 644 "$here/good-perf-data-threads"/*
	kernel_symbols kallsyms "$here"/good-perf-data-*.data
	head -c 4000 "$here/good-perf-data-frame-pointers.data" >"$here/bad-cut.data"
}

# Filters of sched_switch and sched_wakeup for the threads of waits: $switches, $wakeups.
filter_waits()
{
	switches='' wakeups=''
	for comm in sleeper holder waiter reader spinner waits; do
		switches="$switches${switches:+ || }prev_comm==\"$comm\" || next_comm==\"$comm\""
		wakeups="$wakeups${wakeups:+ || }comm==\"$comm\""
	done
}

# Switches of the program's threads on all CPUs, and what it measured itself, for the README.
make_switches()
{
	need gcc || return
	# shellcheck disable=SC2086
	gcc -O1 -g $frames -pthread -o "$build/waits" "$programs/waits.c"
	strip -g "$build/waits"
	cp "$build/waits" "$here/symbols/tmp/demo"
	dd if=/dev/urandom of=big bs=64k count=200 2>/dev/null
	filter_waits
	record -a --synth=no -z -e sched:sched_switch --filter "$switches" -e sched:sched_wakeup \
		--filter "$wakeups" -e cpu-clock/freq=29/ -g ./waits big
	cp "$data" "$here/good-perf-data-switches.data"
	chmod 644 "$here/good-perf-data-switches.data"
	kernel_symbols kallsyms-switches "$here/good-perf-data-switches.data"
	cat "$build/output"
}

# leaves NAME PROGRAM OPTION...: records programs/leaves.c into good-arm64-NAME.data.
leaves()
{
	recording=$here/good-arm64-$1.data
	program=$build/$2
	shift 2
	cp "$program" "$here/symbols/tmp/demo"
	perf record -q --no-buildid-cache -o "$data" "$@" "$program" >"$build/output"
	cp "$data" "$recording"
	chmod 644 "$recording"
}

# On an arm64 machine whose processor signs addresses.
make_arm64()
{
	need gcc || return
	grep -qw paca /proc/cpuinfo || return
	mkdir -p "$here/symbols/tmp/demo"
	for signed in '' -signed; do
		# shellcheck disable=SC2086
		gcc ${signed:+-mbranch-protection=standard} -O1 -g -static -nostdlib \
			-fno-omit-frame-pointer -fno-stack-protector \
			-ffile-prefix-map="$programs"=. -Wl,--build-id,--eh-frame-hdr \
			-o "$build/leaves$signed" "$programs/leaves.c"
	done
	leaves frame-pointers leaves -e cpu-clock -F 1999 -g
	leaves dwarf leaves-signed -e cpu-clock:u -F 1999 --call-graph dwarf,512
	kernel_symbols kallsyms-arm64 "$here/good-arm64-frame-pointers.data"
}

make_advice_python()
{
	need python3
	cp "$programs/primes.py" "$build"
	record -e cpu-clock -F 299 -g python3 "$build/primes.py"
	text | first 110 | keep advice-python.txt.xz
}

# What advice is given for; the good-* recordings of the same programs are what must get none.
make_advice()
{
	compile g++ templates.cc -std=c++17 -O2 -g -Wno-mismatched-new-delete
	record -e cpu-clock -F 299 -g ./templates 400
	text | first 110 | keep advice-no-frame-pointers.txt.xz
	if need node; then
		record -e cpu-clock -F 299 -g node "$build/closures.js" 1500
		text | first 150 | keep advice-node-no-map.txt.xz
	fi
	if need java javac; then
		javac -d "$build" "$programs/Trees.java"
		record -e cpu-clock -F 199 -g java -XX:-UsePerfData -cp "$build" Trees
		text | first 150 | keep advice-java-no-map.txt.xz
	fi
	hidden=$(cat /proc/sys/kernel/kptr_restrict)
	echo 2 >/proc/sys/kernel/kptr_restrict
	record -e cpu-clock -F 499 -g dd if=/dev/zero of=/dev/null bs=1M count=20000
	text | first 110 | keep advice-kptr-restrict.txt.xz
	echo "$hidden" >/proc/sys/kernel/kptr_restrict
}

all='advice advice-python good-c-frame-pointers good-cpp-templates good-cpp-signatures good-cpp-inlined
good-dwarf-inlined good-dwarf-srcline good-node good-node-pprof good-go good-java-jfr good-node-perf-map
good-java-perf-map good-rust good-several-events good-event-modifiers good-tracepoints good-tracepoints-no-callchain
good-tracepoints-and-clock good-off-cpu good-probe good-odd-comms good-odd-comms-no-callchain
good-odd-comms-cpu
good-no-callchain good-fields good-odd-modules good-side-records perf-data switches jitdump arm64 compare demo by-hand'

need perf awk gzip xz zstd bzip2
if ! mkdir "$build"; then
	note "$build is in the way: remove it first"
	exit 1
fi
trap 'rm -rf "$build"' EXIT
mkdir "$debug"
cp "$programs/closures.js" "$build"
cd "$build"
# shellcheck disable=SC2086
[ $# -gt 0 ] || set -- $all
for name; do
	maker=make_$(echo "$name" | tr - _)
	if ! command -v "$maker" >/dev/null; then
		note "$name: no such recording; there are: $(echo "$all" | tr '\n' ' ')"
		exit 2
	fi
	# Not "|| note": that would turn set -e off in the maker.
	set +e
	(set -e; "$maker")
	status=$?
	set -e
	[ $status -eq 0 ] || note "$name: could not be made here"
done
