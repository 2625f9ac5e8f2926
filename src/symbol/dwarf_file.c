#include "symbol/dwarf_file.h"

#include "symbol/paths.h"

#include <elfutils/libdwelf.h>

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* An ELF file with an empty section of debug information. */
static const struct {
	Elf64_Ehdr header;
	Elf64_Shdr sections[3];
	char names[24];
} empty_file = {
	.header =
		{
			.e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS64,
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
                                    ELFDATA2MSB,
#else
                                    ELFDATA2LSB,
#endif
                                    EV_CURRENT},
			.e_type = ET_DYN,
			.e_version = EV_CURRENT,
			.e_ehsize = sizeof(Elf64_Ehdr),
			.e_shoff = sizeof(Elf64_Ehdr),
			.e_shentsize = sizeof(Elf64_Shdr),
			.e_shnum = 3,
			.e_shstrndx = 2,
		},
	.sections =
		{
			[1] = {.sh_name = 1,
                               .sh_type = SHT_PROGBITS,
                               .sh_offset = sizeof(Elf64_Ehdr) + 3 * sizeof(Elf64_Shdr),
                               .sh_size = 1,
                               .sh_addralign = 1},
			[2] = {.sh_name = 13,
                               .sh_type = SHT_STRTAB,
                               .sh_offset = sizeof(Elf64_Ehdr) + 3 * sizeof(Elf64_Shdr),
                               .sh_size = 24,
                               .sh_addralign = 1},
		},
	.names = "\0.debug_line\0.shstrtab",
};

/* Keeps libdw from looking for the shared file; its contents stay unknown. */
static void share_nothing(struct dwarf_file *dwarf)
{
	char *bytes = malloc(sizeof empty_file);
	if (!bytes)
		return;
	memcpy(bytes, &empty_file, sizeof empty_file);
	if (!elf_file_from_memory(&dwarf->shared_file, bytes, sizeof empty_file, "")) {
		free(bytes);
		return;
	}
	dwarf->shared_file.bytes = bytes;
	dwarf->shared = dwarf_begin_elf(dwarf->shared_file.elf, DWARF_C_READ, NULL);
}

static bool open_shared(struct dwarf_file *dwarf, const char *path, const void *id, size_t size,
                        struct elf_opening *opening)
{
	if (!elf_file_open(&dwarf->shared_file, path, opening))
		return false;
	if (elf_file_is_build(dwarf->shared_file.elf, id, size))
		dwarf->shared = dwarf_begin_elf(dwarf->shared_file.elf, DWARF_C_READ, NULL);
	if (!dwarf->shared)
		elf_file_close(&dwarf->shared_file);
	return dwarf->shared;
}

/* Looks where debug packages keep it: by its build ID, or otherwise by its name, relative to the
 * file's folder. */
static void find_shared(struct dwarf_file *dwarf, const char *file,
                        const struct symbol_options *options, const char *name, const uint8_t *id,
                        size_t size, struct elf_opening *opening)
{
	static const enum path_kind places[] = {PATH_CACHE_DEBUG, PATH_BUILD_ID};
	const struct symbol_options here = {0};
	char path[PATH_MOST];
	/* also where this machine keeps it, independent of the options */
	for (size_t i = 0; i <= sizeof places / sizeof *places; i++) {
		const bool last = i == sizeof places / sizeof *places;
		const struct path_names names = {
			.options = last ? &here : options, .build_id = id, .build_id_size = size};
		if (path_make(&names, last ? PATH_BUILD_ID : places[i], path) &&
		    open_shared(dwarf, path, id, size, opening))
			return;
	}
	char *real = *name == '/' ? NULL : realpath(file, NULL);
	const char *slash = real ? strrchr(real, '/') : NULL;
	int length = snprintf(path, sizeof path, "%.*s%s", slash ? (int)(slash - real) + 1 : 0,
	                      real ? real : "", name);
	if ((real || *name == '/') && length < (int)sizeof path)
		open_shared(dwarf, path, id, size, opening);
	free(real);
}

/* False if libdw must not be used, because it would look for files itself. */
static bool set_shared(struct dwarf_file *dwarf, const char *file,
                       const struct symbol_options *options, struct elf_opening *opening)
{
	const char *name;
	const void *id;
	ssize_t size = dwelf_dwarf_gnu_debugaltlink(dwarf->dwarf, &name, &id);
	if (size <= 0)
		return true;
	find_shared(dwarf, file, options, name, id, (size_t)size, opening);
	if (!dwarf->shared)
		share_nothing(dwarf);
	if (!dwarf->shared)
		return false;
	dwarf_setalt(dwarf->dwarf, dwarf->shared);
	return true;
}

/* If memory runs out, libdw silently treats a compressed section as missing. So sections are
 * decompressed in advance; false without memory. */
static bool decompress_sections(Elf *elf)
{
	Elf_Scn *section = NULL;
	size_t names;
	if (elf_getshdrstrndx(elf, &names))
		return true;
	while ((section = elf_nextscn(elf, section))) {
		GElf_Shdr header;
		if (!gelf_getshdr(section, &header) || !(header.sh_flags & SHF_COMPRESSED))
			continue;
		const char *name = elf_strptr(elf, names, header.sh_name);
		if (!name || strncmp(name, ".debug_", strlen(".debug_")) != 0)
			continue;
		errno = 0;
		if (elf_compress(section, 0, 0) < 0 && errno == ENOMEM)
			return false;
	}
	return true;
}

void dwarf_file_open(struct dwarf_file *dwarf, const struct elf_file *file,
                     const struct symbol_options *options, struct elf_opening *opening)
{
	int fd;
	*dwarf = (struct dwarf_file){0};
	errno = 0;
	const bool again = elf_file_open_again(&dwarf->file, file, &fd);
	Elf *elf = again ? dwarf->file.elf : file->elf;
	if (decompress_sections(elf))
		dwarf->dwarf = dwarf_begin_elf(elf, DWARF_C_READ, NULL);
	if (!dwarf->dwarf && errno == ENOMEM)
		opening->lack = SYMBOL_NO_MEMORY;
	if (again && !elf_file_close_descriptor(&dwarf->file, fd)) {
		opening->lack = SYMBOL_NO_MEMORY;
		dwarf_file_close(dwarf);
	}
	if (dwarf->dwarf && !set_shared(dwarf, file->path, options, opening))
		dwarf_file_close(dwarf);
}

void dwarf_file_close(struct dwarf_file *dwarf)
{
	dwarf_end(dwarf->dwarf);
	dwarf_end(dwarf->shared);
	elf_file_close(&dwarf->shared_file);
	elf_file_close(&dwarf->file);
	*dwarf = (struct dwarf_file){0};
}
