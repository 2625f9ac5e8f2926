# shellcheck shell=sh
# What the test scripts share; sourced by each. A test prints one line: `ok NAME`, `not ok NAME`
# with lines that begin with "# " after it, or `skip NAME: WHY`.
#
# SOURCE, BUILD: the tree's root and where it was built; TOOLS: where the tools to be tested are.

SOURCE=$(cd "${SOURCE:-$(dirname "$0")/..}" && pwd)
BUILD=${BUILD:-$SOURCE}
TOOLS=${TOOLS:-$BUILD/tools}
TESTDATA=$SOURCE/testdata
# The same tools with the hooks of tests/hooks.c: STACKFOLD_PIECE and others work with these only.
# shellcheck disable=SC2034 # for the scripts
HOOKED=$BUILD/tests/hooked
EXEEXT=${EXEEXT:-}
# shellcheck disable=SC2034 # for the scripts
tool_names='diff-stacks edit-stacks flamesvg fold-stacks top-stacks'
# With flame and flamereport, which read no standard input and so have tests of their own: flame.sh,
# flamereport.sh.
# shellcheck disable=SC2034 # for the scripts
all_tool_names="flame flamereport $tool_names"

LC_ALL=C
# A status of its own for what the sanitizers find: 1 is one that the tools give.
ASAN_OPTIONS=exitcode=99:${ASAN_OPTIONS:-}
UBSAN_OPTIONS=exitcode=99:print_stacktrace=1:${UBSAN_OPTIONS:-}
LSAN_OPTIONS=exitcode=99:${LSAN_OPTIONS:-}
TSAN_OPTIONS=exitcode=99:${TSAN_OPTIONS:-}
export SOURCE BUILD TOOLS TESTDATA LC_ALL ASAN_OPTIONS UBSAN_OPTIONS LSAN_OPTIONS TSAN_OPTIONS

scratch=$(mktemp -d) || exit 1
trap 'stop_serving; rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

ok() {
	echo "ok $1"
}

# not_ok NAME [DETAILS]: the first lines of the file DETAILS say what is wrong.
not_ok() {
	echo "not ok $1"
	if [ $# -gt 1 ]; then
		head -n 20 "$2" | cut -c 1-300 | sed 's/^/# /'
	fi
}

skip() {
	echo "skip $1: $2"
}

# judge NAME DETAILS: ok where the file DETAILS is empty.
judge() {
	if [ -s "$2" ]; then
		not_ok "$1" "$2"
	else
		ok "$1"
	fi
}

have() {
	command -v "$1" >/dev/null 2>&1
}

# The browser of the tests, if nothing else is asked for: the one without windows needs half of the time.
if [ -z "${CHROMIUM:-}" ] && have chromium-headless-shell; then
	CHROMIUM=$(command -v chromium-headless-shell)
	export CHROMIUM
fi

# with_args FILE COMMAND...: runs COMMAND with the lines of FILE as further arguments; TESTDATA/ at
# the beginning of a line, or after a "=", stands for that folder.
with_args() {
	args_file=$1
	shift
	while IFS= read -r line || [ -n "$line" ]; do
		case $line in
		TESTDATA/*) line=$TESTDATA/${line#TESTDATA/} ;;
		--*=TESTDATA/*) line=${line%%=*}=$TESTDATA/${line#*=TESTDATA/} ;;
		esac
		set -- "$@" "$line"
	done <"$args_file"
	"$@"
}

# unmet FILE: the first line of FILE (commands, files by their absolute path, or "format:NAME" or
# "library:NAME", as --version names it, for one that may be left out of a build) that is not here.
unmet() {
	[ -f "$1" ] || return 0
	while read -r need; do
		case $need in
		/*) [ -e "$need" ] || { echo "$need"; break; } ;;
		format:*)
			[ -s "$scratch/formats" ] || "$TOOLS/fold-stacks" --list-formats >"$scratch/formats"
			grep "^${need#*:} " "$scratch/formats" | grep -q 'not available' && { echo "$need"; break; }
			;;
		library:*)
			"$TOOLS/fold-stacks" --version | sed '1,/^Built without/d' |
				grep -q "^  ${need#*:} " && { echo "$need"; break; }
			;;
		*) have "$need" || { echo "$need"; break; } ;;
		esac
	done <"$1"
}

# serve TOOL [ARGUMENT]...: starts a tool of tests/hooked/ that takes orders, in place of any that was
# started before. Every order costs a fork only; see serve.c.
serve() {
	stop_serving
	rm -f "$scratch/orders" "$scratch/answers"
	mkfifo "$scratch/orders" "$scratch/answers" || exit 1
	STACKFOLD_SERVE='8 9' "$@" 8<"$scratch/orders" 9>"$scratch/answers" &
	server=$!
	exec 8>"$scratch/orders" 9<"$scratch/answers"
}

stop_serving() {
	[ -n "${server:-}" ] || return 0
	exec 8>&- 9<&-
	wait "$server"
	server=
}

# served [FIELD]... [-- ARGUMENT...]: gives an order, of the fields that serve.c lists. Sets status, and
# compared to same, other, or "-".
served() {
	sign=
	for field; do
		shift
		if [ "$field" = -- ] && [ -z "$sign" ]; then
			sign=-
		else
			set -- "$@" "$sign$field"
		fi
	done
	printf '%s\0' $# "$@" >&8
	# shellcheck disable=SC2034 # for the scripts
	read -r status compared <&9 || exit 1
}

# copy_case CASE FOLDER: a copy that can be written to.
copy_case() {
	[ ! -e "$2" ] || rm -rf "$2"
	cp -R "$1" "$2"
	if [ ! -w "$2" ] || [ ! -w "$2/args" ]; then
		chmod -R u+w "$2"
	fi
}
