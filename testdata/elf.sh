#!/bin/sh
# elf.sh: makes the files of elf/ again from programs/calls.cc, labels.S and kinds.*, with gcc, clang,
# objcopy, xz and dwz. Tests know the addresses of some, so that files made by other compilers need other tests;
# README.md says more.
set -eu

cd "$(dirname "$0")"
out=$PWD/elf
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
# no path of the machine is to show
cp programs/calls.cc programs/local.cc programs/labels.S programs/kinds.* "$room"
cd "$room"
flags="-O2 -g -fPIC -shared -nostdlib -fno-exceptions -fno-asynchronous-unwind-tables
	-fdebug-prefix-map=$room=/src -Wl,--build-id -Wl,-z,noseparate-code"

# shellcheck disable=SC2086 # several flags
{
	g++ $flags -o gcc.elf calls.cc
	g++ $flags -gdwarf-4 -gz=zlib -o zlib.elf calls.cc
	clang++ $flags -o clang.elf calls.cc
	gcc $flags -o labels.elf labels.S
	g++ $flags -o local.elf local.cc
	g++ $flags -gdwarf-4 -o local4.elf local.cc
}
# what distributions ship: stripped, with the symbols of functions packed inside
nm gcc.elf --format=posix --defined-only | awk '$2 ~ /[Tt]/ { print $1 }' >names
objcopy -S --keep-symbols=names gcc.elf packed
xz -f packed
strip -o mini.elf gcc.elf
objcopy --add-section .gnu_debugdata=packed.xz mini.elf
# a debug file of its own, named by its link
objcopy --only-keep-debug gcc.elf linked.debug
strip -o linked.elf gcc.elf
objcopy --add-gnu-debuglink=linked.debug linked.elf
cp gcc.elf zlib.elf clang.elf labels.elf local.elf local4.elf mini.elf linked.elf summed.elf linked.debug \
	"$out"

# debug information that lies in several files, or is shared: what kinds.cc says of itself
# kinds NAME COMPILER FLAG...
kinds() {
	name=$1
	compiler=$2
	shift 2
	for part in 1 2; do
		# shellcheck disable=SC2086 # several flags
		"$compiler" $compile -DPART=$part "$@" -c -o "$name-$part.o" kinds.cc
	done
	# shellcheck disable=SC2086
	"$compiler" $link "$@" -o "$name.elf" "$name-1.o" "$name-2.o"
}
compile="-O2 -g -fPIC -fno-exceptions -fno-rtti -fno-asynchronous-unwind-tables -fdebug-prefix-map=$room=/src"
link="-shared -nostdlib -Wl,--build-id -Wl,-z,noseparate-code"
kinds split4 g++ -gdwarf-4 -gsplit-dwarf
kinds split5 g++ -gdwarf-5 -gsplit-dwarf
kinds types clang++ -gdwarf-4 -gsplit-dwarf -fdebug-types-section
kinds few clang++ -g1
# two languages in one unit
# shellcheck disable=SC2086
{
	gcc $compile -flto -c -o lto-1.o kinds.c
	g++ $compile -flto -DPART=1 -c -o lto-2.o kinds.cc
	g++ $compile $link -flto -o lto.elf lto-1.o lto-2.o
}
# what two programs share in a file of its own, as Debian's debug packages have it
kinds alt g++ -gdwarf-4
cp alt.elf other.elf
dwz -m alt.debug -M alt.debug alt.elf other.elf
cp split4.elf split5.elf types.elf ./*.dwo few.elf lto.elf alt.elf alt.debug "$out"
