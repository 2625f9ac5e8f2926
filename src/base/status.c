#include "base/status.h"

#include "base/c_locale.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whether a byte continues a character in UTF-8. */
static int goes_on(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/* Shortens a message that is too long to its beginning and its end. */
static void cut_middle(struct error *err, const char *message, size_t size)
{
	size_t room = sizeof err->text - sizeof ERROR_CUT, begin = room / 2, end = room - begin;
	const char *tail = message + size - end;
	while (begin && goes_on(message[begin]))
		begin--;
	while (goes_on(*tail))
		tail++;
	memcpy(err->text, message, begin);
	memcpy(err->text + begin, ERROR_CUT, sizeof ERROR_CUT - 1);
	strcpy(err->text + begin + sizeof ERROR_CUT - 1, tail);
}

static void format_message(struct error *err, const char *format, va_list args)
{
	va_list again;
	va_copy(again, args);
	int size = vsnprintf(err->text, sizeof err->text, format, args);
	char *message = NULL;
	if (size >= (int)sizeof err->text && vasprintf(&message, format, again) == size)
		cut_middle(err, message, (size_t)size);
	va_end(again);
	free(message);
}

enum status error_set(struct error *err, enum status status, const char *format, ...)
{
	if (!err)
		return status;
	va_list args;
	va_start(args, format);
	locale_t before = c_locale_enter();
	format_message(err, format, args);
	c_locale_leave(before);
	va_end(args);
	for (unsigned char *c = (unsigned char *)err->text; *c; c++)
		if (*c < 0x20 || *c == 0x7f)
			*c = '?';
	return status;
}

enum status error_no_memory(struct error *err)
{
	return error_set(err, STATUS_FATAL, "out of memory");
}
