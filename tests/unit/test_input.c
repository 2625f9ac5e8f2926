/* Inputs other than paths. */
#include "base/input.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

Suite *input_suite(void);

enum { SIZE = 300000 };

static char plain[SIZE];
static unsigned char packed[SIZE];
static size_t packed_size;
static struct error err;

static void set_up(void)
{
	for (size_t i = 0; i < SIZE; i++)
		plain[i] = (char)('a' + i * i % 23);
	z_stream gzip = {.next_in = (unsigned char *)plain,
	                 .avail_in = SIZE,
	                 .next_out = packed,
	                 .avail_out = SIZE};
	ck_assert_int_eq(deflateInit2(&gzip, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
	ck_assert_int_eq(deflate(&gzip, Z_FINISH), Z_STREAM_END);
	packed_size = gzip.total_out;
	deflateEnd(&gzip);
	err.text[0] = '\0';
}

/* Returns the remaining bytes in uneven pieces; fails at the end if requested. */
struct giver {
	const char *at;
	size_t left;
	bool fails;
};

static ssize_t give(void *context, void *bytes, size_t size)
{
	struct giver *giver = context;
	size_t n = giver->left < 777 ? giver->left : 777;
	n = n < size ? n : size;
	if (!n && giver->fails) {
		errno = ECONNRESET;
		return -1;
	}
	memcpy(bytes, giver->at, n);
	giver->at += n;
	giver->left -= n;
	return (ssize_t)n;
}

/* Checks that all of plain is read. */
static void check_all(const struct input_source *source, bool seeks)
{
	struct input *input;
	char *text = malloc(SIZE + 1), some[8];
	ck_assert_int_eq(input_open_source(source, &input, &err), STATUS_OK);
	ck_assert_int_eq(input_can_seek(input), seeks);
	ck_assert_int_eq(input_read(input, text, SIZE + 1, &err), SIZE);
	ck_assert_mem_eq(text, plain, SIZE);
	if (seeks) {
		ck_assert_int_eq(input_read_at(input, some, 8, 99999, &err), 8);
		ck_assert_mem_eq(some, plain + 99999, 8);
		ck_assert_int_eq(input_read_at(input, some, 8, SIZE - 3, &err), 3);
		ck_assert_int_eq(input_read_at(input, some, 8, SIZE + 3, &err), 0);
	}
	input_close(input);
	free(text);
}

START_TEST(memory)
{
	check_all(
		&(struct input_source){
			.kind = INPUT_MEMORY, .name = "m", .bytes = plain, .size = SIZE},
		true);
	check_all(
		&(struct input_source){
			.kind = INPUT_MEMORY, .name = "m", .bytes = packed, .size = packed_size},
		false);
}
END_TEST

START_TEST(functions)
{
	struct giver giver = {plain, SIZE, false};
	struct input_source source = {
		.kind = INPUT_CALLBACK, .name = "peer", .read = give, .context = &giver};
	struct input *input;
	char some[8];
	check_all(&source, false);
	giver = (struct giver){(const char *)packed, packed_size, false};
	check_all(&source, false);
	giver = (struct giver){plain, SIZE, false};
	ck_assert_int_eq(input_open_source(&source, &input, &err), STATUS_OK);
	ck_assert_int_eq(input_make_seek(input, "", 0, &err), STATUS_OK);
	ck_assert_int_eq(input_read_at(input, some, 8, 99999, &err), 8);
	ck_assert_mem_eq(some, plain + 99999, 8);
	input_close(input);
	giver = (struct giver){plain, 3, true};
	ck_assert_int_eq(input_open_source(&source, &input, &err), STATUS_FAILED);
	ck_assert_str_eq(err.text, "peer: Connection reset by peer");
}
END_TEST

/* A descriptor stays open, and is read from its current offset. */
START_TEST(descriptors)
{
	FILE *file = tmpfile();
	char first;
	ck_assert_uint_eq(fwrite("x", 1, 1, file), 1);
	ck_assert_uint_eq(fwrite(plain, 1, SIZE, file), SIZE);
	ck_assert_int_eq(fflush(file), 0);
	struct input_source source = {
		.kind = INPUT_DESCRIPTOR, .name = "open file", .fd = fileno(file)};
	ck_assert_int_eq(pread(source.fd, &first, 1, 0), 1);
	ck_assert_int_eq(lseek(source.fd, 1, SEEK_SET), 1);
	check_all(&source, false);
	ck_assert_int_eq(pread(source.fd, &first, 1, 0), 1); /* it is open */
	ck_assert_int_eq(ftruncate(source.fd, 0), 0);
	ck_assert_int_eq(pwrite(source.fd, plain, SIZE, 0), SIZE);
	ck_assert_int_eq(lseek(source.fd, 0, SEEK_SET), 0);
	check_all(&source, true);
	fclose(file);
}
END_TEST

START_TEST(stopped)
{
	atomic_bool stop = false;
	struct input_source source = {
		.kind = INPUT_MEMORY, .name = "m", .bytes = plain, .size = SIZE, .stopped = &stop};
	struct input *input;
	char some[100];
	ck_assert_int_eq(input_open_source(&source, &input, &err), STATUS_OK);
	ck_assert_int_eq(input_read(input, some, 100, &err), 100);
	stop = true;
	ck_assert_int_eq(input_read(input, some, 100, &err), -1);
	ck_assert_str_eq(err.text, "m: Operation canceled");
	ck_assert_int_eq(input_read_at(input, some, 100, 0, &err), -1);
	input_close(input);
}
END_TEST

Suite *input_suite(void)
{
	Suite *suite = suite_create("input");
	TCase *tests = tcase_create("input");
	tcase_add_checked_fixture(tests, set_up, NULL);
	tcase_add_test(tests, memory);
	tcase_add_test(tests, functions);
	tcase_add_test(tests, descriptors);
	tcase_add_test(tests, stopped);
	suite_add_tcase(suite, tests);
	return suite;
}
