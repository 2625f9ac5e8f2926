#!/bin/sh
# mutate.sh [FILE]...: how many small mistakes the tests notice. Changes one token of one file below
# src/ (default: any) at a time: an operator, a comparison, a constant, a statement that is dropped;
# builds, runs the tests, and lists the changes that no test noticed, and how many were noticed in each
# room. Works in a scratch copy. In the environment:
#
#     SAMPLES   how many changes (20)
#     SEED      which ones: equal seeds and sources give the same (1)
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
# A survivor is looked at by hand. SAMPLES=1 takes about as long as SUITES.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

samples=${SAMPLES:-20}
seed=${SEED:-1}
suites=${SUITES:-run-cases cli findings unit symbols determinism chop terminal hostile failing join}
results=${RESULTS:-$BUILD/tests/mutations}
make=${MAKE:-make}
tab=$(printf '\t')

fail() {
	echo "mutate.sh: $1" >&2
	exit 1
}

# What a change that writes without end may write, in blocks of 512 bytes: tests make files of some GB,
# most of them holes.
ulimit -f 67108864
have timeout || fail 'timeout is missing (GNU coreutils)'
copy=$scratch/copy
mkdir -p "$copy/build" "$scratch/tmp" "$scratch/plain" || exit 1

# --- the copy ---------------------------------------------------------------------------------

# The sources without what was built in place.
(cd "$SOURCE" && tar -cf - --exclude=./.git --exclude='./build*' --exclude='*.o' --exclude='*.lo' \
	--exclude=./config.status --exclude=./config.h --exclude=./Makefile .) |
	(cd "$copy" && tar -xf -) || fail "$SOURCE: cannot be copied"
mkdir -p "$copy/build-aux" && cp "$SOURCE"/build-aux/* "$copy/build-aux/" 2>/dev/null

build() {
	(cd "$copy/build" && $make -s "$@") >"$scratch/log" 2>&1
}

# Optimized as always, so that equal machine code means an equal program; without debug information,
# which makes linking slow.
arguments=$("$BUILD/config.status" --config) || fail "$BUILD: not configured"
(cd "$copy/build" && eval "../configure $arguments --disable-shared CFLAGS='-O2 -g0'" && $make -s clean) \
	>"$scratch/log" 2>&1 || { cat "$scratch/log"; fail 'configure failed'; }
# A variable that is unused after a change is no error, so that the tests see the change.
sed 's/-Werror / /g; s/-Werror$//' "$copy/build/Makefile" >"$scratch/makefile" &&
	cp "$scratch/makefile" "$copy/build/Makefile"
build all test-programs || { tail -n 20 "$scratch/log"; fail 'building the copy failed'; }
unit_suites=$(cd "$copy/tests/unit" && for test in test_*.c; do
	test=${test#test_}
	echo "${test%.c}"
done)

# --- testing ----------------------------------------------------------------------------------

# units LIMIT [SUITE]: whether the unit tests pass within so many seconds, all or those of a suite. In
# one process, as starting one for each test takes most of the time.
units() {
	(
		if [ $# -gt 1 ]; then
			CK_RUN_SUITE=$2
			export CK_RUN_SUITE
		fi
		cd "$copy/build" && TMPDIR=$scratch/tmp CK_FORK=no CK_VERBOSITY=silent \
			timeout -k 5 "$1" tests/unit/unit
	) >"$scratch/log" 2>&1 </dev/null
}

# scripted NAME LIMIT: likewise for a test script, up to the first test that fails.
scripted() {
	(
		TOOLS=$copy/build/tools TMPDIR=$scratch/tmp SANITIZED=no MAKE=$make
		export TOOLS TMPDIR SANITIZED MAKE
		cd "$copy/build" && SOURCE=$copy BUILD=$copy/build timeout -k 5 "$2" sh "$copy/tests/$1.sh" ||
			echo "not ok $1.sh"
	) 2>&1 </dev/null | awk '/^not ok/ { print; failed = 1; exit } END { exit failed }' >"$scratch/log"
}

suite() {
	rm -rf "$scratch/tmp"
	mkdir "$scratch/tmp"
	case $1 in
	unit) units "$2" ;;
	*) scripted "$1" "$2" ;;
	esac
}

# How long each takes that passes, times five: a limit that only loops without end reach.
limits=
for name in $suites; do
	began=$(date +%s)
	if ! suite "$name" 3600; then
		cat "$scratch/log"
		fail "$name fails before anything is changed"
	fi
	limits="$limits $(((($(date +%s)) - began) * 5 + 20))"
done

# object FILE: what is built of src/room/name.c.
object() {
	echo "$copy/build/${1%.c}.o"
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
	# shellcheck disable=SC2086 # a list
	set -- $limits
	for name in $suites; do
		if ! suite "$name" "$1"; then
			echo "$name"
			return
		fi
		shift
	done
}

# try FILE: what becomes of the changed file.
try() {
	if ! build tests/unit/unit; then
		echo compiler
		return
	elif cmp -s "$(object "$1")" "$scratch/plain.o"; then
		echo same
		return
	fi
	for name in $(related "$1"); do
		if ! units 60 "$name"; then
			echo "noticed by unit/$name"
			return
		fi
	done
	if ! build all test-programs; then
		echo "noticed by make" # which runs programs of its own
		return
	fi
	by=$(notice)
	echo "${by:+noticed by }${by:-survived}"
}

# --- changes ----------------------------------------------------------------------------------

cd "$copy" || exit 1
# shellcheck disable=SC2046 # no blanks in our files' names
[ $# -gt 0 ] || set -- $(find src -name '*.c' | sort)
awk -v samples="$samples" -v seed="$seed" -f "$SOURCE/tests/mutate.awk" "$@" >"$scratch/changes"
: >"$results" || exit 1
while IFS= read -r change; do
	file=${change%%"$tab"*}
	cp "$file" "$scratch/plain.c"
	cp "$(object "$file")" "$scratch/plain.o"
	CHANGE=$change awk -v make=1 -f "$SOURCE/tests/mutate.awk" "$scratch/plain.c" >"$file"
	outcome=$(try "$file")
	# The object too, so that the next build has nothing to compile but the next change.
	cp "$scratch/plain.c" "$file"
	cp "$scratch/plain.o" "$(object "$file")"
	touch "$copy/build/${file%.c}.lo"
	echo "$outcome$tab$change" >>"$results"
	echo "$outcome$tab$change" | awk -F "$tab" '{
		print $1 ": " $2 ":" $3 ":" $4 ": \"" $5 "\" -> \"" $6 "\""
	}'
done <"$scratch/changes"

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
		printf "%-24s %8d %8d %8d %8d\n", name, noticed, survived, compiler, same
	}
	END {
		printf "\n%-24s %8s %8s %8s %8s\n", "room", "noticed", "survived", "compiler", "same"
		for (room in rooms)
			row(room, count[room, "noticed"], count[room, "survived"],
				count[room, "compiler"], count[room, "same"]) | "sort"
		close("sort")
		row("all", all["noticed"], all["survived"], all["compiler"], all["same"])
	}' "$results"
