/* The description in a perf.data file: its layout, its events, and the features (build ids, names,
 * times, the machine), which are after the data in a file, and in separate records in a pipe. */
#ifndef STACKFOLD_READ_PERF_DATA_HEADER_H
#define STACKFOLD_READ_PERF_DATA_HEADER_H

#include "base/status.h"
#include "read/stream.h"
#include "formats/perf_data/events.h"
#include "formats/perf_data/recorded.h"
#include "read/reader.h"

enum { BUILD_ID_SIZE = 20 };

/* The build id of a file in the recording. */
struct build_id {
	uint8_t id[BUILD_ID_SIZE];
	uint8_t size;
};

struct build_id_entry;

/* How the processor's counter becomes time: PERF_RECORD_TIME_CONV, as <linux/perf_event.h>
 * describes for struct perf_event_mmap_page. */
struct perf_data_clock {
	uint64_t shift, multiplier, zero; /* multiplier 0: unknown */
	uint64_t cycles, mask;            /* mask 0: the counter does not wrap */
};

struct perf_data_header {
	bool big_endian;
	bool pipe;                   /* records follow immediately, and there is no seeking */
	uint64_t data_at, data_size; /* of the records; in a pipe to its end */
	bool unfinished;             /* perf was still writing, or was killed */
	bool features_cut;           /* the file ends before the features do */
	struct perf_events events;
	struct build_id_entry *build_ids; /* by path */
	struct recorded recorded;         /* symbols that the recording has */
	size_t text_bytes;                /* memory of these paths, and of the names of events */
	uint64_t id_bytes;                /* of events' ids, as read from a file */
	bool traced;                      /* tracing data has named events */
	char arch[32];                    /* as uname -m says; "": unknown */
	struct perf_data_clock clock;
	uint64_t first_time, last_time; /* of the samples; both 0: unknown */
	bool wall_known;                /* perf record -k wrote the next member */
	uint64_t wall_zero;  /* nanosecond since 1970 at which the samples' clock was 0 */
	uint64_t dir_format; /* not 0: records are in other files of the folder too */
};

/* The bid for a perf.data file, 0 to 100. */
int perf_data_bid(const struct head *head);

/* Reads the header and, from a file, the attributes and features. STATUS_FAILED: this cannot be
 * read; the message names the input. Invalid features are skipped. */
enum status perf_data_header_read(struct perf_data_header *header, struct stream *stream,
                                  struct error *err);

/* Takes one of the records that a pipe has instead of the header's parts: PERF_RECORD_HEADER_ATTR,
 * _HEADER_BUILD_ID, _HEADER_FEATURE, _EVENT_UPDATE; and _TIME_CONV. Others are ignored. False
 * without memory. */
bool perf_data_header_record(struct perf_data_header *header, uint32_t type, const uint8_t *record,
                             size_t size);

/* Names events of tracepoints from perf's tracing data: from the first data that names any.
 * False without memory. */
bool perf_data_tracing(struct perf_data_header *header, const uint8_t *data, size_t size);

/* The build id of a path, or NULL. */
const struct build_id *perf_data_build_id(const struct perf_data_header *header, const char *path);

/* The bytes that it takes. */
size_t perf_data_header_memory(const struct perf_data_header *header);

void perf_data_header_free(struct perf_data_header *header);

#endif
