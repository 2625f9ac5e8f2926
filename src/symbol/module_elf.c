/* The ELF files of a module: which ones, in perf's order of preference, and their contents that are
 * read. */
#include "config.h"

#include "symbol/module_elf.h"

#ifdef HAVE_ELFUTILS
#include "symbol/download.h"
#include "symbol/dwarf_file.h"
#include "symbol/elf_file.h"
#include "symbol/elf_symbols.h"
#include "symbol/minidebug.h"
#include "symbol/paths.h"
#include "symbol/vdso.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct module_elf {
	struct elf_file runtime; /* the file that was mapped, or the best substitute */
	struct elf_file symbols; /* the file with .symtab, if it is another one */
	struct elf_file debug;   /* the file with debug information, if it is in neither */
	struct dwarf_file dwarf; /* the same, opened by libdw */
	struct elf_file mini;    /* .gnu_debugdata, unpacked */
	char *mini_bytes;
	bool has_file; /* runtime has code, so it is not a debug file */
	bool looked_for_debug;
	bool other_debug; /* a debug file was found, but of another build */
	struct symbol_elf handles;
};

static void set_build_id(struct module *module, Elf *elf)
{
	if (!module->found_id_size)
		module->found_id_size = elf_file_build_id(elf, module->found_id, BUILD_ID_MOST);
}

/* Whether files of this place have only the module's debug information, and are found
 * by its name. */
static bool is_debug_place(enum path_kind kind)
{
	switch (kind) {
	case PATH_DEBUGLINK:
	case PATH_DEBUGLINK_BELOW:
	case PATH_DEBUGLINK_GLOBAL:
	case PATH_FEDORA:
	case PATH_UBUNTU:
	case PATH_OPENEMBEDDED:
		return true;
	default:
		return false;
	}
}

/* Opens a file; if that fails for lack of something, notes it in the module. */
static bool open_path(struct module *module, const char *path, struct elf_file *file)
{
	struct elf_opening opening = {.packed = module->kind == MODULE_KERNEL_MODULE,
	                              .lack = module->lack};
	bool opened = elf_file_open(file, path, &opening);
	module->lack = opening.lack;
	return opened;
}

/* Opens the file at one of the places; *differs is set if the file there has another build ID. */
static bool open_place(struct module *module, const struct path_names *names, enum path_kind kind,
                       struct elf_file *file, bool *differs)
{
	char path[PATH_MOST];
	if (!path_make(names, kind, path) || !open_path(module, path, file))
		return false;
	if (elf_file_is_build(file->elf, module->found_id, module->found_id_size))
		return true;
	*differs |= kind == PATH_SYSTEM || is_debug_place(kind);
	elf_file_close(file);
	return false;
}

static struct path_names names_of(const struct module *module, const struct symbol_options *options)
{
	return (struct path_names){
		.options = options,
		.path = module->path,
		.cached = module->kind == MODULE_VDSO ? "vdso" : "elf",
		.build_id = module->found_id,
		.build_id_size = module->found_id_size,
		.pid = module->pid,
	};
}

/* Opens the file that was mapped. */
static bool open_runtime(struct module *module, const struct symbol_options *options,
                         struct elf_file *file, bool *differs)
{
	static const enum path_kind places[] = {PATH_CACHE, PATH_SYSTEM, PATH_CONTAINER};
	struct path_names names = names_of(module, options);
	/* --symfs means another machine: only a build ID shows that its vdso is the same */
	bool own = !module->path &&
	           (module->found_id_size || !options->symfs || !options->symfs[0]);
	if (module->kind == MODULE_VDSO && own && vdso_open(file)) {
		if (elf_file_is_build(file->elf, module->found_id, module->found_id_size))
			return true;
		*differs = true;
		elf_file_close(file);
	}
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (open_place(module, &names, places[i], file, differs))
			return true;
	return false;
}

/* Opens the first file, in the order of all places, that `has` accepts. The runtime file counts at
 * its own place; then nothing is opened. */
static bool open_best(struct module *module, const struct symbol_options *options,
                      bool (*has)(Elf *elf), struct elf_file *file)
{
	struct module_elf *elf = module->elf;
	struct path_names names = names_of(module, options);
	uint32_t checksum;
	if (elf->runtime.elf)
		names.debuglink = elf_file_debuglink(elf->runtime.elf, &checksum);
	for (int kind = 0; kind < PATH_KINDS; kind++) {
		char path[PATH_MOST];
		bool differs = false;
		if (elf->runtime.elf && path_make(&names, (enum path_kind)kind, path) &&
		    strcmp(path, elf->runtime.path) == 0) {
			if (has(elf->runtime.elf))
				return false;
			continue;
		}
		bool opened = open_place(module, &names, (enum path_kind)kind, file, &differs);
		elf->other_debug |= differs && is_debug_place((enum path_kind)kind);
		if (!opened)
			continue;
		/* a build ID proves the same at less cost */
		if (!module->found_id_size && names.debuglink &&
		    is_debug_place((enum path_kind)kind) &&
		    !elf_file_has_checksum(file, checksum)) {
			elf->other_debug = true;
			elf_file_close(file);
			continue;
		}
		if (has(file->elf))
			return true;
		elf_file_close(file);
	}
	return false;
}

static bool has_symtab(Elf *elf)
{
	return elf_symbols_has(elf, false);
}

static bool has_debug(Elf *elf)
{
	GElf_Shdr header;
	return (elf_file_section(elf, ".debug_info", &header) ||
	        elf_file_section(elf, ".zdebug_info", &header)) &&
	       header.sh_type != SHT_NOBITS;
}

/* perf reads .symtab and .dynsym from one file, and names the entries of the mapped file's linkage
 * table. */
static enum symbol_missing read_symbols(struct module *module)
{
	struct module_elf *elf = module->elf;
	struct symbol_table *table = &module->table;
	Elf *runtime = elf->runtime.elf;
	Elf *symbols = elf->symbols.elf ? elf->symbols.elf : runtime;
	size_t count = 0;
	if (has_symtab(symbols))
		count = elf_symbols_add(table, symbols, runtime, false, ELF_VALUES_OFFSET, 0);
	else if (minidebug_open(runtime, &elf->mini, &elf->mini_bytes))
		count = elf_symbols_add(table, elf->mini.elf, runtime, false, ELF_VALUES_OFFSET, 0);
	enum symbol_missing missing = count ? SYMBOL_THERE : SYMBOL_EXPORTED;
	count += elf_symbols_add(table, symbols, runtime, true, ELF_VALUES_OFFSET, 0);
	if (count && !table->broken)
		elf_symbols_add_plt(table, runtime);
	return count ? missing : SYMBOL_STRIPPED;
}

static enum symbol_missing why_no_file(struct module *module, const struct symbol_options *options,
                                       bool differs)
{
	char path[PATH_MOST];
	struct path_names names = names_of(module, options);
	struct elf_file file;
	if (differs)
		return SYMBOL_OTHER_BUILD;
	if (!path_make(&names, PATH_SYSTEM, path))
		return SYMBOL_NO_FILE;
	if (open_path(module, path, &file)) {
		elf_file_close(&file);
		return SYMBOL_BAD_FILE;
	}
	return path_is_file(path) ? SYMBOL_BAD_FILE : SYMBOL_NO_FILE;
}

/* A kernel module's addresses are absolute; in its file they are relative to .text. */
static void shift_kernel_module(struct module *module)
{
	GElf_Shdr header;
	if (module->kind != MODULE_KERNEL_MODULE ||
	    !elf_file_section(module->elf->runtime.elf, ".text", &header))
		return;
	module->text_offset = header.sh_offset;
	module->shift = header.sh_offset - module->start;
}

static void close_files(struct module_elf *elf)
{
	elf_file_close(&elf->debug);
	elf_file_close(&elf->symbols);
	elf_file_close(&elf->runtime);
}

/* Downloads and opens a file; false: no server has it, or its build ID differs. */
static bool download(struct module *module, const struct symbol_options *options,
                     enum download_kind kind, struct elf_file *file)
{
	char *path = download_file(options->download, kind, module->found_id,
	                           module->found_id_size);
	bool opened = path && open_path(module, path, file);
	if (opened && !elf_file_is_build(file->elf, module->found_id, module->found_id_size)) {
		elf_file_close(file);
		opened = false;
	}
	free(path);
	return opened;
}

/* Downloads symbols and debug information that are still missing. */
static void download_debug(struct module *module, const struct symbol_options *options)
{
	struct module_elf *elf = module->elf;
	struct elf_file *symbols = elf->symbols.elf ? &elf->symbols : &elf->runtime;
	struct elf_file file;
	const bool complete = symbols->elf && has_symtab(symbols->elf) &&
	                      (has_debug(symbols->elf) || has_debug(elf->runtime.elf) ||
	                       elf->debug.elf);
	if (complete || !download(module, options, DOWNLOAD_DEBUG, &file))
		return;
	if (!elf->symbols.elf && (!elf->runtime.elf || !has_symtab(elf->runtime.elf)))
		elf->symbols = file;
	else if (!elf->debug.elf)
		elf->debug = file;
	else
		elf_file_close(&file);
}

/* Opens the mapped file and the files with its symbols and debug information. This is done now,
 * because the options are not available later. If there is no such file, elf->runtime
 * is not open. */
static void open_files(struct module *module, const struct symbol_options *options, bool *differs)
{
	struct module_elf *elf = module->elf;
	elf->has_file = open_runtime(module, options, &elf->runtime, differs);
	if (!elf->has_file && module->kind != MODULE_VDSO)
		elf->has_file = download(module, options, DOWNLOAD_EXECUTABLE, &elf->runtime);
	if (elf->has_file)
		set_build_id(module, elf->runtime.elf);
	open_best(module, options, has_symtab, &elf->symbols);
	if (!elf->runtime.elf && elf->symbols.elf) {
		elf->runtime = elf->symbols;
		elf->symbols = (struct elf_file){0};
	}
	if (elf->runtime.elf && !has_debug(elf->runtime.elf) &&
	    (!elf->symbols.elf || !has_debug(elf->symbols.elf)))
		open_best(module, options, has_debug, &elf->debug);
	if (options->download)
		download_debug(module, options);
	if (!elf->runtime.elf && elf->symbols.elf) {
		elf->runtime = elf->symbols;
		elf->symbols = (struct elf_file){0};
	}
}

/* Flags in the keys of modules. */
enum { KEY_PATH = 1, KEY_HAS_FILE = 2, KEY_OTHER_DEBUG = 4 };

/* The first module that uses exactly the same files. NULL without memory. */
static struct module *first_of_files(struct module *module, struct same_files *same)
{
	const struct module_elf *elf = module->elf;
	const struct elf_file *const files[FILES_OF_MODULE] = {&elf->runtime, &elf->symbols,
	                                                       &elf->debug};
	struct files_key key = {
		.kind = module->kind,
		.flags = (uint8_t)((elf->has_file ? KEY_HAS_FILE : 0) |
	                           (elf->other_debug ? KEY_OTHER_DEBUG : 0)),
	};
	for (size_t i = 0; i < FILES_OF_MODULE; i++)
		key.files[i] = (struct file_number){files[i]->device, files[i]->inode};
	return key.files[0].inode ? same_files_first(same, &key, module) : module;
}

/* Modules of the kernel are compared before their files are opened, because those may be
 * compressed: the first module of the same build whose path leads to the same file. NULL without
 * memory. */
static struct module *first_of_path(struct module *module, const struct symbol_options *options,
                                    struct same_files *same)
{
	char path[PATH_MOST];
	struct stat status;
	const struct path_names names = names_of(module, options);
	if (module->kind != MODULE_KERNEL_MODULE || !path_make(&names, PATH_SYSTEM, path) ||
	    stat(path, &status))
		return module;
	struct files_key key = {
		.kind = module->kind,
		.flags = KEY_PATH,
		.build_id_size = (uint8_t)module->build_id_size,
	};
	memcpy(key.build_id, module->build_id, module->build_id_size);
	key.files[0] = (struct file_number){status.st_dev, status.st_ino};
	return same_files_first(same, &key, module);
}

/* Gives the module a holder; false if it is the first itself. */
static bool take_holder(struct module *module, struct module *first)
{
	if (!first)
		module->lack = SYMBOL_NO_MEMORY;
	else if (first != module)
		module->holder = first;
	return module->holder;
}

enum symbol_missing module_load_elf(struct module *module, const struct symbol_options *options,
                                    struct same_files *same)
{
	bool differs = false;
	if (take_holder(module, first_of_path(module, options, same)))
		return SYMBOL_THERE;
	struct module_elf *elf = module->elf = calloc(1, sizeof *elf);
	if (!elf)
		return SYMBOL_NO_MEMORY;
	open_files(module, options, &differs);
	if (!elf->runtime.elf || take_holder(module, first_of_files(module, same))) {
		close_files(elf);
		free(elf);
		module->elf = NULL;
		return module->holder ? SYMBOL_THERE : why_no_file(module, options, differs);
	}
	module->table.demangle = module->kind != MODULE_KERNEL_MODULE && !options->raw_names;
	elf->handles.path = elf->runtime.path;
	elf->handles.elf = elf->has_file ? elf->runtime.elf : NULL;
	module_memory_begin();
	enum symbol_missing missing = read_symbols(module);
	module_memory_end(module);
	if (elf->other_debug && (missing == SYMBOL_STRIPPED || missing == SYMBOL_EXPORTED))
		missing = SYMBOL_OTHER_DEBUG;
	shift_kernel_module(module);
	return missing;
}

size_t module_file_build_id(const struct module *module, const struct symbol_options *options,
                            uint8_t id[BUILD_ID_MOST])
{
	char path[PATH_MOST];
	struct elf_file file;
	const struct path_names names = names_of(module, options);
	struct elf_opening opening = {.packed = module->kind == MODULE_KERNEL_MODULE};
	if (!path_make(&names, PATH_SYSTEM, path) || !elf_file_open(&file, path, &opening))
		return 0;
	const size_t size = elf_file_build_id(file.elf, id, BUILD_ID_MOST);
	elf_file_close(&file);
	return size;
}

enum symbol_missing module_load_vmlinux(struct module *module, const char *path, bool any_build)
{
	struct module_elf *elf = module->elf = calloc(1, sizeof *elf);
	uint64_t value, shift = 0;
	if (!elf)
		return SYMBOL_NO_MEMORY;
	if (open_path(module, path, &elf->runtime) &&
	    (any_build ||
	     elf_file_is_build(elf->runtime.elf, module->build_id, module->build_id_size))) {
		if (module->reference &&
		    elf_symbols_value(elf->runtime.elf, module->reference_name, &value))
			shift = module->reference - value;
		if (!module->as_perf)
			module->table.rule = SYMBOL_INNERMOST;
		module_memory_begin();
		const size_t count = elf_symbols_add(&module->table, elf->runtime.elf,
		                                     elf->runtime.elf, false, ELF_VALUES_ADDRESS,
		                                     shift);
		module_memory_end(module);
		if (count)
			return SYMBOL_THERE;
		module->table.rule = SYMBOL_AS_PERF;
	}
	elf_file_close(&elf->runtime);
	free(elf);
	module->elf = NULL;
	return SYMBOL_NO_FILE;
}

static void open_debug(struct module *module)
{
	struct module_elf *elf = module->elf;
	struct elf_opening opening = {.lack = module->lack};
	const struct elf_file *best = elf->debug.elf ? &elf->debug
	                              : elf->symbols.elf && has_debug(elf->symbols.elf)
	                                      ? &elf->symbols
	                              : has_debug(elf->runtime.elf) ? &elf->runtime
	                                                            : NULL;
	elf->looked_for_debug = true;
	if (!best)
		return;
	elf->handles.debug = best->elf;
	elf->handles.debug_path = best->path;
	dwarf_file_open(&elf->dwarf, best, module->options, &opening);
	elf->handles.dwarf = elf->dwarf.dwarf;
	module->lack = opening.lack;
}

const struct symbol_elf *module_handles(struct module *module)
{
	if (!module->elf)
		return NULL;
	if (!module->elf->looked_for_debug)
		open_debug(module);
	return &module->elf->handles;
}

bool module_elf_address(struct module *module, uint64_t offset, uint64_t *address)
{
	return module->elf && elf_file_address(module->elf->runtime.elf, offset, address);
}

bool module_elf_offset(struct module *module, uint64_t address, uint64_t *offset)
{
	return module->elf && elf_file_offset(module->elf->runtime.elf, address, offset);
}

/* Adds a file, unless it is not open or its bytes cannot be read. */
static void add_image(const struct elf_file *file, bool debug, struct module_image *images,
                      size_t *count)
{
	struct module_image image = {.debug = debug};
	image.bytes = file->elf ? elf_rawfile(file->elf, &image.size) : NULL;
	if (!image.bytes || !image.size)
		return;
	image.build_id_size = elf_file_build_id(file->elf, image.build_id, BUILD_ID_MOST);
	images[(*count)++] = image;
}

size_t module_images(struct module *module, struct module_image images[MODULE_IMAGES])
{
	size_t count = 0;
	if (!module->elf)
		return 0;
	module_handles(module);
	const struct module_elf *elf = module->elf;
	const bool kernel = module->kind == MODULE_KERNEL;
	add_image(&elf->runtime, !elf->has_file && !kernel, images, &count);
	/* if two files have debug information, the one with symbols must be found first */
	add_image(elf->symbols.elf ? &elf->symbols : &elf->debug, true, images, &count);
	add_image(&elf->dwarf.shared_file, true, images, &count);
	return count;
}

void module_close_elf(struct module *module)
{
	struct module_elf *elf = module->elf;
	if (!elf)
		return;
	dwarf_file_close(&elf->dwarf);
	elf_file_close(&elf->mini);
	free(elf->mini_bytes);
	close_files(elf);
	free(elf);
	module->elf = NULL;
}

#else

enum symbol_missing module_load_elf(struct module *module, const struct symbol_options *options,
                                    struct same_files *same)
{
	(void)module, (void)options, (void)same;
	return SYMBOL_NO_SUPPORT;
}

enum symbol_missing module_load_vmlinux(struct module *module, const char *path, bool any_build)
{
	(void)module, (void)path, (void)any_build;
	return SYMBOL_NO_FILE;
}

size_t module_file_build_id(const struct module *module, const struct symbol_options *options,
                            uint8_t id[BUILD_ID_MOST])
{
	(void)module, (void)options, (void)id;
	return 0;
}

const struct symbol_elf *module_handles(struct module *module)
{
	(void)module;
	return NULL;
}

bool module_elf_address(struct module *module, uint64_t offset, uint64_t *address)
{
	(void)module, (void)offset, (void)address;
	return false;
}

bool module_elf_offset(struct module *module, uint64_t address, uint64_t *offset)
{
	(void)module, (void)address, (void)offset;
	return false;
}

size_t module_images(struct module *module, struct module_image images[MODULE_IMAGES])
{
	(void)module, (void)images;
	return 0;
}

void module_close_elf(struct module *module)
{
	(void)module;
}

#endif
