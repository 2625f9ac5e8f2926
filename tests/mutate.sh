#!/bin/sh
# mutate.sh [FILE]...: how many small mistakes the tests notice. Changes one token of one file below
# src/ (default: any) at a time: an operator, a comparison, a constant, a statement that is dropped;
# compiles that file, links the programs with it, runs the tests, and lists the changes that no test
# noticed, and how many were noticed in each room. Works in a scratch copy. In the environment:
#
#     SAMPLES   how many changes (20)
#     SEED      which ones: equal seeds and sources give the same (1)
#     FROM      the first of them that is tried, to go on with a run that was stopped (1)
#     JOBS      how many are tried side by side (one for each processor)
#     SUITES    the test scripts in the order in which they run, the quick ones first; the unit suites
#               that have the name of the changed file or of its room run before all
#     RESULTS   a file that gets a line for each change: what became of it, and where it is
#
# What becomes of a change:
#
#     noticed     a test failed, or ran for far longer than it does; the suite is named
#     compiler    the compiler refused it
#     same        the machine code is the same: counted neither way
#     survived    all suites passed: it changes nothing that matters, or a test is missing
#
# A survivor is looked at by hand. It takes as long as all SUITES; most changes take a few seconds.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

samples=${SAMPLES:-20}
seed=${SEED:-1}
from=${FROM:-1}
jobs=${JOBS:-$(nproc 2>/dev/null || echo 2)}
suites=${SUITES:-run-cases cli unit reference account findings summaries edit round-trips read-back symbols symbolize \
	join flamereport flame determinism chop terminal failing hostile}
results=${RESULTS:-$BUILD/tests/mutations}
make=${MAKE:-make}
tab=$(printf '\t')

fail() {
	echo "mutate.sh: $1" >&2
	exit 1
}

# What a change that writes without end may write, in blocks of 512 bytes: tests make files of some GB,
# most of them holes. And what a process may compute, in seconds: a loop without end ends.
ulimit -f 67108864
# shellcheck disable=SC3045 # dash, bash, ksh and busybox have it
ulimit -t 120
have timeout || fail 'timeout is missing (GNU coreutils)'
copy=$scratch/copy
mkdir -p "$copy/build" || exit 1
STACKFOLD_REFERENCE=${STACKFOLD_REFERENCE:-$SOURCE/../shared/reference}
export STACKFOLD_REFERENCE

# --- the copy ---------------------------------------------------------------------------------

# The sources without what was built in place.
(cd "$SOURCE" && tar -cf - --exclude=./.git --exclude='./build*' --exclude='*.o' --exclude='*.lo' \
	--exclude=./config.status --exclude=./config.h --exclude=./Makefile .) |
	(cd "$copy" && tar -xf -) || fail "$SOURCE: cannot be copied"
mkdir -p "$copy/build-aux" && cp "$SOURCE"/build-aux/* "$copy/build-aux/" 2>/dev/null

# Optimized as always, so that equal machine code means an equal program; without debug information,
# which makes linking slow. What is built shows the commands that compile and link.
arguments=$("$BUILD/config.status" --config) || fail "$BUILD: not configured"
programs=
for name in $all_tool_names; do
	programs="$programs tools/$name tests/hooked/$name"
done
(
	cd "$copy/build" || exit 1
	eval "../configure $arguments --disable-shared CFLAGS='-O2 -g0'" &&
		{ $make -s clean; $make V=1 -j "$jobs" all && $make V=1 -j "$jobs" test-programs &&
			$make V=1 -j "$jobs" fuzz-programs; }
) >"$scratch/log" 2>&1 || { tail -n 20 "$scratch/log"; fail 'building the copy failed'; }
# A variable that is unused after a change is no error, so that the tests see the change.
compile=$(sed -n 's/^libtool: compile: *//p' "$scratch/log" | grep ' -c [^ ]*src/base/number\.c' | head -n 1 |
	sed -e 's/ -M[TF] [^ ]*//g' -e 's/ -M[DP]\>//g' -e 's/ -Werror\>//' -e 's/ -c [^ ]*number\.c.*//')
sed -n 's/^libtool: link: *//p' "$scratch/log" | grep -v 'ar c\|ranlib\|^(' >"$scratch/links"
[ -n "$compile" ] || fail 'the command that compiles was not found'
unit_suites=$(cd "$copy/tests/unit" && for test in test_*.c; do
	test=${test#test_}
	echo "${test%.c}"
done)

# links PROGRAM: links it as make does, but with the changed object in place of that in the library. A
# program that has functions of the same names itself does not use that object.
links() {
	command=$(grep -e " -o $1 " "$scratch/links" | head -n 1)
	rm -f "$1"
	[ -n "$command" ] || return 1
	eval "${command%% -o "$1" *} -o $1 '$place/changed.o' ${command#* -o "$1" }" 2>"$place/link" && return
	cat "$place/link" >&2
	grep -q 'multiple definition\|duplicate symbol' "$place/link" && eval "$command"
}

# --- testing ----------------------------------------------------------------------------------

# units [SUITE]: whether the unit tests pass, all or those of a suite. In one process, as starting one
# for each test takes most of the time.
units() {
	(
		if [ $# -gt 0 ]; then
			CK_RUN_SUITE=$1
			export CK_RUN_SUITE
		fi
		cd "$built" && TMPDIR=$place/tmp CK_FORK=no CK_VERBOSITY=silent \
			timeout -k 5 1200 tests/unit/unit
	) >"$place/log" 2>&1 </dev/null
}

# scripted NAME: likewise for a test script, up to the first test that fails. What it may take is far
# above what it does on a busy machine; what a process may compute is limited above.
scripted() {
	(
		TOOLS=$built/tools TMPDIR=$place/tmp SANITIZED=no MAKE=true
		export TOOLS TMPDIR SANITIZED MAKE
		cd "$built" && SOURCE=$copy BUILD=$built timeout -k 5 3600 sh "$copy/tests/$1.sh" ||
			echo "not ok $1.sh"
	) 2>&1 </dev/null | awk '/^not ok/ { print; failed = 1; exit } END { exit failed }' >"$place/log"
}

suite() {
	rm -rf "$place/tmp"
	mkdir "$place/tmp"
	case $1 in
	unit) units ;;
	*) scripted "$1" ;;
	esac
}

# related FILE: the unit suites that begin with the name of src/room/file.c, of its room or of a folder
# there, or with which the file's name begins.
related() {
	name=$(basename "$1" .c)
	room=$(dirname "${1#src/}")
	for unit_suite in $unit_suites; do
		case $unit_suite in
		"$name"* | "${room%%/*}"* | "${room##*/}"*) echo "$unit_suite" ;;
		*) case $name in "$unit_suite"_*) echo "$unit_suite" ;; esac ;;
		esac
	done
}

# notice: runs the suites and prints the first that notices something, or nothing.
notice() {
	for name in $suites; do
		if ! suite "$name"; then
			echo "$name: $(head -n 1 "$place/log" | cut -c 1-80)"
			return
		fi
	done
}

# try FILE: what becomes of the changed file, which is in the folder of the worker.
try() {
	cd "$built" || exit 1
	if ! eval "$compile -iquote '$copy/$(dirname "$1")' -c -o '$place/changed.o' '$place/$(basename "$1")'" 2>"$place/log"; then
		echo compiler
		return
	elif cmp -s "$copy/build/${1%.c}.o" "$place/changed.o"; then
		echo same
		return
	fi
	links tests/unit/unit 2>"$place/log" || fail "$(cat "$place/log")"
	rm -rf "$place/tmp"
	mkdir "$place/tmp"
	for name in $(related "$1"); do
		if ! units "$name"; then
			echo "noticed by unit/$name"
			return
		fi
	done
	for name in $programs $(cd "$copy/build" && echo fuzz/fuzz-*[a-z]); do
		case $name in *.*) continue ;; esac
		links "$name" 2>"$place/log" || fail "$(cat "$place/log")"
	done
	by=$(notice)
	echo "${by:+noticed by }${by:-survived}"
}

# work NUMBER: one of the workers, in a folder of its own; it tries every change that no other has begun.
work() {
	place=$scratch/worker$1
	built=$copy/build-${place##*/}
	mkdir "$place" && cp -R "$copy/build" "$built" || exit 1
	number=0
	while IFS= read -r change; do
		number=$((number + 1))
		[ "$number" -ge "$from" ] || continue
		mkdir "$scratch/begun/$number" 2>/dev/null || continue
		file=${change%%"$tab"*}
		CHANGE=$change awk -v make=1 -f "$copy/tests/mutate.awk" "$copy/$file" >"$place/$(basename "$file")"
		outcome=$(try "$file")
		rm -f "$place/$(basename "$file")"
		echo "$outcome$tab$change" >>"$results"
		echo "$outcome$tab$change" | awk -F "$tab" -v number="$number" '{
			print number ": " $1 ": " $2 ":" $3 ":" $4 ": \"" $5 "\" -> \"" $6 "\""
		}'
	done <"$scratch/changes"
}

# --- changes ----------------------------------------------------------------------------------

# The same suites must pass before anything is changed.
place=$scratch/plain
built=$copy/build-${place##*/}
mkdir "$place" && cp -R "$copy/build" "$built" || exit 1
for name in $suites; do
	suite "$name" || { cat "$place/log"; fail "$name fails before anything is changed"; }
done
rm -rf "$place" "$built"

cd "$copy" || exit 1
# shellcheck disable=SC2046 # no blanks in our files' names
[ $# -gt 0 ] || set -- $(find src -name '*.c' | sort)
awk -v samples="$samples" -v seed="$seed" -f "$SOURCE/tests/mutate.awk" "$@" >"$scratch/changes"
: >"$results" || exit 1
mkdir "$scratch/begun"
number=0
while [ "$number" -lt "$jobs" ]; do
	number=$((number + 1))
	work "$number" &
done
wait

# --- the table --------------------------------------------------------------------------------

awk -F "$tab" '
	{
		room = $2
		sub(/^src\//, "", room)
		if (!sub(/\/[^\/]*$/, "", room))
			room = "src"
		split($1, word, " ")
		rooms[room]++
		count[room, word[1]]++
		all[word[1]]++
	}
	function row(name, noticed, survived, compiler, same) {
		return sprintf("%-24s %8d %8d %8d %8d", name, noticed, survived, compiler, same)
	}
	END {
		printf "\n%-24s %8s %8s %8s %8s\n", "room", "noticed", "survived", "compiler", "same"
		for (room in rooms)
			print row(room, count[room, "noticed"], count[room, "survived"],
				count[room, "compiler"], count[room, "same"]) | "sort"
		close("sort")
		print row("all", all["noticed"], all["survived"], all["compiler"], all["same"])
	}' "$results"
