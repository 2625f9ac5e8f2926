/* Steps that change the names of frames. steps.h says what each is for. */
#ifndef STACKFOLD_EDIT_RENAMING_H
#define STACKFOLD_EDIT_RENAMING_H

#include "edit/step.h"

/* Values. */
enum status renaming_parse_names(struct step *step, const char *value, size_t *offset,
                                 struct error *err);
enum status renaming_parse_group(struct step *step, const char *value, size_t *offset,
                                 struct error *err);
enum status renaming_parse_regex(struct step *step, const char *value, size_t *offset,
                                 struct error *err);

/* Names. */
bool renaming_name_form(struct step *step, const struct profile *profile, uint32_t id,
                        struct buffer *name);
bool renaming_group(struct step *step, const struct profile *profile, uint32_t id,
                    struct buffer *name);
bool renaming_regex(struct step *step, const struct profile *profile, uint32_t id,
                    struct buffer *name);
bool renaming_annotation(struct step *step, const struct profile *profile, uint32_t id,
                         struct buffer *name);
bool renaming_stand_in(struct step *step, const struct profile *profile, uint32_t id,
                       struct buffer *name);

/* Stacks: each frame gets its name; the same, and neighbours with the same new name become one
 * frame; only the root gets its name. */
enum step_outcome renaming_each(struct step *step, struct walk *walk);
enum step_outcome renaming_runs(struct step *step, struct walk *walk);
enum step_outcome renaming_root(struct step *step, struct walk *walk);

/* For steps that use the origin of frames, which changes together with names. */
enum status renaming_prepare(struct step *step, const struct profile *profile, struct error *err);

/* Shows the anonymizer all names of the profile. */
enum status renaming_prepare_stand_ins(struct step *step, const struct profile *profile,
                                       struct error *err);
void renaming_release_stand_ins(void *state);

/* The stand-in for a module's name, after renaming_prepare_stand_ins. */
void renaming_module_stand_in(const struct step *step, struct text module, struct buffer *name);

#endif
