#!/bin/sh
# The tool flamereport: which files it writes, that their links lead somewhere, that the same inputs give the
# same bytes, what it does with odd names and with inputs that cannot be read, and that a report is
# there whole or not at all.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"
TOOLS=$HOOKED
report=$TOOLS/flamereport$EXEEXT
STACKFOLD_PROCESSORS=4
export STACKFOLD_PROCESSORS

cd "$scratch" || exit 1
: >wrong

# call STATUS ARGUMENT...: what flamereport writes is in the files out and err.
call() {
	expected=$1
	shift
	status=0
	"$report" "$@" >out 2>err </dev/null || status=$?
	[ "$status" -eq "$expected" ] || {
		echo "flamereport $*: status $status, not $expected"
		cat err
	} >>wrong
}

# verdict NAME: of all since the last one.
verdict() {
	judge "$1" wrong
	: >wrong
}

# says TEXT: standard error has it.
says() {
	grep -q -F -e "$1" err || {
		echo "no message '$1', but:"
		cat err
	} >>wrong
}

# has FILE TEXT...: a file has all these texts.
has() {
	file=$1
	shift
	for text; do
		grep -q -F -e "$text" "$file" || echo "$file has no '$text'" >>wrong
	done
}

# check_pages FOLDER: all links lead somewhere, and nothing is there that a strict policy forbids.
check_pages() {
	find "$1" -name '*.html' | while IFS= read -r page; do
		sed 's/ \(href\|src\|srcset\)="/\n@/g' "$page" | sed -n 's/^@\([^"]*\)".*/\1/p' | sort -u |
			while IFS= read -r link; do
				case $link in
				/* | *:* | *'?'* | *%* | *\&*) echo "$page: odd link $link" ;;
				esac
				[ -f "$(dirname "$page")/${link%%#*}" ] || echo "$page: nothing at $link"
			done
		! grep -n -E -i '<script|<style|<iframe| style=| on[a-z]+=|javascript:' "$page" ||
			echo "$page: scripts or styles"
	done >>wrong
	grep -q -i -E 'url\(|@import' "$1/style.css" && echo "$1/style.css: loads something" >>wrong
	for file in "$1"/profiles/*/*.svg; do
		case $file in
		*.still.svg | *.narrow.svg | *.thumb.svg) ! grep -q '<script' "$file" || echo "$file: a script" ;;
		esac
		case $file in
		*.still.svg | *.narrow.svg) [ "$(grep -c '<title' "$file")" -eq 1 ] || echo "$file: titles that <img> does not show" ;;
		esac
	done >>wrong
}

# same A B: two reports are the same.
same() {
	diff -r "$1" "$2" >differ 2>&1 || {
		echo "$1 and $2 differ:"
		head -n 5 differ
	} >>wrong
}

nothing_left() {
	for file in .r* .stackfold-*; do
		[ ! -e "$file" ] || echo "left: $file" >>wrong
	done
}

# runs FOLDER FACTOR: three benchmarks, one with three runs, in which `hot` weighs so much.
runs() {
	mkdir -p "$1/net"
	for i in 1 2 3; do
		awk -v i="$i" -v factor="$2" 'BEGIN {
			for (k = 0; k < 40; k++)
				print "main;work;f" k " " 1000 + (k * 7 + i * 13) % 50
			print "main;hot " (4000 + i * 11) * factor
		}' >"$1/parse.$i.folded"
	done
	echo '# unit: ns
main;read 2000000
main;write 1000000' >"$1/net/io.folded"
	printf 'main;a 3\nmain;b 4\n' >"$1/tiny.txt"
}

# --- the command line ------------------------------------------------------------------------------

call 2 a.folded
says 'give the folder of the report: --output FOLDER'
call 2 -o r
says 'give profiles, or folders that have some'
call 2 -o - a.folded
says '--output -: is not a folder'
call 2 -o r --fail-on 'total>5%' a.folded
says '--fail-on needs --baseline'
call 2 -o r --baseline b --fail-on 'total>x' a.folded
says '--fail-on: '
call 2 -o r --name a a.folded
says "--name: a '=' and the new text are missing"
call 2 -o r --runs '(' a.folded
says '--runs: '
call 2 -o r --colors none a.folded
says '--colors: '
call 2 -o r --summary comment.txt a.folded
says '--summary comment.txt: give a name that ends in .md, .xml or .json, or the format before it, as in markdown:FILE'
call 2 -o r --summary junit: a.folded
says '--summary junit:: the name of the file is missing'
call 2 -o r --summary c.md --summary markdown:c.md a.folded
says '--summary markdown:c.md: another summary goes to the same file'
call 2 -o r --run 7 a.folded
says '--run needs --history'
call 2 -o r --base-url 'a b' a.folded
says "--base-url: 'a b' is not a URL"
[ ! -e r ] || echo "a report" >>wrong
verdict flamereport/usage

# --- a report --------------------------------------------------------------------------------------

runs before 1
runs after 2
printf 'log of a build\n' >after/build.log
call 0 -o r1 before
for file in index.html index-by-weight.html style.css manifest.json profiles/parse/index.html profiles/parse/parse.svg \
	profiles/parse/parse.still.svg profiles/parse/parse.thumb.svg profiles/parse/parse.3.folded.gz \
	profiles/net-io-*/index.html profiles/tiny/tiny.folded.gz; do
	[ -s "r1/$file" ] || find r1 -path "r1/$file" -size +0 | grep -q . || echo "no $file" >>wrong
done
[ ! -e r1/index-by-change.html ] || echo "changes without a baseline" >>wrong
check_pages r1
has r1/index.html '<h1>Profiles</h1>' '3 benchmarks' '>net/io</a>' '3.00 ms'
has r1/profiles/parse/index.html 'mean of 3 runs' 'parse.2.folded.gz'
"$TOOLS/fold-stacks" -q --plain r1/profiles/tiny/tiny.folded.gz | cmp -s - after/tiny.txt ||
	echo "other stacks in the report" >>wrong
verdict flamereport/report

call 3 -o r2 --title 'A & B' --baseline r1 --fail-on 'self(^hot$)>5%' after
says 'flamereport: parse: limit self(^hot$)>5% exceeded: self(hot) grew by '
check_pages r2
has r2/index.html '<h1>A &amp; B</h1>' '1 exceeds a limit' 'no significant change' '>hot</code>'
has r2/profiles/parse/index.html 'Difference from the baseline' 'limit exceeded:' 'Regressions, self' 'parse.diff.still.svg'
call 0 -o r3 --baseline r1 --fail-on 'self(^cold$)>5%' --summary j.xml after
says 'limit self(^cold$)>5% names no frame in any benchmark: not checked'
has j.xml '<skipped message="names no frame: not checked"/>'
cp after/tiny.txt lone.folded
call 0 -o r3 --baseline r1 lone.folded
says 'no benchmark has the name of one in the baseline, so nothing is compared'
sed -n 's/.*href="\(profiles[^"]*\)".*/\1/p' r2/index-by-change.html | head -n 1 |
	grep -q '^profiles/parse/' || echo "not the largest change first" >>wrong
call 0 -o r3 --baseline before before
has r3/index.html '3 compared'
grep -q '"state": "new"' r3/manifest.json && echo "new in a folder of the same profiles" >>wrong
verdict flamereport/baseline

# --- the same bytes --------------------------------------------------------------------------------

call 3 -o r4 --jobs 1 --title 'A & B' --baseline r1/manifest.json --fail-on 'self(^hot$)>5%' after
same r2 r4
cp -R r2 r5
call 3 -v -o r5 --incremental --title 'A & B' --baseline r1 --fail-on 'self(^hot$)>5%' after
says '3 of 3 benchmarks had not changed'
same r2 r5
# inode FILE
inode() {
	# shellcheck disable=SC2012 # nothing else has it everywhere
	ls -i "$1" | sed 's/^ *//; s/ .*//'
}
cp -R before later
echo 'main;c 5' >>later/tiny.txt
call 0 -v -o r1 --incremental later
call 0 -o r6 later
same r1 r6
call 0 -v -o r1 --incremental later
says '3 of 3'
same r1 r6
kept=$(inode r1/profiles/parse/parse.svg)
echo 'main;d 5' >>later/tiny.txt
changed=$(inode r1/profiles/tiny/tiny.svg)
call 0 -v -o r1 --incremental later
says '2 of 3'
[ "$kept" = "$(inode r1/profiles/parse/parse.svg)" ] || echo "an unchanged picture was written" >>wrong
[ "$changed" != "$(inode r1/profiles/tiny/tiny.svg)" ] || echo "a changed picture was not" >>wrong
rm r1/profiles/parse/parse.svg
call 0 -v -o r1 --incremental later
says '2 of 3'
[ -s r1/profiles/parse/parse.svg ] || echo "a picture that is gone is not drawn again" >>wrong
verdict flamereport/same-bytes

# --- names -----------------------------------------------------------------------------------------

mkdir -p odd/a odd/b "odd/quotes\"'<&>" odd/..hidden "odd/$(printf 'new\nline')"
for name in a/x.folded b/x.folded a/x.data a-x.folded A.folded a.folded 'x?y#z%20.folded' con.folded \
	"quotes\"'<&>/f.folded" "$(printf 'new\nline/bell\a.folded')" '...folded' ' .folded' \
	"$(printf '\377.folded')" v1.2.folded v1.3.folded naïve.folded; do
	printf 'main;f 1\n' >"odd/$name"
done
call 0 -o r7 odd odd/../odd/./v1.2.folded
check_pages r7
has r7/manifest.json '"name": "v1.2"' '"name": "v1.3"' '"name": "a/x.data"' '"name": "a/x.folded"' '"folder": "_con-'
[ "$(find r7/profiles -name index.html | wc -l)" -eq 16 ] || find r7/profiles -name index.html >>wrong
find r7 | LC_ALL=C grep -q '[^A-Za-z0-9._/-]' && find r7 | LC_ALL=C grep '[^A-Za-z0-9._/-]' >>wrong
call 0 -o r8 --name '^[ab]/=' --runs= odd/a/x.folded odd/b/x.folded before/parse.1.folded before/parse.2.folded
has r8/manifest.json '"name": "before/parse.1"'
call 0 -o r9 --name '^odd/[ab]/=' odd/a/x.folded odd/b/x.folded
has r9/index.html '1 benchmark<'
verdict flamereport/names

# --- bad input -------------------------------------------------------------------------------------

mkdir -p bad
cp before/tiny.txt bad/good.txt
: >bad/empty.folded
printf 'main;f 99999999999999999999\n' >bad/large.folded
printf 'main;f 1\n' >bad/run.1.folded
: >bad/run.2.folded
printf 'main;f 0\n' >bad/zero.folded
call 1 -o r10 bad missing.folded
says 'bad/empty.folded: '
says 'missing.folded: '
check_pages r10
has r10/index.html '6 benchmarks' '4 unreadable' 'class="verdict bad"'
has r10/profiles/empty/index.html 'unreadable' 'bad/empty.folded: empty input'
has r10/profiles/good/index.html 'good.still.svg'
has r10/profiles/run/index.html 'bad/run.2.folded: empty input' 'run.still.svg'
call 0 -q -k -o r10 bad missing.folded
call 0 -o r11 --baseline bad before/tiny.txt bad/zero.folded
call 1 -o r12 after/build.log
mkdir none
call 1 -o r13 none
says 'found no profiles'
has r13/index.html 'There are no profiles'
sed 's/"form": 1/"form": 99/' r2/manifest.json >other.json
call 1 -o r14 --baseline other.json after
says 'other.json: cannot read this manifest: its form is 99'
sed 's/"folded": "tiny/"folded": "..\/..\/tiny/' r2/manifest.json >escape.json
call 1 -o r14 --baseline escape.json after
head -c 300 r2/manifest.json >cut.json
call 1 -o r14 --baseline cut.json after
call 1 -o r14 --baseline nowhere after
[ ! -e r14 ] || echo "a report without its baseline" >>wrong
printf '# unit: bytes\nmain;read 5\n' >bytes.folded
mkdir -p units/net
cp bytes.folded units/net/io.folded
call 0 -o r15 --baseline before units
has r15/index.html '1 not comparable' 'the units differ: ns in the baseline, bytes now'
mkdir one another
printf 'old;main;f 100\n' >one/p.folded
printf 'new;main;f 100\n' >another/p.folded
printf 'sh;exec 9\nbench-old;main;f 90\n' >one/paired.folded
printf 'sh;exec 9\nbench-new;main;f 91\n' >another/paired.folded
printf 'x;main;f 100\n' >one/main.folded
printf 'main;f 100\n' >another/main.folded
call 0 -o r16 --baseline one another
has r16/profiles/p/index.html 'the root frame old of the baseline is compared with new'
has r16/profiles/paired/index.html 'the root frame bench-old of the baseline is compared with bench-new'
says 'main: no root frame (often the process name) is on both sides'
grep -q '^[^ ]*: p: ' err && cat err >>wrong
has r16/index.html 'no root frame'
has r15/manifest.json '"state": "gone"' '"state": "apart"'
verdict flamereport/bad-input

# --- whole or as it was ----------------------------------------------------------------------------

cp -R r2 kept
call 1 -o after/tiny.txt before
says 'after/tiny.txt: is a file; name a folder'
call 1 -o before after
says 'before: is neither empty nor a report'
call 1 -o . after
mkdir -p rempty
call 0 -o rempty/ before
call 0 -o new/folder/r before
echo mine >r2/mine.txt
mkdir r2/more
call 0 -o r2 before
[ -e r2/mine.txt ] && [ -d r2/more ] || echo "what was in the folder is gone" >>wrong
[ ! -e r2/index-by-change.html ] && [ ! -e r2/profiles/parse/parse.diff.svg ] || echo "the old report shows" >>wrong
rm -rf r2
cp -R kept r2
(
	ulimit -f 8 || exit
	"$report" -o r2 before >out 2>err
	[ $? -eq 1 ] || echo "status with a full disk"
) >>wrong 2>&1
says ': cannot write: '
same kept r2
nothing_left
# a pipe without a writer, and one that is silent
mkfifo pipe
for writer in none silent; do
	"$report" -v -o r2 before pipe >out 2>err &
	pid=$!
	until [ -n "$(find . -maxdepth 1 -name '.r2-*')" ] || ! kill -0 "$pid" 2>>err; do :; done
	[ $writer = none ] || exec 3>pipe
	kill -TERM "$pid"
	status=0
	wait "$pid" 2>>err || status=$?
	exec 3>&-
	[ "$status" -eq 143 ] || echo "not ended by the signal" >>wrong
	same kept r2
	nothing_left
done
verdict flamereport/whole

# --- summaries and history -------------------------------------------------------------------------

for run in first second; do
	call 3 -q -o r2 --baseline r1 --fail-on 'self(^hot$)>5%' --summary c.md --summary j.xml --summary s.json \
		--base-url https://ci.example/42 --history runs.jsonl --run $run --trend '^(hot|f1)$' after
done
has c.md 'https://ci.example/42/profiles/parse/index.html' 'hot'
has j.xml '<testsuite' 'parse'
[ "$(grep -c '"run":' runs.jsonl)" -eq 6 ] || cat runs.jsonl >>wrong
check_pages r2
has r2/profiles/parse/trends.html '<svg' '<code>hot</code>' '<code>f1</code>'
grep -q '<code>hot</code>: 16\.[0-9]*%, no change of level in 2 runs' r2/profiles/parse/trends.html ||
	grep figcaption r2/profiles/parse/trends.html >>wrong
call 0 -q -o r2 --history runs.jsonl --summary markdown:comment --summary json:- after
has comment '## Profiles'
has out '"generator": "flamereport '
has runs.jsonl '"run": "3"'
verdict flamereport/summaries
