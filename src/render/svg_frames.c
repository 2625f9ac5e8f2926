#include "render/svg_frames.h"

#include "base/buffer.h"
#include "base/escape.h"
#include "base/fixed.h"
#include "base/number.h"
#include "render/alike.h"
#include "render/dark_colors.h"
#include "render/frame_color.h"
#include "render/frame_info.h"
#include "render/gaps.h"
#include "names/name_forms.h"
#include "render/module_list.h"
#include "render/read_back.h"
#include "render/svg_shapes.h"
#include "render/text_width.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	FRAME_PAD = 1,     /* px between rows */
	LABEL_LEFT = 3,    /* px from the frame's left to its label */
	LABEL_LEAST = 3,   /* characters: one and two dots */
	ROUND_LEAST = 120, /* tenths of a px: narrower frames have square corners */
};

struct writer {
	const struct frames *frames;
	const struct layout *layout;
	const struct render_options *options;
	const struct svg_geometry *geometry;
	struct markup *rects; /* handed on piece by piece */
	struct markup labels; /* which follow the rects */
	struct legend legend;
	struct gaps gaps;        /* between frames, of the modern look */
	struct name_forms forms; /* of names, for labels */
	size_t (*measure)(const char *text, size_t size, size_t most); /* of labels */
	struct buffer root_label;                                      /* room for it */
	struct buffer list;         /* of weights, where titles do not say them exactly */
	struct module_list modules; /* likewise */
	struct read_back read_back;
	struct color *colors; /* [index] */
	struct alike alike;
	struct shapes shapes; /* of an image */
	struct frame_info info;
	const struct svg_pane *pane;
	struct row_place *rows; /* [depth] */
	double unit;            /* units in a count */
};

/* One frame, measured. */
struct drawn {
	const struct rectangle *rectangle;
	bool root;
	double left, right;            /* px ... */
	int64_t from, to, top, height; /* ... and tenths of a px, rounded */
	struct color color;
};

struct shown_name {
	const char *text;
	size_t size;  /* of the name ... */
	size_t shown; /* ... and without its annotation */
};

/* Where the rectangles of a row are, in px and tenths of a px. */
struct row_place {
	double middle;
	int64_t top, height;
};

static struct drawn measure(const struct writer *writer, size_t index)
{
	const struct rectangle *rectangle = &writer->layout->items[index];
	const struct svg_geometry *geometry = writer->geometry;
	const struct render_options *options = writer->options;
	struct drawn drawn = {
		.rectangle = rectangle,
		.root = rectangle->frame == LAYOUT_ROOT,
		.color = writer->colors[index],
	};
	double start = (double)rectangle->start / writer->unit;
	double end = (double)rectangle->end / writer->unit;
	if (drawn.root) {
		if (options->look->modern && !writer->layout->differential)
			drawn.color = options->look->root.light;
		if (!writer->info.own_root)
			end = writer->layout->total;
	}
	drawn.left = geometry->side + start * geometry->per_count;
	drawn.right = geometry->side + end * geometry->per_count;
	drawn.from = fixed_round(drawn.left, 1);
	drawn.to = fixed_round(drawn.right, 1);
	drawn.top = writer->rows[rectangle->depth].top;
	drawn.height = writer->rows[rectangle->depth].height;
	return drawn;
}

/* The name of a frame, "" of the root. */
static struct shown_name name_of(const struct writer *writer, const struct drawn *drawn)
{
	const struct rectangle *rectangle = drawn->rectangle;
	if (drawn->root)
		return (struct shown_name){.text = ""};
	const struct frame *frame = &writer->frames->items[rectangle->frame];
	return (struct shown_name){
		.text = frame->name,
		.size = frame->size,
		.shown = rectangle->waker ? frame->size
	                                  : frame_info_shown(frame->name, frame->size),
	};
}

/* Finds where the rows of a layout are; NULL without memory. */
static struct row_place *place_rows(const struct writer *writer, const struct layout *layout)
{
	const struct render_options *options = writer->options;
	const double height = options->frame_height;
	struct row_place *rows = malloc(((size_t)layout->depth_max + 1) * sizeof *rows);
	for (size_t depth = 0; rows && depth <= layout->depth_max; depth++) {
		double top, bottom;
		if (options->inverted) {
			top = writer->pane->top + (double)depth * height;
			bottom = writer->pane->top + ((double)depth + 1) * height - FRAME_PAD;
		} else {
			top = writer->pane->bottom - ((double)depth + 1) * height + FRAME_PAD;
			bottom = writer->pane->bottom - (double)depth * height;
		}
		rows[depth] = (struct row_place){
			.middle = (top + bottom) / 2,
			.top = fixed_round(top, 1),
			.height = fixed_round(bottom - top, 1),
		};
	}
	return rows;
}

static void write_extras(struct markup *markup, const struct attribute_extra *extras)
{
	for (; extras; extras = extras->next)
		markup_foreign(markup, extras->name, extras->value);
}

/* Opens what a function's attributes put around its frame; returns whether there is any. */
static bool open_group(struct markup *markup, const struct attribute_set *set)
{
	if (!set || !(set->href || set->id || set->class_name || set->group_extra))
		return false;
	markup_indent(markup, 3);
	if (set->href) {
		markup_open(markup, "a");
		markup_string(markup, "xlink:href", set->href);
		markup_string(markup, "target", set->target ? set->target : "_top");
		write_extras(markup, set->link_extra);
	} else {
		markup_open(markup, "g");
	}
	markup_string(markup, "id", set->id);
	markup_string(markup, "class", set->class_name);
	write_extras(markup, set->group_extra);
	markup_newline(markup);
	return true;
}

static bool is_narrow(const void *writer, size_t index)
{
	const struct drawn drawn = measure(writer, index);
	return drawn.from == drawn.to;
}

/* Opens a rect, with its attributes. */
static void open_shape(struct writer *writer, const struct drawn *drawn)
{
	struct markup *markup = writer->rects;
	const int64_t width = drawn->to - drawn->from;
	read_back_drawn(&writer->read_back, (size_t)(drawn->rectangle - writer->layout->items),
	                !width);
	markup_open(markup, "rect");
	markup_tenths(markup, "x", drawn->from);
	markup_tenths(markup, "y", drawn->top);
	markup_tenths(markup, "width", width);
	markup_tenths(markup, "height", drawn->height);
	if (writer->options->look->modern && width >= ROUND_LEAST)
		markup_fixed(markup, "rx", "2");
	markup_color(markup, "fill", drawn->color);
}

static void write_title(struct writer *writer, const struct drawn *drawn,
                        const struct attribute_set *set)
{
	struct markup *markup = writer->rects;
	const struct shown_name name = name_of(writer, drawn);
	bool listed = writer->info.weights->exact == WEIGHTS_IN_LIST;
	markup_open(markup, "title");
	module_list_add(&writer->modules, drawn->rectangle->frame);
	read_back_title(&writer->read_back, name.text, name.size, name.shown);
	if (listed && set && set->title)
		buffer_byte(&writer->list, ' '); /* says no weight */
	else if (listed)
		weights_append_entry(&writer->list, writer->info.weights, writer->layout,
		                     drawn->rectangle);
	if (set && set->title) {
		markup_words(markup, set->title);
	} else {
		frame_info_append(markup_raw(markup), &writer->info, drawn->rectangle);
		markup_raw_end(markup);
	}
	markup_close(markup);
}

static const struct attribute_set *attributes_of(const struct writer *writer,
                                                 const struct drawn *drawn)
{
	const struct attributes *attributes = writer->options->attributes;
	if (!attributes)
		return NULL;
	const struct shown_name name = name_of(writer, drawn);
	return attributes_find(attributes, name.text, name.size);
}

static void write_single(struct writer *writer, const struct drawn *drawn,
                         const struct attribute_set *set)
{
	struct markup *markup = writer->rects;
	bool group = open_group(markup, set);
	markup_indent(markup, group ? 4 : 3);
	open_shape(writer, drawn);
	write_title(writer, drawn, set);
	markup_close_line(markup);
	if (group) {
		markup_indent(markup, 3);
		markup_close(markup);
		markup_newline(markup);
	}
}

/* Frames that say the same, under one title: half of a large graph's text is titles, and most are
 * there several times. */
static void write_alike(struct writer *writer, const struct drawn *first, size_t index)
{
	struct markup *markup = writer->rects;
	markup_indent(markup, 3);
	markup_open(markup, "g");
	write_title(writer, first, NULL);
	for (size_t i = index; i; i = writer->alike.next[i]) {
		struct drawn drawn = measure(writer, i);
		open_shape(writer, &drawn);
		markup_close(markup);
	}
	markup_close_line(markup);
}

/* Writes a frame; one with others alike brings them along. Frames with attributes of their own
 * stay apart, for links and ids. */
static void write_rect(struct writer *writer, const struct drawn *drawn, size_t index)
{
	const struct alike *alike = &writer->alike;
	const struct attribute_set *set = attributes_of(writer, drawn);
	bool single = set || (!alike->follows[index] && !alike->next[index]);
	if (single)
		write_single(writer, drawn, set);
	else if (!alike->follows[index])
		write_alike(writer, drawn, index);
}

/* Whether white is easier to read on a colour than black, by the contrast that WCAG defines: where
 * the relative luminance is below 0.179 both are alike. */
static bool is_dark(struct color color)
{
	const double parts[] = {color.red / 255.0, color.green / 255.0, color.blue / 255.0};
	static const double shares[] = {0.2126, 0.7152, 0.0722};
	double luminance = 0;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		luminance += shares[i] * (parts[i] <= 0.04045
		                                  ? parts[i] / 12.92
		                                  : pow((parts[i] + 0.055) / 1.055, 2.4));
	return luminance < 0.1791;
}

/* What a frame that is so wide has room for, as writer->measure has it; 0: for no label. */
static size_t label_room(const struct writer *writer, double width)
{
	const struct render_options *options = writer->options;
	double fits = width / (options->font_size * options->font_width);
	if (options->look->modern) {
		if (width < 2 * options->font_size)
			return 0;
		fits = (width - 2 * LABEL_LEFT) / options->font_size * 100;
		fits *= options->look->font_width / options->font_width; /* that of another font */
	} else if (!(fits >= LABEL_LEAST)) {
		return 0;
	}
	return fits < 1e6 ? (size_t)fits : 1000000;
}

static void write_label_text(struct writer *writer, const struct drawn *drawn, const char *text,
                             size_t size, size_t room)
{
	const struct render_options *options = writer->options;
	const struct look *look = options->look;
	struct markup *markup = &writer->labels;
	if (!size)
		return;
	bool cut = drawn->root || drawn->rectangle->waker
	                   ? writer->measure(text, size, room + 1) > room
	                   : name_forms_fit(&writer->forms, drawn->rectangle->frame, &text, &size,
	                                    room) > room;
	if (cut)
		size = look->modern ? text_width_prefix(text, size, room - TEXT_WIDTH_ELLIPSIS)
		                    : utf8_prefix(text, size, room - look->cut_width);
	if (look->modern && cut && utf8_count(text, size, 2) < 2)
		return;
	markup_indent(markup, 3);
	markup_open(markup, "text");
	markup_number(markup, "x", drawn->from + LABEL_LEFT * 10, 1);
	markup_number(markup, "y", fixed_round(3 + writer->rows[drawn->rectangle->depth].middle, 1),
	              1);
	if (is_dark(drawn->color)) {
		markup_fixed(markup, "class", "w");
		if (look->modern)
			markup_fixed(markup, "fill", "#fff");
	} else if (dark_colors_keep(options, writer->layout->differential, drawn->color)) {
		markup_fixed(markup, "class", "k");
	}
	markup_text(markup, text, size);
	if (cut)
		markup_words(markup, look->cut);
	markup_close(markup);
	markup_newline(markup);
}

/* The label, where it fits: names that are too long are cut between characters. */
static void write_label(struct writer *writer, const struct drawn *drawn)
{
	struct buffer *label = &writer->root_label;
	const size_t room = label_room(writer, drawn->right - drawn->left);
	if (room && !drawn->root) {
		const struct shown_name name = name_of(writer, drawn);
		write_label_text(writer, drawn, name.text, name.shown, room);
	} else if (room && writer->options->look->modern) {
		label->size = 0;
		frame_info_root_label(label, &writer->info, drawn->rectangle);
		write_label_text(writer, drawn, label->data, label->failed ? 0 : label->size, room);
	}
}

/* ` x="10" y="0" width="1180" height="90" viewBox="10 0 1180 90" ...>` of an svg over all rows. */
static void write_viewport(struct writer *writer)
{
	const struct svg_geometry *geometry = writer->geometry;
	struct markup *markup = writer->rects;
	const int64_t sizes[] = {
		fixed_round(geometry->side, 4),
		0,
		fixed_round(geometry->width - 2 * geometry->side, 4),
		fixed_round(geometry->height, 4),
	};
	markup_number(markup, "x", sizes[0], 4);
	markup_number(markup, "y", sizes[1], 4);
	markup_number(markup, "width", sizes[2], 4);
	markup_number(markup, "height", sizes[3], 4);
	markup_value(markup, "viewBox");
	for (size_t i = 0; i < 4; i++) {
		if (i)
			markup_literal(markup, " ");
		markup_decimal(markup, sizes[i], 4);
	}
	markup_value_end(markup);
	markup_fixed(markup, "preserveAspectRatio", "none");
	markup_tag_line(markup);
}

/* The graph is an svg of its own, so that zooming is a matter of its viewBox. */
static void open_graph(struct writer *writer, bool differential)
{
	struct markup *markup = writer->rects;
	markup_indent(markup, 1);
	markup_open(markup, "g");
	markup_fixed(markup, "id", "frames");
	markup_newline(markup);
	markup_indent(markup, 2);
	markup_open(markup, "g");
	markup_fixed(markup, "id", "flip");
	markup_open(markup, "svg");
	markup_fixed(markup, "id", "rects");
	if (differential && writer->options->look->outline && !writer->options->stroke_color) {
		markup_string(markup, "stroke", writer->options->look->outline);
		markup_fixed(markup, "stroke-width", "0.5");
	}
	write_viewport(writer);
}

static void close_graph(struct writer *writer)
{
	struct markup *markup = writer->rects;
	markup_indent(markup, 2);
	markup_close(markup);
	markup_close(markup);
	markup_newline(markup);
	markup_indent(markup, 2);
	markup_open(markup, "g");
	markup_fixed(markup, "id", "labels");
	if (writer->options->look->modern)
		markup_fixed(markup, "pointer-events", "none");
	markup_newline(markup);
	markup_flush(markup);
	markup_join(markup, &writer->labels);
	markup_indent(markup, 2);
	markup_close(markup);
	markup_newline(markup);
	markup_indent(markup, 1);
	markup_close(markup);
	markup_newline(markup);
	if (writer->list.size) {
		markup_indent(markup, 1);
		markup_open(markup, "metadata");
		markup_fixed(markup, "id", "weights");
		if (writer->layout->places)
			markup_number(markup, "data-places", writer->layout->places, 0);
		markup_text(markup, writer->list.data, writer->list.size);
		markup_close(markup);
		markup_newline(markup);
	}
	module_list_write(&writer->modules, markup);
}

/* Whether lines part frames that touch: outlines do so too, and on a gradient they would show. */
static bool has_gaps(const struct writer *writer)
{
	const struct render_options *options = writer->options;
	return options->look->modern && !writer->layout->differential && !options->stroke_color &&
	       strcmp(options->background1, options->background2) == 0;
}

static void add_gap(struct writer *writer, const struct drawn *drawn)
{
	gaps_add(&writer->gaps, drawn->rectangle->depth, drawn->from, drawn->to, drawn->top,
	         drawn->height);
}

/* A frame of an image; wide ones have round corners, in an element of their own. */
static void add_shape(struct writer *writer, const struct drawn *drawn)
{
	const struct shape shape = {
		.color = drawn->color,
		.left = drawn->from,
		.right = drawn->to,
		.top = drawn->top,
		.height = drawn->height,
	};
	if (shape.right - shape.left < ROUND_LEAST) {
		shapes_add(&writer->shapes, &shape);
		return;
	}
	open_shape(writer, drawn);
	markup_close(writer->rects);
	markup_newline(writer->rects);
}

/* Whether a frame has weight on one side only: that of the column after, or before. */
static bool is_only(const struct rectangle *rectangle, bool after)
{
	struct sides total = rectangle->total;
	return after ? total.before == 0 && total.after > 0 : total.after == 0 && total.before > 0;
}

/* A rectangle of a path, clockwise from its upper left corner. */
static void write_outline(struct markup *markup, const struct drawn *drawn)
{
	markup_literal(markup, "M");
	markup_decimal(markup, drawn->from, 1);
	markup_literal(markup, " ");
	markup_decimal(markup, drawn->top, 1);
	markup_literal(markup, "h");
	markup_decimal(markup, drawn->to - drawn->from, 1);
	markup_literal(markup, "v");
	markup_decimal(markup, drawn->height, 1);
	markup_literal(markup, "h");
	markup_decimal(markup, drawn->from - drawn->to, 1);
	markup_literal(markup, "z");
}

/* A path over all frames that one side lacks, to be filled with a pattern: colours alone do not
 * tell them from frames that grew or shrank. */
static void write_hatching(struct writer *writer, bool after)
{
	const struct layout *layout = writer->layout;
	struct markup *markup = writer->rects;
	bool any = false;
	for (size_t i = 1; i < layout->count; i++) {
		if (!is_only(&layout->items[i], after))
			continue;
		if (!any) {
			markup_open(markup, "path");
			const bool is_new = after != writer->options->negate;
			markup_string(markup, "class", is_new ? "new" : "gone");
			if (writer->options->look->modern) /* where style sheets are blocked too */
				markup_string(markup, "fill",
				              is_new ? "url(#hatchnew)" : "url(#hatchgone)");
			markup_value(markup, "d");
		}
		any = true;
		struct drawn drawn = measure(writer, i);
		write_outline(markup, &drawn);
		markup_relieve(markup);
	}
	if (!any)
		return;
	markup_value_end(markup);
	markup_close(markup);
	markup_newline(markup);
}

/* One layout: all of the graph, or one of a pair's panes. */
static enum status write_layout(struct writer *writer, const struct profile *profile,
                                const struct layout *layout, struct error *err)
{
	const struct render_options *options = writer->options;
	writer->layout = writer->info.layout = layout;
	bool gaps = has_gaps(writer);
	writer->rows = place_rows(writer, layout);
	bool done = writer->rows &&
	            frame_colors(profile, layout, options, writer->info.marks_of,
	                         options->look->modern ? &writer->legend : NULL, &writer->colors) &&
	            (options->image || alike_find(layout, &writer->alike));
	for (size_t i = 0; done && i < layout->count; i++) {
		struct drawn drawn = measure(writer, i);
		if (options->image)
			add_shape(writer, &drawn);
		else
			write_rect(writer, &drawn, i);
		write_label(writer, &drawn);
		if (gaps)
			add_gap(writer, &drawn);
		markup_relieve(writer->rects);
	}
	shapes_write(&writer->shapes, writer->rects);
	if (gaps)
		gaps_write(&writer->gaps, writer->rects, options->background1);
	if (done)
		read_back_layout(&writer->read_back, layout, is_narrow, writer);
	if (done && layout->differential && options->hatched) {
		write_hatching(writer, options->negate); /* gone */
		write_hatching(writer, !options->negate);
	}
	free(writer->colors);
	free(writer->rows);
	alike_free(&writer->alike);
	writer->colors = NULL;
	writer->rows = NULL;
	return done ? STATUS_OK : error_no_memory(err);
}

/* The panes of a pair, or the one graph. */
static enum status write_panes(struct writer *writer, const struct profile *profile,
                               const struct layout *layouts, size_t count, struct error *err)
{
	struct markup *markup = writer->rects;
	enum status status = STATUS_OK;
	for (size_t i = 0; i < count && !status; i++) {
		writer->pane = &writer->geometry->panes[i];
		if (count > 1) {
			markup_indent(markup, 3);
			markup_open(markup, "svg");
			markup_fixed(markup, "class", "pane");
			write_viewport(writer);
		}
		status = write_layout(writer, profile, &layouts[i], err);
		if (count > 1) {
			markup_close(markup);
			markup_newline(markup);
		}
	}
	return status;
}

enum status svg_write_frames(struct markup *markup, const struct profile *profile,
                             const struct layout *layouts, size_t count,
                             const struct weights *weights, const struct svg_geometry *geometry,
                             struct error *err)
{
	const struct render_options *options = weights->options;
	uint8_t *marks_of = NULL;
	enum status status = marks_by_frame(&profile->marks, &profile->frames, &marks_of, err);
	struct writer writer = {
		.frames = &profile->frames,
		.options = options,
		.geometry = geometry,
		.rects = markup,
		.unit = (double)number_power10(layouts->places),
		.read_back.wanted = !options->original && !options->image,
		.info =
			{
				.frames = &profile->frames,
				.options = options,
				.weights = weights,
				.marks = &profile->marks,
				.marks_of = marks_of,
				.own_root = count > 1,
			},
	};
	markup_init(&writer.labels, NULL, markup->ascii, markup->pretty);
	if (!options->original && !options->no_javascript)
		writer.modules.origins = &profile->facts.origins;
	if (!status && !options->full_labels &&
	    !name_forms_init(&writer.forms, profile->frames.count))
		status = error_no_memory(err);
	writer.measure = writer.forms.measure = options->look->modern ? text_width : utf8_count;
	open_graph(&writer, layouts->differential);
	if (!status)
		status = write_panes(&writer, profile, layouts, count, err);
	close_graph(&writer);
	read_back_write(&writer.read_back, profile, options, markup);
	if (options->look->modern)
		legend_write(&writer.legend, markup, options, geometry);
	if (!status && (markup->out.failed || writer.list.failed || writer.root_label.failed ||
	                writer.forms.failed || writer.gaps.failed))
		status = error_no_memory(err);
	markup_free(&writer.labels);
	buffer_free(&writer.list);
	buffer_free(&writer.root_label);
	name_forms_free(&writer.forms);
	legend_free(&writer.legend);
	gaps_free(&writer.gaps);
	shapes_free(&writer.shapes);
	module_list_free(&writer.modules);
	read_back_free(&writer.read_back);
	free(marks_of);
	return status;
}
