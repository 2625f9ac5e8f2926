#!/bin/sh
# account.sh: nothing is lost. Inputs are made of a list of samples of all kinds; through every filter
# the rows of --stats are the numbers that the list gives, and the weights of the output are those of
# the samples that were kept.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"
TOOLS=$HOOKED

cd "$scratch" || exit 1

# The samples: KIND EVENT PROCESS THREAD CPU TIME, see listed.c.
awk 'BEGIN {
	kinds = split("frames frames empty frames deferred missing guest unknown malformed frames " \
		"dump dump guest unknown malformed group still guest malformed", kind, " ")
	for (i = 0; i < 1500; i++) {
		k = (i * 7 + int(i / 40)) % kinds + 1
		event = k <= 10 ? 1 : k <= 15 ? 2 : 3
		pid = 10 * (1 + int(i / 3) % 3)
		place = pid " " pid + int(i / 7) % 4 " " i % 5 " " (i + 1) * 2500003
		print kind[k], event, place
		if (kind[k] == "group")
			print "member", 1, place
	}
}' >list

# The list as perf script prints it: what is left out or joined in recordings are samples like others.
awk '{
	split("cpu-clock page-faults context-switches", event, " ")
	if ($1 == "malformed") {
		print "<<< damaged >>>\n"
		next
	}
	printf "%c %d/%d [%03d] %d.%09d: 1 %s: \n", 96 + $3 / 10, $3, $4, $5, int($6 / 1000000000),
		$6 % 1000000000, event[$2]
	if ($1 != "empty")
		print "\t1010 f+0x10 (/bin/a)\n\t1020 main+0x20 (/bin/a)"
	print ""
}' list >script
awk '{ print $1 == "malformed" ? "damaged" : $1 == "empty" ? ";; 1" : $3 ";" $4 ";f 1" }' list >folded

# rows FORMAT [NAME=VALUE]...: what the list has of each row of the account, as filters go: events,
# comm, pid, tids and tide, cpus, from and to in nanoseconds; no_comm: a sample may have no frame at all;
# as_perf: with --as-perf.
rows() {
	format=$1
	shift
	set -- "$@" -v format="$format"
	awk "$@" 'BEGIN {
		recording = format == "perf-data"
		text = format == "folded"
		events = events ? events : 1
	}
	$1 == "malformed" { malformed++; next }
	{ met++ }
	recording && $1 == "guest" { guests++; next }
	recording && $1 == "unknown" { unknown++; next }
	text && (filter ~ /event/) { other++; next }
	text && (filter == "cpu" || filter == "time") { moment++; next }
	text && filter { process++; next }
	text { kept += $1 != "empty"; empty += $1 == "empty"; next }
	index(events, $2) == 0 { other++; next }
	comm && $3 != comm || pid && $3 != pid || tids && ($4 < tids || $4 > tide) { process++; next }
	cpus && index(cpus, $5) == 0 || from && $6 < from || to && $6 > to { moment++; next }
	# a recording says where a sample was taken, which is a frame; perf script text does not
	no_comm && (!recording || as_perf) && $1 ~ (recording ? "empty|missing" : "empty") { empty++; next }
	{ kept++ }
	END { print met + 0, kept + 0, other + 0, process + 0, moment + 0, empty + 0, guests + 0,
		unknown + 0, malformed + 0 }' list
}

# stats OPTION...: the same as --stats has it, of what stands in out; its status has to be 0, or 1
# where nothing is left.
stats() {
	status=0
	"$TOOLS/fold-stacks" -q --stats --count --plain "$@" >out 2>err || status=$?
	awk '/ read, of them:/ { met = $1 }
		/^ *[0-9]+    kept$/ { kept = $1 }
		/left out: another event$/ { other = $1 }
		/left out: another process$/ { process = $1 }
		/left out: another CPU or time$/ { moment = $1 }
		/left out: without any frame$/ { empty = $1 }
		/left out: from inside a virtual machine$/ { guests = $1 }
		/left out: an event that the input does not describe$/ { unknown = $1 }
		/malformed lines$/ { malformed = $1 }
		END { print met + 0, kept + 0, other + 0, process + 0, moment + 0, empty + 0, guests + 0,
			unknown + 0, malformed + 0 }' err
}

# compare EXPECTED FILE OPTION...
compare() {
	expected=$1
	shift
	stats "$@" >got
	[ "$(cat got)" = "$expected" ] || echo "$*: $(cat got), not $expected"
	# shellcheck disable=SC2046 # nine numbers
	set -- $(cat got)
	sum=$(awk '{ sum += $NF } END { print sum + 0 }' out)
	[ "$sum" -eq "$2" ] || echo "weights of $sum samples in the output, $2 were kept"
	[ "$1" -eq $(($2 + $3 + $4 + $5 + $6 + $7 + $8)) ] || echo "the rows do not add up: $*"
	[ "$status" -eq $(($2 == 0)) ] || echo "status $status with $2 samples kept"
}

# filters FORMAT FILE OPTION...: each filter, alone and with others.
filters() {
	format=$1
	shift
	# What rows is told, then the options.
	while IFS='|' read -r told options; do
		# shellcheck disable=SC2046,SC2086 # several words
		compare "$(rows "$format" $(for word in $told; do echo "-v $word"; done))" "$@" $options
	done <<-'END'
		|
		filter=event events=2|--event-filter=page-faults
		filter=event events=1,2,3|--event-filter=page-faults --event-filter=context-switches --event-filter=cpu-clock
		filter=event events=9|--event-filter=cycles
		filter=comm comm=10|--comm=a
		filter=comm comm=99|--comm=nobody
		filter=pid pid=20|--pid-filter=20
		filter=tid tids=11 tide=22|--tid-filter=11-22
		filter=cpu cpus=1,3|--cpu=1,3
		filter=time from=1000000000 to=2000000000|--time=1,2
		filter=time from=3000000000|--time=3,
		filter=time to=9|--time=,0.000000009
		filter=event events=3 comm=30 cpus=0,1,2 to=3500000000|--event-filter=context-switches --comm=c --cpu=0-2 --time=,3.5
		no_comm=1|--no-comm
		no_comm=1 filter=pid pid=20 cpus=2,4|--no-comm --pid-filter=20 --cpu=2,4
	END
}

# check FORMAT FILE OPTION...
check() {
	name=account/$1$checked
	filters "$@" >wrong
	judge "$name" wrong
}

checked=
for piece in '' 100 5000; do
	[ -z "$piece" ] || STACKFOLD_PIECE=$piece STACKFOLD_PROCESSORS=3
	export STACKFOLD_PIECE STACKFOLD_PROCESSORS
	checked=${piece:+-in-pieces-of-$piece}
	check perf-script script
	check folded folded
done
unset STACKFOLD_PIECE STACKFOLD_PROCESSORS

if ! "$TOOLS/fold-stacks" --list-formats | grep -q '^perf-data.*not' && [ -x "$BUILD/tests/listed$EXEEXT" ]; then
	for how in '' pipe big-endian 'pipe big-endian'; do
		# shellcheck disable=SC2086 # none or two words
		"$BUILD/tests/listed$EXEEXT" $how <list >recording
		checked=$(echo "${how:+-$how}" | tr ' ' -)
		set -- recording --symfs=/nonexistent --buildid-dir=/nonexistent --kallsyms=/dev/null
		check perf-data "$@"
		compare "$(rows perf-data -v no_comm=1 -v as_perf=1)" "$@" --no-comm --as-perf >wrong
		judge "account/perf-data$checked/as-perf" wrong
	done
else
	skip account/perf-data "this build cannot read perf.data"
fi
