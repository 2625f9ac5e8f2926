/* Compressed ELF files: what .gnu_debugdata holds, and modules of the kernel. */
#ifndef STACKFOLD_SYMBOL_UNPACK_H
#define STACKFOLD_SYMBOL_UNPACK_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>

/* Appends what xz unpacks from some bytes. False if they are damaged, or it is larger than any
 * program's symbols, or without memory; what was appended is of no use then. */
bool unpack_memory(const void *packed, size_t size, struct buffer *to);

/* The same of a file, from its beginning, by xz, gzip or zstd. It stays open. */
bool unpack_file(int fd, struct buffer *to);

#endif
