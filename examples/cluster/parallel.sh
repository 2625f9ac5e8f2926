#!/bin/sh
# parallel.sh LIST FOLDER RESULT: folds the recordings in LIST, a path on each line, by GNU parallel, and
# adds them up into RESULT. README.md says more.
#
# SSHLOGINFILE=FILE names a file of machines, as `parallel --sshloginfile` takes it; otherwise this
# machine does all. FOLD='fold-stacks OPTIONS' is the command, JOBS how many tasks a machine has at a
# time, FAN_IN the number of texts that a task adds up.
set -eu
[ $# -eq 3 ] || { sed -n '2,7s/^# //p' "$0" >&2; exit 2; }
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

# run COUNT WORDS: the task with each number up to COUNT in place of {}. A task whose machine is lost
# runs on another one (--retries).
FOLD=${FOLD:-fold-stacks}
export FOLD
run() {
	seq "$1" | parallel --will-cite --retries 3 --halt soon,fail=1 --jobs "${JOBS:-100%}" \
		--joblog "$folder/log/parallel-$$-$1" ${SSHLOGINFILE:+--sshloginfile "$SSHLOGINFILE"} \
		--env FOLD ${PROGRESS:+--bar} "sh '$task' $2" || {
		cat "$folder/failed" >&2 || echo "$0: see $folder/log" >&2
		exit 1
	}
}

run "$count" "map '$folder' {}"
level=0
while [ "$count" -gt 1 ] || [ $level -eq 0 ]; do
	level=$((level + 1)) count=$(((count + fan_in - 1) / fan_in))
	run "$count" "reduce '$folder' $level {} $fan_in"
done
cp "$folder/$level/1.folded" "$result.part"
mv "$result.part" "$result"
