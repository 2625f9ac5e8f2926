/* Stack dumps of 32-bit x86 programs: addresses and words of four bytes, in ELF files of 32 bits.
 */
#include "config.h"

#include "symbol/symbol.h"
#include "unwind/unwind.h"

#include <check.h>
#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

Suite *unwind_i386_suite(void);

#ifdef HAVE_ELFUTILS

enum {
	SIZE = 0x3000,
	FRAMES = 0x1000, /* .eh_frame; code before */
	NAMES = 0x2000,
	SECTIONS = 0x2100,
	SHIFT = 0x8048000, /* addresses in the file are so much above offsets */
	MOST = 16,
};

/* Where the file is mapped, and the stack: high, so that sums pass 32 bits. */
static const uint64_t BASE = 0xf7000000;
static const uint64_t STACK = 0xffff8000;
#define PC(offset) (BASE + (offset))

/* In perf's order of registers. */
enum { PERF_BX = 1, PERF_BP = 6, PERF_SP, PERF_IP };

static uint8_t image[SIZE];
static uint64_t regs[9];
static uint32_t words[64];
static struct unwind_frame frames[MOST];
static size_t count;
static enum unwind_end end;

static uint8_t *put_u32(uint8_t *at, uint32_t value)
{
	memcpy(at, &value, 4); /* as this machine has it: only read where that is little-endian */
	return at + 4;
}

static uint8_t *put_function(uint8_t *at, uint32_t start, const char *program, size_t size)
{
	uint8_t *begin = at;
	at = put_u32(at, 28);
	at = put_u32(at, (uint32_t)(begin + 4 - (image + FRAMES)));
	at = put_u32(at, SHIFT + start);
	at = put_u32(at, 0x100);
	*at++ = 0;
	memcpy(at, program, size);
	return begin + 32;
}

#define FUNCTION(at, start, text) put_function(at, start, text, sizeof(text) - 1)

static void set_up(void)
{
	/* version 1, "zR", factors 1 and -4, eip; absolute addresses; CFA = esp + 4, eip at -4 */
	static const char cie[] = "\0\0\0\0\x01zR\0\x01\x7c\x08\x01\0\x0c\x04\x04\x88\x01\0";
	static const char names[] = "\0.eh_frame\0.shstrtab";
	memset(image, 0, sizeof image);
	memset(regs, 0, sizeof regs);
	memset(words, 0, sizeof words);
	uint8_t *at = put_u32(image + FRAMES, 20);
	memcpy(at, cie, 20);
	at = FUNCTION(at + 20, 0x100, "\x07\x08");                /* the outermost */
	at = FUNCTION(at, 0x200, "\x0e\x0c\x83\x02");             /* CFA = esp + 12; ebx */
	at = FUNCTION(at, 0x300, "\x0c\x05\x08\x85\x02");         /* CFA = ebp + 8; ebp */
	at = FUNCTION(at, 0x400, "\x0f\x05\x75\x78\x06\x23\x08"); /* CFA = *(ebp - 8) + 8 */
	Elf32_Ehdr header = {
		.e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS32, ELFDATA2LSB, EV_CURRENT},
		.e_type = ET_EXEC,
		.e_machine = EM_386,
		.e_version = EV_CURRENT,
		.e_phoff = sizeof header,
		.e_ehsize = sizeof header,
		.e_phentsize = sizeof(Elf32_Phdr),
		.e_phnum = 1,
		.e_shoff = SECTIONS,
		.e_shentsize = sizeof(Elf32_Shdr),
		.e_shnum = 3,
		.e_shstrndx = 2,
	};
	const Elf32_Phdr segment = {PT_LOAD, 0, SHIFT, SHIFT, SIZE, SIZE, PF_R | PF_X, 0x1000};
	const Elf32_Shdr sections[3] = {
		[1] = {.sh_name = 1,
	               .sh_type = SHT_PROGBITS,
	               .sh_flags = SHF_ALLOC,
	               .sh_addr = FRAMES + SHIFT,
	               .sh_offset = FRAMES,
	               .sh_size = (Elf32_Word)(at - image) - FRAMES},
		[2] = {.sh_name = 11,
	               .sh_type = SHT_STRTAB,
	               .sh_offset = NAMES,
	               .sh_size = sizeof names},
	};
	memcpy(image, &header, sizeof header);
	memcpy(image + sizeof header, &segment, sizeof segment);
	memcpy(image + NAMES, names, sizeof names);
	memcpy(image + SECTIONS, sections, sizeof sections);
}

static void walk(void)
{
	char path[] = "/tmp/i386-XXXXXX";
	int fd = mkstemp(path);
	ck_assert_int_eq(write(fd, image, SIZE), SIZE);
	close(fd);
	struct symbols *symbols = symbols_open(&(struct symbol_options){0});
	const struct module_key key = {.kind = MODULE_FILE, .path = path};
	const struct unwind_map maps[] = {
		{.start = BASE, .end = BASE + SIZE, .module = symbols_module(symbols, &key)},
		{.start = STACK - 0x1000, .end = UINT32_MAX, .module = MODULE_NONE},
	};
	const struct unwind_space space = {.maps = maps, .count = 2};
	const struct unwind_state state = {UNWIND_I386, 0x1ff, regs, (const uint8_t *)words,
	                                   sizeof words};
	struct unwind_files *files = unwind_files_new(symbols);
	struct unwinder *unwinder = unwinder_new(files);
	ck_assert_int_eq(unwind_walk(unwinder, &space, &state, frames, MOST, &count, &end, NULL),
	                 STATUS_OK);
	unwinder_free(unwinder);
	unwind_files_free(files);
	symbols_close(symbols);
	unlink(path);
}

static void start(uint64_t pc, uint64_t bp)
{
	/* what is above 32 bits is none of a 32-bit program's */
	regs[PERF_SP] = STACK | UINT64_C(0xdead) << 32;
	regs[PERF_IP] = pc;
	regs[PERF_BP] = bp;
}

static void expect(enum unwind_end why, size_t many, const uint64_t *ips)
{
	walk();
	ck_assert_msg(end == why, "ended as %s", unwind_end_text(end));
	ck_assert_uint_eq(count, many);
	for (size_t i = 0; i < many; i++)
		ck_assert_msg(frames[i].ip == ips[i], "frame %zu at %llx", i,
		              (unsigned long long)frames[i].ip);
}

#define EXPECT(end, ...)                                                                           \
	expect(end, sizeof((uint64_t[]){__VA_ARGS__}) / sizeof(uint64_t), (uint64_t[]){__VA_ARGS__})

START_TEST(rules)
{
	start(PC(0x210), STACK + 16);
	words[2] = (uint32_t)PC(0x320);  /* CFA - 4 */
	words[4] = (uint32_t)STACK + 40; /* ebp */
	words[5] = (uint32_t)PC(0x430);
	words[8] = (uint32_t)STACK + 48; /* ebp - 8 */
	words[13] = (uint32_t)PC(0x140); /* CFA - 4 of *(ebp - 8) + 8 */
	EXPECT(UNWIND_BOTTOM, PC(0x210), PC(0x31f), PC(0x42f), PC(0x13f));
}
END_TEST

/* A frame pointer that points beyond 32 bits' end, and one after the dump. */
START_TEST(sums_that_wrap)
{
	start(PC(0x310), 0xfffffffc);
	EXPECT(UNWIND_BAD_CFI, PC(0x310));
	start(PC(0x310), STACK + 0x200);
	EXPECT(UNWIND_TRUNCATED, PC(0x310), UINT64_MAX);
}
END_TEST

/* The code that handlers return to, and where the kernel put ebp, esp and eip. */
START_TEST(signals)
{
	static const uint8_t old[] = {0x58, 0xb8, 0x77, 0, 0, 0, 0xcd, 0x80};
	static const uint8_t new[] = {0xb8, 0xad, 0, 0, 0, 0xcd, 0x80};
	const size_t context = _i ? 4 + 16 : 12 + 128 + 36; /* edi */
	memcpy(image + 0x801, _i ? old : new, _i ? sizeof old : sizeof new);
	start(PC(0x210), 0);
	words[2] = (uint32_t)PC(0x801);
	uint32_t *at = words + 3 + context / 4;
	at[2] = (uint32_t)STACK + 240; /* ebp */
	at[3] = (uint32_t)STACK + 230; /* esp */
	at[10] = (uint32_t)PC(0x310);
	words[61] = (uint32_t)PC(0x150);
	EXPECT(UNWIND_BOTTOM, PC(0x210), PC(0x801), PC(0x310), PC(0x14f));
}
END_TEST

/* PLT entries; mov (%esp), %ebx, and ret. */
static const uint8_t without_rules[][12] = {
	{0xff, 0xa3, 1, 2, 3, 4, 0x68, 0, 0, 0, 0, 0xe9},
	{0xff, 0x25, 1, 2, 3, 4, 0x68, 0, 0, 0, 0, 0xe9},
	{0x8b, 0x1c, 0x24, 0xc3},
	{0xc3},
};

START_TEST(code_without_rules)
{
	memcpy(image + 0x900, without_rules[_i], sizeof *without_rules);
	start(PC(0x900), STACK + 8);
	words[0] = (uint32_t)PC(0x950); /* by the frame pointer from there */
	words[3] = (uint32_t)PC(0x150);
	EXPECT(UNWIND_BOTTOM, PC(0x900), PC(0x94f), PC(0x14f));
}
END_TEST

START_TEST(file_of_another_machine)
{
	start(PC(0x210), 0);
	image[offsetof(Elf32_Ehdr, e_machine)] = EM_ARM;
	walk();
	ck_assert_int_ne(end, UNWIND_BOTTOM);
	ck_assert_uint_eq(count, 1);
}
END_TEST

#endif

Suite *unwind_i386_suite(void)
{
	Suite *suite = suite_create("unwind_i386");
	TCase *tests = tcase_create("unwind_i386");
#ifdef HAVE_ELFUTILS
	tcase_add_checked_fixture(tests, set_up, NULL);
	tcase_set_timeout(tests, 60); /* below valgrind */
	tcase_add_test(tests, rules);
	tcase_add_test(tests, sums_that_wrap);
	tcase_add_loop_test(tests, signals, 0, 2);
	tcase_add_loop_test(tests, code_without_rules, 0, 4);
	tcase_add_test(tests, file_of_another_machine);
#endif
	suite_add_tcase(suite, tests);
	return suite;
}
