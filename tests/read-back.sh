#!/bin/sh
# read-back.sh: a picture of folded text, read as a profile, gives the same folded text: stacks, counts
# and comments, for all looks, orders and layouts. Frames are drawn however narrow they are.
# shellcheck disable=SC2086 # options are words
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

if "$TOOLS/fold-stacks" --list-formats | grep '^svg ' | grep -q 'not available'; then
	skip read-back 'libxml2 is missing'
	exit 0
fi
cd "$scratch" || exit 1

# stacks SEED COUNT1 [COUNT2]: random stacks whose names look like parts of titles, with one count or
# two. @ stands for a random number in a count.
stacks() {
	awk -v seed="$1" -v first="$2" -v second="${3:-}" 'BEGIN {
		srand(seed)
		count = split("a|b|a b|f(x) (12 samples, 3.40%)|std::map<int, char>&|k_[k]|j_[j]|i_[i]|" \
			"all|all (5 samples, 100%)|x (1 b)|t\tb|q\"|--|w_[w]|\303\251|", names, "|")
		print "# columns: " (second == "" ? 1 : 2) ";"
		for (i = 0; i < 400; i++) {
			line = names[1 + int(rand() * count)]
			for (depth = int(rand() * 9); depth; depth--)
				line = line ";" names[1 + int(rand() * count)]
			print line ";e " number(first) (second == "" ? "" : " " number(second))
		}
	}
	function number(form) {
		sub("@", rand() < .5 ? 1 : int(rand() * 100000), form)
		return form
	}'
}

stacks 1 @ >plain
{ echo '# unit: ns'; stacks 2 @.25; } >decimals
{ echo '# samples: 225 of 450901800 ns, cpu-clock;'; stacks 3 @000; } >vary
{ echo '# samples: 225 of 450900000 ns, cpu-clock;'; echo '# advice: 1% of it: mend it;'; stacks 4 2004000; } >alike
stacks 5 @ 0@ >differential
{ echo '# samples: 225 of 450901800, 240 of 480001920 ns;'; stacks 6 @.5 @; } >differential-ns
{
	echo '# compared 3 5 0.05;'
	echo '# changed self a b;'
	stacks 7 @ 1@
} >noise

# fold FILE: as folded text; that frames are in modules is said by comments that depend on all of them,
# and stacks that count nothing on either side are not drawn.
fold() {
	"$TOOLS/fold-stacks" -q "$@" | LC_ALL=C grep -a -v -e '^# frames ' -e ' 0 0$'
}

# check NAME FILE OPTION...
check() {
	name=$1 file=$2
	shift 2
	"$TOOLS/flamesvg" -q --format=folded --minwidth=0 "$@" "$file" >picture.svg 2>messages || {
		cat messages
		return
	}
	fold picture.svg >found 2>messages
	fold --format=folded "$file" >expected
	cmp -s expected found || {
		echo "$name $*:"
		diff expected found | head -n 4
		cat messages
	}
}

for file in plain decimals vary alike; do
	check "$file" "$file"
	check "$file" "$file" --look=classic --inverted --colors=java
	check "$file" "$file" --no-javascript --factor=3 --order=weight --title='A (5 samples, 1%)'
	check "$file" "$file" --countname=ms --width=40 --pretty-xml --order=input
	check "$file" "$file" --flamechart --encoding=ISO-8859-1 --total=99999999999
	check "$file" "$file" --gzip
done >wrong
judge read-back/profiles wrong

for file in differential differential-ns noise; do
	check "$file" "$file"
	check "$file" "$file" --look=classic --inverted
	check "$file" "$file" --diff-layout=union --factor=3 --no-javascript
	check "$file" "$file" --diff-layout=before --order=weight
	check "$file" "$file" --diff-layout=pair
done >wrong
judge read-back/differentials wrong

# Before and after are those that the picture says.
echo 'a;b 3 5' | "$TOOLS/flamesvg" -q --negate >negated.svg
[ "$(fold negated.svg)" = 'a;b 5 3' ] || fold negated.svg >>wrong
echo 'a;b 3 5' | "$TOOLS/flamesvg" -q --negate --diff-layout=pair >negated.svg
[ "$(fold negated.svg)" = 'a;b 5 3' ] || fold negated.svg >>wrong
judge read-back/negated wrong

# What is too narrow counts as its callers' own, so that the sum stays.
printf 'a;b;c 1000000\na;b;d;e 1\na;f 2\n' | "$TOOLS/flamesvg" -q >narrow.svg
"$TOOLS/fold-stacks" --stats narrow.svg >found 2>messages
printf 'a 2\na;b 1\na;b;c 1000000\n' | diff - found >wrong
grep -q 'too narrow to be drawn: they count as their callers. own' messages || cat messages >>wrong
judge read-back/narrow wrong
awk 'BEGIN { print "a;b 40000"; for (i = 0; i < 60000; i++) print "a;c" i " 1" }' | "$TOOLS/flamesvg" -q >narrow.svg
"$TOOLS/fold-stacks" --stats narrow.svg >found 2>messages
grep -q ' 60% of the picture are frames too narrow' messages || cat messages >wrong
judge read-back/narrow-share wrong

# So do the modules that a recording knows.
frame() {
	printf 'p 1 1.0: 1 c:\n\t1 %s+0x1 (%s)\n\t2 main+0x1 (/bin/p)\n\n' "$1" "$2"
}
{ frame work /bin/p; frame malloc /lib/libc.so.6; frame read '[kernel.kallsyms]'; frame get /lib/libq.so; } >recorded
"$TOOLS/fold-stacks" -q recorded >expected
"$TOOLS/flamesvg" -q recorded >picture.svg
"$TOOLS/fold-stacks" -q picture.svg | diff expected - >wrong
[ "$(grep -c '^# frames .*libc.so.6.*libq.so' expected)" = 1 ] || echo 'the recording has no modules' >>wrong
judge read-back/modules wrong

# Pictures take the place of profiles.
printf 'a;b 1\na;c 2\n' >before
printf 'a;b 3\na;c 2\n' >after
for file in before after; do
	"$TOOLS/flamesvg" -q -o "$file.svg" "$file"
done
"$TOOLS/diff-stacks" -q before after >expected
"$TOOLS/diff-stacks" -q before.svg after.svg | diff expected - >wrong
judge read-back/diff-stacks wrong
