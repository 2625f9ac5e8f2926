#include "base/input.h"

#include "base/decompress.h"
#include "base/temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	PIPE_SIZE = 1 << 20, /* the most that a pipe may hold without privileges */

	/* Where a page of a mapped file is touched, Linux maps others within so many bytes. */
	PAGES_AROUND = 64 << 10,

	STOP_CHECK = 100, /* ms between two looks at `stopped` while a pipe has nothing */
};

struct input {
	struct input_source source;
	const char *name;
	int fd;           /* -1: bytes in memory, or a call-back's */
	size_t memory_at; /* of bytes in memory: how many were read */
	/* the first bytes, read to look at them, not yet given */
	char magic[DECOMPRESS_MAGIC];
	size_t magic_size, magic_at;
	uint64_t position, size;
	uint64_t copied_from; /* compressed bytes that were decompressed into a file; 0: none */
	struct decompress *compressed; /* NULL: it is not */
	bool waits;                    /* it may have nothing for a while: it is no plain file */
	bool folder;                   /* the path is a folder's, the file "data" in it is open */
	void *map;                     /* all of the file, NULL: not mapped */
};

/* Inputs that are mapped: for a signal handler to find. */
enum { MAPPED_MAX = 8 };
static struct input *_Atomic mapped[MAPPED_MAX];

static ssize_t read_memory(struct input *input, char *bytes, size_t size)
{
	size_t left = input->source.size - input->memory_at;
	if (size > left)
		size = left;
	if (size)
		memcpy(bytes, (const char *)input->source.bytes + input->memory_at, size);
	input->memory_at += size;
	return (ssize_t)size;
}

/* Waits until a pipe or terminal has bytes, or has ended, or reading is to stop. False: stop. */
static bool wait_for_bytes(const struct input *input)
{
	const atomic_bool *stopped = input->source.stopped;
	struct pollfd waiting = {.fd = input->fd, .events = POLLIN};
	while (input->waits && !atomic_load(stopped))
		if (poll(&waiting, 1, STOP_CHECK) > 0)
			break;
	return !atomic_load(stopped);
}

/* What the source gives at once, at least a byte unless it has ended; -1 with errno. */
static ssize_t read_some(struct input *input, char *bytes, size_t size)
{
	const struct input_source *source = &input->source;
	if (source->stopped && !wait_for_bytes(input)) {
		errno = ECANCELED;
		return -1;
	}
	if (input->fd >= 0)
		return read(input->fd, bytes, size);
	if (source->kind == INPUT_MEMORY)
		return read_memory(input, bytes, size);
	errno = EIO; /* unless the call-back says why */
	ssize_t n = source->read(source->context, bytes, size);
	if (n > (ssize_t)size || (n < 0 && !errno))
		errno = EIO;
	return n > (ssize_t)size ? -1 : n;
}

static ssize_t read_fully(struct input *input, char *bytes, size_t size)
{
	size_t done = 0;
	while (done < size) {
		ssize_t n = read_some(input, bytes + done, size - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		done += (size_t)n;
	}
	return (ssize_t)done;
}

/* The first bytes again, then the file. */
static ssize_t read_plain(void *input_, char *bytes, size_t size)
{
	struct input *input = input_;
	size_t early = input->magic_size - input->magic_at;
	if (early > size)
		early = size;
	memcpy(bytes, input->magic + input->magic_at, early);
	input->magic_at += early;
	ssize_t n = read_fully(input, bytes + early, size - early);
	if (n < 0)
		return -1;
	input->position += (uint64_t)n;
	return (ssize_t)early + n;
}

/* The file in a folder takes the folder's place. */
static enum status open_data(struct input *input, struct stat *info, struct error *err)
{
	static const char name[] = "data";
	int folder = input->fd, failure = ENOENT;
	/* of a descriptor the other files could not be found */
	if (folder != STDIN_FILENO && input->source.kind == INPUT_PATH) {
		input->folder = true;
		/* it may be a pipe that has no writer */
		input->fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
		failure = input->fd < 0 ? errno : 0;
		close(folder);
	}
	if (failure && failure != ENOENT)
		return error_set(err, STATUS_FAILED, "%s/%s: %s", input->name, name,
		                 strerror(failure));
	if (failure || fstat(input->fd, info) < 0 || !S_ISREG(info->st_mode))
		return error_set(
			err, STATUS_FAILED,
			"%s: is a directory without the file \"%s\" that perf record writes",
			input->name, name);
	return STATUS_OK;
}

/* Opens a path. A pipe that has no writer yet would block: where reading may be stopped, the first
 * read waits instead. */
static int open_path(const struct input_source *source)
{
	struct stat info;
	const bool pipe = source->stopped && stat(source->name, &info) == 0 &&
	                  S_ISFIFO(info.st_mode);
	const int fd = open(source->name, O_RDONLY | O_CLOEXEC | (pipe ? O_NONBLOCK : 0));
	if (pipe && fd >= 0)
		(void)fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
	return fd;
}

/* Opens the file, where the source has one, and finds out about it. */
static enum status open_file(struct input *input, struct error *err)
{
	const struct input_source *source = &input->source;
	struct stat info;
	if (source->kind == INPUT_MEMORY)
		input->size = source->size;
	if (source->kind == INPUT_MEMORY || source->kind == INPUT_CALLBACK)
		return STATUS_OK;
	if (source->kind == INPUT_DESCRIPTOR)
		input->fd = source->fd;
	else if (strcmp(source->name, "-") == 0)
		input->fd = STDIN_FILENO;
	else
		input->fd = open_path(source);
	if (source->kind == INPUT_DESCRIPTOR && source->fd < 0)
		errno = EBADF;
	if (input->fd < 0 || fstat(input->fd, &info) < 0)
		return error_set(err, STATUS_FAILED, "%s: %s", input->name, strerror(errno));
	if (S_ISDIR(info.st_mode) && open_data(input, &info, err))
		return STATUS_FAILED;
	if (S_ISREG(info.st_mode) && info.st_size > 0)
		input->size = (uint64_t)info.st_size;
	input->waits = source->stopped && !S_ISREG(info.st_mode);
	if (S_ISFIFO(info.st_mode)) /* fewer, larger hand-overs; a refusal does not matter */
		(void)fcntl(input->fd, F_SETPIPE_SZ, PIPE_SIZE);
	return STATUS_OK;
}

static enum status open_source(struct input *input, struct error *err)
{
	enum status status = open_file(input, err);
	if (status)
		return status;
	ssize_t n = read_fully(input, input->magic, sizeof input->magic);
	if (n < 0)
		return error_set(err, STATUS_FAILED, "%s: %s", input->name, strerror(errno));
	input->magic_size = (size_t)n;
	input->position = (uint64_t)n;
	return STATUS_OK;
}

enum status input_open(const char *path, struct input **opened, struct error *err)
{
	const struct input_source source = {.kind = INPUT_PATH, .name = path};
	return input_open_source(&source, opened, err);
}

enum status input_open_source(const struct input_source *source, struct input **opened,
                              struct error *err)
{
	struct input *input = calloc(1, sizeof *input);
	if (!input)
		return error_no_memory(err);
	bool standard = source->kind == INPUT_PATH && strcmp(source->name, "-") == 0;
	input->source = *source;
	input->name = standard ? "standard input" : source->name;
	input->fd = -1;
	enum status status = open_source(input, err);
	if (!status && decompress_name(input->magic, input->magic_size))
		status = decompress_open(input->name, input->magic, input->magic_size, read_plain,
		                         input, &input->compressed, err);
	if (status) {
		input_close(input);
		input = NULL;
	}
	*opened = input;
	return status;
}

/* Closes the file and frees what decompresses it. */
static void release(struct input *input)
{
	decompress_close(input->compressed);
	bool given = input->source.kind == INPUT_DESCRIPTOR && input->fd == input->source.fd;
	if (input->fd > STDERR_FILENO && !given)
		close(input->fd);
	input->compressed = NULL;
	input->fd = -1;
}

uint64_t input_source_size(const struct input_source *source)
{
	struct stat info;
	if (source->kind == INPUT_MEMORY)
		return source->size;
	bool known = source->kind == INPUT_PATH && strcmp(source->name, "-") != 0 &&
	             stat(source->name, &info) == 0 && S_ISREG(info.st_mode);
	return known ? (uint64_t)info.st_size : 0;
}

ssize_t input_read(struct input *input, void *bytes, size_t size, struct error *err)
{
	if (input->compressed)
		return decompress_read(input->compressed, bytes, size, err);
	ssize_t n = read_plain(input, bytes, size);
	if (n < 0)
		error_set(err, STATUS_FAILED, "%s: %s", input->name, strerror(errno));
	return n;
}

bool input_can_reopen(const char *path)
{
	struct stat info;
	return stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

bool input_can_seek(const struct input *input)
{
	struct stat info;
	if (input_is_compressed(input) || (input->fd < 0 && input->source.kind != INPUT_MEMORY))
		return false;
	if (input->fd < 0)
		return true;
	/* a descriptor that was read from already stands where its caller's input begins */
	bool given = input->source.kind == INPUT_DESCRIPTOR && input->fd == input->source.fd;
	return fstat(input->fd, &info) == 0 && S_ISREG(info.st_mode) &&
	       (!given || lseek(input->fd, 0, SEEK_CUR) == (off_t)input->position);
}

ssize_t input_read_at(const struct input *input, void *bytes, size_t size, uint64_t offset,
                      struct error *err)
{
	const struct input_source *source = &input->source;
	size_t done = 0;
	if (source->stopped && atomic_load(source->stopped)) {
		error_set(err, STATUS_FAILED, "%s: %s", input->name, strerror(ECANCELED));
		return -1;
	}
	if (input->fd < 0) {
		done = offset < source->size ? source->size - (size_t)offset : 0;
		if (done > size)
			done = size;
		if (done)
			memcpy(bytes, (const char *)source->bytes + offset, done);
		return (ssize_t)done;
	}
	while (done < size && offset <= INT64_MAX - done) {
		ssize_t n = pread(input->fd, (char *)bytes + done, size - done,
		                  (off_t)(offset + done));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			error_set(err, STATUS_FAILED, "%s: %s", input->name, strerror(errno));
			return -1;
		}
		if (n == 0)
			break;
		done += (size_t)n;
	}
	return (ssize_t)done;
}

enum status input_map(struct input *input, const char **text, size_t *size, struct error *err)
{
	void *map = MAP_FAILED;
	if (input->size <= SIZE_MAX)
		map = mmap(NULL, (size_t)input->size, PROT_READ, MAP_SHARED, input->fd, 0);
	if (map == MAP_FAILED)
		return error_set(err, STATUS_FAILED, "%s: cannot be mapped: %s", input->name,
		                 strerror(errno));
	input->map = map;
	for (size_t i = 0; i < MAPPED_MAX; i++) {
		struct input *none = NULL;
		if (atomic_compare_exchange_strong(&mapped[i], &none, input))
			break;
	}
	*text = map;
	*size = (size_t)input->size;
	return STATUS_OK;
}

const char *input_mapped_at(const void *address)
{
	for (size_t i = 0; i < MAPPED_MAX; i++) {
		const struct input *input = atomic_load(&mapped[i]);
		if (input && (const char *)address >= (const char *)input->map &&
		    (const char *)address < (const char *)input->map + input->size)
			return input->name;
	}
	return NULL;
}

void input_unmap(const struct input *input, size_t from, size_t end)
{
	size_t size = (size_t)input->size;
	if (!input->map)
		return;
	from = from / PAGES_AROUND * PAGES_AROUND;
	if (size < PAGES_AROUND || end > size - PAGES_AROUND)
		end = size;
	else
		end += PAGES_AROUND;
	if (from < end) /* the length is rounded up to pages */
		madvise((char *)input->map + from, end - from, MADV_DONTNEED);
}

enum status input_make_seek(struct input *input, const void *head, size_t size, struct error *err)
{
	enum { ROOM = 1 << 20, TIMES_MOST = 1024, ALWAYS = 64 << 20 };
	uint64_t copied = size;
	char *room = malloc(ROOM);
	if (!room)
		return error_no_memory(err);
	enum status status = STATUS_OK;
	int fd = temporary_open();
	bool ok = fd >= 0 && temporary_write(fd, head, size);
	ssize_t n = ROOM;
	while (ok && n == ROOM && (n = input_read(input, room, ROOM, err)) >= 0) {
		ok = temporary_write(fd, room, (size_t)n);
		copied += (uint64_t)n;
		if (input->compressed && copied > ALWAYS &&
		    (copied - ALWAYS) / TIMES_MOST > input->position) {
			error_set(err, STATUS_FAILED,
			          "%s: decompresses to more than %d times its size plus %d MiB; "
			          "if that is right, decompress it first",
			          input->name, TIMES_MOST, ALWAYS >> 20);
			n = -1;
			break;
		}
	}
	ok = ok && (n < 0 || lseek(fd, (off_t)size, SEEK_SET) >= 0);
	if (!ok)
		status = error_set(err, STATUS_FAILED,
		                   "%s: cannot be copied into a temporary file in %s (TMPDIR): %s",
		                   input->name, temporary_folder(), strerror(errno));
	else if (n < 0)
		status = STATUS_FAILED;
	free(room);
	if (status) {
		if (fd >= 0)
			close(fd);
		return status;
	}
	struct stat info;
	input->size = fstat(fd, &info) == 0 ? (uint64_t)info.st_size : 0;
	input->copied_from = input->compressed ? input->position : 0;
	release(input);
	input->source.kind = INPUT_PATH; /* of which it has the descriptor */
	input->fd = fd;
	input->position = size;
	input->magic_size = input->magic_at = 0;
	return STATUS_OK;
}

bool input_is_compressed(const struct input *input)
{
	return input->compressed != NULL;
}

uint64_t input_compressed_bytes(const struct input *input)
{
	return input_is_compressed(input) ? input->position : input->copied_from;
}

bool input_is_folder(const struct input *input)
{
	return input->folder;
}

const char *input_name(const struct input *input)
{
	return input->name;
}

uint64_t input_position(const struct input *input)
{
	return input->position;
}

uint64_t input_size(const struct input *input)
{
	return input->size;
}

void input_close(struct input *input)
{
	if (!input)
		return;
	for (size_t i = 0; i < MAPPED_MAX; i++) {
		struct input *this = input;
		if (atomic_compare_exchange_strong(&mapped[i], &this, NULL))
			break;
	}
	if (input->map)
		munmap(input->map, (size_t)input->size);
	release(input);
	free(input);
}
