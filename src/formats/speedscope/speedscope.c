/* speedscope's file format: https://www.speedscope.app/file-format-schema.json. One JSON object:
 *
 *     {"$schema": "https://www.speedscope.app/file-format-schema.json",
 *      "shared": {"frames": [{"name": "main", "file": "app.py", "line": 3}, ...]},
 *      "profiles": [
 *        {"type": "sampled", "name": "app 12/12", "unit": "nanoseconds", "startValue": 0,
 *         "endValue": 20, "samples": [[0, 1], [0]], "weights": [10, 10]},
 *        {"type": "evented", "name": "worker", "unit": "nanoseconds", "startValue": 0,
 *         "endValue": 20, "events": [{"type": "O", "frame": 0, "at": 3}, ...]}]}
 *
 * Samples are indices of frames, root first. An event opens or closes a frame; the time from one
 * event to the next counts for the open frames. The keys may be in any order: py-spy and rbspy
 * write the frames last, so stacks are kept as indices, with sums of weights, until everything was
 * read.
 *
 * A profile is a thread: its name is "COMM PID/TID" in our files, 'Process PID Thread TID "COMM"'
 * in those of py-spy. Any other name is a comm if there are profiles of several names. */
#include "config.h"

#include "base/vector.h"
#include "formats/speedscope/document.h"
#include "formats/thread_name.h"
#include "read/options.h"
#include "read/reader.h"
#include "store/frames.h"

#include <stdlib.h>

/* A weight in the sink's unit; false if it does not fit 64 bits. Times are rounded to
 * nanoseconds. */
static bool in_unit(const struct value_unit *unit, struct decimal *value)
{
	bool exact = true;
	if (!unit->power)
		return true;
	number_wide wide = (number_wide)value->value * number_power10(unit->power);
	wide = number_round(wide, value->places, &exact);
	*value = (struct decimal){(uint64_t)wide, 0};
	return wide <= UINT64_MAX;
}

static enum status too_large(const struct speedscope *file, struct error *err)
{
	return error_set(err, STATUS_FAILED, "%s: a weight does not fit 64 bits", file->input);
}

/* Whether the profiles have several names. */
static bool names_differ(const struct speedscope *file)
{
	for (size_t i = 1; i < file->profile_count; i++)
		if (text_compare(buffer_as_text(&file->profiles[i].name),
		                 buffer_as_text(&file->profiles[0].name)) != 0)
			return true;
	return false;
}

static enum status describe(struct speedscope *file, const struct profile_read *profile,
                            struct put_sample *sample, struct error *err)
{
	const struct thread_name name = thread_name_parse(buffer_as_text(&profile->name),
	                                                  file->ours);
	const struct value_unit *value = profile->unit;
	if (name.form != THREAD_NAME_OTHER || names_differ(file))
		sample->comm = name.comm;
	sample->place = name.place;
	sample->event = name.form == THREAD_NAME_OURS && name.event.size
	                        ? sink_event(file->sink, name.event.at, name.event.size)
	                        : sink_value(file->sink, value->event, value->unit, value->time);
	return sample->event == EVENT_NONE ? error_no_memory(err) : STATUS_OK;
}

/* The frames of indices. False if one is invalid: then the sample is left out. */
static enum status find_frames(struct speedscope *file, const uint32_t *indices, size_t depth,
                               struct put_sample *sample, bool *found, struct error *err)
{
	*found = true;
	if (!vector_reserve(&file->ids, &file->id_capacity, depth + 1))
		return error_no_memory(err);
	for (size_t i = 0; i < depth && *found; i++) {
		*found = indices[i] < file->frame_count;
		if (*found)
			file->ids[i] = file->frames[indices[i]];
	}
	sample->frames = file->ids;
	sample->depth = depth;
	return STATUS_OK;
}

/* A sample without frames is time in which nothing ran: it has no root frame either. */
static enum status put(struct speedscope *file, struct put_sample *sample, const uint32_t *indices,
                       size_t depth, struct decimal weight, uint64_t count, bool sampled,
                       struct error *err)
{
	bool found;
	enum status status = find_frames(file, indices, depth, sample, &found, err);
	if (status)
		return status;
	if (!found) {
		file->bad_frames += count;
		return STATUS_OK;
	}
	sample->weight = depth ? weight : (struct decimal){0, 0};
	status = put_sample(&file->putting, sample, err);
	if (!status && sampled && !file->sink->profiled && depth && weight.value)
		sink_sum(file->sink, sample->event, count, weight);
	return status;
}

static enum status put_sums(struct speedscope *file, struct profile_read *profile,
                            struct put_sample *sample, struct error *err)
{
	struct stacks *stacks = &profile->stacks;
	enum status status = stacks_fit(stacks, SUMS_WEIGHTS, err);
	sink_rounded(file->sink, stacks->rounded);
	for (size_t i = 0; !status && i < stacks->count; i++) {
		struct decimal weight = {stacks->weights[i], stacks->places};
		if (!profile->counts[i])
			continue;
		if (!in_unit(profile->unit, &weight))
			return too_large(file, err);
		status = put(file, sample, stacks->items[i].frames, stacks->items[i].depth, weight,
		             profile->counts[i], true, err);
	}
	return status;
}

/* The time of the current sample: the axis is the sum of weights. */
static void set_time(struct put_sample *sample, const struct value_unit *value, uint64_t time)
{
	if (!value->time)
		return;
	sample->place.known |= PLACE_TIME;
	sample->place.time = time;
}

static enum status put_rows(struct speedscope *file, struct profile_read *profile,
                            struct put_sample *sample, struct error *err)
{
	struct decimal time = profile->negative_start ? (struct decimal){0, 0} : profile->start;
	enum status status = STATUS_OK;
	bool exact = true;
	if (!in_unit(profile->unit, &time))
		time = (struct decimal){0, 0};
	uint64_t now = (uint64_t)number_round(time.value, time.places, &exact);
	for (size_t i = 0; !status && i < profile->row_count; i++) {
		const struct row *row = &profile->rows[i];
		const struct stack *stack = &profile->stacks.items[row->stack];
		struct decimal weight = row->weight;
		if (!in_unit(profile->unit, &weight))
			return too_large(file, err);
		set_time(sample, profile->unit, now);
		now += (uint64_t)number_round(weight.value, weight.places, &exact);
		status = put(file, sample, stack->frames, stack->depth, weight, 1, true, err);
	}
	return status;
}

struct stretch {
	struct speedscope *file;
	const struct profile_read *profile;
	struct put_sample *sample;
};

static enum status put_stretch(void *context, const uint32_t *indices, size_t depth, uint64_t from,
                               uint64_t to, struct error *err)
{
	const struct stretch *stretch = context;
	const struct value_unit *value = stretch->profile->unit;
	const unsigned places = stretch->profile->spans.places;
	struct decimal begin = {from, places}, end = {to, places};
	struct decimal weight = {to - from, places};
	if (value->power) {
		if (!in_unit(value, &begin) || !in_unit(value, &end))
			return too_large(stretch->file, err);
		weight = (struct decimal){end.value - begin.value, 0};
		set_time(stretch->sample, value, begin.value);
	} else {
		bool exact = true;
		set_time(stretch->sample, value, (uint64_t)number_round(from, places, &exact));
	}
	while (weight.places && weight.value % 10 == 0) {
		weight.value /= 10;
		weight.places--;
	}
	return put(stretch->file, stretch->sample, indices, depth, weight, 1, false, err);
}

static enum status put_profile(struct speedscope *file, struct profile_read *profile,
                               struct error *err)
{
	struct put_sample sample = {0};
	struct stretch stretch = {file, profile, &sample};
	enum status status = describe(file, profile, &sample, err);
	const bool evented = profile->spans.count;
	file->sink->profiled = file->each && !evented;
	if (!status && evented) {
		status = spans_replay(&profile->spans, file->input, put_stretch, &stretch, err);
		file->unpaired += profile->spans.unmatched + profile->spans.unclosed;
	}
	if (!status)
		status = file->each ? put_rows(file, profile, &sample, err)
		                    : put_sums(file, profile, &sample, err);
	return status;
}

static void note_account(const struct speedscope *file)
{
	const struct {
		uint64_t count;
		const char *what;
	} notes[] = {
		{file->bad_weights, "weights are no numbers from 0 on: their samples are left out"},
		{file->bad_frames, "samples have frames that do not exist: left out"},
		{file->bad_events, "events have no time, frame or kind: left out"},
		{file->unpaired, "events open or close a frame without a partner"},
	};
	for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
		if (notes[i].count)
			sink_note(file->sink, true, "%s: %llu %s", file->input,
			          (unsigned long long)notes[i].count, notes[i].what);
}

static void speedscope_free(struct speedscope *file)
{
	for (size_t i = 0; i < file->profile_count; i++) {
		struct profile_read *profile = &file->profiles[i];
		buffer_free(&profile->name);
		stacks_free(&profile->stacks);
		spans_free(&profile->spans);
		free(profile->counts);
		free(profile->samples);
		free(profile->weights);
		free(profile->rows);
	}
	free(file->profiles);
	free(file->frames);
	free(file->stack);
	free(file->ids);
	buffer_free(&file->name);
	buffer_free(&file->file);
	putting_free(&file->putting);
}

static enum status speedscope_read(struct stream *stream, struct sink *sink,
                                   const struct read_options *options, struct error *err)
{
	struct speedscope file = {
		.sink = sink,
		.putting = {.sink = sink},
		.input = input_name(stream->input),
		.each = sink->places || options->keep_order,
	};
	enum status status = json_read(stream, &speedscope_document, NULL, &file, NULL, err);
	for (size_t i = 0; !status && i < file.profile_count; i++)
		status = put_profile(&file, &file.profiles[i], err);
	if (!status)
		note_account(&file);
	speedscope_free(&file);
	return status;
}

static int speedscope_bid(const struct head *head)
{
	static const char schema[] = "www.speedscope.app/file-format-schema.json";
	if (!json_begins(head))
		return 0;
	if (memmem(head->text, head->size, schema, strlen(schema)))
		return 96;
	if (json_head_has(head, "profiles") &&
	    (json_head_has(head, "startValue") || json_head_has(head, "shared")))
		return 75;
	return json_head_has(head, "shared") && json_head_has(head, "frames") ? 60 : 0;
}

const struct reader reader_speedscope = {
	.name = "speedscope",
	.about = "speedscope's JSON: py-spy, rbspy, speedscope.app, fold-stacks --to speedscope",
	.fields = "speedscope files have threads and times only as far as their writers say",
	.kind = "a speedscope file",
	.form = "{\"shared\": {\"frames\": ...}, \"profiles\": ...}",
	.expected = "profiles with samples or events",
#ifdef HAVE_YAJL
	.available = true,
#endif
	.bid = speedscope_bid,
	.read = speedscope_read,
};
