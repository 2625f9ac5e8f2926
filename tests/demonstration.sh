#!/bin/sh
# The demonstration of docs/ci/README.md: in recordings of a real program, a function that takes a
# tenth and became a tenth slower is found and named; where nothing changed, there is at most one
# alarm in twenty comparisons. testdata/demonstration/ says how they were made.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

data=$TESTDATA/demonstration

# unpack TABLE: the runs of comparison N become TABLE/before/N.RUN and TABLE/after/N.RUN, folded.
unpack() {
	mkdir -p "$scratch/$1/before" "$scratch/$1/after"
	gzip -dc "$data/$1.txt.gz" | awk -F '\t' -v folder="$scratch/$1" '
		/^#/ { next }
		{
			for (i = 2; i <= NF; i++) {
				file = folder (i % 2 ? "/after/c" : "/before/c") int((i - 2) / 10) + 1 "." \
					int((i - 2) % 10 / 2) + 1
				if ($i > 0)
					text[file] = text[file] $1 " " $i "\n"
			}
		}
		END { for (file in text) printf "%s", text[file] >file }'
}

# changes TABLE N: what diff-stacks reports of a comparison as more than noise, a line each: the
# measure, the relative change and the name; "all" for the sum.
changes() {
	"$TOOLS/diff-stacks" -q --report text "$scratch/$1/before/c$2".? -- \
		"$scratch/$1/after/c$2".? | awk '
		/^change/ && !/within noise/ { print "all", $3 }
		/^(Regressions|Improvements), / { measure = $2; next }
		/^ +[-+][0-9]/ { print measure, $2, $NF }'
}

# found TABLE COUNT: in each comparison, the function is named, and its growth about right.
found() {
	unpack "$1"
	number=1
	while [ "$number" -le "$2" ]; do
		changes "$1" "$number" >"$scratch/changes"
		awk '$1 == "self" && $3 == "block_checksum" { found = $2 + 0 }
			END { exit !(found >= 7 && found <= 13) }' "$scratch/changes" ||
			{ echo "comparison $number:"; cat "$scratch/changes"; }
		number=$((number + 1))
	done >"$scratch/wrong"
	judge "demonstration/$1" "$scratch/wrong"
}

# silent TABLE COUNT: at most one of the comparisons has an alarm.
silent() {
	unpack "$1"
	number=1 alarms=0
	while [ "$number" -le "$2" ]; do
		changes "$1" "$number" >"$scratch/changes"
		[ ! -s "$scratch/changes" ] || {
			alarms=$((alarms + 1))
			echo "comparison $number:"
			cat "$scratch/changes"
		}
		number=$((number + 1))
	done >"$scratch/alarms"
	[ $alarms -gt 1 ] || : >"$scratch/alarms"
	judge "demonstration/$1" "$scratch/alarms"
}

# in_report TABLE: the benchmarks in whose pages flamereport names the function as a regression of
# self, and those with any change, a line each.
in_report() {
	"$TOOLS/flamereport" -q -o "$scratch/report" --runs '[.][0-9]$' \
		--baseline "$scratch/$1/before" --summary "$scratch/summary.json" "$scratch/$1/after"
	awk '/"regressions"|"improvements"|"sums"/ { list = $1 }
		list && /"benchmark"/ && /"significant": true/ {
			found = /"function": "block_checksum", "measure": "self"/
			print(found ? "named" : "other", $2)
		}' "$scratch/summary.json" | sort -u
}

report_finds() {
	if [ ! -x "$TOOLS/flamereport$EXEEXT" ]; then
		skip demonstration/flamereport "there is no flamereport"
		return
	fi
	: >"$scratch/wrong"
	[ "$(in_report regression | grep -c '^named')" -eq 5 ] ||
		in_report regression >"$scratch/wrong"
	[ "$(in_report same | awk '{ print $2 }' | sort -u | wc -l)" -le 1 ] ||
		in_report same >>"$scratch/wrong"
	judge demonstration/flamereport "$scratch/wrong"
}

if ! have gzip; then
	skip demonstration "no gzip"
	exit
fi
found regression 5
silent same 20
found noisy-regression 4
silent noisy-same 4
report_finds
