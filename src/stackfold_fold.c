/* The public library: folding files, as streams where that is possible. */
#include "stackfold_outcome.h"
#include "stackfold_output.h"
#include "stackfold_profile.h"
#include "stackfold_read.h"

#include "formats/formats.h"
#include "join/sorted_merge.h"
#include "write/writers.h"

#include <stdlib.h>

/* What a call folds, and where it goes. */
struct folding {
	const char *const *paths;
	struct input_source *inputs; /* of the paths */
	size_t count;
	const struct destination *target;
	const char *output; /* the target's path; NULL: it has none */
	const sf_options *options;
	struct watch watch;
	sf_account **account;
};

static void name_inputs(struct input_source *inputs, const char *const *paths, size_t count)
{
	for (size_t i = 0; i < count; i++)
		inputs[i] = (struct input_source){.kind = INPUT_PATH, .name = paths[i]};
}

/* Reads into a profile, which is written. */
static sf_status through_profile(struct folding *folding, const struct public_reading *reading,
                                 struct sf_error *error)
{
	const struct destination *target = folding->target;
	sf_profile *profile = sf_profile_new(1, error);
	if (!profile)
		return SF_FATAL;
	sf_status status = public_read(profile, reading, folding->options, folding->account, error);
	if (!status && target->function)
		status = sf_profile_write_to(profile, target->write, target->context,
		                             folding->options, error);
	else if (!status)
		status = sf_profile_write(profile, target->path, folding->options, error);
	sf_profile_free(profile);
	return status;
}

static enum status write_merged(struct folding *folding, const struct settings *settings,
                                struct sorted_merge *merge, struct error *err)
{
	const struct profile *profile;
	struct read_account account = {0};
	struct output output;
	enum status status = sorted_merge_conclude(merge, &account, &profile, err);
	if (!status)
		public_remark(&account, folding->options);
	public_account(folding->account, &account);
	if (!status)
		status = destination_open(folding->target, &output, err);
	if (status)
		return status;
	if (writer_compresses(writers[0], folding->output))
		status = output_compress(&output, WRITER_LEVEL, err);
	if (!status)
		status = sorted_merge_write(merge, settings->folding.plain, &output, err);
	return output_finish(&output, status, err);
}

/* Reads what could not be merged, and what was begun, into a profile. */
static sf_status read_rest(struct folding *folding, struct sorted_merge *merge,
                           struct sf_error *error)
{
	struct read_options begun = {0};
	struct error inner = {{0}};
	size_t count;
	const char *const *paths = sorted_merge_inputs(merge, &count, &begun);
	struct input_source *inputs = paths ? calloc(count + 1, sizeof *inputs) : NULL;
	if (!inputs)
		return public_outcome(error_no_memory(&inner), &inner, NULL, 0, error);
	name_inputs(inputs, paths, count);
	const struct public_reading reading = {
		.inputs = inputs,
		.count = count,
		.begun = begun.begun,
		.begun_texts = begun.begun_texts,
		.output = folding->output,
		.watch = &folding->watch,
	};
	const sf_status status = through_profile(folding, &reading, error);
	free(inputs);
	return status;
}

static sf_status merge_all(struct folding *folding, struct settings *settings,
                           struct sf_error *error)
{
	struct read_options *read = &settings->reading.read;
	struct sorted_merge *merge = NULL;
	struct error inner = {{0}};
	bool done = false;
	enum status status = public_prepare_reading(&settings->reading, &inner);
	if (progress_of(folding->options)) {
		read->progress = watch_progress;
		read->progress_context = &folding->watch;
		read->stopped = &folding->watch.stopped;
	}
	if (!status)
		status = sorted_merge_run(formats, folding->paths, folding->count, read, NULL,
		                          &merge, &done, &inner);
	const bool cancelled = atomic_load(&folding->watch.stopped);
	if (!status && done && !cancelled)
		status = write_merged(folding, settings, merge, &inner);
	sf_status answer;
	if (cancelled)
		answer = public_cancelled(folding->inputs, folding->count, error);
	else if (!status && !done)
		answer = read_rest(folding, merge, error);
	else
		answer = public_outcome(status, &inner, folding->inputs, folding->count, error);
	sorted_merge_close(merge);
	reading_options_free(&settings->reading);
	return answer;
}

/* Whether the options need no more than sums of equal stacks. */
static bool adds_up(const struct settings *settings, const struct writer *writer)
{
	return folding_sums_only(&settings->folding, writer) &&
	       !splitting_asked(&settings->splitting) && !drawing_keeps_order(&settings->drawing);
}

static sf_status fold(struct folding *folding, struct sf_error *error)
{
	const struct writer *writer = NULL;
	struct settings settings;
	struct error inner = {{0}};
	if (folding->account)
		*folding->account = NULL;
	settings_of(folding->options, &settings);
	enum status status = folding_writer(&settings.folding, folding->output, &writer, &inner);
	if (!status && !folding->count)
		status = error_set(&inner, STATUS_FAILED, "there is no input to read");
	folding->inputs = calloc(folding->count + 1, sizeof *folding->inputs);
	if (!status && !folding->inputs)
		status = error_no_memory(&inner);
	sf_status answer;
	if (status) {
		answer = public_outcome(status, &inner, NULL, 0, error);
	} else {
		name_inputs(folding->inputs, folding->paths, folding->count);
		const struct public_reading reading = {.inputs = folding->inputs,
		                                       .count = folding->count,
		                                       .output = folding->output,
		                                       .watch = &folding->watch};
		const bool merges = adds_up(&settings, writer) &&
		                    reading_may_merge(&settings.reading, folding->paths,
		                                      folding->count, false);
		answer = merges ? merge_all(folding, &settings, error)
		                : through_profile(folding, &reading, error);
	}
	free(folding->inputs);
	return answer;
}

sf_status sf_fold(const char *const *paths, size_t path_count, const char *output,
                  const sf_options *options, sf_account **account, struct sf_error *error)
{
	struct folding folding = {
		.paths = paths,
		.count = path_count,
		.target = &(struct destination){.path = output},
		.output = output,
		.options = options,
		.watch.options = options,
		.account = account,
	};
	return fold(&folding, error);
}

sf_status sf_fold_to(const char *const *paths, size_t path_count, sf_write_function *write,
                     void *context, const sf_options *options, sf_account **account,
                     struct sf_error *error)
{
	struct folding folding = {
		.paths = paths,
		.count = path_count,
		.target = &(struct destination){true, NULL, write, context},
		.options = options,
		.watch.options = options,
		.account = account,
	};
	return fold(&folding, error);
}
