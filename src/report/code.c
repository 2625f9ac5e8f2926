#include "report/code.h"

#include "report/names.h"

#include <string.h>

void report_code(struct buffer *text, const char *bytes, size_t size, size_t most)
{
	struct buffer plain = {0};
	report_plain(&plain, bytes, size, most);
	bool bare = plain.size && plain.data[0] != ' ' && plain.data[plain.size - 1] != ' ';
	for (size_t i = 0; bare && i < plain.size; i++)
		bare = !strchr("`|\\", plain.data[i]);
	if (bare) {
		buffer_byte(text, '`');
		buffer_append(text, plain.data, plain.size);
		buffer_byte(text, '`');
	} else {
		buffer_text(text, "<code>");
		for (size_t i = 0; i < plain.size; i++) {
			unsigned char c = (unsigned char)plain.data[i];
			bool sign = c < 0x80 && !(c >= '0' && c <= '9') &&
			            !((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
			if (sign)
				buffer_printf(text, "&#%u;", c);
			else
				buffer_byte(text, (char)c);
		}
		buffer_text(text, "</code>");
	}
	text->failed |= plain.failed;
	buffer_free(&plain);
}
