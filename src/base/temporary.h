/* Temporary files without a name: nothing is left of them, however the process ends. */
#ifndef STACKFOLD_BASE_TEMPORARY_H
#define STACKFOLD_BASE_TEMPORARY_H

#include <stdbool.h>
#include <stddef.h>

/* The folder of temporary files: $TMPDIR, or /tmp. */
const char *temporary_folder(void);

/* Opens a new file there, to be read and written; it is gone when it is closed. -1 with errno. */
int temporary_open(void);

/* Writes all bytes; false with errno. */
bool temporary_write(int fd, const char *bytes, size_t size);

#endif
