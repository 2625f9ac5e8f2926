#include "render/markup.h"

#include "base/escape.h"
#include "base/fixed.h"
#include "base/number.h"

#include <string.h>

enum {
	GATHERED = 1 << 16, /* bytes passed on at once */
	NUMBER_ROOM = 2 * NUMBER_DIGITS + 4,
	COLOR_SIZE = 7, /* #rrggbb */
};

void markup_init(struct markup *markup, struct output *output, bool ascii, bool pretty)
{
	*markup = (struct markup){
		.output = output,
		.ascii = ascii,
		.pretty = pretty,
		.raw = SIZE_MAX,
	};
}

void markup_free(struct markup *markup)
{
	buffer_free(&markup->out);
}

/* All calls that would break the markup fail here. */
static void expect(struct markup *markup, bool right)
{
	if (!right || markup->raw != SIZE_MAX)
		markup->out.failed = true;
}

/* Content begins: a start tag that is still open ends. */
static void enter(struct markup *markup)
{
	if (markup->place == MARKUP_IN_TAG) {
		buffer_byte(&markup->out, '>');
		markup->place = MARKUP_IN_CONTENT;
	}
}

/* ---- elements ---- */

void markup_open_name(struct markup *markup, const char *tag, size_t size)
{
	enter(markup);
	expect(markup, markup->place == MARKUP_IN_CONTENT && markup->depth < MARKUP_DEPTH);
	if (markup->out.failed)
		return;
	markup->open[markup->depth++] = (struct markup_name){tag + 1, size - 1};
	buffer_append(&markup->out, tag, size);
	markup->place = MARKUP_IN_TAG;
}

static void close_with(struct markup *markup, const char *end, size_t end_size)
{
	struct buffer *out = &markup->out;
	expect(markup, markup->place != MARKUP_IN_VALUE && markup->depth > 0);
	if (out->failed)
		return;
	struct markup_name name = markup->open[--markup->depth];
	if (markup->place == MARKUP_IN_TAG) {
		buffer_byte(out, '/');
	} else {
		buffer_append(out, "</", 2);
		buffer_append(out, name.text, name.size);
	}
	buffer_append(out, end, end_size);
	markup->place = MARKUP_IN_CONTENT;
}

void markup_close(struct markup *markup)
{
	close_with(markup, ">", 1);
}

void markup_close_line(struct markup *markup)
{
	close_with(markup, markup->pretty ? ">\n" : "\n>", 2);
}

void markup_indent(struct markup *markup, unsigned depth)
{
	for (unsigned i = 0; markup->pretty && i < depth; i++)
		markup_literal(markup, "\t");
}

void markup_newline(struct markup *markup)
{
	markup_literal(markup, "\n");
}

void markup_tag_line(struct markup *markup)
{
	expect(markup, markup->place == MARKUP_IN_TAG);
	buffer_append(&markup->out, markup->pretty ? ">\n" : "\n>", 2);
	markup->place = MARKUP_IN_CONTENT;
}

/* ---- attributes ---- */

void markup_attribute_bytes(struct markup *markup, const char *bytes, size_t size)
{
	expect(markup, markup->place == MARKUP_IN_TAG);
	buffer_append(&markup->out, bytes, size);
}

void markup_value_begin(struct markup *markup, const char *name, size_t size)
{
	markup_attribute_bytes(markup, name, size);
	markup->place = MARKUP_IN_VALUE;
}

void markup_value_end(struct markup *markup)
{
	expect(markup, markup->place == MARKUP_IN_VALUE);
	buffer_byte(&markup->out, '"');
	markup->place = MARKUP_IN_TAG;
}

void markup_attribute_string(struct markup *markup, const char *name, size_t size, const char *text)
{
	if (!text)
		return;
	markup_value_begin(markup, name, size);
	escape_text(&markup->out, text, strlen(text), markup->ascii);
	markup_value_end(markup);
}

/* Makes room for an attribute with a value of that many bytes, and returns where to write the
 * value; NULL without memory. */
static char *value_room(struct markup *markup, const char *name, size_t size, size_t value)
{
	expect(markup, markup->place == MARKUP_IN_TAG);
	char *room = buffer_room(&markup->out, size + value + 1);
	if (!room)
		return NULL;
	memcpy(room, name, size);
	return room + size;
}

static void end_room(struct markup *markup, char *end)
{
	*end++ = '"';
	markup->out.size = (size_t)(end - markup->out.data);
}

void markup_attribute_number(struct markup *markup, const char *name, size_t size, int64_t scaled,
                             unsigned places)
{
	markup_value_begin(markup, name, size);
	fixed_append_short(&markup->out, scaled, places);
	markup_value_end(markup);
}

void markup_attribute_tenths(struct markup *markup, const char *name, size_t size, int64_t tenths)
{
	char *at = value_room(markup, name, size, NUMBER_ROOM);
	if (!at)
		return;
	uint64_t value = tenths < 0 ? 0 - (uint64_t)tenths : (uint64_t)tenths;
	if (tenths < 0)
		*at++ = '-';
	if (value >= 10 || value == 0 || tenths < 0)
		at += number_format(at, value / 10);
	if (value % 10) {
		*at++ = '.';
		*at++ = (char)('0' + value % 10);
	}
	end_room(markup, at);
}

void markup_attribute_color(struct markup *markup, const char *name, size_t size,
                            struct color color)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned parts[] = {color.red, color.green, color.blue};
	char *at = value_room(markup, name, size, COLOR_SIZE);
	if (!at)
		return;
	*at++ = '#';
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		*at++ = digits[parts[i] >> 4];
		*at++ = digits[parts[i] & 15];
	}
	end_room(markup, at);
}

/* Letters, digits and other characters of a name, which begins with a letter or "_". */
static bool is_name(const char *text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
	static const char all[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"
				  "0123456789.-:";
	return *text && strchr(letters, *text) && text[strspn(text, all)] == '\0';
}

void markup_foreign(struct markup *markup, const char *name, const char *text)
{
	expect(markup, is_name(name));
	markup_attribute_bytes(markup, " ", 1);
	buffer_text(&markup->out, name);
	markup_attribute_string(markup, "=\"", 2, text);
}

/* ---- content and parts of values ---- */

void markup_bytes(struct markup *markup, const char *bytes, size_t size)
{
	expect(markup, true);
	enter(markup);
	buffer_append(&markup->out, bytes, size);
}

void markup_text(struct markup *markup, const char *text, size_t size)
{
	expect(markup, true);
	enter(markup);
	escape_text(&markup->out, text, size, markup->ascii);
}

void markup_words(struct markup *markup, const char *text)
{
	markup_text(markup, text, strlen(text));
}

void markup_decimal(struct markup *markup, int64_t scaled, unsigned places)
{
	expect(markup, true);
	enter(markup);
	fixed_append_short(&markup->out, scaled, places);
}

struct buffer *markup_raw(struct markup *markup)
{
	expect(markup, true);
	enter(markup);
	markup->raw = markup->out.size;
	return &markup->out;
}

void markup_raw_end(struct markup *markup)
{
	struct buffer *out = &markup->out;
	size_t from = markup->raw;
	markup->raw = SIZE_MAX;
	if (!out->failed)
		escape_from(out, from, markup->ascii);
}

/* ---- the document ---- */

void markup_declare(struct markup *markup, const char *encoding)
{
	expect(markup, markup->depth == 0 && markup->out.size == 0);
	buffer_text(&markup->out, "<?xml version=\"1.0\"");
	markup->place = MARKUP_IN_TAG;
	markup_string(markup, "encoding", encoding);
	markup_fixed(markup, "standalone", "no");
	markup->place = MARKUP_IN_CONTENT;
	buffer_text(&markup->out, "?>\n");
}

void markup_comment(struct markup *markup, const char *fixed, const char *text)
{
	markup_literal(markup, "<!-- ");
	buffer_text(&markup->out, fixed);
	if (text)
		escape_comment(&markup->out, text, strlen(text), markup->ascii);
	buffer_text(&markup->out, " -->\n");
}

void markup_asset(struct markup *markup, const char *bytes, size_t size)
{
	markup_bytes(markup, bytes, size);
}

void markup_join(struct markup *markup, struct markup *fragment)
{
	expect(markup, markup_is_whole(fragment, 0));
	markup_bytes(markup, fragment->out.data, fragment->out.size);
	fragment->out.size = 0;
}

void markup_flush(struct markup *markup)
{
	expect(markup, markup->output != NULL);
	if (!markup->out.failed)
		output_write(markup->output, markup->out.data, markup->out.size);
	markup->out.size = 0;
}

void markup_relieve(struct markup *markup)
{
	if (markup->out.size > GATHERED)
		markup_flush(markup);
}

bool markup_is_whole(const struct markup *markup, unsigned depth)
{
	return !markup->out.failed && markup->raw == SIZE_MAX &&
	       markup->place == MARKUP_IN_CONTENT && markup->depth == depth;
}
