/* The public library: histories of benchmarks, and changes of level. */
#include "public.h"
#include "reading.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

Suite *public_history_suite(void);

static struct sf_error error;

enum { RUNS = 20, CHANGE = 12 };

/* A function that takes 10 % of the first runs and 30 % of those after a change; two lines are
 * damaged. */
static void write_history(char *path)
{
	char *text;
	size_t size;
	FILE *file = open_memstream(&text, &size);
	for (int i = 0; i < RUNS; i++) {
		fprintf(file,
		        "{\"run\": \"r%d\", \"benchmark\": \"parse\", \"unit\": \"ns\", \"total\": "
		        "%d, "
		        "\"recordings\": 1, \"samples\": 100, \"min_share_percent\": 1, "
		        "\"functions\": [{\"name\": \"f\", \"self\": %d.5, \"total\": %d.25}]}\n",
		        i, 1000 + i % 3, i < CHANGE ? 10 : 30, i < CHANGE ? 10 : 30);
		if (i == 3)
			fprintf(file, "damaged\n{}\n");
	}
	fprintf(file, "{\"run\": \"r0\", \"benchmark\": \"draw\", \"total\": 5, \"recordings\": 1, "
	              "\"functions\": []}\n");
	fclose(file);
	reading_put(path, text, size);
	free(text);
}

static void hear(void *context, sf_message kind, const char *text)
{
	ck_assert_int_eq(kind, SF_WARNING);
	strcat(context, text);
}

static int list(void *context, const struct sf_level *level)
{
	char *text = context;
	sprintf(text + strlen(text), "%s %zu %zu %g %d\n", level->run, level->first, level->count,
	        level->level, level->p <= 0.01);
	return 0;
}

static int stop_there(void *context, const struct sf_level *level)
{
	++*(int *)context;
	return level->count > 1 ? 7 : 0;
}

START_TEST(levels)
{
	char path[32], said[2000] = "", text[200] = "";
	int calls = 0, result = 0;
	sf_options *options = OPTIONS(NULL, NULL);
	sf_options_on_message(options, hear, said);
	sf_history *history = sf_history_new(&error);
	write_history(path);
	ck_assert_int_eq(sf_history_read(history, path, options, &error), SF_OK);
	ck_assert_msg(strstr(said, ": line 5: ") && strstr(said, "lines left out: 2"), "%s", said);
	ck_assert_str_eq(sf_history_benchmark(history, 0), "parse");
	ck_assert_str_eq(sf_history_benchmark(history, 1), "draw");
	ck_assert_ptr_null(sf_history_benchmark(history, 2));
	ck_assert_int_eq(
		sf_history_each_level(history, "parse", "f", 0, 0.01, list, text, NULL, &error),
		SF_OK);
	ck_assert_str_eq(text, "r0 0 12 10.5 0\nr12 12 8 30.5 1\n");
	*text = '\0';
	ck_assert_int_eq(
		sf_history_each_level(history, "parse", "f", 1, 0.01, list, text, NULL, &error),
		SF_OK);
	ck_assert_str_eq(text, "r0 0 12 10.25 0\nr12 12 8 30.25 1\n");
	*text = '\0';
	ck_assert_int_eq(
		sf_history_each_level(history, "parse", NULL, 0, 0.01, list, text, NULL, &error),
		SF_OK);
	ck_assert_str_eq(text, "r0 0 20 1001 0\n");
	ck_assert_int_eq(sf_history_each_level(history, "parse", "f", 0, 0.01, stop_there, &calls,
	                                       &result, &error),
	                 SF_OK);
	ck_assert_int_eq(calls, 1);
	ck_assert_int_eq(result, 7);
	ck_assert_int_eq(
		sf_history_each_level(history, "none", "f", 0, 0.01, list, text, NULL, &error),
		SF_FAILED);
	ck_assert_str_eq(error.text, "the history has no benchmark 'none'");
	unlink(path);
	ck_assert_int_eq(sf_history_read(history, "/", NULL, &error), SF_FAILED);
	ck_assert_str_eq(error.place, "/");
	sf_history_free(history);
	sf_history_free(NULL);
	sf_options_free(options);
}
END_TEST

static int note(void *context, size_t at, double p)
{
	char *text = context;
	sprintf(text + strlen(text), "%zu %d\n", at, p <= 0.01);
	return 0;
}

START_TEST(change_points)
{
	double values[RUNS];
	char text[100] = "";
	for (int i = 0; i < RUNS; i++)
		values[i] = (i < CHANGE ? 5 : 9) + i % 2 * 0.1;
	ck_assert_int_eq(sf_change_points(values, RUNS, 0.01, note, text, NULL, &error), SF_OK);
	ck_assert_str_eq(text, "12 1\n");
	ck_assert_int_eq(sf_change_points(values, CHANGE, 0.01, note, text, NULL, &error), SF_OK);
	ck_assert_int_eq(sf_change_points(values, 1, 0.01, note, text, NULL, &error), SF_OK);
	ck_assert_int_eq(sf_change_points(NULL, 0, 0.01, note, text, NULL, &error), SF_OK);
	ck_assert_str_eq(text, "12 1\n");
}
END_TEST

Suite *public_history_suite(void)
{
	Suite *suite = suite_create("public_history");
	TCase *tests = tcase_create("public_history");
	tcase_add_test(tests, levels);
	tcase_add_test(tests, change_points);
	suite_add_tcase(suite, tests);
	return suite;
}
