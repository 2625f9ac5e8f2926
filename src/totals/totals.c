#include "totals/totals.h"

#include <stdbool.h>
#include <stdlib.h>

static void add(uint64_t *sums, uint32_t frame, const uint64_t *weights, unsigned columns)
{
	for (unsigned c = 0; c < columns; c++)
		sums[(size_t)frame * columns + c] += weights[c];
}

/* group: NULL if each frame is a group. */
static void sum_up(const struct stacks *stacks, const uint64_t *weights, const uint32_t *group,
                   uint32_t *last, struct totals *totals)
{
	const unsigned columns = totals->columns;
	for (size_t i = 0; i < stacks->count; i++) {
		const struct stack *stack = &stacks->items[i];
		const uint64_t *weight = weights + i * columns;
		uint32_t of = 0;
		for (size_t d = 0; d < stack->depth; d++) {
			of = group ? group[stack->frames[d]] : stack->frames[d];
			if (last[of] == i + 1)
				continue;
			last[of] = (uint32_t)i + 1;
			add(totals->of[MEASURE_TOTAL], of, weight, columns);
		}
		if (stack->depth)
			add(totals->of[MEASURE_SELF], of, weight, columns);
	}
}

static enum status make(const struct stacks *stacks, const uint64_t *weights, unsigned columns,
                        const uint32_t *group, size_t count, struct totals *totals,
                        struct error *err)
{
	/* the last stack that had the frame or group, + 1 */
	uint32_t *last = calloc(count + 1, sizeof *last);
	bool ok = last;
	totals->columns = columns;
	for (int m = 0; m < MEASURES; m++) {
		totals->of[m] = calloc(count * columns + 1, sizeof *totals->of[m]);
		ok = ok && totals->of[m];
	}
	if (ok)
		sum_up(stacks, weights, group, last, totals);
	else
		totals_free(totals);
	free(last);
	return ok ? STATUS_OK : error_no_memory(err);
}

enum status totals_make(const struct stacks *stacks, const uint64_t *weights, unsigned columns,
                        size_t frame_count, struct totals *totals, struct error *err)
{
	return make(stacks, weights, columns, NULL, frame_count, totals, err);
}

enum status totals_make_groups(const struct stacks *stacks, const uint64_t *weights,
                               unsigned columns, const uint32_t *group, size_t group_count,
                               struct totals *totals, struct error *err)
{
	return make(stacks, weights, columns, group, group_count, totals, err);
}

void totals_free(struct totals *totals)
{
	for (int m = 0; m < MEASURES; m++) {
		free(totals->of[m]);
		totals->of[m] = NULL;
	}
}
