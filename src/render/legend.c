#include "render/legend.h"

#include "base/escape.h"
#include "base/fixed.h"
#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

enum {
	SHOWN_MAX = 8,
	NAME_CHARACTERS = 24, /* longer names are shortened */
};

#define SWATCH 0.8  /* of the font's size: the side of a box; the space after it is half of that */
#define BETWEEN 1.0 /* items, likewise */
#define MUTED "#59636e"

#define markup_length(markup, name, value) markup_number(markup, name, fixed_round(value, 1), 1)

uint32_t legend_meaning(struct legend *legend, const char *name, size_t size)
{
	if (!size)
		return LEGEND_NONE;
	size_t before = legend->names.count;
	uint32_t id = frames_intern(&legend->names, name, size);
	if (id == FRAME_NONE ||
	    !vector_reserve(&legend->entries, &legend->capacity, (size_t)id + 1)) {
		legend->failed = true;
		return LEGEND_NONE;
	}
	if (id == before)
		legend->entries[id] = (struct legend_entry){0};
	return id;
}

void legend_add(struct legend *legend, uint32_t at, uint64_t self, uint64_t extent,
                struct color color)
{
	if (at == LEGEND_NONE)
		return;
	struct legend_entry *entry = &legend->entries[at];
	entry->weight += self;
	if (extent > entry->widest) {
		entry->widest = extent;
		entry->color = color;
	}
}

/* The text of an entry: for a file, its name without folders. */
struct item {
	const struct legend_entry *entry;
	const char *text;
	size_t size;
	bool cut;
	size_t characters;
	size_t next; /* the next item of the same hue, which is part of this one; 0: none */
	bool joined; /* to a previous item */
};

static struct item item_of(const struct legend *legend, size_t at)
{
	const struct frame *name = &legend->names.items[at];
	const char *slash = *name->name == '/' ? memrchr(name->name, '/', name->size) : NULL;
	struct item item = {
		.entry = &legend->entries[at],
		.text = slash ? slash + 1 : name->name,
	};
	item.size = (size_t)(name->name + name->size - item.text);
	if (item.size > 2 && *item.text == '[' && item.text[item.size - 1] == ']') {
		item.text++;
		item.size -= 2;
	}
	item.characters = utf8_count(item.text, item.size, NAME_CHARACTERS + 1);
	item.cut = item.characters > NAME_CHARACTERS;
	if (item.cut) {
		item.size = utf8_prefix(item.text, item.size, NAME_CHARACTERS - 1);
		item.characters = NAME_CHARACTERS;
	}
	return item;
}

/* Whether one item is before the other: the heavier, or of equal weights the first by name. */
static bool is_before(const struct item *a, const struct item *b)
{
	if (a->entry->weight != b->entry->weight)
		return a->entry->weight > b->entry->weight;
	size_t size = a->size < b->size ? a->size : b->size;
	int order = memcmp(a->text, b->text, size);
	return order ? order < 0 : a->size < b->size;
}

/* Finds the heaviest entries, sorted; returns how many. */
static size_t choose(const struct legend *legend, struct item *items)
{
	size_t count = 0;
	for (size_t i = 0; i < legend->names.count; i++) {
		struct item item = item_of(legend, i);
		size_t at = count;
		for (; at && is_before(&item, &items[at - 1]); at--)
			if (at < SHOWN_MAX)
				items[at] = items[at - 1];
		if (at < SHOWN_MAX)
			items[at] = item;
		count += count < SHOWN_MAX;
	}
	return count;
}

/* A hue means several modules if there are more modules than hues. */
static void join(struct item *items, size_t count, const struct palette *palette)
{
	for (size_t i = 0; palette && i < count; i++) {
		const unsigned hue = palette_hue(palette, items[i].entry->color);
		size_t last = i;
		for (size_t at = i + 1; hue && !items[i].joined && at < count; at++)
			if (palette_hue(palette, items[at].entry->color) == hue) {
				items[at].joined = true;
				items[last].next = at;
				last = at;
			}
	}
}

/* The width in px, with the space before the next item. */
static double width_of(const struct item *items, size_t at, const struct render_options *options)
{
	size_t characters = items[at].characters;
	for (size_t i = items[at].next; i; i = items[i].next)
		characters += strlen(", ") + items[i].characters;
	return options->font_size *
	       ((double)characters * options->font_width + SWATCH * 1.5 + BETWEEN);
}

/* Keeps as many items as fit of those not joined to others; returns how many. */
static size_t fit(const struct item *items, size_t count, double room,
                  const struct render_options *options, size_t *kept)
{
	size_t fits = 0;
	for (size_t i = 0; i < count; i++) {
		const double width = width_of(items, i, options);
		if (items[i].joined)
			continue;
		if (width > room)
			break;
		kept[fits++] = i;
		room -= width;
	}
	return fits;
}

static void write_item(struct markup *markup, const struct item *items, size_t at, double left,
                       double bottom, const struct render_options *options)
{
	double side = options->font_size * SWATCH;
	markup_indent(markup, 2);
	markup_open(markup, "rect");
	markup_length(markup, "x", left);
	markup_length(markup, "y", bottom - side);
	markup_length(markup, "width", side);
	markup_length(markup, "height", side);
	markup_fixed(markup, "rx", "2");
	markup_color(markup, "fill", items[at].entry->color);
	markup_close(markup);
	markup_open(markup, "text");
	markup_length(markup, "x", left + side * 1.5);
	markup_length(markup, "y", bottom);
	for (const struct item *item = &items[at];; item = &items[item->next]) {
		markup_text(markup, item->text, item->size);
		if (item->cut)
			markup_words(markup, options->look->cut);
		if (!item->next)
			break;
		markup_literal(markup, ", ");
	}
	markup_close(markup);
	markup_newline(markup);
}

void legend_write(struct legend *legend, struct markup *markup,
                  const struct render_options *options, const struct svg_geometry *geometry)
{
	struct item items[SHOWN_MAX + 1];
	size_t kept[SHOWN_MAX], count = choose(legend, items);
	join(items, count, options->palette);
	size_t fits = fit(items, count, geometry->width - 2 * geometry->side, options, kept);
	double width = 0;
	for (size_t i = 0; i < fits; i++)
		width += width_of(items, kept[i], options);
	if (fits < 2)
		return;
	double left = geometry->width - geometry->side - width + options->font_size * BETWEEN;
	bool chosen = strcmp(options->ui_color, "#000000") != 0;
	markup_indent(markup, 1);
	markup_open(markup, "g");
	markup_fixed(markup, "id", "modulelegend");
	markup_string(markup, "fill", chosen ? options->ui_color : MUTED);
	markup_newline(markup);
	for (size_t i = 0; i < fits; i++) {
		write_item(markup, items, kept[i], left, geometry->legend, options);
		left += width_of(items, kept[i], options);
	}
	markup_indent(markup, 1);
	markup_close(markup);
	markup_newline(markup);
}

void legend_free(struct legend *legend)
{
	frames_free(&legend->names);
	free(legend->entries);
	*legend = (struct legend){0};
}
