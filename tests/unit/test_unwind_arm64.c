/* Unwinding arm64: return addresses that are signed, signals, and the link register, which alone
 * tells the caller of a function without a frame record. */
#include "config.h"

#include "unwinding.h"

Suite *unwind_arm64_suite(void);

#ifdef HAVE_ELFUTILS

/* A leaf, one that saves x29 and x30 signed, and the outermost. */
START_TEST(saved_signed)
{
	const struct elf_function list[] = {
		FUNCTION(0x100, 0x100, "\x07\x1e"),
		FUNCTION(0x200, 0x100, ""),
		/* negate_ra_state; advance 4; CFA + 32; x29 at CFA - 32, x30 at CFA - 24;
	         * advance 0x20; restored; CFA + 0; advance 4; negate_ra_state */
		FUNCTION(0x300, 0x100,
	                 "\x2d\x44\x0e\x20\x9d\x04\x9e\x03\x60\xdd\xde\x0e\x00\x44\x2d"),
	};
	world.arm64 = true;
	functions(list, 3);
	start(PC(0x210), STACK);
	world.regs[PERF_ARM64_LR] = PC(0x308);
	world.words[1] = PC(0x130) | UINT64_C(0x2a) << 48;
	EXPECT(UNWIND_BOTTOM, PC(0x210), PC(0x307), PC(0x12f));
	/* Where only the signature is new, and after the frame's end, the address is in x30. */
	static const uint64_t at[] = {0x300, 0x326, 0x32a};
	for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
		start(PC(at[i]), STACK);
		world.regs[PERF_ARM64_LR] = PC(0x130);
		EXPECT(UNWIND_BOTTOM, PC(at[i]), PC(0x12f));
	}
}
END_TEST

START_TEST(signals)
{
	const struct elf_function list[] = {
		FUNCTION(0x100, 0x100, "\x07\x1e"),
		FUNCTION(0x200, 0x100, ""),
	};
	world.arm64 = true;
	functions(list, 2);
	memcpy(world.image + ELF_CODE + 0x480, "\x68\x11\x80\xd2\x01\0\0\xd4", 8);
	start(PC(0x210), STACK);
	world.regs[PERF_ARM64_LR] = PC(0x480);
	uint64_t *saved = world.words + (128 + 176 + 8) / 8;
	saved[30] = PC(0x130);
	saved[31] = STACK + 8;
	saved[32] = PC(0x200);
	EXPECT(UNWIND_BOTTOM, PC(0x210), PC(0x480), PC(0x200), PC(0x12f));
}
END_TEST

/* A file without any call frame information, as the vdso. */
START_TEST(without_cfi)
{
	world.arm64 = true;
	elf_build(world.image, true, true, NULL, 0);
	memcpy(world.image + ELF_CODE + 0x480, "\x68\x11\x80\xd2\x01\0\0\xd4", 8);
	start(PC(0x210), STACK);
	world.regs[PERF_ARM64_LR] = PC(0x480);
	uint64_t *saved = world.words + (128 + 176 + 8) / 8;
	saved[30] = PC(0x130);
	saved[31] = STACK + 8;
	saved[32] = PC(0x230);
	EXPECT(UNWIND_NO_CFI, PC(0x210), PC(0x480), PC(0x230), PC(0x12f));
	world.regs[PERF_ARM64_LR] = 0;
	EXPECT(UNWIND_NO_CFI, PC(0x210));
}
END_TEST

/* A gap between functions, as PLT entries are, where the link register says more than x29. */
START_TEST(gaps)
{
	static const struct elf_function list[] = {
		FUNCTION(0x100, 0x100, "\x07\x1e"),
		FUNCTION(0x200, 0x100, "\x0e\x20\x9e\x03"), /* CFA + 32; x30 at CFA - 24 */
	};
	world.arm64 = true;
	functions(list, 2);
	start(PC(0x310), STACK + 64);
	world.regs[PERF_ARM64_LR] = PC(0x210);
	world.words[1] = PC(0x330);
	world.words[8] = 0;
	world.words[9] = PC(0x120);
	EXPECT(UNWIND_BOTTOM, PC(0x310), PC(0x20f), PC(0x32f), PC(0x11f));
	/* perf tells of no caller whose address is 0 */
	world.words[9] = 0;
	EXPECT(UNWIND_BOTTOM, PC(0x310), PC(0x20f), PC(0x32f));
	/* code generated at run time, and none at all */
	const uint64_t made = BASE + ELF_SIZE + 0x10;
	start(made, 0);
	world.regs[PERF_ARM64_LR] = PC(0x120);
	EXPECT(UNWIND_BOTTOM, made, PC(0x11f));
	start(0x1234, 0);
	EXPECT(UNWIND_NO_MAP, 0x1234);
}
END_TEST

/* --- chains of frame pointers --- */

/* The caller of what is at pc, 0: none is lacking. */
static uint64_t caller(uint64_t pc, uint64_t link)
{
	uint64_t ip[2];
	world.mask = UINT64_C(1) << PERF_ARM64_LR | UINT64_C(1) << PERF_ARM64_SP |
	             UINT64_C(1) << PERF_ARM64_PC;
	world.word_count = 0;
	world.regs[PERF_ARM64_LR] = link;
	world.regs[PERF_ARM64_SP] = 0;
	world.regs[PERF_ARM64_PC] = pc;
	struct library library;
	library_open(&library);
	for (size_t i = 0; i < 2; i++) /* the second time it is known */
		ck_assert_int_eq(unwind_leaf_caller(library.unwinder, &library.space,
		                                    &library.state, &ip[i], NULL),
		                 STATUS_OK);
	library_close(&library);
	ck_assert_uint_eq(ip[0], ip[1]);
	return ip[0];
}

/* One without a frame, one that has one from its third instruction to its last, the outermost,
 * one whose frame is found by x29, and one that saves nothing but x30. */
static void program(void)
{
	static const struct elf_function list[] = {
		FUNCTION(0x100, 0x100, ""),
		/* advance 8; CFA + 32; x29 at CFA - 32, x30 at CFA - 24; advance 0xf4; restored */
		FUNCTION(0x200, 0x100, "\x48\x0e\x20\x9d\x04\x9e\x03\x02\xf4\xdd\xde\x0e\x00"),
		FUNCTION(0x300, 0x80, "\x07\x1e"),
		FUNCTION(0x400, 0x100, "\x0c\x1d\x20\x9d\x04\x9e\x03"),
		FUNCTION(0x380, 0x80, "\x0e\x10\x9e\x02"),
	};
	world.arm64 = true;
	functions(list, sizeof list / sizeof *list);
}

START_TEST(leaf_frames)
{
	program();
	ck_assert_uint_eq(caller(PC(0x110), PC(0x280)), PC(0x27f));
	ck_assert_uint_eq(caller(PC(0x204), PC(0x280)), PC(0x27f));
	ck_assert_uint_eq(caller(PC(0x208), PC(0x280)), 0);
	ck_assert_uint_eq(caller(PC(0x2f8), PC(0x280)), 0);
	ck_assert_uint_eq(caller(PC(0x2fc), PC(0x280)), PC(0x27f));
	ck_assert_uint_eq(caller(PC(0x310), PC(0x280)), 0);
	ck_assert_uint_eq(caller(PC(0x110), 0), 0);
	ck_assert_uint_eq(caller(PC(0x390), PC(0x280)), 0);
}
END_TEST

START_TEST(leaf_signed)
{
	program();
	ck_assert_uint_eq(caller(PC(0x110), PC(0x280) | UINT64_C(0x2a) << 48), PC(0x27f));
}
END_TEST

/* A handler returns to the first of the instructions that end it. */
START_TEST(leaf_signals)
{
	program();
	memcpy(world.image + ELF_CODE + 0x580, "\x68\x11\x80\xd2\x01\0\0\xd4", 8);
	ck_assert_uint_eq(caller(PC(0x110), PC(0x580)), PC(0x580));
	ck_assert_uint_eq(caller(PC(0x580), PC(0x280)), 0);
}
END_TEST

/* Where call frame information does not tell, the link register stands for it. */
START_TEST(leaf_unknown_code)
{
	program();
	ck_assert_uint_eq(caller(PC(0x410), PC(0x280)), PC(0x27f));
	ck_assert_uint_eq(caller(PC(0x510), PC(0x280)), PC(0x27f));
	/* generated at run time: what the link register points to decides */
	const uint64_t made = BASE + ELF_SIZE + 0x10;
	ck_assert_uint_eq(caller(made, PC(0x280)), 0);
	ck_assert_uint_eq(caller(made, PC(0x110)), PC(0x10f));
	ck_assert_uint_eq(caller(made, made + 0x40), made + 0x3f);
}
END_TEST

#endif

Suite *unwind_arm64_suite(void)
{
	Suite *suite = suite_create("unwind_arm64");
#ifdef HAVE_ELFUTILS
	TCase *tests = tcase_create("unwind_arm64");
	tcase_add_checked_fixture(tests, set_up, NULL);
	tcase_add_test(tests, saved_signed);
	tcase_add_test(tests, signals);
	tcase_add_test(tests, without_cfi);
	tcase_add_test(tests, gaps);
	tcase_add_test(tests, leaf_frames);
	tcase_add_test(tests, leaf_signed);
	tcase_add_test(tests, leaf_signals);
	tcase_add_test(tests, leaf_unknown_code);
	suite_add_tcase(suite, tests);
#endif
	return suite;
}
