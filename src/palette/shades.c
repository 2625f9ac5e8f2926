#include "palette/shades.h"

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
 * and 0.10 (less where sRGB ends). */
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

/* The lighter part of a ramp, with white mixed in: as it is, black text could be read on less than
 * half of it, and large graphs would glare. */
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

/* A little lighter, by the place. */
static struct color lighter(struct color color, uint32_t place)
{
	return color_mix(color, white, place / 4);
}

struct color shade_module(unsigned hash, uint32_t place)
{
	return lighter(hash ? wheel[hash % WHEEL] : no_module, place);
}

/* Hues that also differ in lightness, for readers who cannot tell red from green. */
static const struct color calm_modules[] = {
	{240, 212, 106}, {240, 148, 128}, {168, 208, 160}, {232, 170, 200},
	{142, 205, 196}, {212, 188, 150}, {170, 180, 230},
};
static const struct color calm_none = {247, 166, 110};
static const struct color calm_parts[] = {
	[CALM_KERNEL] = {192, 176, 217},
	[CALM_RUNTIME] = {158, 197, 217},
};

struct color shade_calm(enum calm_part part, unsigned hash, uint32_t place)
{
	struct color color = part != CALM_MODULE ? calm_parts[part]
	                     : hash              ? calm_modules[hash % COUNT(calm_modules)]
	                                         : calm_none;
	return color_mix(color, white, place / 5 * 2);
}

struct color shade_depth(uint32_t depth, uint32_t place)
{
	uint32_t row = depth % (2 * DEPTH_ROWS);
	row = row > DEPTH_ROWS ? 2 * DEPTH_ROWS - row : row;
	return lighter(ramp_at(&depth_ramp, row * (RAMP_END / DEPTH_ROWS)), place);
}

/* Two hues, each from its full colour to the pale one of the smallest difference. */
struct difference_hues {
	const char *name;
	struct color more, more_pale, less, less_pale;
};

static const struct difference_hues differences[] = {
	{"red-blue", {255, 0, 0}, {255, 210, 210}, {0, 0, 255}, {210, 210, 255}},
	{"blue-orange", {235, 120, 0}, {255, 228, 196}, {64, 150, 222}, {204, 228, 250}},
};

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

void difference_hues_ends(const struct difference_hues *hues, struct color ends[DIFFERENCE_ENDS])
{
	hues = hues ? hues : &differences[0];
	ends[0] = hues->more;
	ends[1] = hues->more_pale;
	ends[2] = hues->less;
	ends[3] = hues->less_pale;
}

/* Cut off, not rounded, as flamegraph.pl does. */
static uint8_t faded(uint8_t full, uint8_t pale, double size, double max)
{
	return (uint8_t)(full + (int)((pale - full) * (max - size) / max));
}

struct color difference_shade(const struct difference_hues *hues, double delta, double max)
{
	if (delta == 0)
		return white;
	hues = hues ? hues : &differences[0];
	struct color full = delta > 0 ? hues->more : hues->less;
	struct color pale = delta > 0 ? hues->more_pale : hues->less_pale;
	double size = delta < 0 ? -delta : delta;
	return (struct color){faded(full.red, pale.red, size, max),
	                      faded(full.green, pale.green, size, max),
	                      faded(full.blue, pale.blue, size, max)};
}
