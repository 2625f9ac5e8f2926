/* Lines of sorted folded text, taken apart a block at a time, to be merged with others. */
#ifndef STACKFOLD_JOIN_SORTED_BLOCK_H
#define STACKFOLD_JOIN_SORTED_BLOCK_H

#include "base/text.h"
#include "store/facts.h"
#include "store/marks.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A line with a stack. It begins with the stack, which ends before its counts. */
struct sorted_line {
	uint32_t at, size; /* of the stack, in the block's text */
	uint32_t shared;   /* first bytes of it that the stack before has too */
};

/* Bytes of a text, of which all whole lines are taken apart. */
struct sorted_block {
	char *text;
	size_t size, capacity;
	size_t parsed; /* the first bytes, which are whole lines; the rest belongs to the next block
	                */
	struct sorted_line *lines;
	size_t count, line_capacity;
	uint64_t *weights; /* for each line as many as there are columns, in units of 10^-places */
	size_t weight_capacity;
	unsigned places;
};

/* What is known of a text while its blocks are taken apart. */
struct sorted_state {
	unsigned columns;   /* counts on each line */
	bool stated;        /* by a comment: see store/counts.h */
	struct text before; /* the stack before the block, in another block; size 0: none */
	struct facts facts; /* of comments */
	struct marks marks;
	uint64_t lines, stacks; /* lines so far, and those of them that are stacks */
	bool odd; /* a line was met that is not sorted, or not plain; it and all after it
	             are not parsed */
};

/* Takes the block's lines apart; `last`: the text ends with the block. A line is plain if it is
 * "STACK COUNT", with further counts after a blank each, or a comment, or blank. The reader of
 * folded text decides on others. False without memory. Cost: one look at each byte, and a
 * comparison with the stack before. */
bool sorted_block_parse(struct sorted_block *block, struct sorted_state *state, bool last);

/* Makes blanks of the comments in text[0..size), which have been read. */
void sorted_block_hide_comments(char *text, size_t size);

void sorted_block_free(struct sorted_block *block);

#endif
