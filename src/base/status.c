#include "base/status.h"

#include "base/c_locale.h"

#include <stdarg.h>
#include <stdio.h>

enum status error_set(struct error *err, enum status status, const char *format, ...)
{
	if (!err)
		return status;
	va_list args;
	va_start(args, format);
	locale_t before = c_locale_enter();
	vsnprintf(err->text, sizeof err->text, format, args);
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
