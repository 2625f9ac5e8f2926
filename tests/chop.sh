#!/bin/sh
# Robustness: runs each case again with each of its input files truncated and with bytes flipped
# (see chop.c), and the tools on everything in testdata/, damaged the same way. A tool must end
# with a status it knows, in time, whatever it reads.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"
TOOLS=$HOOKED

chop=$BUILD/tests/chop

# chop_case CASE
chop_case() {
	case=$1
	tool=$(basename "$(dirname "$case")")
	name=chop/$tool/$(basename "$case")
	status=1
	[ -f "$case/exit" ] && status=$(cat "$case/exit")
	[ "$status" != 2 ] && grep -q -e '^--fail-on' "$case/args" && status=3 # damage may exceed a limit
	if [ "$status" = 2 ]; then # a usage error: no input is read
		return
	fi
	grep -q -x -e '--script.*' -e '--key.*' "$case/args" && status=2 # a step may be wrong then
	need=$(unmet "$case/needs")
	if [ -n "$need" ]; then
		skip "$name" "$need is not here"
		return
	fi
	: >"$scratch/wrong"
	: >"$scratch/files"
	(cd "$case" && find . -type f ! -path './leaves/*') |
		grep -v -x -e ./args -e './expected.*' -e ./stderr -e ./exit -e ./needs >"$scratch/files"
	[ -s "$scratch/files" ] || return
	while IFS= read -r file; do
		copy_case "$case" "$scratch/run"
		[ -f "$scratch/run/input" ] || : >"$scratch/run/input"
		(cd "$scratch/run" &&
			with_args args "$chop" -i input -s "$status" "$file" "$TOOLS/$tool" </dev/null) ||
			echo "(damage to $file)"
	done <"$scratch/files" >"$scratch/wrong" 2>&1
	judge "$name" "$scratch/wrong"
}

# chop_data FILE TOOL [ARGUMENT]...: TOOL reads the file as standard input.
chop_data() {
	file=$1
	tool=$2
	shift 2
	cp "$file" "$scratch/data" && chmod u+w "$scratch/data"
	{
		"$chop" -i "$scratch/data" "$scratch/data" "$TOOLS/$tool" "$@" || echo "(damage to $file)"
	} >"$scratch/wrong" 2>&1
	judge "chop/$tool/$(basename "$file")" "$scratch/wrong"
}

# chop_folder FOLDER TOOL [ARGUMENT]...: TOOL reads a copy of the folder, one of its files damaged.
chop_folder() {
	folder=$1
	tool=$2
	shift 2
	for file in "$folder"/*; do
		rm -rf "$scratch/folder"
		cp -R "$folder" "$scratch/folder" && chmod -R u+w "$scratch/folder"
		"$chop" -i /dev/null "$scratch/folder/$(basename "$file")" "$TOOLS/$tool" "$@" \
			"$scratch/folder" || echo "(damage to $file)"
	done >"$scratch/wrong" 2>&1
	judge "chop/$tool/$(basename "$folder")" "$scratch/wrong"
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
	plain=$scratch/$(basename "${file%.*}")
	if expand "$file" 2>/dev/null >"$plain"; then
		chop_data "$plain" fold-stacks --threads=2
		chop_data "$plain" flamesvg
	fi
	rm -f "$plain"
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
	chop_data "$file" fold-stacks --threads=2 $options -o "$scratch/parts" | sed "1s|\$| $options|"
	rm -rf "$scratch/parts"
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
