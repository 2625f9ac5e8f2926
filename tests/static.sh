#!/bin/sh
# The static tools work in a folder that is their whole world, and write what the others write. Compiles everything
# once more, and is not part of `make check`: make check SUITES=static.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

make=${MAKE:-make}
unset MAKEFLAGS MFLAGS MAKELEVEL
cd "$BUILD" || exit 1
if ! (unset SOURCE BUILD TOOLS SANITIZED; "$make" static) >"$scratch/log" 2>&1; then
	if grep -q 'ld: cannot find -l' "$scratch/log"; then
		skip static "static libraries are missing: $(sed -n 's/.*cannot find -l\([^: ]*\).*/\1/p' "$scratch/log" |
			sort -u | tr '\n' ' ')"
	else
		tail -n 20 "$scratch/log" >"$scratch/wrong"
		not_ok static/build "$scratch/wrong"
	fi
	exit
fi
ok static/build

# In an empty root there is no loader, no library, no /proc, no /tmp.
empty=$scratch/empty
mkdir "$empty"
for tool in $all_tool_names; do
	cp "static/tools/$tool" "$empty"
done
if [ "$(id -u)" -eq 0 ]; then
	alone() { chroot "$empty" "$@"; }
elif unshare -r true 2>/dev/null; then
	alone() { unshare -r chroot "$empty" "$@"; }
else
	skip static/alone "neither root nor user namespaces"
	exit
fi

for tool in $all_tool_names; do
	alone "/$tool" --version || echo "$tool --version: status $?"
done >"$scratch/versions" 2>"$scratch/wrong"
grep -A 9 '^Built without' "$scratch/versions" >>"$scratch/wrong"
judge static/version "$scratch/wrong"

# as_elsewhere NAME INPUT: folded, drawn, exported and read again, as by the tools of the build.
as_elsewhere() {
	cp "$2" "$empty/input" || return
	"$TOOLS/fold-stacks" -q --threads 2 "$2" >"$scratch/folded" 2>/dev/null || return
	alone /fold-stacks -q --threads 2 -o out.folded input || echo "$1: status $?"
	cmp "$scratch/folded" "$empty/out.folded" || echo "$1: folded in another way"
	alone /flamesvg -q -o out.svg out.folded || echo "$1: flamesvg: status $?"
	"$TOOLS/flamesvg" -q "$scratch/folded" | cmp - "$empty/out.svg"
	alone /top-stacks -q --budget 5 -o top out.folded || echo "$1: top-stacks: status $?"
	alone /edit-stacks -q --recursion all -o edited out.folded || echo "$1: edit-stacks: status $?"
	alone /diff-stacks -q -n -o diff out.folded edited || echo "$1: diff-stacks: status $?"
}
for input in good-perf-data-several-events.data good-c-frame-pointers.txt good-cpp-templates.txt.gz good-go-cpu.pb.gz \
	good-otlp.json good-arm64-dwarf.data demo.perf.txt.zst; do
	as_elsewhere "$input" "$TESTDATA/$input"
done >"$scratch/wrong" 2>&1
judge static/alone "$scratch/wrong"
