/* The contents of one resource in OpenTelemetry profiles: its attributes, profiles and samples. */
#ifndef STACKFOLD_FORMATS_OTLP_RESOURCE_H
#define STACKFOLD_FORMATS_OTLP_RESOURCE_H

#include "formats/otlp/dictionary.h"

/* Zeroed except the dictionary; otlp_reading_free frees. */
struct otlp_reading {
	struct otlp_dictionary *dictionary;
	struct otlp_labels labels;
	uint64_t met;         /* samples so far, for messages */
	uint64_t frames_left; /* frames that further samples may have */
	uint64_t *values;     /* of a sample */
	size_t value_count, value_capacity;
	bool sums;     /* values without times were read */
	bool declared; /* a type of values was read: the first one is the default */
};

/* Puts all samples of the message into the sink. STATUS_FAILED, without a message, if it is
 * damaged. */
enum status otlp_resource(struct otlp_reading *reading, struct text message, struct error *err);

void otlp_reading_free(struct otlp_reading *reading);

#endif
