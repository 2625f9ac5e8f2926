/* The description of a tool: the text of --help, and its options. */
#ifndef STACKFOLD_TOOLS_TOOL_H
#define STACKFOLD_TOOLS_TOOL_H

#include "options/option.h"

#include <stdbool.h>

struct tool {
	const char *name;             /* "fold-stacks" */
	const char *usage;            /* "[OPTION]... [FILE]..." */
	const char *summary;          /* what it does, a line or two, of at most 80 columns */
	const char *examples;         /* command lines for the end of --help, joined by \n, without
	                                 heading or indent; NULL: none */
	const struct option *options; /* ends with a NULL name */
	bool two_lists; /* "--" after an operand separates two lists of them, and options may follow
	                   it */
	bool (*is_command)(const char *operand); /* if true of the first operand, that and all words
	                                 after it are a command, with options of its own, as all
	                                 words after "--" are; NULL: operands are inputs */
};

#endif
