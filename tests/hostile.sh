#!/bin/sh
# hostile.sh: what an input must not do, and what happens when the machine runs out of something:
# files that try to run programs, lines and expressions without bounds, signals, full disks.
# shellcheck disable=SC3045 # the shells of Linux know ulimit -c and -d
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

cd "$scratch" || exit 1
printf 'main;parse;read 3\nmain;write 1\n' >plain.folded

# What is not as it should be goes to the file wrong, which judge looks at.
begin() {
	: >wrong
}

# call STATUS TOOL ARGS...: with the results in the files out and err.
call() {
	wanted=$1
	tool=$2
	shift 2
	status=0
	"$TOOLS/$tool" "$@" >out 2>err </dev/null || status=$?
	[ "$status" -eq "$wanted" ] || {
		echo "status $status, not $wanted: $tool $*"
		cat err
	} >>wrong
}

says() {
	grep -q -F -e "$1" err || { echo "no '$1' in this:" && cat err; } >>wrong
}

writes() {
	grep -q -x -F -e "$1" out || { echo "no '$1' in this:" && head -n 5 out; } >>wrong
}

# A compressed file whose contents look like a file that libarchive has a program unpack.
check_programs() {
	if ! have zstd || ! have xz || ! have bzip2; then
		skip hostile/programs "zstd, xz or bzip2 is not here"
		return
	fi
	begin
	mkdir -p bin
	for program in lrzip grzip lzop lz4 gzip xz bzip2 zstd uudecode compress unlzma; do
		printf '#!/bin/sh\n: >%s/ran-%s\ncat\n' "$scratch" "$program" >"bin/$program"
		chmod +x "bin/$program"
	done
	compress_zstd() { zstd -q -c; }
	compress_xz() { xz -c; }
	compress_bzip2() { bzip2 -c; }
	for outer in zstd xz bzip2; do
		{ printf 'LRZI\000\006'; cat plain.folded plain.folded; } | "compress_$outer" >lrzip
		{ printf 'GRZipII\000\002\004:)'; cat plain.folded; } | "compress_$outer" >grzip
		{ printf '\211LZO\000\r\n\032\n'; cat plain.folded; } | "compress_$outer" >lzop
		for inside in lrzip grzip lzop; do
			PATH=$scratch/bin:$PATH "$TOOLS/fold-stacks" -q "$inside" >out 2>err
			grep -q -a -x -F 'main;write 1' out || cat err >>wrong # read as it is
		done
		for inside in zstd xz bzip2; do
			"compress_$inside" <plain.folded | "compress_$outer" >nested
			call 1 fold-stacks nested
			says "fold-stacks: nested: is compressed more than once"
			gzip -c <nested >nested.gz
			call 1 fold-stacks nested.gz
			says "fold-stacks: nested.gz: is compressed more than once"
		done
		"compress_$outer" <plain.folded >once
		PATH=$scratch/bin:$PATH call 0 fold-stacks once
		cmp out plain.folded >>wrong 2>&1
	done
	for ran in ran-*; do
		[ ! -e "$ran" ] || echo "$ran" >>wrong
	done
	judge hostile/programs wrong
}

# long BYTES: so many of one letter.
long() {
	head -c "$1" /dev/zero | tr '\000' x
}

# Records of more than 16 MiB are counted and passed over; what stands around them is read.
check_long_records() {
	begin
	{ echo 'a;b 1'; long 17000000; printf ' 1\nc 2\n'; } >middle
	{ echo 'a;b 1'; echo 'c 2'; long 40000000; } >end
	{ long 40000000; printf ' 1\n'; long 17000000; printf ' 1\na;b 1\nc 2\n'; } >beginning
	printf 'a;b 1\nc 2\n' >expected
	for piece in 1048576 7 5000000 30000000; do
		for where in middle end beginning; do
			STACKFOLD_PIECE=$piece call 0 fold-stacks --format=folded --threads=2 $where
			cmp out expected >>wrong 2>&1
			says "longer than 16 MiB"
		done
	done
	call 0 fold-stacks middle --stats
	says "middle:2: longer than 16 MiB"
	grep -q '^ *1  malformed lines' err || cat err >>wrong
	grep -q '^ *3  lines read' err || cat err >>wrong
	call 0 fold-stacks --format=folded --stats beginning
	says "beginning:1: longer than 16 MiB"
	grep -q '^ *2  malformed lines' err || cat err >>wrong
	grep -q '^ *4  lines read' err || cat err >>wrong
	call 0 diff-stacks middle middle
	printf 'a;b 1 1\nc 2 2\n' >expected
	cmp out expected >>wrong 2>&1
	says "longer than 16 MiB"
	# The sanitizers look at all of the bytes in which memrchr looks for the end of each line.
	frame=a_frame lines=700000
	[ "${SANITIZED:-no}" = no ] || { frame=$(long 9000) && lines=2200; }
	{
		printf 'a 1 1.0: 1 cycles:\n\t10 f+0x1 (/b)\n\n'
		printf 'a 1 2.0: 1 cycles:\n'
		yes "	1020304050 $frame+0x1 (/b)" | head -n $lines
		printf '\na 1 3.0: 1 cycles:\n\t10 g+0x1 (/b)\n'
	} >script
	printf 'a;f 1\na;g 1\n' >expected
	for piece in 1048576 70000 5000000; do
		STACKFOLD_PIECE=$piece call 0 fold-stacks --plain script
		cmp out expected >>wrong 2>&1
		says "script:4: longer than 16 MiB"
	done
	rm -f middle end beginning script
	judge hostile/long-records wrong
}

# Trying all that an expression could match in a long name ends at a limit.
check_expressions() {
	begin
	{ printf 'a;b 1\n'; long 100000; echo ' 1'; } >names
	for interpret in '' 1; do
		[ -z "$interpret" ] || export STACKFOLD_INTERPRET=1
		call 1 diff-stacks --rename 'x\w*x[cd]=y' names plain.folded
		says "matching failed: match limit exceeded"
		call 0 flamesvg --color-rule 'x\w*x[cd]=red' names
		says "some names could not be matched: match limit exceeded"
		call 0 diff-stacks --rename '^x\w*$=y' names names
		writes 'y 1 1'
		call 1 top-stacks --callers 'x\w*x[cd]' names
		says "match limit exceeded"
	done
	unset STACKFOLD_INTERPRET
	judge hostile/expressions wrong
}

# failing CALL COMMAND...: with a call that fails, see tests/failing.c.
failing() {
	FAILING=$1
	shift
	status=0
	FAILING=$FAILING "$BUILD/tests/preloading$EXEEXT" "$BUILD/tests/failing.so" "$@" >out 2>err \
		</dev/null || status=$?
}

# only FILES...: the folder out.d holds these and nothing else.
only() {
	[ "$(ls -A out.d)" = "$*" ] || echo "out.d holds $(ls -A out.d), not $*" >>wrong
}

# However a tool ends, it leaves no temporary file; and it lets others see no more than before.
check_output() {
	rm -rf out.d
	mkdir out.d
	begin
	echo old >out.d/result
	awk 'BEGIN { for (i = 0; i < 30000; i++) print "a;function_" i " 1" }' >many.folded
	(
		trap '' XFSZ
		ulimit -f 100
		trap - XFSZ
		call 1 fold-stacks -o out.d/result many.folded
	)
	says "fold-stacks: out.d/result: cannot write: File too large"
	only result
	[ "$(cat out.d/result)" = old ] || echo "the old file was changed" >>wrong
	judge hostile/file-size wrong

	if [ "${SANITIZED:-no}" = yes ] || [ ! -f "$BUILD/tests/failing.so" ]; then
		skip hostile/signals "calls can be made to fail with glibc only, and without sanitizers"
		return
	fi
	begin
	for signal in quit abrt alrm usr1 xcpu; do
		(
			ulimit -c 0
			failing $signal:1 "$TOOLS/fold-stacks" -o out.d/result plain.folded
			[ $status -gt 128 ] || echo "$signal: status $status" >>wrong
		)
		only result
	done
	judge hostile/signals wrong

	begin
	chmod 640 out.d/result
	umask 0
	failing chmod:1+ "$TOOLS/fold-stacks" -o out.d/result plain.folded
	[ "$(stat -c %a out.d/result)" = 600 ] || stat -c %a out.d/result >>wrong
	chmod 640 out.d/result
	failing chmod:0 "$TOOLS/fold-stacks" -o out.d/result plain.folded
	[ "$(stat -c %a out.d/result)" = 640 ] || stat -c %a out.d/result >>wrong
	umask 022
	rm out.d/result
	failing chmod:0 "$TOOLS/fold-stacks" -o out.d/result plain.folded
	[ "$(stat -c %a out.d/result)" = 644 ] || stat -c %a out.d/result >>wrong
	judge hostile/rights wrong

	begin
	cp many.folded other.folded
	sort many.folded >shrinking.folded
	FAILING_CUT=$scratch/shrinking.folded
	export FAILING_CUT
	failing cut:3 "$TOOLS/diff-stacks" -o out.d/pair shrinking.folded shrinking.folded
	[ $status -eq 1 ] || echo "status $status" >>wrong
	says "diff-stacks: shrinking.folded: was truncated or became unreadable while it was read"
	only result
	judge hostile/file-made-shorter wrong
}

# What configure found for hardening is in the tools.
check_hardening() {
	if ! have readelf || ! grep -q '^HARDENING_LDFLAGS = .*now' "$BUILD/Makefile" 2>/dev/null; then
		skip hostile/hardening "readelf is not here, or the build is without hardening"
		return
	fi
	begin
	for tool in $all_tool_names; do
		readelf -W -h -l -d "$TOOLS/$tool" >out 2>&1
		for word in 'DYN (' GNU_RELRO BIND_NOW; do
			grep -q -F -e "$word" out || echo "$tool: no $word" >>wrong
		done
	done
	judge hostile/hardening wrong
}

# What tests set by the environment is not in the tools: see tests/hooks.c.
check_no_hooks() {
	begin
	for hook in PIECE PROCESSORS PLAIN INTERPRET; do
		grep -q -F STACKFOLD_$hook "$HOOKED/fold-stacks$EXEEXT" || echo "no hook $hook" >>wrong
		for tool in $all_tool_names; do
			! grep -q -F STACKFOLD_$hook "$TOOLS/$tool$EXEEXT" ||
				echo "$tool looks at STACKFOLD_$hook" >>wrong
		done
	done
	judge hostile/no-hooks wrong
}

# Stacks a million frames deep, which end differently, as lists and trees of every kind: nothing goes
# down a stack by calling itself.
check_deep_ranking() {
	begin
	awk 'BEGIN {
		for (k = 0; k < 3; k++) {
			for (i = 0; i < 1000000; i++)
				printf "%s;", substr("abc", i % 3 + 1, 1)
			print "z" k " " k + 1
		}
	}' >deep.folded
	call 0 top-stacks -q --functions --tree --paths 2 --around b --by-module --columns 100 deep.folded
	grep -q -F '…999984…' out || head -n 40 out >>wrong
	awk 'length > 400 { print "a long line" }' out >>wrong
	call 0 top-stacks -q --budget 20 deep.folded
	call 0 top-stacks -q --callers z2 --min 0% --report csv deep.folded
	[ "$(wc -c <out)" -gt 2000000 ] || echo "CSV lacks frames" >>wrong
	call 0 top-stacks -q --callees a --report json deep.folded
	rm -f deep.folded
	judge hostile/deep-ranking wrong
}

# A small compressed file that holds many names takes no more memory than promised.
check_memory() {
	if ! have zstd || [ "${SANITIZED:-no}" = yes ]; then
		skip hostile/memory "zstd is not here, or sanitizers take the memory"
		return
	fi
	begin
	awk 'BEGIN {
		for (name = "name"; length(name) < 500000;)
			name = name name
		for (i = 0; i < 300; i++)
			print name i ";b 1"
	}' | zstd -q -c >bomb
	for threads in 1 4; do
		call 1 fold-stacks --format=folded --threads=$threads bomb
		says "bomb: takes more memory than 64 times its compressed size and 64 MiB; --max-memory"
		[ ! -s out ] || echo "something was written" >>wrong
		call 1 fold-stacks --format=folded --threads=$threads --max-memory=100M bomb
		says "fold-stacks: out of memory: --max-memory is 100M"
		[ ! -s out ] || echo "something was written" >>wrong
	done
	call 0 fold-stacks --format=folded --max-memory=2G -o whole bomb
	[ "$(wc -l <whole)" -eq 300 ] || wc -l whole >>wrong
	zstd -q -d -c bomb >plain
	call 0 fold-stacks --format=folded -o out.folded plain
	cmp out.folded whole >>wrong 2>&1
	for size in x -1 0 5Q 5MM 99999999999T; do
		call 2 fold-stacks "--max-memory=$size" plain.folded
		says "--max-memory: '$size' is not a size"
	done
	call 0 diff-stacks --max-memory=100M plain.folded plain.folded
	call 0 flamesvg --max-memory=100M plain.folded
	call 1 flamesvg --max-memory=1 plain.folded
	says "flamesvg: out of memory: --max-memory is 1"
	rm -f whole plain out.folded
	judge hostile/memory wrong
}

# Text takes no more memory than SECURITY.md says, whatever it is made of: many short names, one deep
# stack, deep stacks that differ at their ends.
check_budget() {
	if [ "${SANITIZED:-no}" = yes ] || ! (ulimit -d 100000) 2>/dev/null; then
		skip hostile/budget "memory cannot be limited here"
		return
	fi
	begin
	awk 'BEGIN { for (i = 0; i < 200000; i++) printf "%x 1\n%x;b 1\n", i, i }' >names
	awk 'BEGIN {
		for (i = 0; i < 3; i++) {
			for (j = 0; j < 500000; j++)
				printf "a;"
			print "b" i " 1"
		}
	}' >deep
	awk 'BEGIN {
		for (i = 0; i < 1000; i++) {
			for (j = 0; j < 1000; j++)
				printf "%x;", j
			print "b" i " 1"
		}
	}' >ends
	for input in names deep ends; do
		for threads in 1 3; do
			# kilobytes
			most=$(($(wc -c <$input) / 16 + 65536 * threads))
			(
				ulimit -d $most
				call 0 fold-stacks --threads=$threads -o /dev/null $input
				call 0 flamesvg -q --threads=$threads -o /dev/null $input
			)
		done
	done
	judge hostile/budget wrong
}

# Recordings of many tasks, of samples that wait for their call chains, and of stack dumps: compressed too
# they stay within 64 times their size and 64 MiB, and within --max-memory or say so.
check_recordings() {
	if [ "${SANITIZED:-no}" = yes ] || ! have zstd || [ ! -x "$BUILD/tests/listed$EXEEXT" ] ||
		"$TOOLS/fold-stacks" --list-formats | grep -q '^perf-data.*not available'; then
		skip hostile/recordings "zstd or perf.data is not here, or sanitizers take the memory"
		return
	fi
	begin
	for kind in 'frames 1' 'missing 1' 'dump 2'; do
		awk -v kind="$kind" 'BEGIN {
			for (i = 1; i <= 30000; i++)
				print kind, i + 100, i + 100, i % 4, i * 1000
		}' | "$BUILD/tests/listed$EXEEXT" >recording
		zstd -q -f recording
		for file in recording recording.zst; do
			(
				ulimit -d $(($(wc -c <$file) / 16 + 65536)) # kilobytes
				call 0 fold-stacks -q --threads=1 -o whole $file
			)
			[ "$(awk '{ sum += $NF } END { print sum }' whole)" -gt 0 ] || echo "$kind: nothing" >>wrong
			call 1 fold-stacks --max-memory=10M $file
			says "fold-stacks: out of memory: --max-memory is 10M"
			[ ! -s out ] || echo "something was written" >>wrong
		done
	done
	rm -f whole recording recording.zst
	judge hostile/recordings wrong
}

# Each kind of record that takes memory stays within 64 times its size and 64 MiB, in files and pipes;
# and where it is compressed, too much is refused before it takes more. The limit leaves room for what
# is mapped and never written.
check_records() {
	if [ "${SANITIZED:-no}" = yes ] || ! have zstd || [ ! -x "$BUILD/tests/listed$EXEEXT" ] ||
		"$TOOLS/fold-stacks" --list-formats | grep -q '^perf-data.*not available'; then
		skip hostile/records "zstd or perf.data is not here, or sanitizers take the memory"
		return
	fi
	begin
	while read -r kind count pipe; do
		awk -v kind="$kind" -v count="$count" 'BEGIN {
			for (i = 1; i <= count; i++)
				print kind, 1, i + 100, i + 100, 0, 0
			print "frames", 1, 10, 10, 0, 1
		}' | "$BUILD/tests/listed$EXEEXT" "$pipe" >recording
		zstd -q -f recording
		for file in recording recording.zst; do
			status=0
			(
				ulimit -d $(($(wc -c <$file) / 16 + 65536 + 32768)) # kilobytes
				exec "$TOOLS/fold-stacks" -q --threads=1 --symfs=/nonexistent \
					--kallsyms=/dev/null $file
			) >out 2>err || status=$?
			case $file.$status in
			*.0) ;;
			*.zst.1) says "takes more memory than 64 times its compressed size and 64 MiB" ;;
			*) { echo "$kind $pipe, $file: status $status" && cat err; } >>wrong ;;
			esac
			echo "$kind.$file.$status" >>statuses
		done
		call 0 fold-stacks -q --threads=1 --symfs=/nonexistent --kallsyms=/dev/null \
			--max-memory=2G recording.zst
	done <<-'KINDS'
		fork 500000 file
		frames 400000 pipe
		mapping 200000 pipe
		function 200000 file
		function 50000 pipe
		dump-file 100000 file
		build-id 100000 pipe
		event 60000 pipe
	KINDS
	for kind in frames mapping function; do # not only within the limit since they are few
		grep -q -x "$kind.recording.zst.1" statuses || echo "$kind: nothing was refused" >>wrong
	done
	rm -f recording recording.zst statuses
	judge hostile/records wrong
}

# A jitdump that many processes map is read once, from a file and a pipe.
check_jitdumps() {
	if [ "${SANITIZED:-no}" = yes ] || [ ! -x "$BUILD/tests/listed$EXEEXT" ] ||
		"$TOOLS/fold-stacks" --list-formats | grep -q '^perf-data.*not available'; then
		skip hostile/jitdumps "perf.data is not here, or sanitizers take the memory"
		return
	fi
	begin
	mkdir -p jits/tmp/demo
	dump=$SOURCE/testdata/symbols/tmp/demo/jit-8179.dump
	tail -c +41 "$dump" >part
	while [ "$(wc -c <part)" -lt 1500000 ]; do
		cat part part >parts
		mv parts part
	done
	{ head -c 40 "$dump" && cat part; } >jits/tmp/demo/jit-8179.dump
	for pipe in file pipe; do
		awk 'BEGIN {
			for (i = 0; i < 300; i++)
				print "jitdump", 1, 2000000000 + i, 1, 0, 0
			print "frames", 1, 10, 10, 0, 1
		}' | "$BUILD/tests/listed$EXEEXT" $pipe >recording
		(
			ulimit -d 200000 # kilobytes
			call 0 fold-stacks -q --threads=1 --symfs="$PWD/jits" --kallsyms=/dev/null recording
		)
	done
	rm -rf jits part recording
	judge hostile/jitdumps wrong
}

# Without descriptors, threads or address space a tool says so, or does without.
check_limits() {
	if [ "${SANITIZED:-no}" = yes ]; then
		skip hostile/limits "sanitizers take address space and descriptors"
		return
	fi
	begin
	call 0 fold-stacks plain.folded
	mv out expected
	for limit in n.4 n.5 n.6 v.30000 v.40000 v.60000 v.80000 v.120000 v.400000; do
		status=0
		(
			ulimit "-${limit%.*}" "${limit#*.}"
			exec "$TOOLS/fold-stacks" plain.folded
		) >out 2>err || status=$?
		case $status in
		0) cmp out expected >>wrong 2>&1 ;;
		1 | 127) [ -s err ] || echo "ulimit $limit: no message" >>wrong ;; # 127: the loader's
		*) echo "ulimit $limit: status $status" >>wrong ;;
		esac
	done
	judge hostile/limits wrong
}

# A few bytes add a node to a tree of calls, and a stack as deep as the tree: what stacks take is watched.
check_trees() {
	begin
	awk 'BEGIN {
		printf "{\"nodes\":["
		for (i = 1; i <= 20000; i++)
			printf "%s{\"id\":%d,\"parent\":%d,\"callFrame\":{\"functionName\":\"f\"},\"hitCount\":1}", (i > 1 ? "," : ""), i, i - 1
		print "]}"
	}' | sed 's/"parent":0,//' >deep.cpuprofile
	if "$TOOLS/fold-stacks" --list-formats | grep -q '^cpuprofile .*not available'; then
		skip hostile/trees "this build cannot read JSON"
		return
	fi
	call 1 fold-stacks --sample-type samples deep.cpuprofile
	says 'deep.cpuprofile: takes more memory than'
	[ ! -s out ] || echo 'something was written' >>wrong
	judge hostile/trees wrong
}

check_hardening
check_limits
check_trees
check_budget
check_memory
check_deep_ranking
check_recordings
check_records
check_jitdumps
check_programs
check_output
check_no_hooks
TOOLS=$HOOKED
check_long_records
check_expressions
