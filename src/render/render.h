/* Writes a layout out as a picture. One file for each output format; render.c holds the table. */
#ifndef STACKFOLD_RENDER_RENDER_H
#define STACKFOLD_RENDER_RENDER_H

#include "base/output.h"
#include "layout/layout.h"
#include "render/options.h"

struct renderer {
	const char *name; /* as --format names it: "svg" */
	/* Of two layouts, before and after, the first is drawn above the other; their totals are
	 * the same. */
	enum status (*write)(const struct profile *profile, const struct layout *layouts,
	                     size_t count, const struct render_options *options,
	                     struct output *output, struct error *err);
	/* Writes a line of text in place of a picture that cannot be drawn. */
	void (*write_message)(const char *message, const struct render_options *options,
	                      struct output *output);
};

extern const struct renderer renderers[]; /* ends with a NULL name */

#endif
