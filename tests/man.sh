#!/bin/sh
# The man pages are well-formed.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

for page in "$SOURCE"/man/*.[1-9]; do
	name=man/$(basename "$page")
	if have mandoc; then
		mandoc -T lint -W warning "$page" >"$scratch/wrong" 2>&1
	elif have man && have groff; then
		man --warnings -E UTF-8 -l -T utf8 -Z "$page" 2>"$scratch/wrong" >/dev/null
	else
		skip "$name" "neither mandoc nor man is here"
		continue
	fi
	judge "$name" "$scratch/wrong"
done
