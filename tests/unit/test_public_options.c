/* The public library: options, what they change in pictures, and versions. */
#include "public.h"
#include "reading.h"

#include "config.h"

Suite *public_options_suite(void);

static struct sf_error error;

START_TEST(options_by_name)
{
	sf_options *options = sf_options_new(&error);
	static const struct {
		const char *name, *value, *text;
	} wrong[] = {
		{"nosuch", "1", "no such option"},    {"inverted", "maybe", "neither yes nor no"},
		{"height", "-1", "number above 0"},   {"threads", "1.5", "whole number"},
		{"report", "text", "sf_comparison_"}, {"list-formats", "yes", "sf_format()"},
	};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		ck_assert_int_eq(sf_options_set(options, wrong[i].name, wrong[i].value, &error),
		                 SF_FAILED);
		ck_assert_ptr_nonnull(strstr(error.text, wrong[i].text));
		ck_assert_str_eq(error.place, wrong[i].name);
	}
	ck_assert_int_eq(sf_options_set_flag(options, "inverted", 1, &error), SF_OK);
	ck_assert_int_eq(sf_options_set_flag(options, "title", 1, &error), SF_FAILED);
	ck_assert_int_eq(sf_options_set_number(options, "width", 800, &error), SF_OK);
	ck_assert_int_eq(sf_options_set_number(options, "threads", 2, &error), SF_OK);
	ck_assert_int_eq(sf_options_set_number(options, "inverted", 2, &error), SF_FAILED);
	sf_options_free(options);
	sf_options_free(NULL);
}
END_TEST

/* Each value of an option shows, and NULL brings the default back. */
START_TEST(options_reach_the_picture)
{
	static const struct {
		const char *name, *value, *shows;
	} rows[] = {
		{"title", "My <title>", "My &lt;title&gt;"},
		{"subtitle", "a second heading", "a second heading"},
		{"width", "777", "width=\"777\""},
		{"countname", "drops", "drops"},
		{"notes", "a note", "a note"},
		{"search-color", "#123456", "#123456"},
		{"inverted", "yes", "Icicle Graph"},
	};
	char *plain = svg_of(runs[0], NULL);
	sf_options *options = sf_options_new(&error);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		ck_assert_msg(!strstr(plain, rows[i].shows), "%s", rows[i].name);
		sf_options_set(options, rows[i].name, rows[i].value, &error);
		char *text = svg_of(runs[0], options);
		ck_assert_msg(strstr(text, rows[i].shows) != NULL, "%s", rows[i].name);
		free(text);
		ck_assert_int_eq(sf_options_set(options, rows[i].name, NULL, &error), SF_OK);
		text = svg_of(runs[0], options);
		ck_assert_str_eq(text, plain);
		free(text);
	}
	ck_assert_ptr_nonnull(strstr(plain, "<title>main "));
	ck_assert_int_eq(sf_options_set(options, "base", "g", &error), SF_OK);
	char *text = svg_of(runs[0], options);
	ck_assert_ptr_null(strstr(text, "<title>main "));
	free(text);
	ck_assert_int_eq(sf_options_set(options, "base", NULL, &error), SF_OK);
	text = svg_of(runs[0], options);
	ck_assert_str_eq(text, plain); /* drawing changed nothing */
	free(text);
	sf_options_set(options, "colors", "beautiful", &error);
	ck_assert_int_eq(sf_profile_write_svg_to(runs[0], keep, NULL, options, &error), SF_FAILED);
	ck_assert_str_eq(error.place, "colors");
	sf_options_free(options);
	free(plain);
}
END_TEST

/* Values that are of the option's type, but make no picture; NULL: they make one. */
START_TEST(values_that_make_no_picture)
{
	static const struct {
		const char *name, *value, *message;
	} rows[] = {
		{"width", "20", "--width: '20' is not a number above 20, nor 100%"},
		{"width", "21", NULL},
		{"width", "100%", NULL},
		{"width", "50%", "--width: '50%' is not a number above 20, nor 100%"},
		{"width", "1e9", "--width: "},
		{"height", "1.9", "--height: a frame has 2 px or more"},
		{"height", "2", NULL},
		{"height", "1e9", "--height: "},
		{"fontsize", "1e9", "--fontsize: too large"},
		{"minwidth", "1", NULL},
		{"minwidth", "1%", NULL},
		{"minwidth", "1%%", "--minwidth: '1%%' is neither a number (px) nor N%"},
		{"minwidth", "-1", "--minwidth: "},
		{"minwidth", "x", "--minwidth: "},
		{"total", "1000", NULL},
		{"total", "x", "--total: 'x' is not a number"},
		{"total", "10%", "--total: '10%' is not a number"},
		{"notes", "a<b", "--notes: the text must not contain < or >"},
		{"notes", "a>b", "--notes: "},
		{"fonttype", "a;b", "--fonttype: 'a;b' is not a list of font families"},
		{"fonttype", "Verdana, sans-serif", NULL},
		{"encoding", "UTF-8", NULL},
		{"encoding", "ISO-8859-1", NULL},
		{"encoding", "utf-16le",
	         "--encoding: 'utf-16le' is not an encoding that contains ASCII"},
		{"encoding", "UTF16", "--encoding: "},
		{"encoding", "UTF-32", "--encoding: "},
		{"encoding", "utf32", "--encoding: "},
		{"encoding", "UCS-2", "--encoding: "},
		{"encoding", "ISO-10646-UCS-4", "--encoding: "},
		{"encoding", "8859-1", "--encoding: "},
		{"encoding", "x y", "--encoding: "},
		{"encoding", "", "--encoding: "},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		sf_options *options = sf_options_new(&error);
		ck_assert_msg(sf_options_set(options, rows[i].name, rows[i].value, &error) == SF_OK,
		              "%s %s: %s", rows[i].name, rows[i].value, error.text);
		error.text[0] = '\0';
		char *text = NULL;
		size_t size;
		FILE *file = open_memstream(&text, &size);
		const sf_status status = sf_profile_write_svg_to(runs[0], keep, file, options,
		                                                 &error);
		fclose(file);
		free(text);
		ck_assert_msg((status == SF_OK) == !rows[i].message, "%s %s: %s", rows[i].name,
		              rows[i].value, error.text);
		ck_assert_msg(
			!rows[i].message ||
				strstr(error.text, rows[i].message + (*error.text == '-' ? 0 : 2)),
			"%s %s: %s", rows[i].name, rows[i].value, error.text);
		sf_options_free(options);
	}
}
END_TEST

static int refuse(void *context, const void *bytes, size_t size)
{
	(void)context, (void)bytes, (void)size;
	return 1;
}

START_TEST(writing_may_fail)
{
	ck_assert_int_eq(sf_profile_write_folded_to(runs[0], refuse, NULL, NULL, &error), SF_FATAL);
	ck_assert_int_eq(sf_profile_write_svg_to(runs[0], refuse, NULL, NULL, &error), SF_FATAL);
	ck_assert_ptr_nonnull(strstr(error.text, "cannot write"));
	ck_assert_int_eq(sf_profile_write_folded(runs[0], "/nonexistent/x", NULL, NULL), SF_FATAL);
}
END_TEST

START_TEST(versions)
{
	char text[32];
	snprintf(text, sizeof text, "%d.%d.%d", SF_VERSION_MAJOR, SF_VERSION_MINOR,
	         SF_VERSION_PATCH);
	ck_assert_str_eq(text, PACKAGE_VERSION);
	ck_assert_str_eq(SF_VERSION_STRING, PACKAGE_VERSION);
	ck_assert_str_eq(sf_version(), PACKAGE_VERSION);
	ck_assert_uint_eq(sf_version_number(), SF_VERSION);
	const char *about;
	int available = 0, folded = 0;
	for (size_t i = 0; sf_format(i, &about, &available); i++)
		folded += strcmp(sf_format(i, NULL, NULL), "folded") == 0 && available && *about;
	ck_assert_int_eq(folded, 1);
}
END_TEST

Suite *public_options_suite(void)
{
	Suite *suite = suite_create("public_options");
	TCase *tests = tcase_create("public_options");
	tcase_add_checked_fixture(tests, make_runs, free_runs);
	tcase_add_test(tests, options_by_name);
	tcase_add_test(tests, options_reach_the_picture);
	tcase_add_test(tests, values_that_make_no_picture);
	tcase_add_test(tests, writing_may_fail);
	tcase_add_test(tests, versions);
	suite_add_tcase(suite, tests);
	return suite;
}
