/* Code that was made at run time, as jitdumps tell of it: what lies at an address of a process at
 * the time of a sample. `perf inject --jit` makes a file of each piece of code, and a mapping of
 * each file; here the dump is asked, as there may be a million of them.
 *
 * A dump of a recording in a pipe is read when the pipe has ended, as the program may still write
 * it. Samples of its process wait for that, as numbers. */
#ifndef STACKFOLD_READ_PERF_DATA_JIT_H
#define STACKFOLD_READ_PERF_DATA_JIT_H

#include "base/table.h"
#include "formats/perf_data/header.h"
#include "store/stacks.h"
#include "symbol/jitdump.h"
#include "symbol/symbol.h"
#include "unwind/unwind.h"

/* A dump that a process mapped. */
struct jit_dump {
	char *path;   /* as recorded */
	uint32_t pid; /* of the process, as recorded */
	struct jitdump_wanted wanted;
	uint64_t since;      /* when it was mapped */
	struct jitdump dump; /* empty until it is read */
	bool read;
	uint32_t module;   /* what its code is in */
	uint32_t *symbols; /* of each code, plus 1; 0: it has none yet */
	uint32_t symbol_count;
};

/* The dumps that tell of a memory, the newest first. */
struct jit_view {
	struct jit_dump *dump;
	const struct jit_view *next; /* a forked process has its parent's too, up to a time */
	uint64_t next_until;
};

/* Whose memory is meant, and when. */
struct jit_moment {
	const struct jit_view *view; /* NULL: no dump tells of it */
	uint64_t until, time;
};

struct jit_found {
	struct jit_dump *dump;
	const struct jitdump_code *code; /* NULL: the mapping counts */
	uint64_t until; /* the answer stays the same before this time; UINT64_MAX: for ever */
	bool late;      /* who knows: a dump is not read yet */
};

/* An address whose code is not known before the end. */
struct jit_address {
	const struct jit_view *view;
	uint64_t until, ip;
	uint8_t inlines;            /* enum frame_inlines */
	struct unwind_map map;      /* what is mapped there: of module MODULE_NONE nothing */
	uint64_t from, found_until; /* what the answer below is good for */
	uint32_t location;          /* the answer; UINT32_MAX: none yet */
};

/* A frame that stands for such an address. */
struct jit_frame {
	uint32_t id, address; /* of the frame; among jit.addresses */
	bool java;
};

/* A sample that waits for the end. */
struct jit_sample {
	uint64_t time, weight;
	uint32_t event, stack; /* of the sink; of jit.stacks */
};

/* Zeroed is empty and ready. */
struct jit {
	struct jit_dump **dumps;
	size_t count, capacity;
	struct arena views;
	bool late; /* dumps are read at the end */

	struct jit_address *addresses;
	size_t address_count, address_capacity;
	struct table by_content;  /* addresses */
	struct jit_frame *frames; /* ids rise */
	size_t frame_count, frame_capacity;
	struct stacks stacks;
	struct jit_sample *samples;
	size_t sample_count, sample_capacity;
	struct jit_held *held_first, *held_last; /* those with a stack dump: see jit_held.c */
	size_t held_bytes;
	uint64_t not_held; /* there were too many of them */
};

/* The time of a mapping that only counts where the process' dump turns out to tell of nothing. */
#define JIT_MEMORY UINT64_MAX

/* What a process has mapped. */
struct jit_mapping {
	const char *path;
	uint32_t pid;
	uint64_t time; /* 0: unknown */
	uint64_t inode;
	uint32_t major, minor; /* inode 0: unknown */
};

/* What lies at an address in place of a mapping (NULL: nothing is mapped). Any thread. */
void jit_find(const struct jit_moment *moment, const struct unwind_map *map, uint64_t ip,
              struct jit_found *found);

/* The mapping that counts where there is no code: NULL for JIT_MEMORY of a dump that tells of some.
 */
static inline const struct unwind_map *jit_map(const struct jit_view *view,
                                               const struct unwind_map *map)
{
	return map && map->time == JIT_MEMORY && view->dump->dump.count ? NULL : map;
}

/* The number of a code's symbol in the dump's module; UINT32_MAX without memory. */
uint32_t jit_symbol(struct symbols *symbols, const struct jit_found *found);

/* The number of an address to be found out at the end; UINT32_MAX without memory. */
uint32_t jit_put_off(struct jit *jit, const struct jit_moment *moment, const struct unwind_map *map,
                     uint64_t ip, uint8_t inlines);

/* A frame stands for an address of that number. False without memory. */
bool jit_add_frame(struct jit *jit, uint32_t id, uint32_t address, bool java);

void jit_held_free(struct jit *jit); /* in jit_held.c */
void jit_free(struct jit *jit);

#endif
