/* A recording in its files: its header, and its records as they are read. Records of perf itself
 * are handled here; those of the kernel are passed on. */
#ifndef STACKFOLD_READ_PERF_DATA_FILE_H
#define STACKFOLD_READ_PERF_DATA_FILE_H

#include "formats/perf_data/header.h"
#include "formats/perf_data/source.h"
#include "read/sink.h"

/* The receiver of the records. */
struct file_next {
	/* A record of the kernel; time 0: unknown. */
	enum status (*record)(void *context, const struct record *record, uint64_t time,
	                      struct error *err);
	/* A round has ended: see order.h. Only for a single file. */
	enum status (*round)(void *context, struct error *err);
	/* All further records have that time or a later one, except some with almost the same; when
	 * more than `bytes` wait, some should be delivered. Only for several files. */
	enum status (*progress)(void *context, uint64_t time, size_t bytes, struct error *err);
	/* Called after some records: whether their memory is within limits. */
	enum status (*check)(void *context, struct error *err);
	void *context;
};

/* Zeroed is empty, and can be opened. It must not move. */
struct perf_file {
	struct perf_data_header header;
	struct sources sources;
	uint64_t aux_bytes; /* of hardware traces, which are skipped */
	size_t unchecked;   /* bytes of records since the last check */
	struct file_next next;
};

/* Reads the header. The sink (NULL: none) gets notes. STATUS_FAILED: this cannot be read. */
enum status file_open(struct perf_file *file, struct stream *stream, struct sink *sink,
                      struct error *err);

/* Passes all records to the successor, in memory that does not grow with theirs. */
enum status file_read(struct perf_file *file, struct error *err);

/* Notes why reading ended early, if it did. */
void file_note_end(const struct perf_file *file, struct sink *sink);

/* No record may be pinned any more. */
void file_free(struct perf_file *file);

#endif
