#!/bin/sh
# Leaks and reads of what was never written, as valgrind sees them: a case for each reader, renderer and
# kind of error, and the unit tests, but for simulations and large inputs, which would take minutes.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

UNIT_WITHOUT='jitdump perf_data_maps perf_data_records power read sort stacks'
# PCRE2's machine code looks at text in wide steps, beyond its end, which valgrind minds.
STACKFOLD_INTERPRET=1
# Of random names, steps and samples a tenth: every build without valgrind tries all.
UNIT_FEWER=10
export STACKFOLD_INTERPRET UNIT_WITHOUT UNIT_FEWER
watch="valgrind -q --leak-check=full --error-exitcode=99 --read-inline-info=no"

if [ "${SANITIZED:-no}" = yes ]; then
	skip valgrind "the sanitizers look for the same"
	exit
elif ! have valgrind; then
	skip valgrind "valgrind is not here"
	exit
fi

unit=$BUILD/tests/unit/unit$EXEEXT
if [ -x "$unit" ]; then
	status=0
	CK_FORK=no CK_VERBOSITY=silent $watch "$unit" >"$scratch/out" 2>&1 || status=$?
	[ $status -eq 0 ] || echo "status $status" >>"$scratch/out"
	judge valgrind/unit "$scratch/out"
else
	skip valgrind/unit "the unit tests were not built: the library check is not here"
fi

mkdir "$scratch/tools"
for tool in $tool_names; do
	printf '#!/bin/sh\nexec %s "%s/%s" "$@"\n' "$watch" "$HOOKED" "$tool" >"$scratch/tools/$tool"
	chmod +x "$scratch/tools/$tool"
done
set --
for case in \
	fold-stacks/bad-binary-elf fold-stacks/bad-cut-txt-zst fold-stacks/count-folded \
	fold-stacks/cpp-names fold-stacks/events-hybrid fold-stacks/gzip-members fold-stacks/inline \
	fold-stacks/bad-overflow-total fold-stacks/perf-data-big-endian-pipe fold-stacks/perf-data-cut-early \
	fold-stacks/perf-data-dwarf fold-stacks/perf-data-jitdump fold-stacks/perf-data-kernel-module \
	fold-stacks/perf-data-zstd fold-stacks/recording-malformed fold-stacks/root-thread fold-stacks/skip-after \
	fold-stacks/split-comm \
	edit-stacks/anonymize edit-stacks/bad-regex edit-stacks/below edit-stacks/group-by-module \
	edit-stacks/merge-group edit-stacks/script edit-stacks/script-bad-value edit-stacks/unmatched \
	diff-stacks/bad-rename diff-stacks/noise-passes diff-stacks/rename diff-stacks/reports-to-files \
	diff-stacks/two-columns top-stacks/around top-stacks/budget-markdown top-stacks/by-thread \
	top-stacks/differential top-stacks/json-hostile top-stacks/names-cut flamesvg/color-rules flamesvg/colors-by-module flamesvg/diff-by-total \
	flamesvg/diff-layout-pair flamesvg/empty flamesvg/units-escaped; do
	set -- "$@" "$SOURCE/tests/cases/$case"
done
TOOLS=$scratch/tools sh "$SOURCE/tests/run-cases.sh" "$@" |
	sed -e 's,^ok ,&valgrind/,' -e 's,^not ok ,&valgrind/,' -e 's,^skip ,&valgrind/,'
