/* The labels of the frames of an SVG picture. */
#ifndef STACKFOLD_RENDER_SVG_LABELS_H
#define STACKFOLD_RENDER_SVG_LABELS_H

#include "names/name_forms.h"
#include "render/frame_info.h"
#include "render/markup.h"
#include "render/svg_drawn.h"

struct svg_labels {
	struct markup markup; /* the texts: they follow the rects */
	const struct render_options *options;
	struct name_forms forms;                                       /* of names */
	size_t (*measure)(const char *text, size_t size, size_t most); /* of labels */
	struct buffer root;                                            /* room for the root's */
};

/* No labels yet; `beside` is the markup that they will be joined to. False without memory; free in
 * either case. */
bool svg_labels_init(struct svg_labels *labels, const struct markup *beside,
                     const struct render_options *options, size_t frames);

/* Adds the label of a frame, if it fits: names that are too long are cut between characters. */
void svg_labels_add(struct svg_labels *labels, const struct svg_drawn *drawn,
                    const struct svg_view *view, const struct frame_info *info);

bool svg_labels_failed(const struct svg_labels *labels); /* without memory */
void svg_labels_free(struct svg_labels *labels);

#endif
