/* The option table of a tool as text, for what is made of it or compared with it: shell completion,
 * the man pages, --help. */
#ifndef STACKFOLD_TOOLS_OPTION_TABLE_H
#define STACKFOLD_TOOLS_OPTION_TABLE_H

#include "tool.h"

#include "base/output.h"

/* The only argument of a tool that is to write its table. No option: it has no abbreviation, and
 * neither --help nor the man page lists it. */
#define OPTION_TABLE "--option-table"

/* Writes a line for the tool, then a line for each option, with fields that are separated by tabs;
 * "-" is an empty field:
 *
 *     fold-stacks  options-end
 *     format  -  text  NAME  one-of  folded perf-data perf-script  usual  the inputs' format
 *
 * 1. tool; options-end: "--" ends the options, or two-lists: it separates two lists of operands
 * 2. name; letter; flag, text, list, count or number; argument; its values: file, folder, one-of
 * the names in the next field, or such-as these (others are taken too); these names; listed as
 * usual, rare (only in --help-all) or alias (not at all); help */
void option_table_write(const struct tool *tool, struct output *output);

#endif
