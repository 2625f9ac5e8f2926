#include "base/output.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum {
	GATHERED = 1 << 18,  /* bytes passed on in one write */
	PIPE_SIZE = 1 << 20, /* the largest buffer of a pipe without privileges */
	LINKS_MAX = 40,      /* as many as the kernel follows */
	NAME_TRIES = 100,
	LIVE_MAX = 8,
	LONG_PART = 512, /* parts of at least this size are passed on without a copy */
	PARTS_MAX = 512, /* parts passed on at a time: fewer than the kernel allows */
};

/* Temporary files to be removed when a signal ends the process. */
static char *_Atomic live[LIVE_MAX];

static void live_add(char *temporary)
{
	for (size_t i = 0; i < LIVE_MAX; i++) {
		char *none = NULL;
		if (atomic_compare_exchange_strong(&live[i], &none, temporary))
			return;
	}
}

static void live_drop(char *temporary)
{
	for (size_t i = 0; i < LIVE_MAX; i++) {
		char *expected = temporary;
		if (atomic_compare_exchange_strong(&live[i], &expected, NULL))
			return;
	}
}

void output_remove_temporaries(void)
{
	for (size_t i = 0; i < LIVE_MAX; i++) {
		const char *temporary = atomic_load(&live[i]);
		if (temporary)
			unlink(temporary);
	}
}

/* The descriptor that a path such as /dev/fd/3 stands for, or -1. Opening such a path again would
 * start at offset 0 and lose O_APPEND. */
static int descriptor_named(const char *path)
{
	if (!path || strcmp(path, "-") == 0 || strcmp(path, "/dev/stdout") == 0)
		return STDOUT_FILENO;
	if (strcmp(path, "/dev/stderr") == 0)
		return STDERR_FILENO;
	static const char *const folders[] = {"/dev/fd/", "/proc/self/fd/"};
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		size_t size = strlen(folders[i]);
		if (strncmp(path, folders[i], size) != 0)
			continue;
		char *end;
		long number = strtol(path + size, &end, 10);
		if (path[size] >= '0' && path[size] <= '9' && !*end && number <= INT_MAX)
			return (int)number;
	}
	return -1;
}

/* The size of a path's folder, including the slash: 0 for a name without a folder. */
static size_t folder_size(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? (size_t)(slash - path) + 1 : 0;
}

/* The target of the link at path, as a new text; NULL with errno EINVAL if it is not a link. */
static char *link_target(const char *path)
{
	char target[PATH_MAX];
	ssize_t size = readlink(path, target, sizeof target);
	if (size < 0)
		return NULL;
	if ((size_t)size == sizeof target) {
		errno = ENAMETOOLONG;
		return NULL;
	}
	size_t folder = target[0] == '/' ? 0 : folder_size(path);
	char *joined = malloc(folder + (size_t)size + 1);
	if (!joined)
		return NULL;
	memcpy(joined, path, folder);
	memcpy(joined + folder, target, (size_t)size);
	joined[folder + (size_t)size] = '\0';
	return joined;
}

/* The path with links at its end resolved, whether or not the file exists; NULL with errno set. */
static char *follow_links(const char *path)
{
	char *at = strdup(path);
	for (int i = 0; at; i++) {
		if (i == LINKS_MAX) {
			free(at);
			errno = ELOOP;
			return NULL;
		}
		char *next = link_target(at);
		if (!next && (errno == EINVAL || errno == ENOENT))
			return at;
		free(at);
		at = next;
	}
	return NULL;
}

/* A new file in the folder of output->path, open for writing. False with errno set. */
static bool open_temporary(struct output *output, mode_t mode)
{
	size_t folder = folder_size(output->path);
	size_t room = folder + sizeof ".stackfold-0123456789abcdef";
	output->temporary = malloc(room);
	if (!output->temporary)
		return false;
	memcpy(output->temporary, output->path, folder);
	for (int i = 0; i < NAME_TRIES; i++) {
		unsigned long long number;
		if (getrandom(&number, sizeof number, 0) != sizeof number)
			number = ((unsigned long long)getpid() << 16) + (unsigned)i;
		snprintf(output->temporary + folder, room - folder, ".stackfold-%016llx", number);
		/* Registered before it exists, so that a signal handler can always remove it. */
		live_add(output->temporary);
		output->fd = open(output->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
		if (output->fd >= 0)
			return true;
		live_drop(output->temporary);
		if (errno != EEXIST)
			return false;
	}
	return false;
}

/* Gives the new file the owner and the mode of the one that it will replace. If that is not
 * allowed, the user owns the new file, as with any program that replaces files, and it gets fewer
 * permissions, never more. */
static void take_after(int fd, const struct stat *file)
{
	mode_t mode = file->st_mode & 0777;
	bool owned = fchown(fd, file->st_uid, file->st_gid) == 0;
	if (!owned && fchown(fd, (uid_t)-1, file->st_gid) != 0)
		mode &= ~(mode_t)(S_IRWXG & ~((mode & S_IRWXO) << 3)); /* another group */
	(void)fchmod(fd, mode); /* fails on a file system without modes */
}

/* Opens a temporary file that replaces the file at name when it is complete. found: the file
 * exists, with the status `file`. */
static bool open_beside(struct output *output, const char *name, bool found,
                        const struct stat *file)
{
	/* A rename checks only the folder's permissions. */
	if (found && faccessat(AT_FDCWD, name, W_OK, AT_EACCESS) != 0)
		return false;
	output->path = follow_links(name);
	/* Only the owner may open the new file until it has the mode of the one it replaces. */
	if (!output->path || !open_temporary(output, found ? 0600 : 0666))
		return false;
	if (found)
		take_after(output->fd, file);
	return true;
}

static bool open_target(struct output *output, const char *path)
{
	int descriptor = descriptor_named(path);
	if (descriptor >= 0) {
		output->fd = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
		return output->fd >= 0;
	}
	struct stat file;
	bool found = stat(path, &file) == 0;
	if (!found && errno != ENOENT)
		return false;
	if (found && S_ISDIR(file.st_mode)) {
		errno = EISDIR;
		return false;
	}
	if (!found && (!*path || path[strlen(path) - 1] == '/')) {
		errno = *path ? EISDIR : ENOENT;
		return false;
	}
	if (!found || S_ISREG(file.st_mode))
		return open_beside(output, path, found, &file);
	do
		output->fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	while (output->fd < 0 && errno == EINTR);
	return output->fd >= 0;
}

/* Frees everything, and removes the temporary file if it is still there. */
static void discard(struct output *output)
{
	if (output->gzip)
		archive_write_free(output->gzip);
	if (output->fd >= 0)
		close(output->fd);
	if (output->temporary) {
		if (output->fd >= 0)
			unlink(output->temporary);
		live_drop(output->temporary);
	}
	free(output->name);
	free(output->path);
	free(output->temporary);
	free(output->data);
	*output = (struct output){.fd = -1};
}

static enum status prepare(struct output *output, const char *name, struct error *err)
{
	*output = (struct output){.fd = -1};
	output->name = strdup(name);
	output->data = malloc(GATHERED);
	if (output->name && output->data)
		return STATUS_OK;
	discard(output);
	return error_no_memory(err);
}

enum status output_open(struct output *output, const char *path, struct error *err)
{
	bool standard = !path || strcmp(path, "-") == 0;
	enum status status = prepare(output, standard ? "standard output" : path, err);
	if (status)
		return status;
	if (!open_target(output, path)) {
		error_set(err, STATUS_FATAL, "%s: cannot write: %s", output->name, strerror(errno));
		discard(output);
		return STATUS_FATAL;
	}
	/* Enlarges the buffer of a pipe, for fewer writes; this fails for other files, which does
	 * not matter. */
	(void)fcntl(output->fd, F_SETPIPE_SZ, PIPE_SIZE);
	return STATUS_OK;
}

enum status output_open_function(struct output *output, const char *name,
                                 int (*write_to)(void *context, const void *bytes, size_t size),
                                 void *context, struct error *err)
{
	enum status status = prepare(output, name, err);
	if (status)
		return status;
	output->write_to = write_to;
	output->context = context;
	return STATUS_OK;
}

/* Writes all bytes, even if the system takes only a few at a time. */
static void hand_on(struct output *output, const char *bytes, size_t size)
{
	if (output->write_to) {
		errno = EIO; /* unless the function sets errno */
		if (size && !output->failure && output->write_to(output->context, bytes, size) != 0)
			output->failure = errno ? errno : EIO;
		return;
	}
	while (size && !output->failure) {
		ssize_t written = write(output->fd, bytes, size);
		if (written >= 0) {
			bytes += written;
			size -= (size_t)written;
		} else if (errno == EAGAIN) {
			/* A pipe that another process made non-blocking. */
			poll(&(struct pollfd){output->fd, POLLOUT, 0}, 1, -1);
		} else if (errno != EINTR) {
			output->failure = errno;
		}
	}
}

static la_ssize_t write_compressed(struct archive *archive, void *data, const void *bytes,
                                   size_t size)
{
	struct output *output = data;
	hand_on(output, bytes, size);
	if (output->failure)
		archive_set_error(archive, output->failure, "cannot write");
	return output->failure ? -1 : (la_ssize_t)size;
}

enum status output_compress(struct output *output, int level, struct error *err)
{
	char options[] = "gzip:!timestamp,gzip:compression-level=0";
	options[sizeof options - 2] = (char)('0' + level);
	struct archive *gzip = archive_write_new();
	struct archive_entry *entry = archive_entry_new();
	output->gzip = gzip;
	bool open = gzip && entry && archive_write_set_format_raw(gzip) == ARCHIVE_OK &&
	            archive_write_add_filter_gzip(gzip) == ARCHIVE_OK &&
	            archive_write_set_options(gzip, options) == ARCHIVE_OK &&
	            archive_write_set_bytes_per_block(gzip, 0) == ARCHIVE_OK &&
	            archive_write_open2(gzip, output, NULL, write_compressed, NULL, NULL) ==
	                    ARCHIVE_OK;
	if (open) {
		archive_entry_set_filetype(entry, AE_IFREG);
		open = archive_write_header(gzip, entry) == ARCHIVE_OK;
	}
	archive_entry_free(entry);
	return open ? STATUS_OK : error_no_memory(err);
}

/* Passes bytes on, compressed if asked for. */
static void pass(struct output *output, const char *bytes, size_t size)
{
	if (!output->gzip)
		hand_on(output, bytes, size);
	else if (archive_write_data(output->gzip, bytes, size) < 0 && !output->failure)
		output->failure = ENOMEM;
}

static void flush(struct output *output)
{
	if (output->size)
		pass(output, output->data, output->size);
	output->size = 0;
}

void output_write(struct output *output, const void *bytes, size_t size)
{
	if (output->failure || !size)
		return;
	if (size > GATHERED - output->size)
		flush(output);
	if (size >= GATHERED) {
		pass(output, bytes, size);
		return;
	}
	memcpy(output->data + output->size, bytes, size);
	output->size += size;
}

/* Passes on the listed parts; changes their entries. */
static void hand_on_parts(struct output *output, struct iovec *parts, size_t count)
{
	while (count && !output->failure) {
		ssize_t written = writev(output->fd, parts, (int)count);
		if (written < 0) {
			hand_on(output, parts->iov_base,
			        parts->iov_len); /* which has its own message */
			written = (ssize_t)parts->iov_len;
		}
		size_t done = (size_t)written;
		for (; count && done >= parts->iov_len; parts++, count--)
			done -= parts->iov_len;
		if (done) {
			parts->iov_base = (char *)parts->iov_base + done;
			parts->iov_len -= done;
		}
	}
}

void output_write_parts(struct output *output, const struct text *parts, size_t count)
{
	size_t size = 0;
	for (size_t i = 0; i < count; i++)
		size += parts[i].size;
	if (output->gzip || output->write_to || size / LONG_PART < count) {
		for (size_t i = 0; i < count; i++)
			output_write(output, parts[i].at, parts[i].size);
		return;
	}
	flush(output);
	while (count) {
		struct iovec list[PARTS_MAX];
		size_t n = count < PARTS_MAX ? count : PARTS_MAX;
		for (size_t i = 0; i < n; i++)
			list[i] = (struct iovec){(void *)parts[i].at, parts[i].size};
		hand_on_parts(output, list, n);
		parts += n;
		count -= n;
	}
}

void output_text(struct output *output, const char *text)
{
	output_write(output, text, strlen(text));
}

/* Moves the written file to its final path. False with errno set. */
static bool settle(struct output *output)
{
	int fd = output->fd;
	if (output->write_to)
		return true;
	if (!output->temporary) {
		output->fd = -1;
		return close(fd) == 0 || errno == EINTR;
	}
	/* A second descriptor is closed, because network file systems report a full disk in close;
	 * the first one, which marks the file as open, stays until the rename. */
	int probe = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (probe >= 0 && close(probe) != 0 && errno != EINTR)
		return false;
	if (rename(output->temporary, output->path) != 0)
		return false;
	live_drop(output->temporary);
	free(output->temporary);
	output->temporary = NULL;
	return true;
}

enum status output_close(struct output *output, bool keep, struct error *err)
{
	if (keep) {
		flush(output);
		bool ended = !output->gzip || archive_write_close(output->gzip) == ARCHIVE_OK;
		if (!ended && !output->failure)
			output->failure = ENOMEM;
		if (!output->failure && !settle(output))
			output->failure = errno;
	}
	int failure = keep ? output->failure : 0;
	enum status status = failure ? STATUS_FATAL : STATUS_OK;
	if (failure == EPIPE)
		error_set(err, STATUS_FATAL, "%s", "");
	else if (failure)
		error_set(err, STATUS_FATAL, "%s: cannot write: %s", output->name,
		          strerror(failure));
	discard(output);
	return status;
}

enum status output_finish(struct output *output, enum status written, struct error *err)
{
	enum status closed = output_close(output, written == STATUS_OK, err);
	return written != STATUS_OK ? written : closed;
}

enum status output_whole(const char *path, struct buffer *text, struct error *err)
{
	struct output output;
	enum status status = text->failed ? error_no_memory(err) : output_open(&output, path, err);
	if (status == STATUS_OK) {
		output_write(&output, text->data, text->size);
		status = output_close(&output, true, err);
	}
	buffer_free(text);
	return status;
}
