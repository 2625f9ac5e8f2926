/* The inputs of a report: files that were named, and those below folders that were named. */
#ifndef STACKFOLD_PAGES_INPUTS_H
#define STACKFOLD_PAGES_INPUTS_H

#include "base/arena.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

struct page_input {
	const char *path; /* to be opened; "-": standard input */
	const char *name; /* what its benchmark's name is made of: the path as it was given, or
	                     below the folder that was searched */
	bool searched;    /* found below a folder: it is left out if it is no profile */
};

/* Zero-initialised: none. */
struct page_inputs {
	struct page_input *items;
	size_t count, capacity;
	struct arena arena;
	const struct stat *passed_over; /* folders that are not searched ... */
	size_t passed_over_count;       /* ... so many */
};

/* Adds a file, or the files below a folder in the order of their names' bytes. Left out are names
 * that begin with a dot, links to folders, reports, paths that were added before, and what is
 * neither a file nor a folder. A folder that is a recording (it has a file "data") is an
 * input. STATUS_FAILED with a message where a folder cannot be searched; a file need not be there.
 */
enum status page_inputs_add(struct page_inputs *inputs, const char *operand, struct error *err);

void page_inputs_free(struct page_inputs *inputs);

/* The files by which a folder is known to be a report. */
#define PAGES_MANIFEST "manifest.json"
#define PAGES_STYLE "style.css"

/* Whether a folder is a report. */
bool page_inputs_is_report(const char *folder);

#endif
