#include "options/picture.h"

#include "edit/trim.h"
#include "options/remarks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LOW_COUNT = 100 /* with fewer samples there is a warning */ };

/* The number of samples in a picture, in a differential that of the side with fewer; negative if
 * unknown. */
static double samples_of(const struct drawing_options *options, const struct profile *profile,
                         const struct layout *layouts, double sum)
{
	const struct facts *facts = &profile->facts;
	const struct sides all = layouts->items[0].total;
	bool known = *facts->unit.name && !options->render.original;
	if (!known || strcmp(facts->unit.name, "samples") == 0)
		return strcmp(render_count_name(&options->render), "samples") == 0 ? sum : -1;
	double after = layouts->differential
	                       ? facts_samples(facts, 1, (double)all.after, layouts->places)
	                       : -1;
	double before = facts_samples(facts, 0, (double)all.before, layouts->places);
	if (!layouts->differential)
		before = facts_samples(facts, 0, (double)layouts->sum, layouts->places);
	double fewest = after >= 0 && (before < 0 || after < before) ? after : before;
	return fewest < 0 ? -1 : floor(fewest + 0.5);
}

/* Warns of options that only affect differentials. */
static void warn_of_differences(const struct drawing_options *options,
                                const struct messages *messages)
{
	const struct {
		bool given;
		const char *name;
	} rows[] = {
		{options->difference_by, "--diff-by"},
		{options->difference_scale, "--diff-scale"},
		{options->difference_layout, "--diff-layout"},
		{options->difference_hues, "--diff-colors"},
		{options->render.negate, "--negate"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].given)
			message(messages, MESSAGE_WARNING,
			        "%s: ignored, there is one count for each stack", rows[i].name);
}

/* Gives messages about what is odd in a picture. */
static void warn(const struct drawing_options *options, const struct profile *profile,
                 const struct layout *layouts, const struct picture_input *input,
                 const struct messages *messages)
{
	double sum = (double)layouts->sum / (double)number_power10(layouts->places);
	double samples = samples_of(options, profile, layouts, sum);
	if (samples >= 0 && samples < LOW_COUNT && !input->few_said)
		message(messages, MESSAGE_WARNING,
		        "only %g sample%s: too few to rely on; record longer, or at a higher rate",
		        samples, samples == 1 ? "" : "s");
	if (layouts->differential && options->color_rules.count)
		message(messages, MESSAGE_WARNING,
		        "--color-rule: ignored, a differential is coloured by its differences");
	if (!layouts->differential)
		warn_of_differences(options, messages);
	if (options->flame_chart && input->sums_only && facts_known(&profile->facts))
		message(messages, MESSAGE_WARNING,
		        "--flamechart: folded text from fold-stacks is sorted by name, not by "
		        "time; give perf.data or perf script text");
	if (layouts->total_ignored)
		message(messages, MESSAGE_WARNING,
		        "--total %s is below the sum of the counts, %.15g: ignored", options->total,
		        sum);
}

/* Lays out before and after on one scale, that of the larger sum. */
static enum status lay_out_pair(struct drawing_options *options, const struct profile *profile,
                                struct layout *layouts, struct error *err)
{
	const struct stacks *stacks = &profile->stacks;
	uint64_t sum = 0, larger = 0;
	enum status status = STATUS_OK;
	for (unsigned c = 0; c < stacks->columns && !status; c++) {
		status = stacks_total(stacks, c, &sum, err);
		larger = sum > larger ? sum : larger;
	}
	struct layout_options how = options->layout;
	double total = (double)larger / (double)number_power10(stacks->places);
	if (total > how.total)
		how.total = total;
	static const enum layout_side sides[] = {LAYOUT_BEFORE, LAYOUT_AFTER};
	for (unsigned i = 0; i < LAYOUTS_MAX && !status; i++) {
		how.side = sides[i];
		status = layout_build(profile, &how, &layouts[i], err);
		if (!status && layouts[i].sum == 0)
			status = error_set(err, STATUS_FAILED,
			                   "the counts %s are all 0: there is no pair",
			                   i ? "after" : "before");
	}
	layouts[0].total_ignored = options->layout.total > 0 && options->layout.total < total;
	return status;
}

/* Sets the error for a picture without weight. */
static enum status no_weight(const struct drawing_options *options, const struct layout *layout,
                             struct error *err)
{
	if (options->bases.count)
		return error_set(err, STATUS_FAILED, "no stack has a frame that --base names");
	if (layout->differential && layout->side != LAYOUT_UNION)
		return error_set(err, STATUS_FAILED,
		                 "the counts %s are all 0; --diff-layout=union shows both sides",
		                 layout->side == LAYOUT_AFTER ? "after" : "before");
	return error_set(err, STATUS_FAILED, "the counts of all stacks are 0");
}

/* Chooses the sums that the picture's widths show. */
static enum stacks_sums sums_needed(const struct drawing_options *options,
                                    const struct profile *profile)
{
	bool both = profile->stacks.columns == 2 && options->layout.side == LAYOUT_UNION;
	return both ? SUMS_LARGEST : SUMS_COLUMNS;
}

/* If only changes of totals are more than noise, colours by self counts would leave the picture
 * white: then colours show totals, unless the user chose. */
static enum status choose_measure(struct drawing_options *options, const struct profile *profile,
                                  struct error *err)
{
	uint8_t *marks = NULL, all = 0;
	if (!profile->marks.given || options->difference_by || options->render.original)
		return STATUS_OK;
	enum status status = marks_by_frame(&profile->marks, &profile->frames, &marks, err);
	for (size_t f = 0; marks && f < profile->frames.count; f++)
		all |= marks[f];
	free(marks);
	if (!status && all == MARK_TOTAL)
		options->render.difference_by = DIFFERENCE_TOTAL;
	return status;
}

enum status picture_make(struct drawing_options *options, struct profile *profile,
                         const struct picture_input *input, const struct messages *messages,
                         struct picture *picture, struct error *err)
{
	struct layout *layouts = picture->layouts;
	enum status status = STATUS_OK;
	*picture = (struct picture){.count = 1};
	for (size_t i = 0; options->bases.count > 1 && i < options->bases.count; i++)
		if (!trim_finds(profile, &options->bases.items[i], 1))
			message(messages, MESSAGE_WARNING, "--base %s: no stack has this frame",
			        options->bases.items[i]);
	if (options->bases.count)
		status = trim_stacks(profile, options->bases.items, options->bases.count, true,
		                     err);
	if (!status)
		status = profile_fit(profile, sums_needed(options, profile), err);
	if (status)
		return status;
	remark_rounding(&profile->stacks, messages);
	if (profile->stacks.columns != 2) {
		options->layout.side = LAYOUT_AFTER;
		options->render.hatched = false;
	} else {
		picture->count = options->pair ? 2 : 1;
		status = choose_measure(options, profile, err);
		if (status)
			return status;
		options->render.legend = options->render.hatched ||
		                         (profile->marks.given && !options->render.original);
	}
	status = picture->count > 1 ? lay_out_pair(options, profile, layouts, err)
	                            : layout_build(profile, &options->layout, layouts, err);
	if (!status && layouts->sum == 0)
		status = no_weight(options, layouts, err);
	if (!status)
		warn(options, profile, layouts, input, messages);
	return status;
}

enum status picture_write(const struct drawing_options *options, const struct profile *profile,
                          const struct picture *picture, const struct messages *messages,
                          struct output *output, struct error *err)
{
	struct palette *palette = options->render.palette;
	enum status status = options->gzip ? output_compress(output, 9, err) : STATUS_OK;
	if (!status)
		status = renderers[0].write(profile, picture->layouts, picture->count,
		                            &options->render, output, err);
	if (palette_failure(palette))
		message(messages, MESSAGE_WARNING,
		        "--color-rule: some names could not be matched: %s",
		        palette_failure(palette));
	const char *advice = palette_advice(palette);
	if (!status && advice && !options->render.original)
		message(messages, MESSAGE_WARNING, "--colors %s: %s", options->colors, advice);
	status = output_finish(output, status, err);
	if (!status && options->consistent)
		status = palette_write(palette, PALETTE_MAP, err);
	return status;
}

bool picture_compressed(const char *path)
{
	size_t size = path ? strlen(path) : 0;
	return size > 5 && strcmp(path + size - 5, ".svgz") == 0;
}

void picture_free(struct picture *picture)
{
	for (size_t i = 0; i < LAYOUTS_MAX; i++)
		layout_free(&picture->layouts[i]);
}
