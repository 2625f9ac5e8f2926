/* The public library: the hottest functions, and lists of them. */
#include "stackfold_options.h"
#include "stackfold_outcome.h"
#include "stackfold_output.h"
#include "stackfold_profile.h"

#include "diff/judge.h"
#include "report/rankings.h"
#include "totals/totals.h"

#include <stdlib.h>
#include <string.h>

static int visit_function(const struct profile *profile, const struct totals *totals,
                          uint32_t frame,
                          int (*visit)(void *context, const struct sf_function *function),
                          void *context)
{
	const struct origin origin = origins_of(&profile->facts.origins, frame);
	const struct frame *module = origins_module(&profile->facts.origins, origin);
	const size_t at = (size_t)frame * totals->columns;
	const struct sf_function shown = {
		.name = profile->frames.items[frame].name,
		.module = module ? module->name : NULL,
		.kinds = origin.kinds,
		.self = totals->of[MEASURE_SELF] + at,
		.total = totals->of[MEASURE_TOTAL] + at,
	};
	return visit(context, &shown);
}

/* Which frames are in a stack: editing leaves names that are in none. NULL without memory. */
static bool *frames_used(const struct profile *profile)
{
	const struct stacks *stacks = &profile->stacks;
	bool *used = calloc(profile->frames.count + 1, sizeof *used);
	for (size_t i = 0; used && i < stacks->count; i++)
		for (uint32_t d = 0; d < stacks->items[i].depth; d++)
			used[stacks->items[i].frames[d]] = true;
	return used;
}

sf_status sf_profile_each_function(const sf_profile *profile,
                                   int (*visit)(void *context, const struct sf_function *function),
                                   void *context, int *result, struct sf_error *error)
{
	const struct profile *at = profile->at;
	const struct stacks *stacks = &at->stacks;
	struct error inner = {{0}};
	struct totals totals = {.columns = 0};
	uint32_t *ids = frames_by_name(&at->frames);
	bool *used = frames_used(at);
	int answer = 0;
	enum status status = ids && used ? public_check_sums(at, &inner) : error_no_memory(&inner);
	if (!status)
		status = totals_make(stacks, stacks->weights, stacks->columns, at->frames.count,
		                     &totals, &inner);
	for (size_t i = 0; !status && !answer && i < at->frames.count; i++)
		if (used[ids[i]])
			answer = visit_function(at, &totals, ids[i], visit, context);
	if (result)
		*result = answer;
	totals_free(&totals);
	free(ids);
	free(used);
	return public_outcome(status, &inner, NULL, 0, error);
}

static sf_status write_report(const sf_profile *profile, const char *name,
                              const struct destination *target, const sf_options *options,
                              struct sf_error *error)
{
	const struct ranking_format *format = ranking_format_find(name, strlen(name));
	struct settings settings;
	struct option_place place = {0};
	struct output output;
	struct error inner = {{0}};
	settings_of(options, &settings);
	const struct ranking_look look = {.columns = settings.top.columns, .advice = true};
	enum status status = STATUS_OK;
	if (!format)
		status = error_set(&inner, STATUS_FAILED,
		                   "'%s' is none of text, markdown, json and csv", name);
	if (!status)
		status = top_options_prepare(&settings.top, &place, &inner);
	if (!status)
		status = destination_open(target, &output, &inner);
	if (!status) {
		status = ranking_write(profile->at, &settings.top.ranking, format, &look, &output,
		                       &inner);
		status = output_finish(&output, status, &inner);
	}
	return public_wrong(status, &inner, &place, error);
}

sf_status sf_profile_write_report(const sf_profile *profile, const char *format, const char *path,
                                  const sf_options *options, struct sf_error *error)
{
	return write_report(profile, format, &(struct destination){.path = path}, options, error);
}

sf_status sf_profile_write_report_to(const sf_profile *profile, const char *format,
                                     sf_write_function *write, void *context,
                                     const sf_options *options, struct sf_error *error)
{
	return write_report(profile, format, &(struct destination){true, NULL, write, context},
	                    options, error);
}
