/* Reports: names of benchmarks and of their files, which inputs are runs of one, and manifests,
 * which are read as they were written. */
#include "config.h"
#include "pages/grouping.h"
#include "pages/manifest.h"
#include "pages/manifest_read.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

Suite *pages_suite(void);

static struct error err;

/* --- names ---------------------------------------------------------------------------------- */

static const struct {
	const char *path, *name;
	bool merged;
} names[] = {
	{"bench/parse.folded.gz", "bench/parse", false},
	{"./bench//parse.perf.data", "bench/parse", false},
	{"../a/../b/x.json", "b/x", false},
	{"x.speedscope.json", "x", false},
	{"perf.data", "perf", false},
	{"run/perf.data.3", "run/perf", true},
	{"parse.2.folded", "parse", true},
	{"parse.12", "parse", true},
	{"v1.2.folded", "v1.2", false},
	{"a/.3.folded", "a/.3", false},
	{"a/.folded", "a/.folded", false},
	{"a/7.folded", "a/7", false},
	{"..", "profile", false},
	{"/", "profile", false},
	{"cpu.PPROF", "cpu", false},
};

START_TEST(a_benchmark_is_called_as_its_path)
{
	static const struct naming usual;
	struct buffer name = {0};
	bool merged;
	naming_benchmark(&usual, &name, names[_i].path, &merged);
	ck_assert_int_eq((int)name.size, (int)strlen(names[_i].name));
	ck_assert_int_eq(memcmp(name.data, names[_i].name, name.size), 0);
	ck_assert_int_eq(merged, names[_i].merged);
	buffer_free(&name);
}
END_TEST

static const char *file_of(const char *name, size_t size)
{
	static char text[NAMING_FILE_MOST + 20];
	struct buffer file = {0};
	naming_file(&file, name, size);
	ck_assert_uint_le(file.size, NAMING_FILE_MOST + 1);
	for (size_t i = 0; i < file.size; i++)
		ck_assert_ptr_nonnull(
			strchr("abcdefghijklmnopqrstuvwxyz0123456789._-", file.data[i]));
	ck_assert(file.data[0] != '.' && file.data[0] != '-');
	ck_assert(file.data[file.size - 1] != '.');
	memcpy(text, file.data, file.size);
	text[file.size] = '\0';
	buffer_free(&file);
	return text;
}

START_TEST(names_of_files_are_safe_and_differ)
{
	static const char *const odd[] = {"a/b",  "a-b",  "A-b", "a b",  "..",       ".",
	                                  "",     "-",    "a.",  "con",  "con.x",    "com1",
	                                  "a\nb", "a\"b", "a%b", "\xff", "\xc3\xa4", "_con"};
	char all[sizeof odd / sizeof *odd][NAMING_FILE_MOST + 20];
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		strcpy(all[i], file_of(odd[i], strlen(odd[i])));
		for (size_t k = 0; k < i; k++)
			ck_assert_str_ne(all[i], all[k]);
	}
	ck_assert_str_eq(file_of("parse_2.x-y", 11), "parse_2.x-y");
	char longest[300];
	memset(longest, 'x', sizeof longest);
	char first[NAMING_FILE_MOST + 20];
	strcpy(first, file_of(longest, sizeof longest));
	ck_assert_str_ne(first, file_of(longest, sizeof longest - 1));
}
END_TEST

/* --- groups --------------------------------------------------------------------------------- */

static char *group_text(const char *const *paths, const struct naming *naming)
{
	struct page_inputs inputs = {0};
	struct page_groups groups;
	struct buffer text = {0};
	for (; *paths; paths++)
		ck_assert_int_eq(page_inputs_add(&inputs, *paths, &err), STATUS_OK);
	ck_assert_int_eq(page_groups_make(&inputs, naming, &groups, &err), STATUS_OK);
	for (size_t i = 0; i < groups.count; i++) {
		buffer_printf(&text, "%s:", groups.items[i].shown);
		for (size_t k = 0; k < groups.items[i].count; k++)
			buffer_printf(&text, " %s", groups.items[i].inputs[k]->path);
		buffer_byte(&text, '\n');
	}
	buffer_byte(&text, '\0');
	page_groups_free(&groups);
	page_inputs_free(&inputs);
	return text.data;
}

static void check_groups(const char *const *paths, const struct naming *naming,
                         const char *expected)
{
	char *text = group_text(paths, naming);
	ck_assert_str_eq(text, expected);
	free(text);
}

START_TEST(runs_stand_together)
{
	static const char *const paths[] = {"no/b.2.folded", "no/a.folded", "no/b.1.folded",
	                                    "./no/a.folded", "no/b.folded", NULL};
	static const struct naming usual, apart = {.apart = true};
	check_groups(paths, &usual,
	             "no/a: no/a.folded\n"
	             "no/b: no/b.2.folded no/b.1.folded no/b.folded\n");
	check_groups(paths, &apart,
	             "no/a: no/a.folded\nno/b: no/b.folded\nno/b.1: no/b.1.folded\n"
	             "no/b.2: no/b.2.folded\n");
}
END_TEST

START_TEST(endings_stay_where_they_tell_inputs_apart)
{
	static const char *const paths[] = {"no/x.folded", "no/x.data", "no/y.folded", NULL};
	static const struct naming usual, apart = {.apart = true};
	check_groups(paths, &usual,
	             "no/x.data: no/x.data\nno/x.folded: no/x.folded\nno/y: no/y.folded\n");
	check_groups(paths, &apart,
	             "no/x.data: no/x.data\nno/x.folded: no/x.folded\nno/y: no/y.folded\n");
}
END_TEST

START_TEST(users_say_what_runs_are)
{
	static const char *const paths[] = {"no/run1/x.folded", "no/run2/x.folded", NULL};
	static const char *const renames[] = {"^no/=all/"};
	static const struct match_options options = {.renames = renames, .rename_count = 1};
	struct naming naming = {0};
	size_t rename, offset;
	ck_assert_int_eq(pattern_compile("run[0-9]/", 9, &naming.runs, &err), STATUS_OK);
	ck_assert_int_eq(match_open(&options, &naming.renames, &rename, &offset, &err), STATUS_OK);
	check_groups(paths, &naming, "all/x: no/run1/x.folded no/run2/x.folded\n");
	pattern_free(naming.runs);
	match_free(naming.renames);
}
END_TEST

START_TEST(names_that_look_the_same_are_numbered)
{
	static const char *const paths[] = {"no/a\001", "no/a\002", NULL};
	static const struct naming usual;
	check_groups(paths, &usual, "no/a\xef\xbf\xbd: no/a\001\nno/a\xef\xbf\xbd (2): no/a\002\n");
}
END_TEST

/* --- manifests ------------------------------------------------------------------------------ */

#ifdef HAVE_YAJL
static char folder[32];

static void set_up(void)
{
	strcpy(folder, "/tmp/pages-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	err.text[0] = '\0';
}

static void tear_down(void)
{
	char path[64];
	snprintf(path, sizeof path, "%s/manifest.json", folder);
	unlink(path);
	ck_assert_int_eq(rmdir(folder), 0);
}

static void save(const char *bytes, size_t size)
{
	char path[64];
	snprintf(path, sizeof path, "%s/manifest.json", folder);
	FILE *file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
	fclose(file);
}

static const struct row_function functions[] = {
	{"parse \"x\"", {12345, 20000}, {0.123456789, 0.2}, {0.001, 1e-9}},
	{"main", {0, 100000}, {0, 1}, {0, 0}},
};

static const struct row_change changes[] = {
	{"parse \"x\"", MEASURE_TOTAL, {1, 20000}, {1e-5, 0.2}, 1.2e-05, 0.0123, false, "main"},
	{"main", MEASURE_SELF, {5, 0}, {0.1, 0}, NAN, NAN, true, NULL},
};

static const struct row_breach breaches[] = {
	{"total>5%", "total(parse) grew", false, "parse", "main"}};
static const struct row_unchecked unchecked[] = {{"self(x)>1%", "names no frame"}};
static struct page_run runs[] = {
	{"in/a.1.folded", "00112233445566778899aabbccddeeff", 77, "a.1.folded.gz"},
	{"in/a.2.folded", NULL, 0, NULL},
};
static struct page_note notes[] = {{NOTE_WARNING, "a \\ b"}, {NOTE_ADVICE, "record longer"}};

static const struct benchmark benchmarks[] = {
	{
		.row = {.name = "a/b <\xc3\xa4>",
                        .page = "profiles/a-b-1/index.html",
                        .state = ROW_COMPARED,
                        .unit = "ns",
                        .event = "cpu-clock",
                        .places = 2,
                        .tested = true,
                        .side = {{3, 100001, 0, 12.5}, {2, 100000, 1234, 0}},
                        .all = {NULL,
                                MEASURE_SELF,
                                {100001, 100000},
                                {NAN, NAN},
                                0.5,
                                0.5,
                                true,
                                NULL},
                        .functions = functions,
                        .function_count = 2,
                        .changes = changes,
                        .change_count = 2,
                        .changes_more = 7,
                        .breaches = breaches,
                        .breach_count = 1,
                        .exceeded = 1,
                        .scaled = "total",
                        .unchecked = unchecked,
                        .unchecked_count = 1},
		.file = "a-b-1",
		.key = "0123",
		.runs = runs,
		.run_count = 2,
		.notes = notes,
		.note_count = 2,
		.picture = true,
		.difference = true,
	},
	{
		.row = {.name = "c",
                        .page = "profiles/c/index.html",
                        .state = ROW_FAILED,
                        .why = "c: empty"},
		.file = "c",
	},
};

START_TEST(manifests_are_read_as_they_were_written)
{
	struct buffer written = {0}, again = {0};
	struct manifest manifest;
	manifest_write(&written, "T", benchmarks, 2);
	save(written.data, written.size);
	ck_assert_msg(manifest_read(folder, &manifest, &err) == STATUS_OK, "%s", err.text);
	ck_assert_uint_eq(manifest.count, 2);
	ck_assert_str_eq(manifest.folder, folder);
	manifest_write(&again, "T", manifest.items, manifest.count);
	ck_assert_uint_eq(again.size, written.size);
	ck_assert_int_eq(memcmp(again.data, written.data, again.size), 0);
	const struct benchmark *first = manifest_find(&manifest, "a/b <\xc3\xa4>");
	ck_assert_ptr_nonnull(first);
	ck_assert_str_eq(first->row.page, "profiles/a-b-1/index.html");
	ck_assert_uint_eq(first->row.changes[0].weight[DIFF_AFTER], 20000);
	ck_assert_ptr_null(manifest_find(&manifest, "d"));
	manifest_free(&manifest);
	buffer_free(&written);
	buffer_free(&again);
}
END_TEST

#define HEAD "{\"generator\": \"flamereport\", \"form\": 1, \"profiles\": ["
static const struct {
	const char *text, *message;
} damaged[] = {
	{"", "empty"},
	{"{}", "it is not one that flamereport wrote"},
	{"{\"generator\": \"other\", \"form\": 1}", "it is not one that flamereport wrote"},
	{"{\"generator\": \"flamereport\", \"form\": 2}", "its form is 2"},
	{HEAD "{\"name\": \"a\"}]}", "a profile has no name"},
	{HEAD "{\"name\": \"a\", \"folder\": \"../a\"}]}", "\"folder\""},
	{HEAD "{\"name\": \"a\", \"folder\": \"\"}]}", "\"folder\""},
	{HEAD "{\"name\": \"a\", \"folder\": \"a\", \"inputs\": [{\"folded\": \"../b\"}]}]}",
         "\"folded\""},
	{HEAD "{\"name\": \"a\", \"folder\": \"a\", \"state\": \"odd\"}]}", "\"state\""},
	{HEAD "{\"name\": \"a\", \"folder\": \"a\", \"places\": 99}]}", "\"places\""},
	{HEAD "{\"name\": 3, \"folder\": \"a\"}]}", "\"name\""},
	{HEAD "{\"name\": \"a\", \"folder\": \"a\", \"after\": {\"weight\": -1}}]}", "\"weight\""},
	{HEAD "{\"name\": \"a\", \"folder\": \"a\", \"after\": {\"weight\": 0.5}}]}", "\"weight\""},
	{HEAD "{\"name\": \"a\", \"folder\": \"a\"", ""},
};

START_TEST(damaged_manifests_are_refused)
{
	struct manifest manifest;
	save(damaged[_i].text, strlen(damaged[_i].text));
	ck_assert_int_eq(manifest_read(folder, &manifest, &err), STATUS_FAILED);
	ck_assert_ptr_nonnull(strstr(err.text, "/manifest.json: cannot read this manifest: "));
	if (_i)
		ck_assert_msg(strstr(err.text, damaged[_i].message) != NULL, "%s", err.text);
	manifest_free(&manifest);
}
END_TEST
#endif

Suite *pages_suite(void)
{
	Suite *suite = suite_create("pages");
	TCase *tc = tcase_create("pages");
	tcase_add_loop_test(tc, a_benchmark_is_called_as_its_path, 0, sizeof names / sizeof *names);
	tcase_add_test(tc, names_of_files_are_safe_and_differ);
	tcase_add_test(tc, runs_stand_together);
	tcase_add_test(tc, endings_stay_where_they_tell_inputs_apart);
	tcase_add_test(tc, users_say_what_runs_are);
	tcase_add_test(tc, names_that_look_the_same_are_numbered);
	suite_add_tcase(suite, tc);
#ifdef HAVE_YAJL
	tc = tcase_create("manifest");
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, manifests_are_read_as_they_were_written);
	tcase_add_loop_test(tc, damaged_manifests_are_refused, 0, sizeof damaged / sizeof *damaged);
	suite_add_tcase(suite, tc);
#endif
	return suite;
}
