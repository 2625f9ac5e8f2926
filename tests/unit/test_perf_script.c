/* perf script text whole: samples in all their shapes, lines that fit nothing, and where text can
 * be cut. */
#include "reading_one.h"
#include "formats/perf_script/switch_text.h"

Suite *perf_script_suite(void);

static const char *const shapes[][2] = {
	/* no blank line after the last, between, or at all */
	{"a 1 1.0: 1 e: \n\t1 f (/a)\n\na 1 1.1: 2 e: \n\t1 f (/a)", "a;f 3\n"},
	{"a 1 1.0: 1 e: \n\t1 f (/a)\na 1 1.1: 2 e: \n\t1 g (/a)\n", "a;f 1\na;g 2\n"},
	{"\n\n\na 1 1.0: 1 e: \n\t1 f (/a)\n\n\n\n", "a;f 1\n"},
	/* outer frames shared with the sample before, in all ways */
	{"a 1 1.0: 1 e: \n\t1 f (/a)\n\t2 m (/a)\n\na 1 1.1: 2 e: \n\t1 gf (/a)\n\t2 m (/a)\n\n"
         "b 1 1.1: 4 e: \n\t2 m (/a)\n\na 1 1.1: 8 e: \n\t1 f (/a)\n\t2 m (/a)\n\n",
         "a;m;f 9\na;m;gf 2\nb;m 4\n"},
	{"a 1 1.0: 1 e: \n\t11 f (/a)\n\na 1 1.1: 2 e: \n\t21 f (/a)\n\na 1 1.1: 4 e: \n1 f "
         "(/a)\n\n",
         "a;f 7\n"},
	{"java 1 1.0: 1 e: \n\t1 La/B;::f (/tmp/perf-1.map)\n\n"
         "node 1 1.1: 2 e: \n\t1 La/B;::f (/tmp/perf-1.map)\n\n",
         "java;a/B:::f 1\nnode;La/B:::f 2\n"},
	/* without frames */
	{"a 1 1.0: 1 e: \nb 2 1.1: 2 e: \na 1 1.2: 4 e: \n", "a 5\nb 2\n"},
	{"a 1 1.0: 1 e: \n\nb 2 1.1: 2 e: \n\n", "a 1\nb 2\n"},
	/* the frame on the header's line */
	{"a 1 1.0: 1 e: 12 f+0x1 (/a)\nb 2 1.1: 2 e: 12 g+0x1 (/a)\n", "a;f 1\nb;g 2\n"},
	{"a 1 [0] 1.0: s:x: n=1 ==> m=2 ffffffff81000000 f+0x1 ([k])\n", "a;f 1\n"},
	/* comments and side records */
	{"# a 1 1.0: 1 e:\na 1 1.0: 1 e: \n# x\n\t1 f (/a)\n\n", "a;f 1\n"},
	{"a 1 1.0: PERF_RECORD_COMM: a:1/1\na 1 1.0: 1 e: \n\t1 f (/a)\n\n"
         "a 1 1.0: PERF_RECORD_EXIT(1:1):(1:1)\nb 1 1.0: 2 e: \n\t1 f (/a)\n\n",
         "a;f 1\nb;f 2\n"},
	/* weights */
	{"a 1 1.0: 4294967295 e: \n\t1 f (/a)\n\na 1 1.0: 4294967295 e: \n\t1 f (/a)\n\n",
         "a;f 8589934590\n"},
	{"a 1 1.0: 0 e: \n\t1 f (/a)\n\n", "a;f 1\n"},
	/* line ends, a comm with one, one with others */
	{"a 1 1.0: 1 e: \r\n\t1 f (/a)\r\n\r\na 1 1.0: 2 e: \r\n\t1 f (/a)\r\n", "a;f 3\n"},
	{"new\nline 1 1.0: 1 e: \n\t1 f (/a)\n\n", "new_line;f 1\n"},
	{"a;b 1 1.0: 1 e: \n\t1 f (/a)\n\n", "a:b;f 1\n"},
	{"a b 1 1.0: 1 e: \n\t1 f (/a)\n\n", "a_b;f 1\n"},
	/* blanks are a comm where others are there too */
	{"a 12345 1.0: 1 e: \n\t1 f (/a)\n\n 12345 1.0: 2 e: \n\t1 f (/a)\n\n"
         "  12345 1.0: 4 e: \n\t1 f (/a)\n\n     345 1.0: 8 e: \n\t1 f (/a)\n\n",
         ";f 2\n_;f 4\n__;f 8\na;f 1\n"},
	{"  12345 1.0: 4 e: \n\t1 f (/a)\n\n    345 1.0: 8 e: \n\t1 f (/a)\n\n", "f 12\n"},
	/* fields left out */
	{"words \n\t1 f (/a)\n\nwords \n\t1 g (/a)\n\n", "words;f 1\nwords;g 1\n"},
	{"\n\t1 f (/a)\n\t2 m (/a)\n\n\t1 f (/a)\n\n", "f 1\nm;f 1\n"},
};

START_TEST(perf_script_shapes)
{
	struct read_options options = {.format = _i % 2 ? "perf-script" : NULL};
	read_with(shapes[_i / 2][0], &options);
	check_folded(shapes[_i / 2][1]);
	ck_assert_uint_eq(result.account.malformed, 0);
}
END_TEST

START_TEST(lines_that_fit_nothing)
{
	read_with("\t12 before (/a)\nnonsense here\n\na 1 1.0: 1 e: \n\t1 f (/a)\nno frame\n"
	          "\t2 m (/a)\n\n[more]\n\na 1 1.0: 2 e: \n\t1 f (/a)\n\n",
	          &(struct read_options){.threads = 1});
	ck_assert_int_eq(result.status, STATUS_OK);
	check_folded("a;f 2\na;m;f 1\n");
	ck_assert_uint_eq(result.account.malformed, 4);
	char where[64];
	snprintf(where, sizeof where, "%s:1", result.path);
	ck_assert_str_eq(result.account.malformed_where, where);
	ck_assert_str_eq(result.account.malformed_text, "?12 before (/a)");
	/* a comm alone is no header in a file that has better ones */
	read_with("a 1 1.0: 1 e: \n\t1 f (/a)\n\nwords\n\t1 f (/a)\n\n", &(struct read_options){0});
	check_folded("a;f 1\n");
	ck_assert_uint_eq(result.account.malformed, 2);
}
END_TEST

/* Times in percent are those between the first and the last sample, however far these are from the
 * ends. */
START_TEST(percent_of_times_far_from_the_ends)
{
	enum { FAR = 600 << 10 };
	static const char samples[] =
		"\na 1 1.0: 1 e: \n\t1 f (/a)\n\na 1 1.25: 2 e: \n\t1 f (/a)\n\n"
		"a 1 2.0: 4 e: \n\t1 f (/a)\n\n";
	struct read_options options = {0};
	char *text = malloc(2 * FAR + sizeof samples);
	memset(text, 'x', FAR);
	strcpy(text + FAR, samples);
	memset(text + FAR + strlen(samples), 'x', FAR);
	text[2 * FAR + strlen(samples)] = '\0';
	ck_assert(time_span_parse(&options.choice.time, "0%,50%"));
	options.format = "perf-script";
	read_with(text, &options);
	check_folded("a;f 3\n");
	choice_free(&options.choice);
	free(text);
}
END_TEST

/* Names are as long as the kernel's at most; what looks like an end may be a part of them. */
START_TEST(names_in_switches)
{
	static const struct {
		const char *comm;
		bool fits;
	} rows[] = {{"a", true},
	            {"", true},
	            {"a b:c", true},
	            {"a:1 [2] S ==>", true},
	            {"123456789012345", true},
	            {"1234567890123456", false}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char text[128];
		struct sched_switch change = {0};
		snprintf(text, sizeof text, "%s:12 [120] S ==> %s:13 [120]", rows[i].comm,
		         rows[i].comm);
		ck_assert_msg(switch_text_read(text_of(text), &change) == rows[i].fits, "%s", text);
		if (rows[i].fits) {
			ck_assert_uint_eq(change.previous, 12);
			ck_assert_uint_eq(change.next, 13);
			ck_assert_int_eq(change.state, OFF_SLEEP);
		}
		snprintf(text, sizeof text,
		         "prev_comm=%s prev_pid=12 prev_prio=120 prev_state=D ==> next_comm=%s "
		         "next_pid=13 next_prio=120",
		         rows[i].comm, rows[i].comm);
		ck_assert_msg(switch_text_read(text_of(text), &change) == rows[i].fits, "%s", text);
	}
}
END_TEST

/* Markers are looked for in pieces; a line that is longer than these hides none after it. */
START_TEST(markers_after_a_long_line)
{
	enum { LONG = 5 << 19 };
	static const char begin[] = "a 1 1.0: 1 e: \n\t1 f (/a)\n\n";
	static const char end[] =
		"\na 1 2.0: 1 mark: \n\t1 g (/a)\n\na 1 3.0: 4 e: \n\t1 h (/a)\n\n";
	char *text = malloc(sizeof begin + LONG + sizeof end);
	strcpy(text, begin);
	memset(text + strlen(begin), 'x', LONG);
	strcpy(text + strlen(begin) + LONG, end);
	read_with(text, &(struct read_options){.marker_from = "mark"});
	check_folded("a;h 4\n");
	read_with(text, &(struct read_options){.marker_to = "mark"});
	check_folded("a;f 1\n");
	free(text);
}
END_TEST

/* What samples share ends where their text does, which need not be where a line begins. */
START_TEST(addresses_that_end_alike)
{
	static const char text[] =
		"a 1 1.0: 1 e: \n1ab [unknown] (/x)\n\na 1 1.1: 2 e: \n21ab [unknown] (/x)\n\n"
		"a 1 1.1: 4 e: \n1ab [unknown] (/x)\n\na 1 1.1: 8 e: 21ab [unknown] (/x)\n\n";
	read_with(text, &(struct read_options){.addresses = true});
	check_folded("a;[x <1ab>] 5\na;[x <21ab>] 10\n");
}
END_TEST

/* A '^' marks where the text is to be cut; none: nowhere. */
static const char *const cuts[] = {
	"a 1 1.0: 1 e: \n\t1 f (/a)\n\n^a 1 1.0: 1 e: \n\t1 f (/a)\n",
	"a 1 1.0: 1 e: \n\t1 f (/a)\n\n^",
	"a 1 1.0: 1 e: \n\t1 f (/a)\n\n^\t",
	"a 1 1.0: 1 e: \r\n\t1 f (/a)\r\n\r\n^a 1 1.0:",
	"a 1 1.0: 1 e: \n\t1 f (/a)\n",
	"a 1 1.0: 1 e: \n\t1 f (/a)\n^b 1 1.0: 1 e: \n\t1 f (/a)\n",
	"a 1 1.0: 1 e: \n\t1 f (/a)\nx\nb 1 1.0: 1 e: \n\t1 f (/a)\n", /* "b" may go on a comm */
	"a 1 1.0: 1 e: \n^b 1 1.0: 1 e: \nc 1 1.0",
	"a 1 1.0: 1 e: \nb 1 1.0: 1 e: \n^c 1 1.0: 1 e: \n\t1",
	"",
	"a 1 1.0",
};

START_TEST(cut_between_samples)
{
	char text[256];
	const char *mark = strchr(cuts[_i], '^');
	size_t at = mark ? (size_t)(mark - cuts[_i]) : strlen(cuts[_i]);
	strcpy(text, cuts[_i]);
	if (mark)
		strcpy(text + at, mark + 1);
	size_t found = bidding_named(formats, "perf-script")->cut(text, strlen(text));
	ck_assert_msg(found == (mark ? at : 0), "%s: cut at %zu", cuts[_i], found);
}
END_TEST

Suite *perf_script_suite(void)
{
	Suite *suite = suite_create("perf_script");
	TCase *tests = tcase_create("perf_script");
	tcase_add_checked_fixture(tests, NULL, tear_down);
	tcase_add_loop_test(tests, perf_script_shapes, 0, 2 * sizeof shapes / sizeof *shapes);
	tcase_add_test(tests, lines_that_fit_nothing);
	tcase_add_test(tests, percent_of_times_far_from_the_ends);
	tcase_add_test(tests, names_in_switches);
	tcase_add_test(tests, markers_after_a_long_line);
	tcase_add_test(tests, addresses_that_end_alike);
	tcase_add_loop_test(tests, cut_between_samples, 0, sizeof cuts / sizeof *cuts);
	suite_add_tcase(suite, tests);
	return suite;
}
