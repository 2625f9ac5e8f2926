/* How a picture writes weights: in their unit if it is known, otherwise as flamegraph.pl does.
 *
 * Weights for people are rounded. The script, and fold-stacks when it reads a picture, take the
 * exact weights of frames from titles, which may state the number of samples, or otherwise from a
 * list after the frames. */
#ifndef STACKFOLD_RENDER_WEIGHTS_H
#define STACKFOLD_RENDER_WEIGHTS_H

#include "base/unit.h"
#include "layout/layout.h"
#include "render/markup.h"
#include "render/options.h"

/* Where the exact weights of frames are. */
enum weights_exact {
	WEIGHTS_IN_TITLES,  /* the weights in titles, as they are */
	WEIGHTS_IN_SAMPLES, /* titles name the samples, and all samples weigh the same */
	WEIGHTS_IN_LIST,    /* a list, title by title */
};

struct weights {
	const struct render_options *options;
	const struct facts *facts;
	const struct marks *marks; /* which say how many runs were compared */
	unsigned places;
	bool differential;
	bool known;         /* the unit is known, and is written */
	struct unit unit;   /* where known */
	uint64_t sample;    /* what each sample weighs, in units of 10^-places; 0: they differ, or
	                       it is not known */
	bool names_samples; /* titles say how many samples a frame has */
	enum weights_exact exact;
};

void weights_init(struct weights *weights, const struct profile *profile,
                  const struct layout *layout, const struct render_options *options);

/* A weight as it is shown: times the factor, in whole units. */
double weights_shown(const struct weights *weights, double weight);

/* If the unit is known: appends "451 ms"; with `bare`, counts have no unit: "1,234". */
void weights_append(struct buffer *out, const struct weights *weights, uint64_t weight, bool bare);

/* If the unit is known: appends a weight that is already as shown, such as a total that the user
 * gave. */
void weights_append_shown(struct buffer *out, const struct weights *weights, double shown);

/* The samples that a column's weight stands for, rounded; 0: not known. */
uint64_t weights_samples(const struct weights *weights, unsigned column, uint64_t weight);

/* Writes attributes of the root by which the script reads and writes weights. */
void weights_write_data(struct markup *markup, const struct weights *weights);

/* Appends a frame's entry to the list: its weight in base 36, and a blank. Of a differential, the
 * weights of its total before and after, those of its self where they differ from these, and its
 * extent where it is none of them: "tb,ta,sb,sa,extent". */
void weights_append_entry(struct buffer *list, const struct weights *weights,
                          const struct layout *layout, const struct rectangle *rectangle);

/* Appends what was measured: "cpu-clock · 1.20 s · 1,201 samples". Nothing where the unit is not
 * known. */
void weights_append_summary(struct buffer *out, const struct weights *weights,
                            const struct layout *layout);

/* What the weights are, for "of all ...": "time", "samples". */
const char *weights_noun(const struct weights *weights);

#endif
