/* The step that makes one frame of each subtree whose share of the whole is small: --below. */
#ifndef STACKFOLD_EDIT_SMALL_H
#define STACKFOLD_EDIT_SMALL_H

#include "edit/step.h"

/* The name of small subtrees, if the value gives no other. */
#define SMALL_NAME "[other]"

/* SHARE% or SHARE%=NAME. */
enum status small_parse(struct step *step, const char *value, size_t *offset, struct error *err);

/* Finds out for each stack where it becomes small: with the first frame, from the root on, whose
 * total is below the share of the sum in every column that has a sum. Cost: a sort of the stacks.
 */
enum status small_prepare(struct step *step, const struct profile *profile, struct error *err);
void small_release(void *state);

enum step_outcome small_act(struct step *step, struct walk *walk);

#endif
