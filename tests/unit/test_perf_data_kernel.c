/* Reading perf.data: where the kernel's code lies, and stack dumps of machines whose stacks cannot
 * be unwound. */
#include "config.h"

#include "perf_data_reading.h"

#include <elf.h>

Suite *perf_data_kernel_suite(void);

static char folder[32], kallsyms[48], kcore[48]; /* the files are in the folder */

static void begin_folder(void)
{
	set_up();
	strcpy(folder, "/tmp/kernel-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(kallsyms, sizeof kallsyms, "%s/kallsyms", folder);
	snprintf(kcore, sizeof kcore, "%s/kcore", folder);
}

static void end_folder(void)
{
	unlink(kallsyms);
	unlink(kcore);
	rmdir(folder);
	tear_down();
}

static void put_file(const char *path, const void *bytes, size_t size)
{
	FILE *file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
	ck_assert_int_eq(fclose(file), 0);
}

static void put_kallsyms(const char *text)
{
	put_file(kallsyms, text, strlen(text));
}

/* The kernel's memory is at 0xffffffffc0000000, so it is said. */
static void put_kcore(void)
{
	struct {
		Elf64_Ehdr header;
		Elf64_Phdr segments[2];
	} core = {0};
	memcpy(core.header.e_ident, ELFMAG, SELFMAG);
	core.header.e_ident[EI_CLASS] = ELFCLASS64;
	core.header.e_type = ET_CORE;
	core.header.e_phoff = sizeof core.header;
	core.header.e_phentsize = sizeof *core.segments;
	core.header.e_phnum = 2;
	core.segments[0].p_type = PT_NOTE;
	core.segments[1].p_type = PT_LOAD;
	core.segments[1].p_vaddr = 0xffffffffc0000000;
	core.segments[1].p_memsz = 0x1000;
	put_file(kcore, &core, sizeof core);
}

/* A mapping of the kernel's; a process named a, pid 1, with /bin/a at 0x1000. */
static void put_kernel(uint64_t start, uint64_t size, uint64_t offset, const char *path)
{
	begin_record(&r, PERF_RECORD_MMAP, PERF_RECORD_MISC_KERNEL);
	put_u32(&r, UINT32_MAX);
	put_u32(&r, 0);
	put_u64(&r, start);
	put_u64(&r, size);
	put_u64(&r, offset);
	put_text(&r, path);
	end_timed(&r, 0, 0, 0);
}

static void put_a(void)
{
	put_comm(&r, 1, 1, "a", 0);
	put_mmap(&r, 1, 0x1000, 0x1000, "/bin/a", 0);
}

static void check_named(const char *folded)
{
	end_recording(&r);
	check_with((struct read_options){.symbols.kallsyms = kallsyms}, folded);
}

/* What was unloaded, or came and went, lies in the kernel's memory; only where perf can see that.
 */
START_TEST(memory_without_symbols)
{
	put_kallsyms("ffffffff81000000 T _text\n"
	             "ffffffff81000100 T sys_one\n");
	if (_i)
		put_kcore();
	begin_recording(&r, false, false, &clock_event, 1);
	put_kernel(0xffffffff81000000, 0x100000, 0xffffffff81000000, "[kernel.kallsyms]_text");
	put_a();
	put_sample(&r, 100, 1, 1, 10, 0, 5,
	           CHAIN(KERNEL, 0xffffffff81000110, 0xffffffffc0000010, 0xffffffffc0001010));
	check_named(_i ? "a;[unknown];[[kernel.kallsyms]];sys_one 5\n"
	               : "a;[unknown];[unknown];sys_one 5\n");
}
END_TEST

/* A kallsyms that was kept: another boot put the kernel elsewhere, and its modules by themselves.
 */
START_TEST(symbols_of_another_boot)
{
	put_kallsyms("ffffffff81000000 T _text\n"
	             "ffffffff81000100 T sys_one\n"
	             "ffffffffc0000000 t in_module\t[module]\n");
	begin_recording(&r, false, false, &clock_event, 1);
	put_kernel(0xffffffff81000000, 0x100000, 0xffffffff81000000 + (_i ? 0x1000 : 0),
	           "[kernel.kallsyms]_text");
	put_kernel(0xffffffffc0001000, 0x1000, 0, "[module]");
	put_kernel(0xffffffffc0000000, 0x1000, 0, "[module]");
	put_a();
	put_sample(&r, 100, 1, 1, 10, 0, 5,
	           CHAIN(KERNEL, 0xffffffff81001110, 0xffffffffc0000010, 0xffffffffc0001010));
	check_named(_i ? "a;[[module]];[[module]];sys_one 5\n"
	               : "a;[[module]];in_module;sys_one 5\n");
}
END_TEST

static void put_arch(const char *arch)
{
	enum { ARCH = 6 };
	begin_feature(&r, ARCH);
	put_u32(&r, 16);
	buffer_append(&r.out, arch, strlen(arch));
	for (size_t i = strlen(arch); i < 16; i++)
		buffer_byte(&r.out, '\0');
	end_feature(&r);
}

/* A process' addresses are none of the kernel's. */
/* A function appears where the kernel's text is said to be: within it, or everywhere as its
 * addresses were hidden; bit 0: which; 1: it goes again. */
START_TEST(function_in_the_text)
{
	const uint64_t start = 0xffffffff81000000;
	begin(false, false);
	put_comm(&r, 1, 1, "a", 0);
	put_mmap(&r, UINT32_MAX, _i & 1 ? 0 : start, _i & 1 ? 0 : 0x100000,
	         "[kernel.kallsyms]_text", 0);
	r.out.data[r.record + 4] = PERF_RECORD_MISC_KERNEL;
	put_ksymbol(&r, start + 0x100, 0x40, "bpf_prog", false, 0);
	put_sample(&r, 100, 1, 1, 10, 0, 1, CHAIN(KERNEL, start + 0x110));
	put_sample(&r, 100, 1, 1, 11, 0, 1, CHAIN(KERNEL, start + 0x140));
	if (_i & 2) {
		put_ksymbol(&r, start + 0x100, 0x40, "bpf_prog", true, 12);
		put_sample(&r, 100, 1, 1, 13, 0, 1, CHAIN(KERNEL, start + 0x110));
	}
	end_recording(&r);
	check_with((struct read_options){0},
	           _i & 2 ? "a;[[kernel.kallsyms]] 1\na;[unknown] 1\na;bpf_prog 1\n"
	                  : "a;[[kernel.kallsyms]] 1\na;bpf_prog 1\n");
}
END_TEST

START_TEST(users_have_no_kernel_symbols)
{
	put_kallsyms("1000 T sys_zero\n"
	             "ffffffff81000100 T sys_one\n");
	begin_recording(&r, false, false, &clock_event, 1);
	put_kernel(0xffffffff81000000, 0x100000, 0xffffffff81000000, "[kernel.kallsyms]_text");
	put_a();
	put_sample(&r, 100, 1, 1, 10, 0, 5, CHAIN(USER, 0x1010, 0x800));
	check_named("a;[unknown];[a] 5\n");
}
END_TEST

/* A sample with the registers `mask` and a dump of the stack. */
static void put_dump(uint16_t mode, unsigned registers, uint64_t value)
{
	begin_record(&r, PERF_RECORD_SAMPLE, mode);
	put_u64(&r, 100);
	put_u64(&r, 0x1020);
	put_u32(&r, 1);
	put_u32(&r, 1);
	put_u64(&r, 10);
	put_u64(&r, 0);
	put_u64(&r, 1);
	put_u64(&r, 2);
	put_u64(&r, KERNEL);
	put_u64(&r, 0xffffffff81000110);
	put_u64(&r, 2); /* 64-bit */
	for (unsigned i = 0; i < registers; i++)
		put_u64(&r, i + 1 == registers ? value : 0x5fff);
	put_u64(&r, 16);
	put_u64(&r, 0x1111);
	put_u64(&r, 0x2222);
	put_u64(&r, 16);
	end_record(&r);
}

static const struct {
	const char *arch; /* NULL: not told */
	uint64_t mask;
	const char *folded;
} dumps[] = {
	/* the last register is the program counter */
	{"s390x", UINT64_C(1) << 15 | UINT64_C(1) << 33, "a;[a];sys_one 1\n"},
	{"ppc64le", UINT64_C(1) << 1 | UINT64_C(1) << 32, "a;[a];sys_one 1\n"},
	{"riscv64", 1 << 0, "a;[a];sys_one 1\n"},
	{"sparc64", 1 << 7 | 1 << 8, "a;sys_one 1\n"},
	{NULL, 1 << 7 | 1 << 8, "a;sys_one 1\n"},
};

START_TEST(dumps_of_other_machines)
{
	bool big = strcmp(dumps[_i].arch ? dumps[_i].arch : "s390x", "s390x") == 0;
	struct built_event event = clock_event;
	event.sample_type |= PERF_SAMPLE_REGS_USER | PERF_SAMPLE_STACK_USER;
	event.sample_regs_user = dumps[_i].mask;
	put_kallsyms("ffffffff81000100 T sys_one\n");
	begin_recording(&r, big, false, &event, 1);
	put_kernel(0xffffffff81000000, 0x100000, 0xffffffff81000000, "[kernel.kallsyms]_text");
	put_a();
	put_dump(PERF_RECORD_MISC_KERNEL, (unsigned)__builtin_popcountll(dumps[_i].mask), 0x1010);
	if (dumps[_i].arch)
		put_arch(dumps[_i].arch);
	check_named(dumps[_i].folded);
	check_noted("1 stack dumps were not unwound");
}
END_TEST

/* Where nothing is known of the registers there is the sample's own address, if that is the user's.
 */
START_TEST(address_of_a_dump_without_registers)
{
	struct built_event event = clock_event;
	event.sample_type |= PERF_SAMPLE_REGS_USER | PERF_SAMPLE_STACK_USER;
	event.sample_regs_user = 1 << 7;
	begin_recording(&r, true, false, &event, 1);
	put_a();
	put_dump(PERF_RECORD_MISC_USER, 1, 0x5010);
	check_named("a;[a];[unknown] 1\n");
}
END_TEST

Suite *perf_data_kernel_suite(void)
{
	Suite *suite = suite_create("perf_data_kernel");
	TCase *tests = tcase_create("kernel");
	tcase_add_checked_fixture(tests, begin_folder, end_folder);
	tcase_set_timeout(tests, 60); /* below valgrind */
	tcase_add_loop_test(tests, memory_without_symbols, 0, 2);
	tcase_add_loop_test(tests, symbols_of_another_boot, 0, 2);
	tcase_add_loop_test(tests, function_in_the_text, 0, 4);
	tcase_add_test(tests, users_have_no_kernel_symbols);
	tcase_add_loop_test(tests, dumps_of_other_machines, 0, sizeof dumps / sizeof *dumps);
	tcase_add_test(tests, address_of_a_dump_without_registers);
	suite_add_tcase(suite, tests);
	return suite;
}
