/* Steps that edit stacks, one thing after the other; test_edit_model.c has what each does. */
#include "edit/nearest.h"
#include "edit/plan.h"
#include "edit/root_name.h"
#include "edit/steps.h"
#include "edit/trim.h"
#include "memory.h"
#include "options/editing.h"
#include "stack_text.h"

#include <stdio.h>
#include <stdlib.h>

Suite *edit_suite(void);

static struct error err;

static void add(struct plan *plan, const char *kind, const char *value)
{
	size_t offset;
	if (plan_add(plan, steps_find(kind, strlen(kind)), value, &offset, &err) != STATUS_OK)
		ck_abort_msg("%s %s: %s", kind, value ? value : "", err.text);
}

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

/* Cutting callers off leaves what is known of frames. */
START_TEST(trimmed_stacks_keep_marks)
{
	const char *const names[] = {"a"};
	put("main;a;b", 5);
	put("a;b", 2);
	put("main;c", 1);
	marks_add(&profile.marks, MARK_SELF, "b", 1);
	profile.marks.given = true;
	ck_assert_int_eq(trim_stacks(&profile, names, 1, false, &err), STATUS_OK);
	ck_assert_uint_eq(weight_of("a;b"), 7);
	ck_assert_uint_eq(weight_of("main;c"), 1);
	ck_assert(profile.marks.given);
	ck_assert_uint_gt(profile.marks.names.size, 0);
	ck_assert_int_eq(trim_stacks(&profile, names, 1, true, &err), STATUS_OK);
	ck_assert_uint_eq(profile.stacks.count, 1);
}
END_TEST

/* Names of groups have 32 characters at most. */
START_TEST(long_names_of_groups)
{
	put("abc", 1);
	add(&plan, "merge",
	    "^(?<a2345678901234567890123456789012>ab).$=${a2345678901234567890123456789012}d");
	apply();
	ck_assert_uint_eq(weight_of("abd"), 1);
}
END_TEST

/* An option that is wrong as a whole has no place where it is. */
START_TEST(places_of_wrong_options)
{
	static const struct option rows[] = {{.name = "hide"}, {.name = "below"}};
	struct option_step given[] = {{&rows[0], NULL}, {&rows[1], "x"}};
	struct option_place place = {0};
	for (size_t i = 0; i < 2; i++) {
		struct editing_options options = {.given = {&given[i], 1, 1}};
		ck_assert_int_eq(editing_prepare(&options, &place, &err), STATUS_FAILED);
		ck_assert(!place.value == !i);
		ck_assert_uint_eq(place.offset, 0);
		editing_free(&options);
	}
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
	tcase_add_test(single, trimmed_stacks_keep_marks);
	tcase_add_test(single, long_names_of_groups);
	tcase_add_test(single, places_of_wrong_options);
	tcase_add_test(single, sums_that_do_not_fit);
	tcase_add_test(single, without_memory);
	suite_add_tcase(suite, single);
	return suite;
}
