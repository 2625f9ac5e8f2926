/* Graded results and the messages that go with them.
 *
 * The library never prints and never exits: a function that can fail returns a
 * status and, where it takes a struct error, leaves a message there that says
 * what is wrong and what to do about it. Only the tools print.
 */
#ifndef STACKFOLD_BASE_STATUS_H
#define STACKFOLD_BASE_STATUS_H

enum status {
	STATUS_OK = 0,     /* done */
	STATUS_FAILED = 2, /* a bad input: this file cannot be used */
	STATUS_FATAL = 3,  /* the work cannot go on: no memory, a failed write */
};

/* The message of the first failure. Unchanged while nothing fails. */
struct error {
	char text[1024]; /* NUL-terminated, without "tool:" and without newline */
};

/* Replaces the middle of a message that is too long: names can be long, and the reason is at the
 * end. */
#define ERROR_CUT "..."

/* Formats the message and returns the given status, so that a caller can write
 * `return error_set(err, STATUS_FAILED, "%s: ...", path);`. err may be NULL.
 * The bytes of a name or path are made printable: control bytes become '?'. */
enum status error_set(struct error *err, enum status status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The message for a failed allocation; returns STATUS_FATAL. */
enum status error_no_memory(struct error *err);

#endif
