/* Settings by name: a table has a row for each, which says what kind of value it takes, where the
 * value goes, and what it is for. The tools read their command lines with such tables and the
 * public library sets options with the same rows, so that both know the same names. */
#ifndef STACKFOLD_OPTIONS_OPTION_H
#define STACKFOLD_OPTIONS_OPTION_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

/* How an option's value is read. */
enum option_type {
	OPTION_FLAG,   /* none */
	OPTION_TEXT,   /* char *: any text */
	OPTION_LIST,   /* struct text_list: repeatable text */
	OPTION_COUNT,  /* unsigned: a whole number above 0 */
	OPTION_NUMBER, /* double: above 0 */
	OPTION_MAYBE,  /* char *: text in --name=TEXT; --name alone: "" */
	OPTION_STEP,   /* struct option_steps: one more, of any text, or of none without argument */
};

struct text_list {
	const char **items; /* grown with realloc; the texts belong to the caller that set them */
	size_t count, capacity;
};

/* Options in the order in which they were given, several rows in one list. */
struct option_steps {
	struct option_step {
		const struct option *row;
		const char *value; /* NULL: it takes none */
	} * items;                 /* grown with realloc */
	size_t count, capacity;
};

/* One option. The table is the only place that names it: parsing, --help, the man page check and
 * completion all come from it. */
struct option {
	const char *name; /* long name without dashes */
	char letter;      /* short name, 0: none */
	enum option_type type;
	bool original; /* the Perl tool has it: preferred if an abbreviation fits several options */
	void *value;   /* bool, const char *, struct text_list, unsigned, double or struct
	                * option_steps to set */
	const char *argument; /* the value's name in --help, NULL: it takes none; of OPTION_MAYBE as
	                       * "[=NAME]" */
	const char *help;     /* one line; NULL: not listed in --help (an alias) */
	const char *group; /* heading in --help, without colon, if a group begins; otherwise NULL */
};

/* Begins the help of a row, or the heading of a group, that only --help-all lists. */
#define OPTION_RARELY "\001"

/* Whether an option must have a value. */
static inline bool option_needs_value(const struct option *row)
{
	return row->type == OPTION_STEP ? row->argument != NULL
	                                : row->type != OPTION_FLAG && row->type != OPTION_MAYBE;
}

/* Sets an option to a value, which must stay; NULL for a flag. STATUS_FAILED with a message if
 * the value is not of the option's type, STATUS_FATAL without memory. */
enum status option_set(const struct option *row, const char *text, struct error *err);

/* Whether an option has a value other than the initial one: zero, NULL, no item. */
bool option_is_set(const struct option *row);

/* The first row of that name in a table that ends with a NULL name; NULL: there is none. */
const struct option *option_find(const struct option *rows, const char *name);

/* Frees the items of every OPTION_LIST and OPTION_STEP of the table. */
void options_free(const struct option *rows);

/* Where an option's value is wrong: `value` from the byte at `offset` on. Zeroed: not known. */
struct option_place {
	const char *value;
	size_t offset;
};

#endif
