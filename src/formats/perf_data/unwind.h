/* Samples on their way into the sink. Those with a stack dump are unwound some hundred at a time,
 * on several threads; the others pass at once, unless some wait, so that all arrive in order. */
#ifndef STACKFOLD_READ_PERF_DATA_UNWIND_H
#define STACKFOLD_READ_PERF_DATA_UNWIND_H

#include "formats/perf_data/state.h"

/* What became of a stack dump: frames leaf first. */
struct unwound {
	struct unwind_frame *frames;
	size_t count; /* 0: there was no dump */
};

/* A sample that the sink wants, with what is needed to finish it. */
struct waiting_sample {
	struct perf_event *event;
	struct task *task;
	struct perf_sample sample;
	uint64_t period;
	struct unwound unwound;
};

/* A sample of a record of one of the data's sources, whose block is pinned while it waits. */
enum status unwinding_add(struct perf_data *data, const struct waiting_sample *waiting,
                          const struct record *record, struct error *err);

/* The same at once, where none waits and the dump lives long enough. */
enum status unwinding_now(struct perf_data *data, const struct waiting_sample *waiting,
                          struct error *err);

/* In jit_held.c: whether a sample with a stack dump has to wait for jitdumps, and that it does. */
bool jit_held_wants(struct perf_data *data, const struct waiting_sample *waiting,
                    const struct record *record);
enum status jit_held_add(struct perf_data *data, const struct waiting_sample *waiting,
                         const struct record *record, struct error *err);

/* The jitdumps were read. Then: those go on that came before the sample of that number. */
void jit_held_begin(struct jit *jit);
enum status jit_held_finish(struct perf_data *data, size_t before, struct error *err);

/* Finishes all that wait. To be called before tasks or their memory change, and at the end. */
enum status unwinding_flush(struct perf_data *data, struct error *err);

/* In deferred.c: whether the user's part of the chain comes later, in a record of its own; a sample
 * waits for that. */
#define CONTEXT_USER_DEFERRED ((uint64_t)-640) /* PERF_CONTEXT_USER_DEFERRED */
bool deferred_has_mark(const struct perf_data *data, const struct perf_sample *sample);
enum status deferred_hold(struct perf_data *data, const struct waiting_sample *waiting,
                          struct error *err);

/* That record came: its task's samples go on. unwinding_flush must have been called. */
enum status deferred_record(struct perf_data *data, const struct perf_event *event,
                            const struct record *record, struct error *err);

/* No more will come: all that wait go on without. */
enum status deferred_flush(struct perf_data *data, struct error *err);
void deferred_free(struct perf_data *data);

/* The caller of the innermost function, at pc, where a chain of frame pointers lacks it: arm64's
 * leaf functions have no frame record, but the link register is sampled with the chain. *ip is 0
 * where none is lacking. False without memory. */
bool unwinding_leaf_caller(struct perf_data *data, const struct waiting_sample *waiting,
                           uint64_t pc, uint64_t *ip);

/* How walks through stack dumps ended, added up. */
void unwinding_counts(const struct perf_data *data, struct unwind_counts *counts);

void unwinding_free(struct perf_data *data);

/* In chain.c: names the frames of a sample and hands it to the sink. */
enum status perf_data_finish_sample(struct perf_data *data, const struct waiting_sample *waiting,
                                    struct error *err);

#endif
