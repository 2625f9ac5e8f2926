/* A profile drawn with the options of drawing. */
#ifndef STACKFOLD_OPTIONS_PICTURE_H
#define STACKFOLD_OPTIONS_PICTURE_H

#include "options/drawing.h"
#include "options/message.h"

struct picture {
	struct layout layouts[LAYOUTS_MAX];
	size_t count;
};

/* What is known of how the profile was read. */
struct picture_input {
	bool few_said;  /* advice says how few samples there are */
	bool sums_only; /* all of it is folded text */
};

/* Lays out a profile, which loses the stacks that the options leave out. The prepared options are
 * adapted to the profile, so they serve for one picture only. Gives messages about what is odd in
 * the picture. STATUS_FAILED with a message if there is nothing to draw or sums overflow,
 * STATUS_FATAL without memory. picture_free() frees in any case. */
enum status picture_make(struct drawing_options *options, struct profile *profile,
                         const struct picture_input *input, const struct messages *messages,
                         struct picture *picture, struct error *err);

/* Writes it to an opened output, and closes that; with --cp writes the colours by name too. */
enum status picture_write(const struct drawing_options *options, const struct profile *profile,
                          const struct picture *picture, const struct messages *messages,
                          struct output *output, struct error *err);

/* Whether the name of a picture's file means a compressed one. */
bool picture_compressed(const char *path);

void picture_free(struct picture *picture);

#endif
