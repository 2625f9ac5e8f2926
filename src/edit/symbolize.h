/* The step --symbolize: frames that are places in a module (symbol/module_offset.h) get the names
 * that reading would have given them, from the files that step->reading chooses. */
#ifndef STACKFOLD_EDIT_SYMBOLIZE_H
#define STACKFOLD_EDIT_SYMBOLIZE_H

#include "advice/advice.h"
#include "edit/step.h"
#include "symbol/missing.h"

/* A module, and how many distinct places in it got a name or did not. */
struct symbolized_module {
	const char *path; /* until step_free */
	size_t named, unnamed;
	enum symbol_missing missing; /* why not; SYMBOL_THERE: it has symbols, but none there */
	bool refused;                /* its path leads upwards ("..") and was not opened */
	bool checked;                /* there is a build id to compare files with */
};

enum status symbolize_prepare(struct step *step, const struct profile *profile, struct error *err);
enum step_outcome symbolize_act(struct step *step, struct walk *walk);
void symbolize_release(void *state);

/* After the last stack, when the profile has the new stacks: makes the advice that needs names. */
enum status symbolize_finish(struct step *step, struct profile *profile, struct error *err);

/* That advice; none for other steps. Until step_free. */
const struct advice_list *symbolize_advice(const struct step *step);

/* After the step: the i-th module, in the order in which they were met; false: there are no more,
 * or it is another step. */
bool symbolize_module(const struct step *step, size_t i, struct symbolized_module *module);

/* "12 frames without a name in /usr/bin/sort: no such file", as the text of an error, whose bytes
 * can be printed. For modules with frames that got no name. */
void symbolize_say(const struct symbolized_module *module, struct error *text);

/* As symbols_download_problem; NULL for other steps. */
const char *symbolize_download_problem(const struct step *step);

/* Whether memory or descriptors were missing, so that another run may find other names; as
 * symbols_lack. SYMBOL_THERE for other steps. */
enum symbol_missing symbolize_lack(const struct step *step);

#endif
