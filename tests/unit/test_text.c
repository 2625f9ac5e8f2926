#include "base/arena.h"
#include "base/buffer.h"
#include "base/display.h"
#include "base/text.h"

#include <check.h>
#include <stdint.h>
#include <string.h>

Suite *text_suite(void);

START_TEST(shared_starts_and_ends)
{
	enum { MOST = 100 };
	char a[MOST + 2], b[MOST + 2];
	for (size_t size = 0; size <= MOST; size++) {
		for (size_t differs = 0; differs <= size; differs++) {
			memset(a, 'x', sizeof a);
			memset(b, 'x', sizeof b);
			/* differs == size: after the most that may be looked at */
			b[differs] = differs % 2 ? 'X' : 'y';
			ck_assert_uint_eq(text_shared_start(a, b, size), differs);
			memset(b, 'x', sizeof b);
			b[MOST + 1 - differs] = differs % 2 ? 'X' : 'y';
			ck_assert_uint_eq(text_shared_end(a + MOST + 2, b + MOST + 2, size),
			                  differs);
		}
	}
}
END_TEST

START_TEST(shared_of_texts_at_different_places)
{
	const char *a = "main;parse;read", *b = "main;parse;real!";
	ck_assert_uint_eq(text_shared_start(a, b, 15), 14);
	ck_assert_uint_eq(text_shared_start(a, b, 4), 4);
	ck_assert_uint_eq(text_shared_start(a, b, 0), 0);
	const char *c = "xread";
	ck_assert_uint_eq(text_shared_end(a + 15, c + 5, 5), 4);
	ck_assert_uint_eq(text_shared_end(a + 15, c + 5, 3), 3);
	ck_assert_uint_eq(text_shared_end(a + 15, c + 4, 4), 0);
}
END_TEST

START_TEST(lines_and_their_ends)
{
	static const char text[] = "one\ntwo\r\n\n\r\n\rx\r\nlast\r";
	static const char *const lines[] = {"one", "two", "", "", "\rx", "last\r"};
	const char *at = text, *end = text + sizeof text - 1;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		ck_assert(at < end);
		struct text line = text_line(at, end, &at);
		/* a CR at the very end is half a line end or none: it goes too */
		size_t size = i == 5 ? 4 : strlen(lines[i]);
		ck_assert_uint_eq(line.size, size);
		ck_assert_mem_eq(line.at, lines[i], size);
	}
	ck_assert_ptr_eq(at, end);
}
END_TEST

START_TEST(beginnings_and_ends)
{
	struct text text = {" \t a b\t ", 8};
	ck_assert(text_is(text_trim_end(text_skip_blanks(text)), "a b"));
	ck_assert(!text_trim_end((struct text){"  ", 2}).size);
	ck_assert(!text_skip_blanks((struct text){"  ", 2}).size);
	struct text name = {"vmlinux", 7};
	ck_assert(text_begins(name, "vm") && text_begins(name, "") && text_begins(name, "vmlinux"));
	ck_assert(!text_begins(name, "vmlinux-") && !text_begins(name, "x"));
	ck_assert(text_ends(name, "nux") && text_ends(name, "vmlinux"));
	ck_assert(!text_ends(name, "/vmlinux") && !text_ends(name, "nu"));
	ck_assert(text_is(name, "vmlinux") && !text_is(name, "vmlinu"));
}
END_TEST

START_TEST(character_classes)
{
	for (int c = 0; c < 256; c++) {
		bool digit = c >= '0' && c <= '9';
		ck_assert_int_eq(is_digit((char)c), digit);
		ck_assert_int_eq(is_hex_digit((char)c),
		                 digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'));
		ck_assert_int_eq(is_blank((char)c), c == ' ' || c == '\t');
	}
}
END_TEST

START_TEST(arena_pieces_stay)
{
	enum { PIECES = 5000 };
	static char *pieces[PIECES];
	static size_t sizes[PIECES];
	struct arena arena = {0};
	uint32_t random = 1;
	for (size_t i = 0; i < PIECES; i++) {
		random = random * 1664525 + 1013904223;
		size_t align = (size_t)1 << (random >> 28) % 5;
		sizes[i] = i % 500 == 0 ? 3u << 20 : (random >> 8) % 700;
		pieces[i] = arena_alloc(&arena, sizes[i], align);
		ck_assert_ptr_nonnull(pieces[i]);
		ck_assert_uint_eq((uintptr_t)pieces[i] & (align - 1), 0);
		memset(pieces[i], (int)(i & 0xff), sizes[i]);
	}
	for (size_t i = 0; i < PIECES; i++)
		for (size_t k = 0; k<sizes[i]; k += sizes[i]> 1000 ? 997 : 1)
			if ((unsigned char)pieces[i][k] != (i & 0xff))
				ck_abort_msg("piece %zu was overwritten", i);
	arena_free(&arena);
	ck_assert_ptr_null(arena.blocks);
	ck_assert_ptr_nonnull(arena_alloc(&arena, 1, 1));
	arena_free(&arena);
	arena_free(&arena);
}
END_TEST

START_TEST(arena_copies_end_in_nul)
{
	struct arena arena = {0};
	char *copy = arena_copy(&arena, "a\0bc", 3);
	char *empty = arena_copy(&arena, NULL, 0);
	ck_assert_mem_eq(copy, "a\0b\0", 4);
	ck_assert_str_eq(empty, "");
	ck_assert_ptr_null(arena_alloc(&arena, SIZE_MAX - 8, 1));
	ck_assert_mem_eq(copy, "a\0b\0", 4);
	arena_free(&arena);
}
END_TEST

START_TEST(buffer_appends)
{
	struct buffer buffer = {0};
	buffer_append(&buffer, NULL, 0);
	buffer_text(&buffer, "ab");
	buffer_byte(&buffer, '\0');
	buffer_printf(&buffer, "%d-%s", 12, "x");
	buffer_unsigned(&buffer, UINT64_MAX);
	ck_assert_uint_eq(buffer.size, 27);
	ck_assert_mem_eq(buffer.data,
	                 "ab\0"
	                 "12-x18446744073709551615",
	                 27);
	for (int i = 0; i < 100000; i++)
		buffer_byte(&buffer, 'z');
	ck_assert_uint_eq(buffer.size, 100027);
	ck_assert(!buffer.failed);
	buffer_free(&buffer);
	ck_assert_uint_eq(buffer.size, 0);
}
END_TEST

START_TEST(buffer_keeps_what_it_had)
{
	struct buffer buffer = {0};
	buffer_text(&buffer, "kept");
	ck_assert_ptr_null(buffer_room(&buffer, SIZE_MAX));
	ck_assert(buffer.failed);
	buffer_text(&buffer, "more");
	ck_assert_uint_eq(buffer.size, 4);
	ck_assert_mem_eq(buffer.data, "kept", 4);
	buffer_free(&buffer);
	ck_assert(!buffer.failed);
}
END_TEST

/* Characters at the ends of ranges, and what stands beside them. */
START_TEST(widths_of_characters)
{
	static const struct {
		const char *text;
		size_t width;
	} rows[] = {
		{"a", 1},
		{"\xff", 1},
		{"\xcc\x80", 0},         /* U+0300 */
		{"\xcd\xaf", 0},         /* U+036F */
		{"\xcd\xb0", 1},         /* U+0370 */
		{"\xe1\x83\xbf", 1},     /* U+10FF */
		{"\xe1\x84\x80", 2},     /* U+1100 */
		{"\xe1\x85\x9f", 2},     /* U+115F */
		{"\xe1\x85\xa0", 0},     /* U+1160 */
		{"\xe4\xb8\x80", 2},     /* U+4E00 */
		{"\xef\xbb\xbf", 0},     /* U+FEFF */
		{"\xf0\x9f\xa7\xbf", 2}, /* U+1F9FF */
		{"\xf0\x9f\xa8\x80", 1}, /* U+1FA00 */
		{"\xf0\xa0\x80\x80", 2}, /* U+20000 */
		{"\xf0\xbf\xbf\xbd", 2}, /* U+3FFFD */
		{"\xf0\xbf\xbf\xbe", 1}, /* U+3FFFE */
		{"\xf1\x80\x80\x80", 1}, /* U+40000 */
		{"\xf3\xa0\x83\xbf", 1}, /* U+E00FF */
		{"\xf3\xa0\x84\x80", 0}, /* U+E0100 */
		{"\xf3\xa0\x87\xaf", 0}, /* U+E01EF */
		{"\xf3\xa0\x87\xb0", 1}, /* U+E01F0 */
		{"\xf4\x8f\xbf\xbf", 1}, /* U+10FFFF */
		{"a\xe4\xb8\x80"
	         "a\xcc\x80"
	         "a",
	         5},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const size_t size = strlen(rows[i].text);
		ck_assert_msg(display_width(rows[i].text, size, 9) == rows[i].width, "row %zu", i);
	}
	const char *text = "a\xe4\xb8\x80"
			   "b\xcc\x80"
			   "c"; /* 1, 3 bytes of two columns, 1 + 2, 1 */
	ck_assert_uint_eq(display_width(text, 8, 2), 2);
	ck_assert_uint_eq(display_prefix(text, 8, 0), 0);
	ck_assert_uint_eq(display_prefix(text, 8, 2), 1);
	ck_assert_uint_eq(display_prefix(text, 8, 3), 4);
	ck_assert_uint_eq(display_prefix(text, 8, 4), 7); /* with its mark */
	ck_assert_uint_eq(display_prefix(text, 8, 9), 8);
	ck_assert_uint_eq(display_suffix(text, 8, 9), 0);
	ck_assert_uint_eq(display_suffix(text, 8, 4), 1);
	ck_assert_uint_eq(display_suffix(text, 8, 3), 4);
	ck_assert_uint_eq(display_suffix(text, 8, 1), 7);
	ck_assert_uint_eq(display_suffix(text, 8, 0), 8);
}
END_TEST

Suite *text_suite(void)
{
	Suite *suite = suite_create("text");
	TCase *tests = tcase_create("text");
	tcase_add_test(tests, shared_starts_and_ends);
	tcase_add_test(tests, shared_of_texts_at_different_places);
	tcase_add_test(tests, lines_and_their_ends);
	tcase_add_test(tests, beginnings_and_ends);
	tcase_add_test(tests, character_classes);
	tcase_add_test(tests, widths_of_characters);
	tcase_add_test(tests, arena_pieces_stay);
	tcase_add_test(tests, arena_copies_end_in_nul);
	tcase_add_test(tests, buffer_appends);
	tcase_add_test(tests, buffer_keeps_what_it_had);
	suite_add_tcase(suite, tests);
	return suite;
}
