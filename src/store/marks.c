#include "store/marks.h"

#include <stdlib.h>

static const struct {
	const char *begin;
	int mark;
} kinds[] = {
	{"# changed self ", MARK_SELF},
	{"# changed total ", MARK_TOTAL},
};

enum { KINDS = sizeof kinds / sizeof *kinds };

/* Takes a number and the blank after it off the beginning of text; false if there is none. */
static bool take_number(struct text *text, struct decimal *number)
{
	const char *blank = memchr(text->at, ' ', text->size);
	size_t size = blank ? (size_t)(blank - text->at) : text->size;
	if (decimal_parse(text->at, size, number) != NUMBER_OK)
		return false;
	*text = text_from(*text, size + (blank != NULL));
	return true;
}

/* Reads "3 5 0.05"; anything else changes nothing. */
static void read_compared(struct marks *marks, struct text text)
{
	struct decimal before, after, level;
	if (!take_number(&text, &before) || !take_number(&text, &after) ||
	    !take_number(&text, &level) || text.size)
		return;
	marks->given = true;
	marks->runs[0] = (unsigned)before.value;
	marks->runs[1] = (unsigned)after.value;
	marks->level = level;
}

void marks_read(struct marks *marks, struct text line)
{
	static const char compared[] = "# compared ";
	if (!line.size || line.at[line.size - 1] != ';')
		return;
	line.size--;
	if (text_begins(line, compared)) {
		read_compared(marks, text_from(line, sizeof compared - 1));
		return;
	}
	if (text_is(line, "# changed all"))
		marks->all = true;
	for (size_t i = 0; i < KINDS; i++)
		if (text_begins(line, kinds[i].begin)) {
			struct text name = text_from(line, strlen(kinds[i].begin));
			marks_add(marks, kinds[i].mark, name.at, name.size);
		}
}

void marks_add(struct marks *marks, int mark, const char *name, size_t size)
{
	buffer_byte(&marks->names, (char)('0' + mark));
	buffer_append(&marks->names, name, size);
	buffer_byte(&marks->names, '\n');
}

void marks_merge(struct marks *into, const struct marks *from)
{
	if (from->given) {
		into->given = true;
		into->runs[0] = from->runs[0];
		into->runs[1] = from->runs[1];
		into->level = from->level;
	}
	into->all |= from->all;
	if (from->names.size)
		buffer_append(&into->names, from->names.data, from->names.size);
	into->names.failed |= from->names.failed;
}

/* The mark at *at, which moves to the next; false at the end. */
static bool next_mark(const struct marks *marks, size_t *at, int *mark, struct text *name)
{
	if (*at >= marks->names.size)
		return false;
	const char *text = marks->names.data + *at;
	const char *end = memchr(text, '\n', marks->names.size - *at);
	if (!end)
		return false; /* truncated, because memory ran out */
	*mark = *text - '0';
	*name = (struct text){text + 1, (size_t)(end - text - 1)};
	*at += (size_t)(end - text) + 1;
	return true;
}

struct mark {
	struct text name;
	int kind;
};

static int by_name(const void *a, const void *b)
{
	const struct mark *x = a, *y = b;
	size_t least = x->name.size < y->name.size ? x->name.size : y->name.size;
	int order = memcmp(x->name.at, y->name.at, least);
	if (order)
		return order;
	if (x->name.size != y->name.size)
		return x->name.size < y->name.size ? -1 : 1;
	return x->kind - y->kind;
}

/* All marks in the order of names; NULL without memory. */
static struct mark *sorted_marks(const struct marks *marks, size_t *count)
{
	size_t at = 0, most = 0;
	struct mark mark, *sorted;
	while (next_mark(marks, &at, &mark.kind, &mark.name))
		most++;
	sorted = malloc((most + 1) * sizeof *sorted);
	*count = at = 0;
	while (sorted && next_mark(marks, &at, &mark.kind, &mark.name))
		sorted[(*count)++] = mark;
	if (sorted)
		qsort(sorted, *count, sizeof *sorted, by_name);
	return sorted;
}

void marks_write(const struct marks *marks, struct buffer *text)
{
	if (!marks->given)
		return;
	size_t count;
	struct mark *sorted = sorted_marks(marks, &count);
	char level[NUMBER_FORMAT_MAX];
	size_t size = decimal_format(level, marks->level.value, marks->level.places);
	buffer_printf(text, "# compared %u %u %.*s;\n", marks->runs[0], marks->runs[1], (int)size,
	              level);
	if (marks->all)
		buffer_text(text, "# changed all;\n");
	for (size_t n = 0; sorted && n < count; n++)
		for (size_t i = 0; i < KINDS; i++)
			if (sorted[n].kind == kinds[i].mark &&
			    (!n || by_name(&sorted[n - 1], &sorted[n]))) {
				buffer_text(text, kinds[i].begin);
				buffer_append(text, sorted[n].name.at, sorted[n].name.size);
				buffer_text(text, ";\n");
			}
	text->failed |= !sorted || marks->names.failed;
	free(sorted);
}

enum status marks_by_frame(const struct marks *marks, const struct frames *frames, uint8_t **flags,
                           struct error *err)
{
	*flags = NULL;
	if (!marks->given)
		return STATUS_OK;
	if (marks->names.failed)
		return error_no_memory(err);
	*flags = calloc(frames->count + 1, sizeof **flags);
	if (!*flags)
		return error_no_memory(err);
	size_t at = 0;
	struct text name;
	int mark;
	while (next_mark(marks, &at, &mark, &name)) {
		uint32_t id = frames_find(frames, name.at, name.size);
		if (id != FRAME_NONE)
			(*flags)[id] |= (uint8_t)mark;
	}
	return STATUS_OK;
}

void marks_free(struct marks *marks)
{
	buffer_free(&marks->names);
	*marks = (struct marks){0};
}
