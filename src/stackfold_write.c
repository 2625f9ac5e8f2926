/* The public library: profiles as folded text and as pictures. */
#include "stackfold_options.h"
#include "stackfold_outcome.h"
#include "stackfold_output.h"
#include "stackfold_profile.h"

#include "options/folding.h"
#include "options/picture.h"
#include "write/writers.h"

#include <string.h>

enum { ADVICE_DRAWN = 2 /* at most, in a picture */ };

/* --- folded text ---------------------------------------------------------------------------- */

static sf_status write_folded(const sf_profile *profile, const struct destination *target,
                              const sf_options *options, struct sf_error *error)
{
	struct settings settings;
	struct output output;
	struct error inner = {{0}};
	settings_of(options, &settings);
	enum status status = destination_open(target, &output, &inner);
	if (!status) {
		status = profile_write_folded(profile->at, settings.folding.plain, &output, &inner);
		status = output_finish(&output, status, &inner);
	}
	return public_outcome(status, &inner, NULL, 0, error);
}

sf_status sf_profile_write_folded(const sf_profile *profile, const char *path,
                                  const sf_options *options, struct sf_error *error)
{
	return write_folded(profile, &(struct destination){.path = path}, options, error);
}

sf_status sf_profile_write_folded_to(const sf_profile *profile, sf_write_function *write,
                                     void *context, const sf_options *options,
                                     struct sf_error *error)
{
	return write_folded(profile, &(struct destination){true, NULL, write, context}, options,
	                    error);
}

/* --- other formats -------------------------------------------------------------------------- */

static enum status write_as(const sf_profile *profile, const struct settings *settings,
                            const struct destination *target, struct error *err)
{
	const struct writer *writer;
	struct output output;
	const char *path = target->function ? NULL : target->path;
	enum status status = folding_writer(&settings->folding, path, &writer, err);
	if (!status)
		status = destination_open(target, &output, err);
	if (status)
		return status;
	status = writer_write(writer, profile->at, settings->folding.plain,
	                      writer_compresses(writer, path), &output, err);
	return output_finish(&output, status, err);
}

static sf_status write_any(const sf_profile *profile, const struct destination *target,
                           const sf_options *options, struct sf_error *error)
{
	struct settings settings;
	struct error inner = {{0}};
	settings_of(options, &settings);
	enum status status = write_as(profile, &settings, target, &inner);
	return public_outcome(status, &inner, NULL, 0, error);
}

sf_status sf_profile_write(const sf_profile *profile, const char *path, const sf_options *options,
                           struct sf_error *error)
{
	return write_any(profile, &(struct destination){.path = path}, options, error);
}

sf_status sf_profile_write_to(const sf_profile *profile, sf_write_function *write, void *context,
                              const sf_options *options, struct sf_error *error)
{
	return write_any(profile, &(struct destination){true, NULL, write, context}, options,
	                 error);
}

/* --- pictures ------------------------------------------------------------------------------- */

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

static enum status draw(const sf_profile *profile, struct settings *settings,
                        const struct messages *messages, const struct destination *target,
                        struct error *err)
{
	struct drawing_options *drawing = &settings->drawing;
	const struct picture_input input = {profile->few_said, profile->sums_only};
	const char *advice[ADVICE_DRAWN];
	struct profile copy, *from;
	struct picture picture = {.count = 0};
	struct output output;
	drawing->gzip |= !target->function && picture_compressed(target->path);
	enum status status = STATUS_OK;
	profile_init(&copy, profile->at->stacks.columns);
	if (!profile->at->stacks.count)
		status = error_set(err, STATUS_FAILED, "the profile has no stacks to draw");
	if (!status)
		status = draw_from(profile, drawing, &copy, &from, err);
	if (!status)
		status = drawing_options_prepare(drawing, settings->reading.read.as_perf, err);
	if (!status)
		status = drawing_options_read(drawing, err);
	if (!status && !settings->reading.read.no_advice)
		take_advice(drawing, &profile->at->facts, advice);
	if (!status)
		status = picture_make(drawing, from, &input, messages, &picture, err);
	if (!status)
		status = destination_open(target, &output, err);
	if (!status)
		status = picture_write(drawing, from, &picture, messages, &output, err);
	picture_free(&picture);
	profile_free(&copy);
	drawing_options_free(drawing);
	return status;
}

static sf_status write_svg(const sf_profile *profile, const struct destination *target,
                           const sf_options *options, struct sf_error *error)
{
	const struct messages messages = messages_of(options);
	struct settings settings;
	struct error inner = {{0}};
	settings_of(options, &settings);
	enum status status = draw(profile, &settings, &messages, target, &inner);
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
