#include "formats/perf_data/frame_names.h"

#include "base/hash.h"
#include "base/vector.h"
#include "formats/perf_inline.h"
#include "formats/perf_symbol.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool add_name(struct frame_names *names, struct text name, const struct frame_facts *facts)
{
	const uint32_t id = frames_intern(names->frames, name.at, name.size);
	if (id == FRAME_NONE ||
	    !vector_reserve(&names->ids, &names->id_capacity, names->id_count + 1))
		return false;
	names->ids[names->id_count++] = id;
	names->note(names->context, id, facts);
	return true;
}

/* Appends the names of one symbol, or of an inlined call, to ids. False without memory. */
static bool add_names(struct frame_names *names, const struct perf_frame *frame, struct text module,
                      bool java, struct text source_line)
{
	struct perf_symbol_context context = {names->options, java, source_line};
	names->name.size = 0;
	size_t count = perf_symbol_names(frame, &context, &names->name);
	if (names->name.failed)
		return false;
	const char *name = names->name.data;
	for (size_t i = 0; i < count; i++) {
		size_t size = strlen(name);
		const struct frame_facts facts = {perf_frame_kind(frame, i), module,
		                                  i ? 0 : perf_frame_unnamed(frame)};
		if (!add_name(names, (struct text){name, size}, &facts))
			return false;
		name += size + 1;
	}
	return true;
}

/* Fills in a frame as perf script would write its line. */
static struct perf_frame frame_of(struct frame_names *names, const struct location *location,
                                  struct text symbol, char pc[20])
{
	struct perf_frame frame = {.pc = {pc, 0}, .symbol = symbol};
	frame.pc.size = (size_t)snprintf(pc, 20, "%" PRIx64, location->pc);
	frame.module = text_of(location->module == MODULE_NONE
	                               ? "[unknown]"
	                               : symbols_module_name(names->symbols, location->module));
	frame.no_module = text_is(frame.module, "[unknown]"); /* no path is like this */
	frame.no_symbol = !symbol.size;
	if (frame.no_symbol)
		frame.symbol = text_of("[unknown]");
	return frame;
}

/* Stores at `at` the number of ids that follow it. */
static uint32_t end_list(struct frame_names *names, size_t at)
{
	names->ids[at] = (uint32_t)(names->id_count - at - 1);
	return (uint32_t)at + 1;
}

static bool begin_list(struct frame_names *names, size_t *at)
{
	*at = names->id_count;
	if (names->id_count > UINT32_MAX / 2 ||
	    !vector_reserve(&names->ids, &names->id_capacity, names->id_count + 1))
		return false;
	names->ids[names->id_count++] = 0;
	return true;
}

/* Whether frames have their source lines. */
static bool wants_lines(const struct frame_names *names)
{
	return names->options->inline_lines || names->options->source_lines;
}

/* The frames of inlined calls at a location and of the function that contains them, outermost
 * first; *found is false if debug information has none. If inlined calls are not wanted, only that
 * function's frame, with the line in it; perf gives the line of the innermost call there. */
static bool inlined_names(struct frame_names *names, const struct location *location,
                          const struct symbol_found *symbol, bool java, uint32_t *list, bool *found)
{
	const struct symbol_inlined *calls;
	uint64_t address = location->address;
	if (location->inlines == INLINES_BEFORE && address)
		address--;
	size_t count = symbols_inlined(names->symbols, location->module, address, &calls);
	*found = count > 0;
	if (!count)
		return true;
	size_t at;
	if (!begin_list(names, &at))
		return false;
	const bool alone = location->inlines == INLINES_NONE;
	for (size_t i = count; i-- > (alone ? count - 1 : 0);) {
		char pc[20];
		char source[4096];
		struct text line = {0};
		struct perf_frame frame = frame_of(names, location, text_of(calls[i].name), pc);
		struct text module = perf_frame_module(&frame);
		if (location->inlines != INLINES_UNWOUND && i + 1 == count) {
			frame.symbol = (struct text){symbol->name, symbol->size};
		} else if (calls[i].inlined) {
			frame.inlined = true;
			frame.module = (struct text){0};
		}
		if (wants_lines(names))
			line = perf_inline_source(&calls[alone && names->options->as_perf ? 0 : i],
			                          source, sizeof source);
		if (!add_names(names, &frame, module, java, line))
			return false;
	}
	*list = end_list(names, at);
	return true;
}

/* The frames of a symbol, made once; *list is the start of their ids, plus 1. */
static bool symbol_names(struct frame_names *names, const struct location *location,
                         const struct symbol_found *symbol, bool java, uint32_t *list)
{
	const uint32_t key[3] = {location->module, symbol->index, java};
	uint32_t hash = hash_bytes(key, sizeof key);
	if (!table_room(&names->by_symbol))
		return false;
	table_each(&names->by_symbol, hash, slot) {
		const struct symbol_key *known = &names->symbol_keys[slot->number - 1];
		if (known->module == location->module && known->index == symbol->index &&
		    known->java == java) {
			*list = known->at;
			return true;
		}
	}
	size_t at;
	char pc[20];
	struct text name = {symbol->name, symbol->size};
	struct perf_frame frame = frame_of(names, location, name, pc);
	if (!vector_reserve(&names->symbol_keys, &names->symbol_capacity,
	                    names->symbol_count + 1) ||
	    !begin_list(names, &at) ||
	    !add_names(names, &frame, perf_frame_module(&frame), java, (struct text){0}))
		return false;
	*list = end_list(names, at);
	names->symbol_keys[names->symbol_count] = (struct symbol_key){location->module,
	                                                              symbol->index, *list, java};
	table_put(&names->by_symbol, hash, (uint32_t)names->symbol_count++);
	return true;
}

/* The symbol at a location. A signal's handler returns to the first instruction of the code for
 * this, so the code before it is not the caller. */
static bool find_symbol(struct frame_names *names, const struct location *location,
                        struct symbol_found *symbol)
{
	static const char *const returns[] = {"__restore_rt", "__restore", "__kernel_rt_sigreturn",
	                                      "__kernel_sigreturn"};
	struct symbol_found next;
	if (!names->options->as_perf && location->inlines != INLINES_UNWOUND &&
	    symbols_find(names->symbols, location->module, location->address + 1, &next) &&
	    !next.offset)
		for (size_t i = 0; i < sizeof returns / sizeof *returns; i++)
			if (strcmp(next.name, returns[i]) == 0) {
				*symbol = next;
				return true;
			}
	return symbols_find(names->symbols, location->module, location->address, symbol);
}

/* The text for places of a module without names; NULL: they are not written. False
 * without memory. */
static bool kept_module(struct frame_names *names, uint32_t module, const struct kept_module **kept)
{
	*kept = NULL;
	if (module == MODULE_NONE || !names->options->build_ids)
		return true;
	if (!vector_reserve(&names->kept, &names->kept_capacity, (size_t)module + 1))
		return false;
	while (names->kept_count <= module)
		names->kept[names->kept_count++] = (struct kept_module){0};
	struct kept_module *known = &names->kept[module];
	struct module_key key;
	if (!known->looked && symbols_key(names->symbols, module, &key)) {
		uint8_t id[BUILD_ID_MOST];
		key.build_id_size = symbols_build_id(names->symbols, module, id);
		key.build_id = id;
		known->fits = module_offset_of(&key, &known->place, &known->base);
	}
	known->looked = true;
	*kept = known->fits ? known : NULL;
	return true;
}

/* Makes a frame with the place of a location. */
static bool keep_place(struct frame_names *names, struct location *location,
                       const struct kept_module *kept, uint32_t *list)
{
	char pc[20];
	size_t at;
	const struct perf_frame frame = frame_of(names, location, (struct text){0}, pc);
	const struct frame_facts facts = {perf_frame_kind(&frame, 0), perf_frame_module(&frame), 0};
	struct module_offset place = kept->place;
	place.offset = location->address - kept->base;
	place.unwound = location->inlines == INLINES_UNWOUND;
	place.marked = names->options->annotate_kernel && perf_frame_is_kernel(&frame);
	names->name.size = 0;
	module_offset_write(&place, &names->name);
	if (names->name.failed || !begin_list(names, &at) ||
	    !add_name(names, (struct text){names->name.data, names->name.size}, &facts))
		return false;
	location->kept = true;
	*list = end_list(names, at);
	return true;
}

bool frame_names_make(struct frame_names *names, struct location *location, bool java)
{
	uint32_t *list = &location->names[java];
	bool found = false;
	struct symbol_found symbol;
	const struct kept_module *kept;
	if (!kept_module(names, location->module, &kept))
		return false;
	if (kept && names->options->build_ids == BUILD_IDS_ALL)
		return keep_place(names, location, kept, list);
	if (location->module != MODULE_NONE) {
		found = find_symbol(names, location, &symbol);
		location->unresolved = !found;
		bool inlined = false;
		if (found && (location->inlines || names->options->source_lines) &&
		    !inlined_names(names, location, &symbol, java, list, &inlined))
			return false;
		if (inlined)
			return true;
	}
	if (found)
		return symbol_names(names, location, &symbol, java, list);
	if (kept) {
		location->unresolved = false;
		return keep_place(names, location, kept, list);
	}
	location->unresolved = true;
	size_t at;
	char pc[20];
	struct perf_frame frame = frame_of(names, location, (struct text){0}, pc);
	if (!begin_list(names, &at) ||
	    !add_names(names, &frame, perf_frame_module(&frame), java, (struct text){0}))
		return false;
	*list = end_list(names, at);
	return true;
}

bool frame_names_put_off(struct frame_names *names, struct location *location, uint32_t number,
                         bool java, uint32_t *id)
{
	char name[32]; /* not a symbol's key, because symbols do not contain ';' */
	size_t at;
	int size = snprintf(name, sizeof name, ";%" PRIu32 "%c", number, java ? 'j' : ' ');
	*id = frames_intern(names->frames, name, (size_t)size);
	if (*id == FRAME_NONE || !begin_list(names, &at) ||
	    !vector_reserve(&names->ids, &names->id_capacity, names->id_count + 1))
		return false;
	names->ids[names->id_count++] = *id;
	location->names[java] = end_list(names, at);
	return true;
}

void frame_names_free(struct frame_names *names)
{
	free(names->ids);
	free(names->by_symbol.slots);
	free(names->symbol_keys);
	free(names->kept);
	buffer_free(&names->name);
}
