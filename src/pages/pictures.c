#include "pages/pictures.h"

#include "options/picture.h"
#include "pages/thumbnail.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Opens FOLDER/FILE+SUFFIX+ENDING. */
static enum status open_file(struct output *output, const char *folder, const char *file,
                             const char *suffix, const char *ending, struct error *err)
{
	char *path;
	if (asprintf(&path, "%s/%s%s%s", folder, file, suffix, ending) < 0)
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

static enum status write_all(struct drawing_options *drawing, const struct profile *profile,
                             const struct picture *picture, const char *folder, const char *file,
                             const char *suffix, bool thumbnail, const struct messages *said,
                             struct error *err)
{
	static const struct messages silent;
	struct output output;
	enum status status = open_file(&output, folder, file, suffix, ".svg", err);
	if (!status)
		status = picture_write(drawing, profile, picture, said, &output, err);
	drawing->render.no_javascript = true;
	if (!status)
		status = open_file(&output, folder, file, suffix, ".still.svg", err);
	if (!status)
		status = picture_write(drawing, profile, picture, &silent, &output, err);
	if (!thumbnail || status)
		return status;
	status = open_file(&output, folder, file, suffix, ".thumb.svg", err);
	if (!status)
		status = output_finish(&output, thumbnail_write(profile, drawing, &output, err),
		                       err);
	return status;
}

enum status pictures_draw(const struct drawing_options *options, const char *title,
                          struct profile *profile, const char *folder, const char *file,
                          const char *suffix, bool thumbnail, const struct messages *said,
                          struct error *err)
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
		status = write_all(&drawing, profile, &picture, folder, file, suffix, thumbnail,
		                   said, err);
	}
	picture_free(&picture);
	drawing_options_free(&drawing);
	return status;
}
