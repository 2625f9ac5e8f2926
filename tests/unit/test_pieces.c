/* Pieces: what is read must not depend on how many threads read it, nor on where pieces are cut. */
#include "made_input.h"
#include "base/hooks.h"
#include "memory.h"
#include "reading_one.h"

Suite *pieces_suite(void);

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
	enum { MIDDLE = 60000 / LESS }; /* 1.7 MB */
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
	for (size_t more = 0; more < tail.size / 2 + 80; more += 17 * LESS) {
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

/* Records longer than a piece while the n-th allocation fails: all of it is read, or nothing. */
START_TEST(pieces_without_memory)
{
	struct made made = {0};
	char path[32];
	const char *input = path;
	bool failed = true;
	seed = 23;
	for (int i = 0; i < 20; i++)
		put_sample(&made, BLANK_LINES, 2);
	reading_put(path, made.text, made.size);
	hooks.piece_size = 50;
	for (size_t n = 1; failed; n++) {
		const struct read_options options = {.threads = 1};
		struct profile profile;
		struct read_account account;
		struct error err = {{0}};
		profile_init(&profile, 1);
		memory_fail_at(n);
		const enum status status = read_inputs(formats, &input, 1, &options, &profile,
		                                       &account, &err);
		failed = memory_failed();
		memory_fail_at(0);
		if (status)
			ck_assert_msg(strstr(err.text, "memory"), "%zu: %s", n, err.text);
		else if (account.samples != made.samples || account.malformed)
			ck_abort_msg("%zu: %llu samples, %llu malformed", n,
			             (unsigned long long)account.samples,
			             (unsigned long long)account.malformed);
		read_account_free(&account);
		profile_free(&profile);
	}
	hooks.piece_size = 0;
	unlink(path);
	free(made.text);
}
END_TEST

Suite *pieces_suite(void)
{
	Suite *suite = suite_create("pieces");
	TCase *tests = tcase_create("pieces");
	tcase_add_checked_fixture(tests, NULL, tear_down);
	tcase_set_timeout(tests, 120); /* below valgrind */
	tcase_add_test(tests, pieces_with_blank_lines);
	tcase_add_test(tests, pieces_without_blank_lines);
	tcase_add_test(tests, pieces_of_headers);
	tcase_add_test(tests, pieces_with_crlf);
	tcase_add_test(tests, pieces_without_memory);
	tcase_add_test(tests, samples_longer_than_a_piece);
	tcase_add_loop_test(tests, cuts_at_every_byte, BLANK_LINES, CRLF + 1);
	tcase_add_test(tests, line_numbers_across_pieces);
	tcase_add_test(tests, folded_pieces);
	suite_add_tcase(suite, tests);
	return suite;
}
