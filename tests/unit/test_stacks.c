/* Frames and stacks: interning, sums, units. */
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
			ck_assert_uint_eq(frames_intern(&frames, name, size), i);
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
			ck_assert_uint_eq(stacks_intern(&stacks, ids, 3), i);
			ck_assert_int_eq(stacks_add(&stacks, i, 0, (struct decimal){i, 0}, &err),
			                 STATUS_OK);
		}
	for (uint32_t i = 0; i < 30000; i++)
		ck_assert_uint_eq(stacks.weights[i], 2 * i);
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
	ck_assert_int_eq(stacks_refine(&stacks, 1, &err), STATUS_OK); /* coarser: nothing to do */
	ck_assert_uint_eq(stacks.places, 2);
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
	err.text[0] = '\0';
	/* a finer unit: the first weight could be scaled, the second cannot */
	ck_assert_int_eq(add(a, 5, 1), STATUS_FAILED);
	check_unchanged(7, UINT64_MAX - 1, 0);
	err.text[0] = '\0';
	ck_assert_int_eq(stacks_refine(&stacks, 1, &err), STATUS_FAILED);
	check_unchanged(7, UINT64_MAX - 1, 0);
	ck_assert_int_eq(add(b, 1, 0), STATUS_OK);
	err.text[0] = '\0';
	uint64_t total = 42;
	ck_assert_int_eq(stacks_total(&stacks, 0, &total, &err), STATUS_FAILED);
	ck_assert_uint_eq(total, 42);
	ck_assert_str_ne(err.text, "");
}
END_TEST

START_TEST(overflow_of_the_weight_itself)
{
	uint32_t a = stack_of(1), b = stack_of(2);
	add(a, 5, 1);
	add(b, 5, 1);
	/* fits 64 bits, but not in tenths */
	ck_assert_int_eq(add(a, UINT64_MAX / 10 + 1, 0), STATUS_FAILED);
	check_unchanged(5, 5, 1);
	ck_assert_int_eq(add(a, UINT64_MAX / 10, 0), STATUS_OK);
	ck_assert_uint_eq(stacks.weights[a], UINT64_MAX / 10 * 10 + 5);
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
	tcase_add_test(tests, units_become_finer);
	tcase_add_test(tests, overflow_leaves_all_unchanged);
	tcase_add_test(tests, overflow_of_the_weight_itself);
	tcase_add_test(tests, columns_stand_apart);
	tcase_add_test(tests, shared_frames);
	suite_add_tcase(suite, tests);
	return suite;
}
