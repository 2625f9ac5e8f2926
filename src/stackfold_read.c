/* The public library: reading inputs, and the account of them. */
#include "stackfold_read.h"
#include "stackfold_outcome.h"
#include "stackfold_profile.h"

#include "formats/formats.h"
#include "options/folding.h"
#include "options/remarks.h"
#include "read/read.h"
#include "write/writers.h"

#include <stdlib.h>
#include <string.h>

void watch_progress(void *context, uint64_t done, uint64_t total)
{
	struct watch *watch = context;
	if (done > watch->done)
		watch->done = done;
	if (!atomic_load(&watch->stopped) && !progress_goes_on(watch->options, watch->done, total))
		atomic_store(&watch->stopped, true);
}

/* What was read becomes the profile, or is added to it. */
static enum status take(sf_profile *profile, struct profile *read,
                        const struct read_account *account, struct error *err)
{
	bool few = false, sums = account->sums == account->samples;
	bool first = !profile->at->stacks.count;
	for (size_t i = 0; i < account->advice_count; i++)
		few |= account->advice[i].few && !account->advice[i].carried;
	if (first) {
		/* frames may have been described before there were samples */
		origins_merge(&read->facts.origins, &read->frames, &profile->at->facts.origins,
		              &profile->at->frames);
		if (read->facts.origins.failed)
			return error_no_memory(err);
		profile_free(profile->at);
		*profile->at = *read;
		profile_init(read, 1);
	} else {
		enum status status = public_merge(profile->at, read, err);
		if (status)
			return status;
	}
	profile->few_said = (first || profile->few_said) && few;
	profile->sums_only = (first || profile->sums_only) && sums;
	return STATUS_OK;
}

/* Gives the profile the name of the one file that it was read from. Without memory it has none.
 */
static void take_name(sf_profile *profile, const struct input_source *inputs, size_t count,
                      bool first)
{
	free(profile->name);
	profile->name = NULL;
	if (first && count == 1)
		profile->name = strdup(inputs->name);
}

void public_remark(const struct read_account *account, const sf_options *options)
{
	const struct messages messages = messages_of(options);
	remark_account(account, true, &messages);
	for (size_t i = 0; i < account->advice_count; i++)
		if (account->advice[i].given)
			message(&messages, MESSAGE_ADVICE, "%s", account->advice[i].text);
	for (size_t i = 0; i < account->note_count; i++)
		if (!account->notes[i].warning)
			message(&messages, MESSAGE_NOTE, "%s", account->notes[i].text);
}

enum status public_prepare_reading(struct reading_options *reading, struct error *err)
{
	struct read_options *options = &reading->read;
	enum status status = reading_options_prepare(reading, err);
	if (!status && reading->max_memory) {
		options->memory_limited = true;
		status = reading_size_parse(reading->max_memory, &options->memory_most, err);
	}
	return status;
}

/* Reads into a profile of its own, as the options say. */
static enum status read_apart(struct settings *settings, const struct messages *messages,
                              const struct public_reading *reading, struct profile *read,
                              struct read_account *account, struct error *err)
{
	struct read_options *options = &settings->reading.read;
	const struct writer *writer = writers[0];
	enum status status = folding_writer(&settings->folding, reading->output, &writer, err);
	const bool samples = settings->folding.to || writer != writers[0] ||
	                     splitting_asked(&settings->splitting) ||
	                     top_options_keep_samples(&settings->top);
	if (!status)
		status = public_prepare_reading(&settings->reading, err);
	if (!status)
		status = folding_prepare(&settings->folding, writer, options, err);
	if (!status)
		status = splitting_prepare(&settings->splitting, options, err);
	options->keep_samples |= top_options_keep_samples(&settings->top);
	if (!status)
		status = read_sources(formats, reading->inputs, reading->count, options, read,
		                      account, err);
	if (!status)
		status = folding_apply(&settings->folding, options, messages, read, err);
	if (!samples)
		samples_free(&read->samples);
	if (!status)
		status = profile_fit(read, SUMS_COLUMNS, err);
	folding_free(&settings->folding);
	reading_options_free(&settings->reading);
	return status;
}

sf_status public_cancelled(const struct input_source *inputs, size_t count, struct sf_error *error)
{
	struct error inner = {{0}};
	if (count == 1)
		error_set(&inner, STATUS_FAILED, "%s: cancelled", inputs->name);
	else
		error_set(&inner, STATUS_FAILED, "cancelled");
	public_outcome(STATUS_FAILED, &inner, inputs, count, error);
	return SF_CANCELLED;
}

void public_account(sf_account **account, struct read_account *made)
{
	if (account && (*account = malloc(sizeof **account)))
		(*account)->inner = *made;
	else
		read_account_free(made);
}

sf_status public_read(sf_profile *profile, const struct public_reading *reading,
                      const sf_options *options, sf_account **account, struct sf_error *error)
{
	struct watch *watch = reading->watch;
	struct settings settings;
	struct read_account made = {0};
	struct profile read;
	struct error inner = {{0}};
	const struct messages messages = messages_of(options);
	settings_of(options, &settings);
	struct read_options *how = &settings.reading.read;
	how->keep_order = drawing_keeps_order(&settings.drawing) || profile->at->keep_order;
	how->begun = reading->begun;
	how->begun_texts = reading->begun_texts;
	if (progress_of(options)) {
		how->progress = watch_progress;
		how->progress_context = watch;
		for (size_t i = 0; i < reading->count; i++)
			reading->inputs[i].stopped = &watch->stopped;
	}
	profile_init(&read, 1);
	enum status status = read_apart(&settings, &messages, reading, &read, &made, &inner);
	const bool cancelled = atomic_load(&watch->stopped);
	if (!cancelled)
		public_remark(&made, options);
	if (!status && !cancelled) {
		bool first = !profile->at->stacks.count;
		remark_rounding(&read.stacks, &messages);
		status = take(profile, &read, &made, &inner);
		take_name(profile, reading->inputs, reading->count, first);
	}
	profile_free(&read);
	public_account(account, &made);
	return cancelled ? public_cancelled(reading->inputs, reading->count, error)
	                 : public_outcome(status, &inner, reading->inputs, reading->count, error);
}

/* Reads inputs of which nothing was read before. */
static sf_status read_all(sf_profile *profile, struct input_source *inputs, size_t count,
                          const sf_options *options, sf_account **account, struct sf_error *error)
{
	struct watch watch = {.options = options};
	const struct public_reading reading = {.inputs = inputs, .count = count, .watch = &watch};
	return public_read(profile, &reading, options, account, error);
}

/* --- inputs --------------------------------------------------------------------------------- */

sf_status sf_profile_read(sf_profile *profile, const char *const *paths, size_t path_count,
                          const sf_options *options, sf_account **account, struct sf_error *error)
{
	struct error inner = {{0}};
	struct input_source *inputs = calloc(path_count + 1, sizeof *inputs);
	if (account)
		*account = NULL;
	if (!inputs)
		return public_outcome(error_no_memory(&inner), &inner, NULL, 0, error);
	if (!path_count) {
		free(inputs);
		error_set(&inner, STATUS_FAILED, "there is no input to read");
		return public_outcome(STATUS_FAILED, &inner, NULL, 0, error);
	}
	for (size_t i = 0; i < path_count; i++)
		inputs[i] = (struct input_source){.kind = INPUT_PATH, .name = paths[i]};
	sf_status status = read_all(profile, inputs, path_count, options, account, error);
	free(inputs);
	return status;
}

sf_status sf_profile_read_memory(sf_profile *profile, const char *name, const void *bytes,
                                 size_t size, const sf_options *options, sf_account **account,
                                 struct sf_error *error)
{
	struct input_source input = {
		.kind = INPUT_MEMORY, .name = name, .bytes = bytes, .size = size};
	return read_all(profile, &input, 1, options, account, error);
}

sf_status sf_profile_read_fd(sf_profile *profile, const char *name, int fd,
                             const sf_options *options, sf_account **account,
                             struct sf_error *error)
{
	struct input_source input = {.kind = INPUT_DESCRIPTOR, .name = name, .fd = fd};
	return read_all(profile, &input, 1, options, account, error);
}

sf_status sf_profile_read_from(sf_profile *profile, const char *name, sf_read_function *read,
                               void *context, const sf_options *options, sf_account **account,
                               struct sf_error *error)
{
	_Static_assert(sizeof(ptrdiff_t) == sizeof(ssize_t), "a function of one gives the other");
	if (account)
		*account = NULL;
	if (!read) {
		struct error inner = {{0}};
		error_set(&inner, STATUS_FAILED, "%s: there is no function to read it: it is NULL",
		          name);
		return public_outcome(STATUS_FAILED, &inner,
		                      &(struct input_source){.kind = INPUT_CALLBACK, .name = name},
		                      1, error);
	}
	struct input_source input = {
		.kind = INPUT_CALLBACK, .name = name, .read = read, .context = context};
	return read_all(profile, &input, 1, options, account, error);
}

/* --- the account ---------------------------------------------------------------------------- */

uint64_t sf_account_count(const sf_account *account, sf_count count)
{
	if (!account)
		return 0;
	const struct read_account *a = &account->inner;
	const uint64_t counts[] = {
		[SF_COUNT_SAMPLES] = a->samples,
		[SF_COUNT_SUMS] = a->sums,
		[SF_COUNT_KEPT] = a->kept,
		[SF_COUNT_OTHER_EVENTS] = a->other_events,
		[SF_COUNT_OTHER_PROCESSES] = a->other_comms,
		[SF_COUNT_OTHER_MOMENTS] = a->other_moments,
		[SF_COUNT_GUESTS] = a->guests,
		[SF_COUNT_UNKNOWN_EVENTS] = a->unknown_events,
		[SF_COUNT_EMPTY] = a->empty,
		[SF_COUNT_SIDE_RECORDS] = a->side_records,
		[SF_COUNT_MALFORMED] = a->malformed,
		[SF_COUNT_LINES] = a->lines,
		[SF_COUNT_BYTES] = a->bytes,
	};
	return (size_t)count < sizeof counts / sizeof *counts ? counts[count] : 0;
}

const char *sf_account_event(const sf_account *account, size_t i, uint64_t *samples, int *kept)
{
	if (!account || i >= account->inner.event_count)
		return NULL;
	const struct event_account *event = &account->inner.events[i];
	if (samples)
		*samples = event->samples;
	if (kept)
		*kept = event->kept;
	return event->name;
}

void sf_account_free(sf_account *account)
{
	if (!account)
		return;
	read_account_free(&account->inner);
	free(account);
}
