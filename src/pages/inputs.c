#include "pages/inputs.h"

#include "base/text.h"
#include "base/vector.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DEPTH_MAX = 64 /* folders inside each other */ };

/* DIRECTORY/NAME in the arena; NULL without memory. */
static char *join(struct arena *arena, const char *folder, const char *name)
{
	size_t size = strlen(folder);
	while (size > 1 && folder[size - 1] == '/')
		size--;
	char *path = arena_alloc(arena, size + strlen(name) + 2, 1);
	if (path)
		sprintf(path, "%.*s%s%s", (int)size, folder, size == 1 && *folder == '/' ? "" : "/",
		        name);
	return path;
}

static bool has_file(const char *folder, const char *name)
{
	struct stat info;
	bool found = false;
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		found = fstatat(fd, name, &info, 0) == 0 && S_ISREG(info.st_mode);
		close(fd);
	}
	return found;
}

bool page_inputs_is_report(const char *folder)
{
	return has_file(folder, PAGES_MANIFEST) && has_file(folder, PAGES_STYLE) &&
	       has_file(folder, "index.html");
}

/* --- the list ------------------------------------------------------------------------------- */

static bool is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* A path without "./" at its beginning. */
static const char *without_dots(const char *path)
{
	while (path[0] == '.' && path[1] == '/')
		for (path += 2; *path == '/';)
			path++;
	return path;
}

static bool is_listed(const struct page_inputs *inputs, const char *path)
{
	for (size_t i = 0; i < inputs->count; i++)
		if (strcmp(without_dots(inputs->items[i].path), without_dots(path)) == 0)
			return true;
	return false;
}

static enum status add(struct page_inputs *inputs, const char *path, const char *name,
                       bool searched, struct error *err)
{
	if (is_listed(inputs, path))
		return STATUS_OK;
	char *copy = arena_copy(&inputs->arena, path, strlen(path));
	char *label = arena_copy(&inputs->arena, name, strlen(name));
	if (!copy || !label ||
	    !vector_reserve(&inputs->items, &inputs->capacity, inputs->count + 1))
		return error_no_memory(err);
	inputs->items[inputs->count++] = (struct page_input){copy, label, searched};
	return STATUS_OK;
}

/* --- folders -------------------------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names in a folder, sorted, in the arena; NULL with errno set. */
static char **list_folder(struct arena *arena, const char *folder, size_t *count)
{
	char **names = NULL;
	size_t capacity = 0;
	DIR *open = opendir(folder);
	*count = 0;
	if (!open)
		return NULL;
	bool ok = vector_reserve(&names, &capacity, 1);
	for (const struct dirent *entry; ok && (entry = readdir(open));) {
		if (*entry->d_name == '.')
			continue;
		char *name = arena_copy(arena, entry->d_name, strlen(entry->d_name));
		ok = name && vector_reserve(&names, &capacity, *count + 1);
		if (ok)
			names[(*count)++] = name;
	}
	closedir(open);
	if (!ok) {
		free(names);
		errno = ENOMEM;
		return NULL;
	}
	qsort(names, *count, sizeof *names, by_name);
	return names;
}

static bool is_passed_over(const struct page_inputs *inputs, const char *folder)
{
	struct stat info;
	if (page_inputs_is_report(folder))
		return true;
	for (size_t i = 0; i < inputs->passed_over_count && stat(folder, &info) == 0; i++)
		if (is_same(&info, &inputs->passed_over[i]))
			return true;
	return false;
}

static enum status search(struct page_inputs *inputs, const char *folder, const char *below,
                          unsigned depth, struct error *err);

/* What a name in a folder is. `below` is the folder below the one that was named; "": it is that.
 */
static enum status look_at(struct page_inputs *inputs, const char *folder, const char *below,
                           const char *name, unsigned depth, struct error *err)
{
	struct stat info, link;
	char *path = join(&inputs->arena, folder, name);
	char *label = *below ? join(&inputs->arena, below, name) : (char *)name;
	if (!path || !label)
		return error_no_memory(err);
	if (stat(path, &info) != 0)
		return STATUS_OK; /* a link to nothing, or it was removed meanwhile */
	if (S_ISREG(info.st_mode))
		return add(inputs, path, label, true, err);
	if (!S_ISDIR(info.st_mode) || lstat(path, &link) != 0 || S_ISLNK(link.st_mode) ||
	    is_passed_over(inputs, path))
		return STATUS_OK;
	if (has_file(path, "data"))
		return add(inputs, path, label, true, err);
	return search(inputs, path, label, depth + 1, err);
}

static enum status search(struct page_inputs *inputs, const char *folder, const char *below,
                          unsigned depth, struct error *err)
{
	enum status status = STATUS_OK;
	size_t count;
	if (depth > DEPTH_MAX)
		return STATUS_OK;
	char **names = list_folder(&inputs->arena, folder, &count);
	if (!names)
		return error_set(err, errno == ENOMEM ? STATUS_FATAL : STATUS_FAILED,
		                 "%s: cannot search this folder: %s", folder, strerror(errno));
	for (size_t i = 0; i < count && !status; i++)
		status = look_at(inputs, folder, below, names[i], depth, err);
	free(names);
	return status;
}

enum status page_inputs_add(struct page_inputs *inputs, const char *operand, struct error *err)
{
	struct stat info;
	if (strcmp(operand, "-") == 0)
		return add(inputs, operand, "standard input", false, err);
	if (stat(operand, &info) == 0 && S_ISDIR(info.st_mode) && !has_file(operand, "data"))
		return search(inputs, operand, "", 0, err);
	return add(inputs, operand, operand, false, err);
}

void page_inputs_free(struct page_inputs *inputs)
{
	free(inputs->items);
	arena_free(&inputs->arena);
	*inputs = (struct page_inputs){0};
}
