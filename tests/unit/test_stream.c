/* Inputs as bytes, and as readers see them. */
#include "base/input.h"
#include "read/stream.h"
#include "reading_one.h"

Suite *stream_suite(void);

START_TEST(input_hands_out_all_bytes)
{
	static const char text[] = "0123456789abcdef";
	for (size_t size = 0; size < sizeof text; size++)
		for (size_t step = 1; step < 20; step += 3) {
			char path[32], got[40];
			struct input *input;
			struct error err = {{0}};
			reading_put(path, text, size);
			ck_assert_int_eq(input_open(path, &input, &err), STATUS_OK);
			ck_assert_str_eq(input_name(input), path);
			ck_assert_uint_eq(input_size(input), size);
			size_t done = 0;
			ssize_t n;
			do {
				n = input_read(input, got + done, step, &err);
				ck_assert_int_ge(n, 0);
				done += (size_t)n;
			} while (n == (ssize_t)step);
			ck_assert_uint_eq(done, size);
			ck_assert_mem_eq(got, text, size);
			ck_assert_uint_eq(input_position(input), size);
			input_close(input);
			unlink(path);
		}
	input_close(NULL);
}
END_TEST

static struct stream open_stream(const char *text, size_t size, char *path)
{
	static const struct read_options options = {0};
	struct stream stream;
	struct input *input;
	struct error err = {{0}};
	reading_put(path, text, size);
	ck_assert_int_eq(input_open(path, &input, &err), STATUS_OK);
	unlink(path);
	stream_init(&stream, input, &options);
	return stream;
}

/* What was looked at is read all the same, whatever sizes either has. */
START_TEST(peeked_bytes_are_read_again)
{
	static const char text[] = "0123456789abcdef";
	for (size_t peek = 1; peek < 20; peek += 3)
		for (size_t step = 1; step < 20; step += 3) {
			char path[32], got[40];
			struct error err = {{0}};
			struct head head;
			size_t done = 0;
			struct stream stream = open_stream(text, 16, path);
			ck_assert_int_eq(stream_peek(&stream, peek, &head, &err), STATUS_OK);
			ck_assert_uint_eq(head.size, peek < 16 ? peek : 16);
			ck_assert_mem_eq(head.text, text, head.size);
			ck_assert_int_eq(head.whole, peek > 16);
			while (stream_has_more(&stream)) {
				ssize_t n = stream_read(&stream, got + done, step, &err);
				ck_assert_int_ge(n, 0);
				done += (size_t)n;
			}
			ck_assert_uint_eq(done, 16);
			ck_assert_uint_eq(stream.bytes, 16);
			ck_assert_mem_eq(got, text, 16);
			stream_free(&stream);
		}
}
END_TEST

START_TEST(reads_from_anywhere)
{
	char path[32], got[8];
	struct error err = {{0}};
	struct head head;
	struct stream stream = open_stream("0123456789", 10, path);
	ck_assert_int_eq(stream_peek(&stream, 4, &head, &err), STATUS_OK);
	ck_assert_int_eq(stream_seek(&stream, &err), STATUS_OK);
	ck_assert_int_eq((int)stream_read_at(&stream, got, 3, 7, &err), 3);
	ck_assert_mem_eq(got, "789", 3);
	ck_assert_int_eq((int)stream_read_at(&stream, got, 3, 9, &err), 1);
	ck_assert_int_eq((int)stream_read_at(&stream, got, 2, 0, &err), 2);
	ck_assert_mem_eq(got, "01", 2);
	stream_free(&stream);
}
END_TEST

Suite *stream_suite(void)
{
	Suite *suite = suite_create("stream");
	TCase *tests = tcase_create("stream");
	tcase_add_checked_fixture(tests, NULL, tear_down);
	tcase_add_test(tests, input_hands_out_all_bytes);
	tcase_add_test(tests, peeked_bytes_are_read_again);
	tcase_add_test(tests, reads_from_anywhere);
	suite_add_tcase(suite, tests);
	return suite;
}
