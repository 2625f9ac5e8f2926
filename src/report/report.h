/* Comparisons in words and tables: for terminals, pull requests, programs and test reports. */
#ifndef STACKFOLD_REPORT_REPORT_H
#define STACKFOLD_REPORT_REPORT_H

#include "base/buffer.h"
#include "diff/judge.h"
#include "diff/rule.h"

/* What is reported. */
struct report {
	const struct comparison *comparison;
	const struct judgement *judgement;
	const char *const *inputs; /* names of the runs, those before first */
	const char *normalized;    /* how, as the user wrote it; NULL: not */
	const struct rule *rules;
	size_t rule_count;
	const struct breaches *breaches;
	size_t top; /* changes in a list, at most */
};

struct report_format {
	const char *name;
	/* Appends the report. What memory lacks shows in text->failed. */
	void (*write)(const struct report *report, struct buffer *text);
};

/* The format of that name: text, markdown, json, junit; NULL: there is none. */
const struct report_format *report_find(const char *name);

/* Writes the report to a file, whole or not at all; path NULL or "-": standard output. */
enum status report_write(const struct report *report, const struct report_format *format,
                         const char *path, struct error *err);

/* A breach in a line for people, without newline: "total(parse) grew by 12.5% (1,234 -> 1,388)". */
void report_breach(const struct report *report, const struct breach *breach, struct buffer *text);

/* How many of the list's breaches, from `from` on, are of the rule. */
size_t report_breaches_of(const struct breach_list *list, size_t rule, size_t from);

#endif
