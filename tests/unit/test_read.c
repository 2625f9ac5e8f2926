/* Reading inputs: perf script text whole, the account, events, several inputs, and pieces: what is
 * read must not depend on how many threads read it, nor on where pieces are cut. */
#include "base/hooks.h"
#include "base/input.h"
#include "read/event.h"
#include "reading.h"

#include <stdarg.h>

Suite *read_suite(void);

static struct reading_result result;

static void tear_down(void)
{
	reading_end(&result);
	result = (struct reading_result){0};
}

static void read_with(const char *text, const struct read_options *options)
{
	tear_down();
	reading_text(&result, text, strlen(text), options);
}

static void check_folded(const char *expected)
{
	ck_assert_msg(result.status == STATUS_OK, "%s", result.err.text);
	ck_assert_str_eq(result.folded, expected);
}

static void check_refused(const char *message)
{
	ck_assert_int_eq(result.status, STATUS_FAILED);
	ck_assert_msg(strstr(result.err.text, message) != NULL, "%s", result.err.text);
}

static const char two_events[] =
	"a 1 1.0: 10 cycles:u: \n\t1 f (/a)\n\t2 main (/a)\n\n"
	"a 1 1.1: 20 instructions:u: \n\t1 g (/a)\n\t2 main (/a)\n\n"
	"b 2 1.2: 40 cycles:u: \n\t1 f (/a)\n\t2 main (/a)\n\n"
	"a 1 1.3: 80 cycles:k: \n\t1 k ([kernel.kallsyms])\n\t2 main (/a)\n\n";

static const struct {
	struct read_options options;
	const char *events[3], *comms[3];
	const char *folded; /* NULL: refused */
	uint64_t kept, other_events, other_comms, empty;
} choices[] = {
	{{0}, {0}, {0}, "a;main;f 10\nb;main;f 40\n", 2, 2, 0, 0},
	{{.count_samples = true}, {0}, {0}, "a;main;f 1\nb;main;f 1\n", 2, 2, 0, 0},
	{{0}, {"cycles:u"}, {0}, "a;main;f 10\nb;main;f 40\n", 2, 2, 0, 0},
	{{0}, {"instructions:u"}, {0}, "a;main;g 20\n", 1, 3, 0, 0},
	{{0}, {"instructions"}, {0}, "a;main;g 20\n", 1, 3, 0, 0},
	{{0}, {"cycles"}, {0}, "a;main;f 10\na;main;k 80\nb;main;f 40\n", 3, 1, 0, 0},
	{{0}, {"cycles:k", "instructions:u"}, {0}, "a;main;g 20\na;main;k 80\n", 2, 2, 0, 0},
	{{0}, {"cycle"}, {0}, NULL, 0, 4, 0, 0},
	{{0}, {0}, {"b"}, "b;main;f 40\n", 1, 2, 1, 0},
	{{0}, {"cycles"}, {"a"}, "a;main;f 10\na;main;k 80\n", 2, 1, 1, 0},
	{{0}, {0}, {"a", "b"}, "a;main;f 10\nb;main;f 40\n", 2, 2, 0, 0},
	{{0}, {0}, {"c"}, NULL, 0, 2, 2, 0},
	{{.no_comm = true}, {0}, {0}, "main;f 50\n", 2, 2, 0, 0},
	{{.pid = true}, {0}, {0}, "a-?;main;f 10\nb-?;main;f 40\n", 2, 2, 0, 0},
	{{.tid = true}, {0}, {0}, "a-?/1;main;f 10\nb-?/2;main;f 40\n", 2, 2, 0, 0},
	{{.tid = true, .pid = true}, {0}, {0}, "a-?/1;main;f 10\nb-?/2;main;f 40\n", 2, 2, 0, 0},
	{{.annotate_kernel = true}, {"cycles:k"}, {0}, "a;main;k_[k] 80\n", 1, 3, 0, 0},
};

START_TEST(choosing_samples)
{
	struct read_options options = choices[_i].options;
	options.events = choices[_i].events;
	while (options.events[options.event_count])
		options.event_count++;
	options.comms = choices[_i].comms;
	while (options.comms[options.comm_count])
		options.comm_count++;
	read_with(two_events, &options);
	if (choices[_i].folded)
		check_folded(choices[_i].folded);
	else
		ck_assert_int_eq(result.status, STATUS_FAILED);
	ck_assert_uint_eq(result.account.samples, 4);
	ck_assert_uint_eq(result.account.kept, choices[_i].kept);
	ck_assert_uint_eq(result.account.other_events, choices[_i].other_events);
	ck_assert_uint_eq(result.account.other_comms, choices[_i].other_comms);
	ck_assert_uint_eq(result.account.empty, choices[_i].empty);
	ck_assert_uint_eq(result.account.event_count, 3);
	ck_assert_str_eq(result.account.events[0].name, "cycles:u");
	ck_assert_uint_eq(result.account.events[0].samples, 2);
	ck_assert_str_eq(result.account.events[2].name, "cycles:k");
	ck_assert_int_eq(result.account.event_defaulted, !options.event_count);
}
END_TEST

START_TEST(exact_event_name_comes_first)
{
	static const char text[] = "a 1 1.0: 1 cycles:P: \n\t1 f (/a)\n\n"
				   "a 1 1.1: 2 cycles: \n\t1 f (/a)\n\n"
				   "a 1 1.2: 4 cycles:P: \n\t1 g (/a)\n\n";
	const char *const names[] = {"cycles"};
	read_with(text, &(struct read_options){.events = names, .event_count = 1});
	check_folded("a;f 2\n");
	ck_assert_uint_eq(result.account.other_events, 2);
}
END_TEST

static const char *const shapes[][2] = {
	/* no blank line behind the last, between, or at all */
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

START_TEST(overflow_tells_the_line)
{
	read_with("a 1 1.0: 18446744073709551615 e: \n\t1 f (/a)\n\n"
	          "a 1 1.0: 1 e: \n\t1 f (/a)\n\n",
	          &(struct read_options){0});
	check_refused("64 bits");
	read_with("a 1 1.0: 1 e: \n\t1 f (/a)\n\na 1 1.0: 18446744073709551616 e: \n\t1 f (/a)\n",
	          &(struct read_options){0});
	check_refused(":4: ");
	/* of an event that is left out it does not matter */
	read_with("a 1 1.0: 1 e: \n\t1 f (/a)\n\na 1 1.0: 18446744073709551615 x: \n\t1 f (/a)\n\n"
	          "a 1 1.0: 1 x: \n\t1 f (/a)\n\n",
	          &(struct read_options){0});
	check_folded("a;f 1\n");
}
END_TEST

/* ---- several inputs ---- */

static char paths[3][32];

static void read_both(const char *first, const char *second, const struct read_options *options)
{
	tear_down();
	reading_put(paths[0], first, strlen(first));
	reading_put(paths[1], second, strlen(second));
	const char *const list[] = {paths[0], paths[1]};
	reading_paths(&result, list, 2, options);
	unlink(paths[0]);
	unlink(paths[1]);
}

START_TEST(inputs_add_up)
{
	const struct read_options none = {0};
	read_both("a;b 1\nc 2\n", "a;b 4.5\n", &none);
	check_folded("a;b 5.5\nc 2\n");
	read_both("a;b 1\n", "a 1 1.0: 10 e: \n\t1 b (/a)\n", &none);
	check_folded("a;b 11\n");
	ck_assert_uint_eq(result.account.samples, 2);
	/* the first event of the first input counts */
	read_both("a 1 1.0: 1 e: \n\t1 f (/a)\n", "a 1 1.0: 2 x: \n\t1 f (/a)\n\na 1 1.0: 4 e: \n",
	          &none);
	check_folded("a 4\na;f 1\n");
	ck_assert_uint_eq(result.account.other_events, 1);
	read_both("a;b 1 2\n", "a;b 10 20\n", &none);
	check_folded("a;b 11 22\n");
	read_both("a;b 1 2\n", "a;b 1\n", &none);
	check_refused("cannot be added up");
	check_refused(paths[1]);
	read_both("a;b 1\n", "", &none);
	check_refused(paths[1]);
	read_both("a;b 18446744073709551615\n", "x\na;b 1\n",
	          &(struct read_options){.format = "folded"});
	check_refused(":2: ");
	check_refused(paths[1]);
}
END_TEST

START_TEST(malformed_line_of_the_second_input)
{
	read_both("a;b 1\nc 1\n", "a;b 4\nd 1\nbad\n", &(struct read_options){0});
	char where[64];
	snprintf(where, sizeof where, "%s:3", paths[1]);
	ck_assert_str_eq(result.account.malformed_where, where);
}
END_TEST

START_TEST(input_order_kept)
{
	const struct read_options options = {.keep_order = true, .threads = 8};
	read_both("b 1\na 2\na 3\nb 4\n", "b 8\nc 0.5\n", &options);
	check_folded("a 5\nb 13\nc 0.5\n");
	static const struct {
		const char *name;
		uint64_t weight;
	} expected[] = {
		{"b", 1},
		{"a", 5},
		{"b", 12},
		{"c", 5},
	};
	const struct profile *profile = &result.profile;
	ck_assert_uint_eq(profile->sequence_count, 4);
	for (size_t i = 0; i < 4; i++) {
		const struct occurrence *at = &profile->sequence[i];
		const struct stack *stack = &profile->stacks.items[at->stack];
		ck_assert_str_eq(profile->frames.items[stack->frames[0]].name, expected[i].name);
		ck_assert_uint_eq(at->weight, expected[i].weight);
		ck_assert_uint_eq(at->places, i == 3);
	}
	read_with(two_events, &options);
	ck_assert_uint_eq(result.profile.sequence_count, 2);
	ck_assert_uint_eq(result.profile.sequence[1].weight, 40);
}
END_TEST

START_TEST(unreadable_inputs)
{
	const struct read_options none = {0};
	static const struct {
		const char *path, *message;
	} bad[] = {
		{"/no/such/file", "/no/such/file: No such file"},
		{"/", "/: is a directory"},
	};
	for (size_t i = 0; i < 2; i++) {
		tear_down();
		reading_paths(&result, &bad[i].path, 1, &none);
		check_refused(bad[i].message);
	}
	read_with("", &none);
	check_refused("is empty");
	check_refused("expected a perf.data file, `perf script` text or folded stacks");
	read_with("prose that is\nno profile at all\n", &none);
	check_refused("not a known format");
	read_with("a;b 1\n", &(struct read_options){.format = "no-such"});
	check_refused("unknown format 'no-such'");
	read_with("a;b 1\n", &(struct read_options){.format = "perf-script"});
	check_refused("holds no samples");
	tear_down();
	reading_text(&result, "\x1f\x8b\x08\0\0\0\0\0\0\3\xff\xff\xff garbage", 21, &none);
	check_refused("cannot decompress");
	check_refused(result.path);
}
END_TEST

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

/* ---- pieces ---- */

enum { PIECE = 1 << 20 }; /* see read/parts.c */

static const unsigned thread_counts[] = {1, 2, 3, 8};
enum { THREAD_COUNTS = sizeof thread_counts / sizeof *thread_counts };

static uint32_t seed;

static uint32_t draw(uint32_t below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

/* What the input that is made should fold to, counted while it is made. */
struct made {
	char *text;
	size_t size, capacity;
	uint64_t samples, weights[4][8][8]; /* of comm, outer and inner frame */
};

static void put(struct made *made, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void put(struct made *made, const char *format, ...)
{
	va_list args;
	if (made->capacity - made->size < 256) {
		made->capacity = made->capacity * 2 + 4096;
		made->text = realloc(made->text, made->capacity);
	}
	va_start(args, format);
	made->size += (size_t)vsnprintf(made->text + made->size, 256, format, args);
	va_end(args);
}

enum { BLANK_LINES = 1, NO_BLANK_LINES = 2, ON_HEADER = 3, CRLF = 4 };

static void put_sample(struct made *made, int kind, uint32_t middle)
{
	uint32_t comm = draw(4), outer = draw(8), inner = draw(8), weight = 1 + draw(1000);
	const char *end = kind == CRLF ? "\r\n" : "\n";
	made->samples++;
	made->weights[comm][outer][inner] += weight;
	put(made, "comm %u %u %u.%06u: %u cycles:u: ", comm, 100 + comm, draw(9999), draw(1000000),
	    weight);
	if (kind == ON_HEADER) {
		put(made, "     %x inner%u+0x1 (/bin/x)\n", draw(1 << 30), inner);
		return;
	}
	put(made, "%s\t%x inner%u+0x%x (/bin/x)%s", end, draw(1 << 30), inner, draw(99), end);
	for (uint32_t i = 0; i < middle; i++)
		put(made, "\t%12x middle+0x%x (/bin/x)%s", i, i, end);
	put(made, "\t401136 outer%u+0x16 (/bin/x)%s\t1 main (/bin/x)%s%s", outer, end, end,
	    kind == NO_BLANK_LINES ? "" : end);
}

/* Folds what was made; middle frames stand once in the expected text, "middle*N". */
static void check_made(const struct made *made, int kind, uint32_t middle)
{
	struct made expected = {0};
	for (int comm = 0; comm < 4; comm++)
		for (int outer = 0; outer < 8; outer++)
			for (int inner = 0; inner < 8; inner++) {
				uint64_t weight = made->weights[comm][outer][inner];
				if (kind == ON_HEADER) {
					if (outer)
						continue;
					for (int i = 1; i < 8; i++)
						weight += made->weights[comm][i][inner];
				}
				if (!weight)
					continue;
				put(&expected, "comm_%d", comm);
				if (kind != ON_HEADER)
					put(&expected, ";main;outer%d", outer);
				for (uint32_t i = 0; i < middle; i++)
					put(&expected, ";middle");
				put(&expected, ";inner%d %llu\n", inner,
				    (unsigned long long)weight);
			}
	for (size_t t = 0; t < THREAD_COUNTS; t++) {
		struct read_options options = {.threads = thread_counts[t]};
		tear_down();
		reading_text(&result, made->text, made->size, &options);
		ck_assert_msg(result.status == STATUS_OK, "%s", result.err.text);
		if (strlen(result.folded) != expected.size ||
		    memcmp(result.folded, expected.text, expected.size) != 0)
			ck_abort_msg("%u threads: another result", thread_counts[t]);
		ck_assert_uint_eq(result.account.samples, made->samples);
		ck_assert_uint_eq(result.account.malformed, 0);
		ck_assert_uint_eq(result.account.bytes, made->size);
	}
	free(expected.text);
}

static void read_pieces(int kind)
{
	struct made made = {0};
	seed = (uint32_t)kind;
	while (made.size < 2 * PIECE + PIECE / 3)
		put_sample(&made, kind, 0);
	check_made(&made, kind, 0);
	free(made.text);
}

START_TEST(pieces_with_blank_lines)
{
	read_pieces(BLANK_LINES);
}
END_TEST

START_TEST(pieces_without_blank_lines)
{
	read_pieces(NO_BLANK_LINES);
}
END_TEST

START_TEST(pieces_of_headers)
{
	read_pieces(ON_HEADER);
}
END_TEST

START_TEST(pieces_with_crlf)
{
	read_pieces(CRLF);
}
END_TEST

START_TEST(samples_longer_than_a_piece)
{
	enum { MIDDLE = 60000 }; /* 1.7 MB */
	struct made made = {0};
	seed = 5;
	for (int i = 0; i < 3; i++)
		put_sample(&made, BLANK_LINES, MIDDLE);
	check_made(&made, BLANK_LINES, MIDDLE);
	free(made.text);
}
END_TEST

/* Every cut near a piece's end: the first sample is made longer byte by byte. */
START_TEST(cuts_at_every_byte)
{
	int kind = _i;
	struct made tail = {0};
	seed = 7;
	for (int i = 0; i < 8; i++)
		put_sample(&tail, kind, 0);
	size_t pad = PIECE - tail.size / 2 - 40;
	for (size_t more = 0; more < tail.size / 2 + 80; more += 17) {
		char *text = malloc(pad + more + tail.size + 1);
		/* a comment is as long as need be */
		memset(text, 'x', pad + more);
		memcpy(text, "a 1 1.0: 1 cycles:u: \n\n# ", 25);
		text[pad + more - 1] = '\n';
		memcpy(text + pad + more, tail.text, tail.size);
		struct reading_result one = {0}, two = {0};
		reading_text(&one, tail.text, tail.size, &(struct read_options){.threads = 1});
		reading_text(&two, text, pad + more + tail.size,
		             &(struct read_options){.threads = 2});
		ck_assert_int_eq(two.status, STATUS_OK);
		ck_assert_uint_eq(two.account.samples, tail.samples + 1);
		ck_assert_uint_eq(two.account.malformed, 0);
		ck_assert_mem_eq(two.folded, "a 1\n", 4);
		ck_assert_str_eq(two.folded + 4, one.folded);
		reading_end(&one);
		reading_end(&two);
		free(text);
	}
	free(tail.text);
}
END_TEST

START_TEST(line_numbers_across_pieces)
{
	struct made made = {0};
	seed = 9;
	uint64_t lines = 0;
	while (made.size < 2 * PIECE + PIECE / 2) {
		put_sample(&made, BLANK_LINES, 0);
		lines += 5;
	}
	put(&made, "out of place\n");
	for (size_t t = 0; t < THREAD_COUNTS; t += 2) {
		tear_down();
		reading_text(&result, made.text, made.size,
		             &(struct read_options){.threads = thread_counts[t]});
		char where[64];
		snprintf(where, sizeof where, "%s:%llu", result.path,
		         (unsigned long long)lines + 1);
		ck_assert_str_eq(result.account.malformed_where, where);
		ck_assert_uint_eq(result.account.lines, lines + 1);
		ck_assert_uint_eq(result.account.samples, made.samples);
	}
	/* so does an error's */
	put(&made, "\na 1 1.0: 99999999999999999999 cycles:u: \n");
	for (size_t t = 0; t < THREAD_COUNTS; t += 2) {
		tear_down();
		reading_text(&result, made.text, made.size,
		             &(struct read_options){.threads = thread_counts[t]});
		char where[64];
		snprintf(where, sizeof where, "%s:%llu: ", result.path,
		         (unsigned long long)lines + 3);
		check_refused(where);
	}
	free(made.text);
}
END_TEST

START_TEST(first_event_is_known_to_all_threads)
{
	struct made made = {0};
	seed = 11;
	/* pieces without any event come first: no thread may take another event for the first */
	while (made.size < PIECE + PIECE / 2)
		put(&made, "# %0100d\n\n", 0);
	put(&made, "\na 1 1.0: 1 first: \n\t1 f (/a)\n\n");
	while (made.size < 2 * PIECE + PIECE / 2)
		put(&made, "# %0100d\n\n", 0);
	put(&made, "\n");
	while (made.size < 4 * PIECE)
		put(&made, "a 1 1.0: 1 second: \n\t1 g (/a)\n\n");
	put(&made, "a 1 1.0: 2 first: \n\t1 f (/a)\n\n");
	for (size_t t = 0; t < THREAD_COUNTS; t++) {
		tear_down();
		reading_text(&result, made.text, made.size,
		             &(struct read_options){.threads = thread_counts[t],
		                                    .format = "perf-script"});
		check_folded("a;f 3\n");
		ck_assert_str_eq(result.account.events[0].name, "first");
	}
	free(made.text);
}
END_TEST

/* The rank of event names; the same event of other cores. */
static const struct {
	const char *name;
	unsigned rank;
} ranks[] = {
	{"cycles", 0},
	{"cycles:P", 0},
	{"cycles:ukp", 0},
	{"cpu-cycles", 0},
	{"CPU_CYCLES", 0},
	{"cpu_clk_unhalted.thread:u", 0},
	{"cpu_core/cycles/", 0},
	{"cpu_core/cycles/P", 0},
	{"cpu_atom/cycles,period=1000/u", 0},
	{"cycles/period=1000/u", 0},
	{"armv8_pmuv3_0/cpu_cycles/", 0},
	{"cpu-clock", 1},
	{"cpu-clock:pppH", 1},
	{"task-clock:u", 2},
	{"ref-cycles", 3},
	{"cpu/ref-cycles/", 3},
	{"instructions", EVENT_RANK_OTHER},
	{"cpu_core/instructions/P", EVENT_RANK_OTHER},
	{"bus-cycles", EVENT_RANK_OTHER},
	{"cycle", EVENT_RANK_OTHER},
	{"cycles_ov", EVENT_RANK_OTHER},
	{"sched:cycles", EVENT_RANK_OTHER},
	{"page-faults", EVENT_RANK_OTHER},
	{"/", EVENT_RANK_OTHER},
	{":", EVENT_RANK_OTHER},
	{"//cycles", EVENT_RANK_OTHER},
	{"", EVENT_RANK_OTHER},
};

START_TEST(ranks_of_events)
{
	unsigned rank = event_rank(text_of(ranks[_i].name));
	ck_assert_msg(rank == ranks[_i].rank, "%s: %u", ranks[_i].name, rank);
}
END_TEST

static const char *const units[][2] = {
	{"cpu-clock:u", "ns"},
	{"offcpu-time", "ns"},
	{"cycles:P", "cycles"},
	{"cpu_core/cycles/u", "cycles"},
	{"cycles/period=1000/u", "cycles"},
	{"armv8_pmuv3_0/cpu_cycles/", "cycles"},
	{"cpu_atom/instructions/", "instructions"},
	{"instructions/period=1000/u", "instructions"},
	{"minor-faults", "page faults"},
	{"sched:sched_switch", "events"},
	{"", "events"},
};

START_TEST(units_of_events)
{
	ck_assert_str_eq(event_unit(text_of(units[_i][0])), units[_i][1]);
}
END_TEST

START_TEST(same_event_of_other_cores)
{
	static const char *const names[] = {
		"cpu_core/cycles/P",       "cpu_atom/cycles/P", "cpu_core/cycles/u",
		"cpu_core/instructions/P", "cycles:P",          "cpu_atom/instructions/P",
		"armv8_pmuv3_1/cycles/u",
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		for (size_t j = 0; j < sizeof names / sizeof *names; j++) {
			bool expected = i + j == 1 || (i == 2 && j == 6) || (i == 6 && j == 2);
			ck_assert_msg(event_siblings(text_of(names[i]), text_of(names[j])) ==
			                      expected,
			              "%s, %s", names[i], names[j]);
		}
}
END_TEST

static void put_samples(struct made *made, unsigned count, const char *event, unsigned weight)
{
	for (unsigned i = 0; i < count; i++)
		put(made, "a 1 1.0: %u %s: \n\t%x f%u (/a)\n\n", weight, event, 1 + draw(3),
		    draw(3));
}

/* An event's samples, added up per function, as folded text. */
static void put_expected(struct made *expected, const struct made *made, const char *event,
                         const char *sibling)
{
	unsigned long long sums[3] = {0};
	char name[64];
	unsigned weight, frame;
	for (const char *at = made->text; (at = strstr(at, "a 1 1.0: ")); at++) {
		ck_assert_int_eq(sscanf(at, "a 1 1.0: %u %63s %*x f%u", &weight, name, &frame), 3);
		name[strlen(name) - 1] = '\0';
		if (strcmp(name, event) == 0 || (sibling && strcmp(name, sibling) == 0))
			sums[frame] += weight;
	}
	for (unsigned i = 0; i < 3; i++)
		if (sums[i])
			put(expected, "a;f%u %llu\n", i, sums[i]);
}

static const struct {
	const char *events[4]; /* in the order of the input */
	const char *counts, *sibling;
	bool as_perf;
} leads[] = {
	{{"page-faults", "instructions", "cycles:u", "cycles:k"}, "cycles:u", NULL, false},
	{{"page-faults", "task-clock", "cpu-clock", "cycles"}, "cycles", NULL, false},
	{{"task-clock", "page-faults", "cpu-clock", "cpu-clock:u"}, "cpu-clock", NULL, false},
	{{"page-faults", "cpu_atom/cycles/", "instructions", "cpu_core/cycles/"},
         "cpu_atom/cycles/",
         "cpu_core/cycles/",
         false},
	{{"s:x", "s:y", "page-faults", "instructions"}, "s:x", NULL, false},
	{{"page-faults", "task-clock", "cpu-clock", "cycles"}, "page-faults", NULL, true},
};

/* The event that counts may be met late, and in any thread's piece. */
START_TEST(best_event_of_any_piece)
{
	struct made made = {0}, expected = {0};
	seed = 17;
	for (unsigned e = 0; e < 4; e++) {
		put_samples(&made, 1500, leads[_i].events[e], 1 + e);
		for (unsigned i = 0; i < 500; i++) /* all that were met, mixed */
			put_samples(&made, 1, leads[_i].events[draw(e + 1)], 10 + i);
	}
	put_expected(&expected, &made, leads[_i].counts, leads[_i].sibling);
	for (size_t t = 0; t < THREAD_COUNTS; t++) {
		static const size_t pieces[] = {1, 300, 2000, 100000};
		for (size_t p = 0; p < sizeof pieces / sizeof *pieces; p++) {
			struct read_options options = {
				.threads = thread_counts[t],
				.as_perf = leads[_i].as_perf,
				.keep_order = t == 2,
			};
			hooks.piece_size = pieces[p];
			read_with(made.text, &options);
			hooks.piece_size = 0;
			check_folded(expected.text);
			ck_assert_str_eq(result.account.events[0].name, leads[_i].events[0]);
			ck_assert_uint_eq(result.account.events[3].kept,
			                  strcmp(leads[_i].counts, leads[_i].events[3]) == 0 ||
			                          leads[_i].sibling);
		}
	}
	free(made.text);
	free(expected.text);
}
END_TEST

/* What is known after one input holds for the next. */
START_TEST(best_event_of_any_input)
{
	struct made one = {0}, other = {0};
	seed = 19;
	put_samples(&one, 200, "page-faults", 1);
	put_samples(&one, 10, "cycles:k", 2);
	put_samples(&other, 100, "cycles:u", 4);
	put_samples(&other, 100, "cycles:k", 8);
	for (size_t t = 0; t < THREAD_COUNTS; t++) {
		hooks.piece_size = 500;
		read_both(
			one.text, other.text,
			&(struct read_options){.threads = thread_counts[t], .count_samples = true});
		hooks.piece_size = 0;
		ck_assert_int_eq(result.status, STATUS_OK);
		ck_assert_uint_eq(result.account.kept, 110);
		ck_assert_uint_eq(result.account.events[1].kept, true);
		uint64_t total;
		ck_assert_int_eq(stacks_total(&result.profile.stacks, 0, &total, &result.err),
		                 STATUS_OK);
		ck_assert_uint_eq(total, 110);
	}
	free(one.text);
	free(other.text);
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

START_TEST(folded_pieces)
{
	struct made made = {0};
	uint64_t sums[10] = {0};
	seed = 13;
	while (made.size < 3 * PIECE) {
		uint32_t which = draw(10), weight = draw(5000);
		sums[which] += weight;
		put(&made, "main;some function;leaf%u %u\n", which, weight);
	}
	struct made expected = {0};
	for (unsigned i = 0; i < 10; i++)
		put(&expected, "main;some function;leaf%u %llu\n", i, (unsigned long long)sums[i]);
	for (size_t t = 0; t < THREAD_COUNTS; t++) {
		tear_down();
		reading_text(&result, made.text, made.size,
		             &(struct read_options){.threads = thread_counts[t]});
		check_folded(expected.text);
	}
	free(made.text);
	free(expected.text);
}
END_TEST

Suite *read_suite(void)
{
	Suite *suite = suite_create("read");
	TCase *tests = tcase_create("read");
	tcase_add_checked_fixture(tests, NULL, tear_down);
	tcase_add_loop_test(tests, choosing_samples, 0, sizeof choices / sizeof *choices);
	tcase_add_test(tests, exact_event_name_comes_first);
	tcase_add_loop_test(tests, ranks_of_events, 0, sizeof ranks / sizeof *ranks);
	tcase_add_loop_test(tests, units_of_events, 0, sizeof units / sizeof *units);
	tcase_add_test(tests, same_event_of_other_cores);
	tcase_add_loop_test(tests, perf_script_shapes, 0, 2 * sizeof shapes / sizeof *shapes);
	tcase_add_test(tests, lines_that_fit_nothing);
	tcase_add_test(tests, addresses_that_end_alike);
	tcase_add_test(tests, overflow_tells_the_line);
	tcase_add_test(tests, inputs_add_up);
	tcase_add_test(tests, malformed_line_of_the_second_input);
	tcase_add_test(tests, input_order_kept);
	tcase_add_test(tests, unreadable_inputs);
	tcase_add_test(tests, input_hands_out_all_bytes);
	suite_add_tcase(suite, tests);
	TCase *pieces = tcase_create("pieces");
	tcase_add_checked_fixture(pieces, NULL, tear_down);
	tcase_set_timeout(pieces, 120); /* below valgrind */
	tcase_add_test(pieces, pieces_with_blank_lines);
	tcase_add_test(pieces, pieces_without_blank_lines);
	tcase_add_test(pieces, pieces_of_headers);
	tcase_add_test(pieces, pieces_with_crlf);
	tcase_add_test(pieces, samples_longer_than_a_piece);
	tcase_add_loop_test(pieces, cuts_at_every_byte, BLANK_LINES, CRLF + 1);
	tcase_add_test(pieces, line_numbers_across_pieces);
	tcase_add_test(pieces, first_event_is_known_to_all_threads);
	tcase_add_loop_test(pieces, best_event_of_any_piece, 0, sizeof leads / sizeof *leads);
	tcase_add_test(pieces, best_event_of_any_input);
	tcase_add_loop_test(pieces, cut_between_samples, 0, sizeof cuts / sizeof *cuts);
	tcase_add_test(pieces, folded_pieces);
	suite_add_tcase(suite, pieces);
	return suite;
}
