#include "symbol/jitdump.h"

#include "base/hash.h"
#include "base/table.h"
#include "base/vector.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

enum {
	MAGIC = 0x4a695444,
	VERSION = 1,
	HEADER_SIZE = 40,
	FLAG_PROCESSOR_TIME = 1,
	RECORD_SIZE = 16, /* the beginning of all records */
	LOAD_SIZE = RECORD_SIZE + 40,
	MOVE_SIZE = RECORD_SIZE + 48,
	UNWINDING_SIZE = RECORD_SIZE + 24,
	BLOCK_SIZE = 1 << 18,
	NAME_MOST = 1 << 16,   /* perf script's lines are not longer */
	FRAMES_MOST = 1 << 20, /* for one code: 100 bytes are usual */
	CODES_MOST = 1 << 28,
};

enum record_id { CODE_LOAD = 0, CODE_MOVE = 1, CODE_UNWINDING_INFO = 4 };

struct dump_file {
	int fd;
	bool big_endian;
	const struct jitdump_wanted *wanted;
	uint64_t size;
	struct jitdump *dump;
	uint64_t record;                 /* position of the current record */
	uint32_t pid;                    /* of the header */
	struct table by_index, by_place; /* the last code of an index, and at an address */
	bool has_moves;                  /* they are filled from the first move on */
	bool has_frames; /* call frame information for the next code that is loaded: */
	uint8_t *frames;
	size_t frames_size;
	uint64_t at; /* the block's offset in the file */
	size_t got;  /* its bytes */
	uint8_t block[BLOCK_SIZE];
};

static uint64_t decode(const struct dump_file *file, const uint8_t *at, unsigned size)
{
	uint64_t value = 0;
	for (unsigned i = 0; i < size; i++)
		value = value << 8 | at[file->big_endian ? i : size - 1 - i];
	return value;
}

/* Reads bytes from an offset on; returns how many there are. */
static size_t read_at(const struct dump_file *file, uint64_t offset, uint8_t *to, size_t size)
{
	size_t done = 0;
	while (done < size) {
		ssize_t n = pread(file->fd, to + done, size - done, (off_t)(offset + done));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		done += (size_t)n;
	}
	return done;
}

/* The bytes at an offset, at most a block; NULL if the file ends before their end. */
static const uint8_t *bytes_at(struct dump_file *file, uint64_t offset, size_t size)
{
	if (offset < file->at || offset - file->at > file->got ||
	    file->got - (offset - file->at) < size) {
		file->at = offset;
		file->got = read_at(file, offset, file->block, sizeof file->block);
	}
	return file->got - (offset - file->at) < size ? NULL : file->block + (offset - file->at);
}

static uint64_t number(struct dump_file *file, size_t at, unsigned size)
{
	const uint8_t *bytes = bytes_at(file, file->record + at, size);
	return bytes ? decode(file, bytes, size) : 0; /* another process truncates the file */
}

/* ---- records ---- */

static uint32_t hash_index(const struct jitdump_code *code)
{
	return hash_bytes(&code->index, sizeof code->index);
}

static uint32_t hash_place(const struct jitdump_code *code)
{
	const uint64_t key[2] = {code->index, code->start};
	return hash_bytes(key, sizeof key);
}

/* The newest code with the same index, and with `place` the same address, replaces earlier ones. */
static bool remember(struct table *table, const struct jitdump *dump, uint32_t hash, size_t number,
                     bool place)
{
	const struct jitdump_code *code = &dump->codes[number];
	if (!table_room(table))
		return false;
	table_each(table, hash, at) {
		const struct jitdump_code *old = &dump->codes[at->number - 1];
		if (old->index == code->index && (!place || old->start == code->start)) {
			at->number = (uint32_t)number + 1;
			return true;
		}
	}
	table_put(table, hash, (uint32_t)number);
	return true;
}

static bool remember_code(struct dump_file *file, size_t number)
{
	const struct jitdump_code *code = &file->dump->codes[number];
	return remember(&file->by_index, file->dump, hash_index(code), number, false) &&
	       remember(&file->by_place, file->dump, hash_place(code), number, true);
}

static enum jitdump_end add(struct dump_file *file, const struct jitdump_code *code, uint64_t size)
{
	struct jitdump *dump = file->dump;
	uint32_t pid = (uint32_t)number(file, 16, 4);
	if (!size || code->start > UINT64_MAX - size)
		return JITDUMP_WHOLE; /* no code has that address */
	if (pid != file->pid && pid != file->wanted->pid)
		return JITDUMP_WHOLE; /* from a child process that continues to write */
	if (dump->count == CODES_MOST ||
	    !vector_reserve(&dump->codes, &dump->capacity, dump->count + 1))
		return JITDUMP_NO_MEMORY;
	struct jitdump_code *added = &dump->codes[dump->count];
	*added = *code;
	added->time = number(file, 8, 8);
	added->end = code->start + size;
	added->sequence = (uint32_t)dump->count++;
	return file->has_moves && !remember_code(file, dump->count - 1) ? JITDUMP_NO_MEMORY
	                                                                : JITDUMP_WHOLE;
}

/* The name ends with a NUL, or where its record does. */
static const char *take_name(struct dump_file *file, uint64_t size)
{
	size_t most = size < NAME_MOST ? (size_t)size : NAME_MOST;
	for (size_t ready = most < 256 ? most : 256;; ready = most) {
		const char *text = (const char *)bytes_at(file, file->record + LOAD_SIZE, ready);
		if (!text)
			return "";
		size_t length = strnlen(text, ready);
		if (length < ready || ready == most)
			return arena_copy(&file->dump->memory, text, length);
	}
}

/* Contents of an unwinding record before it. */
static const struct jitdump_frames *take_frames(struct dump_file *file, bool *failed)
{
	if (!file->has_frames)
		return NULL;
	struct jitdump_frames *frames = arena_alloc(&file->dump->memory,
	                                            sizeof *frames + file->frames_size,
	                                            _Alignof(struct jitdump_frames));
	*failed = !frames;
	if (frames) {
		frames->size = file->frames_size;
		memcpy(frames->bytes, file->frames, file->frames_size);
	}
	file->has_frames = false;
	return frames;
}

static enum jitdump_end take_load(struct dump_file *file, uint32_t size)
{
	bool failed = false;
	uint64_t code_size = number(file, 40, 8);
	struct jitdump_code code = {.start = number(file, 32, 8), .index = number(file, 48, 8)};
	code.name = take_name(file, size - LOAD_SIZE);
	code.frames = take_frames(file, &failed);
	return code.name && !failed ? add(file, &code, code_size) : JITDUMP_NO_MEMORY;
}

static const struct jitdump_code *find_moved(struct dump_file *file,
                                             const struct jitdump_code *wanted)
{
	const struct jitdump_code *codes = file->dump->codes;
	table_each(&file->by_place, hash_place(wanted), at)
		if (codes[at->number - 1].index == wanted->index &&
		    codes[at->number - 1].start == wanted->start)
			return &codes[at->number - 1];
	table_each(&file->by_index, hash_index(wanted), at)
		if (codes[at->number - 1].index == wanted->index)
			return &codes[at->number - 1];
	return NULL;
}

/* The index says which code moves; if several codes have the same index, the old
 * address decides. */
static enum jitdump_end take_move(struct dump_file *file)
{
	if (!file->has_moves) { /* most programs move nothing */
		if (!table_room(&file->by_index) || !table_room(&file->by_place))
			return JITDUMP_NO_MEMORY;
		for (size_t i = 0; i < file->dump->count; i++)
			if (!remember_code(file, i))
				return JITDUMP_NO_MEMORY;
		file->has_moves = true;
	}
	const struct jitdump_code wanted = {.start = number(file, 32, 8),
	                                    .index = number(file, 56, 8)};
	const struct jitdump_code *old = find_moved(file, &wanted);
	if (!old)
		return JITDUMP_WHOLE;
	const struct jitdump_code code = {.start = number(file, 40, 8),
	                                  .index = wanted.index,
	                                  .name = old->name,
	                                  .frames = old->frames};
	return add(file, &code, number(file, 48, 8));
}

/* Call frame information of the code that is loaded next: .eh_frame, and after it a search table,
 * which is not needed for one function. */
static enum jitdump_end take_unwinding(struct dump_file *file, uint32_t size)
{
	uint64_t both = number(file, 16, 8), header = number(file, 24, 8);
	file->has_frames = false;
	if (!file->wanted->frames || both > size - UNWINDING_SIZE || both - header > FRAMES_MOST)
		return JITDUMP_WHOLE;
	if (!file->frames && !(file->frames = malloc(FRAMES_MOST)))
		return JITDUMP_NO_MEMORY;
	file->has_frames = true;
	file->frames_size = read_at(file, file->record + UNWINDING_SIZE, file->frames,
	                            (size_t)(both - header));
	return JITDUMP_WHOLE;
}

static enum jitdump_end take_record(struct dump_file *file, uint32_t size)
{
	switch ((enum record_id)number(file, 0, 4)) {
	case CODE_LOAD:
		return size > LOAD_SIZE ? take_load(file, size) : JITDUMP_DAMAGED;
	case CODE_MOVE:
		return size >= MOVE_SIZE ? take_move(file) : JITDUMP_DAMAGED;
	case CODE_UNWINDING_INFO:
		return size >= UNWINDING_SIZE ? take_unwinding(file, size) : JITDUMP_DAMAGED;
	default: /* lines, the end, and types of later versions */
		return JITDUMP_WHOLE;
	}
}

static enum jitdump_end read_records(struct dump_file *file, uint64_t at)
{
	enum jitdump_end end = JITDUMP_WHOLE;
	for (file->record = at; end == JITDUMP_WHOLE && file->record < file->size;) {
		if (!bytes_at(file, file->record, RECORD_SIZE))
			return JITDUMP_CUT;
		uint32_t size = (uint32_t)number(file, 4, 4);
		if (size < RECORD_SIZE)
			return JITDUMP_DAMAGED;
		if (size > file->size - file->record)
			return JITDUMP_CUT;
		end = take_record(file, size);
		file->record += size;
	}
	return end;
}

/* ---- files ---- */

/* Whether a file is trusted: the caller trusts all, its owner is the user or root, or the program
 * itself mapped it. */
static bool is_believed(const struct stat *status, const struct jitdump_wanted *wanted)
{
	return wanted->believed || !status->st_uid || status->st_uid == geteuid() ||
	       (wanted->inode && wanted->inode == status->st_ino &&
	        wanted->major == major(status->st_dev) && wanted->minor == minor(status->st_dev));
}

static enum jitdump_end read_file(struct dump_file *file)
{
	struct stat status;
	if (fstat(file->fd, &status) || !S_ISREG(status.st_mode))
		return JITDUMP_NO_FILE;
	if (!is_believed(&status, file->wanted))
		return JITDUMP_FOREIGN;
	file->size = (uint64_t)status.st_size;
	if (!bytes_at(file, 0, HEADER_SIZE))
		return JITDUMP_BAD;
	file->big_endian = number(file, 0, 4) != MAGIC;
	uint64_t header_size = number(file, 8, 4), flags = number(file, 32, 8);
	file->pid = (uint32_t)number(file, 20, 4);
	if (number(file, 0, 4) != MAGIC || number(file, 4, 4) > VERSION ||
	    header_size < HEADER_SIZE || flags > FLAG_PROCESSOR_TIME ||
	    (file->wanted->pid && file->wanted->pid != file->pid))
		return JITDUMP_BAD;
	file->dump->processor_time = flags & FLAG_PROCESSOR_TIME;
	return read_records(file, header_size);
}

enum jitdump_end jitdump_read(struct jitdump *dump, const char *path,
                              const struct jitdump_wanted *wanted)
{
	struct dump_file *file = calloc(1, sizeof *file);
	if (!file)
		return JITDUMP_NO_MEMORY;
	file->dump = dump;
	file->wanted = wanted;
	/* O_NONBLOCK: opening a pipe of that name must not block */
	file->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	enum jitdump_end end = JITDUMP_NO_FILE;
	if (file->fd >= 0) {
		end = read_file(file);
		close(file->fd);
	}
	free(file->by_index.slots);
	free(file->by_place.slots);
	free(file->frames);
	free(file);
	return end;
}

/* ---- looking up ---- */

static int by_time(const void *a_, const void *b_)
{
	const struct jitdump_code *a = a_, *b = b_;
	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	return a->sequence < b->sequence ? -1 : a->sequence > b->sequence;
}

static int by_number(const void *a_, const void *b_)
{
	const uint64_t *a = a_, *b = b_;
	return *a < *b ? -1 : *a > *b;
}

static bool find_bounds(struct jitdump *dump)
{
	size_t count = 0;
	dump->bounds = malloc(2 * dump->count * sizeof *dump->bounds);
	if (!dump->bounds)
		return false;
	for (size_t i = 0; i < dump->count; i++) {
		dump->bounds[2 * i] = dump->codes[i].start;
		dump->bounds[2 * i + 1] = dump->codes[i].end;
	}
	qsort(dump->bounds, 2 * dump->count, sizeof *dump->bounds, by_number);
	for (size_t i = 0; i < 2 * dump->count; i++)
		if (!count || dump->bounds[count - 1] != dump->bounds[i])
			dump->bounds[count++] = dump->bounds[i];
	dump->bound_count = count;
	return true;
}

/* The last bound that is not above the address, as an index; SIZE_MAX: it is below all bounds. */
static size_t bound_of(const struct jitdump *dump, uint64_t address)
{
	size_t low = 0, high = dump->bound_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (dump->bounds[middle] <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low - 1;
}

/* Adds a code to the nodes that together cover its range: `next` counts, or says where a node's
 * list continues. In a tree of n leaves, these are nodes n to 2n - 1, and node i is the parent of
 * 2i and 2i + 1. */
static void spread_code(const struct jitdump *dump, size_t number, uint32_t *next, uint32_t *runs)
{
	const size_t leaves = dump->bound_count - 1;
	size_t low = bound_of(dump, dump->codes[number].start) + leaves;
	size_t high = bound_of(dump, dump->codes[number].end) + leaves;
	for (; low < high; low /= 2, high /= 2) {
		if (low & 1) {
			if (runs)
				runs[next[low]] = (uint32_t)number;
			next[low++]++;
		}
		if (high & 1) {
			high--;
			if (runs)
				runs[next[high]] = (uint32_t)number;
			next[high]++;
		}
	}
}

/* Fills each node's list with its codes, in order. */
static bool build_tree(struct jitdump *dump)
{
	const size_t nodes = 2 * (dump->bound_count - 1);
	uint32_t *next = calloc(nodes + 1, sizeof *next);
	dump->lists = malloc((nodes + 1) * sizeof *dump->lists);
	uint64_t sum = 0;
	if (next && dump->lists) {
		for (size_t i = 0; i < dump->count; i++)
			spread_code(dump, i, next, NULL);
		for (size_t i = 0; i <= nodes; i++) {
			dump->lists[i] = (uint32_t)sum;
			sum += next[i];
		}
		if (sum <= UINT32_MAX)
			dump->runs = malloc((sum + 1) * sizeof *dump->runs);
	}
	if (dump->runs) {
		memcpy(next, dump->lists, nodes * sizeof *next);
		for (size_t i = 0; i < dump->count; i++)
			spread_code(dump, i, next, dump->runs);
	}
	free(next);
	return dump->runs;
}

bool jitdump_finish(struct jitdump *dump, bool timed)
{
	dump->timed = timed;
	if (!dump->count)
		return true;
	if (timed)
		qsort(dump->codes, dump->count, sizeof *dump->codes, by_time);
	return find_bounds(dump) && build_tree(dump);
}

/* The number of codes that were loaded by a time. */
static uint32_t count_until(const struct jitdump *dump, uint64_t time)
{
	size_t low = 0, high = dump->count;
	if (!dump->timed)
		return (uint32_t)high;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (dump->codes[middle].time <= time)
			low = middle + 1;
		else
			high = middle;
	}
	return (uint32_t)low;
}

void jitdump_find(const struct jitdump *dump, uint64_t address, uint64_t time,
                  struct jitdump_found *found)
{
	*found = (struct jitdump_found){NULL, UINT64_MAX};
	if (!dump->count || address < dump->bounds[0] ||
	    address >= dump->bounds[dump->bound_count - 1])
		return;
	const uint32_t end = count_until(dump, time);
	uint32_t last = UINT32_MAX, next = UINT32_MAX;
	for (size_t node = bound_of(dump, address) + dump->bound_count - 1; node; node /= 2) {
		uint32_t low = dump->lists[node], high = dump->lists[node + 1];
		const uint32_t first = low, after = high;
		while (low < high) {
			uint32_t middle = low + (high - low) / 2;
			if (dump->runs[middle] < end)
				low = middle + 1;
			else
				high = middle;
		}
		if (low > first && (last == UINT32_MAX || dump->runs[low - 1] > last))
			last = dump->runs[low - 1];
		if (low < after && dump->runs[low] < next)
			next = dump->runs[low];
	}
	if (last != UINT32_MAX)
		found->code = &dump->codes[last];
	if (next != UINT32_MAX)
		found->until = dump->codes[next].time;
}

void jitdump_free(struct jitdump *dump)
{
	free(dump->codes);
	free(dump->bounds);
	free(dump->lists);
	free(dump->runs);
	arena_free(&dump->memory);
	*dump = (struct jitdump){0};
}
