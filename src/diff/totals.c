#include "diff/totals.h"

#include <stdlib.h>

static void add(uint64_t *sums, uint32_t frame, const uint64_t *weights, unsigned columns)
{
	for (unsigned c = 0; c < columns; c++)
		sums[(size_t)frame * columns + c] += weights[c];
}

enum status totals_make(const struct stacks *stacks, const uint64_t *weights, unsigned columns,
                        size_t frame_count, struct totals *totals, struct error *err)
{
	uint32_t *last = calloc(frame_count + 1,
	                        sizeof *last); /* the stack a frame was met in, + 1 */
	totals->columns = columns;
	for (int m = 0; m < MEASURES; m++)
		totals->of[m] = calloc(frame_count * columns + 1, sizeof *totals->of[m]);
	if (!last || !totals->of[MEASURE_SELF] || !totals->of[MEASURE_TOTAL]) {
		free(last);
		totals_free(totals);
		return error_no_memory(err);
	}
	for (size_t i = 0; i < stacks->count; i++) {
		const struct stack *stack = &stacks->items[i];
		const uint64_t *weight = weights + i * columns;
		for (size_t d = 0; d < stack->depth; d++) {
			uint32_t frame = stack->frames[d];
			if (last[frame] == i + 1)
				continue;
			last[frame] = (uint32_t)i + 1;
			add(totals->of[MEASURE_TOTAL], frame, weight, columns);
		}
		if (stack->depth)
			add(totals->of[MEASURE_SELF], stack->frames[stack->depth - 1], weight,
			    columns);
	}
	free(last);
	return STATUS_OK;
}

void totals_free(struct totals *totals)
{
	for (int m = 0; m < MEASURES; m++) {
		free(totals->of[m]);
		totals->of[m] = NULL;
	}
}
