/* The public library: reading, and what it tells of the inputs. */
#include "public.h"
#include "reading.h"

Suite *public_reading_suite(void);

static struct sf_error error;

START_TEST(says_what_was_counted)
{
	static const char known[] = "# event: cpu-clock;\n# unit: ns\n# samples: 3 of 1500;\n"
				    "main;f 1000\nmain;g 500\n";
	static const char foreign[] = "main;f 1000\n";
	char path[32];
	for (int i = 0; i < 2; i++) {
		const char *text = i ? foreign : known;
		const char *const one[] = {path};
		sf_profile *profile = sf_profile_new(1, &error);
		reading_put(path, text, strlen(text));
		ck_assert_int_eq(sf_profile_read(profile, one, 1, NULL, NULL, &error), SF_OK);
		ck_assert_uint_eq(sf_profile_samples(profile, 0), i ? 0 : 3);
		ck_assert_uint_eq(sf_profile_samples(profile, 1), 0);
		if (i) {
			ck_assert_ptr_null(sf_profile_unit(profile));
			ck_assert_ptr_null(sf_profile_event(profile));
		} else {
			ck_assert_str_eq(sf_profile_unit(profile), "ns");
			ck_assert_str_eq(sf_profile_event(profile), "cpu-clock");
		}
		sf_profile_free(profile);
		unlink(path);
	}
}
END_TEST

struct giver {
	const char *at;
};

static ptrdiff_t give(void *context, void *bytes, size_t size)
{
	struct giver *giver = context;
	size_t n = strlen(giver->at);
	n = n < size ? n : size;
	n = n < 5 ? n : 5;
	memcpy(bytes, giver->at, n);
	giver->at += n;
	return (ptrdiff_t)n;
}

static void hear(void *context, sf_message kind, const char *text)
{
	char line[1200];
	snprintf(line, sizeof line, "%d %s\n", kind, text);
	strcat(context, line);
}

START_TEST(reads_from_anywhere)
{
	static const char text[] = "main;f 3\nmain;g 4.5\n";
	sf_profile *profile = sf_profile_new(1, &error);
	FILE *file = tmpfile();
	char path[32];
	const char *const paths[] = {path};
	reading_put(path, text, strlen(text));
	fputs(text, file);
	fflush(file);
	lseek(fileno(file), 0, SEEK_SET);
	struct giver giver = {text};
	ck_assert_int_eq(sf_profile_read(profile, paths, 1, NULL, NULL, &error), SF_OK);
	ck_assert_int_eq(
		sf_profile_read_memory(profile, "m", text, strlen(text), NULL, NULL, &error),
		SF_OK);
	ck_assert_int_eq(sf_profile_read_fd(profile, "d", fileno(file), NULL, NULL, &error), SF_OK);
	ck_assert_int_eq(sf_profile_read_from(profile, "f", give, &giver, NULL, NULL, &error),
	                 SF_OK);
	char *all = folded_of(profile, NULL);
	ck_assert_str_eq(all, "main;f 12\nmain;g 18\n"); /* nothing that was there is dropped */
	free(all);
	/* what has other columns is refused, and the profile stays as it was */
	ck_assert_int_eq(sf_profile_read_memory(profile, "m", "a;b 1 2\n", 8, NULL, NULL, &error),
	                 SF_FAILED);
	ck_assert_int_eq(sf_profile_read_memory(profile, "m", "", 0, NULL, NULL, &error),
	                 SF_FAILED);
	ck_assert_str_eq(error.place, "m");
	ck_assert_int_eq(sf_profile_read(profile, paths, 0, NULL, NULL, &error), SF_FAILED);
	ck_assert_uint_eq(sf_profile_stacks(profile), 2);
	unlink(path);
	fclose(file);
	sf_profile_free(profile);
}
END_TEST

START_TEST(says_where_it_failed)
{
	static const char text[] = "main;f 3\nmain;g 99999999999999999999\n";
	sf_profile *profile = sf_profile_new(1, &error);
	ck_assert_int_eq(
		sf_profile_read_memory(profile, "net: 7", text, strlen(text), NULL, NULL, &error),
		SF_FAILED);
	ck_assert_str_eq(error.place, "net: 7");
	ck_assert_uint_eq(error.line, 2);
	ck_assert_int_eq(sf_profile_read_memory(profile, "x", text, strlen(text), NULL, NULL, NULL),
	                 SF_FAILED);
	sf_profile_free(profile);
}
END_TEST

START_TEST(accounts)
{
	static const char text[] = "main;f 3\nnonsense\nmain;g 4\n";
	sf_profile *profile = sf_profile_new(1, &error);
	sf_options *options = sf_options_new(&error);
	sf_account *account;
	char heard[4096] = "";
	sf_options_on_message(options, hear, heard);
	ck_assert_int_eq(
		sf_profile_read_memory(profile, "m", text, strlen(text), options, &account, &error),
		SF_OK);
	ck_assert_uint_eq(sf_account_count(account, SF_COUNT_SAMPLES), 2);
	ck_assert_uint_eq(sf_account_count(account, SF_COUNT_SUMS), 2);
	ck_assert_uint_eq(sf_account_count(account, SF_COUNT_KEPT), 2);
	ck_assert_uint_eq(sf_account_count(account, SF_COUNT_MALFORMED), 1);
	ck_assert_uint_eq(sf_account_count(account, SF_COUNT_LINES), 3);
	ck_assert_uint_eq(sf_account_count(account, SF_COUNT_BYTES), strlen(text));
	ck_assert_uint_eq(sf_account_count(account, (sf_count)99), 0);
	ck_assert_ptr_null(sf_account_event(account, 0, NULL, NULL));
	ck_assert_ptr_nonnull(strstr(heard, "0 m:2: "));
	sf_account_free(account);
	sf_account_free(NULL);
	heard[0] = '\0';
	char *picture = svg_of(profile, options);
	ck_assert_str_eq(
		heard,
		"0 only 7 samples: too few to rely on; record longer, or at a higher rate\n");
	free(picture);
	sf_options_free(options);
	sf_profile_free(profile);
}
END_TEST

/* Also of an input that is refused. */
START_TEST(accounts_of_events)
{
	static const char text[] = "perf 1 1.0: 10 cycles: \n\t1 f (a)\n\nperf 1 1.0: 5 faults: \n"
				   "\t1 g (a)\n\n";
	sf_profile *profile = sf_profile_new(1, &error);
	sf_options *options = OPTIONS("event-filter", "nosuch");
	sf_account *account;
	uint64_t samples;
	int kept;
	ck_assert_int_eq(
		sf_profile_read_memory(profile, "m", text, strlen(text), options, &account, &error),
		SF_FAILED);
	ck_assert_uint_eq(sf_account_count(account, SF_COUNT_OTHER_EVENTS), 2);
	ck_assert_str_eq(sf_account_event(account, 1, &samples, &kept), "faults");
	ck_assert_uint_eq(samples, 1);
	ck_assert(!kept);
	ck_assert_ptr_null(sf_account_event(account, 2, &samples, &kept));
	sf_account_free(account);
	sf_options_free(options);
	sf_profile_free(profile);
}
END_TEST

static int stop(void *context, uint64_t done, uint64_t total)
{
	int *calls = context;
	ck_assert_uint_le(done, total);
	return ++*calls == 2;
}

START_TEST(can_be_cancelled)
{
	enum { SIZE = 8 << 20 };
	char *text = malloc(SIZE);
	for (size_t i = 0; i < SIZE; i += 8)
		memcpy(text + i, "a;b;c 1\n", 8);
	sf_profile *profile = sf_profile_new(1, &error);
	sf_options *options = sf_options_new(&error);
	int calls = 0;
	sf_options_on_progress(options, stop, &calls);
	for (int i = 0; i < 2; i++, calls = 2) {
		sf_status status = sf_profile_read_memory(profile, "m", text, SIZE, options, NULL,
		                                          &error);
		ck_assert_int_eq(status, i ? SF_OK : SF_CANCELLED);
		ck_assert_uint_eq(sf_profile_stacks(profile), (unsigned)i);
		ck_assert(i ? calls > 4 : calls < 5);
	}
	ck_assert_str_eq(error.text, "m: cancelled");
	ck_assert_str_eq(error.place, "m");
	sf_options_free(options);
	sf_profile_free(profile);
	free(text);
}
END_TEST

START_TEST(limits_memory)
{
	enum { LINES = 40000 };
	char *text;
	size_t size;
	FILE *file = open_memstream(&text, &size);
	for (int i = 0; i < LINES; i++)
		fprintf(file, "main;f%d;g%d 1\n", i, i);
	fclose(file);
	static const struct {
		const char *most;
		sf_status status;
	} rows[] = {{"1M", SF_FATAL}, {"4G", SF_OK}, {"much", SF_FAILED}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		sf_profile *profile = sf_profile_new(1, &error);
		sf_options *options = OPTIONS("max-memory", rows[i].most);
		ck_assert_int_eq(
			sf_profile_read_memory(profile, "m", text, size, options, NULL, &error),
			rows[i].status);
		ck_assert_uint_eq(sf_profile_stacks(profile), rows[i].status ? 0 : LINES);
		sf_options_free(options);
		sf_profile_free(profile);
	}
	free(text);
}
END_TEST

Suite *public_reading_suite(void)
{
	Suite *suite = suite_create("public_reading");
	TCase *tests = tcase_create("public_reading");
	tcase_add_test(tests, says_what_was_counted);
	tcase_add_test(tests, reads_from_anywhere);
	tcase_add_test(tests, says_where_it_failed);
	tcase_add_test(tests, accounts);
	tcase_add_test(tests, accounts_of_events);
	tcase_add_test(tests, can_be_cancelled);
	tcase_add_test(tests, limits_memory);
	suite_add_tcase(suite, tests);
	return suite;
}
