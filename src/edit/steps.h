/* The steps that edit stacks, in a table: the only place that names them. Their rows are options of
 * the tools, lines of scripts, and what sf_profile_apply takes.
 *
 *     STEP(c, name, value, parse, prepare, act, rename, release, help)
 *
 * c is passed through to the rows. */
#ifndef STACKFOLD_EDIT_STEPS_H
#define STACKFOLD_EDIT_STEPS_H

#include "edit/step.h"

/* clang-format off */
/* Steps that flamesvg takes too. */
#define STEPS_DRAWN(STEP, c)                                                                       \
	STEP(c, "focus", "REGEX", cutting_parse_regex, NULL, cutting_focus, NULL, NULL,            \
	     "keep only stacks with a frame that matches")                                         \
	STEP(c, "ignore", "REGEX", cutting_parse_regex, NULL, cutting_ignore, NULL, NULL,          \
	     "drop stacks with a frame that matches")                                              \
	STEP(c, "root", "REGEX[:last]", cutting_parse_root, NULL, cutting_root, NULL, NULL,        \
	     "begin stacks at their first or last frame that matches; drop stacks without one")     \
	STEP(c, "hide", "REGEX", cutting_parse_regex, NULL, cutting_hide, NULL, NULL,              \
	     "take out frames that match, and join their callers and callees")                      \
	STEP(c, "names", "FORM", renaming_parse_names, NULL, renaming_each, renaming_name_form,    \
	     NULL,                                                                                 \
	     "shorten names: full, no-args, no-templates[:DEPTH], base, java-short, go-short, "    \
	     "no-hash")                                                                            \
	STEP(c, "recursion", "KIND", cutting_parse_recursion, NULL, cutting_recursion, NULL, NULL, \
	     "merge recursive calls: direct, indirect or all")

/* Others. */
#define STEPS_OTHER(STEP, c)                                                                       \
	STEP(c, "cut", "REGEX", cutting_parse_regex, NULL, cutting_cut, NULL, NULL,                \
	     "drop what frames that match call; these frames keep the weight")                      \
	STEP(c, "only", "REGEX", cutting_parse_regex, NULL, cutting_only, NULL, NULL,              \
	     "keep only frames that match")                                                         \
	STEP(c, "depth", "N", cutting_parse_depth, NULL, cutting_depth, NULL, NULL,                \
	     "keep N frames of each stack, from the root on")                                      \
	STEP(c, "below", "SHARE[=NAME]", small_parse, small_prepare, small_act, NULL,              \
	     small_release,                                                                        \
	     "make one frame of each subtree with less than SHARE, such as 0.5%, of the total")    \
	STEP(c, "group-by", "KEY", renaming_parse_group, renaming_prepare, renaming_runs,          \
	     renaming_group, NULL,                                                                 \
	     "merge neighbouring frames of the same module, package, namespace, file or category")  \
	STEP(c, "merge", "REGEX=NAME", renaming_parse_regex, NULL, renaming_runs, renaming_regex,  \
	     NULL,                                                                                 \
	     "rename frames that match to NAME ($1: the first group), and merge neighbours")        \
	STEP(c, "threads", "REGEX=NAME", renaming_parse_regex, NULL, renaming_root,                \
	     renaming_regex, NULL,                                                                 \
	     "rename root frames that match to NAME, so that their threads count as one")           \
	STEP(c, "reverse", NULL, NULL, NULL, cutting_reverse, NULL, NULL,                          \
	     "reverse stacks, so that each leaf becomes a root")                                    \
	STEP(c, "annotate", NULL, NULL, renaming_prepare, renaming_each, renaming_annotation,      \
	     NULL,                                                                                 \
	     "append _[k], _[j] or _[i] to kernel, JIT-compiled or inlined functions")             \
	STEP(c, "symbolize", NULL, NULL, symbolize_prepare, symbolize_act, NULL,                   \
	     symbolize_release, "name frames that --build-ids left as module+0xOFFSET [build id]") \
	STEP(c, "anonymize", NULL, NULL, renaming_prepare_stand_ins, renaming_each,                \
	     renaming_stand_in, renaming_release_stand_ins,                                        \
	     "replace names by stand-ins, except those of system libraries")

#define STEPS(STEP, c) STEPS_DRAWN(STEP, c) STEPS_OTHER(STEP, c)
/* clang-format on */

/* Ends with a NULL name. */
extern const struct step_kind step_kinds[];

/* The kind of that name, NULL: there is none. */
const struct step_kind *steps_find(const char *name, size_t size);

/* Makes a step. The texts are copied, value NULL: none was given. STATUS_FAILED with a message
 * if the value cannot be used, and the offset in it where that is known (else SIZE_MAX),
 * STATUS_FATAL without memory. step_free also then. */
enum status steps_make(struct step *step, const struct step_kind *kind, const char *value,
                       size_t *offset, struct error *err);

#endif
