/* Call chains of perf.data: what becomes of odd ones, and of branch records. */
#include "config.h"

#include "perf_data_reading.h"

Suite *perf_data_chains_suite(void);

/* perf discards chains with marks that it does not know, and shows 127 frames. */
START_TEST(odd_chains)
{
	uint64_t chain[300] = {USER};
	char folded[2048] = "a";
	begin(false, false);
	put_process();
	put_sample(&r, 100, 1, 1, 10, 0, 3, CHAIN(USER, 0x1010, (uint64_t)PERF_CONTEXT_GUEST, 0x1010));
	put_sample(&r, 100, 1, 1, 11, 0, 4, CHAIN(0));
	for (size_t i = 1; i < 200; i++)
		chain[i] = i < 127 ? 0x1010 : 0x2010;
	put_sample(&r, 100, 1, 1, 12, 0, 5, chain);
	strcat(folded, " 7\na;[b]");
	for (size_t i = 1; i < 127; i++)
		strcat(folded, ";[a]");
	strcat(folded, " 5\n");
	check_folded(folded);
	check_noted("1 call chains that the kernel broke off");
}
END_TEST

/* The kernel's part of the chain, then where the newest branch went, then where each came from. */
START_TEST(branch_records_as_chains)
{
	const struct built_event lbr = {
		.sample_type = SAMPLE_USUAL | PERF_SAMPLE_BRANCH_STACK,
		.branch_sample_type = PERF_SAMPLE_BRANCH_USER | PERF_SAMPLE_BRANCH_CALL_STACK,
	};
	begin_recording(&r, _i & 1, _i & 2, &lbr, 1);
	put_process();
	put_mmap(&r, 1, 0x3000, 0x1000, "/lib/c", 0);
	const uint64_t chains[3][5] = {{KERNEL, 0xffffffff81000110, USER, 0x1234},
	                               {USER, 0x1234},
	                               {KERNEL, 0xffffffff81000110}};
	for (size_t i = 0; i < 3; i++) {
		put_sample(&r, 100, 1, 1, 10 + i, 0, 1 + i, chains[i]);
		put_u64(&r, 2);
		put_u64(&r, 0x2010); /* from, to, flags */
		put_u64(&r, 0x3010);
		put_u64(&r, 0);
		put_u64(&r, 0x1010);
		put_u64(&r, 0x2000);
		put_u64(&r, 0);
		end_record(&r);
	}
	check_folded("a;[a];[b];[c] 2\na;[a];[b];[c];sys_two 1\na;sys_two 3\n");
	ck_assert_str_eq(no_symbols ? "cycles:HG" : result.account.events[0].name, "cycles:HG");
}
END_TEST

Suite *perf_data_chains_suite(void)
{
	Suite *suite = suite_create("perf_data_chains");
	TCase *tests = tcase_create("chains");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_set_timeout(tests, 60); /* below valgrind */
	tcase_add_test(tests, odd_chains);
	tcase_add_loop_test(tests, branch_records_as_chains, 0, 4);
	suite_add_tcase(suite, tests);
	return suite;
}
