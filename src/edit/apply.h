/* Taking steps on a profile. Neighbouring steps that look at one stack at a time are taken
 * together, so that the profile is rebuilt once for all of them. */
#ifndef STACKFOLD_EDIT_APPLY_H
#define STACKFOLD_EDIT_APPLY_H

#include "edit/step.h"

/* Changes the profile's stacks, and what belongs to them: their order, origins of names, samples,
 * comments. The sum of each column stays the same, except for what steps dropped. apart: each
 * step alone, whose statistics then know what it merged; the result is the same. What was compared
 * and found to be more than noise (marks), and advice on shares of the profile, describe the stacks
 * before the steps: they are removed if any stack changes. Samples are removed if names become
 * stand-ins.
 *
 * STATUS_FAILED if a sum does not fit, STATUS_FATAL without memory. */
enum status apply_steps(struct step *steps, size_t count, struct profile *profile, bool apart,
                        struct error *err);

#endif
