/* Writes a tar archive whose bytes depend on its contents alone: no times, no users, and one mode
 * for all files. */
#ifndef STACKFOLD_BASE_TARBALL_H
#define STACKFOLD_BASE_TARBALL_H

#include "base/status.h"

#include <stddef.h>

struct tarball;

/* Begins an archive, which appears under its name when it is closed. It is compressed if the name
 * ends in .gz, .tgz, .xz, .zst or .bz2. STATUS_FATAL with a message if it cannot be written, or if
 * this build lacks the compression. */
enum status tarball_open(const char *path, struct tarball **tarball, struct error *err);

/* Adds a regular file. name: relative, without "..". */
enum status tarball_add(struct tarball *tarball, const char *name, const void *bytes, size_t size,
                        struct error *err);

/* Adds another name for a file that was added. */
enum status tarball_link(struct tarball *tarball, const char *name, const char *to,
                         struct error *err);

/* Ends it: the archive appears if `status` and writing are STATUS_OK. Returns the first failure. */
enum status tarball_close(struct tarball *tarball, enum status status, struct error *err);

#endif
