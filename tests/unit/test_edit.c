/* Steps that edit stacks: what each does is compared with a plain model, in which a frame is a
 * letter and a stack a string of them, for random profiles and random sequences of steps; sums are
 * exact. */
#include "edit/apply.h"
#include "edit/cutting.h"
#include "edit/nearest.h"
#include "edit/plan.h"
#include "edit/root_name.h"
#include "edit/steps.h"
#include "memory.h"
#include "stack_text.h"

#include <stdio.h>
#include <stdlib.h>

Suite *edit_suite(void);

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
	for (unsigned round = 0; round < ROUNDS; round++) {
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

/* ---- one thing after the other ---- */

static struct profile profile;
static struct plan plan;

static void set_up(void)
{
	profile_init(&profile, 1);
	plan = (struct plan){0};
}

static void tear_down(void)
{
	plan_free(&plan);
	profile_free(&profile);
}

static void put(const char *stack, uint64_t weight)
{
	uint32_t ids[STACK_TEXT_FRAMES];
	const struct decimal decimal = {weight, 0};
	size_t depth = stack_text_ids(&profile.frames, stack, ids);
	ck_assert_int_eq(profile_add(&profile, ids, depth, &decimal, &err), STATUS_OK);
}

static uint32_t id_of(const char *name)
{
	return frames_find(&profile.frames, name, strlen(name));
}

static void apply(void)
{
	ck_assert_int_eq(plan_apply(&plan, &profile, false, &err), STATUS_OK);
}

/* The weight of a stack, which has to be there. */
static uint64_t weight_of(const char *stack)
{
	uint32_t ids[STACK_TEXT_FRAMES];
	size_t depth = stack_text_ids(&profile.frames, stack, ids);
	uint32_t id = stacks_find(&profile.stacks, ids, depth);
	if (id == STACK_NONE)
		ck_abort_msg("no stack %s", stack);
	return profile.stacks.weights[id];
}

START_TEST(origins_go_with_names)
{
	put("main;parse_a;read", 1);
	put("main;parse_b;read", 2);
	put("main;odd;parse", 4);
	struct origins *origins = &profile.facts.origins;
	origins_add(origins, id_of("main"), ORIGIN_USER, "app", 3);
	origins_add(origins, id_of("parse_a"), ORIGIN_USER, "libp.so", 7);
	origins_add(origins, id_of("parse_b"), ORIGIN_JIT, "libp.so", 7);
	origins_add(origins, id_of("parse"), ORIGIN_USER, "other", 5);
	origins_add(origins, id_of("read"), ORIGIN_KERNEL, "", 0);
	add(&plan, "ignore", "odd"); /* what is called `parse` there is no more */
	add(&plan, "merge", "^parse_.$=parse");
	add(&plan, "threads", "main=worker");
	apply();
	ck_assert_uint_eq(weight_of("worker;parse;read"), 3);
	const struct origin parse = origins_of(origins, id_of("parse"));
	ck_assert_uint_eq(parse.kinds, ORIGIN_USER | ORIGIN_JIT);
	ck_assert_str_eq(origins_module(origins, parse)->name, "libp.so");
	ck_assert_uint_eq(origins_of(origins, id_of("read")).kinds, ORIGIN_KERNEL);
	ck_assert_uint_eq(origins_of(origins, id_of("worker")).kinds, ORIGIN_USER);
	ck_assert_uint_eq(origins_of(origins, id_of("main")).kinds, ORIGIN_USER);
}
END_TEST

/* Names in brackets stand for many functions: they are not gone back to. */
START_TEST(nameless_frames_are_no_recursion)
{
	put("main;[unknown];f;[unknown];[unknown];g", 1);
	put("main;[unknown];h;f;[unknown];f;[unknown];g", 2);
	put("[k]_[k];g;[k]_[k];g;[k];[k]x;g", 4);
	add(&plan, "recursion", "all");
	apply();
	ck_assert_uint_eq(profile.stacks.count, 3);
	ck_assert_uint_eq(weight_of("main;[unknown];f;[unknown];g"), 1);
	ck_assert_uint_eq(weight_of("main;[unknown];h;f;[unknown];g"), 2);
	ck_assert_uint_eq(weight_of("[k]_[k];g"), 4);
}
END_TEST

/* Two modules stay two, whatever the name. */
START_TEST(origins_of_several_modules)
{
	put("f;g", 1);
	put("f;h", 1);
	struct origins *origins = &profile.facts.origins;
	origins_add(origins, id_of("g"), ORIGIN_USER, "a", 1);
	origins_add(origins, id_of("g"), ORIGIN_USER, "b", 1);
	origins_add(origins, id_of("h"), ORIGIN_USER, "a", 1);
	add(&plan, "merge", "^[gh]$=x");
	apply();
	ck_assert_uint_eq(origins_of(origins, id_of("x")).module, ORIGIN_SEVERAL);
}
END_TEST

START_TEST(root_frames_of_another_name)
{
	put("old;main;old", 3);
	put("old", 4);
	put("new;main", 5);
	put("old;main", 6);
	put("other;old", 7);
	fact_set(&profile.facts.unit, "ns", 2);
	origins_add(&profile.facts.origins, id_of("main"), ORIGIN_USER, "old", 3);
	struct profile before = profile;
	profile_init(&profile, 1);
	ck_assert_int_eq(root_name_change(&before, "old", "new", &profile, &err), STATUS_OK);
	ck_assert_uint_eq(profile.stacks.count, 4);
	ck_assert_uint_eq(weight_of("new;main;old"), 3);
	ck_assert_uint_eq(weight_of("new"), 4);
	ck_assert_uint_eq(weight_of("new;main"), 11);
	ck_assert_uint_eq(weight_of("other;old"), 7);
	ck_assert_str_eq(profile.facts.unit.name, "ns");
	ck_assert_uint_eq(origins_of(&profile.facts.origins, id_of("main")).kinds, ORIGIN_USER);
	profile_free(&before);
}
END_TEST

START_TEST(annotations)
{
	static const struct {
		const char *name;
		unsigned kinds;
		const char *stack;
	} rows[] = {
		{"user", ORIGIN_USER, "user"},
		{"kernel", ORIGIN_KERNEL, "kernel_[k]"},
		{"jit", ORIGIN_JIT, "jit_[j]"},
		{"inlined", ORIGIN_INLINED, "inlined_[i]"},
		{"called", ORIGIN_USER | ORIGIN_INLINED, "called"},
		{"called in the kernel", ORIGIN_KERNEL | ORIGIN_INLINED,
	         "called in the kernel_[k]"},
		{"both", ORIGIN_USER | ORIGIN_KERNEL, "both"},
		{"marked_[w]", ORIGIN_KERNEL, "marked_[w]"},
		{"done_[k]", ORIGIN_KERNEL, "done_[k]"},
		{"unknown", 0, "unknown"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		put(rows[i].name, i + 1);
		origins_add(&profile.facts.origins, id_of(rows[i].name), rows[i].kinds, "", 0);
	}
	add(&plan, "annotate", NULL);
	apply();
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		ck_assert_uint_eq(weight_of(rows[i].stack), i + 1);
	ck_assert_uint_eq(origins_of(&profile.facts.origins, id_of("kernel_[k]")).kinds,
	                  ORIGIN_KERNEL);
}
END_TEST

/* Samples that were kept are of the edited stacks, those of dropped stacks go. */
START_TEST(samples_are_of_the_edited_stacks)
{
	put("main;a;b", 1);
	put("main;a;c", 2);
	put("idle", 4);
	const struct sample_thread thread = {1, 1, 0};
	uint32_t task = samples_add_task(&profile.samples, &thread, "main", 4);
	uint32_t event = samples_add_event(&profile.samples, "clock", "ns");
	for (uint32_t i = 0; i < 3; i++)
		ck_assert(samples_add(&profile.samples, &(struct sample){.time = i,
		                                                         .weight = {1, 0},
		                                                         .stack = i,
		                                                         .event = event,
		                                                         .task = task,
		                                                         .cpu = SAMPLE_NONE}));
	add(&plan, "focus", "main");
	add(&plan, "cut", "^a$");
	apply();
	ck_assert_uint_eq(weight_of("main;a"), 3);
	ck_assert_uint_eq(profile.samples.count, 2);
	ck_assert_uint_eq(samples_get(&profile.samples, 0).stack, 0);
	ck_assert_uint_eq(samples_get(&profile.samples, 1).stack, 0);
}
END_TEST

/* A root that would make its line a comment gets another name when all steps are taken, whether
 * they are taken together or one by one. */
START_TEST(roots_that_look_like_comments)
{
	for (int apart = 0; apart < 2; apart++) {
		tear_down();
		set_up();
		put("a;# b;c", 1);
		put("a;#", 2);
		put("a;#b", 4);
		add(&plan, "hide", "^a$");
		add(&plan, "hide", "^# b$");
		add(&plan, "merge", "^c$=# c");
		ck_assert_int_eq(plan_apply(&plan, &profile, apart, &err), STATUS_OK);
		ck_assert_uint_eq(profile.stacks.count, 3);
		ck_assert_uint_eq(weight_of("? c"), 1);
		ck_assert_uint_eq(weight_of("?"), 2);
		ck_assert_uint_eq(weight_of("#b"), 4);
	}
}
END_TEST

/* A search without end stops, and says so. */
START_TEST(hostile_expressions)
{
	put("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", 5);
	add(&plan, "focus", "^(((a+)+)+)+$");
	apply();
	ck_assert_uint_eq(profile.stacks.count, 0);
	ck_assert_ptr_nonnull(pattern_failure(plan.items[0].pattern));
}
END_TEST

START_TEST(deep_stacks)
{
	enum { DEEP = 200000 };
	uint32_t *ids = malloc(DEEP * sizeof *ids);
	ck_assert_ptr_nonnull(ids);
	for (size_t d = 0; d < DEEP; d++) {
		char name[16];
		size_t size = (size_t)snprintf(name, sizeof name, "f%zu", d % 50000);
		ids[d] = frames_intern(&profile.frames, name, size);
	}
	ck_assert_int_eq(profile_add(&profile, ids, DEEP, &(struct decimal){7, 0}, &err),
	                 STATUS_OK);
	free(ids);
	add(&plan, "recursion", "indirect");
	add(&plan, "below", "0.5%");
	add(&plan, "reverse", NULL);
	apply();
	ck_assert_uint_eq(profile.stacks.count, 1);
	ck_assert_uint_eq(profile.stacks.items[0].depth, 50000);
	ck_assert_uint_eq(profile.stacks.weights[0], 7);
}
END_TEST

/* The nearest names, of those that came to the step. */
START_TEST(nearest)
{
	put("main;std::vector<int>::push_back;parse_request", 1);
	put("main;std::string::append;parse", 1);
	put("idle;parse_reply", 1);
	add(&plan, "ignore", "idle");
	add(&plan, "hide", "^Parse_requst$");
	add(&plan, "hide", "std::vektor<.*>::push");
	add(&plan, "hide", "[.*]+");
	apply();
	struct nearest names;
	nearest_names(&plan.items[1], &profile.frames, &names);
	ck_assert_uint_eq(names.count, 1);
	ck_assert(text_is(names.items[0], "parse_request"));
	nearest_names(&plan.items[2], &profile.frames, &names);
	ck_assert_uint_eq(names.count, 1);
	ck_assert(text_is(names.items[0], "std::vector<int>::push_back"));
	nearest_names(&plan.items[3], &profile.frames, &names);
	ck_assert_uint_eq(names.count, 0);
}
END_TEST

START_TEST(sums_that_do_not_fit)
{
	put("a;b", UINT64_MAX);
	put("a;c", 1);
	add(&plan, "depth", "1");
	ck_assert_int_eq(plan_apply(&plan, &profile, false, &err), STATUS_FAILED);
	ck_assert_str_eq(err.text, "the counts' sum does not fit 64 bits");
}
END_TEST

/* ---- failing allocations ---- */

static const char script[] = "focus a\nhide ^b$\nonly [a-e]\nrecursion all\nmerge ^c$=cc\n"
			     "names no-templates\nbelow 1%\nannotate\ngroup-by module\nreverse\n";

START_TEST(without_memory)
{
	enum status status;
	size_t at = 0;
	bool failed;
	do {
		tear_down();
		set_up();
		profile.keep_order = true;
		put("a;b;c;d", 1);
		put("a;x;b<int>;c;c;d;a", 2);
		put("b", 3);
		origins_add(&profile.facts.origins, id_of("a"), ORIGIN_KERNEL, "k", 1);
		memory_fail_at(++at);
		status = plan_add_script(&plan, "script", script, sizeof script - 1, &err);
		if (!status)
			status = plan_apply(&plan, &profile, false, &err);
		failed = memory_failed();
		memory_fail_at(0);
		ck_assert_int_eq(status, failed ? STATUS_FATAL : STATUS_OK);
		ck_assert(!failed || strcmp(err.text, "out of memory") == 0);
	} while (failed);
	ck_assert_uint_gt(at, 50);
	ck_assert_uint_eq(profile.stacks.count, 2);
}
END_TEST

Suite *edit_suite(void)
{
	Suite *suite = suite_create("edit");
	TCase *random = tcase_create("random");
	tcase_add_test(random, steps_do_what_the_model_does);
	suite_add_tcase(suite, random);
	TCase *single = tcase_create("edit");
	tcase_add_checked_fixture(single, set_up, tear_down);
	tcase_add_test(single, origins_go_with_names);
	tcase_add_test(single, nameless_frames_are_no_recursion);
	tcase_add_test(single, origins_of_several_modules);
	tcase_add_test(single, root_frames_of_another_name);
	tcase_add_test(single, annotations);
	tcase_add_test(single, samples_are_of_the_edited_stacks);
	tcase_add_test(single, roots_that_look_like_comments);
	tcase_add_test(single, hostile_expressions);
	tcase_add_test(single, deep_stacks);
	tcase_add_test(single, nearest);
	tcase_add_test(single, sums_that_do_not_fit);
	tcase_add_test(single, without_memory);
	suite_add_tcase(suite, single);
	return suite;
}
