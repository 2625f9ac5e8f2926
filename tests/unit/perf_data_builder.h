/* perf.data files of the tests' own making, in either byte order, as files and as pipes have them.
 */
#ifndef STACKFOLD_TESTS_PERF_DATA_BUILDER_H
#define STACKFOLD_TESTS_PERF_DATA_BUILDER_H

#include "base/buffer.h"

#include <linux/perf_event.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What most samples have; their records end in pid, tid, time, cpu and id. */
#define SAMPLE_USUAL                                                                               \
	(PERF_SAMPLE_IDENTIFIER | PERF_SAMPLE_IP | PERF_SAMPLE_TID | PERF_SAMPLE_TIME |            \
	 PERF_SAMPLE_CPU | PERF_SAMPLE_PERIOD | PERF_SAMPLE_CALLCHAIN)

enum {
	FILE_HEADER = 104,
	ATTR_SIZE = 96,
	SAMPLE_ID_ALL = 1 << 18,
	FEATURES_MOST = 4,
};

/* An event; ids are 100, 200, ... in the order of events. */
struct built_event {
	uint32_t type, bp_type;
	uint64_t bp_addr, config, sample_type, flags, read_format, branch_sample_type,
		sample_period;
	uint64_t sample_regs_user;
};

struct recording {
	struct buffer out;
	bool big_endian, pipe;
	size_t record; /* where the record at hand begins */
	size_t data;   /* where data begins */
	size_t data_end;
	struct {
		unsigned bit;
		size_t start, size;
	} features[FEATURES_MOST];
	size_t feature_count;
};

static inline void put_number(struct recording *r, uint64_t value, unsigned size)
{
	char bytes[8];
	for (unsigned i = 0; i < size; i++)
		bytes[i] = (char)(value >> 8 * (r->big_endian ? size - 1 - i : i));
	buffer_append(&r->out, bytes, size);
}

static inline void put_u16(struct recording *r, uint64_t value)
{
	put_number(r, value, 2);
}
static inline void put_u32(struct recording *r, uint64_t value)
{
	put_number(r, value, 4);
}
static inline void put_u64(struct recording *r, uint64_t value)
{
	put_number(r, value, 8);
}

/* Overwrites a number. */
static inline void patch(struct recording *r, size_t at, uint64_t value, unsigned size)
{
	size_t end = r->out.size;
	r->out.size = at;
	put_number(r, value, size);
	r->out.size = end;
}

static inline void pad(struct recording *r, size_t from)
{
	while ((r->out.size - from) % 8)
		buffer_byte(&r->out, '\0');
}

/* Text with at least one NUL after it, up to a multiple of 8 bytes. */
static inline void put_text(struct recording *r, const char *text)
{
	size_t from = r->out.size;
	buffer_text(&r->out, text);
	buffer_byte(&r->out, '\0');
	pad(r, from);
}

static inline void begin_record(struct recording *r, uint32_t type, uint16_t misc)
{
	r->record = r->out.size;
	put_u32(r, type);
	put_u16(r, misc);
	put_u16(r, 0);
}

static inline void end_record(struct recording *r)
{
	patch(r, r->record + 6, r->out.size - r->record, 2);
}

/* The end of records that are no samples. */
static inline void end_timed(struct recording *r, uint32_t pid, uint32_t tid, uint64_t time)
{
	put_u32(r, pid);
	put_u32(r, tid);
	put_u64(r, time);
	put_u64(r, 0); /* CPU */
	put_u64(r, time ? 100 : 0);
	end_record(r);
}

/* A bit field as a compiler for the other byte order lays it out. */
static inline void put_flags(struct recording *r, uint64_t flags)
{
	for (unsigned i = 0; i < 8; i++) {
		unsigned byte = flags >> 8 * i & 0xff, turned = 0;
		for (unsigned bit = 0; bit < 8; bit++)
			turned |= (byte >> bit & 1) << (7 - bit);
		buffer_byte(&r->out, (char)(r->big_endian ? turned : byte));
	}
}

static inline void put_attr(struct recording *r, const struct built_event *event)
{
	size_t from = r->out.size;
	put_u32(r, event->type);
	put_u32(r, ATTR_SIZE);
	put_u64(r, event->config);
	put_u64(r, event->sample_period);
	put_u64(r, event->sample_type);
	put_u64(r, event->read_format);
	put_flags(r, event->flags | SAMPLE_ID_ALL);
	put_u32(r, 0);
	put_u32(r, event->bp_type);
	put_u64(r, event->bp_addr);
	while (r->out.size - from < 72)
		buffer_byte(&r->out, '\0');
	put_u64(r, event->branch_sample_type);
	put_u64(r, event->sample_regs_user);
	while (r->out.size - from < ATTR_SIZE)
		buffer_byte(&r->out, '\0');
}

/* A record that adds an event, as pipes begin with. */
static inline void put_attr_record(struct recording *r, const struct built_event *event,
                                   uint64_t id)
{
	begin_record(r, 64, 0);
	put_attr(r, event);
	put_u64(r, id);
	end_record(r);
}

/* Begins a file, or what goes into a pipe, of these events. */
static inline void begin_recording(struct recording *r, bool big_endian, bool pipe,
                                   const struct built_event *events, size_t count)
{
	*r = (struct recording){.big_endian = big_endian, .pipe = pipe};
	buffer_append(&r->out, big_endian ? "2ELIFREP" : "PERFILE2", 8);
	if (pipe) {
		put_u64(r, 16);
		for (size_t i = 0; i < count; i++)
			put_attr_record(r, &events[i], 100 * (i + 1));
		return;
	}
	size_t ids = FILE_HEADER + count * (ATTR_SIZE + 16);
	put_u64(r, FILE_HEADER);
	put_u64(r, ATTR_SIZE + 16);
	put_u64(r, FILE_HEADER);
	put_u64(r, count * (ATTR_SIZE + 16));
	r->data = ids + count * 8;
	put_u64(r, r->data);
	while (r->out.size < FILE_HEADER)
		buffer_byte(&r->out, '\0');
	for (size_t i = 0; i < count; i++) {
		put_attr(r, &events[i]);
		put_u64(r, ids + i * 8);
		put_u64(r, 8);
	}
	for (size_t i = 0; i < count; i++)
		put_u64(r, 100 * (i + 1));
	if (r->out.size != r->data)
		abort();
}

static inline void put_comm(struct recording *r, uint32_t pid, uint32_t tid, const char *comm,
                            uint64_t time)
{
	begin_record(r, PERF_RECORD_COMM, 0);
	put_u32(r, pid);
	put_u32(r, tid);
	put_text(r, comm);
	end_timed(r, pid, tid, time);
}

static inline void put_fork(struct recording *r, uint32_t pid, uint32_t tid, uint32_t parent,
                            uint32_t parent_tid, uint64_t time)
{
	begin_record(r, PERF_RECORD_FORK, 0);
	put_u32(r, pid);
	put_u32(r, parent);
	put_u32(r, tid);
	put_u32(r, parent_tid);
	put_u64(r, time);
	end_timed(r, pid, tid, time);
}

/* A file's code is mapped. */
static inline void put_mmap(struct recording *r, uint32_t pid, uint64_t start, uint64_t size,
                            const char *path, uint64_t time)
{
	begin_record(r, PERF_RECORD_MMAP, PERF_RECORD_MISC_USER);
	put_u32(r, pid);
	put_u32(r, pid);
	put_u64(r, start);
	put_u64(r, size);
	put_u64(r, 0);
	put_text(r, path);
	end_timed(r, pid, pid, time);
}

/* A function appears in the kernel: names without any file. */
static inline void put_ksymbol(struct recording *r, uint64_t start, uint32_t size, const char *name,
                               bool goes, uint64_t time)
{
	begin_record(r, PERF_RECORD_KSYMBOL, 0);
	put_u64(r, start);
	put_u32(r, size);
	put_u16(r, 1);
	put_u16(r, goes);
	put_text(r, name);
	end_timed(r, 0, 0, time);
}

/* A sample of SAMPLE_USUAL: marks and addresses from the leaf, up to a 0. */
static inline void put_sample(struct recording *r, uint64_t id, uint32_t pid, uint32_t tid,
                              uint64_t time, uint32_t cpu, uint64_t period, const uint64_t *chain)
{
	size_t count = 0;
	while (chain[count])
		count++;
	begin_record(r, PERF_RECORD_SAMPLE, PERF_RECORD_MISC_USER);
	put_u64(r, id);
	put_u64(r, count ? chain[0] : 0);
	put_u32(r, pid);
	put_u32(r, tid);
	put_u64(r, time);
	put_u32(r, cpu);
	put_u32(r, 0);
	put_u64(r, period);
	put_u64(r, count);
	for (size_t i = 0; i < count; i++)
		put_u64(r, chain[i]);
	end_record(r);
}

static inline void put_round(struct recording *r)
{
	begin_record(r, 68, 0);
	end_record(r);
}

/* Begins a feature of a file: the first one ends the data. */
static inline void begin_feature(struct recording *r, unsigned bit)
{
	if (!r->feature_count) {
		r->data_end = r->out.size;
		for (size_t i = 0; i < FEATURES_MOST * 16; i++)
			buffer_byte(&r->out, '\0');
	}
	r->features[r->feature_count].bit = bit;
	r->features[r->feature_count].start = r->out.size;
}

static inline void end_feature(struct recording *r)
{
	size_t i = r->feature_count++;
	r->features[i].size = r->out.size - r->features[i].start;
}

/* Features must have been put by rising bits. */
static inline void end_recording(struct recording *r)
{
	if (r->out.failed)
		abort();
	if (r->pipe)
		return;
	uint64_t bits = 0;
	if (!r->feature_count)
		r->data_end = r->out.size;
	patch(r, 48, r->data_end - r->data, 8);
	for (size_t i = 0; i < r->feature_count; i++) {
		bits |= (uint64_t)1 << r->features[i].bit;
		patch(r, r->data_end + i * 16, r->features[i].start, 8);
		patch(r, r->data_end + i * 16 + 8, r->features[i].size, 8);
	}
	patch(r, 72, bits, 8);
}

#endif
