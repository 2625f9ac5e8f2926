/* One file of a recording, whose bytes become records: the recording itself or, if it is a folder,
 * one of its other files. */
#ifndef STACKFOLD_READ_PERF_DATA_SOURCE_H
#define STACKFOLD_READ_PERF_DATA_SOURCE_H

#include "base/input.h"
#include "base/status.h"
#include "formats/perf_data/records.h"
#include "read/stream.h"

struct source {
	struct input *input;                   /* NULL: the recording's own, sources->stream */
	char *path;                            /* of input */
	struct record_stream stream, unpacked; /* unpacked: the contents of compressed records */
	struct ZSTD_DCtx_s *zstd;              /* one stream through all of them */
	size_t zstd_bytes;                     /* memory that it takes */
	uint64_t packed_bytes, unpacked_bytes; /* of compressed records so far */
	uint64_t left, offset;                 /* bytes not read yet; their position in the file */
	uint64_t youngest;                     /* time of its records so far */
	bool ended;
	enum record_result last; /* the result of the search for a record */
};

/* Takes a record of a source as it is read. */
typedef enum status source_record(void *context, struct source *source, const struct record *record,
                                  struct error *err);

/* The files of a recording, and their common data. */
struct sources {
	struct source *items; /* the first is the recording's own */
	size_t count;
	struct stream *stream;
	bool big_endian, pipe; /* by the header */
	size_t zstd_bytes;     /* memory of all decompressors */
	source_record *record; /* the successor */
	void *context;
};

/* The name for messages. */
const char *source_name(const struct sources *sources, const struct source *source);

/* Puts the next bytes of the file into the stream; false at its end, or with *status. */
bool source_fill(struct sources *sources, struct source *source, enum status *status,
                 struct error *err);

/* Takes the complete records. */
enum status source_take(struct sources *sources, struct source *source, struct error *err);

/* Skips bytes after a record that are not records. */
enum status source_skip(struct sources *sources, struct source *source, uint64_t size,
                        struct error *err);

/* Reads bytes after a record that are not records. *size is smaller if the file ends earlier. The
 * caller frees them; NULL with status: a failed read or no memory. */
uint8_t *source_bytes(struct sources *sources, struct source *source, size_t *size,
                      enum status *status, struct error *err);

/* Takes a record of compressed bytes; the records in it may end anywhere. padded: it has the number
 * of its bytes that count. */
enum status source_unpack(struct sources *sources, struct source *source,
                          const struct record *record, bool padded, struct error *err);

/* Their memory in bytes: blocks of records, and the memory of decompressors that was used. */
size_t sources_memory(const struct sources *sources);

/* Frees all of them. No record may be pinned any more. */
void sources_free(struct sources *sources);

#endif
