#!/bin/sh
# exports.sh: what fold-stacks --to writes, given to the programs that it is for (tests/exports/test.mjs),
# where node and they are there. NODE_PATH may name the folder that holds what npm installs.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

if ! have node; then
	skip exports "node is not here"
	exit 0
fi
if ! "$TOOLS/fold-stacks" --to ndjson "$TESTDATA/good-crlf.folded" >"$scratch/out" 2>"$scratch/err"; then
	if grep -q 'this build cannot write' "$scratch/err"; then
		skip exports "$(cat "$scratch/err")"
	else
		not_ok exports "$scratch/err"
	fi
	exit 0
fi
node "$SOURCE/tests/exports/test.mjs" >"$scratch/out" 2>"$scratch/err" || [ -s "$scratch/out" ] ||
	not_ok exports "$scratch/err"
cat "$scratch/out"
node "$SOURCE/tests/exports/fleet.mjs"
