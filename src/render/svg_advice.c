#include "render/svg_advice.h"

#include "base/escape.h"
#include "base/fixed.h"

#include <string.h>

enum { LINES_MOST = 4 /* of one piece of advice */ };

#define LINE_HEIGHT 1.4 /* of the font's size */

/* How many characters fit beside each other. */
static size_t line_room(const struct render_options *options)
{
	double room = (options->width - 2 * RENDER_SIDE) /
	              (options->font_size * options->font_width);
	return room > 20 ? (size_t)room : 20;
}

/* The length of the text's first line: up to the last blank within the room. */
static size_t line_size(const char *text, size_t room)
{
	size_t size = strlen(text);
	if (size <= room)
		return size;
	for (size_t at = room; at > room / 2; at--)
		if (text[at] == ' ')
			return at;
	return room;
}

static unsigned count_lines(const char *text, size_t room)
{
	unsigned lines = 0;
	for (; *text && lines < LINES_MOST; lines++) {
		text += line_size(text, room);
		text += *text == ' ';
	}
	return lines;
}

double svg_advice_height(const struct render_options *options)
{
	unsigned lines = 0;
	for (size_t i = 0; i < options->advice_count; i++)
		lines += count_lines(options->advice[i], line_room(options));
	return lines ? options->font_size * (LINE_HEIGHT * lines + 0.5) : 0;
}

static void append_number(struct buffer *out, const char *before, double value)
{
	buffer_text(out, before);
	fixed_append_short(out, fixed_round(value, 4), 4);
}

static void append_line(struct buffer *out, const struct render_options *options, const char *text,
                        size_t size, double y)
{
	svg_indent(out, options, 2);
	append_number(out, "<text x=\"", RENDER_SIDE);
	append_number(out, "\" y=\"", y);
	buffer_text(out, "\">");
	escape_text(out, text, size, svg_ascii(options));
	buffer_text(out, "</text>\n");
}

void svg_advice_write(struct buffer *out, const struct render_options *options, double top)
{
	size_t room = line_room(options);
	double y = top;
	if (!options->advice_count)
		return;
	svg_indent(out, options, 1);
	buffer_text(out, "<g id=\"advice\"><title>");
	for (size_t i = 0; i < options->advice_count; i++) {
		buffer_text(out, i ? "\n" : "");
		escape_text(out, options->advice[i], strlen(options->advice[i]),
		            svg_ascii(options));
	}
	buffer_text(out, "</title>\n");
	for (size_t i = 0; i < options->advice_count; i++) {
		const char *text = options->advice[i];
		for (unsigned line = 0; *text && line < LINES_MOST; line++) {
			size_t size = line_size(text, room);
			y += options->font_size * LINE_HEIGHT;
			append_line(out, options, text, size, y);
			text += size;
			text += *text == ' ';
		}
	}
	svg_indent(out, options, 1);
	buffer_text(out, "</g>\n");
}
