/* The file of a history: what is written is read again, whatever is damaged, and failures leave it
 * as it was. */
#include "history/history_file.h"
#include "memory.h"

#include "config.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

Suite *history_suite(void);

static char folder[32], path[64];
static struct error err;
static struct history history;

static void set_up(void)
{
	strcpy(folder, "/tmp/history-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/history.jsonl", folder);
	err.text[0] = '\0';
	history = (struct history){0};
}

static void tear_down(void)
{
	history_free(&history);
	unlink(path);
	ck_assert_int_eq(rmdir(folder), 0);
}

static const struct row_function functions[] = {
	{.name = "main", .of = {0, 1000}, .share = {0, 1}},
	{.name = "parse \"x\"", .of = {123, 456}, .share = {0.123456, 0.45604}},
	{.name = "scan", .of = {300, 300}, .share = {0.3, 0.3}},
	{.name = "rare", .of = {4, 4}, .share = {0.004, 0.004}},
	{.name = "rarest", .of = {1, 1}, .share = {0.001, 0.001}},
};

static struct comparison_row row_of(const char *name)
{
	return (struct comparison_row){
		.name = name,
		.state = ROW_ALONE,
		.unit = "ns",
		.places = 1,
		.side = {[DIFF_AFTER] = {.runs = 5, .weight = 10005, .samples = 5000}},
		.functions = functions,
		.function_count = sizeof functions / sizeof *functions,
	};
}

static struct history_line line_of(const struct comparison_row *row, const char *run)
{
	static const struct history_choice choice = {.min_share = {1, 0}};
	struct history_line line;
	ck_assert_int_eq(history_line_make(row, run, &choice, &line, &err), STATUS_OK);
	return line;
}

#ifdef HAVE_YAJL
static struct history_damage damage;

static void append(const char *benchmark, const char *run)
{
	struct comparison_row row = row_of(benchmark);
	struct history_line line = line_of(&row, run);
	errno = EINTR; /* which a call that succeeds leaves as it is */
	ck_assert_int_eq(history_append(path, &line, 1, &err), STATUS_OK);
	history_line_free(&line);
}

static void put(const char *text)
{
	FILE *file = fopen(path, "a");
	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	fclose(file);
}

static void read_file(void)
{
	ck_assert_msg(history_read(path, &history, &damage, &err) == STATUS_OK, "%s", err.text);
}

static const char *text_at(uint32_t id)
{
	return history.texts.items[id].name;
}
#endif

START_TEST(a_line)
{
	struct comparison_row row = row_of("json/parse");
	struct history_line line = line_of(&row, "4f2a9c1");
	struct buffer text = {0};
	history_line_append(&line, &text);
	buffer_byte(&text, '\0');
	ck_assert_str_eq(
		text.data,
		"{\"run\": \"4f2a9c1\", \"benchmark\": \"json/parse\", \"unit\": \"ns\", "
		"\"total\": 1000.5, \"recordings\": 5, \"samples\": 5000, "
		"\"min_share_percent\": 1, \"functions\": [{\"name\": \"scan\", \"self\": "
		"30, \"total\": 30}, {\"name\": \"parse \\\"x\\\"\", \"self\": 12.3456, "
		"\"total\": 45.604}, {\"name\": \"main\", \"self\": 0, \"total\": 100}]}\n");
	buffer_free(&text);
	history_line_free(&line);
}
END_TEST

START_TEST(which_functions)
{
	struct comparison_row row = row_of("b");
	struct history_line line;
	struct history_choice choice = {.min_share = {1, 1}, .most = 2};
	ck_assert_int_eq(pattern_compile("^rarest$", 8, &choice.always, &err), STATUS_OK);
	ck_assert_int_eq(history_line_make(&row, "1", &choice, &line, &err), STATUS_OK);
	ck_assert_uint_eq(line.count, 3);
	ck_assert(text_is(line.functions[0].name, "scan"));
	ck_assert(text_is(line.functions[1].name, "parse \"x\""));
	ck_assert(text_is(line.functions[2].name, "rarest"));
	history_line_free(&line);
	pattern_free(choice.always);
}
END_TEST

#ifdef HAVE_YAJL

START_TEST(read_again)
{
	append("a", "1");
	append("b", "1");
	append("a", "2");
	read_file();
	ck_assert_uint_eq(damage.lines, 0);
	ck_assert_uint_eq(history.count, 3);
	const struct history_entry *entry = &history.entries[0];
	ck_assert_str_eq(text_at(entry->run), "1");
	ck_assert_str_eq(text_at(entry->benchmark), "a");
	ck_assert_str_eq(text_at(entry->unit), "ns");
	ck_assert_uint_eq(entry->total.value, 10005);
	ck_assert_uint_eq(entry->total.places, 1);
	ck_assert_uint_eq(entry->samples, 5000);
	ck_assert_uint_eq(entry->recordings, 5);
	ck_assert_uint_eq(entry->count, 3);
	const struct history_share *share = &history.shares[entry->first + 1];
	ck_assert_str_eq(history.names.items[share->name].name, "parse \"x\"");
	ck_assert_uint_eq(share->share[MEASURE_SELF], 123456);
	ck_assert_uint_eq(share->share[MEASURE_TOTAL], 456040);
	uint32_t a = history_benchmark(&history, "a", 1);
	ck_assert_ptr_eq(history_first(&history, a), entry);
	ck_assert_ptr_eq(history_next(&history, entry), &history.entries[2]);
	ck_assert_ptr_null(history_next(&history, &history.entries[2]));
	ck_assert_uint_eq(history_benchmark(&history, "1", 1), FRAME_NONE);
	ck_assert_uint_eq(history_benchmark(&history, "c", 1), FRAME_NONE);
}
END_TEST

START_TEST(no_file)
{
	read_file();
	ck_assert_uint_eq(history.count, 0);
	ck_assert_uint_eq(damage.lines, 0);
}
END_TEST

/* A job that ran once more counts once, at its place. */
START_TEST(run_again)
{
	append("a", "1");
	append("a", "2");
	put("{\"run\": \"1\", \"benchmark\": \"a\", \"total\": 7}\n");
	read_file();
	ck_assert_uint_eq(history.count, 2);
	ck_assert_str_eq(text_at(history.entries[0].run), "1");
	ck_assert_uint_eq(history.entries[0].total.value, 7);
	ck_assert_uint_eq(history.entries[0].recordings, 1);
	ck_assert_uint_eq(history.entries[0].count, 0);
	ck_assert_ptr_eq(history_next(&history, &history.entries[0]), &history.entries[1]);
}
END_TEST

START_TEST(damaged_lines)
{
	static const char *const bad[] = {
		"{\"run\": \"1\", \"benchmark\"",
		"garbage",
		"[]",
		"{\"run\": 3, \"benchmark\": \"a\", \"total\": 1}",
		"{\"run\": \"1\", \"total\": 1}",
		"{\"run\": \"1\", \"benchmark\": \"a\"}",
		"{\"run\": \"1\", \"benchmark\": \"a\", \"total\": -1}",
		"{\"run\": \"1\", \"benchmark\": \"a\", \"total\": 1} {}",
	};
	append("a", "1");
	put("\n  \n"); /* lines without text are none */
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		put(bad[i]);
		put(i % 2 ? "\r\n" : "\n");
	}
	append("a", "2");
	read_file();
	ck_assert_uint_eq(history.count, 2);
	ck_assert_uint_eq(damage.lines, sizeof bad / sizeof *bad);
	ck_assert_uint_eq(damage.first, 4);
	ck_assert_ptr_nonnull(strstr(damage.first_reason.text, "JSON"));
}
END_TEST

/* Odd values in a line are passed over, the rest counts. */
START_TEST(odd_values)
{
	put("{\"new\": {\"x\": [1]}, \"run\": \"1\", \"benchmark\": \"a\", \"total\": 1.5e3, "
	    "\"recordings\": \"many\", \"unit\": null, \"functions\": [3, {\"self\": 4}, "
	    "{\"name\": \"\", \"self\": 5}, {\"name\": \"f\", \"self\": 250, \"total\": -2}, "
	    "{\"total\": 1e-3, \"name\": \"g\"}]}");
	read_file();
	ck_assert_uint_eq(damage.lines, 0);
	ck_assert_uint_eq(history.count, 1);
	const struct history_entry *entry = &history.entries[0];
	ck_assert_uint_eq(entry->total.value, 1500);
	ck_assert_uint_eq(entry->recordings, 1);
	ck_assert_uint_eq(entry->count, 2);
	const struct history_share *shares = history.shares + entry->first;
	ck_assert_str_eq(history.names.items[shares[0].name].name, "f");
	ck_assert_uint_eq(shares[0].share[MEASURE_SELF], HISTORY_SHARE_ALL);
	ck_assert_uint_eq(shares[0].share[MEASURE_TOTAL], 0);
	ck_assert_str_eq(history.names.items[shares[1].name].name, "g");
	ck_assert_uint_eq(shares[1].share[MEASURE_TOTAL], 10);
}
END_TEST

/* What a power failure cut off stays damaged; the line after it is whole. */
START_TEST(line_without_end)
{
	append("a", "1");
	put("{\"run\": \"2\", \"bench");
	append("a", "3");
	read_file();
	ck_assert_uint_eq(history.count, 2);
	ck_assert_uint_eq(damage.lines, 1);
	ck_assert_uint_eq(damage.first, 2);
}
END_TEST

/* A full disk: the file is as it was. */
START_TEST(disk_full)
{
	append("a", "1");
	struct stat before, after;
	ck_assert_int_eq(stat(path, &before), 0);
	struct comparison_row row = row_of("a");
	struct history_line line = line_of(&row, "2");
	struct rlimit usual, limit;
	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &usual), 0);
	limit = usual;
	limit.rlim_cur = (rlim_t)before.st_size + 20;
	setrlimit(RLIMIT_FSIZE, &limit); /* until it is lifted, Check cannot write its files */
	enum status status = history_append(path, &line, 1, &err);
	setrlimit(RLIMIT_FSIZE, &usual);
	ck_assert_int_eq(status, STATUS_FATAL);
	ck_assert_ptr_nonnull(strstr(err.text, "history.jsonl: "));
	ck_assert_int_eq(stat(path, &after), 0);
	ck_assert_int_eq(after.st_size, before.st_size);
	history_line_free(&line);
}
END_TEST

/* Processes that append at the same time. */
START_TEST(side_by_side)
{
	enum { PROCESSES = 4, LINES = 20 };
	const struct comparison_row row = row_of("a");
	struct history_line line = line_of(&row, "run");
	for (int p = 0; p < PROCESSES; p++)
		if (fork() == 0) { /* without Check, whose messages would mix */
			bool failed = false;
			for (int i = 0; i < LINES; i++) {
				char run[16];
				snprintf(run, sizeof run, "%d-%d", p, i);
				line.run = text_of(run);
				failed |= history_append(path, &line, 1, &err) != STATUS_OK;
			}
			_exit(failed);
		}
	history_line_free(&line);
	for (int p = 0; p < PROCESSES; p++) {
		int failed;
		ck_assert_int_ge(wait(&failed), 0);
		ck_assert_int_eq(failed, 0);
	}
	read_file();
	ck_assert_uint_eq(damage.lines, 0);
	ck_assert_uint_eq(history.count, PROCESSES * LINES);
}
END_TEST

START_TEST(out_of_memory)
{
	append("a", "1");
	append("b", "1");
	for (size_t at = 1;; at++) {
		memory_fail_at(at);
		enum status status = history_read(path, &history, &damage, &err);
		int failed = memory_failed();
		memory_fail_at(0);
		ck_assert_int_eq(status, failed ? STATUS_FATAL : STATUS_OK);
		ck_assert_uint_eq(damage.lines, 0);
		history_free(&history);
		if (!failed)
			break;
	}
}
END_TEST

#endif

START_TEST(cannot_be_written)
{
	struct comparison_row row = row_of("a");
	struct history_line line = line_of(&row, "1");
	char missing[80];
	snprintf(missing, sizeof missing, "%s/none/h.jsonl", folder);
	ck_assert_int_eq(history_append(missing, &line, 1, &err), STATUS_FATAL);
	ck_assert_ptr_nonnull(strstr(err.text, "/none/h.jsonl: "));
	ck_assert_int_eq(history_append(path, &line, 0, &err), STATUS_OK);
	ck_assert_int_ne(access(path, F_OK), 0);
	for (size_t at = 1;; at++) {
		memory_fail_at(at);
		enum status status = history_append(path, &line, 1, &err);
		int failed = memory_failed();
		memory_fail_at(0);
		ck_assert_int_eq(status, failed ? STATUS_FATAL : STATUS_OK);
		ck_assert_int_eq(access(path, F_OK) == 0, !failed);
		if (!failed)
			break;
	}
	history_line_free(&line);
}
END_TEST

Suite *history_suite(void)
{
	Suite *suite = suite_create("history");
	TCase *tests = tcase_create("history");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, a_line);
	tcase_add_test(tests, which_functions);
#ifdef HAVE_YAJL
	tcase_add_test(tests, read_again);
	tcase_add_test(tests, no_file);
	tcase_add_test(tests, run_again);
	tcase_add_test(tests, damaged_lines);
	tcase_add_test(tests, odd_values);
	tcase_add_test(tests, line_without_end);
	tcase_add_test(tests, disk_full);
	tcase_add_test(tests, side_by_side);
	tcase_add_test(tests, out_of_memory);
#endif
	tcase_add_test(tests, cannot_be_written);
	suite_add_tcase(suite, tests);
	return suite;
}
