#!/bin/sh
# What the option table of a tool has, which the tool writes itself (tools/option_table.h), is what its
# man page, --help and --help-all say: names, letters, arguments and values.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

# missing A B TEXT: the lines of A that are not in B, with the text.
missing() {
	comm -23 "$1" "$2" | sed "s|\$| $3|"
}

# rows PATTERN FIELDS: what awk prints of the rows of the table that match, sorted.
rows() {
	sed 1d "$scratch/table" | awk -F '\t' "$1 { print $2 }" | sort -u
}

# The options that a help text shows: "-o --output FILE", each in a line.
shown() {
	sed -n 's/^ *\(-., \)\{0,1\}\(--[a-z][a-z0-9-]*\(\[[^ ]*\)\{0,1\}\( [^ ][^ ]*\)\{0,1\}\)\(  .*\)\{0,1\}$/\1\2/p' |
		sed 's/^\(-.\), /\1 /' | sort -u
}

# What heads the paragraphs of a man page, each in a line and without blanks: "-o,--outputFILE".
heads() {
	sed -n '/^\.T[PQ]/ { n; p; }' "$scratch/page" | sed 's/^\.[A-Z]* //' | tr -d ' "'
}

# unsaid WHERE FILE: the names of values that FILE does not have, but for those of formats.
unsaid() {
	# shellcheck disable=SC2016 # fields of awk
	rows '$6 != "-" && $1 != "format"' '$1 " " $6' | while read -r option names; do
		for name in $names; do
			grep -q -w -F -e "${name%:}" "$2" || echo "$name, a value of --$option, is not in $1"
		done
	done
}

for tool in $all_tool_names; do
	# shellcheck disable=SC2016 # fields of awk
	{
		"$TOOLS/$tool" --option-table >"$scratch/table" || echo "no table: status $?"
		[ "$(sed 1d "$scratch/table" | awk -F '\t' 'NF == 8' | wc -l)" -gt 5 ] ||
			echo "hardly any options in the table"
		label='($2 != "-" ? "-" $2 " " : "") "--" $1 ($4 == "-" ? "" : ($3 == "maybe" ? "" : " ") $4)'
		rows '$7 == "usual"' "$label" >"$scratch/usual"
		rows '$7 != "alias"' "$label" >"$scratch/listed"
		"$TOOLS/$tool" --help | shown | diff "$scratch/usual" - |
			sed -n 's/^</not in --help:/p; s/^>/in --help, not so in the table:/p'
		"$TOOLS/$tool" --help-all >"$scratch/help"
		shown <"$scratch/help" | diff "$scratch/listed" - |
			sed -n 's/^</not in --help-all:/p; s/^>/in --help-all, not so in the table:/p'
		unsaid --help-all "$scratch/help"
		grep -n -E '\b([a-z]+) \1\b' "$scratch/help" | sed 's/^/a word twice: /'
		"$TOOLS/$tool" --list-formats | sed 's/ .*//' | sort >"$scratch/formats"
		rows '$1 == "format"' '$6' | tr ' ' '\n' | sort | diff "$scratch/formats" - |
			sed 's/^/formats: /'

		# The page names other programs' options too: its own are those that head a paragraph.
		sed 's/\\-/-/g; s/\\f[BIRP]//g' "$SOURCE/man/$tool.1" >"$scratch/page"
		heads >"$scratch/heads"
		rows 1 '$1' >"$scratch/names"
		grep -o -E -e '--[a-z][a-z0-9-]*' "$scratch/page" | sed 's/^--//' | sort -u >"$scratch/man"
		missing "$scratch/names" "$scratch/man" "is not in man/$tool.1"
		rows '$7 != "alias"' '($2 != "-" ? "-" $2 "," : "") "--" $1 ($4 != "-" ? $4 : "")' |
			while read -r head; do
				grep -q -E -e "(^|,)$(echo "$head" | sed 's/[][]/\\&/g')(,|\$)" \
					"$scratch/heads" ||
					echo "no paragraph of man/$tool.1 has the head $head"
			done
		grep -o -E -e '(^|,)--[a-z][a-z0-9-]*' "$scratch/heads" | sed 's/^,*--//' | sort -u |
			missing - "$scratch/names" "heads a paragraph of man/$tool.1 but is no option"
		unsaid "man/$tool.1" "$scratch/page"
	} >"$scratch/wrong" 2>&1
	judge "flags/$tool" "$scratch/wrong"
done
