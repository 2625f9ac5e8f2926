#!/bin/sh
# fold-stacks --split-by: the parts add up to the whole, whatever is split by, are the same for any
# number of threads, and have names that are safe, unique and listed in the manifest.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"
TOOLS=$HOOKED
fold=$TOOLS/fold-stacks
STACKFOLD_PROCESSORS=8
export STACKFOLD_PROCESSORS

cd "$scratch" || exit 1

# --- the parts add up to the whole -----------------------------------------------------------------

# compare_with_whole FILE KEYS FLAGS: splits, adds up.
compare_with_whole() {
	# shellcheck disable=SC2086 # several flags
	"$fold" -q --plain $3 "$1" >whole || echo "$3: status $?"
	for threads in 1 4; do
		rm -rf parts$threads
		# shellcheck disable=SC2086 # several flags
		STACKFOLD_PIECE=3000 "$fold" -q --plain --threads=$threads $3 --split-by="$2" \
			-o parts$threads "$1" 2>err || {
			# what no sample has cannot be split by
			grep -q ": --split-by: no sample has " err || cat err
			[ ! -e parts$threads/manifest.json ] || echo "$2: a manifest of nothing"
			return
		}
	done
	diff -r parts1 parts4 >differ || echo "$2 $3: parts depend on threads"
	find parts1 -name '*.folded' -exec cat {} + | "$fold" -q --plain --format=folded >sum
	cmp -s whole sum || echo "$2 $3: the parts do not add up to the whole"
	[ "$(grep -c '"file"' parts1/manifest.json)" -eq "$(find parts1 -name '*.folded' | wc -l)" ] ||
		echo "$2: the manifest has another number of files"
	split=$((split + 1))
}

for file in good-several-events.txt good-fields-pid-tid-cpu.txt good-odd-comms-cpu.txt good-unended.txt \
	good-perf-data-several-events.data good-perf-data-threads good-perf-data-jitdump-pipe.data good-crlf.folded; do
	case $file in
	*perf-data*) "$fold" --list-formats | grep -q 'perf-data.*not available' && continue ;;
	esac
	split=0
	for keys in thread process comm cpu 0.01 comm,0.05 event thread,event; do
		for flags in "" --count; do
			case $keys in
			*event*) flags="$flags --events=all" ;;
			esac
			compare_with_whole "$TESTDATA/$file" $keys "$flags"
		done
	done >wrong 2>&1
	case $file in
	*.folded) [ $split -eq 0 ] || echo "folded text was split" >>wrong ;;
	*) [ $split -gt 5 ] || echo "only $split ways to split" >>wrong ;;
	esac
	judge "split/sums-$file" wrong
done

# --- other formats ---------------------------------------------------------------------------------

# has FORMAT: whether this build writes it.
has() {
	"$fold" -q --to="$1" -o trial "$TESTDATA/good-fields-pid-tid-cpu.txt" 2>/dev/null
}

# Samples of the parts are those of the whole, with all that is known of them.
if ! has ndjson; then
	skip split/ndjson "this build does not write ndjson"
else
	{
		for file in good-several-events.txt good-odd-comms-cpu.txt good-unended.txt; do
			for keys in thread comm 0.01 thread,event; do
				rm -rf parts
				"$fold" -q --events=all --to=ndjson -o whole "$TESTDATA/$file" || echo "status $?"
				"$fold" -q --events=all --to=ndjson --split-by=$keys -o parts "$TESTDATA/$file" ||
					echo "$file $keys: status $?"
				find parts -name '*.ndjson' -exec cat {} + | sort >sum
				sort whole | cmp - sum || echo "$file $keys: other samples"
			done
		done
	} >wrong 2>&1
	judge split/ndjson wrong
fi

# A part that is all of the samples is the same file as the whole; names end as the format's do.
for format in pprof:pb.gz firefox:firefox.json speedscope:speedscope.json ndjson:ndjson \
	ndjson-stacks:stacks.ndjson; do
	end=${format#*:} to=${format%:*}
	if ! has "$to"; then
		skip "split/to-$to" "this build does not write $to"
		continue
	fi
	{
		rm -rf parts
		"$fold" -q --to="$to" -o whole "$TESTDATA/good-c-frame-pointers.txt" || echo "status $?"
		"$fold" -q --to="$to" --split-by=event -o parts "$TESTDATA/good-c-frame-pointers.txt" || echo "status $?"
		"$fold" -q --split-by=event -o "parts/{n}.$end" "$TESTDATA/good-c-frame-pointers.txt" || echo "status $?"
		cmp whole "$(echo parts/c*".$end")"
		cmp whole "parts/1.$end"
		rm -rf two
		for name in same SAME; do
			printf '%s 1/1 [000] 1.0: 1 cpu-clock: \n\t1 f (m)\n\n' $name
		done | "$fold" -q --split-by=comm -o "two/{comm}.x.$end" || echo "status $?"
		{ [ -s "two/same.x.$end" ] && [ -s "two/SAME-2.x.$end" ]; } || ls two
	} >wrong 2>&1
	judge "split/to-$to" wrong
done

# Folded text is compressed where its names say so.
{
	rm -rf parts
	"$fold" -q --plain --split-by=event -o 'parts/{n}.folded.gz' "$TESTDATA/good-c-frame-pointers.txt" ||
		echo "status $?"
	"$fold" -q --plain "$TESTDATA/good-c-frame-pointers.txt" >whole
	gzip -dc parts/1.folded.gz | cmp - whole
} >wrong 2>&1
judge split/compressed wrong

# --- names -----------------------------------------------------------------------------------------

# sample COMM PID TID TIME: the text of one.
sample() {
	printf '%s %s/%s [000] %s: 1 cpu-clock: \n\t1 f (m)\n\n' "$@"
}

# expect_files NAMES...: those in the folder parts, and the manifest.
expect_files() {
	printf '%s\n' "$@" manifest.json | sort >expected
	(cd parts && find . -type f | sed 's|^\./||' | sort) >found
	diff expected found
}

{
	sample a/b 1 1 1.0
	sample a_b 2 2 1.1
	sample A_B 3 3 1.2
	sample a_b-2 4 4 1.3
	sample .. 5 5 1.4
	sample -rf 6 6 1.5
	sample "it's" 7 7 1.6
	sample "$(printf '\316\273\377')" 8 8 1.7
	sample "$(printf '\342\200\256x')" 9 9 1.8
	sample manifest 10 10 1.9
} >odd

{
	rm -rf parts
	"$fold" -q --split-by=comm -o parts odd || echo "status $?"
	expect_files a_b.folded a_b-2.folded A_B-3.folded a_b-2-2.folded _..folded _rf.folded it_s.folded \
		"$(printf '\316\273')_.folded" _x.folded manifest.folded
	[ ! -e rf-6.folded ] || echo "outside"
} >wrong 2>&1
judge split/safe-names wrong

{
	rm -rf parts
	"$fold" -q --split-by=comm -o 'parts/{comm}.json' odd || echo "status $?"
	[ "$(grep -c '"file"' parts/manifest.json)" -eq 10 ] || echo "the manifest is a part"
	grep -q '"file": "manifest-2.json"' parts/manifest.json || cat parts/manifest.json
} >wrong 2>&1
judge split/manifest-is-no-part wrong

# A thread is one, by its last name; the same number of another process is another.
{
	sample one 1 1 1.0
	sample two 1 1 2.0
	sample other 2 3 1.0
	sample other 4 3 1.5
} >renamed

{
	rm -rf parts
	"$fold" -q --split-by=thread --plain -o parts renamed || echo "status $?"
	expect_files two-1.folded other-3.folded other-3-2.folded
	printf 'one;f 1\ntwo;f 1\n' | cmp - parts/two-1.folded
	rm -rf parts
	"$fold" -q --split-by=process --root=process --plain -o parts renamed || echo "status $?"
	expect_files two-1.folded other-2.folded other-4.folded
	printf 'two-1;f 2\n' | cmp - parts/two-1.folded
} >wrong 2>&1
judge split/renamed wrong

# --- time ------------------------------------------------------------------------------------------

# Times go backwards in the input, and a sample has none.
{
	sample a 1 1 12.5
	sample a 1 1 2.5
	sample a 1 1 3.4999
	sample a 1 1 3.5
	sample a 1 1 7.75
	printf 'a 1/1 [000] 1 cpu-clock: \n\t1 f (m)\n\n'
} >moments

{
	rm -rf parts
	"$fold" -q --every=1 -o parts moments || echo "status $?"
	expect_files 00.folded 01.folded 05.folded 10.folded unknown.folded
	grep -q '^a;f 2000' parts/00.folded && echo "weights are not as read"
	rm -rf parts
	"$fold" -q --split-by=comm --every=0.25 -o 'parts/{time}-{comm}-{n}.folded' moments || echo "status $?"
	expect_files 00.00-a-1.folded 00.75-a-2.folded 01.00-a-3.folded 05.25-a-4.folded 10.00-a-5.folded \
		unknown-a-6.folded
	grep -q '"from": 3.4999, "to": 3.4999, "samples": 1' parts/manifest.json ||
		cat parts/manifest.json
} >wrong 2>&1
judge split/time wrong

# --- many ------------------------------------------------------------------------------------------

awk 'BEGIN {
	for (i = 0; i < 3000; i++)
		printf "worker-%d %d/%d [000] %d.%06d: 1 cpu-clock: \n\t1 f%d (m)\n\n",
			i, 1, i, 1 + i / 1000, i % 1000, i % 5
}' >many

{
	rm -rf parts
	(
		# shellcheck disable=SC3045 # POSIX has it since 2024
		ulimit -n 24
		"$fold" -q --split-by=thread -o parts many
	) || echo "status $?"
	[ "$(find parts -name 'worker-*.folded' | wc -l)" -eq 3000 ] || echo "not all files"
	rm -rf parts
	"$fold" -q --split-by=thread --group-threads='-[0-9]*$=' -o parts many 2>err &&
		echo "an empty name is taken"
	# shellcheck disable=SC2016 # a pattern
	"$fold" -q --split-by=thread --group-threads='(.*)-[0-9]*$=$1' -o parts many || echo "status $?"
	expect_files worker-all.folded
} >wrong 2>&1
judge split/many wrong

# --- failures --------------------------------------------------------------------------------------

# refuse STATUS MESSAGE ARGUMENTS...
refuse() {
	status=$1 message=$2
	shift 2
	"$fold" "$@" odd >out 2>err
	found=$?
	[ $found -eq "$status" ] || echo "$*: status $found"
	grep -q -F -e "$message" err || sed "s|^|$*: |" err
	[ ! -s out ] || echo "$*: there is output"
}

{
	rm -rf parts
	refuse 2 '--split-by needs -o FOLDER' --split-by=comm
	refuse 2 '--split-by needs -o FOLDER' --split-by=comm -o -
	refuse 2 '{tid} needs --split-by thread' --split-by=comm -o 'parts/{tid}'
	refuse 2 '{x} is none of' --split-by=comm -o 'parts/{x}'
	refuse 2 "a '{' without its '}'" --split-by=comm -o 'parts/{comm'
	refuse 2 'expected thread, process, comm' --split-by=core -o parts
	refuse 2 'expected a number of seconds' --every=comm -o parts
	refuse 2 'expected a number of seconds' --every=0 -o parts
	refuse 2 'only one label' --split-by=label:a,label:b -o parts
	refuse 1 'no sample has a label user' --split-by=label:user -o parts
	[ ! -e parts ] || echo "a folder was made"
	touch file
	refuse 1 'file/' --split-by=comm -o file
	[ ! -s file ] || echo "the file was written"
} >wrong 2>&1
judge split/refused wrong
