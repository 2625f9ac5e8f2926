#include "formats/perf_inline.h"

#include "symbol/symbol.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t hex_number(struct text digits)
{
	uint64_t number = 0;
	for (size_t i = 0; i < digits.size; i++) {
		char c = digits.at[i];
		number = number << 4 | (uint64_t)(is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
	}
	return number;
}

/* A copy with a NUL after it; NULL without memory. The caller frees. */
static char *copy_of(struct text text)
{
	return strndup(text.at, text.size);
}

/* A line's symbol and address. */
struct place {
	struct symbols *symbols;
	uint32_t module;
	const char *symbol;
	bool has_offset;
	uint64_t pc, offset;
};

/* Whether the symbol at an address of the module is the line's. */
static bool agrees(const struct place *place, uint64_t address)
{
	struct symbol_found found;
	return symbols_find(place->symbols, place->module, address, &found) &&
	       (place->has_offset ? found.offset == place->offset
	                          : strcmp(found.name, place->symbol) == 0);
}

/* Finds the address by the symbol's name. Programs are relocated by whole pages, so of several
 * symbols with the name, the one is meant whose offset in its page matches. */
static bool find_by_name(const struct place *place, uint64_t *address)
{
	enum { SAME_NAME_MOST = 64, PAGE = 4096 };
	uint64_t starts[SAME_NAME_MOST];
	if (!place->has_offset)
		return false;
	size_t count = symbols_named(place->symbols, place->module, place->symbol, starts,
	                             SAME_NAME_MOST);
	for (size_t i = 0; i < count && i < SAME_NAME_MOST; i++) {
		*address = starts[i] + place->offset;
		if ((*address - place->pc) % PAGE == 0)
			return true;
	}
	return false;
}

static bool find_address(const struct place *place, uint64_t *address)
{
	*address = place->pc;
	if (agrees(place, place->pc))
		return true;
	if (symbols_elf_offset(place->symbols, place->module, place->pc, address) &&
	    agrees(place, *address))
		return true;
	return find_by_name(place, address);
}

struct text perf_inline_source(const struct symbol_inlined *call, char *room, size_t size)
{
	if (!call->file)
		return (struct text){0};
	const char *slash = strrchr(call->file, '/');
	int written = snprintf(room, size, "%s:%u", slash ? slash + 1 : call->file, call->line);
	return (struct text){room, written < 0              ? 0
	                           : (size_t)written < size ? (size_t)written
	                                                    : size - 1};
}

/* The names of inlined calls, and of the function that contains them, which is the line's. */
static size_t add_names(const struct perf_frame *frame, const struct symbol_inlined *calls,
                        size_t count, bool java, const struct read_options *options,
                        struct buffer *names)
{
	size_t added = 0;
	for (size_t i = count; i-- > 0;) {
		char source[4096];
		struct perf_symbol_context context = {.options = options, .java = java};
		struct perf_frame call = *frame;
		if (options->inline_lines)
			context.source_line = perf_inline_source(&calls[i], source, sizeof source);
		if (i + 1 < count) {
			call.symbol = (struct text){calls[i].name, strlen(calls[i].name)};
			call.module = (struct text){0};
			call.inlined = true;
			call.no_module = false;
		}
		added += perf_symbol_names(&call, &context, names);
	}
	return added;
}

size_t perf_inline_names(const struct perf_frame *frame, bool caller, bool java,
                         const struct read_options *options, struct buffer *names)
{
	const struct symbol_inlined *calls;
	uint64_t address;
	size_t count = 0;
	/* frames of the kernel and of JITs stay unchanged, as in the original */
	if (!frame->module.size || frame->module.at[0] != '/' || frame->inlined ||
	    !frame->symbol.size || frame->no_symbol)
		return 0;
	char *path = copy_of(frame->module), *symbol = copy_of(frame->symbol);
	struct place place = {.symbols = options->inliner,
	                      .module = MODULE_NONE,
	                      .symbol = symbol,
	                      .has_offset = frame->offset.size > 0,
	                      .pc = hex_number(frame->pc),
	                      .offset = hex_number(frame->offset)};
	if (path && symbol)
		place.module = symbols_module(
			place.symbols, &(struct module_key){.kind = MODULE_FILE, .path = path});
	names->failed |= place.module == MODULE_NONE; /* only without memory */
	if (place.module != MODULE_NONE && find_address(&place, &address)) {
		size_t found = symbols_inlined(place.symbols, place.module,
		                               address - (caller && address > 0), &calls);
		if (found)
			count = add_names(frame, calls, found, java, options, names);
	}
	free(path);
	free(symbol);
	return count;
}
