/* The public library without memory: what gives data says so, and leaves nothing behind. */
#include "base/hooks.h"
#include "memory.h"
#include "public.h"
#include "reading.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

Suite *public_memory_suite(void);

static struct sf_error error;
static sf_profile *profile;
static sf_comparison *comparison;
static sf_history *history;
static sf_options *options;
static char path[32];

static int see_node(void *context, const struct sf_node *node)
{
	(void)context, (void)node;
	return 0;
}

static int see_rectangle(void *context, const struct sf_rectangle *rectangle)
{
	(void)context, (void)rectangle;
	return 0;
}

static int see_breach(void *context, const struct sf_breach *breach)
{
	(void)context, (void)breach;
	return 0;
}

static int see_level(void *context, const struct sf_level *level)
{
	(void)context, (void)level;
	return 0;
}

static int see_change(void *context, size_t at, double p)
{
	(void)context, (void)at, (void)p;
	return 0;
}

static int discard(void *context, const void *bytes, size_t size)
{
	(void)context, (void)bytes, (void)size;
	return 0;
}

static sf_status nodes(void)
{
	return sf_profile_each_node(profile, SF_TREE_CALLERS, "^[fg]$", 0, see_node, NULL, NULL,
	                            &error);
}

static sf_status rectangles(void)
{
	return sf_profile_each_rectangle(profile, options, see_rectangle, NULL, NULL, &error);
}

static sf_status breaches(void)
{
	return sf_comparison_each_breach(comparison, see_breach, NULL, NULL, &error);
}

static sf_status levels(void)
{
	return sf_history_each_level(history, "b", "f", 0, 0.05, see_level, NULL, NULL, &error);
}

static sf_status changes(void)
{
	static const double values[] = {1, 1, 1, 1, 1, 1, 9, 9, 9, 9, 9, 9};
	return sf_change_points(values, sizeof values / sizeof *values, 0.05, see_change, NULL,
	                        NULL, &error);
}

static sf_status folding(void)
{
	const char *const paths[] = {path, path};
	return sf_fold_to(paths, 2, discard, NULL, NULL, NULL, &error);
}

static sf_status reading_history(void)
{
	sf_history *made = sf_history_new(&error);
	sf_status status = made ? sf_history_read(made, path, NULL, &error) : SF_FATAL;
	sf_history_free(made);
	return status;
}

/* Each allocation fails once. */
static void check_all(sf_status (*call)(void))
{
	size_t at = 0;
	int failed;
	do {
		memory_fail_at(++at);
		const sf_status status = call();
		failed = memory_failed();
		memory_fail_at(0);
		ck_assert_msg(status == SF_OK || (failed && status == SF_FATAL), "%zu: %d %s", at,
		              (int)status, error.text);
	} while (failed);
	ck_assert_uint_gt(at, 1);
}

START_TEST(data_of_profiles)
{
	make_runs();
	profile = runs[0];
	options = OPTIONS("colors", "by-module", "base", "main");
	check_all(nodes);
	check_all(rectangles);
	sf_options_free(options);
	free_runs();
}
END_TEST

START_TEST(data_of_comparisons)
{
	make_runs();
	options = OPTIONS("fail-on", "total>1%");
	ck_assert_int_eq(sf_compare((const sf_profile *const *)runs, 3,
	                            (const sf_profile *const *)runs + 3, 3, options, &comparison,
	                            &error),
	                 SF_OK);
	check_all(breaches);
	sf_comparison_free(comparison);
	sf_options_free(options);
	free_runs();
}
END_TEST

START_TEST(data_of_histories)
{
	static const char text[] =
		"{\"run\": \"1\", \"benchmark\": \"b\", \"total\": 5, \"recordings\": 1, "
		"\"functions\": [{\"name\": \"f\", \"self\": 1, \"total\": 2}]}\n"
		"{\"run\": \"2\", \"benchmark\": \"b\", \"total\": 6, \"recordings\": 1, "
		"\"functions\": []}\n";
	reading_put(path, text, strlen(text));
	history = sf_history_new(&error);
	ck_assert_int_eq(sf_history_read(history, path, NULL, &error), SF_OK);
	check_all(levels);
	check_all(changes);
	check_all(reading_history);
	sf_history_free(history);
	unlink(path);
}
END_TEST

/* As streams, and of what is not sorted through a profile. */
START_TEST(folds)
{
	static const char *const texts[] = {"a;b 1\na;c 2\n", "a;b 1\na;c 2\na;a 3\n"};
	hooks.piece_size = 8;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		reading_put(path, texts[i], strlen(texts[i]));
		check_all(folding);
		unlink(path);
	}
	hooks.piece_size = 0;
}
END_TEST

Suite *public_memory_suite(void)
{
	Suite *suite = suite_create("public_memory");
	TCase *tests = tcase_create("public_memory");
	tcase_add_test(tests, data_of_profiles);
	tcase_add_test(tests, data_of_comparisons);
	tcase_add_test(tests, data_of_histories);
	tcase_add_test(tests, folds);
	suite_add_tcase(suite, tests);
	return suite;
}
