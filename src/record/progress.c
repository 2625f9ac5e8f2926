#include "record/progress.h"

#include <string.h>

enum { LOST_NUMBER = 8 /* offset of the number of lost samples in the body of such a record */ };

static void count(void *context, uint32_t type, const char *body, size_t size)
{
	struct record_progress *progress = context;
	uint64_t lost;
	if (type == RECORD_SAMPLE) {
		progress->samples++;
	} else if (type == RECORD_LOST && size >= LOST_NUMBER + sizeof lost) {
		memcpy(&lost, body + LOST_NUMBER, sizeof lost);
		progress->lost += lost;
	}
}

void record_progress_look(struct record_progress *progress, int fd)
{
	records_walk(&progress->records, fd, count, progress);
}
