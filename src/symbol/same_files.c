#include "symbol/same_files.h"

#include "base/hash.h"
#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

static struct module *find_or_add(struct same_files *same, const struct files_key *key,
                                  struct module *module)
{
	const uint32_t hash = hash_bytes(key, sizeof *key);
	if (!table_room(&same->table))
		return NULL;
	table_each(&same->table, hash, at)
		if (memcmp(&same->keys[at->number - 1], key, sizeof *key) == 0)
			return same->modules[at->number - 1];
	if (!vector_reserve(&same->keys, &same->key_capacity, same->count + 1) ||
	    !vector_reserve(&same->modules, &same->module_capacity, same->count + 1))
		return NULL;
	table_put(&same->table, hash, (uint32_t)same->count);
	memcpy(&same->keys[same->count], key, sizeof *key); /* with what fills up between members */
	same->modules[same->count++] = module;
	return module;
}

struct module *same_files_first(struct same_files *same, const struct files_key *key,
                                struct module *module)
{
	pthread_mutex_lock(&same->lock);
	struct module *first = find_or_add(same, key, module);
	pthread_mutex_unlock(&same->lock);
	return first;
}

void same_files_free(struct same_files *same)
{
	free(same->keys);
	free(same->modules);
	free(same->table.slots);
}
