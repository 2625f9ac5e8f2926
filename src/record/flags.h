/* How a recording was made, as the words of a command line, which folded text carries in a comment:
 *
 *     flame --event=cpu-clock --frequency=997 --call-graph=fp -- sort
 *
 * Options have their long names, and those that flame chose are written too. After "--" is the
 * program's name without its folder, and without its arguments, which may be secret. */
#ifndef STACKFOLD_RECORD_FLAGS_H
#define STACKFOLD_RECORD_FLAGS_H

#include "base/buffer.h"
#include "base/status.h"
#include "record/words.h"

/* Begins a text, with nothing in it yet. */
void flags_begin(struct buffer *text);

/* Appends an option; value NULL: it takes none. */
void flags_add(struct buffer *text, const char *option, const char *value);

/* Appends the program, by any path. */
void flags_add_program(struct buffer *text, const char *path);

/* A text, taken apart; flags_free frees. */
struct flags {
	struct word_list options; /* "frequency=997", "no-children" */
	char *program;            /* NULL: none */
};

/* Takes a text apart. STATUS_FAILED with a message if it is none of flame's, STATUS_FATAL
 * without memory. flags_free in any case. */
enum status flags_read(const char *text, struct flags *flags, struct error *err);
void flags_free(struct flags *flags);

/* Appends what differs, for people: "--frequency=99 and --frequency=997, --no-children only in
 * after.folded"; nothing if all are equal. The names say where each flag is from. */
void flags_difference(const struct flags *before, const char *before_name,
                      const struct flags *after, const char *after_name, struct buffer *text);

#endif
