/* How much of what is made at random is tried. */
#ifndef STACKFOLD_TESTS_ROUNDS_H
#define STACKFOLD_TESTS_ROUNDS_H

#include <stdlib.h>

/* COUNT, or a part of it where a watcher such as valgrind makes tests slow: UNIT_FEWER=10 is a
 * tenth. */
static inline unsigned fewer(unsigned count)
{
	const char *text = getenv("UNIT_FEWER");
	unsigned long parts = text ? strtoul(text, NULL, 10) : 1;
	return parts > 1 ? (unsigned)((count + parts - 1) / parts) : count;
}

#endif
