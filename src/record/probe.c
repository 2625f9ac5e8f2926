#include "record/probe.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
	TRY_PERIOD = 1000003, /* sample period of a probe, whose samples are not read */
	TRY_WORK = 1 << 18,   /* steps of work that a counter must count: some 100 microseconds */
};

/* The events to try, the best first. */
static const struct {
	const char *event;
	uint32_t type;
	uint64_t config;
	bool user_only;
} known[PROBE_TRIES] = {
	{"cycles", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES, false},
	{"cpu-clock", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_CLOCK, false},
	{"cycles:u", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES, true},
	{"cpu-clock:u", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_CLOCK, true},
};

/* Opens an event, disabled; a negative errno on failure. */
static int open_event(struct perf_event_attr *attr, const struct probe_target *target)
{
	attr->size = sizeof *attr;
	attr->disabled = 1;
	pid_t pid = target->whole_system ? -1 : target->pid;
	int cpu = target->whole_system ? 0 : -1;
	long fd = syscall(SYS_perf_event_open, attr, pid, cpu, -1, PERF_FLAG_FD_CLOEXEC);
	return fd < 0 ? -errno : (int)fd;
}

static struct perf_event_attr attributes(size_t which)
{
	return (struct perf_event_attr){
		.type = known[which].type,
		.config = known[which].config,
		.sample_period = TRY_PERIOD,
		.sample_type = PERF_SAMPLE_IP | PERF_SAMPLE_TID | PERF_SAMPLE_CALLCHAIN,
		.exclude_kernel = known[which].user_only,
		.exclude_hv = known[which].user_only,
		.exclude_callchain_kernel = known[which].user_only,
	};
}

/* Whether a counter counts this process's work: some virtual machines offer counters that never
 * change. */
static bool counts(size_t which)
{
	struct perf_event_attr attr = attributes(which);
	struct probe_target self = {0};
	uint64_t value = 0;
	int fd = open_event(&attr, &self);
	if (fd < 0)
		return true; /* cannot be tested */
	ioctl(fd, PERF_EVENT_IOC_ENABLE, 0);
	for (volatile int i = 0; i < TRY_WORK; i = i + 1)
		;
	ioctl(fd, PERF_EVENT_IOC_DISABLE, 0);
	bool known_to_stand = read(fd, &value, sizeof value) == sizeof value && value == 0;
	close(fd);
	return !known_to_stand;
}

static int try_event(size_t which, const struct probe_target *target)
{
	struct perf_event_attr attr = attributes(which);
	int fd = open_event(&attr, target);
	if (fd < 0)
		return -fd;
	close(fd);
	return counts(which) ? 0 : ENODATA;
}

const struct probe_try *probe_events(const struct probe_target *target, bool all,
                                     struct probe_try tries[PROBE_TRIES])
{
	const struct probe_try *best = NULL;
	for (size_t i = 0; i < PROBE_TRIES; i++) {
		tries[i] = (struct probe_try){
			.event = known[i].event,
			.user_only = known[i].user_only,
			.hardware = known[i].type == PERF_TYPE_HARDWARE,
			.failure = best && !all ? ECANCELED : try_event(i, target),
		};
		if (!best && !tries[i].failure)
			best = &tries[i];
	}
	return best;
}

int probe_branch_stacks(const struct probe_target *target)
{
	struct perf_event_attr attr = attributes(0);
	attr.sample_type |= PERF_SAMPLE_BRANCH_STACK;
	attr.exclude_kernel = 1;
	attr.branch_sample_type = PERF_SAMPLE_BRANCH_USER | PERF_SAMPLE_BRANCH_CALL_STACK;
	int fd = open_event(&attr, target);
	if (fd < 0)
		return -fd;
	close(fd);
	return 0;
}

bool probe_filtered(void)
{
	/* The kernel checks the flags before any permission, and rejects these. */
	struct perf_event_attr attr = attributes(0);
	attr.size = sizeof attr;
	long fd = syscall(SYS_perf_event_open, &attr, 0, -1, -1, ~0UL);
	return fd < 0 && (errno == EPERM || errno == EACCES);
}

/* The kernel limits the sum of all buffers: the next one is mapped while the previous ones are. */
int probe_buffers(size_t size, unsigned processors)
{
	struct perf_event_attr attr = attributes(3);
	struct probe_target self = {0};
	if (!processors)
		return 0;
	int fd = open_event(&attr, &self);
	if (fd < 0)
		return -fd;
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	void *buffer = mmap(NULL, size + page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	int failure = buffer == MAP_FAILED ? errno : probe_buffers(size, processors - 1);
	if (buffer != MAP_FAILED)
		munmap(buffer, size + page);
	close(fd);
	return failure;
}

/* The number of a tracepoint; a negative errno if it cannot be read. */
static long long tracepoint_number(const char *path)
{
	long long number;
	FILE *file = fopen(path, "re");
	if (!file)
		return -errno;
	if (fscanf(file, "%lld", &number) != 1)
		number = -EIO;
	fclose(file);
	return number;
}

int probe_switches(void)
{
	static const char *const places[] = {
		"/sys/kernel/tracing/events/sched/sched_switch/id",
		"/sys/kernel/debug/tracing/events/sched/sched_switch/id",
	};
	long long number = tracepoint_number(places[0]);
	if (number == -ENOENT)
		number = tracepoint_number(places[1]);
	if (number < 0)
		return (int)-number;
	const struct probe_target all = {.whole_system = true};
	struct perf_event_attr attr = {
		.type = PERF_TYPE_TRACEPOINT,
		.config = (uint64_t)number,
		.sample_period = 1,
		.sample_type = PERF_SAMPLE_IP | PERF_SAMPLE_TID | PERF_SAMPLE_RAW,
	};
	int fd = open_event(&attr, &all);
	if (fd < 0)
		return -fd;
	close(fd);
	return 0;
}
