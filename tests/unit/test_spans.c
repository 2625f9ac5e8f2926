/* Calls that begin and end as times of stacks; names of threads. */
#include "base/buffer.h"
#include "formats/spans.h"
#include "formats/thread_name.h"

#include <check.h>
#include <string.h>

Suite *spans_suite(void);

static struct spans spans;
static struct buffer text;

static void clear(void)
{
	spans_free(&spans);
	buffer_free(&text);
}

static struct decimal at(uint64_t value)
{
	return (struct decimal){value, 0};
}

/* "FRAMES=FROM-TO ", a letter for each frame. */
static enum status note(void *context, const uint32_t *frames, size_t depth, uint64_t from,
                        uint64_t to, struct error *err)
{
	(void)context, (void)err;
	for (size_t i = 0; i < depth; i++)
		buffer_byte(&text, (char)('a' + frames[i]));
	buffer_printf(&text, "=%llu-%llu ", (unsigned long long)from, (unsigned long long)to);
	return STATUS_OK;
}

static void check(const char *expected, uint64_t unmatched, uint64_t unclosed)
{
	struct error err = {{0}};
	ck_assert_int_eq(spans_replay(&spans, "input", note, NULL, &err), STATUS_OK);
	buffer_byte(&text, '\0');
	ck_assert_str_eq(text.data ? text.data : "", expected);
	ck_assert_uint_eq(spans.unmatched, unmatched);
	ck_assert_uint_eq(spans.unclosed, unclosed);
	clear();
}

START_TEST(calls_nest)
{
	ck_assert(spans_begin(&spans, at(1), 0) && spans_begin(&spans, at(3), 1) &&
	          spans_end(&spans, at(4), 1) && spans_end(&spans, at(9), SPANS_ANY));
	check("a=1-3 ab=3-4 a=4-9 ", 0, 0);
	ck_assert(spans_add(&spans, at(3), at(2), 1) && spans_add(&spans, at(1), at(8), 0) &&
	          spans_add(&spans, at(1), at(1), 2) && spans_add(&spans, at(5), at(0), 3));
	check("ac=1-2 a=2-3 ab=3-5 a=5-9 ", 0, 0);
	check("", 0, 0);
}
END_TEST

START_TEST(calls_cross)
{
	ck_assert(spans_begin(&spans, at(1), 0) && spans_begin(&spans, at(2), 1) &&
	          spans_end(&spans, at(4), 0) && spans_end(&spans, at(6), 1));
	check("a=1-2 ab=2-4 b=4-6 ", 0, 0);
	ck_assert(spans_add(&spans, at(1), at(3), 0) && spans_add(&spans, at(2), at(8), 1) &&
	          spans_add(&spans, at(3), at(4), 2));
	check("a=1-2 ab=2-3 abc=3-4 bc=4-7 b=7-10 ", 0, 0);
}
END_TEST

START_TEST(partners_may_be_missing)
{
	ck_assert(spans_end(&spans, at(1), 0) && spans_begin(&spans, at(2), 1) &&
	          spans_end(&spans, at(3), 2));
	spans_until(&spans, at(5));
	check("b=2-3 b=3-5 ", 2, 1);
}
END_TEST

/* Units become smaller as times need it, but not where the largest would not fit. */
START_TEST(times_have_places)
{
	ck_assert(spans_begin(&spans, at(1), 0) && spans_end(&spans, (struct decimal){15, 1}, 0) &&
	          spans_add(&spans, (struct decimal){25, 1}, (struct decimal){125, 3}, 1));
	ck_assert_uint_eq(spans.places, 3);
	check("a=1000-1500 b=2500-2625 ", 0, 0);
	/* more places than are kept */
	const struct decimal late = {UINT64_C(5000000000000000000), SPANS_PLACES_MAX + 3};
	ck_assert(spans_begin(&spans, at(0), 0) && spans_end(&spans, late, 0));
	ck_assert_uint_eq(spans.places, SPANS_PLACES_MAX);
	check("a=0-5000000000000000 ", 0, 0);
	ck_assert(
		spans_begin(&spans, at(UINT64_C(1000000000000000000)), 0) &&
		spans_end(&spans, (struct decimal){UINT64_C(1000000000000000001) * 10 + 5, 1}, 0));
	ck_assert_uint_eq(spans.places, 0);
	check("a=1000000000000000000-1000000000000000002 ", 0, 0);
}
END_TEST

START_TEST(too_many_are_refused)
{
	struct error err = {{0}};
	for (unsigned i = 0; i <= SPANS_DEPTH_MAX; i++)
		ck_assert(spans_begin(&spans, at(1), 0));
	ck_assert_int_eq(spans_replay(&spans, "input", note, NULL, &err), STATUS_FAILED);
	ck_assert_str_eq(err.text, "input: more than 20000 calls are open at a time");
	clear();
}
END_TEST

START_TEST(names_of_threads)
{
	static const struct {
		const char *name;
		bool ours;
		int form;
		const char *comm, *event;
		unsigned known, pid, tid;
	} cases[] = {
		{"app 12/15", true, THREAD_NAME_OURS, "app", "", PLACE_PID | PLACE_TID, 12, 15},
		{"my app 3 12", true, THREAD_NAME_OURS, "my app 3", "", PLACE_PID, 12, 0},
		{"app/15", true, THREAD_NAME_OURS, "app", "", PLACE_TID, 0, 15},
		{"/15", true, THREAD_NAME_OURS, "", "", PLACE_TID, 0, 15},
		{"a, 12/15, cpu clock", true, THREAD_NAME_OURS, "a,", "cpu clock",
	         PLACE_PID | PLACE_TID, 12, 15},
		{"app 12/15", false, THREAD_NAME_OTHER, "app 12/15", "", 0, 0, 0},
		{"app 99999999999", true, THREAD_NAME_OTHER, "app 99999999999", "", 0, 0, 0},
		{"Process 4 Thread 5 \"main \"x\"", false, THREAD_NAME_WORDS, "main \"x", "",
	         PLACE_PID | PLACE_TID, 4, 5},
		{"Thread 0x7F12 \"\"", false, THREAD_NAME_WORDS, "thread", "", 0, 0, 0},
		{"Thread 5", false, THREAD_NAME_OTHER, "Thread 5", "", 0, 0, 0},
		{"", true, THREAD_NAME_OTHER, "", "", 0, 0, 0},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct thread_name name = thread_name_parse(text_of(cases[i].name),
		                                                  cases[i].ours);
		ck_assert_msg((int)name.form == cases[i].form, "%s", cases[i].name);
		ck_assert_msg(text_is(name.comm, cases[i].comm), "%s", cases[i].name);
		ck_assert_msg(text_is(name.event, cases[i].event), "%s", cases[i].name);
		ck_assert_msg(name.place.known == cases[i].known, "%s", cases[i].name);
		if (name.place.known & PLACE_PID)
			ck_assert_uint_eq(name.place.pid, cases[i].pid);
		if (name.place.known & PLACE_TID)
			ck_assert_uint_eq(name.place.tid, cases[i].tid);
	}
}
END_TEST

Suite *spans_suite(void)
{
	Suite *suite = suite_create("spans");
	TCase *tests = tcase_create("spans");
	tcase_add_test(tests, calls_nest);
	tcase_add_test(tests, calls_cross);
	tcase_add_test(tests, partners_may_be_missing);
	tcase_add_test(tests, times_have_places);
	tcase_add_test(tests, too_many_are_refused);
	tcase_add_test(tests, names_of_threads);
	suite_add_tcase(suite, tests);
	return suite;
}
