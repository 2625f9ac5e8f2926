#include "report/ranking_names.h"

#include "base/display.h"
#include "base/vector.h"
#include "report/names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	NAME_CAP = 40,      /* columns of a name among others */
	CHAIN_MOST = 24,    /* frames of a chain in a line */
	LINES_MOST = 120,   /* frames of a stack in several lines */
	ELLIPSIS_ROOM = 13, /* columns for the number of frames that are left out */
	ROOM_LEAST = 16,    /* columns for a name, independent of its indent */
	INDENT_MOST = 4096, /* columns of indent at most, in a file */
	COUNT_SIZE = 32,    /* bytes of the text after the name of a recursion */
};

bool ranking_names_init(struct ranking_names *names, const struct ranking *ranking, bool ascii)
{
	*names = (struct ranking_names){.ranking = ranking, .ascii = ascii};
	if (!name_forms_init(&names->forms, ranking->profile->frames.count))
		return false;
	names->forms.measure = display_width;
	return true;
}

void ranking_names_free(struct ranking_names *names)
{
	name_forms_free(&names->forms);
	free(names->links);
	free(names->alike);
}

static const char *ellipsis_of(const struct ranking_names *names)
{
	return names->ascii ? "..." : "…";
}

void ranking_append_text(const struct ranking_names *names, struct text name, size_t room,
                         struct buffer *text)
{
	if (display_width(name.at, name.size, room == SIZE_MAX ? room : room + 1) <= room) {
		report_plain(text, name.at, name.size, 0);
		return;
	}
	const size_t dots = names->ascii ? 3 : 1, left = room > dots ? room - dots : 0;
	const size_t tail = left / 2, head = left - tail;
	const size_t from = display_suffix(name.at, name.size, tail);
	report_plain(text, name.at, display_prefix(name.at, name.size, head), 0);
	buffer_text(text, ellipsis_of(names));
	report_plain(text, name.at + from, name.size - from, 0);
}

/* The name in the form that fits the room best. */
static struct text form_of(struct ranking_names *names, uint32_t frame, size_t room)
{
	const struct frame *whole = &names->ranking->profile->frames.items[frame];
	struct text name = {whole->name, whole->size};
	if (room != SIZE_MAX)
		name_forms_fit(&names->forms, frame, &name.at, &name.size, room);
	return name;
}

void ranking_append_frame(struct ranking_names *names, uint32_t frame, size_t room,
                          struct buffer *text)
{
	ranking_append_text(names, form_of(names, frame, room), room, text);
}

/* --- chains --------------------------------------------------------------------------------- */

/* The form of a chain. */
struct chain {
	const char *arrow; /* between two frames */
	size_t gap;        /* the arrow's width */
	size_t cap;        /* columns of a name */
};

static struct chain chain_of(const struct ranking_names *names, bool up, size_t cap)
{
	const char *arrow = names->ascii ? up ? " <- " : " -> " : up ? " ← " : " → ";
	return (struct chain){arrow, display_width(arrow, strlen(arrow), SIZE_MAX), cap};
}

/* Puts the frames of a row into names->links. */
static void collapse(struct ranking_names *names, const struct ranking_row *row)
{
	names->count = 0;
	for (size_t i = 0; i < row->depth; i++) {
		if (names->count && names->links[names->count - 1].number == row->numbers[i]) {
			names->links[names->count - 1].count++;
			continue;
		}
		if (!vector_reserve(&names->links, &names->capacity, names->count + 1)) {
			names->failed = true;
			return;
		}
		names->links[names->count++] = (struct ranking_link){row->numbers[i], 1};
	}
}

/* The text after the name of a recursion. */
static size_t format_count(const struct ranking_names *names, size_t count, char *out, size_t size)
{
	if (count < 2) {
		*out = '\0';
		return 0;
	}
	snprintf(out, size, names->ascii ? " x%zu" : " ×%zu", count);
	return display_width(out, strlen(out), SIZE_MAX);
}

static void append_link(struct ranking_names *names, size_t i, const struct chain *chain,
                        struct buffer *text)
{
	char count[COUNT_SIZE];
	const struct ranking_link *link = &names->links[i];
	format_count(names, link->count, count, sizeof count);
	ranking_append_frame(names, link->number - 1, chain->cap, text);
	buffer_text(text, count);
}

static size_t link_width(struct ranking_names *names, size_t i, const struct chain *chain)
{
	char count[COUNT_SIZE];
	const struct ranking_link *link = &names->links[i];
	const struct text name = form_of(names, link->number - 1, chain->cap);
	return display_width(name.at, name.size, chain->cap) +
	       format_count(names, link->count, count, sizeof count);
}

static void append_links(struct ranking_names *names, size_t from, size_t to,
                         const struct chain *chain, struct buffer *text)
{
	for (size_t i = from; i < to; i++) {
		buffer_text(text, i ? chain->arrow : "");
		append_link(names, i, chain, text);
	}
}

/* Whether all links fit in a line. */
static bool fits(struct ranking_names *names, const struct chain *chain, size_t room)
{
	size_t width = 0;
	if (names->count > CHAIN_MOST)
		return false;
	for (size_t i = 0; i < names->count && width <= room && room != SIZE_MAX; i++)
		width += link_width(names, i, chain) + (i ? chain->gap : 0);
	return width <= room;
}

/* "…12…", the frames of the links from..to. */
static void append_gap(const struct ranking_names *names, size_t from, size_t to,
                       struct buffer *text)
{
	size_t count = 0;
	for (size_t i = from; i < to; i++)
		count += names->links[i].count;
	buffer_printf(text, "%s%zu%s", ellipsis_of(names), count, ellipsis_of(names));
}

/* Leaves out as many links after the first ones as necessary. */
static void append_elided(struct ranking_names *names, bool up, size_t room, struct buffer *text)
{
	const bool any = room == SIZE_MAX, wide = room >= 3 * ELLIPSIS_ROOM;
	const size_t heads = any ? CHAIN_MOST / 3 : wide;
	const size_t share = wide ? room / 3 : room > ELLIPSIS_ROOM ? room - ELLIPSIS_ROOM : 1;
	const struct chain chain = chain_of(names, up,
	                                    any                ? SIZE_MAX
	                                    : share < NAME_CAP ? share
	                                                       : NAME_CAP);
	size_t from = names->count, used = ELLIPSIS_ROOM;
	for (size_t i = 0; i < heads && !any; i++)
		used += link_width(names, i, &chain) + chain.gap;
	while (from > heads && names->count - from < CHAIN_MOST - heads) {
		const size_t width = any ? 0 : link_width(names, from - 1, &chain) + chain.gap;
		if (!any && from < names->count && used + width > room)
			break;
		used += width;
		from--;
	}
	append_links(names, 0, heads, &chain, text);
	if (from > heads) {
		buffer_text(text, heads ? chain.arrow : "");
		append_gap(names, heads, from, text);
	}
	append_links(names, from, names->count, &chain, text);
}

static void append_chain(struct ranking_names *names, bool up, size_t room, struct buffer *text)
{
	const size_t caps[] = {SIZE_MAX, NAME_CAP};
	if (names->count == 1 && names->links->count == 1) {
		ranking_append_frame(names, names->links->number - 1, room, text);
		return;
	}
	for (size_t i = 0; i < 2; i++) {
		const struct chain chain = chain_of(names, up, caps[i]);
		if (!fits(names, &chain, room))
			continue;
		append_links(names, 0, names->count, &chain, text);
		return;
	}
	append_elided(names, up, room, text);
}

void ranking_append_row(struct ranking_names *names, const struct ranking_list *list,
                        const struct ranking_row *row, size_t room, struct buffer *text)
{
	size_t indent = (size_t)row->level * 2;
	if (!row->depth) {
		ranking_append_text(names, row->name, room, text);
		return;
	}
	if (room != SIZE_MAX && indent + ROOM_LEAST > room)
		indent = room > ROOM_LEAST ? room - ROOM_LEAST : 0;
	buffer_printf(text, "%*s", (int)(indent < INDENT_MOST ? indent : INDENT_MOST), "");
	collapse(names, row);
	if (names->failed)
		return;
	room = room == SIZE_MAX ? room : room - indent;
	if (ranking_row_is_alike(names, list, row))
		ranking_append_text(names, form_of(names, *row->numbers - 1, SIZE_MAX), room, text);
	else
		append_chain(names, list->kind == RANKING_CALLERS, room, text);
}

/* --- rows with equal texts ---------------------------------------------------------------- */

bool ranking_row_is_alike(const struct ranking_names *names, const struct ranking_list *list,
                          const struct ranking_row *row)
{
	return names->compared == list && names->alike[row - list->items];
}

/* The text of a row. */
struct look {
	struct text text;
	size_t row;
};

static int by_text(const void *a, const void *b)
{
	const struct look *left = a, *right = b;
	return text_compare(left->text, right->text);
}

/* Writes all rows that can be compared into one text; the texts of rows are then parts of it.
 * Returns their number. */
static size_t make_looks(struct ranking_names *names, const struct ranking_list *list, size_t room,
                         struct buffer *text, struct look *looks)
{
	size_t count = 0, at = 0;
	for (size_t i = 0; i < list->count; i++) {
		const struct ranking_row *row = &list->items[i];
		if (row->depth > 1)
			continue;
		const size_t from = text->size;
		ranking_append_row(names, list, row, room, text);
		looks[count++] = (struct look){{NULL, text->size - from}, i};
	}
	for (size_t i = 0; !text->failed && i < count; at += looks[i++].text.size)
		looks[i].text.at = text->data + at;
	return text->failed ? 0 : count;
}

static void mark_alike(struct ranking_names *names, const struct ranking_list *list,
                       const struct look *looks, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		const struct ranking_row *one = &list->items[looks[i - 1].row];
		const struct ranking_row *other = &list->items[looks[i].row];
		if (text_compare(looks[i - 1].text, looks[i].text) != 0)
			continue;
		if (one->depth && other->depth && *one->numbers == *other->numbers)
			continue;
		names->alike[looks[i - 1].row] = names->alike[looks[i].row] = true;
	}
}

void ranking_names_compare(struct ranking_names *names, const struct ranking_list *list,
                           size_t room)
{
	struct buffer text = {0};
	struct look *looks = malloc((list->count + 1) * sizeof *looks);
	names->compared = NULL;
	free(names->alike);
	names->alike = calloc(list->count + 1, sizeof *names->alike);
	if (looks && names->alike) {
		const size_t count = make_looks(names, list, room, &text, looks);
		qsort(looks, count, sizeof *looks, by_text);
		mark_alike(names, list, looks, count);
		names->compared = list;
	}
	names->failed |= !names->compared || text.failed;
	buffer_free(&text);
	free(looks);
}

void ranking_append_lines(struct ranking_names *names, const struct ranking_row *row, size_t indent,
                          size_t room, struct buffer *text)
{
	const struct chain chain = chain_of(names, false,
	                                    room == SIZE_MAX ? room
	                                    : room > 4       ? room - 4
	                                                     : 1);
	const size_t third = LINES_MOST / 3;
	size_t used = 0;
	collapse(names, row);
	for (size_t i = 0; i < names->count && !names->failed; i++) {
		if (names->count > LINES_MOST && i == third) {
			const size_t next = names->count - 2 * third;
			buffer_text(text, chain.arrow);
			append_gap(names, i, next, text);
			used += ELLIPSIS_ROOM;
			i = next;
		}
		const size_t width = link_width(names, i, &chain) + (i ? chain.gap : 0);
		if (i && room != SIZE_MAX && used + width > room) {
			buffer_printf(text, "\n%*s", (int)indent, "");
			used = 0;
		}
		if (i) /* no blank at the beginning of a line */
			buffer_text(text, used ? chain.arrow : chain.arrow + 1);
		append_link(names, i, &chain, text);
		used += width;
	}
}
