#!/bin/sh
# The man pages are well-formed, and the one that is made of docs/recording.md is up to date.
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

# One page is made of another document.
awk -f "$SOURCE/docs/man-from-markdown.awk" "$SOURCE/docs/recording.md" |
	diff "$SOURCE/man/flame-recording.7" - >"$scratch/wrong" 2>&1
judge man/made-of-markdown "$scratch/wrong"
