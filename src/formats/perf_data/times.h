/* The times of the samples of a recording, before it is read. Each call reads the recording from
 * its beginning; a pipe is rejected. */
#ifndef STACKFOLD_FORMATS_PERF_DATA_TIMES_H
#define STACKFOLD_FORMATS_PERF_DATA_TIMES_H

#include "base/status.h"
#include "read/stream.h"

#include <stdbool.h>
#include <stdint.h>

/* struct reader.times, .wall_clock and .marker. */
enum status perf_data_times(struct stream *stream, uint64_t *first, uint64_t *last,
                            struct error *err);
enum status perf_data_wall_clock(struct stream *stream, uint64_t *zero, struct error *err);
enum status perf_data_marker(struct stream *stream, const char *event, uint64_t from,
                             uint64_t *time, bool *found, struct error *err);

#endif
