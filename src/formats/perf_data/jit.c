#include "formats/perf_data/jit.h"

#include "base/hash.h"
#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

/* ---- looking up ---- */

void jit_find(const struct jit_moment *moment, const struct unwind_map *map, uint64_t ip,
              struct jit_found *found)
{
	uint64_t limit = moment->until, since = 0;
	*found = (struct jit_found){.until = UINT64_MAX};
	for (const struct jit_view *view = moment->view; view; view = view->next) {
		const uint64_t time = moment->time < limit ? moment->time : limit;
		struct jitdump_found one;
		found->late |= !view->dump->read;
		jitdump_find(&view->dump->dump, ip, time, &one);
		/* what comes behind the limit is of another process */
		if (one.until <= limit && one.until < found->until)
			found->until = one.until;
		uint64_t from = view->dump->dump.timed && one.code ? one.code->time
		                                                   : view->dump->since;
		if (one.code && (!found->code || from > since)) {
			found->code = one.code;
			found->dump = view->dump;
			since = from;
		}
		limit = view->next_until;
	}
	/* a file that was mapped later hides the code */
	if (found->code && map && map->time > since && map->time != JIT_MEMORY)
		found->code = NULL;
}

uint32_t jit_symbol(struct symbols *symbols, const struct jit_found *found)
{
	struct jit_dump *dump = found->dump;
	uint32_t *symbol = &dump->symbols[found->code - dump->dump.codes];
	if (!*symbol &&
	    symbols_add(symbols, dump->module, dump->symbol_count, 1, found->code->name))
		*symbol = ++dump->symbol_count;
	return *symbol - 1;
}

/* ---- what is found out at the end ---- */

static bool is_same(const struct jit_address *a, const struct jit_address *b)
{
	return a->view == b->view && a->until == b->until && a->ip == b->ip &&
	       a->inlines == b->inlines && a->map.module == b->map.module &&
	       a->map.start == b->map.start && a->map.offset == b->map.offset &&
	       a->map.time == b->map.time;
}

uint32_t jit_put_off(struct jit *jit, const struct jit_moment *moment, const struct unwind_map *map,
                     uint64_t ip, uint8_t inlines)
{
	struct jit_address address = {
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
	if (!table_room(&jit->by_content))
		return UINT32_MAX;
	table_each(&jit->by_content, hash, at)
		if (is_same(&jit->addresses[at->number - 1], &address))
			return at->number - 1;
	if (jit->address_count == UINT32_MAX - 1 ||
	    !vector_reserve(&jit->addresses, &jit->address_capacity, jit->address_count + 1))
		return UINT32_MAX;
	jit->addresses[jit->address_count] = address;
	table_put(&jit->by_content, hash, (uint32_t)jit->address_count);
	return (uint32_t)jit->address_count++;
}

bool jit_add_frame(struct jit *jit, uint32_t id, uint32_t address, bool java)
{
	if (!vector_reserve(&jit->frames, &jit->frame_capacity, jit->frame_count + 1))
		return false;
	jit->frames[jit->frame_count++] = (struct jit_frame){id, address, java};
	return true;
}

void jit_free(struct jit *jit)
{
	for (size_t i = 0; i < jit->count; i++) {
		jitdump_free(&jit->dumps[i]->dump);
		free(jit->dumps[i]->symbols);
		free(jit->dumps[i]->path);
		free(jit->dumps[i]);
	}
	free(jit->dumps);
	arena_free(&jit->views);
	free(jit->addresses);
	free(jit->by_content.slots);
	free(jit->frames);
	stacks_free(&jit->stacks);
	free(jit->samples);
	jit_held_free(jit);
	*jit = (struct jit){0};
}
