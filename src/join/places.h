/* Where two sorted files are cut, so that threads can join what is between two places. */
#ifndef STACKFOLD_JOIN_PLACES_H
#define STACKFOLD_JOIN_PLACES_H

#include "join/side.h"

/* A place between two lines of each file: everything before it sorts before everything after it. */
struct place {
	size_t at[2];
};

/* Where in a text the first line begins that does not sort before a stack. */
size_t place_of(const struct sorted_text *text, struct text stack);

/* Finds places that cut the files into shares of about so many bytes of one of them. The last place
 * is the end of both. *found, in order, is the caller's to free; NULL with STATUS_FATAL without
 * memory. *sorted becomes false if the places show that the files are not sorted. */
enum status places_find(const struct side sides[2], size_t share, unsigned threads,
                        struct place **found, size_t *count, bool *sorted, struct error *err);

#endif
