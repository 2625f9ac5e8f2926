#include "base/output.h"
#include "base/spool.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

Suite *output_suite(void);

static char folder[] = "/tmp/output-XXXXXX";
static char target[sizeof folder + 32];
static struct error err;

static void set_up(void)
{
	strcpy(folder, "/tmp/output-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(target, sizeof target, "%s/result", folder);
	err.text[0] = '\0';
}

static void tear_down(void)
{
	char command[64];
	snprintf(command, sizeof command, "rm -rf %s", folder);
	ck_assert_int_eq(system(command), 0);
}

/* The files in the folder, hidden ones included. */
static int files(void)
{
	char command[64];
	int count = -1;
	snprintf(command, sizeof command, "ls -A %s | wc -l", folder);
	FILE *list = popen(command, "r");
	ck_assert_ptr_nonnull(list);
	ck_assert_int_eq(fscanf(list, "%d", &count), 1);
	pclose(list);
	return count;
}

static void put(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	fclose(file);
}

static void check_text(const char *path, const char *expected)
{
	char text[64] = "";
	FILE *file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fread(text, 1, sizeof text - 1, file), strlen(expected));
	fclose(file);
	ck_assert_str_eq(text, expected);
}

static mode_t mode_of(const char *path)
{
	struct stat file;
	ck_assert_int_eq(stat(path, &file), 0);
	return file.st_mode & 07777;
}

static void write_all(const char *path, const char *text)
{
	struct output output;
	ck_assert_int_eq(output_open(&output, path, &err), STATUS_OK);
	output_text(&output, text);
	ck_assert_int_eq(output_close(&output, true, &err), STATUS_OK);
}

START_TEST(appears_at_close)
{
	struct output output;
	ck_assert_int_eq(output_open(&output, target, &err), STATUS_OK);
	output_text(&output, "one ");
	output_write(&output, "two", 3);
	ck_assert_int_ne(access(target, F_OK), 0);
	ck_assert_int_eq(output_close(&output, true, &err), STATUS_OK);
	check_text(target, "one two");
	ck_assert_int_eq(files(), 1);
}
END_TEST

START_TEST(vanishes_without_keep)
{
	put(target, "old");
	struct output output;
	ck_assert_int_eq(output_open(&output, target, &err), STATUS_OK);
	output_text(&output, "new");
	ck_assert_int_eq(output_close(&output, false, &err), STATUS_OK);
	check_text(target, "old");
	ck_assert_int_eq(files(), 1);
}
END_TEST

START_TEST(modes)
{
	mode_t mask = umask(027);
	write_all(target, "new");
	ck_assert_uint_eq(mode_of(target), 0640);
	ck_assert_int_eq(chmod(target, 0606), 0);
	write_all(target, "newer");
	umask(mask);
	ck_assert_uint_eq(mode_of(target), 0606);
	check_text(target, "newer");
}
END_TEST

START_TEST(links_are_followed)
{
	char link[sizeof target + 8], second[sizeof target + 8];
	struct stat file;
	snprintf(link, sizeof link, "%s/link", folder);
	snprintf(second, sizeof second, "%s/second", folder);
	ck_assert_int_eq(symlink("result", link), 0);
	ck_assert_int_eq(symlink(link, second), 0);
	write_all(second, "dangling"); /* result is not there yet */
	check_text(target, "dangling");
	write_all(second, "again");
	check_text(target, "again");
	ck_assert_int_eq(lstat(second, &file), 0);
	ck_assert(S_ISLNK(file.st_mode));
	ck_assert_int_eq(files(), 3);
}
END_TEST

START_TEST(loops_and_folders_are_refused)
{
	struct output output;
	char missing[sizeof target + 8];
	ck_assert_int_eq(symlink("result", target), 0);
	ck_assert_int_eq(output_open(&output, target, &err), STATUS_FATAL);
	ck_assert_ptr_nonnull(strstr(err.text, target));
	ck_assert_int_eq(output_open(&output, folder, &err), STATUS_FATAL);
	ck_assert_ptr_nonnull(strstr(err.text, strerror(EISDIR)));
	snprintf(missing, sizeof missing, "%s/no/file", folder);
	ck_assert_int_eq(output_open(&output, missing, &err), STATUS_FATAL);
	ck_assert_ptr_nonnull(strstr(err.text, strerror(ENOENT)));
	ck_assert_int_eq(output_open(&output, "", &err), STATUS_FATAL);
	ck_assert_int_eq(files(), 1);
}
END_TEST

START_TEST(read_only_is_not_replaced)
{
	struct output output;
	put(target, "old");
	ck_assert_int_eq(chmod(target, 0444), 0);
	if (access(target, W_OK) == 0)
		return; /* root may write anything */
	ck_assert_int_eq(output_open(&output, target, &err), STATUS_FATAL);
	check_text(target, "old");
}
END_TEST

START_TEST(full_disk)
{
	struct output output;
	if (access("/dev/full", W_OK) != 0)
		return;
	ck_assert_int_eq(output_open(&output, "/dev/full", &err), STATUS_OK);
	output_text(&output, "text");
	ck_assert_int_eq(output_close(&output, true, &err), STATUS_FATAL);
	ck_assert_ptr_nonnull(strstr(err.text, "/dev/full"));
	ck_assert_ptr_nonnull(strstr(err.text, strerror(ENOSPC)));
}
END_TEST

START_TEST(failed_write_leaves_no_file)
{
	struct output output;
	ck_assert_int_eq(output_open(&output, target, &err), STATUS_OK);
	close(output.fd);
	output.fd = open("/dev/null", O_RDONLY); /* writes fail from here on */
	output_text(&output, "text");
	ck_assert_int_eq(output_close(&output, true, &err), STATUS_FATAL);
	ck_assert_ptr_nonnull(strstr(err.text, target));
	ck_assert_int_eq(files(), 0);
}
END_TEST

/* The first failure counts, and a file appears only if nothing failed. */
START_TEST(finish)
{
	struct output output;
	put(target, "old");
	ck_assert_int_eq(output_open(&output, target, &err), STATUS_OK);
	output_text(&output, "half");
	error_set(&err, STATUS_FAILED, "first");
	ck_assert_int_eq(output_finish(&output, STATUS_FAILED, &err), STATUS_FAILED);
	ck_assert_str_eq(err.text, "first");
	check_text(target, "old");
	ck_assert_int_eq(files(), 1);

	ck_assert_int_eq(output_open(&output, target, &err), STATUS_OK);
	output_text(&output, "whole");
	ck_assert_int_eq(output_finish(&output, STATUS_OK, &err), STATUS_OK);
	check_text(target, "whole");

	ck_assert_int_eq(output_open(&output, target, &err), STATUS_OK);
	close(output.fd);
	output.fd = open("/dev/null", O_RDONLY); /* writes fail from here on */
	output_text(&output, "text");
	ck_assert_int_eq(output_finish(&output, STATUS_OK, &err), STATUS_FATAL);
	ck_assert_ptr_nonnull(strstr(err.text, target));
	check_text(target, "whole");
}
END_TEST

/* Pieces smaller and larger than what is gathered come out in order; "/dev/fd/N" is the open file
 * itself, after what stands in it. */
START_TEST(large_writes)
{
	enum { PIECE = 100003, LARGE = 1 << 20 };
	struct output output;
	int fd = open(target, O_RDWR | O_CREAT, 0600);
	char path[32], *large = malloc(LARGE), *all = malloc(3 * LARGE);
	snprintf(path, sizeof path, "/dev/fd/%d", fd);
	ck_assert_int_eq(write(fd, "head", 4), 4);
	ck_assert_int_eq(output_open(&output, path, &err), STATUS_OK);
	for (int i = 0; i < 5; i++) {
		memset(large, 'a' + i, PIECE);
		output_write(&output, large, PIECE);
	}
	memset(large, 'L', LARGE);
	output_write(&output, large, LARGE);
	output_text(&output, "end");
	ck_assert_int_eq(output_close(&output, true, &err), STATUS_OK);
	ck_assert_int_eq(pread(fd, all, 3 * LARGE, 0), 4 + 5 * PIECE + LARGE + 3);
	ck_assert_int_eq(memcmp(all, "heada", 5), 0);
	for (int i = 0; i < 5; i++)
		ck_assert_int_eq(all[4 + (i + 1) * PIECE - 1], 'a' + i);
	ck_assert_int_eq(all[4 + 5 * PIECE], 'L');
	ck_assert_int_eq(memcmp(all + 4 + 5 * PIECE + LARGE - 1, "Lend", 4), 0);
	close(fd);
	free(large);
	free(all);
}
END_TEST

/* Writes 300 kB compressed; gives the bytes of the file. */
static size_t write_compressed(char *bytes, size_t room)
{
	struct output output;
	ck_assert_int_eq(output_open(&output, target, &err), STATUS_OK);
	ck_assert_int_eq(output_compress(&output, 9, &err), STATUS_OK);
	for (int i = 0; i < 30000; i++)
		output_text(&output, "ten bytes\n");
	ck_assert_int_eq(output_close(&output, true, &err), STATUS_OK);
	FILE *file = fopen(target, "r");
	size_t size = fread(bytes, 1, room, file);
	fclose(file);
	return size;
}

START_TEST(compressed)
{
	static char first[10000], second[10000];
	char command[128], line[16];
	size_t size = write_compressed(first, sizeof first);
	ck_assert_uint_gt(size, 20);
	ck_assert_uint_lt(size, 3000);
	ck_assert_uint_eq(write_compressed(second, sizeof second), size);
	ck_assert_mem_eq(first, second, size);
	ck_assert_mem_eq(first + 3, "\0\0\0\0\0", 5); /* no name, no time */
	snprintf(command, sizeof command, "gzip -dc <%s", target);
	FILE *plain = popen(command, "r");
	int lines = 0;
	while (fgets(line, sizeof line, plain))
		lines += strcmp(line, "ten bytes\n") == 0;
	ck_assert_int_eq(pclose(plain), 0);
	ck_assert_int_eq(lines, 30000);
}
END_TEST

START_TEST(compressed_on_a_full_disk)
{
	struct output output;
	if (access("/dev/full", W_OK) != 0)
		return;
	ck_assert_int_eq(output_open(&output, "/dev/full", &err), STATUS_OK);
	ck_assert_int_eq(output_compress(&output, 9, &err), STATUS_OK);
	output_text(&output, "text");
	ck_assert_int_eq(output_close(&output, true, &err), STATUS_FATAL);
	ck_assert_ptr_nonnull(strstr(err.text, strerror(ENOSPC)));
	ck_assert_int_eq(output_open(&output, target, &err), STATUS_OK);
	ck_assert_int_eq(output_compress(&output, 9, &err), STATUS_OK);
	ck_assert_int_eq(output_close(&output, false, &err), STATUS_OK);
	ck_assert_int_eq(files(), 0);
}
END_TEST

struct sink {
	size_t size, most;
};

static int swallow(void *context, const void *bytes, size_t size)
{
	struct sink *sink = context;
	(void)bytes;
	errno = ENOSPC;
	sink->size += size;
	return sink->size > sink->most;
}

START_TEST(functions)
{
	struct output output;
	struct sink sink = {0, 1 << 20};
	for (int failing = 0; failing < 2; failing++) {
		ck_assert_int_eq(output_open_function(&output, "the peer", swallow, &sink, &err),
		                 STATUS_OK);
		for (int i = 0; i < 30000; i++)
			output_text(&output, "ten bytes\n");
		ck_assert_int_eq(output_close(&output, true, &err),
		                 failing ? STATUS_FATAL : STATUS_OK);
		ck_assert_uint_ge(sink.size, failing ? 1 : 300000);
		sink = (struct sink){0, 0};
	}
	ck_assert_str_eq(err.text, "the peer: cannot write: No space left on device");
}
END_TEST

START_TEST(signals_remove_temporaries)
{
	struct output output;
	ck_assert_int_eq(output_open(&output, target, &err), STATUS_OK);
	ck_assert_int_eq(files(), 1);
	output_remove_temporaries();
	ck_assert_int_eq(files(), 0);
	ck_assert_int_eq(output_close(&output, false, &err), STATUS_OK);
	output_remove_temporaries(); /* nothing is open any more */
}
END_TEST

static void put_bytes(struct spool *spool, unsigned from, unsigned to)
{
	char *room = spool_room(spool, to - from);
	ck_assert_ptr_nonnull(room);
	for (unsigned i = from; i < to; i++)
		room[i - from] = (char)i;
	spool_add(spool, to - from);
}

/* Bytes 0 to 59 are in the file, those up to 99 in memory. */
START_TEST(spools_are_read_at_any_place)
{
	struct spool spool = {0};
	put_bytes(&spool, 0, 60);
	spool_flush(&spool);
	put_bytes(&spool, 60, 110);
	spool_take_back(&spool, 10);
	ck_assert_uint_eq(spool_end(&spool), 100);
	for (unsigned from = 0; from <= 120; from += 5) {
		for (unsigned size = 0; size <= 120; size += 3) {
			char bytes[121];
			memset(bytes, 0x7f, sizeof bytes);
			const unsigned end = from + size < 100 ? from + size
			                     : from > 100      ? from
			                                       : 100;
			ck_assert_int_eq(spool_read(&spool, bytes, size, from), end - from);
			for (unsigned i = 0; i < sizeof bytes; i++)
				ck_assert_int_eq(bytes[i],
				                 from + i < end ? (char)(from + i) : 0x7f);
		}
	}
	ck_assert_int_eq(spool_status(&spool, &err), STATUS_OK);
	spool_free(&spool);
	ck_assert_uint_eq(spool_end(&spool), 0);
}
END_TEST

Suite *output_suite(void)
{
	Suite *suite = suite_create("output");
	TCase *tests = tcase_create("output");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, spools_are_read_at_any_place);
	tcase_add_test(tests, appears_at_close);
	tcase_add_test(tests, vanishes_without_keep);
	tcase_add_test(tests, modes);
	tcase_add_test(tests, links_are_followed);
	tcase_add_test(tests, loops_and_folders_are_refused);
	tcase_add_test(tests, read_only_is_not_replaced);
	tcase_add_test(tests, full_disk);
	tcase_add_test(tests, failed_write_leaves_no_file);
	tcase_add_test(tests, finish);
	tcase_add_test(tests, large_writes);
	tcase_add_test(tests, compressed);
	tcase_add_test(tests, compressed_on_a_full_disk);
	tcase_add_test(tests, functions);
	tcase_add_test(tests, signals_remove_temporaries);
	suite_add_tcase(suite, tests);
	return suite;
}
