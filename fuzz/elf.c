/* A fuzz harness for symbols and inlined calls: the bytes are an ELF file with debug information.
 */
#include "config.h"

#include "symbol/symbol.h"

#include <stdio.h>
#include <stdlib.h>
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

#include "replay.h"
