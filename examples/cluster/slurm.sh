#!/bin/sh
# slurm.sh LIST FOLDER RESULT: folds the recordings in LIST, a path on each line, on a Slurm cluster, and
# adds them up into RESULT. README.md says more. Prints the number of the last job; squeue shows them
# all. With WAIT=1 it waits for the result.
#
# FOLD='fold-stacks OPTIONS' is the command, FAN_IN the number of texts that a job adds up, SBATCH
# further options for each job, such as '--partition=batch --time=1:00:00', ARRAY the number of tasks
# in a job array (1000: Slurm's MaxArraySize is 1001 unless slurm.conf sets it).
set -eu
[ $# -eq 3 ] || { sed -n '2,8s/^# //p' "$0" >&2; exit 2; }
list=$1 result=$3
mkdir -p "$2/0" "$2/log"
folder=$(cd "$2" && pwd)
task=$(cd "$(dirname "$0")" && pwd)/task.sh
fan_in=${FAN_IN:-16}
[ "$fan_in" -ge 2 ] || { echo "$0: FAN_IN must be 2 or more" >&2; exit 2; }

# the list of an earlier start is kept, because tasks are numbered by its lines
grep . "$list" >"$folder/list.new" || { echo "$0: $list: no recordings" >&2; exit 2; }
[ -e "$folder/list" ] || cp "$folder/list.new" "$folder/list"
cmp -s "$folder/list.new" "$folder/list" || {
	echo "$0: $folder belongs to another list: remove it, or choose another folder" >&2
	exit 2
}
rm -f "$folder/failed"
count=$(grep -c . "$folder/list")

# submit OPTION...: a job; prints its number. --requeue: it runs again if its node dies
submit() {
	# shellcheck disable=SC2086 # several options
	number=$(sbatch --parsable --requeue --kill-on-invalid-dep=yes --output="$folder/log/slurm-%A-%a" \
		${SBATCH:-} "$@") || exit 1
	echo "${number%%;*}"
}

# submit_tasks NAME BEFORE AFTER: `task.sh BEFORE N AFTER` for each number up to $count, in arrays that
# wait for $jobs, which then are those arrays
submit_tasks() {
	new='' done=0
	while [ $done -lt "$count" ]; do
		size=$((count - done < ${ARRAY:-1000} ? count - done : ${ARRAY:-1000}))
		job=$(submit --job-name="$1" --array="1-$size" ${jobs:+--dependency="afterok$jobs"} \
			--wrap="exec sh '$task' $2 \$(($done + SLURM_ARRAY_TASK_ID)) $3")
		new=$new:$job done=$((done + size))
	done
	jobs=$new
}

jobs=''
submit_tasks fold-map "map '$folder'" ''
echo "job ${jobs#:} folds $count recordings" >&2
level=0
while [ "$count" -gt 1 ] || [ $level -eq 0 ]; do
	level=$((level + 1)) count=$(((count + fan_in - 1) / fan_in))
	submit_tasks fold-reduce "reduce '$folder' $level" "$fan_in"
	echo "job ${jobs#:} adds up texts: $count results" >&2
done
case $result in
/*) ;;
*) result=$(pwd)/$result ;;
esac
last=$(submit --job-name=fold-result --dependency="afterok$jobs" \
	--wrap="cp '$folder/$level/1.folded' '$result.part' && mv '$result.part' '$result'")
echo "$last"
[ -n "${WAIT:-}" ] || exit 0

# if a job fails, Slurm cancels the jobs that depend on it, so the last one disappears too
while [ -n "$(squeue --noheader --jobs="$last" --format=%i 2>/dev/null)" ]; do
	sleep "${POLL:-5}"
done
[ ! -e "$folder/failed" ] || { cat "$folder/failed" >&2; exit 1; }
[ -e "$result" ] || { echo "$0: no result: see $folder/log" >&2; exit 1; }
