#!/bin/sh
# What top-stacks writes: summaries fit in as many lines as --budget says; JSON has the keys that
# top-stacks(1) lists, with values of the right kinds; CSV has as many fields in each row, quoted as RFC
# 4180 says; text has no control bytes, and is no wider than --columns.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

cd "$scratch" || exit 1
# shellcheck disable=SC2016 # a backtick
printf 'a;b\033[31mred 3\na;\302\233x,"y" 2\na;=1+2,`|` 4\na;\377\376 1\n' >hostile.folded
printf '# advice: 38.2%% of the profile does not reach: do this\na;b 10 4\na;c;d 5 5\ne 3 0\n' >pair.folded
inputs="$TESTDATA/good-perf-data-several-events.data $TESTDATA/good-cpp-templates.txt.gz
	$TESTDATA/good-arm64-frame-pointers.data $TESTDATA/good-heaptrack-peak.folded"

# each COMMAND: runs a shell function with each input that holds samples.
each() {
	for input in "$scratch/hostile.folded" "$scratch/pair.folded" $inputs; do
		name=$(basename "$input")
		"$1"
	done
}

# --- summaries --------------------------------------------------------------------------------

fits() {
	for lines in 1 2 3 7 8 12 20 40; do
		for format in text markdown; do
			"$TOOLS/top-stacks" -q --budget "$lines" --report $format "$input" >out 2>err || return
			[ "$(wc -l <out)" -le "$lines" ] ||
				echo "$name: $(wc -l <out) lines of $format, not $lines"
			[ "$lines" -lt 20 ] || [ "$(wc -l <out)" -ge 2 ] || echo "$name: hardly a summary"
		done
	done
}
each fits >wrong
judge summaries/budget wrong

# --- text -------------------------------------------------------------------------------------

clean() {
	for columns in 40 137; do
		"$TOOLS/top-stacks" -q --columns $columns --paths 3 --functions --by-module --tree "$input" \
			>out 2>err || return
		! grep -a -n -P '[\x00-\x09\x0b-\x1f\x7f]|\xc2[\x80-\x9f]' out || echo "$name: control bytes"
		LC_ALL=C.UTF-8 awk -v most=$columns -v name="$name" \
			'/^ / && length > most && !/[^ -~→←…×�]/ { print name ": wider than " most ": " $0 }' out
	done
}
if echo x | grep -q -P x 2>/dev/null; then
	each clean >wrong 2>&1
	judge summaries/text wrong
else
	skip summaries/text "grep knows no Perl expressions"
fi

# --- JSON and CSV -----------------------------------------------------------------------------

cat >check.py <<'END_OF_SCRIPT'
import csv, io, json, sys

number = (int, float)
def array(kind, null=False):
    return lambda v, n: (isinstance(v, list) and (n is None or len(v) == n) and
                         all(isinstance(x, kind) or null and x is None for x in v))
def one(*kinds):
    return lambda v, n: isinstance(v, kinds) and not isinstance(v, bool) or v is None and type(None) in kinds
def flag(v, n):
    return v is None or isinstance(v, bool)
none = type(None)
texts = lambda v, n: array(str)(v, None)
top = {"form": one(int), "generator": one(str), "unit": one(str, none), "event": one(str, none),
       "columns": array(str), "weight": array(number), "samples": array(int, True), "stacks": one(int),
       "functions": one(int), "advice": texts, "lists": one(list)}
lists = {"list": one(str), "by": one(str, none), "subject": one(str, none), "functions": one(int, none),
         "weight": array(number), "left_out": one(int), "rows": one(list)}
rows = {"name": one(str, none), "frames": texts, "level": one(int), "module": one(str, none),
        "self": array(number), "self_percent": array(number, True), "total": array(number),
        "total_percent": array(number, True), "self_significant": flag, "total_significant": flag,
        "left_out": one(int)}
kinds = ["functions", "tree", "callers", "callees", "paths", "modules", "threads", "roots"]

def check(where, value, shape, n):
    if list(value) != list(shape):
        print(where + ": keys are " + " ".join(value))
    for key, right in shape.items():
        if key in value and not right(value[key], n):
            print("%s: %s is %r" % (where, key, value[key]))

def form(name, text):
    data = json.loads(text)
    n = len(data["columns"])
    check(name, data, top, n)
    if data["form"] != 1:
        print(name + ": another form: change the man page and this test")
    for l in data["lists"]:
        check(name + ", " + l["list"], l, lists, n)
        if l["list"] not in kinds:
            print(name + ": an unknown list " + l["list"])
        level = -1
        for r in l["rows"]:
            check(name + ", row", r, rows, n)
            named = l["list"] in ("modules", "threads", "roots")
            if named != (r["name"] is not None) or named == bool(r["frames"]):
                print(name + ": a row has both or neither of name and frames: %r" % r)
            if l["list"] in ("tree", "callers", "callees") and r["level"] > level + 1:
                print(name + ": a row is below none")
            level = r["level"]
            if any(s > t for s, t in zip(r["self"], r["total"])):
                print(name + ": self passes total: %r" % r)
            if any(t > w for t, w in zip(r["total"], l["weight"])):
                print(name + ": total passes the list's: %r" % r)

def table(name, text):
    if "\n" in text.replace("\r\n", ""):
        print(name + ": a line ends otherwise")
    got = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    for row in got:
        if len(row) != len(got[0]):
            print("%s: %d fields, not %d: %r" % (name, len(row), len(got[0]), row))

name, kind = sys.argv[1:3]
text = sys.stdin.buffer.read().decode("utf-8")
(form if kind == "json" else table)(name, text)
END_OF_SCRIPT

formed() {
	for format in json csv; do
		"$TOOLS/top-stacks" -q --functions --tree --paths 3 --by-module --by-thread -n 5 \
			--report $format "$input" >out 2>err || return
		python3 check.py "$name" $format <out || echo "$name: no $format"
	done
	"$TOOLS/top-stacks" -q --around . --min 5% --report json "$input" >out 2>err || return
	python3 check.py "$name" json <out || echo "$name: no JSON"
}
if have python3; then
	each formed >wrong 2>&1
	judge summaries/formats wrong
else
	skip summaries/formats "python3 is not here"
fi

# The keys that the test knows are those that the page lists.
sed -n '/^\.SH JSON/,/^\.SH SIGNALS/p' "$SOURCE/man/top-stacks.1" |
	awk 'head { for (i = 2; i <= NF; i++) { gsub(/[",]/, "", $i); if ($i != "") print $i } } { head = /^\.TP/ }' |
	sort -u >listed
sed -n '/^top = /,/^kinds/p' check.py | grep -o '"[a-z_]*":' | tr -d '":' | sort -u | diff listed - >wrong
judge summaries/keys wrong
