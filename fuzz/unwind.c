/* A fuzz harness for the unwinding of stack dumps: the bytes become call frame information of a
 * small ELF file, of 64 or 32 bits, damage to that file, and a stack to walk by it.
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
	FLAG_I386 = 8,
	STACK_WORDS = 64,
	CFI_PROGRAMS = 4,
	FRAMES_MOST = 64,
};

/* Where the file and the stack are; in 32 bits too. */
static uint64_t base_of(uint8_t flags)
{
	return flags & FLAG_I386 ? 0xf7000000 : 0x7f1200000000;
}

static uint64_t stack_of(uint8_t flags)
{
	return flags & FLAG_I386 ? 0xffff0000 : 0x7ffc10000000;
}

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
static uint64_t word(struct bytes *bytes, uint8_t flags)
{
	const uint64_t value = byte(bytes) | (uint64_t)byte(bytes) << 8;
	return value < 0x8000   ? base_of(flags) + value % ELF_SIZE
	       : value < 0xf000 ? stack_of(flags) + value % 0x400
	                        : value;
}

/* Makes a file for 32 bits of it: other headers before the same call frame information. */
static void narrow(uint8_t *image)
{
	Elf64_Shdr wide[5];
	const Elf32_Phdr segment = {PT_LOAD,  0,        ELF_SHIFT,   ELF_SHIFT,
	                            ELF_SIZE, ELF_SIZE, PF_R | PF_X, 0x1000};
	Elf32_Shdr sections[5];
	memcpy(wide, image + 0x200, sizeof wide);
	for (size_t i = 0; i < 5; i++)
		sections[i] = (Elf32_Shdr){
			.sh_name = wide[i].sh_name,
			.sh_type = wide[i].sh_type,
			.sh_flags = (Elf32_Word)wide[i].sh_flags,
			.sh_addr = (Elf32_Addr)wide[i].sh_addr,
			.sh_offset = (Elf32_Off)wide[i].sh_offset,
			.sh_size = (Elf32_Word)wide[i].sh_size,
		};
	const Elf32_Ehdr header = {
		.e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS32, ELFDATA2LSB, EV_CURRENT},
		.e_type = ET_DYN,
		.e_machine = EM_386,
		.e_version = EV_CURRENT,
		.e_phoff = sizeof header,
		.e_ehsize = sizeof header,
		.e_phentsize = sizeof segment,
		.e_phnum = 1,
		.e_shoff = 0x200,
		.e_shentsize = sizeof *sections,
		.e_shnum = 5,
		.e_shstrndx = 4,
	};
	memcpy(image, &header, sizeof header);
	memcpy(image + sizeof header, &segment, sizeof segment);
	memcpy(image + 0x200, sections, sizeof sections);
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
	if (flags & FLAG_I386)
		narrow(image);
	for (uint8_t i = 0; i < (uint8_t)*damages; i++) {
		const uint8_t *damage = (const uint8_t *)damages + 1 + 3 * i;
		image[(damage[0] | damage[1] << 8) % ELF_SIZE] = damage[2];
	}
}

static void walk(const char *path, uint8_t flags, const uint64_t *words)
{
	const uint64_t base = base_of(flags), stack = stack_of(flags);
	const bool i386 = flags & FLAG_I386, arm64 = !i386 && flags & FLAG_ARM64;
	struct symbols *symbols = symbols_open(
		&(struct symbol_options){.buildid_dir = "/nonexistent", .kallsyms = "/dev/null"});
	const uint32_t module = symbols_module(
		symbols, &(struct module_key){.kind = MODULE_FILE, .path = path});
	const struct unwind_map maps[] = {
		{.start = base, .end = base + ELF_SIZE, .module = module},
		{.start = stack, .end = stack + 0x1000, .module = MODULE_NONE},
	};
	const struct unwind_space space = {.maps = maps, .count = 2};
	/* x86: bx, bp, sp, ip; arm64: x28 to pc */
	const uint64_t x86_regs[] = {words[1], words[2], stack, words[0]};
	const uint64_t arm64_regs[] = {words[1], words[2], words[3], stack, words[0]};
	const struct unwind_state state = {
		.arch = i386    ? UNWIND_I386
	                : arm64 ? UNWIND_ARM64
	                        : UNWIND_X86_64,
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
	/* of its own size, so that reading after it is seen */
	uint64_t *words = malloc(STACK_WORDS * sizeof *words);
	if (!words)
		abort();
	for (size_t i = 0; i < STACK_WORDS; i++)
		words[i] = word(&bytes, flags);
	build(&bytes, flags, image, damages);
	char path[64];
	int fd = memfd_create("elf", MFD_CLOEXEC);
	if (fd < 0 || write(fd, image, ELF_SIZE) != ELF_SIZE)
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (flags & FLAG_I386) /* words of four bytes */
		for (size_t i = 0; i < STACK_WORDS; i++)
			words[i] |= words[(i + 1) % STACK_WORDS] << 32;
	walk(path, flags, words);
	close(fd);
	free(words);
	return 0;
}

#include "replay.h"
