/* The type of the values of a profile of OpenTelemetry: an event, with its unit. */
#ifndef STACKFOLD_FORMATS_OTLP_TYPES_H
#define STACKFOLD_FORMATS_OTLP_TYPES_H

#include "formats/otlp/dictionary.h"

struct otlp_type {
	uint32_t event;
	bool samples; /* it counts the samples of the profiler */
};

/* The event of a type's message (size 0: there is none, samples are counted). leads: it is the
 * default. STATUS_FAILED, without a message, if it is damaged. */
enum status otlp_type(struct otlp_dictionary *d, struct text message, bool leads,
                      struct otlp_type *type, struct error *err);

#endif
