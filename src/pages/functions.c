#include "pages/functions.h"

#include "base/pattern.h"

#include <stdlib.h>
#include <string.h>

enum { FUNCTIONS_MOST = 60 };

static int by_weight(const void *a, const void *b)
{
	const struct row_function *one = a, *other = b;
	for (int m = 0; m < MEASURES; m++)
		if (one->of[m] != other->of[m])
			return one->of[m] > other->of[m] ? -1 : 1;
	return strcmp(one->name, other->name);
}

/* Adds a function to those of the row, by its number among the columns' frames. */
static void take_function(struct benchmark *benchmark, const struct side *side, uint32_t id,
                          bool *taken, struct row_function *functions, size_t *count)
{
	const struct frame *frame = &side->columns->frames.items[id];
	if (taken[id] || *count == FUNCTIONS_MOST)
		return;
	taken[id] = true;
	struct row_function *function = &functions[(*count)++];
	*function = side_function(side, id);
	function->name = benchmark_plain(benchmark, frame->name, frame->size);
	for (int k = 0; k < MEASURES; k++) {
		function->share[k] = benchmark_round(function->share[k]);
		function->spread[k] = benchmark_round(function->spread[k]);
	}
}

/* Those that the user wants to watch. */
static void take_watched(struct benchmark *benchmark, const struct side *side, const char *watched,
                         bool *taken, struct row_function *functions, size_t *count)
{
	const struct frames *frames = &side->columns->frames;
	struct pattern *pattern = NULL;
	struct error ignored; /* the expression was compiled before */
	if (!watched || pattern_compile(watched, strlen(watched), &pattern, &ignored))
		return;
	for (size_t i = 0; i < frames->count; i++)
		if (pattern_matches(pattern, frames->items[i].name, frames->items[i].size))
			take_function(benchmark, side, (uint32_t)i, taken, functions, count);
	pattern_free(pattern);
}

void functions_fill(struct benchmark *benchmark, const struct side *side,
                    const struct ranking tops[MEASURES], const char *watched)
{
	const struct profile *columns = side->columns;
	struct row_function *functions = benchmark_room(benchmark, FUNCTIONS_MOST,
	                                                sizeof *functions);
	bool *taken = calloc(columns->frames.count + 1, sizeof *taken);
	size_t count = 0;
	benchmark->lost |= !taken;
	if (functions && taken)
		take_watched(benchmark, side, watched, taken, functions, &count);
	for (int m = 0; m < MEASURES && functions && taken; m++) {
		const struct ranking_list *list = tops[m].lists;
		for (size_t i = 0; i < list->count; i++) {
			const struct frame *frame =
				&side->sum->frames.items[list->items[i].numbers[0] - 1];
			const uint32_t id = frames_find(&columns->frames, frame->name, frame->size);
			if (id != FRAME_NONE)
				take_function(benchmark, side, id, taken, functions, &count);
		}
	}
	free(taken);
	if (count)
		qsort(functions, count, sizeof *functions, by_weight);
	benchmark->row.functions = functions;
	benchmark->row.function_count = count;
}
