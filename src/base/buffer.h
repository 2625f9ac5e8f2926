/* A growing string of bytes. Appending never fails half-way: after a failed allocation the
 * buffer keeps what it had, `failed` stays set, and further appends do nothing, so that a
 * writer checks once at its end. */
#ifndef STACKFOLD_BASE_BUFFER_H
#define STACKFOLD_BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zero-initialised is empty and ready. */
struct buffer {
	char *data; /* not NUL-terminated */
	size_t size;
	size_t capacity;
	bool failed;
};

void buffer_append(struct buffer *buffer, const void *bytes, size_t size);
void buffer_text(struct buffer *buffer, const char *text); /* up to its NUL */
void buffer_byte(struct buffer *buffer, char byte);
void buffer_printf(struct buffer *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void buffer_unsigned(struct buffer *buffer, uint64_t value); /* decimal digits */

/* Room for size more bytes at the end: where to write them, or NULL (failed is set). The caller
 * adds to buffer->size what it wrote. */
char *buffer_room(struct buffer *buffer, size_t size);

void buffer_free(struct buffer *buffer); /* empty and ready again */

#endif
