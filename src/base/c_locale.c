#include "base/c_locale.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* Created once and never freed: it is constant. If memory runs out it stays 0, and the program's
 * locale stays in effect. */
static locale_t c_locale;

static void make(void)
{
	c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

locale_t c_locale_enter(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, make);
	return uselocale(c_locale);
}

void c_locale_leave(locale_t before)
{
	uselocale(before);
}

double c_locale_strtod(const char *text, char **end)
{
	locale_t before = c_locale_enter();
	double value = strtod(text, end);
	c_locale_leave(before);
	return value;
}

int c_locale_snprintf(char *text, size_t size, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	locale_t before = c_locale_enter();
	int printed = vsnprintf(text, size, format, args);
	c_locale_leave(before);
	va_end(args);
	return printed;
}

char *c_locale_text(const char *format, ...)
{
	va_list args;
	char *text;
	va_start(args, format);
	locale_t before = c_locale_enter();
	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	c_locale_leave(before);
	va_end(args);
	return text;
}
