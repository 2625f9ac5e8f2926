/* The picture as SVG: interactive, and complete in one file. */
#ifndef STACKFOLD_RENDER_SVG_H
#define STACKFOLD_RENDER_SVG_H

#include "base/output.h"
#include "layout/layout.h"
#include "render/options.h"

enum status svg_write(const struct profile *profile, const struct layout *layouts, size_t count,
                      const struct render_options *options, struct output *output,
                      struct error *err);
void svg_write_message(const char *message, const struct render_options *options,
                       struct output *output);

#endif
