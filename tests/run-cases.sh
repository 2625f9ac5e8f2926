#!/bin/sh
# run-cases.sh [CASE]...: runs the cases (default: all), each a folder tests/cases/TOOL/NAME with
#
#     args             arguments for TOOL, one a line (see with_args in common.sh)
#     input            standard input; without it there is none
#     expected         standard output, byte for byte
#     expected.frames  or: the frames that standard output draws, as tests/svg-frames lists them
#     stderr           regular expressions (grep -E), one a line: each fits a line of standard
#                      error; without this file standard error is empty, but for advice, as most
#                      inputs have few samples
#     advice           likewise for lines of advice; no others may appear
#     exit             the exit status; without it 0
#     needs            commands, absolute paths, format:NAME or library:NAME, one a line, without
#                      which the case is skipped
#     leaves/          files that the tool writes or changes, byte for byte; no others may appear
#
# and whatever files the arguments name. The tool runs in a copy of the folder.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

# perf's build-id cache in the home folder has what was recorded on this machine: names must not come from it.
HOME=$scratch/home
export HOME

limit=
have timeout && limit='timeout 60'

# Compares files; says where they differ on standard output.
compare() {
	cmp -s "$1" "$2" && return
	echo "$3 (- expected, + found):"
	diff -a -u "$1" "$2" | tail -n +3 | cat -v
}

check_stderr() {
	check_advice
	if [ ! -f "$case/stderr" ]; then
		[ -s "$scratch/err" ] || return 0
		grep -a -v '^[a-z-]*: advice: ' "$scratch/err" >"$scratch/other"
		mv "$scratch/other" "$scratch/err"
		[ -s "$scratch/err" ] || return 0
		echo "standard error is not empty:"
		cat -v "$scratch/err"
		return
	fi
	while IFS= read -r pattern || [ -n "$pattern" ]; do
		grep -a -E -q -e "$pattern" "$scratch/err" && continue
		echo "no line of standard error fits: $pattern"
		echo "standard error:"
		cat -v "$scratch/err"
	done <"$case/stderr"
}

# Lines of advice, where the case says which there are.
check_advice() {
	[ -f "$case/advice" ] || return 0
	grep -a '^[a-z-]*: advice: ' "$scratch/err" >"$scratch/advice"
	while IFS= read -r pattern || [ -n "$pattern" ]; do
		grep -a -E -q -e "$pattern" "$scratch/advice" || echo "no advice fits: $pattern"
		grep -a -E -v -e "$pattern" "$scratch/advice" >"$scratch/left"
		mv "$scratch/left" "$scratch/advice"
	done <"$case/advice"
	[ -s "$scratch/advice" ] || return 0
	echo "advice that is not expected:"
	cat -v "$scratch/advice"
}

check_output() {
	if [ -f "$case/expected" ]; then
		compare "$case/expected" "$scratch/out" "standard output"
	fi
	if [ -f "$case/expected.frames" ]; then
		"$BUILD/tests/svg-frames" "$scratch/out" >"$scratch/frames" 2>&1
		compare "$case/expected.frames" "$scratch/frames" "frames"
	fi
}

# What the run left in its folder: the case's own files unchanged, those of leaves/, no others.
check_files() {
	# nearly always there is nothing more to see
	[ -d "$case/leaves" ] || ! diff -r -q "$case" "$scratch/run" >"$scratch/changed" || return 0
	(cd "$scratch/run" && find . -type f ! -path './leaves/*') | while IFS= read -r file; do
		if [ -f "$case/leaves/$file" ]; then
			compare "$case/leaves/$file" "$scratch/run/$file" "$file"
		elif [ -f "$case/$file" ]; then
			cmp -s "$case/$file" "$scratch/run/$file" || echo "$file was changed"
		else
			echo "$file was left behind"
		fi
	done
	[ -d "$case/leaves" ] || return 0
	(cd "$case/leaves" && find . -type f) | while IFS= read -r file; do
		[ -f "$scratch/run/$file" ] || echo "$file was not written"
	done
}

run_case() {
	case=$1
	tool=${case%/*}
	tool=${tool##*/}
	name=$tool/${case##*/}
	need=
	[ ! -f "$case/needs" ] || need=$(unmet "$case/needs")
	if [ -f "$case/expected.frames" ] && [ ! -x "$BUILD/tests/svg-frames" ]; then
		need=tests/svg-frames # libxml2 is missing
	fi
	if [ -n "$need" ]; then
		skip "$name" "$need is not here"
		return
	fi
	copy_case "$case" "$scratch/run"
	input=$case/input
	[ -f "$input" ] || input=/dev/null
	status=0
	# shellcheck disable=SC2086 # $limit is several words
	(cd "$scratch/run" && with_args args $limit "$TOOLS/$tool" <"$input") \
		>"$scratch/out" 2>"$scratch/err" || status=$?
	{
		expected=0
		[ -f "$case/exit" ] && read -r expected <"$case/exit"
		[ "$status" = "$expected" ] || echo "status $status, expected $expected"
		check_stderr
		check_output
		check_files
	} >"$scratch/wrong"
	judge "$name" "$scratch/wrong"
}

if [ $# -eq 0 ]; then
	set -- "$SOURCE"/tests/cases/*/*/
fi
for folder; do
	if [ -f "$folder/args" ]; then
		run_case "$(cd "$folder" && pwd)"
	else
		not_ok "case ${folder%/}: no file args"
	fi
done
