/* From addresses to frames: which module an address of a space lies in, what function that is, and
 * the names that perf_symbol.c makes of what perf script would print for it. Each is done once for
 * each distinct address. */
#ifndef STACKFOLD_READ_PERF_DATA_FRAMES_H
#define STACKFOLD_READ_PERF_DATA_FRAMES_H

#include "base/buffer.h"
#include "base/table.h"
#include "formats/perf_data/jit.h"
#include "formats/perf_data/spaces.h"
#include "read/sink.h"
#include "symbol/symbol.h"

/* Whether inlined calls at an address become frames of their own. */
enum frame_inlines {
	INLINES_NONE,
	INLINES_UNWOUND, /* of a stack dump: those at the address, all named by debug information */
	INLINES_HERE,    /* asked for: those at the address, in the symbol that is there */
	INLINES_BEFORE,  /* asked for as perf, where a call returns to: those just before it */
};

#define LOCATION_LATE (MODULE_NONE - 1)

/* An address in a module. Equal addresses of different processes are the same location. */
struct location {
	uint64_t address;  /* as symbols_find takes it */
	uint64_t pc;       /* as perf script prints it; differs for samples without a call chain */
	uint32_t module;   /* MODULE_NONE: nothing is mapped there; LOCATION_LATE: address is the
	                    * number of a jit_address */
	uint8_t inlines;   /* enum frame_inlines */
	bool unresolved;   /* no symbol */
	uint32_t names[2]; /* where its frames begin in frame_names.ids, plus 1; 0: not made yet;
	                    * [1]: of Java processes */
};

/* What is known of a module beside its symbols. */
struct module_account {
	uint64_t unresolved; /* frames met in it without a symbol */
	bool perf_map;       /* its symbols come from a file that a JIT writes while it runs */
};

/* A frame whose name is found out at the end; until then another stands in its place. */
struct late_frame {
	uint32_t location, id;
	bool java;
};

/* Whose names were made: a symbol's, which begin at ids[at]. */
struct symbol_key {
	uint32_t module, index, at;
	bool java;
};

enum { KERNEL_ENTRIES = 64 };

/* An address of the kernel, and whether it is where system calls enter. */
struct kernel_entry {
	uint64_t ip; /* 0: none */
	bool call;
};

/* Set sink, options, symbols and jit; the rest zeroed is empty and ready. */
struct frame_names {
	struct sink *sink;
	const struct read_options *options;
	struct symbols *symbols;
	struct location *locations;
	size_t count, capacity;
	struct table table; /* locations by module, address and pc */
	uint32_t *ids;      /* of each location: how many frames, then their ids, root first */
	size_t id_count, id_capacity;
	struct table by_symbol; /* in ids, by module and symbol: names made once for each */
	struct symbol_key *symbol_keys;
	size_t symbol_count, symbol_capacity;
	struct module_account *modules; /* by number */
	size_t module_count, module_capacity;
	uint64_t slow; /* frames that were looked at one by one, to be counted */
	bool late;     /* the recording may be going on: perf maps are not whole yet */
	struct late_frame *late_frames;
	size_t late_count, late_capacity;
	struct jit *jit;                             /* code made at run time */
	uint64_t unmapped;                           /* frames met where nothing was mapped */
	struct kernel_entry entries[KERNEL_ENTRIES]; /* by address: each has one place */
	struct buffer text, name;                    /* room to compose names */
};

/* A chain of frames: ids root first. */
struct frame_chain {
	uint32_t *ids;
	size_t count, capacity;
};

/* Makes the location's names where that was not done yet. False without memory. */
bool frames_name(struct frame_names *names, uint32_t location);

/* The location's frames are appended, the outermost first. False without memory. */
bool frames_of_location(struct frame_names *names, uint32_t location, bool java,
                        struct frame_chain *chain);

/* The location of an address in a space, NULL: in none. UINT32_MAX without memory. pc: as in struct
 * location where it is not the address; inlines likewise. */
uint32_t frames_locate(struct frame_names *names, const struct space *space, uint64_t ip,
                       const uint64_t *pc, enum frame_inlines inlines);

/* The same where a jitdump was asked about the address. */
uint32_t frames_locate_found(struct frame_names *names, const struct unwind_map *map, uint64_t ip,
                             enum frame_inlines inlines, const struct jit_found *found);

/* The space that an address is looked up in. */
struct frame_space {
	struct space *space;      /* NULL: nobody knows anything about the address */
	struct jit_moment moment; /* what else the memory has, and when */
};

/* Appends the frames of an address. Cost: a probe of a hash table where it was met before, unless
 * it comes to stand for other code some time. */
bool frames_at(struct frame_names *names, const struct frame_space *space, uint64_t ip, bool java,
               enum frame_inlines inlines, struct frame_chain *chain);

/* Makes the names of an address, as frames_at would, where that was not done yet. What inlined
 * calls are named may depend on which addresses were met first (symbols_inlined). False without
 * memory. */
bool frames_meet(struct frame_names *names, const struct frame_space *space, uint64_t ip,
                 enum frame_inlines inlines);

/* Whether an address of the kernel is in a function that system calls come through, and no
 * interrupts. Cost: a comparison where it was asked for before. */
bool frames_is_system_call(struct frame_names *names, const struct space *kernel, uint64_t ip);

/* The module is a perf map. False without memory. */
bool frames_mark_perf_map(struct frame_names *names, uint32_t module);

/* The recording has ended: frames that were put off get their names, in all that the sink has. */
enum status frames_finish(struct frame_names *names, struct error *err);

void frame_names_free(struct frame_names *names);

#endif
