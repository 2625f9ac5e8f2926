#include "summary/sections.h"

#include "base/unit.h"
#include "base/vector.h"

#include <stdint.h>
#include <stdlib.h>

/* The longest line that says how many rows are left out. */
enum { TAIL_ROOM = 64 };

bool section_begin_row(struct section *section, size_t top, size_t most)
{
	section->count++;
	return (!top || section->kept < top) && (!most || section->rows.size <= most) &&
	       section->kept == section->count - 1;
}

void section_end_row(struct section *section)
{
	if (!vector_reserve(&section->ends, &section->capacity, section->kept + 1)) {
		section->rows.failed = true;
		return;
	}
	section->ends[section->kept++] = section->rows.size;
}

static size_t shown_size(const struct section *section)
{
	return section->shown ? section->ends[section->shown - 1] : 0;
}

/* Shows rows up to `rows` as long as they fit in what is left; the first one comes with the head.
 */
static void show(struct section *section, size_t rows, size_t *left)
{
	while (section->shown < rows && section->shown < section->kept) {
		size_t need = section->ends[section->shown] - shown_size(section);
		if (!section->shown)
			need += section->head.size + TAIL_ROOM;
		if (need > *left)
			return;
		*left -= need;
		section->shown++;
	}
}

void sections_fit(struct section *sections, size_t count, size_t first, size_t most)
{
	size_t left = most ? most : SIZE_MAX;
	for (size_t i = 0; i < count; i++)
		show(&sections[i], first, &left);
	for (size_t i = 0; i < count; i++)
		show(&sections[i], SIZE_MAX, &left);
}

void sections_append(const struct section *sections, size_t count, struct buffer *text)
{
	for (size_t i = 0; i < count; i++) {
		const struct section *section = &sections[i];
		text->failed |= section->head.failed || section->rows.failed;
		if (text->failed || !section->shown)
			continue;
		buffer_append(text, section->head.data, section->head.size);
		buffer_append(text, section->rows.data, shown_size(section));
		if (section->shown == section->count)
			continue;
		buffer_text(text, "\n… and ");
		unit_append_grouped(text, section->count - section->shown);
		buffer_text(text, " more.\n");
	}
}

void section_free(struct section *section)
{
	buffer_free(&section->head);
	buffer_free(&section->rows);
	free(section->ends);
	*section = (struct section){0};
}
