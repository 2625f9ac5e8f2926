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

/* Names that are in no stack any more, or not yet. */
START_TEST(functions_of_edited_stacks)
{
	char text[200] = "";
	ck_assert_int_eq(sf_profile_describe(profile, "e", SF_CODE_USER, NULL, &error), SF_OK);
	ck_assert_int_eq(sf_profile_apply(profile, "hide", "^f$", NULL, &error), SF_OK);
	ck_assert_int_eq(sf_profile_each_function(profile, list, text, NULL, &error), SF_OK);
	ck_assert_str_eq(text, "[hidden] - 0 5 5\ng - 0 1 1\n");
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

/* ---- trees ---- */

struct tree_text {
	char text[1000];
	const char *skip;
};

static int draw_node(void *context, const struct sf_node *node)
{
	struct tree_text *seen = context;
	sprintf(seen->text + strlen(seen->text), "%*s%s %llu %llu\n", (int)node->depth, "",
	        node->name, (unsigned long long)*node->self, (unsigned long long)*node->total);
	return seen->skip && strcmp(seen->skip, node->name) == 0 ? SF_SKIP : 0;
}

static const char *tree_of(struct tree_text *seen, sf_tree tree, const char *function, double least)
{
	int result = 7;
	*seen->text = '\0';
	ck_assert_msg(sf_profile_each_node(profile, tree, function, least, draw_node, seen, &result,
	                                   &error) == SF_OK,
	              "%s", error.text);
	ck_assert_int_eq(result, 0);
	return seen->text;
}

/* main;f 10, f;f 5, main;g 1, and a stack that goes deeper. */
START_TEST(nodes)
{
	struct tree_text seen = {.skip = NULL};
	const char *const deep[] = {"main", "f", "h", "i"};
	const uint64_t two = 2;
	ck_assert_int_eq(sf_profile_add(profile, deep, 4, &two, &error), SF_OK);
	ck_assert_str_eq(tree_of(&seen, SF_TREE_ALL, NULL, 0),
	                 "main 0 13\n f 10 12\n  h 0 2\n   i 2 2\n g 1 1\nf 0 5\n f 5 5\n");
	ck_assert_str_eq(tree_of(&seen, SF_TREE_ALL, NULL, 0.1),
	                 "main 0 13\n f 10 12\n  h 0 2\n   i 2 2\nf 0 5\n f 5 5\n");
	ck_assert_str_eq(tree_of(&seen, SF_TREE_CALLEES, "f", 0),
	                 "f 10 17\n f 5 5\n h 0 2\n  i 2 2\n");
	ck_assert_str_eq(tree_of(&seen, SF_TREE_CALLERS, "f", 0), "f 5 17\n main 12 12\n");
	ck_assert_str_eq(tree_of(&seen, SF_TREE_CALLERS, "^[gi]$", 0),
	                 "i 0 2\n h 0 2\n  f 0 2\n   main 2 2\ng 0 1\n main 1 1\n");
	seen.skip = "h";
	ck_assert_str_eq(tree_of(&seen, SF_TREE_CALLEES, "f", 0), "f 10 17\n f 5 5\n h 0 2\n");
	seen.skip = "main";
	ck_assert_str_eq(tree_of(&seen, SF_TREE_ALL, NULL, 0), "main 0 13\nf 0 5\n f 5 5\n");
}
END_TEST

START_TEST(wrong_nodes)
{
	struct tree_text seen = {.skip = NULL};
	ck_assert_int_eq(sf_profile_each_node(profile, SF_TREE_CALLERS, "nothing", 0, draw_node,
	                                      &seen, NULL, &error),
	                 SF_FAILED);
	ck_assert_ptr_nonnull(strstr(error.text, "no function has the name 'nothing'"));
	ck_assert_int_eq(sf_profile_each_node(profile, SF_TREE_CALLEES, NULL, 0, draw_node, &seen,
	                                      NULL, &error),
	                 SF_FAILED);
	ck_assert_int_eq(
		sf_profile_each_node(profile, SF_TREE_ALL, "f", 0, draw_node, &seen, NULL, &error),
		SF_FAILED);
	ck_assert_int_eq(
		sf_profile_each_node(profile, (sf_tree)3, "f", 0, draw_node, &seen, NULL, &error),
		SF_FAILED);
	sf_profile *empty = sf_profile_new(2, &error);
	ck_assert_int_eq(
		sf_profile_each_node(empty, SF_TREE_ALL, NULL, 0, draw_node, &seen, NULL, &error),
		SF_OK);
	ck_assert_str_eq(seen.text, "");
	sf_profile_free(empty);
}
END_TEST

/* ---- rectangles ---- */

static int draw_rectangle(void *context, const struct sf_rectangle *at)
{
	char *text = context;
	sprintf(text + strlen(text), "%u %zu %s %.4f %.4f %llu %llu\n", at->graph, at->depth,
	        at->name ? at->name : "all", at->left, at->right, (unsigned long long)at->self[1],
	        (unsigned long long)at->total[1]);
	ck_assert(at->red || at->green || at->blue);
	return at->name && strcmp(at->name, "g") == 0 ? 9 : 0;
}

START_TEST(rectangles)
{
	char text[500] = "";
	int result = 0;
	ck_assert_int_eq(
		sf_profile_each_rectangle(profile, NULL, draw_rectangle, text, &result, &error),
		SF_OK);
	ck_assert_str_eq(text, "0 0 all 0.0000 1.0000 0 16\n0 1 f 0.0000 0.3125 0 5\n"
	                       "0 2 f 0.0000 0.3125 5 5\n0 1 main 0.3125 1.0000 0 11\n"
	                       "0 2 f 0.3125 0.9375 10 10\n0 2 g 0.9375 1.0000 1 1\n");
	ck_assert_int_eq(result, 9);
	*text = '\0';
	sf_options *options = OPTIONS("base", "main", "total", "22", "minwidth", "50%");
	ck_assert_int_eq(
		sf_profile_each_rectangle(profile, options, draw_rectangle, text, &result, &error),
		SF_OK);
	ck_assert_msg(strncmp(text, "0 0 all 0.0000 1.0000 0 11\n", 27) == 0, "%s", text);
	ck_assert_int_eq(result, 0);
	sf_options_free(options);
	options = OPTIONS("colors", "puce");
	ck_assert_int_eq(
		sf_profile_each_rectangle(profile, options, draw_rectangle, text, NULL, &error),
		SF_FAILED);
	ck_assert_str_eq(error.place, "colors");
	sf_options_free(options);
}
END_TEST

/* The graphs of a pair are on one scale. */
START_TEST(rectangles_of_a_pair)
{
	char text[500] = "";
	sf_profile *both = sf_profile_new(2, &error);
	const char *const frames[] = {"main"};
	const uint64_t weights[] = {4, 8};
	ck_assert_int_eq(sf_profile_add(both, frames, 1, weights, &error), SF_OK);
	sf_options *options = OPTIONS("diff-layout", "pair");
	ck_assert_int_eq(
		sf_profile_each_rectangle(both, options, draw_rectangle, text, NULL, &error),
		SF_OK);
	ck_assert_str_eq(text, "0 0 all 0.0000 0.5000 0 8\n0 1 main 0.0000 0.5000 8 8\n"
	                       "1 0 all 0.0000 1.0000 0 8\n1 1 main 0.0000 1.0000 8 8\n");
	sf_options_free(options);
	sf_profile_free(both);
}
END_TEST

Suite *public_ranking_suite(void)
{
	Suite *suite = suite_create("public_ranking");
	TCase *cases = tcase_create("public_ranking");
	tcase_add_checked_fixture(cases, set_up, tear_down);
	tcase_add_test(cases, functions);
	tcase_add_test(cases, functions_of_edited_stacks);
	tcase_add_test(cases, no_functions);
	tcase_add_test(cases, sums_that_do_not_fit);
	tcase_add_test(cases, reports);
	tcase_add_test(cases, wrong_reports);
	tcase_add_test(cases, nodes);
	tcase_add_test(cases, wrong_nodes);
	tcase_add_test(cases, rectangles);
	tcase_add_test(cases, rectangles_of_a_pair);
	suite_add_tcase(suite, cases);
	return suite;
}
