#!/bin/sh
# The documentation as a site: it is built, the same each time, without scripts and without dead links; and every command
# on it runs. Commands run in a folder that has files with the names that pages use; perf, sudo, cargo and others are
# stand-ins there, and recordings were made before. make check SUITES=site
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

cd "$scratch" || exit 1
if have mandoc && have cmark-gfm; then
	{
		sh "$SOURCE/docs/site/build.sh" "$scratch/site"
		sh "$SOURCE/docs/site/build.sh" "$scratch/again"
		diff -r site again | head -n 5
		grep -l -i -e '<script[ >]' -e '="javascript:' site/*.html | sed 's/$/ has a script/'
		for page in site/*.html; do
			sed -n 's/.*/&/; s/href="/\n&/gp' "$page" | sed -n 's/^href="\([^"]*\)".*/\1/p' | sort -u |
				while read -r link; do
					file=${link%%#*} part=${link#*#}
					case $link in
					http*:*) continue ;;
					*#*) grep -q -F "id=\"$part\"" "site/${file:-${page#site/}}" || echo "$page: nothing at $link" ;;
					*) [ -e "site/$file" ] || echo "$page: no file $link" ;;
					esac
				done
		done
		[ "$(find site -name '*.html' | wc -l)" -ge 15 ] || echo "hardly any pages"
	} >wrong 2>&1
	judge site/pages wrong
else
	skip site/pages "mandoc or cmark-gfm is not here"
fi

# --- the options of other tools ---------------------------------------------------------------------

# Each is on the page for those who come from that tool.
sed '/^#/d' "$SOURCE/tests/originals.txt" | while read -r page program options; do
	for option in $options; do
		tr -c '[:alnum:]_.`=+-' '\n' <"$SOURCE/docs/moving/$page.md" |
			grep -q -x -e "\`\{0,1\}$option\(\`\|=.*\|\.\)\{0,1\}" || echo "$page.md: nothing on $option of $program"
	done
done >wrong
judge site/options-of-others wrong

# --- commands ---------------------------------------------------------------------------------------

# Programs that pages name besides ours.
mkdir bin files
for name in apt-get cargo curl duckdb gcc git go java jcmd jq node npm pkg-config python3 rustc systemctl tar; do
	printf '#!/bin/sh\necho abc123\n' >bin/$name
done
cat >bin/sudo <<'END'
#!/bin/sh
SUDO_UID=$(id -u) SUDO_GID=$(id -g) exec "$@"
END
cat >bin/pgrep <<'END'
#!/bin/sh
echo "$PID"
END
# perf for flame, which starts and ends it by --control; for people, who type it; and perf script.
cat >bin/perf <<'END'
#!/bin/sh
command=$1 output=perf.data control= recording=$FILES/perf.data
case "$*" in
*sched*) recording=$FILES/sched.data ;;
esac
[ "$command" = --version ] && { echo 'perf version 6.1'; exit 0; }
while [ $# -gt 0 ]; do
	case $1 in
	-o) output=$2 ;;
	--control=fd:*) control=${1#--control=fd:} answers=${control#*,} control=${control%,*} ;;
	esac
	shift
done
case $command in
record) ;;
script) exec cat "$FILES/out.perf" ;;
*) exit 0 ;;
esac
if [ "$output" = - ]; then
	exec cat "$recording"
elif [ -z "$control" ]; then
	exec cp "$recording" "$output"
fi
exec </proc/self/fd/"$control" 3>/proc/self/fd/"$answers"
trap 'trap - INT; cp "$recording" "$output"; kill -INT $$; exit' INT
while :; do
	read -r line && printf 'ack\n\0' >&3
	[ -e "/proc/$PPID" ] || exit 1
done
END
chmod +x bin/*

# put NAME FILE: a file of testdata by the name that pages use.
put() {
	cp -R "$TESTDATA/$2" "files/$1"
}
gzip -dc "$TESTDATA/good-off-cpu.txt.gz" >files/sched.data
put dtrace.txt good-dtrace.txt
put aix.txt good-aix.txt
put bpftrace.txt good-bpftrace.txt
put eu-stack.txt good-eu-stack.txt
put faulthandler.txt good-faulthandler.txt
put gdb.txt good-gdb.txt
put traces.txt good-go-traces.txt
put javacore.txt good-ibmjava.txt
put exceptions.txt good-java-exceptions.txt
put jstack.txt good-jstack.txt
put ljp.txt good-ljp.txt
put pmc.txt good-pmc.txt
put sample.txt good-sample.txt
put stap.txt good-stap.txt
put vtune-mc.csv good-vtune-mc.csv
put wcp.txt good-wcp.txt
put xdebug.xt good-xdebug.xt
put cpu.pb.gz good-go-cpu.pb.gz
put cpu2.pb.gz good-go-cpu.pb.gz
put old.pb.gz good-go-cpu.pb.gz
put heap.pb.gz good-go-heap.pb.gz
put callgrind.out good-callgrind.out.xz
put app.cpuprofile good-node.cpuprofile
put recording.jfr good-java.jfr.xz
gzip -dc "$TESTDATA/good-chrome-clang.json.gz" >files/trace.json
gzip -dc "$TESTDATA/good-speedscope-threads.json.gz" >files/profile.speedscope.json
# A program with the functions that pages name, recorded by perf, as text.
awk 'BEGIN {
	count = split("malloc,std::vector<int>::push_back,parse,parse_request,net::serve,main;" \
		"read,std::read,parse,parse,net::serve,main;" \
		"boost::spin,core::ops::FnOnce,write_all,main;cpu_idle,main;json_read,parse_request,main", stacks, ";")
	for (i = 0; i < 200; i++) {
		printf "app 100/%d [00%d] %d.%06d: 1000000 %s:\n", 100 + i % 3, i % 2, 158650 + i * 3 / 20, i % 20 * 150000 % 1000000,
			i % 10 == 9 ? "page-faults" : "cpu-clock"
		frames = split(stacks[i % count + 1], frame, ",")
		for (k = 1; k <= frames; k++)
			printf "\t%x %s+0x%x (/usr/bin/app)\n", 4096 * k + i, frame[k], i
		print ""
	}
}' >files/out.perf
for copy in perf.data perf.txt after.data; do
	cp files/out.perf "files/$copy"
done
for copy in host1.txt.gz host2.txt.gz before.perf.gz; do
	gzip -c files/out.perf >"files/$copy"
done
printf 'hide ^std::\nrecursion all\n' >files/view.steps
cases=$SOURCE/tests/cases/fold-stacks
cp "$cases/vtune/input" files/vtune.csv
cp "$cases/vsprof/input" files/CallTreeSummary.csv
cp "$cases/ghcprof/input" files/program.prof
cp "$cases/xctrace/input" files/instruments.xml
printf '/var/log;a.log 200\n/var/lib;b.db 5000\n' >files/files.folded
printf 'main\thref=main.html\n' >files/attributes.txt
for program in program target/release/app target/debug/app target/NAME/app target/release/stress2 \
	target/release/examples/demo target/debug/deps/suite-1a2b target/release/deps/speed-1a2b bench old new; do
	mkdir -p "files/$(dirname "$program")"
	printf '#!/bin/sh\necho ran\n' >"files/$program"
	chmod +x "files/$program"
done
# A recording with build IDs, for --bundle, and its program in perf's cache of them.
recording=$TESTDATA/good-perf-data-frame-pointers.data
mkdir .debug
"$TOOLS/fold-stacks" -q --symfs="$TESTDATA/symbols" --bundle=tiny.tar "$recording" >places && tar -xf tiny.tar -C .debug
FILES=$scratch/files
PATH=$scratch/bin:$TOOLS:$PATH
HOME=$scratch
export FILES PATH HOME
fold-stacks -q files/out.perf >files/out.folded
fold-stacks -q -o pages.pb.gz files/out.perf
printf '# event: delay;\n# unit: ns;\nmain;lock 5000\n' | fold-stacks -q -o files/block.pb.gz
for copy in before after base base1 base2 base3 new1 new2 new3 cpu; do
	sed 's/ \([0-9]*\)$/ \10/' files/out.folded >"files/$copy.folded"
done
flamesvg -q -o files/out.svg files/out.folded
cp files/out.svg files/old.svg
cp files/out.svg files/new.svg
# Profiles of a fleet: their root frames are labels.
sed '/^# /!s/^/web;v2.3;host12;/' files/out.folded >files/all.folded
cp files/all.folded files/web-host12.folded
cp files/all.folded files/web-host13.folded
for copy in hour-00 hour-01 day; do
	gzip -c files/all.folded >"files/$copy.folded.gz"
done
# Profiles of a CI job, and the report of an earlier one; runs in folders.
for side in profiles profiles/before profiles/after run1 run2; do
	mkdir -p "files/$side"
	for run in 1 2; do
		cp files/perf.data "files/$side/parse.$run.data"
	done
done
mkdir runs
mv files/run1 files/run2 runs
flamereport -q -o files/last/report/ files/profiles/before
cp -R files/last files/base
# An earlier result of flame.
(cd files && flame ./program >../printed 2>&1) || not_ok site/earlier-result printed

# commands_of FILE [TABLES]: the commands of a page, each on a line: blocks of code in which one of our programs is called,
# their lines joined by the character 001, and with TABLES, code in the last column of tables that begins with a program.
# If a comment follows each line of a block, its lines are examples of their own.
commands_of() {
	awk -v tables="${2:-}" -v programs='^(PATH=|CARGO_|cat |curl |diff-stacks|edit-stacks|flame|fold-stacks|perf |sudo |top-stacks|cargo )' '
		function put() {
			if (block ~ /(diff-stacks|edit-stacks|flame|flamereport|flamesvg|fold-stacks|top-stacks) /) {
				if (!uncommented)
					gsub("\001", "\n", block)
				print block
			}
			block = ""
			uncommented = 0
		}
		/^    / {
			block = block (block == "" ? "" : "\001") substr($0, 5)
			uncommented += !/[^ ] +# /
			next
		}
		{ put() }
		tables && /^\|/ {
			gsub(/\\\|/, "\002")
			count = split($0, cells, "|")
			parts = split(cells[count - 1], code, "`")
			for (i = 2; i <= parts; i += 2)
				if (code[i] ~ programs && code[i] ~ / /) {
					gsub("\002", "|", code[i])
					print code[i]
				}
		}
		END { put() }' "$1"
}

# examples_of PAGE: those of the section EXAMPLES of a man page, likewise.
examples_of() {
	awk '/^\.SH/ { inside = /EXAMPLES/ }
		inside && /^\.nf/ { taking = 1; next }
		/^\.fi/ { taking = 0; print "" }
		taking && !/^\./ { print "    " $0 }' "$1" | sed "s/\\\\(aq/'/g; s/\\\\-/-/g; s/\\\\e/\\\\/g; s/\\\\&//g" >examples
	commands_of examples
}

# lacking LINE: what this machine may lack for a command, if the last one failed for it: the message says so. This is the list
# of commands that may fail.
lacking() {
	case $1 in
	# virtual machines seldom have LBR, and flame asks the kernel itself, not the stand-in for perf
	*'-g lbr'*) grep -F 'cannot record call chains by LBR: the processor, or the virtual machine, has no such counter' said ;;
	*) false ;;
	esac
}

# examples/cluster has commands of Slurm; cluster.sh tests these.
tried=0
for page in ${PAGES:-"$SOURCE"/README.md "$SOURCE"/docs/site/index.md "$SOURCE"/docs/*.md "$SOURCE"/docs/ci/README.md \
	"$SOURCE"/docs/moving/*.md "$SOURCE"/man/*.1}; do
	name=${page##*/}
	case $page in
	*/ci/README.md) name=ci.md ;;
	esac
	: >wrong
	case $page in
	*/moving/*) commands_of "$page" yes ;;
	*.md) commands_of "$page" ;;
	*) examples_of "$page" ;;
	esac >commands
	while IFS= read -r line; do
		rm -rf work
		cp -R files work
		case $name in
		flamereport.1) rm work/bench && cp -R runs work/bench ;;
		*.1) cp pages.pb.gz work/cpu.pb.gz ;;
		esac
		case $line in
		*--bundle*) cp "$recording" work/perf.data ;;
		*./autogen.sh* | *./configure*) continue ;; # tested by building
		esac
		tried=$((tried + 1))
		# a recording need not last
		# shellcheck disable=SC2016 # expanded by the command
		printf '%s\n' "$line" | tr '\001' '\n' | sed -e 's/ -d [0-9]*/ -d 0.01/' -e 's/ -p [0-9][0-9]*/ -p '$$'/' \
			-e 's/flame -p "$PID"$/& -d 0.01/' \
			-e 's/flame --off-cpu ..program/flame -a -d 0.01 --off-cpu/' \
			>command.sh
		(cd work && PID=$$ COMMIT=abc123 URL=https://ci.example/42 timeout 60 sh -e ../command.sh >../printed 2>../said </dev/null)
		status=$?
		case $status in
		0) ;;
		3) grep -q -e '--fail-on' command.sh || echo "status 3: $line" >>wrong ;;
		1) why=$(lacking "$line" | head -n 1) && [ -n "$why" ] && skip "site/commands-$name: $line" "$why" && continue ;;
		esac
		case $status in
		0 | 3) ;;
		*)
			echo "status $status: $(printf '%s' "$line" | tr '\001' ' ')"
			grep -v -e advice: -e 'only [0-9]* samples*' said | tail -n 3
			;;
		esac >>wrong
		# a pipe hides the status of its first program
		grep -E ': (unknown option|no such|cannot)|try .*--help' said >>wrong
	done <commands
	judge "site/commands-$name" wrong
done
[ $tried -gt 150 ] || echo "not ok site/commands: only $tried were tried"
