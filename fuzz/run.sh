#!/bin/sh
# run.sh HARNESS...: fuzzes with each harness for FUZZ_SECONDS (60), beginning with what testdata/ has for it;
# with fuzz-read once for each format, or for FUZZ_FORMAT only. With FUZZ_RUNS, so many inputs, which are the same in
# each run. What is found is left in fuzz/found/, the corpus that grew in fuzz/corpus-NAME/.
set -eu

source=${SOURCE:-$(cd "$(dirname "$0")/.." && pwd)}
mkdir -p fuzz/found

# plain FILE: its content, decompressed, so that what is changed is what a reader sees.
plain() {
	case $1 in
	*.gz) gzip -dc "$1" ;;
	*.xz) xz -dc "$1" ;;
	*.zst) zstd -dcq "$1" ;;
	*) cat "$1" ;;
	esac
}

# seeds_of NAME: the files in testdata/ to begin with: what a format bids most for, or by how the name ends.
seeds_of() {
	case $1 in
	elf) ending='*.elf' ;;
	unwind) ending='*.cfi' ;;
	jitdump) ending='*.dump' ;;
	recording) ending='*.steps' ;;
	write) ending='*.profile' ;;
	edit) ending='*.folded' ;;
	*)
		sed -n "s/^\([^ ]*\) $1=.*/\1/p" fuzz/bids
		return
		;;
	esac
	find "$source/testdata" -type f -name "$ending" -size -200k | sort
}

# limits: FUZZ_RUNS inputs, always the same ones, or as many as there is time for.
limits() {
	if [ -n "${FUZZ_RUNS:-}" ]; then
		# An input that takes long on a busy machine is no finding.
		echo "-runs=$FUZZ_RUNS -seed=1 -timeout=60"
	else
		echo "-max_total_time=${FUZZ_SECONDS:-60} -timeout=5"
	fi
}

# fuzz HARNESS NAME
fuzz() {
	harness=$1
	name=$2
	corpus=fuzz/corpus-$name
	[ -z "${FUZZ_RUNS:-}" ] || rm -rf "$corpus"
	mkdir -p "$corpus"
	if [ -d "$source/fuzz/findings/$name" ]; then
		cp -f "$source/fuzz/findings/$name"/* "$corpus"
	fi
	seeds_of "$name" | while read -r file; do
		plain "$file" >"$corpus/$(basename "$file")" || cp -f "$file" "$corpus"
	done
	if ! "$harness" -help=1 2>&1 | grep -q max_total_time; then
		echo "$name: built without libFuzzer (configure --enable-fuzzing with CC=clang); seeds only"
		find "$corpus" -type f -exec "$harness" {} +
		return
	fi
	# Addresses that change from run to run would change which inputs are tried.
	same=
	[ -z "${FUZZ_RUNS:-}" ] || ! setarch -R true 2>/dev/null || same='setarch -R'
	# What takes more than 512 MB, or too long, is a finding too. The sanitizer keeps little of what
	# was freed, so that it does not count.
	# shellcheck disable=SC2046 # several words
	ASAN_OPTIONS=quarantine_size_mb=8:${ASAN_OPTIONS:-} \
		$same "$harness" $(limits) -rss_limit_mb=512 \
		-max_len=200000 -artifact_prefix=fuzz/found/ "$corpus"
}

# Who bids for which file, the highest first; FUZZ_BIDS says that the list is there already.
[ -n "${FUZZ_BIDS:-}" ] ||
	find "$source/testdata" -type f -size -200k | sort | xargs tests/bids >fuzz/bids 2>/dev/null || :

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
