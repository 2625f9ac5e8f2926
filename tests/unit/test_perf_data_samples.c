/* Samples of perf.data that are kept one by one: who, when and where, whatever they waited for. */
#include "config.h"

#include "perf_data_reading.h"

Suite *perf_data_samples_suite(void);

#define DEFERRED ((uint64_t)-640) /* PERF_CONTEXT_USER_DEFERRED; the cookie is after it */

enum { RECORD_DEFERRED = 22 };

/* "TIME COMM PID/TID.LIFE [CPU] WEIGHT DEPTH", a line each. */
static void check_samples(struct read_options options, const char *expected)
{
	struct buffer text = {0};
	options.keep_samples = true;
	if (no_symbols)
		return;
	end_recording(&r);
	read_with(options);
	ck_assert_msg(result.status == STATUS_OK, "%s", result.err.text);
	const struct samples *kept = &result.profile.samples;
	for (size_t i = 0; i < kept->count; i++) {
		const struct sample sample = samples_get(kept, i);
		const struct sample_task *task = samples_task(kept, sample.task);
		const struct sample_thread *thread = samples_thread(kept, task->thread);
		buffer_printf(&text, "%lld %s %d/%d.%u [%d] %llu %u\n", (long long)sample.time,
		              samples_name(kept, task->comm), (int)thread->pid, (int)thread->tid,
		              thread->life, (int)sample.cpu,
		              (unsigned long long)sample.weight.value,
		              result.profile.stacks.items[sample.stack].depth);
	}
	buffer_byte(&text, '\0');
	ck_assert_str_eq(text.data, expected);
	buffer_free(&text);
}

static void put_exit(uint32_t pid, uint32_t tid, uint64_t time)
{
	begin_record(&r, PERF_RECORD_EXIT, 0);
	put_u32(&r, pid);
	put_u32(&r, pid);
	put_u32(&r, tid);
	put_u32(&r, tid);
	put_u64(&r, time);
	end_timed(&r, pid, tid, time);
}

START_TEST(threads_and_names)
{
	begin(_i & 1, _i & 2);
	put_process();
	put_sample(&r, 100, 1, 1, 10, 3, 5, CHAIN(USER, 0x1010));
	put_fork(&r, 1, 2, 1, 1, 11);
	put_sample(&r, 100, 1, 2, 12, 0, 6, CHAIN(USER, 0x1010, 0x2010));
	put_comm(&r, 1, 2, "b", 13);
	put_sample(&r, 100, 1, 2, 14, 1, UINT64_C(1) << 40, CHAIN(USER, 0x1010));
	check_samples((struct read_options){0}, "10 a 1/1.0 [3] 5 2\n"
	                                        "12 a 1/2.0 [0] 6 3\n"
	                                        "14 b 1/2.0 [1] 1099511627776 2\n");
}
END_TEST

/* The second process of the same ID, and its threads. */
START_TEST(pids_that_are_used_again)
{
	begin(false, false);
	put_process();
	put_fork(&r, 5, 5, 1, 1, 10);
	put_sample(&r, 100, 5, 5, 11, 0, 1, CHAIN(USER, 0x1010));
	put_fork(&r, 5, 6, 5, 5, 12);
	put_exit(5, 6, 13);
	put_fork(&r, 5, 6, 5, 5, 14); /* a thread's ID alone: it is the same process */
	put_sample(&r, 100, 5, 6, 15, 0, 2, CHAIN(USER, 0x1010));
	put_exit(5, 5, 16);
	put_exit(5, 6, 17);
	put_fork(&r, 5, 5, 1, 1, 20);
	put_sample(&r, 100, 5, 5, 21, 0, 4, CHAIN(USER, 0x1010));
	put_fork(&r, 5, 7, 5, 5, 22);
	put_sample(&r, 100, 5, 7, 23, 0, 8, CHAIN(USER, 0x1010));
	check_samples((struct read_options){.no_comm = true}, "11 a 5/5.0 [0] 1 1\n"
	                                                      "15 a 5/6.0 [0] 2 1\n"
	                                                      "21 a 5/5.1 [0] 4 1\n"
	                                                      "23 a 5/7.1 [0] 8 1\n");
}
END_TEST

/* A sample that waits for the rest of its chain keeps its own time, name and processor. */
START_TEST(samples_that_wait)
{
	begin(false, false);
	put_process();
	put_fork(&r, 1, 2, 1, 1, 1);
	put_sample(&r, 100, 1, 1, 10, 3, 1, CHAIN(KERNEL, 0xffffffff81000010, DEFERRED, 7));
	put_sample(&r, 100, 1, 2, 11, 2, 2, CHAIN(USER, 0x1010));
	put_comm(&r, 1, 1, "b", 12);
	begin_record(&r, RECORD_DEFERRED, PERF_RECORD_MISC_USER);
	put_u64(&r, 7);
	put_u64(&r, 2);
	put_u64(&r, USER);
	put_u64(&r, 0x1010);
	end_timed(&r, 1, 1, 13);
	check_samples((struct read_options){0}, "10 a 1/1.0 [3] 1 3\n11 a 1/2.0 [2] 2 2\n");
}
END_TEST

START_TEST(what_is_not_recorded_is_absent)
{
	const struct built_event event = {.type = PERF_TYPE_SOFTWARE,
	                                  .sample_type = PERF_SAMPLE_IDENTIFIER | PERF_SAMPLE_IP |
	                                                 PERF_SAMPLE_TID | PERF_SAMPLE_PERIOD};
	begin_recording(&r, false, false, &event, 1);
	begin_record(&r, PERF_RECORD_SAMPLE, PERF_RECORD_MISC_USER);
	put_u64(&r, 100);
	put_u64(&r, 0x1010);
	put_u32(&r, 7);
	put_u32(&r, 8);
	put_u64(&r, 9);
	end_record(&r);
	check_samples((struct read_options){0}, "-1 :8 7/8.0 [-1] 9 2\n");
}
END_TEST

Suite *perf_data_samples_suite(void)
{
	Suite *suite = suite_create("perf_data_samples");
	TCase *tests = tcase_create("samples");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_loop_test(tests, threads_and_names, 0, 4);
	tcase_add_test(tests, pids_that_are_used_again);
	tcase_add_test(tests, samples_that_wait);
	tcase_add_test(tests, what_is_not_recorded_is_absent);
	suite_add_tcase(suite, tests);
	return suite;
}
