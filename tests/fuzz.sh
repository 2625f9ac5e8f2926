#!/bin/sh
# fuzz.sh: each harness with FUZZ_RUNS inputs (4000), that of the formats with half of them for each format, JOBS
# of them side by side. They are the same inputs in each run. In a build with --enable-fuzzing only; what is
# found is left in fuzz/found/ there.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

if ! grep -q '^FUZZING_ENGINE = -' "$BUILD/Makefile" 2>/dev/null; then
	skip fuzz "not built with --enable-fuzzing (clang)"
	exit
fi
FUZZ_RUNS=${FUZZ_RUNS:-4000}
cd "$BUILD" || exit 1

# Lines "HARNESS RUNS FORMAT".
{
	printf '%s\n' fuzz/fuzz-*[a-z] | grep -v -e '\.' -e '/fuzz-read$' | sed "s/\$/ $FUZZ_RUNS -/"
	tools/fold-stacks --list-formats | sed "s|\([^ ]*\).*|fuzz/fuzz-read $(((FUZZ_RUNS + 1) / 2)) \1|"
} >"$scratch/jobs"
sh "$SOURCE/fuzz/run.sh" # the list of seeds only
export FUZZ_BIDS=made
# shellcheck disable=SC2016 # expanded by the inner shell
xargs -n 3 -P "${JOBS:-$(nproc 2>/dev/null || echo 2)}" sh -c '
	name=$(basename "$3")
	[ "$5" = - ] || name=fuzz-$5
	[ "$5" = - ] || export FUZZ_FORMAT="$5"
	FUZZ_RUNS=$4 sh "$1/fuzz/run.sh" "$3" >"$2/$name" 2>&1 || echo failed >"$2/$name.failed"
	' run "$SOURCE" "$scratch" <"$scratch/jobs"
for log in "$scratch"/fuzz-*; do
	name=$(basename "$log" | sed 's/^fuzz-//')
	case $name in
	*.failed) ;;
	*)
		if [ -f "$log.failed" ]; then
			# what it says of the fault, not the numbers before it
			grep -A 18 -e '==ERROR' -e 'runtime error' -e 'ERROR: libFuzzer' -e '^Test unit' "$log" >"$scratch/fault" ||
				tail -n 20 "$log" >"$scratch/fault"
			not_ok "fuzz/$name" "$scratch/fault"
		else
			ok "fuzz/$name"
		fi
		;;
	esac
done
