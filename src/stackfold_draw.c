/* The public library: profiles as pictures, and as rectangles for programs that draw themselves. */
#include "stackfold_options.h"
#include "stackfold_outcome.h"
#include "stackfold_output.h"
#include "stackfold_profile.h"

#include "options/picture.h"
#include "render/frame_color.h"

#include <stdlib.h>

enum { ADVICE_DRAWN = 2 /* at most, in a picture */ };

/* --- what is drawn -------------------------------------------------------------------------- */

/* The heaviest advice of the profile goes into the picture. */
static void take_advice(struct drawing_options *drawing, const struct facts *facts,
                        const char *drawn[ADVICE_DRAWN])
{
	struct render_options *render = &drawing->render;
	for (size_t i = 0; i < facts->advice_count && render->advice_count < ADVICE_DRAWN; i++)
		if (!drawing->bases.count || !facts_advice_of_weight(facts->advice[i]))
			drawn[render->advice_count++] = facts->advice[i];
	render->advice = drawn;
}

/* Where drawing would change the profile, a copy of it is drawn. */
static enum status draw_from(const sf_profile *profile, const struct drawing_options *drawing,
                             struct profile *copy, struct profile **from, struct error *err)
{
	struct profile *at = profile->at;
	if (drawing_keeps_order(drawing) && !at->keep_order)
		return error_set(err, STATUS_FAILED,
		                 "--%s: the profile does not keep the order of its samples: read "
		                 "it with this option, or call sf_profile_keep_order",
		                 drawing->flame_chart ? "flamechart"
		                 : drawing->no_sort   ? "no-sort"
		                                      : "order");
	bool changes = drawing->bases.count || (at->stacks.columns == 2 && at->stacks.places);
	*from = changes ? copy : at;
	if (!changes)
		return STATUS_OK;
	copy->keep_order = at->keep_order;
	enum status status = public_merge(copy, at, err);
	marks_merge(&copy->marks, &at->marks);
	return status;
}

/* A picture in the making. */
struct drawn {
	const sf_profile *profile;
	struct settings settings;
	struct messages messages;
	struct profile copy, *from; /* what is drawn */
	struct picture picture;
	const char *advice[ADVICE_DRAWN];
};

static enum status lay_out(struct drawn *drawn, const sf_options *options, bool compressed,
                           struct error *err)
{
	const sf_profile *profile = drawn->profile;
	const struct picture_input input = {profile->few_said, profile->sums_only};
	settings_of(options, &drawn->settings);
	drawn->messages = messages_of(options);
	struct drawing_options *drawing = &drawn->settings.drawing;
	drawing->gzip |= compressed;
	profile_init(&drawn->copy, profile->at->stacks.columns);
	if (!profile->at->stacks.count)
		return error_set(err, STATUS_FAILED, "the profile has no stacks to draw");
	enum status status = draw_from(profile, drawing, &drawn->copy, &drawn->from, err);
	if (!status)
		status = drawing_options_prepare(drawing, drawn->settings.reading.read.as_perf,
		                                 err);
	if (!status)
		status = drawing_options_read(drawing, err);
	if (!status && !drawn->settings.reading.read.no_advice)
		take_advice(drawing, &profile->at->facts, drawn->advice);
	return status ? status
	              : picture_make(drawing, drawn->from, &input, &drawn->messages,
	                             &drawn->picture, err);
}

static void drawn_free(struct drawn *drawn)
{
	picture_free(&drawn->picture);
	profile_free(&drawn->copy);
	drawing_options_free(&drawn->settings.drawing);
}

/* --- rectangles ----------------------------------------------------------------------------- */

static int visit_rectangle(const struct drawn *drawn, unsigned graph, const struct rectangle *at,
                           struct color color,
                           int (*visit)(void *context, const struct sf_rectangle *rectangle),
                           void *context)
{
	const struct layout *layout = &drawn->picture.layouts[graph];
	const struct render_options *render = &drawn->settings.drawing.render;
	const bool root = at->frame == LAYOUT_ROOT;
	const double whole = layout->total * (double)number_power10(layout->places);
	if (root && render->look->modern && !layout->differential)
		color = render->look->root.light;
	const struct sf_rectangle rectangle = {
		.name = root ? NULL : drawn->from->frames.items[at->frame].name,
		.graph = graph,
		.depth = at->depth,
		.left = (double)at->start / whole,
		.right = root && drawn->picture.count == 1 ? 1 : (double)at->end / whole,
		.self = {at->self.before, at->self.after},
		.total = {at->total.before, at->total.after},
		.places = layout->places,
		.red = color.red,
		.green = color.green,
		.blue = color.blue,
	};
	return visit(context, &rectangle);
}

static enum status visit_all(const struct drawn *drawn,
                             int (*visit)(void *context, const struct sf_rectangle *rectangle),
                             void *context, int *answer, struct error *err)
{
	const struct profile *from = drawn->from;
	uint8_t *marks = NULL;
	enum status status = marks_by_frame(&from->marks, &from->frames, &marks, err);
	for (unsigned g = 0; !status && !*answer && g < drawn->picture.count; g++) {
		const struct layout *layout = &drawn->picture.layouts[g];
		struct color *colors = NULL;
		if (!frame_colors(from, layout, &drawn->settings.drawing.render, marks, NULL,
		                  &colors))
			status = error_no_memory(err);
		for (size_t i = 0; !status && !*answer && i < layout->count; i++)
			*answer = visit_rectangle(drawn, g, &layout->items[i], colors[i], visit,
			                          context);
		free(colors);
	}
	free(marks);
	return status;
}

sf_status sf_profile_each_rectangle(const sf_profile *profile, const sf_options *options,
                                    int (*visit)(void *context,
                                                 const struct sf_rectangle *rectangle),
                                    void *context, int *result, struct sf_error *error)
{
	struct drawn drawn = {.profile = profile};
	struct error inner = {{0}};
	int answer = 0;
	enum status status = lay_out(&drawn, options, false, &inner);
	if (!status)
		status = visit_all(&drawn, visit, context, &answer, &inner);
	drawn_free(&drawn);
	if (result)
		*result = answer;
	return public_outcome(status, &inner, NULL, 0, error);
}

/* --- files ---------------------------------------------------------------------------------- */

static sf_status write_svg(const sf_profile *profile, const struct destination *target,
                           const sf_options *options, struct sf_error *error)
{
	struct drawn drawn = {.profile = profile};
	struct output output;
	struct error inner = {{0}};
	enum status status = lay_out(&drawn, options,
	                             !target->function && picture_compressed(target->path), &inner);
	if (!status)
		status = destination_open(target, &output, &inner);
	if (!status)
		status = picture_write(&drawn.settings.drawing, drawn.from, &drawn.picture,
		                       &drawn.messages, &output, &inner);
	drawn_free(&drawn);
	return public_outcome(status, &inner, NULL, 0, error);
}

sf_status sf_profile_write_svg(const sf_profile *profile, const char *path,
                               const sf_options *options, struct sf_error *error)
{
	return write_svg(profile, &(struct destination){.path = path}, options, error);
}

sf_status sf_profile_write_svg_to(const sf_profile *profile, sf_write_function *write,
                                  void *context, const sf_options *options, struct sf_error *error)
{
	return write_svg(profile, &(struct destination){true, NULL, write, context}, options,
	                 error);
}
