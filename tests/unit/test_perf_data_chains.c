/* Call chains of perf.data: odd ones, and branch records. */
#include "config.h"

#include "perf_data_reading.h"

Suite *perf_data_chains_suite(void);

/* perf discards chains with marks that it does not know; without a chain the sample counts where it
 * was taken, and by --as-perf for its process, as perf script prints it. perf shows 127 frames;
 * others count too. */
START_TEST(odd_chains)
{
	uint64_t chain[300] = {USER};
	char whole[4096] = "a;[a] 3\na", folded[2048] = "a 7\na;[b]";
	begin(false, false);
	put_process();
	put_sample(&r, 100, 1, 1, 10, 0, 3, CHAIN(0x1010, (uint64_t)PERF_CONTEXT_GUEST, 0x1010));
	put_sample(&r, 100, 1, 1, 11, 0, 4, CHAIN(0));
	for (size_t i = 1; i < 200; i++)
		chain[i] = i < 127 ? 0x1010 : 0x2010;
	put_sample(&r, 100, 1, 1, 12, 0, 5, chain);
	for (size_t i = 199; i > 0; i--)
		strcat(whole, i < 127 ? ";[a]" : ";[b]");
	strcat(whole, " 5\na;[unknown] 4\n");
	check_folded(whole);
	check_told("1 call chains that the kernel broke off");
	for (size_t i = 1; i < 127; i++)
		strcat(folded, ";[a]");
	strcat(folded, " 5\n");
	check_with((struct read_options){.as_perf = true}, folded);
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

/* A caller is looked for where its call is, not at the first address after it; what was sampled or
 * interrupted is where it is. perf takes all addresses as they are. */
START_TEST(return_addresses)
{
	begin(_i & 1, _i & 2);
	put_process();
	put_ksymbol(&r, 0xffffffff81000200, 0x100, "entry_SYSCALL_64_after_hwframe", false, 0);
	put_sample(&r, 100, 1, 1, 10, 0, 1, CHAIN(USER, 0x2000, 0x2000, 0x1800));
	put_sample(&r, 100, 1, 1, 11, 0, 2,
	           CHAIN(KERNEL, 0xffffffff81000110, USER, 0x2000, 0x2000));
	put_sample(&r, 100, 1, 1, 12, 0, 4,
	           CHAIN(KERNEL, 0xffffffff81000110, 0xffffffff81000210, USER, 0x2000));
	put_sample(&r, 100, 1, 1, 13, 0, 8,
	           CHAIN(KERNEL, 0xffffffff81000200, 0xffffffff81000100, USER, 0x2000));
	check_folded("a;[a];[a];[b] 1\n"
	             "a;[a];[b];sys_two 2\n"
	             "a;[a];entry_SYSCALL_64_after_hwframe;sys_two 4\n"
	             "a;[a];sys_two;entry_SYSCALL_64_after_hwframe 8\n");
	check_with((struct read_options){.as_perf = true},
	           "a;[a];[b];[b] 1\n"
	           "a;[b];[b];sys_two 2\n"
	           "a;[b];entry_SYSCALL_64_after_hwframe;sys_two 4\n"
	           "a;[b];sys_two;entry_SYSCALL_64_after_hwframe 8\n");
}
END_TEST

#define DEFERRED ((uint64_t)-640) /* PERF_CONTEXT_USER_DEFERRED; the cookie is after it */

/* PERF_RECORD_CALLCHAIN_DEFERRED */
static void put_deferred(uint32_t tid, uint64_t time, uint64_t cookie, const uint64_t *chain)
{
	size_t count = 0;
	while (chain[count])
		count++;
	begin_record(&r, 22, PERF_RECORD_MISC_USER);
	put_u64(&r, cookie);
	put_u64(&r, count);
	for (size_t i = 0; i < count; i++)
		put_u64(&r, chain[i]);
	end_timed(&r, 1, tid, time);
}

/* Samples wait for the next user's chain of their task, and take it if it has their cookie. */
START_TEST(deferred_chains)
{
	begin(_i & 1, _i & 2);
	put_process();
	put_fork(&r, 1, 2, 1, 1, 0);
	put_sample(&r, 100, 1, 1, 10, 0, 1, CHAIN(KERNEL, 0xffffffff81000010, DEFERRED, 7));
	put_sample(&r, 100, 1, 2, 11, 0, 2, CHAIN(DEFERRED, 7));
	put_sample(&r, 100, 1, 1, 12, 0, 4, CHAIN(KERNEL, 0xffffffff81000110, DEFERRED, 7));
	put_sample(&r, 100, 1, 1, 13, 0, 8, CHAIN(KERNEL, 0xffffffff81000110, DEFERRED, 6));
	put_deferred(1, 14, 7, CHAIN(USER, 0x2010, 0x1010));
	put_deferred(1, 15, 7, CHAIN(USER, 0x1010)); /* nobody waits any more */
	put_comm(&r, 1, 2, "thread", 16);
	put_deferred(2, 17, 7, CHAIN(USER, 0x1010));
	put_sample(&r, 100, 1, 2, 18, 0, 16, CHAIN(KERNEL, 0xffffffff81000010, DEFERRED, 9));
	check_folded("a;[a];[b];sys_one 1\na;[a];[b];sys_two 4\na;sys_two 8\nthread;[a] 2\n"
	             "thread;sys_one 16\n");
	check_told("2 call chains whose deferred user part is missing");
	ck_assert(!noted("broke off") && !noted("unknown kinds"));
}
END_TEST

/* They do not wait forever. */
START_TEST(many_deferred_chains)
{
	begin(false, false);
	put_process();
	for (unsigned i = 0; i < 80000; i++)
		put_sample(&r, 100, 1, 1, 10 + i, 0, 1,
		           CHAIN(KERNEL, 0xffffffff81000010, DEFERRED, 7));
	put_deferred(1, 200000, 7, CHAIN(USER, 0x1010));
	end_recording(&r);
	read_with((struct read_options){0});
	ck_assert(no_symbols || strstr(result.folded, "a;[a];sys_one "));
	ck_assert(no_symbols || strstr(result.folded, "a;sys_one "));
	ck_assert_uint_eq(result.account.kept, no_symbols ? 0 : 80000);
}
END_TEST

START_TEST(broken_deferred_chain)
{
	begin(false, false);
	put_process();
	put_sample(&r, 100, 1, 1, 10, 0, 1, CHAIN(KERNEL, 0xffffffff81000010, DEFERRED, 7));
	put_deferred(1, 11, 7, CHAIN(USER, 0x1010));
	patch(&r, r.record + 16, _i ? UINT64_MAX : 7, 8);
	check_folded("a;sys_one 1\n");
	ck_assert_uint_eq(result.account.malformed, !no_symbols);
}
END_TEST

/* arm64: with the call chain comes the link register, the caller of a function without a frame. */
static const struct {
	uint64_t mask;
	const char *arch;
	uint64_t abi, link, next; /* in the chain, 0: nothing */
	const char *folded;
} links[] = {
	{1 << 30, "aarch64", 2, 0x2011, 0x3010, "a;[c];[b];[a];sys_one 1\n"},
	{1 << 30, "arm64", 2, 0x2011, 0x3010, "a;[c];[b];[a];sys_one 1\n"},
	{1 << 30, "aarch64", 2, 0x2011, 0x2010, "a;[b];[a];sys_one 1\n"}, /* is in the chain */
	{1 << 30, "aarch64", 2, 0x2011, 0, "a;[a];sys_one 1\n"},
	{1 << 30, "aarch64", 2, 0, 0x3010, "a;[c];[a];sys_one 1\n"},
	{1 << 30, "aarch64", 1, 0x2011, 0x3010, "a;[c];[a];sys_one 1\n"},
	{1 << 29, "aarch64", 2, 0x2011, 0x3010, "a;[c];[a];sys_one 1\n"},
	{1 << 30, "x86_64", 2, 0x2011, 0x3010, "a;[c];[a];sys_one 1\n"},
};

START_TEST(link_register)
{
	enum { ARCH = 6 };
	const struct built_event event = {
		.sample_type = SAMPLE_USUAL | PERF_SAMPLE_REGS_USER,
		.sample_regs_user = links[_i].mask,
	};
	begin_recording(&r, false, false, &event, 1);
	put_process();
	put_mmap(&r, 1, 0x3000, 0x1000, "/lib/c", 0);
	put_sample(&r, 100, 1, 1, 10, 0, 1,
	           CHAIN(KERNEL, 0xffffffff81000010, USER, 0x1010, links[_i].next));
	put_u64(&r, links[_i].abi);
	put_u64(&r, links[_i].link);
	end_record(&r);
	begin_feature(&r, ARCH);
	put_u32(&r, 8);
	put_text(&r, links[_i].arch);
	end_feature(&r);
	check_folded(links[_i].folded);
}
END_TEST

/* Where an event has stack dumps, chains are not looked at for their leaves. */
START_TEST(link_register_and_dumps)
{
	enum { ARCH = 6, REGS = PERF_SAMPLE_REGS_USER };
	const struct built_event events[2] = {
		{.sample_type = SAMPLE_USUAL | REGS, .sample_regs_user = 1 << 30},
		{.sample_type = SAMPLE_USUAL | REGS |
	                        (_i ? PERF_SAMPLE_STACK_USER : PERF_SAMPLE_BRANCH_STACK),
	         .sample_regs_user = 1 << 30},
	};
	begin_recording(&r, false, false, events, 2);
	put_process();
	put_sample(&r, 100, 1, 1, 10, 0, 1, CHAIN(USER, 0x1010, 0x1110));
	put_u64(&r, 2);
	put_u64(&r, 0x2011);
	end_record(&r);
	begin_feature(&r, ARCH);
	put_u32(&r, 8);
	put_text(&r, "aarch64");
	end_feature(&r);
	check_folded("a;[a];[a] 1\n");
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
	tcase_add_loop_test(tests, return_addresses, 0, 4);
	tcase_add_loop_test(tests, deferred_chains, 0, 4);
	tcase_add_test(tests, many_deferred_chains);
	tcase_add_loop_test(tests, broken_deferred_chain, 0, 2);
	tcase_add_loop_test(tests, link_register, 0, sizeof links / sizeof *links);
	tcase_add_loop_test(tests, link_register_and_dumps, 0, 2);
	suite_add_tcase(suite, tests);
	return suite;
}
