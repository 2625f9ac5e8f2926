/* Samples of perf.data chosen by process, thread, CPU and time. */
#include "config.h"

#include "perf_data_reading.h"

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
	                                    "99999999999999,"};
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
	suite_add_tcase(suite, tests);
	return suite;
}
