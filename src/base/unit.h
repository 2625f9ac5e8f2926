/* How a weight is written for people, by its unit:
 *
 *     ns              451 ms, 1.20 s, 3 min 12 s, 2 h 5 min
 *     bytes           512 bytes, 4.50 MiB
 *     cycles          999 cycles, 1.20 G cycles
 *     samples         1 sample, 1,234 samples
 *     any other       1,234 widgets
 *
 * Scaled weights have three significant digits; counts are written in full. */
#ifndef STACKFOLD_BASE_UNIT_H
#define STACKFOLD_BASE_UNIT_H

#include "base/buffer.h"

/* Weights of this size and more are written with this word: 1000 and "ms" for weights in µs. If a
 * step is less than 100 times the previous one, the remainder is written too: 3 min 12 s. */
struct unit_step {
	uint64_t size;
	const char *word;
};

struct unit {
	const char *name;              /* as it was given */
	const char *one, *many;        /* "sample", "samples" */
	const struct unit_step *steps; /* NULL: never scaled */
	unsigned step_count;
	bool foreign; /* not a known unit: its name may be any text */
	bool time;
	bool prefixes; /* the steps' words precede `many`: "G", "cycles" */
};

/* The unit of that name, which must stay as long as the unit. An unknown name is the name of the
 * things that are counted. False if the name is NULL or empty. */
bool unit_find(const char *name, struct unit *unit);

/* Whether every weight is written exactly. */
static inline bool unit_is_exact(const struct unit *unit)
{
	return unit->steps == NULL;
}

/* Appends a weight in units of 10^-places. */
void unit_append(struct buffer *text, const struct unit *unit, uint64_t weight, unsigned places);

/* The same without the word for what is counted: "1,234", but "451 ms" and "1.20 G cycles". */
void unit_append_bare(struct buffer *text, const struct unit *unit, uint64_t weight,
                      unsigned places);

/* Appends the unit for programs that write weights in the same way: "ns;ns;1000;µs;1000000;ms", the
 * word for one and for many, then each step's size and word. */
void unit_append_steps(struct buffer *text, const struct unit *unit);

/* A noun for the weights, as in "of the ..." and "of all ...": "time", "samples". */
const char *unit_noun(const struct unit *unit);

/* Appends a whole number with its thousands separated: 1,234. */
void unit_append_grouped(struct buffer *text, uint64_t number);

/* Appends "1 sample", "1,234 samples". */
void unit_append_samples(struct buffer *text, uint64_t samples);

#endif
