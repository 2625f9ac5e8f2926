#include "symbol/elf_symbols.h"

#include "base/buffer.h"
#include "symbol/demangle.h"
#include "symbol/elf_file.h"
#include "symbol/tidy.h"

#include <stdlib.h>
#include <string.h>

/* A section of symbols and the section of their names. */
struct symbol_section {
	Elf_Data *data;
	size_t count;
	const char *names;
	size_t names_size;  /* up to the last NUL: any offset below it is a string */
	Elf_Data *extended; /* section numbers too large for a symbol; NULL: none */
	size_t index;
};

static bool load_names(Elf *elf, size_t section, const char **names, size_t *size)
{
	Elf_Scn *strings = elf_getscn(elf, section);
	Elf_Data *data = strings ? elf_getdata(strings, NULL) : NULL;
	if (!data || !data->d_buf || !data->d_size)
		return false;
	const char *last = memrchr(data->d_buf, 0, data->d_size);
	*names = data->d_buf;
	*size = last ? (size_t)(last - *names) + 1 : 0;
	return *size > 0;
}

static bool load_section(Elf *elf, uint32_t type, struct symbol_section *section)
{
	GElf_Shdr header;
	Elf_Scn *found = elf_file_section_of_type(elf, type, &header);
	*section = (struct symbol_section){0};
	if (!found || !header.sh_entsize)
		return false;
	section->data = elf_getdata(found, NULL);
	size_t entry = gelf_fsize(elf, ELF_T_SYM, 1, EV_CURRENT);
	if (!section->data || !section->data->d_buf || !entry ||
	    !load_names(elf, header.sh_link, &section->names, &section->names_size))
		return false;
	section->count = section->data->d_size / entry;
	section->index = elf_ndxscn(found);
	int numbers = elf_scnshndx(found); /* 0: none */
	Elf_Scn *extended = numbers > 0 ? elf_getscn(elf, (size_t)numbers) : NULL;
	section->extended = extended ? elf_getdata(extended, NULL) : NULL;
	return true;
}

/* perf uses functions and data, and labels without a type if their section's name looks like code
 * or data. */
static bool is_wanted(const GElf_Sym *symbol)
{
	unsigned type = GELF_ST_TYPE(symbol->st_info);
	return symbol->st_name && symbol->st_shndx != SHN_UNDEF && symbol->st_shndx != SHN_ABS &&
	       (type == STT_FUNC || type == STT_GNU_IFUNC || type == STT_OBJECT ||
	        type == STT_NOTYPE);
}

/* ARM's mapping symbols, which mark the beginning of code ("$x", "$a.1") and data ("$d"), are not
 * functions. */
static bool is_mapping_mark(unsigned machine, const char *name)
{
	return (machine == EM_ARM || machine == EM_AARCH64) && name[0] == '$' && name[1] &&
	       strchr("adtx", name[1]) && (name[2] == '\0' || name[2] == '.');
}

/* Facts about a symbol's section, looked up once for each section. */
struct section_facts {
	bool known, usable, text_or_data;
	uint64_t shift; /* address minus offset in the file */
	uint64_t end;   /* address after it */
};

struct symbol_reading {
	struct symbol_table *table;
	Elf *elf, *runtime;
	enum elf_values values;
	uint64_t shift;
	unsigned machine;
	struct section_facts *sections;
	size_t section_count;
};

static const struct section_facts *facts_of(struct symbol_reading *reading, size_t index)
{
	struct section_facts *facts = &reading->sections[index];
	if (facts->known)
		return facts;
	facts->known = true;
	Elf *elf = reading->elf;
	Elf_Scn *section = elf_getscn(elf, index);
	GElf_Shdr header;
	if (!section || !gelf_getshdr(section, &header) || !(header.sh_flags & SHF_ALLOC))
		return facts;
	if (header.sh_type == SHT_NOBITS && reading->runtime != elf) {
		elf = reading->runtime;
		section = elf_getscn(elf, index);
		if (!section || !gelf_getshdr(section, &header))
			return facts;
	}
	const char *name = elf_file_section_name(elf, &header);
	facts->usable = true;
	facts->text_or_data = strstr(name, "text") || strstr(name, "data");
	facts->shift = header.sh_addr - header.sh_offset;
	facts->end = header.sh_addr + header.sh_size;
	return facts;
}

/* False if the symbol's section does not exist. */
static bool add_symbol(struct symbol_reading *reading, GElf_Sym *symbol, size_t section,
                       const char *name)
{
	if (is_mapping_mark(reading->machine, name))
		return true;
	if (section >= reading->section_count)
		return false;
	const struct section_facts *facts = facts_of(reading, section);
	unsigned type = GELF_ST_TYPE(symbol->st_info);
	if (!facts->usable || (type == STT_NOTYPE && !facts->text_or_data))
		return true;
	uint64_t value = symbol->st_value;
	if (reading->machine == EM_ARM && type == STT_FUNC)
		value &= ~UINT64_C(1); /* marks Thumb code */
	if (reading->values == ELF_VALUES_ADDRESS)
		value += reading->shift;
	else if (!elf_file_offset(reading->runtime, value, &value))
		value -= facts->shift;
	symbol_table_add(reading->table, value, symbol->st_size,
	                 (uint8_t)GELF_ST_BIND(symbol->st_info), (uint8_t)type, name);
	if (!symbol->st_size && facts->end > symbol->st_value)
		symbol_table_limit(reading->table, value + (facts->end - symbol->st_value));
	return true;
}

static bool prepare(struct symbol_reading *reading)
{
	GElf_Ehdr header;
	if (!gelf_getehdr(reading->elf, &header) ||
	    elf_getshdrnum(reading->elf, &reading->section_count))
		return false;
	reading->machine = header.e_machine;
	reading->sections = calloc(reading->section_count + 1, sizeof *reading->sections);
	return reading->sections != NULL;
}

size_t elf_symbols_add(struct symbol_table *table, Elf *elf, Elf *runtime, bool dynamic,
                       enum elf_values values, uint64_t shift)
{
	struct symbol_section section;
	struct symbol_reading reading = {
		.table = table, .elf = elf, .runtime = runtime, .values = values, .shift = shift};
	size_t before = table->count;
	if (!load_section(elf, dynamic ? SHT_DYNSYM : SHT_SYMTAB, &section) || !prepare(&reading))
		return 0;
	bool good = true;
	for (size_t i = 0; i < section.count && good; i++) {
		GElf_Sym symbol;
		Elf32_Word extended = 0;
		if (!gelf_getsymshndx(section.data, section.extended, (int)i, &symbol, &extended))
			break;
		if (is_wanted(&symbol) && symbol.st_name < section.names_size)
			good = add_symbol(&reading, &symbol,
			                  symbol.st_shndx == SHN_XINDEX ? extended
			                                                : symbol.st_shndx,
			                  section.names + symbol.st_name);
	}
	free(reading.sections);
	size_t added = table->count - before;
	/* perf stops there (BOLT leaves such symbols), and does not tidy the symbols before it */
	if (!good)
		table->broken = true;
	else if (added)
		symbol_table_tidy(table, false);
	return added;
}

bool elf_symbols_has(Elf *elf, bool dynamic)
{
	struct symbol_section section;
	return load_section(elf, dynamic ? SHT_DYNSYM : SHT_SYMTAB, &section);
}

bool elf_symbols_value(Elf *elf, const char *name, uint64_t *value)
{
	struct symbol_section section;
	if (!load_section(elf, SHT_SYMTAB, &section))
		return false;
	for (size_t i = 0; i < section.count; i++) {
		GElf_Sym symbol;
		if (!gelf_getsym(section.data, (int)i, &symbol))
			return false;
		if (symbol.st_name < section.names_size &&
		    strcmp(section.names + symbol.st_name, name) == 0) {
			*value = symbol.st_value;
			return true;
		}
	}
	return false;
}

/* The sizes of the first and the other entries of a procedure linkage table, where perf does not
 * use the size that the section states. */
static void plt_sizes(Elf *elf, const GElf_Shdr *plt, uint64_t *first, uint64_t *each)
{
	GElf_Ehdr header;
	*first = *each = plt->sh_entsize;
	if (!gelf_getehdr(elf, &header))
		return;
	if (header.e_machine == EM_ARM) {
		*first = 20;
		*each = 12;
	} else if (header.e_machine == EM_AARCH64) {
		*first = 32;
		*each = 16;
	}
}

static const char *plt_name(struct symbol_table *table, const char *name)
{
	bool lacking = false;
	char *shown = table->demangle ? demangle(name, &lacking) : NULL;
	struct buffer text = {.failed = lacking};
	buffer_text(&text, shown ? shown : name);
	buffer_text(&text, "@plt");
	char *copy = text.failed ? NULL : arena_copy(&table->names, text.data, text.size);
	buffer_free(&text);
	free(shown);
	return copy;
}

size_t elf_symbols_add_plt(struct symbol_table *table, Elf *elf)
{
	struct symbol_section symbols;
	GElf_Shdr header, plt;
	uint64_t first, each;
	Elf_Scn *relocations = elf_file_section(elf, ".rela.plt", &header);
	if (!relocations)
		relocations = elf_file_section(elf, ".rel.plt", &header);
	if (!relocations || !load_section(elf, SHT_DYNSYM, &symbols) ||
	    header.sh_link != symbols.index || !header.sh_entsize ||
	    !elf_file_section(elf, ".plt", &plt))
		return 0;
	Elf_Data *data = elf_getdata(relocations, NULL);
	if (!data || !data->d_buf)
		return 0;
	plt_sizes(elf, &plt, &first, &each);
	uint64_t offset = plt.sh_offset + first;
	size_t count = data->d_size / header.sh_entsize, added = 0;
	for (size_t i = 0; i < count; i++, offset += each) {
		GElf_Rela with;
		GElf_Rel without;
		GElf_Sym symbol;
		uint64_t info;
		if (header.sh_type == SHT_RELA && gelf_getrela(data, (int)i, &with))
			info = with.r_info;
		else if (header.sh_type == SHT_REL && gelf_getrel(data, (int)i, &without))
			info = without.r_info;
		else
			break;
		if (!gelf_getsym(symbols.data, (int)GELF_R_SYM(info), &symbol) ||
		    symbol.st_name >= symbols.names_size)
			continue;
		const char *name = plt_name(table, symbols.names + symbol.st_name);
		if (name) {
			symbol_table_add(table, offset, each, STB_GLOBAL, STT_FUNC, name);
			added++;
		}
	}
	return added;
}
