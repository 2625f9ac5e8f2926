/* Messages of the library to its caller, besides results and errors. */
#ifndef STACKFOLD_OPTIONS_MESSAGE_H
#define STACKFOLD_OPTIONS_MESSAGE_H

/* Warnings and other remarks that are not errors. The caller shows or ignores them. */
enum message_kind {
	MESSAGE_WARNING, /* the result differs from the request, or is incomplete */
	MESSAGE_ADVICE,  /* what the profile cannot answer, and the remedy */
	MESSAGE_NOTE,    /* what was done */
};

struct messages {
	/* Gets a text of one line; NULL: messages are dropped. */
	void (*say)(void *context, enum message_kind kind, const char *text);
	void *context;
};

/* Formats a message; without memory, or if messages are dropped, it does nothing. */
void message(const struct messages *messages, enum message_kind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
