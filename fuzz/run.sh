#!/bin/sh
# run.sh HARNESS...: fuzzes with each harness for FUZZ_SECONDS (60), beginning with what testdata/ has for it;
# with fuzz-read once for each format, or for FUZZ_FORMAT only. What is found is left in fuzz/found/, the corpus that grew in
# fuzz/corpus-NAME/.
set -eu

source=${SOURCE:-$(cd "$(dirname "$0")/.." && pwd)}
mkdir -p fuzz/found

# seeds_of NAME: the files in testdata/ to begin with: what a format reads, or by how the name ends.
seeds_of() {
	case $1 in
	elf) ending='*.elf' ;;
	unwind) ending='*.cfi' ;;
	jitdump) ending='*.dump' ;;
	recording) ending='*.steps' ;;
	write) ending='*.profile' ;;
	*) ending='*' ;;
	esac
	find "$source/testdata" -type f -name "$ending" -size -200k | sort | while read -r file; do
		if [ "$ending" != '*' ] ||
			tools/fold-stacks -q --format="$1" "$file" >/dev/null 2>&1 </dev/null; then
			echo "$file"
		fi
	done
}

# fuzz HARNESS NAME
fuzz() {
	harness=$1
	name=$2
	corpus=fuzz/corpus-$name
	mkdir -p "$corpus"
	if [ -d "$source/fuzz/findings/$name" ]; then
		cp -f "$source/fuzz/findings/$name"/* "$corpus"
	fi
	seeds_of "$name" | while read -r file; do
		cp -f "$file" "$corpus"
	done
	if ! "$harness" -help=1 2>&1 | grep -q max_total_time; then
		echo "$name: built without libFuzzer (configure --enable-fuzzing with CC=clang); seeds only"
		find "$corpus" -type f -exec "$harness" {} +
		return
	fi
	# What takes more than 5 seconds or 512 MB is a finding too. The sanitizer keeps little of what
	# was freed, so that it does not count.
	ASAN_OPTIONS=quarantine_size_mb=8:${ASAN_OPTIONS:-} \
		"$harness" -max_total_time="${FUZZ_SECONDS:-60}" -timeout=5 -rss_limit_mb=512 \
		-max_len=200000 -artifact_prefix=fuzz/found/ "$corpus"
}

for harness in "$@"; do
	case $harness in
	*/fuzz-read)
		for format in ${FUZZ_FORMAT:-$(tools/fold-stacks --list-formats | sed 's/ .*//')}; do
			FUZZ_FORMAT=$format
			export FUZZ_FORMAT
			fuzz "$harness" "$format"
		done
		;;
	*) fuzz "$harness" "${harness##*/fuzz-}" ;;
	esac
done
