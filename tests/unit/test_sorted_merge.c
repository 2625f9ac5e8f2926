/* Sorted texts that are merged as streams give what they give by way of a profile: the same text
 * and the same account, in pieces of any size, with any number of threads, in one pass or several;
 * and what cannot be merged is read into a profile, without anything lost. */
#include "base/hooks.h"
#include "join/sorted_merge.h"
#include "made_input.h"
#include "reading.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

Suite *sorted_merge_suite(void);

enum { INPUTS_MOST = 20 };

/* Inputs, and what came of them by way of a profile. */
struct inputs {
	char paths[INPUTS_MOST][32];
	const char *list[INPUTS_MOST];
	size_t count;
};

static void add_input(struct inputs *inputs, const char *text)
{
	char *path = inputs->paths[inputs->count];
	reading_put(path, text, strlen(text));
	inputs->list[inputs->count++] = path;
}

static void remove_inputs(struct inputs *inputs)
{
	for (size_t i = 0; i < inputs->count; i++)
		unlink(inputs->paths[i]);
	inputs->count = 0;
}

static int append(void *text, const void *bytes, size_t size)
{
	buffer_append(text, bytes, size);
	return 0;
}

static void describe_account(const struct read_account *account, struct buffer *text)
{
	const char *where = account->malformed_where ? strrchr(account->malformed_where, ':') : "";
	buffer_printf(text, "samples %llu %llu %llu, malformed %llu (%s), lines %llu, bytes %llu\n",
	              (unsigned long long)account->samples, (unsigned long long)account->sums,
	              (unsigned long long)account->kept, (unsigned long long)account->malformed,
	              where, (unsigned long long)account->lines,
	              (unsigned long long)account->bytes);
	for (size_t i = 0; i < account->advice_count; i++)
		buffer_printf(text, "%s\n", account->advice[i].text);
}

/* By way of a profile. */
static enum status read_all(const char *const *paths, size_t count,
                            const struct read_options *options, bool plain, struct buffer *text,
                            struct error *err)
{
	struct profile profile;
	struct read_account account;
	struct output output;
	profile_init(&profile, 1);
	enum status status = read_inputs(formats, paths, count, options, &profile, &account, err);
	if (!status)
		describe_account(&account, text);
	if (!status) {
		output_open_function(&output, "text", append, text, err);
		status = profile_write_folded(&profile, plain, &output, err);
		status = output_finish(&output, status, err);
	}
	profile_free(&profile);
	read_account_free(&account);
	return status;
}

/* As fold-stacks does. */
static enum status merge_all(const char *const *paths, size_t count, struct read_options options,
                             bool plain, struct buffer *text, bool *done, struct error *err)
{
	struct sorted_merge *merge;
	struct read_account account = {0};
	const struct profile *profile;
	struct output output;
	enum status status = sorted_merge_run(formats, paths, count, &options, NULL, &merge, done,
	                                      err);
	if (!status && *done)
		status = sorted_merge_conclude(merge, &account, &profile, err);
	if (!status && *done) {
		describe_account(&account, text);
		output_open_function(&output, "text", append, text, err);
		status = sorted_merge_write(merge, plain, &output, err);
		status = output_finish(&output, status, err);
	} else if (!status) {
		const char *const *rest = sorted_merge_inputs(merge, &count, &options);
		ck_assert_ptr_nonnull(rest);
		status = read_all(rest, count, &options, plain, text, err);
	}
	read_account_free(&account);
	sorted_merge_close(merge);
	return status;
}

static const size_t pieces[] = {1, 100, 3000, 1 << 20};

/* Checks that both ways agree. */
static void check_alike(const struct inputs *inputs, const char *const *paths, bool plain,
                        bool merged)
{
	struct error err = {{0}}, merge_err = {{0}};
	struct buffer expected = {0};
	struct read_options options = {.threads = 1};
	enum status status = read_all(inputs->list, inputs->count, &options, plain, &expected,
	                              &err);
	buffer_byte(&expected, '\0');
	for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
		struct buffer text = {0};
		bool done;
		hooks.piece_size = pieces[i];
		options.threads = i % 2 ? 3 : 1;
		enum status same = merge_all(paths, inputs->count, options, plain, &text, &done,
		                             &merge_err);
		hooks.piece_size = 0;
		buffer_byte(&text, '\0');
		ck_assert_msg(status == same, "%s, %s", err.text, merge_err.text);
		ck_assert_str_eq(text.data, expected.data);
		ck_assert_str_eq(merge_err.text, err.text);
		ck_assert(done == merged);
		buffer_free(&text);
	}
	buffer_free(&expected);
}

static void check_files(struct inputs *inputs, bool merged)
{
	check_alike(inputs, inputs->list, false, merged);
	remove_inputs(inputs);
}

/* ---- texts ---- */

static const char *const names[] = {"a",
                                    "b",
                                    "main",
                                    "main x",
                                    "f;g",
                                    "f g",
                                    "zz",
                                    "a_long_name_that_others_begin_with",
                                    "a_long_name_that_others_begin_with_too",
                                    "\xc3\xa4",
                                    "p 2"};

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Lines of random stacks, sorted; counts have up to so many decimal places. */
static char *make_text(unsigned lines, unsigned columns, unsigned places, bool comments)
{
	struct made made = {0};
	char **stacks = malloc(lines * sizeof *stacks);
	for (unsigned i = 0; i < lines; i++) {
		char stack[512] = "";
		for (unsigned depth = 1 + draw(6); depth; depth--) {
			strcat(stack, *stack ? ";" : "");
			strcat(stack, names[draw(sizeof names / sizeof *names)]);
		}
		strcat(stack, "x"); /* so that no name ends in a number */
		stacks[i] = strdup(stack);
	}
	qsort(stacks, lines, sizeof *stacks, by_bytes);
	if (comments)
		put(&made, "# samples: %u of %u", 1 + draw(50), 1000 + draw(1000));
	if (comments && columns == 2)
		put(&made, ", 7 of 77");
	if (comments)
		put(&made,
		    " ns, cpu-clock;\n# advice: %u.5%% of the profile has functions without "
		    "names, in lib%u.so (9.0%%): do this;\n",
		    10 + draw(5), draw(3));
	for (unsigned i = 0; i < lines; i++) {
		put(&made, "%s", stacks[i]);
		for (unsigned c = 0; c < columns; c++) {
			unsigned digits = places ? draw(places + 1) : 0;
			put(&made, " %u", draw(1000));
			if (digits)
				put(&made, ".%0*u", (int)digits, draw(9));
		}
		put(&made, "\n");
		if (comments && draw(200) == 0)
			put(&made, "# a remark\n\n");
		free(stacks[i]);
	}
	if (comments) { /* hashes of another length in each text */
		unsigned letters = 3 + draw(8);
		put(&made, "# frames %u libc.so.6: %.*s%u, jit: %.*s%u;\n", letters,
		    (int)letters - 1, "AbCdEfGhI", draw(4), (int)letters - 1, "0aZ1bY2cX", draw(4));
	}
	free(stacks);
	return made.text;
}

static void add_made(struct inputs *inputs, unsigned lines, unsigned columns, unsigned places,
                     bool comments)
{
	char *text = make_text(lines, columns, places, comments);
	add_input(inputs, text);
	free(text);
}

/* ---- tests ---- */

START_TEST(as_through_a_profile)
{
	struct inputs inputs = {.count = 0};
	seed = (uint32_t)_i;
	unsigned columns = 1 + draw(3), places = draw(2) * 3;
	bool comments = draw(2);
	for (unsigned count = 1 + draw(5); count; count--)
		add_made(&inputs, 1 + draw(400), columns, places, comments);
	check_files(&inputs, true);
}
END_TEST

START_TEST(more_than_can_be_open)
{
	struct inputs inputs = {.count = 0};
	seed = 5;
	for (unsigned i = 0; i < INPUTS_MOST; i++) /* four at a time: three passes */
		add_made(&inputs, 1 + draw(100), 2, 2 * (i % 2), true);
	check_files(&inputs, true);
}
END_TEST

START_TEST(beyond_the_first_bytes)
{
	struct inputs inputs = {.count = 0};
	seed = 6;
	for (unsigned i = 0; i < 3; i++)
		add_made(&inputs, 2500, 1, 0, true);
	check_files(&inputs, true);
}
END_TEST

/* What a line may have, so that it can be merged. */
static const char *const plain_lines[] = {
	"a;b;c 1\na;b;c 2\n",
	"a 0\nb 0\n",
	"a 1\nb 2", /* no end of the last line */
	"# columns: 1;\na 12\na  3\nb 2 4\n",
	"# columns: 2;\na 12 0.5\nb 2 4\n",
	"a b 1\na;b 2\n;c 3\n",
	"#a;b 3\n#b 4\n",
	" a 1\nb 18446744073709\n",
	"a 0.000000000000000001\nb 3\n",
	"# columns: 1;\nPERFILE2;a 3\nb 4\n",
	"# unit: ns\n# event: e;\na;;b 3\n",
};

START_TEST(plain)
{
	struct inputs inputs = {.count = 0};
	bool sorted = _i != 5;
	add_input(&inputs, plain_lines[_i]);
	check_files(&inputs, sorted);
	add_input(&inputs, plain_lines[_i]);
	add_input(&inputs, plain_lines[_i]);
	check_files(&inputs, sorted);
}
END_TEST

/* What is left to the reader of folded text. */
static const char *const odd_lines[] = {
	"b 1\na 2\n",
	"a;b 1\na 2\n",
	"a 1\r\nb 2\r\n",
	"a 1\nb  2\n",
	"a 1\nb\t2\n",
	"a 1\nb 1e3\n",
	"a 1\nb; 3\n",
	"a 1\nno count\n",
	"a 1\nb -3\nc 4\n",
	"a 1\n  3\nc 4\n",
	"x 99999999999999999999\n",
	"a 18446744073709551615\nb 1\n",
	"a 0.1000000000000000055511151231257827\nb 1\n",
	"a 150.12345678901234567\nb 60\n",
	"# unit: ns\n",
	"",
};

START_TEST(odd)
{
	struct inputs inputs = {.count = 0};
	seed = 7;
	add_input(&inputs, odd_lines[_i]);
	check_files(&inputs, false);
	add_made(&inputs, 30, 1, 0, true);
	add_input(&inputs, odd_lines[_i]);
	add_made(&inputs, 30, 1, 0, true);
	check_files(&inputs, false);
}
END_TEST

/* One of the inputs is a pipe, which is read only once. */
static void check_pipe(struct inputs *inputs, size_t which, bool merged)
{
	struct error err = {{0}}, merge_err = {{0}};
	struct buffer expected = {0};
	struct read_options options = {.threads = 1};
	char *text = reading_get(inputs->list[which]);
	enum status status = read_all(inputs->list, inputs->count, &options, true, &expected, &err);
	buffer_byte(&expected, '\0');
	for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
		struct buffer result = {0};
		int ends[2];
		bool done;
		char path[32];
		const char *paths[INPUTS_MOST];
		memcpy(paths, inputs->list, sizeof paths);
		ck_assert_int_eq(pipe(ends), 0);
		ck_assert_int_eq(write(ends[1], text, strlen(text)), (ssize_t)strlen(text));
		snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
		paths[which] = path;
		close(ends[1]);
		hooks.piece_size = pieces[i];
		options.threads = i % 2 ? 3 : 1;
		enum status same = merge_all(paths, inputs->count, options, true, &result, &done,
		                             &merge_err);
		hooks.piece_size = 0;
		close(ends[0]);
		buffer_byte(&result, '\0');
		ck_assert_msg(status == same, "%s, %s", err.text, merge_err.text);
		ck_assert_str_eq(result.data, expected.data);
		ck_assert(done == merged);
		buffer_free(&result);
	}
	buffer_free(&expected);
	free(text);
	remove_inputs(inputs);
}

/* Lines that are sorted, lines that are odd, and lines that follow. */
START_TEST(odd_in_a_pipe)
{
	struct inputs inputs = {.count = 0};
	char text[5000] = "# samples: 5 of 50 ns;\n";
	seed = 8;
	for (int i = 0; i < 50; i++)
		sprintf(text + strlen(text), "a;main x;%03dx %d\n%s", i, i,
		        i == 30 ? "# samples: 3 of 30;\n" : "");
	strcat(text, odd_lines[_i]);
	for (int i = 50; i < 90; i++)
		sprintf(text + strlen(text), "zz;%03dx %d\n%s", i, i,
		        i == 60 ? "# unit: ns\n" : "");
	for (unsigned count = 0; count < 9; count++) {
		if (count == 3 || count == 6)
			add_input(&inputs, text);
		add_made(&inputs, 20, 1, 0, true);
	}
	inputs.count = _i % 3 == 0 ? 4 : _i % 3 == 1 ? 7 : inputs.count;
	check_pipe(&inputs, 3, !*odd_lines[_i] || odd_lines[_i][0] == '#');
}
END_TEST

START_TEST(sorted_pipe)
{
	struct inputs inputs = {.count = 0};
	seed = 9;
	for (int i = 0; i < 6; i++)
		add_made(&inputs, 200, 1, 3, true);
	check_pipe(&inputs, 2, true);
	add_made(&inputs, 200, 3, 3, false);
	check_pipe(&inputs, 0, true);
}
END_TEST

/* Sums that do not fit are found while lines are merged. */
START_TEST(overflow)
{
	struct inputs inputs = {.count = 0};
	for (int i = 0; i < 3 + 6 * _i; i++)
		add_input(&inputs, "a 1\nb 9000000000000000000\nc 0.000001\n");
	check_pipe(&inputs, 1, false);
	for (int i = 0; i < 3 + 6 * _i; i++)
		add_input(&inputs, "a 1\nb 90000000000000.5\nc 0.000001\n");
	check_pipe(&inputs, 1, false);
}
END_TEST

/* Other formats are not touched. */
START_TEST(not_folded)
{
	struct inputs inputs = {.count = 0};
	add_input(&inputs, "a;b 1\n");
	add_input(&inputs, "java 12 5.000000: 10 cpu-clock:\n\t 1234 f (/lib/x.so)\n\n");
	check_pipe(&inputs, 1, false);
}
END_TEST

static void check_error(const char *first, const char *second, const char *expected)
{
	struct inputs inputs = {.count = 0};
	struct error err = {{0}};
	struct buffer text = {0};
	bool done;
	char message[300];
	add_input(&inputs, first);
	add_input(&inputs, second);
	hooks.piece_size = 100;
	enum status status = merge_all(inputs.list, 2, (struct read_options){0}, false, &text,
	                               &done, &err);
	hooks.piece_size = 0;
	snprintf(message, sizeof message, expected, inputs.list[0], inputs.list[1]);
	ck_assert_int_eq(status, STATUS_FAILED);
	ck_assert_str_eq(err.text, message);
	ck_assert_uint_eq(text.size, 0);
	remove_inputs(&inputs);
	buffer_free(&text);
}

START_TEST(errors_name_both_files)
{
	check_error("# unit: cycles\na 1\n", "# unit: ns\na 2\n",
	            "the inputs cannot be added up: they count different things, cycles (%s) and "
	            "ns (%s); fold the recordings with --count to count samples instead");
	check_error("a 1\n", "a 2 3\n",
	            "%2$s: 2 counts on each line, but %1$s has 1: they cannot be added up");
}
END_TEST

Suite *sorted_merge_suite(void)
{
	Suite *suite = suite_create("sorted_merge");
	TCase *tests = tcase_create("sorted_merge");
	suite_add_tcase(suite, tests);
	tcase_add_loop_test(tests, as_through_a_profile, 0, 20);
	tcase_add_test(tests, more_than_can_be_open);
	tcase_add_test(tests, beyond_the_first_bytes);
	tcase_add_loop_test(tests, plain, 0, sizeof plain_lines / sizeof *plain_lines);
	tcase_add_loop_test(tests, odd, 0, sizeof odd_lines / sizeof *odd_lines);
	tcase_add_loop_test(tests, odd_in_a_pipe, 0, sizeof odd_lines / sizeof *odd_lines);
	tcase_add_test(tests, sorted_pipe);
	tcase_add_loop_test(tests, overflow, 0, 2);
	tcase_add_test(tests, not_folded);
	tcase_add_test(tests, errors_name_both_files);
	return suite;
}
