/* Files of symbols that are text. */
#ifndef STACKFOLD_SYMBOL_TEXT_FILE_H
#define STACKFOLD_SYMBOL_TEXT_FILE_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All of a regular file, also one of /proc that tells no size, with a NUL behind it (not counted);
 * NULL where it cannot be read, is of another kind, or memory runs out. mine: for a path in a folder
 * where all may write; no link is followed, and the file has to be the user's or root's. */
char *text_file_read(const char *path, bool mine, struct arena *arena, size_t *size);

/* The number that hexadecimal digits at `at` make, at most up to end; what is behind them, which is
 * `at` where there is none. */
const char *text_hex(const char *at, const char *end, uint64_t *value);

#endif
