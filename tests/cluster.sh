#!/bin/sh
# examples/cluster: folding as map, merging as reduce, by GNU parallel and by Slurm with three nodes on
# this machine, one of which goes down in the middle. The results are those of one process.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"
cluster=$SOURCE/examples/cluster
cd "$scratch" || exit 1
unset TMPDIR

FOLD="$TOOLS/fold-stacks -q --plain"
FAN_IN=3 PAUSE=0
export FOLD FAN_IN PAUSE
recordings='good-several-events.txt good-odd-comms-cpu.txt good-crlf.folded good-fields-pid-tid-cpu.txt'
for i in 1 2 3; do
	for file in $recordings; do
		[ "$i$file" = 3good-crlf.folded ] || echo "$TESTDATA/$file"
	done
done >list
# shellcheck disable=SC2046 # names without blanks
$FOLD --count $(cat list) >expected 2>messages
FOLD="$FOLD --count"

# --- GNU parallel ---------------------------------------------------------------------------------

try_parallel() {
	JOBS=2 "$cluster/parallel.sh" list work result || echo "status $?"
	cmp expected result
	# what is there is not made again
	rm result work/1/1.folded
	JOBS=2 "$cluster/parallel.sh" list work result || echo "status $? the second time"
	cmp expected result
	[ "$(grep -c 'done on' work/log/map-0-1)" -eq 1 ] || echo "a map ran again"
	[ -z "$(find work -name '.stackfold*')" ] || echo "temporary files are left"
	# a text that is gone is a failure, not left out
	rm -r result work/[1-9]
	mv work/0/2.folded kept
	FOLD="$FOLD" sh "$cluster/task.sh" reduce "$scratch/work" 1 1 3 && echo "a text is missing"
	[ ! -e work/1/1.folded ] || echo "a result without a text"
	grep -q 'reduce 1/1: .*0/2.folded' work/failed || echo "no message about the text that is missing"
	mv kept work/0/2.folded
	# a list of something that cannot be folded
	{ head -n 3 list && echo "$scratch/nowhere"; } >bad
	"$cluster/parallel.sh" bad failing none 2>messages && echo "no failure"
	grep -q '^map 0/4: .*nowhere' messages || { echo "no message:" && cat messages; }
	[ ! -e none ] || echo "a result of a failure"
	"$cluster/parallel.sh" list failing none 2>messages
	[ $? -eq 2 ] || echo "another list was taken"
}

if have parallel && parallel --version 2>/dev/null | grep -q GNU; then
	try_parallel >wrong 2>&1
	judge cluster/parallel wrong
else
	skip cluster/parallel "needs GNU parallel"
fi

# --- Slurm ----------------------------------------------------------------------------------------

# from this port on, 5 are likely to be free
port=$((20000 + $$ % 1000 * 10))
host=$(uname -n)
D=$scratch/slurm
SLURM_CONF=$D/slurm.conf
export SLURM_CONF

configure_slurm() {
	mkdir -p "$D/state" "$D/n1" "$D/n2" "$D/n3" "$D/log" "$D/m"
	chmod 700 "$D/m"
	chmod 755 "$scratch"
	head -c 1024 /dev/urandom >"$D/m/key"
	chmod 400 "$D/m/key"
	cat >"$SLURM_CONF" <<-END
		ClusterName=fold
		SlurmctldHost=$host(127.0.0.1)
		SlurmUser=root
		SlurmdUser=root
		AuthType=auth/munge
		CredType=cred/munge
		AuthInfo=socket=$D/m/sock
		CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
		SlurmctldPort=$port
		SlurmdPort=$((port + 1))
		StateSaveLocation=$D/state
		SlurmdSpoolDir=$D/%n
		SlurmctldPidFile=$D/slurmctld.pid
		SlurmdPidFile=$D/%n.pid
		SlurmctldLogFile=$D/log/slurmctld
		SlurmdLogFile=$D/log/%n
		ProctrackType=proctrack/linuxproc
		TaskPlugin=task/none
		JobAcctGatherType=jobacct_gather/none
		AccountingStorageType=accounting_storage/none
		SelectType=select/cons_tres
		SelectTypeParameters=CR_Core
		SchedulerType=sched/backfill
		SchedulerParameters=sched_interval=2,bf_interval=2,batch_sched_delay=0,requeue_setup_env_fail
		SwitchType=switch/none
		MpiDefault=none
		ReturnToService=2
		SlurmdTimeout=10
		SlurmctldTimeout=30
		InactiveLimit=0
		KillWait=2
		MinJobAge=300
		JobRequeue=1
		SlurmdParameters=config_overrides
		NodeName=n[1-3] NodeHostname=$host NodeAddr=127.0.0.1 Port=[$((port + 2))-$((port + 4))] CPUs=2 RealMemory=4000
		PartitionName=p Nodes=n[1-3] Default=YES MaxTime=INFINITE State=UP
	END
}

# started COMMAND...: a daemon in the foreground, in the background of this script
daemons=
started() {
	"$@" >>"$D/log/start" 2>&1 &
	daemons="$daemons $!"
}

# A step that cannot report its end, because slurmctld is gone, keeps its slurmd from ending.
no_jobs() { [ -z "$(squeue --noheader 2>/dev/null)" ]; }
stopped() {
	for daemon in $daemons; do
		! kill -0 "$daemon" 2>/dev/null || return 1
	done
}
stop_slurm() {
	[ -z "$daemons" ] || until_true no_jobs
	# shellcheck disable=SC2086 # several
	[ -z "$daemons" ] || kill $daemons 2>/dev/null
	# shellcheck disable=SC2086
	until_true stopped || kill -KILL $daemons 2>/dev/null
	wait
	daemons=
}

# until_true COMMAND...: waits for it for a minute
until_true() {
	turns=0
	until "$@"; do
		turns=$((turns + 1))
		[ $turns -lt 600 ] || return 1
		sleep 0.1
	done
}

has_socket() { [ -S "$D/m/sock" ]; }
nodes_idle() { [ "$(sinfo --noheader --Node --format=%T 2>/dev/null | grep -c idle)" -eq 3 ]; }

start_slurm() {
	configure_slurm
	started munged --force --foreground --key-file="$D/m/key" --socket="$D/m/sock" --pid-file="$D/m/pid" \
		--log-file="$D/m/log" --seed-file="$D/m/seed" --origin=127.0.0.1
	until_true has_socket || return 1
	started slurmctld -D
	for node in n1 n2 n3; do
		started slurmd -D -N $node
	done
	until_true nodes_idle
}

# Slurm waits for two minutes until a job runs again, and holds one whose old node has not noticed yet.
has_result() {
	for job in $(squeue --noheader --array --states=PENDING --format=%i 2>/dev/null); do
		scontrol release "$job" 2>/dev/null
		scontrol update JobId="$job" StartTime=now 2>/dev/null
	done
	[ -e result ]
}

# One of the maps waits on its node until that goes down, and then runs on another one.
try_slurm() {
	cat >hold.sh <<-END
		#!/bin/sh
		# the map that gets here first waits for its end; the next time all run through
		if mkdir "$scratch/holding" 2>/dev/null; then
			echo \$\$ >"$scratch/holding/pid"
			echo "\$SLURMD_NODENAME" >"$scratch/holding/node.new"
			mv "$scratch/holding/node.new" "$scratch/holding/node"
			exec sleep 600
		fi
		exec $FOLD "\$@"
	END
	FOLD="sh $scratch/hold.sh" POLL=1 ARRAY=4 "$cluster/slurm.sh" list work-slurm result >last 2>submitted ||
		{ echo "status $?" && cat submitted; }
	until_true test -e holding/node || { echo "no map ran" && return; }
	scontrol update NodeName="$(cat holding/node)" State=DOWN Reason=test || echo "cannot set the node down"
	held=$(squeue --noheader --format='%F_%K %T' --array | awk '/_/ && /PENDING/ && !/Dependency/ { print $1 }' | head -n 1)
	[ -n "$held" ] || echo "the map of the lost node does not wait to run again"
	kill "$(cat holding/pid)" 2>/dev/null # as if the machine were gone; Slurm may have been faster
	until_true has_result || echo "no result"
	cmp expected result
	[ ! -e work-slurm/failed ] || cat work-slurm/failed
}

missing=
for program in munged slurmctld slurmd sbatch squeue scontrol sinfo; do
	have $program || [ -x /usr/sbin/$program ] || missing="$missing $program"
done
PATH=$PATH:/usr/sbin
rm -f result
if [ -n "$missing" ]; then
	skip cluster/slurm "needs$missing (Debian: slurm-wlm, munge)"
elif [ "$(id -u)" -ne 0 ]; then
	skip cluster/slurm "its daemons need root here"
elif [ "${SANITIZED:-no}" != no ]; then
	skip cluster/slurm "not with sanitizers"
elif ! start_slurm; then
	tail -n 3 "$D/log/"* >messages 2>&1
	skip cluster/slurm "the daemons do not start here: $(tail -n 1 messages)"
	stop_slurm
else
	try_slurm >wrong 2>&1
	stop_slurm
	judge cluster/slurm wrong
fi
