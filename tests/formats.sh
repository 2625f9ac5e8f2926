#!/bin/sh
# The table of formats in src/formats/formats.c is what everything else says of formats: the man page's
# section INPUT and the README's table have a row for each and no other, each has a case, and messages
# name its kinds.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

cd "$scratch" || exit 1
"$TOOLS/fold-stacks" --list-formats | sed 's/ .*//' | sort >table
[ -s table ] || echo "no formats are listed" >wrong

# same WHERE: the names on standard input are those of the table.
same() {
	sort -u | diff table - | sed -n "s|^<|$1 lacks|p; s|^>|$1 has, but not the table:|p"
}

for tool in diff-stacks flamesvg top-stacks; do
	"$TOOLS/$tool" --list-formats | sed 's/ .*//' | same "$tool --list-formats" >>wrong
done
judge formats/tools wrong

# The paragraphs of INPUT up to its first subsection that are headed by one word in bold.
sed -n '/^\.SH INPUT/,/^\.SS/p' "$SOURCE/man/fold-stacks.1" |
	awk 'head && /^\.B [a-z0-9-]*$/ { print $2 } { head = /^\.TP/ }' | same man/fold-stacks.1 >wrong
judge formats/man wrong

# shellcheck disable=SC2016 # Markdown
sed -n '/^| format | written by |$/,/^$/s/^| `\([a-z0-9-]*\)` |.*/\1/p' "$SOURCE/README.md" |
	same README.md >wrong
judge formats/readme wrong

: >wrong
while read -r name; do
	set -- "$SOURCE/tests/cases/fold-stacks/$name"*
	[ -d "$1" ] || echo "tests/cases/fold-stacks has no folder $name" >>wrong
done <table
judge formats/cases wrong

# With the libraries that the build found, all formats are available.
: >wrong
if grep -q '#define HAVE_YAJL 1' "$BUILD/config.h" && grep -q '#define HAVE_PROTOBUF_C 1' "$BUILD/config.h" &&
	grep -q '#define HAVE_XML 1' "$BUILD/config.h"; then
	"$TOOLS/fold-stacks" --list-formats | grep 'not available' >wrong
fi
judge formats/available wrong

# Exactly one reader bids most for every good recording.
"$BUILD/tests/bids" "$TESTDATA"/good-* >bids 2>wrong
awk '{
	split($2, first, "=")
	split($3, second, "=")
	if (NF < 2)
		print $1 ": no reader bids"
	else if (NF > 2 && first[2] == second[2])
		print $1 ": readers bid the same: " $2 " " $3
}' bids >>wrong
judge formats/bids wrong

# Messages where the format is wrong name all there are, where it is not known the first ones.
: >wrong
"$TOOLS/fold-stacks" --format=none </dev/null >out 2>err
while read -r name; do
	grep -q -w -e "$name" err || echo "$name is not in: $(cat err)"
done <table >>wrong
echo 'prose, and no profile' >prose
"$TOOLS/fold-stacks" prose >out 2>err
# shellcheck disable=SC2016 # names of commands
grep -q 'prose: not a known format; expected a perf.data file, `perf script` text (.*folded stacks (' err ||
	cat err >>wrong
judge formats/messages wrong
