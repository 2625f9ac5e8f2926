#!/bin/sh
# elf.sh: makes the files of elf/ again from programs/calls.cc, with gcc, clang, objcopy and xz. Tests
# know their addresses, so that files made by other compilers need other tests; README.md says more.
set -eu

cd "$(dirname "$0")"
out=$PWD/elf
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
# no path of the machine is to show
cp programs/calls.cc "$room"
cd "$room"
flags="-O2 -g -fPIC -shared -nostdlib -fno-exceptions -fno-asynchronous-unwind-tables
	-fdebug-prefix-map=$room=/src -Wl,--build-id -Wl,-z,noseparate-code"

# shellcheck disable=SC2086 # several flags
{
	g++ $flags -o gcc.elf calls.cc
	g++ $flags -gdwarf-4 -gz=zlib -o zlib.elf calls.cc
	clang++ $flags -o clang.elf calls.cc
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
cp gcc.elf zlib.elf clang.elf mini.elf linked.elf linked.debug "$out"
