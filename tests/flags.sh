#!/bin/sh
# Every long option that a tool's table has is in its man page and, but for aliases, in --help-all; both
# name no others. The table is read from the source: rows {"name", 'n', OPTION_..., argument, help,
# group} in tools/TOOL.c and the headers beside it that it includes; aliases have no help text.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

# table FILE...: the rows' names, with the word alias behind those that are one.
table() {
	sed 's/\\$//' "$@" | awk '
		/^[ \t]*\{"[a-z]/ { row = "" ; open = 1 }
		open { row = row " " $0 }
		open && /\},?[ \t]*$/ {
			open = 0
			if (row !~ /OPTION_/)
				next
			name = row
			sub(/^[ \t]*\{"/, "", name)
			sub(/".*/, "", name)
			alias = row ~ /,[ \t]*NULL,[ \t]*(NULL|"[^"]*")\},?[ \t]*$/
			print name (alias ? " alias" : "")
		}'
}

# missing A B TEXT: the words of A that are not in B.
missing() {
	comm -23 "$1" "$2" | sed "s|^|--|; s|\$| $3|"
}

for tool in $tool_names; do
	cd "$SOURCE/tools" || exit 1
	headers="../src/options/reading.h $(sed -n 's/^#include "\([a-z_]*\.h\)".*/\1/p
		s|^#include "\(options/[a-z_]*\.h\)".*|../src/\1|p' "$tool.c")"
	# shellcheck disable=SC2046,SC2086 # several words
	table "$tool.c" $(ls $headers 2>/dev/null) | sort -u >"$scratch/rows"
	sed 's/ alias$//' "$scratch/rows" | sort -u >"$scratch/table"
	sed '/ alias$/d' "$scratch/rows" >"$scratch/listed"

	"$TOOLS/$tool" --help-all 2>&1 |
		grep -o -E -e '(^|[^-a-z])--[a-z][a-z0-9-]*' | sed 's/.*--//' | sort -u >"$scratch/help"

	# The page names other programs' options too: its own are those that head a paragraph.
	sed 's/\\-/-/g; s/\\f[BIRP]//g' "$SOURCE/man/$tool.1" >"$scratch/page"
	grep -o -E -e '--[a-z][a-z0-9-]*' "$scratch/page" | sed 's/^--//' | sort -u >"$scratch/man"
	grep -A 1 -E '^\.(TP|TQ|It)' "$scratch/page" | grep -v '^\.T' |
		grep -o -E -e '--[a-z][a-z0-9-]*' | sed 's/^--//' | sort -u >"$scratch/heads"
	{
		[ -s "$scratch/table" ] || echo "no options found in tools/$tool.c"
		missing "$scratch/listed" "$scratch/help" "is not in --help-all"
		missing "$scratch/help" "$scratch/table" "is in --help-all but not in tools/$tool.c"
		missing "$scratch/table" "$scratch/man" "is not in man/$tool.1"
		missing "$scratch/heads" "$scratch/table" "is in man/$tool.1 but is no option"
	} >"$scratch/wrong" 2>&1
	judge "flags/$tool" "$scratch/wrong"
done
