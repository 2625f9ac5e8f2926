/* The frames of a place in a module: the names that perf_symbol.c makes from perf script's text for
 * it. Each is made once. */
#ifndef STACKFOLD_READ_PERF_DATA_FRAME_NAMES_H
#define STACKFOLD_READ_PERF_DATA_FRAME_NAMES_H

#include "base/buffer.h"
#include "base/table.h"
#include "symbol/module_offset.h"
#include "read/options.h"
#include "store/frames.h"
#include "symbol/symbol.h"

/* Whether inlined calls at an address become frames of their own. */
enum frame_inlines {
	INLINES_NONE,
	INLINES_UNWOUND, /* from a stack dump: those at the address, all named by debug information
	                  */
	INLINES_HERE,    /* requested: those at the address, in the symbol there */
	INLINES_BEFORE,  /* requested as in perf, for a return address: those just before it */
};

/* An address in a module. Equal addresses of different processes are the same location. */
struct location {
	uint64_t address; /* as symbols_find takes it */
	uint64_t pc;      /* as perf script prints it; differs for samples without a call chain */
	uint32_t module;  /* MODULE_NONE: nothing is mapped there; LOCATION_LATE: see addresses.h */
	uint8_t inlines;  /* enum frame_inlines */
	bool unresolved;  /* no symbol */
	bool kept;        /* no name was wanted, or there was none: it is a module_offset */
	uint32_t names[2]; /* start of its frames in frame_names.ids, plus 1; 0: not made yet; [1]:
	                      of Java processes */
};

/* A symbol whose names were made, which begin at ids[at]. */
struct symbol_key {
	uint32_t module, index, at;
	bool java;
};

/* Facts about a frame besides its name. */
struct frame_facts {
	unsigned kind;      /* ORIGIN_* */
	struct text module; /* size 0: unknown */
	unsigned unnamed;   /* UNNAMED_* */
};

/* The text for addresses of a module without names. */
struct kept_module {
	struct module_offset place;
	uint64_t base;
	bool looked, fits; /* at the module; it may be changed */
};

/* Set the members above the line; the rest zeroed is empty and ready. */
struct frame_names {
	struct frames *frames; /* get the names */
	/* Gets the facts about each frame that is made. */
	void (*note)(void *context, uint32_t id, const struct frame_facts *facts);
	void *context;
	const struct read_options *options;
	struct symbols *symbols;

	struct kept_module *kept; /* by module */
	size_t kept_count, kept_capacity;
	uint32_t *ids; /* for each location: the number of frames, then their ids, root first */
	size_t id_count, id_capacity;
	struct table by_symbol; /* in ids, by module and symbol: names made once for each */
	struct symbol_key *symbol_keys;
	size_t symbol_count, symbol_capacity;
	struct buffer name; /* room to compose names */
};

/* Makes the frames of a location. False without memory. */
bool frame_names_make(struct frame_names *names, struct location *location, bool java);

/* Gives the location with that number a frame *id that no symbol has, instead of frames that are
 * determined at the end. False without memory. */
bool frame_names_put_off(struct frame_names *names, struct location *location, uint32_t number,
                         bool java, uint32_t *id);

/* The frames of a location that were made: their number, then their ids, root first. Valid until
 * more are made. */
static inline const uint32_t *frame_names_list(const struct frame_names *names,
                                               const struct location *location, bool java)
{
	return names->ids + location->names[java] - 1;
}

void frame_names_free(struct frame_names *names);

#endif
