/* Recordings that are folders. `perf record --threads` makes one: the file "data" is a perf.data
 * file with the state before the recording, and "data.0", "data.1" and so on have only records,
 * each of one CPU. `perf record --kcore` also makes one, with all records in the file "data" and
 * the kernel's symbols in "kcore_dir/kallsyms". A feature of the header distinguishes them
 * (DIR_FORMAT: 1, or 0). */
#include "formats/perf_data/folder.h"

#include "base/vector.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	FILES_MOST = 1 << 16,
	BLOCK_LEAST = 2 * (RECORD_SIZE_MAX + 1),
	BLOCK_MOST = 1 << 20,
	BLOCKS_ALL = 8 << 20, /* bytes of all files' blocks, if the smallest size allows it */
};

/* The N of "data.N". */
struct numbers {
	uint32_t *items;
	size_t count, capacity;
};

static bool number_of(const char *name, uint32_t *number)
{
	char again[32];
	if (strncmp(name, "data.", 5) != 0 || strlen(name) > 10)
		return false;
	*number = (uint32_t)strtoul(name + 5, NULL, 10);
	snprintf(again, sizeof again, "data.%" PRIu32, *number);
	return strcmp(name, again) == 0 && *number < FILES_MOST;
}

static int compare_numbers(const void *a_, const void *b_)
{
	const uint32_t *a = a_, *b = b_;
	return (*a > *b) - (*a < *b);
}

static enum status list_numbers(const char *folder, struct numbers *numbers, struct error *err)
{
	DIR *dir = opendir(folder);
	if (!dir)
		return error_set(err, STATUS_FAILED, "%s: %s", folder, strerror(errno));
	enum status status = STATUS_OK;
	const struct dirent *entry;
	struct stat info;
	uint32_t number;
	while (!status && (entry = readdir(dir))) {
		if (!number_of(entry->d_name, &number) ||
		    fstatat(dirfd(dir), entry->d_name, &info, 0) < 0 || !S_ISREG(info.st_mode))
			continue;
		if (vector_reserve(&numbers->items, &numbers->capacity, numbers->count + 1))
			numbers->items[numbers->count++] = number;
		else
			status = error_no_memory(err);
	}
	closedir(dir);
	if (numbers->count)
		qsort(numbers->items, numbers->count, sizeof *numbers->items, compare_numbers);
	return status;
}

static char *path_in(const char *folder, const char *name)
{
	size_t size = strlen(folder) + strlen(name) + 2;
	char *path = malloc(size);
	if (path)
		snprintf(path, size, "%s/%s", folder, name);
	return path;
}

static enum status open_file(struct sources *sources, const char *folder, uint32_t number,
                             struct error *err)
{
	char name[16];
	struct source *source = &sources->items[sources->count];
	snprintf(name, sizeof name, "data.%" PRIu32, number);
	source->path = path_in(folder, name);
	if (!source->path)
		return error_no_memory(err);
	sources->count++;
	enum status status = input_open(source->path, &source->input, err);
	if (!status) {
		source->left = input_size(source->input);
		stream_beside(sources->stream, source->left);
	}
	return status;
}

/* The last number shows how many there must have been at least. */
static void note_missing(struct sink *sink, const char *folder, const struct numbers *numbers)
{
	uint32_t next = 0;
	for (size_t i = 0; i < numbers->count; next = numbers->items[i++] + 1) {
		if (numbers->items[i] == next)
			continue;
		uint32_t last = numbers->items[i] - 1;
		char to[24] = "";
		if (next < last)
			snprintf(to, sizeof to, " to data.%" PRIu32, last);
		sink_note(sink, true, "%s: data.%" PRIu32 "%s %s missing, with all samples in %s",
		          folder, next, to, *to ? "are" : "is", *to ? "them" : "it");
	}
}

static enum status open_files(struct sources *sources, const char *folder,
                              const struct numbers *numbers, struct error *err)
{
	struct source *items = calloc(numbers->count + 1, sizeof *items);
	if (!items)
		return error_no_memory(err);
	items[0] = sources->items[0];
	free(sources->items);
	sources->items = items;
	enum status status = STATUS_OK;
	for (size_t i = 0; !status && i < numbers->count; i++)
		status = open_file(sources, folder, numbers->items[i], err);
	size_t block = BLOCKS_ALL / sources->count;
	block = block < BLOCK_LEAST ? BLOCK_LEAST : block > BLOCK_MOST ? BLOCK_MOST : block;
	for (size_t i = 0; i < sources->count; i++) {
		struct source *source = &sources->items[i];
		source->stream.block_size = source->unpacked.block_size = block;
		source->stream.big_endian = sources->big_endian;
	}
	return status;
}

/* Whether the recording has records besides those of its file "data". */
static enum status find_files(const struct perf_data_header *header, const char *folder,
                              struct numbers *numbers, struct error *err)
{
	if (header->dir_format > 1)
		return error_set(err, STATUS_FAILED,
		                 "%s: is a folder of format %" PRIu64
		                 ", which is not supported: use perf script",
		                 folder, header->dir_format);
	enum status status = list_numbers(folder, numbers, err);
	if (!header->dir_format && !header->unfinished)
		numbers->count = 0; /* they do not belong to this recording */
	if (!status && header->dir_format && !numbers->count)
		status = error_set(err, STATUS_FAILED,
		                   "%s: its files data.0, data.1 and so on are missing", folder);
	return status;
}

enum status folder_open(struct sources *sources, const struct perf_data_header *header,
                        struct sink *sink, struct error *err)
{
	const struct input *input = sources->stream->input;
	const char *name = input_name(input);
	sources->items = calloc(1, sizeof *sources->items);
	if (!sources->items)
		return error_no_memory(err);
	sources->count = 1;
	sources->items[0].left = header->data_size;
	sources->items[0].offset = header->data_at;
	sources->items[0].stream.big_endian = sources->big_endian;
	if (!input_is_folder(input))
		return !header->dir_format ? STATUS_OK
		                           : error_set(err, STATUS_FAILED,
		                                       "%s: is one of several files of a "
		                                       "recording: give their folder",
		                                       name);
	struct numbers numbers = {0};
	enum status status = find_files(header, name, &numbers, err);
	if (!status && numbers.count)
		status = open_files(sources, name, &numbers, err);
	if (!status && sink)
		note_missing(sink, name, &numbers);
	free(numbers.items);
	return status;
}

char *folder_kallsyms(const struct input *input)
{
	char *path = input_is_folder(input) ? path_in(input_name(input), "kcore_dir/kallsyms")
	                                    : NULL;
	if (path && access(path, R_OK) < 0) {
		free(path);
		path = NULL;
	}
	return path;
}
