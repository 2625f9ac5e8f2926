/* The public library: profiles as folded text, and in other formats. */
#include "stackfold_options.h"
#include "stackfold_outcome.h"
#include "stackfold_output.h"
#include "stackfold_profile.h"

#include "options/folding.h"
#include "write/writers.h"

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
