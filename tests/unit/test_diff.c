#include "diff/diff.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

Suite *diff_suite(void);

static struct error err;

/* Adds "a;b;c" with a weight of value / 10^places. */
static void add(struct profile *profile, const char *stack, uint64_t value, unsigned places)
{
	uint32_t frames[16];
	size_t depth = 0;
	while (*stack) {
		size_t size = strcspn(stack, ";");
		frames[depth++] = frames_intern(&profile->frames, stack, size);
		stack += size + (stack[size] == ';');
	}
	struct decimal weight = {value, places};
	ck_assert_int_eq(profile_add(profile, frames, depth, &weight, &err), STATUS_OK);
}

static uint32_t find(const struct profile *profile, const char *stack)
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

static uint64_t weight(const struct profile *profile, const char *stack, unsigned column)
{
	uint32_t id = find(profile, stack);
	ck_assert_msg(id != STACK_NONE, "no stack %s", stack);
	return profile->stacks.weights[(size_t)id * profile->stacks.columns + column];
}

static uint64_t sum(const struct profile *profile, unsigned column)
{
	uint64_t total;
	ck_assert_int_eq(stacks_total(&profile->stacks, column, &total, &err), STATUS_OK);
	return total;
}

static struct profile before, after, pair;

static void set_up(void)
{
	profile_init(&before, 1);
	profile_init(&after, 1);
	profile_init(&pair, DIFF_COLUMNS);
	err.text[0] = '\0';
}

static void tear_down(void)
{
	profile_free(&before);
	profile_free(&after);
	profile_free(&pair);
}

static void make_pair(void)
{
	ck_assert_int_eq(diff_pair(&pair, &before, &after, &err), STATUS_OK);
}

static void normalize(void)
{
	make_pair();
	ck_assert_int_eq(diff_normalize(&pair, &err), STATUS_OK);
}

START_TEST(pairs)
{
	add(&before, "a;b", 3, 0);
	add(&before, "a;c", 4, 0);
	add(&after, "x", 5, 0);
	add(&after, "a;b", 25, 1); /* 2.5 */
	make_pair();
	ck_assert_uint_eq(pair.stacks.count, 3);
	ck_assert_uint_eq(pair.stacks.places, 1);
	ck_assert_uint_eq(weight(&pair, "a;b", DIFF_BEFORE), 30);
	ck_assert_uint_eq(weight(&pair, "a;b", DIFF_AFTER), 25);
	ck_assert_uint_eq(weight(&pair, "a;c", DIFF_AFTER), 0);
	ck_assert_uint_eq(weight(&pair, "x", DIFF_BEFORE), 0);
	ck_assert_uint_eq(weight(&pair, "x", DIFF_AFTER), 50);
}
END_TEST

START_TEST(strips_addresses)
{
	struct profile stripped;
	profile_init(&stripped, 1);
	add(&before, "a;[lib 0x7fAB]", 1, 0);
	add(&before, "a;[lib 0x8]", 2, 0);
	add(&before, "0x;00x12g0x3;0X5", 4, 0);
	ck_assert_int_eq(diff_strip_addresses(&before, &stripped, &err), STATUS_OK);
	ck_assert_uint_eq(stripped.stacks.count, 2);
	ck_assert_uint_eq(weight(&stripped, "a;[lib 0x...]", 0), 3);
	ck_assert_uint_eq(weight(&stripped, "0x;00x...g0x...;0X5", 0), 4);
	ck_assert_uint_eq(weight(&before, "a;[lib 0x8]", 0), 2);
	profile_free(&stripped);
}
END_TEST

START_TEST(equal_sums_stay)
{
	add(&before, "a", 2, 0);
	add(&before, "b", 1, 0);
	add(&after, "a", 3, 0);
	normalize();
	ck_assert_uint_eq(weight(&pair, "a", DIFF_BEFORE), 2);
	ck_assert_uint_eq(weight(&pair, "b", DIFF_BEFORE), 1);
}
END_TEST

/* Shares of 10: 2.5, 3.75, 3.75; the two units left go to the two largest fractions. */
START_TEST(largest_fractions_get_the_rest)
{
	add(&before, "c", 2, 0);
	add(&before, "b", 3, 0);
	add(&before, "a", 3, 0);
	add(&after, "z", 10, 0);
	normalize();
	ck_assert_uint_eq(weight(&pair, "c", DIFF_BEFORE), 2);
	ck_assert_uint_eq(weight(&pair, "b", DIFF_BEFORE), 4);
	ck_assert_uint_eq(weight(&pair, "a", DIFF_BEFORE), 4);
	ck_assert_uint_eq(weight(&pair, "z", DIFF_BEFORE), 0);
	ck_assert_uint_eq(weight(&pair, "z", DIFF_AFTER), 10);
}
END_TEST

/* Equal fractions: first in the order of sorted stacks, not in that of adding. */
START_TEST(ties_go_by_sorted_order)
{
	add(&before, "b", 1, 0);
	add(&before, "a;z", 1, 0);
	add(&before, "a b", 1, 0);
	add(&after, "a", 4, 0);
	normalize();
	ck_assert_uint_eq(weight(&pair, "a b", DIFF_BEFORE), 2);
	ck_assert_uint_eq(weight(&pair, "a;z", DIFF_BEFORE), 1);
	ck_assert_uint_eq(weight(&pair, "b", DIFF_BEFORE), 1);
}
END_TEST

START_TEST(small_stacks_stay)
{
	add(&before, "big", 1000, 0);
	add(&before, "huge", 3000, 0);
	add(&before, "s1", 1, 0);
	add(&before, "s2", 1, 0);
	add(&before, "s3", 1, 0);
	add(&after, "big", 400, 0);
	normalize();
	/* shares: 99.9, 299.8 and three of 0.1 */
	ck_assert_uint_eq(weight(&pair, "s1", DIFF_BEFORE), 1);
	ck_assert_uint_eq(weight(&pair, "s2", DIFF_BEFORE), 1);
	ck_assert_uint_eq(weight(&pair, "s3", DIFF_BEFORE), 1);
	ck_assert_uint_eq(weight(&pair, "big", DIFF_BEFORE), 99);
	ck_assert_uint_eq(weight(&pair, "huge", DIFF_BEFORE), 298);
	ck_assert_uint_eq(sum(&pair, DIFF_BEFORE), 400);
}
END_TEST

START_TEST(shares_are_not_bent)
{
	add(&before, "a", 100, 0);
	for (int i = 0; i < 26; i++) {
		char name[2] = {(char)('A' + i), 0};
		add(&before, name, 1, 0);
	}
	add(&after, "a", 63, 0); /* half */
	normalize();
	ck_assert_uint_eq(weight(&pair, "a", DIFF_BEFORE), 50);
	ck_assert_uint_eq(sum(&pair, DIFF_BEFORE), 50 + 26);
}
END_TEST

START_TEST(products_take_128_bits)
{
	add(&before, "a", UINT64_MAX - 1, 0);
	add(&before, "b", 1, 0);
	add(&after, "a", UINT64_MAX / 2, 0);
	normalize();
	ck_assert_uint_eq(weight(&pair, "b", DIFF_BEFORE), 1);
	ck_assert_uint_eq(weight(&pair, "a", DIFF_BEFORE), UINT64_MAX / 2 - 1);
}
END_TEST

START_TEST(decimals_scale_in_their_unit)
{
	add(&before, "a", 1, 0);
	add(&before, "b", 1, 0);
	add(&after, "a", 5, 1); /* 0.5 */
	normalize();
	ck_assert_uint_eq(pair.stacks.places, 1);
	ck_assert_uint_eq(weight(&pair, "a", DIFF_BEFORE), 3);
	ck_assert_uint_eq(weight(&pair, "b", DIFF_BEFORE), 2);
}
END_TEST

START_TEST(empty_sides_are_errors)
{
	add(&before, "a", 0, 0);
	add(&after, "a", 7, 0);
	make_pair();
	ck_assert_int_eq(diff_normalize(&pair, &err), STATUS_FAILED);
	ck_assert_ptr_nonnull(strstr(err.text, "zero"));
	profile_free(&pair);
	ck_assert_int_eq(diff_pair(&pair, &after, &before, &err), STATUS_OK);
	ck_assert_int_eq(diff_normalize(&pair, &err), STATUS_FAILED);
	ck_assert_uint_eq(weight(&pair, "a", DIFF_BEFORE), 7);
}
END_TEST

/* What holds for any numbers, tried on many. */
START_TEST(rules_hold)
{
	enum { STACKS = 40 };
	unsigned seed = (unsigned)_i * 7919u + 1u;
	uint64_t counts[STACKS], total = 0;
	for (int i = 0; i < STACKS; i++) {
		char name[2] = {(char)('@' + i), 0};
		seed = seed * 1103515245u + 12345u;
		counts[i] = (seed >> 16) % (1u << (seed >> 8) % 12u);
		total += counts[i];
		add(&before, name, counts[i], 0);
	}
	seed = seed * 1103515245u + 12345u;
	uint64_t wanted = (seed >> 16) % 5000 + 1;
	add(&after, "@", wanted, 0);
	if (!total)
		return;
	normalize();
	bool sum_fits = sum(&pair, DIFF_BEFORE) == wanted;
	for (int i = 0; i < STACKS; i++) {
		char name[2] = {(char)('@' + i), 0};
		uint64_t got = weight(&pair, name, DIFF_BEFORE);
		uint64_t whole = counts[i] * wanted / total;
		ck_assert_uint_le(got, whole + 1);
		ck_assert_uint_le(whole, got + 1);
		ck_assert_int_eq(got > 0, counts[i] > 0);
		if (!sum_fits && counts[i])
			ck_assert_uint_eq(got, whole ? whole - (whole >= 100) : 1);
	}
	if (!sum_fits)
		ck_assert_uint_gt(sum(&pair, DIFF_BEFORE), wanted);
}
END_TEST

Suite *diff_suite(void)
{
	Suite *suite = suite_create("diff");
	TCase *tests = tcase_create("diff");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, pairs);
	tcase_add_test(tests, strips_addresses);
	tcase_add_test(tests, equal_sums_stay);
	tcase_add_test(tests, largest_fractions_get_the_rest);
	tcase_add_test(tests, ties_go_by_sorted_order);
	tcase_add_test(tests, small_stacks_stay);
	tcase_add_test(tests, shares_are_not_bent);
	tcase_add_test(tests, products_take_128_bits);
	tcase_add_test(tests, decimals_scale_in_their_unit);
	tcase_add_test(tests, empty_sides_are_errors);
	tcase_add_loop_test(tests, rules_hold, 0, 50);
	suite_add_tcase(suite, tests);
	return suite;
}
