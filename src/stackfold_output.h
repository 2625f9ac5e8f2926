/* Where the public library's output goes. */
#ifndef STACKFOLD_OUTPUT_H
#define STACKFOLD_OUTPUT_H

#include "stackfold.h"

#include "base/output.h"

#include <stdbool.h>

struct destination {
	bool function; /* else a path */
	const char *path;
	sf_write_function *write;
	void *context;
};

enum status destination_open(const struct destination *to, struct output *output,
                             struct error *err);

#endif
