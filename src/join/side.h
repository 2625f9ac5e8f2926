/* One of two files that are joined: sorted folded text, mapped. */
#ifndef STACKFOLD_JOIN_SIDE_H
#define STACKFOLD_JOIN_SIDE_H

#include "base/input.h"
#include "base/status.h"
#include "join/sorted_text.h"
#include "read/reader.h"
#include "store/facts.h"

struct side {
	struct input *input;
	struct sorted_text text; /* its stacks */
	size_t begin;            /* where in the file they begin */
	struct facts facts;      /* of the comments before and after them */
};

/* Opens a file; a large one that is compressed is copied into a temporary file. *plain, which
 * sorted_text shares, becomes whether it is an uncompressed file of folded text, as the readers
 * bid. side_close must follow, also on failure. STATUS_FAILED: it cannot be opened or mapped;
 * STATUS_FATAL without memory. */
enum status side_open(struct side *side, reader_table *readers, const char *path, bool *plain,
                      struct error *err);

/* Releases the pages of text[from..end). */
void side_unmap(const struct side *side, size_t from, size_t end);

void side_close(struct side *side); /* one that is all zeros is fine */

#endif
