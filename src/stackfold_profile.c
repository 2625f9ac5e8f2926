/* The public library: making profiles from samples, and reading them. */
#include "stackfold_profile.h"
#include "stackfold_options.h"
#include "stackfold_outcome.h"

#include "base/buffer.h"
#include "edit/trim.h"
#include "store/sort.h"
#include "store/sums.h"

#include <stdlib.h>
#include <string.h>

sf_profile *sf_profile_new(unsigned columns, struct sf_error *error)
{
	struct error inner = {{0}};
	enum status status = STATUS_OK;
	sf_profile *profile = NULL;
	if (columns < 1 || columns > STACKS_COLUMNS_MAX)
		status = error_set(&inner, STATUS_FAILED, "a profile has 1 to %d columns, not %u",
		                   STACKS_COLUMNS_MAX, columns);
	else if (!(profile = calloc(1, sizeof *profile)))
		status = error_no_memory(&inner);
	public_outcome(status, &inner, NULL, 0, error);
	if (!profile)
		return NULL;
	profile->at = &profile->own;
	profile_init(profile->at, columns);
	return profile;
}

void sf_profile_free(sf_profile *profile)
{
	if (!profile)
		return;
	profile_free(&profile->own);
	free(profile->name);
	free(profile);
}

sf_status sf_profile_keep_order(sf_profile *profile, struct sf_error *error)
{
	struct error inner = {{0}};
	enum status status = STATUS_OK;
	if (profile->at->stacks.count)
		status = error_set(&inner, STATUS_FAILED,
		                   "the profile already has samples: keep their order before the "
		                   "first one is added");
	else if (profile->at->stacks.columns > 2)
		status = error_set(&inner, STATUS_FAILED,
		                   "the order of samples is kept of one or two columns, not %u",
		                   profile->at->stacks.columns);
	else
		profile->at->keep_order = true;
	return public_outcome(status, &inner, NULL, 0, error);
}

/* --- adding --------------------------------------------------------------------------------- */

/* Whether a name can be in folded text unchanged. A comment begins with "# ". */
static bool is_clean(const char *name, bool root)
{
	if (!name || !*name || (root && *name == '#' && (!name[1] || name[1] == ' ')))
		return false;
	for (const unsigned char *c = (const unsigned char *)name; *c; c++)
		if (*c < ' ' || *c == 0x7f || *c == ';')
			return false;
	return true;
}

/* The id of a name, which is cleaned if necessary. FRAME_NONE without memory. */
static uint32_t intern_name(struct frames *frames, const char *name, bool root)
{
	if (is_clean(name, root))
		return frames_intern(frames, name, strlen(name));
	if (!name || !*name)
		name = "[unknown]";
	char *copy = strdup(name);
	if (!copy)
		return FRAME_NONE;
	for (unsigned char *c = (unsigned char *)copy; *c; c++)
		*c = *c == ';' ? ':' : *c < ' ' || *c == 0x7f ? '?' : *c;
	if (!is_clean(copy, root))
		*copy = '?'; /* it was the '#' of a comment */
	uint32_t id = frames_intern(frames, copy, strlen(copy));
	free(copy);
	return id;
}

sf_status sf_profile_add(sf_profile *profile, const char *const *frames, size_t depth,
                         const uint64_t *weights, struct sf_error *error)
{
	enum { USUAL_DEPTH = 128 };
	uint32_t usual[USUAL_DEPTH], *ids = usual;
	struct profile *into = profile->at;
	struct decimal decimals[STACKS_COLUMNS_MAX];
	struct error inner = {{0}};
	enum status status = STATUS_OK;
	if (!depth)
		return SF_OK;
	for (unsigned c = 0; c < into->stacks.columns; c++)
		decimals[c] = (struct decimal){weights[c], 0};
	if (depth > USUAL_DEPTH)
		ids = calloc(depth, sizeof *ids);
	for (size_t i = 0; ids && i < depth && !status; i++) {
		ids[i] = intern_name(&into->frames, frames[i], i == 0);
		if (ids[i] == FRAME_NONE)
			status = error_no_memory(&inner);
	}
	if (!status)
		status = ids ? profile_add(into, ids, depth, decimals, &inner)
		             : error_no_memory(&inner);
	if (ids != usual)
		free(ids);
	if (!status && into->samples.count)
		samples_free(&into->samples); /* they would be incomplete */
	if (!status && into->stacks.high)
		status = profile_fit(into, SUMS_WEIGHTS, &inner);
	return public_outcome(status, &inner, NULL, 0, error);
}

/* Adds samples in their order, or, if `from` does not keep it, in the order of its stacks. */
static enum status merge_in_order(struct profile *into, const struct profile *from,
                                  struct error *err)
{
	const struct stacks *stacks = &from->stacks;
	size_t deepest = 0;
	for (size_t i = 0; i < stacks->count; i++)
		if (stacks->items[i].depth > deepest)
			deepest = stacks->items[i].depth;
	uint32_t *map = malloc((from->frames.count + deepest + 1) * sizeof *map);
	uint32_t *ids = map ? map + from->frames.count : NULL;
	enum status status = map ? STATUS_OK : error_no_memory(err);
	for (size_t f = 0; !status && f < from->frames.count; f++) {
		const struct frame *frame = &from->frames.items[f];
		map[f] = frames_intern(&into->frames, frame->name, frame->size);
		if (map[f] == FRAME_NONE)
			status = error_no_memory(err);
	}
	size_t count = from->keep_order ? from->sequence_count : stacks->count;
	for (size_t i = 0; !status && i < count; i++) {
		struct occurrence at = {.stack = (uint32_t)i, .places = stacks->places};
		if (from->keep_order) {
			at = from->sequence[i];
		} else {
			const uint64_t *weights = stacks->weights + i * stacks->columns;
			at.first = weights[0];
			at.weight = weights[stacks->columns - 1];
		}
		const struct stack *stack = &stacks->items[at.stack];
		const struct decimal weights[] = {{at.first, at.places}, {at.weight, at.places}};
		for (size_t d = 0; d < stack->depth; d++)
			ids[d] = map[stack->frames[d]];
		status = profile_add(into, ids, stack->depth, weights, err);
	}
	free(map);
	if (status)
		return status;
	facts_merge(&into->facts, &into->frames, &from->facts, &from->frames, 0);
	return into->facts.origins.failed ? error_no_memory(err) : STATUS_OK;
}

enum status public_merge(struct profile *into, const struct profile *from, struct error *err)
{
	if (into->stacks.columns != from->stacks.columns)
		return error_set(err, STATUS_FAILED,
		                 "a profile of %u column%s cannot be added to one of %u",
		                 from->stacks.columns, from->stacks.columns == 1 ? "" : "s",
		                 into->stacks.columns);
	const char *unit = into->facts.unit.name, *other = from->facts.unit.name;
	if (into->stacks.count && *unit && *other && strcmp(unit, other) != 0)
		return error_set(err, STATUS_FAILED, "a profile of %s cannot be added to one of %s",
		                 other, unit);
	enum status status = sums_check(into, from, err);
	if (status)
		return status;
	samples_free(&into->samples); /* they would be incomplete */
	status = into->keep_order ? merge_in_order(into, from, err)
	                          : profile_merge(into, from, 0, err);
	return status ? status : profile_fit(into, SUMS_COLUMNS, err);
}

enum status public_check_sums(const struct profile *profile, struct error *err)
{
	enum status status = STATUS_OK;
	uint64_t total;
	for (unsigned c = 0; c < profile->stacks.columns && !status; c++)
		status = stacks_total(&profile->stacks, c, &total, err);
	return status;
}

sf_status sf_profile_merge(sf_profile *into, const sf_profile *from, struct sf_error *error)
{
	struct error inner = {{0}};
	bool first = !into->at->stacks.count;
	enum status status = STATUS_OK;
	if (into->at == from->at)
		status = error_set(&inner, STATUS_FAILED, "a profile cannot be added to itself");
	else
		status = public_merge(into->at, from->at, &inner);
	if (!status) {
		into->few_said = (first || into->few_said) && from->few_said;
		into->sums_only = (first || into->sums_only) && from->sums_only;
	}
	return public_outcome(status, &inner, NULL, 0, error);
}

/* --- facts ------------------------------------------------------------ */

sf_status sf_profile_measured(sf_profile *profile, const char *event, const char *unit,
                              uint64_t samples, struct sf_error *error)
{
	struct facts *facts = &profile->at->facts;
	struct error inner = {{0}};
	uint64_t total;
	enum status status = stacks_total(&profile->at->stacks, 0, &total, &inner);
	if (!status && samples && !total)
		status = error_set(&inner, STATUS_FAILED,
		                   "the weights of the samples add up to 0: add them first");
	if (status)
		return public_outcome(status, &inner, NULL, 0, error);
	facts->event = facts->unit = (struct fact){0};
	facts->counts[0] = (struct sample_count){0};
	if (event)
		fact_set(&facts->event, event, strlen(event));
	if (unit)
		fact_set(&facts->unit, unit, strlen(unit));
	if (samples)
		facts->counts[0] = (struct sample_count){samples,
		                                         {total, profile->at->stacks.places}};
	return SF_OK;
}

sf_status sf_profile_describe(sf_profile *profile, const char *frame, unsigned kinds,
                              const char *module, struct sf_error *error)
{
	const unsigned known = ORIGIN_USER | ORIGIN_KERNEL | ORIGIN_JIT | ORIGIN_INLINED;
	struct origins *origins = &profile->at->facts.origins;
	struct error inner = {{0}};
	enum status status = STATUS_OK;
	if (kinds & ~known) {
		error_set(&inner, STATUS_FAILED, "there is no kind of code %u", kinds & ~known);
		return public_outcome(STATUS_FAILED, &inner, NULL, 0, error);
	}
	uint32_t id = intern_name(&profile->at->frames, frame, false);
	if (id != FRAME_NONE)
		origins_add(origins, id, kinds, module ? module : "", module ? strlen(module) : 0);
	if (id == FRAME_NONE || origins->failed)
		status = error_no_memory(&inner);
	return public_outcome(status, &inner, NULL, 0, error);
}

sf_status sf_profile_edit(sf_profile *profile, const sf_options *options, struct sf_error *error)
{
	struct settings settings;
	struct error inner = {{0}};
	settings_of(options, &settings);
	const struct text_list *bases = &settings.drawing.bases;
	const struct messages messages = messages_of(options);
	enum status status = folding_skip(&settings.folding, &settings.reading.read, &messages,
	                                  profile->at, &inner);
	if (!status && bases->count)
		status = trim_stacks(profile->at, bases->items, bases->count, true, &inner);
	return public_outcome(status, &inner, NULL, 0, error);
}

/* --- looking -------------------------------------------------------------------------------- */

size_t sf_profile_stacks(const sf_profile *profile)
{
	return profile->at->stacks.count;
}

unsigned sf_profile_columns(const sf_profile *profile)
{
	return profile->at->stacks.columns;
}

unsigned sf_profile_places(const sf_profile *profile)
{
	return profile->at->stacks.places;
}

sf_status sf_profile_total(const sf_profile *profile, unsigned column, uint64_t *total,
                           struct sf_error *error)
{
	const struct stacks *stacks = &profile->at->stacks;
	struct error inner = {{0}};
	enum status status = column < stacks->columns ? stacks_total(stacks, column, total, &inner)
	                                              : error_set(&inner, STATUS_FAILED,
	                                                          "there is no column %u", column);
	return public_outcome(status, &inner, NULL, 0, error);
}

static const char *known(const struct fact *fact)
{
	return *fact->name ? fact->name : NULL;
}

const char *sf_profile_unit(const sf_profile *profile)
{
	return known(&profile->at->facts.unit);
}

const char *sf_profile_event(const sf_profile *profile)
{
	return known(&profile->at->facts.event);
}

uint64_t sf_profile_samples(const sf_profile *profile, unsigned column)
{
	const struct profile *inner = profile->at;
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
	const struct stacks *stacks = &profile->at->stacks;
	const struct frames *frames = &profile->at->frames;
	struct sorted_stacks sorted;
	struct error inner = {{0}};
	if (result)
		*result = 0;
	enum status status = stacks_sort(stacks, frames, ORDER_STACK, &sorted, &inner);
	if (status)
		return public_outcome(status, &inner, NULL, 0, error);
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
	return public_outcome(status, &inner, NULL, 0, error);
}
