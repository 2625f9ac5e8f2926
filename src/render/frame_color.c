#include "render/frame_color.h"

#include "base/buffer.h"
#include "base/number.h"
#include "read/wall.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A colour that is computed once for a name and a kind of code. */
struct cached_color {
	struct color color;
	bool known;
	uint8_t kind;
	uint8_t wall;
	uint32_t meaning; /* in the legend */
};

struct painter {
	const struct frames *frames;
	const struct layout *layout;
	const struct render_options *options;
	struct cached_color *cache; /* [2 * frame + waker]; NULL: none are kept */
	const struct marks *marks;
	const uint8_t *marks_of;
	struct buffer waker_name; /* room to compose the name */
	double unit;              /* units in a count */
	const struct origins *origins;
	struct legend *legend;
	uint8_t *row_walls; /* by row: the mark of wall-clock time there or below, plus 1; NULL: not
	                       needed */
	uint8_t *row_kinds; /* by row: the kind of code of the last frame there; NULL: not needed */
};

/* The kind of code of a frame whose name has any of `kinds`: a function that was called and inlined
 * counts as called; of several kinds its caller's kind is chosen, or otherwise the first in the
 * order below. */
static unsigned kind_here(unsigned kinds, unsigned caller)
{
	static const unsigned order[] = {ORIGIN_USER, ORIGIN_JIT, ORIGIN_KERNEL};
	if (kinds & caller & ~(unsigned)ORIGIN_INLINED)
		return caller;
	for (size_t i = 0; i < sizeof order / sizeof *order; i++)
		if (kinds & order[i])
			return order[i];
	return kinds & ORIGIN_INLINED;
}

/* The frame's kind, by the kind of the previous row; inlined frames, and frames without known
 * kinds, have their caller's kind. */
static unsigned find_kind(struct painter *painter, const struct rectangle *rectangle)
{
	uint8_t *rows = painter->row_kinds;
	uint32_t depth = rectangle->depth;
	if (!rows || rectangle->frame == LAYOUT_ROOT)
		return 0;
	unsigned caller = rows[depth - 1];
	unsigned kind = kind_here(origins_of(painter->origins, rectangle->frame).kinds, caller);
	rows[depth] = (uint8_t)(kind && kind != ORIGIN_INLINED ? kind : caller);
	return kind;
}

/* The mark that the frame is, or otherwise that of its caller. */
static uint8_t find_wall(struct painter *painter, const struct rectangle *rectangle)
{
	uint8_t *rows = painter->row_walls;
	if (!rows || rectangle->frame == LAYOUT_ROOT)
		return 0;
	const struct frame *frame = &painter->frames->items[rectangle->frame];
	const unsigned mark = wall_mark(frame->name, frame->size);
	rows[rectangle->depth] = mark ? (uint8_t)mark : rows[rectangle->depth - 1];
	return rows[rectangle->depth];
}

/* The colour of a frame's name; a name after "--" counts as annotated with _[w]. */
static struct cached_color name_color(struct painter *painter, const struct rectangle *rectangle,
                                      const struct frame *frame, unsigned kind, unsigned wall)
{
	struct cached_color made = {.known = true,
	                            .kind = (uint8_t)kind,
	                            .wall = (uint8_t)wall,
	                            .meaning = LEGEND_NONE};
	struct palette *palette = painter->options->palette;
	struct palette_frame asked = {
		.name = frame->name,
		.size = frame->size,
		.depth = rectangle->depth,
		.kind = kind,
		.wall = wall,
	};
	if (painter->row_kinds && rectangle->frame != LAYOUT_ROOT) {
		const struct origins *origins = painter->origins;
		const struct frame *module = origins_module(origins,
		                                            origins_of(origins, rectangle->frame));
		asked.module = module ? module->name : NULL;
		asked.module_size = module ? module->size : 0;
	}
	if (!rectangle->waker) {
		struct name meaning = {0};
		if (painter->legend)
			meaning = palette_meaning(palette, &asked);
		made.meaning = legend_meaning(painter->legend, meaning.text, meaning.size);
		made.color = palette_color_of(palette, &asked);
		return made;
	}
	struct buffer *name = &painter->waker_name;
	name->size = 0;
	buffer_append(name, frame->name, frame->size);
	buffer_append(name, "_[w]", 4);
	asked.name = name->failed ? "" : name->data;
	asked.size = name->size;
	made.color = palette_color_of(palette, &asked);
	return made;
}

static struct color known_color(struct painter *painter, const struct rectangle *rectangle,
                                const struct frame *frame)
{
	unsigned kind = find_kind(painter, rectangle), wall = find_wall(painter, rectangle);
	struct cached_color made, *cached = &made;
	bool keep = rectangle->frame != LAYOUT_ROOT && painter->cache;
	if (keep)
		cached = &painter->cache[2 * (size_t)rectangle->frame + rectangle->waker];
	if (!keep || !cached->known || cached->kind != kind || cached->wall != wall)
		*cached = name_color(painter, rectangle, frame, kind, wall);
	legend_add(painter->legend, cached->meaning,
	           layout_extent(painter->layout, rectangle->self),
	           rectangle->end - rectangle->start, cached->color);
	return cached->color;
}

/* Whether the total difference colours a frame. Frames that only one side has are new or gone as a
 * whole, so a picture that marks them leaves none of them white. */
static bool is_by_total(const struct painter *painter, const struct rectangle *rectangle)
{
	struct sides total = rectangle->total;
	return painter->options->difference_by == DIFFERENCE_TOTAL ||
	       (painter->options->hatched && (total.before == 0 || total.after == 0));
}

/* Whether a difference is known to be within noise. */
static bool is_noise(const struct painter *painter, const struct rectangle *rectangle)
{
	bool total = is_by_total(painter, rectangle);
	if (!painter->marks_of)
		return false;
	if (rectangle->frame == LAYOUT_ROOT)
		return !painter->marks->all;
	return !(painter->marks_of[rectangle->frame] & (total ? MARK_TOTAL : MARK_SELF));
}

/* Strength relative to the largest difference in the picture, or to the frame's own larger side:
 * then frames that doubled or halved are half as strong as new or gone ones. */
static struct color difference_color(const struct painter *painter,
                                     const struct rectangle *rectangle)
{
	const struct render_options *options = painter->options;
	const struct layout *layout = painter->layout;
	bool total = is_by_total(painter, rectangle);
	struct sides sides = total ? rectangle->total : rectangle->self;
	double delta = is_noise(painter, rectangle) ? 0 : sides_delta(sides);
	double max = (double)(options->difference_by == DIFFERENCE_TOTAL ? layout->total_max
	                                                                 : layout->self_max);
	if (options->difference_scale == DIFFERENCE_CHANGE)
		max = (double)(sides.before > sides.after ? sides.before : sides.after);
	if (fabs(delta) > max)
		max = fabs(delta); /* but a total may be */
	if (options->negate)
		delta = -delta;
	return difference_shade(options->difference_hues, delta / painter->unit,
	                        max / painter->unit);
}

static struct color color_of(struct painter *painter, const struct rectangle *rectangle)
{
	static const struct frame nameless = {.name = ""};
	const struct render_options *options = painter->options;
	const struct layout *layout = painter->layout;
	bool root = rectangle->frame == LAYOUT_ROOT;
	const struct frame *frame = root ? &nameless : &painter->frames->items[rectangle->frame];
	bool dashes = (frame->size == 1 || frame->size == 2) &&
	              memcmp(frame->name, "--", frame->size) == 0;
	if (dashes)
		return palette_color(options->palette, frame->name, frame->size);
	if (options->color_diffusion) {
		double extent = (double)(rectangle->end - rectangle->start) / painter->unit;
		double share = root ? 1 : extent / layout->total;
		return difference_shade(options->difference_hues, sqrt(share), 1);
	}
	if (layout->differential)
		return difference_color(painter, rectangle);
	return known_color(painter, rectangle, frame);
}

bool frame_colors(const struct profile *profile, const struct layout *layout,
                  const struct render_options *options, const uint8_t *marks_of,
                  struct legend *legend, struct color **colors)
{
	struct painter painter = {
		.frames = &profile->frames,
		.layout = layout,
		.options = options,
		.marks = &profile->marks,
		.marks_of = marks_of,
		.unit = (double)number_power10(layout->places),
		.origins = &profile->facts.origins,
		.legend = legend,
	};
	*colors = malloc((layout->count + 1) * sizeof **colors);
	if (!*colors)
		return false;
	if (palette_is_stable(options->palette))
		painter.cache = calloc(2 * profile->frames.count + 1, sizeof *painter.cache);
	bool origins = !options->original && palette_asks_origin(options->palette);
	if (origins)
		painter.row_kinds = calloc((size_t)layout->depth_max + 2, 1);
	bool walls = palette_asks_wall(options->palette);
	if (walls)
		painter.row_walls = calloc((size_t)layout->depth_max + 2, 1);
	for (size_t i = 0; i < layout->count; i++)
		(*colors)[i] = color_of(&painter, &layout->items[i]);
	bool done = !painter.waker_name.failed && !(legend && legend->failed) &&
	            (painter.row_kinds || !origins) && (painter.row_walls || !walls);
	buffer_free(&painter.waker_name);
	free(painter.cache);
	free(painter.row_kinds);
	free(painter.row_walls);
	return done;
}
