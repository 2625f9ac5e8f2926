#include "render/text_width.h"

#include "base/escape.h"

/* Widths of the characters from blank to tilde, rounded up. */
static const unsigned char ascii[] = {
	32, 41, 46, 84, 64, 96, 78, 28, 40, 40, 50, 84, 32, 37,  32, 34, 64, 64, 64,
	64, 64, 64, 64, 64, 64, 64, 34, 34, 84, 84, 84, 54, 100, 69, 69, 70, 78, 64,
	58, 78, 76, 30, 30, 66, 56, 87, 75, 79, 61, 79, 70, 64,  62, 74, 69, 99, 69,
	62, 69, 40, 34, 40, 84, 50, 50, 62, 64, 55, 64, 62, 36,  64, 64, 28, 28, 58,
	28, 98, 64, 62, 64, 64, 42, 53, 40, 64, 60, 82, 60, 60,  53, 64, 34, 64, 84,
};

/* For other characters, the widest that is common in names: Latin, then Greek and Cyrillic, then
 * all others. */
static size_t width_of(uint32_t code)
{
	if (code >= ' ' && code < ' ' + sizeof ascii)
		return ascii[code - ' '];
	return code < 0x300 ? 70 : code < 0x1100 ? 110 : 103;
}

size_t text_width(const char *text, size_t size, size_t most)
{
	return utf8_width(text, size, most, width_of);
}

size_t text_width_prefix(const char *text, size_t size, size_t room)
{
	return utf8_fit(text, size, room, width_of);
}
