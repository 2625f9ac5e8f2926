/* Small ELF files with call frame information of the tests' own making. */
#ifndef STACKFOLD_TESTS_ELF_BUILDER_H
#define STACKFOLD_TESTS_ELF_BUILDER_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	ELF_CODE = 0x1000, /* of the code, as file offset; addresses are ELF_SHIFT above offsets */
	ELF_CODE_SIZE = 0x1000,
	ELF_SIZE = 0x4000,
	ELF_SHIFT = 0x10000,
};

/* What holds for a function's instructions: a CIE of its own and an FDE. */
struct elf_function {
	uint64_t start, size; /* file offsets, below ELF_CODE_SIZE, from ELF_CODE on */
	bool signal;
	const char
		*initial; /* CIE's instructions; NULL: CFA = rsp + 8, return address at CFA - 8 */
	size_t initial_size;
	const char *program; /* FDE's instructions */
	size_t program_size;
};

/* Instructions written as a string, for the two members that want them. */
#define CFI(text) text, sizeof(text) - 1

static inline void elf_put(uint8_t **at, const void *bytes, size_t size)
{
	memcpy(*at, bytes, size);
	*at += size;
}

/* An entry of .eh_frame or .debug_frame up to here: its length at `start` is filled in. */
static inline void elf_end_entry(uint8_t **at, uint8_t *start)
{
	while ((*at - start) % 8 != 4) /* entries fill words of eight bytes after the length */
		*(*at)++ = 0;
	const uint32_t size = (uint32_t)(*at - start - 4);
	memcpy(start, &size, 4);
}

/* A CIE and an FDE; debug: as .debug_frame has them. `begin` is the section's. */
static inline void elf_put_function(uint8_t **at, const uint8_t *begin, bool debug,
                                    const struct elf_function *function, bool arm64)
{
	static const char initial[] = "\x0c\x07\x08\x90\x01";
	static const char arm64_initial[] = "\x0c\x1f\x00";
	uint8_t *cie = *at;
	const uint32_t id = debug ? UINT32_MAX : 0;
	*at += 4;
	elf_put(at, &id, 4);
	if (debug)
		elf_put(at, "\x01\0\x01\x78", 4); /* version, no augmentation, alignments 1, -8 */
	else
		elf_put(at, function->signal ? "\x01zRS\0\x01\x78" : "\x01zR\0\x01\x78",
		        function->signal ? 7 : 6);
	*(*at)++ = arm64 ? 30 : 16; /* the return address */
	if (!debug)
		elf_put(at, "\x01\x04", 2); /* addresses are 8 bytes, absolute */
	if (function->initial)
		elf_put(at, function->initial, function->initial_size);
	else if (arm64)
		elf_put(at, CFI(arm64_initial));
	else
		elf_put(at, CFI(initial));
	elf_end_entry(at, cie);
	uint8_t *fde = *at;
	*at += 4;
	const uint32_t to_cie = debug ? (uint32_t)(cie - begin) : (uint32_t)(*at - cie);
	elf_put(at, &to_cie, 4);
	const uint64_t range[2] = {function->start + ELF_CODE + ELF_SHIFT, function->size};
	elf_put(at, range, sizeof range);
	if (!debug)
		*(*at)++ = 0;
	elf_put(at, function->program, function->program_size);
	elf_end_entry(at, fde);
}

/* Fills an image of ELF_SIZE bytes: code of zeros at ELF_CODE, .eh_frame with its header after it
 * (or .debug_frame). */
static inline void elf_build(uint8_t *image, bool arm64, bool debug,
                             const struct elf_function *functions, size_t count)
{
	enum { HEADER = 0x2000, FRAMES = 0x2010, NAMES = 0x3f00 };
	static const char names[] = "\0.text\0.eh_frame\0.debug_frame\0.shstrtab\0.eh_frame_hdr";
	memset(image, 0, ELF_SIZE);
	uint8_t *at = image + FRAMES;
	for (size_t i = 0; i < count; i++)
		elf_put_function(&at, image + FRAMES, debug, &functions[i], arm64);
	const uint64_t size = (uint64_t)(at - image) - FRAMES;
	at += 4; /* .eh_frame's end, an entry without length */
	if (at - image > NAMES)
		abort();
	/* its address from here, as four signed bytes; no number of entries, no table */
	memcpy(image + HEADER, "\x01\x1b\xff\xff\x0c\0\0", 8);
	memcpy(image + NAMES, names, sizeof names);
	Elf64_Ehdr header = {
		.e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT},
		.e_type = ET_DYN,
		.e_machine = arm64 ? EM_AARCH64 : EM_X86_64,
		.e_version = EV_CURRENT,
		.e_phoff = sizeof header,
		.e_ehsize = sizeof header,
		.e_phentsize = sizeof(Elf64_Phdr),
		.e_phnum = debug ? 1 : 2,
		.e_shoff = 0x200,
		.e_shentsize = sizeof(Elf64_Shdr),
		.e_shnum = 5,
		.e_shstrndx = 4,
	};
	memcpy(image, &header, sizeof header);
	const Elf64_Phdr segments[2] = {
		{PT_LOAD, PF_R | PF_X, 0, ELF_SHIFT, ELF_SHIFT, ELF_SIZE, ELF_SIZE, 0x1000},
		{PT_GNU_EH_FRAME, PF_R, HEADER, HEADER + ELF_SHIFT, HEADER + ELF_SHIFT, 8, 8, 4},
	};
	memcpy(image + sizeof header, segments, sizeof segments);
	const Elf64_Shdr sections[5] = {
		[1] = {.sh_name = 1,
	               .sh_type = SHT_PROGBITS,
	               .sh_flags = SHF_ALLOC | SHF_EXECINSTR,
	               .sh_addr = ELF_CODE + ELF_SHIFT,
	               .sh_offset = ELF_CODE,
	               .sh_size = ELF_CODE_SIZE,
	               .sh_addralign = 16},
		[2] = {.sh_name = debug ? 17 : 7,
	               .sh_type = SHT_PROGBITS,
	               .sh_flags = debug ? 0 : SHF_ALLOC,
	               .sh_addr = debug ? 0 : FRAMES + ELF_SHIFT,
	               .sh_offset = FRAMES,
	               .sh_size = size + (debug ? 0 : 4),
	               .sh_addralign = 8},
		[3] = {.sh_name = debug ? 0 : 40,
	               .sh_type = debug ? SHT_NULL : SHT_PROGBITS,
	               .sh_flags = SHF_ALLOC,
	               .sh_addr = HEADER + ELF_SHIFT,
	               .sh_offset = HEADER,
	               .sh_size = 8,
	               .sh_addralign = 4},
		[4] = {.sh_name = 30,
	               .sh_type = SHT_STRTAB,
	               .sh_offset = NAMES,
	               .sh_size = sizeof names,
	               .sh_addralign = 1},
	};
	memcpy(image + 0x200, sections, sizeof sections);
}

/* Writes an image to a new file, whose path it fills in. */
static inline void elf_write(const uint8_t *image, char path[32])
{
	strcpy(path, "/tmp/elf-XXXXXX");
	int fd = mkstemp(path);
	if (fd < 0 || write(fd, image, ELF_SIZE) != ELF_SIZE || close(fd))
		abort();
}

#endif
