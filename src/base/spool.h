/* Bytes that are written one after the other and read later: in memory while they are few, then in
 * a temporary file without a name. */
#ifndef STACKFOLD_BASE_SPOOL_H
#define STACKFOLD_BASE_SPOOL_H

#include "base/output.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Zeroed is empty and ready. After a failure nothing more is written; spool_status reports it. */
struct spool {
	char *data; /* the last bytes, which are not in the file */
	size_t size, capacity;
	bool has_file;
	int fd;
	uint64_t in_file;
	int failure; /* errno of the first write that failed */
	bool no_memory;
};

/* Room for so many bytes at the end, to which spool_add then adds at most as many; NULL after a
 * failure. The room is valid until the next call. */
char *spool_room(struct spool *spool, size_t size);

static inline void spool_add(struct spool *spool, size_t size)
{
	spool->size += size;
}

/* The bytes written so far. */
uint64_t spool_end(const struct spool *spool);

/* Removes the last bytes, which spool_room and spool_add have written since the bytes before them
 * were last passed to the file: those of the latest call of spool_room always can be. */
void spool_take_back(struct spool *spool, size_t size);

/* Passes everything to the file. */
void spool_flush(struct spool *spool);

/* Fills bytes[0..size) from a position, where so many were flushed; -1 with errno. Threads may do
 * so while more is written. */
ssize_t spool_read_flushed(const struct spool *spool, void *bytes, size_t size, uint64_t from);

/* The same for any bytes, while nothing is written; returns how many: fewer only at the end. */
ssize_t spool_read(const struct spool *spool, void *bytes, size_t size, uint64_t from);

/* Bytes before a position are no longer needed: their space is freed where the system can. */
void spool_forget(struct spool *spool, uint64_t end);

/* Writes all bytes to an output. */
enum status spool_copy(const struct spool *spool, struct output *output, struct error *err);

/* What became of the writing: STATUS_FATAL with a message that names the folder, or without memory.
 */
enum status spool_status(const struct spool *spool, struct error *err);

void spool_free(struct spool *spool); /* empty and ready again */

#endif
