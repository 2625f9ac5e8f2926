/* A limit that was exceeded, in words. */
#ifndef STACKFOLD_REPORT_BREACH_H
#define STACKFOLD_REPORT_BREACH_H

#include "report/format.h"

/* A breach in a line for people, without newline: "total(parse) grew by 12.5% (1,234 -> 1,388)". */
void report_breach(const struct report *report, const struct breach *breach, struct buffer *text);

/* How many of the list's breaches, from `from` on, are of the rule. */
size_t report_breaches_of(const struct breach_list *list, size_t rule, size_t from);

/* The words after the reason why a limit was not checked, and before a change that exceeded one by
 * chance. */
#define REPORT_UNCHECKED ": not checked"
#define REPORT_WITHIN_NOISE "within noise, not counted: "

#endif
