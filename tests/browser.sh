#!/bin/sh
# browser.sh: the picture in a real browser (tests/browser/test.mjs), where node, playwright-core and
# Chromium are there. NODE_PATH may name the folder that holds playwright-core.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

if ! have node; then
	skip browser "node is not here"
	exit 0
fi
node "$SOURCE/tests/browser/expressions.mjs" >"$scratch/out" 2>&1 || echo "status $?" >>"$scratch/out"
judge browser/expressions "$scratch/out"
node "$SOURCE/tests/browser/names.mjs" >"$scratch/out" 2>&1 || echo "status $?" >>"$scratch/out"
judge browser/names "$scratch/out"
node "$SOURCE/tests/browser/test.mjs" >"$scratch/out" 2>"$scratch/err"
status=$?
grep -E '^(not )?ok ' "$scratch/out"
case $status in
0 | 1) ;;
77) skip browser "$(sed -n 's/^skipped: //p' "$scratch/out")" ;;
*) not_ok browser "$scratch/err" ;;
esac
