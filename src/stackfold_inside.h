/* What the files of the public library share. */
#ifndef STACKFOLD_INSIDE_H
#define STACKFOLD_INSIDE_H

#include "stackfold.h"

#include "base/input.h"
#include "base/output.h"
#include "base/status.h"
#include "options/comparing.h"
#include "options/drawing.h"
#include "options/folding.h"
#include "options/message.h"
#include "options/reading.h"
#include "store/profile.h"

struct sf_profile {
	struct profile *at; /* `own`, or a comparison's pair */
	struct profile own;
	char *name;     /* the one input's that it was read from, NULL: of several, or of none */
	bool few_said;  /* messages said how few samples there are */
	bool sums_only; /* all of it was read from folded text */
};

/* The options of all functions. A function works with a copy, of which it makes what it needs. */
struct settings {
	struct reading_options reading;
	struct folding_options folding;
	struct comparing_options comparing;
	struct drawing_options drawing;
};

/* Sets the copy; options may be NULL. It shares lists and texts with the options; what is made of
 * them is to be freed as their headers say. */
void settings_of(const sf_options *options, struct settings *settings);

/* How messages reach the program. */
struct messages messages_of(const sf_options *options);

/* Asks the program whether reading may go on; false: it does not listen. */
bool progress_of(const sf_options *options);
bool progress_goes_on(const sf_options *options, uint64_t done, uint64_t total);

/* Hands an inner failure on, with its place where the message begins with it: the name of one of
 * `count` inputs, or an option. */
sf_status public_outcome(enum status status, const struct error *inner,
                         const struct input_source *inputs, size_t count, struct sf_error *error);

/* The same of a value that is wrong at a place. */
sf_status public_wrong(enum status status, const struct error *inner,
                       const struct option_place *place, struct sf_error *error);

/* Where output goes: to a function where `write` is set, else to a path. */
struct destination {
	const char *path;
	sf_write_function *write;
	void *context;
};
enum status destination_open(const struct destination *target, struct output *output,
                             struct error *err);

/* Adds all of `from` to a profile of as many columns, in order where it keeps that. */
enum status public_merge(struct profile *into, const struct profile *from, struct error *err);

#endif
