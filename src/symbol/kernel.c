#include "symbol/kernel.h"

#include "base/text.h"
#include "symbol/text_file.h"
#include "symbol/tidy.h"

#include <elf.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BINDING_LOCAL = 0, BINDING_GLOBAL = 1, BINDING_WEAK = 2 };
enum { TYPE_OBJECT = 1, TYPE_FUNCTION = 2 };

/* One line: "ffffffff81000000 T _stext", after modules' names a tab and "[module]". */
struct kallsym {
	uint64_t address;
	char kind;
	const char *name; /* in the line itself, NUL-terminated */
};

static bool parse_line(const char *at, size_t size, struct kallsym *symbol)
{
	const char *stop = at + size, *text = text_hex(at, stop, &symbol->address);
	if (text == at || stop - text < 4 || text[0] != ' ' || text[2] != ' ')
		return false;
	symbol->kind = text[1];
	symbol->name = text + 3;
	return true;
}

/* perf uses functions and data, so that addresses of data do not get a function's name. */
static bool is_wanted(const struct kallsym *symbol)
{
	char kind = symbol->kind | 0x20;
	return (kind == 't' || kind == 'w' || kind == 'd' || kind == 'b') && symbol->name[0] != '$';
}

static bool add(struct symbol_table *table, const struct kallsym *symbol)
{
	char kind = symbol->kind | 0x20;
	uint8_t binding = symbol->kind == 'W'                          ? BINDING_WEAK
	                  : symbol->kind >= 'A' && symbol->kind <= 'Z' ? BINDING_GLOBAL
	                                                               : BINDING_LOCAL;
	uint8_t type = kind == 't' || kind == 'w' ? TYPE_FUNCTION : TYPE_OBJECT;
	return symbol_table_add_copy(table, symbol->address, 0, binding, type, symbol->name);
}

/* Removes the modules from the names, which were needed to find the ends of symbols, and shifts all
 * symbols. */
static void finish(struct symbol_table *table, uint64_t shift)
{
	table->kernel_start = UINT64_MAX;
	table->moved = shift != 0;
	for (size_t i = 0; i < table->count; i++) {
		struct symbol *symbol = &table->symbols[i];
		char *tab = strchr((char *)symbol->name, '\t');
		symbol->start += shift;
		symbol->end += shift;
		if (tab) {
			*tab = '\0';
			continue;
		}
		if (symbol->start < table->kernel_start)
			table->kernel_start = symbol->start;
		if (symbol->end > table->kernel_end)
			table->kernel_end = symbol->end;
	}
}

/* State of reading a file. */
struct kallsyms {
	struct symbol_table *table;
	const char *reference_name;
	uint64_t reference, shift;
	uint64_t any; /* all addresses combined with OR: 0 if they are hidden */
};

static bool take_line(void *kallsyms_, char *line, size_t size)
{
	struct kallsyms *kallsyms = kallsyms_;
	struct kallsym symbol;
	if (!parse_line(line, size, &symbol))
		return true;
	kallsyms->any |= symbol.address;
	if (kallsyms->reference && strcmp(symbol.name, kallsyms->reference_name) == 0)
		kallsyms->shift = kallsyms->reference - symbol.address;
	return !is_wanted(&symbol) || add(kallsyms->table, &symbol);
}

enum symbol_missing kallsyms_load(struct symbol_table *table, const char *path,
                                  const char *reference_name, uint64_t reference)
{
	struct kallsyms kallsyms = {
		.table = table, .reference_name = reference_name, .reference = reference};
	const struct text_reading reading = {
		.most = TEXT_KALLSYMS_MOST, .take = take_line, .context = &kallsyms};
	table->most = TEXT_SYMBOLS_MOST;
	const enum symbol_missing missing = text_file_read(path, &reading);
	if (missing && missing != SYMBOL_TOO_LARGE)
		return missing;
	if (!kallsyms.any || !table->count)
		return SYMBOL_NO_KERNEL;
	symbol_table_tidy(table, true);
	finish(table, kallsyms.shift);
	return table->left_out ? SYMBOL_TOO_LARGE : missing;
}

size_t running_kernel_build_id(uint8_t *id, size_t most)
{
	char notes[4096]; /* two or three notes of some dozen bytes */
	size_t found = 0, size = 0;
	int file = open("/sys/kernel/notes", O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	for (ssize_t got = 1; file >= 0 && got > 0; size += got > 0 ? (size_t)got : 0)
		got = read(file, notes + size, sizeof notes - size);
	if (file >= 0)
		close(file);
	/* each note: the sizes of name and contents, a type; name; contents; padded to 4 bytes */
	for (size_t at = 0; !found && size - at >= 12;) {
		uint32_t head[3];
		memcpy(head, notes + at, sizeof head);
		at += sizeof head;
		uint64_t name = ((uint64_t)head[0] + 3) & ~UINT64_C(3);
		uint64_t contents = ((uint64_t)head[1] + 3) & ~UINT64_C(3);
		if (name + contents > size - at)
			break;
		if (head[2] == 3 && head[0] == 4 && memcmp(notes + at, "GNU", 4) == 0) {
			found = head[1] < most ? head[1] : most;
			memcpy(id, notes + at + name, found);
		}
		at += name + contents;
	}
	return found;
}

size_t kcore_areas(const char *path, struct symbol_area **areas)
{
	enum { AREAS_MOST = 1024 }; /* one for each kind of memory, and bank of it */
	Elf64_Ehdr header;
	Elf64_Phdr segment;
	size_t count = 0;
	*areas = NULL;
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (file < 0)
		return 0;
	if (pread(file, &header, sizeof header, 0) == sizeof header &&
	    memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 &&
	    header.e_ident[EI_CLASS] == ELFCLASS64 && header.e_type == ET_CORE &&
	    header.e_phentsize == sizeof segment && header.e_phnum <= AREAS_MOST)
		*areas = calloc(header.e_phnum + 1, sizeof **areas);
	for (size_t i = 0; *areas && i < header.e_phnum; i++) {
		off_t at = (off_t)(header.e_phoff + i * sizeof segment);
		if (pread(file, &segment, sizeof segment, at) != sizeof segment)
			break;
		if (segment.p_type == PT_LOAD &&
		    segment.p_vaddr + segment.p_memsz > segment.p_vaddr)
			(*areas)[count++] = (struct symbol_area){segment.p_vaddr,
			                                         segment.p_vaddr + segment.p_memsz};
	}
	close(file);
	return count;
}
