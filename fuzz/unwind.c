/* A fuzz harness for the unwinding of stack dumps: the bytes become call frame information of a
 * small ELF file, damage to that file, and a stack to walk by it.
 *
 *     flags; how many damages; each: where (2 bytes), what (1)
 *     STACK_WORDS times 2 bytes: a word of the stack, see word()
 *     CFI_PROGRAMS times: size (1), instructions
 */
#include "config.h"

#include "symbol/symbol.h"
#include "unwind/unwind.h"

#include "../tests/unit/elf_builder.h"

#include <sys/mman.h>

enum {
	FLAG_ARM64 = 1,
	FLAG_DEBUG_FRAME = 2,
	FLAG_INITIAL = 4, /* the first program is the others' CIE's */
	STACK_WORDS = 64,
	CFI_PROGRAMS = 4,
	FRAMES_MOST = 64,
};
static const uint64_t BASE = 0x7f1200000000;
static const uint64_t STACK = 0x7ffc10000000;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The bytes that are left. */
struct bytes {
	const uint8_t *at, *end;
};

static uint8_t byte(struct bytes *bytes)
{
	return bytes->at < bytes->end ? *bytes->at++ : 0;
}

/* An address in the code, on the stack or nearby, or a small number. */
static uint64_t word(struct bytes *bytes)
{
	const uint64_t value = byte(bytes) | (uint64_t)byte(bytes) << 8;
	return value < 0x8000   ? BASE + value % ELF_SIZE
	       : value < 0xf000 ? STACK + value % 0x400
	                        : value;
}

static void build(struct bytes *bytes, uint8_t flags, uint8_t *image, const char *damages)
{
	struct elf_function functions[CFI_PROGRAMS];
	for (size_t i = 0; i < CFI_PROGRAMS; i++) {
		const size_t wanted = byte(bytes), left = (size_t)(bytes->end - bytes->at);
		const bool initial = i && (flags & FLAG_INITIAL);
		functions[i] = (struct elf_function){
			.start = 0x400 * i,
			.size = 0x400,
			.signal = flags & 0x10 << i,
			.initial = initial ? functions[0].program : NULL,
			.initial_size = initial ? functions[0].program_size : 0,
			.program = (const char *)bytes->at,
			.program_size = wanted < left ? wanted : left,
		};
		bytes->at += functions[i].program_size;
	}
	elf_build(image, flags & FLAG_ARM64, flags & FLAG_DEBUG_FRAME, functions, CFI_PROGRAMS);
	for (uint8_t i = 0; i < (uint8_t)*damages; i++) {
		const uint8_t *damage = (const uint8_t *)damages + 1 + 3 * i;
		image[(damage[0] | damage[1] << 8) % ELF_SIZE] = damage[2];
	}
}

static void walk(const char *path, bool arm64, const uint64_t *words)
{
	struct symbols *symbols = symbols_open(
		&(struct symbol_options){.buildid_dir = "/nonexistent", .kallsyms = "/dev/null"});
	const uint32_t module = symbols_module(
		symbols, &(struct module_key){.kind = MODULE_FILE, .path = path});
	const struct unwind_map maps[] = {
		{.start = BASE, .end = BASE + ELF_SIZE, .module = module},
		{.start = STACK, .end = STACK + 0x1000, .module = MODULE_NONE},
	};
	const struct unwind_space space = {.maps = maps, .count = 2};
	/* x86-64: bx, bp, sp, ip; arm64: x28 to pc */
	const uint64_t x86_regs[] = {words[1], words[2], STACK, words[0]};
	const uint64_t arm64_regs[] = {words[1], words[2], words[3], STACK, words[0]};
	const struct unwind_state state = {
		.arch = arm64 ? UNWIND_ARM64 : UNWIND_X86_64,
		.mask = arm64 ? UINT64_C(0x1f) << 28 : 0x1c2,
		.regs = arm64 ? arm64_regs : x86_regs,
		.stack = (const uint8_t *)words,
		.stack_size = STACK_WORDS * sizeof *words,
	};
	struct unwind_files *files = unwind_files_new(symbols);
	struct unwinder *unwinder = unwinder_new(files);
	struct unwind_frame frames[FRAMES_MOST];
	size_t count;
	enum unwind_end end;
	if (unwind_walk(unwinder, &space, &state, frames, FRAMES_MOST, &count, &end, NULL) ||
	    count > FRAMES_MOST || end >= UNWIND_ENDS)
		abort();
	unwinder_free(unwinder);
	unwind_files_free(files);
	symbols_close(symbols);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t image[ELF_SIZE];
	struct bytes bytes = {data, data + size};
	const uint8_t flags = byte(&bytes);
	char damages[1 + 3 * 15] = {(char)(byte(&bytes) % 16)};
	for (int i = 0; i < 3 * damages[0]; i++)
		damages[1 + i] = (char)byte(&bytes);
	/* of its own size, so that reading behind it is seen */
	uint64_t *words = malloc(STACK_WORDS * sizeof *words);
	if (!words)
		abort();
	for (size_t i = 0; i < STACK_WORDS; i++)
		words[i] = word(&bytes);
	build(&bytes, flags, image, damages);
	char path[64];
	int fd = memfd_create("elf", MFD_CLOEXEC);
	if (fd < 0 || write(fd, image, ELF_SIZE) != ELF_SIZE)
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	walk(path, flags & FLAG_ARM64, words);
	close(fd);
	free(words);
	return 0;
}

#include "replay.h"
