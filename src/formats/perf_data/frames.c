#include "formats/perf_data/frames.h"

#include "base/hash.h"
#include "base/vector.h"
#include "formats/perf_inline.h"
#include "formats/perf_symbol.h"

#include <inttypes.h>
#include <stdio.h>

/* ---- names ---- */

/* The names of one symbol, or of one that an inlined call has, appended to ids. False without
 * memory. */
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
		uint32_t id = frames_intern(&names->sink->frames, name, size);
		if (id == FRAME_NONE ||
		    !vector_reserve(&names->ids, &names->id_capacity, names->id_count + 1))
			return false;
		names->ids[names->id_count++] = id;
		sink_origin(names->sink, id, perf_symbol_kind(frame, i), module.at, module.size);
		if (i == 0)
			sink_unnamed(names->sink, id, perf_symbol_unnamed(frame));
		name += size + 1;
	}
	return true;
}

/* A frame as perf script would write its line. */
static struct perf_frame frame_of(struct frame_names *names, const struct location *location,
                                  struct text symbol, char pc[20])
{
	struct perf_frame frame = {.pc = {pc, 0}, .symbol = symbol};
	frame.pc.size = (size_t)snprintf(pc, 20, "%" PRIx64, location->pc);
	frame.module = text_of(location->module == MODULE_NONE
	                               ? "[unknown]"
	                               : symbols_module_name(names->symbols, location->module));
	if (!symbol.size)
		frame.symbol = text_of("[unknown]");
	return frame;
}

/* Puts the number of ids behind `at` at that place. */
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

/* The frames of inlined calls at a location and of the function that they are in, outermost first;
 * *found is false where debug information has none. Where no inlined calls are wanted, only that
 * function's, with the line in it; perf has the line of the innermost call there. */
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
		struct text module = perf_symbol_module(&frame);
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

/* The frames of a symbol, made once; *list is where they begin, plus 1. */
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
	    !add_names(names, &frame, perf_symbol_module(&frame), java, (struct text){0}))
		return false;
	*list = end_list(names, at);
	names->symbol_keys[names->symbol_count] = (struct symbol_key){location->module,
	                                                              symbol->index, *list, java};
	table_put(&names->by_symbol, hash, (uint32_t)names->symbol_count++);
	return true;
}

static bool is_late(const struct frame_names *names, const struct location *location)
{
	return location->module == LOCATION_LATE ||
	       (names->late && location->module < names->module_count &&
	        names->modules[location->module].perf_map);
}

/* A name that no frame has, in the place of one that is found out at the end. */
static bool put_off(struct frame_names *names, struct location *location, bool java)
{
	char name[32];
	size_t at;
	uint32_t number = (uint32_t)(location - names->locations);
	int size = snprintf(name, sizeof name, "\1%" PRIu32 "%c", number, java ? 'j' : ' ');
	uint32_t id = frames_intern(&names->sink->frames, name, (size_t)size);
	if (id == FRAME_NONE || !begin_list(names, &at) ||
	    !vector_reserve(&names->ids, &names->id_capacity, names->id_count + 1) ||
	    !vector_reserve(&names->late_frames, &names->late_capacity, names->late_count + 1))
		return false;
	names->ids[names->id_count++] = id;
	location->names[java] = end_list(names, at);
	if (location->module == LOCATION_LATE)
		return jit_add_frame(names->jit, id, (uint32_t)location->address, java);
	names->late_frames[names->late_count++] = (struct late_frame){number, id, java};
	return true;
}

/* The symbol at a location. A signal's handler returns to where the code for that begins, and was
 * not called from what lies before. */
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

static bool make_names(struct frame_names *names, struct location *location, bool java)
{
	if (is_late(names, location))
		return put_off(names, location, java);
	uint32_t *list = &location->names[java];
	bool found = false;
	struct symbol_found symbol;
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
	location->unresolved = true;
	size_t at;
	char pc[20];
	struct perf_frame frame = frame_of(names, location, (struct text){0}, pc);
	if (!begin_list(names, &at) ||
	    !add_names(names, &frame, perf_symbol_module(&frame), java, (struct text){0}))
		return false;
	*list = end_list(names, at);
	return true;
}

/* ---- locations ---- */

static uint32_t locate(struct frame_names *names, const struct location *wanted)
{
	const uint64_t key[3] = {wanted->address, wanted->pc,
	                         (uint64_t)wanted->module << 2 | wanted->inlines};
	uint32_t hash = hash_bytes(key, sizeof key);
	if (!table_room(&names->table))
		return UINT32_MAX;
	table_each(&names->table, hash, slot) {
		const struct location *known = &names->locations[slot->number - 1];
		if (known->address == wanted->address && known->pc == wanted->pc &&
		    known->module == wanted->module && known->inlines == wanted->inlines)
			return slot->number - 1;
	}
	if (names->count == UINT32_MAX - 1 ||
	    !vector_reserve(&names->locations, &names->capacity, names->count + 1))
		return UINT32_MAX;
	names->locations[names->count] = *wanted;
	table_put(&names->table, hash, (uint32_t)names->count);
	return (uint32_t)names->count++;
}

static uint32_t locate_mapped(struct frame_names *names, const struct unwind_map *map, uint64_t ip,
                              const uint64_t *pc, enum frame_inlines inlines)
{
	struct location location = {
		.address = ip, .module = MODULE_NONE, .inlines = (uint8_t)inlines};
	if (map) {
		location.module = map->module;
		location.address = ip - map->start + map->offset;
	}
	location.pc = pc ? *pc : location.address;
	return locate(names, &location);
}

uint32_t frames_locate(struct frame_names *names, const struct space *space, uint64_t ip,
                       const uint64_t *pc, enum frame_inlines inlines)
{
	const struct unwind_map *map = space ? space_find(space, ip) : NULL;
	struct unwind_map kernel = {.start = ip, .offset = ip};
	if (!map && space && space->kernel_module &&
	    symbols_kernel_reaches(names->symbols, space->kernel_module - 1, ip)) {
		/* functions that only ran when the kernel started lie behind its text, and call the
		 * idle task */
		kernel.module = space->kernel_module - 1;
		map = &kernel;
	}
	return locate_mapped(names, map, ip, pc, inlines);
}

uint32_t frames_locate_found(struct frame_names *names, const struct unwind_map *map, uint64_t ip,
                             enum frame_inlines inlines, const struct jit_found *found)
{
	if (!found->code)
		return locate_mapped(names, map, ip, NULL, inlines);
	const struct location location = {.module = found->dump->module,
	                                  .address = jit_symbol(names->symbols, found)};
	return location.address == UINT32_MAX ? UINT32_MAX : locate(names, &location);
}

/* The location of an address; *found says how long it is that. UINT32_MAX without memory. */
static uint32_t locate_at(struct frame_names *names, const struct frame_space *space, uint64_t ip,
                          enum frame_inlines inlines, struct jit_found *found)
{
	if (!space->moment.view) {
		*found = (struct jit_found){.until = UINT64_MAX};
		return frames_locate(names, space->space, ip, NULL, inlines);
	}
	const struct unwind_map *map = space_find(space->space, ip);
	jit_find(&space->moment, map, ip, found);
	if (!found->late)
		return frames_locate_found(names, jit_map(space->moment.view, map), ip, inlines,
		                           found);
	const struct location location = {
		.module = LOCATION_LATE,
		.address = jit_put_off(names->jit, &space->moment, map, ip, (uint8_t)inlines)};
	return location.address == UINT32_MAX ? UINT32_MAX : locate(names, &location);
}

bool frames_is_system_call(struct frame_names *names, const struct space *kernel, uint64_t ip)
{
	struct kernel_entry *entry = &names->entries[(ip >> 1) % KERNEL_ENTRIES];
	if (entry->ip == ip)
		return entry->call;
	const struct unwind_map *map = space_find(kernel, ip);
	struct symbol_found symbol;
	*entry = (struct kernel_entry){ip, false};
	if (map &&
	    symbols_find(names->symbols, map->module, ip - map->start + map->offset, &symbol))
		entry->call = perf_symbol_is_system_call((struct text){symbol.name, symbol.size});
	return entry->call;
}

static bool has_account(struct frame_names *names, uint32_t module)
{
	if (!vector_reserve(&names->modules, &names->module_capacity, (size_t)module + 1))
		return false;
	while (names->module_count <= module)
		names->modules[names->module_count++] = (struct module_account){0};
	return true;
}

bool frames_mark_perf_map(struct frame_names *names, uint32_t module)
{
	if (!has_account(names, module))
		return false;
	names->modules[module].perf_map = true;
	return true;
}

/* Counts a frame without a symbol, for the account. */
static bool count_unresolved(struct frame_names *names, uint32_t module)
{
	if (module == MODULE_NONE)
		names->unmapped++;
	else if (has_account(names, module))
		names->modules[module].unresolved++;
	else
		return false;
	return true;
}

bool frames_name(struct frame_names *names, uint32_t number)
{
	struct location *location = &names->locations[number];
	return location->names[0] || make_names(names, location, false);
}

bool frames_of_location(struct frame_names *names, uint32_t number, bool java,
                        struct frame_chain *chain)
{
	struct location *location = &names->locations[number];
	names->slow++;
	if (!location->names[java] && !make_names(names, location, java))
		return false;
	if (location->unresolved && !count_unresolved(names, location->module))
		return false;
	const uint32_t *list = names->ids + location->names[java] - 1;
	if (!vector_reserve(&chain->ids, &chain->capacity, chain->count + list[0]))
		return false;
	memcpy(chain->ids + chain->count, list + 1, list[0] * sizeof *list);
	chain->count += list[0];
	return true;
}

/* A free slot gets an address' location, and its frame where there is just one; *number is the
 * location where it is that for now only, else UINT32_MAX. */
static bool fill_slot(struct frame_names *names, const struct frame_space *space,
                      struct space_slot *slot, uint64_t key, uint64_t ip,
                      enum frame_inlines inlines, uint32_t *number)
{
	struct jit_found found;
	*number = locate_at(names, space, ip, inlines, &found);
	if (*number == UINT32_MAX)
		return false;
	if (!frames_name(names, *number))
		return false;
	const struct location *location = &names->locations[*number];
	if (found.until != UINT64_MAX)
		return true;
	const uint32_t *list = names->ids + location->names[0] - 1;
	bool plain = list[0] == 1 && !location->unresolved;
	*slot = (struct space_slot){key, plain ? list[1] : FRAME_NONE, *number + 1};
	space_slot_filled(space->space, ip);
	*number = UINT32_MAX;
	return true;
}

bool frames_meet(struct frame_names *names, const struct frame_space *space, uint64_t ip,
                 enum frame_inlines inlines)
{
	uint32_t number;
	uint64_t key = ip ^ (uint64_t)inlines << 62;
	struct space_slot *slot = space->space ? space_slot(space->space, key) : NULL;
	return !space->space || (slot && (slot->location || fill_slot(names, space, slot, key, ip,
	                                                              inlines, &number)));
}

bool frames_at(struct frame_names *names, const struct frame_space *space, uint64_t ip, bool java,
               enum frame_inlines inlines, struct frame_chain *chain)
{
	uint32_t number = UINT32_MAX;
	if (!space->space) {
		number = frames_locate(names, NULL, ip, NULL, INLINES_NONE);
		return number != UINT32_MAX && frames_of_location(names, number, java, chain);
	}
	uint64_t key = ip ^ (uint64_t)inlines << 62; /* no process has addresses up there */
	struct space_slot *slot = space_slot(space->space, key);
	if (!slot || (!slot->location && !fill_slot(names, space, slot, key, ip, inlines, &number)))
		return false;
	if (number != UINT32_MAX)
		return frames_of_location(names, number, java, chain);
	if (slot->frame == FRAME_NONE || java)
		return frames_of_location(names, slot->location - 1, java, chain);
	if (!vector_reserve(&chain->ids, &chain->capacity, chain->count + 1))
		return false;
	chain->ids[chain->count++] = slot->frame;
	return true;
}

enum status frames_finish(struct frame_names *names, struct error *err)
{
	if (!names->late_count)
		return STATUS_OK;
	size_t count = names->sink->frames.count;
	names->late = false;
	for (size_t i = 0; i < names->late_count; i++) {
		const struct late_frame *late = &names->late_frames[i];
		struct location *location = &names->locations[late->location];
		if (!make_names(names, location, late->java) ||
		    (location->unresolved && !count_unresolved(names, location->module)))
			return error_no_memory(err);
	}
	const uint32_t **with = calloc(count, sizeof *with);
	if (!with)
		return error_no_memory(err);
	for (size_t i = 0; i < names->late_count; i++) {
		const struct late_frame *late = &names->late_frames[i];
		with[late->id] = names->ids + names->locations[late->location].names[late->java] -
		                 1;
	}
	enum status status = sink_replace(names->sink, with, count, err);
	free(with);
	return status;
}

void frame_names_free(struct frame_names *names)
{
	free(names->late_frames);
	free(names->locations);
	free(names->table.slots);
	free(names->ids);
	free(names->by_symbol.slots);
	free(names->symbol_keys);
	free(names->modules);
	buffer_free(&names->text);
	buffer_free(&names->name);
}
