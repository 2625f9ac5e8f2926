#include "config.h"

#include "unwinding.h"
#include "unwind/bytes.h"
#include "unwind/cfi.h"

#include <dwarf.h>

Suite *unwind_expressions_suite(void);

#ifdef HAVE_ELFUTILS

START_TEST(plt_entries)
{
	/* CFA = rsp + 8 + ((rip & 15) >= 11) * 8 */
	static const char entry[] = "\x0f\x0b\x77\x08\x80\x00\x3f\x1a\x3b\x2a\x33\x24\x22";
	const struct elf_function list[] = {OUTERMOST,
	                                    {.start = 0x200, .size = 0x100, .program = CFI(entry)}};
	functions(list, 2);
	for (uint64_t i = 0; i < 16; i++) {
		start(PC(0x220 + i), 0);
		world.words[0] = i < 11 ? PC(0x130) : 5;
		world.words[1] = PC(0x140);
		EXPECT(UNWIND_BOTTOM, PC(0x220 + i), i < 11 ? PC(0x12f) : PC(0x13f));
	}
}
END_TEST

/* A realigned stack: CFA = *(rbp - 8), rbp at an expression's place. */
START_TEST(dereference)
{
	static const char program[] = "\x0f\x03\x76\x78\x06\x10\x06\x02\x76\x00";
	const struct elf_function list[] = {
		OUTERMOST, BY_RBP, {.start = 0x200, .size = 0x100, .program = CFI(program)}};
	functions(list, 3);
	start(PC(0x210), STACK + 32);
	world.words[3] = STACK + 80; /* rbp - 8 */
	world.words[4] = STACK + 96; /* rbp */
	world.words[9] = PC(0x310);  /* CFA - 8 */
	world.words[13] = PC(0x140);
	EXPECT(UNWIND_BOTTOM, PC(0x210), PC(0x30f), PC(0x13f));
}
END_TEST

/* A register that is the CFA and a signed offset: rbp = CFA + 16. */
START_TEST(value_of_an_offset)
{
	static const char program[] = "\x15\x06\x7e";
	const struct elf_function list[] = {
		OUTERMOST, BY_RBP, {.start = 0x200, .size = 0x100, .program = CFI(program)}};
	functions(list, 3);
	start(PC(0x210), 0);
	world.words[0] = PC(0x310); /* CFA - 8 */
	world.words[4] = PC(0x140); /* rbp + 8 */
	EXPECT(UNWIND_BOTTOM, PC(0x210), PC(0x30f), PC(0x13f));
}
END_TEST

/* Expressions that come to rsp + 16, the CFA: most operations. */
static const struct {
	const char *text;
	size_t size;
} good[] = {
#define E(text)                                                                                    \
	{                                                                                          \
		text, sizeof(text) - 1                                                             \
	}
	E("\x77\x10"),                             /* breg7 16 */
	E("\x92\x07\x10"),                         /* bregx 7 16 */
	E("\x77\x00\x40\x22"),                     /* lit16 plus */
	E("\x77\x00\x23\x10"),                     /* plus_uconst */
	E("\x77\x20\x08\x10\x1c"),                 /* const1u minus */
	E("\x77\x00\x09\xf0\x1f\x22"),             /* const1s -16, neg */
	E("\x77\x00\x0a\x10\x00\x22"),             /* const2u */
	E("\x77\x20\x0b\xf0\xff\x22"),             /* const2s */
	E("\x77\x20\x0d\xf0\xff\xff\xff\x22"),     /* const4s */
	E("\x77\x00\x10\x10\x22"),                 /* constu */
	E("\x77\x20\x11\x70\x22"),                 /* consts -16 */
	E("\x77\x00\x34\x32\x24\x22"),             /* lit4 lit2 shl */
	E("\x77\x00\x08\x40\x32\x25\x22"),         /* shr */
	E("\x77\x20\x09\xc0\x32\x26\x22"),         /* -64 shra 2 */
	E("\x77\x00\x34\x12\x1e\x22"),             /* lit4 dup mul */
	E("\x77\x00\x08\x21\x32\x1b\x22"),         /* 33 div 2 */
	E("\x77\x00\x08\x50\x08\x40\x1d\x22"),     /* 80 mod 64 */
	E("\x77\x00\x08\x30\x08\x1f\x1a\x22"),     /* 48 and 31 */
	E("\x77\x00\x40\x30\x21\x22"),             /* 16 or 0 */
	E("\x77\x00\x08\x11\x31\x27\x22"),         /* 17 xor 1 */
	E("\x77\x00\x09\xf0\x19\x22"),             /* -16 abs */
	E("\x77\x00\x3f\x20\x20\x31\x22\x22"),     /* not not */
	E("\x40\x77\x00\x16\x22"),                 /* swap */
	E("\x77\x10\x31\x13"),                     /* drop */
	E("\x77\x10\x31\x14\x16\x13\x16\x13"),     /* over swap drop swap drop */
	E("\x77\x10\x31\x15\x01\x16\x13\x16\x13"), /* pick 1 */
	E("\x31\x32\x77\x10\x17\x13\x13"),         /* rot */
	E("\x77\x10\x31\x28\x02\x00\x23\x08"),     /* 1 bra over plus_uconst */
	E("\x77\x08\x30\x28\x02\x00\x23\x08"),     /* 0 bra: not taken */
	E("\x77\x10\x2f\x01\x00\x06"),             /* skip over a deref, to the end */
	E("\x77\x00\x31\x31\x29\x34\x24\x22"),     /* eq: 1 << 4 */
	E("\x77\x00\x09\xff\x31\x2d\x34\x24\x22"), /* -1 lt 1 */
	E("\x77\x00\x31\x31\x2c\x34\x24\x22"),     /* le */
	E("\x77\x00\x32\x31\x2b\x34\x24\x22"),     /* gt */
	E("\x77\x00\x31\x31\x2a\x34\x24\x22"),     /* ge */
	E("\x77\x00\x32\x31\x2e\x34\x24\x22"),     /* ne */
	E("\x77\x18\x06"),                         /* deref: a word has it */
	E("\x77\x00\x77\x20\x94\x01\x22"),         /* deref_size 1 */
	E("\x77\x10\x96"),                         /* nop */
	/* a loop that adds 1 sixteen times: lit16; over the counter to rsp */
	E("\x77\x00\x40\x31\x1c\x16\x31\x22\x16\x12\x28\xf6\xff\x13"),
#undef E
};

static struct elf_function with_cfa(const char *text, size_t size, char program[64])
{
	program[0] = 0x0f; /* def_cfa_expression */
	program[1] = (char)size;
	memcpy(program + 2, text, size);
	return (struct elf_function){
		.start = 0x200, .size = 0x100, .program = program, .program_size = size + 2};
}

START_TEST(operations)
{
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		char program[64];
		const struct elf_function list[] = {OUTERMOST,
		                                    with_cfa(good[i].text, good[i].size, program)};
		functions(list, 2);
		start(PC(0x210), 0);
		world.words[1] = PC(0x130); /* CFA - 8 */
		world.words[3] = STACK + 16;
		world.words[4] = 0x7710;
		walk();
		ck_assert_msg(walked.count == 2 && walked.frames[1].ip == PC(0x12f),
		              "operations %zu: %s", i, unwind_end_text(walked.end));
	}
}
END_TEST

/* Expressions that come to nothing: no crash, no hang. */
START_TEST(bad_operations)
{
	static const struct {
		const char *text;
		size_t size;
	} bad[] = {
#define E(text) {text, sizeof(text) - 1}
		E("\x22"),                               /* plus of nothing */
		E("\x31\x22"),                           /* of one */
		E("\x06"),                               /* deref of nothing */
		E("\x30\x06"),                           /* deref 0 */
		E("\x77\x00\x94\x00"),                   /* deref_size 0 */
		E("\x77\x00\x94\x09"),                   /* and 9 */
		E("\x31\x30\x1b"),                       /* div by 0 */
		E("\x31\x30\x1d"),                       /* mod 0 */
		E("\x0e\0\0\0\0\0\0\0\x80\x09\xff\x1b"), /* INT64_MIN / -1 */
		E("\x2f\xfd\xff"),                       /* skip to itself */
		E("\x12\x2f\xfc\xff"),                   /* dup of nothing */
		E("\x31\x12\x2f\xfc\xff"),               /* dup for ever */
		E("\x31\x28\xfc\xff"),                   /* a loop of const, bra */
		E("\x2f\x10\x10\x31"),                   /* skip after the end, far */
		E("\x2f\xff\xff\x31"),                   /* into an operation */
		E("\x31\x15\x01"),                       /* pick below the bottom */
		E("\x31\x17"),                           /* rot of one */
		E("\x13"),                               /* drop of nothing */
		E("\x92\x40\x00"),                       /* a register that no machine has */
		E("\x70\x00\x28\x00\x00"),               /* ends with an empty stack */
		E("\x97"),                               /* push_object_address */
		E("\xe0"),                               /* a vendor's */
		E("\x28\x00\x00"),                       /* bra on nothing */
#undef E
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		char program[64];
		const struct elf_function list[] = {OUTERMOST,
		                                    with_cfa(bad[i].text, bad[i].size, program)};
		functions(list, 2);
		start(PC(0x210), 0);
		for (size_t word = 0; word < WORDS; word++)
			world.words[word] = PC(0x130);
		walk();
		ck_assert_msg(walked.count == 1 && walked.end == UNWIND_BAD_CFI,
		              "operations %zu: %zu frames, %s", i, walked.count,
		              unwind_end_text(walked.end));
	}
}
END_TEST

/* Addresses as .eh_frame encodes them, at 0x1003: absolute ones, and those from where they are. */
START_TEST(encoded_addresses)
{
	static const struct {
		const char *bytes;
		uint8_t encoding;
		bool narrow;
		size_t size;
		uint64_t value;
	} rows[] = {
		{"\xf8\xff\xff\xff\x07\0\0\0", DW_EH_PE_absptr, false, 8, 0x7fffffff8},
		{"\xf8\xff\xff\xff\x07\0\0\0", DW_EH_PE_absptr, true, 4, 0xfffffff8},
		{"\xe5\x8e\x26", DW_EH_PE_uleb128, false, 3, 624485},
		{"\x80\x7f", DW_EH_PE_sleb128, false, 2, (uint64_t)-128},
		{"\x7e", DW_EH_PE_sleb128 | DW_EH_PE_pcrel, false, 1, 0x1001},
		{"\xfe\xff", DW_EH_PE_udata2, false, 2, 0xfffe},
		{"\xfe\xff", DW_EH_PE_sdata2 | DW_EH_PE_pcrel, false, 2, 0x1001},
		{"\xfe\xff\xff\xff", DW_EH_PE_udata4 | DW_EH_PE_pcrel, true, 4, 0x1001},
		{"\xfe\xff\xff\xff", DW_EH_PE_udata4, false, 4, 0xfffffffe},
		{"\xfe\xff\xff\xff", DW_EH_PE_sdata4, false, 4, (uint64_t)-2},
		{"\1\2\3\4\5\6\7\x88", DW_EH_PE_udata8, false, 8, 0x8807060504030201},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		uint8_t all[16] = {0};
		memcpy(all + 3, rows[i].bytes, rows[i].size);
		const struct unwind_cfi cfi = {.bytes = all,
		                               .size = sizeof all,
		                               .address = 0x1000,
		                               .narrow = rows[i].narrow};
		struct unwind_bytes bytes = {all + 3, all + sizeof all, false};
		uint64_t value = unwind_encoded(&cfi, &bytes, rows[i].encoding);
		ck_assert_msg(!bytes.bad && value == rows[i].value, "%zu: %#llx", i,
		              (unsigned long long)value);
		ck_assert_uint_eq((size_t)(bytes.at - all), 3 + rows[i].size);
	}
	static const uint8_t others[] = {0x05, 0x0d, DW_EH_PE_textrel, DW_EH_PE_indirect};
	for (size_t i = 0; i < sizeof others; i++) {
		const uint8_t all[16] = {0};
		const struct unwind_cfi cfi = {.bytes = all, .size = sizeof all};
		struct unwind_bytes bytes = {all, all + sizeof all, false};
		unwind_encoded(&cfi, &bytes, others[i]);
		ck_assert(bytes.bad);
	}
}
END_TEST

#endif

Suite *unwind_expressions_suite(void)
{
	Suite *suite = suite_create("unwind_expressions");
#ifdef HAVE_ELFUTILS
	TCase *tests = tcase_create("unwind_expressions");
	tcase_add_checked_fixture(tests, set_up, NULL);
	tcase_add_test(tests, plt_entries);
	tcase_add_test(tests, dereference);
	tcase_add_test(tests, encoded_addresses);
	tcase_add_test(tests, value_of_an_offset);
	tcase_add_test(tests, operations);
	tcase_add_test(tests, bad_operations);
	suite_add_tcase(suite, tests);
#endif
	return suite;
}
