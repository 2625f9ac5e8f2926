#include "comparing.h"

#include <stdio.h>

Suite *compare_suite(void);

static struct error err;
static struct profile before, after;
static struct comparison comparison;
static const struct profile *pair = &comparison.pair;

static const struct normalization as_is, total = {.by = NORMALIZE_TOTAL},
					 whole = {.by = NORMALIZE_TOTAL, .integers = true};

static void set_up(void)
{
	profile_init(&before, 1);
	profile_init(&after, 1);
	comparison = (struct comparison){0};
	err.text[0] = '\0';
}

static void tear_down(void)
{
	profile_free(&before);
	profile_free(&after);
	comparison_free(&comparison);
}

static enum status compare(const struct normalization *how)
{
	struct runs runs;
	comparison_free(&comparison);
	runs_init(&runs, 1, 1);
	ck_assert_int_eq(runs_add(&runs, DIFF_BEFORE, &before, NULL, &err), STATUS_OK);
	ck_assert_int_eq(runs_add(&runs, DIFF_AFTER, &after, NULL, &err), STATUS_OK);
	enum status status = comparison_make(&runs, how, &comparison, &err);
	runs_free(&runs);
	return status;
}

static void normalize(const struct normalization *how)
{
	ck_assert_msg(compare(how) == STATUS_OK, "%s", err.text);
}

static uint64_t weight(const char *stack, unsigned column)
{
	return weight_of(pair, stack, column);
}

START_TEST(pairs)
{
	add_to(&before, "a;b", 3, 0);
	add_to(&before, "a;c", 4, 0);
	add_to(&after, "x", 5, 0);
	add_to(&after, "a;b", 25, 1); /* 2.5 */
	normalize(&as_is);
	ck_assert_uint_eq(pair->stacks.count, 3);
	ck_assert_uint_eq(pair->stacks.places, 1);
	ck_assert_uint_eq(weight("a;b", DIFF_BEFORE), 30);
	ck_assert_uint_eq(weight("a;b", DIFF_AFTER), 25);
	ck_assert_uint_eq(weight("a;c", DIFF_AFTER), 0);
	ck_assert_uint_eq(weight("x", DIFF_BEFORE), 0);
	ck_assert_uint_eq(weight("x", DIFF_AFTER), 50);
	ck_assert_uint_eq(comparison.totals[DIFF_BEFORE], 70);
	ck_assert_uint_eq(comparison.totals[DIFF_AFTER], 75);
}
END_TEST

START_TEST(equal_sums_stay)
{
	add_to(&before, "a", 2, 0);
	add_to(&before, "b", 1, 0);
	add_to(&after, "a", 3, 0);
	normalize(&total);
	ck_assert_uint_eq(pair->stacks.places, 0);
	ck_assert_uint_eq(weight("a", DIFF_BEFORE), 2);
	ck_assert_uint_eq(weight("b", DIFF_BEFORE), 1);
}
END_TEST

/* Shares of 10: 2.5, 3.75, 3.75, and none of them has to be rounded. */
START_TEST(decimals_where_shares_are)
{
	add_to(&before, "c", 2, 0);
	add_to(&before, "b", 3, 0);
	add_to(&before, "a", 3, 0);
	add_to(&after, "z", 10, 0);
	normalize(&total);
	ck_assert_uint_eq(pair->stacks.places, 3); /* 2.500 has four digits */
	ck_assert_uint_eq(weight("c", DIFF_BEFORE), 2500);
	ck_assert_uint_eq(weight("b", DIFF_BEFORE), 3750);
	ck_assert_uint_eq(weight("a", DIFF_BEFORE), 3750);
	ck_assert_uint_eq(weight("z", DIFF_AFTER), 10000);
	ck_assert_uint_eq(comparison.totals[DIFF_BEFORE], 10000);
}
END_TEST

/* The same in whole counts: the two units left go to the two largest remainders. */
START_TEST(largest_remainders_get_the_rest)
{
	add_to(&before, "c", 2, 0);
	add_to(&before, "b", 3, 0);
	add_to(&before, "a", 3, 0);
	add_to(&after, "z", 10, 0);
	normalize(&whole);
	ck_assert_uint_eq(weight("c", DIFF_BEFORE), 2);
	ck_assert_uint_eq(weight("b", DIFF_BEFORE), 4);
	ck_assert_uint_eq(weight("a", DIFF_BEFORE), 4);
	ck_assert_uint_eq(weight("z", DIFF_BEFORE), 0);
	ck_assert_uint_eq(weight("z", DIFF_AFTER), 10);
}
END_TEST

/* Equal remainders: first in the order of sorted stacks, not in that of adding. */
START_TEST(ties_go_by_sorted_order)
{
	add_to(&before, "b", 1, 0);
	add_to(&before, "a;z", 1, 0);
	add_to(&before, "a b", 1, 0);
	add_to(&after, "a", 4, 0);
	normalize(&whole);
	ck_assert_uint_eq(weight("a b", DIFF_BEFORE), 2);
	ck_assert_uint_eq(weight("a;z", DIFF_BEFORE), 1);
	ck_assert_uint_eq(weight("b", DIFF_BEFORE), 1);
}
END_TEST

/* Three stacks have a share of 0.1 of a unit and get one each; the others share the rest, 397, as
 * 1000 to 3000. */
START_TEST(small_stacks_stay)
{
	add_to(&before, "big", 1000, 0);
	add_to(&before, "huge", 3000, 0);
	add_to(&before, "s1", 1, 0);
	add_to(&before, "s2", 1, 0);
	add_to(&before, "s3", 1, 0);
	add_to(&after, "big", 400, 0);
	normalize(&whole);
	ck_assert_uint_eq(weight("s1", DIFF_BEFORE), 1);
	ck_assert_uint_eq(weight("s2", DIFF_BEFORE), 1);
	ck_assert_uint_eq(weight("s3", DIFF_BEFORE), 1);
	ck_assert_uint_eq(weight("big", DIFF_BEFORE), 99);
	ck_assert_uint_eq(weight("huge", DIFF_BEFORE), 298);
	ck_assert_uint_eq(column_sum(pair, DIFF_BEFORE), 400);
	normalize(&total); /* 4000 / 40.03, 12000 / 40.03, 4 / 40.03 */
	ck_assert_uint_eq(pair->stacks.places, 5);
	ck_assert_uint_eq(weight("s1", DIFF_BEFORE), 9993);
	ck_assert_uint_eq(weight("big", DIFF_BEFORE), 9992506);
	ck_assert_uint_eq(column_sum(pair, DIFF_BEFORE), 40000000);
}
END_TEST

START_TEST(more_stacks_than_counts_are_an_error)
{
	add_to(&before, "a", 5, 0);
	add_to(&before, "b", 5, 0);
	add_to(&before, "c", 5, 0);
	add_to(&after, "a", 2, 0);
	ck_assert_int_eq(compare(&whole), STATUS_FAILED);
	ck_assert_ptr_nonnull(strstr(err.text, "3 stacks cannot share 2 counts"));
	ck_assert_ptr_nonnull(strstr(err.text, "--integers"));
	ck_assert_uint_eq(pair->stacks.count, 0);
	normalize(&total);
	ck_assert_uint_eq(weight("a", DIFF_BEFORE) + weight("b", DIFF_BEFORE) +
	                          weight("c", DIFF_BEFORE),
	                  weight("a", DIFF_AFTER));
}
END_TEST

START_TEST(products_take_128_bits)
{
	add_to(&before, "a", UINT64_MAX - 1, 0);
	add_to(&before, "b", 1, 0);
	add_to(&after, "a", UINT64_MAX / 2, 0);
	normalize(&total);
	ck_assert_uint_eq(pair->stacks.places, 0); /* there is no room for more */
	ck_assert_uint_eq(weight("b", DIFF_BEFORE), 1);
	ck_assert_uint_eq(weight("a", DIFF_BEFORE), UINT64_MAX / 2 - 1);
}
END_TEST

START_TEST(decimals_after_are_kept)
{
	add_to(&before, "a", 1, 0);
	add_to(&before, "b", 1, 0);
	add_to(&after, "a", 5, 1); /* 0.5 */
	normalize(&total);
	ck_assert_uint_eq(pair->stacks.places, 4);
	ck_assert_uint_eq(weight("a", DIFF_BEFORE), 2500);
	ck_assert_uint_eq(weight("b", DIFF_BEFORE), 2500);
	ck_assert_uint_eq(weight("a", DIFF_AFTER), 5000);
	ck_assert_int_eq(compare(&whole), STATUS_FAILED); /* half a count is one at the nearest */
	ck_assert_ptr_nonnull(strstr(err.text, "2 stacks cannot share 1 counts"));
}
END_TEST

START_TEST(empty_sides_are_errors)
{
	add_to(&before, "a", 0, 0);
	add_to(&after, "a", 7, 0);
	ck_assert_int_eq(compare(&total), STATUS_FAILED);
	ck_assert_ptr_nonnull(strstr(err.text, "before add up to zero"));
	profile_free(&before);
	profile_init(&before, 1);
	struct profile swapped = before;
	before = after;
	after = swapped;
	ck_assert_int_eq(compare(&total), STATUS_FAILED);
	ck_assert_ptr_nonnull(strstr(err.text, "after add up to zero"));
}
END_TEST

/* Stacks with a frame that the expression fits have the same sum on both sides. */
START_TEST(by_a_frame)
{
	struct normalization how = {.by = NORMALIZE_FRAME};
	ck_assert_int_eq(pattern_compile("^work", 5, &how.frame, &err), STATUS_OK);
	add_to(&before, "main;work;x", 10, 0);
	add_to(&before, "main;work2", 20, 0);
	add_to(&before, "main;rest", 7, 0);
	add_to(&after, "main;work;work", 45, 0);
	add_to(&after, "main;homework", 100, 0);
	normalize(&how);
	ck_assert_uint_eq(pair->stacks.places, 2);
	ck_assert_uint_eq(weight("main;work;x", DIFF_BEFORE), 1500);
	ck_assert_uint_eq(weight("main;work2", DIFF_BEFORE), 3000);
	ck_assert_uint_eq(weight("main;rest", DIFF_BEFORE), 1050);
	ck_assert_uint_eq(weight("main;work;work", DIFF_AFTER), 4500);
	ck_assert_uint_eq(weight("main;homework", DIFF_AFTER), 10000);
	how.integers = true;
	normalize(&how); /* 10.5 is 11 at the nearest, halves up */
	ck_assert_uint_eq(weight("main;rest", DIFF_BEFORE), 11);
	pattern_free(how.frame);

	ck_assert_int_eq(pattern_compile("homework", 8, &how.frame, &err), STATUS_OK);
	ck_assert_int_eq(compare(&how), STATUS_FAILED);
	ck_assert_msg(strstr(err.text, "have no counts before"), "%s", err.text);
	pattern_free(how.frame);
	ck_assert_int_eq(pattern_compile("rest", 4, &how.frame, &err), STATUS_OK);
	ck_assert_int_eq(compare(&how), STATUS_FAILED);
	ck_assert_msg(strstr(err.text, "have no counts after"), "%s", err.text);
	pattern_free(how.frame);
}
END_TEST

START_TEST(by_a_factor)
{
	struct normalization how = {.by = NORMALIZE_FACTOR, .factor = {125, 3}}; /* 0.125 */
	add_to(&before, "a", 3, 0);
	add_to(&before, "b", 70, 1);
	add_to(&after, "a", 5, 0);
	normalize(&how);
	ck_assert_uint_eq(pair->stacks.places, 3);
	ck_assert_uint_eq(weight("a", DIFF_BEFORE), 375);
	ck_assert_uint_eq(weight("b", DIFF_BEFORE), 875);
	ck_assert_uint_eq(weight("a", DIFF_AFTER), 5000);
	/* the decimals go where counts with them do not fit */
	tear_down();
	set_up();
	add_to(&before, "a", 3, 0);
	add_to(&after, "a", 15, 1);
	how.factor = (struct decimal){UINT64_C(2000000000000000000), 0};
	normalize(&how);
	ck_assert_uint_eq(pair->stacks.places, 0);
	ck_assert_uint_eq(weight("a", DIFF_BEFORE), UINT64_C(6000000000000000000));
	ck_assert_uint_eq(weight("a", DIFF_AFTER), 2);
	how.factor = (struct decimal){UINT64_MAX, 0};
	ck_assert_int_eq(compare(&how), STATUS_FAILED);
	ck_assert_ptr_nonnull(strstr(err.text, "64 bits"));
}
END_TEST

START_TEST(options_are_read)
{
	static const struct {
		const char *text;
		enum normalize_by by;
		size_t offset; /* where it is wrong */
	} texts[] = {
		{"total", NORMALIZE_TOTAL, 0},
		{"frame:^a|b$", NORMALIZE_FRAME, 0},
		{"factor:0.25", NORMALIZE_FACTOR, 0},
		{"factor:0", NORMALIZE_NOT, 7},
		{"factor:-1", NORMALIZE_NOT, 7},
		{"factor:1e3", NORMALIZE_NOT, 7},
		{"frame:a(", NORMALIZE_NOT, 8},
		{"Total", NORMALIZE_NOT, 0},
		{"", NORMALIZE_NOT, 0},
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct normalization how = {0};
		size_t offset = 0;
		enum status status = normalization_parse(texts[i].text, &how, &offset, &err);
		ck_assert_int_eq(status, texts[i].by ? STATUS_OK : STATUS_FAILED);
		if (texts[i].by)
			ck_assert_int_eq(how.by, texts[i].by);
		else
			ck_assert_uint_eq(offset, texts[i].offset);
		normalization_free(&how);
	}
}
END_TEST

START_TEST(several_runs_are_averaged)
{
	static const char *const texts[] = {"a 1\nb 10\n", "a 2\n", "b 5\n", "a 30\n"};
	ck_assert_int_eq(compare_texts(texts, 3, 1, &as_is, &comparison, &err), STATUS_OK);
	/* sums 11, 2, 5: the mean is 6; a: 3 / 3, b: 15 / 3 */
	ck_assert_uint_eq(comparison.totals[DIFF_BEFORE], 6 * number_power10(pair->stacks.places));
	ck_assert_uint_eq(weight("a", DIFF_BEFORE), number_power10(pair->stacks.places));
	ck_assert_uint_eq(weight("b", DIFF_BEFORE), 5 * number_power10(pair->stacks.places));
	ck_assert_uint_eq(weight("a", DIFF_AFTER), 30 * number_power10(pair->stacks.places));
	ck_assert_ptr_nonnull(comparison.runs);
	comparison_free(&comparison);

	/* each run scaled to the mean after, 20: 2 + 18 and 20 + 0, whose mean is 11 + 9 */
	static const char *const scaled[] = {"a 1\nb 9\n", "a 2\n", "b 10\n", "a 30\n"};
	ck_assert_int_eq(compare_texts(scaled, 2, 2, &whole, &comparison, &err), STATUS_OK);
	ck_assert_uint_eq(weight("a", DIFF_BEFORE), 11);
	ck_assert_uint_eq(weight("b", DIFF_BEFORE), 9);
	ck_assert_uint_eq(weight("a", DIFF_AFTER), 10);
	ck_assert_uint_eq(weight("b", DIFF_AFTER), 10);
	ck_assert_double_eq(comparison.factors[0], 2);
	ck_assert_double_eq(comparison.factors[3], 20. / 30);
}
END_TEST

static unsigned seed;

static unsigned next(void)
{
	seed = seed * 1103515245u + 12345u;
	return seed >> 16;
}

/* Properties for any numbers, tested with many: sums are exact, nothing becomes 0, and in whole
 * counts no share is more than a unit off if none had to be raised to one. */
START_TEST(rules_hold)
{
	enum { STACKS = 40 };
	uint64_t counts[STACKS], sum = 0, least = UINT64_MAX, stacks = 0;
	seed = (unsigned)_i * 7919u + 1u;
	for (int i = 0; i < STACKS; i++) {
		char name[2] = {(char)('@' + i), 0};
		counts[i] = next() % (1u << next() % 12u);
		sum += counts[i];
		stacks += counts[i] > 0;
		if (counts[i] && counts[i] < least)
			least = counts[i];
		add_to(&before, name, counts[i], 0);
	}
	uint64_t wanted = next() % 5000 + 1;
	add_to(&after, "@", wanted, 0);
	if (!sum)
		return;
	for (int integers = 0; integers < 2; integers++) {
		if (compare(integers ? &whole : &total)) {
			ck_assert(integers && wanted < stacks);
			continue;
		}
		uint64_t unit = number_power10(pair->stacks.places);
		ck_assert_uint_eq(comparison.totals[DIFF_BEFORE], wanted * unit);
		for (int i = 0; i < STACKS; i++) {
			char name[2] = {(char)('@' + i), 0};
			uint64_t got = weight(name, DIFF_BEFORE);
			uint64_t share = counts[i] * wanted * unit / sum;
			ck_assert_int_eq(got > 0, counts[i] > 0);
			if (least * wanted * unit < sum)
				continue;
			ck_assert_uint_le(got, share + 1);
			ck_assert_uint_ge(got, share);
		}
	}
}
END_TEST

static char *folded(const struct normalization *how, const char *const texts[2])
{
	struct comparison made;
	struct buffer text = {0};
	ck_assert_int_eq(compare_texts(texts, 1, 1, how, &made, &err), STATUS_OK);
	for (size_t i = 0; i < made.pair.stacks.count; i++)
		for (int side = 0; side < DIFF_COLUMNS; side++) {
			char number[NUMBER_FORMAT_MAX];
			size_t size = decimal_format(
				number, made.pair.stacks.weights[i * DIFF_COLUMNS + (size_t)side],
				made.pair.stacks.places);
			buffer_append(&text, number, size);
			buffer_byte(&text, ' ');
		}
	buffer_byte(&text, '\0');
	comparison_free(&made);
	return text.data;
}

/* If all counts of the side before are multiplied by k, the result is the same, byte for byte. */
START_TEST(common_factors_change_nothing)
{
	static const char after_text[] = "a 11\nb 40\nc 7\ne 1\n";
	char texts[4][64];
	static const unsigned factors[4] = {1, 3, 1000, 999983};
	for (int i = 0; i < 4; i++)
		sprintf(texts[i], "a %u\nb %u\nc %u\nd %u\n", 5 * factors[i], 6 * factors[i],
		        81 * factors[i], factors[i]);
	for (int integers = 0; integers < 2; integers++) {
		const struct normalization *how = integers ? &whole : &total;
		char *first = folded(how, (const char *const[]){texts[0], after_text});
		for (int i = 1; i < 4; i++) {
			char *other = folded(how, (const char *const[]){texts[i], after_text});
			ck_assert_str_eq(first, other);
			free(other);
		}
		free(first);
	}
}
END_TEST

/* A factor of the side after scales both columns: shares stay within a unit of the coarser one. */
START_TEST(factors_after_keep_shares)
{
	static const char *const once[] = {"a 5\nb 6\nc 81\nd 1\n", "a 11\nb 40\nc 7\n"};
	static const char *const often[] = {"a 5\nb 6\nc 81\nd 1\n", "a 11000\nb 40000\nc 7000\n"};
	struct comparison other;
	ck_assert_int_eq(compare_texts(once, 1, 1, &total, &comparison, &err), STATUS_OK);
	ck_assert_int_eq(compare_texts(often, 1, 1, &total, &other, &err), STATUS_OK);
	double unit = (double)number_power10(pair->stacks.places);
	double other_unit = (double)number_power10(other.pair.stacks.places) * 1000;
	for (const char *name = "abcd"; *name; name++) {
		char stack[2] = {*name, 0};
		for (unsigned side = 0; side < DIFF_COLUMNS; side++)
			ck_assert_double_eq_tol(
				(double)weight(stack, side) / unit,
				(double)weight_of(&other.pair, stack, side) / other_unit, 1 / unit);
	}
	comparison_free(&other);
}
END_TEST

Suite *compare_suite(void)
{
	Suite *suite = suite_create("compare");
	TCase *tests = tcase_create("compare");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, pairs);
	tcase_add_test(tests, equal_sums_stay);
	tcase_add_test(tests, decimals_where_shares_are);
	tcase_add_test(tests, largest_remainders_get_the_rest);
	tcase_add_test(tests, ties_go_by_sorted_order);
	tcase_add_test(tests, small_stacks_stay);
	tcase_add_test(tests, more_stacks_than_counts_are_an_error);
	tcase_add_test(tests, products_take_128_bits);
	tcase_add_test(tests, decimals_after_are_kept);
	tcase_add_test(tests, empty_sides_are_errors);
	tcase_add_test(tests, by_a_frame);
	tcase_add_test(tests, by_a_factor);
	tcase_add_test(tests, options_are_read);
	tcase_add_test(tests, several_runs_are_averaged);
	tcase_add_test(tests, common_factors_change_nothing);
	tcase_add_test(tests, factors_after_keep_shares);
	tcase_add_loop_test(tests, rules_hold, 0, 100);
	suite_add_tcase(suite, tests);
	return suite;
}
