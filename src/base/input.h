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
	const atomic_bool *stopped; /* once it is true, reading fails; NULL: never */
};

/* Opens a path, "-" for standard input. gzip, xz, bzip2 and zstd are recognised by their first
 * bytes and decompressed once. If the path is a folder with a file "data", as some recordings are,
 * that file is opened. STATUS_FAILED with a message that names the path: it does not exist, or
 * cannot be read. */
enum status input_open(const char *path, struct input **input, struct error *err);

/* The same for any source. */
enum status input_open_source(const struct input_source *source, struct input **input,
                              struct error *err);

/* Whether the path names a regular file, which gives the same bytes each time it is opened. A pipe
 * does not: bytes that were read before it was closed are lost, also if it was opened by a name
 * (a FIFO, /dev/stdin, /dev/fd/N). The file is not opened. */
bool input_can_reopen(const char *path);

/* Fills bytes[0..size) and returns how many bytes it read: fewer than size only at the end. -1 with
 * a message on a failed read or broken compression. */
ssize_t input_read(struct input *input, void *bytes, size_t size, struct error *err);

/* Whether input_read_at works: a plain file, or memory, not compressed. */
bool input_can_seek(const struct input *input);

/* The bytes that a source has before it is opened; 0: not known. */
uint64_t input_source_size(const struct input_source *source);

/* As input_read, from any position of an input that can seek. input_read continues where it was. */
ssize_t input_read_at(const struct input *input, void *bytes, size_t size, uint64_t offset,
                      struct error *err);

/* Maps such a file at its present size, until input_close. If the file is truncated meanwhile,
 * reading the missing part raises SIGBUS; the handler gets the file's name from input_mapped_at. */
enum status input_map(struct input *input, const char **text, size_t *size, struct error *err);

/* The name of the mapped input that contains an address; NULL: none does. Safe in a signal handler.
 * Only the first inputs of those that are mapped at the same time are known. */
const char *input_mapped_at(const void *address);

/* Removes the pages of a part of the input, if it is mapped, and those around it, from memory; end
 * may be SIZE_MAX. Reading them maps them again. Cost: several threads that call this unmap large
 * files faster than input_close. */
void input_unmap(const struct input *input, size_t from, size_t end);

/* Makes a pipe or a compressed file seek, by copying it into a temporary file without a name, in
 * $TMPDIR or /tmp: first head[0..size), which was read already, then the rest. input_read continues
 * after the head. A compressed file may decompress to 1024 times its size plus 64 MiB; more is an
 * error, because otherwise a few bytes could fill the folder. */
enum status input_make_seek(struct input *input, const void *head, size_t size, struct error *err);

/* Whether it is decompressed on the way. */
bool input_is_compressed(const struct input *input);

/* Whether the path is a folder's. */
bool input_is_folder(const struct input *input);

/* The name for messages: the path, or "standard input". */
const char *input_name(const struct input *input);

/* Compressed bytes read so far, including those that input_make_seek read; 0: the input is not
 * compressed. */
uint64_t input_compressed_bytes(const struct input *input);

/* Bytes read from the file so far, and its size (0: not known). For compressed input, both count
 * compressed bytes. */
uint64_t input_position(const struct input *input);
uint64_t input_size(const struct input *input);

void input_close(struct input *input); /* NULL is fine */

#endif
