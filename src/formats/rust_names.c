#include "formats/rust_names.h"

enum { HASH_DIGITS = 16 };

static const char hash_begin[] = "::h";

static bool has_hash(struct text name)
{
	const size_t size = HASH_DIGITS + strlen(hash_begin);
	if (name.size <= size || memcmp(name.at + name.size - size, hash_begin, 3) != 0)
		return false;
	for (size_t i = name.size - HASH_DIGITS; i < name.size; i++)
		if (!is_hex_digit(name.at[i]))
			return false;
	return true;
}

/* "$u7b$" in hexadecimal, for ASCII characters. Returns its size, 0: it is not one. */
static size_t read_code(struct text text, char *character)
{
	unsigned code = 0;
	size_t at = 2;
	if (!text_begins(text, "$u"))
		return 0;
	for (; at < text.size && at < 6 && is_hex_digit(text.at[at]); at++) {
		const char digit = (char)(text.at[at] | 0x20);
		code = code * 16 + (unsigned)(is_digit(digit) ? digit - '0' : digit - 'a' + 10);
	}
	*character = (char)code;
	return at > 2 && at < text.size && text.at[at] == '$' && code >= 0x20 && code < 0x7f
	               ? at + 1
	               : 0;
}

/* An escape at the beginning of text; returns its size, 0: there is none. */
static size_t read_escape(struct text text, char *character)
{
	static const struct {
		const char *escape;
		char character;
	} escapes[] = {
		{"$LT$", '<'}, {"$GT$", '>'}, {"$RF$", '&'}, {"$BP$", '*'},
		{"$LP$", '('}, {"$RP$", ')'}, {"$C$", ','},  {"$SP$", '@'},
	};
	for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++)
		if (text_begins(text, escapes[i].escape)) {
			*character = escapes[i].character;
			return strlen(escapes[i].escape);
		}
	return read_code(text, character);
}

bool rust_name_append(struct buffer *to, struct text name)
{
	if (!has_hash(name))
		return false;
	name.size -= HASH_DIGITS + strlen(hash_begin);
	if (text_begins(name, "_$"))
		name = text_from(name, 1);
	while (name.size) {
		char character = *name.at;
		size_t size = character == '$' ? read_escape(name, &character) : 0;
		if (text_begins(name, "..")) {
			buffer_text(to, "::");
			size = 2;
		} else {
			buffer_byte(to, character);
		}
		name = text_from(name, size ? size : 1);
	}
	return true;
}
