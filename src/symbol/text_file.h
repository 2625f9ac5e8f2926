/* Files of symbols that are text. */
#ifndef STACKFOLD_SYMBOL_TEXT_FILE_H
#define STACKFOLD_SYMBOL_TEXT_FILE_H

#include "symbol/missing.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Limits on what is read of them. */
enum {
	TEXT_LINE_MOST = 1 << 16,      /* bytes of a line: longer ones are passed over */
	TEXT_SYMBOLS_MOST = 4 << 20,   /* of a file */
	TEXT_KALLSYMS_MOST = 64 << 20, /* bytes of kallsyms: those of Linux 6 take 15 MB */
	TEXT_MAP_MOST = 256 << 20,     /* bytes of a perf map */
};

/* How to read a file line by line. */
struct text_reading {
	bool mine; /* for a path in a folder where everybody may write: no link is followed, and the
	              file must be the user's or root's */
	uint64_t most; /* bytes of the file that are read, at most */
	/* Takes a line of size bytes, which may be written to, without its newline; a NUL stands
	 * after it. False without memory. */
	bool (*take)(void *context, char *line, size_t size);
	void *context;
};

/* Reads a regular file, also one of /proc that reports no size. SYMBOL_THERE: all was read;
 * SYMBOL_TOO_LARGE: a part of it was; SYMBOL_NO_FILE: it cannot be opened, or is of another kind;
 * SYMBOL_NOT_READ, SYMBOL_NO_DESCRIPTORS, SYMBOL_NO_MEMORY. */
enum symbol_missing text_file_read(const char *path, const struct text_reading *reading);

/* Reads the hexadecimal number at `at`, at most up to `end`. Returns the place after its digits;
 * `at` if there are none. */
const char *text_hex(const char *at, const char *end, uint64_t *value);

#endif
