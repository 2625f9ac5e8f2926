/* How a weight is written for people, by its unit:
 *
 *     ns              451 ms, 1.20 s, 3 min 12 s, 2 h 5 min
 *     bytes           512 bytes, 4.50 MiB
 *     cycles          999 cycles, 1.20 G cycles
 *     samples         1 sample, 1,234 samples
 *     any other       1,234 widgets
 *
 * What is scaled has three significant digits; what is counted has all of its own. */
#ifndef STACKFOLD_BASE_UNIT_H
#define STACKFOLD_BASE_UNIT_H

#include "base/buffer.h"

/* From this size on a weight is written in that word: 1000 and "ms" of weights in µs. A step that
 * is less than 100 times the one before is written with what is left: 3 min 12 s. */
struct unit_step {
	uint64_t size;
	const char *word;
};

struct unit {
	const char *name;              /* as it was given */
	const char *one, *many;        /* "sample", "samples" */
	const struct unit_step *steps; /* NULL: never scaled */
	unsigned step_count;
	bool foreign; /* none of the known ones: its name may be any text */
	bool time;
	bool prefixes; /* the steps' words stand before `many`: "G", "cycles" */
};

/* The unit of that name, which must stay as long as the unit; any other than the known ones counts
 * things of that name. False where the name is NULL or empty. */
bool unit_find(const char *name, struct unit *unit);

/* Whether any weight is written exactly. */
static inline bool unit_is_exact(const struct unit *unit)
{
	return unit->steps == NULL;
}

/* Appends a weight in units of 10^-places. */
void unit_append(struct buffer *text, const struct unit *unit, uint64_t weight, unsigned places);

/* The same without the word for what is counted: "1,234", but "451 ms" and "1.20 G cycles". */
void unit_append_bare(struct buffer *text, const struct unit *unit, uint64_t weight,
                      unsigned places);

/* Appends what a program needs to do the same: "ns;ns;1000;µs;1000000;ms", the word for one and
 * for many, then each step's size and word. */
void unit_append_steps(struct buffer *text, const struct unit *unit);

/* What the weights are, for "of the ..., of all ...": "time", "samples". */
const char *unit_noun(const struct unit *unit);

/* Appends a whole number with its thousands separated: 1,234. */
void unit_append_grouped(struct buffer *text, uint64_t number);

/* Appends "1 sample", "1,234 samples". */
void unit_append_samples(struct buffer *text, uint64_t samples);

#endif
