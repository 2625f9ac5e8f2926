/* The places and times of samples in `perf script` text. */
#ifndef STACKFOLD_FORMATS_PERF_TIMES_H
#define STACKFOLD_FORMATS_PERF_TIMES_H

#include "read/choice.h"
#include "read/stream.h"
#include "formats/perf_script/header.h"

/* "158665.570607" as nanoseconds; false if it is not a time. */
bool perf_time_parse(struct text text, uint64_t *time);

/* The sample's place by its header. */
void perf_place(const struct perf_header *header, struct sample_place *place);

/* The times of the first and the last sample, which perf script prints in order: struct
 * reader.times. Cost: reads a piece of both ends. */
enum status perf_times(struct stream *stream, uint64_t *first, uint64_t *last, struct error *err);

/* The time of the first sample of an event from a time on: struct reader.marker. Cost: a pass over
 * the input, which parses only header lines. */
enum status perf_marker(struct stream *stream, const char *event, uint64_t from, uint64_t *time,
                        bool *found, struct error *err);

#endif
