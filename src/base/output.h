/* Where a tool's result goes: standard output, or a file that appears whole or not at all. */
#ifndef STACKFOLD_BASE_OUTPUT_H
#define STACKFOLD_BASE_OUTPUT_H

#include "base/buffer.h"
#include "base/status.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

struct archive;

/* Writes are gathered and passed on in large pieces. After a failed write further ones do
 * nothing; output_close reports it. */
struct output {
	int fd; /* -1: bytes go to write_to */
	int (*write_to)(void *context, const void *bytes, size_t size);
	void *context;
	char *name;      /* what messages call it: the path as given, or "standard output" */
	char *path;      /* the file to appear, links followed; NULL: written directly */
	char *temporary; /* the file beside it that is written until then; NULL if path is */
	char *data;      /* gathered bytes */
	size_t size;
	int failure;          /* errno of the first failed write; 0: none failed */
	struct archive *gzip; /* compresses what is passed on; NULL: it is written as it is */
};

/* path NULL or "-": standard output. /dev/stdout, /dev/stderr, /dev/fd/N and /proc/self/fd/N mean
 * the open file, at its present position. Another device or a pipe is written directly. For a
 * regular file or a new name, a temporary file beside it is written, which output_close renames.
 * Links are followed. The mode of an existing file is kept, and its owner if that is allowed; a
 * file that may not be written is not replaced. On failure STATUS_FATAL with a message that names
 * the path, and nothing is left to close. */
enum status output_open(struct output *output, const char *path, struct error *err);

/* Writes to a function instead, which returns 0, or on failure another value, with the reason in
 * errno if there is one. After a failure it is not called again. `name` is for messages.
 * STATUS_FATAL without memory, and nothing is left to close. */
enum status output_open_function(struct output *output, const char *name,
                                 int (*write_to)(void *context, const void *bytes, size_t size),
                                 void *context, struct error *err);

/* Compresses what is written with gzip at a level of 1 to 9; the same bytes give the same file,
 * because it contains no name and no time. To be called before the first write.
 * STATUS_FATAL without memory; the output is still to be closed. */
enum status output_compress(struct output *output, int level, struct error *err);

void output_write(struct output *output, const void *bytes, size_t size);

/* Writes texts one after the other. Long ones are passed on from where they stand. */
void output_write_parts(struct output *output, const struct text *parts, size_t count);

void output_text(struct output *output, const char *text);

/* Writes the gathered bytes. With keep, a file appears under its name; without, it is removed.
 * Frees everything. A failed write is STATUS_FATAL with a message and leaves no
 * file; a reader that closed its pipe (EPIPE) is STATUS_FATAL with an empty message. */
enum status output_close(struct output *output, bool keep, struct error *err);

/* Closes an output; `written` is the status of writing to it. The file appears only if that is
 * STATUS_OK. Returns the first failure, of writing or of closing; err has its message. */
enum status output_finish(struct output *output, enum status written, struct error *err);

/* Writes a text to a path, as output_open takes it, and closes; if memory lacked for the text,
 * nothing is opened. Frees the text in any case. */
enum status output_whole(const char *path, struct buffer *text, struct error *err);

/* Removes the temporary files of all outputs that are open. Safe in a signal handler, and only
 * for one that ends the process. */
void output_remove_temporaries(void);

#endif
