/* The only place where samples wait. Most are passed on immediately. These wait:
 *
 * - samples whose stack dumps must be unwound, some hundred, so that threads share the work; and
 * with them all later ones, so that samples arrive in order;
 * - samples whose call chain arrives in two parts. Kernels from 6.19 on can postpone walking a
 * task's stack until it returns to user space (attr.defer_callchain): the sample's chain ends in a
 * mark and a cookie, and a PERF_RECORD_CALLCHAIN_DEFERRED with the same cookie has the rest. As in
 * perf, a sample waits for the next such record of its task, with any cookie;
 * - samples whose process has a jitdump that is read when the recording, a pipe, has ended. Those
 * with a stack dump wait with it and with the process's memory at that time, because stacks can be
 * walked through generated code only then. The others wait with their frames, of which some replace
 * addresses: see late.h. */
#ifndef STACKFOLD_READ_PERF_DATA_WAIT_H
#define STACKFOLD_READ_PERF_DATA_WAIT_H

#include "formats/perf_data/header.h"
#include "formats/perf_data/jit_dumps.h"
#include "formats/perf_data/sample.h"
#include "formats/perf_data/spaces.h"
#include "read/sink.h"
#include "store/stacks.h"

/* The receiver of the samples. */
struct wait_next {
	/* Complete samples; up to SAMPLES_AT_ONCE. */
	enum status (*go)(void *context, struct pending_sample *samples, size_t count,
	                  struct error *err);
	/* A sample that waited with its frames, after jitdumps were read. */
	enum status (*settle)(void *context, const struct named_sample *sample, struct error *err);
	/* A space was freed, and another one may get its address. */
	void (*forget)(void *context);
	void *context;
};

struct wait_batch; /* samples that wait until there are many, or tasks change */
struct wait_task;  /* samples that wait for the rest of the chain */
struct wait_end;   /* samples that wait until the recording ends */

/* Set the members above the line; the rest zeroed is empty and ready. */
struct waiting_room {
	struct sink *sink;
	const struct perf_data_header *header;
	struct tasks *tasks;
	const struct jit_dumps *dumps;
	struct wait_next next;

	struct wait_batch *batch;
	struct wait_task *by_task;
	size_t chain_bytes; /* of the samples there */
	uint8_t *merged;    /* room for a whole chain */
	size_t merged_capacity;
	struct wait_end *at_end; /* in the order of arrival */
	size_t end_count, end_capacity, ended;
	struct sample *abouts; /* of those at the end, with options->keep_samples */
	size_t about_capacity;
	struct stacks stacks;    /* of those that wait with their frames */
	size_t held_bytes;       /* of those that wait with their stack dump */
	size_t held_most;        /* bytes of them; 0: the default */
	uint64_t not_held;       /* there were too many of them */
	uint64_t chains_missing; /* user's parts of call chains that never arrived */
};

/* Adds a sample of a record, whose block is pinned while it waits. */
enum status wait_add(struct waiting_room *room, struct pending_sample *sample,
                     const struct record *record, struct error *err);

/* Passes on the samples that wait until there are many. Call it before tasks or their memory
 * change. */
enum status wait_flush(struct waiting_room *room, struct error *err);

/* Takes the rest of a call chain: passes on its task's samples. Call wait_flush first. */
enum status wait_chain(struct waiting_room *room, const struct perf_event *event,
                       const struct record *record, struct error *err);

/* Whether a sample of that memory, whose frames are named, must wait for the end. */
bool wait_for_end(const struct waiting_room *room, const struct memory *memory);
enum status wait_keep(struct waiting_room *room, const struct named_sample *sample,
                      struct error *err);

/* Call after the last record: passes on all samples except those that wait for jitdumps. */
enum status wait_records_ended(struct waiting_room *room, struct error *err);

/* Call after the jitdumps were read: passes on these too. */
enum status wait_dumps_read(struct waiting_room *room, struct error *err);

/* Sets the number of bytes that may wait for jitdumps; at most the default. */
void wait_limit(struct waiting_room *room, uint64_t bytes);

/* The bytes for waiting samples, besides those of records. */
size_t wait_memory(const struct waiting_room *room);

void wait_free(struct waiting_room *room); /* call it before the tasks are freed, because it shares
                                              their spaces */

#endif
