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
	CAPABILITY_IPC_LOCK = 14,
	CAPABILITY_SYS_ADMIN = 21,
	CAPABILITY_PERFMON = 38,
	PARANOID_USERS = 2,  /* the largest value at which users can record their own programs */
	PARANOID_KERNEL = 1, /* ... and the kernel's part of them */
	PARANOID_SYSTEM = 0, /* ... and the whole system */
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

static int read_setting(const char *path)
{
	int value = SETTING_UNKNOWN;
	FILE *file = fopen(path, "re");
	if (!file)
		return value;
	if (fscanf(file, "%d", &value) != 1)
		value = SETTING_UNKNOWN;
	fclose(file);
	return value;
}

/* Whether user ids are mapped to different ids outside. The first namespace maps each
 * id to itself. */
static bool in_user_namespace(void)
{
	unsigned inside = 0, outside = 0, count = UINT32_MAX;
	FILE *file = fopen("/proc/self/uid_map", "re");
	bool read = file && fscanf(file, "%u %u %u", &inside, &outside, &count) == 3;
	if (file)
		fclose(file);
	return read && (inside != 0 || outside != 0 || count != UINT32_MAX);
}

void surroundings_look(struct surroundings *here)
{
	uint64_t set = capabilities();
	here->root = geteuid() == 0;
	here->namespaced = in_user_namespace();
	if (here->namespaced)
		set = 0; /* they are valid only inside */
	here->privileged = set >> CAPABILITY_SYS_ADMIN & 1 || set >> CAPABILITY_PERFMON & 1;
	here->locks_memory = set >> CAPABILITY_IPC_LOCK & 1;
	here->filtered = probe_filtered();
	here->paranoid = read_setting("/proc/sys/kernel/perf_event_paranoid");
	here->kptr_restrict = read_setting("/proc/sys/kernel/kptr_restrict");
}

/* The largest perf_event_paranoid that allows the attempt. */
static int paranoid_needed(const struct surroundings *here)
{
	return here->whole_system ? PARANOID_SYSTEM
	       : here->kernel     ? PARANOID_KERNEL
	                          : PARANOID_USERS;
}

static bool is_above(int setting, int most)
{
	return setting != SETTING_UNKNOWN && setting > most;
}

/* Root without root's capabilities, as in most containers. */
static bool lacks_capability(const struct surroundings *here)
{
	return here->root && !here->privileged && !here->namespaced;
}

#define NO_CAPABILITY                                                                              \
	"root lacks the capability CAP_PERFMON here, as in a container: start it with --cap-add "  \
	"PERFMON"

/* Another way to record, after the command that permits it. */
static const char *or_as_root(const struct surroundings *here)
{
	return here->namespaced ? ", outside the container"
	       : here->root     ? ""
	                        : " (or run flame with sudo)";
}

/* The remedy if the kernel, or a filter in front of it, forbids recording. */
static void append_forbidden(const struct surroundings *here, struct buffer *text)
{
	const int needed = paranoid_needed(here);
	if (here->filtered)
		buffer_text(text, "a filter for system calls (seccomp), as in containers, "
		                  "forbids perf_event_open: start the container with --cap-add "
		                  "PERFMON --security-opt seccomp=unconfined");
	else if (lacks_capability(here))
		buffer_text(text, NO_CAPABILITY);
	else if (here->other_user)
		buffer_printf(text, "the process is another user's: run flame %s",
		              here->namespaced ? "outside the container" : "with sudo");
	else if (is_above(here->paranoid, needed))
		buffer_printf(text,
		              "kernel.perf_event_paranoid is %d, which forbids it to users: sudo "
		              "sysctl kernel.perf_event_paranoid=%d%s",
		              here->paranoid, needed, or_as_root(here));
	else if (here->namespaced)
		buffer_text(text, "the system forbids it: run flame outside the container");
	else if (here->root)
		buffer_text(text, "the system forbids it even to root, as kernel lockdown and "
		                  "SELinux may");
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
		buffer_text(text, "the counter does not advance, as in some virtual machines");
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
	if (lacks_capability(here))
		buffer_text(text, NO_CAPABILITY);
	else if (is_above(here->paranoid, PARANOID_KERNEL))
		buffer_printf(text,
		              "kernel.perf_event_paranoid is %d: sudo sysctl "
		              "kernel.perf_event_paranoid=%d%s",
		              here->paranoid, PARANOID_KERNEL,
		              here->namespaced ? ", outside the container" : "");
	else
		buffer_text(text, "run flame with sudo");
}

void hindrance_of_switches(int failure, const struct surroundings *here, struct buffer *text)
{
	if ((failure != EACCES && failure != EPERM) || here->filtered || lacks_capability(here)) {
		hindrance_of_event(failure, here, text);
		return;
	}
	buffer_printf(
		text,
		"context switches of the whole system are recorded, which needs root: run flame %s",
		here->namespaced ? "outside the container" : "with sudo");
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

/* Users see addresses if the first is 0 and the second at most 1; root does if the first is 1. */
void hindrance_of_kernel_names(const struct surroundings *here, struct buffer *text)
{
	const bool restricts = here->kptr_restrict != 0;
	const bool paranoid = is_above(here->paranoid, PARANOID_KERNEL) &&
	                      (!here->root || !restricts);
	if (!restricts && !paranoid) {
		buffer_text(text, "run flame with sudo");
		return;
	}
	buffer_printf(text, "sudo sysctl%s%s%s", restricts ? " kernel.kptr_restrict=0" : "",
	              paranoid ? " kernel.perf_event_paranoid=1" : "",
	              here->namespaced ? ", outside the container" : "");
}

/* --- perf's messages ------------------------------------------------------------------------- */

static const struct {
	const char *part; /* of a message, in any version of perf */
	const char *help;
} messages[] = {
	{"Permission error mapping", "sudo sysctl kernel.perf_event_mlock_kb=65536"},
	{"perf_event_mlock_kb", "sudo sysctl kernel.perf_event_mlock_kb=65536"},
	{"failed to mmap", "sudo sysctl kernel.perf_event_mlock_kb=65536"},
	{"Too many events are opened", "ulimit -n 65536"},
	{"No space left", "free space on the disk, or name a file on another one: -o NAME"},
	{"unknown option `control", "this perf is older than 5.10: install a newer one"},
	{"unknown option `cgroup", "this perf does not support cgroups: install another version"},
	{"event syntax error", "perf list shows the events that exist"},
	{"Cannot find PMU", "perf list shows the events that exist"},
	{"tracefs", "sudo mount -t tracefs nodev /sys/kernel/tracing"},
	{"not mounted", "sudo mount -t tracefs nodev /sys/kernel/tracing"},
	{"Maximum frequency rate", "choose a lower rate: -F"},
	{"branch stack sampling", "choose other call chains: -g fp or -g dwarf"},
	{"no access to cgroup", "give the path of a control group below /sys/fs/cgroup"},
	{"perf_event_paranoid", "run flame with sudo, or lower kernel.perf_event_paranoid"},
	{"No permission", "run flame with sudo, or lower kernel.perf_event_paranoid"},
	{"Couldn't create thread/CPU maps", "the process has ended"},
};

/* The line of a text that contains a position. */
static struct text line_around(const char *text, const char *place)
{
	while (place > text && place[-1] != '\n')
		place--;
	struct text line = {place, strcspn(place, "\n")};
	return text_trim_end(text_skip_blanks(line));
}

const char *hindrance_in_message(const char *message, struct text *line)
{
	for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
		const char *place = strstr(message, messages[i].part);
		if (!place)
			continue;
		*line = line_around(message, place);
		return messages[i].help;
	}
	return NULL;
}
