/* Two sorted files of folded text side by side, line by line, between two places. */
#ifndef STACKFOLD_JOIN_PAIRING_H
#define STACKFOLD_JOIN_PAIRING_H

#include "join/places.h"

/* A stack of either file or of both. */
struct joined_line {
	struct text stack; /* in one of the files */
	uint64_t weights[2];
};

struct pairing {
	struct cursor sides[2];
	struct place to;
	struct joined_line line;
	int order;  /* as compared: of the lines that pairing_line joined last */
	bool equal; /* the lines that pairing_line joins next are known to have the same stack */
};

struct pairing pairing_begin(const struct side sides[2], const struct place *from,
                             const struct place *to);

/* Puts the next stack and its weights into pairing->line; false at the end. */
bool pairing_line(struct pairing *pairing);

/* Goes to the lines after those that were joined; true if they sort after them. If the next line of
 * one side equals that of the other, which was compared already, it does. */
bool pairing_step(struct pairing *pairing);

#endif
