#include "read/read.h"

#include "read/begun.h"
#include "read/bidding.h"
#include "read/event.h"
#include "read/gathering.h"
#include "read/nothing_kept.h"
#include "read/reading.h"
#include "read/workers.h"
#include "symbol/bundle.h"
#include "symbol/symbol.h"

#include <stdlib.h>
#include <string.h>

enum { HEAD_SIZE = 64 << 10 /* bytes that a reader may inspect before it bids */ };

/* Finds the part of this input that was chosen by wall-clock time. */
static enum status find_wall_times(struct reading *reading, uint64_t first, uint64_t last,
                                   struct error *err)
{
	uint64_t zero;
	const char *name = input_name(reading->stream.input);
	enum status status = reading->reader->wall_clock(&reading->stream, &zero, err);
	if (!status && !time_span_by_wall(&reading->time, zero, first, last))
		status = error_set(err, STATUS_FAILED,
		                   "%s: --time: there is no such time, or it "
		                   "ends before it begins",
		                   name);
	return status;
}

/* Finds the time of a marker. */
static enum status find_marker(struct reading *reading, const char *event, uint64_t from,
                               uint64_t *time, struct error *err)
{
	bool found;
	enum status status = reading->reader->marker(&reading->stream, event, from, time, &found,
	                                             err);
	if (!status && !found)
		status = error_set(err, STATUS_FAILED, "%s: --time-marker: no sample of event %s%s",
		                   input_name(reading->stream.input), event,
		                   from ? " after the first marker" : "");
	return status;
}

/* Finds the part of this input between two markers. */
static enum status find_markers(struct reading *reading, struct error *err)
{
	const struct read_options *options = reading->options;
	struct time_span *span = &reading->time;
	if (!reading->reader->marker)
		return error_set(err, STATUS_FAILED, "%s: --time-marker: %s: no sample has a time",
		                 input_name(reading->stream.input), reading->reader->kind);
	*span = (struct time_span){.given = true, .from = 0, .to = UINT64_MAX};
	enum status status = stream_seek(&reading->stream, err);
	if (!status && options->marker_from)
		status = find_marker(reading, options->marker_from, 0, &span->from, err);
	if (!status && options->marker_to)
		status = find_marker(reading, options->marker_to,
		                     options->marker_from ? span->from + 1 : 0, &span->to, err);
	reading->stream.bytes = 0; /* the bytes are read again */
	return status;
}

/* Finds the times of the first and the last sample in a format that is read as a whole, by reading
 * it one more time. */
static enum status survey_times(struct reading *reading, uint64_t *first, uint64_t *last,
                                struct error *err)
{
	struct sink sink;
	struct stream stream = stream_again(&reading->stream);
	sink_init(&sink, reading->options);
	sink_survey(&sink);
	enum status status = reading->reader->read(&stream, &sink, reading->options, err);
	if (!status && sink.failed)
		status = error_no_memory(err);
	if (!status && sink.first_time > sink.last_time)
		status = error_set(err, STATUS_FAILED, "%s: --time: no sample has a time",
		                   input_name(reading->stream.input));
	*first = sink.first_time;
	*last = sink.last_time;
	sink_free(&sink);
	stream_again_free(&stream);
	return status;
}

/* What part of this input was asked for from its first sample on, in percent, or by the clock on
 * the wall. */
static enum status find_times(struct reading *reading, struct error *err)
{
	const struct time_span *span = &reading->options->choice.time;
	const struct reader *reader = reading->reader;
	uint64_t first, last;
	reading->time = *span;
	if (reading->options->marker_from || reading->options->marker_to)
		return find_markers(reading, err);
	if (span->wall && !reader->wall_clock)
		return error_set(err, STATUS_FAILED,
		                 "%s: --time: %s has no times of day; perf.data recorded with "
		                 "perf record -k CLOCK_MONOTONIC has",
		                 input_name(reading->stream.input), reader->kind);
	if ((!span->elapsed && !span->parts && !span->wall) || (!reader->times && !reader->read))
		return STATUS_OK;
	enum status status = stream_seek(&reading->stream, err);
	reading->stream.progress.twice = true;
	if (!status)
		status = reader->times ? reader->times(&reading->stream, &first, &last, err)
		                       : survey_times(reading, &first, &last, err);
	reading->stream.progress.again = true;
	if (!status && span->wall)
		status = find_wall_times(reading, first, last, err);
	else if (!status)
		reading->time = time_span_resolve(span, first, last);
	reading->stream.bytes = 0; /* the bytes are read again */
	return status;
}

/* Sets the error for an input without samples. */
static enum status no_samples(const struct reading *reading, struct error *err)
{
	const struct reader *reader = reading->reader;
	const char *name = input_name(reading->stream.input);
	const char *what = reader->nothing ? reader->nothing(&reading->head) : NULL;
	if (what)
		return error_set(err, STATUS_FAILED, "%s: %s", name, what);
	return error_set(err, STATUS_FAILED, "%s: contains no samples; expected %s", name,
	                 reader->expected);
}

/* Samples of times off the CPU that perf's BPF program made. */
static uint64_t count_off_cpu(const struct sink *sink)
{
	uint64_t samples = sink->switches;
	for (size_t i = 1; i < sink->event_count; i++)
		if (off_cpu_is((struct text){sink->events[i].name, sink->events[i].size}))
			samples += sink->events[i].samples;
	return samples;
}

/* Times off the CPU are requested, so an input must have them. */
static enum status check_off_cpu(const struct reading *reading, uint64_t before, struct error *err)
{
	if (!reading->options->off_cpu || count_off_cpu(&reading->workers[0].sink) > before)
		return STATUS_OK;
	return error_set(err, STATUS_FAILED,
	                 "%s: has no context switches, which times off the CPU are made of: record "
	                 "with perf record -e sched:sched_switch -e sched:sched_wakeup -a -g%s",
	                 input_name(reading->stream.input),
	                 reading->options->wall ? " -e cpu-clock" : "");
}

/* Whether samples have values, of which none was chosen. */
static bool no_value_wanted(const struct sink *sink)
{
	bool values = false, wanted = false;
	for (size_t i = 0; i < sink->event_count; i++) {
		values |= sink->events[i].value;
		wanted |= sink->events[i].value && sink->events[i].wanted;
	}
	return values && !wanted;
}

/* The first bytes of the current input. */
static enum status find_head(struct reading *reading, struct head *head, struct error *err)
{
	const struct read_begun *begun = reading->begun;
	if (!begun || !begun->head.text)
		return stream_peek(&reading->stream, HEAD_SIZE, head, err);
	*head = begun->head;
	return STATUS_OK;
}

/* Takes over the part of the input that was read before. */
static enum status take_begun(struct reading *reading, struct error *err)
{
	const struct read_begun *begun = reading->begun;
	static const struct frames none; /* the names are not known, only their codes */
	if (!begun)
		return STATUS_OK;
	struct sink *sink = &reading->workers[0].sink;
	sink->samples += begun->stacks;
	reading->bytes += begun->bytes;
	if (begun->facts)
		facts_merge(&sink->facts, &none, begun->facts, &none, 0);
	if (begun->marks)
		marks_merge(&sink->marks, begun->marks);
	return sink->facts.origins.failed ? error_no_memory(err) : STATUS_OK;
}

/* Chooses the reader by the first bytes and reads the input at hand. */
static enum status read_opened(struct reading *reading, struct error *err)
{
	uint64_t before = reading_samples(reading);
	uint64_t off_before = reading->worker_count ? count_off_cpu(&reading->workers[0].sink) : 0;
	struct head head;
	enum status status = find_head(reading, &head, err);
	if (status)
		return status;
	char *kept = malloc(head.size + 1);
	if (!kept)
		return error_no_memory(err);
	if (head.size)
		memcpy(kept, head.text, head.size);
	reading->head = (struct head){kept, head.size, head.whole};
	status = bidding_choose(reading->readers, reading->options->format, reading->stream.input,
	                        &reading->head, &reading->reader, err);
	reading->advised |= !status && reading->reader->advised;
	if (!status)
		status = find_times(reading, err);
	if (!status)
		status = workers_read(reading, err);
	if (!status)
		status = take_begun(reading, err);
	uint64_t samples = reading_samples(reading) - before;
	if (!status)
		status = check_off_cpu(reading, off_before, err);
	bool made = reading->begun && reading->begun->made;
	if (!status && !samples && !made && !no_value_wanted(&reading->workers[0].sink))
		status = no_samples(reading, err);
	if (!reading->workers[0].sink.profiled)
		reading->sums += samples;
	if (samples && !reading->workers[0].sink.profiled && reading->options->count_samples)
		sink_note(&reading->workers[0].sink, true,
		          "%s: --count: ignored, as each line sums up samples; give --count when "
		          "folding the recording",
		          input_name(reading->stream.input));
	free(kept);
	return status;
}

/* Opens an input, unless it is already open. */
static enum status open_input(struct reading *reading, const struct input_source *source,
                              struct read_begun *begun, struct error *err)
{
	struct input *input = begun ? begun->input : NULL;
	enum status status = input ? STATUS_OK : input_open_source(source, &input, err);
	if (status)
		return status;
	stream_init(&reading->stream, input, reading->options);
	reading->begun = begun && begun->input ? begun : NULL;
	if (reading->begun) {
		reading->stream.early = begun->early;
		reading->stream.early_size = reading->stream.early_capacity = begun->early_size;
		reading->stream.ended = begun->ended;
		begun->early = NULL;
		begun->input = NULL;
	}
	return STATUS_OK;
}

static enum status read_input(struct reading *reading, const struct input_source *source,
                              struct read_begun *begun, struct error *err)
{
	enum status status = open_input(reading, source, begun, err);
	if (status)
		return status;
	const struct input *input = reading->stream.input;
	reading->stream.progress = (struct read_progress){.before = reading->done,
	                                                  .total = reading->total,
	                                                  .several = reading->adds_up,
	                                                  .reported = reading->done};
	reading->memory_before = reading_memory(reading);
	status = reading_add_input(reading, input_name(input)) ? read_opened(reading, err)
	                                                       : error_no_memory(err);
	if (!status)
		stream_finish_progress(&reading->stream);
	reading->done = reading->stream.progress.reported;
	stream_free(&reading->stream);
	return status;
}

/* Notes why inlined calls were not found. */
static enum status note_inliner(struct reading *reading, struct error *err)
{
	const enum symbol_missing lack = symbols_lack(reading->options->inliner);
	if (lack == SYMBOL_NO_MEMORY)
		return error_no_memory(err);
	if (lack)
		sink_note(&workers_get(reading, 0)->sink, true,
		          "--inline: calls may be missing: %s", symbol_lack_text(lack));
	return STATUS_OK;
}

/* An event whose samples cannot be added to times; NULL: there is none. */
static const struct sink_event *no_time_event(const struct reading *reading)
{
	for (unsigned w = 0; w < reading->worker_count; w++) {
		const struct sink *sink = &reading->workers[w].sink;
		for (size_t e = 0; e < sink->event_count; e++) {
			const struct sink_event *event = &sink->events[e];
			if (event->samples && account_keeps(reading, event) &&
			    (!event->name || event->no_period ||
			     strcmp(event->unit ? event->unit : event_unit(text_of(event->name)),
			            "ns") != 0))
				return event;
		}
	}
	return NULL;
}

/* Wall-clock time is in nanoseconds, on the CPU too. */
static enum status check_wall(const struct reading *reading, struct error *err)
{
	const struct sink_event *event = reading->options->wall && !reading->options->count_samples
	                                         ? no_time_event(reading)
	                                         : NULL;
	if (!event)
		return STATUS_OK;
	return error_set(
		err, STATUS_FAILED,
		"%s: --wall adds up times, but the samples of %s%s are not in nanoseconds: "
		"record with -e cpu-clock (perf script -F +period prints its times)",
		reading->inputs[0].name, event->name ? "event " : "no event",
		event->name ? event->name : "");
}

/* Makes the account, and the profile if any sample was read. `status` is that of reading. */
static enum status conclude(struct reading *reading, enum status status, struct profile *profile,
                            struct read_account *account, struct error *err)
{
	/* Also after a failure: the notes may explain it. */
	struct error other;
	enum status made = status == STATUS_FATAL
	                           ? status
	                           : account_make(reading, account, status ? &other : err);
	if (!status)
		status = made;
	if (!status)
		status = check_wall(reading, err);
	if (!status)
		status = account->kept ? gathering_profile(reading, profile, err)
		                       : nothing_kept(reading, account, err);
	for (unsigned i = 0; i < reading->worker_count; i++)
		stacks_note_rounding(&profile->stacks, reading->workers[i].sink.rounded);
	if (!status)
		status = profile_fit(profile, SUMS_WEIGHTS, err);
	return status ? status : gathering_advice(reading, profile, account, err);
}

/* The size of all inputs in bytes; 0: some are unknown. */
static uint64_t total_size(const struct input_source *sources, size_t count)
{
	uint64_t total = 0;
	for (size_t i = 0; i < count; i++) {
		uint64_t size = input_source_size(&sources[i]);
		if (!size)
			return 0;
		total += size;
	}
	return total;
}

static enum status read_all(reader_table *readers, const struct input_source *sources, size_t count,
                            const struct read_options *options, struct profile *profile,
                            struct read_account *account, struct error *err)
{
	struct reading *reading = reading_open(readers, options);
	if (!reading)
		return error_no_memory(err);
	reading->adds_up = count - options->begun_texts > 1;
	if (options->progress && count > 1)
		reading->total = total_size(sources, count);
	profile->keep_order = options->keep_order;
	enum status status = STATUS_OK;
	for (size_t i = 0; !status && i < count; i++)
		status = read_input(reading, &sources[i],
		                    options->begun ? &options->begun[i] : NULL, err);
	if (!status && options->inliner)
		status = note_inliner(reading, err);
	status = conclude(reading, status, profile, account, err);
	account_release(reading);
	reading_close(reading);
	return status;
}

/* A bundle without files is a mistake. */
static enum status end_bundle(struct bundle *bundle, const char *path, enum status status,
                              struct error *err)
{
	if (!status && !bundle_files(bundle))
		status = error_set(err, STATUS_FAILED,
		                   "%s: there are no files for a bundle: perf.data names some, and "
		                   "none of those is here",
		                   path);
	return bundle_close(bundle, status, err);
}

enum status read_sources(reader_table *readers, const struct input_source *sources, size_t count,
                         const struct read_options *options, struct profile *profile,
                         struct read_account *account, struct error *err)
{
	struct read_options with = *options;
	*account = (struct read_account){0};
	enum status status = with.bundle_path ? bundle_open(with.bundle_path, &with.bundle, err)
	                                      : STATUS_OK;
	if (!status)
		status = read_all(readers, sources, count, &with, profile, account, err);
	return with.bundle ? end_bundle(with.bundle, with.bundle_path, status, err) : status;
}

enum status read_inputs(reader_table *readers, const char *const *paths, size_t path_count,
                        const struct read_options *options, struct profile *profile,
                        struct read_account *account, struct error *err)
{
	*account = (struct read_account){0};
	struct input_source *sources = calloc(path_count + 1, sizeof *sources);
	if (!sources)
		return error_no_memory(err);
	for (size_t i = 0; i < path_count; i++)
		sources[i] = (struct input_source){.kind = INPUT_PATH, .name = paths[i]};
	enum status status = read_sources(readers, sources, path_count, options, profile, account,
	                                  err);
	free(sources);
	return status;
}
