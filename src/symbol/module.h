/* A module as the room keeps it: see symbol.h for what it is. */
#ifndef STACKFOLD_SYMBOL_MODULE_H
#define STACKFOLD_SYMBOL_MODULE_H

#include "symbol/listed.h"
#include "symbol/missing.h"
#include "symbol/table.h"
#include "symbol/types.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

/* Addresses from start, up to but without end. */
struct symbol_area {
	uint64_t start, end;
};

struct module {
	/* Its key, which never changes. It owns the strings. */
	enum module_kind kind;
	char *path; /* NULL: none */
	char *name; /* as perf shows it */
	uint8_t build_id[BUILD_ID_MOST];
	size_t build_id_size; /* as recorded; 0: not known */
	uint32_t number;
	uint32_t pid, namespace_pid;
	uint64_t start, end, reference;
	char *reference_name;

	pthread_mutex_t lock; /* for all below until loaded, and later for the ELF handles */
	atomic_bool loaded;   /* set after all that loading fills */
	enum symbol_missing missing;
	_Atomic(enum symbol_missing) lack; /* memory or descriptors were lacking: part of it is
	                                    * missing. SYMBOL_THERE: they were not */
	struct symbol_table table;
	struct listed listed;  /* of MODULE_LISTED: finds in the table while it grows */
	uint64_t shift;        /* added to an address before the table is asked */
	struct module *holder; /* which module has its symbols and files: an earlier one of the
	                        * same files, or of a kernel module the kernel; NULL: itself */
	uint8_t found_id[BUILD_ID_MOST]; /* the build id, as recorded or else as the file has it */
	size_t found_id_size;
	uint64_t text_offset;   /* of a kernel module: where .text lies in its file; 0: nowhere */
	struct module_elf *elf; /* NULL: no ELF file */
	char *text_path;        /* the kallsyms or perf map that was read; NULL: none */
	const struct symbol_options *options; /* of the symbols */
	struct symbol_area *areas;            /* of a kernel: all of its memory, if that is known */
	size_t area_count;
	bool as_perf;  /* inlined frames get perf's names, */
	bool only_map; /* no other process has a perf map */
	bool in_order; /* also those that follow from the order in which addresses are asked for */
	bool lines;    /* inlined frames get files and lines */
	struct inlined_cache *inlined;
};

/* Makes a module of a key, not loaded. False without memory: then there is nothing to free. */
bool module_make(struct module *module, const struct module_key *key,
                 const struct symbol_options *options);
size_t module_text(const struct module *module); /* bytes of its names */
void module_free(struct module *module);         /* what module_make made, and its areas */

/* Whether a key means this module, and a hash that is the same for all such keys. */
bool module_has_key(const struct module *module, const struct module_key *key);
uint32_t module_key_hash(const struct module_key *key);

/* Around calls of libraries that report a lack of memory by errno alone, or not at all, so that
 * callers cannot distinguish it from damaged files. */
static inline void module_memory_begin(void)
{
	errno = 0;
}

static inline void module_memory_end(struct module *module)
{
	if (errno == ENOMEM)
		module->lack = SYMBOL_NO_MEMORY;
}

#endif
