/* Tables of a text whose size is limited: whole rows are left out, and counted. */
#ifndef STACKFOLD_SUMMARY_SECTIONS_H
#define STACKFOLD_SUMMARY_SECTIONS_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>

/* A heading, a table's head, and rows. Zero-initialised is empty. */
struct section {
	struct buffer head; /* with the newline before it */
	struct buffer rows; /* each with its newline */
	size_t *ends;       /* of the rows, in `rows` */
	size_t kept;        /* rows in `rows` */
	size_t capacity;
	size_t count; /* rows that there are */
	size_t shown; /* set by sections_fit */
};

/* Whether another row may be shown: fewer than `top` (0: any number) are there, and they take no
 * more than `most` bytes (0: any number). Counts it in any case; the caller appends it to
 * section->rows and calls section_end_row. */
bool section_begin_row(struct section *section, size_t top, size_t most);
void section_end_row(struct section *section);

/* Chooses how many rows of each section are shown, so that all of them take at most `most` bytes
 * (0: any number): first up to `first` rows of each, those of earlier sections before those of
 * later ones, then more in the same order. A section whose head does not fit shows nothing. */
void sections_fit(struct section *sections, size_t count, size_t first, size_t most);

/* Appends the sections that have rows, each with a line that says how many are left out. Cost: that
 * of the text. */
void sections_append(const struct section *sections, size_t count, struct buffer *text);

void section_free(struct section *section);

#endif
