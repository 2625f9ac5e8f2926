#include "symbol/prefer.h"

#include "base/text.h"
#include "symbol/demangle.h"

#include <stdlib.h>
#include <string.h>

enum { BINDING_GLOBAL = 1, BINDING_WEAK = 2 }; /* as in ELF */

static int prefix_underscores(const char *name)
{
	return (int)strspn(name, "_");
}

/* The length of a symbol's name in perf's output. */
static size_t shown_length(const struct symbol_naming *naming, const char *name, const char **shown)
{
	bool lacking = false;
	char *text = naming->demangle ? demangle(name, &lacking) : NULL;
	if (lacking)
		atomic_store(naming->incomplete, true);
	size_t length = strlen(text ? text : name);
	*shown = text;
	return length;
}

/* Which of two names perf prefers if all else is equal: fewer underscores in front, then the longer
 * one. */
static bool better_name(const struct symbol_naming *naming, const char *a, const char *b)
{
	const char *free_a, *free_b;
	size_t length_a = shown_length(naming, a, &free_a);
	size_t length_b = shown_length(naming, b, &free_b);
	const char *shown_a = free_a ? free_a : a;
	int by_underscores = prefix_underscores(free_b ? free_b : b) - prefix_underscores(shown_a);
	/* of equal names the first is preferred, except for the kernel's old aliases of system
	 * calls */
	bool better = by_underscores         ? by_underscores > 0
	              : length_a != length_b ? length_a > length_b
	                                     : !string_begins(shown_a, "SyS") &&
	                                               !string_begins(shown_a, "compat_SyS");
	free((char *)free_a);
	free((char *)free_b);
	return better;
}

bool symbol_prefers(const struct symbol_naming *naming, const struct symbol *a,
                    const struct symbol *b)
{
	bool sized_a = a->end > a->start, sized_b = b->end > b->start;
	if (sized_a != sized_b)
		return sized_a;
	if ((a->binding == BINDING_WEAK) != (b->binding == BINDING_WEAK))
		return b->binding == BINDING_WEAK;
	if ((a->binding == BINDING_GLOBAL) != (b->binding == BINDING_GLOBAL))
		return a->binding == BINDING_GLOBAL;
	return strcmp(a->name, b->name) == 0 || better_name(naming, a->name, b->name);
}
