#include "base/json.h"

#include "base/escape.h"

void json_append_string(struct buffer *text, const char *bytes, size_t size)
{
	buffer_byte(text, '"');
	for (size_t at = 0; at < size;) {
		uint32_t code;
		unsigned length = utf8_next(bytes + at, size - at, &code);
		if (code == '"' || code == '\\') {
			buffer_byte(text, '\\');
			buffer_byte(text, (char)code);
		} else if (code < 0x20 || (code >= 0x7f && code < 0xa0)) {
			buffer_printf(text, "\\u%04x", (unsigned)code);
		} else if (code >= 0xd800 && code < 0xe000) {
			buffer_text(text, "\\ufffd"); /* not UTF-8 */
		} else {
			buffer_append(text, bytes + at, length);
		}
		at += length;
	}
	buffer_byte(text, '"');
}
