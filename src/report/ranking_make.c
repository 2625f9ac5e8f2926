#include "report/ranking_make.h"

#include "report/ranking_lists.h"
#include "report/ranking_threads.h"
#include "report/ranking_tree.h"

#include <stdlib.h>
#include <string.h>

/* The number of rows of a list if none is given. */
static const size_t usual_rows[RANKING_KINDS] = {
	[RANKING_FUNCTIONS] = 20, [RANKING_TREE] = 40,  [RANKING_CALLERS] = 40,
	[RANKING_CALLEES] = 40,   [RANKING_PATHS] = 10, [RANKING_MODULES] = 20,
	[RANKING_THREADS] = 20,
};

typedef enum status maker(struct ranking *ranking, const struct ranking_wish *wish, size_t rows,
                          struct error *err);

static maker *const makers[RANKING_KINDS] = {
	[RANKING_FUNCTIONS] = ranking_functions, [RANKING_TREE] = ranking_tree,
	[RANKING_CALLERS] = ranking_tree,        [RANKING_CALLEES] = ranking_tree,
	[RANKING_PATHS] = ranking_paths,         [RANKING_MODULES] = ranking_modules,
	[RANKING_THREADS] = ranking_threads,
};

static enum status begin(struct ranking *ranking, const struct profile *profile,
                         const struct ranking_options *options, struct error *err)
{
	enum status status = STATUS_OK;
	*ranking = (struct ranking){
		.profile = profile,
		.options = *options,
		.columns = profile->stacks.columns,
		.places = profile->stacks.places,
		.advice_count = profile->facts.advice_count,
	};
	for (unsigned c = 0; c < ranking->columns && !status; c++)
		status = stacks_total(&profile->stacks, c, &ranking->totals[c], err);
	if (!status)
		status = totals_make(&profile->stacks, profile->stacks.weights, ranking->columns,
		                     profile->frames.count, &ranking->frames, err);
	if (!status)
		status = marks_by_frame(&profile->marks, &profile->frames, &ranking->marks, err);
	return status;
}

/* --- the best use of limited lines -------------------------------------------------------- */

/* The lines of a list with that many rows; a list without rows is left out. */
static size_t lines_of(size_t rows, size_t beside)
{
	return rows ? rows + beside : 0;
}

/* The number of rows that fit into that many lines. */
static size_t rows_in(size_t lines, size_t beside)
{
	return lines > beside ? lines - beside : 0;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

enum {
	ADVICE_MOST = 3,  /* pieces of advice, each a line */
	ADVICE_EACH = 6,  /* lines for each of them */
	THREADS_FROM = 8, /* lines: with fewer there is no line for threads */
	HOTTEST = 3,      /* functions in the first line if they have no line of their own */
	THREADS_MOST = 4, /* threads that are named in their line */
	TREE_FROM = 12,   /* lines: with fewer there is no tree */
};

/* Removes the last list. */
static void drop_list(struct ranking *ranking)
{
	struct ranking_list *list = &ranking->lists[--ranking->list_count];
	free(list->items);
	*list = (struct ranking_list){.items = NULL};
}

/* Adds a line of threads, if there are several. */
static enum status add_threads(struct ranking *ranking, struct error *err)
{
	static const struct ranking_wish threads = {.kind = RANKING_THREADS};
	const struct ranking_list *list = &ranking->lists[0];
	enum status status = ranking_threads(ranking, &threads, THREADS_MOST, err);
	ranking->lists[0].in_line = true;
	if (!status && list->count + list->more < 2)
		drop_list(ranking);
	return status;
}

/* Adds functions in that many lines, before the tree if there is one; without lines they follow the
 * sum. */
static enum status add_functions(struct ranking *ranking, size_t lines, size_t beside,
                                 struct error *err)
{
	static const struct ranking_wish functions = {.kind = RANKING_FUNCTIONS};
	const size_t rows = rows_in(lines, beside), at = ranking->list_count;
	enum status status = ranking_functions(ranking, &functions, rows ? rows : HOTTEST, err);
	ranking->lists[at].in_line = !rows;
	if (at && ranking->lists[at - 1].kind == RANKING_TREE) {
		const struct ranking_list tree = ranking->lists[at - 1];
		ranking->lists[at - 1] = ranking->lists[at];
		ranking->lists[at] = tree;
	}
	return status;
}

/* The first line is the sum. Of the other lines, some are for advice and one for threads; functions
 * and the tree get equal numbers, and lines that one does not need go to the other. */
static enum status make_budget(struct ranking *ranking, const struct ranking_lines *lines,
                               struct error *err)
{
	static const struct ranking_wish tree = {.kind = RANKING_TREE};
	const size_t budget = ranking->options.budget;
	size_t left = budget - 1;
	enum status status = STATUS_OK;
	ranking->advice_count = least(least(ranking->advice_count, ADVICE_MOST),
	                              left / ADVICE_EACH);
	left -= lines_of(ranking->advice_count, lines->advice);
	if (budget >= THREADS_FROM)
		status = add_threads(ranking, err);
	left -= ranking->list_count;
	size_t needed = lines_of(ranking_function_count(ranking), lines->functions);
	size_t half = needed < left / 2 ? left - needed : left / 2;
	size_t rows = budget >= TREE_FROM ? rows_in(half, lines->tree) : 0;
	if (!status && rows) {
		const struct ranking_list *list = &ranking->lists[ranking->list_count];
		status = ranking_tree(ranking, &tree, rows, err);
		left -= lines_of(list->count, lines->tree);
	}
	return status ? status : add_functions(ranking, left, lines->functions, err);
}

enum status ranking_make(struct ranking *ranking, const struct profile *profile,
                         const struct ranking_options *options, const struct ranking_lines *lines,
                         struct error *err)
{
	enum status status = begin(ranking, profile, options, err);
	if (!status && options->budget)
		return make_budget(ranking, lines, err);
	for (size_t i = 0; i < options->wish_count && !status; i++) {
		const struct ranking_wish *wish = &options->wishes[i];
		const size_t rows = wish->rows ? wish->rows : usual_rows[wish->kind];
		status = makers[wish->kind](ranking, wish, rows, err);
	}
	return status;
}

void ranking_free(struct ranking *ranking)
{
	for (size_t i = 0; i < RANKING_WISHES_MAX; i++) {
		free(ranking->lists[i].items);
		stack_tree_free(&ranking->lists[i].tree);
	}
	totals_free(&ranking->frames);
	free(ranking->marks);
	arena_free(&ranking->arena);
	*ranking = (struct ranking){.profile = NULL};
}
