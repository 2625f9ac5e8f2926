#include "palette/shades.h"

#include <math.h>
#include <string.h>

enum {
	WHEEL = 32,      /* colours of modules */
	DEPTH_ROWS = 32, /* from one end of the ramp to the other */
};

/* Viridis and cividis, every 28th or 29th of their 256 colours. */
static const struct color viridis[] = {
	{68, 1, 84},    {72, 40, 120},  {62, 74, 137},  {49, 104, 142}, {38, 130, 142},
	{31, 158, 137}, {53, 183, 121}, {109, 205, 89}, {180, 222, 44}, {253, 231, 37},
};
static const struct color cividis[] = {
	{0, 32, 77},     {0, 51, 111},    {57, 72, 107},   {87, 92, 109},  {112, 113, 115},
	{138, 135, 121}, {166, 157, 117}, {196, 181, 108}, {228, 207, 91}, {255, 234, 70},
};

/* 16 hues at even distances in OKLCH, darker and lighter ones: lightness 0.72 and 0.82, chroma 0.12
 * and 0.10 (less at the limits of sRGB). */
static const struct color wheel[WHEEL] = {
	{230, 132, 133}, {227, 138, 102}, {216, 148, 77},  {196, 159, 65},  {169, 171, 74},
	{135, 180, 100}, {96, 187, 131},  {52, 189, 164},  {20, 187, 194},  {52, 181, 219},
	{94, 172, 235},  {131, 161, 240}, {164, 151, 234}, {190, 142, 219}, {211, 135, 194},
	{224, 131, 165}, {254, 170, 169}, {252, 175, 144}, {241, 183, 126}, {224, 192, 118},
	{200, 202, 124}, {171, 210, 143}, {142, 216, 168}, {118, 218, 195}, {107, 216, 222},
	{117, 211, 243}, {143, 203, 254}, {170, 195, 255}, {195, 186, 254}, {218, 177, 243},
	{237, 172, 222}, {249, 169, 196},
};
static const struct color no_module = {196, 190, 182};

/* In OKLCH: lightness 0.87 to 0.72, hue 95 over 0 to 260 degrees. */
static const struct color depths[] = {
	{236, 212, 120}, {254, 193, 119}, {255, 180, 145}, {255, 167, 164}, {248, 156, 188},
	{226, 154, 214}, {197, 156, 232}, {162, 160, 240}, {122, 165, 236},
};

#define COUNT(array) (sizeof(array) / sizeof *(array))
static const struct ramp viridis_ramp = {viridis, COUNT(viridis)};
static const struct ramp cividis_ramp = {cividis, COUNT(cividis)};
static const struct ramp depth_ramp = {depths, COUNT(depths)};

static const struct color white = {255, 255, 255};

/* The lighter part of a ramp, with white mixed in: black text is readable on less than half of the
 * original ramp, and large graphs would glare. */
static struct color softened(const struct ramp *ramp, uint32_t place)
{
	const uint32_t least = RAMP_END * 3 / 10, share = RAMP_END * 3 / 10;
	uint64_t span = RAMP_END - least;
	struct color color = ramp_at(ramp, least + (uint32_t)(span * place / RAMP_END));
	return color_mix(color, white, share);
}

struct color shade_viridis(uint32_t place)
{
	return softened(&viridis_ramp, place);
}

struct color shade_cividis(uint32_t place)
{
	return softened(&cividis_ramp, place);
}

/* A little lighter, depending on the place. */
static struct color lighter(struct color color, uint32_t place)
{
	return color_mix(color, white, place / 4);
}

struct color shade_module(unsigned hash, uint32_t place)
{
	return lighter(hash ? wheel[hash % WHEEL] : no_module, place);
}

/* Chosen so that readers with deuteranopia and protanopia can also distinguish any two of a page:
 * the simulated distance in OKLab is at least 0.08 between light colours, and 0.068 between dark
 * ones. Black text has a contrast of at least 7 on the light ones, white text of at least 5 on the
 * dark ones. */
static const struct color_pair calm_modules[] = {
	{{254, 235, 114}, {103, 116, 75}},  /* yellow, olive */
	{{245, 161, 146}, {121, 36, 41}},   /* salmon, dark red */
	{{182, 240, 190}, {57, 98, 83}},    /* green */
	{{211, 133, 178}, {129, 102, 134}}, /* pink, mauve */
	{{105, 211, 203}, {3, 73, 87}},     /* teal, petrol */
	{{190, 157, 86}, {173, 84, 5}},     /* tan, rust */
	{{154, 188, 255}, {65, 47, 155}},   /* light blue, indigo */
};
static const struct color_pair calm_none = {{253, 193, 118}, {133, 67, 1}}; /* amber, brown */
static const struct color_pair calm_parts[] = {
	[CALM_KERNEL] = {{166, 146, 234}, {123, 85, 186}}, /* violet */
	[CALM_RUNTIME] = {{182, 228, 252}, {55, 85, 134}}, /* sky blue, slate blue */
};

/* Functions of one module have different levels of lightness, beginning with the colour itself:
 * lighter on a light page, darker on a dark one. */
enum { CALM_LEVELS = 4 };
static const struct color dark_page = {23, 25, 30};

static struct color_pair calm_level(struct color_pair pair, uint32_t level)
{
	const uint32_t share = RAMP_END * 7 / 100 * level;
	return (struct color_pair){color_mix(pair.light, white, share),
	                           color_mix(pair.dark, dark_page, share)};
}

struct color shade_calm(enum calm_part part, unsigned hash, uint32_t place)
{
	struct color_pair pair = part != CALM_MODULE ? calm_parts[part]
	                         : hash              ? calm_modules[hash % COUNT(calm_modules)]
	                                             : calm_none;
	uint32_t level = place / (RAMP_END / CALM_LEVELS);
	return calm_level(pair, level < CALM_LEVELS ? level : CALM_LEVELS - 1).light;
}

bool shade_calm_pair(size_t index, struct color_pair *pair)
{
	size_t hue = index / CALM_LEVELS;
	if (hue >= COUNT(calm_modules) + 3)
		return false;
	*pair = calm_level(hue < COUNT(calm_modules)        ? calm_modules[hue]
	                   : hue == COUNT(calm_modules)     ? calm_none
	                   : hue == COUNT(calm_modules) + 1 ? calm_parts[CALM_KERNEL]
	                                                    : calm_parts[CALM_RUNTIME],
	                   (uint32_t)(index % CALM_LEVELS));
	return true;
}

unsigned shade_calm_hue(struct color color)
{
	struct color_pair pair;
	for (size_t i = 0; shade_calm_pair(i, &pair); i++)
		if (pair.light.red == color.red && pair.light.green == color.green &&
		    pair.light.blue == color.blue)
			return 1 + (unsigned)(i / CALM_LEVELS);
	return 0;
}

struct color shade_depth(uint32_t depth, uint32_t place)
{
	uint32_t row = depth % (2 * DEPTH_ROWS);
	row = row > DEPTH_ROWS ? 2 * DEPTH_ROWS - row : row;
	return lighter(ramp_at(&depth_ramp, row * (RAMP_END / DEPTH_ROWS)), place);
}

/* Two hues, each from its full colour to the pale one of the smallest difference. */
struct difference_ends {
	struct color more, more_pale, less, less_pale;
};

struct difference_hues {
	const char *name;
	unsigned steps; /* steps of strength; 0: continuous */
	struct difference_ends light;
	struct difference_ends dark; /* colours of the steps, if there are any */
};

static const struct difference_hues differences[] = {
	{.name = "red-blue", .light = {{255, 0, 0}, {255, 210, 210}, {0, 0, 255}, {210, 210, 255}}},
	{.name = "blue-orange",
         .light = {{235, 120, 0}, {255, 228, 196}, {64, 150, 222}, {204, 228, 250}}},
};

/* In the same order. */
enum { CALM_STEPS = 12 };
static const struct difference_hues calm_differences[] = {
	{"red-blue",
         CALM_STEPS,
         {{214, 69, 60}, {252, 228, 224}, {66, 119, 207}, {224, 234, 251}},
         {{200, 60, 52}, {80, 52, 54}, {38, 108, 196}, {44, 60, 86}}},
	{"blue-orange",
         CALM_STEPS,
         {{226, 124, 36}, {255, 236, 216}, {78, 146, 214}, {222, 236, 250}},
         {{176, 92, 10}, {78, 62, 44}, {38, 108, 196}, {44, 60, 86}}},
};
static const struct color dark_same = {51, 56, 65};

const struct difference_hues *difference_hues_find(const char *name)
{
	for (size_t i = 0; i < COUNT(differences); i++)
		if (strcmp(differences[i].name, name) == 0)
			return &differences[i];
	return NULL;
}

const char *difference_hues_name(size_t index)
{
	return index < COUNT(differences) ? differences[index].name : NULL;
}

const struct difference_hues *difference_hues_calm(const struct difference_hues *hues)
{
	return &calm_differences[hues ? hues - differences : 0];
}

unsigned difference_hues_steps(const struct difference_hues *hues)
{
	return hues ? hues->steps : 0;
}

void difference_hues_ends(const struct difference_hues *hues, struct color ends[DIFFERENCE_ENDS])
{
	hues = hues ? hues : &differences[0];
	ends[0] = hues->light.more;
	ends[1] = hues->light.more_pale;
	ends[2] = hues->light.less;
	ends[3] = hues->light.less_pale;
}

/* Truncated, not rounded, as in flamegraph.pl. */
static uint8_t faded(uint8_t full, uint8_t pale, double size, double max)
{
	return (uint8_t)(full + (int)((pale - full) * (max - size) / max));
}

static struct color fade(const struct difference_ends *ends, bool more, double size, double max)
{
	struct color full = more ? ends->more : ends->less;
	struct color pale = more ? ends->more_pale : ends->less_pale;
	return (struct color){faded(full.red, pale.red, size, max),
	                      faded(full.green, pale.green, size, max),
	                      faded(full.blue, pale.blue, size, max)};
}

bool difference_hues_pair(const struct difference_hues *hues, size_t index, struct color_pair *pair)
{
	if (index > 2 * (size_t)hues->steps)
		return false;
	*pair = (struct color_pair){white, dark_same};
	if (index == 0)
		return true;
	bool more = index > hues->steps;
	double step = (double)(more ? index - hues->steps : index);
	pair->light = fade(&hues->light, more, step, hues->steps);
	pair->dark = fade(&hues->dark, more, step, hues->steps);
	return true;
}

struct color difference_shade(const struct difference_hues *hues, double delta, double max)
{
	if (delta == 0)
		return white;
	hues = hues ? hues : &differences[0];
	double size = fabs(delta);
	if (hues->steps) {
		size = ceil(hues->steps * size / max - 1e-9);
		size = size < 1 ? 1 : size;
		max = hues->steps;
	}
	return fade(&hues->light, delta > 0, size, max);
}
