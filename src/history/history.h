/* The history of benchmarks: which shares their functions had in each run. */
#ifndef STACKFOLD_HISTORY_HISTORY_H
#define STACKFOLD_HISTORY_HISTORY_H

#include "history/history_line.h"
#include "store/frames.h"

#define HISTORY_END UINT32_MAX

/* A benchmark in one run. */
struct history_entry {
	uint32_t run, benchmark, unit; /* among texts; unit may be the empty text */
	struct decimal total;
	uint64_t samples; /* 0: not known */
	unsigned recordings;
	size_t first, count; /* its functions among shares */
	uint32_t next;       /* the next entry of the benchmark; HISTORY_END after the last */
};

struct history_share {
	uint32_t name;            /* among names */
	uint32_t share[MEASURES]; /* as in struct history_function */
};

/* Zero-initialised is empty. Entries are in the order in which runs first came. */
struct history {
	struct frames names; /* of functions, any bytes */
	struct frames texts; /* of runs, benchmarks and units, any bytes */
	struct history_entry *entries;
	size_t count, capacity;
	struct history_share *shares;
	size_t share_count, share_capacity;
	struct table places; /* of entries, by run and benchmark */
	struct history_chain {
		uint32_t first, last; /* entries; HISTORY_END: the text is no benchmark's name */
	} * chains;                   /* by the id of the benchmark among texts */
	size_t chain_count, chain_capacity;
};

/* Adds a line. One of the same run and benchmark is replaced, and stays at its place: a CI job that
 * runs once more counts once. STATUS_FATAL without memory, and the history is unchanged. */
enum status history_add(struct history *history, const struct history_line *line,
                        struct error *err);

/* The id of a benchmark; FRAME_NONE: the history has none of that name. */
uint32_t history_benchmark(const struct history *history, const char *name, size_t size);

/* The first entry of a benchmark, which is one of its ids; NULL: there is none. history_next gives
 * the one after it, NULL after the last. */
const struct history_entry *history_first(const struct history *history, uint32_t benchmark);
const struct history_entry *history_next(const struct history *history,
                                         const struct history_entry *entry);

void history_free(struct history *history); /* empty and ready again */

#endif
