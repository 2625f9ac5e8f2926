/* The one place where samples wait. Most pass at once. Those wait
 *
 * - whose stack dumps have to be unwound, some hundred, so that threads share the work; and with
 *   them all that come meanwhile, so that samples arrive in order;
 * - whose call chain comes in two parts. Kernels from 6.19 on can put off walking a task's stack
 *   until it goes back to user space (attr.defer_callchain): the sample's chain ends in a mark and
 * a cookie, and a PERF_RECORD_CALLCHAIN_DEFERRED with the same cookie brings the rest. As in perf,
 * a sample waits for the next such record of its task, whatever its cookie;
 * - whose process has a jitdump that is read when the recording, a pipe, has ended. Those with a
 *   stack dump wait with it and with the process' memory as it was: only then can stacks be walked
 *   through code that was generated at run time. The others wait with their frames, some of which
 * stand for addresses: see late.h.
 */
#ifndef STACKFOLD_READ_PERF_DATA_WAIT_H
#define STACKFOLD_READ_PERF_DATA_WAIT_H

#include "formats/perf_data/header.h"
#include "formats/perf_data/jit_dumps.h"
#include "formats/perf_data/sample.h"
#include "formats/perf_data/spaces.h"
#include "read/sink.h"
#include "store/stacks.h"

/* What gets the samples when they have waited. */
struct wait_next {
	/* Samples with all they need; up to SAMPLES_AT_ONCE. */
	enum status (*go)(void *context, struct pending_sample *samples, size_t count,
	                  struct error *err);
	/* A sample that waited with its frames: jitdumps are there now. */
	enum status (*settle)(void *context, const struct named_sample *sample, struct error *err);
	/* A space went, and another one may be in its place in memory. */
	void (*forget)(void *context);
	void *context;
};

struct wait_batch; /* until there are many, or tasks change */
struct wait_task;  /* until the rest of the chain comes */
struct wait_end;   /* until the recording ends */

/* Set what stands above the line; the rest zeroed is empty and ready. */
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
	struct wait_end *at_end; /* in the order they came */
	size_t end_count, end_capacity, ended;
	struct sample *abouts; /* of those at the end, with options->keep_samples */
	size_t about_capacity;
	struct stacks stacks;    /* of those that wait with their frames */
	size_t held_bytes;       /* of those that wait with their stack dump */
	size_t held_most;        /* bytes of them; 0: the default */
	uint64_t not_held;       /* there were too many of them */
	uint64_t chains_missing; /* user's parts of call chains that never came */
};

/* A sample of a record, whose block is pinned while it waits. */
enum status wait_add(struct waiting_room *room, struct pending_sample *sample,
                     const struct record *record, struct error *err);

/* Lets those go that wait for being many. To be called before tasks or their memory change. */
enum status wait_flush(struct waiting_room *room, struct error *err);

/* The rest of a call chain came: its task's samples go on. wait_flush must have been called. */
enum status wait_chain(struct waiting_room *room, const struct perf_event *event,
                       const struct record *record, struct error *err);

/* Whether a sample of that memory, whose frames are named, has to wait for the end. */
bool wait_for_end(const struct waiting_room *room, const struct memory *memory);
enum status wait_keep(struct waiting_room *room, const struct named_sample *sample,
                      struct error *err);

/* No more records will come: all go on but those that wait for jitdumps. */
enum status wait_records_ended(struct waiting_room *room, struct error *err);

/* The jitdumps were read: these go on, too. */
enum status wait_dumps_read(struct waiting_room *room, struct error *err);

/* So many bytes may wait for jitdumps, or as many as without a limit if those are fewer. */
void wait_limit(struct waiting_room *room, uint64_t bytes);

/* The bytes that waiting takes, beside those of records. */
size_t wait_memory(const struct waiting_room *room);

void wait_free(struct waiting_room *room); /* before the tasks: it shares their spaces */

#endif
