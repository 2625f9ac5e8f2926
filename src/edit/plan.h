/* A list of steps, in the order in which they are taken, from a command line or a script:
 *
 *     # one step on each line; the text after the word, up to the end of the line, is its value
 *     root ^main$
 *     hide ^std::
 *     recursion all
 *
 * Empty lines and those that begin with a '#' are skipped. `key FILE` is as plan_read_key. */
#ifndef STACKFOLD_EDIT_PLAN_H
#define STACKFOLD_EDIT_PLAN_H

#include "base/buffer.h"
#include "edit/step.h"

/* Zero-initialised is empty. */
struct plan {
	struct step *items;
	size_t count, capacity;
	struct buffer key;                  /* of steps that use one */
	const struct read_options *reading; /* of steps that read symbols; NULL: the defaults */
};

/* Adds a step, as steps_make. */
enum status plan_add(struct plan *plan, const struct step_kind *kind, const char *value,
                     size_t *offset, struct error *err);

/* Adds the steps of a script; name: what messages call it, as in "NAME:LINE: what is wrong". */
enum status plan_add_script(struct plan *plan, const char *name, const char *text, size_t size,
                            struct error *err);

/* The same from a file. STATUS_FATAL also if it cannot be read, here and below. */
enum status plan_read_script(struct plan *plan, const char *path, struct error *err);

/* Reads the key from a file: its bytes, without a newline at the end. */
enum status plan_read_key(struct plan *plan, const char *path, struct error *err);

/* Takes all steps on a profile. apart: one after the other, so that the statistics of each know
 * what it merged; the result is the same. STATUS_FAILED if a sum does not fit, STATUS_FATAL
 * without memory. Once for each plan. */
enum status plan_apply(struct plan *plan, struct profile *profile, bool apart, struct error *err);

void plan_free(struct plan *plan);

#endif
