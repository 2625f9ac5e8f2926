#include "config.h"

#include "unwind/machine.h"
#include "unwinding.h"

Suite *unwind_suite(void);

#ifdef HAVE_ELFUTILS

/* --- plain rules --- */

/* Each of DWARF's registers is one of perf's, but for those that perf does not have. */
START_TEST(numbers_of_registers)
{
	static const enum unwind_arch machines[] = {UNWIND_X86_64, UNWIND_I386};
	for (size_t i = 0; i < 2; i++) {
		const struct unwind_machine *machine = unwind_machine(machines[i]);
		unsigned times[UNWIND_REGS] = {0};
		for (size_t r = 0; r < machine->order_count; r++)
			if (machine->order[r] >= 0)
				times[machine->order[r]]++;
		for (size_t r = 0; r < machine->regs; r++)
			ck_assert_msg(times[r] == 1, "machine %zu: register %zu", i, r);
	}
	/* rbx, rcx and rdx are 1, 2 and 3 in perf's order, and 3, 2 and 1 in DWARF's */
	ck_assert_mem_eq(unwind_machine(UNWIND_X86_64)->order, "\0\3\2\1\4\5\6\7\x10", 9);
	ck_assert_mem_eq(unwind_machine(UNWIND_I386)->order, "\0\3\1\2\6\7\5\4\x8", 9);
}
END_TEST

START_TEST(chain)
{
	const struct elf_function list[] = {OUTERMOST, PUSHES, BY_RBP};
	functions(list, 3);
	/* In PUSHES, called by BY_RBP, by itself, by OUTERMOST. BY_RBP has 5 words of locals. */
	start(PC(0x210), 7);
	uint64_t *word = world.words;
	word[0] = 99, word[1] = STACK + 8 * 9, word[2] = PC(0x340); /* rbx, rbp, return */
	word[9] = STACK + 8 * 14, word[10] = PC(0x350);
	word[14] = 0, word[15] = PC(0x120);
	EXPECT(UNWIND_BOTTOM, PC(0x210), PC(0x33f), PC(0x34f), PC(0x11f));
	ck_assert_uint_eq(walked.frames[0].map, 0);
	ck_assert_uint_eq(walked.counts.rules, 4);
	ck_assert_uint_eq(walked.counts.frames, 8);
	ck_assert_uint_eq(walked.counts.guessed, 0);
}
END_TEST

/* A call at a function's very end returns to the next one; at the top it is the next one's. */
START_TEST(noreturn)
{
	const struct elf_function list[] = {OUTERMOST, PUSHES, BY_RBP};
	functions(list, 3);
	start(PC(0x300), STACK);
	world.words[1] = PC(0x300);
	world.words[4] = PC(0x180);
	/* At 0x300: CFA = rbp + 16. As a return address, it belongs to PUSHES. */
	EXPECT(UNWIND_BOTTOM, PC(0x300), PC(0x2ff), PC(0x17f));
}
END_TEST

/* Rows of one function: before its push, after it, after the pop. */
START_TEST(rows)
{
	const struct elf_function list[] = {
		OUTERMOST,
		/* advance 1; CFA + 16; rbp at CFA - 16; advance 3; CFA = rbp + 16; advance 0x10;
	         * CFA = rsp + 8 */
		FUNCTION(0x200, 0x100, "\x41\x0e\x10\x86\x02\x43\x0d\x06\x50\x0c\x07\x08"),
	};
	functions(list, 2);
	for (size_t i = 0; i < 4; i++) {
		static const uint8_t at[] = {0, 1, 4, 0x14}, words[] = {0, 1, 5, 0};
		memset(world.words, 0, sizeof world.words);
		world.words[words[i]] = PC(0x140);
		start(PC(0x200u + at[i]), STACK + 8 * 4);
		EXPECT(UNWIND_BOTTOM, PC(0x200u + at[i]), PC(0x13f));
	}
}
END_TEST

/* Rules by register, by value, undefined. */
START_TEST(registers)
{
	const struct elf_function list[] = {
		OUTERMOST,
		/* rip is in r12, rbp is CFA - 16; CFA = rsp + 32 */
		FUNCTION(0x200, 0x80, "\x0e\x20\x09\x10\x0c\x14\x06\x02"),
		/* CFA = rbp + 8; then rbp is undefined */
		FUNCTION(0x280, 0x80, "\x0c\x06\x08\x07\x06"),
		BY_RBP,
	};
	functions(list, 4);
	start(PC(0x210), 1);
	world.regs[PERF_R12] = PC(0x290);
	world.words[2] = PC(0x310); /* at CFA - 8 of the second: rbp is STACK + 16 */
	EXPECT(UNWIND_BAD_CFI, PC(0x210), PC(0x28f), PC(0x30f));
}
END_TEST

/* --- signals, and code without call frame information --- */

/* As glibc's: the interrupted function's registers are above rsp, in a struct ucontext. */
static const char trampoline[] = "\x0f\x04\x77\xa0\x01\x06"  /* CFA = *(rsp + 160) */
				 "\x10\x06\x03\x77\xf8\x00"  /* rbp at rsp + 120 */
				 "\x10\x10\x03\x77\xa8\x01"; /* rip at rsp + 168 */

/* The handler returns to the trampoline's first byte; the program was at the first one of BY_RBP,
 * which is not looked for one byte earlier. */
START_TEST(signals)
{
	const struct elf_function list[] = {
		OUTERMOST,
		PUSHES,
		BY_RBP,
		/* from one byte in front of the code, as glibc has it */
		{.start = 0x47f, .size = 0x11, .signal = true, .program = CFI(trampoline)},
	};
	functions(list, 4);
	start(PC(0x210), 1);
	world.words[2] = PC(0x480); /* STACK + 24: the trampoline's rsp */
	world.words[3 + 15] = STACK + 8 * 40;
	world.words[3 + 20] = STACK + 8 * 42;
	world.words[3 + 21] = PC(0x300);
	world.words[41] = PC(0x155);
	EXPECT(UNWIND_BOTTOM, PC(0x210), PC(0x480), PC(0x300), PC(0x154));
}
END_TEST

/* musl's trampoline has none; it is known by its code. */
START_TEST(known_trampoline)
{
	const struct elf_function list[] = {OUTERMOST, PUSHES, BY_RBP};
	functions(list, 3);
	memcpy(world.image + ELF_CODE + 0x480, "\x48\xc7\xc0\x0f\0\0\0\x0f\x05", 9);
	start(PC(0x210), 1);
	world.words[2] = PC(0x480);
	world.words[3 + 15] = STACK + 8 * 42; /* rbp */
	world.words[3 + 20] = STACK + 8 * 40; /* rsp */
	world.words[3 + 21] = PC(0x200);      /* rip: PUSHES, that follows its own rsp */
	world.words[42] = PC(0x155);
	EXPECT(UNWIND_BOTTOM, PC(0x210), PC(0x480), PC(0x200), PC(0x154));
	ck_assert_uint_eq(walked.counts.guessed, 2); /* one in each of two walks */
}
END_TEST

START_TEST(known_plt_entry)
{
	const struct elf_function list[] = {OUTERMOST};
	functions(list, 1);
	memcpy(world.image + ELF_CODE + 0x480, "\xff\x25\1\2\3\0\x68\1\0\0\0\xe9\1\2\3\xff", 16);
	start(PC(0x480), 1);
	world.words[0] = PC(0x155);
	EXPECT(UNWIND_BOTTOM, PC(0x480), PC(0x154));
}
END_TEST

/* Other gaps: the frame pointer is believed where it may be right. Behind it, the stack pointer is
 * known again. */
START_TEST(frame_pointers)
{
	const struct elf_function list[] = {OUTERMOST, PUSHES};
	functions(list, 2);
	start(PC(0x480), STACK + 8 * 5);
	world.words[5] = 1;
	world.words[6] = PC(0x210);
	world.words[9] = PC(0x155);
	EXPECT(UNWIND_BOTTOM, PC(0x480), PC(0x20f), PC(0x154));
	ck_assert_uint_eq(walked.counts.guessed, 2);
	start(PC(0x480), STACK - 8);
	EXPECT(UNWIND_NO_CFI, PC(0x480));
	start(PC(0x480), STACK + 0x4001);
	EXPECT(UNWIND_NO_CFI, PC(0x480));
	start(PC(0x480), 0);
	EXPECT(UNWIND_NO_CFI, PC(0x480));
}
END_TEST

/* --- ends --- */

START_TEST(truncated_dumps)
{
	const struct elf_function list[] = {OUTERMOST, PUSHES};
	functions(list, 2);
	start(PC(0x210), 0);
	world.words[2] = PC(0x220);
	world.words[5] = PC(0x120);
	/* The second return address is the sixth word; the dump's last word is not read. */
	for (world.word_count = 3; world.word_count <= 7; world.word_count++) {
		if (world.word_count == 3)
			EXPECT(UNWIND_TRUNCATED, PC(0x210), UINT64_MAX);
		else if (world.word_count < 7)
			EXPECT(UNWIND_TRUNCATED, PC(0x210), PC(0x21f), UINT64_MAX);
		else
			EXPECT(UNWIND_BOTTOM, PC(0x210), PC(0x21f), PC(0x11f));
		ck_assert_uint_eq(walked.frames[walked.count - 1].map,
		                  world.word_count < 7 ? UINT32_MAX : 0);
	}
	/* Where no mapping of the stack was recorded, perf has no such frame. */
	world.word_count = 5;
	world.stack_unmapped = true;
	EXPECT(UNWIND_TRUNCATED, PC(0x210), PC(0x21f));
	world.word_count = 0;
	EXPECT(UNWIND_TRUNCATED, PC(0x210));
}
END_TEST

START_TEST(other_ends)
{
	const struct elf_function list[] = {OUTERMOST, PUSHES};
	functions(list, 2);
	start(0x1234, 0);
	EXPECT(UNWIND_NO_MAP, 0x1234);
	start(BASE + ELF_SIZE + 16, 0);
	EXPECT(UNWIND_NO_FILE, BASE + ELF_SIZE + 16);
	start(PC(0x210), 0);
	EXPECT(UNWIND_BOTTOM, PC(0x210), UINT64_MAX); /* returns to 0: what perf shows of it */
	world.words[2] = 1;
	EXPECT(UNWIND_BOTTOM, PC(0x210));
	world.words[2] = 0x1234;
	EXPECT(UNWIND_NO_MAP, PC(0x210), 0x1233);
	world.mask &= ~(UINT64_C(1) << PERF_SP);
	walk();
	ck_assert_int_eq(walked.end, UNWIND_NO_REGS);
	ck_assert_uint_eq(walked.count, 0);
}
END_TEST

/* Frames without end: a function that returns to itself, its frame where the last one was. */
START_TEST(loops)
{
	const struct elf_function list[] = {
		FUNCTION(0x100, 0x100, "\x0c\x06\x10\x06\x06"), /* CFA = rbp + 16; rbp as it was */
	};
	functions(list, 1);
	start(PC(0x110), STACK);
	world.words[1] = PC(0x110);
	EXPECT(UNWIND_BAD_CFI, PC(0x110), PC(0x10f));
	/* and in circles of two, to the limit */
	const struct elf_function circle[] = {
		FUNCTION(0x100, 0x100, "\x0c\x06\x10\x86\x02"),
	};
	functions(circle, 1);
	start(PC(0x110), STACK);
	world.words[0] = STACK + 16, world.words[1] = PC(0x120);
	world.words[2] = STACK, world.words[3] = PC(0x110);
	for (world.limit = 0; world.limit <= MOST; world.limit++) {
		walk();
		ck_assert_int_eq(walked.end, UNWIND_LIMIT_MET);
		ck_assert_uint_eq(walked.count, world.limit);
	}
}
END_TEST

/* As many frames as there are is not more than the limit. */
START_TEST(limits)
{
	const struct elf_function list[] = {OUTERMOST, PUSHES};
	functions(list, 2);
	start(PC(0x210), 0);
	world.words[2] = PC(0x120);
	world.limit = 2;
	EXPECT(UNWIND_BOTTOM, PC(0x210), PC(0x11f));
	world.limit = 1;
	EXPECT(UNWIND_LIMIT_MET, PC(0x210));
}
END_TEST

/* --- bad files --- */

START_TEST(bad_programs)
{
	static const struct elf_function bad[] = {
#define BAD(text) FUNCTION(0x200, 0x100, text)
		BAD("\x0c\x40\x08"),             /* CFA by register 64 */
		BAD("\x0c\xff\xff\xff\x7f\x08"), /* and by 2^28 - 1 */
		BAD("\x0b"),                     /* restores a state that was not kept */
		BAD("\x0f\xff\x7f\x31"),         /* an expression longer than the entry */
		BAD("\x0f\x00"),                 /* an empty one */
		BAD("\x3e"),                     /* no such instruction */
		BAD("\x0e\xff\xff\xff\xff\xff\xff\xff\xff\x7f"), /* CFA + 2^63 - 1 */
		BAD("\x13\x80\x80\x80\x80\x80\x01"),             /* CFA - 8 * 2^34 or so */
		BAD("\x09\x10\x40"),                             /* rip in register 64 */
		BAD("\x16\x10\x02\x30\x06"),                     /* rip = *0 */
		BAD("\x08\x10"),                                 /* rip as it was */
#undef BAD
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		functions(&bad[i], 1);
		start(PC(0x210), 0);
		for (size_t word = 0; word < WORDS; word++)
			world.words[word] = PC(0x210);
		walk();
		ck_assert_msg(walked.count == 1 && (walked.end == UNWIND_BAD_CFI ||
		                                    walked.end == UNWIND_NO_CFI ||
		                                    walked.end == UNWIND_TRUNCATED),
		              "program %zu: %zu frames, %s", i, walked.count,
		              unwind_end_text(walked.end));
	}
}
END_TEST

/* Any byte of the tables may be anything: there is an end, and no read outside. */
START_TEST(damaged_files)
{
	const struct elf_function list[] = {
		OUTERMOST,
		PUSHES,
		BY_RBP,
		{.start = 0x47f, .size = 0x11, .signal = true, .program = CFI(trampoline)},
	};
	uint8_t whole[ELF_SIZE];
	functions(list, 4);
	memcpy(whole, world.image, sizeof whole);
	uint32_t random = 12345;
	for (int round = 0; round < 600; round++) {
		memcpy(world.image, whole, sizeof whole);
		for (int i = 0; i < 3; i++) {
			random = random * 1664525u + 1013904223u;
			/* headers, .eh_frame_hdr and .eh_frame */
			const size_t at = round % 3 ? 0x2000 + (random >> 8) % 0x180
			                            : (random >> 8) % 0x380;
			world.image[at] = (uint8_t)(random >> 24);
		}
		start(PC(0x210), STACK + 8);
		world.words[2] = PC(0x480);
		world.words[3 + 15] = STACK + 8 * 40;
		world.words[3 + 21] = PC(0x300);
		walk();
	}
}
END_TEST

/* --- the index of .eh_frame --- */

/* Gives the file an index of some of its functions, in their order, that ends with the file; its
 * header says that there are `claimed`. */
static void put_index(const size_t *listed, size_t count, uint32_t claimed)
{
	Elf64_Shdr frames;
	memcpy(&frames, world.image + 0x200 + 2 * sizeof frames, sizeof frames);
	const size_t header = ELF_SIZE - 12 - 8 * count;
	const int32_t to_frames = (int32_t)((int64_t)frames.sh_offset - (int64_t)(header + 4));
	uint8_t *at = world.image + header;
	/* version; four signed bytes from here; four bytes; four signed bytes from the header */
	elf_put(&at, "\x01\x1b\x03\x3b", 4);
	elf_put(&at, &to_frames, 4);
	elf_put(&at, &claimed, 4);
	size_t function = 0, next = 0;
	for (uint64_t from = frames.sh_offset; next < count;) {
		uint32_t entry[2];
		memcpy(entry, world.image + from, sizeof entry); /* its size; 0: a CIE */
		if (entry[1] && function++ == listed[next]) {
			uint64_t start;
			memcpy(&start, world.image + from + 8, sizeof start);
			const int32_t pair[2] = {
				(int32_t)((int64_t)start - ELF_SHIFT - (int64_t)header),
				(int32_t)((int64_t)from - (int64_t)header)};
			elf_put(&at, pair, sizeof pair);
			next++;
		}
		from += 4 + entry[0];
	}
	const Elf64_Phdr segment = {.p_type = PT_GNU_EH_FRAME,
	                            .p_offset = header,
	                            .p_vaddr = header + ELF_SHIFT,
	                            .p_filesz = 12 + 8 * count};
	memcpy(world.image + sizeof(Elf64_Ehdr) + sizeof segment, &segment, sizeof segment);
}

/* An index up to the file's last byte is used, and hides what it does not list. One that claims an
 * entry more is not: the functions are looked for in .eh_frame. */
START_TEST(index_up_to_the_end)
{
	const struct elf_function list[] = {OUTERMOST, PUSHES, BY_RBP};
	functions(list, 3);
	put_index((const size_t[]){0, 2}, 2, 2 + (uint32_t)_i);
	start(PC(0x210), STACK + 8 * 4);
	world.words[2] = PC(0x150); /* by PUSHES */
	world.words[5] = PC(0x120); /* by the frame pointer */
	EXPECT(UNWIND_BOTTOM, PC(0x210), _i ? PC(0x14f) : PC(0x11f));
	ck_assert_uint_eq(walked.counts.guessed, _i ? 0 : 2);
}
END_TEST

/* Each function of an index is found from its first to its last byte. */
START_TEST(all_of_an_index)
{
	const struct elf_function list[] = {OUTERMOST, PUSHES, BY_RBP};
	functions(list, 3);
	put_index((const size_t[]){0, 1, 2}, 3, 3);
	for (uint64_t at = 0x100; at < 0x400; at += 0xff - 0xfe * (at & 1)) {
		memset(world.words, 0, sizeof world.words);
		start(PC(at), STACK + 8 * 4);
		world.words[2] = world.words[5] = PC(0x150);
		if (at < 0x200)
			EXPECT(UNWIND_BOTTOM, PC(at));
		else
			EXPECT(UNWIND_BOTTOM, PC(at), PC(0x14f));
		ck_assert_uint_eq(walked.counts.guessed, 0);
	}
	start(PC(0x0ff), 0);
	EXPECT(UNWIND_NO_CFI, PC(0x0ff));
	start(PC(0x400), 0);
	EXPECT(UNWIND_NO_CFI, PC(0x400));
}
END_TEST

/* --- .debug_frame, and the other machine --- */

START_TEST(debug_frame)
{
	const struct elf_function list[] = {OUTERMOST, PUSHES};
	elf_build(world.image, false, true, list, 2);
	start(PC(0x210), 0);
	world.words[2] = PC(0x120);
	EXPECT(UNWIND_BOTTOM, PC(0x210), PC(0x11f));
	world.words[2] = 0;
	EXPECT(UNWIND_BOTTOM, PC(0x210));
}
END_TEST

START_TEST(other_machines_file)
{
	const struct elf_function list[] = {OUTERMOST, PUSHES};
	functions(list, 2);
	world.arm64 = true;
	start(PC(0x210), 0);
	EXPECT(UNWIND_NO_CFI, PC(0x210));
}
END_TEST

#endif

Suite *unwind_suite(void)
{
	Suite *suite = suite_create("unwind");
#ifdef HAVE_ELFUTILS
	TCase *tests = tcase_create("unwind");
	tcase_add_checked_fixture(tests, set_up, NULL);
	tcase_add_test(tests, numbers_of_registers);
	tcase_add_test(tests, chain);
	tcase_add_test(tests, noreturn);
	tcase_add_test(tests, rows);
	tcase_add_test(tests, registers);
	tcase_add_test(tests, signals);
	tcase_add_test(tests, known_trampoline);
	tcase_add_test(tests, known_plt_entry);
	tcase_add_test(tests, frame_pointers);
	tcase_add_test(tests, truncated_dumps);
	tcase_add_test(tests, other_ends);
	tcase_add_test(tests, loops);
	tcase_add_test(tests, limits);
	tcase_add_test(tests, bad_programs);
	tcase_add_test(tests, damaged_files);
	tcase_add_loop_test(tests, index_up_to_the_end, 0, 2);
	tcase_add_test(tests, all_of_an_index);
	tcase_add_test(tests, debug_frame);
	tcase_add_test(tests, other_machines_file);
	suite_add_tcase(suite, tests);
#endif
	return suite;
}
