/* Samples as they arrive in the order of time: which event each is of, whether the sink wants it,
 * and what it weighs. */
#ifndef STACKFOLD_READ_PERF_DATA_ARRIVE_H
#define STACKFOLD_READ_PERF_DATA_ARRIVE_H

#include "formats/perf_data/header.h"
#include "formats/perf_data/sample.h"
#include "formats/perf_data/spaces.h"
#include "read/sched.h"
#include "read/sink.h"

/* Set what stands above the line. */
struct arrivals {
	struct sink *sink;
	const struct perf_data_header *header;
	struct tasks *tasks;
	struct sched *sched; /* takes context switches; NULL: they are samples like others */
	/* Gets the samples that the sink wants. The record lives as long as it is pinned. */
	enum status (*next)(void *context, struct pending_sample *sample,
	                    const struct record *record, struct error *err);
	void *context;

	uint64_t guest;      /* samples from within virtual machines */
	uint64_t unknown_id; /* samples of no event that the header describes */
	uint64_t unmoved;    /* counters that a sample read and that stood where they were */
};

/* Takes a sample of an event (NULL: not known) in its turn. */
enum status arrive(struct arrivals *arrivals, struct perf_event *event, const struct record *record,
                   struct error *err);

#endif
