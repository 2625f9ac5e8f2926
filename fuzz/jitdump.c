/* A fuzz harness for jitdumps: the bytes are a dump. What it tells of is looked up, with times and
 * without, and must lie where it was found. */
#include "config.h"

#include "symbol/jitdump.h"

#include "mutate.h"

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

/* Where a record begins, one of them at random; *length gets its size. */
static size_t some_record(const uint8_t *data, size_t size, uint32_t *state, size_t *length)
{
	enum { HEADER = 40, RECORD = 16 };
	size_t at = HEADER, chosen = HEADER;
	*length = size - HEADER;
	for (uint32_t seen = 1; size - at >= RECORD; seen++) {
		uint32_t length_here;
		memcpy(&length_here, data + at + 4, sizeof length_here);
		if (length_here < RECORD || length_here > size - at)
			break;
		if (!mutate_below(state, seen)) {
			chosen = at;
			*length = length_here;
		}
		at += length_here;
	}
	return chosen;
}

/* Changes, repeats, removes whole records. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
	uint32_t state = seed;
	size_t length, other_length;
	if (size < 64 || !mutate_below(&state, 4))
		return LLVMFuzzerMutate(data, size, max_size);
	const size_t at = some_record(data, size, &state, &length);
	const size_t other = some_record(data, size, &state, &other_length);
	switch (mutate_below(&state, 4)) {
	case 0:
		if (length > max_size - size || max_size < size)
			return size;
		memmove(data + at + length, data + at, size - at);
		return size + length;
	case 1:
		memmove(data + at, data + at + length, size - at - length);
		return size - length;
	case 2:
		if (other_length == length)
			memmove(data + at, data + other, length);
		return size;
	default: /* what follows its size */
		if (length > 8)
			mutate_part(data, at + 8, length - 8 < 64 ? length - 8 : 64, &state);
		return size;
	}
}

#include "replay.h"
