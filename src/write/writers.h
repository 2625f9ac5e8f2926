/* The table of output formats. */
#ifndef STACKFOLD_WRITE_WRITERS_H
#define STACKFOLD_WRITE_WRITERS_H

#include "base/buffer.h"
#include "base/text.h"
#include "write/writer.h"

/* Of compression: 9 saves 2.5 % at most, and takes up to four times as long. */
enum { WRITER_LEVEL = 6 };

extern writer_table writers[]; /* folded text is the first */

/* The writer of a name, NULL: there is none. */
const struct writer *writer_named(const char *name);

/* The writer that the end of a file's name chooses, the longest end where several fit; NULL: none
 * does. A further ".gz" is passed over where the writer's own endings do not have it. */
const struct writer *writer_for_path(const char *path);

/* The end of the names of its files: ".pb.gz". */
struct text writer_ending(const struct writer *writer);

/* Whether a file's name asks for gzip. */
bool writer_compresses(const struct writer *writer, const char *path);

/* Appends the names, for messages: "folded, pprof". */
void writer_names(struct buffer *text);

/* Writes a profile to an output. STATUS_FAILED also if it has several columns, which folded text
 * alone holds. */
enum status writer_write(const struct writer *writer, const struct profile *profile, bool plain,
                         bool compressed, struct output *output, struct error *err);

/* The same into a file, as output_open and output_close say; path NULL or "-": standard
 * output. `plain`: without what only stackfold understands. */
enum status writer_save(const struct writer *writer, const struct profile *profile, bool plain,
                        const char *path, struct error *err);

#endif
