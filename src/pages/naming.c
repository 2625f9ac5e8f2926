#include "pages/naming.h"

#include "base/hash.h"

#include <string.h>
#include <strings.h>
#include <unistd.h>
#include <limits.h>

enum { SUM_DIGITS = 8 /* of a checksum in a file's name */ };

/* --- paths ---------------------------------------------------------------------------------- */

static const char *const compressions[] = {"gz", "xz", "bz2", "zst", NULL};
/* Endings of profiles, and those that other files have too. */
static const char *const profiles[] = {"austin", "collapsed", "cpuprofile",  "data",     "folded",
                                       "jfr",    "perf",      "heapprofile", "nettrace", "pb",
                                       "pprof",  "prof",      "speedscope",  "stacks",   NULL};
static const char *const others[] = {"csv", "json", "script", "svg", "txt", "xml", NULL};

/* Whether the name ends in a dot and one of the words: how many bytes both have. */
static size_t ending_of(const char *name, size_t size, const char *const *words)
{
	for (; *words; words++) {
		const size_t most = strlen(*words);
		if (size > most + 1 && name[size - most - 1] == '.' &&
		    name[size - most - 2] != '/' &&
		    strncasecmp(name + size - most, *words, most) == 0)
			return most + 1;
	}
	return 0;
}

static size_t without_endings(const char *name, size_t size)
{
	size -= ending_of(name, size, compressions);
	for (size_t ending; (ending = ending_of(name, size, profiles)) ||
	                    (ending = ending_of(name, size, others));)
		size -= ending;
	return size;
}

bool naming_is_profile(const char *path)
{
	size_t size = strlen(path);
	size -= ending_of(path, size, compressions);
	return ending_of(path, size, profiles);
}

/* Takes the last part away. */
static void drop_part(struct buffer *name, size_t from)
{
	while (name->size > from && name->data[name->size - 1] != '/')
		name->size--;
	if (name->size > from)
		name->size--;
}

/* The path below the present folder, where it is an absolute one below it. */
static const char *below_here(const char *path)
{
	char here[PATH_MAX];
	if (*path != '/' || !getcwd(here, sizeof here))
		return path;
	const size_t size = strlen(here);
	return strncmp(path, here, size) == 0 && path[size] == '/' ? path + size : path;
}

void naming_plain(struct buffer *name, const char *path, bool with_endings)
{
	const size_t from = name->size;
	for (const char *at = below_here(path); *at;) {
		const struct text part = {at, strcspn(at, "/")};
		at += part.size + (at[part.size] == '/');
		if (text_is(part, "") || text_is(part, "."))
			continue;
		if (text_is(part, "..")) {
			drop_part(name, from);
			continue;
		}
		if (name->size > from)
			buffer_byte(name, '/');
		buffer_append(name, part.at, part.size);
	}
	if (!name->failed && !with_endings && name->size > from)
		name->size = from + without_endings(name->data + from, name->size - from);
	if (name->size == from)
		buffer_text(name, "profile");
}

/* --- benchmarks ----------------------------------------------------------------------------- */

/* The bytes of a run's number at the end: ".3", but not of a version such as "1.3". */
static size_t run_of(const char *name, size_t size)
{
	size_t digits = 0;
	while (digits < size && is_digit(name[size - digits - 1]))
		digits++;
	if (!digits || size < digits + 2 || name[size - digits - 1] != '.')
		return 0;
	const char before = name[size - digits - 2];
	return is_digit(before) || before == '/' ? 0 : digits + 1;
}

/* Puts another name in the place of that from an offset on, unless it is empty. */
static bool replace(struct buffer *name, size_t from, const struct buffer *by)
{
	if (name->failed || by->failed || !by->size)
		return false;
	name->size = from;
	buffer_append(name, by->data, by->size);
	return true;
}

static void drop_run(const struct naming *naming, struct buffer *name, size_t from, bool *merged)
{
	struct buffer other = {0};
	if (naming->apart || name->failed)
		return;
	if (naming->runs) {
		if (pattern_replace(naming->runs, name->data + from, name->size - from, "", &other))
			*merged |= replace(name, from, &other);
		buffer_free(&other);
		return;
	}
	const size_t run = run_of(name->data + from, name->size - from);
	if (!run)
		return;
	name->size -= run;
	name->size = from + without_endings(name->data + from, name->size - from);
	*merged = true;
}

void naming_benchmark(const struct naming *naming, struct buffer *name, const char *path,
                      bool *merged)
{
	const size_t from = name->size;
	struct buffer renamed = {0};
	*merged = false;
	naming_plain(name, path, false);
	drop_run(naming, name, from, merged);
	if (!naming->renames || name->failed)
		return;
	if (match_name(naming->renames, name->data + from, name->size - from, &renamed, NULL) ==
	            STATUS_OK &&
	    (renamed.size != name->size - from ||
	     memcmp(renamed.data, name->data + from, renamed.size) != 0))
		*merged |= replace(name, from, &renamed);
	buffer_free(&renamed);
}

/* --- files ---------------------------------------------------------------------------------- */

/* Whether a name, up to its first dot, means a device on some system. */
static bool is_device(const char *name, size_t size)
{
	static const char *const devices[] = {"aux", "con", "nul", "prn", NULL};
	const char *dot = memchr(name, '.', size);
	const struct text stem = {name, dot ? (size_t)(dot - name) : size};
	for (size_t i = 0; devices[i]; i++)
		if (text_is(stem, devices[i]))
			return true;
	return stem.size == 4 && is_digit(stem.at[3]) &&
	       (text_begins(stem, "com") || text_begins(stem, "lpt"));
}

static bool is_safe(char c, bool first)
{
	if (c == '.' || c == '-')
		return !first;
	return is_digit(c) || (c >= 'a' && c <= 'z') || c == '_';
}

void naming_file(struct buffer *file, const char *name, size_t size)
{
	const size_t most = NAMING_FILE_MOST - SUM_DIGITS - 1;
	bool same = size && size <= most && name[size - 1] != '.' && !is_device(name, size);
	if (!size || is_device(name, size))
		buffer_byte(file, '_');
	for (size_t i = 0; i < size && i < most; i++) {
		const char c = name[i], lower = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
		const bool safe = is_safe(lower, i == 0);
		same &= safe && lower == c;
		buffer_byte(file, safe ? lower : c == '/' && i ? '-' : '_');
	}
	if (!same)
		buffer_printf(file, "-%08x",
		              (unsigned)(XXH3_64bits(size ? name : "", size) & 0xffffffff));
}
