/* Names by which advice.c knows where stacks begin, which runtime systems made code, and which
 * functions interpret other programs. Tables: to teach it another, add a row. */
#ifndef STACKFOLD_ADVICE_NAMES_H
#define STACKFOLD_ADVICE_NAMES_H

#include "base/text.h"

#include <stdbool.h>

/* A runtime system that makes code at run time, or interprets programs. */
struct advice_runtime {
	const char *name;        /* "Node.js" */
	const char *modules[4];  /* prefixes of its files' names */
	const char *comms[4];    /* prefixes of its processes' names */
	const char *map;         /* how it says what its code is; NULL: it makes none */
	const char *pointers;    /* how it keeps frame pointers, NULL: it always does, or never;
	                          * of what interprets, stack dumps are named before */
	bool compiles;           /* what it runs is code that it makes, as a rule */
	bool interprets;         /* what it runs shows in stacks only if it makes code */
	const char *interpreter; /* its function that interprets programs; what is called from
	                          * there may be code that it made. NULL: none */
	const char *names; /* how the program's functions get frames where it interprets them */
};

enum { RUNTIMES = 14 };
extern const struct advice_runtime advice_runtimes[RUNTIMES];

/* Whether a stack of a program may begin with a function of that name, given as the stack has it.
 */
bool advice_is_start(struct text name);

/* The runtime system with a file or a process of that name, RUNTIMES: none. */
unsigned advice_runtime_of_module(struct text name);
unsigned advice_runtime_of_comm(struct text name);

/* Whether the function has a name of Rust. */
bool advice_is_rust(struct text name);

/* Whether the file is the C library, or the dynamic loader. */
bool advice_is_libc(struct text module);
bool advice_is_loader(struct text module);

#endif
