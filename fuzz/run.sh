#!/bin/sh
# run.sh HARNESS...: fuzzes with each harness for FUZZ_SECONDS (60), beginning with what testdata/ has of its
# format. What is found is left in fuzz/found/, the corpus that grew in fuzz/corpus-NAME/.
set -eu

source=${SOURCE:-$(cd "$(dirname "$0")/.." && pwd)}
mkdir -p fuzz/found
for harness in "$@"; do
	name=$(basename "$harness")
	corpus=fuzz/corpus-$name
	mkdir -p "$corpus"
	case $name in
	fuzz-perf-data) seeds='*.data' ;;
	fuzz-folded) seeds='*.folded' ;;
	fuzz-elf) seeds='*.elf' ;;
	fuzz-unwind) seeds='*.cfi' ;;
	fuzz-jitdump) seeds='*.dump' ;;
	fuzz-recording) seeds='*.steps' ;;
	*) seeds='*.txt' ;;
	esac
	if [ -d "$source/fuzz/findings/${name#fuzz-}" ]; then
		cp -f "$source/fuzz/findings/${name#fuzz-}"/* "$corpus"
	fi
	find "$source/testdata" -name "$seeds" -size -200k -exec cp -f {} "$corpus" \;
	if ! "$harness" -help=1 2>&1 | grep -q max_total_time; then
		echo "$name: built without libFuzzer (configure --enable-fuzzing with CC=clang); seeds only"
		find "$corpus" -type f -exec "$harness" {} +
		continue
	fi
	# What takes more than 5 seconds or 512 MB is a finding too. The sanitizer keeps little of what
	# was freed, so that it does not count.
	ASAN_OPTIONS=quarantine_size_mb=8:${ASAN_OPTIONS:-} \
		"$harness" -max_total_time="${FUZZ_SECONDS:-60}" -timeout=5 -rss_limit_mb=512 \
		-max_len=200000 -artifact_prefix=fuzz/found/ "$corpus"
done
