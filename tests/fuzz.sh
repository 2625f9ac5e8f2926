#!/bin/sh
# fuzz.sh: each harness for FUZZ_SECONDS (20), JOBS of them side by side. In a build with --enable-fuzzing
# only; what is found is left in fuzz/found/ there.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

if ! grep -q '^FUZZING_ENGINE = -' "$BUILD/Makefile" 2>/dev/null; then
	skip fuzz "not built with --enable-fuzzing (clang)"
	exit
fi
FUZZ_SECONDS=${FUZZ_SECONDS:-20}
export FUZZ_SECONDS
cd "$BUILD" || exit 1

# shellcheck disable=SC2016 # expanded by the inner shell
printf '%s\n' fuzz/fuzz-*[a-z] | grep -v '\.' | xargs -n 1 -P "${JOBS:-$(nproc 2>/dev/null || echo 2)}" sh -c '
	sh "$1/fuzz/run.sh" "$3" >"$2/$(basename "$3")" 2>&1 || echo failed >"$2/$(basename "$3").failed"
	' run "$SOURCE" "$scratch"
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
