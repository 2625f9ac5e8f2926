/* Samples as they arrive in the order of time: finds the event of each, whether the sink wants it,
 * and its weight. */
#ifndef STACKFOLD_READ_PERF_DATA_ARRIVE_H
#define STACKFOLD_READ_PERF_DATA_ARRIVE_H

#include "formats/perf_data/header.h"
#include "formats/perf_data/sample.h"
#include "formats/perf_data/spaces.h"
#include "read/sched.h"
#include "read/sink.h"

/* Set the members above the line. */
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
	uint64_t unmoved;    /* counters that a sample read and that had not changed */
};

/* Takes a sample of an event (NULL: unknown), in order of time. */
enum status arrive(struct arrivals *arrivals, struct perf_event *event, const struct record *record,
                   struct error *err);

#endif
