#!/bin/sh
# edit-stacks with recordings of all kinds: whatever the steps, what is left and what was dropped add up
# to the input; the result is the same for any number of threads, for a recording and for what was
# folded from it, for options and a script, and with --stats, by which each step is taken alone.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"
TOOLS=$HOOKED
fold=$TOOLS/fold-stacks
edit=$TOOLS/edit-stacks
STACKFOLD_PROCESSORS=8
export STACKFOLD_PROCESSORS

cd "$scratch" || exit 1
printf 'a key of some length\n' >key

# total FILE: the sum of all counts, which are whole.
total() {
	awk '!/^# / { sum += $NF } END { printf "%.0f\n", sum }' "$1"
}

# steps FILE OPTION...: all claims for these steps.
steps() {
	file=$1
	shift
	"$edit" -q --threads=1 "$@" "$file" >first 2>err
	status=$?
	if [ $status -ne 0 ]; then
		grep -q ': no stack is left after ' err || echo "$*: status $status: $(head -n 1 err)"
		return
	fi
	for threads in 2 8; do
		STACKFOLD_PIECE=700 "$edit" -q --threads=$threads "$@" "$file" | cmp -s - first ||
			echo "$*: another result with $threads threads"
	done
	"$edit" -q "$@" folded | cmp -s - first || echo "$*: another result from folded text"
	"$edit" -q --stats "$@" "$file" 2>stats | cmp -s - first || echo "$*: another result with --stats"
	dropped=$(awk '$2 == "dropped:" { sum += $3 } END { printf "%.0f\n", sum }' stats)
	[ $(($(total first) + dropped)) = "$(total folded)" ] ||
		echo "$*: $(total first) left, $dropped dropped, but $(total folded) before"
	for option; do
		case $option in
		--key=*) echo "key ${option#--key=}" ;;
		*=*) echo "${option%%=*} ${option#*=}" ;;
		*) echo "$option" ;;
		esac
	done | sed 's/^--//' >script
	"$edit" -q --script script "$file" | cmp -s - first || echo "$*: another result as a script"
	done_steps=$((done_steps + 1))
}

# shellcheck disable=SC2016 # groups of expressions
all_steps() {
	steps "$1" --focus=a
	steps "$1" --ignore=e
	steps "$1" --root='[a-m]' --hide='^_' --recursion=all
	steps "$1" --root='a:last' --cut='r'
	steps "$1" --only='[a-s]' --depth=4
	steps "$1" --recursion=direct --recursion=indirect
	steps "$1" --below=2%=small --reverse --below=3%
	steps "$1" --names=no-templates --recursion=all
	steps "$1" --names=base --names=java-short --names=go-short --names=no-hash
	steps "$1" --group-by=module
	steps "$1" --group-by=package --annotate
	steps "$1" --group-by=category --reverse
	steps "$1" --annotate --group-by=namespace --merge='^(.)=$1'
	steps "$1" --merge='(.)(.)=$2$1' --group-by=file --threads='^.=one'
	steps "$1" --anonymize
	steps "$1" --hide=e --anonymize --key="$scratch/key" --below=5%
}

for recording in good-several-events.txt good-odd-comms.txt good-rust.txt good-dwarf-inlined.txt \
	good-perf-data-jitdump.data good-crlf.folded; do
	case $recording in
	*.data) "$fold" --list-formats | grep -q '^perf-data.*not available' && continue ;;
	esac
	"$fold" -q "$TESTDATA/$recording" >folded || continue
	done_steps=0
	{
		all_steps "$TESTDATA/$recording"
		[ $done_steps -gt 5 ] || echo "hardly any steps left a stack"
	} >wrong 2>&1
	judge "edit/$recording" wrong
done

# Steps that change nothing, and such as undo each other.
{
	"$fold" -q "$TESTDATA/good-rust.txt" >folded
	for options in '--names full' '--reverse --reverse' '--depth 100000' '--focus .' '--ignore ;' \
		'--only .' '--below 0.000001%'; do
		# shellcheck disable=SC2086 # several words
		"$edit" -q $options folded | cmp -s - folded || echo "$options: changes something"
	done
} >wrong 2>&1
judge edit/nothing-changes wrong

# What is left out or replaced cannot be found in the result.
{
	"$edit" -q --anonymize "$TESTDATA/good-rust.txt" >public
	"$fold" --version | sed '1,/^Built without/d' >lacking
	grep -q ' YAJL ' lacking || "$edit" -q --anonymize --to ndjson-stacks "$TESTDATA/good-rust.txt" >>public
	if ! grep -q ' protobuf-c ' lacking; then
		"$edit" -q --anonymize -o public.pb "$TESTDATA/good-rust.txt" && gzip -dcf public.pb >>public
	fi
	name=$(sed -n 's/.*[ ;]\([a-z_]*\)::main.*/\1/p' folded | head -n 1)
	[ -n "$name" ] || echo "no name to look for"
	! grep -a -n -e "$name" public || echo "$name is still there"
} >wrong 2>&1
judge edit/anonymous wrong

# As the original collapses recursion.
{
	awk '!/^# / {
		weight = $NF
		sub(/ [^ ]*$/, "")
		n = split($0, frames, ";")
		stack = last = frames[1]
		for (i = 2; i <= n; i++)
			if (frames[i] != last) {
				last = frames[i]
				stack = stack ";" last
			}
		sums[stack] += weight
	}
	END { for (stack in sums) printf "%s %.0f\n", stack, sums[stack] }' folded | LC_ALL=C sort >expected
	"$edit" -q --plain --collapse-recursion folded | LC_ALL=C sort >found
	cmp expected found
} >wrong 2>&1
judge edit/direct-recursion wrong
