/* Adding up sorted folded texts without keeping them. */
#ifndef STACKFOLD_TOOLS_MERGING_H
#define STACKFOLD_TOOLS_MERGING_H

#include "cli.h"

#include "join/sorted_merge.h"
#include "options/reading.h"
#include "write/writer.h"

/* Merges the inputs and writes the result, if they are sorted folded texts and nothing is asked for
 * that needs more than sums. *done says whether it could; if not, *merge (NULL, or to be closed)
 * says what is to be read instead. */
enum status merging_run(const struct cli *cli, const struct reading_options *reading,
                        const struct writer *writer, bool plain, struct sorted_merge **merge,
                        bool *done, struct error *err);

#endif
