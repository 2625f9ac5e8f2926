/* The raw data of the scheduler's tracepoints, by the format in the recording. */
#ifndef STACKFOLD_READ_PERF_DATA_SCHED_FIELDS_H
#define STACKFOLD_READ_PERF_DATA_SCHED_FIELDS_H

#include "read/sched.h"

enum sched_kind {
	SCHED_NONE,   /* none of these, or its format lacks a field */
	SCHED_SWITCH, /* sched:sched_switch */
	SCHED_WAKEUP, /* sched:sched_wakeup, sched:sched_waking */
	SCHED_NEW,    /* sched:sched_wakeup_new */
};

/* A number in the raw data; size 0: there is none. */
struct raw_field {
	uint32_t offset, size;
};

/* Zeroed: of another tracepoint. */
struct sched_fields {
	enum sched_kind kind;
	struct raw_field tid;         /* the thread that is woken or leaves the CPU */
	struct raw_field next, state; /* of switches */
	char letters[32];             /* letter of each bit of the state; 0: none */
};

/* Reads the format of an event by name, "sched:sched_switch". */
void sched_fields_read(struct sched_fields *fields, struct text event, struct text format);

/* The fields of one event; false if the data is too short. */
bool sched_fields_switch(const struct sched_fields *fields, const uint8_t *raw, size_t size,
                         bool big_endian, struct sched_switch *change);
bool sched_fields_tid(const struct sched_fields *fields, const uint8_t *raw, size_t size,
                      bool big_endian, uint32_t *tid);

#endif
