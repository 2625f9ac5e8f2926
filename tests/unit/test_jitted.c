/* Code generated at run time in recordings: what its jitdump names, when, and in which process. */
#include "config.h"

#include "reading.h"

#include "jitdump_builder.h"

Suite *jitted_suite(void);

#define USER ((uint64_t)PERF_CONTEXT_USER)

static struct recording r;
static struct reading_result result;

static void tear_down(void)
{
	remove_dump();
	buffer_free(&r.out);
	reading_end(&result);
	result = (struct reading_result){0};
}

/* ---- recordings ---- */

enum { CLOCK_AT = 92, NOBODY = 0x7ffffff0 /* no process has that PID */ };

static const struct built_event usual = {.type = PERF_TYPE_SOFTWARE, .sample_type = SAMPLE_USUAL};
static const struct built_event with_clock = {
	.type = PERF_TYPE_SOFTWARE, .sample_type = SAMPLE_USUAL, .flags = 1 << 25};

/* Samples with the dump's clock, or another one. */
static void begin(bool pipe, bool monotonic)
{
	begin_recording(&r, d.big_endian, pipe, monotonic ? &with_clock : &usual, 1);
	patch(&r, (pipe ? 24 : FILE_HEADER) + CLOCK_AT, 1, 4);
}

static void put_at_of(uint32_t pid, uint64_t time, uint64_t address)
{
	put_sample(&r, 100, pid, pid, time, 0, 1, (const uint64_t[]){USER, address, 0});
}

static void put_at(uint64_t time, uint64_t address)
{
	put_at_of(1, time, address);
}

static void read_with(const char *symfs, bool raw_names)
{
	struct read_options options = {.pid = true,
	                               .symbols = {.symfs = symfs,
	                                           .buildid_dir = "/nonexistent",
	                                           .kallsyms = "/dev/null",
	                                           .raw_names = raw_names}};
	end_recording(&r);
	reading_end(&result);
	reading_text(&result, r.out.data, r.out.size, &options);
	ck_assert_msg(result.status == STATUS_OK, "%s", result.err.text);
	buffer_free(&r.out);
}

static void read_and_expect(const char *folded)
{
	read_with(NULL, false);
	ck_assert_str_eq(result.folded, folded);
}

static bool is_noted(const char *text)
{
	for (size_t i = 0; i < result.account.note_count; i++)
		if (result.account.notes[i].warning && strstr(result.account.notes[i].text, text))
			return true;
	return false;
}

/* Bit 0: byte order; 1: comparable clocks; 2: below --symfs; 3: in a pipe. */
START_TEST(named)
{
	const bool symfs = _i & 4, pipe = _i & 8;
	build_dump(_i & 1);
	write_dump(d.out.size);
	begin(pipe, _i & 2);
	put_comm(&r, 1, 1, "a", 1);
	put_mmap(&r, 1, 0x100000, 0x1000, symfs ? "/jit-1.dump" : path, 5);
	begin_record(&r, PERF_RECORD_MMAP, PERF_RECORD_MISC_USER);
	end_record(&r);                                /* damaged: no memory */
	put_mmap(&r, 1, 0x4000, 0x4000, "//anon", 15); /* must not hide what is loaded */
	put_at(20, 0x5010);
	put_at(21, 0x6010);
	put_at(31, 0x5010);
	put_at(41, 0x7010);
	put_at(42, 0x5010);
	put_at(43, 0x5050);
	read_with(symfs ? folder : NULL, false);
	ck_assert_str_eq(result.folded, _i & 2 ? "a-1;[unknown] 1\na-1;f 1\na-1;g 2\na-1;h 2\n"
	                                       : "a-1;[unknown] 1\na-1;g 3\na-1;h 2\n");
}
END_TEST

/* A file that is mapped over code hides it, one that was there before does not; bit
 * 0: in a pipe. */
START_TEST(files_and_code)
{
	build_dump(false);
	write_dump(d.out.size);
	begin(_i & 1, true);
	put_comm(&r, 1, 1, "a", 1);
	put_mmap(&r, 1, 0x5000, 0x1000, "/nonexistent/x", 2);
	put_mmap(&r, 1, 0x100000, 0x1000, path, 5);
	put_at(9, 0x5010);
	put_at(12, 0x5010);
	put_mmap(&r, 1, 0x6000, 0x1000, "/nonexistent/y", 13);
	put_at(14, 0x6010);
	put_at(15, 0x5010);
	read_and_expect("a-1;[x] 1\na-1;[y] 1\na-1;f 2\n");
}
END_TEST

/* A dump that is mapped later describes addresses that were looked up before; bit 0: in a pipe. */
START_TEST(late_dump)
{
	build_dump(false);
	write_dump(d.out.size);
	begin(_i & 1, true);
	put_comm(&r, 1, 1, "a", 1);
	put_at(12, 0x5010);
	put_mmap(&r, 1, 0x100000, 0x1000, path, 15);
	put_at(20, 0x5010);
	read_and_expect("a-1;[unknown] 1\na-1;f 1\n");
}
END_TEST

/* A forked process has the code of that time, and is independent afterwards; bit 0: in a pipe. */
START_TEST(forks)
{
	build_dump(false);
	write_dump(d.out.size);
	begin(_i & 1, true);
	put_comm(&r, 1, 1, "a", 1);
	put_mmap(&r, 1, 0x100000, 0x1000, path, 5);
	put_at(11, 0x5010);
	put_fork(&r, NOBODY, NOBODY, 1, 1, 12);
	put_at_of(NOBODY, 20, 0x5010);
	put_at_of(NOBODY, 31, 0x5014);
	put_at(32, 0x5010);
	put_at_of(NOBODY, 33, 0x5010);
	put_mmap(&r, NOBODY, 0x6000, 0x1000, "//anon", 34);
	put_at_of(NOBODY, 35, 0x6010); /* a perf map, which is not there */
	read_and_expect("a-1;f 1\na-1;g 1\na-2147483632;[perf-2147483632.map] 1\n"
	                "a-2147483632;f 3\n");
}
END_TEST

/* One with a dump of its own has its parent's code of before; bit 0: in a pipe. */
START_TEST(forks_with_dumps)
{
	build_dump(false);
	write_dump(d.out.size);
	char first[sizeof path];
	strcpy(first, path);
	snprintf(path, sizeof path, "%s/jit-%d.dump", folder, NOBODY);
	begin_dump(false, NOBODY, 0);
	put_load_of(NOBODY, 25, 0x6000, 0x40, 0, "own");
	write_dump(d.out.size);
	begin(_i & 1, true);
	put_comm(&r, 1, 1, "a", 1);
	put_mmap(&r, 1, 0x100000, 0x1000, first, 5);
	put_fork(&r, NOBODY, NOBODY, 1, 1, 12);
	put_mmap(&r, NOBODY, 0x200000, 0x1000, path, 13);
	put_mmap(&r, NOBODY, 0x5000, 0x2000, "//anon", 14);
	put_at_of(NOBODY, 20, 0x6010);
	put_at_of(NOBODY, 26, 0x6010);
	put_at_of(NOBODY, 35, 0x5010);
	read_and_expect("a-2147483632;f 1\na-2147483632;h 1\na-2147483632;own 1\n");
	unlink(path);
	strcpy(path, first);
}
END_TEST

/* In a container a process has another PID, which is looked up as long as it runs. */
START_TEST(pids)
{
	static const struct {
		uint32_t recorded, named, in_dump;
		const char *found;
	} rows[] = {
		{1, 1, 1, "a-1;f 1\n"},
		{1, 7, 7, "a-1;[unknown] 1\n"}, /* it runs, and is no 7 */
		{1, 1, 7, "a-1;[unknown] 1\n"},
		{NOBODY, 7, 7, "a-2147483632;f 1\n"},
		{NOBODY, 7, 8, "a-2147483632;[unknown] 1\n"},
	};
	snprintf(path, sizeof path, "%s/jit-%u.dump", folder, rows[_i].named);
	begin_dump(false, rows[_i].in_dump, 0);
	put_load_of(rows[_i].in_dump, 10, 0x5000, 0x40, 0, "f");
	put_load_of(12345, 10, 0x5000, 0x40, 0, "a child's that writes on");
	write_dump(d.out.size);
	begin(false, true);
	put_comm(&r, rows[_i].recorded, rows[_i].recorded, "a", 1);
	put_mmap(&r, rows[_i].recorded, 0x100000, 0x1000, path, 5);
	put_at_of(rows[_i].recorded, 20, 0x5010);
	read_and_expect(rows[_i].found);
	ck_assert(is_noted("is not a jitdump of that process") ==
	          (rows[_i].in_dump != rows[_i].named));
}
END_TEST

START_TEST(other_names_are_none)
{
	static const char *const names[] = {"jit-1.dumps", "jit-.dump",           "jit-x1.dump",
	                                    "xjit-1.dump", "jit-4294967297.dump", "jit-1dump",
	                                    "jit-+1.dump", "jit- 1.dump",         "xit-1.dump"};
	build_dump(false);
	snprintf(path, sizeof path, "%s/%s", folder, names[_i]);
	write_dump(d.out.size);
	begin(false, true);
	put_comm(&r, 1, 1, "a", 1);
	put_mmap(&r, 1, 0x100000, 0x1000, path, 5);
	put_at(20, 0x5010);
	read_and_expect("a-1;[unknown] 1\n");
	ck_assert(!is_noted(path));
}
END_TEST

/* Two dumps of a process: what was put at an address last counts. */
START_TEST(two_dumps)
{
	build_dump(false);
	write_dump(d.out.size);
	char second[80];
	snprintf(second, sizeof second, "%s/x", folder);
	ck_assert_int_eq(mkdir(second, 0700), 0);
	snprintf(second, sizeof second, "%s/x/jit-1.dump", folder);
	begin_dump(false, 1, 0);
	put_load(20, 0x5000, 0x40, 0, "second");
	char *first = strdup(path);
	strcpy(path, second);
	write_dump(d.out.size);
	begin(_i & 1, true);
	put_comm(&r, 1, 1, "a", 1);
	put_mmap(&r, 1, 0x100000, 0x1000, first, 5);
	put_mmap(&r, 1, 0x200000, 0x1000, second, 6);
	put_mmap(&r, 1, 0x200000, 0x1000, second, 7);
	put_at(11, 0x5010);
	put_at(21, 0x5010);
	put_at(31, 0x5010);
	put_at(31, 0x6010);
	read_and_expect("a-1;f 1\na-1;g 1\na-1;h 1\na-1;second 1\n");
	unlink(second);
	*strrchr(second, '/') = '\0';
	rmdir(second);
	strcpy(path, first);
	free(first);
}
END_TEST

/* Names are those of ELF files, which perf demangles; bit 0: in a pipe; 1: not demangled. */
START_TEST(mangled_names)
{
	begin_dump(false, 1, 0);
	put_load(10, 0x5000, 0x40, 0, "_Z1fi");
	put_load(10, 0x6000, 0x40, 1, "Lp/C;m([I)V");
	write_dump(d.out.size);
	begin(_i & 1, true);
	put_comm(&r, 1, 1, "a", 1);
	put_mmap(&r, 1, 0x100000, 0x1000, path, 5);
	put_at(20, 0x5010);
	put_at(20, 0x6010);
	read_with(NULL, _i & 2);
	ck_assert_str_eq(result.folded,
	                 _i & 2 ? "a-1;Lp/C:m 1\na-1;_Z1fi 1\n" : "a-1;f 1\na-1;p.C.m 1\n");
}
END_TEST

/* Times of the processor's counter, which the recording says how to convert; bit 0: it does; bit
 * 1: in a pipe; bit 2: the recording has another clock. */
START_TEST(processor_times)
{
	const bool told = _i & 1;
	begin_dump(false, 1, 1);
	put_load(0x1001, 0x5000, 0x40, 0, "f"); /* at 1000 + 0x1001 * 6 / 4 = 7145 */
	put_load(0x2000, 0x5000, 0x40, 1, "g"); /* at 13288 */
	write_dump(d.out.size);
	begin(_i & 2, _i & 4);
	if (told) {
		begin_record(&r, 79, 0);
		put_u64(&r, 2);
		put_u64(&r, 6);
		put_u64(&r, 1000);
		end_record(&r);
	}
	put_comm(&r, 1, 1, "a", 1);
	put_mmap(&r, 1, 0x100000, 0x1000, path, 5);
	put_at(7144, 0x5010);
	put_at(7145, 0x5010);
	put_at(13287, 0x5010);
	put_at(13288, 0x5010);
	read_and_expect(told && !(_i & 4) ? "a-1;[unknown] 1\na-1;f 2\na-1;g 1\n" : "a-1;g 4\n");
}
END_TEST

/* Newer kernels tell of a counter that wraps, and of one that cannot be compared with times. */
START_TEST(counters)
{
	static const struct {
		char can_compare, wraps;
		const char *found;
	} rows[] = {
		{1, 1, "a-1;[unknown] 2\na-1;f 2\na-1;g 1\n"}, /* f at 105449, g at 111592 */
		{1, 0, "a-1;f 1\na-1;g 4\n"},                  /* f at 7145, g at 13288 */
		{0, 1, "a-1;g 5\n"},
	};
	begin_dump(false, 1, 1);
	put_load(0x1001, 0x5000, 0x40, 0, "f");
	put_load(0x2000, 0x5000, 0x40, 1, "g");
	write_dump(d.out.size);
	begin(false, false);
	begin_record(&r, 79, 0);
	put_u64(&r, 2);
	put_u64(&r, 6);
	put_u64(&r, 1000);
	put_u64(&r, 0x10000); /* it has come round once */
	put_u64(&r, 0xffff);
	buffer_byte(&r.out, rows[_i].can_compare);
	buffer_byte(&r.out, rows[_i].wraps);
	for (int i = 0; i < 6; i++)
		buffer_byte(&r.out, '\0');
	end_record(&r);
	put_comm(&r, 1, 1, "a", 1);
	put_mmap(&r, 1, 0x100000, 0x1000, path, 5);
	put_at(7146, 0x5010);
	put_at(105448, 0x5010);
	put_at(105449, 0x5010);
	put_at(111591, 0x5010);
	put_at(111592, 0x5010);
	read_and_expect(rows[_i].found);
}
END_TEST

/* A requested clock is not always the dump's. */
START_TEST(other_clock)
{
	build_dump(false);
	write_dump(d.out.size);
	begin(false, true);
	patch(&r, FILE_HEADER + CLOCK_AT, 4, 4);
	put_comm(&r, 1, 1, "a", 1);
	put_mmap(&r, 1, 0x100000, 0x1000, path, 5);
	put_at(20, 0x5010);
	read_and_expect("a-1;g 1\n");
}
END_TEST

/* A missing dump, an empty one, and a file that is not a dump. */
START_TEST(no_dump)
{
	static const char *const notes[] = {"cannot be opened", "is not a jitdump", NULL,
	                                    "is truncated", "is damaged"};
	if (_i == 2)
		begin_dump(false, 1, 0);
	else
		build_dump(false);
	if (_i == 4) {
		put_u32(&d, 0);
		put_u32(&d, 15); /* a record shorter than what all begin with */
		put_u64(&d, 0);
	}
	if (_i)
		write_dump(_i == 1 ? 39 : _i == 3 ? d.out.size - 1 : d.out.size);
	begin(false, true);
	put_comm(&r, 1, 1, "a", 1);
	put_mmap(&r, 1, 0x100000, 0x1000, path, 5);
	put_mmap(&r, 1, 0x4000, 0x4000, "//anon", 15);
	put_at(20, 0x5010);
	read_and_expect(_i < 3 ? "a-1;[perf-1.map] 1\n" : "a-1;f 1\n");
	ck_assert(is_noted(path) == (notes[_i] != NULL));
	ck_assert(!notes[_i] || is_noted(notes[_i]));
}
END_TEST

/* A dump of another user is not trusted, unless it is in a folder that the user names. */
START_TEST(other_users_dump)
{
	build_dump(false);
	write_dump(d.out.size);
	if (chown(path, 12345, (gid_t)-1))
		return; /* only root may give files away */
	begin(false, true);
	put_comm(&r, 1, 1, "a", 1);
	put_mmap(&r, 1, 0x100000, 0x1000, _i ? "/jit-1.dump" : path, 5);
	put_at(20, 0x5010);
	read_with(_i ? folder : NULL, false);
	ck_assert_str_eq(result.folded, _i ? "a-1;f 1\n" : "a-1;[unknown] 1\n");
	ck_assert(is_noted("belongs to another user") == !_i);
}
END_TEST

/* With samples in order, those of other processes wait too. */
START_TEST(order_is_kept)
{
	build_dump(false);
	write_dump(d.out.size);
	begin(true, true);
	put_comm(&r, 1, 1, "a", 1);
	put_comm(&r, NOBODY, NOBODY, "b", 1);
	put_mmap(&r, 1, 0x100000, 0x1000, path, 5);
	put_at(20, 0x5010);
	put_at_of(NOBODY, 21, 0x5010);
	put_at(31, 0x5010);
	end_recording(&r);
	struct read_options options = {.keep_order = true};
	reading_end(&result);
	reading_text(&result, r.out.data, r.out.size, &options);
	buffer_free(&r.out);
	const struct profile *profile = &result.profile;
	ck_assert_uint_eq(profile->sequence_count, 3);
	const char *const leaves[] = {"f", "[unknown]", "g"};
	for (size_t i = 0; i < 3; i++) {
		const struct stack *stack = &profile->stacks.items[profile->sequence[i].stack];
		ck_assert_str_eq(profile->frames.items[stack->frames[1]].name, leaves[i]);
	}
}
END_TEST

/* ---- call frame information ---- */

enum { REGS = 1 << 6 | 1 << 7 | 1 << 8 /* rbp, rsp, rip */, STACK = 0x7000 };

/* A sample with a stack dump. */
static void put_stack(uint64_t time, uint64_t rip, uint64_t rbp, const uint64_t words[8])
{
	begin_record(&r, PERF_RECORD_SAMPLE, PERF_RECORD_MISC_USER);
	put_u64(&r, 100);
	put_u64(&r, rip);
	put_u64(&r, 1ull << 32 | 1);
	put_u64(&r, time);
	put_u64(&r, 0);
	put_u64(&r, 1);
	put_u64(&r, 0); /* call chain */
	put_u64(&r, 2); /* 64 bits */
	put_u64(&r, rbp);
	put_u64(&r, STACK);
	put_u64(&r, rip);
	put_u64(&r, 64);
	for (int i = 0; i < 8; i++)
		put_u64(&r, words[i]);
	put_u64(&r, 64);
	end_record(&r);
}

/* A sample of the same event without one. */
static void put_chain(uint64_t time, uint64_t ip)
{
	begin_record(&r, PERF_RECORD_SAMPLE, PERF_RECORD_MISC_USER);
	put_u64(&r, 100);
	put_u64(&r, ip);
	put_u64(&r, 1ull << 32 | 1);
	put_u64(&r, time);
	put_u64(&r, 0);
	put_u64(&r, 1);
	put_u64(&r, 2);
	put_u64(&r, USER);
	put_u64(&r, ip);
	put_u64(&r, 0);
	put_u64(&r, 0);
	end_record(&r);
}

/* f is called by g, whose code tells nothing, by h, with an empty table, or by itself. Bit 0: in a
 * pipe. */
START_TEST(stack_dumps)
{
	static const struct built_event event = {
		.type = PERF_TYPE_SOFTWARE,
		.sample_type = SAMPLE_USUAL | PERF_SAMPLE_REGS_USER | PERF_SAMPLE_STACK_USER,
		.flags = 1 << 25,
	};
	begin_dump(false, 1, 0);
	put_unwinding(10, 0x5000, false);
	put_load(10, 0x5000, 0x40, 0, "f");
	put_load(10, 0x6000, 0x40, 1, "g");
	put_unwinding(10, 0x6100, true);
	put_load(10, 0x6100, 0x40, 1, "h");
	put_move(10, 0x5000, 0x8000, 0x40, 0);
	write_dump(d.out.size);
	const size_t attr = _i & 1 ? 24 : FILE_HEADER;
	begin_recording(&r, false, _i & 1, &event, 1);
	patch(&r, attr + 80, REGS, 8);
	patch(&r, attr + 88, 64, 4);
	patch(&r, attr + CLOCK_AT, 1, 4);
	if (_i & 1) {
		begin_record(&r, 80, 0);
		put_u64(&r, 6);
		put_u32(&r, 8);
		put_text(&r, "x86_64");
		end_record(&r);
	}
	put_comm(&r, 1, 1, "a", 1);
	put_mmap(&r, 1, 0x100000, 0x1000, path, 5);
	put_mmap(&r, 1, 0x5000, 0x4000, "//anon", 6);
	put_chain(8, 0x5010);
	put_chain(19, 0x5010);
	put_stack(9, 0x5010, 0, (const uint64_t[8]){0, 0, 0x6010, 1, 2, 0x6020});
	put_stack(20, 0x5010, 0, (const uint64_t[8]){0, 0, 0x6010, 1, 2, 0x6020});
	put_stack(20, 0x5010, 0, (const uint64_t[8]){0, 0, 0x5020, 1, 2, 0x6020});
	put_stack(20, 0x8010, 0, (const uint64_t[8]){0, 0, 0x6010, 1, 2, 0x6020});
	/* h by frame pointer: the caller's, and after it where it returns to */
	put_stack(20, 0x6110, STACK + 8, (const uint64_t[8]){0, 0, 0x5020, 1, 2, 0x6020});
	put_mmap(&r, 1, 0x5000, 0x2000, "/nonexistent/x", 30);
	put_stack(31, 0x5010, 0, (const uint64_t[8]){0, 0, 0x6010, 1, 2, 0x6020});
	if (!(_i & 1)) {
		begin_feature(&r, 6);
		put_u32(&r, 8);
		put_text(&r, "x86_64");
		end_feature(&r);
	}
	read_and_expect(
		"a-1;[unknown] 2\na-1;[x] 1\na-1;f 1\na-1;g;f 2\na-1;g;f;f 1\na-1;g;f;h 1\n");
}
END_TEST

Suite *jitted_suite(void)
{
	Suite *suite = suite_create("jitted");
	if (!bidding_named(formats, "perf-data")->available)
		return suite;
	TCase *tests = tcase_create("recordings");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_loop_test(tests, named, 0, 16);
	tcase_add_loop_test(tests, files_and_code, 0, 2);
	tcase_add_loop_test(tests, late_dump, 0, 2);
	tcase_add_loop_test(tests, forks, 0, 2);
	tcase_add_loop_test(tests, forks_with_dumps, 0, 2);
	tcase_add_loop_test(tests, pids, 0, 5);
	tcase_add_loop_test(tests, other_names_are_none, 0, 9);
	tcase_add_loop_test(tests, two_dumps, 0, 2);
	tcase_add_loop_test(tests, mangled_names, 0, 4);
	tcase_add_loop_test(tests, processor_times, 0, 8);
	tcase_add_loop_test(tests, counters, 0, 3);
	tcase_add_test(tests, other_clock);
	tcase_add_loop_test(tests, no_dump, 0, 5);
	tcase_add_loop_test(tests, other_users_dump, 0, 2);
	tcase_add_test(tests, order_is_kept);
	tcase_add_loop_test(tests, stack_dumps, 0, 2);
	suite_add_tcase(suite, tests);
	return suite;
}
