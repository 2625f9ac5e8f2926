/* Writes XML: elements close in the order in which they were opened, and text from outside the
 * program is escaped. Names of elements and attributes, and fixed text, are string literals. */
#ifndef STACKFOLD_RENDER_MARKUP_H
#define STACKFOLD_RENDER_MARKUP_H

#include "base/buffer.h"
#include "base/output.h"
#include "palette/color.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MARKUP_DEPTH = 16 /* elements inside each other */ };

enum markup_place { MARKUP_IN_CONTENT, MARKUP_IN_TAG, MARKUP_IN_VALUE };

/* Its members belong to markup.c. Appending allocates nothing once `out` has grown. After a failed
 * allocation, or a call that would break the markup, out.failed stays set. */
struct markup {
	struct buffer out;
	struct output *output; /* NULL: a fragment for markup_join */
	bool ascii, pretty;
	enum markup_place place;
	unsigned depth;
	size_t raw; /* where unescaped text begins in out; SIZE_MAX: there is none */
	struct markup_name {
		const char *text;
		size_t size;
	} open[MARKUP_DEPTH];
};

/* ascii: characters beyond ASCII are written as references. pretty: elements are indented. Free
 * with markup_free. */
void markup_init(struct markup *markup, struct output *output, bool ascii, bool pretty);
void markup_free(struct markup *markup);

/* ---- elements ---- */

#define markup_open(markup, name) markup_open_name(markup, "<" name, sizeof "<" name - 1)
void markup_open_name(struct markup *markup, const char *tag, size_t size);

/* Closes the last element opened. `_line` also ends the line, with the newline inside the tag where
 * the picture is not pretty: browsers make a node of a newline between elements. */
void markup_close(struct markup *markup);
void markup_close_line(struct markup *markup);

void markup_indent(struct markup *markup, unsigned depth); /* tabs, where the picture is pretty */
void markup_newline(struct markup *markup);                /* ends a start tag first */
void markup_tag_line(struct markup *markup); /* ends a start tag and the line, as _close_line */

/* ---- attributes of the element just opened ---- */

/* name="value" of a literal. */
#define markup_fixed(markup, name, value)                                                          \
	markup_attribute_bytes(markup, " " name "=\"" value "\"",                                  \
	                       sizeof " " name "=\"" value "\"" - 1)
/* Of text that ends with NUL; nothing where it is NULL. */
#define markup_string(markup, name, text)                                                          \
	markup_attribute_string(markup, " " name "=\"", sizeof " " name "=\"" - 1, text)
/* Of scaled / 10^places, without zeros at the end. */
#define markup_number(markup, name, scaled, places)                                                \
	markup_attribute_number(markup, " " name "=\"", sizeof " " name "=\"" - 1, scaled, places)
/* Of tenths, without a 0 before the point. */
#define markup_tenths(markup, name, tenths)                                                        \
	markup_attribute_tenths(markup, " " name "=\"", sizeof " " name "=\"" - 1, tenths)
/* #rrggbb */
#define markup_color(markup, name, color)                                                          \
	markup_attribute_color(markup, " " name "=\"", sizeof " " name "=\"" - 1, color)
/* Begins a value of several parts, which markup_value_end ends. */
#define markup_value(markup, name)                                                                 \
	markup_value_begin(markup, " " name "=\"", sizeof " " name "=\"" - 1)

void markup_attribute_bytes(struct markup *markup, const char *bytes, size_t size);
void markup_attribute_string(struct markup *markup, const char *name, size_t size,
                             const char *text);
void markup_attribute_number(struct markup *markup, const char *name, size_t size, int64_t scaled,
                             unsigned places);
void markup_attribute_tenths(struct markup *markup, const char *name, size_t size, int64_t tenths);
void markup_attribute_color(struct markup *markup, const char *name, size_t size,
                            struct color color);
void markup_value_begin(struct markup *markup, const char *name, size_t size);
void markup_value_end(struct markup *markup);

/* An attribute whose name comes from outside the program. An invalid name breaks the markup. */
void markup_foreign(struct markup *markup, const char *name, const char *text);

/* ---- content of the element, or parts of a value ---- */

#define markup_literal(markup, literal) markup_bytes(markup, "" literal, sizeof literal - 1)
void markup_bytes(struct markup *markup, const char *bytes, size_t size); /* fixed text */
void markup_text(struct markup *markup, const char *text, size_t size);
void markup_words(struct markup *markup, const char *text);                  /* up to its NUL */
void markup_decimal(struct markup *markup, int64_t scaled, unsigned places); /* without zeros */

/* Where unescaped text may be appended until markup_raw_end, which escapes it. */
struct buffer *markup_raw(struct markup *markup);
void markup_raw_end(struct markup *markup);

/* ---- the document ---- */

/* The XML declaration, as first call; encoding may be NULL. */
void markup_declare(struct markup *markup, const char *encoding);

/* <!-- fixed text -->, with text from outside the program after it, which may be NULL. */
void markup_comment(struct markup *markup, const char *fixed, const char *text);

/* A style sheet or script of the program itself, as it is. */
void markup_asset(struct markup *markup, const char *bytes, size_t size);

/* Appends a fragment whose elements are all closed, and empties it. */
void markup_join(struct markup *markup, struct markup *fragment);

/* Writes the gathered bytes: all of them, or only if they are many. */
void markup_flush(struct markup *markup);
void markup_relieve(struct markup *markup);

/* Whether all is well: memory sufficed, and `depth` elements are open. */
bool markup_is_whole(const struct markup *markup, unsigned depth);

#endif
