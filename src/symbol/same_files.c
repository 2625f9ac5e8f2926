#include "symbol/same_files.h"

#include "base/hash.h"
#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

static bool is_same_key(const struct files_key *a, const struct files_key *b)
{
	bool same = a->kind == b->kind && a->flags == b->flags &&
	            a->build_id_size == b->build_id_size &&
	            memcmp(a->build_id, b->build_id, a->build_id_size) == 0;
	for (size_t i = 0; same && i < FILES_OF_MODULE; i++)
		same = a->files[i].device == b->files[i].device &&
		       a->files[i].inode == b->files[i].inode;
	return same;
}

static uint32_t hash_key(const struct files_key *key)
{
	uint32_t hash = hash_bytes(key->build_id, key->build_id_size);
	for (size_t i = 0; i < FILES_OF_MODULE; i++) {
		const uint64_t numbers[] = {key->files[i].device, key->files[i].inode, hash};
		hash = hash_bytes(numbers, sizeof numbers);
	}
	return hash;
}

static struct module *find_or_add(struct same_files *same, const struct files_key *key,
                                  struct module *module)
{
	const uint32_t hash = hash_key(key);
	if (!table_room(&same->table))
		return NULL;
	table_each(&same->table, hash, at)
		if (is_same_key(&same->keys[at->number - 1], key))
			return same->modules[at->number - 1];
	if (!vector_reserve(&same->keys, &same->key_capacity, same->count + 1) ||
	    !vector_reserve(&same->modules, &same->module_capacity, same->count + 1))
		return NULL;
	table_put(&same->table, hash, (uint32_t)same->count);
	same->keys[same->count] = *key;
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
