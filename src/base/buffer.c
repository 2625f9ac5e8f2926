#include "base/buffer.h"

#include "base/c_locale.h"
#include "base/number.h"
#include "base/vector.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *buffer_room(struct buffer *buffer, size_t size)
{
	if (buffer->failed || size > SIZE_MAX - buffer->size ||
	    !vector_reserve(&buffer->data, &buffer->capacity, buffer->size + size)) {
		buffer->failed = true;
		return NULL;
	}
	return buffer->data + buffer->size;
}

void buffer_append(struct buffer *buffer, const void *bytes, size_t size)
{
	char *room = size ? buffer_room(buffer, size) : NULL;
	if (!room)
		return;
	memcpy(room, bytes, size);
	buffer->size += size;
}

void buffer_text(struct buffer *buffer, const char *text)
{
	buffer_append(buffer, text, strlen(text));
}

void buffer_byte(struct buffer *buffer, char byte)
{
	buffer_append(buffer, &byte, 1);
}

void buffer_printf(struct buffer *buffer, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	va_list again;
	va_copy(again, args);
	locale_t before = c_locale_enter();
	int size = vsnprintf(NULL, 0, format, args);
	va_end(args);
	char *room = size >= 0 ? buffer_room(buffer, (size_t)size + 1) : NULL;
	if (room) {
		vsnprintf(room, (size_t)size + 1, format, again);
		buffer->size += (size_t)size;
	}
	c_locale_leave(before);
	va_end(again);
}

void buffer_unsigned(struct buffer *buffer, uint64_t value)
{
	char *room = buffer_room(buffer, NUMBER_DIGITS);
	if (room)
		buffer->size += number_format(room, value);
}

void buffer_free(struct buffer *buffer)
{
	free(buffer->data);
	*buffer = (struct buffer){0};
}
