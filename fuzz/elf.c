/* A fuzz harness for symbols and inlined calls: the bytes are an ELF file with debug information.
 */
#include "config.h"

#include "symbol/symbol.h"

#include "mutate.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ask(struct symbols *symbols, uint32_t module, uint64_t offset)
{
	struct symbol_found found;
	const struct symbol_inlined *frames;
	uint64_t address;
	if (symbols_find(symbols, module, offset, &found) &&
	    (found.index >= symbols_count(symbols, module) || found.name[found.size]))
		abort();
	size_t count = symbols_inlined(symbols, module, offset, &frames);
	for (size_t i = 0; i < count; i++)
		if (!frames[i].name)
			abort();
	if (symbols_elf_address(symbols, module, offset, &address))
		symbols_elf_offset(symbols, module, address, &address);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint64_t odd[] = {UINT64_MAX, INT64_MAX, 1ull << 32, 1ull << 48};
	char path[64];
	uint64_t starts[4];
	int fd = memfd_create("elf", MFD_CLOEXEC);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	struct symbols *symbols = symbols_open(
		&(struct symbol_options){.buildid_dir = "/nonexistent", .lines = true});
	uint32_t module = symbols_module(symbols,
	                                 &(struct module_key){.kind = MODULE_FILE, .path = path});
	for (uint64_t offset = 0; offset < 0x1000; offset += 5)
		ask(symbols, module, offset);
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
		ask(symbols, module, odd[i]);
	symbols_named(symbols, module, "plain", starts, 4);
	symbols_close(symbols);
	close(fd);
	return 0;
}

/* Changes the contents of a section, or its header, or that of a segment: damage anywhere is mostly
 * damage that is seen before anything is read. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
	uint32_t state = seed;
	Elf64_Ehdr header;
	Elf64_Shdr section;
	if (size < sizeof header || !mutate_below(&state, 4))
		return LLVMFuzzerMutate(data, size, max_size);
	memcpy(&header, data, sizeof header);
	const uint64_t number = mutate_below(&state, header.e_shnum);
	const uint64_t at = header.e_shoff + number * sizeof section;
	if (header.e_ident[EI_CLASS] != ELFCLASS64 || at > size || size - at < sizeof section)
		return LLVMFuzzerMutate(data, size, max_size);
	memcpy(&section, data + at, sizeof section);
	if (!mutate_below(&state, 8))
		mutate_part(data, at, sizeof section, &state);
	else if (!mutate_below(&state, 16))
		mutate_part(data, sizeof header, sizeof(Elf64_Phdr) * 8, &state);
	else if (section.sh_offset <= size && section.sh_size <= size - section.sh_offset)
		mutate_part(data, section.sh_offset, section.sh_size, &state);
	return size;
}

#include "replay.h"
