#include "formats/austin/metrics.h"

enum { MEMORY = 2 /* values of the mode "memory"; "wall" and "cpu" have one, "full" has four */ };

void austin_mode(struct text_stacks *stacks, struct text mode)
{
	const bool full = text_is(mode, "full"), memory = text_is(mode, "memory");
	if (stacks->value_count)
		return;
	if (!memory)
		stacks_value(stacks, text_is(mode, "cpu") ? "cpu" : "wall", "us", true);
	if (full)
		stacks_value(stacks, "cpu", "us", false);
	if (full || memory) {
		stacks_value(stacks, "alloc", "bytes", memory);
		stacks_value(stacks, "free", "bytes", false);
	}
}

void austin_put(struct text_stacks *stacks, const struct austin_metrics *metrics)
{
	const uint64_t memory[] = {metrics->freed ? 0 : metrics->memory,
	                           metrics->freed ? metrics->memory : 0};
	const uint64_t full[] = {metrics->time, metrics->idle ? 0 : metrics->time, memory[0],
	                         memory[1]};
	stacks_put_values(stacks, stacks->value_count == MEMORY ? memory : full,
	                  stacks->value_count);
}
