/* listed [pipe] [big-endian]: writes a perf.data file of the samples that standard input lists, one
 * a line:
 *
 *     KIND EVENT PROCESS THREAD CPU TIME
 *
 * EVENT counts from 1, TIME is in nanoseconds and rises. The kinds are the ways that a sample takes
 * through the reader, and those by which it is lost:
 *
 *     frames     a call chain
 *     empty      none
 *     dump       a dump of the stack; of event 2
 *     deferred   the user's part of its chain comes later; with `missing` it does not come
 *     group      one record with the values of the events 3 and 1, the first of two lines
 *     member     the second one
 *     still      as group, but event 1 stands where it was
 *     guest      from within a virtual machine
 *     unknown    of an event that the header does not have
 *     malformed  its call chain is longer than its record
 *
 * Others are no samples, but what costs memory, each with a name of its own where it has one:
 *
 *     fork       a process begins
 *     comm       it gets a name
 *     mapping    it maps a file that no other one maps
 *     dump-file  it maps its jitdump
 *     jitdump    it maps the jitdump of process 8179, /tmp/demo/jit-8179.dump
 *     function   the kernel gets a function
 *     module     the kernel gets a module
 *     event      the recording gets an event, of a long name
 *     build-id   a file's build id
 */
#include "unit/perf_data_builder.h"

#include <stdio.h>

#define USER ((uint64_t)PERF_CONTEXT_USER)

enum { RECORD_CALLCHAIN_DEFERRED = 22, CONTEXT_USER_DEFERRED = -640, EVENTS = 3 };

static const struct built_event events[EVENTS] = {
	{
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_CPU_CLOCK,
		.sample_type = SAMPLE_USUAL,
	},
	{
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_PAGE_FAULTS,
		.sample_type = SAMPLE_USUAL | PERF_SAMPLE_REGS_USER | PERF_SAMPLE_STACK_USER,
		.sample_regs_user = 1 << 6 | 1 << 7 | 1 << 8, /* bp, sp, ip */
	},
	{
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_CONTEXT_SWITCHES,
		.sample_type = SAMPLE_USUAL | PERF_SAMPLE_READ,
		.read_format = PERF_FORMAT_ID | PERF_FORMAT_GROUP,
	},
};

struct sample {
	char kind[16];
	unsigned event, pid, tid, cpu;
	unsigned long long time;
};

static struct recording r;
static uint64_t values[EVENTS]; /* of the counters */

static bool is(const struct sample *sample, const char *kind)
{
	return strcmp(sample->kind, kind) == 0;
}

/* The values of the events 3 and 1. */
static void put_values(const struct sample *sample)
{
	bool group = is(sample, "group");
	values[2] += group || is(sample, "still");
	values[0] += group;
	put_u64(&r, 2);
	put_u64(&r, values[2]);
	put_u64(&r, 300);
	put_u64(&r, values[0]);
	put_u64(&r, 100);
}

static void put_chain(const struct sample *sample)
{
	if (is(sample, "empty")) {
		put_u64(&r, 0);
		return;
	}
	put_u64(&r, is(sample, "malformed") ? 1000 : 2);
	if (is(sample, "deferred") || is(sample, "missing")) {
		put_u64(&r, (uint64_t)CONTEXT_USER_DEFERRED);
		put_u64(&r, is(sample, "missing"));
	} else {
		put_u64(&r, USER);
		put_u64(&r, 0x1010);
	}
}

/* Registers and 64 bytes of stack. */
static void put_dump(void)
{
	put_u64(&r, 2);
	for (unsigned i = 0; i < 3; i++)
		put_u64(&r, 0x1010);
	put_u64(&r, 64);
	for (unsigned i = 0; i < 8; i++)
		put_u64(&r, 0x1010);
	put_u64(&r, 64);
}

/* The rest of a chain, a nanosecond later. */
static void put_rest(const struct sample *sample)
{
	begin_record(&r, RECORD_CALLCHAIN_DEFERRED, PERF_RECORD_MISC_USER);
	put_u64(&r, 0); /* the cookie, which those of samples that miss theirs differ from */
	put_u64(&r, 2);
	put_u64(&r, USER);
	put_u64(&r, 0x1010);
	end_timed(&r, sample->pid, sample->tid, sample->time + 1);
}

/* What is no sample; false: it is one. */
static bool put_other(const struct sample *sample)
{
	const uint32_t pid = sample->pid;
	const uint64_t start = (uint64_t)pid << 12;
	const bool module = is(sample, "module");
	char text[1024];
	const bool jitdump = is(sample, "jitdump");
	snprintf(text, sizeof text, is(sample, "dump-file") ? "/tmp/jit-%u.dump" : "/a%u", pid);
	if (jitdump)
		snprintf(text, sizeof text, "/tmp/demo/jit-8179.dump");
	if (is(sample, "fork")) {
		put_fork(&r, pid, pid, 10, 10, 0);
	} else if (is(sample, "comm")) {
		put_comm(&r, pid, pid, text, 0);
	} else if (is(sample, "mapping") || is(sample, "dump-file") || jitdump) {
		put_mmap(&r, pid, start, 4096, text, 0);
	} else if (module) {
		put_mmap(&r, 0, start, 4096, text, 0);
		r.out.data[r.record + 4] = PERF_RECORD_MISC_KERNEL;
	} else if (is(sample, "function")) {
		put_ksymbol(&r, start, 4096, text, false, 0);
	} else if (is(sample, "event")) {
		put_attr_record(&r, &events[0], pid + 1000);
		begin_record(&r, 78, 0);
		put_u64(&r, 2);
		put_u64(&r, pid + 1000);
		snprintf(text, sizeof text, "%01000u", pid);
		put_text(&r, text);
		end_record(&r);
	} else if (is(sample, "build-id")) {
		begin_record(&r, 67, 0);
		for (unsigned i = 0; i < 7; i++)
			put_u32(&r, pid);
		put_text(&r, text);
		end_record(&r);
	} else {
		return false;
	}
	return true;
}

static void put_listed(const struct sample *sample)
{
	bool guest = is(sample, "guest");
	begin_record(&r, PERF_RECORD_SAMPLE,
	             guest ? PERF_RECORD_MISC_GUEST_USER : PERF_RECORD_MISC_USER);
	put_u64(&r, is(sample, "unknown") ? 900 : 100 * sample->event);
	put_u64(&r, 0x1010);
	put_u32(&r, sample->pid);
	put_u32(&r, sample->tid);
	put_u64(&r, sample->time);
	put_u32(&r, sample->cpu);
	put_u32(&r, 0);
	put_u64(&r, 1);
	if (sample->event == 3)
		put_values(sample);
	put_chain(sample);
	if (sample->event == 2)
		put_dump();
	end_record(&r);
	if (is(sample, "deferred"))
		put_rest(sample);
}

int main(int count, char **words)
{
	bool pipe = false, big_endian = false;
	struct sample sample;
	for (int i = 1; i < count; i++) {
		pipe |= strcmp(words[i], "pipe") == 0;
		big_endian |= strcmp(words[i], "big-endian") == 0;
	}
	begin_recording(&r, big_endian, pipe, events, EVENTS);
	for (uint32_t pid = 10; pid <= 30; pid += 10) {
		const char name[] = {(char)('a' + pid / 10 - 1), '\0'};
		put_comm(&r, pid, pid, name, 0);
		for (uint32_t tid = pid + 1; tid < pid + 10; tid++)
			put_fork(&r, pid, tid, pid, pid, 0);
		put_mmap(&r, pid, 0x1000, 0x1000, "/bin/a", 0);
	}
	while (scanf("%15s %u %u %u %u %llu", sample.kind, &sample.event, &sample.pid, &sample.tid,
	             &sample.cpu, &sample.time) == 6)
		if (!is(&sample, "member") && !put_other(&sample))
			put_listed(&sample);
	end_recording(&r);
	bool written = fwrite(r.out.data, 1, r.out.size, stdout) == r.out.size;
	buffer_free(&r.out);
	return written && fflush(stdout) == 0 ? 0 : 1;
}
