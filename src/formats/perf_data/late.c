#include "formats/perf_data/late.h"

#include "base/hash.h"
#include "base/vector.h"

#include <stdlib.h>

static bool is_same(const struct late_address *a, const struct late_address *b)
{
	return a->view == b->view && a->until == b->until && a->ip == b->ip &&
	       a->inlines == b->inlines && a->map.module == b->map.module &&
	       a->map.start == b->map.start && a->map.offset == b->map.offset &&
	       a->map.time == b->map.time;
}

uint32_t late_address(struct late *late, const struct jit_moment *moment,
                      const struct unwind_map *map, uint64_t ip, uint8_t inlines)
{
	struct late_address address = {
		.view = moment->view,
		.until = moment->until,
		.ip = ip,
		.inlines = inlines,
		.map.module = MODULE_NONE,
		.location = UINT32_MAX,
	};
	if (map)
		address.map = *map;
	const uint64_t key[3] = {ip, address.map.start, address.map.time};
	const uint32_t hash = hash_bytes(key, sizeof key);
	if (!table_room(&late->by_content))
		return UINT32_MAX;
	table_each(&late->by_content, hash, at)
		if (is_same(&late->addresses[at->number - 1], &address))
			return at->number - 1;
	if (late->address_count == UINT32_MAX - 1 ||
	    !vector_reserve(&late->addresses, &late->address_capacity, late->address_count + 1))
		return UINT32_MAX;
	late->addresses[late->address_count] = address;
	table_put(&late->by_content, hash, (uint32_t)late->address_count);
	return (uint32_t)late->address_count++;
}

bool late_add_frame(struct late *late, uint32_t id, uint32_t address, bool java)
{
	if (!vector_reserve(&late->frames, &late->frame_capacity, late->frame_count + 1))
		return false;
	late->frames[late->frame_count++] = (struct late_frame){id, address, java};
	return true;
}

bool late_begin(struct late *late, size_t id_count)
{
	if (!late->frame_count)
		return true;
	late->by_id = calloc(id_count, sizeof *late->by_id);
	if (!late->by_id)
		return false;
	late->id_count = id_count;
	for (size_t i = 0; i < late->frame_count; i++)
		late->by_id[late->frames[i].id] = (uint32_t)i + 1;
	return true;
}

void late_free(struct late *late)
{
	free(late->addresses);
	free(late->by_content.slots);
	free(late->frames);
	free(late->by_id);
	*late = (struct late){0};
}
