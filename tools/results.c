#include "results.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "base/vector.h"

static bool name(char **path, const char *name, const char *end)
{
	return asprintf(path, "%s%s", name, end) >= 0 || (*path = NULL);
}

enum status results_name(struct results *results, const char *given, struct error *err)
{
	bool ok = name(&results->name, given, "") && name(&results->svg, given, ".svg") &&
	          name(&results->html, given, ".html") &&
	          name(&results->difference, given, ".diff.svg");
	return ok ? results_number(results, 0, err) : error_no_memory(err);
}

enum status results_number(struct results *results, unsigned run, struct error *err)
{
	char folded[32] = RESULTS_FOLDED, data[32] = RESULTS_DATA;
	if (run) {
		snprintf(folded, sizeof folded, ".%u%s", run, RESULTS_FOLDED);
		snprintf(data, sizeof data, ".%u%s", run, RESULTS_DATA);
	}
	free(results->folded);
	free(results->data);
	char *recording = results->recording;
	results->folded = results->data = results->recording = NULL;
	free(recording); /* last, because a signal that arrives here may remove the file */
	bool ok = name(&results->folded, results->name, folded) &&
	          name(&results->data, results->name, data);
	return ok ? STATUS_OK : error_no_memory(err);
}

void results_free(struct results *results)
{
	free(results->name);
	free(results->svg);
	free(results->html);
	free(results->folded);
	free(results->data);
	free(results->difference);
	free(results->recording);
	*results = (struct results){0};
}

/* --- files of several runs -------------------------------------------------------------------- */

bool name_list_add(struct name_list *list, const char *path)
{
	if (!vector_reserve(&list->items, &list->capacity, list->count + 1))
		return false;
	char *copy = strdup(path);
	if (copy)
		list->items[list->count++] = copy;
	return copy;
}

void name_list_free(struct name_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->items[i]);
	free(list->items);
	*list = (struct name_list){0};
}

static int by_number(const void *a, const void *b)
{
	return strverscmp(*(char *const *)a, *(char *const *)b);
}

/* Whether a file belongs to a run with that name: "NAME.folded", "NAME.12.folded". */
static bool is_of_name(const char *file, const char *name, const char *ending)
{
	size_t size = strlen(name);
	if (strncmp(file, name, size) != 0)
		return false;
	file += size;
	if (*file == '.' && is_digit(file[1]))
		file += 1 + strspn(file + 1, "0123456789");
	return strcmp(file, ending) == 0;
}

/* Finds the files in a folder, of one name (NULL: of any). */
static enum status find_files(const char *folder, const char *named, const char *ending,
                              struct name_list *found, struct error *err)
{
	DIR *dir = opendir(*folder ? folder : ".");
	bool ok = true;
	const struct dirent *entry;
	while (dir && ok && (entry = readdir(dir))) {
		const char *file = entry->d_name;
		char *path;
		struct stat info;
		if (named ? !is_of_name(file, named, ending) : !text_ends(text_of(file), ending))
			continue;
		ok = asprintf(&path, "%s%s", folder, file) >= 0;
		if (!ok)
			break;
		if (stat(path, &info) == 0 && S_ISREG(info.st_mode))
			ok = name_list_add(found, path);
		free(path);
	}
	if (dir)
		closedir(dir);
	if (found->count)
		qsort(found->items, found->count, sizeof *found->items, by_number);
	return ok ? STATUS_OK : error_no_memory(err);
}

enum status results_find(const char *path, const char *ending, struct name_list *found,
                         struct error *err)
{
	const char *named = text_base_name(text_of(path)).at;
	char *folder = strndup(path, (size_t)(named - path));
	if (!folder)
		return error_no_memory(err);
	enum status status = find_files(folder, named, ending, found, err);
	free(folder);
	return status;
}

enum status results_find_in(const char *folder, const char *ending, struct name_list *found,
                            struct error *err)
{
	return find_files(folder, NULL, ending, found, err);
}

enum status results_keep_runs(const struct results *results, const char *ending, struct error *err)
{
	struct name_list now = {0}, before = {0};
	char *old = NULL;
	enum status status = results_find(results->name, ending, &now, err);
	if (!status && !name(&old, ending, ".old"))
		status = error_no_memory(err);
	if (!status && now.count)
		status = results_find(results->name, old, &before, err);
	for (size_t i = 0; i < before.count && !status; i++)
		if (unlink(before.items[i]) != 0)
			status = error_set(err, STATUS_FATAL, "%s: cannot be removed: %s",
			                   before.items[i], strerror(errno));
	for (size_t i = 0; i < now.count && !status; i++)
		status = results_keep_old(now.items[i], err);
	free(old);
	name_list_free(&now);
	name_list_free(&before);
	return status;
}

/* --- one file --------------------------------------------------------------------------------- */

enum status results_begin(struct results *results, struct error *err)
{
	if (!name(&results->recording, results->data, "-XXXXXX"))
		return error_no_memory(err);
	int fd = mkostemp(results->recording, O_CLOEXEC); /* with mode 0600 */
	if (fd < 0) {
		int why = errno;
		free(results->recording);
		results->recording = NULL;
		return error_set(err, STATUS_FATAL, "%s: cannot be written: %s", results->data,
		                 strerror(why));
	}
	close(fd);
	return STATUS_OK;
}

void results_discard(const struct results *results)
{
	if (results->recording)
		unlink(results->recording);
}

enum status results_keep_old(const char *path, struct error *err)
{
	struct stat info;
	char *old;
	if (lstat(path, &info) != 0 || !S_ISREG(info.st_mode))
		return STATUS_OK; /* a device or a pipe is written directly */
	if (!name(&old, path, ".old"))
		return error_no_memory(err);
	enum status status = STATUS_OK;
	if (rename(path, old) != 0)
		status = error_set(err, STATUS_FATAL, "%s: cannot be kept as %s: %s", path, old,
		                   strerror(errno));
	free(old);
	return status;
}

enum status results_keep_recording(const struct results *results, struct error *err)
{
	enum status status = STATUS_OK;
	if (rename(results->recording, results->data) != 0)
		status = error_set(err, STATUS_FATAL, "%s: cannot be renamed to %s: %s",
		                   results->recording, results->data, strerror(errno));
	if (!status)
		results_own(results, results->data);
	return status;
}

void results_own(const struct results *results, const char *path)
{
	if (results->owned && lchown(path, results->uid, results->gid) != 0)
		return; /* the owner stays this process's user */
}
