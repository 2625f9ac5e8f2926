#!/bin/sh
# findings.sh: what fuzzing found once, in fuzz/findings/HARNESS/, is given to that harness again. The
# harness fuzz-read reads all formats; a folder with the name of a format is for it.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

export FUZZ_FORMAT
limit=
have timeout && limit='timeout 60'
for folder in "$SOURCE"/fuzz/findings/*/; do
	name=$(basename "$folder")
	FUZZ_FORMAT=$name
	if "$TOOLS/fold-stacks" --list-formats | grep -q "^$name "; then
		harness=fuzz/fuzz-read$EXEEXT
	else
		harness=fuzz/fuzz-$name$EXEEXT
	fi
	if ! (cd "$BUILD" && ${MAKE:-make} -s "$harness") >"$scratch/log" 2>&1; then
		not_ok "findings/$name" "$scratch/log"
		continue
	fi
	for finding in "$folder"*; do
		if $limit "$BUILD/$harness" "$finding" >"$scratch/log" 2>&1; then
			ok "findings/$name/$(basename "$finding")"
		else
			not_ok "findings/$name/$(basename "$finding")" "$scratch/log"
		fi
	done
done
