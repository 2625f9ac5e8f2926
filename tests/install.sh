#!/bin/sh
# make install puts everything in place, make uninstall takes all of it away, and the shared
# library shows what the public header declares and nothing else.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

make=${MAKE:-make}
unset MAKEFLAGS MFLAGS MAKELEVEL
root=$scratch/root

library=$BUILD/.libs/libstackfold.so
if [ ! -e "$library" ]; then
	: # configured with --disable-shared
elif ! have nm; then
	skip library/symbols "nm is not here"
else
	nm -D --defined-only "$library" | awk '$3 !~ /^sf_/ { print $3 " is exported" }' \
		>"$scratch/wrong"
	nm -D --defined-only "$library" | grep -q ' sf_' || echo "nothing is exported" >>"$scratch/wrong"
	judge library/symbols "$scratch/wrong"
fi

cd "$BUILD" || exit 1
if ! "$make" -s install DESTDIR="$root" >"$scratch/log" 2>&1; then
	not_ok install "$scratch/log"
	exit
fi
transform=$(sed -n 's/^program_transform_name = //p' Makefile | sed 's/\$\$/$/g')
names=$tool_names
if grep -q '^PERL_NAMES_TRUE = *$' Makefile; then
	names="$names difffolded.pl flamegraph.pl stackcollapse-perf.pl"
fi

# installed NAME: the path of an installed file.
installed() {
	find "$root" -name "$1" | grep . || echo "$1 is missing" >&2
}
{
	for name in $names; do
		tool=$(installed "$(echo "$name" | sed "$transform")")
		"${tool:-false}" --version >/dev/null || echo "$name --version fails"
	done
	for tool in $tool_names; do
		installed "$(echo "$tool" | sed "$transform").1" >/dev/null
	done
	installed stackfold.h >/dev/null
	installed stackfold.pc >/dev/null
} >"$scratch/wrong" 2>&1
judge install "$scratch/wrong"

"$make" -s uninstall DESTDIR="$root" >"$scratch/log" 2>&1 || not_ok uninstall "$scratch/log"
find "$root" ! -type d | sed 's/$/ was left behind/' >"$scratch/wrong"
judge uninstall "$scratch/wrong"
