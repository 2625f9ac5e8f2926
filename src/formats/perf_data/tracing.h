/* The tracing data that perf keeps when it records tracepoints: what the kernel says of each in
 * /sys/kernel/tracing/events/SYSTEM/NAME/format. Their names are read, and of the scheduler's also
 * their fields. */
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

/* Reads as far as it makes sense. False without memory. */
bool tracing_read(struct tracing_events *events, const uint8_t *data, size_t size);

/* The tracepoint of that id (the config of its event), or NULL. */
const struct tracing_event *tracing_find(const struct tracing_events *events, uint64_t id);

/* How many bytes of the data are tracing data, 0: it is not whole or is none. */
size_t tracing_size(const uint8_t *data, size_t size);

void tracing_free(struct tracing_events *events);

#endif
