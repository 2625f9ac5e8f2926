#!/bin/sh
# ci.sh: the files of docs/ci/, checked as CI servers would (tests/ci/test.mjs), where node and the
# packages in tests/ci/package.json are there, and the Makefile by make -n.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

if make -n -f "$SOURCE/docs/ci/profile.mk" >"$scratch/out" 2>&1; then
	grep 'git\|perf\|flamereport' "$scratch/out" >"$scratch/commands"
	[ "$(wc -l <"$scratch/commands")" -ge 3 ] || echo "commands are missing" >"$scratch/wrong"
	sh -n "$scratch/out" >>"$scratch/wrong" 2>&1
	judge ci/make "$scratch/wrong"
else
	not_ok ci/make "$scratch/out"
fi
if have node; then
	node "$SOURCE/tests/ci/test.mjs" >"$scratch/out" 2>"$scratch/err" || not_ok ci/test "$scratch/err"
	cat "$scratch/out"
else
	skip ci "no node"
fi
