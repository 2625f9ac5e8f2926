/* The C locale for one thread and for a while: numbers are read and written with a point, whatever
 * locale the program that uses the library has set. */
#ifndef STACKFOLD_BASE_C_LOCALE_H
#define STACKFOLD_BASE_C_LOCALE_H

#include <locale.h>
#include <stddef.h>

/* Gives this thread the C locale and returns the one that it had, for c_locale_leave. The program's
 * own functions must not be called in between. */
locale_t c_locale_enter(void);
void c_locale_leave(locale_t before);

/* strtod and snprintf in the C locale. */
double c_locale_strtod(const char *text, char **end);
int c_locale_snprintf(char *text, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The same as a new text, which the caller frees; NULL without memory. */
char *c_locale_text(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
