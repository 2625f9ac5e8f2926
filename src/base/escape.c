#include "base/escape.h"

#include "base/text.h"

#include <string.h>

#define REPLACEMENT 0xFFFD

static bool follows(char byte)
{
	return ((unsigned char)byte & 0xC0) == 0x80;
}

unsigned utf8_next(const char *text, size_t size, uint32_t *code)
{
	unsigned char lead = (unsigned char)text[0];
	if (lead < 0x80) {
		*code = lead;
		return 1;
	}
	unsigned length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	*code = 0xDC00U + lead;
	if (lead < 0xC2 || lead > 0xF4 || length > size)
		return 1;
	uint32_t value = lead & (0x7FU >> length);
	for (unsigned i = 1; i < length; i++) {
		if (!follows(text[i]))
			return 1;
		value = value << 6 | ((unsigned char)text[i] & 0x3FU);
	}
	if (value < least[length] || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000))
		return 1;
	*code = value;
	return length;
}

size_t utf8_count(const char *text, size_t size, size_t most)
{
	size_t count = 0;
	uint32_t code;
	for (size_t at = 0; at < size && count < most; count++)
		at += utf8_next(text + at, size - at, &code);
	return count;
}

size_t utf8_prefix(const char *text, size_t size, size_t count)
{
	size_t at = 0;
	uint32_t code;
	for (; at < size && count; count--)
		at += utf8_next(text + at, size - at, &code);
	return at;
}

/* The code for a byte that is not UTF-8. */
static bool is_invalid(uint32_t code)
{
	return code >= 0xDC00U && code < 0xDD00U;
}

/* The number of bytes before the first that is not UTF-8. */
static size_t valid_part(const char *text, size_t size)
{
	size_t at = 0;
	while (at < size) {
		uint32_t code;
		unsigned length = utf8_next(text + at, size - at, &code);
		if (is_invalid(code))
			break;
		at += length;
	}
	return at;
}

bool utf8_is_valid(const char *text, size_t size)
{
	return valid_part(text, size) == size;
}

void utf8_append_valid(struct buffer *buffer, const char *text, size_t size)
{
	for (size_t at = 0; at < size;) {
		size_t valid = valid_part(text + at, size - at);
		buffer_append(buffer, text + at, valid);
		at += valid;
		if (at < size)
			buffer_append(buffer, TEXT_AND_SIZE("\xEF\xBF\xBD"));
		at++;
	}
}

/* ASCII that needs no escape: all but & < > " ' and control characters. */
static bool is_plain(char c)
{
	static const bool plain[256] = {
		[' ' ... '!'] = true, ['#' ... '%'] = true, ['(' ... ';'] = true,
		['='] = true,         ['?' ... '~'] = true,
	};
	return plain[(unsigned char)c];
}

static const char *entity_of(uint32_t code)
{
	switch (code) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

static void append_code(struct buffer *buffer, uint32_t code, const char *bytes, unsigned size,
                        bool ascii)
{
	bool control = (code < 0x20 && code != '\t' && code != '\n') ||
	               (code >= 0x7F && code < 0xA0);
	bool forbidden = (code >= 0xD800 && code < 0xE000) || code == 0xFFFE || code == 0xFFFF;
	/* these change the direction of all text that follows, including counts and other names */
	bool direction = (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
	if (control || forbidden || direction) {
		code = REPLACEMENT;
		bytes = "\xEF\xBF\xBD";
		size = 3;
	}
	if (code >= 0x80 && ascii)
		buffer_printf(buffer, "&#%u;", (unsigned)code);
	else
		buffer_append(buffer, bytes, size);
}

void escape_text(struct buffer *buffer, const char *text, size_t size, bool ascii)
{
	size_t at = 0;
	while (at < size) {
		size_t run = at;
		while (run < size && is_plain(text[run]))
			run++;
		buffer_append(buffer, text + at, run - at);
		at = run;
		if (at == size)
			break;
		uint32_t code;
		unsigned bytes = utf8_next(text + at, size - at, &code);
		const char *entity = entity_of(code);
		if (entity)
			buffer_text(buffer, entity);
		else
			append_code(buffer, code, text + at, bytes, ascii);
		at += bytes;
	}
}

void escape_from(struct buffer *buffer, size_t from, bool ascii)
{
	while (from < buffer->size && is_plain(buffer->data[from]))
		from++;
	/* at most 8 bytes for each byte: with this room the text does not move */
	size_t size = buffer->size - from, end = buffer->size;
	if (!size || !buffer_room(buffer, 8 * size + 16))
		return;
	escape_text(buffer, buffer->data + from, size, ascii);
	size = buffer->size - end;
	memmove(buffer->data + from, buffer->data + end, size);
	buffer->size = from + size;
}

void escape_comment(struct buffer *buffer, const char *text, size_t size, bool ascii)
{
	char before = '-'; /* the text follows "<!--" */
	for (size_t at = 0; at < size;) {
		uint32_t code;
		unsigned bytes = utf8_next(text + at, size - at, &code);
		if (code == '-' && before == '-')
			buffer_byte(buffer, ' ');
		/* References are not possible here, so other characters than ASCII cannot be
		 * written. */
		if (ascii && code >= 0x80)
			buffer_byte(buffer, '?');
		else
			append_code(buffer, code, text + at, bytes, false);
		before = code == '-' ? '-' : 'x';
		at += bytes;
	}
	if (before == '-')
		buffer_byte(buffer, ' ');
}

bool style_is_color(const char *text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	size_t size = strlen(text);
	if (text[0] == '#')
		return (size == 4 || size == 7) &&
		       strspn(text + 1, "0123456789abcdefABCDEF") == size - 1;
	if (!string_begins(text, "rgb("))
		return size > 0 && strspn(text, letters) == size;
	const char *at = text + 4;
	for (int part = 0; part < 3; part++) {
		at += strspn(at, " ");
		size_t digits = strspn(at, "0123456789");
		if (digits < 1 || digits > 3)
			return false;
		at += digits + strspn(at + digits, " ");
		if (*at++ != (part < 2 ? ',' : ')'))
			return false;
	}
	return *at == '\0';
}

static bool in_font_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == ' ' || c == '-' || c == '_';
}

bool style_is_font(const char *text)
{
	char quote = '\0';
	if (!*text)
		return false;
	for (const char *at = text; *at; at++) {
		if ((*at == '"' || *at == '\'') && (!quote || quote == *at))
			quote = quote ? '\0' : *at;
		else if (!in_font_name(*at) && !(*at == ',' && !quote))
			return false;
	}
	return !quote;
}
