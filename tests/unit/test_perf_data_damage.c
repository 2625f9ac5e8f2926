/* Damaged perf.data: truncated, inconsistent or too old files are reported. */
#include "config.h"

#include "perf_data_reading.h"

Suite *perf_data_damage_suite(void);

static void build_small(void)
{
	begin(false, false);
	put_process();
	put_sample(&r, 100, 1, 1, 10, 0, 1, CHAIN(USER, 0x1010));
	put_sample(&r, 100, 1, 1, 11, 0, 2, CHAIN(USER, 0x1010));
	end_recording(&r);
}

START_TEST(unfinished)
{
	build_small();
	patch(&r, 48, 0, 8); /* perf puts the size in when it ends */
	check_with((struct read_options){0}, "a;[a] 3\n");
	check_noted("still writing");
	patch(&r, r.record + 6, 3, 2); /* what stands there is not for now: perf has just ended */
	check_with((struct read_options){0}, "a;[a] 1\n");
	check_noted("still writing");
	ck_assert(!noted("damaged"));
}
END_TEST

START_TEST(cut_short)
{
	build_small();
	r.out.size -= 40;
	check_with((struct read_options){0}, "a;[a] 1\n");
	check_noted("truncated");
}
END_TEST

START_TEST(no_record)
{
	build_small();
	patch(&r, r.record + 6, 3, 2);
	check_with((struct read_options){0}, "a;[a] 1\n");
	check_noted("there is no record");
}
END_TEST

/* A sample whose chain says that it is longer than its record. */
START_TEST(long_chain)
{
	build_small();
	patch(&r, r.record + 56, 1 << 20, 8);
	check_with((struct read_options){0}, "a;[a] 1\n");
	if (!no_symbols)
		ck_assert_uint_eq(result.account.malformed, 1);
	patch(&r, r.record + 56, UINT64_MAX, 8);
	check_with((struct read_options){0}, "a;[a] 1\n");
}
END_TEST

static const struct {
	size_t at;
	uint64_t value;
	const char *message;
} broken[] = {
	{16, 8, "is invalid"}, /* size of an attribute */
	{16, UINT64_MAX, "is invalid"},
	{32, UINT64_MAX, "is invalid"},              /* of all */
	{24, UINT64_MAX, "truncated"},               /* where they are */
	{40, UINT64_MAX - 1, "contains no samples"}, /* where data is */
	{48, 8, "contains no samples"},
};

START_TEST(broken_headers)
{
	build_small();
	patch(&r, broken[_i].at, broken[_i].value, 8);
	check_refused(broken[_i].message);
}
END_TEST

START_TEST(headers_cut_short)
{
	build_small();
	for (size_t size = 8; size < r.data; size++) {
		r.out.size = size;
		check_refused(size < 16 ? "truncated" : "");
	}
}
END_TEST

START_TEST(old_format)
{
	build_small();
	memcpy(r.out.data, "PERFFILE", 8);
	check_refused("older than");
}
END_TEST

Suite *perf_data_damage_suite(void)
{
	Suite *suite = suite_create("perf_data_damage");
	TCase *tests = tcase_create("damage");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_set_timeout(tests, 60); /* below valgrind */
	tcase_add_test(tests, unfinished);
	tcase_add_test(tests, cut_short);
	tcase_add_test(tests, no_record);
	tcase_add_test(tests, long_chain);
	tcase_add_loop_test(tests, broken_headers, 0, sizeof broken / sizeof *broken);
	tcase_add_test(tests, headers_cut_short);
	tcase_add_test(tests, old_format);
	suite_add_tcase(suite, tests);
	return suite;
}
