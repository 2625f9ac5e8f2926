#include "record/perf.h"

#include "base/buffer.h"
#include "base/text.h"
#include "record/child.h"

#include <fcntl.h>
#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const struct perf_places perf_usual_places = {
	.path = NULL, /* the caller's PATH */
	.pattern = "/usr/lib/linux-tools*/perf:/usr/lib/linux-tools/*/perf:"
		   "/usr/lib/linux-*-tools*/perf",
};

/* Whether a file is a script, which may be a wrapper that only looks for perf. */
static bool is_script(const char *path)
{
	char start[2] = {0};
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	ssize_t got = read(fd, start, sizeof start);
	close(fd);
	return got == sizeof start && start[0] == '#' && start[1] == '!';
}

static bool works(const char *path)
{
	struct stat info;
	char *const words[] = {"perf", "--version", NULL};
	if (access(path, X_OK) != 0 || stat(path, &info) != 0 || !S_ISREG(info.st_mode))
		return false;
	return !is_script(path) || child_run(path, words, true, NULL) == 0;
}

/* Looks through the folders of a PATH. */
static enum status find_on_path(const char *folders, char **found, struct error *err)
{
	*found = NULL;
	while (folders && *folders) {
		size_t size = strcspn(folders, ":");
		struct buffer path = {0};
		buffer_append(&path, folders, size);
		buffer_text(&path,
		            size ? "/perf" : "perf"); /* an empty folder is the current one */
		buffer_byte(&path, '\0');
		if (path.failed) {
			buffer_free(&path);
			return error_no_memory(err);
		}
		if (works(path.data)) {
			*found = path.data;
			return STATUS_OK;
		}
		buffer_free(&path);
		folders += size + (folders[size] == ':');
	}
	return STATUS_OK;
}

static int by_version_down(const void *a, const void *b)
{
	return strverscmp(*(char *const *)b, *(char *const *)a);
}

/* Looks at the files that one pattern matches, the latest version first. */
static enum status find_by_pattern(const char *pattern, char **found, struct error *err)
{
	glob_t files;
	*found = NULL;
	int result = glob(pattern, 0, NULL, &files);
	if (result == GLOB_NOSPACE)
		return error_no_memory(err);
	if (result != 0)
		return STATUS_OK;
	qsort(files.gl_pathv, files.gl_pathc, sizeof *files.gl_pathv, by_version_down);
	enum status status = STATUS_OK;
	for (size_t i = 0; i < files.gl_pathc && !*found && !status; i++)
		if (works(files.gl_pathv[i])) {
			*found = strdup(files.gl_pathv[i]);
			status = *found ? STATUS_OK : error_no_memory(err);
		}
	globfree(&files);
	return status;
}

/* The same for several patterns, separated by colons. */
static enum status find_by_patterns(const char *patterns, char **found, struct error *err)
{
	enum status status = STATUS_OK;
	while (patterns && *patterns && !*found && !status) {
		size_t size = strcspn(patterns, ":");
		char *pattern = strndup(patterns, size);
		status = pattern ? find_by_pattern(pattern, found, err) : error_no_memory(err);
		free(pattern);
		patterns += size + (patterns[size] == ':');
	}
	return status;
}

/* --- if there is no perf ---------------------------------------------------------------------- */

/* How perf is installed, by the names in ID and ID_LIKE of os-release(5). */
static const struct {
	const char *system, *command;
} installers[] = {
	{"ubuntu", "sudo apt-get install linux-tools-$(uname -r)"},
	{"debian", "sudo apt-get install linux-perf"},
	{"fedora", "sudo dnf install perf"},
	{"rhel", "sudo dnf install perf"},
	{"centos", "sudo dnf install perf"},
	{"amzn", "sudo dnf install perf"},
	{"suse", "sudo zypper install perf"},
	{"arch", "sudo pacman -S perf"},
	{"alpine", "sudo apk add perf"},
	{"gentoo", "sudo emerge dev-util/perf"},
};

/* Whether a line such as ID_LIKE="rhel fedora" has a word. */
static bool line_names(const char *line, const char *word)
{
	size_t size = strlen(word);
	for (const char *at = line; (at = strstr(at, word)); at += size)
		if (strchr("=\"' ", at[-1]) && strchr("\"' \n", at[size]))
			return true;
	return false;
}

static const char *installer(const char *os_release)
{
	char line[512];
	const char *found = NULL;
	FILE *file = fopen(os_release, "re");
	if (!file)
		return NULL;
	while (!found && fgets(line, sizeof line, file)) {
		if (!string_begins(line, "ID=") && !string_begins(line, "ID_LIKE="))
			continue;
		for (size_t i = 0; i < sizeof installers / sizeof *installers && !found; i++)
			if (line_names(line, installers[i].system))
				found = installers[i].command;
	}
	fclose(file);
	return found;
}

enum status perf_find(const struct perf_places *places, const char *os_release, char **path,
                      struct error *err)
{
	enum status status = find_on_path(places->path, path, err);
	if (!status && !*path)
		status = find_by_patterns(places->pattern, path, err);
	if (status || *path)
		return status;
	const char *command = installer(os_release);
	return error_set(err, STATUS_FAILED, "perf is needed to record, and is not installed: %s",
	                 command ? command : "install the package that has perf for this kernel");
}
