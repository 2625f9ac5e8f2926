#include "symbol/jitdump.h"

#include "base/vector.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	MAGIC = 0x4a695444,
	HEADER_SIZE = 40,
	FLAG_PROCESSOR_TIME = 1,
	RECORD_SIZE = 16, /* what all records begin with */
	LOAD_SIZE = RECORD_SIZE + 40,
	MOVE_SIZE = RECORD_SIZE + 48,
	NAME_MOST = 4096,
	CODES_MOST = 1 << 17, /* each costs a piece of a process' memory map */
};

enum record_id { CODE_LOAD = 0, CODE_MOVE = 1 };

struct dump_file {
	int fd;
	bool big_endian;
	uint64_t size;
	struct jitdump *dump;
	uint64_t next_index;
	size_t got; /* bytes of the record at hand */
	uint8_t bytes[LOAD_SIZE + NAME_MOST];
};

static uint64_t number(const struct dump_file *file, size_t at, unsigned size)
{
	uint64_t value = 0;
	for (unsigned i = 0; i < size; i++)
		value = value << 8 | file->bytes[at + (file->big_endian ? i : size - 1 - i)];
	return value;
}

/* The bytes at an offset, as many as there are and fit. */
static void read_at(struct dump_file *file, uint64_t offset)
{
	ssize_t n;
	do
		n = pread(file->fd, file->bytes, sizeof file->bytes, (off_t)offset);
	while (n < 0 && errno == EINTR);
	file->got = n > 0 ? (size_t)n : 0;
}

static enum jitdump_end add(struct dump_file *file, uint64_t start, uint64_t size, uint64_t index,
                            const char *name)
{
	struct jitdump *dump = file->dump;
	if (!size || start > UINT64_MAX - size)
		return JITDUMP_WHOLE; /* no code is there */
	if (dump->count == CODES_MOST)
		return JITDUMP_TOO_MANY;
	if (!vector_reserve(&dump->codes, &dump->capacity, dump->count + 1))
		return JITDUMP_NO_MEMORY;
	dump->codes[dump->count] = (struct jitdump_code){.time = number(file, 8, 8),
	                                                 .start = start,
	                                                 .end = start + size,
	                                                 .index = index,
	                                                 .sequence = dump->count,
	                                                 .name = name};
	dump->count++;
	return JITDUMP_WHOLE;
}

static enum jitdump_end take_load(struct dump_file *file, size_t size)
{
	size_t most = (size < file->got ? size : file->got) - LOAD_SIZE;
	uint64_t index = number(file, 48, 8);
	const char *text = (const char *)file->bytes + LOAD_SIZE;
	size_t length = strnlen(text, most);
	char *name = arena_copy(&file->dump->names, text, length);
	if (!name)
		return JITDUMP_NO_MEMORY;
	/* of two with the same number, files and moves could not tell which is meant */
	if (index < file->next_index)
		index = file->next_index;
	file->next_index = index < UINT64_MAX ? index + 1 : index;
	return add(file, number(file, 32, 8), number(file, 40, 8), index, name);
}

/* Loads have rising numbers, but moves among them repeat older ones: the last of a number counts. */
static enum jitdump_end take_move(struct dump_file *file)
{
	uint64_t index = number(file, 56, 8), old = number(file, 32, 8);
	const struct jitdump *dump = file->dump;
	enum { LOOK_BACK = 16384 }; /* what moved longer ago than that stays nameless */
	for (size_t i = dump->count, n = 0; i-- > 0 && n < LOOK_BACK; n++)
		if (dump->codes[i].index == index && dump->codes[i].start == old)
			return add(file, number(file, 40, 8), number(file, 48, 8), index,
			           dump->codes[i].name);
	return JITDUMP_WHOLE;
}

static enum jitdump_end take_record(struct dump_file *file, uint32_t size)
{
	switch ((enum record_id)number(file, 0, 4)) {
	case CODE_LOAD:
		return size > LOAD_SIZE ? take_load(file, size) : JITDUMP_DAMAGED;
	case CODE_MOVE:
		return size >= MOVE_SIZE ? take_move(file) : JITDUMP_DAMAGED;
	default: /* lines, unwinding, the end, and what is yet to be thought of */
		return JITDUMP_WHOLE;
	}
}

static enum jitdump_end read_records(struct dump_file *file, uint64_t at)
{
	enum jitdump_end end = JITDUMP_WHOLE;
	while (end == JITDUMP_WHOLE && at < file->size) {
		read_at(file, at);
		if (file->got < RECORD_SIZE)
			return JITDUMP_CUT;
		uint32_t size = (uint32_t)number(file, 4, 4);
		if (size < RECORD_SIZE)
			return JITDUMP_DAMAGED;
		if (size > file->size - at ||
		    file->got < (size < sizeof file->bytes ? size : sizeof file->bytes))
			return JITDUMP_CUT;
		end = take_record(file, size);
		at += size;
	}
	return end;
}

static enum jitdump_end read_file(struct dump_file *file)
{
	struct stat status;
	if (fstat(file->fd, &status) || !S_ISREG(status.st_mode))
		return JITDUMP_NO_FILE;
	if (status.st_uid && status.st_uid != geteuid())
		return JITDUMP_FOREIGN;
	file->size = (uint64_t)status.st_size;
	read_at(file, 0);
	if (file->got < HEADER_SIZE)
		return JITDUMP_BAD;
	file->big_endian = number(file, 0, 4) != MAGIC;
	if (number(file, 0, 4) != MAGIC || number(file, 8, 4) < HEADER_SIZE)
		return JITDUMP_BAD;
	file->dump->monotonic = !(number(file, 32, 8) & FLAG_PROCESSOR_TIME);
	return read_records(file, number(file, 8, 4));
}

enum jitdump_end jitdump_read(struct jitdump *dump, const char *path)
{
	struct dump_file *file = calloc(1, sizeof *file);
	if (!file)
		return JITDUMP_NO_MEMORY;
	file->dump = dump;
	/* O_NONBLOCK: a pipe of that name must not be waited for */
	file->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	enum jitdump_end end = JITDUMP_NO_FILE;
	if (file->fd >= 0) {
		end = read_file(file);
		close(file->fd);
	}
	free(file);
	return end;
}

static int by_time(const void *a_, const void *b_)
{
	const struct jitdump_code *a = a_, *b = b_;
	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	return a->sequence < b->sequence ? -1 : a->sequence > b->sequence;
}

void jitdump_sort(struct jitdump *dump)
{
	if (dump->count)
		qsort(dump->codes, dump->count, sizeof *dump->codes, by_time);
}

void jitdump_free(struct jitdump *dump)
{
	free(dump->codes);
	arena_free(&dump->names);
	*dump = (struct jitdump){0};
}
