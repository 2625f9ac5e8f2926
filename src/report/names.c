#include "report/names.h"

#include "base/escape.h"

#include <stdint.h>

static void append_plain(struct buffer *text, const char *bytes, size_t size)
{
	static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */
	for (size_t at = 0; at < size;) {
		uint32_t code;
		unsigned length = utf8_next(bytes + at, size - at, &code);
		bool control = code < 0x20 || (code >= 0x7f && code < 0xa0) ||
		               (code >= 0x202a && code <= 0x202e) ||
		               (code >= 0x2066 && code <= 0x2069) || code == 0x2028 ||
		               code == 0x2029 || (code >= 0xd800 && code < 0xe000) ||
		               (code & 0xfffe) == 0xfffe;
		if (control)
			buffer_text(text, replacement);
		else
			buffer_append(text, bytes + at, length);
		at += length;
	}
}

void report_plain(struct buffer *text, const char *bytes, size_t size, size_t most)
{
	size_t count = most ? utf8_count(bytes, size, SIZE_MAX) : 0;
	if (count <= most || most < 4) {
		append_plain(text, bytes, size);
		return;
	}
	/* Names with the same beginning, such as those of templates and packages, differ at their
	 * end. */
	size_t tail = (most - 3) / 2, head = most - 3 - tail;
	size_t from = utf8_prefix(bytes, size, count - tail);
	append_plain(text, bytes, utf8_prefix(bytes, size, head));
	buffer_text(text, "...");
	append_plain(text, bytes + from, size - from);
}
