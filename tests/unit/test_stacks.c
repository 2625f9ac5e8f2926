/* Frames and stacks: interning, sums, units. */
#include "store/stack_queue.h"
#include "store/stacks.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

Suite *stacks_suite(void);

static struct frames frames;
static struct stacks stacks;
static struct error err;

static void set_up(void)
{
	frames = (struct frames){0};
	stacks_init(&stacks, 1);
	err.text[0] = '\0';
}

static void tear_down(void)
{
	frames_free(&frames);
	stacks_free(&stacks);
}

START_TEST(frames_are_told_apart_by_bytes)
{
	static const struct {
		const char *name;
		size_t size;
	} names[] = {
		{"a", 1}, {"", 0}, {"a\0b", 3}, {"a\0", 2}, {"a\0c", 3}, {"\xff\xfe", 2}, {"ab", 2},
	};
	for (int pass = 0; pass < 2; pass++)
		for (uint32_t i = 0; i < sizeof names / sizeof *names; i++)
			ck_assert_uint_eq(frames_intern(&frames, names[i].name, names[i].size), i);
	for (uint32_t i = 0; i < sizeof names / sizeof *names; i++) {
		ck_assert_uint_eq(frames_find(&frames, names[i].name, names[i].size), i);
		ck_assert_uint_eq(frames.items[i].size, names[i].size);
		ck_assert_mem_eq(frames.items[i].name, names[i].name, names[i].size + 1);
	}
	ck_assert_uint_eq(frames_find(&frames, "abc", 3), FRAME_NONE);
	ck_assert_uint_eq(frames_find(&frames, "abc", 2), 6);
}
END_TEST

START_TEST(nothing_in_empty_frames)
{
	ck_assert_uint_eq(frames_find(&frames, "a", 1), FRAME_NONE);
	frames_intern(&frames, "a", 1);
	frames_free(&frames);
	ck_assert_uint_eq(frames_find(&frames, "a", 1), FRAME_NONE);
	ck_assert_uint_eq(frames_intern(&frames, "b", 1), 0);
}
END_TEST

START_TEST(many_frames)
{
	char name[32];
	for (int pass = 0; pass < 2; pass++)
		for (uint32_t i = 0; i < 50000; i++) {
			size_t size = (size_t)snprintf(name, sizeof name, "frame %u", i * 7919);
			if (frames_intern(&frames, name, size) != i) /* many assertions take long */
				ck_abort_msg("frame %u", i);
		}
	ck_assert_uint_eq(frames.count, 50000);
}
END_TEST

START_TEST(stacks_are_told_apart_by_frames)
{
	const uint32_t ids[] = {1, 2, 3, 4, 1, 2};
	ck_assert_uint_eq(stacks_intern(&stacks, ids, 3), 0);
	ck_assert_uint_eq(stacks_intern(&stacks, ids, 2), 1);
	ck_assert_uint_eq(stacks_intern(&stacks, ids + 1, 2), 2);
	ck_assert_uint_eq(stacks_intern(&stacks, ids, 0), 3);
	ck_assert_uint_eq(stacks_intern(&stacks, ids + 4, 2), 1);
	ck_assert_uint_eq(stacks_intern(&stacks, ids, 3), 0);
	ck_assert_uint_eq(stacks.count, 4);
	ck_assert_uint_eq(stacks.items[2].depth, 2);
	ck_assert_uint_eq(stacks.items[2].frames[1], 3);
	for (size_t i = 0; i < 4; i++)
		ck_assert_uint_eq(stacks.weights[i], 0);
}
END_TEST

START_TEST(many_stacks)
{
	for (int pass = 0; pass < 2; pass++)
		for (uint32_t i = 0; i < 30000; i++) {
			uint32_t ids[3] = {i / 100, i % 100, 5};
			if (stacks_intern(&stacks, ids, 3) != i ||
			    stacks_add(&stacks, i, 0, (struct decimal){i, 0}, &err) != STATUS_OK)
				ck_abort_msg("stack %u", i);
		}
	for (uint32_t i = 0; i < 30000; i++)
		if (stacks.weights[i] != 2 * i)
			ck_abort_msg("weight of stack %u", i);
}
END_TEST

/* Depths around those that wait; every stack comes several times, also while it still waits. */
START_TEST(stacks_leave_the_queue_in_order)
{
	enum { COUNT = 500 };
	static uint32_t frames_of[COUNT][STACK_QUEUE_DEPTH + 1], got[COUNT + STACK_QUEUE_ROOM];
	static struct stack_queue queue;
	struct stacks plain;
	size_t done = 0, count;
	stacks_init(&plain, 1);
	for (uint32_t pass = 0; pass < 2; pass++) {
		for (uint32_t i = 0; i < COUNT; i++) {
			const size_t depth = i % 50 ? i % 7 : STACK_QUEUE_DEPTH + (i / 50) % 2;
			frames_of[i][0] = i % 90;
			ck_assert(stack_queue_add(&queue, &stacks, frames_of[i], depth, got + done,
			                          &count));
			done += count;
			ck_assert_uint_le(done, i + 1);
		}
		ck_assert(stack_queue_end(&queue, &stacks, got + done, &count));
		ck_assert_uint_eq(done + count, COUNT);
		for (uint32_t i = 0; i < COUNT; i++) {
			const size_t depth = i % 50 ? i % 7 : STACK_QUEUE_DEPTH + (i / 50) % 2;
			ck_assert_uint_eq(got[i], stacks_intern(&plain, frames_of[i], depth));
		}
		done = 0;
	}
	ck_assert_uint_eq(stacks.count, plain.count);
	stacks_free(&plain);
}
END_TEST

static uint32_t stack_of(uint32_t frame)
{
	return stacks_intern(&stacks, &frame, 1);
}

static enum status add(uint32_t id, uint64_t value, unsigned places)
{
	return stacks_add(&stacks, id, 0, (struct decimal){value, places}, &err);
}

static void check_unchanged(uint64_t first, uint64_t second, unsigned places)
{
	ck_assert_uint_eq(stacks.weights[0], first);
	ck_assert_uint_eq(stacks.weights[1], second);
	ck_assert_uint_eq(stacks.places, places);
	ck_assert_str_ne(err.text, "");
}

START_TEST(units_become_finer)
{
	uint32_t a = stack_of(1), b = stack_of(2);
	ck_assert_int_eq(add(a, 3, 0), STATUS_OK);
	ck_assert_int_eq(add(b, 125, 2), STATUS_OK); /* 1.25 */
	ck_assert_int_eq(add(a, 5, 1), STATUS_OK);   /* 0.5 */
	ck_assert_uint_eq(stacks.places, 2);
	ck_assert_uint_eq(stacks.weights[a], 350);
	ck_assert_uint_eq(stacks.weights[b], 125);
	ck_assert_int_eq(stacks_fit(&stacks, SUMS_COLUMNS, &err), STATUS_OK); /* they do fit */
	ck_assert_uint_eq(stacks.places, 2);
	ck_assert_uint_eq(stacks.rounded, NUMBER_EXACT);
	uint64_t total;
	ck_assert_int_eq(stacks_total(&stacks, 0, &total, &err), STATUS_OK);
	ck_assert_uint_eq(total, 475);
}
END_TEST

START_TEST(overflow_leaves_all_unchanged)
{
	uint32_t a = stack_of(1), b = stack_of(2);
	add(a, 7, 0);
	add(b, UINT64_MAX - 1, 0);
	ck_assert_int_eq(add(b, 2, 0), STATUS_FAILED);
	check_unchanged(7, UINT64_MAX - 1, 0);
	ck_assert_int_eq(add(b, 1, 0), STATUS_OK);
	ck_assert_int_eq(stacks_fit(&stacks, SUMS_WEIGHTS, &err), STATUS_OK);
	err.text[0] = '\0';
	uint64_t total = 42;
	ck_assert_int_eq(stacks_total(&stacks, 0, &total, &err), STATUS_FAILED);
	ck_assert_uint_eq(total, 42);
	ck_assert_str_ne(err.text, "");
	err.text[0] = '\0';
	ck_assert_int_eq(stacks_fit(&stacks, SUMS_COLUMNS, &err), STATUS_FAILED);
	check_unchanged(7, UINT64_MAX, 0);
}
END_TEST

/* Decimals beside a whole number that leaves them no room. */
START_TEST(decimals_yield_to_whole_numbers)
{
	uint32_t a = stack_of(1), b = stack_of(2);
	add(b, UINT64_MAX, 0);
	ck_assert_int_eq(add(a, 25, 1), STATUS_OK);
	ck_assert_int_eq(add(b, 1, 0), STATUS_FAILED);
	ck_assert_int_eq(stacks_fit(&stacks, SUMS_WEIGHTS, &err), STATUS_OK);
	ck_assert_uint_eq(stacks.weights[a], 2); /* of 2 and 3 the even one */
	ck_assert_uint_eq(stacks.weights[b], UINT64_MAX);
	ck_assert_uint_eq(stacks.places, 0);
	ck_assert_uint_eq(stacks.rounded, 0);
}
END_TEST

START_TEST(a_weight_that_passes_64_bits_in_its_unit)
{
	uint32_t a = stack_of(1), b = stack_of(2);
	add(a, 5, 1);
	add(b, 5, 1);
	/* fits 64 bits, but not in tenths */
	ck_assert_int_eq(add(a, UINT64_MAX / 10 + 1, 0), STATUS_OK);
	ck_assert_int_eq(stacks_fit(&stacks, SUMS_WEIGHTS, &err), STATUS_OK);
	ck_assert_uint_eq(stacks.weights[a], UINT64_MAX / 10 + 1 + (UINT64_MAX / 10 + 1) % 2);
	ck_assert_uint_eq(stacks.weights[b], 0);
	ck_assert_uint_eq(stacks.places, 0);
}
END_TEST

/* 0.1 as a float is printed, 200 times, and whole numbers, in any order and in two parts. */
START_TEST(rounding_does_not_depend_on_the_order)
{
	static const struct decimal weights[] = {
		{10000000000000001, 17}, {3, 0}, {184, 0}, {33333333333333333, 17}, {5, 1}};
	enum { KINDS = sizeof weights / sizeof *weights, COPIES = 200 };
	uint64_t sum[2] = {0};
	for (unsigned order = 0; order < 4; order++) {
		struct stacks other;
		uint32_t map[] = {0, 1, 2};
		stacks_free(&stacks);
		stacks_init(&stacks, 1);
		stacks_init(&other, 1);
		uint32_t a = stack_of(1), b = stack_of(2), frame = 1;
		uint32_t there = stacks_intern(&other, &frame, 1);
		for (unsigned i = 0; i < KINDS * COPIES; i++) {
			unsigned k = order & 1 ? KINDS * COPIES - 1 - i : i;
			struct decimal weight = weights[k % KINDS];
			struct stacks *to = order & 2 && k % 3 ? &other : &stacks;
			ck_assert_int_eq(stacks_add(to, to == &other ? there : a, 0, weight, &err),
			                 STATUS_OK);
			add(b, 1, 2);
		}
		ck_assert_int_eq(stacks_take(&stacks, &other, map, NULL, &err), STATUS_OK);
		stacks_free(&other);
		ck_assert_ptr_nonnull(stacks.high);
		ck_assert_int_eq(stacks_fit(&stacks, SUMS_COLUMNS, &err), STATUS_OK);
		/* 200 * 187.93333333333333334 = 37586.666666666666668: 14 places of 18.4e18 */
		ck_assert_uint_eq(stacks.places, 14);
		ck_assert_uint_eq(stacks.rounded, 14);
		if (!order)
			memcpy(sum, stacks.weights, sizeof sum);
		ck_assert_mem_eq(sum, stacks.weights, sizeof sum);
		ck_assert_uint_eq(stacks.weights[a], 3758666666666666667);
		ck_assert_uint_eq(stacks.weights[b], 10 * number_power10(14));
	}
}
END_TEST

/* Sums that fit stay as they are, though those of columns do not. */
START_TEST(only_the_sums_asked_for_are_fitted)
{
	uint32_t a = stack_of(1), b = stack_of(2);
	add(a, UINT64_MAX - 4, 3);
	add(b, UINT64_MAX - 4, 3);
	ck_assert_int_eq(stacks_fit(&stacks, SUMS_WEIGHTS, &err), STATUS_OK);
	ck_assert_uint_eq(stacks.weights[a], UINT64_MAX - 4);
	ck_assert_uint_eq(stacks.rounded, NUMBER_EXACT);
	ck_assert_int_eq(stacks_fit(&stacks, SUMS_COLUMNS, &err), STATUS_OK);
	ck_assert_uint_eq(stacks.places, 2);
	ck_assert_uint_eq(stacks.weights[b], UINT64_MAX / 10);
	ck_assert_uint_eq(stacks.rounded, 2);
}
END_TEST

START_TEST(sums_over_columns)
{
	static const struct {
		enum stacks_sums sums;
		unsigned places;
	} kinds[] = {{SUMS_WEIGHTS, 3}, {SUMS_COLUMNS, 3}, {SUMS_LARGEST, 2}, {SUMS_ALL, 2}};
	for (unsigned k = 0; k < 4; k++) {
		stacks_free(&stacks);
		stacks_init(&stacks, 2);
		uint32_t a = stack_of(1), b = stack_of(2);
		stacks_add(&stacks, a, 0, (struct decimal){UINT64_MAX - 9, 3}, &err);
		stacks_add(&stacks, b, 1, (struct decimal){UINT64_MAX - 9, 3}, &err);
		ck_assert_int_eq(stacks_fit(&stacks, kinds[k].sums, &err), STATUS_OK);
		ck_assert_uint_eq(stacks.places, kinds[k].places);
	}
	stacks_free(&stacks);
	stacks_init(&stacks, 2);
	uint32_t a = stack_of(1);
	stacks_add(&stacks, a, 0, (struct decimal){UINT64_MAX, 0}, &err);
	stacks_add(&stacks, a, 1, (struct decimal){UINT64_MAX, 0}, &err);
	ck_assert_int_eq(stacks_fit(&stacks, SUMS_ALL, &err), STATUS_OK);
}
END_TEST

START_TEST(columns_stand_apart)
{
	stacks_free(&stacks);
	stacks_init(&stacks, 3);
	uint32_t a = stack_of(1), b = stack_of(2);
	for (unsigned c = 0; c < 3; c++) {
		stacks_add(&stacks, a, c, (struct decimal){c + 1, 0}, &err);
		stacks_add(&stacks, b, c, (struct decimal){10 * (c + 1), 0}, &err);
	}
	for (unsigned c = 0; c < 3; c++) {
		uint64_t total;
		ck_assert_uint_eq(stacks.weights[a * 3 + c], c + 1);
		ck_assert_uint_eq(stacks.weights[b * 3 + c], 10 * (c + 1));
		ck_assert_int_eq(stacks_total(&stacks, c, &total, &err), STATUS_OK);
		ck_assert_uint_eq(total, 11 * (c + 1));
	}
}
END_TEST

START_TEST(shared_frames)
{
	uint32_t a[20], b[20];
	for (size_t same = 0; same <= 20; same++)
		for (size_t depth = same; depth <= 20; depth++) {
			for (uint32_t i = 0; i < 20; i++) {
				a[i] = i;
				b[i] = i < same ? i : i + 100;
			}
			struct stack left = {a, 20, 0}, right = {b, (uint32_t)depth, 0};
			ck_assert_uint_eq(stacks_shared(&left, &right), same);
			ck_assert_uint_eq(stacks_shared(&right, &left), same);
		}
}
END_TEST

Suite *stacks_suite(void)
{
	Suite *suite = suite_create("stacks");
	TCase *tests = tcase_create("stacks");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, frames_are_told_apart_by_bytes);
	tcase_add_test(tests, nothing_in_empty_frames);
	tcase_add_test(tests, many_frames);
	tcase_add_test(tests, stacks_are_told_apart_by_frames);
	tcase_add_test(tests, many_stacks);
	tcase_add_test(tests, stacks_leave_the_queue_in_order);
	tcase_add_test(tests, units_become_finer);
	tcase_add_test(tests, overflow_leaves_all_unchanged);
	tcase_add_test(tests, a_weight_that_passes_64_bits_in_its_unit);
	tcase_add_test(tests, decimals_yield_to_whole_numbers);
	tcase_add_test(tests, rounding_does_not_depend_on_the_order);
	tcase_add_test(tests, only_the_sums_asked_for_are_fitted);
	tcase_add_test(tests, sums_over_columns);
	tcase_add_test(tests, columns_stand_apart);
	tcase_add_test(tests, shared_frames);
	suite_add_tcase(suite, tests);
	return suite;
}
