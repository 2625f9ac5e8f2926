/* The events of a recording: the kernel attributes of each, its name, and the event of a record. */
#ifndef STACKFOLD_READ_PERF_DATA_EVENTS_H
#define STACKFOLD_READ_PERF_DATA_EVENTS_H

#include "formats/perf_data/bytes.h"
#include "formats/perf_data/sched_fields.h"

#include <linux/perf_event.h>

struct id_entry;

/* The needed parts of a struct perf_event_attr; fields as in <linux/perf_event.h>. */
struct perf_event {
	char *name; /* as perf script prints it; NULL until events_name or event_name */
	uint32_t type;
	uint64_t config;
	uint64_t sample_period, sample_type, read_format;
	uint64_t flags; /* the bit field after read_format, bit 0: disabled */
	uint32_t bp_type, clockid;
	uint64_t bp_addr, branch_sample_type, sample_regs_user;
	bool off_cpu;              /* perf record --off-cpu: samples are made by a BPF program */
	struct sched_fields sched; /* of the scheduler's tracepoints */
	bool tickets;              /* the weights of its samples are tickets: see read/sched.h */
	uint32_t sink_event;       /* its id in the sink; UINT32_MAX: no sample yet */
};

enum { /* bits of perf_event.flags */
       ATTR_EXCLUDE_USER = 4,
       ATTR_EXCLUDE_KERNEL = 5,
       ATTR_EXCLUDE_HV = 6,
       ATTR_FREQ = 10,
       ATTR_PRECISE_IP = 15, /* two bits */
       ATTR_SAMPLE_ID_ALL = 18,
       ATTR_EXCLUDE_HOST = 19,
       ATTR_EXCLUDE_GUEST = 20,
       ATTR_USE_CLOCKID = 25,
};

/* Events may be added at any time, also after records of other events. */
struct perf_events {
	struct perf_event **items; /* events never move, because waiting samples point to them */
	size_t count, capacity;
	struct id_entry *ids;
	uint64_t sample_types;      /* of all events */
	bool sample_id_all;         /* records other than samples also have a time */
	bool tracepoint_callchains; /* a tracepoint has call chains */
	bool frame_pointers; /* call chains come from these: neither stack dumps nor branches */
};

/* The bytes that they take. */
size_t events_memory(const struct perf_events *events);

/* Adds an event by its struct perf_event_attr, of which size bytes are there (at least 64). False
 * without memory, or if it cannot be an attribute. */
bool events_add(struct perf_events *events, const uint8_t *attr, size_t size, bool big_endian);

/* Assigns records with this id to that event. False without memory. */
bool events_add_id(struct perf_events *events, uint64_t id, size_t event);

/* Gives an event its name, unless it has one already. False without memory. */
bool events_name(struct perf_event *event, const char *name, size_t size);

/* The event's name; if it has none, one is made as in perf, from type, config and modifiers.
 * NULL without memory. */
const char *event_name(struct perf_event *event);

/* The event of a record by its id, NULL: none. previous (may be NULL) is set to the place of the
 * last value for that id, for PERF_SAMPLE_READ. */
struct perf_event *events_by_id(const struct perf_events *events, uint64_t id, uint64_t **previous);

/* The event of a record with this header and size; NULL if its id is not known. */
struct perf_event *events_of_record(const struct perf_events *events, const uint8_t *record,
                                    uint32_t type, size_t size, bool big_endian);

static inline bool event_flag(const struct perf_event *event, unsigned bit)
{
	return event->flags >> bit & 1;
}

void events_free(struct perf_events *events);

#endif
