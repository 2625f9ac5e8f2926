/* The tracing data that perf keeps when it records tracepoints: the text of
 * /sys/kernel/tracing/events/SYSTEM/NAME/format for each. Their names are read, and the fields of
 * the scheduler's. */
#ifndef STACKFOLD_READ_PERF_DATA_TRACING_H
#define STACKFOLD_READ_PERF_DATA_TRACING_H

#include "formats/perf_data/sched_fields.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tracing_event {
	uint64_t id;
	char *name; /* "sched:sched_switch" */
	struct sched_fields sched;
};

/* Zeroed is empty and ready. */
struct tracing_events {
	struct tracing_event *items;
	size_t count, capacity;
};

/* Reads up to the first invalid part. False without memory. */
bool tracing_read(struct tracing_events *events, const uint8_t *data, size_t size);

/* The tracepoint with that id (the config of its event), or NULL. */
const struct tracing_event *tracing_find(const struct tracing_events *events, uint64_t id);

/* The number of bytes that are tracing data, 0: it is incomplete or not tracing data. */
size_t tracing_size(const uint8_t *data, size_t size);

void tracing_free(struct tracing_events *events);

#endif
