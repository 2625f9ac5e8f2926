#include "config.h"

#include "symbol/symbol.h"

#include "base/arena.h"
#include "base/vector.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* The facade with nothing behind it yet: every address is unknown. */
struct symbols {
	struct symbol_options options;
	pthread_mutex_t lock;
	struct arena arena;
	struct stub {
		char *name;
		struct module_key key;
	} *modules;
	size_t count, capacity;
};

struct symbols *symbols_open(const struct symbol_options *options)
{
	struct symbols *symbols = calloc(1, sizeof *symbols);
	if (!symbols)
		return NULL;
	if (options)
		symbols->options = *options;
	pthread_mutex_init(&symbols->lock, NULL);
	return symbols;
}

void symbols_close(struct symbols *symbols)
{
	if (!symbols)
		return;
	pthread_mutex_destroy(&symbols->lock);
	free(symbols->modules);
	arena_free(&symbols->arena);
	free(symbols);
}

uint32_t symbols_module(struct symbols *symbols, const struct module_key *key)
{
	const char *path = key->path ? key->path : "[unknown]";
	uint32_t id = MODULE_NONE;
	pthread_mutex_lock(&symbols->lock);
	for (size_t i = 0; i < symbols->count && id == MODULE_NONE; i++)
		if (key->kind == symbols->modules[i].key.kind &&
		    strcmp(symbols->modules[i].name, path) == 0)
			id = (uint32_t)i;
	if (id == MODULE_NONE &&
	    vector_reserve(&symbols->modules, &symbols->capacity, symbols->count + 1)) {
		char *name = arena_copy(&symbols->arena, path, strlen(path));
		if (name) {
			id = (uint32_t)symbols->count++;
			symbols->modules[id] = (struct stub){name, *key};
		}
	}
	pthread_mutex_unlock(&symbols->lock);
	return id;
}

const char *symbols_module_name(struct symbols *symbols, uint32_t module)
{
	return module < symbols->count ? symbols->modules[module].name : "[unknown]";
}

void symbols_add(struct symbols *symbols, uint32_t module, uint64_t start, uint64_t size,
                 const char *name)
{
	(void)symbols, (void)module, (void)start, (void)size, (void)name;
}

bool symbols_find(struct symbols *symbols, uint32_t module, uint64_t address,
                  struct symbol_found *found)
{
	(void)symbols, (void)module, (void)address, (void)found;
	return false;
}

uint32_t symbols_count(struct symbols *symbols, uint32_t module)
{
	(void)symbols, (void)module;
	return 0;
}

size_t symbols_inlined(struct symbols *symbols, uint32_t module, uint64_t address,
                       const struct symbol_inlined **frames)
{
	(void)symbols, (void)module, (void)address;
	*frames = NULL;
	return 0;
}

enum symbol_missing symbols_missing(struct symbols *symbols, uint32_t module)
{
	(void)symbols, (void)module;
	return SYMBOL_NO_SUPPORT;
}

const char *symbol_missing_text(enum symbol_missing missing)
{
	static const char *const texts[] = {
		[SYMBOL_THERE] = "",
		[SYMBOL_NO_FILE] = "no such file, nor is it in the build-id cache",
		[SYMBOL_OTHER_BUILD] = "the file changed since the recording (its build id differs)",
		[SYMBOL_STRIPPED] = "no symbols; install its debug package",
		[SYMBOL_BAD_FILE] = "not an ELF file, or damaged",
		[SYMBOL_NO_KERNEL] = "no symbols of that kernel; give --kallsyms or --vmlinux",
		[SYMBOL_NO_MAP] = "no perf map; have the run-time system write one",
		[SYMBOL_NO_SUPPORT] = "this build cannot read ELF files (it is without elfutils)",
		[SYMBOL_NO_MEMORY] = "out of memory",
	};
	return texts[missing];
}

bool symbols_read_elf(void)
{
#ifdef HAVE_ELFUTILS
	return true;
#else
	return false;
#endif
}

const struct symbol_elf *symbols_lock_elf(struct symbols *symbols, uint32_t module)
{
	(void)symbols, (void)module;
	return NULL;
}

void symbols_unlock_elf(struct symbols *symbols, uint32_t module)
{
	(void)symbols, (void)module;
}

bool symbols_elf_address(struct symbols *symbols, uint32_t module, uint64_t offset,
                         uint64_t *address)
{
	(void)symbols, (void)module, (void)offset, (void)address;
	return false;
}
