#include "draw.h"

#include "page.h"

enum { ADVICE_DRAWN = 2 /* pieces: the heaviest */ };

/* Writes a picture to an opened output. */
static enum status write_to(const struct drawing_options *drawing, const struct profile *profile,
                            const struct picture *picture, const struct messages *messages,
                            const struct drawn *drawn, struct error *err)
{
	struct output output;
	enum status status = STATUS_OK;
	if (drawn->path) {
		status = output_open(&output, drawn->path, err);
		if (!status)
			status = picture_write(drawing, profile, picture, messages, &output, err);
	}
	if (status || !drawn->text)
		return status;
	status = output_open_function(&output, "the page", page_gather, drawn->text, err);
	return status ? status : picture_write(drawing, profile, picture, messages, &output, err);
}

enum status draw_profile(const struct cli *cli, struct profile *profile,
                         const struct picture_input *input, const struct drawn *drawn,
                         struct error *err)
{
	const struct messages messages = cli_messages(cli);
	struct drawing_options drawing = {.pair = false};
	struct picture picture = {.count = 0};
	const struct facts *facts = &profile->facts;
	if (!drawn->path && !drawn->text)
		return STATUS_OK;
	drawing_options_init(&drawing);
	drawing.render.advice = (const char *const *)facts->advice;
	drawing.render.advice_count = facts->advice_count < ADVICE_DRAWN ? facts->advice_count
	                                                                 : ADVICE_DRAWN;
	if (profile->stacks.columns > 1)
		drawing.difference_layout = "union";
	enum status status = drawing_options_prepare(&drawing, false, err);
	if (!status)
		status = picture_make(&drawing, profile, input, &messages, &picture, err);
	if (!status)
		status = write_to(&drawing, profile, &picture, &messages, drawn, err);
	picture_free(&picture);
	drawing_options_free(&drawing);
	return status;
}
