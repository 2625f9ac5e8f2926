/* A recording as it lies in its files: its header, and its records as they come. Records of perf
 * itself are dealt with here; those of the kernel go on. */
#ifndef STACKFOLD_READ_PERF_DATA_FILE_H
#define STACKFOLD_READ_PERF_DATA_FILE_H

#include "formats/perf_data/header.h"
#include "formats/perf_data/source.h"
#include "read/sink.h"

/* What gets the records. */
struct file_next {
	/* A record of the kernel; time 0: not known. */
	enum status (*record)(void *context, const struct record *record, uint64_t time,
	                      struct error *err);
	/* A round has ended: see order.h. Of a single file only. */
	enum status (*round)(void *context, struct error *err);
	/* All records to come have that time or a later one, but for some of almost the same; when
	 * more than `bytes` wait, it is time to deliver some. Of several files only. */
	enum status (*progress)(void *context, uint64_t time, size_t bytes, struct error *err);
	/* Some records more were read: whether their memory is within limits. */
	enum status (*check)(void *context, struct error *err);
	void *context;
};

/* Zeroed is empty, to be opened. It must stay where it is. */
struct perf_file {
	struct perf_data_header header;
	struct sources sources;
	uint64_t aux_bytes; /* of hardware traces, passed over */
	size_t unchecked;   /* bytes of records since the last check */
	struct file_next next;
};

/* Reads the header. The sink (NULL: none) gets notes. STATUS_FAILED: this cannot be read. */
enum status file_open(struct perf_file *file, struct stream *stream, struct sink *sink,
                      struct error *err);

/* Gives all records to the successor, in memory that does not grow with theirs. */
enum status file_read(struct perf_file *file, struct error *err);

/* Notes why reading ended where it did, unless all is well. */
void file_note_end(const struct perf_file *file, struct sink *sink);

/* No record may be pinned any more. */
void file_free(struct perf_file *file);

#endif
