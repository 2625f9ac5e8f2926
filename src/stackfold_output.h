/* Where the public library's output goes. */
#ifndef STACKFOLD_OUTPUT_H
#define STACKFOLD_OUTPUT_H

#include "stackfold.h"

#include "base/output.h"

/* A function where `write` is set, else a path. */
struct destination {
	const char *path;
	sf_write_function *write;
	void *context;
};

enum status destination_open(const struct destination *to, struct output *output,
                             struct error *err);

#endif
