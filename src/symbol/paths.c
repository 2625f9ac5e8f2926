#include "symbol/paths.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

__attribute__((format(printf, 2, 3))) static bool make(char path[PATH_MOST], const char *format,
                                                       ...)
{
	va_list args;
	va_start(args, format);
	int size = vsnprintf(path, PATH_MOST, format, args);
	va_end(args);
	return size > 0 && size < PATH_MOST;
}

static const char *symfs_of(const struct symbol_options *options)
{
	return options->symfs ? options->symfs : "";
}

bool path_below_debug(const struct symbol_options *options, const char *path, char made[PATH_MOST])
{
	return options->debug_dir ? make(made, "%s%s", options->debug_dir, path)
	                          : make(made, "%s/usr/lib/debug%s", symfs_of(options), path);
}

bool path_below_symfs(const struct symbol_options *options, const char *path, char made[PATH_MOST])
{
	return make(made, "%s%s", symfs_of(options), path);
}

/* Splits a path into its folder, without the '/' at its end, and the rest. */
static int folder_size(const char *path, const char **rest)
{
	const char *slash = strrchr(path, '/');
	*rest = slash ? slash + 1 : path;
	return slash ? (int)(slash - path) : 0;
}

static bool make_debuglink(const struct path_names *names, enum path_kind kind,
                           char path[PATH_MOST])
{
	const char *rest;
	const char *symfs = symfs_of(names->options);
	int folder = folder_size(names->path, &rest);
	if (!names->debuglink)
		return false;
	if (kind == PATH_DEBUGLINK)
		return make(path, "%s%.*s/%s", symfs, folder, names->path, names->debuglink);
	if (kind == PATH_DEBUGLINK_BELOW)
		return make(path, "%s%.*s/.debug/%s", symfs, folder, names->path, names->debuglink);
	char below[PATH_MOST];
	return make(below, "%.*s/%s", folder, names->path, names->debuglink) &&
	       path_below_debug(names->options, below, path);
}

/* With a build id: folder/12/345..., then the ending. */
static bool make_by_build_id(const struct path_names *names, const char *folder, const char *ending,
                             char path[PATH_MOST])
{
	char hex[2 * 64 + 1] = "";
	if (names->build_id_size < 2 || names->build_id_size > 64)
		return false;
	for (size_t i = 0; i < names->build_id_size; i++)
		snprintf(hex + 2 * i, 3, "%02x", names->build_id[i]);
	return make(path, "%s/.build-id/%.2s/%s%s", folder, hex, hex + 2, ending);
}

static bool make_cached(const struct path_names *names, const char *name, char path[PATH_MOST])
{
	char folder[PATH_MOST], ending[64];
	const char *home = getenv("HOME");
	if (names->options->buildid_dir ? !make(folder, "%s", names->options->buildid_dir)
	                                : !home || !make(folder, "%s/.debug", home))
		return false;
	snprintf(ending, sizeof ending, "/%s", name);
	return make_by_build_id(names, folder, ending, path);
}

bool path_make(const struct path_names *names, enum path_kind kind, char path[PATH_MOST])
{
	char folder[PATH_MOST];
	const char *rest;
	const char *symfs = symfs_of(names->options);
	/* "[vdso]" is not a file, but may be in the cache and have a debug package */
	bool is_file = names->path && names->path[0] == '/';
	if (!is_file && kind != PATH_CACHE && kind != PATH_CACHE_DEBUG && kind != PATH_BUILD_ID)
		return false;
	switch (kind) {
	case PATH_DEBUGLINK:
	case PATH_DEBUGLINK_BELOW:
	case PATH_DEBUGLINK_GLOBAL:
		return make_debuglink(names, kind, path);
	case PATH_CACHE:
		return make_cached(names, names->cached, path);
	case PATH_CACHE_DEBUG:
		return make_cached(names, "debug", path);
	case PATH_FEDORA:
		return make(folder, "%s.debug", names->path) &&
		       path_below_debug(names->options, folder, path);
	case PATH_UBUNTU:
		return path_below_debug(names->options, names->path, path);
	case PATH_BUILD_ID:
		return path_below_debug(names->options, "", folder) &&
		       make_by_build_id(names, folder, ".debug", path);
	case PATH_SYSTEM:
		return make(path, "%s%s", symfs, names->path);
	case PATH_CONTAINER:
		return names->pid && names->build_id_size &&
		       make(path, "/proc/%u/root%s", names->pid, names->path);
	case PATH_OPENEMBEDDED: {
		int size = folder_size(names->path, &rest);
		return make(path, "%s%.*s/.debug/%s", symfs, size, names->path, rest);
	}
	default:
		return false;
	}
}

bool path_leads_upwards(const char *path)
{
	for (const char *at = path; (at = strstr(at, "..")); at += 2)
		if ((at == path || at[-1] == '/') && (at[2] == '/' || !at[2]))
			return true;
	return false;
}

bool path_is_file(const char *path)
{
	struct stat status;
	return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

uint32_t pid_in_namespace(uint32_t pid)
{
	static const char field[] = "NStgid:";
	char path[64], line[256];
	uint32_t inner = 0;
	snprintf(path, sizeof path, "/proc/%u/status", pid);
	FILE *status = fopen(path, "re");
	while (status && fgets(line, sizeof line, status)) {
		if (strncmp(line, field, strlen(field)) != 0)
			continue;
		const char *last = line + strlen(field) + strcspn(line + strlen(field), "\n");
		while (last > line && last[-1] >= '0' && last[-1] <= '9')
			last--;
		unsigned long number = strtoul(last, NULL, 10);
		if (number && number <= UINT32_MAX)
			inner = (uint32_t)number;
		break;
	}
	if (status)
		fclose(status);
	return inner;
}
