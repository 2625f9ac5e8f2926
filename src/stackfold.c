/* The public face of the library: contracts in stackfold.h, the work in the rooms below. */
#include "stackfold.h"
#include "stackfold_inside.h"

#include "config.h"
#include "diff/compare.h"
#include "formats/formats.h"
#include "layout/layout.h"
#include "read/read.h"
#include "render/render.h"
#include "store/profile.h"
#include "store/sort.h"

#include <stdlib.h>
#include <string.h>

const char *sf_version(void)
{
	return PACKAGE_VERSION;
}

sf_status public_outcome(enum status status, const struct error *inner, struct sf_error *error)
{
	_Static_assert(sizeof error->text >= sizeof inner->text, "messages fit");
	if (status == STATUS_OK || status == STATUS_WARN)
		return SF_OK;
	if (error)
		memcpy(error->text, inner->text, sizeof inner->text);
	return status == STATUS_FATAL ? SF_FATAL : SF_FAILED;
}

sf_profile *sf_profile_new(unsigned columns)
{
	if (columns < 1 || columns > STACKS_COLUMNS_MAX)
		return NULL;
	sf_profile *profile = malloc(sizeof *profile);
	if (profile)
		profile_init(&profile->profile, columns);
	return profile;
}

void sf_profile_free(sf_profile *profile)
{
	if (!profile)
		return;
	profile_free(&profile->profile);
	free(profile);
}

sf_status sf_profile_read(sf_profile *profile, const char *const *paths, size_t path_count,
                          const struct sf_read_options *options, struct sf_error *error)
{
	static const struct sf_read_options defaults;
	const struct sf_read_options *o = options ? options : &defaults;
	struct read_options read = {
		.format = o->format,
		.threads = o->threads,
		.pid = o->pid,
		.tid = o->tid,
		.no_comm = o->no_comm,
		.annotate_kernel = o->annotate_kernel,
		.annotate_jit = o->annotate_jit,
		.addresses = o->addresses,
		.source_lines = o->source_lines,
		.count_samples = o->count_samples,
		.events = o->events,
		.event_count = o->event_count,
	};
	struct read_account account;
	struct error inner = {{0}};
	enum status status = read_inputs(formats, paths, path_count, &read, &profile->profile,
	                                 &account, &inner);
	read_account_free(&account);
	if (!status && profile->profile.stacks.places)
		status = profile_fit(&profile->profile, SUMS_COLUMNS, &inner);
	return public_outcome(status, &inner, error);
}

/* The ids of frames by their names; false without memory. */
static bool intern_names(struct frames *frames, const char *const *names, size_t depth,
                         uint32_t *ids)
{
	for (size_t i = 0; i < depth; i++) {
		ids[i] = frames_intern(frames, names[i], strlen(names[i]));
		if (ids[i] == FRAME_NONE)
			return false;
	}
	return true;
}

sf_status sf_profile_add(sf_profile *profile, const char *const *frames, size_t depth,
                         const uint64_t *weights, struct sf_error *error)
{
	struct profile *into = &profile->profile;
	struct decimal decimals[STACKS_COLUMNS_MAX];
	struct error inner = {{0}};
	for (unsigned c = 0; c < into->stacks.columns; c++)
		decimals[c] = (struct decimal){weights[c], 0};
	uint32_t *ids = calloc(depth + 1, sizeof *ids);
	enum status status = ids && intern_names(&into->frames, frames, depth, ids)
	                             ? profile_add(into, ids, depth, decimals, &inner)
	                             : error_no_memory(&inner);
	free(ids);
	if (!status && into->stacks.high)
		status = profile_fit(into, SUMS_WEIGHTS, &inner);
	return public_outcome(status, &inner, error);
}

size_t sf_profile_stacks(const sf_profile *profile)
{
	return profile->profile.stacks.count;
}

unsigned sf_profile_columns(const sf_profile *profile)
{
	return profile->profile.stacks.columns;
}

unsigned sf_profile_places(const sf_profile *profile)
{
	return profile->profile.stacks.places;
}

sf_status sf_profile_total(const sf_profile *profile, unsigned column, uint64_t *total,
                           struct sf_error *error)
{
	struct error inner = {{0}};
	enum status status = column < profile->profile.stacks.columns
	                             ? stacks_total(&profile->profile.stacks, column, total, &inner)
	                             : error_set(&inner, STATUS_FAILED, "there is no column %u",
	                                         column);
	return public_outcome(status, &inner, error);
}

static const char *known(const struct fact *fact)
{
	return *fact->name ? fact->name : NULL;
}

const char *sf_profile_unit(const sf_profile *profile)
{
	return known(&profile->profile.facts.unit);
}

const char *sf_profile_event(const sf_profile *profile)
{
	return known(&profile->profile.facts.event);
}

uint64_t sf_profile_samples(const sf_profile *profile, unsigned column)
{
	const struct profile *inner = &profile->profile;
	uint64_t total;
	if (column >= inner->stacks.columns ||
	    stacks_total(&inner->stacks, column, &total, &(struct error){0}) != STATUS_OK)
		return 0;
	double samples = facts_samples(&inner->facts, column, (double)total, inner->stacks.places);
	return samples >= 0 && samples < 0x1p63 ? (uint64_t)(samples + 0.5) : 0;
}

sf_status sf_profile_each(const sf_profile *profile,
                          int (*visit)(void *context, const char *const *frames, size_t depth,
                                       const uint64_t *weights),
                          void *context, int *result, struct sf_error *error)
{
	const struct stacks *stacks = &profile->profile.stacks;
	const struct frames *frames = &profile->profile.frames;
	struct sorted_stacks sorted;
	struct error inner = {{0}};
	enum status status = stacks_sort(stacks, frames, ORDER_STACK, &sorted, &inner);
	if (status)
		return public_outcome(status, &inner, error);
	size_t deepest = 0;
	for (size_t i = 0; i < stacks->count; i++)
		if (stacks->items[i].depth > deepest)
			deepest = stacks->items[i].depth;
	const char **names = calloc(deepest + 1, sizeof *names);
	if (!names)
		status = error_no_memory(&inner);
	int answer = 0;
	for (size_t i = 0; !status && !answer && i < sorted.count; i++) {
		const struct stack *stack = &stacks->items[sorted.ids[i]];
		for (size_t d = 0; d < stack->depth; d++)
			names[d] = frames->items[stack->frames[d]].name;
		answer = visit(context, names, stack->depth,
		               stacks->weights + (size_t)sorted.ids[i] * stacks->columns);
	}
	if (result)
		*result = answer;
	free(names);
	sorted_stacks_free(&sorted);
	return public_outcome(status, &inner, error);
}

sf_status sf_profile_write_folded(const sf_profile *profile, const char *path,
                                  struct sf_error *error)
{
	struct error inner = {{0}};
	enum status status = profile_save_folded(&profile->profile, false, path, &inner);
	return public_outcome(status, &inner, error);
}

sf_status sf_diff(const sf_profile *before, const sf_profile *after, int normalize,
                  sf_profile **pair, struct sf_error *error)
{
	struct error inner = {{0}};
	struct runs runs;
	struct comparison comparison = {0};
	const struct normalization how = {.by = normalize ? NORMALIZE_TOTAL : NORMALIZE_NOT};
	sf_profile *made = sf_profile_new(DIFF_COLUMNS);
	runs_init(&runs, 1, 1);
	enum status status = made ? STATUS_OK : error_no_memory(&inner);
	if (!status && (before->profile.stacks.columns != 1 || after->profile.stacks.columns != 1))
		status = error_set(&inner, STATUS_FAILED, "profiles of one column are compared");
	if (!status)
		status = runs_add(&runs, DIFF_BEFORE, &before->profile, NULL, &inner);
	if (!status)
		status = runs_add(&runs, DIFF_AFTER, &after->profile, NULL, &inner);
	if (!status)
		status = comparison_make(&runs, &how, &comparison, &inner);
	if (!status) {
		made->profile = comparison.pair;
		profile_init(&comparison.pair, DIFF_COLUMNS);
	} else {
		sf_profile_free(made);
		made = NULL;
	}
	comparison_free(&comparison);
	runs_free(&runs);
	*pair = made;
	return public_outcome(status, &inner, error);
}

/* What the options say, over what render_defaults gave. */
static void apply_svg_options(const struct sf_svg_options *o, struct render_options *render)
{
	if (o->title)
		render->title = o->title;
	render->subtitle = o->subtitle;
	if (o->count_name)
		render->count_name = o->count_name;
	if (o->name_type)
		render->name_type = o->name_type;
	if (o->width > 0)
		render->width = o->width;
	render->inverted = o->inverted;
	render->negate = o->negate;
}

static enum status write_picture(const struct profile *profile, const char *path,
                                 const struct render_options *render,
                                 const struct layout_options *how, struct error *err)
{
	struct layout layout;
	struct output output;
	enum status status = layout_build(profile, how, &layout, err);
	if (status)
		return status;
	if (!layout.sum)
		status = error_set(err, STATUS_FAILED, "the counts of all stacks are 0");
	if (!status)
		status = output_open(&output, path, err);
	if (!status) {
		status = renderers[0].write(profile, &layout, 1, render, &output, err);
		status = output_finish(&output, status, err);
	}
	layout_free(&layout);
	return status;
}

sf_status sf_profile_write_svg(const sf_profile *profile, const char *path,
                               const struct sf_svg_options *options, struct sf_error *error)
{
	static const struct sf_svg_options defaults;
	const struct sf_svg_options *o = options ? options : &defaults;
	struct error inner = {{0}};
	struct render_options render;
	render_defaults(&render);
	apply_svg_options(o, &render);
	const char *colors = o->colors ? o->colors : "hot";
	enum status status = palette_open(colors, COLOR_BY_NAME, &render.palette, &inner);
	if (status)
		return public_outcome(status, &inner, error);
	render_background(&render, palette_background(colors));
	const struct layout_options how = {
		.reverse = o->reverse,
		.width = render.width - 2 * RENDER_SIDE,
		.min_width = o->min_width > 0 ? o->min_width : RENDER_MIN_WIDTH,
	};
	status = write_picture(&profile->profile, path, &render, &how, &inner);
	palette_close(render.palette);
	return public_outcome(status, &inner, error);
}
