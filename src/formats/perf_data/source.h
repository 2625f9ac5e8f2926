/* One file of a recording, whose bytes become records: the recording itself, or, where it is a
 * folder, one of the files beside that. */
#ifndef STACKFOLD_READ_PERF_DATA_SOURCE_H
#define STACKFOLD_READ_PERF_DATA_SOURCE_H

#include "base/input.h"
#include "base/status.h"
#include "formats/perf_data/records.h"
#include "read/stream.h"

struct source {
	struct input *input;                   /* NULL: the recording's own, sources->stream */
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

/* Takes a record of a source as it comes. */
typedef enum status source_record(void *context, struct source *source, const struct record *record,
                                  struct error *err);

/* The files of a recording, and what they share. */
struct sources {
	struct source *items; /* the first is the recording's own */
	size_t count;
	struct stream *stream;
	bool big_endian, pipe; /* as the header says */
	size_t zstd_bytes;     /* memory of all decompressors */
	source_record *record; /* the successor */
	void *context;
};

/* The name for messages. */
const char *source_name(const struct sources *sources, const struct source *source);

/* Puts the next bytes of the file into the stream; false at its end, or with *status. */
bool source_fill(struct sources *sources, struct source *source, enum status *status,
                 struct error *err);

/* Takes the records that are there whole. */
enum status source_take(struct sources *sources, struct source *source, struct error *err);

/* Passes over bytes that follow a record and are none. */
enum status source_skip(struct sources *sources, struct source *source, uint64_t size,
                        struct error *err);

/* Reads bytes that follow a record and are none. *size is less than asked for where the file ends
 * before. To be freed; NULL with status: a failed read or no memory. */
uint8_t *source_bytes(struct sources *sources, struct source *source, size_t *size,
                      enum status *status, struct error *err);

/* Takes a record of compressed bytes: the records in it end anywhere. padded: it says how many of
 * its bytes count. */
enum status source_unpack(struct sources *sources, struct source *source,
                          const struct record *record, bool padded, struct error *err);

/* The bytes that they take: blocks of records, and what decompressors have written to. */
size_t sources_memory(const struct sources *sources);

/* Frees all of them. No record may be pinned any more. */
void sources_free(struct sources *sources);

#endif
