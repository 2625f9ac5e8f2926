/* What each thread met while it read reaches the profile and the account: all that is known of an
 * input is the same however many threads read it. */
#include "base/hooks.h"
#include "reading.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

Suite *workers_suite(void);

static const unsigned thread_counts[] = {1, 2, 3, 8};
enum { THREAD_COUNTS = sizeof thread_counts / sizeof *thread_counts, BLOCKS = 300 };

/* ---- what is known ---- */

static void describe_account(const struct read_account *account, struct buffer *text)
{
	const uint64_t counts[] = {
		account->samples,         account->sums,         account->kept,
		account->other_events,    account->other_comms,  account->other_moments,
		account->empty,           account->side_records, account->malformed,
		account->lines,           account->bytes,        account->event_defaulted,
		account->source_line_hint};
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
		buffer_printf(text, "%llu ", (unsigned long long)counts[i]);
	const char *line = account->malformed_where ? strrchr(account->malformed_where, ':') : "";
	buffer_printf(text, "\nfirst %s '%s' (%s)\n", line,
	              account->malformed_text ? account->malformed_text : "",
	              account->malformed_why ? account->malformed_why : "");
	for (size_t i = 0; i < account->event_count; i++)
		buffer_printf(text, "%s %llu %d\n", account->events[i].name,
		              (unsigned long long)account->events[i].samples,
		              account->events[i].kept);
	for (size_t i = 0; i < account->note_count; i++)
		buffer_printf(text, "note %s\n", account->notes[i].text);
	for (size_t i = 0; i < account->advice_count; i++)
		buffer_printf(text, "%s\n", account->advice[i].text);
}

static void describe(const struct reading_result *result, struct buffer *text)
{
	const struct profile *profile = &result->profile;
	bool used[200];
	ck_assert_uint_lt(profile->frames.count, sizeof used);
	memset(used, true, sizeof used);
	describe_account(&result->account, text);
	buffer_printf(text, "rounded to %u, %s\n", profile->stacks.rounded, result->err.text);
	facts_write(&profile->facts, 1, text);
	origins_write(&profile->facts.origins, &profile->frames, used, text);
	origins_write_codes(&profile->facts.origins, text);
	marks_write(&profile->marks, text);
	buffer_text(text, result->folded);
	buffer_byte(text, '\0');
}

/* Reads a text in small pieces with different numbers of threads; the result is the last one. */
static void read_alike(struct reading_result *result, const char *input,
                       struct read_options options)
{
	struct buffer first = {0};
	for (size_t t = 0; t < THREAD_COUNTS; t++) {
		struct buffer text = {0};
		if (t)
			reading_end(result);
		options.threads = thread_counts[t];
		hooks.piece_size = 500;
		reading_text(result, input, strlen(input), &options);
		hooks.piece_size = 0;
		/* the name that begins a message differs */
		char *message = strstr(result->err.text, ": ");
		if (message)
			memmove(result->err.text, message, strlen(message) + 1);
		describe(result, t ? &text : &first);
		if (t)
			ck_assert_str_eq(text.data, first.data);
		buffer_free(&text);
	}
	buffer_free(&first);
}

/* ---- folded text ---- */

/* As of 300 texts that were joined. Of every seventh the number of samples, and so on. */
static void make_folded(struct buffer *text)
{
	for (unsigned i = 0; i < BLOCKS; i++) {
		buffer_printf(text, "# samples: 2 of %u;\n", i + 1);
		if (i >= 40)
			buffer_printf(text, "# %s: %s\n", i % 2 ? "unit" : "event",
			              i % 2 ? "ns" : "clock;");
		if (i % 10 == 5)
			buffer_printf(text, "# advice: %u.5%% of the samples are late: %c;\n",
			              i % 50, 'a' + (int)(i % 7));
		if (i >= 60 && i < 80)
			buffer_printf(text, "# frames 3 m%u: A%c%c;\n", i % 3, 'A' + (int)(i % 20),
			              'a' + (int)(i % 20));
		if (i >= 100 && i < 110)
			buffer_text(text, "# compared 3 4 0.05;\n");
		if (i >= 110 && i < 130)
			buffer_printf(text, "# changed self f%u;\n", i % 20);
		if (i % 25 == 9)
			buffer_printf(text, "malformed line %u x\n", i);
		for (unsigned n = 0; n < 10; n++)
			buffer_printf(text, "main;f%u;g%u %u\n", n, i % 7, i + n);
	}
	buffer_text(text, "main;f0 0.1234567890123456789\n");
	buffer_byte(text, '\0');
}

START_TEST(folded_text)
{
	struct reading_result result;
	struct buffer text = {0};
	make_folded(&text);
	read_alike(&result, text.data, (struct read_options){0});
	const struct facts *facts = &result.profile.facts;
	ck_assert_uint_eq(facts->counts[0].samples, 2 * BLOCKS);
	ck_assert_uint_eq(facts->counts[0].weight.value, BLOCKS * (BLOCKS + 1) / 2);
	ck_assert_str_eq(facts->unit.name, "ns");
	ck_assert_str_eq(facts->event.name, "clock");
	ck_assert_uint_eq(facts->origins.code_count, 20);
	ck_assert(result.profile.marks.given);
	ck_assert_uint_eq(result.account.samples, BLOCKS * 10 + 1);
	ck_assert_uint_eq(result.account.sums, BLOCKS * 10 + 1);
	ck_assert_uint_eq(result.account.malformed, BLOCKS / 25);
	ck_assert_str_eq(strrchr(result.account.malformed_where, ':'), ":102");
	ck_assert_uint_eq(result.account.bytes, text.size - 1);
	ck_assert_uint_ne(result.profile.stacks.rounded, NUMBER_EXACT);
	reading_end(&result);
	buffer_free(&text);
}
END_TEST

/* ---- perf script ---- */

static void make_samples(struct buffer *text)
{
	for (unsigned i = 0; i < BLOCKS; i++) {
		if (i % 30 == 7)
			buffer_printf(text, "b %u [000] %u.5: PERF_RECORD_LOST lost 3\n\n", i, i);
		if (i % 50 == 9)
			buffer_printf(text, "what is this %u\n\n", i);
		for (unsigned n = 0; n < 4; n++)
			buffer_printf(text,
			              "%s %u [00%u] %u.%06u: %u %s: \n\t%x f%u+0x1 (/bin/m%u)\n"
			              "\t%x %s (/bin/x)\n\n",
			              n == 3 ? "b" : "a", 100 + n, n, i, i, i + n + 1,
			              n % 2 ? "page-faults" : "cpu-clock", 400 + n, n, (i + n) % 5,
			              800 + i % 3, i % 3 ? "main" : "[unknown]");
	}
	buffer_byte(text, '\0');
}

START_TEST(samples)
{
	struct reading_result result;
	struct buffer text = {0};
	make_samples(&text);
	read_alike(&result, text.data, (struct read_options){0});
	const struct facts *facts = &result.profile.facts;
	ck_assert_uint_eq(result.account.samples, 4 * BLOCKS);
	ck_assert_uint_eq(result.account.sums, 0);
	ck_assert_uint_eq(result.account.kept, 2 * BLOCKS);
	ck_assert_uint_eq(result.account.malformed, BLOCKS / 50);
	ck_assert_uint_eq(facts->counts[0].samples, 2 * BLOCKS);
	ck_assert_uint_eq(facts->counts[0].weight.value, BLOCKS * (BLOCKS - 1) + 4 * BLOCKS);
	ck_assert_str_eq(facts->unit.name, "ns");
	ck_assert_str_eq(facts->event.name, "cpu-clock");
	ck_assert_uint_eq(result.account.events[1].samples, 2 * BLOCKS);
	reading_end(&result);
	buffer_free(&text);
}
END_TEST

/* Choices that leave samples out, and those that leave none. */
START_TEST(choices)
{
	static const char *const comms[] = {"b"}, *const nobody[] = {"c"};
	static const char *const faults[] = {"page-faults"};
	struct reading_result result;
	struct buffer text = {0};
	struct read_options options = {
		.events = faults, .event_count = 1, .comms = comms, .comm_count = 1};
	make_samples(&text);
	read_alike(&result, text.data, options);
	ck_assert_uint_eq(result.account.other_events, 2 * BLOCKS);
	ck_assert_uint_eq(result.account.other_comms, BLOCKS);
	ck_assert_uint_eq(result.account.kept, BLOCKS);
	ck_assert_str_eq(result.profile.facts.event.name, "page-faults");
	reading_end(&result);
	options.comms = nobody;
	read_alike(&result, text.data, options);
	ck_assert_int_eq(result.status, STATUS_FAILED);
	ck_assert_str_eq(result.err.text, ": no sample is of the chosen processes; "
	                                  "there are processes named a (300 samples), b (300 "
	                                  "samples)");
	reading_end(&result);
	buffer_free(&text);
}
END_TEST

/* Advice is on the event that counts: another one's samples may have no call chain. */
START_TEST(advice_on_what_counts)
{
	static const char *const faults[] = {"page-faults"};
	struct reading_result result;
	struct read_options options = {0};
	struct buffer text = {0};
	for (unsigned i = 0; i < 20 * BLOCKS; i++)
		buffer_printf(&text, "a 1 %u.5: 1 page-faults:      ff f (/bin/a)\n", i);
	for (unsigned i = 0; i < BLOCKS; i++)
		buffer_printf(&text,
		              "a 1 %u.5: 7 cpu-clock: \n\tff f (/bin/a)\n\tf0 main (/bin/a)\n\n"
		              "a 1 %u.5: 1 page-faults:      ff f (/bin/a)\n"
		              "a 1 %u.5: 1 page-faults:      ff f (/bin/a)\n",
		              i, i, i);
	buffer_byte(&text, '\0');
	read_alike(&result, text.data, options);
	ck_assert_uint_eq(result.account.advice_count, 0);
	reading_end(&result);
	options.events = faults;
	options.event_count = 1;
	read_alike(&result, text.data, options);
	ck_assert_uint_eq(result.account.advice_count, 1);
	ck_assert(result.account.advice[0].given);
	ck_assert_ptr_nonnull(strstr(result.account.advice[0].text, "100.0% of the samples"));
	reading_end(&result);
	buffer_free(&text);
}
END_TEST

/* More digits than 64 bits hold: a warning, in any thread's piece. */
START_TEST(rounded_counts)
{
	struct reading_result result;
	struct buffer text = {0};
	for (unsigned i = 0; i < BLOCKS; i++)
		buffer_text(&text, "main;f 0\n");
	buffer_text(&text, "main;f 0.1234567890123456789\n");
	buffer_byte(&text, '\0');
	read_alike(&result, text.data, (struct read_options){0});
	ck_assert_uint_eq(result.profile.stacks.rounded, 18);
	reading_end(&result);
	buffer_free(&text);
}
END_TEST

/* When samples were taken, in whole microseconds around them; in nanoseconds of any thread. */
START_TEST(moments)
{
	struct reading_result result;
	struct read_options options = {0};
	struct buffer text = {0};
	for (unsigned i = 0; i < BLOCKS; i++)
		buffer_printf(&text, "a 1 [001] %u.%09u: 7 cycles: \n\tff f (/bin/a)\n\n", 3 + i,
		              1999 - i);
	buffer_byte(&text, '\0');
	ck_assert(time_span_parse(&options.choice.time, "1,2"));
	read_alike(&result, text.data, options);
	ck_assert_int_eq(result.status, STATUS_FAILED);
	ck_assert_str_eq(result.err.text,
	                 ": no sample was taken at the chosen times; they are from "
	                 "3.000001 s to 302.000002 s");
	reading_end(&result);
	buffer_free(&text);
}
END_TEST

/* ---- several inputs ---- */

/* Lines of folded text are sums of samples; samples of a profiler are not. */
START_TEST(sums_of_inputs)
{
	static const char *const texts[] = {
		"a;b 3\na;c 4\na;d 5\n",
		"a 1 2.5: 7 cycles: \n\tff f (/bin/a)\n\na 1 2.5: 7 cycles: \n\tff g (/bin/a)\n\n",
		"a;b 1\nb 2\n"};
	static const size_t orders[][3] = {{0, 1, 2}, {1, 0, 2}, {2, 0, 1}};
	struct reading_result result;
	char paths[3][32];
	for (size_t i = 0; i < 3; i++)
		reading_put(paths[i], texts[i], strlen(texts[i]));
	const char *inputs[3];
	for (size_t i = 0; i < 3; i++)
		inputs[i] = paths[orders[_i][i]];
	reading_paths(&result, inputs, 3, &(struct read_options){.threads = 2});
	ck_assert_msg(result.status == STATUS_OK, "%s", result.err.text);
	ck_assert_uint_eq(result.account.samples, 7);
	ck_assert_uint_eq(result.account.sums, 5);
	ck_assert_uint_eq(result.profile.facts.counts[0].samples, 2);
	ck_assert_uint_eq(result.profile.facts.counts[0].weight.value, 14);
	reading_end(&result);
	for (size_t i = 0; i < 3; i++)
		unlink(paths[i]);
}
END_TEST

Suite *workers_suite(void)
{
	Suite *suite = suite_create("workers");
	TCase *tests = tcase_create("workers");
	tcase_set_timeout(tests, 120); /* below valgrind */
	tcase_add_test(tests, folded_text);
	tcase_add_test(tests, samples);
	tcase_add_test(tests, choices);
	tcase_add_test(tests, advice_on_what_counts);
	tcase_add_test(tests, rounded_counts);
	tcase_add_test(tests, moments);
	tcase_add_loop_test(tests, sums_of_inputs, 0, 3);
	suite_add_tcase(suite, tests);
	return suite;
}
