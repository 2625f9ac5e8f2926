#include "palette/color_map.h"

#include "base/output.h"
#include "base/vector.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool color_map_set(struct color_map *map, const char *name, size_t size, struct color color)
{
	if (!vector_reserve(&map->colors, &map->capacity, map->names.count + 1))
		return false;
	uint32_t id = frames_intern(&map->names, name, size);
	if (id == FRAME_NONE)
		return false;
	map->colors[id] = color;
	return true;
}

const struct color *color_map_find(const struct color_map *map, const char *name, size_t size)
{
	uint32_t id = frames_find(&map->names, name, size);
	return id == FRAME_NONE ? NULL : &map->colors[id];
}

/* Reads "name->rgb(r,g,b)"; the name may contain "->". */
static bool line_parse(const char *line, size_t size, size_t *name_size, struct color *color)
{
	size_t at = size;
	while (at > 0 && (size - at < 6 || memcmp(line + at, "->rgb(", 6) != 0))
		at--;
	if (size - at < 6 || memcmp(line + at, "->rgb(", 6) != 0)
		return false;
	unsigned channels[3];
	const char *next = line + at + 6;
	for (int i = 0; i < 3; i++) {
		char *end;
		unsigned long value = strtoul(next, &end, 10);
		if (*next < '0' || *next > '9' || value > 255 || *end != (i < 2 ? ',' : ')'))
			return false;
		channels[i] = (unsigned)value;
		next = end + 1;
	}
	*name_size = at;
	*color = (struct color){(uint8_t)channels[0], (uint8_t)channels[1], (uint8_t)channels[2]};
	return next == line + size;
}

static enum status read_lines(struct color_map *map, const char *path, FILE *file,
                              struct error *err)
{
	char *line = NULL;
	size_t room = 0, number = 0;
	ssize_t size;
	enum status status = STATUS_OK;
	while (!status && (errno = 0, size = getline(&line, &room, file)) >= 0) {
		size_t name_size;
		struct color color;
		number++;
		if (size > 0 && line[size - 1] == '\n')
			line[--size] = '\0';
		if (size == 0)
			continue;
		if (!line_parse(line, (size_t)size, &name_size, &color))
			status = error_set(err, STATUS_FAILED,
			                   "%s:%zu: expected NAME->rgb(R,G,B), got \"%.80s\"", path,
			                   number, line);
		else if (!color_map_set(map, line, name_size, color))
			status = error_no_memory(err);
	}
	if (!status && (ferror(file) || errno == ENOMEM))
		status = error_set(err, STATUS_FAILED, "%s: cannot read: %s", path,
		                   strerror(errno));
	free(line);
	return status;
}

enum status color_map_read(struct color_map *map, const char *path, struct error *err)
{
	FILE *file = fopen(path, "re");
	if (!file && errno == ENOENT)
		return STATUS_OK;
	if (!file)
		return error_set(err, STATUS_FAILED, "%s: cannot read: %s", path, strerror(errno));
	enum status status = read_lines(map, path, file, err);
	fclose(file);
	return status;
}

static int compare_names(const void *left, const void *right)
{
	const struct frame *a = *(const struct frame *const *)left;
	const struct frame *b = *(const struct frame *const *)right;
	int order = memcmp(a->name, b->name, a->size < b->size ? a->size : b->size);
	return order != 0 ? order : (a->size > b->size) - (a->size < b->size);
}

enum status color_map_write(const struct color_map *map, const char *path, struct error *err)
{
	const struct frames *names = &map->names;
	const struct frame **sorted = malloc((names->count + 1) * sizeof *sorted);
	struct output output;
	if (!sorted)
		return error_no_memory(err);
	enum status status = output_open(&output, path, err);
	if (status) {
		free(sorted);
		return status;
	}
	for (size_t i = 0; i < names->count; i++)
		sorted[i] = &names->items[i];
	qsort(sorted, names->count, sizeof *sorted, compare_names);
	for (size_t i = 0; i < names->count; i++) {
		struct color color = map->colors[sorted[i] - names->items];
		char text[32];
		snprintf(text, sizeof text, "->rgb(%u,%u,%u)\n", color.red, color.green,
		         color.blue);
		output_write(&output, sorted[i]->name, sorted[i]->size);
		output_text(&output, text);
	}
	free(sorted);
	return output_close(&output, true, err);
}

void color_map_free(struct color_map *map)
{
	frames_free(&map->names);
	free(map->colors);
	*map = (struct color_map){0};
}
