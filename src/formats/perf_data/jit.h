/* Code that was generated at run time, by jitdumps: the code at an address of a process at the time
 * of a sample. `perf inject --jit` makes a file and a mapping for each piece of code; here the dump
 * is searched, because there may be a million pieces. */
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
	size_t number;             /* its number in the recording */
	struct jit_dump *contents; /* the dump with the members below: itself, or the first of the
	                              same file */
	bool read;

	uint64_t device, inode;
	enum jitdump_end end;
	struct jitdump dump; /* empty until it is read */
	uint32_t module;     /* the module of its code */
	uint32_t *symbols;   /* symbol of each code, plus 1; 0: not yet made */
	uint32_t symbol_count;
};

/* The dumps that describe a memory, the newest first. */
struct jit_view {
	struct jit_dump *dump;
	const struct jit_view *next; /* a forked process also has its parent's, up to a time */
	uint64_t next_until;
};

/* The memory that is meant, and the time. */
struct jit_moment {
	const struct jit_view *view; /* NULL: no dump describes it */
	uint64_t until, time;
};

struct jit_found {
	struct jit_dump *dump;           /* the dump with the contents */
	const struct jitdump_code *code; /* NULL: the mapping counts */
	uint64_t until; /* the answer stays the same before this time; UINT64_MAX: for ever */
	bool late;      /* uncertain: a dump was not read yet */
};

/* The time of a mapping that counts only if the process's dump turns out to be empty. */
#define JIT_MEMORY UINT64_MAX

/* A sample's time (0: unknown) in a memory. */
static inline struct jit_moment jit_moment(const struct memory *memory, uint64_t time)
{
	return (struct jit_moment){memory->jit, memory->jit_until, time ? time : UINT64_MAX};
}

/* The code at an address, instead of a mapping (NULL: nothing is mapped). Any thread. */
void jit_find(const struct jit_moment *moment, const struct unwind_map *map, uint64_t ip,
              struct jit_found *found);

/* The mapping that counts if there is no code: NULL for JIT_MEMORY of a dump that
 * describes code. */
static inline const struct unwind_map *jit_map(const struct jit_view *view,
                                               const struct unwind_map *map)
{
	return map && map->time == JIT_MEMORY && view->dump->contents->dump.count ? NULL : map;
}

/* The number of a code's symbol in the dump's module; UINT32_MAX without memory. */
uint32_t jit_symbol(struct symbols *symbols, const struct jit_found *found);

#endif
