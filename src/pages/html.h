/* The HTML of a report's pages: neither scripts nor styles inside, so that policies which forbid
 * these change nothing. Written as XML; no element is empty but those that HTML knows to be. */
#ifndef STACKFOLD_PAGES_HTML_H
#define STACKFOLD_PAGES_HTML_H

#include "render/markup.h"

/* An element of words; without words it has a blank. */
#define html_words(m, name, words)                                                                 \
	do {                                                                                       \
		markup_open(m, name);                                                              \
		html_content(m, words);                                                            \
		markup_close(m);                                                                   \
	} while (0)

/* The same with a class. */
#define html_class_words(m, name, class, words)                                                    \
	do {                                                                                       \
		markup_open(m, name);                                                              \
		markup_fixed(m, "class", class);                                                   \
		html_content(m, words);                                                            \
		markup_close(m);                                                                   \
	} while (0)

void html_content(struct markup *m, const char *words);

/* A link of words to a path, which is safe in URLs. */
void html_link(struct markup *m, const char *path, const char *words);

/* Appends what the buffer has, escaped, and empties it. What it lacks shows in m. */
void html_take(struct markup *m, struct buffer *text);

/* A verdict of words_verdict, coloured by its look. Empties the text. */
void html_verdict(struct markup *m, struct buffer *text, const char *look);

/* Begins a document up to the beginning of <main>, and ends it. `up` is the path from the page to
 * the report's folder: "" or "../../". */
void html_begin(struct markup *m, const char *title, const char *up);
void html_end(struct markup *m);

#endif
