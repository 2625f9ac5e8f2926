#!/bin/sh
# round-trips.sh: what fold-stacks --to writes is read back: the same stacks with the same sums, and the same
# for each thread.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"
TOOLS=$HOOKED

cd "$scratch" || exit 1

# fold OPTION... [FILE]: sorted stacks without comments; bytes that are no UTF-8 are none in JSON, too.
fold() {
	"$TOOLS/fold-stacks" -q --plain "$@" | LC_ALL=C grep -a -v raw
}

for format in speedscope firefox ndjson pprof; do
	name=round-trips/$format
	if ! "$TOOLS/fold-stacks" -q --to "$format" "$TESTDATA/good-crlf.folded" >written 2>err; then
		if grep -q 'this build cannot' err; then
			skip "$name" "$(cat err)"
		else
			not_ok "$name" err
		fi
		continue
	fi
	for file in good-crlf.folded good-perf-data-frame-pointers.data good-perf-data-several-events.data \
		good-perf-data-dwarf.data good-java-perf-map.txt.bz2 good-cpp-inlined.txt.xz \
		good-no-callchain.txt good-odd-comms.txt good-off-cpu.txt.gz good-perf-data-threads; do
		case $format:$file in
		pprof:good-odd-comms.txt) continue ;; # a label whose text is empty is none there
		esac
		"$TOOLS/fold-stacks" -q --to "$format" "$TESTDATA/$file" >written 2>err || cat err
		for option in --quiet --pid --tid --no-comm; do
			case $file:$option in
			*.folded:*id) continue ;; # no processes
			esac
			fold "$option" "$TESTDATA/$file" >expected
			fold "$option" written >found
			if [ "$format" = pprof ]; then # whose reader looks ahead in what is not compressed
				gzip -dc <written >plain
				fold "$option" plain >looked
				cmp -s found looked || echo "$file $option: another result without gzip"
			fi
			cmp -s expected found && continue
			echo "$file $option (- before, + after $format):"
			diff expected found | head -n 5
		done
	done >wrong 2>&1
	judge "$name" wrong
done
