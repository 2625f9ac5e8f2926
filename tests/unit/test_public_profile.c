/* The public library: making profiles of samples. */
#include "public.h"
#include "reading.h"

#include <pthread.h>

Suite *public_profile_suite(void);

static struct sf_error error;

static void add(sf_profile *profile, const char *root, const char *leaf, uint64_t weight)
{
	const char *const frames[] = {root, leaf};
	ck_assert_int_eq(sf_profile_add(profile, frames, 2, &weight, &error), SF_OK);
}

/* What is added can be written as folded text, and read back. */
START_TEST(names_are_cleaned)
{
	sf_profile *profile = sf_profile_new(1, &error), *again = sf_profile_new(1, &error);
	add(profile, "main", "[u8; 4]", 1);
	add(profile, "main", "two\nlines\t\x7f", 2);
	add(profile, "main", "", 4);
	add(profile, NULL, "f", 8);
	add(profile, "# no comment", "#", 16);
	add(profile, "#", "f", 32);
	char *text = folded_of(profile, NULL);
	ck_assert_str_eq(text, "? no comment;# 16\n?;f 32\n[unknown];f 8\nmain;[u8: 4] 1\n"
	                       "main;[unknown] 4\nmain;two?lines?? 2\n");
	ck_assert_int_eq(
		sf_profile_read_memory(again, "text", text, strlen(text), NULL, NULL, &error),
		SF_OK);
	char *second = folded_of(again, NULL);
	ck_assert_str_eq(text, second);
	free(text);
	free(second);
	sf_profile_free(profile);
	sf_profile_free(again);
}
END_TEST

/* The state after a failure is the one that stackfold(3) describes. */
START_TEST(failures_change_nothing)
{
	static const uint64_t most = UINT64_MAX - 5;
	const char *const frames[] = {"main", "b"};
	sf_profile *profile = sf_profile_new(1, &error), *two = sf_profile_new(2, &error);
	uint64_t total = 7;
	ck_assert_int_eq(sf_profile_add(profile, frames, 2, &most, &error), SF_OK);
	ck_assert_int_eq(sf_profile_add(profile, frames, 2, &most, &error), SF_FAILED);
	ck_assert_int_eq(sf_profile_merge(profile, two, &error), SF_FAILED);
	ck_assert_int_eq(sf_profile_merge(profile, profile, &error), SF_FAILED);
	ck_assert_int_eq(sf_profile_total(profile, 1, &total, &error), SF_FAILED);
	ck_assert_uint_eq(total, 7);
	char *text = folded_of(profile, NULL);
	ck_assert_str_eq(text, "main;b 18446744073709551610\n");
	free(text);
	add(profile, "main", "a", 10);
	ck_assert_int_eq(sf_profile_total(profile, 0, &total, &error), SF_FAILED);
	ck_assert_int_eq(sf_profile_measured(profile, "clock", "ns", 1, &error), SF_FAILED);
	ck_assert_ptr_null(sf_profile_event(profile));
	sf_profile_free(profile);
	sf_profile_free(two);
}
END_TEST

/* Names of what was measured are cut and cleaned. */
START_TEST(measured_names_are_cleaned)
{
	char event[100], expected[64];
	memset(event, 'e', sizeof event - 1);
	event[sizeof event - 1] = '\0';
	memset(expected, 'e', sizeof expected - 1);
	expected[sizeof expected - 1] = '\0';
	ck_assert_int_eq(sf_profile_measured(runs[0], event, "a;b\n", 1, &error), SF_OK);
	ck_assert_str_eq(sf_profile_event(runs[0]), expected);
	ck_assert_str_eq(sf_profile_unit(runs[0]), "a?b?");
}
END_TEST

static int never(void *context, const char *const *frames, size_t depth, const uint64_t *weights)
{
	(void)context, (void)frames, (void)depth, (void)weights;
	return 1;
}

START_TEST(an_empty_profile_has_no_visits)
{
	sf_profile *profile = sf_profile_new(1, &error);
	int result = 7;
	ck_assert_int_eq(sf_profile_each(profile, never, NULL, &result, &error), SF_OK);
	ck_assert_int_eq(result, 0);
	sf_profile_free(profile);
}
END_TEST

static void *sample(void *context)
{
	for (uint64_t i = 1; i <= 100; i++)
		add(context, i % 2 ? "odd" : "even", "leaf", i);
	return NULL;
}

/* Threads sample into profiles of their own. */
START_TEST(merges_profiles)
{
	enum { THREADS = 4 };
	sf_profile *profiles[THREADS], *all = sf_profile_new(1, &error);
	pthread_t threads[THREADS];
	for (int i = 0; i < THREADS; i++) {
		profiles[i] = sf_profile_new(1, &error);
		ck_assert_int_eq(pthread_create(&threads[i], NULL, sample, profiles[i]), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		ck_assert_int_eq(sf_profile_measured(profiles[i], "clock", "ns", 100, &error),
		                 SF_OK);
		ck_assert_int_eq(sf_profile_merge(all, profiles[i], &error), SF_OK);
		sf_profile_free(profiles[i]);
	}
	char *text = folded_of(all, NULL);
	ck_assert_str_eq(text, "# samples: 400 of 20200 ns, clock;\n"
	                       "even;leaf 10200\nodd;leaf 10000\n");
	free(text);
	ck_assert_uint_eq(sf_profile_samples(all, 0), 400);
	ck_assert_int_eq(sf_profile_merge(all, all, &error), SF_FAILED);
	sf_profile *two = sf_profile_new(2, &error);
	ck_assert_int_eq(sf_profile_merge(all, two, &error), SF_FAILED);
	ck_assert_ptr_nonnull(strstr(error.text, "2 columns"));
	sf_profile_free(two);
	sf_profile_free(all);
}
END_TEST

struct drawing {
	const sf_profile *profile;
	const sf_options *options;
	char *text;
};

static void *draw(void *context)
{
	struct drawing *drawing = context;
	drawing->text = svg_of(drawing->profile, drawing->options);
	return NULL;
}

/* Threads draw the same profile by the same options. */
START_TEST(threads_share)
{
	enum { THREADS = 4 };
	sf_options *options = OPTIONS("base", "g", "inverted", "yes");
	struct drawing drawings[THREADS];
	pthread_t threads[THREADS];
	for (int i = 0; i < THREADS; i++) {
		drawings[i] = (struct drawing){runs[0], i % 2 ? options : NULL, NULL};
		ck_assert_int_eq(pthread_create(&threads[i], NULL, draw, &drawings[i]), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		ck_assert_str_eq(drawings[i].text, drawings[i % 2].text);
	}
	ck_assert_str_ne(drawings[0].text, drawings[1].text);
	for (int i = 0; i < THREADS; i++)
		free(drawings[i].text);
	sf_options_free(options);
}
END_TEST

/* A flame chart keeps the order of samples, over merging too. */
START_TEST(keeps_order)
{
	sf_profile *one = sf_profile_new(1, &error), *all = sf_profile_new(1, &error);
	ck_assert_int_eq(sf_profile_keep_order(one, &error), SF_OK);
	ck_assert_int_eq(sf_profile_keep_order(all, &error), SF_OK);
	add(one, "main", "z", 100);
	add(one, "main", "a", 100);
	add(one, "main", "z", 100);
	ck_assert_int_eq(sf_profile_merge(all, one, &error), SF_OK);
	sf_options *options = OPTIONS("flamechart", "yes");
	char *first = svg_of(one, options), *second = svg_of(all, options);
	ck_assert_str_eq(first, second);
	const char *z = strstr(first, ">z (");
	ck_assert_ptr_nonnull(z);
	ck_assert_ptr_nonnull(strstr(z, ">a ("));
	ck_assert_int_eq(sf_profile_write_svg_to(runs[0], keep, NULL, options, &error), SF_FAILED);
	ck_assert_ptr_nonnull(strstr(error.text, "sf_profile_keep_order"));
	ck_assert_int_eq(sf_profile_keep_order(all, &error), SF_FAILED);
	sf_options_free(options);
	free(first);
	free(second);
	sf_profile_free(one);
	sf_profile_free(all);
}
END_TEST

/* What is said of frames reaches palettes. */
START_TEST(describes_frames)
{
	sf_profile *profile = sf_profile_new(1, &error);
	add(profile, "main", "memcpy", 1000);
	sf_options *options = OPTIONS("colors", "by-module");
	char *before = svg_of(profile, options);
	ck_assert_int_eq(
		sf_profile_describe(profile, "memcpy", SF_CODE_USER, "/lib/libc.so.6", &error),
		SF_OK);
	char *after = svg_of(profile, options);
	ck_assert_ptr_null(strstr(before, "libc.so.6"));
	ck_assert_ptr_nonnull(strstr(after, "libc.so.6"));
	free(before);
	free(after);
	sf_profile_free(profile);
	/* before samples are read, too */
	profile = sf_profile_new(1, &error);
	sf_profile_describe(profile, "memcpy", SF_CODE_USER, "/lib/libc.so.6", &error);
	ck_assert_int_eq(
		sf_profile_read_memory(profile, "m", "main;memcpy 1000\n", 17, NULL, NULL, &error),
		SF_OK);
	after = svg_of(profile, options);
	ck_assert_ptr_nonnull(strstr(after, "libc.so.6"));
	free(after);
	sf_options_free(options);
	sf_profile_free(profile);
}
END_TEST

START_TEST(edits)
{
	sf_profile *profile = sf_profile_new(1, &error);
	const char *const deep[] = {"start", "main", "f", "g"};
	const uint64_t weight = 7;
	ck_assert_int_eq(sf_profile_add(profile, deep, 4, &weight, &error), SF_OK);
	add(profile, "other", "f", 1);
	sf_options *options = OPTIONS("skip-after", "main");
	ck_assert_int_eq(sf_profile_edit(profile, options, &error), SF_OK);
	char *text = folded_of(profile, NULL);
	ck_assert_str_eq(text, "main;f;g 7\nother;f 1\n");
	free(text);
	ck_assert_int_eq(sf_options_set(options, "base", "g", &error), SF_OK);
	ck_assert_int_eq(sf_profile_edit(profile, options, &error), SF_OK);
	text = folded_of(profile, NULL);
	ck_assert_str_eq(text, "g 7\n");
	free(text);
	sf_options_free(options);
	sf_profile_free(profile);
}
END_TEST

static void hear(void *context, sf_message kind, const char *text)
{
	ck_assert_int_eq(kind, SF_WARNING);
	strcpy(context, text);
}

/* The steps of edit-stacks. */
START_TEST(applies_steps)
{
	static const char script[] = "# all\nhide ^f$\n\nreverse\n";
	char heard[1024] = "";
	sf_options *options = sf_options_new(&error);
	sf_options_on_message(options, hear, heard);
	sf_profile *profile = sf_profile_new(1, &error);
	const char *const deep[] = {"main", "f", "g"};
	const uint64_t weight = 7;
	ck_assert_int_eq(sf_profile_add(profile, deep, 3, &weight, &error), SF_OK);
	add(profile, "other", "f", 1);
	ck_assert_int_eq(sf_profile_apply(profile, "focus", "(", NULL, &error), SF_FAILED);
	ck_assert_str_eq(error.text, "focus: missing closing parenthesis");
	ck_assert_int_eq(sf_profile_apply(profile, "focus", NULL, NULL, &error), SF_FAILED);
	ck_assert_str_eq(error.text, "focus: needs a value (REGEX)");
	ck_assert_int_eq(sf_profile_apply(profile, "bend", "f", NULL, &error), SF_FAILED);
	ck_assert_str_eq(error.text, "bend: there is no such step");
	ck_assert_int_eq(sf_profile_apply(profile, "hide", "nmain", options, &error), SF_OK);
	ck_assert_str_eq(heard, "--hide nmain: no frame matches; the nearest: main");
	ck_assert_int_eq(sf_profile_apply_script(profile, "view", script, options, &error), SF_OK);
	char *text = folded_of(profile, NULL);
	ck_assert_str_eq(text, "g;main 7\nother 1\n");
	free(text);
	ck_assert_int_eq(sf_profile_apply_script(profile, "view", "\nhid f", NULL, &error),
	                 SF_FAILED);
	ck_assert_str_eq(error.text, "view:2: there is no step 'hid' (did you mean hide?)");
	ck_assert_int_eq(sf_profile_apply(profile, "focus", "main", NULL, &error), SF_OK);
	ck_assert_int_eq(sf_profile_apply(profile, "ignore", "main", NULL, &error), SF_OK);
	ck_assert_uint_eq(sf_profile_stacks(profile), 0);
	sf_profile_free(profile);
	sf_options_free(options);
}
END_TEST

START_TEST(lists_steps)
{
	size_t count = 0;
	bool hides = false, reverses = false;
	const char *argument, *about;
	for (const char *name; (name = sf_step(count, &argument, &about)); count++) {
		hides |= strcmp(name, "hide") == 0 && strcmp(argument, "REGEX") == 0;
		reverses |= strcmp(name, "reverse") == 0 && !argument;
		ck_assert_uint_gt(strlen(about), 10);
	}
	ck_assert_uint_gt(count, 10);
	ck_assert(hides && reverses);
	ck_assert_ptr_nonnull(sf_step(0, NULL, NULL));
	ck_assert_ptr_null(sf_step(count + 1, NULL, NULL));
}
END_TEST

Suite *public_profile_suite(void)
{
	Suite *suite = suite_create("public_profile");
	TCase *tests = tcase_create("public_profile");
	tcase_add_checked_fixture(tests, make_runs, free_runs);
	tcase_add_test(tests, names_are_cleaned);
	tcase_add_test(tests, failures_change_nothing);
	tcase_add_test(tests, measured_names_are_cleaned);
	tcase_add_test(tests, an_empty_profile_has_no_visits);
	tcase_add_test(tests, merges_profiles);
	tcase_add_test(tests, threads_share);
	tcase_add_test(tests, keeps_order);
	tcase_add_test(tests, describes_frames);
	tcase_add_test(tests, edits);
	tcase_add_test(tests, applies_steps);
	tcase_add_test(tests, lists_steps);
	suite_add_tcase(suite, tests);
	return suite;
}
