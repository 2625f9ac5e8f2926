#include "render/svg_frames.h"

#include "base/buffer.h"
#include "base/number.h"
#include "render/alike.h"
#include "base/escape.h"
#include "base/fixed.h"
#include "render/frame_color.h"
#include "render/frame_info.h"
#include "render/module_list.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	FRAME_PAD = 1,      /* px between rows */
	LABEL_LEFT = 3,     /* px from the frame's left to its label */
	LABEL_LEAST = 3,    /* characters: one and two dots */
	GATHERED = 1 << 16, /* bytes handed on at once */
};

struct writer {
	const struct frames *frames;
	const struct layout *layout;
	const struct render_options *options;
	const struct svg_geometry *geometry;
	struct output *output;
	struct buffer rects, labels; /* rects is handed on piece by piece */
	struct buffer list;          /* of weights for the script, where it needs one */
	struct module_list modules;  /* likewise */
	struct color *colors;        /* [index] */
	struct alike alike;
	struct frame_info info;
	const struct svg_pane *pane;
	double unit; /* units in a count */
	bool ascii;
};

/* One frame, measured. */
struct drawn {
	const struct rectangle *rectangle;
	bool root;
	const char *name;
	size_t size;                     /* of the name ... */
	size_t shown;                    /* ... and without its annotation */
	double left, right, top, bottom; /* px */
	struct color color;
};

/* What ends a line: a newline inside of a tag's end makes no node in the document, which browsers
 * would carry along. */
static const char *line_end(const struct writer *writer)
{
	return writer->options->pretty ? ">\n" : "\n>";
}

void svg_indent(struct buffer *buffer, const struct render_options *options, unsigned depth)
{
	for (unsigned i = 0; options->pretty && i < depth; i++)
		buffer_byte(buffer, '\t');
}

bool svg_ascii(const struct render_options *options)
{
	const char *encoding = options->encoding;
	return encoding && strcasecmp(encoding, "UTF-8") != 0 && strcasecmp(encoding, "UTF8") != 0;
}

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
		drawn.name = "";
		if (!writer->info.own_root)
			end = writer->layout->total;
	} else {
		const struct frame *frame = &writer->frames->items[rectangle->frame];
		drawn.name = frame->name;
		drawn.size = frame->size;
		drawn.shown = rectangle->waker ? frame->size
		                               : frame_info_shown(frame->name, frame->size);
	}
	drawn.left = geometry->side + start * geometry->per_count;
	drawn.right = geometry->side + end * geometry->per_count;
	double depth = rectangle->depth, height = options->frame_height;
	if (options->inverted) {
		drawn.top = writer->pane->top + depth * height;
		drawn.bottom = writer->pane->top + (depth + 1) * height - FRAME_PAD;
	} else {
		drawn.top = writer->pane->bottom - (depth + 1) * height + FRAME_PAD;
		drawn.bottom = writer->pane->bottom - depth * height;
	}
	return drawn;
}

static void append_attribute(struct writer *writer, const char *name, const char *value)
{
	if (!value)
		return;
	buffer_text(&writer->rects, name);
	escape_text(&writer->rects, value, strlen(value), writer->ascii);
	buffer_byte(&writer->rects, '"');
}

/* Opens what a function's attributes put around its frame; returns how to close it. */
static const char *open_group(struct writer *writer, const struct attribute_set *set)
{
	if (!set || !(set->href || set->id || set->class_name || set->group_extra))
		return "";
	struct buffer *out = &writer->rects;
	svg_indent(out, writer->options, 3);
	buffer_text(out, set->href ? "<a" : "<g");
	if (set->href) {
		append_attribute(writer, " xlink:href=\"", set->href);
		append_attribute(writer, " target=\"", set->target ? set->target : "_top");
		buffer_text(out, set->link_extra ? set->link_extra : "");
	}
	append_attribute(writer, " id=\"", set->id);
	append_attribute(writer, " class=\"", set->class_name);
	buffer_text(out, set->group_extra ? set->group_extra : "");
	buffer_text(out, ">\n");
	return set->href ? "</a>\n" : "</g>\n";
}

/* A number of tenths, in as few characters as say it: .5 for 0.5. */
static void append_tenths(struct buffer *out, int64_t tenths)
{
	if (tenths > 0 && tenths < 10) {
		buffer_byte(out, '.');
		buffer_byte(out, (char)('0' + tenths));
	} else {
		fixed_append_short(out, tenths, 1);
	}
}

/* A rect up to the end of its attributes. */
static void append_shape(struct writer *writer, const struct drawn *drawn)
{
	struct buffer *out = &writer->rects;
	int64_t left = fixed_round(drawn->left, 1), right = fixed_round(drawn->right, 1);
	buffer_text(out, "<rect x=\"");
	append_tenths(out, left);
	buffer_text(out, "\" y=\"");
	append_tenths(out, fixed_round(drawn->top, 1));
	buffer_text(out, "\" width=\"");
	append_tenths(out, right - left);
	buffer_text(out, "\" height=\"");
	append_tenths(out, fixed_round(drawn->bottom - drawn->top, 1));
	buffer_text(out, "\" fill=\"");
	color_append_hex(out, drawn->color);
	buffer_byte(out, '"');
}

static void append_title(struct writer *writer, const struct drawn *drawn,
                         const struct attribute_set *set)
{
	bool listed = writer->info.weights->known &&
	              writer->info.weights->exact == WEIGHTS_IN_LIST &&
	              !writer->options->no_javascript;
	buffer_text(&writer->rects, "<title>");
	module_list_add(&writer->modules, drawn->rectangle->frame);
	if (listed && set && set->title)
		buffer_byte(&writer->list, ' '); /* says no weight */
	else if (listed)
		weights_append_entry(&writer->list, writer->info.weights, writer->layout,
		                     drawn->rectangle);
	if (set && set->title)
		escape_text(&writer->rects, set->title, strlen(set->title), writer->ascii);
	else
		frame_info_append(&writer->rects, &writer->info, drawn->rectangle);
	buffer_text(&writer->rects, "</title>");
}

static const struct attribute_set *attributes_of(const struct writer *writer,
                                                 const struct drawn *drawn)
{
	const struct attributes *attributes = writer->options->attributes;
	return attributes ? attributes_find(attributes, drawn->name, drawn->size) : NULL;
}

static void append_single(struct writer *writer, const struct drawn *drawn,
                          const struct attribute_set *set)
{
	struct buffer *out = &writer->rects;
	const char *close = open_group(writer, set);
	svg_indent(out, writer->options, *close ? 4 : 3);
	append_shape(writer, drawn);
	buffer_byte(out, '>');
	append_title(writer, drawn, set);
	buffer_text(out, "</rect");
	buffer_text(out, line_end(writer));
	if (*close) {
		svg_indent(out, writer->options, 3);
		buffer_text(out, close);
	}
}

/* Frames that say the same, under one title: half of a large graph's text is titles, and most are
 * there several times. */
static void append_alike(struct writer *writer, const struct drawn *first, size_t index)
{
	struct buffer *out = &writer->rects;
	svg_indent(out, writer->options, 3);
	buffer_text(out, "<g>");
	append_title(writer, first, NULL);
	for (size_t i = index; i; i = writer->alike.next[i]) {
		struct drawn drawn = measure(writer, i);
		append_shape(writer, &drawn);
		buffer_text(out, "/>");
	}
	buffer_text(out, "</g");
	buffer_text(out, line_end(writer));
}

/* Writes a frame; one with others alike brings them along. Frames with attributes of their own
 * stay apart, for links and ids. */
static void append_rect(struct writer *writer, const struct drawn *drawn, size_t index)
{
	const struct alike *alike = &writer->alike;
	const struct attribute_set *set = attributes_of(writer, drawn);
	bool single = set || (!alike->follows[index] && !alike->next[index]);
	if (single)
		append_single(writer, drawn, set);
	else if (!alike->follows[index])
		append_alike(writer, drawn, index);
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

/* The label, where it fits: names that are too long are cut between characters. */
static void append_label(struct writer *writer, const struct drawn *drawn)
{
	const struct render_options *options = writer->options;
	struct buffer *out = &writer->labels;
	double fits = (drawn->right - drawn->left) / (options->font_size * options->font_width);
	if (!(fits >= LABEL_LEAST) || drawn->shown == 0)
		return;
	size_t room = fits < 1e6 ? (size_t)fits : 1000000;
	bool cut = utf8_count(drawn->name, drawn->shown, room + 1) > room;
	size_t size = cut ? utf8_prefix(drawn->name, drawn->shown, room - 2) : drawn->shown;
	svg_indent(out, options, 3);
	buffer_text(out, "<text x=\"");
	fixed_append_short(out, fixed_round(drawn->left, 1) + LABEL_LEFT * 10, 1);
	buffer_text(out, "\" y=\"");
	fixed_append_short(out, fixed_round(3 + (drawn->top + drawn->bottom) / 2, 1), 1);
	buffer_text(out, is_dark(drawn->color) ? "\" class=\"w\">" : "\">");
	escape_text(out, drawn->name, size, writer->ascii);
	buffer_text(out, cut ? "..</text>\n" : "</text>\n");
}

static void flush(struct writer *writer, struct buffer *buffer)
{
	output_write(writer->output, buffer->data, buffer->size);
	buffer->size = 0;
}

/* ` x="10" y="0" width="1180" height="90" viewBox="10 0 1180 90" ...>` of an svg over all rows. */
static void append_viewport(struct writer *writer)
{
	const struct svg_geometry *geometry = writer->geometry;
	struct buffer *out = &writer->rects;
	const int64_t sizes[] = {
		fixed_round(geometry->side, 4),
		0,
		fixed_round(geometry->width - 2 * geometry->side, 4),
		fixed_round(geometry->height, 4),
	};
	static const char *const before[] = {" x=\"", "\" y=\"", "\" width=\"", "\" height=\""};
	for (size_t i = 0; i < 4; i++) {
		buffer_text(out, before[i]);
		fixed_append_short(out, sizes[i], 4);
	}
	for (size_t i = 0; i < 4; i++) {
		buffer_text(out, i ? " " : "\" viewBox=\"");
		fixed_append_short(out, sizes[i], 4);
	}
	buffer_text(out, "\" preserveAspectRatio=\"none\"");
	buffer_text(out, line_end(writer));
}

/* The graph is an svg of its own, so that zooming is a matter of its viewBox. */
static void append_graph_start(struct writer *writer)
{
	struct buffer *out = &writer->rects;
	svg_indent(out, writer->options, 1);
	buffer_text(out, "<g id=\"frames\">\n");
	svg_indent(out, writer->options, 2);
	buffer_text(out, "<g id=\"flip\"><svg id=\"rects\"");
	append_viewport(writer);
}

static void append_graph_end(struct writer *writer)
{
	const struct render_options *options = writer->options;
	struct buffer *rects = &writer->rects, *labels = &writer->labels;
	svg_indent(rects, options, 2);
	buffer_text(rects, "</svg></g>\n");
	svg_indent(rects, options, 2);
	buffer_text(rects, "<g id=\"labels\">\n");
	flush(writer, rects);
	svg_indent(labels, options, 2);
	buffer_text(labels, "</g>\n");
	svg_indent(labels, options, 1);
	buffer_text(labels, "</g>\n");
	if (writer->list.size) {
		svg_indent(labels, options, 1);
		buffer_text(labels, "<metadata id=\"weights\">");
		buffer_append(labels, writer->list.data, writer->list.size);
		buffer_text(labels, "</metadata>\n");
	}
	module_list_write(&writer->modules, writer->ascii, labels);
	flush(writer, labels);
}

/* Whether a frame has weight on one side only: that of the column after, or before. */
static bool is_only(const struct rectangle *rectangle, bool after)
{
	struct sides total = rectangle->total;
	return after ? total.before == 0 && total.after > 0 : total.after == 0 && total.before > 0;
}

/* A path over all frames that one side lacks, to be filled with a pattern: colours alone do not
 * tell them from frames that grew or shrank. */
static void append_hatching(struct writer *writer, bool after)
{
	const struct layout *layout = writer->layout;
	struct buffer *out = &writer->rects;
	bool any = false;
	for (size_t i = 1; i < layout->count; i++) {
		if (!is_only(&layout->items[i], after))
			continue;
		if (!any)
			buffer_text(out, after != writer->options->negate
			                         ? "<path class=\"new\" d=\""
			                         : "<path class=\"gone\" d=\"");
		any = true;
		struct drawn drawn = measure(writer, i);
		int64_t left = fixed_round(drawn.left, 1), right = fixed_round(drawn.right, 1);
		buffer_byte(out, 'M');
		fixed_append_short(out, left, 1);
		buffer_byte(out, ' ');
		fixed_append_short(out, fixed_round(drawn.top, 1), 1);
		buffer_byte(out, 'h');
		fixed_append_short(out, right - left, 1);
		buffer_byte(out, 'v');
		fixed_append_short(out, fixed_round(drawn.bottom - drawn.top, 1), 1);
		buffer_byte(out, 'h');
		fixed_append_short(out, left - right, 1);
		buffer_byte(out, 'z');
		if (out->size > GATHERED)
			flush(writer, out);
	}
	buffer_text(out, any ? "\"/>\n" : "");
}

/* One layout: all of the graph, or one of a pair's panes. */
static enum status write_layout(struct writer *writer, const struct profile *profile,
                                const struct layout *layout, struct error *err)
{
	const struct render_options *options = writer->options;
	writer->layout = writer->info.layout = layout;
	bool done = frame_colors(profile, layout, options, writer->info.marks_of,
	                         &writer->colors) &&
	            alike_find(layout, &writer->alike);
	for (size_t i = 0; done && i < layout->count; i++) {
		struct drawn drawn = measure(writer, i);
		append_rect(writer, &drawn, i);
		append_label(writer, &drawn);
		if (writer->rects.size > GATHERED)
			flush(writer, &writer->rects);
	}
	if (done && layout->differential && options->hatched) {
		append_hatching(writer, options->negate); /* gone */
		append_hatching(writer, !options->negate);
	}
	free(writer->colors);
	alike_free(&writer->alike);
	writer->colors = NULL;
	return done ? STATUS_OK : error_no_memory(err);
}

enum status svg_write_frames(const struct profile *profile, const struct layout *layouts,
                             size_t count, const struct weights *weights,
                             const struct svg_geometry *geometry, struct output *output,
                             struct error *err)
{
	const struct render_options *options = weights->options;
	uint8_t *marks_of = NULL;
	struct writer writer = {
		.frames = &profile->frames,
		.options = options,
		.geometry = geometry,
		.output = output,
		.unit = (double)number_power10(layouts->places),
		.ascii = svg_ascii(options),
	};
	struct buffer *rects = &writer.rects, *labels = &writer.labels;
	enum status status = marks_by_frame(&profile->marks, &profile->frames, &marks_of, err);
	writer.info = (struct frame_info){
		.frames = &profile->frames,
		.options = options,
		.weights = weights,
		.marks = &profile->marks,
		.marks_of = marks_of,
		.ascii = writer.ascii,
		.own_root = count > 1,
	};
	if (!options->original && !options->no_javascript)
		writer.modules.origins = &profile->facts.origins;
	append_graph_start(&writer);
	for (size_t i = 0; !status && i < count; i++) {
		writer.pane = &geometry->panes[i];
		if (count > 1) {
			svg_indent(rects, options, 3);
			buffer_text(rects, "<svg class=\"pane\"");
			append_viewport(&writer);
		}
		status = write_layout(&writer, profile, &layouts[i], err);
		buffer_text(rects, count > 1 ? "</svg>\n" : "");
	}
	append_graph_end(&writer);
	if (!status && (rects->failed || labels->failed || writer.list.failed))
		status = error_no_memory(err);
	buffer_free(rects);
	buffer_free(labels);
	buffer_free(&writer.list);
	module_list_free(&writer.modules);
	free(marks_of);
	return status;
}
