#include "palette/color.h"

#include "base/escape.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct {
	const char *name;
	struct color color;
} names[] = {
	{"aqua", {0, 255, 255}},     {"black", {0, 0, 0}},       {"blue", {0, 0, 255}},
	{"brown", {165, 42, 42}},    {"cyan", {0, 255, 255}},    {"fuchsia", {255, 0, 255}},
	{"gray", {128, 128, 128}},   {"green", {0, 128, 0}},     {"grey", {128, 128, 128}},
	{"lime", {0, 255, 0}},       {"magenta", {255, 0, 255}}, {"maroon", {128, 0, 0}},
	{"navy", {0, 0, 128}},       {"olive", {128, 128, 0}},   {"orange", {255, 165, 0}},
	{"pink", {255, 192, 203}},   {"purple", {128, 0, 128}},  {"red", {255, 0, 0}},
	{"silver", {192, 192, 192}}, {"teal", {0, 128, 128}},    {"white", {255, 255, 255}},
	{"yellow", {255, 255, 0}},
};

static bool parse_name(const char *text, struct color *color)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (strcasecmp(text, names[i].name) == 0) {
			*color = names[i].color;
			return true;
		}
	}
	return false;
}

/* text is # and three or six digits. */
static struct color parse_digits(const char *text)
{
	unsigned long value = strtoul(text + 1, NULL, 16);
	if (strlen(text) == 7)
		return (struct color){(uint8_t)(value >> 16), (uint8_t)(value >> 8),
		                      (uint8_t)value};
	return (struct color){(uint8_t)((value >> 8) * 17), (uint8_t)((value >> 4 & 15) * 17),
	                      (uint8_t)((value & 15) * 17)};
}

bool color_parse(const char *text, struct color *color)
{
	if (!style_is_color(text))
		return false;
	if (text[0] == '#') {
		*color = parse_digits(text);
		return true;
	}
	if (strncmp(text, "rgb(", 4) != 0)
		return parse_name(text, color);
	unsigned long parts[3];
	char *end = (char *)(uintptr_t)text + 3;
	for (int i = 0; i < 3; i++) {
		parts[i] = strtoul(end + 1, &end, 10);
		end += strspn(end, " ");
		if (parts[i] > 255)
			return false;
	}
	*color = (struct color){(uint8_t)parts[0], (uint8_t)parts[1], (uint8_t)parts[2]};
	return true;
}

static uint8_t mix(uint8_t from, uint8_t to, uint32_t share)
{
	return (uint8_t)((from * (RAMP_END - share) + to * share + RAMP_END / 2) / RAMP_END);
}

struct color color_mix(struct color from, struct color to, uint32_t share)
{
	return (struct color){mix(from.red, to.red, share), mix(from.green, to.green, share),
	                      mix(from.blue, to.blue, share)};
}

struct color ramp_at(const struct ramp *ramp, uint32_t place)
{
	uint64_t at = (uint64_t)place * (ramp->count - 1);
	uint64_t stop = at / RAMP_END;
	if (stop >= ramp->count - 1)
		return ramp->stops[ramp->count - 1];
	return color_mix(ramp->stops[stop], ramp->stops[stop + 1], (uint32_t)(at % RAMP_END));
}

void color_append_hex(struct buffer *out, struct color color)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned parts[] = {color.red, color.green, color.blue};
	buffer_byte(out, '#');
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		buffer_byte(out, digits[parts[i] >> 4 & 15]);
		buffer_byte(out, digits[parts[i] & 15]);
	}
}
