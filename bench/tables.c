/* tables: our table of names (store/frames.h) beside uthash, on the same keys.
 *
 *     tables FILE
 *
 * FILE is text whose lines are interned one after the other, as often as they come: what reading
 * does with frame names. Prints seconds for each, the best of three, and the ratio.
 */
#include "store/frames.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <uthash.h>

struct name {
	uint32_t id;
	UT_hash_handle hh;
	char text[];
};

struct text {
	const char *at;
	size_t size;
};

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static char *read_file(const char *path, size_t *size)
{
	FILE *file = fopen(path, "rb");
	char *text = NULL;
	size_t capacity = 0;
	*size = 0;
	while (file) {
		if (*size == capacity) {
			capacity = capacity ? capacity * 2 : 1 << 20;
			text = realloc(text, capacity);
			if (!text)
				break;
		}
		size_t n = fread(text + *size, 1, capacity - *size, file);
		if (!n)
			break;
		*size += n;
	}
	if (file)
		fclose(file);
	return text;
}

static size_t split(const char *text, size_t size, struct text *lines)
{
	size_t count = 0;
	const char *at = text, *end = text + size;
	while (at < end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		if (!stop)
			stop = end;
		lines[count++] = (struct text){at, (size_t)(stop - at)};
		at = stop + 1;
	}
	return count;
}

static double time_frames(const struct text *lines, size_t count, size_t *distinct)
{
	struct frames frames = {0};
	double start = now();
	for (size_t i = 0; i < count; i++)
		frames_intern(&frames, lines[i].at, lines[i].size);
	double took = now() - start;
	*distinct = frames.count;
	frames_free(&frames);
	return took;
}

static double time_uthash(const struct text *lines, size_t count, size_t *distinct)
{
	struct name *names = NULL, *item, *next;
	double start = now();
	*distinct = 0;
	for (size_t i = 0; i < count; i++) {
		HASH_FIND(hh, names, lines[i].at, (unsigned)lines[i].size, item);
		if (item)
			continue;
		item = malloc(sizeof *item + lines[i].size);
		if (!item)
			break;
		item->id = (uint32_t)(*distinct)++;
		memcpy(item->text, lines[i].at, lines[i].size);
		HASH_ADD_KEYPTR(hh, names, item->text, (unsigned)lines[i].size, item);
	}
	double took = now() - start;
	HASH_ITER(hh, names, item, next) {
		HASH_DEL(names, item);
		free(item);
	}
	return took;
}

int main(int argc, char **argv)
{
	size_t size, ours_distinct = 0, theirs_distinct = 0;
	char *text = argc > 1 ? read_file(argv[1], &size) : NULL;
	struct text *lines = text ? malloc((size + 1) * sizeof *lines) : NULL;
	if (!lines) {
		fprintf(stderr, "usage: tables FILE (lines to intern)\n");
		return 2;
	}
	size_t count = split(text, size, lines);
	double ours = 1e9, theirs = 1e9;
	for (int i = 0; i < 3; i++) {
		double took = time_frames(lines, count, &ours_distinct);
		ours = took < ours ? took : ours;
		took = time_uthash(lines, count, &theirs_distinct);
		theirs = took < theirs ? took : theirs;
	}
	printf("%zu names, %zu distinct: own table %.3f s, uthash %.3f s, ratio %.1f%s\n", count,
	       ours_distinct, ours, theirs, theirs / ours,
	       ours_distinct == theirs_distinct ? "" : " (they disagree)");
	free(lines);
	free(text);
	return 0;
}
