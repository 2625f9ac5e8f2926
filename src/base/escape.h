/* Text for XML: the only place where bytes of an input or a flag become part of a picture. */
#ifndef STACKFOLD_RENDER_ESCAPE_H
#define STACKFOLD_RENDER_ESCAPE_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The first character of text[0..size), size above 0: returns its bytes and sets *code. A byte that
 * begins no valid UTF-8 is a character of its own with the code 0xDC00 + byte, which no valid
 * one has. */
unsigned utf8_next(const char *text, size_t size, uint32_t *code);

/* The characters of text, counted to `most` at the highest. */
size_t utf8_count(const char *text, size_t size, size_t most);

/* The bytes of the first `count` characters, or of all where there are fewer. */
size_t utf8_prefix(const char *text, size_t size, size_t count);

/* Whether all of text is valid UTF-8. */
bool utf8_is_valid(const char *text, size_t size);

/* Appends text with U+FFFD for each byte that is no UTF-8. */
void utf8_append_valid(struct buffer *buffer, const char *text, size_t size);

/* Appends text as the content of an element or of an attribute in double quotes: & < > " ' as
 * entities; control characters (but tab and newline), what XML forbids, what turns the direction
 * of writing and what is no UTF-8 as U+FFFD. With ascii, characters beyond ASCII are written as
 * references, so that the result reads alike in any encoding that has ASCII in it. */
void escape_text(struct buffer *buffer, const char *text, size_t size, bool ascii);

/* Does the same to the text that stands in the buffer from an offset on. */
void escape_from(struct buffer *buffer, size_t from, bool ascii);

/* The same for the inside of a comment, where there are no entities and "--" must not stand: each
 * hyphen after a hyphen, and one at the end, gets a blank before or after it. */
void escape_comment(struct buffer *buffer, const char *text, size_t size, bool ascii);

/* Whether text can stand as it is in a style rule: a colour (#rgb, #rrggbb, rgb(r,g,b) or a name
 * of letters), and a list of font families. */
bool style_is_color(const char *text);
bool style_is_font(const char *text);

#endif
