/* Steps that edit stacks: what each does is compared with a plain model, in which a frame is a
 * letter and a stack a string of them, for random profiles and random sequences of steps; sums are
 * exact. */
#include "edit/cutting.h"
#include "edit/plan.h"
#include "edit/steps.h"
#include "rounds.h"
#include "stack_text.h"

#include <stdio.h>
#include <stdlib.h>

Suite *edit_model_suite(void);

enum {
	ROUNDS = 3000,
	STACKS = 40,  /* of a random profile, at most */
	DEPTH = 12,   /* of a random stack, at most */
	LETTERS = 6,  /* that frames are */
	STEPS = 5,    /* of a random plan, at most */
	COLUMNS = 3,  /* at most */
	HIDDEN = '*', /* what stands for [hidden] in the model ... */
	OTHER = '+',  /* ... and for [other] */
};

static struct error err;

/* ---- random numbers, the same in every run ---- */

static uint64_t seed;

static unsigned below(unsigned n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)((seed >> 33) % n);
}

/* ---- the model ---- */

struct model {
	struct {
		char frames[DEPTH + 2];
		uint64_t weights[COLUMNS];
	} items[STACKS];
	size_t count;
	unsigned columns;
	uint64_t dropped[COLUMNS];
};

static void model_drop(struct model *model, size_t i)
{
	for (unsigned c = 0; c < model->columns; c++)
		model->dropped[c] += model->items[i].weights[c];
	model->items[i] = model->items[--model->count];
}

static void model_unite(struct model *model)
{
	for (size_t i = 0; i < model->count; i++)
		for (size_t k = i + 1; k < model->count;) {
			if (strcmp(model->items[i].frames, model->items[k].frames) != 0) {
				k++;
				continue;
			}
			for (unsigned c = 0; c < model->columns; c++)
				model->items[i].weights[c] += model->items[k].weights[c];
			model->items[k] = model->items[--model->count];
		}
}

/* ---- steps ---- */

/* A step as the plan gets it and as the model does it. set: letters that match. */
struct made {
	const char *kind;
	char value[64];
	char set[LETTERS + 1];
	unsigned number;
	bool last;
};

static const char *const kinds[] = {"focus", "ignore",    "root",    "cut",   "hide",    "only",
                                    "depth", "recursion", "reverse", "merge", "threads", "below"};

static struct made make_step(void)
{
	static const char *const words[] = {"direct", "indirect", "all"};
	struct made made = {.kind = kinds[below(sizeof kinds / sizeof *kinds)]};
	size_t size = 1 + below(2);
	for (size_t i = 0; i < size; i++)
		made.set[i] = (char)('a' + below(LETTERS));
	made.last = below(2);
	made.number = below(3);
	const char *kind = made.kind;
	if (strcmp(kind, "depth") == 0)
		snprintf(made.value, sizeof made.value, "%u", ++made.number);
	else if (strcmp(kind, "recursion") == 0)
		snprintf(made.value, sizeof made.value, "%s", words[made.number]);
	else if (strcmp(kind, "below") == 0)
		snprintf(made.value, sizeof made.value, "%u%%", made.number = 1 + below(60));
	else if (strcmp(kind, "merge") == 0 || strcmp(kind, "threads") == 0)
		snprintf(made.value, sizeof made.value, "^[%s]$=a", made.set);
	else if (strcmp(kind, "root") == 0 && made.last)
		snprintf(made.value, sizeof made.value, "^[%s]$:last", made.set);
	else
		snprintf(made.value, sizeof made.value, "^[%s]$", made.set);
	return made;
}

static bool in_set(const struct made *made, char c)
{
	return strchr(made->set, c) != NULL;
}

static void keep(char *frames, const struct made *made, bool wanted)
{
	char *to = frames;
	for (const char *at = frames; *at; at++)
		if (in_set(made, *at) == wanted)
			*to++ = *at;
	if (to == frames)
		*to++ = HIDDEN;
	*to = '\0';
}

static void loops(char *frames, unsigned kind)
{
	size_t n = 0;
	for (const char *at = frames; *at; at++) {
		char now = *at;
		size_t back = n;
		while (back && frames[back - 1] != now)
			back--;
		if (kind == 0 && back != n)
			back = 0;
		if (kind == 1 && back == n)
			back = 0;
		if (back)
			n = back;
		else
			frames[n++] = now;
	}
	frames[n] = '\0';
}

/* Frames that match become 'a'; neighbours that do become one. */
static void merge(char *frames, const struct made *made)
{
	size_t n = 0;
	bool before = false;
	for (const char *at = frames; *at; at++) {
		bool now = in_set(made, *at);
		if (!now || !before)
			frames[n++] = now ? 'a' : *at;
		before = now;
	}
	frames[n] = '\0';
}

/* Whether the subtree of the first `size` frames of a stack is small. */
static bool is_small(const struct model *model, const char *frames, size_t size, unsigned percent)
{
	bool any = false;
	for (unsigned c = 0; c < model->columns; c++) {
		uint64_t total = 0, here = 0;
		for (size_t i = 0; i < model->count; i++) {
			total += model->items[i].weights[c];
			if (strncmp(model->items[i].frames, frames, size) == 0)
				here += model->items[i].weights[c];
		}
		if (total && here * 100 >= total * percent)
			return false;
		any |= total > 0;
	}
	return any;
}

static void small(struct model *model, const struct made *made)
{
	static struct model old;
	old = *model;
	for (size_t i = 0; i < model->count; i++) {
		char *frames = model->items[i].frames;
		for (size_t size = 1; frames[size - 1]; size++)
			if (is_small(&old, frames, size, made->number)) {
				frames[size - 1] = OTHER;
				frames[size] = '\0';
				break;
			}
	}
}

/* The stack after the step; false: it goes. */
static bool model_stack(char *frames, const struct made *made)
{
	const char *kind = made->kind;
	size_t first = strcspn(frames, made->set), size = strlen(frames), last = size;
	bool found = first < size;
	while (found && !in_set(made, frames[last - 1]))
		last--;
	if (strcmp(kind, "focus") == 0)
		return found;
	if (strcmp(kind, "ignore") == 0)
		return !found;
	if (strcmp(kind, "root") == 0 && found)
		memmove(frames, frames + (made->last ? last - 1 : first), DEPTH + 1 - first);
	if (strcmp(kind, "root") == 0)
		return found;
	if (strcmp(kind, "cut") == 0 && found)
		frames[first + 1] = '\0';
	else if (strcmp(kind, "hide") == 0)
		keep(frames, made, false);
	else if (strcmp(kind, "only") == 0)
		keep(frames, made, true);
	else if (strcmp(kind, "depth") == 0 && made->number < size)
		frames[made->number] = '\0';
	else if (strcmp(kind, "recursion") == 0)
		loops(frames, made->number);
	else if (strcmp(kind, "merge") == 0)
		merge(frames, made);
	else if (strcmp(kind, "threads") == 0 && in_set(made, *frames))
		*frames = 'a';
	else if (strcmp(kind, "reverse") == 0)
		for (size_t i = 0; i < size / 2; i++) {
			char c = frames[i];
			frames[i] = frames[size - 1 - i];
			frames[size - 1 - i] = c;
		}
	return true;
}

static void model_step(struct model *model, const struct made *made)
{
	if (strcmp(made->kind, "below") == 0)
		small(model, made);
	for (size_t i = 0; i < model->count;)
		if (strcmp(made->kind, "below") == 0 || model_stack(model->items[i].frames, made))
			i++;
		else
			model_drop(model, i);
	model_unite(model);
}

/* ---- profiles ---- */

static void make_random(struct model *model, struct profile *profile)
{
	*model = (struct model){.count = 1 + below(STACKS), .columns = 1 + below(COLUMNS)};
	profile_init(profile, model->columns);
	profile->keep_order = model->columns < 3 && below(2);
	for (size_t i = 0; i < model->count; i++) {
		size_t depth = 1 + below(DEPTH);
		uint32_t ids[DEPTH];
		struct decimal weights[COLUMNS];
		for (size_t d = 0; d < depth; d++) {
			char *frame = &model->items[i].frames[d];
			*frame = (char)('a' + below(LETTERS));
			ids[d] = frames_intern(&profile->frames, frame, 1);
		}
		for (unsigned c = 0; c < model->columns; c++) {
			uint64_t weight = below(4) ? below(1000) : 0;
			model->items[i].weights[c] = weight * 10;
			weights[c] = below(2) ? (struct decimal){weight, 0}
			                      : (struct decimal){weight * 10, 1};
		}
		ck_assert_int_eq(profile_add(profile, ids, depth, weights, &err), STATUS_OK);
	}
	ck_assert_int_eq(profile_fit(profile, SUMS_WEIGHTS, &err), STATUS_OK);
	model_unite(model);
}

/* A frame of the profile as the model has it. */
static char letter_of(const struct profile *profile, uint32_t id)
{
	const char *name = profile->frames.items[id].name;
	if (strcmp(name, CUTTING_EMPTY) == 0)
		return HIDDEN;
	return strcmp(name, "[other]") == 0 ? OTHER : *name;
}

static void check_weights(const struct profile *profile, const struct model *model, size_t i,
                          size_t k)
{
	const struct stacks *stacks = &profile->stacks;
	for (unsigned c = 0; c < model->columns; c++)
		ck_assert_uint_eq(stacks->weights[i * stacks->columns + c] *
		                          (stacks->places ? 1 : 10),
		                  model->items[k].weights[c]);
}

/* The profile has the stacks of the model, and no others. */
static void check_equal(const struct profile *profile, const struct model *model)
{
	ck_assert_uint_eq(profile->stacks.count, model->count);
	for (size_t i = 0; i < model->count; i++) {
		const struct stack *stack = &profile->stacks.items[i];
		char text[DEPTH + 2] = "";
		size_t k = 0;
		for (size_t d = 0; d < stack->depth; d++)
			text[d] = letter_of(profile, stack->frames[d]);
		while (k < model->count && strcmp(model->items[k].frames, text) != 0)
			k++;
		if (k == model->count)
			ck_abort_msg("'%s' is not in the model", text);
		check_weights(profile, model, i, k);
	}
}

static void check_order(const struct profile *profile)
{
	uint64_t sum = 0, ordered = 0;
	for (size_t i = 0; i < profile->stacks.count; i++)
		sum += profile->stacks.weights[i * profile->stacks.columns];
	for (size_t i = 0; i < profile->sequence_count; i++) {
		const struct occurrence *at = &profile->sequence[i];
		ck_assert_uint_lt(at->stack, profile->stacks.count);
		ordered += at->first * number_power10(profile->stacks.places - at->places);
	}
	if (profile->keep_order)
		ck_assert_uint_eq(sum, ordered);
}

static void add(struct plan *plan, const char *kind, const char *value)
{
	size_t offset;
	if (plan_add(plan, steps_find(kind, strlen(kind)), value, &offset, &err) != STATUS_OK)
		ck_abort_msg("%s %s: %s", kind, value ? value : "", err.text);
}

static void add_made(struct plan *plan, const struct made *made)
{
	add(plan, made->kind, strcmp(made->kind, "reverse") == 0 ? NULL : made->value);
}

/* ---- random profiles ---- */

/* Applies the steps in one of two ways; all that is not dropped is left. */
static void check_way(uint64_t from, const struct made *steps, size_t count, bool apart)
{
	static struct model model;
	struct profile profile;
	struct plan plan = {0};
	seed = from;
	make_random(&model, &profile);
	for (size_t i = 0; i < count; i++) {
		add_made(&plan, &steps[i]);
		model_step(&model, &steps[i]);
	}
	ck_assert_int_eq(plan_apply(&plan, &profile, apart, &err), STATUS_OK);
	check_equal(&profile, &model);
	check_order(&profile);
	for (unsigned c = 0; c < model.columns; c++) {
		number_wide dropped = 0;
		for (size_t i = 0; i < count; i++)
			dropped += plan.items[i].stats.dropped_weight[c] *
			           (plan.items[i].stats.places ? 1 : 10);
		ck_assert_uint_eq((uint64_t)dropped, model.dropped[c]);
	}
	if (apart)
		for (size_t i = 0; i + 1 < count; i++) {
			const struct step_stats *stats = &plan.items[i].stats;
			ck_assert_uint_eq(stats->stacks - stats->dropped - stats->merged,
			                  plan.items[i + 1].stats.stacks);
		}
	plan_free(&plan);
	profile_free(&profile);
}

START_TEST(steps_do_what_the_model_does)
{
	for (unsigned round = 0; round < fewer(ROUNDS); round++) {
		struct made steps[STEPS];
		seed = round * 2 + 1;
		size_t count = 1 + below(STEPS);
		for (size_t i = 0; i < count; i++)
			steps[i] = make_step();
		uint64_t from = seed;
		check_way(from, steps, count, false);
		check_way(from, steps, count, true);
	}
}
END_TEST

Suite *edit_model_suite(void)
{
	Suite *suite = suite_create("edit_model");
	TCase *random = tcase_create("random");
	tcase_add_test(random, steps_do_what_the_model_does);
	suite_add_tcase(suite, random);
	return suite;
}
