/* The values of options, where they have names: for messages, shell completion and tests. */
#ifndef STACKFOLD_OPTIONS_VALUES_H
#define STACKFOLD_OPTIONS_VALUES_H

#include "base/number.h"
#include "base/status.h"

#include <stddef.h>

struct option_values {
	const char *option;       /* its long name */
	const char *const *names; /* ends with NULL */
	/* In place of names: the names of a table's rows, NULL after the last. */
	const char *(*name)(size_t index);
	/* Other values that are accepted, for messages; "": messages do not name them; NULL: there
	 * are no others. */
	const char *others;
	const char *tool; /* whose option it is, where tools differ; NULL: any tool's */
};

/* The values of a tool's option of that name (tool NULL: of an option that is the same in all
 * tools); NULL: they have no names. */
const struct option_values *option_values(const char *tool, const char *option);

/* The name at an index, NULL after the last. */
const char *option_value_name(const struct option_values *values, size_t index);

/* Sets *index to that of a value among the option's values, 0 if it is NULL, because the option is
 * not given. STATUS_FAILED if it is not among them. */
enum status option_choice(const char *option, const char *value, unsigned *index,
                          struct error *err);

/* Reads a share of the whole, "0.5%" or, unless the sign must stand, "0.5". STATUS_FAILED with a
 * message if it is not of that form. */
enum status option_share(const char *option, const char *text, bool sign, struct decimal *share,
                         struct error *err);

/* Sets the message for a wrong value of the option, which shows the first bytes of the value;
 * returns STATUS_FAILED, without memory STATUS_FATAL. The tool as above. */
enum status option_no_choice(const char *tool, const char *option, const char *value, size_t size,
                             struct error *err);

#endif
