#!/bin/sh
# keep-options.sh TOOLS TOOL...: what the options of tools promise, a line each, sorted: tool, name, letter, type,
# argument, kind of values, values, separated by tabs.
set -u
tools=$1
shift
for tool; do
	"$tools/$tool" --option-table | awk -F '\t' -v OFS='\t' -v tool="$tool" \
		'NR > 1 { print tool, $1, $2, $3, $4, $5, $6 }' || exit
done | LC_ALL=C sort
