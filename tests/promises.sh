#!/bin/sh
# What docs/promises.md promises: options that were kept in tests/kept/ are still there, JSON has the form of
# its schema, and the places that name the version agree.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

cd "$scratch" || exit 1

# --- command lines --------------------------------------------------------------------------------

# What tools gained is fine, and a type that takes what another type takes: a list instead of a text.
# shellcheck disable=SC2086 # several words
sh "$SOURCE/tests/keep-options.sh" "$TOOLS" $all_tool_names >options
awk -F '\t' '
	function wider(old, new) {
		return old == new || old == "text" && new == "list" || old == "flag" && new == "maybe" ||
			old == "count" && new == "number"
	}
	# the last rows of a name hide none of the others: an option may have several forms
	NR == FNR { rows[$1 FS $2] = rows[$1 FS $2] "\n" $0; next }
	{
		count = split(rows[$1 FS $2], forms, "\n")
		why = "is gone"
		for (i = 2; i <= count && why; i++) {
			split(forms[i], now, FS)
			why = ""
			if ($3 != "-" && now[3] != $3)
				why = "has lost the letter " $3
			else if (!wider($4, now[4]))
				why = "was of type " $4 ", and is now of type " now[4]
			else {
				values = split($7 == "-" ? "" : $7, kept, " ")
				for (k = 1; k <= values; k++)
					if (index(" " now[7] " ", " " kept[k] " ") == 0)
						why = "has lost the value " kept[k]
			}
		}
		if (why)
			print $1 ": --" $2 " " why
	}' options "$SOURCE/tests/kept/options.tsv" >wrong
[ "$(wc -l <"$SOURCE/tests/kept/options.tsv")" -gt 200 ] || echo "hardly any options were kept" >>wrong
judge promises/options wrong

# --- JSON -----------------------------------------------------------------------------------------

# conforms SCHEMA [lines]: what is wrong with the JSON on standard input.
conforms() {
	python3 "$SOURCE/tests/schema.py" "$SOURCE/docs/schemas/$1.json" ${2:+"$2"} 2>&1 |
		sed "s|^|$1: |"
}

# compares OPTION...: reports differences of two profiles.
compares() {
	"$TOOLS/diff-stacks" -q -o diff.folded --report json:report.json "$@" 2>said || [ $? -eq 3 ] ||
		echo "diff-stacks: status $?"
	conforms comparison <report.json
}

# reports: what flamereport writes, with each state of a benchmark, weights with decimals, and a limit exceeded.
reports() {
	mkdir base new
	for run in 1 2 3; do
		printf 'a;b 100.%s\na;c 5\n' $run >base/parse.$run.folded
		printf 'a;b 900.%s\na;d 7.5\n' $run >new/parse.$run.folded
	done
	printf 'a;b 1\n' | tee base/gone.folded >new/new.folded
	printf '# unit: bytes\na;b 1\n' >base/apart.folded
	printf '# unit: ns\na;b 1\n' >new/apart.folded
	: >new/failed.folded
	"$TOOLS/flamereport" -q -o report/ --baseline base --fail-on 'all>5%' --fail-on 'self(^b$)>1%' \
		--summary summary.json --base-url https://ci.example/42 --history runs.jsonl new 2>said ||
		[ $? -eq 3 ] || cat said
	conforms report-manifest <report/manifest.json
	conforms summary <summary.json
	conforms history lines <runs.jsonl
	for state in compared new gone apart failed; do
		grep -q "\"state\": \"$state\"" report/manifest.json || echo "no benchmark is $state"
	done
	"$TOOLS/flamereport" -q -o report/ --summary json:alone base
	conforms report-manifest <report/manifest.json
	conforms summary <alone
}

json_conforms() {
	printf 'a;b 100\na;c 5\n' >before.folded
	printf 'a;b 900\na;d 7.5\n' >after.folded
	compares before.folded after.folded
	compares --fail-on 'all>5%' --fail-on 'self(^none$)>1pp' -n before.folded before.folded -- after.folded \
		after.folded
	compares "$TESTDATA/compare-before.txt.gz" "$TESTDATA/compare-after.txt.gz"
	"$TOOLS/top-stacks" -q --functions --tree --callers b --paths 3 --by-module --report json diff.folded |
		conforms ranking
	"$TOOLS/top-stacks" -q --by-thread --report json "$TESTDATA/good-perf-data-several-events.data" |
		conforms ranking
	"$TOOLS/fold-stacks" -q --split-by thread,event -o parts/ "$TESTDATA/good-perf-data-several-events.data"
	conforms split-manifest <parts/manifest.json
	"$TOOLS/fold-stacks" -q --split-by label:env -o labels/ "$TESTDATA/good-otlp.json"
	conforms split-manifest <labels/manifest.json
	for form in ndjson ndjson-stacks; do
		"$TOOLS/fold-stacks" -q --to $form "$TESTDATA/good-perf-data-several-events.data" |
			conforms ndjson lines
		"$TOOLS/fold-stacks" -q --to $form "$TESTDATA/good-otlp.json" 2>/dev/null |
			conforms ndjson lines
	done
	"$TOOLS/flame" doctor --json | conforms doctor
	reports
	# a schema that accepts everything would be none
	for pair in comparison=report.json report-manifest=report/manifest.json summary=alone; do
		sed 's/"form": 1/"form": 2, "more": []/' "${pair#*=}" | conforms "${pair%%=*}" >refused
		[ "$(wc -l <refused)" -ge 1 ] || echo "${pair%%=*}: another form conforms"
	done
}
if ! have python3; then
	skip promises/json "python3 is not here"
elif "$TOOLS/fold-stacks" --version | sed '1,/^Built without/d' | grep -q YAJL; then
	skip promises/json "built without YAJL"
else
	json_conforms >wrong 2>&1
	judge promises/json wrong
fi

# --- versions -------------------------------------------------------------------------------------

version=$(sed -n 's/^AC_INIT(\[stackfold\], \[\(.*\)\])$/\1/p' "$SOURCE/configure.ac")
# names_version FILE TEXT: whether a line of the file is, or begins with, the text.
names_version() {
	grep -q "^$2" "$SOURCE/$1" || echo "$1: no line begins with $2"
}
{
	[ -n "$version" ] || echo "configure.ac: no version"
	names_version src/stackfold.h "#define SF_VERSION_STRING \"$version\""
	for page in "$SOURCE"/man/*.[1-9]; do
		grep -q "^\\.TH .*\"stackfold $version\"" "$page" || echo "$page: another version"
	done
	sed -n 's/^## //p' "$SOURCE/CHANGELOG.md" | head -n 1 | grep -q "^$version, " ||
		echo "CHANGELOG.md: the first section is not of $version"
	sed -n '1s/^stackfold (\(.*\)-[0-9]*) .*/\1/p' "$SOURCE/debian/changelog" | grep -q -x "$version" ||
		echo "debian/changelog: the first entry is not of $version"
	# what --version says is what configure found
	"$TOOLS/fold-stacks" --version >said
	for pair in debuginfod=DLOPEN elfutils=ELFUTILS libiberty=DEMANGLE libxml2=XML libzstd=ZSTD \
		protobuf-c=PROTOBUF_C YAJL=YAJL; do
		heading=without
		grep -q "^#define HAVE_${pair#*=} 1" "$BUILD/config.h" && heading=with
		sed -n "/^Built $heading:/,/^B.*t:/p" said | grep -q "^  ${pair%%=*} " ||
			echo "--version does not say that this is built $heading ${pair%%=*}"
	done
} >wrong 2>&1
judge promises/versions wrong
