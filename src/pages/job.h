/* What all benchmarks of a report are made by, and what each is made of. */
#ifndef STACKFOLD_PAGES_JOB_H
#define STACKFOLD_PAGES_JOB_H

#include "options/comparing.h"
#include "options/drawing.h"
#include "pages/benchmark.h"
#include "read/options.h"

#include <stdatomic.h>

/* The same for all benchmarks; texts stay. */
struct making {
	const char *title;                         /* of the report */
	const struct read_options *read;           /* prepared */
	const struct comparing_options *comparing; /* as given: each benchmark prepares a copy */
	const struct drawing_options *drawing;     /* likewise */
	const atomic_bool *stopped;                /* once it is true, reading fails */
	const char *folder;                        /* where benchmarks' folders are made */
	const char *earlier;     /* that folder of the report before; NULL: none, or all
	                            is written anew */
	const char *options_key; /* what the files depend on, beside the inputs */
	bool trends;             /* pages link to their trends */
	const char *watched; /* a regular expression: functions that are kept in the row, however
	                        little they weigh; NULL: none */
	bool baseline;       /* there is one to compare with */
};

/* What a benchmark is made of. */
struct making_input {
	const char *const *paths;  /* of its runs */
	const bool *searched;      /* of each: found below a folder */
	size_t count;              /* 0: it is gone */
	const char *const *before; /* the paths of the baseline's runs */
	size_t before_count;
	const char *before_why;          /* why they cannot be used; NULL: they can */
	const struct benchmark *earlier; /* the same one in the report before; NULL: none */
};

#endif
