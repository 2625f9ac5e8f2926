/* A fuzz harness for jitdumps: the bytes are a dump. What it tells of is looked up, with times and
 * without, and must lie where it was found. */
#include "config.h"

#include "symbol/jitdump.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look(const struct jitdump *dump, uint64_t address, uint64_t time)
{
	struct jitdump_found found;
	jitdump_find(dump, address, time, &found);
	if (found.code && (address < found.code->start || address >= found.code->end ||
	                   (dump->timed && found.code->time > time)))
		abort();
	if (found.until <= time && found.until != UINT64_MAX)
		abort();
}

static void read_dump(const char *path, bool timed)
{
	struct jitdump dump = {0};
	const struct jitdump_wanted wanted = {.frames = true, .believed = true};
	jitdump_read(&dump, path, &wanted);
	for (size_t i = 0; i < dump.count; i++) {
		const struct jitdump_frames *frames = dump.codes[i].frames;
		/* read, so that what is not there is seen */
		if (strlen(dump.codes[i].name) == SIZE_MAX ||
		    (frames && frames->size && memchr(frames->bytes, 0, frames->size) == path))
			abort();
	}
	if (!jitdump_finish(&dump, timed))
		abort();
	for (size_t i = 0; i < dump.count && i < 1000; i++) {
		const struct jitdump_code code = dump.codes[i];
		look(&dump, code.start, code.time);
		look(&dump, code.end - 1, code.time);
		look(&dump, code.end, code.time - 1);
		look(&dump, code.start - 1, UINT64_MAX - 1);
		look(&dump, code.start, 0);
	}
	jitdump_free(&dump);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	int fd = memfd_create("jitdump", MFD_CLOEXEC);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	read_dump(path, false);
	read_dump(path, true);
	close(fd);
	return 0;
}

#include "replay.h"
