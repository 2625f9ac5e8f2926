/* Steps that choose stacks and frames: what they do to a stack. steps.h says what each is for. */
#ifndef STACKFOLD_EDIT_CUTTING_H
#define STACKFOLD_EDIT_CUTTING_H

#include "edit/step.h"

/* Takes the place of a stack of which no frame is left, because folded text has no empty stacks. */
#define CUTTING_EMPTY "[hidden]"

/* Values. */
enum status cutting_parse_regex(struct step *step, const char *value, size_t *offset,
                                struct error *err);
enum status cutting_parse_root(struct step *step, const char *value, size_t *offset,
                               struct error *err);
enum status cutting_parse_depth(struct step *step, const char *value, size_t *offset,
                                struct error *err);
enum status cutting_parse_recursion(struct step *step, const char *value, size_t *offset,
                                    struct error *err);

/* The words of --recursion, ended by NULL. */
extern const char *const cutting_recursions[];

/* Stacks. */
enum step_outcome cutting_focus(struct step *step, struct walk *walk);
enum step_outcome cutting_ignore(struct step *step, struct walk *walk);
enum step_outcome cutting_root(struct step *step, struct walk *walk);
enum step_outcome cutting_cut(struct step *step, struct walk *walk);
enum step_outcome cutting_hide(struct step *step, struct walk *walk);
enum step_outcome cutting_only(struct step *step, struct walk *walk);
enum step_outcome cutting_depth(struct step *step, struct walk *walk);
enum step_outcome cutting_recursion(struct step *step, struct walk *walk);
enum step_outcome cutting_reverse(struct step *step, struct walk *walk);

#endif
