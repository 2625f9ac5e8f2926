#include "palette/palette.h"

#include "palette/color_map.h"
#include "palette/color_rules.h"
#include "base/escape.h"
#include "palette/hues.h"
#include "names/module.h"
#include "palette/shades.h"
#include "read/wall.h"
#include "store/annotation.h"
#include "store/origins.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Input for a colour: a frame's name, module and row, and numbers from 0 to 1 that are computed
 * from the name. */
struct seed {
	struct name name;
	struct name module;
	unsigned wall;
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
	return shade_module(seed.module.size ? module_hash(seed.module) : 0, place_of(seed.first));
}

/* Whether the module is the kernel, or a library that every program uses. */
static enum calm_part part_of(struct name module)
{
	static const char *const runtime[] = {"libc.so", "libc-",      "ld-linux",  "ld-2.",
	                                      "libm.so", "libpthread", "libstdc++", "libgcc_s"};
	if (module.size == 6 && memcmp(module.text, "kernel", 6) == 0)
		return CALM_KERNEL;
	for (size_t i = 0; i < sizeof runtime / sizeof *runtime; i++) {
		size_t size = strlen(runtime[i]);
		if (module.size >= size && memcmp(module.text, runtime[i], size) == 0)
			return CALM_RUNTIME;
	}
	return CALM_MODULE;
}

static struct color by_calm(struct seed seed)
{
	return shade_calm(part_of(seed.module), seed.module.size ? module_hash(seed.module) : 0,
	                  place_of(seed.first));
}

/* Warm on the CPU, blue off the CPU, by the state; other frames, such as a process, are grey. */
static struct color by_wall(struct seed seed)
{
	static const struct {
		uint8_t base[3], span[3];
	} hues[WALL_MARKS + 1] = {
		{{225, 225, 225}, {10, 10, 10}},
		[1 + OFF_PREEMPTED] = {{190, 165, 235}, {20, 20, 15}},
		[1 + OFF_RUNNABLE] = {{120, 200, 205}, {25, 20, 20}},
		[1 + OFF_SLEEP] = {{105, 160, 230}, {30, 30, 20}},
		[1 + OFF_DISK] = {{125, 125, 225}, {20, 25, 20}},
		[1 + OFF_IDLE] = {{190, 205, 220}, {15, 15, 15}},
		[1 + OFF_STOPPED] = {{160, 170, 190}, {15, 15, 15}},
		[1 + OFF_OTHER] = {{140, 175, 205}, {20, 20, 20}},
		[1 + WALL_ON_CPU] = {{235, 130, 40}, {20, 100, 40}},
		[1 + WALL_OFF_CPU] = {{105, 160, 230}, {30, 30, 20}},
	};
	uint8_t channels[3];
	for (size_t i = 0; i < 3; i++)
		channels[i] = (uint8_t)(hues[seed.wall].base[i] +
		                        (int)(hues[seed.wall].span[i] * seed.first));
	return (struct color){channels[0], channels[1], channels[2]};
}

static struct color by_depth(struct seed seed)
{
	return shade_depth(seed.depth, place_of(seed.first));
}

/* The palettes: one hue, a rule that chooses it by the frame's name and facts, or a function of its
 * own. */
static const struct palette_row {
	const char *name;
	const struct hue *hue;
	const struct hue *(*choose)(struct name name, char mark);
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
	{"calm", NULL, NULL, by_calm, "grey"},
	{"wall", NULL, NULL, by_wall, "grey"},
};
enum { ROWS = sizeof rows / sizeof *rows };

/* Advice if no frame got one of the rule's special hues; for by-module, if there were not two
 * modules. */
#define KNOWN_FROM                                                                                 \
	"perf.data, perf script text, or folded text that fold-stacks wrote without --plain"
static const struct advice {
	const char *palette;
	const struct hue *sought[3];
	const char *text;
} advices[] = {
	{"chain",
         {&hue_aqua, NULL},
         "no stack has a frame \"--\" between a sleeper and its waker: fold with --wakers"},
	{"java",
         {&hue_green, &hue_aqua, &hue_orange}, /* the kernel counts as a module */
         "no frame is recognized as Java code: run java with -XX:+PreserveFramePointer, write a "
         "perf "
         "map "
         "(jcmd PID Compiler.perfmap), and draw " KNOWN_FROM},
	{"js",
         {&hue_green, &hue_aqua},
         "no frame is recognized as JavaScript: run node with --perf-basic-prof, and "
         "draw " KNOWN_FROM},
	{"perl", {&hue_green, NULL}, "no frame's name contains \"Perl\" or \".pl\""},
	{"python",
         {&hue_aqua, &hue_yellow},
         "no frame is of Python's library or of an installed package: names need paths, as py-spy "
         "record --full-filenames writes them"},
	{"rust",
         {&hue_aqua, &hue_orange},
         "no frame's name has a path such as core::fmt::write: Rust programs need their "
         "symbols"},
	{"wall",
         {NULL, NULL},
         "no frame such as [on-cpu] or [sleep] marks time on and off the CPU: fold "
         "with "
         "--wall"},
	{"by-module", {NULL, NULL}, "all frames seem to be of one module; draw " KNOWN_FROM},
};

struct palette {
	const struct palette_row *row;
	const struct advice *advice; /* NULL: the palette distinguishes nothing */
	enum palette_source source;
	uint64_t random;          /* state of the generator */
	bool remember;            /* --cp ... */
	struct color_map colors;  /* ... the colours that it remembers */
	struct color_rules rules; /* used before anything else */
	bool asked;               /* the colour of a frame was requested ... */
	bool found;               /* ... and one was of a kind that the palette distinguishes */
	unsigned module;          /* the hash of the first module, 0: none so far */
};

static const struct palette_row *row_find(const char *name)
{
	for (size_t i = 0; i < ROWS; i++)
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
	return NULL;
}

const char *palette_name(size_t index)
{
	return index < ROWS ? rows[index].name : NULL;
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
	for (size_t i = 0; i < sizeof advices / sizeof *advices; i++)
		if (strcmp(advices[i].palette, name) == 0)
			(*palette)->advice = &advices[i];
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

/* A weighted hash of the first characters; the first one has the largest weight. */
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

/* Without memory, the colour is that of an empty name. */
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

/* Notes whether a frame is of a kind that the palette distinguishes. */
static void note(struct palette *palette, const struct hue *hue, struct name module)
{
	const struct hue *const *sought = palette->advice->sought;
	unsigned hash = module.size ? module_hash(module) : 0;
	palette->asked = true;
	palette->found = palette->found ||
	                 (hue && (hue == sought[0] || hue == sought[1] || hue == sought[2]));
	if (palette->row->make != by_module || !hash)
		return;
	palette->found = palette->found || (palette->module && palette->module != hash);
	palette->module = hash;
}

/* The kind of a frame, as the letter of an annotation. */
static char mark_of(struct name name, unsigned kind)
{
	char mark = annotation_of(name.text, name.size);
	return (char)(mark                     ? mark
	              : kind == ORIGIN_KERNEL  ? 'k'
	              : kind == ORIGIN_JIT     ? 'j'
	              : kind == ORIGIN_INLINED ? 'i'
	                                       : 0);
}

static struct name module_named(const struct palette_row *row, const struct palette_frame *frame)
{
	if (row->make != by_module && row->make != by_calm)
		return (struct name){0};
	return module_known((struct name){frame->name, frame->size},
	                    (struct name){frame->module, frame->module_size},
	                    frame->kind == ORIGIN_KERNEL);
}

struct name palette_meaning(const struct palette *palette, const struct palette_frame *frame)
{
	if (palette->row->make != by_wall || !frame->wall)
		return module_named(palette->row, frame);
	const char *state = wall_word(frame->wall - 1);
	return (struct name){state, strlen(state)};
}

unsigned palette_hue(const struct palette *palette, struct color color)
{
	return palette->row->make == by_calm ? shade_calm_hue(color) : 0;
}

static struct color make_color(struct palette *palette, const struct palette_frame *frame)
{
	const struct palette_row *row = palette->row;
	struct name name = {frame->name, frame->size};
	struct seed seed = {.name = name, .depth = frame->depth, .wall = frame->wall};
	if (palette->source == COLOR_BY_HASH) {
		by_hash(name, &seed.first, &seed.second);
	} else if (palette->source == COLOR_RANDOM) {
		seed.first = fraction(palette->random = random_step(palette->random));
		seed.second = fraction(palette->random = random_step(palette->random));
	} else {
		seed.first = seed.second = by_sum(name);
	}
	const struct hue *hue = row->choose ? row->choose(name, mark_of(name, frame->kind))
	                                    : row->hue;
	seed.module = module_named(row, frame);
	if (palette->advice && name.size)
		note(palette, hue, seed.module);
	palette->found = palette->found || frame->wall;
	if (row->make)
		return row->make(seed);
	return (struct color){channel_value(hue->red, seed.first, seed.second),
	                      channel_value(hue->green, seed.first, seed.second),
	                      channel_value(hue->blue, seed.first, seed.second)};
}

struct color palette_color_of(struct palette *palette, const struct palette_frame *frame)
{
	const char *name = frame->name;
	size_t size = frame->size;
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
	color = make_color(palette, frame);
	if (palette->remember)
		color_map_set(&palette->colors, name, size, color);
	return color;
}

struct color palette_color_at(struct palette *palette, const char *name, size_t size,
                              uint32_t depth)
{
	const struct palette_frame frame = {.name = name, .size = size, .depth = depth};
	return palette_color_of(palette, &frame);
}

struct color palette_color(struct palette *palette, const char *name, size_t size)
{
	return palette_color_at(palette, name, size, 0);
}

bool palette_pair(const struct palette *palette, size_t index, struct color_pair *pair)
{
	return palette->row->make == by_calm && shade_calm_pair(index, pair);
}

bool palette_asks_wall(const struct palette *palette)
{
	return palette->row->make == by_wall;
}

bool palette_asks_origin(const struct palette *palette)
{
	const struct palette_row *row = palette->row;
	return row->make == by_module || row->make == by_calm || row->choose == hue_of_java ||
	       row->choose == hue_of_js || row->choose == hue_of_perl;
}

const char *palette_advice(const struct palette *palette)
{
	return palette->asked && !palette->found ? palette->advice->text : NULL;
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
