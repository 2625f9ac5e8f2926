#include "config.h"

#include "symbol/symbol.h"

#include "base/table.h"
#include "symbol/bundle.h"
#include "symbol/demangle.h"
#include "symbol/download.h"
#include "symbol/inlined.h"
#include "symbol/load.h"
#include "symbol/module.h"
#include "symbol/module_elf.h"
#include "symbol/same_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Modules never move, so look-ups need no lock: they are found through blocks that are
 * never moved. */
enum { BLOCK = 256, BLOCKS = 4096 };

struct symbols {
	struct symbol_options options;
	pthread_mutex_t lock; /* protects the members below */
	struct table table;   /* modules by key */
	uint32_t count;
	size_t text_bytes;     /* of the names and paths of modules */
	struct arena told;     /* the names of symbols that a recording contains */
	struct module *kernel; /* the first module of the kernel */
	uint32_t perf_maps;    /* number of modules that are perf maps */
	struct same_files same;
	atomic_size_t told_count; /* symbols of symbols_add */
	struct module *_Atomic blocks[BLOCKS];
};

struct symbols *symbols_open(const struct symbol_options *options)
{
	struct symbols *symbols = calloc(1, sizeof *symbols);
	if (!symbols)
		return NULL;
	if (options)
		symbols->options = *options;
	symbols->options.download = NULL;
	if (symbols->options.debuginfod)
		symbols->options.download = download_open(symbols->options.debuginfod);
	if (symbols->options.debuginfod && !symbols->options.download) {
		free(symbols);
		return NULL;
	}
	pthread_mutex_init(&symbols->lock, NULL);
	pthread_mutex_init(&symbols->same.lock, NULL);
	return symbols;
}

static struct module *module_at(struct symbols *symbols, uint32_t id)
{
	if (id / BLOCK >= BLOCKS)
		return NULL;
	struct module *block = symbols->blocks[id / BLOCK];
	struct module *module = block ? &block[id % BLOCK] : NULL;
	return module && module->name ? module : NULL;
}

static void close_module(struct module *module)
{
	module_close_inlined(module);
	symbol_table_free(&module->table);
	listed_free(&module->listed);
	module_close_elf(module);
	module_free(module);
}

void symbols_close(struct symbols *symbols)
{
	if (!symbols)
		return;
	for (uint32_t id = 0; id < symbols->count; id++)
		close_module(module_at(symbols, id));
	for (size_t i = 0; i < BLOCKS && symbols->blocks[i]; i++)
		free(symbols->blocks[i]);
	pthread_mutex_destroy(&symbols->lock);
	pthread_mutex_destroy(&symbols->same.lock);
	same_files_free(&symbols->same);
	arena_free(&symbols->told);
	download_close(symbols->options.download);
	free(symbols->table.slots);
	free(symbols);
}

/* Makes room for one more module; NULL without memory. */
static struct module *new_module(struct symbols *symbols)
{
	size_t block = symbols->count / BLOCK;
	if (block >= BLOCKS || !table_room(&symbols->table))
		return NULL;
	if (!symbols->blocks[block])
		symbols->blocks[block] = calloc(BLOCK, sizeof(struct module));
	struct module *blocks = symbols->blocks[block];
	return blocks ? &blocks[symbols->count % BLOCK] : NULL;
}

static uint32_t find_or_add(struct symbols *symbols, const struct module_key *key)
{
	uint32_t hash = module_key_hash(key);
	if (!table_room(&symbols->table))
		return MODULE_NONE;
	table_each(&symbols->table, hash, at)
		if (module_has_key(module_at(symbols, at->number - 1), key))
			return at->number - 1;
	struct module *module = new_module(symbols);
	if (!module || !module_make(module, key, &symbols->options))
		return MODULE_NONE;
	module->number = symbols->count;
	table_put(&symbols->table, hash, symbols->count);
	if (key->kind == MODULE_KERNEL && !symbols->kernel)
		symbols->kernel = module;
	symbols->perf_maps += key->kind == MODULE_PERF_MAP;
	symbols->text_bytes += module_text(module);
	return symbols->count++;
}

uint32_t symbols_module(struct symbols *symbols, const struct module_key *key)
{
	pthread_mutex_lock(&symbols->lock);
	uint32_t id = find_or_add(symbols, key);
	pthread_mutex_unlock(&symbols->lock);
	return id;
}

const char *symbols_module_name(struct symbols *symbols, uint32_t module)
{
	struct module *at = module_at(symbols, module);
	return at ? at->name : "[unknown]";
}

bool symbols_key(struct symbols *symbols, uint32_t module, struct module_key *key)
{
	const struct module *at = module_at(symbols, module);
	*key = (struct module_key){0};
	if (!at)
		return false;
	*key = (struct module_key){
		.kind = at->kind,
		.path = at->path,
		.build_id = at->build_id,
		.build_id_size = at->build_id_size,
		.pid = at->pid,
		.namespace_pid = at->namespace_pid,
		.start = at->start,
		.end = at->end,
		.reference = at->reference,
		.reference_name = at->reference_name,
	};
	return true;
}

size_t symbols_build_id(struct symbols *symbols, uint32_t module, uint8_t id[BUILD_ID_MOST])
{
	struct module *at = module_at(symbols, module);
	if (!at)
		return 0;
	memcpy(id, at->build_id, at->build_id_size);
	if (at->build_id_size || (at->kind != MODULE_FILE && at->kind != MODULE_KERNEL_MODULE))
		return at->build_id_size;
	return module_file_build_id(at, &symbols->options, id);
}

bool symbols_is_perf_map(struct symbols *symbols, uint32_t module)
{
	const struct module *at = module_at(symbols, module);
	return at && at->kind == MODULE_PERF_MAP;
}

bool symbols_is_listed(struct symbols *symbols, uint32_t module)
{
	const struct module *at = module_at(symbols, module);
	return at && at->kind == MODULE_LISTED;
}

/* Whether a module's symbols come from symbols_add. */
static bool is_told(const struct module *module)
{
	return module->kind == MODULE_LISTED || module->kind == MODULE_JITDUMP;
}

bool symbols_add(struct symbols *symbols, uint32_t module, uint64_t start, uint64_t size,
                 const char *name)
{
	struct module *at = module_at(symbols, module);
	if (!at || !is_told(at))
		return false;
	/* perf inject writes them as ELF files, whose symbols perf demangles */
	const bool mangled = at->kind == MODULE_JITDUMP && !symbols->options.raw_names;
	bool lacking = false;
	char *demangled = mangled ? demangle(name, &lacking) : NULL;
	if (lacking)
		return false;
	const char *shown = demangled ? demangled : name;
	pthread_mutex_lock(&symbols->lock);
	char *copy = arena_copy(&symbols->told, shown, strlen(shown));
	pthread_mutex_unlock(&symbols->lock);
	pthread_mutex_lock(&at->lock);
	if (copy && symbol_table_room_for_one(&at->table))
		symbol_table_add(&at->table, start, size, 0, 0, copy);
	else
		copy = NULL;
	bool added = copy && !at->table.failed;
	pthread_mutex_unlock(&at->lock);
	atomic_fetch_add(&symbols->told_count, 1);
	free(demangled);
	return added;
}

size_t symbols_memory(struct symbols *symbols)
{
	pthread_mutex_lock(&symbols->lock);
	const size_t modules = ((size_t)symbols->count + BLOCK) * sizeof(struct module);
	const size_t bytes = modules + symbols->text_bytes + symbols->told.total +
	                     symbols->table.size * sizeof *symbols->table.slots;
	pthread_mutex_unlock(&symbols->lock);
	return bytes + atomic_load(&symbols->told_count) *
	                       (2 * sizeof(struct symbol) + 2 * sizeof(struct symbol_range));
}

static bool find_jitted(struct module *module, uint64_t number, struct symbol_found *found)
{
	pthread_mutex_lock(&module->lock);
	bool there = number < module->table.count;
	if (there) {
		const char *name = module->table.symbols[number].name;
		*found = (struct symbol_found){name, (uint32_t)strlen(name), (uint32_t)number, 0};
	}
	pthread_mutex_unlock(&module->lock);
	return there;
}

static bool find_listed(struct module *module, uint64_t address, struct symbol_found *found)
{
	pthread_mutex_lock(&module->lock);
	const uint32_t number = listed_find(&module->listed, module->table.symbols,
	                                    module->table.count, address);
	if (number != SYMBOL_NONE) {
		const struct symbol *symbol = &module->table.symbols[number];
		*found = (struct symbol_found){symbol->name, (uint32_t)strlen(symbol->name), number,
		                               address - symbol->start};
	}
	pthread_mutex_unlock(&module->lock);
	return number != SYMBOL_NONE;
}

static struct module *loaded(struct symbols *symbols, struct module *module);

/* Loads a module whose lock is held. */
static void load(struct symbols *symbols, struct module *module, struct module *kernel)
{
	module_load(module, kernel, &symbols->options, &symbols->same);
	struct module *holder = module->holder;
	if (!holder) {
		symbol_table_finish(&module->table);
		if (module->table.failed)
			module->missing = SYMBOL_NO_MEMORY;
	} else if (holder != kernel) {
		/* the holder is older: locks are always taken from newer to older modules */
		module->holder = holder = loaded(symbols, holder);
		module->missing = holder->missing;
		if (holder->text_offset)
			module->shift = holder->text_offset - module->start;
	}
}

/* Loads a module if needed, and returns the module that has its symbols. */
static struct module *loaded(struct symbols *symbols, struct module *module)
{
	if (!is_told(module) && !atomic_load_explicit(&module->loaded, memory_order_acquire)) {
		pthread_mutex_lock(&symbols->lock);
		struct module *kernel = module->kind == MODULE_KERNEL_MODULE ? symbols->kernel
		                                                             : NULL;
		const bool only_map = symbols->perf_maps == 1;
		pthread_mutex_unlock(&symbols->lock);
		/* loaded first, so that it is not locked while a newer module is locked */
		if (kernel)
			loaded(symbols, kernel);
		pthread_mutex_lock(&module->lock);
		if (!module->loaded) {
			module->only_map = only_map;
			load(symbols, module, kernel);
			atomic_store_explicit(&module->loaded, true, memory_order_release);
		}
		pthread_mutex_unlock(&module->lock);
	}
	return module->holder ? module->holder : module;
}

/* The module that holds the files of a module. */
static struct module *files_of(struct symbols *symbols, struct module *module)
{
	struct module *holder = loaded(symbols, module);
	return holder->kind == module->kind ? holder : module;
}

bool symbols_find(struct symbols *symbols, uint32_t module, uint64_t address,
                  struct symbol_found *found)
{
	struct module *at = module_at(symbols, module);
	if (!at)
		return false;
	if (at->kind == MODULE_LISTED)
		return find_listed(at, address, found);
	if (at->kind == MODULE_JITDUMP)
		return find_jitted(at, address, found);
	struct module *holder = loaded(symbols, at);
	address += at->shift;
	at = holder;
	uint32_t symbol = symbol_table_find(&at->table, address);
	if (symbol == SYMBOL_NONE)
		return false;
	found->name = symbol_table_name(&at->table, symbol);
	found->size = (uint32_t)strlen(found->name);
	found->index = symbol;
	found->offset = address - at->table.starts[symbol];
	return true;
}

bool symbols_kernel_reaches(struct symbols *symbols, uint32_t module, uint64_t address)
{
	struct module *at = module_at(symbols, module);
	if (!at || at->kind != MODULE_KERNEL)
		return false;
	loaded(symbols, at);
	for (size_t i = 0; i < at->area_count; i++)
		if (address >= at->areas[i].start && address < at->areas[i].end)
			return true;
	if (address >= at->table.kernel_start && address < at->table.kernel_end)
		return true;
	return !at->table.moved &&
	       symbol_table_find(&at->table, address + at->shift) != SYMBOL_NONE;
}

uint32_t symbols_count(struct symbols *symbols, uint32_t module)
{
	struct module *at = module_at(symbols, module);
	return at ? (uint32_t)loaded(symbols, at)->table.count : 0;
}

enum symbol_missing symbols_missing(struct symbols *symbols, uint32_t module)
{
	struct module *at = module_at(symbols, module);
	if (!at)
		return SYMBOL_NO_MEMORY;
	if (!at->loaded)
		return SYMBOL_THERE;
	const struct module *holder = at->holder ? at->holder : at;
	const enum symbol_missing lack = atomic_load(&holder->table.incomplete) ? SYMBOL_NO_MEMORY
	                                                                        : holder->lack;
	return lack ? lack : at->missing;
}

enum symbol_missing symbols_lack(struct symbols *symbols)
{
	enum symbol_missing lack = SYMBOL_THERE;
	pthread_mutex_lock(&symbols->lock);
	const uint32_t count = symbols->count;
	pthread_mutex_unlock(&symbols->lock);
	for (uint32_t id = 0; id < count; id++) {
		const enum symbol_missing missing = symbols_missing(symbols, id);
		if (missing >= SYMBOL_TOO_LARGE && missing > lack)
			lack = missing;
	}
	return lack;
}

const char *symbols_download_problem(const struct symbols *symbols)
{
	return download_problem(symbols->options.download);
}

enum status symbols_collect(struct symbols *symbols, uint32_t module, struct bundle *bundle,
                            bool *found, struct error *err)
{
	struct module *at = module_at(symbols, module);
	*found = false;
	if (!at || is_told(at))
		return STATUS_OK;
	struct module *holder = loaded(symbols, at);
	pthread_mutex_lock(&holder->lock);
	const enum status status = bundle_add(bundle, at, holder, found, err);
	pthread_mutex_unlock(&holder->lock);
	return status;
}

uint32_t symbols_same(struct symbols *symbols, uint32_t module)
{
	struct module *at = module_at(symbols, module);
	return at ? files_of(symbols, at)->number : module;
}

bool symbols_read_elf(void)
{
#ifdef HAVE_ELFUTILS
	return true;
#else
	return false;
#endif
}

size_t symbols_inlined(struct symbols *symbols, uint32_t module, uint64_t address,
                       const struct symbol_inlined **frames)
{
	struct module *at = module_at(symbols, module);
	*frames = NULL;
	if (!at)
		return 0;
	at = files_of(symbols, at);
	pthread_mutex_lock(&at->lock);
	size_t count = module_inlined(at, address, frames);
	pthread_mutex_unlock(&at->lock);
	return count;
}

const struct symbol_elf *symbols_lock_elf(struct symbols *symbols, uint32_t module)
{
	struct module *at = module_at(symbols, module);
	if (!at)
		return NULL;
	at = files_of(symbols, at);
	pthread_mutex_lock(&at->lock);
	const struct symbol_elf *handles = module_handles(at);
	if (!handles)
		pthread_mutex_unlock(&at->lock);
	return handles;
}

void symbols_unlock_elf(struct symbols *symbols, uint32_t module)
{
	pthread_mutex_unlock(&files_of(symbols, module_at(symbols, module))->lock);
}

bool symbols_elf_address(struct symbols *symbols, uint32_t module, uint64_t offset,
                         uint64_t *address)
{
	struct module *at = module_at(symbols, module);
	if (!at)
		return false;
	at = files_of(symbols, at);
	pthread_mutex_lock(&at->lock);
	bool found = module_elf_address(at, offset, address);
	pthread_mutex_unlock(&at->lock);
	return found;
}

bool symbols_elf_offset(struct symbols *symbols, uint32_t module, uint64_t address,
                        uint64_t *offset)
{
	struct module *at = module_at(symbols, module);
	if (!at)
		return false;
	at = files_of(symbols, at);
	pthread_mutex_lock(&at->lock);
	bool found = module_elf_offset(at, address, offset);
	pthread_mutex_unlock(&at->lock);
	return found;
}

size_t symbols_named(struct symbols *symbols, uint32_t module, const char *name,
                     uint64_t *addresses, size_t most)
{
	struct module *at = module_at(symbols, module);
	if (!at || is_told(at))
		return 0;
	at = loaded(symbols, at);
	pthread_mutex_lock(&at->lock);
	size_t count = symbol_table_named(&at->table, name, addresses, most);
	pthread_mutex_unlock(&at->lock);
	return count;
}
