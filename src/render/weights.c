#include "render/weights.h"

#include "base/c_locale.h"
#include "base/number.h"
#include "base/fixed.h"

#include <stdio.h>
#include <string.h>

enum { SHOWN_PLACES = 3 /* decimal places of a weight that was multiplied by the factor */ };

static const char between[] = " \xc2\xb7 "; /* a middle dot */

/* The weight of one sample, if it is known and all weights of the profile are multiples of it. */
static uint64_t sample_weight(const struct profile *profile)
{
	const struct stacks *stacks = &profile->stacks;
	const struct sample_count *count = &profile->facts.counts[0];
	struct decimal all = count->weight;
	if (!count->samples || stacks->columns != 1 || all.places > stacks->places ||
	    !number_scale(&all.value, stacks->places - all.places) || all.value % count->samples ||
	    !all.value)
		return 0;
	uint64_t weight = all.value / count->samples;
	for (size_t i = 0; i < stacks->count; i++)
		if (stacks->weights[i] % weight)
			return 0;
	return weight;
}

void weights_init(struct weights *weights, const struct profile *profile,
                  const struct layout *layout, const struct render_options *options)
{
	*weights = (struct weights){
		.options = options,
		.facts = &profile->facts,
		.marks = &profile->marks,
		.places = layout->places,
		.differential = layout->differential,
	};
	weights->known = !options->original && !options->count_name &&
	                 unit_find(profile->facts.unit.name, &weights->unit);
	bool whole = layout->places == 0 && options->factor == 1;
	weights->exact = whole || options->original ? WEIGHTS_IN_TITLES : WEIGHTS_IN_LIST;
	if (!weights->known)
		return;
	if (!layout->differential)
		weights->sample = sample_weight(profile);
	/* if each count is a sample, the number is shown only once */
	weights->names_samples = weights->sample &&
	                         !(unit_is_exact(&weights->unit) &&
	                           weights->sample == number_power10(layout->places));
	/* with a larger total, the root's width is not a number of samples */
	double sum = (double)layout->sum / (double)number_power10(layout->places);
	bool scaled = layout->total > sum;
	weights->exact = unit_is_exact(&weights->unit) && whole ? WEIGHTS_IN_TITLES
	                 : weights->names_samples && !scaled    ? WEIGHTS_IN_SAMPLES
	                                                        : WEIGHTS_IN_LIST;
}

double weights_shown(const struct weights *weights, double weight)
{
	return weight / (double)number_power10(weights->places) * weights->options->factor;
}

static void append_decimal(struct buffer *out, const struct weights *weights, uint64_t value,
                           unsigned places, bool bare)
{
	if (bare)
		unit_append_bare(out, &weights->unit, value, places);
	else
		unit_append(out, &weights->unit, value, places);
}

static void append_double(struct buffer *out, const struct weights *weights, double shown,
                          bool bare)
{
	bool large = !(shown * (double)number_power10(SHOWN_PLACES) < 0x1p62);
	double most = 0x1p63; /* limit: no profile has larger numbers */
	if (large)
		append_decimal(out, weights, (uint64_t)(shown < most ? shown : most), 0, bare);
	else
		append_decimal(out, weights, (uint64_t)fixed_round(shown, SHOWN_PLACES),
		               SHOWN_PLACES, bare);
}

static void append_plain(struct buffer *out, const struct weights *weights, uint64_t weight,
                         bool bare)
{
	if (weights->options->factor == 1)
		append_decimal(out, weights, weight, weights->places, bare);
	else
		append_double(out, weights, weights_shown(weights, (double)weight), bare);
}

void weights_append(struct buffer *out, const struct weights *weights, uint64_t weight, bool bare)
{
	append_plain(out, weights, weight, bare);
}

void weights_append_shown(struct buffer *out, const struct weights *weights, double shown)
{
	append_double(out, weights, shown, false);
}

uint64_t weights_samples(const struct weights *weights, unsigned column, uint64_t weight)
{
	if (weights->sample)
		return weight / weights->sample;
	double samples = facts_samples(weights->facts, column, (double)weight, weights->places);
	return samples >= 0 && samples < 0x1p63 ? (uint64_t)(samples + 0.5) : 0;
}

static const char *digits_of(double value, char digits[static 32])
{
	c_locale_snprintf(digits, 32, "%.17g", value);
	return digits;
}

void weights_write_data(struct markup *markup, const struct weights *weights)
{
	char digits[32];
	if (!weights->known || weights->options->no_javascript)
		return;
	markup_value(markup, "data-unit");
	unit_append_steps(markup_raw(markup), &weights->unit);
	markup_raw_end(markup);
	markup_value_end(markup);
	if (weights->names_samples)
		markup_string(markup, "data-sample",
		              digits_of(weights_shown(weights, (double)weights->sample), digits));
	if (weights->exact == WEIGHTS_IN_LIST)
		markup_string(markup, "data-scale", digits_of(weights_shown(weights, 1), digits));
	double rate = facts_samples(weights->facts, 0, 1, weights->places);
	if (!weights->differential && !weights->sample && rate > 0)
		markup_string(markup, "data-rate",
		              digits_of(rate / weights_shown(weights, 1), digits));
}

/* ---- the list ---- */

static void append_base36(struct buffer *list, uint64_t value)
{
	char digits[16];
	size_t at = sizeof digits;
	do {
		digits[--at] = "0123456789abcdefghijklmnopqrstuvwxyz"[value % 36];
		value /= 36;
	} while (value);
	buffer_append(list, digits + at, sizeof digits - at);
}

/* The extent of a frame by the sides of its total. */
static uint64_t extent_by(const struct layout *layout, struct sides total)
{
	if (layout->side == LAYOUT_UNION)
		return total.before > total.after ? total.before : total.after;
	return layout->side == LAYOUT_BEFORE ? total.before : total.after;
}

static struct sides as_said(const struct weights *weights, struct sides sides)
{
	return weights->options->negate ? (struct sides){sides.after, sides.before} : sides;
}

void weights_append_entry(struct buffer *list, const struct weights *weights,
                          const struct layout *layout, const struct rectangle *rectangle)
{
	uint64_t extent = rectangle->end - rectangle->start;
	struct sides self = as_said(weights, rectangle->self);
	struct sides total = as_said(weights, rectangle->total);
	if (rectangle->frame == LAYOUT_ROOT)
		self = (struct sides){0, 0}; /* not shown */
	const uint64_t items[] = {total.before, total.after, self.before, self.after, extent};
	size_t count = 5;
	if (!layout->differential) {
		append_base36(list, extent);
		count = 0;
	} else if (extent == extent_by(layout, total)) {
		count = self.before == total.before && self.after == total.after ? 2 : 4;
	}
	for (size_t i = 0; i < count; i++) {
		if (i)
			buffer_byte(list, ',');
		append_base36(list, items[i]);
	}
	buffer_byte(list, ' ');
}

/* ---- what was measured ---- */

/* "451 ms (mean of 5 runs, 1,125 samples)": the samples are those of all runs. */
static void append_mean(struct buffer *out, const struct weights *weights, unsigned column,
                        uint64_t sum)
{
	unsigned runs = weights->marks->runs[column];
	double samples = facts_samples(weights->facts, column, (double)sum, weights->places) * runs;
	append_plain(out, weights, sum, false);
	buffer_printf(out, " (mean of %u runs", runs);
	if (samples >= 0.5 && samples < 0x1p63) {
		buffer_text(out, ", ");
		unit_append_samples(out, (uint64_t)(samples + 0.5));
	}
	buffer_byte(out, ')');
}

static void append_sum(struct buffer *out, const struct weights *weights, unsigned column,
                       uint64_t sum, const char *comma)
{
	uint64_t samples = weights_samples(weights, column, sum);
	if (weights->differential && weights->marks->given && weights->marks->runs[column] > 1) {
		append_mean(out, weights, column, sum);
		return;
	}
	append_plain(out, weights, sum, false);
	bool said = unit_is_exact(&weights->unit) &&
	            weights_shown(weights, (double)sum) == (double)samples;
	if (!samples || said)
		return;
	buffer_text(out, comma);
	unit_append_samples(out, samples);
}

void weights_append_summary(struct buffer *out, const struct weights *weights,
                            const struct layout *layout)
{
	const char *event = weights->facts->event.name;
	struct sides sums = as_said(weights, layout->items[0].total);
	bool swapped = weights->options->negate;
	if (!weights->known)
		return;
	if (*event && strcmp(event, weights->unit.name) != 0) { /* "samples" of samples */
		buffer_text(out, event);
		buffer_text(out, between);
	}
	if (!layout->differential) {
		append_sum(out, weights, 0, layout->sum, between);
		return;
	}
	buffer_text(out, "before ");
	append_sum(out, weights, swapped, sums.before, ", ");
	buffer_text(out, between);
	buffer_text(out, "after ");
	append_sum(out, weights, !swapped, sums.after, ", ");
}

const char *weights_noun(const struct weights *weights)
{
	return weights->known ? unit_noun(&weights->unit) : render_count_name(weights->options);
}
