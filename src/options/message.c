#include "options/message.h"

#include "base/c_locale.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void message(const struct messages *messages, enum message_kind kind, const char *format, ...)
{
	va_list args;
	char *text;
	if (!messages->say)
		return;
	va_start(args, format);
	locale_t before = c_locale_enter();
	int size = vasprintf(&text, format, args);
	c_locale_leave(before);
	va_end(args);
	if (size < 0)
		return;
	messages->say(messages->context, kind, text);
	free(text);
}
