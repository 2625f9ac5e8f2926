#include "record/hindrance.h"

#include "record/probe.h"

#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	CAPABILITY_SYS_ADMIN = 21,
	CAPABILITY_PERFMON = 38,
	PARANOID_USERS = 2,  /* the most with which users record their own programs */
	PARANOID_KERNEL = 1, /* and the kernel's part of them */
	PARANOID_SYSTEM = 0, /* and the whole system */
};

/* The effective capabilities of this process. */
static uint64_t capabilities(void)
{
	char line[256];
	uint64_t set = 0;
	FILE *file = fopen("/proc/self/status", "re");
	while (file && fgets(line, sizeof line, file))
		if (sscanf(line, "CapEff: %" SCNx64, &set) == 1)
			break;
	if (file)
		fclose(file);
	return set;
}

static int read_paranoid(void)
{
	int value = PARANOID_UNKNOWN;
	FILE *file = fopen("/proc/sys/kernel/perf_event_paranoid", "re");
	if (!file)
		return value;
	if (fscanf(file, "%d", &value) != 1)
		value = PARANOID_UNKNOWN;
	fclose(file);
	return value;
}

void surroundings_look(struct surroundings *here)
{
	uint64_t set = capabilities();
	here->root = geteuid() == 0;
	here->privileged = set >> CAPABILITY_SYS_ADMIN & 1 || set >> CAPABILITY_PERFMON & 1;
	here->filtered = probe_filtered();
	here->paranoid = read_paranoid();
}

/* The most that perf_event_paranoid may be for what is tried. */
static int paranoid_needed(const struct surroundings *here)
{
	return here->whole_system ? PARANOID_SYSTEM : PARANOID_USERS;
}

/* Where the kernel, or what stands before it, forbids it. */
static void append_forbidden(const struct surroundings *here, struct buffer *text)
{
	const int needed = paranoid_needed(here);
	if (here->filtered)
		buffer_text(text, "a filter for system calls (seccomp), as containers have it, "
		                  "forbids perf_event_open: start the container with --cap-add "
		                  "PERFMON --security-opt seccomp=unconfined");
	else if (here->root && !here->privileged)
		buffer_text(text, "root lacks the capability CAP_PERFMON here, as in a container: "
		                  "start it with --cap-add PERFMON");
	else if (here->other_user)
		buffer_text(text, "the process is another user's: run flame with sudo");
	else if (here->paranoid != PARANOID_UNKNOWN && here->paranoid > needed)
		buffer_printf(text,
		              "kernel.perf_event_paranoid is %d, which forbids it to users: sudo "
		              "sysctl kernel.perf_event_paranoid=%d (or run flame with sudo)",
		              here->paranoid, needed);
	else
		buffer_text(text, "the system forbids it: run flame with sudo");
}

void hindrance_of_event(int failure, const struct surroundings *here, struct buffer *text)
{
	switch (failure) {
	case EACCES:
	case EPERM:
		append_forbidden(here, text);
		return;
	case ENOENT:
	case EOPNOTSUPP:
	case ENODEV:
		buffer_text(text, "the processor, or the virtual machine, has no such counter");
		return;
	case ENODATA:
		buffer_text(text, "the counter stands still, as in some virtual machines");
		return;
	case ENOSYS:
		buffer_text(text, "this kernel has no perf_event_open: it is built without "
		                  "CONFIG_PERF_EVENTS, or a sandbox such as gVisor");
		return;
	case ESRCH:
		buffer_text(text, "there is no such process");
		return;
	case EMFILE:
	case ENFILE:
		buffer_text(text, "too many files are open: ulimit -n 65536");
		return;
	case EBUSY:
		buffer_text(text, "another program uses the counters: end it");
		return;
	default:
		buffer_text(text, strerror(failure));
	}
}

void hindrance_of_kernel(const struct surroundings *here, struct buffer *text)
{
	if (here->paranoid != PARANOID_UNKNOWN && here->paranoid > PARANOID_KERNEL)
		buffer_printf(text,
		              "kernel.perf_event_paranoid is %d: sudo sysctl "
		              "kernel.perf_event_paranoid=%d",
		              here->paranoid, PARANOID_KERNEL);
	else
		buffer_text(text, "run flame with sudo");
}

bool hindrance_hides_kernel_names(const char *kallsyms)
{
	char line[256];
	bool any = false, shown = false;
	FILE *file = fopen(kallsyms, "re");
	for (int i = 0; file && i < 1000 && !shown && fgets(line, sizeof line, file); i++) {
		any = true;
		shown = strtoull(line, NULL, 16) != 0;
	}
	if (file)
		fclose(file);
	return any && !shown;
}

/* --- what perf says --------------------------------------------------------------------------- */

static const struct {
	const char *part; /* of a message, in any version of perf */
	const char *help;
} messages[] = {
	{"perf_event_mlock_kb", "sudo sysctl kernel.perf_event_mlock_kb=65536"},
	{"failed to mmap", "sudo sysctl kernel.perf_event_mlock_kb=65536"},
	{"Permission error mapping", "sudo sysctl kernel.perf_event_mlock_kb=65536"},
	{"Too many events are opened", "ulimit -n 65536"},
	{"No space left", "free space on the disk, or name a file on another one: -o NAME"},
	{"unknown option `control", "this perf is older than 5.10: install a newer one"},
	{"unknown option `cgroup", "this perf knows no cgroups: install another one"},
	{"event syntax error", "perf list shows the events that there are"},
	{"Cannot find PMU", "perf list shows the events that there are"},
	{"tracefs", "sudo mount -t tracefs nodev /sys/kernel/tracing"},
	{"not mounted", "sudo mount -t tracefs nodev /sys/kernel/tracing"},
	{"Maximum frequency rate", "choose a lower rate: -F"},
	{"perf_event_paranoid", "run flame with sudo, or lower kernel.perf_event_paranoid"},
	{"No permission", "run flame with sudo, or lower kernel.perf_event_paranoid"},
	{"Couldn't create thread/CPU maps", "the process has ended"},
};

const char *hindrance_in_message(const char *message)
{
	for (size_t i = 0; i < sizeof messages / sizeof *messages; i++)
		if (strstr(message, messages[i].part))
			return messages[i].help;
	return NULL;
}
