/* The text of a frame in the picture. */
#ifndef STACKFOLD_RENDER_FRAME_INFO_H
#define STACKFOLD_RENDER_FRAME_INFO_H

#include "base/buffer.h"
#include "render/weights.h"

struct frame_info {
	const struct frames *frames;
	const struct layout *layout;
	const struct render_options *options;
	const struct weights *weights;
	const struct marks *marks; /* the results of a comparison of several runs ... */
	const uint8_t *marks_of;   /* ... by frame; NULL: none was made */
	bool own_root;             /* the root shows its sum, not the total of the width */
};

/* Appends `NAME (1,234 samples, 5.67%)`, or where the unit is known `NAME (451 ms, 225
 * samples, 5.67%)`. In a differential more stands before the closing parenthesis, for all stacks
 * through the frame and for those that end in it:
 *
 *     ; total 1,000 to 1,234: +234, +23.40%, +1.08% of all; self 7: same
 *
 * that is the counts before and after, their difference, and what it is of the count before and
 * of all that the width stands for; "new" and "gone" where there is no count on a side, and ",
 * within noise" after it. "total and self" where both are the same. */
void frame_info_append(struct buffer *out, const struct frame_info *info,
                       const struct rectangle *rectangle);

/* Appends the label of the root: "all · 451 ms · 225 samples". */
void frame_info_root_label(struct buffer *out, const struct frame_info *info,
                           const struct rectangle *rectangle);

/* The number of bytes of a name without annotations such as _[k] at its end. */
size_t frame_info_shown(const char *name, size_t size);

#endif
