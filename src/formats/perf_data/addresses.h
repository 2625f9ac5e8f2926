/* From addresses to frames: finds the module of an address in a space, the function, and its
 * frames, once for each distinct address. */
#ifndef STACKFOLD_READ_PERF_DATA_ADDRESSES_H
#define STACKFOLD_READ_PERF_DATA_ADDRESSES_H

#include "base/table.h"
#include "formats/perf_data/frame_names.h"
#include "formats/perf_data/jit.h"
#include "formats/perf_data/late.h"
#include "formats/perf_data/spaces.h"
#include "read/sink.h"

/* The module of a location whose address is the number of a late_address. */
#define LOCATION_LATE (MODULE_NONE - 1)

/* A frame whose name is determined at the end; until then another frame replaces it. */
struct put_off_frame {
	uint32_t location, id;
	bool java;
};

/* Set names' parts, sink and open; the rest zeroed is empty and ready. */
struct addresses {
	struct frame_names names;
	struct sink *sink;
	bool open; /* the recording may continue: perf maps are not complete yet */

	struct location *locations;
	size_t count, capacity;
	struct table table;   /* locations by module, address and pc */
	uint64_t *unresolved; /* frames without a symbol, by module */
	size_t module_count, module_capacity;
	uint64_t unmapped;             /* frames at addresses where nothing was mapped */
	uint64_t slow;                 /* frames that were looked up one by one, for counting */
	struct put_off_frame *put_off; /* of perf maps */
	size_t put_off_count, put_off_capacity;
	struct late late; /* of jitdumps that are read at the end */
};

/* A chain of frames: ids root first. */
struct frame_chain {
	uint32_t *ids;
	size_t count, capacity;
};

/* Makes the location's names if needed. False without memory. */
bool addresses_name(struct addresses *addresses, uint32_t location);

/* Appends the location's frames, the outermost first. False without memory. */
bool addresses_frames(struct addresses *addresses, uint32_t location, bool java,
                      struct frame_chain *chain);

/* The location of an address in a space, NULL: in none. UINT32_MAX without memory. pc: as in struct
 * location if it is not the address; inlines likewise. */
uint32_t addresses_locate(struct addresses *addresses, const struct space *space, uint64_t ip,
                          const uint64_t *pc, enum frame_inlines inlines);

/* The same if a jitdump was searched for the address. */
uint32_t addresses_locate_found(struct addresses *addresses, const struct unwind_map *map,
                                uint64_t ip, enum frame_inlines inlines,
                                const struct jit_found *found);

/* The space in which an address is looked up. */
struct frame_space {
	struct space *space;      /* NULL: nothing is known about the address */
	struct jit_moment moment; /* other data of the memory, and the time */
};

/* Appends the frames of an address. Cost: a probe of a hash table if it was looked up before,
 * unless its code changes some time. */
bool addresses_at(struct addresses *addresses, const struct frame_space *space, uint64_t ip,
                  bool java, enum frame_inlines inlines, struct frame_chain *chain);

/* Makes the names of an address if needed, as addresses_at would. Names of inlined calls may depend
 * on which addresses were looked up first (symbols_inlined). False without memory. */
bool addresses_meet(struct addresses *addresses, const struct frame_space *space, uint64_t ip,
                    enum frame_inlines inlines);

/* Call when the recording has ended: gives postponed frames their names everywhere in the sink. */
enum status addresses_finish(struct addresses *addresses, struct error *err);

/* The bytes that they take. */
size_t addresses_memory(const struct addresses *addresses);

void addresses_free(struct addresses *addresses);

#endif
