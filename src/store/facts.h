/* What is known about a profile besides its stacks: what was counted, in which unit, how many
 * samples the weights count, and where the code of each frame is. Comments of folded text carry it.
 * They do not end in a digit, so that tools that do not know them do not take them for stacks:
 *
 *     # samples: 225 of 450901800 ns, cpu-clock;   the weight that they add up to, unit, event
 *     # samples: 225 of 450901800, 240 of 480001920 ns;   of a differential, before and after
 *     # recorded: flame --event=cpu-clock -- sort;   how it was recorded, see record/flags.h
 *     # advice: 38.2% of the profile ...: do this;   what it cannot show, see advice/advice.h
 *     # frames 4 libc.so.6: ...;                   see origins.h
 *     # unjudged: samples 213, ...;                see unjudged.h
 *
 * Unit and event may have lines of their own, and do if the number of samples is not known:
 *
 *     # event: cpu-clock;
 *     # unit: ns
 *
 * The number of samples and their weight stay valid when lines are removed from the text: together
 * they say how much one sample weighs. */
#ifndef STACKFOLD_STORE_FACTS_H
#define STACKFOLD_STORE_FACTS_H

#include "base/number.h"
#include "store/origins.h"
#include "store/stacks.h"
#include "store/unjudged.h"

enum {
	FACTS_NAME_MAX = 64,        /* bytes of a unit's or event's name, NUL included */
	FACTS_ADVICE_MAX = 64,      /* pieces of advice */
	FACTS_ADVICE_SIZE = 500,    /* bytes of one */
	FACTS_RECORDED_SIZE = 1000, /* bytes of the text on how it was recorded */
};

/* Zeroed: not known. */
struct sample_count {
	uint64_t samples;
	struct decimal weight; /* of these samples together */
};

/* A name that several inputs may give. */
struct fact {
	char name[FACTS_NAME_MAX]; /* "": not known, or the inputs differ */
	bool differs;
	char least[FACTS_NAME_MAX], most[FACTS_NAME_MAX]; /* where they differ: the first and the
	                                                     last in the order of bytes, ... */
	const char *least_input, *most_input; /* ... and inputs that gave them; NULL: not known */
};

/* What the comments of one of several inputs state. */
struct fact_input {
	const char *name;          /* the caller's, not copied */
	struct sample_count count; /* of its first column; zeroed if it has more */
	bool joined;   /* made of several texts: which one had the advice is not known */
	char **advice; /* texts, as they were read */
	size_t advice_count, advice_capacity;
};

/* Zero-initialised: nothing known. */
struct facts {
	struct fact unit;  /* of all weights: "ns", "samples", "cycles", "page faults" ... */
	struct fact event; /* "cpu-clock" */
	struct sample_count counts[STACKS_COLUMNS_MAX]; /* for each column of weights */
	char *recorded; /* how all of it was recorded; NULL: not known, or the inputs differ */
	bool recorded_differs;
	struct origins origins; /* of the profile's frames */
	char **advice;          /* texts of a line each, the heaviest first; see advice/advice.h */
	size_t advice_count, advice_capacity;
	struct unjudged unjudged; /* for advice when frames get names */
	const char *input; /* the event that is being read, if several are added up; otherwise NULL.
	                      Its advice is kept separately: */
	struct fact_input *inputs;
	size_t input_count, input_capacity;
};

/* Sets the name, or notes that names differ; the result does not depend on their order. Control
 * bytes and ';' become '?'. */
void fact_set(struct fact *fact, const char *name, size_t size);

/* Sets how it was recorded, or notes that inputs differ; the result does not depend on their order.
 * Control bytes and ';' become '?', and what is longer than FACTS_RECORDED_SIZE is not kept. False
 * without memory. */
bool facts_set_recorded(struct facts *facts, const char *text, size_t size);
void facts_forget_recorded(struct facts *facts);

/* STATUS_FAILED if the inputs have different units, so that their weights cannot be added up. */
enum status facts_check_unit(const struct facts *facts, struct error *err);

/* Adds a piece of advice unless the profile has it; control bytes and ';' are replaced, and text
 * longer than FACTS_ADVICE_SIZE is cut off. The heaviest FACTS_ADVICE_MAX are kept, heaviest first;
 * the result does not depend on the order of calls. False without memory. */
bool facts_advise(struct facts *facts, const char *text, size_t size);

/* The share that a piece of advice states: the first number before a percent sign; 0: none. */
double facts_advice_share(const char *advice);

/* Adds the advice of `from`, each with a text before it. False without memory. */
bool facts_add_advice(struct facts *into, const struct facts *from, const char *prefix);

/* Removes the advice that states a share of the profile's weight. */
void facts_forget_shares(struct facts *facts);

/* Whether the advice states a share of the profile's weight, which is false for a part of it. */
bool facts_advice_of_weight(const char *advice);

/* Removes all advice, and what is kept for more. */
void facts_forget_advice(struct facts *facts);

/* Adds samples and their weight; if a sum does not fit 64 bits, the count becomes unknown. */
void sample_count_add(struct sample_count *count, const struct sample_count *more);

/* The number of samples in a weight of this column, in units of 10^-places; negative where it
 * is not known. */
double facts_samples(const struct facts *facts, unsigned column, double weight, unsigned places);

/* The samples of a column whose sum is now `total`, in units of 10^-places; samples: what
 * facts_samples made of the sum before it was scaled. */
struct sample_count sample_count_scaled(double samples, uint64_t total, unsigned places);

/* Adds the facts of `from`, whose columns become those from `column` on. Origins are matched by the
 * names of their frames among `frames`. */
void facts_merge(struct facts *into, const struct frames *frames, const struct facts *from,
                 const struct frames *from_frames, unsigned column);

/* Reads a comment if it is one of the above; ignores others. */
void facts_read(struct facts *facts, struct text line);

/* Whether anything is known. */
bool facts_known(const struct facts *facts);

/* Appends the comments that precede the stacks: all except those of origins. */
void facts_write(const struct facts *facts, unsigned columns, struct buffer *text);

void facts_free(struct facts *facts); /* empty and ready again */

#endif
