#include "render/svg_drawn.h"

#include "base/fixed.h"
#include "render/frame_info.h"

#include <stdlib.h>

enum { FRAME_PAD = 1 /* px between rows */ };

struct svg_drawn svg_drawn_measure(const struct svg_view *view, size_t index)
{
	const struct rectangle *rectangle = &view->layout->items[index];
	const struct svg_geometry *geometry = view->geometry;
	const struct render_options *options = view->options;
	struct svg_drawn drawn = {
		.rectangle = rectangle,
		.root = rectangle->frame == LAYOUT_ROOT,
		.color = view->colors[index],
	};
	double start = (double)rectangle->start / view->unit;
	double end = (double)rectangle->end / view->unit;
	if (drawn.root) {
		if (options->look->modern && !view->layout->differential)
			drawn.color = options->look->root.light;
		if (!view->own_root)
			end = view->layout->total;
	}
	drawn.left = geometry->side + start * geometry->per_count;
	drawn.right = geometry->side + end * geometry->per_count;
	drawn.from = fixed_round(drawn.left, 1);
	drawn.to = fixed_round(drawn.right, 1);
	drawn.top = view->rows[rectangle->depth].top;
	drawn.height = view->rows[rectangle->depth].height;
	return drawn;
}

struct svg_name svg_drawn_name(const struct svg_view *view, const struct svg_drawn *drawn)
{
	if (drawn->root)
		return (struct svg_name){.text = ""};
	const struct frame *frame = &view->frames->items[drawn->rectangle->frame];
	return (struct svg_name){
		.text = frame->name,
		.size = frame->size,
		.shown = drawn->rectangle->waker ? frame->size
	                                         : frame_info_shown(frame->name, frame->size),
	};
}

bool svg_view_place_rows(struct svg_view *view)
{
	const double height = view->options->frame_height;
	const size_t count = (size_t)view->layout->depth_max + 1;
	struct svg_row *rows = view->rows = malloc(count * sizeof *rows);
	for (size_t depth = 0; rows && depth < count; depth++) {
		double top, bottom;
		if (view->options->inverted) {
			top = view->pane->top + (double)depth * height;
			bottom = view->pane->top + ((double)depth + 1) * height - FRAME_PAD;
		} else {
			top = view->pane->bottom - ((double)depth + 1) * height + FRAME_PAD;
			bottom = view->pane->bottom - (double)depth * height;
		}
		rows[depth] = (struct svg_row){
			.middle = (top + bottom) / 2,
			.top = fixed_round(top, 1),
			.height = fixed_round(bottom - top, 1),
		};
	}
	return rows;
}
