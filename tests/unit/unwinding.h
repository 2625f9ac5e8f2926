/* A world of one file, one stack and registers, for tests that walk it. */
#ifndef STACKFOLD_TESTS_UNWINDING_H
#define STACKFOLD_TESTS_UNWINDING_H

#include "unwind/unwind.h"

#include "elf_builder.h"
#include "symbol/symbol.h"
#include "unwind/rule.h"

#include <check.h>

/* The file is mapped at BASE, the stack dump begins at STACK, and memory goes on after it. */
enum { WORDS = 96, MOST = 40 };
static const uint64_t BASE = 0x7f1200000000;
static const uint64_t STACK = 0x7ffc10000000;
static const uint64_t STACK_END = 0x7ffc10010000;

#define PC(offset) (BASE + ELF_CODE + (offset))

/* A file, a stack and registers. */
static struct {
	uint8_t image[ELF_SIZE];
	bool arm64, stack_unmapped;
	uint64_t mask, regs[UNWIND_REGS];
	uint64_t words[WORDS];
	size_t word_count; /* of the dump */
	size_t limit;
} world;

/* What came of it. */
static struct {
	struct unwind_frame frames[MOST];
	size_t count;
	enum unwind_end end;
	struct unwind_counts counts;
} walked;

static inline void set_up(void)
{
	memset(&world, 0, sizeof world);
	memset(&walked, 0, sizeof walked);
	world.word_count = WORDS;
	world.limit = MOST;
	world.mask = 0xff0fff; /* all that x86-64 has but segments beyond cs and ss */
}

static inline void functions(const struct elf_function *list, size_t count)
{
	elf_build(world.image, world.arm64, false, list, count);
}

/* Registers in perf's order. */
enum {
	PERF_BX = 1,
	PERF_BP = 6,
	PERF_SP,
	PERF_IP,
	PERF_R12 = 20,
	PERF_ARM64_FP = 29,
	PERF_ARM64_LR,
	PERF_ARM64_SP,
	PERF_ARM64_PC,
};

static inline void start(uint64_t pc, uint64_t fp)
{
	if (world.arm64) {
		world.mask = (UINT64_C(1) << 33) - 1;
		world.regs[PERF_ARM64_SP] = STACK;
		world.regs[PERF_ARM64_PC] = pc;
		world.regs[PERF_ARM64_FP] = fp;
	} else {
		world.regs[PERF_SP] = STACK;
		world.regs[PERF_IP] = pc;
		world.regs[PERF_BP] = fp;
	}
}

/* What the library makes of the world. */
struct library {
	char path[32]; /* of the file */
	struct symbols *symbols;
	struct unwind_files *files;
	struct unwinder *unwinder;
	struct unwind_map maps[3];
	struct unwind_space space;
	uint64_t regs[UNWIND_REGS];
	struct unwind_state state;
};

static inline void library_open(struct library *library)
{
	elf_write(world.image, library->path);
	library->symbols = symbols_open(&(struct symbol_options){0});
	const uint32_t module = symbols_module(
		library->symbols, &(struct module_key){.kind = MODULE_FILE, .path = library->path});
	library->maps[0] = (struct unwind_map){
		.start = BASE, .end = BASE + ELF_SIZE, .module = module};
	library->maps[1] = (struct unwind_map){
		.start = BASE + ELF_SIZE, .end = BASE + 2 * ELF_SIZE, .module = MODULE_NONE};
	library->maps[2] = (struct unwind_map){
		.start = STACK - 0x1000, .end = STACK_END, .module = MODULE_NONE};
	library->space = (struct unwind_space){.maps = library->maps,
	                                       .count = world.stack_unmapped ? 2 : 3};
	size_t count = 0;
	for (size_t i = 0; i < UNWIND_REGS; i++)
		if (world.mask >> i & 1)
			library->regs[count++] = world.regs[i];
	library->state = (struct unwind_state){world.arm64 ? UNWIND_ARM64 : UNWIND_X86_64,
	                                       world.mask, library->regs,
	                                       (const uint8_t *)world.words, 8 * world.word_count};
	library->files = unwind_files_new(library->symbols);
	library->unwinder = unwinder_new(library->files);
}

static inline void library_close(struct library *library)
{
	unwinder_free(library->unwinder);
	unwind_files_free(library->files);
	symbols_close(library->symbols);
	unlink(library->path);
}

/* Walks twice, with the same unwinder: what is cached gives the same. */
static inline void walk(void)
{
	struct library library;
	library_open(&library);
	for (int round = 0; round < 2; round++) {
		struct unwind_frame frames[MOST];
		size_t found;
		enum unwind_end end;
		ck_assert_int_eq(unwind_walk(library.unwinder, &library.space, &library.state,
		                             frames, world.limit, &found, &end, NULL),
		                 STATUS_OK);
		ck_assert_uint_le(found, world.limit);
		if (round) {
			ck_assert_uint_eq(found, walked.count);
			ck_assert_int_eq(end, walked.end);
			for (size_t i = 0; i < found; i++) {
				ck_assert_uint_eq(frames[i].ip, walked.frames[i].ip);
				ck_assert_uint_eq(frames[i].map, walked.frames[i].map);
			}
		}
		memcpy(walked.frames, frames, found * sizeof *frames);
		walked.count = found;
		walked.end = end;
	}
	walked.counts = *unwinder_counts(library.unwinder);
	ck_assert_uint_eq(walked.counts.ends[walked.end], 2);
	library_close(&library);
}

static inline void expect(enum unwind_end end, size_t count, const uint64_t *ips)
{
	walk();
	ck_assert_msg(walked.end == end, "ended as %s", unwind_end_text(walked.end));
	for (size_t i = 0; i < count && i < walked.count; i++)
		ck_assert_msg(walked.frames[i].ip == ips[i], "frame %zu at %llx", i,
		              (unsigned long long)walked.frames[i].ip);
	ck_assert_uint_eq(walked.count, count);
}

#define EXPECT(end, ...)                                                                           \
	expect(end, sizeof((uint64_t[]){__VA_ARGS__}) / sizeof(uint64_t), (uint64_t[]){__VA_ARGS__})

/* Functions of ELF_CODE + start; CFI as a string, see DWARF 5, 6.4.2. */
#define FUNCTION(start_, size_, text)                                                              \
	{                                                                                          \
		.start = (start_), .size = (size_), .program = (text),                             \
		.program_size = sizeof(text) - 1                                                   \
	}
#define OUTERMOST FUNCTION(0x100, 0x100, "\x07\x10")              /* rip is undefined */
#define PUSHES FUNCTION(0x200, 0x100, "\x0e\x18\x83\x03\x86\x02") /* CFA = rsp + 24; rbx, rbp */
#define BY_RBP FUNCTION(0x300, 0x100, "\x0c\x06\x10\x86\x02")     /* CFA = rbp + 16; rbp */

#endif
