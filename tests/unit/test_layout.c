#include "layout/layout.h"

#include "stack_text.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

Suite *layout_suite(void);

static struct profile profile;
static struct layout layout;
static struct layout_options options;
static struct error err;

static void set_up(void)
{
	profile_init(&profile, 1);
	profile.keep_order = true;
	layout = (struct layout){0};
	options = (struct layout_options){.width = 1000};
	err = (struct error){0};
}

static void tear_down(void)
{
	layout_free(&layout);
	profile_free(&profile);
}

/* Adds "a;b;c" with a weight for each column. */
static void add_weights(const char *stack, const struct decimal *weights)
{
	uint32_t frames[STACK_TEXT_FRAMES];
	size_t depth = stack_text_ids(&profile.frames, stack, frames);
	ck_assert_int_eq(profile_add(&profile, frames, depth, weights, &err), STATUS_OK);
}

static void add(const char *stack, uint64_t value)
{
	add_weights(stack, &(struct decimal){value, 0});
}

static void add_pair(const char *stack, uint64_t before, uint64_t after)
{
	add_weights(stack, (struct decimal[]){{before, 0}, {after, 0}});
}

/* The layout as "depth:name:start-end", with "^" for wakers and the difference where there is one,
 * blanks between. */
static const char *drawn(void)
{
	static char text[4096];
	size_t at = 0;
	text[0] = '\0';
	ck_assert_int_eq(layout_build(&profile, &options, &layout, &err), STATUS_OK);
	for (size_t i = 0; i < layout.count; i++) {
		const struct rectangle *r = &layout.items[i];
		const char *name = r->frame == LAYOUT_ROOT ? "all"
		                                           : profile.frames.items[r->frame].name;
		at += (size_t)snprintf(text + at, sizeof text - at, "%s%u:%s%s:%llu-%llu",
		                       i ? " " : "", r->depth, name, r->waker ? "^" : "",
		                       (unsigned long long)r->start, (unsigned long long)r->end);
		double delta = sides_delta(r->self);
		if (layout.differential && delta != 0)
			at += (size_t)snprintf(text + at, sizeof text - at, "(%.0f)", delta);
	}
	return text;
}

START_TEST(merges_neighbours)
{
	add("a;c", 4);
	add("a;b;d", 2);
	add("a;b", 3);
	ck_assert_str_eq(drawn(), "0:all:0-9 1:a:0-9 2:b:0-5 3:d:3-5 2:c:5-9");
	ck_assert_uint_eq(layout.depth_max, 3);
	ck_assert_uint_eq(layout.sum, 9);
	ck_assert_double_eq(layout.total, 9);
}
END_TEST

/* "a b" sorts between "a 2" and "a;c": the frame a is cut in two. */
START_TEST(order_is_that_of_lines)
{
	add("a;c", 1);
	add("a b", 1);
	add("a", 2);
	ck_assert_str_eq(drawn(), "0:all:0-4 1:a:0-2 1:a b:2-3 1:a:3-4 2:c:3-4");
}
END_TEST

START_TEST(reverse_merges_from_the_leaf)
{
	options.reverse = true;
	add("x;leaf", 1);
	add("y;leaf", 2);
	add(";z", 4); /* a frame without a name at the end goes */
	ck_assert_str_eq(drawn(), "0:all:0-7 1:leaf:0-3 2:x:0-1 2:y:1-3 1:z:3-7");
}
END_TEST

START_TEST(input_order_merges_neighbours_only)
{
	options.order = LAYOUT_TIME;
	add("b;x", 1);
	add("b", 2);
	add("a", 3);
	add("b", 4);
	ck_assert_str_eq(drawn(), "0:all:0-10 1:b:0-3 2:x:0-1 1:a:3-6 1:b:6-10");
}
END_TEST

/* A frame's own part comes first, equal weights go by name, and a frame that the order of lines
 * cuts in two is one. */
START_TEST(order_by_weight)
{
	options.order = LAYOUT_WEIGHT;
	add("b;y", 1);
	add("a;c", 1);
	add("a b", 1);
	add("a", 2);
	add("b;x", 1);
	add("b;z", 5);
	ck_assert_str_eq(drawn(), "0:all:0-11 1:b:0-7 2:z:0-5 2:x:5-6 2:y:6-7 1:a:7-10 2:c:9-10 "
	                          "1:a b:10-11");
}
END_TEST

START_TEST(order_by_input)
{
	options.order = LAYOUT_INPUT;
	add("b;y", 1);
	add("a;c", 9);
	add("b;x", 7);
	add("a;b", 1);
	add("a", 2);
	add("b;y", 1);
	ck_assert_str_eq(drawn(),
	                 "0:all:0-21 1:b:0-9 2:y:0-2 2:x:2-9 1:a:9-21 2:c:11-20 2:b:20-21");
}
END_TEST

START_TEST(order_reversed)
{
	options.order = LAYOUT_WEIGHT;
	options.reverse = true;
	add("x;leaf", 1);
	add("y;leaf", 2);
	add("z", 4);
	ck_assert_str_eq(drawn(), "0:all:0-7 1:z:0-4 1:leaf:4-7 2:y:4-6 2:x:6-7");
	layout_free(&layout);
	options.order = LAYOUT_INPUT;
	ck_assert_str_eq(drawn(), "0:all:0-7 1:leaf:0-3 2:x:0-1 2:y:1-3 1:z:3-7");
}
END_TEST

/* What is too narrow leaves its room at the right of its caller. */
START_TEST(order_with_narrow_callees)
{
	options.order = LAYOUT_INPUT;
	options.min_width = 1000 * 3 / 20.0;
	add("a;c;d", 1);
	add("a;b", 9);
	add("a", 1);
	add("b", 9);
	ck_assert_str_eq(drawn(), "0:all:0-20 1:a:0-11 2:b:1-10 1:b:11-20");
}
END_TEST

/* The two graphs of a pair have one order. */
START_TEST(order_by_both)
{
	profile_free(&profile);
	profile_init(&profile, 2);
	options.order = LAYOUT_WEIGHT;
	add_pair("a", 5, 1);
	add_pair("b", 3, 4);
	options.side = LAYOUT_BEFORE;
	ck_assert_str_eq(drawn(), "0:all:0-8 1:a:0-5(-4) 1:b:5-8(1)");
	layout_free(&layout);
	options.order_by_both = true;
	ck_assert_str_eq(drawn(), "0:all:0-8 1:b:0-3(1) 1:a:3-8(-4)");
	layout_free(&layout);
	options.side = LAYOUT_AFTER;
	ck_assert_str_eq(drawn(), "0:all:0-5 1:b:0-4(1) 1:a:4-5(-4)");
	layout_free(&layout);
	options.side = LAYOUT_UNION;
	options.order_by_both = false;
	ck_assert_str_eq(drawn(), "0:all:0-9 1:a:0-5(-4) 1:b:5-9(1)");
}
END_TEST

START_TEST(input_order_reversed)
{
	options.order = LAYOUT_TIME;
	options.reverse = true;
	add("b;x", 1);
	add("c;x", 2);
	ck_assert_str_eq(drawn(), "0:all:0-3 1:x:0-3 2:b:0-1 2:c:1-3");
}
END_TEST

START_TEST(narrow_frames_are_left_out)
{
	add("a;b;c", 1);
	add("a;d", 9);
	add("e", 90);
	options.min_width = 90; /* 10 px a count */
	ck_assert_str_eq(drawn(), "0:all:0-100 1:a:0-10 2:d:1-10 1:e:10-100");
	ck_assert_uint_eq(layout.depth_max, 2);
	layout_free(&layout);
	options.min_width = 10;
	options.min_is_share = true;
	ck_assert_str_eq(drawn(), "0:all:0-100 1:a:0-10 1:e:10-100");
	layout_free(&layout);
	options.min_width = 1000;
	ck_assert_str_eq(drawn(), "0:all:0-100");
}
END_TEST

START_TEST(memory_follows_what_is_drawn)
{
	for (int i = 0; i < 2000; i++) {
		char stack[64];
		snprintf(stack, sizeof stack, "a;b;c;d;e;f;g;h;%d", i);
		add(stack, 1);
	}
	options.min_width = 10;
	ck_assert_int_eq(layout_build(&profile, &options, &layout, &err), STATUS_OK);
	ck_assert_uint_eq(layout.count, 9);
	ck_assert_uint_lt(layout.capacity, 64);
}
END_TEST

START_TEST(differences_stand_where_stacks_end)
{
	profile_free(&profile);
	profile_init(&profile, 2);
	add_pair("a", 10, 4);
	add_pair("a;b", 1, 3);
	add_pair("a;c", 2, 2);
	ck_assert_str_eq(drawn(), "0:all:0-9 1:a:0-9(-6) 2:b:4-7(2) 2:c:7-9");
	ck_assert(layout.differential);
	ck_assert_uint_eq(layout.self_max, 6);
}
END_TEST

START_TEST(more_than_two_columns_fail)
{
	profile_free(&profile);
	profile_init(&profile, 3);
	add_weights("a", (struct decimal[]){{1, 0}, {2, 0}, {3, 0}});
	ck_assert_int_eq(layout_build(&profile, &options, &layout, &err), STATUS_FAILED);
	ck_assert_str_ne(err.text, "");
}
END_TEST

START_TEST(wakers_stand_after_dashes)
{
	options.wakers = true;
	add("a;--;b;c", 1);
	add("a;d", 1);
	add("--;e", 1); /* nothing before it */
	ck_assert_str_eq(drawn(), "0:all:0-3 1:--:0-1 2:e:0-1 1:a:1-3 2:--:1-2 3:b^:1-2 4:c^:1-2 "
	                          "2:d:2-3");
	layout_free(&layout);
	options.wakers = false;
	ck_assert_ptr_null(strchr(drawn(), '^'));
}
END_TEST

START_TEST(fractions_are_exact)
{
	add_weights("a", &(struct decimal){105, 1});
	add_weights("b", &(struct decimal){25, 2});
	ck_assert_str_eq(drawn(), "0:all:0-1075 1:a:0-1050 1:b:1050-1075");
	ck_assert_uint_eq(layout.places, 2);
	ck_assert_double_eq(layout.total, 10.75);
	ck_assert_uint_eq(layout.self_max, 100);
}
END_TEST

START_TEST(total_may_be_larger)
{
	add("a", 10);
	options.total = 40;
	ck_assert_str_eq(drawn(), "0:all:0-10 1:a:0-10");
	ck_assert_double_eq(layout.total, 40);
	ck_assert(!layout.total_ignored);
	layout_free(&layout);
	options.total = 9;
	drawn();
	ck_assert_double_eq(layout.total, 10);
	ck_assert(layout.total_ignored);
}
END_TEST

START_TEST(no_weight_no_rectangles)
{
	add("a", 0);
	ck_assert_str_eq(drawn(), "");
	ck_assert_uint_eq(layout.sum, 0);
}
END_TEST

START_TEST(overflow_is_an_error)
{
	add("a", UINT64_MAX);
	add("b", 1);
	ck_assert_int_eq(layout_build(&profile, &options, &layout, &err), STATUS_FAILED);
	ck_assert_uint_eq(layout.count, 0);
}
END_TEST

Suite *layout_suite(void)
{
	Suite *suite = suite_create("layout");
	TCase *tests = tcase_create("layout");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, merges_neighbours);
	tcase_add_test(tests, order_is_that_of_lines);
	tcase_add_test(tests, reverse_merges_from_the_leaf);
	tcase_add_test(tests, input_order_merges_neighbours_only);
	tcase_add_test(tests, input_order_reversed);
	tcase_add_test(tests, order_by_weight);
	tcase_add_test(tests, order_by_input);
	tcase_add_test(tests, order_reversed);
	tcase_add_test(tests, order_with_narrow_callees);
	tcase_add_test(tests, order_by_both);
	tcase_add_test(tests, narrow_frames_are_left_out);
	tcase_add_test(tests, memory_follows_what_is_drawn);
	tcase_add_test(tests, differences_stand_where_stacks_end);
	tcase_add_test(tests, more_than_two_columns_fail);
	tcase_add_test(tests, wakers_stand_after_dashes);
	tcase_add_test(tests, fractions_are_exact);
	tcase_add_test(tests, total_may_be_larger);
	tcase_add_test(tests, no_weight_no_rectangles);
	tcase_add_test(tests, overflow_is_an_error);
	suite_add_tcase(suite, tests);
	return suite;
}
