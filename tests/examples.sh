#!/bin/sh
# The commands in folded(5)'s examples give what the page says, with every awk that is here.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

cd "$scratch" || exit 1

# Functions named parse as root, in the middle and as leaf, others that have it in their names; sums
# above 31 bits and 2^32; decimals; an idle process.
cat >out.folded <<'END'
# event: cpu-clock;
# unit: ns
main;load;parse 2500000000
main;load;parse;token 10
main;parse_all;read 7
main;reparse 3
main;parse all 5
main;load;read 3000000000
main;write;read 2000000003
main;write a b 0.25
main;write a b 1.5
parse 4
parse;token 2.5
swapper;start_kernel;do_idle;default_idle 9999999
swapper-0;do_idle 99
swapper_daemon;run 1
# frames kernel 1 [kernel.kallsyms]: 2;
END

# example N: the N-th command of the page's section.
example() {
	awk -v wanted="$1" '
		/^\.SH/ { inside = /EXAMPLES/ }
		inside && /^\.nf/ { count++; taking = 1; next }
		/^\.fi/ { taking = 0 }
		taking && count == wanted' "$SOURCE/man/folded.5" |
		sed 's/\\(aq/'\''/g; s/\\-/-/g; s/\\e/\\/g'
}

# Pictures are not looked at here: what they would be drawn of is.
mkdir bin
printf '#!/bin/sh\nexec cat\n' >bin/flamesvg
chmod +x bin/flamesvg

# check NAME N FILE: the N-th example leaves in FILE, or prints, what the file expected has.
check() {
	: >wrong
	example "$2" >example.sh
	[ -s example.sh ] || echo "there is no such example" >>wrong
	PATH=$scratch/bin:$PATH sh ./example.sh >printed 2>&1 || echo "status $?" >>wrong
	cmp -s "$3" expected || diff expected "$3" >>wrong
	judge "examples/$1" wrong
}

cat >expected <<'END'
# event: cpu-clock;
# unit: ns
main;load;parse 2500000000
main;load;parse;token 10
parse 4
parse;token 2.5
# frames kernel 1 [kernel.kallsyms]: 2;
END
check function 1 parse.svg

grep -v '^swapper[;-]' out.folded >expected
check busy 2 busy.svg
grep -q '^swapper_daemon' expected || not_ok examples/busy-daemon

cat >expected <<'END'
5000000010 read
2500000004 parse
9999999 default_idle
99 do_idle
12.5 token
5 parse all
3 reparse
1.75 write a b
1 run
END
for awk in mawk gawk original-awk busybox; do
	if ! have $awk; then
		skip "examples/leaves-$awk" "no $awk"
		continue
	fi
	words=$awk
	[ $awk != busybox ] || words='busybox awk'
	printf '#!/bin/sh\nexec %s "$@"\n' "$words" >bin/awk
	chmod +x bin/awk
	check "leaves-$awk" 3 printed
	rm bin/awk
done
