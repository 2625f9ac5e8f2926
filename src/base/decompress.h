/* Decompresses a stream of bytes: gzip, xz, bzip2 or zstd. */
#ifndef STACKFOLD_BASE_DECOMPRESS_H
#define STACKFOLD_BASE_DECOMPRESS_H

#include "base/status.h"

#include <stddef.h>
#include <sys/types.h>

enum { DECOMPRESS_MAGIC = 8 /* first bytes that are enough to recognise a compression */ };

/* Reads compressed bytes: fewer than size only at the end, -1 with errno. */
typedef ssize_t decompress_source(void *context, char *bytes, size_t size);

struct decompress;

/* The name of the compression of data that begins with these bytes; NULL: no known one. */
const char *decompress_name(const char *bytes, size_t size);

/* Starts to decompress the data that begins with magic[0..size) and is read by `read`, of a known
 * compression. `name` is what messages call the input; it stays the caller's. STATUS_FAILED: the
 * bytes are damaged, compressed twice, or this build lacks the compression; STATUS_FATAL without
 * memory.
 */
enum status decompress_open(const char *name, const char *magic, size_t size,
                            decompress_source *read, void *context, struct decompress **opened,
                            struct error *err);

/* Fills bytes[0..size) and returns how many: fewer only at the end. -1 with a message. */
ssize_t decompress_read(struct decompress *packed, void *bytes, size_t size, struct error *err);

void decompress_close(struct decompress *packed); /* NULL is fine */

#endif
