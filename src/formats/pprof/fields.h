/* The numbers of the fields of pprof's messages, and the fields of a label. */
#ifndef STACKFOLD_FORMATS_PPROF_FIELDS_H
#define STACKFOLD_FORMATS_PPROF_FIELDS_H

#include "formats/protobuf.h"

/* Of a profile. */
enum {
	PPROF_SAMPLE_TYPE = 1,
	PPROF_SAMPLE,
	PPROF_MAPPING,
	PPROF_LOCATION,
	PPROF_FUNCTION,
	PPROF_STRING_TABLE,
	PPROF_DROP_FRAMES,
	PPROF_KEEP_FRAMES,
	PPROF_TIME_NANOS,
	PPROF_DURATION_NANOS,
	PPROF_PERIOD_TYPE,
	PPROF_PERIOD,
	PPROF_COMMENT,
	PPROF_DEFAULT_SAMPLE_TYPE,
	PPROF_DOC_URL,
	PPROF_FIELDS
};

/* Of a sample. */
enum { PPROF_SAMPLE_LOCATION = 1, PPROF_SAMPLE_VALUE, PPROF_SAMPLE_LABEL };

/* Of a label. */
enum {
	PPROF_LABEL_KEY = 1,
	PPROF_LABEL_TEXT,
	PPROF_LABEL_NUMBER,
	PPROF_LABEL_UNIT,
	PPROF_LABEL_FIELDS
};

/* The fields of a label's message, 0 if they are missing; of repeated ones the last. False: it
 * is damaged. */
static inline bool pprof_label_fields(struct text label, uint64_t fields[PPROF_LABEL_FIELDS])
{
	struct proto proto = proto_of(label);
	struct proto_field field;
	for (size_t i = 0; i < PPROF_LABEL_FIELDS; i++)
		fields[i] = 0;
	while (proto_next(&proto, &field))
		if (field.type == PROTO_NUMBER && field.number < PPROF_LABEL_FIELDS)
			fields[field.number] = field.value;
	return !proto.bad;
}

#endif
