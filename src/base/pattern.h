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
 * offset in bytes where it is wrong; STATUS_FATAL without memory. pattern_free() frees. */
enum status pattern_compile(const char *text, size_t size, struct pattern **pattern,
                            struct error *err);

/* The same, and where the expression is wrong *offset says so in bytes, and the message does not.
 */
enum status pattern_compile_at(const char *text, size_t size, struct pattern **pattern,
                               size_t *offset, struct error *err);

/* Whether the expression matches somewhere in text, which may be any bytes: those that are no
 * UTF-8 match nothing. A search that takes too long, which is about a second, or too much memory
 * counts as no match, and is remembered.
 */
bool pattern_matches(struct pattern *pattern, const char *text, size_t size);

/* Whether a text can be put in for what the expression matches: $1, ${1}, $name and ${name} in it
 * stand for groups that the expression has, $0 for the whole match, $$ for a dollar sign.
 * STATUS_FAILED with a message where not. */
enum status pattern_check_replacement(const struct pattern *pattern, const char *replacement,
                                      struct error *err);

/* Appends text to out with every match replaced by such a text; groups that took no part are
 * empty. Returns whether there was a match; out is unchanged where there was none. Limits as in
 * pattern_matches; what memory lacks shows in out->failed. */
bool pattern_replace(struct pattern *pattern, const char *text, size_t size,
                     const char *replacement, struct buffer *out);

/* Why the first search failed that passed a limit; NULL: none did. Lives as long as the pattern. */
const char *pattern_failure(const struct pattern *pattern);

void pattern_free(struct pattern *pattern); /* NULL is fine */

#endif
