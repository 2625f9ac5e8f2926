#include "render/frame_info.h"

#include "base/fixed.h"
#include "base/number.h"
#include "store/annotation.h"

#include <stdio.h>
#include <string.h>

enum { DIGITS_MAX = 330 }; /* bytes of a double without decimals, and a NUL */

size_t frame_info_shown(const char *name, size_t size)
{
	return annotation_of(name, size) ? size - ANNOTATION_SIZE : size;
}

/* Appends digits with separators for thousands. */
static void append_digits(struct buffer *out, const char *digits, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (i > 0 && (size - i) % 3 == 0)
			buffer_byte(out, ',');
		buffer_byte(out, digits[i]);
	}
}

/* Appends a number of 0 or more, rounded to a whole one, which it returns. */
static double append_rounded(struct buffer *out, double value)
{
	char digits[DIGITS_MAX];
	size_t size;
	if (value < 0x1p62) {
		int64_t whole = fixed_round(value, 0);
		value = (double)whole;
		size = number_format(digits, (uint64_t)whole);
	} else {
		size = (size_t)snprintf(digits, sizeof digits, "%.0f", value);
	}
	append_digits(out, digits, size);
	return value;
}

/* Appends a weight as it is shown: in its unit, or multiplied by the factor and rounded to whole
 * counts. Returns the shown number. */
static double append_weight(struct buffer *out, const struct frame_info *info, uint64_t weight)
{
	char digits[DIGITS_MAX];
	if (info->weights->known) {
		weights_append(out, info->weights, weight, true);
		return weights_shown(info->weights, (double)weight);
	}
	if (info->options->factor == 1 && info->layout->places == 0) {
		append_digits(out, digits, number_format(digits, weight));
		return (double)weight;
	}
	double unit = (double)number_power10(info->layout->places);
	return append_rounded(out, (double)weight / unit * info->options->factor);
}

static void append_percent(struct buffer *out, double percent)
{
	if (percent < 0 && percent > -0.005)
		buffer_byte(out, '-'); /* as with printf */
	fixed_append(out, fixed_round(percent, 2), 2);
	buffer_byte(out, '%');
}

static void append_change(struct buffer *out, double part, double whole)
{
	buffer_text(out, part > 0 ? ", +" : ", ");
	append_percent(out, 100 * part / whole);
}

/* "; self 10 to 15: +5, +50.00%, +0.02% of all" */
static void append_difference(struct buffer *out, const struct frame_info *info, const char *what,
                              struct sides sides, bool noise)
{
	double unit = (double)number_power10(info->layout->places);
	if (info->options->negate)
		sides = (struct sides){sides.after, sides.before};
	buffer_text(out, what);
	append_weight(out, info, sides.before);
	if (sides.before == sides.after) {
		buffer_text(out, ": same");
		return;
	}
	bool more = sides.after > sides.before;
	buffer_text(out, " to ");
	append_weight(out, info, sides.after);
	buffer_text(out, more ? ": +" : ": -");
	append_weight(out, info, more ? sides.after - sides.before : sides.before - sides.after);
	double delta = sides_delta(sides) / unit;
	if (sides.before == 0)
		buffer_text(out, ", new");
	else if (sides.after == 0)
		buffer_text(out, ", gone");
	else
		append_change(out, delta, (double)sides.before / unit);
	append_change(out, delta, info->layout->total);
	buffer_text(out, " of all");
	if (noise)
		buffer_text(out, ", within noise");
}

static void append_differences(struct buffer *out, const struct frame_info *info,
                               const struct rectangle *rectangle)
{
	bool root = rectangle->frame == LAYOUT_ROOT;
	int marked = MARK_SELF | MARK_TOTAL;
	if (info->marks_of)
		marked = !root              ? info->marks_of[rectangle->frame]
		         : info->marks->all ? MARK_SELF | MARK_TOTAL
		                            : 0;
	bool noise_self = !(marked & MARK_SELF), noise_total = !(marked & MARK_TOTAL);
	struct sides self = rectangle->self, total = rectangle->total;
	bool alike = self.before == total.before && self.after == total.after;
	if (!root && alike && noise_self == noise_total) {
		append_difference(out, info, "; total and self ", total, noise_total);
		return;
	}
	append_difference(out, info, "; total ", total, noise_total);
	if (!root)
		append_difference(out, info, "; self ", self, noise_self);
}

/* Appends "451 ms, 225 samples", with "of all" if `all` is given, and the separator between them;
 * returns the weight. */
static double append_known(struct buffer *out, const struct frame_info *info,
                           const struct rectangle *rectangle, const double *all,
                           const char *between)
{
	const struct weights *weights = info->weights;
	uint64_t extent = rectangle->end - rectangle->start;
	double shown = weights_shown(weights, (double)extent);
	bool scaled = all && *all > shown;
	if (scaled)
		weights_append_shown(out, weights, *all);
	else
		weights_append(out, weights, extent, false);
	/* the number of all samples is known even if their weights differ */
	bool said_once = unit_is_exact(&weights->unit) && !weights->names_samples;
	uint64_t samples = scaled || said_once || info->layout->differential ? 0
	                   : weights->names_samples || all ? weights_samples(weights, 0, extent)
	                                                   : 0;
	if (samples) {
		buffer_text(out, between);
		unit_append_samples(out, samples);
	}
	return scaled ? *all : shown;
}

/* Appends "1,234 samples", or "451 ms, 225 samples"; returns the weight. */
static double append_measured(struct buffer *out, const struct frame_info *info,
                              const struct rectangle *rectangle, const char *between)
{
	double all = info->layout->total * info->options->factor;
	bool root = rectangle->frame == LAYOUT_ROOT && !info->own_root;
	if (info->weights->known)
		return append_known(out, info, rectangle, root ? &all : NULL, between);
	double shown = root ? append_rounded(out, all)
	                    : append_weight(out, info, rectangle->end - rectangle->start);
	const char *name = render_count_name(info->options);
	buffer_byte(out, ' ');
	buffer_text(out, name);
	return shown;
}

void frame_info_append(struct buffer *out, const struct frame_info *info,
                       const struct rectangle *rectangle)
{
	const struct render_options *options = info->options;
	bool root = rectangle->frame == LAYOUT_ROOT;
	double whole = info->layout->total * options->factor;
	if (root) {
		buffer_text(out, "all");
	} else {
		const struct frame *frame = &info->frames->items[rectangle->frame];
		buffer_append(out, frame->name,
		              rectangle->waker ? frame->size
		                               : frame_info_shown(frame->name, frame->size));
	}
	buffer_text(out, " (");
	double shown = append_measured(out, info, rectangle, ", ");
	buffer_text(out, ", ");
	if (root && !info->own_root)
		buffer_text(out, "100%");
	else
		append_percent(out, 100 * shown / whole);
	if (info->layout->differential)
		append_differences(out, info, rectangle);
	buffer_byte(out, ')');
}

void frame_info_root_label(struct buffer *out, const struct frame_info *info,
                           const struct rectangle *rectangle)
{
	static const char between[] = " \xc2\xb7 "; /* a middle dot */
	buffer_text(out, "all");
	buffer_text(out, between);
	append_measured(out, info, rectangle, between);
}
