#include "formats/svg/drawing.h"

#include "base/vector.h"
#include "formats/svg/titles.h"
#include "formats/xml_events.h"

#include <stdlib.h>

enum {
	DEPTH_MAX = 256, /* nesting depth of elements: libxml2 does not allow more */
	PLACES = 4,      /* of coordinates */
};

/* An open element. */
struct open {
	enum { ELEMENT_OTHER, ELEMENT_GROUP, ELEMENT_RECT, ELEMENT_TITLE, ELEMENT_LIST } kind;
	uint32_t title;      /* offset of a group, for the rectangles in it, or of a rect */
	size_t rect;         /* of a rect, in drawing->items */
	struct buffer *list; /* the destination of a list's text */
};

struct pen {
	struct drawing *drawing;
	struct open open[DEPTH_MAX + 1];
	unsigned depth;
	unsigned frames_depth; /* depth of the open element with all frames; 0: it is not open */
	bool frames_over;      /* it was closed */
	struct buffer title;   /* the text of the open title */
	struct buffer heading; /* of the first pane, ... */
	struct buffer caption; /* ... of all; */
	struct buffer *words;  /* the one of both that is open, NULL: none */
};

/* "12.5", "-3", "97.6157%" in 1/10000 */
static bool read_coordinate(struct text text, int64_t *value)
{
	const bool minus = text_begins(text, "-");
	uint64_t number = 0;
	size_t at = minus, places = 0;
	bool point = false, digits = false;
	if (!text.size)
		return false;
	for (; at < text.size && (is_digit(text.at[at]) || (text.at[at] == '.' && !point)); at++) {
		if (text.at[at] == '.') {
			point = true;
			continue;
		}
		digits = true;
		if (point && places == PLACES)
			continue;
		places += point;
		if (number > INT64_MAX / 100000000)
			return false;
		number = number * 10 + (uint64_t)(text.at[at] - '0');
	}
	for (; places < PLACES; places++)
		number *= 10;
	*value = minus ? -(int64_t)number : (int64_t)number;
	const struct text rest = text_from(text, at);
	return digits && (!rest.size || text_is(rest, "%") || text_is(rest, "px"));
}

/* inferno's exact counts. */
static bool read_counts(struct xml_element *element, struct drawn *drawn)
{
	struct text x = xml_attribute(element, "fg:x"), w = xml_attribute(element, "fg:w");
	uint64_t start, extent;
	if (!x.size || !w.size || !title_number(&x, &start) || !title_number(&w, &extent) ||
	    x.size || w.size || start > INT64_MAX / 4 || extent > INT64_MAX / 4)
		return false;
	drawn->start = (int64_t)start;
	drawn->end = (int64_t)(start + extent);
	return true;
}

static bool read_place(struct xml_element *element, struct drawn *drawn)
{
	int64_t width;
	if (!read_coordinate(xml_attribute(element, "x"), &drawn->start) ||
	    !read_coordinate(xml_attribute(element, "width"), &width) || width < 0)
		return false;
	drawn->end = drawn->start + width;
	return true;
}

static bool is_wanted(const struct pen *pen)
{
	return !pen->frames_over;
}

/* Notes a rectangle, which is a frame if it or its group has a title. */
static enum status add_rect(struct pen *pen, struct open *open, struct xml_element *element,
                            struct error *err)
{
	struct drawing *drawing = pen->drawing;
	const struct open *group = pen->depth > 1 ? &pen->open[pen->depth - 2] : NULL;
	struct drawn drawn = {
		.title = DRAWN_NONE,
		.pane = drawing->panes ? drawing->panes - 1 : 0,
		.line = (uint32_t)drawing->sink->lines,
	};
	if (group && group->kind == ELEMENT_GROUP)
		drawn.title = group->title;
	if (!is_wanted(pen) || !read_coordinate(xml_attribute(element, "y"), &drawn.top))
		return STATUS_OK;
	const bool counted = read_counts(element, &drawn);
	if (!counted && !read_place(element, &drawn))
		return STATUS_OK;
	if (counted && !drawing->counted)
		drawing->count = 0; /* the rectangles before were not frames */
	drawing->counted |= counted;
	if (counted != drawing->counted)
		return STATUS_OK;
	if (drawing->count >= DRAWN_NONE - 1 ||
	    !vector_reserve(&drawing->items, &drawing->capacity, drawing->count + 1))
		return error_no_memory(err);
	drawing->items[drawing->count++] = drawn;
	open->kind = ELEMENT_RECT;
	open->title = drawn.title;
	open->rect = drawing->count - 1;
	return STATUS_OK;
}

/* Starts again: the rectangles so far were not frames. */
static void begin_frames(struct pen *pen)
{
	struct drawing *drawing = pen->drawing;
	if (pen->frames_depth || pen->frames_over)
		return;
	pen->frames_depth = pen->depth;
	drawing->count = drawing->title_count = 0;
	drawing->names.size = drawing->unit.size = 0;
}

static void begin_list(struct pen *pen, struct open *open, struct xml_element *element,
                       struct text id)
{
	struct drawing *drawing = pen->drawing;
	const struct {
		const char *id;
		struct buffer *list;
	} lists[] = {
		{"weights", &drawing->weights}, {"kinds", &drawing->kinds},
		{"modules", &drawing->modules}, {"parents", &drawing->parents},
		{"facts", &drawing->facts},     {"narrow", &drawing->narrow},
	};
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		if (text_is(id, lists[i].id) && !lists[i].list->size) {
			open->kind = ELEMENT_LIST;
			open->list = lists[i].list;
		}
	if (open->list == &drawing->modules) {
		const struct text names = xml_attribute(element, "data-names");
		buffer_append(&drawing->module_names, names.at, names.size);
	}
	if (open->list == &drawing->weights) {
		struct text text = xml_attribute(element, "data-places");
		uint64_t places = 0;
		if (title_number(&text, &places) && places <= NUMBER_DECIMALS_MAX)
			drawing->places = (unsigned)places;
	}
}

/* stackfold's data about a picture. */
static void read_root(struct drawing *drawing, struct xml_element *element)
{
	const struct text inverted = xml_attribute(element, "data-inverted");
	if (inverted.size)
		drawing->root = text_is(inverted, "1") ? ROOT_ABOVE : ROOT_BELOW;
	drawing->differential = xml_attribute(element, "data-sides").size > 0;
	drawing->timed = text_is(xml_attribute(element, "data-order"), "time");
}

static enum status begin(void *to, struct text name, struct xml_element *element, struct error *err)
{
	struct pen *pen = to;
	if (pen->depth == DEPTH_MAX)
		return error_set(err, STATUS_FAILED, "elements are nested more than 256 deep");
	struct open *open = &pen->open[pen->depth++];
	*open = (struct open){.kind = ELEMENT_OTHER, .title = DRAWN_NONE};
	const struct text id = xml_attribute(element, "id");
	if (text_is(id, "frames"))
		begin_frames(pen);
	if (pen->depth == 1) {
		read_root(pen->drawing, element);
	} else if (text_is(name, "rect")) {
		return add_rect(pen, open, element, err);
	} else if (text_is(name, "g") || text_is(name, "a")) {
		open->kind = ELEMENT_GROUP;
	} else if (text_is(name, "title") && is_wanted(pen)) {
		open->kind = ELEMENT_TITLE;
		pen->title.size = 0;
	} else if (text_is(name, "metadata")) {
		begin_list(pen, open, element, id);
	} else if (text_is(name, "svg") && text_is(xml_attribute(element, "class"), "pane")) {
		pen->drawing->panes++;
	} else if (text_is(name, "text")) {
		pen->words = text_is(id, "heading0") ? &pen->heading
		             : text_is(id, "title")  ? &pen->caption
		                                     : NULL;
	}
	return STATUS_OK;
}

static enum status add_title(struct drawing *drawing, struct text text, struct error *err)
{
	const struct title read = title_read(text);
	struct drawn_title title = {
		.name = drawing->names.size,
		.name_size = read.name.size,
		.said = read.said,
		.count = read.count,
		.samples = read.samples,
		.before = read.before,
		.after = read.after,
		.change = read.change,
	};
	if (drawing->title_count >= DRAWN_NONE - 1 ||
	    !vector_reserve(&drawing->titles, &drawing->title_capacity, drawing->title_count + 1))
		return error_no_memory(err);
	buffer_append(&drawing->names, read.name.at, read.name.size);
	if ((read.said & TITLE_COUNT) && !drawing->unit.size)
		buffer_append(&drawing->unit, read.unit.at, read.unit.size);
	drawing->titles[drawing->title_count++] = title;
	return STATUS_OK;
}

/* A title belongs to the group or rectangle that contains it. */
static enum status end_title(struct pen *pen, struct error *err)
{
	struct drawing *drawing = pen->drawing;
	struct open *parent = pen->depth ? &pen->open[pen->depth - 1] : NULL;
	if (!parent || (parent->kind != ELEMENT_GROUP && parent->kind != ELEMENT_RECT))
		return STATUS_OK;
	parent->title = (uint32_t)drawing->title_count;
	if (parent->kind == ELEMENT_RECT && parent->rect < drawing->count)
		drawing->items[parent->rect].title = parent->title;
	return add_title(drawing, (struct text){pen->title.data, pen->title.size}, err);
}

static enum status end(void *to, struct text name, struct error *err)
{
	struct pen *pen = to;
	struct drawing *drawing = pen->drawing;
	const struct open closed = pen->open[--pen->depth];
	(void)name;
	if (pen->frames_depth > pen->depth) {
		pen->frames_depth = 0;
		pen->frames_over = true;
	}
	pen->words = NULL;
	if (closed.kind == ELEMENT_TITLE)
		return end_title(pen, err);
	if (closed.kind == ELEMENT_RECT && closed.rect + 1 == drawing->count &&
	    closed.title == DRAWN_NONE)
		drawing->count--;
	return pen->title.failed ? error_no_memory(err) : STATUS_OK;
}

static enum status add_text(void *to, struct text text, struct error *err)
{
	struct pen *pen = to;
	const struct open *open = pen->depth ? &pen->open[pen->depth - 1] : NULL;
	(void)err;
	if (open && open->kind == ELEMENT_TITLE)
		buffer_append(&pen->title, text.at, text.size);
	else if (open && open->kind == ELEMENT_LIST)
		buffer_append(open->list, text.at, text.size);
	else if (pen->words && pen->words->size < 64)
		buffer_append(pen->words, text.at, text.size < 64 ? text.size : 64);
	return STATUS_OK;
}

/* Rectangles around others may have been left without a title. */
static void drop_untitled(struct drawing *drawing)
{
	size_t kept = 0;
	for (size_t i = 0; i < drawing->count; i++)
		if (drawing->items[i].title < drawing->title_count)
			drawing->items[kept++] = drawing->items[i];
	drawing->count = kept;
}

static struct text text_in(const struct buffer *buffer)
{
	return (struct text){buffer->data, buffer->size};
}

enum status drawing_read(struct drawing *drawing, struct stream *stream, struct error *err)
{
	static const struct xml_events events = {begin, end, add_text};
	struct pen *pen = calloc(1, sizeof *pen);
	if (!pen)
		return error_no_memory(err);
	pen->drawing = drawing;
	enum status status = xml_read(stream, drawing->sink, &events, pen, err);
	drawing->swapped = text_begins(text_in(&pen->heading), "After");
	drawing->timed |= text_begins(text_in(&pen->caption), "Flame Chart");
	drop_untitled(drawing);
	const bool failed = pen->title.failed || pen->heading.failed || pen->caption.failed ||
	                    drawing->names.failed || drawing->unit.failed ||
	                    drawing->weights.failed || drawing->kinds.failed ||
	                    drawing->modules.failed || drawing->module_names.failed ||
	                    drawing->parents.failed || drawing->narrow.failed ||
	                    drawing->facts.failed;
	buffer_free(&pen->title);
	buffer_free(&pen->heading);
	buffer_free(&pen->caption);
	free(pen);
	return !status && failed ? error_no_memory(err) : status;
}

void drawing_free(struct drawing *drawing)
{
	free(drawing->items);
	free(drawing->titles);
	buffer_free(&drawing->names);
	buffer_free(&drawing->unit);
	buffer_free(&drawing->weights);
	buffer_free(&drawing->kinds);
	buffer_free(&drawing->modules);
	buffer_free(&drawing->module_names);
	buffer_free(&drawing->parents);
	buffer_free(&drawing->narrow);
	buffer_free(&drawing->facts);
}
