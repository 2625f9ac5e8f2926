/* Colours that a user gives to frames: "REGEX=COLOUR". */
#ifndef STACKFOLD_RENDER_COLOR_RULES_H
#define STACKFOLD_RENDER_COLOR_RULES_H

#include "base/pattern.h"
#include "palette/color_map.h"

struct color_rule {
	struct pattern *pattern;
	struct color color;
};

/* Zero-initialised has no rules. */
struct color_rules {
	struct color_rule *items;
	size_t count, capacity;
	struct color_map matched; /* names looked up before ... */
	struct color_map missed;  /* ... and those that no rule fits */
};

/* Adds a rule after the others; the last '=' of the text separates. STATUS_FAILED says what is
 * wrong with the expression or the colour. */
enum status color_rules_add(struct color_rules *rules, const char *text, struct error *err);

/* The colour of the first rule that fits a name. False if none does, *color unchanged. A name is
 * matched once. */
bool color_rules_find(struct color_rules *rules, const char *name, size_t size,
                      struct color *color);

/* Why an expression could not be matched with a name; NULL: all could. */
const char *color_rules_failure(const struct color_rules *rules);

void color_rules_free(struct color_rules *rules); /* empty and ready again */

#endif
