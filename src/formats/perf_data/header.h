/* What a perf.data file says about itself: its layout, its events, and the features (build ids,
 * names, times, the machine) that follow the data in a file, and in records of their own in
 * what perf writes into a pipe. */
#ifndef STACKFOLD_READ_PERF_DATA_HEADER_H
#define STACKFOLD_READ_PERF_DATA_HEADER_H

#include "base/status.h"
#include "read/stream.h"
#include "formats/perf_data/events.h"
#include "formats/perf_data/recorded.h"
#include "read/reader.h"

enum { BUILD_ID_SIZE = 20 };

/* The build id that the recording knows for a file. */
struct build_id {
	uint8_t id[BUILD_ID_SIZE];
	uint8_t size;
};

struct build_id_entry;

/* How the processor's counter becomes time: PERF_RECORD_TIME_CONV, as <linux/perf_event.h> says of
 * struct perf_event_mmap_page. */
struct perf_data_clock {
	uint64_t shift, multiplier, zero; /* multiplier 0: not known */
	uint64_t cycles, mask;            /* mask 0: the counter does not wrap */
};

struct perf_data_header {
	bool big_endian;
	bool pipe;                   /* records follow at once, nothing can be looked up */
	uint64_t data_at, data_size; /* of the records; in a pipe to its end */
	bool unfinished;             /* perf was still writing, or was killed */
	bool features_cut;           /* the file ends before the features do */
	struct perf_events events;
	struct build_id_entry *build_ids; /* by path */
	struct recorded recorded;         /* symbols that the recording has */
	size_t text_bytes;                /* of these paths, and of names that events were given */
	uint64_t id_bytes;                /* of events' ids, as read from a file */
	bool traced;                      /* tracing data has named events */
	char arch[32];                    /* as uname -m says; "": unknown */
	struct perf_data_clock clock;
	uint64_t first_time, last_time; /* of the samples; both 0: unknown */
	bool wall_known;                /* perf record -k wrote what follows */
	uint64_t wall_zero;  /* nanosecond since 1970 at which the samples' clock was 0 */
	uint64_t dir_format; /* not 0: records are in other files of the folder too */
};

/* How sure one can be that the input is a perf.data file, 0 to 100. */
int perf_data_bid(const struct head *head);

/* Reads the header and, from a file, the attributes and features. STATUS_FAILED: this cannot be
 * read; the message names the input. Features that make no sense are passed over. */
enum status perf_data_header_read(struct perf_data_header *header, struct stream *stream,
                                  struct error *err);

/* Takes one of the records that a pipe has in place of the header's parts: PERF_RECORD_HEADER_ATTR,
 * _HEADER_BUILD_ID, _HEADER_FEATURE, _EVENT_UPDATE; and _TIME_CONV. Others are left alone. False
 * without memory. */
bool perf_data_header_record(struct perf_data_header *header, uint32_t type, const uint8_t *record,
                             size_t size);

/* What perf's tracing data says of tracepoints gives events their names: the first that names any.
 * False without memory. */
bool perf_data_tracing(struct perf_data_header *header, const uint8_t *data, size_t size);

/* The build id of a path, or NULL. */
const struct build_id *perf_data_build_id(const struct perf_data_header *header, const char *path);

/* The bytes that it takes. */
size_t perf_data_header_memory(const struct perf_data_header *header);

void perf_data_header_free(struct perf_data_header *header);

#endif
