/* The options that edit stacks, the same for edit-stacks and flamesvg. */
#ifndef STACKFOLD_OPTIONS_EDITING_H
#define STACKFOLD_OPTIONS_EDITING_H

#include "edit/plan.h"
#include "edit/steps.h"
#include "options/message.h"
#include "options/option.h"

/* What the rows set, and the steps that editing_prepare makes of it. */
struct editing_options {
	struct option_steps given;
	const char *key; /* a file */
	struct plan plan;
};

/* clang-format off */
#define EDITING_ROW(e, name, value, parse, prepare, act, rename, release, help)                    \
	{name, 0, OPTION_STEP, false, &(e)->given, value, help, NULL},

/* Rows for steps: some for drawing, all for edit-stacks; rarely: as READING_OPTIONS. */
#define EDITING_DRAWN_OPTIONS(e, rarely)                                                           \
	{"script", 0, OPTION_STEP, false, &(e)->given, "FILE",                                     \
	 "apply the steps in FILE, one on each line",                                               \
	 rarely "Steps (repeatable, applied in the order given)"},                                 \
	STEPS_DRAWN(EDITING_ROW, e)                                                                \
	{"collapse-recursion", 0, OPTION_STEP, false, &(e)->given, NULL, NULL, NULL}

#define EDITING_OPTIONS(e)                                                                         \
	EDITING_DRAWN_OPTIONS(e, ""),                                                              \
	STEPS_OTHER(EDITING_ROW, e)                                                                \
	{"key", 0, OPTION_TEXT, false, &(e)->key, "FILE",                                          \
	 "make the stand-ins of --anonymize from the key in FILE, the same in all profiles", NULL}
/* clang-format on */

/* Whether there is any step. */
bool editing_asked(const struct editing_options *options);

/* Makes the steps, and reads scripts. STATUS_FAILED with a message if one cannot be used, and with
 * its place if that is known; STATUS_FATAL without memory. editing_free frees, also then. */
enum status editing_prepare(struct editing_options *options, struct option_place *place,
                            struct error *err);
void editing_free(struct editing_options *options);

/* Takes the steps of a plan, as plan_apply. Warns of expressions that no name matches. */
enum status editing_apply(struct plan *plan, bool apart, const struct messages *messages,
                          struct profile *profile, struct error *err);

/* STATUS_FAILED if a step of an applied plan dropped all stacks. */
enum status editing_check(const struct plan *plan, struct error *err);

#endif
