#include "base/display.h"

#include "base/escape.h"

#include <stdint.h>

struct range {
	uint32_t first, last;
};

/* clang-format off */

/* The characters that Unicode calls wide or fullwidth; blocks of emoji are included whole. */
static const struct range wide[] = {
	{0x1100, 0x115f}, {0x231a, 0x231b}, {0x2329, 0x232a}, {0x23e9, 0x23ec}, {0x23f0, 0x23f0},
	{0x23f3, 0x23f3}, {0x25fd, 0x25fe}, {0x2614, 0x2615}, {0x2648, 0x2653}, {0x267f, 0x267f},
	{0x2693, 0x2693}, {0x26a1, 0x26a1}, {0x26aa, 0x26ab}, {0x26bd, 0x26be}, {0x26c4, 0x26c5},
	{0x26ce, 0x26ce}, {0x26d4, 0x26d4}, {0x26ea, 0x26ea}, {0x26f2, 0x26f3}, {0x26f5, 0x26f5},
	{0x26fa, 0x26fa}, {0x26fd, 0x26fd}, {0x2705, 0x2705}, {0x270a, 0x270b}, {0x2728, 0x2728},
	{0x274c, 0x274c}, {0x274e, 0x274e}, {0x2753, 0x2755}, {0x2757, 0x2757}, {0x2795, 0x2797},
	{0x27b0, 0x27b0}, {0x27bf, 0x27bf}, {0x2b1b, 0x2b1c}, {0x2b50, 0x2b50}, {0x2b55, 0x2b55},
	{0x2e80, 0x303e}, {0x3041, 0x33ff}, {0x3400, 0x4dbf}, {0x4e00, 0xa4cf}, {0xa960, 0xa97f},
	{0xac00, 0xd7a3}, {0xf900, 0xfaff}, {0xfe10, 0xfe19}, {0xfe30, 0xfe6f}, {0xff01, 0xff60},
	{0xffe0, 0xffe6}, {0x16fe0, 0x18cff}, {0x1aff0, 0x1b2ff}, {0x1f004, 0x1f004},
	{0x1f0cf, 0x1f0cf}, {0x1f18e, 0x1f18e}, {0x1f191, 0x1f19a}, {0x1f200, 0x1f64f},
	{0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd},
};

/* Marks that combine with the character before them, and format characters. */
static const struct range none[] = {
	{0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x0610, 0x061a}, {0x064b, 0x065f},
	{0x1160, 0x11ff}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x200b, 0x200f}, {0x2060, 0x2064},
	{0x20d0, 0x20f0}, {0x302a, 0x302d}, {0x3099, 0x309a}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f},
	{0xfeff, 0xfeff}, {0xe0100, 0xe01ef},
};

/* clang-format on */

static bool has(const struct range *ranges, size_t count, uint32_t code)
{
	size_t low = 0, high = count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (ranges[middle].last < code)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && ranges[low].first <= code;
}

static size_t width_of(uint32_t code)
{
	if (code < 0x300)
		return 1;
	if (has(none, sizeof none / sizeof *none, code))
		return 0;
	return has(wide, sizeof wide / sizeof *wide, code) ? 2 : 1;
}

size_t display_width(const char *text, size_t size, size_t most)
{
	return utf8_width(text, size, most, width_of);
}

size_t display_prefix(const char *text, size_t size, size_t room)
{
	return utf8_fit(text, size, room, width_of);
}

size_t display_suffix(const char *text, size_t size, size_t room)
{
	size_t width = display_width(text, size, SIZE_MAX), at = 0;
	while (at < size && width > room) {
		uint32_t code;
		at += utf8_next(text + at, size - at, &code);
		width -= width_of(code);
	}
	/* do not begin with a mark whose character was cut off */
	for (uint32_t code; at < size; at += utf8_next(text + at, size - at, &code)) {
		(void)utf8_next(text + at, size - at, &code);
		if (width_of(code))
			break;
	}
	return at;
}
