/* The sample types of a pprof profile: its values as events, with units. */
#ifndef STACKFOLD_FORMATS_PPROF_TYPES_H
#define STACKFOLD_FORMATS_PPROF_TYPES_H

#include "formats/pprof/tables.h"

enum { PPROF_VALUES_MAX = 64 };

/* Texts are rows; zeroed: none. */
struct pprof_type {
	uint64_t name, unit;
	uint32_t event;  /* by sink_value; EVENT_NONE: its name occurred before */
	bool is_samples; /* it counts the samples of the profiler */
};

struct pprof_types {
	struct pprof_type items[PPROF_VALUES_MAX];
	size_t count;
	size_t samples; /* the row that counts samples; count: none does */
};

/* STATUS_FAILED, without a message, if it is invalid, or there are too many. */
enum status pprof_add_type(struct pprof_types *types, struct text message);

/* Makes the events; default_type: the row of the default type's name, 0: the last one is the
 * default. */
enum status pprof_types_declare(struct pprof_types *types, struct pprof_tables *tables,
                                uint64_t default_type, struct error *err);

#endif
