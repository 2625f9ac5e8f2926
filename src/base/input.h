/* Bytes of a file or of standard input, decompressed on the way. */
#ifndef STACKFOLD_BASE_INPUT_H
#define STACKFOLD_BASE_INPUT_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct input;

/* Opens a path, "-" for standard input. gzip, xz, bzip2, zstd and what else libarchive reads are
 * recognised by their first bytes. STATUS_FAILED with a message naming the path: not there, not
 * readable, a directory. */
enum status input_open(const char *path, struct input **input, struct error *err);

/* Fills bytes[0..size) as far as the input goes: less than size only at its end. -1 with a message
 * on a failed read or broken compression. */
ssize_t input_read(struct input *input, void *bytes, size_t size, struct error *err);

/* The name for messages: the path, or "standard input". */
const char *input_name(const struct input *input);

/* Bytes taken from the file so far and its size (0: not known); compressed ones as compressed. */
uint64_t input_position(const struct input *input);
uint64_t input_size(const struct input *input);

void input_close(struct input *input); /* NULL is fine */

#endif
