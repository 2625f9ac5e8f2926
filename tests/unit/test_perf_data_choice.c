/* Samples of perf.data chosen by process, thread, CPU and time. */
#include "config.h"

#include "perf_data_reading.h"

#include <time.h>

Suite *perf_data_choice_suite(void);

static const struct {
	const char *pids, *tids, *cpus, *time;
	const char *folded; /* NULL: no sample is left */
} choices[] = {
	{NULL, NULL, NULL, NULL, "a;[a] 7\nb;[unknown] 8\n"},
	{"1", NULL, NULL, NULL, "a;[a] 7\n"},
	{"2-5", NULL, NULL, NULL, "b;[unknown] 8\n"},
	{NULL, "7,8-9", NULL, NULL, "a;[a] 4\n"},
	{NULL, NULL, "1", NULL, "a;[a] 2\nb;[unknown] 8\n"},
	{"1", NULL, "1-3", NULL, "a;[a] 2\n"},
	{NULL, NULL, NULL, "2,3", "a;[a] 6\n"},
	{NULL, NULL, NULL, ",2.000000001", "a;[a] 3\n"},
	{NULL, NULL, NULL, "3.5,", "b;[unknown] 8\n"},
	{NULL, NULL, NULL, "+1,+2", "a;[a] 6\n"},
	{NULL, NULL, NULL, "+2.5,", "b;[unknown] 8\n"},
	{NULL, NULL, NULL, ",+0", "a;[a] 1\n"},
	{NULL, NULL, NULL, "+0,+18446744073", "a;[a] 7\nb;[unknown] 8\n"},
	{NULL, NULL, NULL, "+5,+6", NULL},
	{NULL, NULL, NULL, "0%,50%", "a;[a] 3\n"},
	{NULL, NULL, NULL, "60%,100%", "a;[a] 4\nb;[unknown] 8\n"},
	{NULL, NULL, NULL, "100,200", NULL},
	{"99", NULL, NULL, NULL, NULL},
};

START_TEST(choosing_samples)
{
	begin(false, false);
	put_process();
	put_comm(&r, 2, 2, "b", 0);
	put_sample(&r, 100, 1, 1, 1000000000, 0, 1, CHAIN(USER, 0x1010));
	put_sample(&r, 100, 1, 1, 2000000000, 1, 2, CHAIN(USER, 0x1010));
	put_fork(&r, 1, 7, 1, 1, 2500000000);
	put_sample(&r, 100, 1, 7, 3000000000, 0, 4, CHAIN(USER, 0x1010));
	put_sample(&r, 100, 2, 2, 4000000000, 1, 8, CHAIN(USER, 0x1010));
	end_recording(&r);
	struct read_options options = {0};
	struct choice *choice = &options.choice;
	ck_assert(!choices[_i].pids || !number_list_parse(&choice->pids, choices[_i].pids));
	ck_assert(!choices[_i].tids || !number_list_parse(&choice->tids, choices[_i].tids));
	ck_assert(!choices[_i].cpus || !number_list_parse(&choice->cpus, choices[_i].cpus));
	ck_assert(!choices[_i].time || time_span_parse(&choice->time, choices[_i].time));
	if (choices[_i].folded) {
		check_with(options, choices[_i].folded);
	} else if (!no_symbols) {
		read_with(options);
		ck_assert_int_eq(result.status, STATUS_FAILED);
	}
	choice_free(choice);
}
END_TEST

/* Times of day of a recording from 22:13:20 UTC on 2023-11-14, which has samples of weight 1, 2, 4
 * and 8 a second apart. */
static const struct {
	const char *time;
	const char *folded; /* NULL: no sample is left */
} by_wall[] = {
	{"22:13:20Z,22:13:21Z", "a;[a] 3\n"},
	{"22:13:20.000000001Z,", "a;[a] 14\n"},
	{",22:13:22.999999999Z", "a;[a] 7\n"},
	{"22:13Z,22:14Z", "a;[a] 15\n"},
	{"2023-11-14T22:13:23Z,", "a;[a] 8\n"},
	{"2023-11-14 22:13:20Z,22:13:20Z", "a;[a] 1\n"},
	{"2023-11-13T22:13:23Z,2023-11-15T00:00Z", "a;[a] 15\n"},
	{"22:13:21Z,00:00Z", "a;[a] 14\n"}, /* the next day's midnight */
	{"00:00Z,00:01Z", NULL},
	{"2023-11-15T00:00Z,", NULL},
	{",1970-01-01T00:00Z", NULL},
};

enum { CLOCK_DATA = 29, USE_CLOCKID = 1 << 25 };

static void put_seconds(const struct built_event *event, bool clock_data, uint64_t began)
{
	begin_recording(&r, false, false, event, 1);
	put_process();
	for (uint64_t i = 0; i < 4; i++)
		put_sample(&r, 100, 1, 1, (began + i) * 1000000000, 0, 1u << i,
		           CHAIN(USER, 0x1010));
	if (clock_data) {
		begin_feature(&r, CLOCK_DATA);
		put_u32(&r, 1);
		put_u32(&r, 1);
		put_u64(&r, UINT64_C(1700000000000000000));
		put_u64(&r, began * 1000000000);
		end_feature(&r);
	}
	end_recording(&r);
}

START_TEST(choosing_times_of_day)
{
	struct built_event event = clock_event;
	struct read_options options = {0};
	ck_assert(time_span_parse(&options.choice.time, by_wall[_i].time));
	for (int realtime = 0; realtime < 2; realtime++) {
		event.flags = SAMPLE_ID_ALL | (realtime ? USE_CLOCKID : 0); /* clock 0 */
		put_seconds(&event, !realtime, realtime ? 1700000000 : 5);
		if (by_wall[_i].folded) {
			check_with(options, by_wall[_i].folded);
		} else if (!no_symbols) {
			read_with(options);
			ck_assert_int_eq(result.status, STATUS_FAILED);
		}
		buffer_free(&r.out);
	}
}
END_TEST

START_TEST(recordings_without_times_of_day)
{
	struct read_options options = {0};
	ck_assert(time_span_parse(&options.choice.time, "10:00,11:00"));
	put_seconds(&clock_event, false, 5);
	if (no_symbols)
		return;
	read_with(options);
	ck_assert_int_eq(result.status, STATUS_FAILED);
	ck_assert_msg(strstr(result.err.text, "no times of day; perf record -k") != NULL, "%s",
	              result.err.text);
}
END_TEST

/* Local time, and the day after the recording's first. */
START_TEST(days)
{
	static const char zone[] = "UTC-2"; /* east of Greenwich */
	const uint64_t nano = 1000000000, noon = UINT64_C(1700049600) * nano; /* 12:00 UTC */
	struct wall_time time;
	uint64_t at;
	setenv("TZ", zone, 1);
	tzset();
	ck_assert(wall_time_parse(&time, "14:00", 5));
	ck_assert(wall_time_since_1970(&time, noon, noon, &at));
	ck_assert_uint_eq(at, noon);
	ck_assert(wall_time_parse(&time, "13:00:00.5", 10));
	ck_assert(wall_time_since_1970(&time, noon, noon + 23 * 3600 * nano, &at));
	ck_assert_uint_eq(at, noon - 3600 * nano + nano / 2);
	ck_assert(wall_time_since_1970(&time, noon, noon + 24 * 3600 * nano, &at));
	ck_assert_uint_eq(at, noon + 23 * 3600 * nano + nano / 2);
	ck_assert(wall_time_parse(&time, "2023-11-15T12:00Z", 17));
	ck_assert(wall_time_since_1970(&time, 0, 0, &at));
	ck_assert_uint_eq(at, noon);
}
END_TEST

START_TEST(odd_choices)
{
	static const char *const lists[] = {"", "a", "1,", "-1", "3-1", "1-", "4294967296", "1;2"};
	static const char *const spans[] = {"",
	                                    ",",
	                                    "1",
	                                    "2,1",
	                                    "a,b",
	                                    "1%,2",
	                                    "50%,20%",
	                                    "0%,101%",
	                                    "1.0000000001,2",
	                                    "99999999999999,",
	                                    "24:00,",
	                                    "10:60,",
	                                    "10:00:60,",
	                                    "1:00,",
	                                    "10:00,11",
	                                    "10:00,50%",
	                                    "+1,2",
	                                    "+1,2%",
	                                    "+2,+1",
	                                    "++1,",
	                                    "+,",
	                                    "+10%,",
	                                    "+10:00,",
	                                    "10:00:00.,",
	                                    "10:00:00.1234567890,",
	                                    "10:00ZZ,",
	                                    "2023-02-29T10:00,",
	                                    "2023-13-01T10:00,",
	                                    "2023-11-14,10:00",
	                                    "1969-12-31T10:00,",
	                                    "-10:00,"};
	struct number_list list = {0};
	struct time_span span;
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		ck_assert_msg(number_list_parse(&list, lists[i]), "%s", lists[i]);
	for (size_t i = 0; i < sizeof spans / sizeof *spans; i++)
		ck_assert_msg(!time_span_parse(&span, spans[i]), "%s", spans[i]);
	free(list.items);
}
END_TEST

Suite *perf_data_choice_suite(void)
{
	Suite *suite = suite_create("perf_data_choice");
	TCase *tests = tcase_create("choice");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_set_timeout(tests, 60); /* below valgrind */
	tcase_add_loop_test(tests, choosing_samples, 0, sizeof choices / sizeof *choices);
	tcase_add_test(tests, odd_choices);
	tcase_add_loop_test(tests, choosing_times_of_day, 0, sizeof by_wall / sizeof *by_wall);
	tcase_add_test(tests, recordings_without_times_of_day);
	tcase_add_test(tests, days);
	suite_add_tcase(suite, tests);
	return suite;
}
