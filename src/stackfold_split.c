/* The public library: a profile in parts. */
#include "stackfold_options.h"
#include "stackfold_outcome.h"
#include "stackfold_profile.h"

#include "edit/parts.h"
#include "edit/split.h"
#include "write/writers.h"

/* Makes the keys that the options name. */
static enum status prepare(const sf_profile *profile, struct settings *settings, struct error *err)
{
	struct splitting_options *splitting = &settings->splitting;
	if (!splitting_asked(splitting))
		return error_set(err, STATUS_FAILED,
		                 "there is nothing to split by: set the option split-by or every");
	enum status status = splitting_prepare(splitting, &settings->reading.read, err);
	if (!status && !profile->at->samples.count)
		status = error_set(err, STATUS_FAILED,
		                   "the profile has no samples to split: read it with the option "
		                   "%s",
		                   splitting_option(splitting));
	return status;
}

static int64_t number_of(uint32_t id)
{
	return sample_id_known(id) ? (int64_t)id : -1;
}

static int visit_part(const struct part *part, const sf_profile *whole,
                      int (*visit)(void *context, const sf_profile *part_profile,
                                   const struct sf_part *part),
                      void *context)
{
	const sf_profile profile = {
		.at = (struct profile *)&part->profile,
		.few_said = whole->few_said,
		.sums_only = whole->sums_only,
	};
	const struct sf_part facts = {
		.comm = part->facts.comm.at,
		.event = part->facts.event.at,
		.label = part->facts.label.at,
		.pid = number_of(part->facts.pid),
		.tid = number_of(part->facts.tid),
		.cpu = number_of(part->facts.cpu),
		.from = part->from,
		.to = part->to,
		.samples = part->samples,
	};
	return visit(context, &profile, &facts);
}

sf_status sf_profile_split(const sf_profile *profile, const sf_options *options,
                           int (*visit)(void *context, const sf_profile *part_profile,
                                        const struct sf_part *part),
                           void *context, int *result, struct sf_error *error)
{
	struct settings settings;
	const struct splitting_options *splitting = &settings.splitting;
	const struct writer *writer;
	struct parts parts = {0};
	struct error inner = {{0}};
	int answer = 0;
	settings_of(options, &settings);
	enum status status = folding_writer(&settings.folding, NULL, &writer, &inner);
	if (!status)
		status = prepare(profile, &settings, &inner);
	if (!status)
		status = parts_init(&parts, profile->at, &splitting->keys,
		                    splitting_option(splitting),
		                    writer->samples && profile->at->stacks.columns == 1, &inner);
	for (size_t i = 0; !status && !answer && i < parts_count(&parts); i++) {
		struct part part;
		status = part_init(&part, &parts, i, &inner);
		if (!status)
			answer = visit_part(&part, profile, visit, context);
		part_free(&part);
	}
	parts_free(&parts);
	if (result)
		*result = answer;
	return public_outcome(status, &inner, NULL, 0, error);
}

sf_status sf_profile_write_parts(const sf_profile *profile, const char *path,
                                 const sf_options *options, struct sf_error *error)
{
	struct settings settings;
	const struct writer *writer = NULL;
	struct error inner = {{0}};
	size_t files;
	settings_of(options, &settings);
	enum status status = folding_writer(&settings.folding, path, &writer, &inner);
	if (!status)
		status = prepare(profile, &settings, &inner);
	const struct split split = {
		.keys = settings.splitting.keys,
		.option = splitting_option(&settings.splitting),
		.given = splitting_value(&settings.splitting),
		.output = path,
		.writer = writer,
		.plain = settings.folding.plain,
	};
	if (!status)
		status = split_check(&split, &inner);
	if (!status)
		status = split_write(&split, profile->at, &files, &inner);
	return public_outcome(status, &inner, NULL, 0, error);
}
