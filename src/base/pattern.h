/* Regular expressions: PCRE2, compiled once and matched by machine code where the machine allows.
 */
#ifndef STACKFOLD_BASE_PATTERN_H
#define STACKFOLD_BASE_PATTERN_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

struct pattern;

/* Compiles an expression of `size` bytes, in UTF-8. STATUS_FAILED with PCRE2's message and the
 * offset in bytes where it is wrong; STATUS_FATAL without memory. pattern_free() frees. */
enum status pattern_compile(const char *text, size_t size, struct pattern **pattern,
                            struct error *err);

/* Whether the expression matches somewhere in text, which may be any bytes: those that are no
 * UTF-8 match nothing. A search that passes PCRE2's limits counts as no match, and is remembered.
 */
bool pattern_matches(struct pattern *pattern, const char *text, size_t size);

/* Why the first search failed that passed a limit; NULL: none did. Lives as long as the pattern. */
const char *pattern_failure(const struct pattern *pattern);

void pattern_free(struct pattern *pattern); /* NULL is fine */

#endif
