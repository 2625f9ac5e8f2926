/* Text for XML: the only place where bytes of an input or a flag become part of a picture. */
#ifndef STACKFOLD_BASE_ESCAPE_H
#define STACKFOLD_BASE_ESCAPE_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The first character of text[0..size), size above 0: returns its bytes and sets *code. A byte that
 * does not begin a valid character is one of its own with the code 0xDC00 + byte, which no valid
 * character has. */
unsigned utf8_next(const char *text, size_t size, uint32_t *code);

/* The number of characters in text, or `most` if there are more. */
size_t utf8_count(const char *text, size_t size, size_t most);

/* The number of bytes of the first `count` characters, or of all if there are fewer. */
size_t utf8_prefix(const char *text, size_t size, size_t count);

/* The width of text by that of its characters, but `most` at the highest; and the number of bytes
 * of its longest beginning that is no wider than the room. Inline, so that width_of is too. */
static inline size_t utf8_width(const char *text, size_t size, size_t most,
                                size_t (*width_of)(uint32_t code))
{
	size_t width = 0;
	for (size_t at = 0; at < size && width < most;) {
		uint32_t code;
		at += utf8_next(text + at, size - at, &code);
		width += width_of(code);
	}
	return width < most ? width : most;
}
static inline size_t utf8_fit(const char *text, size_t size, size_t room,
                              size_t (*width_of)(uint32_t code))
{
	size_t at = 0;
	while (at < size) {
		uint32_t code;
		const unsigned bytes = utf8_next(text + at, size - at, &code);
		const size_t width = width_of(code);
		if (width > room)
			break;
		room -= width;
		at += bytes;
	}
	return at;
}

/* Whether all of text is valid UTF-8. */
bool utf8_is_valid(const char *text, size_t size);

/* Appends text with U+FFFD for each byte that is not UTF-8. */
void utf8_append_valid(struct buffer *buffer, const char *text, size_t size);

/* Appends text as the content of an element or of an attribute in double quotes: & < > " ' as
 * entities; as U+FFFD control characters (except tab and newline), characters that XML forbids,
 * characters that change the direction of writing, and bytes that are not UTF-8. With ascii,
 * characters beyond ASCII are written as references, so that the result is the same text in every
 * encoding that includes ASCII. */
void escape_text(struct buffer *buffer, const char *text, size_t size, bool ascii);

/* Does the same to the text that stands in the buffer from an offset on. */
void escape_from(struct buffer *buffer, size_t from, bool ascii);

/* The same for the inside of a comment, which has no entities and must not contain "--": each
 * hyphen after a hyphen gets a blank before it, and one at the end a blank after it. */
void escape_comment(struct buffer *buffer, const char *text, size_t size, bool ascii);

/* Whether text can be written unchanged into a style rule: as a colour (#rgb, #rrggbb, rgb(r,g,b)
 * or a name of letters), and as a list of font families. */
bool style_is_color(const char *text);
bool style_is_font(const char *text);

#endif
