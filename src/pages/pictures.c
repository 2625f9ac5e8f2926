#include "pages/pictures.h"

#include "options/picture.h"
#include "pages/thumbnail.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STILL_MIN_WIDTH 0.5 /* px */
enum { NARROW = 380 /* px */ };

static enum status open_file(struct output *output, const struct pictures_place *place,
                             const char *ending, struct error *err)
{
	char *path;
	if (asprintf(&path, "%s/%s%s%s", place->folder, place->file, place->suffix, ending) < 0)
		return error_no_memory(err);
	enum status status = output_open(output, path, err);
	free(path);
	return status;
}

/* One strength of colours for all pictures. */
static void fix_scale(struct picture *picture)
{
	for (size_t i = 0; i < picture->count; i++) {
		struct layout *layout = &picture->layouts[i];
		const uint64_t full = layout->sum / 100 * PICTURES_FULL +
		                      layout->sum % 100 * PICTURES_FULL / 100;
		if (layout->differential && full)
			layout->self_max = layout->total_max = full;
	}
}

/* The picture without a script, in which small frames could be neither read nor enlarged. */
static enum status write_still(const struct drawing_options *options, struct profile *profile,
                               bool narrow, struct output *output, struct error *err)
{
	static const struct messages silent;
	const struct picture_input input = {.few_said = true};
	struct drawing_options drawing = *options;
	struct picture picture = {.count = 0};
	if (!drawing.layout.min_is_share && drawing.layout.min_width < STILL_MIN_WIDTH)
		drawing.layout.min_width = STILL_MIN_WIDTH;
	drawing.render.no_javascript = drawing.render.image = true;
	enum status status = picture_make(&drawing, profile, &input, &silent, &picture, err);
	if (status) {
		output_close(output, false, err);
	} else {
		fix_scale(&picture);
		drawing.render.legend &= !narrow;
		status = picture_write(&drawing, profile, &picture, &silent, output, err);
	}
	picture_free(&picture);
	return status;
}

/* The same for phones, which have no room for a title and a legend; the page says what they say. */
static enum status write_narrow(const struct drawing_options *options, struct profile *profile,
                                struct output *output, struct error *err)
{
	struct drawing_options drawing = *options;
	drawing.render.width = NARROW;
	drawing.layout.width = NARROW - 2 * RENDER_SIDE;
	drawing.render.title = drawing.render.subtitle = "";
	return write_still(&drawing, profile, true, output, err);
}

static enum status write_all(struct drawing_options *drawing, struct profile *profile,
                             const struct picture *picture, const struct pictures_place *place,
                             const struct messages *said, struct error *err)
{
	struct output output;
	enum status status = open_file(&output, place, ".svg", err);
	if (!status)
		status = picture_write(drawing, profile, picture, said, &output, err);
	if (!status)
		status = open_file(&output, place, ".still.svg", err);
	if (!status)
		status = write_still(drawing, profile, false, &output, err);
	if (!status)
		status = open_file(&output, place, ".narrow.svg", err);
	if (!status)
		status = write_narrow(drawing, profile, &output, err);
	if (status || !place->thumbnail)
		return status;
	status = open_file(&output, place, ".thumb.svg", err);
	return status ? status
	              : output_finish(&output, thumbnail_write(profile, drawing, &output, err),
	                              err);
}

enum status pictures_draw(const struct drawing_options *options, const char *title,
                          struct profile *profile, const struct pictures_place *place,
                          const struct messages *said, struct error *err)
{
	const struct picture_input input = {.few_said = true};
	struct drawing_options drawing = *options;
	struct picture picture = {.count = 0};
	drawing.render.title = title;
	if (profile->stacks.columns == 2 && !drawing.difference_layout)
		drawing.difference_layout = "union";
	enum status status = drawing_options_prepare(&drawing, false, err);
	if (!status)
		status = picture_make(&drawing, profile, &input, said, &picture, err);
	if (!status) {
		fix_scale(&picture);
		status = write_all(&drawing, profile, &picture, place, said, err);
	}
	picture_free(&picture);
	drawing_options_free(&drawing);
	return status;
}
