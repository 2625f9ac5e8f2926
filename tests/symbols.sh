#!/bin/sh
# Names by the files of programs: --inline against what addr2line says of a program that is compiled
# here, wherever its addresses lie; and ELF files damaged in every way, which must end decently.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

fold=$TOOLS/fold-stacks

# text BASE: each address in the functions of $scratch/functions as a sample of perf script.
text() {
	while read -r name start size; do
		i=0
		while [ "$i" -lt "$((0x$size))" ]; do
			printf 'p 1 1.0: 1 cycles:\n\t%16x %s+0x%x (%s)\n\n' \
				$(($1 + 0x$start + i)) "$name" "$i" "$program"
			i=$((i + 1))
		done
	done <"$scratch/functions"
}

# expected: the same as addr2line has it: innermost first, a name and FILE:LINE for each.
expected() {
	while read -r name start size; do
		i=0
		while [ "$i" -lt "$((0x$size))" ]; do
			printf '0x%x\n' $((0x$start + i))
			i=$((i + 1))
		done
	done <"$scratch/functions" >"$scratch/addresses"
	addr2line -a -i -f -s -e "$program" <"$scratch/addresses" | awk '
		function flush() { if (stack != "") print "p;" stack }
		/^0x/ { flush(); stack = ""; odd = 0; next }
		{ odd = !odd }
		odd { name = $0; next }
		{ sub(/ \(discriminator.*/, ""); sub(/:\?$/, ":0")
		  stack = name ":" $0 (stack == "" ? "" : ";") stack }
		END { flush() }' | sort | uniq -c | awk '{ n = $1; sub(/^ *[0-9]+ /, ""); print $0 " " n }' |
		sort
}

check_addresses() {
	program=$scratch/inlined
	for need in cc nm addr2line; do
		have $need || { skip symbols/addr2line "$need is not here"; return; }
	done
	cc -O2 -g -o "$program" "$TESTDATA/programs/inlined.c" 2>/dev/null ||
		{ skip symbols/addr2line "cc cannot compile it"; return; }
	# functions that inline others, and whose symbol has the name that debug information has
	nm -S --defined-only "$program" | awk '$4 ~ /^(main|sort|by_value)$/ { print $4, $1, $2 }' |
		sed 's/ 0*/ /g' >"$scratch/functions"
	[ -s "$scratch/functions" ] || { skip symbols/addr2line "nm lists no function"; return; }
	expected >"$scratch/expected"
	grep -q ';.*;' "$scratch/expected" ||
		{ not_ok symbols/addr2line "$scratch/expected"; return; }
	for base in 0 $((0x555555554000)); do
		text "$base" >"$scratch/text"
		"$fold" --plain --no-advice --inline --context "$scratch/text" 2>&1 | sort >"$scratch/found"
		diff "$scratch/expected" "$scratch/found" >"$scratch/wrong" 2>&1
		judge "symbols/addr2line/$base" "$scratch/wrong"
	done
}

# damage FILE [BESIDE]: --inline with it damaged, or with what lies beside it, at whatever lies in it.
damage() {
	from=${2:+$TESTDATA/elf/$2}
	from=${from:-$1}
	mkdir -p "$scratch/damaged"
	cp "$TESTDATA"/elf/*.debug "$TESTDATA"/elf/*.dwo "$scratch/damaged"
	cp "$1" "$scratch/damaged/file.elf"
	chmod -R u+w "$scratch/damaged"
	printf '%s\n' --inline --context "--symfs=$scratch/damaged" >"$scratch/args"
	printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "symbols/damaged/${from##*/}" 1 "$scratch/samples" "$scratch" \
		"$scratch/args" "$from" "$scratch/damaged/${2:-file.elf}" |
		"$BUILD/tests/chop" "$HOOKED/fold-stacks"
}

echo format:perf-data >"$scratch/needs"
if [ -n "$(unmet "$scratch/needs")" ]; then
	skip symbols 'this build reads no ELF files'
	exit 0
fi
check_addresses
address=0
while [ "$address" -lt 2304 ]; do
	printf 'p 1 1.0: 1 cycles:\n\t%16x plain (/file.elf)\n\n' "$address"
	address=$((address + 3))
done >"$scratch/samples"
for file in "$TESTDATA"/elf/*.elf; do
	damage "$file"
done
damage "$TESTDATA/elf/split4.elf" split4-1.dwo
damage "$TESTDATA/elf/split5.elf" split5-2.dwo
damage "$TESTDATA/elf/types.elf" types-1.dwo
damage "$TESTDATA/elf/alt.elf" alt.debug
