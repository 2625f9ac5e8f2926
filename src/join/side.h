/* One of two inputs that are joined: sorted folded text, mapped, or a small pipe in memory. */
#ifndef STACKFOLD_JOIN_SIDE_H
#define STACKFOLD_JOIN_SIDE_H

#include "base/input.h"
#include "base/status.h"
#include "join/sorted_text.h"
#include "read/begun.h"
#include "read/reader.h"
#include "store/facts.h"

struct side {
	struct input *input;
	struct sorted_text text; /* its stacks */
	size_t begin;            /* where in the file they begin */
	struct facts facts;      /* of the comments before and after them */
	char *early; /* the first bytes of what can be read only once; the side's to free */
	size_t early_size;
	bool ended; /* they are all of it */
};

/* Opens an input; a large one that is compressed, or a pipe of folded text, is copied into a
 * temporary file. *plain, which sorted_text shares, becomes whether it can be mapped, or is a small
 * pipe, and is folded text, as the readers bid. side_close must follow, also on failure.
 * STATUS_FAILED: it cannot be opened, copied or mapped; STATUS_FATAL without memory. */
enum status side_open(struct side *side, reader_table *readers, const char *path, bool *plain,
                      struct error *err);

/* Releases the pages of text[from..end), if they are mapped. */
void side_unmap(const struct side *side, size_t from, size_t end);

/* Hands over an input that can be read only once, to be read from its beginning. */
void side_give(struct side *side, struct read_begun *begun);

void side_close(struct side *side); /* one that is all zeros is fine */

#endif
