#include "formats/perf_data/addresses.h"

#include "base/hash.h"
#include "base/vector.h"
#include "read/sink_replace.h"

#include <stdlib.h>
#include <string.h>

/* ---- locations ---- */

static uint32_t locate(struct addresses *addresses, const struct location *wanted)
{
	const uint64_t key[3] = {wanted->address, wanted->pc,
	                         (uint64_t)wanted->module << 2 | wanted->inlines};
	uint32_t hash = hash_bytes(key, sizeof key);
	if (!table_room(&addresses->table))
		return UINT32_MAX;
	table_each(&addresses->table, hash, slot) {
		const struct location *known = &addresses->locations[slot->number - 1];
		if (known->address == wanted->address && known->pc == wanted->pc &&
		    known->module == wanted->module && known->inlines == wanted->inlines)
			return slot->number - 1;
	}
	if (addresses->count == UINT32_MAX - 1 ||
	    !vector_reserve(&addresses->locations, &addresses->capacity, addresses->count + 1))
		return UINT32_MAX;
	addresses->locations[addresses->count] = *wanted;
	table_put(&addresses->table, hash, (uint32_t)addresses->count);
	return (uint32_t)addresses->count++;
}

static uint32_t locate_mapped(struct addresses *addresses, const struct unwind_map *map,
                              uint64_t ip, const uint64_t *pc, enum frame_inlines inlines)
{
	struct location location = {
		.address = ip, .module = MODULE_NONE, .inlines = (uint8_t)inlines};
	if (map) {
		location.module = map->module;
		location.address = ip - map->start + map->offset;
	}
	location.pc = pc ? *pc : location.address;
	return locate(addresses, &location);
}

uint32_t addresses_locate(struct addresses *addresses, const struct space *space, uint64_t ip,
                          const uint64_t *pc, enum frame_inlines inlines)
{
	const struct unwind_map *map = space ? space_find(space, ip) : NULL;
	struct unwind_map kernel = {.start = ip, .offset = ip};
	if (!map && space && space->kernel_module &&
	    symbols_kernel_reaches(addresses->names.symbols, space->kernel_module - 1, ip)) {
		/* functions that only run at the kernel's start are after its text, and call the
		 * idle task */
		kernel.module = space->kernel_module - 1;
		map = &kernel;
	}
	return locate_mapped(addresses, map, ip, pc, inlines);
}

uint32_t addresses_locate_found(struct addresses *addresses, const struct unwind_map *map,
                                uint64_t ip, enum frame_inlines inlines,
                                const struct jit_found *found)
{
	if (!found->code)
		return locate_mapped(addresses, map, ip, NULL, inlines);
	const struct location location = {.module = found->dump->module,
	                                  .address = jit_symbol(addresses->names.symbols, found)};
	return location.address == UINT32_MAX ? UINT32_MAX : locate(addresses, &location);
}

/* The location of an address; *found says how long this is valid. UINT32_MAX without memory. */
static uint32_t locate_at(struct addresses *addresses, const struct frame_space *space, uint64_t ip,
                          enum frame_inlines inlines, struct jit_found *found)
{
	if (!space->moment.view) {
		*found = (struct jit_found){.until = UINT64_MAX};
		return addresses_locate(addresses, space->space, ip, NULL, inlines);
	}
	const struct unwind_map *map = space_find(space->space, ip);
	jit_find(&space->moment, map, ip, found);
	if (!found->late)
		return addresses_locate_found(addresses, jit_map(space->moment.view, map), ip,
		                              inlines, found);
	const struct location location = {.module = LOCATION_LATE,
	                                  .address = late_address(&addresses->late, &space->moment,
	                                                          map, ip, (uint8_t)inlines)};
	return location.address == UINT32_MAX ? UINT32_MAX : locate(addresses, &location);
}

static bool has_account(struct addresses *addresses, uint32_t module)
{
	if (!vector_reserve(&addresses->unresolved, &addresses->module_capacity,
	                    (size_t)module + 1))
		return false;
	while (addresses->module_count <= module)
		addresses->unresolved[addresses->module_count++] = 0;
	return true;
}

/* Counts a frame without a symbol, for the account. */
static bool count_unresolved(struct addresses *addresses, uint32_t module)
{
	if (module == MODULE_NONE)
		addresses->unmapped++;
	else if (has_account(addresses, module))
		addresses->unresolved[module]++;
	else
		return false;
	return true;
}

/* ---- frames of locations ---- */

/* Whether the frames of a location are determined at the end. */
static bool is_late(const struct addresses *addresses, const struct location *location)
{
	return location->module == LOCATION_LATE ||
	       (addresses->open && symbols_is_perf_map(addresses->names.symbols, location->module));
}

static bool make_names(struct addresses *addresses, struct location *location, bool java)
{
	if (!is_late(addresses, location))
		return frame_names_make(&addresses->names, location, java);
	uint32_t id, number = (uint32_t)(location - addresses->locations);
	if (!frame_names_put_off(&addresses->names, location, number, java, &id))
		return false;
	if (location->module == LOCATION_LATE)
		return late_add_frame(&addresses->late, id, (uint32_t)location->address, java);
	if (!vector_reserve(&addresses->put_off, &addresses->put_off_capacity,
	                    addresses->put_off_count + 1))
		return false;
	addresses->put_off[addresses->put_off_count++] = (struct put_off_frame){number, id, java};
	return true;
}

bool addresses_name(struct addresses *addresses, uint32_t number)
{
	struct location *location = &addresses->locations[number];
	return location->names[0] || make_names(addresses, location, false);
}

bool addresses_frames(struct addresses *addresses, uint32_t number, bool java,
                      struct frame_chain *chain)
{
	struct location *location = &addresses->locations[number];
	addresses->slow++;
	if (!location->names[java] && !make_names(addresses, location, java))
		return false;
	if (location->unresolved && !count_unresolved(addresses, location->module))
		return false;
	const uint32_t *list = frame_names_list(&addresses->names, location, java);
	if (!vector_reserve(&chain->ids, &chain->capacity, chain->count + list[0]))
		return false;
	memcpy(chain->ids + chain->count, list + 1, list[0] * sizeof *list);
	chain->count += list[0];
	return true;
}

/* Fills a free slot with an address's location, and its frame if there is just one. *number is the
 * location if it is valid only for now, otherwise UINT32_MAX. */
static bool fill_slot(struct addresses *addresses, const struct frame_space *space,
                      struct space_slot *slot, uint64_t key, uint64_t ip,
                      enum frame_inlines inlines, uint32_t *number)
{
	struct jit_found found;
	*number = locate_at(addresses, space, ip, inlines, &found);
	if (*number == UINT32_MAX)
		return false;
	if (!addresses_name(addresses, *number))
		return false;
	const struct location *location = &addresses->locations[*number];
	if (found.until != UINT64_MAX)
		return true;
	const uint32_t *list = frame_names_list(&addresses->names, location, false);
	bool plain = list[0] == 1 && !location->unresolved;
	*slot = (struct space_slot){key, plain ? list[1] : FRAME_NONE, *number + 1};
	space_slot_filled(space->space, ip);
	*number = UINT32_MAX;
	return true;
}

bool addresses_meet(struct addresses *addresses, const struct frame_space *space, uint64_t ip,
                    enum frame_inlines inlines)
{
	uint32_t number;
	uint64_t key = ip ^ (uint64_t)inlines << 62;
	struct space_slot *slot = space->space ? space_slot(space->space, key) : NULL;
	return !space->space || (slot && (slot->location || fill_slot(addresses, space, slot, key,
	                                                              ip, inlines, &number)));
}

bool addresses_at(struct addresses *addresses, const struct frame_space *space, uint64_t ip,
                  bool java, enum frame_inlines inlines, struct frame_chain *chain)
{
	uint32_t number = UINT32_MAX;
	if (!space->space) {
		number = addresses_locate(addresses, NULL, ip, NULL, INLINES_NONE);
		return number != UINT32_MAX && addresses_frames(addresses, number, java, chain);
	}
	uint64_t key = ip ^ (uint64_t)inlines << 62; /* processes do not have addresses this high */
	struct space_slot *slot = space_slot(space->space, key);
	if (!slot ||
	    (!slot->location && !fill_slot(addresses, space, slot, key, ip, inlines, &number)))
		return false;
	if (number != UINT32_MAX)
		return addresses_frames(addresses, number, java, chain);
	if (slot->frame == FRAME_NONE || java)
		return addresses_frames(addresses, slot->location - 1, java, chain);
	if (!vector_reserve(&chain->ids, &chain->capacity, chain->count + 1))
		return false;
	chain->ids[chain->count++] = slot->frame;
	return true;
}

enum status addresses_finish(struct addresses *addresses, struct error *err)
{
	struct sink *sink = addresses->sink;
	if (!addresses->put_off_count)
		return STATUS_OK;
	size_t count = sink->frames.count;
	addresses->open = false;
	for (size_t i = 0; i < addresses->put_off_count; i++) {
		const struct put_off_frame *frame = &addresses->put_off[i];
		struct location *location = &addresses->locations[frame->location];
		if (!make_names(addresses, location, frame->java) ||
		    (location->unresolved && !count_unresolved(addresses, location->module)))
			return error_no_memory(err);
	}
	const uint32_t **with = calloc(count, sizeof *with);
	if (!with)
		return error_no_memory(err);
	for (size_t i = 0; i < addresses->put_off_count; i++) {
		const struct put_off_frame *frame = &addresses->put_off[i];
		with[frame->id] = frame_names_list(
			&addresses->names, &addresses->locations[frame->location], frame->java);
	}
	enum status status = sink_replace(sink, with, count, err);
	free(with);
	return status;
}

size_t addresses_memory(const struct addresses *addresses)
{
	const struct frame_names *names = &addresses->names;
	const struct late *late = &addresses->late;
	return addresses->capacity * sizeof *addresses->locations +
	       (addresses->table.size + names->by_symbol.size + late->by_content.size) *
	               sizeof(struct table_slot) +
	       addresses->module_capacity * sizeof *addresses->unresolved +
	       addresses->put_off_capacity * sizeof *addresses->put_off +
	       late->address_capacity * sizeof *late->addresses +
	       late->frame_capacity * sizeof *late->frames +
	       names->id_capacity * sizeof *names->ids +
	       names->symbol_capacity * sizeof *names->symbol_keys;
}

void addresses_free(struct addresses *addresses)
{
	frame_names_free(&addresses->names);
	late_free(&addresses->late);
	free(addresses->put_off);
	free(addresses->locations);
	free(addresses->table.slots);
	free(addresses->unresolved);
}
