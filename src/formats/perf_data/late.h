/* Addresses whose code is known only at the end: a jitdump of a recording in a pipe is read when
 * the pipe has ended, because the program may still write it. Until then, the stacks of waiting
 * samples have frames without a name for such addresses. */
#ifndef STACKFOLD_READ_PERF_DATA_LATE_H
#define STACKFOLD_READ_PERF_DATA_LATE_H

#include "base/table.h"
#include "formats/perf_data/jit.h"

struct late_address {
	const struct jit_view *view;
	uint64_t until, ip;
	uint8_t inlines;            /* enum frame_inlines */
	struct unwind_map map;      /* the mapping there; module MODULE_NONE: nothing is mapped */
	uint64_t from, found_until; /* the time for which the answer below is valid */
	uint32_t location;          /* the answer; UINT32_MAX: none yet */
};

/* A frame for such an address. */
struct late_frame {
	uint32_t id, address; /* id of the frame; number of the address */
	bool java;
};

/* Zeroed is empty and ready. */
struct late {
	struct late_address *addresses;
	size_t address_count, address_capacity;
	struct table by_content; /* addresses */
	struct late_frame *frames;
	size_t frame_count, frame_capacity;
	uint32_t *by_id; /* frames, plus 1; 0: that frame has its name */
	size_t id_count;
};

/* The number of an address whose code is determined at the end; UINT32_MAX without memory. */
uint32_t late_address(struct late *late, const struct jit_moment *moment,
                      const struct unwind_map *map, uint64_t ip, uint8_t inlines);

/* Assigns a frame to the address with that number. False without memory. */
bool late_add_frame(struct late *late, uint32_t id, uint32_t address, bool java);

/* Prepares late_frame after all frames were added, with ids below `id_count`. False
 * without memory. */
bool late_begin(struct late *late, size_t id_count);

/* The address of a frame; NULL: the frame has its name. */
static inline const struct late_frame *late_frame(const struct late *late, uint32_t id)
{
	return id < late->id_count && late->by_id[id] ? &late->frames[late->by_id[id] - 1] : NULL;
}

void late_free(struct late *late);

#endif
