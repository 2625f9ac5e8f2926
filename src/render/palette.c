#include "render/palette.h"

#include "render/color_map.h"
#include "render/color_rules.h"
#include "render/escape.h"
#include "render/hues.h"
#include "render/module.h"
#include "render/shades.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What makes a colour: a frame's name and row, and the numbers that the name gives, 0 to 1. */
struct seed {
	struct name name;
	uint32_t depth;
	double first, second;
};

static uint32_t place_of(double number)
{
	return (uint32_t)(number * RAMP_END);
}

static struct color by_viridis(struct seed seed)
{
	return shade_viridis(place_of(seed.first));
}

static struct color by_cividis(struct seed seed)
{
	return shade_cividis(place_of(seed.first));
}

static struct color by_module(struct seed seed)
{
	struct name module = module_of(seed.name);
	return shade_module(module.size ? module_hash(module) : 0, place_of(seed.first));
}

static struct color by_depth(struct seed seed)
{
	return shade_depth(seed.depth, place_of(seed.first));
}

/* The palettes: one hue, a rule that chooses it by the name, or a way of its own. */
static const struct palette_row {
	const char *name;
	const struct hue *hue;
	const struct hue *(*choose)(struct name name);
	struct color (*make)(struct seed seed);
	const char *background;
} rows[] = {
	{"hot", &hue_hot, NULL, NULL, "yellow"},
	{"mem", &hue_mem, NULL, NULL, "green"},
	{"io", &hue_io, NULL, NULL, "blue"},
	{"wakeup", &hue_aqua, NULL, NULL, "blue"},
	{"chain", NULL, hue_of_chain, NULL, "blue"},
	{"java", NULL, hue_of_java, NULL, "yellow"},
	{"js", NULL, hue_of_js, NULL, "yellow"},
	{"perl", NULL, hue_of_perl, NULL, "yellow"},
	{"python", NULL, hue_of_python, NULL, "yellow"},
	{"rust", NULL, hue_of_rust, NULL, "yellow"},
	{"red", &hue_red, NULL, NULL, "grey"},
	{"green", &hue_green, NULL, NULL, "grey"},
	{"blue", &hue_blue, NULL, NULL, "grey"},
	{"aqua", &hue_aqua, NULL, NULL, "grey"},
	{"yellow", &hue_yellow, NULL, NULL, "grey"},
	{"purple", &hue_purple, NULL, NULL, "grey"},
	{"orange", &hue_orange, NULL, NULL, "grey"},
	{"viridis", NULL, NULL, by_viridis, "grey"},
	{"cividis", NULL, NULL, by_cividis, "grey"},
	{"by-module", NULL, NULL, by_module, "grey"},
	{"by-depth", NULL, NULL, by_depth, "grey"},
};
enum { ROWS = sizeof rows / sizeof *rows };

struct palette {
	const struct palette_row *row;
	enum palette_source source;
	uint64_t random;          /* state of the generator */
	bool remember;            /* --cp ... */
	struct color_map colors;  /* ... what it remembers */
	struct color_rules rules; /* before all else */
};

static const struct palette_row *row_find(const char *name)
{
	for (size_t i = 0; i < ROWS; i++)
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
	return NULL;
}

enum status palette_open(const char *name, enum palette_source source, struct palette **palette,
                         struct error *err)
{
	const struct palette_row *row = row_find(name);
	*palette = NULL;
	if (!row) {
		char names[256];
		size_t size = 0;
		for (size_t i = 0; i < ROWS && size < sizeof names; i++)
			size += (size_t)snprintf(names + size, sizeof names - size, " %s",
			                         rows[i].name);
		return error_set(err, STATUS_FAILED, "unknown palette \"%s\"; there are:%s", name,
		                 names);
	}
	*palette = malloc(sizeof **palette);
	if (!*palette)
		return error_no_memory(err);
	**palette = (struct palette){.row = row, .source = source, .random = 1};
	return STATUS_OK;
}

const char *palette_background(const char *name)
{
	const struct palette_row *row = row_find(name);
	return row ? row->background : "yellow";
}

/* The next state of drand48's generator. */
static uint64_t random_step(uint64_t state)
{
	return (state * 0x5DEECE66DU + 0xB) & 0xFFFFFFFFFFFF;
}

static double fraction(uint64_t state)
{
	return (double)state / (double)(UINT64_C(1) << 48);
}

static double by_sum(struct name name)
{
	uint32_t sum = 0;
	for (size_t at = 0; at < name.size;) {
		uint32_t code;
		at += utf8_next(name.text + at, name.size - at, &code);
		sum += code >= 0xDC80 && code <= 0xDCFF ? code & 0xFF : code;
	}
	return fraction(random_step(((uint64_t)sum << 16) + 0x330E));
}

/* A weighted hash of the characters at the front, most of the first. */
static double by_front(const uint32_t *codes, size_t count)
{
	double vector = 0, weight = 1, max = 1;
	size_t at = 0;
	for (size_t i = 1; i < count; i++) {
		if (codes[i] == '`') {
			at = i + 1;
			break;
		}
	}
	for (uint32_t mod = 10; mod <= 12 && at < count; mod++) {
		vector += (double)(codes[at++] % mod) / (mod - 1) * weight;
		max += weight;
		weight *= 0.70;
	}
	return 1 - vector / max;
}

/* Without memory the colour is that of a name without characters. */
static void by_hash(struct name name, double *first, double *second)
{
	uint32_t *codes = malloc((name.size + 1) * sizeof *codes);
	size_t count = 0;
	for (size_t at = 0; codes && at < name.size; count++)
		at += utf8_next(name.text + at, name.size - at, &codes[count]);
	*first = by_front(codes, count);
	for (size_t i = 0; i < count / 2; i++) {
		uint32_t code = codes[i];
		codes[i] = codes[count - 1 - i];
		codes[count - 1 - i] = code;
	}
	*second = by_front(codes, count);
	free(codes);
}

static uint8_t channel_value(struct channel channel, double first, double second)
{
	return (uint8_t)(channel.base + (int)(channel.span * (channel.second ? second : first)));
}

static struct color make_color(struct palette *palette, struct name name, uint32_t depth)
{
	struct seed seed = {.name = name, .depth = depth};
	if (palette->source == COLOR_BY_HASH) {
		by_hash(name, &seed.first, &seed.second);
	} else if (palette->source == COLOR_RANDOM) {
		seed.first = fraction(palette->random = random_step(palette->random));
		seed.second = fraction(palette->random = random_step(palette->random));
	} else {
		seed.first = seed.second = by_sum(name);
	}
	const struct palette_row *row = palette->row;
	if (row->make)
		return row->make(seed);
	const struct hue *hue = row->choose ? row->choose(name) : row->hue;
	return (struct color){channel_value(hue->red, seed.first, seed.second),
	                      channel_value(hue->green, seed.first, seed.second),
	                      channel_value(hue->blue, seed.first, seed.second)};
}

struct color palette_color_at(struct palette *palette, const char *name, size_t size,
                              uint32_t depth)
{
	struct color color;
	if (size <= 2 && size > 0 && memcmp(name, "--", size) == 0)
		return size == 2 ? (struct color){160, 160, 160} : (struct color){200, 200, 200};
	if (size > 0 && color_rules_find(&palette->rules, name, size, &color))
		return color;
	if (palette->remember) {
		const struct color *known = color_map_find(&palette->colors, name, size);
		if (known)
			return *known;
	}
	color = make_color(palette, (struct name){name, size}, depth);
	if (palette->remember)
		color_map_set(&palette->colors, name, size, color);
	return color;
}

struct color palette_color(struct palette *palette, const char *name, size_t size)
{
	return palette_color_at(palette, name, size, 0);
}

bool palette_is_stable(const struct palette *palette)
{
	return palette->remember ||
	       (palette->source != COLOR_RANDOM && palette->row->make != by_depth);
}

enum status palette_add_rule(struct palette *palette, const char *rule, struct error *err)
{
	return color_rules_add(&palette->rules, rule, err);
}

const char *palette_failure(const struct palette *palette)
{
	return color_rules_failure(&palette->rules);
}

enum status palette_read(struct palette *palette, const char *path, struct error *err)
{
	palette->remember = true;
	return color_map_read(&palette->colors, path, err);
}

enum status palette_write(const struct palette *palette, const char *path, struct error *err)
{
	return color_map_write(&palette->colors, path, err);
}

void palette_close(struct palette *palette)
{
	if (!palette)
		return;
	color_map_free(&palette->colors);
	color_rules_free(&palette->rules);
	free(palette);
}
