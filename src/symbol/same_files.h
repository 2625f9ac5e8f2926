/* Modules by the files that they are read from, so that a file is read once, although it has
 * several names (links, "/./lib"), or is a kernel module that was loaded at several places. */
#ifndef STACKFOLD_SYMBOL_SAME_FILES_H
#define STACKFOLD_SYMBOL_SAME_FILES_H

#include "base/table.h"
#include "symbol/types.h"

#include <pthread.h>

struct module;

enum { FILES_OF_MODULE = 3 };

struct file_number {
	uint64_t device, inode; /* both 0: no file */
};

/* What modules are compared by. */
struct files_key {
	enum module_kind kind;
	uint8_t flags; /* of the caller that makes the key */
	uint8_t build_id_size;
	uint8_t build_id[BUILD_ID_MOST];
	struct file_number files[FILES_OF_MODULE];
};

/* Zeroed but for the lock is empty and ready. Any thread. */
struct same_files {
	pthread_mutex_t lock;
	struct files_key *keys;
	struct module **modules; /* of each key */
	size_t count, key_capacity, module_capacity;
	struct table table;
};

/* The first module that came with this key: the given one, or one that came earlier. NULL without
 * memory. */
struct module *same_files_first(struct same_files *same, const struct files_key *key,
                                struct module *module);

void same_files_free(struct same_files *same);

#endif
