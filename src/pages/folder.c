#include "pages/folder.h"

#include "pages/benchmark.h"
#include "pages/inputs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEPTH_MAX = 8, COPIED = 1 << 16 };

/* What the top of a report has. */
static const char *const own_names[] = {"index.html",
                                        "index-by-weight.html",
                                        "index-by-change.html",
                                        PAGES_STYLE,
                                        PAGES_MANIFEST,
                                        PAGES_FOLDER,
                                        "trends",
                                        NULL};

static enum status failed(const char *path, const char *what, struct error *err)
{
	return error_set(err, STATUS_FATAL, "%s: %s: %s", path, what, strerror(errno));
}

static char *join(const char *folder, const char *name)
{
	char *path;
	return asprintf(&path, "%s/%s", folder, name) < 0 ? NULL : path;
}

/* --- going through folders ------------------------------------------------------------------ */

static bool is_dots(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static void remove_in(int at, const char *name, unsigned depth)
{
	if (unlinkat(at, name, 0) == 0 || depth > DEPTH_MAX)
		return;
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *open = fd >= 0 ? fdopendir(fd) : NULL;
	if (!open) {
		if (fd >= 0)
			close(fd);
		return;
	}
	for (const struct dirent *entry; (entry = readdir(open));)
		if (!is_dots(entry->d_name))
			remove_in(fd, entry->d_name, depth + 1);
	closedir(open);
	unlinkat(at, name, AT_REMOVEDIR);
}

static bool is_empty(const char *path)
{
	DIR *open = opendir(path);
	bool empty = open;
	for (const struct dirent *entry; open && (entry = readdir(open));)
		empty &= is_dots(entry->d_name);
	if (open)
		closedir(open);
	return empty;
}

static bool is_own(const char *name)
{
	for (size_t i = 0; own_names[i]; i++)
		if (strcmp(own_names[i], name) == 0)
			return true;
	return false;
}

/* --- beginning ------------------------------------------------------------------------------ */

/* Makes the folders that lead to a path. */
static enum status make_parents(const char *path, struct error *err)
{
	char *copy = strdup(path);
	enum status status = copy ? STATUS_OK : error_no_memory(err);
	for (char *at = copy; !status && at && (at = strchr(at + 1, '/'));) {
		*at = '\0';
		if (*copy && mkdir(copy, 0777) != 0 && errno != EEXIST)
			status = failed(copy, "cannot make the folder", err);
		*at = '/';
	}
	free(copy);
	return status;
}

/* The path without links and without slashes at its end. */
static enum status resolve(struct folder *folder, const char *target, struct error *err)
{
	struct stat info, here;
	char *plain = strdup(target);
	if (!plain)
		return error_no_memory(err);
	for (size_t size = strlen(plain); size > 1 && plain[size - 1] == '/'; size--)
		plain[size - 1] = '\0';
	enum status status = STATUS_OK;
	if (stat(plain, &info) != 0) {
		status = errno == ENOENT ? make_parents(plain, err)
		                         : failed(plain, "cannot write", err);
		folder->target = plain;
		return status;
	}
	if (!S_ISDIR(info.st_mode))
		status = error_set(err, STATUS_FAILED, "%s: is a file; name a folder", plain);
	else if (stat(".", &here) == 0 && here.st_dev == info.st_dev && here.st_ino == info.st_ino)
		status = error_set(err, STATUS_FAILED,
		                   "%s: is the current folder, which cannot be replaced; name "
		                   "another one",
		                   plain);
	else if (!is_empty(plain) && !page_inputs_is_report(plain))
		status = error_set(err, STATUS_FAILED,
		                   "%s: is neither empty nor a report, so it is not replaced; "
		                   "name another folder",
		                   plain);
	folder->exists = true;
	folder->target = status ? NULL : realpath(plain, NULL);
	if (!status && !folder->target)
		status = failed(plain, "cannot write", err);
	free(plain);
	return status;
}

enum status folder_begin(struct folder *folder, const char *target, struct error *err)
{
	*folder = (struct folder){0};
	enum status status = resolve(folder, target, err);
	if (status)
		return status;
	const char *slash = strrchr(folder->target, '/');
	const int before = slash ? (int)(slash - folder->target) + 1 : 0;
	if (asprintf(&folder->made, "%.*s.%s-XXXXXX", before, folder->target,
	             folder->target + before) < 0) {
		folder->made = NULL;
		return error_no_memory(err);
	}
	if (!mkdtemp(folder->made)) {
		status = failed(target, "cannot write", err);
		free(folder->made);
		folder->made = NULL;
		return status;
	}
	struct stat info;
	const mode_t mask = umask(0);
	umask(mask);
	const bool old = folder->exists && stat(folder->target, &info) == 0;
	(void)chmod(folder->made, old ? info.st_mode & 07777 : 0777 & ~mask);
	return STATUS_OK;
}

char *folder_make(const char *folder, const char *name, struct error *err)
{
	char *path = join(folder, name);
	if (!path) {
		error_no_memory(err);
	} else if (mkdir(path, 0777) != 0 && errno != EEXIST) {
		failed(path, "cannot make the folder", err);
		free(path);
		path = NULL;
	}
	return path;
}

/* --- files that stay ------------------------------------------------------------------------ */

static bool copy_bytes(int from, int to)
{
	char bytes[COPIED];
	ssize_t got;
	while ((got = read(from, bytes, sizeof bytes)) > 0)
		for (ssize_t done = 0, put; done < got; done += put) {
			put = write(to, bytes + done, (size_t)(got - done));
			if (put < 0)
				return false;
		}
	return got == 0;
}

static bool copy_file(const char *from, const char *to)
{
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = in < 0 ? -1 : open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	bool ok = out >= 0 && copy_bytes(in, out);
	if (in >= 0)
		close(in);
	if (out >= 0)
		ok = close(out) == 0 && ok;
	return ok;
}

/* One more name for a file, or a copy. */
static enum status take_file(const char *from, const char *to, struct error *err)
{
	if (link(from, to) == 0 || copy_file(from, to))
		return STATUS_OK;
	return error_set(err, errno == ENOENT ? STATUS_FAILED : STATUS_FATAL,
	                 "%s: cannot be kept: %s", from, strerror(errno));
}

/* Takes the plain files of a folder; with `foreign` only those that are not the report's. */
static enum status take_files(const char *from, const char *to, bool foreign, struct error *err)
{
	DIR *open = opendir(from);
	enum status status = STATUS_OK;
	if (!open)
		return error_set(err, STATUS_FAILED, "%s: cannot be read: %s", from,
		                 strerror(errno));
	for (const struct dirent *entry; !status && (entry = readdir(open));) {
		struct stat info;
		if (foreign && is_own(entry->d_name))
			continue;
		if (fstatat(dirfd(open), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) != 0 ||
		    !S_ISREG(info.st_mode))
			continue;
		char *source = join(from, entry->d_name), *target = join(to, entry->d_name);
		status = source && target ? take_file(source, target, err) : error_no_memory(err);
		free(source);
		free(target);
	}
	closedir(open);
	return status;
}

enum status folder_take(const char *from, const char *to, struct error *err)
{
	return take_files(from, to, false, err);
}

/* --- the end -------------------------------------------------------------------------------- */

/* Moves folders and links that are not the report's from the old folder to the new one. */
static void move_foreign(const char *from, const char *to)
{
	DIR *open = opendir(from);
	int at = openat(AT_FDCWD, to, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	for (const struct dirent *entry; open && at >= 0 && (entry = readdir(open));)
		if (!is_dots(entry->d_name) && !is_own(entry->d_name))
			(void)renameat2(dirfd(open), entry->d_name, at, entry->d_name,
			                RENAME_NOREPLACE);
	if (open)
		closedir(open);
	if (at >= 0)
		close(at);
}

/* Where two folders cannot be exchanged at once: there is a moment with neither. */
static bool replace_in_steps(struct folder *folder)
{
	char *aside = join(folder->made, ".old");
	bool ok = aside && rename(folder->target, aside) == 0;
	if (ok && rename(folder->made, folder->target) != 0) {
		const int why = errno;
		ok = rename(aside, folder->target) == 0 && false;
		errno = why;
	}
	free(aside);
	if (ok) {
		char *old = join(folder->target, ".old");
		if (old) {
			move_foreign(old, folder->target);
			remove_in(AT_FDCWD, old, 0);
		}
		free(old);
		free(folder->made);
		folder->made = NULL;
	}
	return ok;
}

enum status folder_finish(struct folder *folder, struct error *err)
{
	enum status status = STATUS_OK;
	if (folder->exists)
		status = take_files(folder->target, folder->made, true, err);
	if (status)
		return status;
	if (!folder->exists || is_empty(folder->target)) {
		if (rename(folder->made, folder->target) != 0)
			return failed(folder->target, "cannot write", err);
		free(folder->made);
		folder->made = NULL;
		return STATUS_OK;
	}
	if (renameat2(AT_FDCWD, folder->made, AT_FDCWD, folder->target, RENAME_EXCHANGE) == 0) {
		move_foreign(folder->made, folder->target);
		return STATUS_OK; /* folder_free removes the old one */
	}
	if ((errno == EINVAL || errno == ENOSYS) && replace_in_steps(folder))
		return STATUS_OK;
	return failed(folder->target, "cannot write", err);
}

void folder_free(struct folder *folder)
{
	if (folder->made)
		remove_in(AT_FDCWD, folder->made, 0);
	free(folder->made);
	free(folder->target);
	*folder = (struct folder){0};
}
