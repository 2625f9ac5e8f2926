/* Small profiles and comparisons, for tests of what compares. */
#ifndef STACKFOLD_TESTS_COMPARING_H
#define STACKFOLD_TESTS_COMPARING_H

#include "diff/compare.h"
#include "diff/judge.h"

#include "stack_text.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

/* Adds "a;b;c" with a weight of value / 10^places. */
static inline void add_to(struct profile *profile, const char *stack, uint64_t value,
                          unsigned places)
{
	struct error err = {0};
	uint32_t frames[STACK_TEXT_FRAMES];
	size_t depth = stack_text_ids(&profile->frames, stack, frames);
	struct decimal weight = {value, places};
	ck_assert_int_eq(profile_add(profile, frames, depth, &weight, &err), STATUS_OK);
}

/* Reads lines "a;b;c 12\n", whole counts, and comments with facts. */
static inline void read_profile(struct profile *profile, const char *text)
{
	profile_init(profile, 1);
	while (*text) {
		char stack[256];
		const char *end = strchr(text, '\n'),
			   *blank = memrchr(text, ' ', (size_t)(end - text));
		if (*text == '#') {
			facts_read(&profile->facts, (struct text){text, (size_t)(end - text)});
			text = end + 1;
			continue;
		}
		memcpy(stack, text, (size_t)(blank - text));
		stack[blank - text] = '\0';
		add_to(profile, stack, strtoull(blank + 1, NULL, 10), 0);
		text = end + 1;
	}
}

/* Compares `before` + `after` texts; the runs are used up. */
static inline enum status compare_texts(const char *const *texts, unsigned before, unsigned after,
                                        const struct normalization *how,
                                        struct comparison *comparison, struct error *err)
{
	struct runs runs;
	runs_init(&runs, before, after);
	for (unsigned i = 0; i < before + after; i++) {
		struct profile run;
		read_profile(&run, texts[i]);
		ck_assert_int_eq(runs_add(&runs, i, &run, NULL, err), STATUS_OK);
		profile_free(&run);
	}
	enum status status = comparison_make(&runs, how, comparison, err);
	runs_free(&runs);
	return status;
}

static inline uint32_t find_stack(const struct profile *profile, const char *stack)
{
	for (uint32_t i = 0; i < profile->stacks.count; i++) {
		const struct stack *at = &profile->stacks.items[i];
		char text[256] = "";
		for (size_t d = 0; d < at->depth; d++) {
			strcat(text, d ? ";" : "");
			strcat(text, profile->frames.items[at->frames[d]].name);
		}
		if (strcmp(text, stack) == 0)
			return i;
	}
	return STACK_NONE;
}

static inline uint64_t weight_of(const struct profile *profile, const char *stack, unsigned column)
{
	uint32_t id = find_stack(profile, stack);
	ck_assert_msg(id != STACK_NONE, "no stack %s", stack);
	return profile->stacks.weights[(size_t)id * profile->stacks.columns + column];
}

static inline uint64_t column_sum(const struct profile *profile, unsigned column)
{
	struct error err;
	uint64_t total;
	ck_assert_int_eq(stacks_total(&profile->stacks, column, &total, &err), STATUS_OK);
	return total;
}

static inline uint32_t frame_id(const struct comparison *comparison, const char *name)
{
	uint32_t id = frames_find(&comparison->pair.frames, name, strlen(name));
	ck_assert_msg(id != FRAME_NONE, "no frame %s", name);
	return id;
}

#endif
