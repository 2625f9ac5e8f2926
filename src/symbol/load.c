#include "symbol/load.h"

#include "base/text.h"
#include "symbol/kernel.h"
#include "symbol/module_elf.h"
#include "symbol/paths.h"
#include "symbol/perf_map.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>

/* perf looks for the kernel's memory (kcore) beside a file named kallsyms. */
static void find_kcore(struct module *module, const char *path)
{
	char kcore[PATH_MOST];
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	int size = snprintf(kcore, sizeof kcore, "%.*skcore", (int)(name - path), path);
	if (strcmp(name, "kallsyms") == 0 && size < PATH_MOST)
		module->area_count = kcore_areas(kcore, &module->areas);
}

/* Notes in the module that symbols are missing because of a limit or a lack of memory. */
static void note_lack(struct module *module, enum symbol_missing missing)
{
	if (missing >= SYMBOL_TOO_LARGE && missing > module->lack)
		module->lack = missing;
}

static bool load_kallsyms(struct module *module, const char *path)
{
	const enum symbol_missing missing = kallsyms_load(
		&module->table, path, module->reference_name, module->reference);
	note_lack(module, missing);
	if (!missing || missing == SYMBOL_TOO_LARGE) {
		module->text_path = strdup(path);
		find_kcore(module, path);
		return true;
	}
	symbol_table_free(&module->table);
	return false;
}

#define DEBUG "\001" /* below the folder of debug files */

/* Looks for the kernel's ELF file in the paths of distributions and in the build-ID cache; it must
 * have the recorded build ID. */
static bool find_vmlinux(struct module *module, const struct symbol_options *options)
{
	static const char *const places[] = {
		"vmlinux",
		"/boot/vmlinux",
		"/boot/vmlinux-%s",
		DEBUG "/boot/vmlinux-%s",
		"/lib/modules/%s/build/vmlinux",
		DEBUG "/lib/modules/%s/vmlinux",
		DEBUG "/boot/vmlinux-%s.debug",
	};
	char path[PATH_MOST], below[PATH_MOST];
	struct utsname names;
	struct path_names cached = {.options = options,
	                            .path = module->path,
	                            .cached = "elf",
	                            .build_id = module->build_id,
	                            .build_id_size = module->build_id_size};
	if (!module->build_id_size || uname(&names))
		return false;
	if (path_make(&cached, PATH_CACHE, path) &&
	    module_load_vmlinux(module, path, false) == SYMBOL_THERE)
		return true;
	if (!options->as_perf && path_make(&cached, PATH_BUILD_ID, path) &&
	    module_load_vmlinux(module, path, false) == SYMBOL_THERE)
		return true;
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		const bool debug = *places[i] == *DEBUG;
		const char *place = places[i] + debug, *mark = strstr(place, "%s");
		int head = mark ? (int)(mark - place) : (int)strlen(place);
		snprintf(path, sizeof path, "%.*s%s%s", head, place, mark ? names.release : "",
		         mark ? mark + 2 : "");
		if ((debug ? path_below_debug : path_below_symfs)(options, path, below) &&
		    module_load_vmlinux(module, below, false) == SYMBOL_THERE)
			return true;
	}
	return false;
}

/* Whether a file is a copy of another machine's kallsyms. The files of /proc, which may be mounted
 * below a folder too, have size 0. */
static bool load_copied_kallsyms(struct module *module, const struct symbol_options *options)
{
	char path[PATH_MOST];
	struct stat status;
	return path_below_symfs(options, "/proc/kallsyms", path) && stat(path, &status) == 0 &&
	       S_ISREG(status.st_mode) && status.st_size > 0 && load_kallsyms(module, path);
}

/* Reads kallsyms of the running kernel, if that was recorded, or of the build-ID cache. --symfs
 * means the files of another machine: they are tried first, then only those of the recorded kernel;
 * perf reads none then. */
static bool find_kallsyms(struct module *module, const struct symbol_options *options)
{
	char path[PATH_MOST];
	uint8_t running[BUILD_ID_MOST];
	struct path_names cached = {.options = options,
	                            .path = module->path,
	                            .cached = "kallsyms",
	                            .build_id = module->build_id,
	                            .build_id_size = module->build_id_size};
	const bool elsewhere = options->symfs && options->symfs[0];
	if (elsewhere && options->as_perf)
		return false;
	if (elsewhere && load_copied_kallsyms(module, options))
		return true;
	size_t size = module->build_id_size;
	if (elsewhere && !size)
		return false;
	if (!size || (running_kernel_build_id(running, sizeof running) == size &&
	              memcmp(running, module->build_id, size) == 0))
		return load_kallsyms(module, "/proc/kallsyms");
	return path_make(&cached, PATH_CACHE, path) && load_kallsyms(module, path);
}

static enum symbol_missing load_kernel(struct module *module, const struct symbol_options *options)
{
	bool done;
	if (options->kallsyms)
		done = load_kallsyms(module, options->kallsyms);
	else if (options->vmlinux)
		done = module_load_vmlinux(module, options->vmlinux, true) == SYMBOL_THERE;
	else
		done = find_vmlinux(module, options) || find_kallsyms(module, options);
	return done ? SYMBOL_THERE : SYMBOL_NO_KERNEL;
}

/* kallsyms knows the modules too; without it, the module's file is read. */
static enum symbol_missing load_kernel_module(struct module *module, struct module *kernel,
                                              const struct symbol_options *options,
                                              struct same_files *same)
{
	if (kernel && kernel->table.range_count && !kernel->table.moved &&
	    symbol_table_holds(&kernel->table, module->start, module->end)) {
		module->holder = kernel;
		return SYMBOL_THERE;
	}
	enum symbol_missing missing = module_load_elf(module, options, same);
	return missing == SYMBOL_NO_FILE ? SYMBOL_NO_KERNEL : missing;
}

static bool take_perf_map(struct module *module, const char *path)
{
	const enum symbol_missing missing = perf_map_load(&module->table, path);
	note_lack(module, missing);
	if (missing != SYMBOL_NO_FILE)
		module->text_path = strdup(path);
	return missing !=
	       SYMBOL_NO_FILE; /* the part that was read counts, and no other file is read */
}

/* Whether a file's name is "perf-12.map". */
static bool is_map_name(const char *name)
{
	const char *number = name + strlen("perf-");
	if (!string_begins(name, "perf-"))
		return false;
	const size_t digits = strspn(number, "0123456789");
	return digits && strcmp(number + digits, ".map") == 0;
}

/* The only map below --symfs. A program in a container names its map after its pid there, which
 * recordings do not contain; if one process has such code and the folder has one map, they belong
 * together. */
static bool take_only_map(struct module *module, const struct symbol_options *options)
{
	char folder[PATH_MOST], path[PATH_MOST];
	unsigned count = 0;
	DIR *entries = module->only_map && options->symfs && options->symfs[0] &&
	                               !options->as_perf &&
	                               path_below_symfs(options, "/tmp", folder)
	                       ? opendir(folder)
	                       : NULL;
	for (const struct dirent *entry; entries && (entry = readdir(entries));) {
		if (!is_map_name(entry->d_name))
			continue;
		count++;
		const int size = snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		if (size < 0 || size >= PATH_MOST)
			count++;
	}
	if (entries)
		closedir(entries);
	return count == 1 && take_perf_map(module, path);
}

static enum symbol_missing load_perf_map(struct module *module,
                                         const struct symbol_options *options)
{
	char path[PATH_MOST], below[PATH_MOST];
	uint32_t inner = module->namespace_pid;
	snprintf(path, sizeof path, "/tmp/perf-%u.map", inner);
	if (options->symfs && options->symfs[0] && path_below_symfs(options, path, below) &&
	    take_perf_map(module, below))
		return SYMBOL_THERE;
	if (take_only_map(module, options))
		return SYMBOL_THERE;
	/* in the process's own view, if it still runs: it may have its own /tmp */
	if (inner == module->pid)
		inner = pid_in_namespace(module->pid);
	if (!inner)
		inner = module->pid;
	snprintf(below, sizeof below, "/proc/%u/root/tmp/perf-%u.map", module->pid, inner);
	if (take_perf_map(module, below))
		return SYMBOL_THERE;
	return take_perf_map(module, path) ? SYMBOL_THERE : SYMBOL_NO_MAP;
}

void module_load(struct module *module, struct module *kernel, const struct symbol_options *options,
                 struct same_files *same)
{
	memcpy(module->found_id, module->build_id, sizeof module->found_id);
	module->found_id_size = module->build_id_size;
	switch (module->kind) {
	case MODULE_FILE:
		module->missing = module_load_elf(module, options, same);
		break;
	case MODULE_VDSO:
		module->missing = module_load_elf(module, options, same);
		if (module->missing == SYMBOL_EXPORTED)
			module->missing = SYMBOL_THERE; /* there are no other files */
		break;
	case MODULE_KERNEL:
		module->missing = load_kernel(module, options);
		break;
	case MODULE_KERNEL_MODULE:
		module->missing = load_kernel_module(module, kernel, options, same);
		break;
	case MODULE_PERF_MAP:
		module->missing = load_perf_map(module, options);
		break;
	case MODULE_LISTED:
	case MODULE_JITDUMP:
		break;
	}
}
