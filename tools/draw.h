/* Pictures of flame, in files and for its page. */
#ifndef STACKFOLD_TOOLS_DRAW_H
#define STACKFOLD_TOOLS_DRAW_H

#include "cli.h"

#include "base/buffer.h"
#include "options/picture.h"

/* Where a picture goes: to both, or nowhere. */
struct drawn {
	const char *path;    /* NULL: no file */
	struct buffer *text; /* NULL: none; what memory lacks shows in `failed` */
};

/* Draws a profile, which may lose stacks then, or a pair of two columns: in one picture, where what
 * is gone is hatched. */
enum status draw_profile(const struct cli *cli, struct profile *profile,
                         const struct picture_input *input, const struct drawn *drawn,
                         struct error *err);

#endif
