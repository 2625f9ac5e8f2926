/* Records of perf.data: each kind, in both byte orders, from files and pipes, in the order of time.
 */
#include "config.h"

#include "perf_data_reading.h"
#include "formats/perf_data/spaces.h"

#include <stdlib.h>
#include <unistd.h>

#ifdef HAVE_ZSTD
#include <zstd.h>

/* Compresses bytes that are the same over and over again. */
static void put_repeated(struct buffer *to, const void *bytes, size_t size, unsigned times)
{
	char room[1 << 16];
	ZSTD_CCtx *zstd = ZSTD_createCCtx();
	for (unsigned i = 0; i < times; i++) {
		ZSTD_inBuffer in = {bytes, size, 0};
		size_t left;
		do {
			ZSTD_outBuffer out = {room, sizeof room, 0};
			left = ZSTD_compressStream2(zstd, &out, &in,
			                            i + 1 < times ? ZSTD_e_continue : ZSTD_e_end);
			ck_assert(!ZSTD_isError(left));
			buffer_append(to, room, out.pos);
		} while (in.pos < in.size || (left && i + 1 == times));
	}
	ZSTD_freeCCtx(zstd);
}

/* A few bytes that stand for very many. */
START_TEST(too_much_in_a_record)
{
	struct recording plain = {0};
	struct buffer packed = {0};
	begin_record(&plain, 200, 0);
	while (plain.out.size < 65528)
		put_u64(&plain, 0);
	end_record(&plain);
	put_repeated(&packed, plain.out.data, plain.out.size, 4000);
	ck_assert_uint_lt(packed.size, 60000);
	begin(false, false);
	begin_record(&r, 81, 0);
	buffer_append(&r.out, packed.data, packed.size);
	end_record(&r);
	end_recording(&r);
	check_refused("hold more than 1024 times their size plus 64 MiB");
	buffer_free(&packed);
	buffer_free(&plain.out);
}
END_TEST

/* A file that is read from several places is decompressed into a temporary one. */
START_TEST(too_much_in_a_file)
{
	static const char zeros[1 << 20];
	struct buffer packed = {0};
	begin(false, false);
	end_recording(&r);
	put_repeated(&packed, r.out.data, r.out.size, 1);
	put_repeated(&packed, zeros, sizeof zeros, 300);
	buffer_free(&r.out);
	r.out = packed;
	check_refused("decompresses to more than 1024 times its size plus 64 MiB");
}
END_TEST
#endif

Suite *perf_data_records_suite(void);

/* In all four ways: bit 0 the byte order, bit 1 a pipe. */
START_TEST(chains_of_addresses)
{
	begin(_i & 1, _i & 2);
	put_process();
	put_sample(&r, 100, 1, 1, 10, 0, 5,
	           CHAIN(KERNEL, 0xffffffff81000110, 0xffffffff81000010, USER, 0x2010, 0x1010));
	put_sample(&r, 100, 1, 1, 11, 0, 7, CHAIN(USER, 0x1010, 0x3010));
	put_sample(&r, 100, 1, 1, 12, 0, 1, CHAIN(0x1010));
	check_folded("a;[a] 1\na;[a];[b];sys_one;sys_two 5\na;[unknown];[a] 7\n");
	ck_assert_uint_eq(result.account.samples, no_symbols ? 0 : 3);
}
END_TEST

/* Records of two CPUs stand one after the other; a process gets its name between two samples. */
START_TEST(order_of_time)
{
	begin(false, _i);
	put_process();
	put_sample(&r, 100, 1, 1, 10, 0, 1, CHAIN(USER, 0x1010));
	put_sample(&r, 100, 1, 1, 30, 0, 2, CHAIN(USER, 0x1010));
	put_round(&r);
	put_comm(&r, 1, 1, "second", 20);
	put_sample(&r, 100, 1, 1, 25, 1, 4, CHAIN(USER, 0x1010));
	put_round(&r);
	put_sample(&r, 100, 1, 1, 40, 0, 8, CHAIN(USER, 0x1010));
	put_comm(&r, 1, 1, "third", 35);
	put_round(&r);
	check_folded("a;[a] 1\nsecond;[a] 6\nthird;[a] 8\n");
}
END_TEST

/* A sample that comes two rounds too late is taken all the same, and that is said. */
START_TEST(too_late_for_its_round)
{
	begin(false, false);
	put_process();
	for (uint64_t i = 1; i < 5; i++) {
		put_sample(&r, 100, 1, 1, i * 100, 0, 1, CHAIN(USER, 0x1010));
		put_round(&r);
	}
	put_comm(&r, 1, 1, "late", 50);
	put_round(&r);
	put_sample(&r, 100, 1, 1, 600, 0, 1, CHAIN(USER, 0x1010));
	check_folded("a;[a] 3\nlate;[a] 2\n"); /* the fourth was still waiting */
	check_noted("1 records came too late");
}
END_TEST

START_TEST(forks_and_mappings)
{
	begin(_i & 1, _i & 2);
	put_process();
	put_fork(&r, 2, 2, 1, 1, 10);
	put_sample(&r, 100, 2, 2, 11, 0, 1, CHAIN(USER, 0x2010, 0x1010));
	put_mmap(&r, 2, 0x2000, 0x800, "/lib/c", 12); /* over the first half of b, in the child */
	put_sample(&r, 100, 2, 2, 13, 0, 2, CHAIN(USER, 0x2010, 0x2810));
	put_sample(&r, 100, 1, 1, 14, 0, 4, CHAIN(USER, 0x2010));
	put_fork(&r, 2, 3, 2, 2, 15); /* a thread */
	put_comm(&r, 2, 3, "thread", 16);
	put_mmap(&r, 2, 0x5000, 0x1000, "/lib/d", 17);
	put_sample(&r, 100, 2, 3, 18, 0, 8, CHAIN(USER, 0x5010));
	put_sample(&r, 100, 9, 9, 19, 0, 16, CHAIN(USER, 0x5010)); /* nobody knows */
	put_sample(&r, 100, 0, 0, 20, 0, 32, CHAIN(KERNEL, 0xffffffff81000000));
	check_folded(":9;[unknown] 16\na;[a];[b] 1\na;[b] 4\na;[b];[c] 2\nswapper;sys_one 32\n"
	             "thread;[d] 8\n");
}
END_TEST

/* A new mapping holds from its time on, whatever was looked up there before. */
START_TEST(mappings_replaced)
{
	begin(false, false);
	put_process();
	put_sample(&r, 100, 1, 1, 10, 0, 1, CHAIN(USER, 0x1010, 0x7010));
	put_mmap(&r, 1, 0x7000, 0x1000, "/lib/e", 11);
	put_sample(&r, 100, 1, 1, 12, 0, 2, CHAIN(USER, 0x1010, 0x7010));
	put_mmap(&r, 1, 0x1000, 0x1000, "/lib/f", 13);
	put_sample(&r, 100, 1, 1, 14, 0, 4, CHAIN(USER, 0x1010, 0x7010));
	put_ksymbol(&r, 0xffffffff81000000, 0x100, "sys_one", true, 15);
	put_ksymbol(&r, 0xffffffff81000000, 0x40, "sys_new", false, 16);
	put_sample(&r, 100, 1, 1, 17, 0, 8, CHAIN(KERNEL, 0xffffffff81000000, 0xffffffff81000080));
	check_folded("a;[e];[a] 2\na;[e];[f] 4\na;[unknown];[a] 1\na;[unknown];sys_new 8\n");
}
END_TEST

/* 32-bit processes have a vdso of their own, which perf calls so. */
START_TEST(vdso_of_32_bits)
{
	begin(_i & 1, _i & 2);
	put_process();
	put_mmap(&r, 1, 0xf7ffe000, 0x2000, "[vdso]", 0);
	put_sample(&r, 100, 1, 1, 10, 0, 1, CHAIN(USER, 0xf7ffe5e9, 0x1010));
	check_folded("a;[a];[[vdso32]] 1\n");
}
END_TEST

/* Code generated at run time. In a pipe names are put off to the end, as the program that writes
 * them may be running; stacks that become equal add up. */
START_TEST(code_made_at_run_time)
{
	begin(_i & 1, _i & 2);
	put_process();
	put_comm(&r, 5, 5, "java", 0);
	for (uint32_t pid = 1; pid < 9; pid += 4)
		put_mmap(&r, pid, 0x9000, 0x1000, "//anon", 0);
	put_sample(&r, 100, 1, 1, 10, 0, 1, CHAIN(USER, 0x9010, 0x1010));
	put_sample(&r, 100, 1, 1, 11, 0, 2, CHAIN(USER, 0x9020, 0x1010));
	put_sample(&r, 100, 1, 1, 12, 0, 4, CHAIN(USER, 0x1010));
	put_sample(&r, 100, 5, 5, 13, 0, 8, CHAIN(USER, 0x9010));
	end_recording(&r);
	check_with((struct read_options){.keep_order = _i & 4},
	           "a;[a] 4\na;[a];[perf-1.map] 3\njava;[perf-5.map] 8\n");
	check_told("frames without a name in /tmp/perf-1.map");
}
END_TEST

/* Code in mappings that are named, but of no file. */
START_TEST(code_in_no_file)
{
	static const char *const names[] = {"[stack]", "[stack:12]", "/SYSV00000000", "[heap]"};
	begin(false, false);
	put_process();
	put_mmap(&r, 1, 0x9000, 0x1000, names[_i], 0);
	put_sample(&r, 100, 1, 1, 10, 0, 1, CHAIN(USER, 0x9010, 0x1010));
	check_folded("a;[a];[perf-1.map] 1\n");
}
END_TEST

/* A name that was put off is replaced at the end, and no symbol of the same name with it. */
START_TEST(symbols_named_as_what_is_put_off)
{
	static const char *const names[] = {"\0010j", ";0j"};
	static const char *const folded[] = {"java;[perf-1.map];\0010j 1\n",
	                                     "java;[perf-1.map];:0j 1\n"};
	begin(false, true);
	put_process();
	put_comm(&r, 1, 1, "java", 0);
	put_ksymbol(&r, 0xffffffff81000200, 0x100, names[_i], false, 0);
	put_mmap(&r, 1, 0x9000, 0x1000, "//anon", 0);
	put_sample(&r, 100, 1, 1, 10, 0, 1, CHAIN(KERNEL, 0xffffffff81000210, USER, 0x9010));
	check_folded(folded[_i]);
}
END_TEST

/* Fields that a sample may have, with what newer kernels put in between; others follow. */
START_TEST(fields_of_samples)
{
	const struct built_event event = {
		.type = PERF_TYPE_SOFTWARE,
		.sample_type = (UINT64_C(1) << 25) - 1 - PERF_SAMPLE_READ - PERF_SAMPLE_ID -
	                       PERF_SAMPLE_STREAM_ID,
		.branch_sample_type = PERF_SAMPLE_BRANCH_ANY | PERF_SAMPLE_BRANCH_HW_INDEX |
	                              1 << 19,
		.sample_regs_user = 3,
	};
	begin_recording(&r, _i & 1, _i & 2, &event, 1);
	put_comm(&r, 1, 1, "a", 0);
	put_mmap(&r, 1, 0x1000, 0x1000, "/bin/a", 0);
	begin_record(&r, PERF_RECORD_SAMPLE, PERF_RECORD_MISC_USER);
	put_u64(&r, 100); /* identifier */
	put_u64(&r, 0x1010);
	put_u32(&r, 1);
	put_u32(&r, 1);
	put_u64(&r, 10);     /* time */
	put_u64(&r, 0xdead); /* address */
	put_u64(&r, 0);      /* CPU */
	put_u64(&r, 7);      /* period */
	put_u64(&r, 2);
	put_u64(&r, USER);
	put_u64(&r, 0x1010);
	put_u32(&r, 12); /* raw data */
	put_u64(&r, 1);
	put_u32(&r, 2);
	put_u64(&r, 2); /* branches, after them counters */
	put_u64(&r, 5);
	for (unsigned i = 0; i < 2 * 3 + 2; i++)
		put_u64(&r, UINT64_MAX);
	put_u64(&r, 4 | 2); /* registers: of 64 bits, with vectors */
	put_u64(&r, 1);
	put_u64(&r, 2);
	put_u16(&r, 2);
	put_u16(&r, 2);
	put_u16(&r, 3);
	put_u16(&r, 1);
	for (unsigned i = 0; i < 2 * 2 + 3; i++)
		put_u64(&r, UINT64_MAX);
	put_u64(&r, 16); /* the stack */
	put_u64(&r, 1);
	put_u64(&r, 2);
	put_u64(&r, 16);
	const size_t copied = r.out.size - 8;
	for (unsigned i = 0; i < 10; i++) /* weight, source and so on */
		put_u64(&r, UINT64_MAX);
	end_record(&r);
	check_folded("a;[a] 7\n");
	ck_assert_uint_eq(result.account.malformed, 0);
	patch(&r, copied, 17, 8); /* more than there is room for: that is the place */
	check_refused("contains no samples");
}
END_TEST

/* An attribute larger than what is known of it, and as small as it ever was. */
START_TEST(attributes_of_other_sizes)
{
	const size_t size = _i ? 64 : 400;
	begin_recording(&r, false, true, NULL, 0);
	begin_record(&r, 64, 0);
	put_attr(&r, &clock_event);
	patch(&r, r.record + 8 + 4, size, 4);
	while (!_i && r.out.size < r.record + 8 + size)
		put_u64(&r, UINT64_MAX);
	r.out.size = r.record + 8 + size;
	put_u64(&r, 100);
	end_record(&r);
	put_process();
	put_sample(&r, 100, 1, 1, 10, 0, 3, CHAIN(USER, 0x1010));
	check_folded("a;[a] 3\n");
}
END_TEST

/* Records that say something, and those that nobody reads. */
START_TEST(other_records)
{
	begin(_i & 1, _i & 2);
	put_process();
	put_sample(&r, 100, 1, 1, 10, 0, 1, CHAIN(USER, 0x1010));
	begin_record(&r, PERF_RECORD_LOST, 0);
	put_u64(&r, 100);
	put_u64(&r, 12);
	end_timed(&r, 0, 0, 11);
	begin_record(&r, PERF_RECORD_LOST_SAMPLES, 0);
	put_u64(&r, 30);
	end_timed(&r, 0, 0, 12);
	begin_record(&r, PERF_RECORD_LOST_SAMPLES, 0); /* at the end, of what LOST told in part */
	put_u64(&r, 15);
	end_timed(&r, 0, 0, 0);
	begin_record(&r, PERF_RECORD_THROTTLE, 0);
	put_u64(&r, 13);
	put_u64(&r, 100);
	put_u64(&r, 100);
	end_timed(&r, 0, 0, 13);
	begin_record(&r, 71, 0); /* AUXTRACE, with bytes after it that look like no record */
	put_u64(&r, 5000);
	for (int i = 0; i < 4; i++)
		put_u64(&r, 0);
	end_record(&r);
	for (int i = 0; i < 5000; i++)
		buffer_byte(&r.out, '\0');
	begin_record(&r, 200, 0);
	put_u64(&r, 1);
	end_record(&r);
	begin_record(&r, 50, 0);
	end_timed(&r, 0, 0, 14);
	begin_record(&r, PERF_RECORD_SAMPLE, PERF_RECORD_MISC_GUEST_USER);
	put_u64(&r, 100);
	put_u64(&r, 0x1010);
	put_u64(&r, 0);
	put_u64(&r, 15);
	for (int i = 0; i < 3; i++)
		put_u64(&r, 0);
	end_record(&r);
	put_sample(&r, 100, 1, 1, 16, 0, 2, CHAIN(USER, 0x1010));
	check_folded("a;[a] 3\n");
	check_told("45 records were lost");
	check_told("1 times the kernel throttled sampling");
	check_noted("5000 bytes of hardware trace");
	check_noted("1 samples from inside virtual machines were left out: perf script names them");
	check_told("1 records of unknown kinds");
	check_told("2 frames without a name in /bin/a");
}
END_TEST

/* perf record asks for the processor only where it records processors. */
START_TEST(recordings_of_processors)
{
	struct built_event event = clock_event;
	if (!_i)
		event.sample_type &= ~(uint64_t)PERF_SAMPLE_CPU;
	bool one = false, all = false;
	begin_recording(&r, false, false, &event, 1);
	put_process();
	for (unsigned i = 0; i < 100; i++) {
		begin_record(&r, PERF_RECORD_SAMPLE, PERF_RECORD_MISC_USER);
		put_u64(&r, 100);
		put_u64(&r, 0x1010);
		put_u32(&r, 1);
		put_u32(&r, 1);
		put_u64(&r, 10 + i);
		if (_i)
			put_u64(&r, 0);
		put_u64(&r, 1);
		put_u64(&r, 3);
		put_u64(&r, USER);
		put_u64(&r, 0x1010);
		put_u64(&r, 0x3010);
		end_record(&r);
	}
	check_folded("a;[unknown];[a] 100\n");
	for (size_t i = 0; i < result.account.advice_count; i++) {
		const char *text = result.account.advice[i].text;
		one |= strstr(text, "perf record --call-graph dwarf, or rebuild") != NULL;
		all |= strstr(text, "rebuild with -fno-omit-frame-pointer, or record that one") !=
		       NULL;
	}
	ck_assert(no_symbols || (one == !_i && all == (_i != 0)));
	check_told("100 frames where nothing was mapped: a value that is no return address");
}
END_TEST

/* Processes that are gone leave little behind, but are known up to their last sample. */
START_TEST(processes_end)
{
	struct tasks tasks = {0};
	const struct unwind_map map = {.start = 0x1000, .end = 0x2000};
	struct task *task = tasks_get(&tasks, 1, 1);
	struct space_slot *slot = space_slot(task->memory->space, 0x1010);
	ck_assert(task_map(task, &map));
	*slot = (struct space_slot){0x1010, 1, 1};
	space_slot_filled(task->memory->space, 0x1010);
	ck_assert(tasks_exit(&tasks, 2, 10)); /* nobody */
	ck_assert_uint_eq(task->memory->space->slots_used, 1);
	ck_assert(tasks_exit(&tasks, 1, 10));
	ck_assert_uint_eq(task->memory->space->slot_count, 0);
	ck_assert_ptr_nonnull(space_find(task->memory->space, 0x1010));
	tasks_free(&tasks);
	begin(false, false);
	put_process();
	for (unsigned i = 0; i < 2; i++) {
		put_sample(&r, 100, 1, 1, 10 + 10 * i, 0, 1, CHAIN(USER, 0x1010));
		begin_record(&r, PERF_RECORD_EXIT, 0);
		for (unsigned j = 0; j < 4; j++)
			put_u32(&r, 1);
		put_u64(&r, 11);
		end_timed(&r, 1, 1, 11);
	}
	check_folded("a;[a] 2\n");
}
END_TEST

/* Functions that ran once, when the kernel started, lie after its text, and still are in the
 * chains of the idle task. */
START_TEST(kernel_after_its_text)
{
	char path[] = "/tmp/stackfold-kallsyms-XXXXXX";
	int fd = mkstemp(path);
	static const char kallsyms[] = "ffffffff81000000 T _text\n"
				       "ffffffff81000010 T do_idle\n"
				       "ffffffff81002000 B data\n"
				       "ffffffff81003000 T start_kernel\n"
				       "ffffffff81003100 t x86_64_start_kernel\n"
				       "ffffffffc0000000 t in_module\t[module]\n";
	ck_assert_int_ne(fd, -1);
	ck_assert_int_eq(write(fd, kallsyms, sizeof kallsyms - 1), sizeof kallsyms - 1);
	close(fd);
	begin(false, false);
	begin_record(&r, PERF_RECORD_MMAP, PERF_RECORD_MISC_KERNEL);
	put_u32(&r, UINT32_MAX);
	put_u32(&r, 0);
	put_u64(&r, 0xffffffff81000000);
	put_u64(&r, 0x1000);
	put_u64(&r, 0xffffffff81000000);
	put_text(&r, "[kernel.kallsyms]_text");
	end_timed(&r, 0, 0, 0);
	put_sample(&r, 100, 0, 0, 10, 0, 1,
	           CHAIN(KERNEL, 0xffffffff81000020, 0xffffffff81003010, 0xffffffff81003110,
	                 0xffffffffc0000010, 0xffffffff80000000));
	end_recording(&r);
	check_with((struct read_options){.symbols.kallsyms = path},
	           "swapper;[unknown];in_module;x86_64_start_kernel;start_kernel;do_idle 1\n");
	unlink(path);
}
END_TEST

#ifdef HAVE_ZSTD
/* Records of compressed bytes end anywhere within what they hold. */
START_TEST(compressed_records)
{
	struct recording plain = {.big_endian = _i & 1};
	char folded[64];
	const unsigned samples = 3000;
	begin(_i & 1, _i & 2);
	put_process();
	for (unsigned i = 0; i < samples; i++)
		put_sample(&plain, 100, 1, 1, 10 + i, 0, 1, CHAIN(USER, 0x1010, 0x2010));
	ZSTD_CCtx *zstd = ZSTD_createCCtx();
	ZSTD_inBuffer in = {plain.out.data, plain.out.size, 0};
	char packed[1000];
	while (in.pos < in.size) { /* a flush ends each record, one stream goes through all */
		ZSTD_inBuffer part = {(const char *)in.src + in.pos, 0, 0};
		part.size = in.size - in.pos < 4321 ? in.size - in.pos : 4321;
		ZSTD_outBuffer out = {packed, sizeof packed, 0};
		ck_assert_uint_eq(ZSTD_compressStream2(zstd, &out, &part, ZSTD_e_flush), 0);
		begin_record(&r, _i & 4 ? 83 : 81, 0);
		if (_i & 4)
			put_u64(&r, out.pos);
		buffer_append(&r.out, packed, out.pos);
		if (_i & 4)
			pad(&r, r.record);
		end_record(&r);
		in.pos += part.pos;
	}
	ZSTD_freeCCtx(zstd);
	buffer_free(&plain.out);
	snprintf(folded, sizeof folded, "a;[b];[a] %u\n", samples);
	check_folded(folded);
	ck_assert(!noted("truncated"));
}
END_TEST
#endif

Suite *perf_data_records_suite(void)
{
	Suite *suite = suite_create("perf_data_records");
	TCase *tests = tcase_create("records");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_set_timeout(tests, 60); /* below valgrind */
	tcase_add_loop_test(tests, chains_of_addresses, 0, 4);
	tcase_add_loop_test(tests, order_of_time, 0, 2);
	tcase_add_test(tests, too_late_for_its_round);
	tcase_add_loop_test(tests, forks_and_mappings, 0, 4);
	tcase_add_test(tests, mappings_replaced);
	tcase_add_loop_test(tests, fields_of_samples, 0, 4);
	tcase_add_loop_test(tests, attributes_of_other_sizes, 0, 2);
	tcase_add_loop_test(tests, vdso_of_32_bits, 0, 4);
	tcase_add_loop_test(tests, code_made_at_run_time, 0, 8);
	tcase_add_loop_test(tests, code_in_no_file, 0, 4);
	tcase_add_loop_test(tests, symbols_named_as_what_is_put_off, 0, 2);
	tcase_add_loop_test(tests, other_records, 0, 4);
	tcase_add_test(tests, processes_end);
	tcase_add_loop_test(tests, recordings_of_processors, 0, 2);
	tcase_add_test(tests, kernel_after_its_text);
#ifdef HAVE_ZSTD
	tcase_add_loop_test(tests, compressed_records, 0, 8);
	tcase_add_test(tests, too_much_in_a_record);
	tcase_add_test(tests, too_much_in_a_file);
#endif
	suite_add_tcase(suite, tests);
	return suite;
}
