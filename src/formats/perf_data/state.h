/* What reading a perf.data file keeps while it goes on, shared by its parts: perf_data.c takes
 * records in and puts them in order, tasks.c takes those that say what runs where, chain.c
 * samples. */
#ifndef STACKFOLD_READ_PERF_DATA_STATE_H
#define STACKFOLD_READ_PERF_DATA_STATE_H

#include "formats/perf_data/file.h"
#include "formats/perf_data/frames.h"
#include "formats/perf_data/jit.h"
#include "formats/perf_data/order.h"
#include "formats/perf_data/sample.h"
#include "formats/perf_data/spaces.h"

/* What is counted for the account. */
struct perf_data_counts {
	uint64_t lost;          /* records that the kernel had no room for, as it says in between */
	uint64_t lost_in_all;   /* the same, as the events counted them up to the end */
	uint64_t lost_samples;  /* that the processor had no room for */
	uint64_t throttled;     /* times that the kernel sampled less often */
	uint64_t guest;         /* samples from within virtual machines */
	uint64_t unknown_id;    /* samples of no event that the header tells of */
	uint64_t unmoved;       /* counters that a sample read and that stood where they were */
	uint64_t foreign_dumps; /* of the stack, from machines whose stacks we cannot unwind */
	uint64_t bad_chains;    /* call chains that the kernel broke off */
	uint64_t chains_missing;  /* user's parts of call chains that never came */
	uint64_t unknown_records; /* of a type that nobody has told us of */
	uint64_t unfit_records;   /* that are too short for what they say, or say too much */
};

/* The chain before, outermost first, as far as each address stands for known frames whatever its
 * sample: chains of one thread share their outer part, whose ids are still in perf_data.chain. */
struct chain_memo {
	uint64_t ips[256];
	const struct space *spaces[256];
	size_t ends[256]; /* ids in the chain up to that address */
	size_t count;     /* 0: nothing can be taken over */
	size_t base;      /* ids in front of the first */
};

enum { PATH_SIZE = 4096 }; /* of a mapped file: the kernel's own limit */

struct unwinding;
struct deferred;

struct perf_data {
	struct stream *parts;
	struct sink *sink;
	const struct read_options *options;
	struct perf_file file;
	struct record_order order;
	struct tasks tasks;
	struct symbols *symbols;
	char *kallsyms; /* the recording's own, NULL: it has none */
	struct frame_names names;
	struct unwinding *unwinding; /* samples that wait for being unwound; NULL: none yet */
	struct deferred *deferred;   /* samples that wait for their call chains; NULL: none yet */
	struct frame_chain chain;    /* room for the sample at hand */
	struct chain_memo memo;      /* of the one before; void when tasks or mappings change */
	struct jit jit;
	struct perf_data_counts counts;
	bool times_only;                /* samples are looked at for their times only */
	uint64_t first_time, last_time; /* what was found then */
};

/* Takes a record of the kernel in its turn: mappings, names, forks and so on; time 0: not known.
 * False without memory. */
bool perf_data_task_record(struct perf_data *data, const struct record *record, uint64_t time);

/* A process has mapped a file: if it is its jitdump, that tells of its memory from now on. False
 * without memory. */
bool perf_data_jit_map(struct perf_data *data, const struct jit_mapping *mapping,
                       struct memory *memory);

/* Whether a sample of that memory has to wait for the end, and that it does: its frames are in
 * data->chain. */
bool perf_data_jit_waits(const struct perf_data *data, const struct memory *memory);
enum status perf_data_jit_add(struct perf_data *data, uint32_t event,
                              const struct perf_sample *sample, uint64_t weight, struct error *err);

/* All records were taken: reads dumps that were left for the end, and hands over what waited. */
enum status perf_data_jit_finish(struct perf_data *data, struct error *err);

/* How many frames of a call chain, and of a stack dump, count: all that a record can hold of the
 * former and more than a dump has as a rule; by --as-perf as many as perf script shows unless its
 * --max-stack says otherwise. */
enum { CHAIN_MOST = 8192, DUMP_MOST = 4096, FRAMES_AS_PERF = 127 };

/* A sample's time (0: unknown) in a memory. */
static inline struct jit_moment perf_data_moment(const struct memory *memory, uint64_t time)
{
	return (struct jit_moment){memory->jit, memory->jit_until, time ? time : UINT64_MAX};
}

/* Says what was lost, left out, without a name. */
void perf_data_note_counts(struct perf_data *data);

/* Takes a sample in its turn. */
enum status perf_data_sample_record(struct perf_data *data, struct perf_event *event,
                                    const struct record *record, struct error *err);

#endif
