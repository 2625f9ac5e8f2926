/* Cutting the callers off stacks. */
#ifndef STACKFOLD_XFORM_TRIM_H
#define STACKFOLD_XFORM_TRIM_H

#include "store/profile.h"

/* In each stack that has a frame of one of the names, the innermost such frame becomes the root:
 * its callers are removed, also the process's frame. Annotations (_[k], _[j], _[i], _[w]) at the
 * end of a frame's name do not matter. Other stacks stay unchanged; with drop_others they are
 * removed. Stacks that become equal add up. STATUS_FAILED when a sum overflows, STATUS_FATAL
 * without memory. */
enum status trim_stacks(struct profile *profile, const char *const *names, size_t count,
                        bool drop_others, struct error *err);

/* Whether the profile has a frame that trim_stacks would take for one of the names. */
bool trim_finds(const struct profile *profile, const char *const *names, size_t count);

#endif
