#!/bin/sh
# symbol-files.sh: the files with symbols that a recording names, and those that the user names: where
# they are looked for, what keeps all of them closed (see SECURITY.md), and what is said of missing ones.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

cd "$scratch" || exit 1
recording=$TESTDATA/good-perf-data-frame-pointers.data
if ! "$TOOLS/fold-stacks" --list-formats | grep -q '^perf-data .*' ||
	"$TOOLS/fold-stacks" --list-formats | grep '^perf-data ' | grep -q 'not available'; then
	skip symbol-files "this build does not read perf.data"
	exit 0
fi

# The program's copy in the build-id cache of a home folder, as perf keeps it.
id=3407fe2ec5ee11f47398d2614ba5fa0a715109ca
HOME=$scratch/home
export HOME
cached=$HOME/.debug/.build-id/34/${id#34}
mkdir -p "$cached"
cp "$TESTDATA/symbols/tmp/demo/tiny" "$cached/elf"

# fold STATUS ARGS...: with the results in the files out and err.
fold() {
	wanted=$1
	shift
	"$TOOLS/fold-stacks" --plain --no-advice "$@" "$recording" >out 2>err
	status=$?
	[ $status -eq "$wanted" ] || echo "status $status, not $wanted: $*" >>wrong
}

says() {
	grep -q -x -F -e "fold-stacks: $1" err || { echo "no '$1' in this:" && cat err; } >>wrong
}

named() {
	grep -q ';work;sort_numbers' out || { echo "no names:" && head -n 3 out; } >>wrong
}

unnamed() {
	grep -q 'sort_numbers' out && echo "names from somewhere: $*" >>wrong
	grep -v -q -x 'tiny[a-z_]*\(;\[[^;]*\]\)* [0-9]*' out && echo "named frames: $*" >>wrong
}

: >wrong
fold 0 --kallsyms=/dev/null
named
fold 0 --kallsyms=/dev/null --symfs=/nonexistent
named
says '--symfs /nonexistent: no such folder, so no file is read there'
judge symbol-files/cache wrong

# What SECURITY.md says of closing all of them.
: >wrong
fold 0 --symfs=/nonexistent --buildid-dir=/nonexistent --kallsyms=/dev/null
unnamed closed
says '--buildid-dir /nonexistent: no such folder, so no file is read there'
judge symbol-files/none wrong

: >wrong
for option in kallsyms vmlinux; do
	fold 2 --$option=nosuch
	says "--$option nosuch: No such file or directory"
	fold 2 --$option=home
	says "--$option home: not a regular file"
done
fold 0 --kallsyms=/dev/null --symfs="$recording"
says "--symfs $recording: no such folder, so no file is read there"
fold 0 --kallsyms=/dev/null --symfs="$TESTDATA/symbols"
[ ! -s err ] || cat err >>wrong
named
judge symbol-files/missing wrong
