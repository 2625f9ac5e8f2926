/* ELF files: opened, distinguished by their build ids, and asked for sections and addresses. Needs
 * elfutils; without it nothing here is built. A file may be damaged in any way. */
#ifndef STACKFOLD_SYMBOL_ELF_FILE_H
#define STACKFOLD_SYMBOL_ELF_FILE_H

#include "symbol/missing.h"
#include "symbol/types.h"

#include <gelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct elf_file {
	Elf *elf; /* NULL: not open */
	char *path;
	char *bytes;            /* unpacked from it; NULL: none */
	uint64_t device, inode; /* both 0: it is no file */
};

/* How files are opened, and what came of it. */
struct elf_opening {
	bool packed;              /* modules of the kernel may be compressed (.ko.xz) */
	enum symbol_missing lack; /* SYMBOL_NO_MEMORY, SYMBOL_NO_DESCRIPTORS: a file was not opened
	                             for that reason; otherwise unchanged */
};

/* Opens an ELF file; false if there is none at that path, or it is not a regular file of ELF.
 * Nothing blocks: pipes and devices are not opened. No descriptor stays open: the file is mapped.
 */
bool elf_file_open(struct elf_file *file, const char *path, struct elf_opening *opening);

/* Opens the same file once more, and leaves *fd open, for callers that need its place; false if it
 * is no longer there. */
bool elf_file_open_again(struct elf_file *again, const struct elf_file *file, int *fd);

/* Closes that descriptor: from now on the file's bytes come from memory, mapped, or, where that was
 * not possible, read. False without memory for that. */
bool elf_file_close_descriptor(const struct elf_file *file, int fd);

/* The same of bytes in memory, which must stay. */
bool elf_file_from_memory(struct elf_file *file, char *bytes, size_t size, const char *name);

void elf_file_close(struct elf_file *file); /* zeroed or closed is fine */

/* The build id: up to most bytes into id, and how many; 0: none. */
size_t elf_file_build_id(Elf *elf, uint8_t *id, size_t most);

/* Whether a file has that build id; a shorter or zero-padded one matches too, because perf pads it.
 * size 0: any file is. */
bool elf_file_is_build(Elf *elf, const uint8_t *id, size_t size);

/* A section by its name, with its header; NULL: none. */
Elf_Scn *elf_file_section(Elf *elf, const char *name, GElf_Shdr *header);

/* The same by its type. */
Elf_Scn *elf_file_section_of_type(Elf *elf, uint32_t type, GElf_Shdr *header);

/* A section's name, "" where it has none. */
const char *elf_file_section_name(Elf *elf, const GElf_Shdr *header);

/* Converts an address of ELF's tables to an offset in the file, and back, by the loaded segments;
 * false if no segment contains it. */
bool elf_file_offset(Elf *elf, uint64_t address, uint64_t *offset);
bool elf_file_address(Elf *elf, uint64_t offset, uint64_t *address);

/* The file named by .gnu_debuglink, NUL-terminated within the section, and the checksum of its
 * bytes; NULL: none. */
const char *elf_file_debuglink(Elf *elf, uint32_t *checksum);

/* Whether a file has that checksum, and at most 1 GiB. Cost: reads all of it. */
bool elf_file_has_checksum(const struct elf_file *file, uint32_t checksum);

#endif
