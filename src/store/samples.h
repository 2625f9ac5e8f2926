/* The samples themselves, one row each, for what needs more than the sums of stacks: splitting by
 * thread or time, timelines, exports. They are kept on request only (read_options.keep_samples);
 * read_inputs puts them into profile.samples:
 *
 *     const struct samples *samples = &profile.samples;
 *     for (size_t i = 0; i < samples->count; i++) {
 *             const struct sample sample = samples_get(samples, i);
 *             const struct stack *stack = &profile.stacks.items[sample.stack];
 *             for (size_t d = 0; d < stack->depth; d++)
 *                     ... profile.frames.items[stack->frames[d]].name, root first
 *             const struct sample_task *task = samples_task(samples, sample.task);
 *             if (task) ... samples_thread(samples, task->thread)->tid,
 *                           samples_name(samples, task->comm)
 *     }
 *
 * Rows are ordered by time (those without a time come last); rows of the same time are in the order
 * of the input. Tasks, threads, events and label sets are numbered in the order in which the kept
 * samples first have them, for any number of threads that read. The ids of stacks and frames do
 * depend on threads: a writer whose output has numbers must give its own (write/rows.h).
 *
 * A value that an input does not have is SAMPLE_NONE or SAMPLE_NO_TIME, not 0.
 *
 * Weights are in the unit of the sample's event (sample_event.unit). With read_options.all_events,
 * samples of all events are kept; the weights in profile.stacks are then sums over events, and only
 * the samples show which event each weight is of. With read_options.no_comm stacks have no root
 * frame for the process, which an output with tasks of its own does not need.
 *
 * Cost: 24 bytes a sample and a little for each distinct task, label set, and weight that does not
 * fit 31 bits. */
#ifndef STACKFOLD_STORE_SAMPLES_H
#define STACKFOLD_STORE_SAMPLES_H

#include "base/number.h"
#include "base/rows.h"
#include "store/frames.h"
#include "store/labels.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SAMPLE_NONE UINT32_MAX    /* not known */
#define SAMPLE_NO_TIME UINT64_MAX /* likewise */

#define SAMPLE_JOINED (UINT32_MAX - 1) /* as a tid: several threads that count as one */

/* Whether a pid or tid is known, and that of one process or thread. */
static inline bool sample_id_known(uint32_t id)
{
	return id < SAMPLE_JOINED;
}

struct sample {
	uint64_t time;         /* nanoseconds of the recording's clock, or SAMPLE_NO_TIME */
	struct decimal weight; /* an off-CPU interval's is its duration in ns */
	uint32_t stack;        /* id in profile.stacks */
	uint32_t event;        /* row of events */
	uint32_t task;         /* row of tasks; SAMPLE_NONE: neither thread nor comm is known */
	uint32_t cpu;          /* SAMPLE_NONE: not known */
	uint32_t labels;       /* set of labels; 0: none */
};

/* A thread under one of its names: a thread that is renamed has several rows. */
struct sample_task {
	uint32_t thread; /* row of threads */
	uint32_t comm;   /* a name; SAMPLE_NONE: not known */
};

/* Threads of one process have the same pid and life. */
struct sample_thread {
	uint32_t pid, tid; /* SAMPLE_NONE: not known; tid also SAMPLE_JOINED */
	uint32_t life;     /* 0; 1, 2 ... if the pid was used again, as far as the input shows */
};

struct sample_event {
	uint32_t name;   /* SAMPLE_NONE: the format names none */
	uint32_t unit;   /* "ns", "cycles", "samples" ... as base/unit.h has it; SAMPLE_NONE: not
	                    known */
	uint32_t column; /* of profile.stacks, where its samples add up; mostly 0 */
};

struct sample_block; /* in samples.c */

/* Zero-initialised is empty and ready. */
struct samples {
	struct sample_block **blocks;
	size_t block_count, block_capacity;
	size_t count;
	struct frames names; /* of comms, events, units, keys and texts of labels */
	struct rows threads; /* struct sample_thread */
	struct rows tasks;   /* struct sample_task */
	struct rows events;  /* struct sample_event */
	struct labels labels;
	struct rows kinds; /* event, cpu and labels together */
	struct rows wide;  /* weights that do not fit their column */
	bool disordered;   /* a sample's time is before that of the sample before it */
	uint64_t last_time;
	uint32_t task_memo[256], kind_memo[64]; /* ids + 1, by tid and cpu */
};

/* ---- reading them ---- */

struct sample samples_get(const struct samples *samples, size_t i);

/* NULL for SAMPLE_NONE. */
static inline const struct sample_task *samples_task(const struct samples *samples, uint32_t id)
{
	return id == SAMPLE_NONE ? NULL : (const struct sample_task *)samples->tasks.items + id;
}

static inline const struct sample_thread *samples_thread(const struct samples *samples, uint32_t id)
{
	return (const struct sample_thread *)samples->threads.items + id;
}

static inline const struct sample_event *samples_event(const struct samples *samples, uint32_t id)
{
	return (const struct sample_event *)samples->events.items + id;
}

/* A name of any bytes, with a NUL after it; NULL for SAMPLE_NONE. samples->names.items has its
 * size. */
static inline const char *samples_name(const struct samples *samples, uint32_t id)
{
	return id == SAMPLE_NONE ? NULL : samples->names.items[id].name;
}

/* ---- making them; ids are SAMPLE_NONE, and bools false, without memory ---- */

/* Names of any kind. */
uint32_t samples_add_name(struct samples *samples, const char *name, size_t size);

/* A thread under a name; comm NULL: not known. Cost: mostly a comparison of the comm. */
uint32_t samples_add_task(struct samples *samples, const struct sample_thread *thread,
                          const char *comm, size_t size);

/* unit and name may be NULL. */
uint32_t samples_add_event(struct samples *samples, const char *name, const char *unit);

bool samples_add(struct samples *samples, const struct sample *sample);

/* Sorts the samples by time; those of the same time keep their order. Cost: a pass if they are in
 * order; otherwise 8 bytes for each sample during the call. False without memory, with nothing
 * changed. */
bool samples_sort(struct samples *samples);

/* Gives sample i another stack. */
void samples_set_stack(struct samples *samples, size_t i, uint32_t stack);

/* Renames comms. The threads of a process that get the same name become one thread, whose tid is
 * SAMPLE_JOINED. rename() returns the id of the new name, or of the same one if it stays;
 * SAMPLE_NONE: there is no memory. False then. */
bool samples_rename(struct samples *samples,
                    uint32_t (*rename)(void *context, struct samples *samples, uint32_t comm),
                    void *context);

/* Gives stacks new ids, now[old], in the samples of one event (SAMPLE_NONE: of all events). Samples
 * of stacks whose new id is SAMPLE_NONE are removed. */
void samples_restack(struct samples *samples, uint32_t event, const uint32_t *now);

/* The new ids of tasks and labels when samples move to another table; see samples_take. */
struct samples_moved {
	uint32_t *tasks, *labels;
};

/* Room for all ids of `from`. False without memory; samples_moved_free frees. */
bool samples_moved_init(struct samples_moved *moved, const struct samples *from);
void samples_moved_free(struct samples_moved *moved);

/* Clears the new ids of sample i of `from`. After this has been done for all samples that were
 * copied to a table, `moved` is ready for the next table; samples that were not copied cost
 * nothing. */
void samples_moved_forget(struct samples_moved *moved, const struct samples *from, size_t i);

/* Adds sample i of another table, under this stack and event. False without memory. */
bool samples_copy(struct samples *samples, const struct samples *from, size_t i,
                  struct samples_moved *moved, uint32_t stack, uint32_t event);

/* The same, but frees memory of `from` as i grows: samples before i must not be used again. */
bool samples_take(struct samples *samples, struct samples *from, size_t i,
                  struct samples_moved *moved, uint32_t stack, uint32_t event);

size_t samples_memory(const struct samples *samples); /* bytes */

void samples_free(struct samples *samples); /* empty and ready again */

#endif
