/* The header of perf.data says where the records begin
 * (tools/perf/Documentation/perf.data-file-format.txt of Linux): "PERFILE2", then the sizes of the
 * header and of an attribute, the section of attributes, and that of the data, each as offset and
 * size. Every record begins with its type (32 bits), bits on it (16) and its size (16). */
#include "record/progress.h"

#include <string.h>
#include <sys/types.h>
#include <unistd.h>

enum {
	DATA_OFFSET = 40, /* where the header has the offset of the data */
	HEADER_READ = 48,
	LOOKED_AT = 1 << 16, /* bytes read at a time */
	LOOKS_MAX = 1 << 10, /* reads in a call: what comes faster is counted later */
	RECORD_LOST = 2,
	RECORD_SAMPLE = 9,
	LOST_SIZE = 24, /* of a record of lost samples, up to their number */
};

struct record_header {
	uint32_t type;
	uint16_t misc, size;
};

static bool find_data(struct record_progress *progress, int fd)
{
	char header[HEADER_READ];
	if (pread(fd, header, sizeof header, 0) != sizeof header ||
	    memcmp(header, "PERFILE2", 8) != 0)
		return false;
	memcpy(&progress->at, header + DATA_OFFSET, sizeof progress->at);
	return progress->at != 0;
}

static void count(struct record_progress *progress, const struct record_header *header,
                  const char *bytes)
{
	if (header->type == RECORD_SAMPLE) {
		progress->samples++;
	} else if (header->type == RECORD_LOST && header->size >= LOST_SIZE) {
		uint64_t lost;
		memcpy(&lost, bytes + LOST_SIZE - sizeof lost, sizeof lost);
		progress->lost += lost;
	}
}

/* Counts the whole records among some bytes; gives how many bytes those are. */
static size_t count_records(struct record_progress *progress, const char *bytes, size_t size)
{
	size_t done = 0;
	struct record_header header;
	while (size - done >= sizeof header) {
		memcpy(&header, bytes + done, sizeof header);
		if (header.size < sizeof header) {
			progress->given_up = true;
			break;
		}
		if (size - done < header.size)
			break;
		count(progress, &header, bytes + done);
		done += header.size;
	}
	return done;
}

void record_progress_look(struct record_progress *progress, int fd)
{
	static char bytes[LOOKED_AT];
	if (progress->given_up || (!progress->at && !find_data(progress, fd)))
		return;
	for (int i = 0; i < LOOKS_MAX && !progress->given_up; i++) {
		ssize_t got = pread(fd, bytes, sizeof bytes, (off_t)progress->at);
		size_t done = got > 0 ? count_records(progress, bytes, (size_t)got) : 0;
		if (!done)
			return;
		progress->at += done;
	}
}
