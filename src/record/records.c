/* The header of perf.data gives the beginning of the records (Linux,
 * tools/perf/Documentation/perf.data-file-format.txt): "PERFILE2", then the sizes of the header and
 * of an attribute, the section of attributes, and the section of the data, each as offset and size.
 * Every record begins with its type (32 bits), flags (16) and its size (16). */
#include "record/records.h"

#include <string.h>
#include <sys/types.h>
#include <unistd.h>

enum {
	DATA_OFFSET = 40, /* position of the data's offset in the header */
	HEADER_READ = 48,
	LOOKED_AT = 1 << 16, /* bytes read at a time: the largest record fits */
};

struct record_header {
	uint32_t type;
	uint16_t misc, size;
};

typedef void record_taker(void *context, uint32_t type, const char *body, size_t size);

static bool find_data(struct records *records, int fd)
{
	char header[HEADER_READ];
	if (pread(fd, header, sizeof header, 0) != sizeof header ||
	    memcmp(header, "PERFILE2", 8) != 0)
		return false;
	memcpy(&records->at, header + DATA_OFFSET, sizeof records->at);
	return records->at != 0;
}

/* Takes the complete records among some bytes; returns their size in bytes. */
static size_t take_records(struct records *records, const char *bytes, size_t size,
                           record_taker *take, void *context)
{
	size_t done = 0;
	struct record_header header;
	while (size - done >= sizeof header) {
		memcpy(&header, bytes + done, sizeof header);
		records->given_up = header.size < sizeof header;
		if (records->given_up || size - done < header.size)
			break;
		take(context, header.type, bytes + done + sizeof header,
		     header.size - sizeof header);
		done += header.size;
	}
	return done;
}

void records_walk(struct records *records, int fd, record_taker *take, void *context)
{
	static char bytes[LOOKED_AT];
	if (!records->at && !find_data(records, fd))
		return;
	while (!records->given_up) {
		ssize_t got = pread(fd, bytes, sizeof bytes, (off_t)records->at);
		size_t done = got > 0 ? take_records(records, bytes, (size_t)got, take, context)
		                      : 0;
		if (!done)
			return;
		records->at += done;
	}
}
