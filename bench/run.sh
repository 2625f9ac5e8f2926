#!/bin/sh
# run.sh [--quick | --perf-data | --formats]: measures the tools and prints a table in Markdown.
#
# Beside them run the Perl originals and inferno where they are on PATH or named by STACKCOLLAPSE_PERF,
# FLAMEGRAPH, DIFFFOLDED, INFERNO_COLLAPSE_PERF, INFERNO_FLAMEGRAPH, and wc and cat as the machine's
# own limit. Outputs are compared before they are timed. Inputs: the recordings of BENCH_DATA
# (default ../shared/data), where it is there, or else generated ones; they are kept unpacked in
# BENCH_CACHE (default: the build's bench/cache). RUNS (5) sets how often each command is run after
# a first run that does not count; slow originals take minutes. --quick measures small inputs.
# perf.data is recorded where perf may; perf script and the originals after it run once, as they take
# long. --perf-data measures nothing else. --formats measures only the readers of other profilers' files, which
# profiles.c makes: MEGABYTES (80) each, LARGE (500) for the memory that they take, and a JFR recording
# repeated to 230 MB where JFR names one. Beside them run FlameGraph's collapsers from the folder COLLAPSERS,
# `go tool pprof`, and speedscope in Chromium where SPEEDSCOPE is dist/release of its npm package.
set -eu

source=$(cd "$(dirname "$0")/.." && pwd)
tools=${TOOLS:?the folder with the tools}
helpers=${BENCH_HELPERS:?the folder with measure and generate}
cache=${BENCH_CACHE:-$helpers/cache}
data=${BENCH_DATA:-$source/../shared/data}
runs=${RUNS:-5}
quick=
[ "${1:-}" != --quick ] || quick=yes
only=
[ "${1:-}" != --perf-data ] || only=perf-data
[ "${1:-}" != --formats ] || only=formats
if [ -n "$quick" ]; then runs=${RUNS:-3}; fi
mkdir -p "$cache"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The path of an original: what the variable names, or the command on PATH, unless it is one of our
# own links of that name.
original() {
	found=${2:-$(command -v "$1" || true)}
	[ -n "$found" ] || return 0
	case $(head -c 60 "$found" | tr -d '\0') in
	*perl*) echo "$found" ;;
	*) case $1 in inferno*) echo "$found" ;; esac ;;
	esac
}
collapse=$(original stackcollapse-perf.pl "${STACKCOLLAPSE_PERF:-}")
flamegraph=$(original flamegraph.pl "${FLAMEGRAPH:-}")
difffolded=$(original difffolded.pl "${DIFFFOLDED:-}")
inferno_collapse=$(original inferno-collapse-perf "${INFERNO_COLLAPSE_PERF:-}")
inferno_draw=$(original inferno-flamegraph "${INFERNO_FLAMEGRAPH:-}")

# row LABEL BYTES REFERENCE COMMAND: a row of the table; REFERENCE is the median of what it is
# compared with, or -. The median is left in $median.
row() {
	label=$1 bytes=$2 against=$3
	shift 3
	result=$("$helpers/measure" "$runs" sh -c "$*")
	median=${result%% *}
	printf '%s\t%s\t%s\t%s\n' "$label" "$bytes" "$against" "$result" | awk -F'\t' '{
		split($4, r, " ")
		ratio = $3 == "-" ? "" : sprintf("%.1f x", $3 / r[1])
		rate = $2 > 0 ? sprintf("%.0f", $2 / 1e6 / r[1]) : ""
		printf "| %s | %.3f | %.3f to %.3f | %s | %.1f | %s |\n",
			$1, r[1], r[2], r[3], rate, r[5] / 1000, ratio
		if (r[6] != 0) print "(it ended with status " r[6] ")"
	}'
}

heading() {
	printf '\n### %s\n\n' "$1"
	echo '| command | seconds | from to | MB/s | peak MB | against the original |'
	echo '|---|---|---|---|---|---|'
}

bytes_of() { wc -c <"$1" | tr -d ' '; }

# Says when outputs differ by more than the lines that the originals lose (see fold-stacks(1)).
agree() {
	different=$(diff "$1" "$2" | grep -c '^[<>]' || true)
	[ "$different" -le "$3" ] || echo "outputs differ in $different lines: $4"
}

fold() { # NAME INPUT
	input=$2 size=$(bytes_of "$2") folded=$cache/$1.folded
	"$tools/fold-stacks" -q "$input" >"$folded"
	heading "Fold: $1 ($((size / 1000000)) MB)"
	against=-
	if [ -n "$collapse" ]; then
		perl "$collapse" "$input" >"$work/original" 2>/dev/null
		agree "$work/original" "$folded" 4 "fold $1"
		rm -f "$work/original"
		row stackcollapse-perf.pl "$size" - "exec perl '$collapse' '$input' 2>/dev/null"
		against=$median
	fi
	if [ -n "$inferno_collapse" ]; then
		row "inferno-collapse-perf -n 1" "$size" "$against" "exec '$inferno_collapse' -n 1 '$input' 2>/dev/null"
		row "inferno-collapse-perf -n 2" "$size" "$against" "exec '$inferno_collapse' -n 2 '$input' 2>/dev/null"
	fi
	row "fold-stacks --threads 1" "$size" "$against" "exec '$tools/fold-stacks' -q --threads 1 '$input'"
	row "fold-stacks --threads 2" "$size" "$against" "exec '$tools/fold-stacks' -q --threads 2 '$input'"
	row "cat, fold-stacks --threads 2" "$size" "$against" "cat '$input' | '$tools/fold-stacks' -q --threads 2"
	row "wc -l" "$size" "$against" "exec wc -l '$input'"
	row "cat (to a pipe)" "$size" "$against" "cat '$input' | cat"
}

# What is kept of each sample, and what is made of it: beside folding without.
samples() { # NAME INPUT
	input=$2 size=$(bytes_of "$2")
	heading "Samples: $1 ($((size / 1000000)) MB), against folding"
	row "fold-stacks" "$size" - "exec '$tools/fold-stacks' -q '$input'"
	against=$median
	row "fold-stacks --root thread" "$size" "$against" "exec '$tools/fold-stacks' -q --root thread '$input'"
	for format in pprof firefox speedscope ndjson ndjson-stacks; do
		row "fold-stacks --to $format" "$size" "$against" "exec '$tools/fold-stacks' -q --to $format '$input'"
	done
}

# Time off the CPU, of switches with payloads.
switches() { # NAME INPUT
	input=$2 size=$(bytes_of "$2")
	heading "Time off the CPU: $1 ($((size / 1000000)) MB)"
	row "fold-stacks --event-filter sched:sched_switch" "$size" - \
		"exec '$tools/fold-stacks' -q --event-filter sched:sched_switch '$input'"
	against=$median
	row "fold-stacks --off-cpu" "$size" "$against" "exec '$tools/fold-stacks' -q --off-cpu '$input'"
	row "fold-stacks --off-cpu --wakers" "$size" "$against" "exec '$tools/fold-stacks' -q --off-cpu --wakers '$input'"
}

render() { # NAME
	folded=$cache/$1.folded size=$(bytes_of "$cache/$1.folded")
	heading "Render: $1 ($((size / 1000000)) MB of folded text)"
	against=-
	if [ -n "$flamegraph" ]; then
		row flamegraph.pl "$size" - "exec perl '$flamegraph' '$folded' 2>/dev/null"
		against=$median
	fi
	[ -z "$inferno_draw" ] ||
		row inferno-flamegraph "$size" "$against" "exec '$inferno_draw' '$folded' 2>/dev/null"
	row "flamesvg --threads 1" "$size" "$against" "exec '$tools/flamesvg' -q --threads 1 '$folded'"
	row "flamesvg --threads 2" "$size" "$against" "exec '$tools/flamesvg' -q --threads 2 '$folded'"
	shuf --random-source="$folded" "$folded" >"$cache/$1.shuffled"
	row "flamesvg --threads 2, lines in random order" "$size" "$against" "exec '$tools/flamesvg' -q --threads 2 '$cache/$1.shuffled'"
	rm -f "$cache/$1.shuffled"
	row "wc -l" "$size" "$against" "exec wc -l '$folded'"
}

rank() { # NAME
	folded=$cache/$1.folded size=$(bytes_of "$cache/$1.folded")
	heading "Rank: $1 ($((size / 1000000)) MB of folded text), against folding it again"
	row "fold-stacks --threads 1" "$size" - "exec '$tools/fold-stacks' -q --threads 1 -o /dev/null '$folded'"
	against=$median
	row "top-stacks --threads 1" "$size" "$against" "exec '$tools/top-stacks' -q --threads 1 '$folded'"
	row "top-stacks --threads 1 --functions" "$size" "$against" \
		"exec '$tools/top-stacks' -q --threads 1 --functions '$folded'"
	row "top-stacks --threads 1 --around main" "$size" "$against" \
		"exec '$tools/top-stacks' -q --threads 1 --around main '$folded'"
	row "top-stacks --threads 1 --budget 40" "$size" "$against" \
		"exec '$tools/top-stacks' -q --threads 1 --budget 40 '$folded'"
}

compare() { # NAME
	before=$cache/$1.folded after=$work/after.folded
	awk 'NR % 7 == 0 { next } NR % 3 == 0 { $NF = $NF * 2 } { print }' "$before" >"$after"
	size=$(($(bytes_of "$before") + $(bytes_of "$after")))
	heading "Compare: $1 with a changed copy ($((size / 1000000)) MB)"
	against=-
	if [ -n "$difffolded" ]; then
		perl "$difffolded" "$before" "$after" | LC_ALL=C sort >"$work/original"
		"$tools/diff-stacks" -q "$before" "$after" | LC_ALL=C sort >"$work/ours"
		agree "$work/original" "$work/ours" 0 "diff $1"
		rm -f "$work/original" "$work/ours"
		row difffolded.pl "$size" - "exec perl '$difffolded' '$before' '$after'"
		against=$median
	fi
	row "diff-stacks --threads 1" "$size" "$against" "exec '$tools/diff-stacks' -q --threads 1 '$before' '$after'"
	row "diff-stacks -n --threads 2" "$size" "$against" "exec '$tools/diff-stacks' -q -n --threads 2 '$before' '$after'"
	row "diff-stacks --threads 2" "$size" "$against" "exec '$tools/diff-stacks' -q --threads 2 '$before' '$after'"
	rm -f "$after"
}

# Eight texts with other counts, and some stacks less, added up as streams.
merge() { # NAME
	for i in 1 2 3 4 5 6 7 8; do
		awk -v i=$i '!/^#/ { if ((NR + i) % 9 == 0) next; $NF += i } { print }' "$cache/$1.folded" >"$work/merge.$i"
	done
	size=$(cat "$work"/merge.? | wc -c)
	heading "Merge: $1, eight changed copies ($((size / 1000000)) MB)"
	row "fold-stacks --threads 1" "$size" - "exec '$tools/fold-stacks' -q --threads 1 -o '$work/merged' '$work'/merge.?"
	against=$median
	row "fold-stacks --threads 2" "$size" "$against" "exec '$tools/fold-stacks' -q --threads 2 -o '$work/merged' '$work'/merge.?"
	row "LC_ALL=C sort -m" "$size" "$against" "LC_ALL=C sort -m '$work'/merge.?"
	rm -f "$work"/merge.? "$work/merged"
}

# Steps of edit-stacks, beside folding the folded text again, which is what reading and writing cost.
edit() { # NAME
	folded=$cache/$1.folded size=$(bytes_of "$cache/$1.folded")
	heading "Edit: $1 ($((size / 1000000)) MB of folded text), on one thread, against folding again"
	row "fold-stacks" "$size" - "exec '$tools/fold-stacks' -q --threads 1 '$folded'"
	against=$median
	for steps in '--hide ^node::' '--focus a' '--root e' '--cut r' '--recursion all' '--depth 10' \
		'--names base' '--below 0.5%' '--reverse' '--hide ^node:: --recursion all --cut r --merge ^v8::=v8'; do
		row "edit-stacks $steps" "$size" "$against" "exec '$tools/edit-stacks' -q --threads 1 $steps '$folded'"
	done
}

pipe() { # NAME INPUT
	size=$(bytes_of "$2")
	heading "Fold and render: $1 ($((size / 1000000)) MB)"
	against=-
	if [ -n "$collapse" ] && [ -n "$flamegraph" ] && [ -n "$quick" ]; then
		row "stackcollapse-perf.pl, flamegraph.pl" "$size" - "perl '$collapse' '$2' 2>/dev/null | perl '$flamegraph' 2>/dev/null"
		against=$median
	fi
	row "fold-stacks, flamesvg" "$size" "$against" "'$tools/fold-stacks' -q '$2' | '$tools/flamesvg' -q"
	row "flamesvg" "$size" "$against" "exec '$tools/flamesvg' -q '$2'"
}

generated() { # NAME MEGABYTES DEPTH STACKS
	[ -s "$cache/$1.txt" ] || "$helpers/generate" "$2" "$3" "$4" >"$cache/$1.txt"
}

recorded() { # NAME FILE
	[ -s "$cache/$1.txt" ] || zstd -q -d -f "$2" -o "$cache/$1.txt"
}

startup() {
	generated tiny 0 6 10
	head -c 2000 "$cache/tiny.txt" >"$work/tiny.txt" || true
	[ -s "$work/tiny.txt" ] || "$helpers/generate" 1 6 10 | head -c 2000 >"$work/tiny.txt" || true
	"$tools/fold-stacks" -q "$work/tiny.txt" >"$work/tiny.folded"
	saved=$runs runs=20
	heading "Start: 2 kB"
	row fold-stacks 0 - "exec '$tools/fold-stacks' -q '$work/tiny.txt'"
	row flamesvg 0 - "exec '$tools/flamesvg' -q '$work/tiny.folded'"
	row true 0 - "exec true"
	runs=$saved
}

# once LABEL BYTES REFERENCE COMMAND: as row, but run once.
once() {
	saved=$runs runs=once
	row "$@"
	runs=$saved
}

# perf_data NAME [OPTION]: the recording in the cache beside perf script and what follows it. Results are
# compared with the option given to both (--no-inline: see fold-stacks(1) on what perf makes of names).
perf_data() {
	file=$cache/$1.data size=$(bytes_of "$cache/$1.data")
	printf '\n%s: %s\n' "$1" "$("$tools/fold-stacks" --stats "$file" 2>&1 >"$work/ours" |
		sed -n 's/^ *\([0-9]*\)  samples met.*/\1 samples/p'), $(wc -l <"$work/ours") distinct stacks"
	heading "perf.data: $1 ($((size / 1000000)) MB)"
	once "perf script" "$size" - "exec perf script -i '$file' 2>/dev/null"
	alone=$median
	# shellcheck disable=SC2086 # or none
	{
		perf script ${2:-} -i "$file" 2>/dev/null | "$tools/fold-stacks" -q >"$work/theirs"
		"$tools/fold-stacks" -q ${2:-} "$file" >"$work/ours"
	}
	differ=$(diff "$work/ours" "$work/theirs" | grep -c '^[<>]' || true)
	row "fold-stacks --threads 1" "$size" "$alone" "exec '$tools/fold-stacks' -q --threads 1 '$file'"
	row "fold-stacks --threads 2" "$size" "$alone" "exec '$tools/fold-stacks' -q --threads 2 '$file'"
	if [ -n "$collapse" ] && [ -n "$flamegraph" ]; then
		once "perf script, stackcollapse-perf.pl, flamegraph.pl" "$size" - \
			"perf script -i '$file' 2>/dev/null | perl '$collapse' 2>/dev/null | perl '$flamegraph' 2>/dev/null"
		alone=$median
	fi
	row "fold-stacks, flamesvg" "$size" "$alone" "'$tools/fold-stacks' -q '$file' | '$tools/flamesvg' -q"
	row "flamesvg" "$size" "$alone" "exec '$tools/flamesvg' -q '$file'"
	echo
	echo "$differ lines differ from those of perf script ${2:-} | fold-stacks."
	rm -f "$work/ours" "$work/theirs"
}

# Frame pointers: deep.c. Stack dumps: a program of heavy templates, with debug information.
perf_recordings() {
	if ! perf record -q -e cpu-clock -o "$work/trial" true 2>/dev/null >&2; then
		echo "(perf cannot record here: nothing of perf.data was measured)"
		return
	fi
	seconds=20 rounds=40
	if [ -n "$quick" ]; then seconds=2 rounds=4; fi
	[ -s "$cache/deep-$seconds.data" ] ||
		perf record -q -e cpu-clock -F 25000 -g -o "$cache/deep-$seconds.data" "$helpers/deep" $seconds 2 >/dev/null
	perf_data "deep-$seconds"
	if ! command -v g++ >/dev/null; then return; fi
	if [ ! -s "$cache/templates-$rounds.data" ]; then
		g++ -O1 -g -o "$cache/templates" "$source/testdata/programs/templates.cc"
		perf record -q -e cpu-clock -F 4000 --call-graph dwarf -o "$cache/templates-$rounds.data" \
			"$cache/templates" $((rounds * 300)) >/dev/null
	fi
	perf_data "templates-$rounds" --no-inline
}

# How time grows with the input: the same variety of stacks, more and more samples.
growth() {
	heading "Growth: fold-stacks on 1 MB to $1 MB of the same variety"
	megabytes=1
	while [ "$megabytes" -le "$1" ]; do
		"$helpers/generate" "$megabytes" 30 4000 >"$cache/growth.txt"
		size=$(bytes_of "$cache/growth.txt")
		row "$megabytes MB" "$size" - "exec '$tools/fold-stacks' -q '$cache/growth.txt'"
		megabytes=$((megabytes * 4))
	done
	megabytes=$((megabytes / 4))
	row "$megabytes MB, --threads 2" "$size" - "exec '$tools/fold-stacks' -q --threads 2 '$cache/growth.txt'"
	row "$megabytes MB, --threads 4" "$size" - "exec '$tools/fold-stacks' -q --threads 4 '$cache/growth.txt'"
	rm -f "$cache/growth.txt"
}

# What a table of our own is worth: frame names of the input, one after the other.
tables() { # INPUT
	printf '\n### Interning names: own table beside uthash\n\n'
	head -c 300000000 "$1" | sed -n 's/^[\t ]*[0-9a-f][0-9a-f]* //p' >"$work/names"
	"$helpers/tables" "$work/names"
	rm -f "$work/names"
}

# ---- other profilers' files ----

collapsers=${COLLAPSERS:-}
megabytes=${MEGABYTES:-80}

# made FORMAT ENDING: the path of a file of that format, made once.
made() {
	file=$cache/$1-$megabytes.$2
	[ -s "$file" ] || "$helpers/profiles" "$1" "$megabytes" >"$file"
	echo "$file"
}

# A row of the table of formats: processor seconds, as one thread reads, and other work on the machine counts less.
# Another program, where there is one, runs once, and gets the file's name last.
read_format() { # FORMAT FILE PROGRAM [COMMAND...]
	format=$1 file=$2 program=$3
	shift 3
	other="- - - - - 0"
	[ $# -eq 0 ] || other=$("$helpers/measure" once sh -c "$* '$file' 2>/dev/null")
	ours=$("$helpers/measure" "$runs" "$tools/fold-stacks" -q --threads 1 "$file")
	printf '%s\t%s\t%s\t%s\t%s\n' "$format" "$(bytes_of "$file")" "$program" "$other" "$ours" | awk -F'\t' '{
		split($4, other, " ")
		split($5, ours, " ")
		beside = times = ""
		if (other[6] != 0) {
			beside = $3 ": ended with status " other[6]
		} else if (other[4] != "-") {
			beside = sprintf("%s: %.1f s, %.0f MB", $3, other[4], other[5] / 1000)
			times = sprintf(" (%.0f times)", other[4] / ours[4])
		}
		printf "| %s, %.0f MB | %s | %.2f s%s | %.0f MB/s | %.0f MB |\n",
			$1, $2 / 1e6, beside, ours[4], times, $2 / 1e6 / ours[4], ours[5] / 1000
		if (ours[6] != 0) print "(it ended with status " ours[6] ")"
	}'
}

heading_formats() {
	printf '\n### %s\n\n' "$1"
	echo '| file | beside | fold-stacks --threads 1 | rate | peak |'
	echo '|---|---|---|---|---|'
}

# collapser NAME: how that script of FlameGraph is run; nothing where it is not there.
collapser() {
	[ -r "$collapsers/$1" ] || return 0
	case $1 in
	*.pl) echo "perl $collapsers/$1" ;;
	*.awk) echo "awk -f $collapsers/$1" ;;
	*.py) ! command -v python3 >/dev/null || echo "python3 $collapsers/$1" ;;
	*.php) ! command -v php >/dev/null || echo "php -d memory_limit=-1 $collapsers/$1" ;;
	esac
}

read_formats() {
	heading_formats "Readers"
	go=
	! command -v go >/dev/null || go="go tool pprof -traces"
	# shellcheck disable=SC2086 # commands of several words, or none
	{
		read_format pprof "$(made pprof pb)" "go tool pprof -traces" $go
		read_format pprof-symbols "$(made pprof-symbols pb)" "go tool pprof -traces" $go
		for format in dhat cpuprofile speedscope firefox; do
			read_format "$format" "$(made "$format" json)" -
		done
		for pair in chrome:chrome-tracing.py bpftrace:bpftrace.pl stap:stap.pl dtrace:.pl gdb:gdb.pl \
			jstack:jstack.pl sample:sample.awk vtune:vtune.pl xdebug:xdebug.php go-raw:go.pl; do
			format=${pair%%:*} script=stackcollapse-${pair#*:}
			[ "$script" != stackcollapse-.pl ] || script=stackcollapse.pl
			command=$(collapser "$script")
			read_format "$format" "$(made "$format" txt)" "$script" $command
		done
	}
}

# The peak of memory that the large ones take.
read_large() {
	heading_formats "Memory of large files"
	megabytes=${LARGE:-500} runs=once
	for format in firefox speedscope chrome; do
		read_format "$format" "$(made "$format" json)" -
		rm -f "$file"
	done
	[ -n "${JFR:-}" ] || return 0
	jfr=$work/repeated.jfr # chunks follow each other
	while [ ! -s "$jfr" ] || [ "$(bytes_of "$jfr")" -lt 230000000 ]; do
		cat "$JFR" >>"$jfr"
	done
	read_format jfr "$jfr" -
}

echo "Median of $runs runs after one that does not count; $(uname -m), $(nproc) processors, $(awk -F: '/model name/ { print $2; exit }' /proc/cpuinfo | sed 's/^ //')."

case $only in
perf-data)
	perf_recordings
	exit
	;;
formats)
	read_formats
	if [ -n "${SPEEDSCOPE:-}" ]; then
		printf '\n### speedscope in Chromium\n\n'
		node "$source/bench/browser/speedscope.mjs" "$SPEEDSCOPE" "$(made speedscope json)" \
			"$(made cpuprofile json)" "$(made chrome txt)" "$(made pprof pb)"
	fi
	read_large
	exit
	;;
esac
if [ -n "$quick" ]; then
	generated deep-quick 40 60 8000
	deep="deep-quick"
	generated shallow-quick 20 12 8000
	shallow="shallow-quick"
else
	if [ -r "$data/node-typescript.perf.txt.zst" ]; then
		recorded node-typescript "$data/node-typescript.perf.txt.zst"
		deep=node-typescript
	else
		generated deep 1500 60 120000
		deep=deep
	fi
	generated shallow 77 12 16000
	shallow=shallow
fi
fold "$deep" "$cache/$deep.txt"
render "$deep"
rank "$deep"
compare "$deep"
merge "$deep"
edit "$deep"
pipe "$deep" "$cache/$deep.txt"
samples "$deep" "$cache/$deep.txt"
if [ -z "$quick" ] && [ -r "$data/system-sched.perf.txt.zst" ]; then
	recorded system-sched "$data/system-sched.perf.txt.zst"
	switches system-sched "$cache/system-sched.txt"
fi
fold "$shallow" "$cache/$shallow.txt"
startup
if [ -n "$quick" ]; then
	growth 64
else
	growth 4096
fi
perf_recordings
tables "$cache/$deep.txt"
