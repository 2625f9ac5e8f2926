#include "diff/causes.h"

#include <stdlib.h>

/* The part of a difference that must come of others. */
static const double most_of = 0.8;

/* Differences, after minus before, of the stacks with certain frames; numbers are those of changes.
 */
struct parts {
	double of[CAUSES_MOST];                /* all stacks with the frame */
	double by[CAUSES_MOST][CAUSES_MOST];   /* [total][self]: those that end in the other one */
	double over[CAUSES_MOST][CAUSES_MOST]; /* [total][total]: where it is above the other one */
};

/* The changes of each frame: 1 + the number, 0: none. */
struct frame_changes {
	uint8_t of[MEASURES];
};

static struct frame_changes *list_frames(const struct comparison *comparison,
                                         const struct change *changes, size_t count)
{
	struct frame_changes *frames = calloc(comparison->pair.frames.count + 1, sizeof *frames);
	for (size_t i = 0; frames && i < count; i++)
		frames[changes[i].frame].of[changes[i].measure] = (uint8_t)(i + 1);
	return frames;
}

static void add_stack(struct parts *parts, const struct stack *stack, double difference,
                      const struct frame_changes *frames)
{
	uint8_t seen[CAUSES_MOST];
	bool is_seen[CAUSES_MOST] = {false};
	size_t count = 0;
	for (size_t d = 0; d < stack->depth; d++) {
		const uint8_t number = frames[stack->frames[d]].of[MEASURE_TOTAL];
		if (!number || is_seen[number - 1])
			continue;
		is_seen[number - 1] = true;
		seen[count++] = (uint8_t)(number - 1);
	}
	const uint8_t leaf = stack->depth ? frames[stack->frames[stack->depth - 1]].of[MEASURE_SELF]
	                                  : 0;
	for (size_t i = 0; i < count; i++) {
		parts->of[seen[i]] += difference;
		if (leaf)
			parts->by[seen[i]][leaf - 1] += difference;
		for (size_t k = i + 1; k < count; k++)
			parts->over[seen[i]][seen[k]] += difference;
	}
}

/* The change of self that a total comes of. */
static uint8_t cause_by_self(const struct parts *parts, size_t total, size_t count)
{
	const double sign = parts->of[total] < 0 ? -1 : 1;
	double sum = 0, largest = 0;
	uint8_t cause = CAUSE_NONE;
	for (size_t i = 0; i < count; i++) {
		const double part = sign * parts->by[total][i];
		sum += part;
		if (part <= largest)
			continue;
		largest = part;
		cause = (uint8_t)i;
	}
	return sum > 0 && sum >= most_of * sign * parts->of[total] ? cause : CAUSE_NONE;
}

/* The smallest of the totals below that one comes of. */
static uint8_t cause_by_total(const struct parts *parts, size_t total, size_t count)
{
	const double sign = parts->of[total] < 0 ? -1 : 1;
	uint8_t cause = CAUSE_NONE;
	double smallest = 0;
	for (size_t i = 0; i < count; i++) {
		const double part = sign * parts->over[total][i];
		const bool below = part > 0 && part >= most_of * sign * parts->of[total] &&
		                   part > sign * parts->over[i][total];
		if (!below || (cause != CAUSE_NONE && part > smallest))
			continue;
		/* of equal ones, that which the others call */
		if (cause != CAUSE_NONE && part == smallest &&
		    sign * parts->over[cause][i] <= sign * parts->over[i][cause])
			continue;
		smallest = part;
		cause = (uint8_t)i;
	}
	return cause;
}

/* Leads from each change to the last one of its chain; a circle ends where it is first met. */
static void resolve(uint8_t *causes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uint8_t cause = causes[i];
		for (size_t step = 0; step < count && cause != CAUSE_NONE && cause != i; step++) {
			if (causes[cause] == CAUSE_NONE)
				break;
			cause = causes[cause];
		}
		causes[i] = cause == i ? CAUSE_NONE : cause;
	}
}

enum status causes_find(const struct comparison *comparison, const struct change *changes,
                        size_t count, uint8_t causes[CAUSES_MOST], struct error *err)
{
	const struct stacks *stacks = &comparison->pair.stacks;
	struct frame_changes *frames = list_frames(comparison, changes, count);
	struct parts *parts = calloc(1, sizeof *parts);
	bool ok = frames && parts;
	for (size_t i = 0; ok && i < stacks->count; i++) {
		const uint64_t *weights = &stacks->weights[i * stacks->columns];
		add_stack(parts, &stacks->items[i],
		          (double)weights[DIFF_AFTER] - (double)weights[DIFF_BEFORE], frames);
	}
	for (size_t i = 0; ok && i < count; i++) {
		causes[i] = CAUSE_NONE;
		if (changes[i].measure == MEASURE_TOTAL)
			causes[i] = cause_by_self(parts, i, count);
		if (changes[i].measure == MEASURE_TOTAL && causes[i] == CAUSE_NONE)
			causes[i] = cause_by_total(parts, i, count);
	}
	for (int pass = 0; ok && pass < 2; pass++) /* the first one ends circles */
		resolve(causes, count);
	free(frames);
	free(parts);
	return ok ? STATUS_OK : error_no_memory(err);
}
