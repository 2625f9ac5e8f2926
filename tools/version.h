/* What --version prints. */
#ifndef STACKFOLD_TOOLS_VERSION_H
#define STACKFOLD_TOOLS_VERSION_H

#include "base/output.h"

/* Writes the tool's name and the version on a line of their own, then the optional libraries that
 * it was built with, and those that it was built without, each with what it is for. */
void version_write(struct output *output, const char *tool);

#endif
