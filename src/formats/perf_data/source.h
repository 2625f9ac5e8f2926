/* One file of a recording, whose bytes become records: the recording itself, or, where it is a
 * folder, one of the files beside that. */
#ifndef STACKFOLD_READ_PERF_DATA_SOURCE_H
#define STACKFOLD_READ_PERF_DATA_SOURCE_H

#include "base/input.h"
#include "formats/perf_data/records.h"

struct perf_data;

struct source {
	struct input *input;                   /* NULL: the recording's own, data->parts */
	char *path;                            /* of input */
	struct record_stream stream, unpacked; /* unpacked: what compressed records hold */
	struct ZSTD_DCtx_s *zstd;              /* one stream through all of them */
	size_t zstd_bytes;                     /* memory that it takes */
	uint64_t packed_bytes, unpacked_bytes; /* of compressed records so far */
	uint64_t left, offset; /* bytes not read yet; where in the file they begin */
	uint64_t youngest;     /* time of its records so far */
	bool ended;
	enum record_result last; /* how the search for a record ended */
};

/* The name for messages. */
const char *source_name(const struct perf_data *data, const struct source *source);

/* Puts the next bytes of the file into the stream; false at its end, or with *status. */
bool source_fill(struct perf_data *data, struct source *source, enum status *status,
                 struct error *err);

/* Takes the records that are there whole. */
enum status source_take(struct perf_data *data, struct source *source, struct error *err);

/* Passes over bytes that follow a record and are none. */
enum status source_skip(struct perf_data *data, struct source *source, uint64_t size,
                        struct error *err);

/* Takes a record of compressed bytes: the records in it end anywhere. padded: it says how many of
 * its bytes count. */
enum status source_unpack(struct perf_data *data, struct source *source,
                          const struct record *record, bool padded, struct error *err);

/* In a pipe, tracing data follows its record. */
enum status source_tracing(struct perf_data *data, struct source *source,
                           const struct record *record, struct error *err);

/* No record may wait any more. */
void source_free(struct source *source);

/* In perf_data.c: takes a record of a source as it comes. */
enum status perf_data_record(struct perf_data *data, struct source *source,
                             const struct record *record, struct error *err);

#endif
