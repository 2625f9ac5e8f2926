/* Recordings that are folders: records of several files in the order of time, and what is missing.
 */
#include "config.h"

#include "perf_data_reading.h"

#include <sys/stat.h>

#ifdef HAVE_ZSTD
#include <zstd.h>
#endif

Suite *perf_data_folder_suite(void);

enum { FILES = 3, FEATURE_DIR_FORMAT = 24 };

static char folder[32];
static struct recording files[FILES]; /* data.0 and on */

static void set_up_folder(void)
{
	set_up();
	strcpy(folder, "/tmp/folder-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	for (size_t i = 0; i < FILES; i++)
		files[i] = (struct recording){0};
}

static void tear_down_folder(void)
{
	static const char *const names[] = {
		"data", "data.0", "data.1", "data.2", "kcore_dir/kallsyms", "kcore_dir", "."};
	char path[64];
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, names[i]);
		remove(path);
	}
	rmdir(folder);
	for (size_t i = 0; i < FILES; i++)
		buffer_free(&files[i].out);
	tear_down();
}

static void put_file(const char *name, const char *bytes, size_t size)
{
	char path[64];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
	ck_assert_int_eq(fclose(file), 0);
}

/* The file "data", of a recording whose folder has this format; and the others, as far as they
 * have any records. */
static void put_folder(uint64_t format)
{
	begin_feature(&r, FEATURE_DIR_FORMAT);
	put_u64(&r, format);
	end_feature(&r);
	end_recording(&r);
	put_file("data", r.out.data, r.out.size);
	for (unsigned i = 0; i < FILES; i++) {
		char name[16];
		snprintf(name, sizeof name, "data.%u", i);
		ck_assert(!files[i].out.failed);
		if (files[i].out.size)
			put_file(name, files[i].out.data, files[i].out.size);
	}
}

static void read_path(const char *path, struct read_options options)
{
	options.symbols.symfs = options.symbols.buildid_dir = "/nonexistent";
	reading_end(&result);
	reading_paths(&result, &path, 1, &options);
}

static void check_folder(struct read_options options, const char *folded)
{
	if (no_symbols)
		return;
	options.symbols.kallsyms = "/dev/null";
	read_path(folder, options);
	ck_assert_msg(result.status == STATUS_OK, "%s", result.err.text);
	ck_assert_str_eq(result.folded, folded);
}

static void check_refused_path(const char *path, const char *message)
{
	if (no_symbols)
		return;
	read_path(path, (struct read_options){0});
	ck_assert_int_eq(result.status, STATUS_FAILED);
	ck_assert_msg(strstr(result.err.text, message) != NULL, "%s", result.err.text);
}

static void begin_folder(bool big_endian)
{
	begin(big_endian, false);
	put_process();
	for (size_t i = 0; i < FILES; i++)
		files[i].big_endian = big_endian;
}

static void put_small(void)
{
	begin_folder(false);
	put_sample(&files[0], 100, 1, 1, 10, 0, 1, CHAIN(USER, 0x1010));
	put_sample(&files[0], 100, 1, 1, 30, 0, 2, CHAIN(USER, 0x1010));
	put_sample(&files[2], 100, 1, 1, 20, 0, 4, CHAIN(USER, 0x1010));
	put_sample(&files[2], 100, 1, 1, 50, 0, 8, CHAIN(USER, 0x1010));
}

START_TEST(order_over_files)
{
	begin_folder(_i);
	put_sample(&files[0], 100, 1, 1, 10, 0, 1, CHAIN(USER, 0x1010));
	put_sample(&files[0], 100, 1, 1, 30, 0, 2, CHAIN(USER, 0x1010));
	put_comm(&files[1], 1, 1, "second", 20);
	put_sample(&files[1], 100, 1, 1, 25, 1, 4, CHAIN(USER, 0x1010));
	put_comm(&files[2], 1, 1, "third", 27);
	put_sample(&files[2], 100, 1, 1, 40, 0, 8, CHAIN(USER, 0x1010));
	put_folder(1);
	check_folder((struct read_options){0}, "a;[a] 1\nsecond;[a] 4\nthird;[a] 10\n");
	ck_assert_uint_eq(result.account.note_count,
	                  no_symbols ? 0 : 3); /* names, two missing folders */
}
END_TEST

/* More than is kept at a time: a process changes its name in one file, its samples stand in the
 * others, and some records are a little late. */
START_TEST(many_records_in_order)
{
	enum { NAMES = 10, SAMPLES = 6000 /* of a name, in each file */ };
	char expected[NAMES * 32] = "";
	begin_folder(false);
	for (uint64_t name = 0; name < NAMES; name++) {
		char comm[16];
		const uint64_t from = (name + 1) * 1000000;
		snprintf(comm, sizeof comm, "name%u", (unsigned)name);
		put_comm(&files[0], 1, 1, comm, from);
		for (uint64_t i = 0; i < SAMPLES; i++) {
			put_sample(&files[1], 100, 1, 1, from + 100 + (i ^ 1) * 10, 1, 1,
			           CHAIN(USER, 0x1010));
			put_sample(&files[2], 100, 1, 1, from + 101 + i * 10, 2, 1,
			           CHAIN(USER, 0x1010));
		}
		snprintf(expected + strlen(expected), 32, "%s;[a] %d\n", comm, 2 * SAMPLES);
	}
	put_folder(1);
	check_folder((struct read_options){0}, expected);
	ck_assert(!noted("too late"));
}
END_TEST

#ifdef HAVE_ZSTD
/* Each file's compressed records are a stream of their own. */
START_TEST(compressed_files)
{
	begin_folder(false);
	for (unsigned i = 0; i < FILES; i++) {
		struct recording plain = {0};
		char packed[4096];
		put_sample(&plain, 100, 1, 1, 10 + i, i, 1u << i, CHAIN(USER, 0x1010, 0x2010));
		size_t size = ZSTD_compress(packed, sizeof packed, plain.out.data, plain.out.size,
		                            1);
		begin_record(&files[i], 81, 0);
		buffer_append(&files[i].out, packed, size);
		end_record(&files[i]);
		buffer_free(&plain.out);
	}
	put_folder(1);
	check_folder((struct read_options){0}, "a;[b];[a] 7\n");
}
END_TEST
#endif

START_TEST(times_in_percent)
{
	struct read_options options = {0};
	put_small();
	put_folder(1);
	ck_assert(time_span_parse(&options.choice.time, "0%,50%"));
	check_folder(options, "a;[a] 7\n");
}
END_TEST

START_TEST(missing_files)
{
	put_small();
	put_folder(1);
	check_folder((struct read_options){0}, "a;[a] 15\n");
	check_noted("data.1 is missing");
	char path[64];
	snprintf(path, sizeof path, "%s/data.1", folder);
	ck_assert_int_eq(mkfifo(path, 0600), 0); /* no file, so that it is missing still */
	check_folder((struct read_options){0}, "a;[a] 15\n");
	check_noted("data.1 is missing");
	snprintf(path, sizeof path, "%s/data.0", folder);
	remove(path);
	check_folder((struct read_options){0}, "a;[a] 12\n");
	check_noted("data.0 to data.1 are missing");
	snprintf(path, sizeof path, "%s/data", folder);
	check_refused_path(path, "give their folder");
	snprintf(path, sizeof path, "%s/data.2", folder);
	remove(path);
	check_refused_path(folder, "data.1 and so on are missing");
	snprintf(path, sizeof path, "%s/data", folder);
	remove(path);
	check_refused_path(folder, "is a directory");
}
END_TEST

START_TEST(files_cut_short)
{
	put_small();
	files[2].out.size -= 8;
	put_folder(1);
	check_folder((struct read_options){0}, "a;[a] 7\n");
	check_noted("data.2: truncated");
	files[2].out.size = 8; /* a record smaller than its header */
	patch(&files[2], 6, 7, 2);
	put_folder(1);
	check_folder((struct read_options){0}, "a;[a] 3\n");
	check_noted("data.2: damaged: there is no record 0 bytes into");
}
END_TEST

/* perf record was killed: it has not yet said what is in the folder. */
START_TEST(unfinished_folder)
{
	put_small();
	put_folder(1);
	patch(&r, 48, 0, 8);
	put_file("data", r.out.data, r.data);
	check_folder((struct read_options){0}, ":1;[unknown] 15\n");
	check_noted("still writing");
}
END_TEST

START_TEST(unknown_format)
{
	put_small();
	put_folder(2);
	check_refused_path(folder, "format 2");
}
END_TEST

/* All records in one file, and the kernel's symbols beside it. */
START_TEST(kernel_symbols_of_a_folder)
{
	static const char symbols[] = "ffffffff82000000 T one\nffffffff82000100 T two\n";
	char path[64];
	snprintf(path, sizeof path, "%s/kcore_dir", folder);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	put_file("kcore_dir/kallsyms", symbols, sizeof symbols - 1);
	begin_folder(false);
	begin_record(&r, PERF_RECORD_MMAP, PERF_RECORD_MISC_KERNEL);
	put_u32(&r, UINT32_MAX);
	put_u32(&r, 0);
	put_u64(&r, 0xffffffff82000000);
	put_u64(&r, 0x1000);
	put_u64(&r, 0xffffffff82000000);
	put_text(&r, "[kernel.kallsyms]_text");
	end_timed(&r, 0, 0, 0);
	put_sample(&r, 100, 1, 1, 10, 0, 1, CHAIN(KERNEL, 0xffffffff82000110, 0xffffffff82000010));
	put_sample(&files[0], 100, 1, 1, 20, 0, 2, CHAIN(USER, 0x1010)); /* not of this one */
	put_folder(0);
	if (no_symbols)
		return;
	read_path(folder, (struct read_options){0});
	ck_assert_str_eq(result.folded, "a;one;two 1\n");
	/* others were asked for, and have no names */
	check_folder((struct read_options){0}, "a;[[kernel.kallsyms]];[[kernel.kallsyms]] 1\n");
}
END_TEST

START_TEST(folder_of_something_else)
{
	char path[64];
	snprintf(path, sizeof path, "%s/data", folder);
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	check_refused_path(folder, "is a directory"); /* and nobody waits for a writer */
	ck_assert_int_eq(remove(path), 0);
	ck_assert_int_eq(symlink("data", path), 0);
	check_refused_path(folder, "/data: ");
	ck_assert_int_eq(remove(path), 0);
	put_file("data", "a;b 1\n", 6);
	check_refused_path(folder, "is a directory");
	put_file("data", "", 0);
	check_refused_path(folder, "empty input");
}
END_TEST

Suite *perf_data_folder_suite(void)
{
	Suite *suite = suite_create("perf_data_folder");
	TCase *tests = tcase_create("folder");
	tcase_add_checked_fixture(tests, set_up_folder, tear_down_folder);
	tcase_set_timeout(tests, 60); /* below valgrind */
	tcase_add_loop_test(tests, order_over_files, 0, 2);
	tcase_add_test(tests, many_records_in_order);
#ifdef HAVE_ZSTD
	tcase_add_test(tests, compressed_files);
#endif
	tcase_add_test(tests, times_in_percent);
	tcase_add_test(tests, missing_files);
	tcase_add_test(tests, files_cut_short);
	tcase_add_test(tests, unfinished_folder);
	tcase_add_test(tests, unknown_format);
	tcase_add_test(tests, kernel_symbols_of_a_folder);
	tcase_add_test(tests, folder_of_something_else);
	suite_add_tcase(suite, tests);
	return suite;
}
