/* Names for comparing: without the parts that differ from build to build and from run to run, and
 * with the renames of the user. Pure functions of the name, so that the order of inputs does not
 * matter. */
#ifndef STACKFOLD_DIFF_MATCH_H
#define STACKFOLD_DIFF_MATCH_H

#include "base/buffer.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

/* A zeroed one leaves names as they are. */
struct match_options {
	bool strip_addresses; /* every 0x[0-9a-fA-F]+ is written "0x..." */
	bool normalized;      /* that, and the rules of match.c: numbers and hashes that compilers,
	                         linkers and run times put into names are taken out */
	const char *const *renames; /* "REGEX=TEXT", applied after these, in their order */
	size_t rename_count;
};

struct match;

/* STATUS_FAILED with a message if a rename is wrong: *rename is its index, and *offset the place of
 * the error in bytes; STATUS_FATAL without memory. The options' texts must stay. match_free()
 * frees. */
enum status match_open(const struct match_options *options, struct match **match, size_t *rename,
                       size_t *offset, struct error *err);

/* Whether names can change at all. */
bool match_changes(const struct match *match);

/* Sets out to the name for comparing. STATUS_FAILED if nothing is left of it, if it now has a
 * semicolon or a newline, or if a search exceeded PCRE2's limits. Cost: one search for each rule.
 */
enum status match_name(struct match *match, const char *name, size_t size, struct buffer *out,
                       struct error *err);

void match_free(struct match *match); /* NULL is fine */

#endif
