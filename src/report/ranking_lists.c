#include "report/ranking_lists.h"

#include "names/module.h"
#include "report/ranking_rows.h"

#include <stdlib.h>
#include <string.h>

/* --- order ---------------------------------------------------------------------------- */

/* The measures by which functions or modules are sorted. */
struct order {
	const struct ranking *ranking;
	const struct totals *totals;
	const struct frames *names;
};

static const uint64_t *weights_of(const struct order *order, enum measure measure, uint32_t id)
{
	return order->totals->of[measure] + (size_t)id * order->totals->columns;
}

static uint64_t weight_of(const struct order *order, enum measure measure, uint32_t id)
{
	return ranking_weight(weights_of(order, measure, id), order->totals->columns);
}

/* The heavier one first, by the chosen measure and then by the other one. */
static int compare(const void *a, const void *b, void *context)
{
	const struct order *order = context;
	const uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;
	const enum measure by = order->ranking->options.by;
	const enum measure measures[] = {by, by == MEASURE_SELF ? MEASURE_TOTAL : MEASURE_SELF};
	for (size_t i = 0; i < 2; i++) {
		uint64_t x = weight_of(order, measures[i], one);
		uint64_t y = weight_of(order, measures[i], other);
		if (x != y)
			return x > y ? -1 : 1;
	}
	const struct frame *names = order->names->items;
	return text_compare((struct text){names[one].name, names[one].size},
	                    (struct text){names[other].name, names[other].size});
}

/* Whether there is a weight, and at least one column has the least share. */
static bool counts(const struct ranking *ranking, const uint64_t *weights)
{
	if (!ranking_weight(weights, ranking->columns))
		return false;
	if (!ranking->options.min_given)
		return true;
	for (unsigned c = 0; c < ranking->columns; c++)
		if (ranking_reaches(weights[c], ranking->totals[c], ranking->options.min_share))
			return true;
	return false;
}

static enum status pick(const struct order *order, size_t count, size_t rows, struct picked *picked,
                        struct error *err)
{
	const enum measure by = order->ranking->options.by;
	if (!picked_init(picked, rows, compare, (void *)(uintptr_t)order))
		return error_no_memory(err);
	for (size_t i = 0; i < count; i++)
		if (counts(order->ranking, weights_of(order, by, (uint32_t)i)))
			picked_offer(picked, (uint32_t)i);
	picked_finish(picked);
	return STATUS_OK;
}

/* A row for each picked id; NULL without memory. */
static struct ranking_row *add_row(struct ranking *ranking, struct ranking_list *list,
                                   const struct order *order, uint32_t id)
{
	uint64_t *weights;
	struct ranking_row *row = ranking_add_row(ranking, list, &weights);
	for (int m = 0; row && m < MEASURES; m++)
		memcpy(weights + (size_t)m * ranking->columns,
		       weights_of(order, (enum measure)m, id), ranking->columns * sizeof *weights);
	return row;
}

/* --- functions ------------------------------------------------------------------------------ */

/* The number of a frame in rows. */
static bool set_frame(struct ranking *ranking, struct ranking_row *row, uint32_t frame)
{
	uint32_t *number = arena_alloc(&ranking->arena, sizeof *number, _Alignof(uint32_t));
	if (!number)
		return false;
	*number = frame + 1;
	row->numbers = number;
	row->depth = 1;
	row->module = ranking_module(ranking, frame);
	row->marks = ranking->marks ? ranking->marks[frame] : 0;
	return true;
}

static struct order order_of(const struct ranking *ranking)
{
	return (struct order){ranking, &ranking->frames, &ranking->profile->frames};
}

size_t ranking_function_count(const struct ranking *ranking)
{
	const struct order order = order_of(ranking);
	size_t count = 0;
	for (size_t i = 0; i < ranking->profile->frames.count; i++)
		count += counts(ranking, weights_of(&order, ranking->options.by, (uint32_t)i));
	return count;
}

enum status ranking_functions(struct ranking *ranking, const struct ranking_wish *wish, size_t rows,
                              struct error *err)
{
	struct ranking_list *list = ranking_add_list(ranking, wish);
	const struct order order = order_of(ranking);
	struct picked picked;
	enum status status = pick(&order, order.names->count, rows, &picked, err);
	for (size_t i = 0; !status && i < picked.count; i++) {
		struct ranking_row *row = add_row(ranking, list, &order, picked.ids[i]);
		if (!row || !set_frame(ranking, row, picked.ids[i]))
			status = error_no_memory(err);
	}
	list->more = picked.wanted - picked.count;
	free(picked.ids);
	return status;
}

/* --- paths ---------------------------------------------------------------------------------- */

static int compare_stacks(const void *a, const void *b, void *context)
{
	const struct ranking *ranking = context;
	const struct stacks *stacks = &ranking->profile->stacks;
	const uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;
	const uint64_t x = ranking_weight(stacks->weights + (size_t)one * stacks->columns,
	                                  stacks->columns);
	const uint64_t y = ranking_weight(stacks->weights + (size_t)other * stacks->columns,
	                                  stacks->columns);
	if (x != y)
		return x > y ? -1 : 1;
	const struct stack *p = &stacks->items[one], *q = &stacks->items[other];
	const size_t shared = stacks_shared(p, q);
	if (shared == p->depth || shared == q->depth)
		return (p->depth > q->depth) - (p->depth < q->depth);
	return ranking_compare_names(ranking, p->frames[shared], q->frames[shared]);
}

/* The numbers of a stack's frames; false without memory. */
static bool set_stack(struct ranking *ranking, struct ranking_row *row, const struct stack *stack)
{
	uint32_t *numbers = arena_alloc(&ranking->arena, (stack->depth + 1) * sizeof *numbers,
	                                _Alignof(uint32_t));
	for (size_t d = 0; numbers && d < stack->depth; d++)
		numbers[d] = stack->frames[d] + 1;
	row->numbers = numbers;
	row->depth = stack->depth;
	return numbers;
}

enum status ranking_paths(struct ranking *ranking, const struct ranking_wish *wish, size_t rows,
                          struct error *err)
{
	struct ranking_list *list = ranking_add_list(ranking, wish);
	const struct stacks *stacks = &ranking->profile->stacks;
	const unsigned columns = ranking->columns;
	struct picked picked;
	enum status status = STATUS_OK;
	if (!picked_init(&picked, rows, compare_stacks, ranking))
		return error_no_memory(err);
	for (size_t i = 0; i < stacks->count; i++)
		if (counts(ranking, stacks->weights + i * columns))
			picked_offer(&picked, (uint32_t)i);
	picked_finish(&picked);
	for (size_t i = 0; !status && i < picked.count; i++) {
		const uint32_t id = picked.ids[i];
		uint64_t *weights;
		struct ranking_row *row = ranking_add_row(ranking, list, &weights);
		for (int m = 0; row && m < MEASURES; m++)
			memcpy(weights + (size_t)m * columns,
			       stacks->weights + (size_t)id * columns, columns * sizeof *weights);
		if (!row || !set_stack(ranking, row, &stacks->items[id]))
			status = error_no_memory(err);
	}
	list->more = picked.wanted - picked.count;
	free(picked.ids);
	return status;
}

/* --- modules -------------------------------------------------------------------------------- */

/* The module under which a frame is counted. */
static struct text module_text(const struct ranking *ranking, uint32_t frame)
{
	const struct frame *name = &ranking->profile->frames.items[frame];
	const struct origin origin = origins_of(&ranking->profile->facts.origins, frame);
	struct text module = ranking_module(ranking, frame);
	if (origin.module == ORIGIN_SEVERAL)
		return text_of("[several modules]");
	if (!module.size) {
		struct name shown = module_of((struct name){name->name, name->size});
		module = (struct text){shown.text, shown.size};
	}
	return module.size ? module : text_of("[unknown]");
}

enum status ranking_modules(struct ranking *ranking, const struct ranking_wish *wish, size_t rows,
                            struct error *err)
{
	const struct profile *profile = ranking->profile;
	struct ranking_list *list = ranking_add_list(ranking, wish);
	struct totals totals = {.columns = 0};
	struct frames modules = {0};
	struct picked picked = {0};
	uint32_t *group = malloc((profile->frames.count + 1) * sizeof *group);
	bool ok = group;
	for (size_t i = 0; ok && i < profile->frames.count; i++) {
		const struct text module = module_text(ranking, (uint32_t)i);
		group[i] = frames_intern(&modules, module.at, module.size);
		ok = group[i] != FRAME_NONE;
	}
	enum status status = ok ? totals_make_groups(&profile->stacks, profile->stacks.weights,
	                                             ranking->columns, group, modules.count,
	                                             &totals, err)
	                        : error_no_memory(err);
	const struct order order = {ranking, &totals, &modules};
	if (!status)
		status = pick(&order, modules.count, rows, &picked, err);
	for (size_t i = 0; !status && i < picked.count; i++) {
		const struct frame *module = &modules.items[picked.ids[i]];
		struct ranking_row *row = add_row(ranking, list, &order, picked.ids[i]);
		char *name = arena_copy(&ranking->arena, module->name, module->size);
		if (row && name)
			row->name = (struct text){name, module->size};
		else
			status = error_no_memory(err);
	}
	list->more = picked.wanted - picked.count;
	free(picked.ids);
	free(group);
	frames_free(&modules);
	totals_free(&totals);
	return status;
}
