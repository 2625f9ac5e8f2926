/* Regular expressions: PCRE2, compiled once and matched by machine code where the machine allows.
 */
#ifndef STACKFOLD_BASE_PATTERN_H
#define STACKFOLD_BASE_PATTERN_H

#include "base/buffer.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

struct pattern;

/* Compiles an expression of `size` bytes, in UTF-8. STATUS_FAILED with PCRE2's message and the
 * offset of the error in bytes; STATUS_FATAL without memory. pattern_free() frees. */
enum status pattern_compile(const char *text, size_t size, struct pattern **pattern,
                            struct error *err);

/* The same, but *offset has the offset of the error in bytes, and the message does not. */
enum status pattern_compile_at(const char *text, size_t size, struct pattern **pattern,
                               size_t *offset, struct error *err);

/* Whether the expression matches somewhere in text, which may be any bytes: those that are not
 * UTF-8 match nothing. A search that takes more than about a second, or too much memory, counts as
 * no match; pattern_failure then has the reason. */
bool pattern_matches(struct pattern *pattern, const char *text, size_t size);

/* Checks a replacement for what the expression matches: $1, ${1}, $name and ${name} in it must be
 * groups of the expression; $0 is the whole match, $$ a dollar sign. STATUS_FAILED with a message
 * otherwise. */
enum status pattern_check_replacement(const struct pattern *pattern, const char *replacement,
                                      struct error *err);

/* Appends text to out with every match replaced by such a replacement; groups that took no part are
 * empty. Returns whether there was a match; if not, out is unchanged. Limits are those of
 * pattern_matches; if memory runs out, out->failed is set. */
bool pattern_replace(struct pattern *pattern, const char *text, size_t size,
                     const char *replacement, struct buffer *out);

/* Why the first search that exceeded a limit failed; NULL: none did. Lives as long as the pattern.
 */
const char *pattern_failure(const struct pattern *pattern);

void pattern_free(struct pattern *pattern); /* NULL is fine */

/* The letters of an expression that stand in it for themselves, mostly: all but special ones. Puts
 * at most `most` of them in room; returns how many. */
size_t pattern_letters(const char *regex, size_t size, char *room, size_t most);

#endif
