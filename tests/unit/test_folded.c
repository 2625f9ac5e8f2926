/* Folded text, as fold-stacks and flamesvg read it. */
#include "reading.h"

Suite *folded_suite(void);

static struct reading_result result;
static const struct read_options plain = {.format = "folded", .threads = 1};

static void read_text(const char *text)
{
	reading_text(&result, text, strlen(text), &plain);
}

static void tear_down(void)
{
	reading_end(&result);
}

static const struct {
	const char *text, *folded;
	uint64_t malformed;
} good[] = {
	{"a;b 1\na;c 2\n", "a;b 1\na;c 2\n", 0},
	{"a;b 1", "a;b 1\n", 0},
	{"a;b 1\na;b 2\na;b 3", "a;b 6\n", 0},
	{"a;b\t1\na;c \t 2\n", "a;b 1\na;c 2\n", 0},
	{"a;b 1  \n", "a;b 1\n", 0},
	{"a;b 1\r\na;c 2\r\n", "a;b 1\na;c 2\n", 0},
	{"a;b 1.5\na;b 0.50\na;c 3.\n", "a;b 2\na;c 3\n", 0},
	{"# a comment 5\n#\n\n  \t\na 1\n", "a 1\n", 0},
	{"#include 1\n", "#include 1\n", 0},
	{"a b;c d 4\n", "a b;c d 4\n", 0},
	{"a;b 0\n", "a;b 0\n", 0},
	{"a; 1\na;; 2\n;; 4\nb 1\n", "a 3\nb 1\n", 0}, /* `;` at the end ends a frame */
	{";a 1\n", ";a 1\n", 0},
	{"a;;b 1\n", "a;;b 1\n", 0},
	{"a;   3\n", "a;   3\n", 0}, /* the last frame is two blanks */
	{"a;b 18446744073709551615\n", "a;b 18446744073709551615\n", 0},

	/* what two lines share */
	{"a;b;c 1\na;b;cd 2\na;b 4\na;bc 8\na;b;c 16\n", "a;b 4\na;b;c 17\na;b;cd 2\na;bc 8\n", 0},
	{"ab;c 1\na;c 2\nab 4\na 8\n", "a 8\na;c 2\nab 4\nab;c 1\n", 0},
	{"a;b 1\na;b; 2\na;b;; 4\na;b 8\n", "a;b 15\n", 0},
	{"a;b 1\nx\na;b 2\n", "a;b 3\n", 1},

	/* several counts a line */
	{"a;b 1 2\na;c 3 4\na;b 10 20\n", "a;b 11 22\na;c 3 4\n", 0},
	{"a;b 1.5 2 3\na;c 3 4 5\n", "a;b 1.5 2 3\na;c 3 4 5\n", 0},
	{"a 12 1\nb 2\n", "a 12 1\nb 2\n", 0}, /* not all have two: the first is the name's */
	{"a 1\t2\nb 2  3 \n", "a 1 2\nb 2 3\n", 0},

	/* lines that are not of this form */
	{"a 1\nb\n", "a 1\n", 1},
	{"a 1\nb x\nc -1\nd 1e3\ne .5\nf 1.2.3\ng,1\n", "a 1\nd 1000\n", 5},
	{"a 1\n5\n", "a 1\n", 1},
	{"a 1\n 5\nb 2\n", "a 1\nb 2\n", 0}, /* no frame: counted as empty */
};

START_TEST(folded_again)
{
	read_text(good[_i].text);
	ck_assert_msg(result.status == STATUS_OK, "%s: %s", good[_i].text, result.err.text);
	ck_assert_msg(strcmp(result.folded, good[_i].folded) == 0, "%s: gives\n%s", good[_i].text,
	              result.folded);
	ck_assert_uint_eq(result.account.malformed, good[_i].malformed);
	ck_assert_uint_eq(result.account.event_count, 0);
}
END_TEST

START_TEST(account_of_lines)
{
	read_text("# x\n\na;b 1\nbad one\n ;; 4\na;c 2\nworse\x01\xff\n 5\n");
	ck_assert_str_eq(result.folded, "  4\na;b 1\na;c 2\n");
	ck_assert_uint_eq(result.account.samples, 4);
	ck_assert_uint_eq(result.account.kept, 3);
	ck_assert_uint_eq(result.account.empty, 1);
	ck_assert_uint_eq(result.account.malformed, 2);
	ck_assert_uint_eq(result.account.lines, 8);
	ck_assert_uint_eq(result.account.bytes, 42);
	char where[64];
	snprintf(where, sizeof where, "%s:4", result.path);
	ck_assert_str_eq(result.account.malformed_where, where);
	ck_assert_str_eq(result.account.malformed_text, "bad one");
}
END_TEST

START_TEST(malformed_text_is_printable_and_short)
{
	char text[400];
	memset(text, 'x', sizeof text);
	memcpy(text, "a 1\n\x1b[31m\x80", 10);
	reading_text(&result, text, sizeof text, &plain);
	ck_assert_uint_eq(strspn(result.account.malformed_text, "?[31mx"), 79);
	ck_assert_uint_eq(strlen(result.account.malformed_text), 79);
}
END_TEST

static const struct {
	const char *text, *line, *message;
} bad[] = {
	{"a 1\nb 18446744073709551616\n", ":2: ", "18446744073709551616"},
	{"a 18446744073709551615\n\na 1\n", ":3: ", "64 bits"},
	{"a 1\na 1e20\n", ":2: ", "count 1e20 does not fit 64 bits"},
	{"a 18446744073709551615\nb 0.1\na 1\n", ":3: ", "64 bits"},
	{"a -1\n", "", "contains no samples"},
	{"a\nb\n", "", "contains no samples"},
	{"# only a comment\n", "", "contains no samples"},
	{"\n\n", "", "contains no samples"},
	{"", "", "contains no samples"},
};

START_TEST(refused)
{
	read_text(bad[_i].text);
	ck_assert_int_eq(result.status, STATUS_FAILED);
	char where[64];
	snprintf(where, sizeof where, "%s%s", result.path, bad[_i].line);
	ck_assert_msg(strncmp(result.err.text, where, strlen(where)) == 0, "%s", result.err.text);
	ck_assert_msg(strstr(result.err.text, bad[_i].message) != NULL, "%s", result.err.text);
}
END_TEST

START_TEST(told_from_other_text)
{
	static const struct {
		const char *text;
		bool taken;
	} heads[] = {
		{"a;b 1\n", true},
		{"a 1\n", true},
		{"a;b 1\nnot\n", true},
		{"a;b 1\nneither\nnor\n", false},
		{"prose\n", false},
		{"a;b -5\n", true}, /* a message says that it is negative */
		{"a;b -0.5\nc;d 1\n", true},
		{"a;b\t-5\n", true},
		{"a;b-5\n", false},
		{"a;b -5\nneither\nnor\n", false},
		{"# comment\n", false},
		{"", false},
	};
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
		struct head head = {heads[i].text, strlen(heads[i].text), true};
		ck_assert_msg(!bidding_named(formats, "folded")->bid(&head) == !heads[i].taken,
		              "%s", heads[i].text);
	}
	read_text("a 1");
}
END_TEST

START_TEST(comments_with_marks)
{
	uint8_t *flags;
	read_text(
		"# compared 2 3 0.05;\n# changed total b;\na;b 1 2\n# changed self c;\nb;c 2 1\n");
	const struct profile *profile = &result.profile;
	ck_assert(profile->marks.given);
	ck_assert_int_eq(marks_by_frame(&profile->marks, &profile->frames, &flags, &result.err),
	                 STATUS_OK);
	ck_assert_uint_eq(flags[frames_find(&profile->frames, "a", 1)], 0);
	ck_assert_uint_eq(flags[frames_find(&profile->frames, "b", 1)], MARK_TOTAL);
	ck_assert_uint_eq(flags[frames_find(&profile->frames, "c", 1)], MARK_SELF);
	free(flags);
}
END_TEST

START_TEST(deep_stack)
{
	/* a line longer than a piece, of which two neighbours share nearly all */
	enum { DEPTH = 400000 };
	char *text = malloc(2 * (5 * DEPTH + 8)), *at = text;
	for (int line = 0; line < 2; line++) {
		for (int i = 0; i < DEPTH; i++)
			at += sprintf(at, "%s%c%03d", i ? ";" : "",
			              line && i == DEPTH - 1 ? 'y' : 'x', i % 1000);
		at += sprintf(at, " %d\n", line + 1);
	}
	reading_text(&result, text, (size_t)(at - text), &plain);
	ck_assert_int_eq(result.status, STATUS_OK);
	ck_assert_uint_eq(result.profile.stacks.count, 2);
	ck_assert_uint_eq(result.profile.stacks.items[0].depth, DEPTH);
	ck_assert_mem_eq(result.folded, text, (size_t)(at - text));
	free(text);
}
END_TEST

Suite *folded_suite(void)
{
	Suite *suite = suite_create("folded");
	TCase *tests = tcase_create("folded");
	tcase_add_checked_fixture(tests, NULL, tear_down);
	tcase_set_timeout(tests, 60); /* below valgrind */
	tcase_add_loop_test(tests, folded_again, 0, sizeof good / sizeof *good);
	tcase_add_test(tests, account_of_lines);
	tcase_add_test(tests, malformed_text_is_printable_and_short);
	tcase_add_loop_test(tests, refused, 0, sizeof bad / sizeof *bad);
	tcase_add_test(tests, told_from_other_text);
	tcase_add_test(tests, comments_with_marks);
	tcase_add_test(tests, deep_stack);
	suite_add_tcase(suite, tests);
	return suite;
}
