/* Sets the hooks of base/hooks.h before main, from the environment:
 *
 *     STACKFOLD_PIECE=N          pieces of N bytes
 *     STACKFOLD_PROCESSORS=N     N processors
 *     STACKFOLD_PLAIN=1          no wide instructions
 *     STACKFOLD_INTERPRET=1      PCRE2 without machine code
 *
 * Linked to the unit tests and to the tools in tests/hooked/, which are otherwise those that are
 * installed. */
#include "base/hooks.h"

#include <stdlib.h>

static unsigned long number(const char *name)
{
	const char *text = getenv(name);
	return text ? strtoul(text, NULL, 10) : 0;
}

/* tests/serve.c sets variables of a single run before this, and starts the run after it. */
__attribute__((constructor(1002))) static void set_hooks(void)
{
	hooks.piece_size = number("STACKFOLD_PIECE");
	hooks.processors = (unsigned)number("STACKFOLD_PROCESSORS");
	hooks.plain = getenv("STACKFOLD_PLAIN") != NULL;
	hooks.interpret = getenv("STACKFOLD_INTERPRET") != NULL;
}
