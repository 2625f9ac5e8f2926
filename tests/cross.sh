#!/bin/sh
# The tools, built for arm64 and run by qemu, write what the tools of this build write. Gets the libraries of arm64
# from Debian, once, into cross/ of the build folder, and compiles everything once more, so it is not part of
# `make check`: make check SUITES=cross.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

make=${MAKE:-make}
unset MAKEFLAGS MFLAGS MAKELEVEL
triplet=aarch64-linux-gnu
for command in mmdebstrap $triplet-gcc qemu-aarch64-static; do
	have "$command" || { skip cross "$command is not here"; exit; }
done

cross=$BUILD/cross
root=$cross/root
mkdir -p "$cross/build"
# What debian/control lists as libraries, for the other processor.
libraries=$(sed -n '/^Build-Depends:/,/^[A-Z]*[a-z-]*:.*[0-9]$/s/^ \([a-z0-9-]*-dev\),$/\1/p' "$SOURCE/debian/control" |
	tr '\n' ',')
if [ ! -f "$root/usr/include/stdio.h" ]; then
	rm -rf "$root"
	# shellcheck source=/dev/null
	release=$(. /etc/os-release && echo "$VERSION_CODENAME")
	if ! mmdebstrap --architectures=arm64 --variant=extract --include="libc6-dev,$libraries" "$release" "$root" \
		>"$scratch/log" 2>&1; then
		rm -rf "$root"
		skip cross "no libraries of arm64: $(tail -n 1 "$scratch/log")"
		exit
	fi
fi

cd "$cross/build" || exit 1
PKG_CONFIG_SYSROOT_DIR=$root
PKG_CONFIG_LIBDIR=$root/usr/lib/$triplet/pkgconfig:$root/usr/share/pkgconfig
export PKG_CONFIG_SYSROOT_DIR PKG_CONFIG_LIBDIR
if (
	unset BUILD TOOLS SANITIZED
	[ -f Makefile ] || "$SOURCE/configure" --host=$triplet --disable-shared \
		CC="$triplet-gcc --sysroot=$root" || exit
	"$make" -s -j "$(nproc)"
) >"$scratch/log" 2>&1; then
	ok cross/build
else
	tail -n 20 "$scratch/log" >"$scratch/wrong"
	not_ok cross/build "$scratch/wrong"
	exit
fi

there() {
	tool=$1
	shift
	qemu-aarch64-static -L "$root" "tools/$tool" "$@"
}
{
	there fold-stacks --version >"$scratch/version"
	grep '^Built without' "$scratch/version"
	compared=0
	for input in "$TESTDATA"/good-*; do
		case $input in
		*elf* | *.sh) continue ;;
		esac
		# those that need options, or files of the machine, are not compared
		"$TOOLS/fold-stacks" -q --threads 1 --symfs /nowhere -o "$scratch/here.folded" "$input" 2>/dev/null || continue
		there fold-stacks -q --threads 3 --symfs /nowhere -o "$scratch/there.folded" "$input" ||
			echo "${input##*/}: status $?"
		cmp "$scratch/here.folded" "$scratch/there.folded" || echo "${input##*/}: another result"
		compared=$((compared + 1))
	done
	[ $compared -ge 60 ] || echo "only $compared recordings were compared"
	for picture in '' '--colors by-module' '--inverted --reverse'; do
		# shellcheck disable=SC2086 # several words
		there flamesvg -q $picture "$TESTDATA/demo.perf.txt.zst" >"$scratch/there.svg"
		# shellcheck disable=SC2086
		"$TOOLS/flamesvg" -q $picture "$TESTDATA/demo.perf.txt.zst" | cmp - "$scratch/there.svg"
	done
	there diff-stacks -q --report json -o /dev/null "$TESTDATA/compare-before.txt.gz" \
		"$TESTDATA/compare-after.txt.gz" >"$scratch/there.json"
	"$TOOLS/diff-stacks" -q --report json -o /dev/null "$TESTDATA/compare-before.txt.gz" \
		"$TESTDATA/compare-after.txt.gz" | cmp - "$scratch/there.json"
} >"$scratch/wrong" 2>&1
judge cross/results "$scratch/wrong"
