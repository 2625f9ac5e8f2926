/* The public library: folding files, through a profile and as streams. */
#include "base/hooks.h"
#include "public.h"
#include "reading.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

Suite *public_folding_suite(void);

static struct sf_error error;

/* A pipe that has the text, as a path. The descriptor is to be closed. */
static int pipe_of(const char *text, char path[32])
{
	int ends[2];
	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(write(ends[1], text, strlen(text)), (ssize_t)strlen(text));
	close(ends[1]);
	sprintf(path, "/dev/fd/%d", ends[0]);
	return ends[0];
}

/* What is folded of two texts that come from pipes. */
static char *folded(const char *one, const char *other, const sf_options *options,
                    sf_account **account, sf_status expected)
{
	char paths[2][32], *text = NULL;
	const char *const list[] = {paths[0], paths[1]};
	const int first = pipe_of(one, paths[0]), second = pipe_of(other, paths[1]);
	size_t size;
	FILE *file = open_memstream(&text, &size);
	const sf_status status = sf_fold_to(list, 2, keep, file, options, account, &error);
	ck_assert_msg(status == expected, "%d %s", (int)status, error.text);
	fclose(file);
	close(first);
	close(second);
	return text;
}

/* Small texts are merged as if they were large. */
static void set_up(void)
{
	hooks.piece_size = 64;
}

static void tear_down(void)
{
	hooks.piece_size = 0;
}

/* Sorted texts, and those that turn out not to be after some lines: the same sums and account. */
START_TEST(folds)
{
	static const struct {
		const char *one, *other, *sum;
		uint64_t lines;
	} rows[] = {
		{"a;b 1\na;c 2\n", "a;b 3\nd 4\n", "a;b 4\na;c 2\nd 4\n", 4},
		{"a;b 1\na;c 2\na;a 5\n", "a;b 3\nd 4\n", "a;a 5\na;b 4\na;c 2\nd 4\n", 5},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		sf_account *account;
		char *text = folded(rows[i].one, rows[i].other, NULL, &account, SF_OK);
		ck_assert_str_eq(text, rows[i].sum);
		ck_assert_uint_eq(sf_account_count(account, SF_COUNT_LINES), rows[i].lines);
		ck_assert_uint_eq(sf_account_count(account, SF_COUNT_KEPT), rows[i].lines);
		ck_assert_uint_eq(sf_account_count(account, SF_COUNT_BYTES),
		                  strlen(rows[i].one) + strlen(rows[i].other));
		sf_account_free(account);
		free(text);
	}
}
END_TEST

/* Options that need more than sums. */
START_TEST(folds_as_options_say)
{
	sf_options *options = OPTIONS("skip-after", "b", "plain", "yes");
	char *text = folded("a;b 1\na;c 2\n", "a;b;e 3\nd 4\n", options, NULL, SF_OK);
	ck_assert_str_eq(text, "a;c 2\nb 1\nb;e 3\nd 4\n");
	free(text);
	sf_options_free(options);
	options = OPTIONS("to", "ndjson-stacks");
	text = folded("a;b 1\n", "a;b 3\n", options, NULL, SF_OK);
	ck_assert_ptr_nonnull(strstr(text, "\"a\",\"b\""));
	free(text);
	sf_options_free(options);
}
END_TEST

START_TEST(refuses)
{
	const char *const missing[] = {"/nonexistent/in.folded"};
	sf_account *account;
	free(folded("# unit: ns\na 1\n", "# unit: bytes\na 1\n", NULL, &account, SF_FAILED));
	ck_assert_ptr_nonnull(strstr(error.text, "bytes"));
	sf_account_free(account);
	ck_assert_int_eq(sf_fold(missing, 1, "-", NULL, &account, &error), SF_FAILED);
	ck_assert_str_eq(error.place, missing[0]);
	sf_account_free(account);
	ck_assert_int_eq(sf_fold(missing, 0, "-", NULL, &account, &error), SF_FAILED);
	ck_assert_ptr_null(account);
	sf_options *options = OPTIONS("to", "pdf");
	ck_assert_int_eq(sf_fold(missing, 1, "-", options, NULL, &error), SF_FAILED);
	ck_assert_ptr_nonnull(strstr(error.text, "pdf"));
	sf_options_free(options);
}
END_TEST

static int stop(void *context, uint64_t done, uint64_t total)
{
	(void)done, (void)total;
	++*(int *)context;
	return 1;
}

/* While texts are merged, and of one that is read. */
START_TEST(is_cancelled)
{
	int calls = 0;
	sf_options *options = OPTIONS("threads", "1");
	sf_options_on_progress(options, stop, &calls);
	char *text = folded("a;b 1\na;c 2\n", "a;b 3\nd 4\n", options, NULL, SF_CANCELLED);
	ck_assert_str_eq(text, "");
	ck_assert_int_ge(calls, 1);
	free(text);
	sf_options_free(options);
}
END_TEST

/* The end of the output's name chooses the format, as for samples that are read. */
START_TEST(writes_files)
{
	char in[32], out[64];
	const char *const list[] = {in};
	reading_put(in, "p 1 1.5: 1 cycles:\n\t1 f (a.so)\n\n",
	            strlen("p 1 1.5: 1 cycles:\n\t1 f (a.so)\n\n"));
	sprintf(out, "%s.ndjson", in);
	ck_assert_int_eq(sf_fold(list, 1, out, NULL, NULL, &error), SF_OK);
	char *text = reading_get(out);
	ck_assert_msg(strstr(text, "\"time\":1500000000"), "%s", text);
	free(text);
	unlink(out);
	unlink(in);
}
END_TEST

START_TEST(lists_formats_and_values)
{
	const char *endings, *name;
	int samples, available, found = 0;
	for (size_t i = 0; (name = sf_output_format(i, &endings, &samples, &available)); i++)
		if (strcmp(name, "pprof") == 0) {
			found++;
			ck_assert_ptr_nonnull(strstr(endings, ".pb.gz"));
		}
	ck_assert_int_eq(found, 1);
	ck_assert_str_eq(sf_output_format(0, NULL, NULL, NULL), "folded");
	ck_assert_str_eq(sf_option_value("diff-by", 0), "self");
	ck_assert_str_eq(sf_option_value("diff-by", 1), "total");
	ck_assert_ptr_null(sf_option_value("diff-by", 2));
	ck_assert_ptr_nonnull(sf_option_value("colors", 0));
	ck_assert_ptr_null(sf_option_value("title", 0));
	ck_assert_ptr_null(sf_option_value("nothing", 0));
}
END_TEST

Suite *public_folding_suite(void)
{
	Suite *suite = suite_create("public_folding");
	TCase *tests = tcase_create("public_folding");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, folds);
	tcase_add_test(tests, folds_as_options_say);
	tcase_add_test(tests, refuses);
	tcase_add_test(tests, is_cancelled);
	tcase_add_test(tests, writes_files);
	tcase_add_test(tests, lists_formats_and_values);
	suite_add_tcase(suite, tests);
	return suite;
}
