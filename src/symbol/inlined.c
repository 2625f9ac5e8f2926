/* Inlined functions from debug information, of which as little as possible is read: of all units
 * only the ranges of their code; of a unit with a sample the ranges of its functions; of a function
 * with a sample, once, the calls that were inlined into it. DWARF is described at dwarfstd.org;
 * libdw parses it.
 *
 * Debug information may be damaged or malicious. Entries are visited in the order of the file and
 * never twice, whatever their links say; nesting and ranges are limited. */
#include "config.h"

#include "symbol/inlined.h"

#ifdef HAVE_ELFUTILS
#include "base/hash.h"
#include "base/table.h"
#include "base/vector.h"
#include "symbol/demangle.h"
#include "symbol/language.h"
#include "symbol/lines.h"
#include "symbol/module_elf.h"
#include "symbol/qualified.h"
#include "symbol/units.h"

#include <dwarf.h>
#include <stdlib.h>
#include <string.h>

/* The name of an entry, or the name that was made from a name in the file: all inlined calls of one
 * function share the text, and so do units with common names. The key of an entry is its address in
 * memory, because offsets are relative to several files (split units, dwz). Names are kept so that
 * the file is not read again. */
struct named {
	const void *entry;
	const char *name; /* "??": it has none */
	bool linked;      /* its symbol has the same name */
};

/* The result for an address. */
struct answer {
	uint64_t address;
	const struct symbol_inlined *frames;
	uint32_t count;
};

/* A function without a linkage name that was the innermost one at an address. */
struct asked {
	const void *entry;
	bool renamed; /* from now on it has its symbol's name */
};

struct inlined_cache {
	struct units units;
	struct named *names;
	size_t name_count, name_capacity;
	struct table name_table;
	struct answer *answers;
	size_t answer_count, answer_capacity;
	struct table answer_table;
	struct asked *asked; /* functions that perf would have looked up before */
	size_t asked_count, asked_capacity;
	struct table asked_table;
	struct qualifier qualifier;
	struct unit *unit; /* the current one */
	struct arena arena;
};

/* A function's name, and whether its symbol has it too. This is so for linkage names
 * ("_ZN3foo3barEv" is foo::bar), which perf shows, and for plain names in languages that do not
 * mangle. Inlined functions refer to the entry with the name. */
static const char *raw_name(Dwarf_Die *die, bool *linked)
{
	static const unsigned names[] = {DW_AT_linkage_name, DW_AT_MIPS_linkage_name, DW_AT_name};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		Dwarf_Attribute attribute;
		const char *name = dwarf_formstring(
			dwarf_attr_integrate(die, names[i], &attribute));
		if (!name)
			continue;
		*linked = names[i] != DW_AT_name || !language_mangles(attribute.cu, die->cu);
		return name;
	}
	*linked = false;
	return NULL;
}

/* The entry that is the key of a function's name: all inlined calls of one function refer to the
 * same entry. A function with code of its own may have its own name, such as C++'s three kinds of
 * destructors. */
static const void *name_entry(Dwarf_Die *die)
{
	Dwarf_Die origin;
	Dwarf_Attribute attribute;
	if (dwarf_tag(die) == DW_TAG_inlined_subroutine &&
	    dwarf_formref_die(dwarf_attr(die, DW_AT_abstract_origin, &attribute), &origin))
		return origin.addr;
	return die->addr;
}

static uint32_t hash_entry(const void *entry)
{
	return hash_bytes(&entry, sizeof entry);
}

static const struct named *find_named(struct inlined_cache *cache, const void *entry)
{
	if (!table_room(&cache->name_table))
		return NULL;
	table_each(&cache->name_table, hash_entry(entry), at)
		if (cache->names[at->number - 1].entry == entry)
			return &cache->names[at->number - 1];
	return NULL;
}

/* NULL without memory. */
static const struct named *keep_named(struct inlined_cache *cache, struct named named)
{
	if (!named.name || !table_room(&cache->name_table) ||
	    !vector_reserve(&cache->names, &cache->name_capacity, cache->name_count + 1))
		return NULL;
	table_put(&cache->name_table, hash_entry(named.entry), (uint32_t)cache->name_count);
	cache->names[cache->name_count] = named;
	return &cache->names[cache->name_count++];
}

static const char *shown_name(struct inlined_cache *cache, const struct module *module,
                              const char *raw)
{
	const struct named *known = find_named(cache, raw);
	if (known)
		return known->name;
	bool lacking = false;
	char *text = module->table.demangle ? demangle(raw, &lacking) : NULL;
	if (lacking)
		return NULL;
	const char *name = text ? text : *raw ? raw : "??";
	const char *copy = arena_copy(&cache->arena, name, strlen(name));
	free(text);
	known = keep_named(cache, (struct named){.entry = raw, .name = copy});
	return known ? known->name : NULL;
}

/* The symbol of a function's own code in the current unit. */
static const char *symbol_of(void *context, Dwarf_Die *function)
{
	struct module *module = context;
	uint64_t low, address;
	if (!module->inlined->unit || !unit_copy(module->inlined->unit, function, &low) ||
	    !module_elf_offset(module, low, &address))
		return NULL;
	const uint32_t symbol = symbol_table_find(&module->table, address);
	return symbol != SYMBOL_NONE && module->table.starts[symbol] == address
	               ? module->table.raw[symbol]
	               : NULL;
}

/* The name of a function of C++ without a linkage name; NULL: there is none better than its plain
 * name. */
static const char *whole_name(struct inlined_cache *cache, struct module *module, Dwarf_Die *die)
{
	Dwarf_Die first = scopes_declaration(die);
	struct buffer text = {0};
	const char *name = NULL;
	if (module->as_perf || !module->table.demangle || !language_is_cpp(first.cu, die->cu))
		return NULL;
	cache->qualifier.symbol_of = symbol_of;
	cache->qualifier.context = module;
	if (qualified_name(&cache->qualifier, die, &text))
		name = arena_copy(&cache->arena, text.data, text.size);
	buffer_free(&text);
	return name;
}

/* The name of an inlined function or of one with code of its own; NULL without memory. It is valid
 * until the next call. */
static const struct named *named_of(struct inlined_cache *cache, struct module *module,
                                    Dwarf_Die *die)
{
	const struct named *known = find_named(cache, die->addr);
	if (known)
		return known;
	const void *entry = name_entry(die);
	known = entry == die->addr ? NULL : find_named(cache, entry);
	if (!known) {
		struct named named = {.entry = entry};
		const char *raw = raw_name(die, &named.linked);
		if (raw && !named.linked)
			named.name = whole_name(cache, module, die);
		if (!named.name)
			named.name = raw ? shown_name(cache, module, raw) : "??";
		known = keep_named(cache, named);
	}
	if (!known || entry == die->addr)
		return known;
	return keep_named(cache, (struct named){die->addr, known->name, known->linked});
}

static const char *function_text(struct inlined_cache *cache, struct module *module, Dwarf_Die *die)
{
	const struct named *named = named_of(cache, module, die);
	return named ? named->name : NULL;
}

/* The name of the outermost function. Debug information has no linkage names for functions that are
 * local to a file, but the symbol at the function's beginning has the same name. */
static const char *function_name(struct inlined_cache *cache, struct module *module,
                                 const struct function *function, uint64_t address,
                                 uint64_t elf_address)
{
	Dwarf_Die die = function->die;
	uint32_t symbol = symbol_table_find(&module->table, address);
	const struct named *named = named_of(cache, module, &die);
	if (named && !named->linked && symbol != SYMBOL_NONE &&
	    address - module->table.starts[symbol] == elf_address - function->low)
		return symbol_table_name(&module->table, symbol);
	return named ? named->name : NULL;
}

/* Where the code of an inlined call begins. */
static uint64_t call_low(const struct function *function, const struct inlined_call *call)
{
	return call->range_count ? function->ranges[call->first_range].low : 0;
}

/* A function's name as perf gives it. perf uses addr2line's library. If the innermost function has
 * no linkage name, the library takes the symbol at the address: at the first look-up of that
 * function and, if the function begins where the symbol does, at all later ones. GCC gives no
 * linkage names to C++ functions that are local to a file: static ones, lambdas, and functions with
 * such types as arguments. low is where the function begins, base and symbol_start the symbol's. */
static const char *name_as_perf(struct inlined_cache *cache, struct module *module, Dwarf_Die *die,
                                uint64_t low, bool innermost, const char *base,
                                uint64_t symbol_start)
{
	const struct named *named = named_of(cache, module, die);
	if (!named || !base || named->linked)
		return named ? named->name : NULL;
	const uint32_t hash = hash_entry(die->addr);
	if (!table_room(&cache->asked_table) ||
	    !vector_reserve(&cache->asked, &cache->asked_capacity, cache->asked_count + 1))
		return NULL;
	table_each(&cache->asked_table, hash, at) {
		const struct asked *asked = &cache->asked[at->number - 1];
		if (asked->entry == die->addr)
			return asked->renamed ? base : named->name;
	}
	if (!innermost)
		return named->name;
	table_put(&cache->asked_table, hash, (uint32_t)cache->asked_count);
	cache->asked[cache->asked_count++] = (struct asked){die->addr, low == symbol_start};
	return base;
}

/* Fills in the frames at an address in a function, innermost first. */
static uint32_t fill_frames(struct inlined_cache *cache, struct module *module,
                            const struct function *function, uint64_t address, uint64_t elf_address,
                            struct symbol_inlined *frames)
{
	const struct inlined_call *chain[INLINED_DEPTH_MOST];
	size_t depth = function_calls_at(function, elf_address, chain);
	uint32_t count = 0;
	uint32_t symbol = symbol_table_find(&module->table, address);
	const char *base = symbol == SYMBOL_NONE ? NULL : symbol_table_name(&module->table, symbol);
	const uint64_t symbol_start = base ? elf_address - (address - module->table.starts[symbol])
	                                   : 0;
	const char *file = NULL;
	uint32_t line = 0;
	if (module->lines)
		unit_line(function->unit, elf_address, &file, &line, &cache->arena);
	for (size_t i = depth + 1; i-- > 0;) {
		const struct inlined_call *call = i ? chain[i - 1] : NULL;
		Dwarf_Die die = call ? function_call_entry(function, call) : function->die;
		const char *name;
		if (module->in_order)
			name = name_as_perf(cache, module, &die,
			                    call ? call_low(function, call) : function->low,
			                    i == depth, base, symbol_start);
		else if (call)
			name = function_text(cache, module, &die);
		else
			name = function_name(cache, module, function, address, elf_address);
		frames[count++] = (struct symbol_inlined){
			.name = name ? name : "??",
			.file = file,
			.line = line,
			.inlined = !name || !base || strcmp(name, base) != 0,
		};
		if (i && module->lines)
			unit_call_line(function->unit, &die, &file, &line, &cache->arena);
	}
	return count;
}

static struct answer keep_answer(struct inlined_cache *cache, uint64_t address,
                                 const struct symbol_inlined *frames, uint32_t count)
{
	struct answer answer = {.address = address};
	struct symbol_inlined *kept = arena_alloc(&cache->arena, count * sizeof *kept,
	                                          _Alignof(struct symbol_inlined));
	if (!kept)
		return answer;
	memcpy(kept, frames, count * sizeof *kept);
	answer.frames = kept;
	answer.count = count;
	return answer;
}

/* If debug information has no function: the symbol, if debug information has at least a line there,
 * or if perf shows another symbol, which is addr2line's choice among several at that address. */
static struct answer find_symbol(struct inlined_cache *cache, struct module *module,
                                 struct unit *unit, uint64_t address, uint64_t elf_address)
{
	struct symbol_inlined frame = {0};
	uint32_t symbol = symbol_table_find(&module->table, address);
	if (symbol == SYMBOL_NONE)
		return (struct answer){.address = address};
	const char *base = symbol_table_name(&module->table, symbol);
	if (module->in_order)
		symbol = symbol_table_alias(&module->table, symbol, address);
	frame.name = symbol_table_name(&module->table, symbol);
	frame.inlined = strcmp(base, frame.name) != 0;
	if (unit && module->lines)
		unit_line(unit, elf_address, &frame.file, &frame.line, &cache->arena);
	if (!frame.inlined && !frame.file)
		return (struct answer){.address = address};
	return keep_answer(cache, address, &frame, 1);
}

/* An address in the table's terms and in the file's. */
static struct answer find_answer(struct inlined_cache *cache, struct module *module,
                                 uint64_t address, uint64_t elf_address)
{
	struct symbol_inlined frames[INLINED_DEPTH_MOST + 1];
	struct unit *unit = cache->unit = units_unit(&cache->units, elf_address);
	const struct function *function = unit ? unit_function(&cache->units, unit, elf_address)
	                                       : NULL;
	if (!function)
		return find_symbol(cache, module, unit, address, elf_address);
	return keep_answer(cache, address, frames,
	                   fill_frames(cache, module, function, address, elf_address, frames));
}

static struct inlined_cache *cache_of(struct module *module)
{
	const struct symbol_elf *handles = module_handles(module);
	if (!module->inlined && handles && (handles->dwarf || module->in_order)) {
		module->inlined = calloc(1, sizeof *module->inlined);
		if (module->inlined && handles->dwarf)
			units_open(&module->inlined->units, handles->dwarf, handles->debug_path);
		module_memory_end(module); /* before a later failure replaces the error */
	}
	return module->inlined;
}

static size_t find_inlined(struct module *module, uint64_t address,
                           const struct symbol_inlined **frames)
{
	struct inlined_cache *cache = cache_of(module);
	uint64_t elf_address;
	*frames = NULL;
	if (!cache || module->kind != MODULE_FILE || !table_room(&cache->answer_table) ||
	    !vector_reserve(&cache->answers, &cache->answer_capacity, cache->answer_count + 1))
		return 0;
	uint32_t hash = hash_bytes(&address, sizeof address);
	table_each(&cache->answer_table, hash, at) {
		const struct answer *answer = &cache->answers[at->number - 1];
		if (answer->address == address) {
			*frames = answer->frames;
			return answer->count;
		}
	}
	struct answer answer = {.address = address};
	mapped_begin(&cache->units.mapped);
	if (module_elf_address(module, address, &elf_address))
		answer = find_answer(cache, module, address, elf_address);
	mapped_end(&cache->units.mapped);
	table_put(&cache->answer_table, hash, (uint32_t)cache->answer_count);
	cache->answers[cache->answer_count++] = answer;
	*frames = answer.frames;
	return answer.count;
}

size_t module_inlined(struct module *module, uint64_t address, const struct symbol_inlined **frames)
{
	module_memory_begin();
	const size_t count = find_inlined(module, address, frames);
	module_memory_end(module);
	return count;
}

void module_close_inlined(struct module *module)
{
	struct inlined_cache *cache = module->inlined;
	if (!cache)
		return;
	units_close(&cache->units);
	free(cache->names);
	free(cache->name_table.slots);
	free(cache->answers);
	free(cache->answer_table.slots);
	free(cache->asked);
	free(cache->asked_table.slots);
	qualifier_free(&cache->qualifier);
	arena_free(&cache->arena);
	free(cache);
	module->inlined = NULL;
}

#else

size_t module_inlined(struct module *module, uint64_t address, const struct symbol_inlined **frames)
{
	(void)module, (void)address;
	*frames = NULL;
	return 0;
}

void module_close_inlined(struct module *module)
{
	(void)module;
}

#endif
