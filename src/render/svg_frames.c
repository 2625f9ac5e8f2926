#include "render/svg_frames.h"

#include "base/buffer.h"
#include "base/fixed.h"
#include "base/number.h"
#include "render/alike.h"
#include "render/frame_color.h"
#include "render/frame_info.h"
#include "render/gaps.h"
#include "render/module_list.h"
#include "render/read_back.h"
#include "render/svg_drawn.h"
#include "render/svg_labels.h"
#include "render/svg_shapes.h"

#include <stdlib.h>
#include <string.h>

enum { ROUND_LEAST = 120 /* tenths of a px: narrower frames have square corners */ };

struct writer {
	struct svg_view view;
	const struct render_options *options;
	struct markup *rects; /* handed on piece by piece */
	struct svg_labels labels;
	struct legend legend;
	struct gaps gaps;           /* between frames, of the modern look */
	struct buffer list;         /* of weights, where titles do not say them exactly */
	struct module_list modules; /* likewise */
	struct read_back read_back;
	struct color *colors; /* [index] */
	struct alike alike;
	struct shapes shapes; /* of an image */
	struct frame_info info;
};

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

static bool is_narrow(const void *view, size_t index)
{
	const struct svg_drawn drawn = svg_drawn_measure(view, index);
	return drawn.from == drawn.to;
}

/* Opens a rect, with its attributes. */
static void open_shape(struct writer *writer, const struct svg_drawn *drawn)
{
	struct markup *markup = writer->rects;
	const int64_t width = drawn->to - drawn->from;
	read_back_drawn(&writer->read_back, (size_t)(drawn->rectangle - writer->view.layout->items),
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

static void write_title(struct writer *writer, const struct svg_drawn *drawn,
                        const struct attribute_set *set)
{
	struct markup *markup = writer->rects;
	const struct svg_name name = svg_drawn_name(&writer->view, drawn);
	bool listed = writer->info.weights->exact == WEIGHTS_IN_LIST;
	markup_open(markup, "title");
	module_list_add(&writer->modules, drawn->rectangle->frame);
	read_back_title(&writer->read_back, name.text, name.size, name.shown);
	if (listed && set && set->title)
		buffer_byte(&writer->list, ' '); /* says no weight */
	else if (listed)
		weights_append_entry(&writer->list, writer->info.weights, writer->view.layout,
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
                                                 const struct svg_drawn *drawn)
{
	const struct attributes *attributes = writer->options->attributes;
	if (!attributes)
		return NULL;
	const struct svg_name name = svg_drawn_name(&writer->view, drawn);
	return attributes_find(attributes, name.text, name.size);
}

static void write_single(struct writer *writer, const struct svg_drawn *drawn,
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
static void write_alike(struct writer *writer, const struct svg_drawn *first, size_t index)
{
	struct markup *markup = writer->rects;
	markup_indent(markup, 3);
	markup_open(markup, "g");
	write_title(writer, first, NULL);
	for (size_t i = index; i; i = writer->alike.next[i]) {
		struct svg_drawn drawn = svg_drawn_measure(&writer->view, i);
		open_shape(writer, &drawn);
		markup_close(markup);
	}
	markup_close_line(markup);
}

/* Writes a frame; one with others alike brings them along. Frames with attributes of their own
 * stay apart, for links and ids. */
static void write_rect(struct writer *writer, const struct svg_drawn *drawn, size_t index)
{
	const struct alike *alike = &writer->alike;
	const struct attribute_set *set = attributes_of(writer, drawn);
	bool single = set || (!alike->follows[index] && !alike->next[index]);
	if (single)
		write_single(writer, drawn, set);
	else if (!alike->follows[index])
		write_alike(writer, drawn, index);
}

/* ` x="10" y="0" width="1180" height="90" viewBox="10 0 1180 90" ...>` of an svg over all rows. */
static void write_viewport(struct writer *writer)
{
	const struct svg_geometry *geometry = writer->view.geometry;
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
	markup_join(markup, &writer->labels.markup);
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
		if (writer->view.layout->places)
			markup_number(markup, "data-places", writer->view.layout->places, 0);
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
	return options->look->modern && !writer->view.layout->differential &&
	       !options->stroke_color && strcmp(options->background1, options->background2) == 0;
}

static void add_gap(struct writer *writer, const struct svg_drawn *drawn)
{
	gaps_add(&writer->gaps, drawn->rectangle->depth, drawn->from, drawn->to, drawn->top,
	         drawn->height);
}

/* A frame of an image; wide ones have round corners, in an element of their own. */
static void add_shape(struct writer *writer, const struct svg_drawn *drawn)
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
static void write_outline(struct markup *markup, const struct svg_drawn *drawn)
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
	const struct layout *layout = writer->view.layout;
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
		struct svg_drawn drawn = svg_drawn_measure(&writer->view, i);
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
	writer->view.layout = writer->info.layout = layout;
	bool gaps = has_gaps(writer);
	bool done = svg_view_place_rows(&writer->view) &&
	            frame_colors(profile, layout, options, writer->info.marks_of,
	                         options->look->modern ? &writer->legend : NULL, &writer->colors) &&
	            (options->image || alike_find(layout, &writer->alike));
	writer->view.colors = writer->colors;
	for (size_t i = 0; done && i < layout->count; i++) {
		struct svg_drawn drawn = svg_drawn_measure(&writer->view, i);
		if (options->image)
			add_shape(writer, &drawn);
		else
			write_rect(writer, &drawn, i);
		svg_labels_add(&writer->labels, &drawn, &writer->view, &writer->info);
		if (gaps)
			add_gap(writer, &drawn);
		markup_relieve(writer->rects);
	}
	shapes_write(&writer->shapes, writer->rects);
	if (gaps)
		gaps_write(&writer->gaps, writer->rects, options->background1);
	if (done)
		read_back_layout(&writer->read_back, layout, is_narrow, &writer->view);
	if (done && layout->differential && options->hatched) {
		write_hatching(writer, options->negate); /* gone */
		write_hatching(writer, !options->negate);
	}
	free(writer->colors);
	free(writer->view.rows);
	alike_free(&writer->alike);
	writer->colors = NULL;
	writer->view.rows = NULL;
	return done ? STATUS_OK : error_no_memory(err);
}

/* The panes of a pair, or the one graph. */
static enum status write_panes(struct writer *writer, const struct profile *profile,
                               const struct layout *layouts, size_t count, struct error *err)
{
	struct markup *markup = writer->rects;
	enum status status = STATUS_OK;
	for (size_t i = 0; i < count && !status; i++) {
		writer->view.pane = &writer->view.geometry->panes[i];
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
		.view =
			{
				.frames = &profile->frames,
				.options = options,
				.geometry = geometry,
				.unit = (double)number_power10(layouts->places),
				.own_root = count > 1,
			},
		.options = options,
		.rects = markup,
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
	if (!options->original && !options->no_javascript)
		writer.modules.origins = &profile->facts.origins;
	if (!svg_labels_init(&writer.labels, markup, options, profile->frames.count) && !status)
		status = error_no_memory(err);
	open_graph(&writer, layouts->differential);
	if (!status)
		status = write_panes(&writer, profile, layouts, count, err);
	close_graph(&writer);
	read_back_write(&writer.read_back, profile, options, markup);
	if (options->look->modern)
		legend_write(&writer.legend, markup, options, geometry);
	if (!status && (markup->out.failed || writer.list.failed || writer.gaps.failed ||
	                svg_labels_failed(&writer.labels)))
		status = error_no_memory(err);
	buffer_free(&writer.list);
	svg_labels_free(&writer.labels);
	legend_free(&writer.legend);
	gaps_free(&writer.gaps);
	shapes_free(&writer.shapes);
	module_list_free(&writer.modules);
	read_back_free(&writer.read_back);
	free(marks_of);
	return status;
}
