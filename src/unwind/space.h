/* A process' memory while a sample was taken: what is mapped where, and code generated at run time.
 */
#ifndef STACKFOLD_UNWIND_SPACE_H
#define STACKFOLD_UNWIND_SPACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A stretch of a process' memory. */
struct unwind_map {
	uint64_t start, end; /* addresses, end exclusive */
	uint64_t offset;     /* of start in the file; 0 for the vdso */
	uint32_t module;     /* its number, of symbols_module; MODULE_NONE: no file */
	uint64_t time;       /* when it was mapped, for the caller that makes the map; 0: unknown */
};

/* Code that was generated at run time. */
struct unwind_code {
	uint32_t module; /* a number that no file has, of symbols_module */
	uint32_t number; /* which code in it */
	uint64_t start;
	const uint8_t *frames; /* its .eh_frame; NULL: not known. An empty one has frame pointers
	                        * followed, as a file's gaps do */
	size_t frames_size;
	uint64_t frames_address; /* where that counts from */
};

/* A process' memory at the time of a sample: sorted by start, none overlapping, with all that was
 * recorded: [stack], [heap] and //anon too. Read only, so that threads may share it. */
struct unwind_space {
	const struct unwind_map *maps;
	size_t count;
	/* What is mapped at an address, NULL: nothing; in place of maps and count. NULL: they
	 * count. Any thread. */
	const struct unwind_map *(*find_map)(const void *context, uint64_t address);
	/* Code that lies in place of what is mapped at an address (map; NULL: nothing is); false:
	 * there is none. NULL: nowhere is any. Any thread. */
	bool (*find_code)(const void *context, const struct unwind_map *map, uint64_t address,
	                  struct unwind_code *code);
	const void *context;
};

/* The map of an address; NULL: none. */
const struct unwind_map *unwind_space_find(const struct unwind_space *space, uint64_t address);

#endif
