/* Bytes of a file or of standard input, decompressed on the way. */
#ifndef STACKFOLD_BASE_INPUT_H
#define STACKFOLD_BASE_INPUT_H

#include "base/status.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct input;

/* Where bytes come from. What it points to must stay until the input is closed. */
struct input_source {
	enum {
		INPUT_PATH,       /* a file's path, "-" for standard input */
		INPUT_DESCRIPTOR, /* an open file, from where it stands; it stays open */
		INPUT_MEMORY,
		INPUT_CALLBACK,
	} kind;
	const char *name; /* the path, or what messages call the input */
	int fd;
	const void *bytes; /* of INPUT_MEMORY */
	size_t size;
	/* Fills in at most size bytes, at least one: gives how many, 0 at the end, -1 on failure,
	 * with the reason in errno where there is one. */
	ssize_t (*read)(void *context, void *bytes, size_t size);
	void *context;
	const atomic_bool *stopped; /* where it gets true reading fails; NULL: never */
};

/* Opens a path, "-" for standard input. gzip, xz, bzip2 and zstd are recognised by their first
 * bytes and decompressed once. STATUS_FAILED with a message naming the path: not there, not
 * readable. Where it is a folder with a file "data", that is opened: recordings may be such. */
enum status input_open(const char *path, struct input **input, struct error *err);

/* The same of any source. */
enum status input_open_source(const struct input_source *source, struct input **input,
                              struct error *err);

/* Whether the path is a regular file's, which gives the same bytes each time it is opened. What was
 * read from a pipe before it was closed is lost, under whatever name it was opened: a FIFO's,
 * /dev/stdin, /dev/fd/N. The file is not opened. */
bool input_can_reopen(const char *path);

/* Fills bytes[0..size) as far as the input goes: less than size only at its end. -1 with a message
 * on a failed read or broken compression. */
ssize_t input_read(struct input *input, void *bytes, size_t size, struct error *err);

/* Whether input_read_at works: a plain file, or memory, not compressed. */
bool input_can_seek(const struct input *input);

/* The bytes that a source has before it is opened; 0: not known. */
uint64_t input_source_size(const struct input_source *source);

/* As input_read, from any place of a file that can seek; leaves the order of input_read alone. */
ssize_t input_read_at(const struct input *input, void *bytes, size_t size, uint64_t offset,
                      struct error *err);

/* Maps such a file as it is now: it stays until input_close. Touching what has been cut off a
 * mapped file meanwhile raises SIGBUS, whose handler gets the file's name from input_mapped_at. */
enum status input_map(struct input *input, const char **text, size_t *size, struct error *err);

/* The name of the mapped input that an address is of, NULL: of none. Safe in a signal handler, for
 * the first inputs that are mapped at a time. */
const char *input_mapped_at(const void *address);

/* Takes the pages of a part of what is mapped, and those around it, out of memory; SIZE_MAX is its
 * end. They may be touched again, which maps them again. Cost: large files are unmapped faster by
 * several threads than by input_close. */
void input_unmap(const struct input *input, size_t from, size_t end);

/* Makes a pipe or a compressed file seek, by copying it into a temporary file without a name, in
 * $TMPDIR or /tmp: first head[0..size), which was read already, then what is left. input_read goes
 * on after the head. A compressed file may become 1024 times as large, and 64 MiB larger: what
 * is more fails, as a few bytes could fill the folder. */
enum status input_make_seek(struct input *input, const void *head, size_t size, struct error *err);

/* Whether it is decompressed on the way. */
bool input_is_compressed(const struct input *input);

/* Whether the path is a folder's. */
bool input_is_folder(const struct input *input);

/* The name for messages: the path, or "standard input". */
const char *input_name(const struct input *input);

/* Bytes taken so far of what is decompressed on the way, also before input_make_seek copied it; 0:
 * it is not compressed. */
uint64_t input_compressed_bytes(const struct input *input);

/* Bytes taken from the file so far and its size (0: not known); compressed ones as compressed. */
uint64_t input_position(const struct input *input);
uint64_t input_size(const struct input *input);

void input_close(struct input *input); /* NULL is fine */

#endif
