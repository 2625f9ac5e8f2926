#!/bin/sh
# Robustness: runs each case again with each of its input files truncated and with bytes flipped
# (see chop.c), and the tools on everything in testdata/, damaged the same way. A tool must end
# with a status it knows, in time, whatever it reads.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"
TOOLS=$HOOKED

# Jobs for chop, a list for each tool.
mkdir "$scratch/jobs" "$scratch/here" "$scratch/plain"
n=0 # a number for each folder and file that is made here

# job TOOL NAME STATUS STDIN FOLDER ARGUMENTS FROM FILE
job() {
	list=$scratch/jobs/$1
	shift
	printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$@" >>"$list"
}

# chop_case CASE
chop_case() {
	case=$1
	tool=${case%/*}
	tool=${tool##*/}
	name=chop/$tool/${case##*/}
	allowed=1
	[ ! -f "$case/exit" ] || read -r allowed <"$case/exit"
	[ "$allowed" != 2 ] || return 0 # a usage error: no input is read
	while IFS= read -r line || [ -n "$line" ]; do
		case $line in
		--script* | --key*) allowed=2 ;; # a step may be wrong then
		--fail-on*) [ "$allowed" = 2 ] || allowed=3 ;; # damage may exceed a limit
		esac
	done <"$case/args"
	need=
	[ ! -f "$case/needs" ] || need=$(unmet "$case/needs")
	if [ -n "$need" ]; then
		skip "$name" "$need is not here"
		return
	fi
	set --
	for file in "$case"/*; do
		case ${file##*/} in
		args | expected* | stderr | advice | exit | needs | leaves) ;;
		*) [ ! -f "$file" ] || set -- "$@" "${file##*/}" ;;
		esac
	done
	# Nearly all have one file. For others there must be a copy with all of them.
	place=$scratch/here
	if [ "$*" != input ] && [ $# -gt 0 ]; then
		n=$((n + 1))
		place=$scratch/case-$n
		copy_case "$case" "$place"
		[ -f "$place/input" ] || : >"$place/input"
	fi
	for file; do
		job "$tool" "$name" "$allowed" "$place/input" "$place" "$case/args" "$case/$file" "$place/$file"
	done
}

# chop_data FILE TOOL [ARGUMENT]...: TOOL reads the file as standard input. NAMED is what the name ends in.
chop_data() {
	file=$1
	tool=$2
	shift 2
	n=$((n + 1))
	: >"$scratch/args-$n"
	[ $# -eq 0 ] || printf '%s\n' "$@" >"$scratch/args-$n"
	job "$tool" "chop/$tool/${file##*/}${named:-}" 1 "$scratch/data" "$scratch/here" "$scratch/args-$n" \
		"$file" "$scratch/data"
}

# chop_folder FOLDER TOOL [ARGUMENT]...: TOOL reads a copy of the folder, one of its files damaged.
chop_folder() {
	folder=${1%/}
	tool=$2
	shift 2
	n=$((n + 1))
	cp -R "$folder" "$scratch/folder-$n" && chmod -R u+w "$scratch/folder-$n"
	printf '%s\n' "$@" "$scratch/folder-$n" >"$scratch/args-$n"
	for file in "$folder"/*; do
		job "$tool" "chop/$tool/${folder##*/}" 1 /dev/null "$scratch/here" "$scratch/args-$n" \
			"$file" "$scratch/folder-$n/${file##*/}"
	done
}

# The plain text of a compressed file, where its tool is here.
expand() {
	case $1 in
	*.gz) gzip -dc "$1" ;;
	*.xz) xz -dc "$1" ;;
	*.bz2) bzip2 -dc "$1" ;;
	*.zst) zstd -dcq "$1" ;;
	*) false ;;
	esac
}

for folder in "$SOURCE"/tests/cases/*/*/; do
	[ -f "$folder/args" ] && chop_case "${folder%/}"
done
for file in "$TESTDATA"/*; do
	case $file in
	*.am | *.md | *.c | *.cc | *.cpp | *.js | *.java | *.php | *.sh) continue ;; # how they were made
	esac
	[ -f "$file" ] || continue
	chop_data "$file" fold-stacks --threads=2
	plain=${file##*/}
	plain=$scratch/plain/${plain%.*}
	if expand "$file" 2>/dev/null >"$plain"; then
		chop_data "$plain" fold-stacks --threads=2
		chop_data "$plain" flamesvg
	fi
done
for folder in "$TESTDATA"/good-*/; do
	chop_folder "${folder%/}" fold-stacks --threads=2
done

# Options by which samples are kept one by one, which few cases have; off-cpu.txt is text of perf script.
expand "$TESTDATA/good-off-cpu.txt.gz" >"$scratch/off-cpu.txt"
while read -r file options; do
	case $file in
	*.data) file=$TESTDATA/$file ;;
	*) file=$scratch/$file ;;
	esac
	[ -s "$file" ] || continue
	# shellcheck disable=SC2086 # several words
	named=" $options" chop_data "$file" fold-stacks --threads=2 $options -o "$scratch/parts-$n"
done <<-'END'
	good-perf-data-several-events.data --split-by=thread,0.05
	good-perf-data-several-events.data --every=0.05 --events=all
	good-perf-data-several-events.data --to=pprof --events=all
	good-perf-data-several-events.data --to=firefox --events=all --root=thread,cpu
	good-perf-data-several-events.data --to=speedscope --events=all
	good-perf-data-several-events.data --to=ndjson --root=process
	good-perf-data-several-events.data --to=ndjson-stacks --events=all
	good-made-off-cpu.data --off-cpu --wall --wakers --root=thread --to=firefox
	good-made-off-cpu.data --off-cpu --wakers --split-by=comm
	off-cpu.txt --off-cpu --wall --wakers --root=cpu --to=ndjson
	off-cpu.txt --off-cpu=sleep,preempted --every=0.01
END

for list in "$scratch"/jobs/*; do
	"$BUILD/tests/chop" "$TOOLS/${list##*/}" <"$list" || not_ok "chop/${list##*/} ended with status $?"
done
