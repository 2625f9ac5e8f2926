#!/bin/sh
# One task of slurm.sh and parallel.sh, which say how it is called:
#
#     task.sh map FOLDER N      folds the recording on line N of FOLDER/list into FOLDER/0/N.folded
#     task.sh reduce FOLDER LEVEL N FAN_IN
#                               adds up FAN_IN texts of level LEVEL-1 into FOLDER/LEVEL/N.folded
#
# An existing result is kept. fold-stacks -o writes to a temporary file and renames it, so a task may
# run twice, also at the same time. A task that fails is tried three times.
set -u
kind=$1 folder=$2
fold=${FOLD:-fold-stacks}

case $kind in
map)
	number=$3
	result=$folder/0/$number.folded
	set -- "$(sed -n "${number}p" "$folder/list")"
	;;
reduce) # advice stays with the text of each recording
	level=$3 number=$4 fan_in=$5
	result=$folder/$level/$number.folded
	fold="$fold --no-advice"
	# how many there are below: one that is missing is a failure
	count=$(grep -c . "$folder/list") below=0
	while [ $((below += 1)) -lt "$level" ]; do
		count=$(((count + fan_in - 1) / fan_in))
	done
	set --
	i=$(((number - 1) * fan_in))
	while [ $i -lt $((number * fan_in)) ] && [ $i -lt "$count" ]; do
		i=$((i + 1))
		set -- "$@" "$folder/$((level - 1))/$i.folded"
	done
	;;
esac

mkdir -p "$folder/log" "${result%/*}"
log=$folder/log/$kind-$(basename "${result%/*}")-$number
new=$log.$(uname -n).$$
[ -e "$result" ] && exit 0
for pause in 1 5 0; do
	# shellcheck disable=SC2086 # FOLD may have options
	if $fold -o "$result" "$@" 2>"$new"; then
		{ cat "$new" && echo "done on $(uname -n)"; } >>"$log"
		rm -f "$new"
		exit 0
	fi
	{ cat "$new" && echo "failed on $(uname -n)"; } >>"$log"
	sleep $((pause * ${PAUSE:-1}))
done
rm -f "$new"
echo "$kind $(basename "${result%/*}")/$number: $(tail -n 2 "$log" | head -n 1)" >>"$folder/failed"
exit 1
