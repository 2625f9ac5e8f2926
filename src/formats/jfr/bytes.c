#include "formats/jfr/bytes.h"

struct jfr_string jfr_string(struct jfr_bytes *bytes)
{
	struct jfr_string string = {.encoding = (enum jfr_encoding)jfr_big_endian(bytes, 1)};
	const uint8_t *from;
	switch (string.encoding) {
	case JFR_NULL:
	case JFR_EMPTY:
		break;
	case JFR_POOLED:
		string.number = jfr_number(bytes, 8);
		break;
	case JFR_UTF8:
	case JFR_LATIN1:
		string.number = jfr_number(bytes, 4);
		from = bytes->at;
		jfr_pass(bytes, string.number);
		string.bytes = (struct text){(const char *)from, (size_t)(bytes->at - from)};
		break;
	case JFR_UTF16:
		string.number = jfr_number(bytes, 4);
		from = bytes->at;
		if (bytes->compressed)
			jfr_pass_compressed(bytes, string.number);
		else
			jfr_pass(bytes,
			         string.number > UINT32_MAX ? UINT64_MAX : 2 * string.number);
		string.bytes = (struct text){(const char *)from, (size_t)(bytes->at - from)};
		break;
	default:
		bytes->bad = true;
	}
	return string;
}

static void append_character(struct buffer *text, uint32_t c)
{
	if (c < 0x80) {
		buffer_byte(text, (char)c);
	} else if (c < 0x800) {
		buffer_byte(text, (char)(0xc0 | c >> 6));
		buffer_byte(text, (char)(0x80 | (c & 0x3f)));
	} else if (c < 0x10000) {
		buffer_byte(text, (char)(0xe0 | c >> 12));
		buffer_byte(text, (char)(0x80 | (c >> 6 & 0x3f)));
		buffer_byte(text, (char)(0x80 | (c & 0x3f)));
	} else {
		buffer_byte(text, (char)(0xf0 | c >> 18));
		buffer_byte(text, (char)(0x80 | (c >> 12 & 0x3f)));
		buffer_byte(text, (char)(0x80 | (c >> 6 & 0x3f)));
		buffer_byte(text, (char)(0x80 | (c & 0x3f)));
	}
}

/* A surrogate without the other half of its pair becomes U+FFFD. */
static void append_utf16(struct buffer *text, const struct jfr_string *string)
{
	const uint8_t *at = (const uint8_t *)string->bytes.at;
	struct jfr_bytes bytes = {at, at + string->bytes.size, false, false};
	uint32_t high = 0;
	bytes.compressed = string->bytes.size != 2 * string->number;
	for (uint64_t i = 0; i < string->number && !bytes.bad; i++) {
		const uint32_t unit = (uint32_t)jfr_number(&bytes, 2) & 0xffff;
		const bool low = unit >= 0xdc00 && unit < 0xe000;
		if (high && !low)
			append_character(text, 0xfffd);
		if (low)
			append_character(text,
			                 high ? 0x10000 + (high - 0xd800) * 0x400 + unit - 0xdc00
			                      : 0xfffd);
		high = unit >= 0xd800 && unit < 0xdc00 ? unit : 0;
		if (!high && !low)
			append_character(text, unit);
	}
	if (high)
		append_character(text, 0xfffd);
}

void jfr_append(struct buffer *text, const struct jfr_string *string)
{
	if (string->encoding == JFR_UTF16) {
		append_utf16(text, string);
	} else if (string->encoding == JFR_LATIN1) {
		for (size_t i = 0; i < string->bytes.size; i++)
			append_character(text, (unsigned char)string->bytes.at[i]);
	} else if (string->encoding == JFR_UTF8) {
		buffer_append(text, string->bytes.at, string->bytes.size);
	}
}
