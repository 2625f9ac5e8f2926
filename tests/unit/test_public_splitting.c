/* The public library: profiles in parts. */
#include "public.h"
#include "reading.h"

#include "config.h"

#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

/* Options that the tests make, freed at their end. */
static sf_options *made_options[16];
static size_t made_count;

static sf_options *made(sf_options *options)
{
	ck_assert_uint_lt(made_count, sizeof made_options / sizeof *made_options);
	made_options[made_count++] = options;
	return options;
}

static void free_options(void)
{
	while (made_count)
		sf_options_free(made_options[--made_count]);
}

Suite *public_splitting_suite(void);

static struct sf_error error;

/* Two threads of one process, and a sample of an unknown time. */
static const char text[] = "app 7/7 [000] 1.5: 1000 cpu-clock: \n\t1 work (app)\n\t2 main (app)\n\n"
			   "aid 7/8 [001] 2.5: 1000 cpu-clock: \n\t1 wait (app)\n\n"
			   "app 7/7 [000] 4.25: 500 cpu-clock: \n\t1 work (app)\n\t2 main (app)\n\n"
			   "app 7/7 [000] 250 cpu-clock: \n\t1 idle (app)\n\n";

static sf_profile *profile_of(const sf_options *options)
{
	sf_profile *profile = sf_profile_new(1, &error);
	ck_assert_msg(
		!sf_profile_read_memory(profile, "text", text, strlen(text), options, NULL, &error),
		"%s", error.text);
	return profile;
}

/* Notes each part and its folded text. */
static int note(void *context, const sf_profile *profile, const struct sf_part *part)
{
	char *folded = folded_of(profile, made(OPTIONS("plain", "yes")));
	uint64_t total;
	ck_assert_int_eq(sf_profile_total(profile, 0, &total, &error), SF_OK);
	fprintf(context, "%s %s %s %" PRId64 " %" PRId64 " %" PRId64, part->comm ? part->comm : "-",
	        part->event ? part->event : "-", part->label ? part->label : "-", part->pid,
	        part->tid, part->cpu);
	fprintf(context, " %" PRIu64 " %" PRIu64 " %" PRIu64 " of %" PRIu64 " %s\n%s", part->from,
	        part->to, part->samples, total, sf_profile_unit(profile), folded);
	free(folded);
	return 0;
}

static void expect_parts(const sf_options *options, const char *expected)
{
	char *found = NULL;
	size_t size;
	int result = 7;
	FILE *file = open_memstream(&found, &size);
	sf_profile *profile = profile_of(options);
	ck_assert_msg(!sf_profile_split(profile, options, note, file, &result, &error), "%s",
	              error.text);
	ck_assert_int_eq(result, 0);
	fclose(file);
	ck_assert_str_eq(found, expected);
	free(found);
	sf_profile_free(profile);
}

START_TEST(parts)
{
	expect_parts(made(OPTIONS("split-by", "thread")),
	             "app - - 7 7 -1 1500000000 4250000000 3 of 1750 ns\n"
	             "app;idle 250\napp;main;work 1500\n"
	             "aid - - 7 8 -1 2500000000 2500000000 1 of 1000 ns\naid;wait 1000\n");
	expect_parts(made(OPTIONS("split-by", "cpu,event", "every", "2")),
	             "- cpu-clock - -1 -1 0 1500000000 1500000000 1 of 1000 ns\n"
	             "app;main;work 1000\n"
	             "- cpu-clock - -1 -1 1 2500000000 2500000000 1 of 1000 ns\naid;wait 1000\n"
	             "- cpu-clock - -1 -1 0 4250000000 4250000000 1 of 500 ns\n"
	             "app;main;work 500\n"
	             "- cpu-clock - -1 -1 0 18446744073709551615 18446744073709551615 1 of 250 "
	             "ns\napp;idle 250\n");
}
END_TEST

static int stop(void *context, const sf_profile *profile, const struct sf_part *part)
{
	(void)profile, (void)part;
	return ++*(int *)context;
}

START_TEST(walk_ends)
{
	const sf_options *options = made(OPTIONS("split-by", "thread"));
	sf_profile *profile = profile_of(options);
	int calls = 0, result;
	ck_assert_int_eq(sf_profile_split(profile, options, stop, &calls, &result, &error), SF_OK);
	ck_assert_int_eq(calls, 1);
	ck_assert_int_eq(result, 1);
	ck_assert_int_eq(sf_profile_split(profile, options, stop, &calls, NULL, &error), SF_OK);
	sf_profile_free(profile);
}
END_TEST

static void expect_failure(const sf_profile *profile, const sf_options *options,
                           const char *message)
{
	int calls = 0, result = 7;
	ck_assert_int_eq(sf_profile_split(profile, options, stop, &calls, &result, &error),
	                 SF_FAILED);
	ck_assert_msg(strstr(error.text, message), "%s: %s", message, error.text);
	ck_assert_int_eq(calls + result, 0);
	ck_assert_int_eq(sf_profile_write_parts(profile, "/nowhere", options, &error), SF_FAILED);
	ck_assert_msg(strstr(error.text, message), "%s: %s", message, error.text);
}

START_TEST(refused)
{
	const sf_options *by_thread = made(OPTIONS("split-by", "thread"));
	sf_profile *kept = profile_of(by_thread), *sums = profile_of(NULL);
	expect_failure(kept, NULL, "nothing to split by");
	expect_failure(sums, by_thread, "no samples to split: read it with the option split-by");
	expect_failure(kept, made(OPTIONS("split-by", "label:user")), "no sample has a label user");
	expect_failure(kept, made(OPTIONS("split-by", "core")), "expected thread, process, comm");
	expect_failure(kept, made(OPTIONS("every", "thread")), "expected a number of seconds");
	expect_failure(kept, made(OPTIONS("split-by", "thread", "to", "paper")),
	               "--to: 'paper' is none of");
	ck_assert_int_eq(sf_profile_write_parts(kept, NULL, by_thread, &error), SF_FAILED);
	ck_assert_int_eq(sf_profile_write_parts(kept, "-", by_thread, &error), SF_FAILED);
	ck_assert_int_eq(sf_profile_write_parts(kept, "x/{pod}", by_thread, &error), SF_FAILED);
	sf_profile_free(kept);
	sf_profile_free(sums);
}
END_TEST

/* A failure to add leaves the profile as it was, with its samples. */
START_TEST(failures_keep_samples)
{
	static const uint64_t most = UINT64_MAX;
	const char *const frames[] = {"app", "idle"};
	const sf_options *options = made(OPTIONS("split-by", "thread"));
	sf_profile *profile = profile_of(options), *two = sf_profile_new(2, &error),
		   *bytes = sf_profile_new(1, &error);
	const uint64_t one = 1;
	int calls = 0;
	ck_assert_int_eq(sf_profile_add(bytes, frames, 2, &one, &error), SF_OK);
	ck_assert_int_eq(sf_profile_measured(bytes, "malloc", "bytes", 1, &error), SF_OK);
	ck_assert_int_eq(sf_profile_merge(profile, two, &error), SF_FAILED);
	ck_assert_int_eq(sf_profile_merge(profile, bytes, &error), SF_FAILED);
	ck_assert_msg(strstr(error.text, "a profile of bytes cannot be added to one of ns"), "%s",
	              error.text);
	ck_assert_int_eq(sf_profile_add(profile, frames, 2, &most, &error), SF_FAILED);
	ck_assert_int_eq(sf_profile_split(profile, options, stop, &calls, NULL, &error), SF_OK);
	ck_assert_int_eq(calls, 1);
	ck_assert_int_eq(sf_profile_add(profile, frames, 2, &one, &error), SF_OK);
	expect_failure(profile, options, "no samples to split");
	sf_profile_free(profile);
	sf_profile_free(two);
	sf_profile_free(bytes);
}
END_TEST

static void expect_file(const char *folder, const char *name, const char *content)
{
	char path[128], found[512];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *file = fopen(path, "r");
	ck_assert_msg(file, "there is no %s", path);
	found[fread(found, 1, sizeof found - 1, file)] = '\0';
	fclose(file);
	remove(path);
	ck_assert_str_eq(found, content);
}

START_TEST(files)
{
	char folder[] = "/tmp/parts.XXXXXX";
	const sf_options *options = made(OPTIONS("split-by", "comm", "plain", "yes"));
	sf_profile *profile = profile_of(options);
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_msg(!sf_profile_write_parts(profile, folder, options, &error), "%s", error.text);
	expect_file(folder, "app.folded", "app;idle 250\napp;main;work 1500\n");
	expect_file(folder, "aid.folded", "aid;wait 1000\n");
	expect_file(
		folder, "manifest.json",
		"{\n  \"form\": 1,\n  \"split-by\": \"comm\",\n  \"files\": [\n"
		"    {\"file\": \"app.folded\", \"comm\": \"app\", \"from\": 1.5, \"to\": 4.25, "
		"\"samples\": 3, \"unit\": \"ns\", \"weight\": 1750},\n"
		"    {\"file\": \"aid.folded\", \"comm\": \"aid\", \"from\": 2.5, \"to\": 2.5, "
		"\"samples\": 1, \"unit\": \"ns\", \"weight\": 1000}\n  ]\n}\n");
	rmdir(folder);
	sf_profile_free(profile);
}
END_TEST

#ifdef HAVE_YAJL
static int write_ndjson(void *context, const sf_profile *profile, const struct sf_part *part)
{
	(void)part;
	return (int)sf_profile_write_to(profile, keep, context, made(OPTIONS("to", "ndjson")),
	                                &error);
}

/* Parts have their samples, with threads and times. */
START_TEST(samples)
{
	const sf_options *options = made(OPTIONS("split-by", "thread", "to", "ndjson"));
	char *found = NULL;
	size_t size;
	int result;
	FILE *file = open_memstream(&found, &size);
	sf_profile *profile = profile_of(options);
	ck_assert_int_eq(sf_profile_split(profile, options, write_ndjson, file, &result, &error),
	                 SF_OK);
	ck_assert_msg(!result, "%s", error.text);
	fclose(file);
	ck_assert_str_eq(
		found,
		"{\"stack\":[\"main\",\"work\"],\"weight\":1000,\"unit\":\"ns\",\"event\":\"cpu-"
		"clock\","
		"\"comm\":\"app\",\"pid\":7,\"tid\":7,\"cpu\":0,\"time\":1500000000}\n"
		"{\"stack\":[\"main\",\"work\"],\"weight\":500,\"unit\":\"ns\",\"event\":\"cpu-"
		"clock\","
		"\"comm\":\"app\",\"pid\":7,\"tid\":7,\"cpu\":0,\"time\":4250000000}\n"
		"{\"stack\":[\"idle\"],\"weight\":250,\"unit\":\"ns\",\"event\":\"cpu-clock\","
		"\"comm\":\"app\",\"pid\":7,\"tid\":7,\"cpu\":0}\n"
		"{\"stack\":[\"wait\"],\"weight\":1000,\"unit\":\"ns\",\"event\":\"cpu-clock\","
		"\"comm\":\"aid\",\"pid\":7,\"tid\":8,\"cpu\":1,\"time\":2500000000}\n");
	free(found);
	sf_profile_free(profile);
}
END_TEST
#endif

Suite *public_splitting_suite(void)
{
	Suite *suite = suite_create("public_splitting");
	TCase *tests = tcase_create("public_splitting");
	tcase_add_checked_fixture(tests, NULL, free_options);
	tcase_add_test(tests, parts);
	tcase_add_test(tests, walk_ends);
	tcase_add_test(tests, refused);
	tcase_add_test(tests, failures_keep_samples);
	tcase_add_test(tests, files);
#ifdef HAVE_YAJL
	tcase_add_test(tests, samples);
#endif
	suite_add_tcase(suite, tests);
	return suite;
}
