/* The exit statuses of every tool. */
#ifndef STACKFOLD_TOOLS_EXIT_CODE_H
#define STACKFOLD_TOOLS_EXIT_CODE_H

enum exit_code {
	EXIT_DONE = 0,
	EXIT_INPUT = 1, /* the input could not be read or held no samples; a write failed */
	EXIT_USAGE = 2,
	EXIT_LIMIT = 3, /* a limit that the user set was exceeded */
};

#endif
