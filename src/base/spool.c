#include "base/spool.h"

#include "base/hooks.h"
#include "base/temporary.h"
#include "base/vector.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	IN_MEMORY = 32 << 20, /* bytes at most in memory without a file */
	GATHERED = 1 << 20,   /* bytes written to the file at a time */
};

void spool_flush(struct spool *spool)
{
	if (spool->failure || spool->no_memory)
		return;
	if (!spool->has_file) {
		spool->fd = temporary_open();
		spool->has_file = spool->fd >= 0;
	}
	if (!spool->has_file || !temporary_write(spool->fd, spool->data, spool->size)) {
		spool->failure = errno;
		return;
	}
	spool->in_file += spool->size;
	spool->size = 0;
}

/* How many bytes may be kept in memory. */
static size_t most(const struct spool *spool)
{
	if (hooks.piece_size)
		return hooks.piece_size;
	return spool->has_file ? GATHERED : IN_MEMORY;
}

char *spool_room(struct spool *spool, size_t size)
{
	if (spool->size && spool->size + size > most(spool))
		spool_flush(spool);
	if (spool->failure || spool->no_memory)
		return NULL;
	if (!vector_reserve(&spool->data, &spool->capacity, spool->size + size)) {
		spool->no_memory = true;
		return NULL;
	}
	return spool->data + spool->size;
}

uint64_t spool_end(const struct spool *spool)
{
	return spool->in_file + spool->size;
}

void spool_take_back(struct spool *spool, size_t size)
{
	spool->size -= size;
}

ssize_t spool_read_flushed(const struct spool *spool, void *bytes, size_t size, uint64_t from)
{
	size_t done = 0;
	while (done < size) {
		ssize_t n = pread(spool->fd, (char *)bytes + done, size - done,
		                  (off_t)(from + done));
		if (n < 0 && errno == EINTR)
			continue;
		if (n == 0)
			errno = EIO; /* another process truncated it */
		if (n <= 0)
			return -1;
		done += (size_t)n;
	}
	return (ssize_t)done;
}

/* How many bytes the file has from a position on, at most size. */
static size_t in_file(const struct spool *spool, uint64_t from, size_t size)
{
	if (from + size <= spool->in_file)
		return size;
	return from < spool->in_file ? (size_t)(spool->in_file - from) : 0;
}

ssize_t spool_read(const struct spool *spool, void *bytes, size_t size, uint64_t from)
{
	ssize_t done = spool_read_flushed(spool, bytes, in_file(spool, from, size), from);
	if (done < 0)
		return -1;
	size_t rest = size - (size_t)done;
	uint64_t at = from + (uint64_t)done;
	if (!rest || at < spool->in_file || at - spool->in_file >= spool->size)
		return done;
	if (rest > spool->size - (size_t)(at - spool->in_file))
		rest = spool->size - (size_t)(at - spool->in_file);
	memcpy((char *)bytes + done, spool->data + (at - spool->in_file), rest);
	return done + (ssize_t)rest;
}

void spool_forget(struct spool *spool, uint64_t end)
{
	if (spool->has_file)
		(void)fallocate(spool->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0,
		                (off_t)end);
}

static enum status cannot(const char *what, int failure, struct error *err)
{
	return error_set(err, STATUS_FATAL, "cannot %s a temporary file in %s (TMPDIR): %s", what,
	                 temporary_folder(), strerror(failure));
}

enum status spool_copy(const struct spool *spool, struct output *output, struct error *err)
{
	enum { ROOM = 256 << 10 };
	uint64_t at = 0;
	char *room = spool->in_file ? malloc(ROOM) : NULL;
	if (spool->in_file && !room)
		return error_no_memory(err);
	while (at < spool->in_file && !output->failure) {
		ssize_t n = spool_read_flushed(spool, room, in_file(spool, at, ROOM), at);
		if (n < 0) {
			free(room);
			return cannot("read", errno, err);
		}
		output_write(output, room, (size_t)n);
		at += (uint64_t)n;
	}
	free(room);
	output_write(output, spool->data, spool->size);
	return STATUS_OK;
}

enum status spool_status(const struct spool *spool, struct error *err)
{
	if (spool->no_memory)
		return error_no_memory(err);
	return spool->failure ? cannot("write", spool->failure, err) : STATUS_OK;
}

void spool_free(struct spool *spool)
{
	if (spool->has_file)
		close(spool->fd);
	free(spool->data);
	*spool = (struct spool){0};
}
