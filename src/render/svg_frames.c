#include "render/svg_frames.h"

#include "base/buffer.h"
#include "base/number.h"
#include "render/escape.h"
#include "render/fixed.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	FRAME_PAD = 1,      /* px between rows */
	LABEL_LEFT = 3,     /* px from the frame's left to its label */
	LABEL_LEAST = 3,    /* characters: one and two dots */
	GATHERED = 1 << 16, /* bytes handed on at once */
	DIGITS_MAX = 330,   /* of a double without places, and a NUL */
};

/* A colour found once for a name. */
struct cached_color {
	struct color color;
	bool known;
};

struct writer {
	const struct frames *frames;
	const struct layout *layout;
	const struct render_options *options;
	const struct svg_geometry *geometry;
	struct output *output;
	struct buffer rects, labels; /* rects is handed on piece by piece */
	struct cached_color *colors; /* [2 * frame + waker]; NULL: none are kept */
	struct buffer waker_name;    /* room to compose it */
	double unit;                 /* units in a count */
	bool ascii;
};

/* One frame, measured. */
struct drawn {
	const struct rectangle *rectangle;
	bool root;
	const char *name;
	size_t size;                     /* of the name ... */
	size_t shown;                    /* ... and without its annotation */
	double count;                    /* extent in counts */
	double left, right, top, bottom; /* px */
};

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

/* The bytes of a name without _[k] and its like at the end. */
static size_t shown_size(const char *name, size_t size)
{
	const char *end = name + size;
	bool annotated = size >= 4 && memcmp(end - 4, "_[", 2) == 0 && end[-1] == ']' &&
	                 memchr("kwij", end[-2], 4);
	return annotated ? size - 4 : size;
}

static struct drawn measure(const struct writer *writer, const struct rectangle *rectangle)
{
	const struct svg_geometry *geometry = writer->geometry;
	const struct render_options *options = writer->options;
	struct drawn drawn = {.rectangle = rectangle, .root = rectangle->frame == LAYOUT_ROOT};
	double start = (double)rectangle->start / writer->unit;
	double end = (double)rectangle->end / writer->unit;
	if (drawn.root) {
		drawn.name = "";
		end = writer->layout->total;
		drawn.count = end;
	} else {
		const struct frame *frame = &writer->frames->items[rectangle->frame];
		drawn.name = frame->name;
		drawn.size = frame->size;
		drawn.shown = rectangle->waker ? frame->size : shown_size(frame->name, frame->size);
		drawn.count = (double)(rectangle->end - rectangle->start) / writer->unit;
	}
	drawn.left = geometry->side + start * geometry->per_count;
	drawn.right = geometry->side + end * geometry->per_count;
	double depth = rectangle->depth, height = options->frame_height;
	if (options->inverted) {
		drawn.top = geometry->top + depth * height;
		drawn.bottom = geometry->top + (depth + 1) * height - FRAME_PAD;
	} else {
		drawn.top = geometry->height - geometry->bottom - (depth + 1) * height + FRAME_PAD;
		drawn.bottom = geometry->height - geometry->bottom - depth * height;
	}
	return drawn;
}

/* The colour of a frame's name; one that stands behind "--" counts as annotated _[w]. */
static struct color name_color(struct writer *writer, const struct drawn *drawn)
{
	struct palette *palette = writer->options->palette;
	if (!drawn->rectangle->waker)
		return palette_color(palette, drawn->name, drawn->size);
	struct buffer *name = &writer->waker_name;
	name->size = 0;
	buffer_append(name, drawn->name, drawn->size);
	buffer_append(name, "_[w]", 4);
	return palette_color(palette, name->failed ? "" : name->data, name->size);
}

static struct color frame_color(struct writer *writer, const struct drawn *drawn)
{
	const struct render_options *options = writer->options;
	const struct rectangle *rectangle = drawn->rectangle;
	bool dashes = (drawn->size == 1 || drawn->size == 2) &&
	              memcmp(drawn->name, "--", drawn->size) == 0;
	if (dashes)
		return palette_color(options->palette, drawn->name, drawn->size);
	if (options->color_diffusion)
		return palette_difference(sqrt(drawn->count / writer->layout->total), 1);
	if (writer->layout->differential) {
		double delta = (double)rectangle->delta / writer->unit;
		return palette_difference(options->negate ? -delta : delta,
		                          (double)writer->layout->delta_max / writer->unit);
	}
	if (drawn->root || !writer->colors)
		return name_color(writer, drawn);
	struct cached_color *cached =
		&writer->colors[2 * (size_t)rectangle->frame + rectangle->waker];
	if (!cached->known)
		*cached = (struct cached_color){name_color(writer, drawn), true};
	return cached->color;
}

/* Appends a count rounded to a whole number, thousands apart, and returns it rounded. */
static double append_count(struct writer *writer, const struct drawn *drawn)
{
	char digits[DIGITS_MAX];
	size_t size;
	double rounded = drawn->count * writer->options->factor;
	const struct rectangle *rectangle = drawn->rectangle;
	if (writer->options->factor == 1 && writer->layout->places == 0 && !drawn->root) {
		uint64_t exact = rectangle->end - rectangle->start;
		rounded = (double)exact;
		size = number_format(digits, exact);
	} else if (rounded < 0x1p62) {
		int64_t whole = fixed_round(rounded, 0);
		rounded = (double)whole;
		size = number_format(digits, (uint64_t)whole);
	} else {
		size = (size_t)snprintf(digits, sizeof digits, "%.0f", rounded);
	}
	for (size_t i = 0; i < size; i++) {
		if (i > 0 && (size - i) % 3 == 0)
			buffer_byte(&writer->rects, ',');
		buffer_byte(&writer->rects, digits[i]);
	}
	return rounded;
}

static void append_percent(struct buffer *buffer, double percent)
{
	if (percent < 0 && percent > -0.005)
		buffer_byte(buffer, '-'); /* as printf does */
	fixed_append(buffer, fixed_round(percent, 2), 2);
	buffer_byte(buffer, '%');
}

/* What the picture says of a frame: `NAME (1,234 samples, 5.67%)`. */
static void append_info(struct writer *writer, const struct drawn *drawn)
{
	const struct render_options *options = writer->options;
	struct buffer *out = &writer->rects;
	if (drawn->root)
		buffer_text(out, "all");
	else
		escape_text(out, drawn->name, drawn->shown, writer->ascii);
	buffer_text(out, " (");
	double rounded = append_count(writer, drawn);
	buffer_byte(out, ' ');
	escape_text(out, options->count_name, strlen(options->count_name), writer->ascii);
	buffer_text(out, ", ");
	double whole = writer->layout->total * options->factor;
	if (drawn->root) {
		buffer_text(out, "100%");
	} else {
		append_percent(out, 100 * rounded / whole);
	}
	if (writer->layout->differential && !drawn->root) {
		double delta = (double)drawn->rectangle->delta / writer->unit;
		if (options->negate)
			delta = -delta;
		buffer_text(out, delta > 0 ? "; +" : "; ");
		append_percent(out, 100 * delta / whole);
	}
	buffer_byte(out, ')');
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

static void append_rect(struct writer *writer, const struct drawn *drawn)
{
	struct buffer *out = &writer->rects;
	const struct attributes *attributes = writer->options->attributes;
	const struct attribute_set *set =
		attributes ? attributes_find(attributes, drawn->name, drawn->size) : NULL;
	const char *close = open_group(writer, set);
	struct color color = frame_color(writer, drawn);
	int64_t left = fixed_round(drawn->left, 1), right = fixed_round(drawn->right, 1);

	svg_indent(out, writer->options, *close ? 4 : 3);
	buffer_text(out, "<rect x=\"");
	fixed_append_short(out, left, 1);
	buffer_text(out, "\" y=\"");
	fixed_append_short(out, fixed_round(drawn->top, 1), 1);
	buffer_text(out, "\" width=\"");
	fixed_append_short(out, right - left, 1);
	buffer_text(out, "\" height=\"");
	fixed_append_short(out, fixed_round(drawn->bottom - drawn->top, 1), 1);
	buffer_text(out, "\" fill=\"rgb(");
	buffer_unsigned(out, color.red);
	buffer_byte(out, ',');
	buffer_unsigned(out, color.green);
	buffer_byte(out, ',');
	buffer_unsigned(out, color.blue);
	buffer_text(out, ")\"><title>");
	if (set && set->title)
		escape_text(out, set->title, strlen(set->title), writer->ascii);
	else
		append_info(writer, drawn);
	buffer_text(out, "</title></rect>\n");
	if (*close) {
		svg_indent(out, writer->options, 3);
		buffer_text(out, close);
	}
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
	buffer_text(out, "\">");
	escape_text(out, drawn->name, size, writer->ascii);
	buffer_text(out, cut ? "..</text>\n" : "</text>\n");
}

static void flush(struct writer *writer, struct buffer *buffer)
{
	output_write(writer->output, buffer->data, buffer->size);
	buffer->size = 0;
}

/* The graph is an svg of its own, so that zooming is a matter of its viewBox. */
static void append_graph_start(struct writer *writer)
{
	const struct svg_geometry *geometry = writer->geometry;
	struct buffer *out = &writer->rects;
	int64_t side = fixed_round(geometry->side, 4), height = fixed_round(geometry->height, 4);
	int64_t width = fixed_round(geometry->width - 2 * geometry->side, 4);
	svg_indent(out, writer->options, 1);
	buffer_text(out, "<g id=\"frames\">\n");
	svg_indent(out, writer->options, 2);
	buffer_text(out, "<svg id=\"rects\" x=\"");
	fixed_append_short(out, side, 4);
	buffer_text(out, "\" y=\"0\" width=\"");
	fixed_append_short(out, width, 4);
	buffer_text(out, "\" height=\"");
	fixed_append_short(out, height, 4);
	buffer_text(out, "\" viewBox=\"");
	fixed_append_short(out, side, 4);
	buffer_text(out, " 0 ");
	fixed_append_short(out, width, 4);
	buffer_byte(out, ' ');
	fixed_append_short(out, height, 4);
	buffer_text(out, "\" preserveAspectRatio=\"none\">\n");
}

enum status svg_write_frames(const struct profile *profile, const struct layout *layout,
                             const struct render_options *options,
                             const struct svg_geometry *geometry, struct output *output,
                             struct error *err)
{
	struct writer writer = {
		.frames = &profile->frames,
		.layout = layout,
		.options = options,
		.geometry = geometry,
		.output = output,
		.unit = (double)number_power10(layout->places),
		.ascii = svg_ascii(options),
	};
	struct buffer *rects = &writer.rects, *labels = &writer.labels;
	if (palette_is_stable(options->palette))
		writer.colors = calloc(2 * profile->frames.count + 1, sizeof *writer.colors);
	append_graph_start(&writer);
	for (size_t i = 0; i < layout->count; i++) {
		struct drawn drawn = measure(&writer, &layout->items[i]);
		append_rect(&writer, &drawn);
		append_label(&writer, &drawn);
		if (rects->size > GATHERED)
			flush(&writer, rects);
	}
	svg_indent(rects, options, 2);
	buffer_text(rects, "</svg>\n");
	svg_indent(rects, options, 2);
	buffer_text(rects, "<g id=\"labels\">\n");
	flush(&writer, rects);
	svg_indent(labels, options, 2);
	buffer_text(labels, "</g>\n");
	svg_indent(labels, options, 1);
	buffer_text(labels, "</g>\n");
	flush(&writer, labels);
	bool failed = rects->failed || labels->failed || writer.waker_name.failed;
	buffer_free(rects);
	buffer_free(labels);
	buffer_free(&writer.waker_name);
	free(writer.colors);
	return failed ? error_no_memory(err) : STATUS_OK;
}
