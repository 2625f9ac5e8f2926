/* What --help and --help-all print. */
#ifndef STACKFOLD_TOOLS_HELP_H
#define STACKFOLD_TOOLS_HELP_H

#include "tool.h"

#include "base/output.h"

#include <stdbool.h>

/* Writes the tool's usage, its options by groups, and its examples: at most 80 columns wide.
 * Without `all`, options and groups that are rarely needed (OPTION_RARELY) are left out. */
void help_write(struct output *output, const struct tool *tool, bool all);

#endif
