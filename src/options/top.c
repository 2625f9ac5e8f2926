#include "options/top.h"

#include "options/values.h"

#include <string.h>

enum { SHORT_TREE = 12 /* rows, below the functions */ };

static enum status prepare_min_share(struct top_options *options, struct error *err)
{
	struct ranking_options *ranking = &options->ranking;
	if (!options->min_share)
		return STATUS_OK;
	ranking->min_given = true;
	return option_share("min-share", options->min_share, false, &ranking->min_share, err);
}

static enum status add_wish(struct top_options *options, enum ranking_kind kind,
                            const char *subject, const char *option, size_t rows, struct error *err)
{
	struct ranking_options *ranking = &options->ranking;
	if (ranking->wish_count == RANKING_WISHES_MAX)
		return error_set(err, STATUS_FAILED, "more than %d lists", RANKING_WISHES_MAX);
	ranking->wishes[ranking->wish_count++] = (struct ranking_wish){
		.kind = kind, .subject = subject, .option = option, .rows = rows};
	return STATUS_OK;
}

/* Both trees of each function, or one of them. */
static enum status add_trees(struct top_options *options, const struct text_list *functions,
                             const char *option, bool callers, bool callees, struct error *err)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < functions->count && !status; i++) {
		if (callers)
			status = add_wish(options, RANKING_CALLERS, functions->items[i], option,
			                  options->top, err);
		if (callees && !status)
			status = add_wish(options, RANKING_CALLEES, functions->items[i], option,
			                  options->top, err);
	}
	return status;
}

static enum status add_wishes(struct top_options *options, struct error *err)
{
	const struct {
		bool wanted;
		enum ranking_kind kind;
		size_t rows;
	} lists[] = {
		{options->functions, RANKING_FUNCTIONS, options->top},
		{options->by_module, RANKING_MODULES, options->top},
		{options->by_thread, RANKING_THREADS, options->top},
		{options->tree, RANKING_TREE, options->top},
		{options->paths, RANKING_PATHS, options->paths},
	};
	enum status status = STATUS_OK;
	for (size_t i = 0; i < sizeof lists / sizeof *lists && !status; i++)
		if (lists[i].wanted)
			status = add_wish(options, lists[i].kind, NULL, NULL, lists[i].rows, err);
	if (!status)
		status = add_trees(options, &options->callers, "callers", true, false, err);
	if (!status)
		status = add_trees(options, &options->callees, "callees", false, true, err);
	if (!status)
		status = add_trees(options, &options->around, "around", true, true, err);
	if (!status && !options->ranking.wish_count) {
		status = add_wish(options, RANKING_FUNCTIONS, NULL, NULL, options->top, err);
		if (!status)
			status = add_wish(options, RANKING_TREE, NULL, NULL,
			                  options->top && options->top < SHORT_TREE ? options->top
			                                                            : SHORT_TREE,
			                  err);
	}
	return status;
}

static bool lists_given(const struct top_options *options)
{
	return options->functions || options->tree || options->by_module || options->by_thread ||
	       options->paths || options->callers.count || options->callees.count ||
	       options->around.count;
}

enum status top_options_prepare(struct top_options *options, struct option_place *place,
                                struct error *err)
{
	unsigned by = MEASURE_SELF;
	*place = (struct option_place){0};
	options->ranking = (struct ranking_options){.budget = options->budget};
	if (options->budget && lists_given(options))
		return error_set(err, STATUS_FAILED,
		                 "--budget chooses the lists: give none of them");
	enum status status = prepare_min_share(options, err);
	if (!status && options->by)
		status = option_choice("by", options->by, &by, err);
	options->ranking.by = (enum measure)by;
	return status ? status : add_wishes(options, err);
}

bool top_options_keep_samples(const struct top_options *options)
{
	return options->by_thread || options->budget;
}
