/* The public library: what functions weigh, and lists of them. */
#include "public.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Suite *public_ranking_suite(void);

static struct sf_error error;
static sf_profile *profile;

static void add(const char *root, const char *leaf, uint64_t weight)
{
	const char *const frames[] = {root, leaf};
	ck_assert_int_eq(sf_profile_add(profile, frames, 2, &weight, &error), SF_OK);
}

static void set_up(void)
{
	profile = sf_profile_new(1, &error);
	add("main", "f", 10);
	add("f", "f", 5);
	add("main", "g", 1);
	ck_assert_int_eq(sf_profile_describe(profile, "f", SF_CODE_USER, "/bin/app", &error),
	                 SF_OK);
}

static void tear_down(void)
{
	sf_profile_free(profile);
}

static int list(void *context, const struct sf_function *function)
{
	char *text = context;
	sprintf(text + strlen(text), "%s %s %u %llu %llu\n", function->name,
	        function->module ? function->module : "-", function->kinds,
	        (unsigned long long)*function->self, (unsigned long long)*function->total);
	return strcmp(function->name, "g") == 0 ? 3 : 0;
}

START_TEST(functions)
{
	char text[200] = "";
	int result = 7;
	ck_assert_int_eq(sf_profile_each_function(profile, list, text, &result, &error), SF_OK);
	ck_assert_str_eq(text, "f /bin/app 1 15 15\ng - 0 1 1\n");
	ck_assert_int_eq(result, 3);
}
END_TEST

START_TEST(no_functions)
{
	char text[20] = "";
	int result = 7;
	sf_profile *empty = sf_profile_new(1, &error);
	ck_assert_int_eq(sf_profile_each_function(empty, list, text, &result, &error), SF_OK);
	ck_assert_int_eq(result, 0);
	ck_assert_str_eq(text, "");
	sf_profile_free(empty);
}
END_TEST

START_TEST(sums_that_do_not_fit)
{
	char text[20] = "";
	add("main", "h", UINT64_MAX);
	ck_assert_int_eq(sf_profile_each_function(profile, list, text, NULL, &error), SF_FAILED);
	ck_assert_int_eq(sf_profile_write_report(profile, "text", "/dev/null", NULL, &error),
	                 SF_FAILED);
	ck_assert_str_eq(text, "");
}
END_TEST

/* The report as a text. */
static char *report_of(const char *format, const sf_options *options, sf_status expected)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);
	ck_assert_int_eq(sf_profile_write_report_to(profile, format, keep, file, options, &error),
	                 expected);
	fclose(file);
	return text;
}

START_TEST(reports)
{
	sf_options *options = OPTIONS("functions", "yes", "top", "1");
	char *text = report_of("csv", options, SF_OK);
	ck_assert_str_eq(text, "list,subject,rank,level,name,module,self,self_percent,total,"
	                       "total_percent\r\nfunctions,,1,0,f,/bin/app,15,93.75,15,93.75\r\n");
	free(text);
	sf_options_free(options);
	text = report_of("text", NULL, SF_OK);
	ck_assert_ptr_nonnull(strstr(text, "Hottest functions, by self"));
	free(text);
}
END_TEST

START_TEST(wrong_reports)
{
	sf_options *options = OPTIONS("callers", "nothing");
	free(report_of("junit", NULL, SF_FAILED));
	ck_assert_str_eq(error.text, "'junit' is none of text, markdown, json and csv");
	free(report_of("text", options, SF_FAILED));
	ck_assert_ptr_nonnull(strstr(error.text, "no function has the name 'nothing'"));
	sf_options_free(options);
	options = OPTIONS("by", "sum");
	free(report_of("text", options, SF_FAILED));
	ck_assert_str_eq(error.place, "by");
	sf_options_free(options);
}
END_TEST

Suite *public_ranking_suite(void)
{
	Suite *suite = suite_create("public_ranking");
	TCase *cases = tcase_create("public_ranking");
	tcase_add_checked_fixture(cases, set_up, tear_down);
	tcase_add_test(cases, functions);
	tcase_add_test(cases, no_functions);
	tcase_add_test(cases, sums_that_do_not_fit);
	tcase_add_test(cases, reports);
	tcase_add_test(cases, wrong_reports);
	suite_add_tcase(suite, cases);
	return suite;
}
