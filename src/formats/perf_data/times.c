#include "formats/perf_data/times.h"

#include "base/text.h"
#include "formats/perf_data/file.h"
#include "read/budget.h"
#include "read/event.h"

#include <time.h>

/* ---- the times of the first and the last sample ---- */

struct times {
	struct perf_file file;
	const struct stream *stream;
	uint64_t first, last;
};

static enum status take_time(void *context, const struct record *record, uint64_t time,
                             struct error *err)
{
	struct times *times = context;
	(void)err;
	if (record->type != PERF_RECORD_SAMPLE || !time)
		return STATUS_OK;
	if (!times->last || time < times->first)
		times->first = time;
	if (time > times->last)
		times->last = time;
	return STATUS_OK;
}

static enum status no_round(void *context, struct error *err)
{
	(void)context, (void)err;
	return STATUS_OK;
}

static enum status no_progress(void *context, uint64_t time, size_t bytes, struct error *err)
{
	(void)context, (void)time, (void)bytes, (void)err;
	return STATUS_OK;
}

static enum status check_times(void *context, struct error *err)
{
	const struct times *times = context;
	const struct read_options *options = times->stream->options;
	const uint64_t taken = sources_memory(&times->file.sources) +
	                       perf_data_header_memory(&times->file.header);
	return taken <= budget_of(options, stream_weight(times->stream))
	               ? STATUS_OK
	               : budget_exceeded(options, times->stream->input, err);
}

/* ---- the time of the first sample of an event ---- */

struct marker {
	struct times times; /* its first sample: the marker's time */
	const char *event;
	uint64_t from;
	bool found;
};

static enum status take_marker(void *context, const struct record *record, uint64_t time,
                               struct error *err)
{
	struct marker *marker = context;
	const struct perf_data_header *header = &marker->times.file.header;
	if (record->type != PERF_RECORD_SAMPLE || time < marker->from ||
	    (marker->found && time >= marker->times.first))
		return STATUS_OK;
	struct perf_event *event = events_of_record(&header->events, record->at, record->type,
	                                            record->size, header->big_endian);
	const char *name = event ? event_name(event) : "";
	if (!name)
		return error_no_memory(err);
	if (event_fits(text_of(name), marker->event)) {
		marker->found = true;
		marker->times.first = time;
	}
	return STATUS_OK;
}

static enum status check_marker(void *context, struct error *err)
{
	struct marker *marker = context;
	return check_times(&marker->times, err);
}

enum status perf_data_marker(struct stream *stream, const char *event, uint64_t from,
                             uint64_t *time, bool *found, struct error *err)
{
	struct marker marker = {.times.stream = stream, .event = event, .from = from};
	marker.times.file.next = (struct file_next){take_marker, no_round, no_progress,
	                                            check_marker, &marker};
	enum status status = file_open(&marker.times.file, stream, NULL, err);
	if (!status && marker.times.file.header.pipe)
		status = error_set(err, STATUS_FAILED,
		                   "%s: --time-marker needs a file from perf record, not a pipe",
		                   input_name(stream->input));
	if (!status)
		status = file_read(&marker.times.file, err);
	*time = marker.times.first;
	*found = marker.found;
	file_free(&marker.times.file);
	return status;
}

/* As perf record noted them, or otherwise by reading all records. */
enum status perf_data_times(struct stream *stream, uint64_t *first, uint64_t *last,
                            struct error *err)
{
	struct times times = {.file.next = {take_time, no_round, no_progress, check_times, &times},
	                      .stream = stream};
	enum status status = file_open(&times.file, stream, NULL, err);
	const struct perf_data_header *header = &times.file.header;
	if (!status && header->pipe)
		status = error_set(err, STATUS_FAILED,
		                   "%s: times in percent and times of day need a file from perf "
		                   "record, not a pipe",
		                   input_name(stream->input));
	times.first = header->first_time;
	times.last = header->last_time;
	if (!status && !times.last)
		status = file_read(&times.file, err);
	*first = times.first;
	*last = times.last;
	file_free(&times.file);
	return status;
}

/* Whether the clock of the samples is wall-clock time. */
static bool on_the_wall(const struct perf_events *events)
{
	bool all = events->count > 0;
	for (size_t i = 0; i < events->count; i++)
		all = all && event_flag(events->items[i], ATTR_USE_CLOCKID) &&
		      events->items[i]->clockid == CLOCK_REALTIME;
	return all;
}

enum status perf_data_wall_clock(struct stream *stream, uint64_t *zero, struct error *err)
{
	struct times times = {.file.next = {take_time, no_round, no_progress, check_times, &times},
	                      .stream = stream};
	enum status status = file_open(&times.file, stream, NULL, err);
	const struct perf_data_header *header = &times.file.header;
	if (!status && !header->wall_known && !on_the_wall(&header->events))
		status = error_set(err, STATUS_FAILED,
		                   "%s: --time: it has no times of day; perf record -k "
		                   "CLOCK_MONOTONIC records them",
		                   input_name(stream->input));
	*zero = header->wall_zero;
	file_free(&times.file);
	return status;
}
