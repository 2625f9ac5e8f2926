/* Code that was generated at run time, as jitdumps tell of it: what lies at an address of a process
 * at the time of a sample. `perf inject --jit` makes a file of each piece of code, and a mapping of
 * each file; here the dump is asked, as there may be a million of them. */
#ifndef STACKFOLD_READ_PERF_DATA_JIT_H
#define STACKFOLD_READ_PERF_DATA_JIT_H

#include "formats/perf_data/spaces.h"
#include "symbol/jitdump.h"
#include "symbol/symbol.h"
#include "unwind/unwind.h"

/* A dump that a process mapped. */
struct jit_dump {
	char *path;   /* as recorded */
	uint32_t pid; /* of the process, as recorded */
	struct jitdump_wanted wanted;
	uint64_t since;            /* when it was mapped */
	size_t number;             /* among the recording's */
	struct jit_dump *contents; /* who has what follows: itself, or the first of the same file */
	bool read;

	uint64_t device, inode;
	enum jitdump_end end;
	struct jitdump dump; /* empty until it is read */
	uint32_t module;     /* what its code is in */
	uint32_t *symbols;   /* of each code, plus 1; 0: not yet made */
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
	const struct jit_view *view; /* NULL: no dump describes it */
	uint64_t until, time;
};

struct jit_found {
	struct jit_dump *dump;           /* who has the contents */
	const struct jitdump_code *code; /* NULL: the mapping counts */
	uint64_t until; /* the answer stays the same before this time; UINT64_MAX: for ever */
	bool late;      /* who knows: a dump is not read yet */
};

/* The time of a mapping that only counts where the process' dump turns out to tell of nothing. */
#define JIT_MEMORY UINT64_MAX

/* A sample's time (0: unknown) in a memory. */
static inline struct jit_moment jit_moment(const struct memory *memory, uint64_t time)
{
	return (struct jit_moment){memory->jit, memory->jit_until, time ? time : UINT64_MAX};
}

/* What lies at an address in place of a mapping (NULL: nothing is mapped). Any thread. */
void jit_find(const struct jit_moment *moment, const struct unwind_map *map, uint64_t ip,
              struct jit_found *found);

/* The mapping that counts where there is no code: NULL for JIT_MEMORY of a dump that describes
 * some. */
static inline const struct unwind_map *jit_map(const struct jit_view *view,
                                               const struct unwind_map *map)
{
	return map && map->time == JIT_MEMORY && view->dump->contents->dump.count ? NULL : map;
}

/* The number of a code's symbol in the dump's module; UINT32_MAX without memory. */
uint32_t jit_symbol(struct symbols *symbols, const struct jit_found *found);

#endif
