/* The hues of flamegraph.pl's palettes, and the rules by which some of them choose one by the name
 * of a frame. */
#ifndef STACKFOLD_RENDER_HUES_H
#define STACKFOLD_RENDER_HUES_H

#include "names/module.h"

#include <stdbool.h>

/* A hue: each channel is base + int(span * v), with v the first or the second of the numbers that
 * a name gives. */
struct channel {
	unsigned char base, span;
	bool second;
};

struct hue {
	struct channel red, green, blue;
};

extern const struct hue hue_hot, hue_mem, hue_io, hue_red, hue_green, hue_blue, hue_yellow,
	hue_purple, hue_aqua, hue_orange;

/* mark: the kind of the frame, as the letter of an annotation: 'k' kernel, 'j' JIT, 'i'
 * inlined, 'w' woken; 0: not known. */
const struct hue *hue_of_java(struct name name, char mark);
const struct hue *hue_of_js(struct name name, char mark);
const struct hue *hue_of_perl(struct name name, char mark);
const struct hue *hue_of_chain(struct name name, char mark);
const struct hue *hue_of_python(struct name name, char mark);
const struct hue *hue_of_rust(struct name name, char mark);

#endif
