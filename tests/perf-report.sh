#!/bin/sh
# What top-stacks counts of a recording, beside what perf report does: the self weight of each function
# exactly, and its total share as perf rounds it. The recording is made here, of a small program that
# sorts, recurses and calls the kernel.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

cd "$scratch" || exit 1
cat >program.c <<'END_OF_PROGRAM'
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

__attribute__((noinline)) unsigned sum(const char *text)
{
	unsigned sum = 5381;
	for (int i = 0; i < 40; i++)
		for (const char *at = text; *at; at++)
			sum = sum * 33 + (unsigned char)*at;
	return sum;
}

__attribute__((noinline)) int recurse(int n)
{
	return n < 2 ? n : recurse(n - 1) + recurse(n - 2);
}

int main(void)
{
	enum { COUNT = 100000 };
	char **texts = malloc(COUNT * sizeof *texts);
	unsigned all = 0;
	for (int i = 0; i < COUNT; i++) {
		texts[i] = malloc(4000);
		sprintf(texts[i], "%d", i * 7919 % COUNT);
		all += sum(texts[i]);
	}
	qsort(texts, COUNT, sizeof *texts, compare);
	printf("%u %s %d\n", all, texts[3], recurse(32));
	return 0;
}
END_OF_PROGRAM

if ! have perf || ! have cc; then
	skip perf-report "perf or cc is not here"
	exit
fi
if ! cc -O1 -fno-omit-frame-pointer -fno-optimize-sibling-calls -o program program.c >log 2>&1 ||
	! perf record -q -e cpu-clock -F 999 -g -o data ./program >log 2>&1; then
	skip perf-report "perf cannot record here"
	exit
fi

# perf's rows: a percentage, for self the sum of the samples' periods, and the function.
report() {
	perf report -i data --stdio -q -g none -s sym --percent-limit 0 -w 400 --no-inline "$@" 2>>log
}
report --no-children -F overhead,period,sym >self
report --children -F overhead_children,sym >total
"$TOOLS/top-stacks" -q --as-perf --no-comm --functions --by total -n 1000000 --report csv data >own.csv 2>>log

# Both as "function<tab>number", functions without a name left out.
sed -n 's/^ *[0-9.]*% *\([0-9]*\) *\[.\] \([^ ].*\)$/\2	\1/p' self | sed 's/ *	/	/' |
	grep -v '^0x\|	0$' | LC_ALL=C sort >perf-self
sed -n 's/^ *\([0-9.]*\)% *\[.\] \([^ ].*\)$/\2	\1/p' total | sed 's/ *	/	/' |
	grep -v '^0x\|^0000' | LC_ALL=C sort >perf-total
tr -d '\r' <own.csv | awk -F , '$1 == "functions" && $5 !~ /^\[/ && $7 > 0 { print $5 "\t" $7 }' |
	LC_ALL=C sort >own-self
tr -d '\r' <own.csv | awk -F , '$1 == "functions" && $5 !~ /^\[/ { print $5 "\t" $10 }' |
	LC_ALL=C sort >own-total

if [ "$(awk -F '\t' '{ n += $2 } END { print n }' perf-self)" -lt 1000000 ]; then
	skip perf-report "perf report shows no samples with names"
	exit
fi

# perf has a row for each symbol: those of one name add up.
awk -F '\t' '{ sum[$1] += $2 } END { for (f in sum) print f "\t" sum[f] }' perf-self | LC_ALL=C sort >added
diff added own-self >wrong
judge perf-report/self wrong

# A share in hundredths may be rounded otherwise. Where several symbols have one name, a stack counts once
# here, but more often there.
awk -F '\t' '
	NR == FNR { share[$1] = $2; rows[$1]++; next }
	{ own[$1] = $2 }
	END {
		for (f in share) {
			difference = share[f] - own[f]
			if (rows[f] == 1 && (difference > 0.0101 || difference < -0.0101))
				print f ": perf " share[f] "%, top-stacks " own[f] "%"
			compared += rows[f] == 1
		}
		if (compared < 5)
			print "hardly any functions were compared"
	}' perf-total own-total >wrong
judge perf-report/total wrong
