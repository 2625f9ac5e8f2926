#!/bin/sh
# Round trips: what `fold-stacks --to FORMAT` writes is read back with the same stacks and sums, beside
# the same processes and threads where the format has them.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"
fold=$TOOLS/fold-stacks

cd "$scratch" || exit 1

# round_trip FORMAT FILE [FLAG]...: the flags are for both ways of reading.
round_trip() {
	to=$1
	file=$2
	shift 2
	"$fold" -q --plain "$@" "$file" >whole || echo "$file $*: status $?"
	"$fold" -q --to "$to" "$file" >written || echo "$file --to $to: status $?"
	"$fold" -q --plain "$@" written >back || echo "$file --to $to, read back: status $?"
	cmp -s whole back || {
		echo "$file --to $to $*: other stacks or sums:"
		diff whole back | head -4
	}
}

for format in pprof; do
	: >wrong
	if ! "$fold" --list-formats | grep -q "^$format .*unavailable" &&
		"$fold" --to $format "$SOURCE/testdata/good-crlf.folded" >written 2>err; then
		for file in good-c-frame-pointers.txt good-java-perf-map.txt.bz2 good-cpp-inlined.txt.xz \
			good-off-cpu.txt.gz good-perf-data-threads good-crlf.folded; do
			round_trip $format "$SOURCE/testdata/$file" >>wrong
		done
		round_trip $format "$SOURCE/testdata/good-perf-data-threads" --tid >>wrong
		round_trip $format "$SOURCE/testdata/good-java-perf-map.txt.bz2" --comm=java >>wrong
		judge round-trips/$format wrong
	else
		skip round-trips/$format "$(cat err)"
	fi
done
