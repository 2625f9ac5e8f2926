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
 * event to the next goes to what is open. The keys come in any order: py-spy and rbspy write the
 * frames last, so stacks are kept as indices, with sums of weights, until all is read.
 *
 * A profile is a thread: its name is "COMM PID/TID" where we wrote it, 'Process PID Thread TID
 * "COMM"' where py-spy did. Any other name is a comm if there are profiles of several names. */
#include "config.h"

#include "base/buffer.h"
#include "base/vector.h"
#include "formats/json_shape.h"
#include "formats/put_sample.h"
#include "formats/spans.h"
#include "formats/thread_name.h"
#include "read/options.h"
#include "read/reader.h"
#include "store/frames.h"
#include "store/origins.h"
#include "store/stacks.h"

#include <stdlib.h>

/* A sample of a profile whose samples are kept. */
struct row {
	struct decimal weight;
	uint32_t stack;
};

struct profile_read {
	struct buffer name;
	const struct value_unit *unit;
	struct stacks stacks; /* of indices of frames; unless rows are kept with sums of weights */
	uint64_t *counts;     /* samples of each stack, likewise */
	size_t count_capacity;
	uint32_t *samples; /* their stacks, until the weights are there */
	size_t sample_count, sample_capacity;
	struct decimal *weights; /* those that come before samples */
	size_t weight_count, weight_capacity;
	size_t charged;   /* weights that came after samples */
	struct row *rows; /* where samples are kept one by one */
	size_t row_count, row_capacity;
	struct spans spans;
	struct decimal start;
	bool negative_start;
};

struct speedscope {
	struct sink *sink;
	struct putting putting;
	const char *input;
	bool each; /* samples are put one by one */
	struct profile_read *profiles;
	size_t profile_count, profile_capacity;
	uint32_t *frames; /* the sink's id of each of the file's */
	size_t frame_count, frame_capacity;
	uint32_t *stack; /* the sample at hand */
	size_t depth, stack_capacity;
	uint32_t *ids; /* its frames */
	size_t id_capacity;
	struct buffer name, file; /* of the frame at hand */
	uint64_t line;            /* 0: none */
	bool ours;                /* we wrote the file */
	bool opens, closes;       /* of the event at hand */
	uint32_t frame;
	struct decimal at;
	bool has_at;
	uint64_t bad_weights, bad_frames, bad_events, unpaired;
};

static struct profile_read *profile_of(struct speedscope *file)
{
	return &file->profiles[file->profile_count - 1];
}

/* ---- units ---- */

/* Times become nanoseconds. */
static const struct value_unit {
	const char *name, *event, *unit;
	unsigned power; /* the unit is 10^power of those */
	bool time;
} units[] = {
	{"none", "samples", "samples", 0, false}, {"nanoseconds", "time", "ns", 0, true},
	{"microseconds", "time", "ns", 3, true},  {"milliseconds", "time", "ns", 6, true},
	{"seconds", "time", "ns", 9, true},       {"bytes", "bytes", "bytes", 0, false},
};

/* A weight in the unit that the sink gets; false where 64 bits do not hold it. What is less than a
 * nanosecond of a longer unit is rounded. */
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

/* ---- profiles ---- */

static enum status begin_profile(void *context, const struct json_place *place)
{
	struct speedscope *file = context;
	if (!vector_reserve(&file->profiles, &file->profile_capacity, file->profile_count + 1))
		return error_no_memory(place->err);
	file->profiles[file->profile_count++] = (struct profile_read){.unit = units};
	stacks_init(&profile_of(file)->stacks, 1);
	return STATUS_OK;
}

static enum status take_profile_name(void *context, const struct json_place *place,
                                     const struct json_value *value)
{
	return json_text_value(&profile_of(context)->name, place, value);
}

static enum status take_unit(void *context, const struct json_place *place,
                             const struct json_value *value)
{
	(void)place;
	for (size_t i = 0; value->type == JSON_TEXT && i < sizeof units / sizeof *units; i++)
		if (text_is(value->text, units[i].name))
			profile_of(context)->unit = &units[i];
	return STATUS_OK;
}

static enum status take_start(void *context, const struct json_place *place,
                              const struct json_value *value)
{
	struct profile_read *profile = profile_of(context);
	(void)place;
	if (!json_decimal_value(value, &profile->start, &profile->negative_start))
		profile->start = (struct decimal){0, 0};
	return STATUS_OK;
}

static enum status take_end(void *context, const struct json_place *place,
                            const struct json_value *value)
{
	struct profile_read *profile = profile_of(context);
	struct decimal end;
	bool negative;
	(void)place;
	if (json_decimal_value(value, &end, &negative) && !negative)
		spans_until(&profile->spans, end);
	return STATUS_OK;
}

/* ---- samples ---- */

static enum status begin_sample(void *context, const struct json_place *place)
{
	(void)place;
	((struct speedscope *)context)->depth = 0;
	return STATUS_OK;
}

static enum status take_index(void *context, const struct json_place *place,
                              const struct json_value *value)
{
	struct speedscope *file = context;
	if (!vector_reserve(&file->stack, &file->stack_capacity, file->depth + 1))
		return error_no_memory(place->err);
	if (!json_index(value, &file->stack[file->depth]))
		file->stack[file->depth] = UINT32_MAX; /* of no frame */
	file->depth++;
	return STATUS_OK;
}

static enum status charge(struct speedscope *file, struct profile_read *profile, uint32_t stack,
                          struct decimal weight, struct error *err)
{
	if (file->each) {
		if (!vector_reserve(&profile->rows, &profile->row_capacity, profile->row_count + 1))
			return error_no_memory(err);
		profile->rows[profile->row_count++] = (struct row){weight, stack};
		return STATUS_OK;
	}
	profile->counts[stack]++;
	return stacks_add(&profile->stacks, stack, 0, weight, err);
}

static enum status end_sample(void *context, const struct json_place *place)
{
	struct speedscope *file = context;
	struct profile_read *profile = profile_of(file);
	const size_t before = profile->stacks.count;
	static const uint32_t none;
	const uint32_t *frames = file->depth ? file->stack : &none;
	const uint32_t stack = stacks_intern(&profile->stacks, frames, file->depth);
	if (stack == STACK_NONE ||
	    !vector_reserve(&profile->samples, &profile->sample_capacity,
	                    profile->sample_count + 1) ||
	    !vector_reserve(&profile->counts, &profile->count_capacity, profile->stacks.count))
		return error_no_memory(place->err);
	if (profile->stacks.count > before)
		profile->counts[stack] = 0;
	profile->samples[profile->sample_count++] = stack;
	return STATUS_OK;
}

/* What is no list of frames is a sample without any, for weights count them. */
static enum status take_no_sample(void *context, const struct json_place *place,
                                  const struct json_value *value)
{
	(void)value;
	begin_sample(context, place);
	return end_sample(context, place);
}

static enum status take_weight(void *context, const struct json_place *place,
                               const struct json_value *value)
{
	struct speedscope *file = context;
	struct profile_read *profile = profile_of(file);
	struct decimal weight;
	bool negative;
	if (!json_decimal_value(value, &weight, &negative) || (negative && weight.value)) {
		file->bad_weights++;
		weight = (struct decimal){0, 0};
	}
	if (profile->charged < profile->sample_count && !profile->weight_count) {
		const uint32_t stack = profile->samples[profile->charged++];
		return charge(file, profile, stack, weight, place->err);
	}
	if (!vector_reserve(&profile->weights, &profile->weight_capacity,
	                    profile->weight_count + 1))
		return error_no_memory(place->err);
	profile->weights[profile->weight_count++] = weight;
	return STATUS_OK;
}

/* ---- events ---- */

static enum status begin_event(void *context, const struct json_place *place)
{
	struct speedscope *file = context;
	(void)place;
	file->opens = file->closes = file->has_at = false;
	file->frame = UINT32_MAX;
	return STATUS_OK;
}

static enum status take_kind(void *context, const struct json_place *place,
                             const struct json_value *value)
{
	struct speedscope *file = context;
	(void)place;
	file->opens = value->type == JSON_TEXT && text_is(value->text, "O");
	file->closes = value->type == JSON_TEXT && text_is(value->text, "C");
	return STATUS_OK;
}

static enum status take_frame(void *context, const struct json_place *place,
                              const struct json_value *value)
{
	struct speedscope *file = context;
	(void)place;
	if (!json_index(value, &file->frame))
		file->frame = UINT32_MAX;
	return STATUS_OK;
}

static enum status take_at(void *context, const struct json_place *place,
                           const struct json_value *value)
{
	struct speedscope *file = context;
	bool negative;
	(void)place;
	file->has_at = json_decimal_value(value, &file->at, &negative) && !negative;
	return STATUS_OK;
}

static enum status end_event(void *context, const struct json_place *place)
{
	struct speedscope *file = context;
	struct spans *spans = &profile_of(file)->spans;
	if (!file->has_at || file->frame == UINT32_MAX || file->opens == file->closes) {
		file->bad_events++;
		return STATUS_OK;
	}
	bool added = file->opens ? spans_begin(spans, file->at, file->frame)
	                         : spans_end(spans, file->at, file->frame);
	return added ? STATUS_OK : error_no_memory(place->err);
}

/* ---- frames ---- */

static enum status begin_frame(void *context, const struct json_place *place)
{
	struct speedscope *file = context;
	(void)place;
	file->name.size = file->file.size = 0;
	file->line = 0;
	return STATUS_OK;
}

static enum status take_frame_name(void *context, const struct json_place *place,
                                   const struct json_value *value)
{
	return json_text_value(&((struct speedscope *)context)->name, place, value);
}

static enum status take_frame_file(void *context, const struct json_place *place,
                                   const struct json_value *value)
{
	return json_text_value(&((struct speedscope *)context)->file, place, value);
}

static enum status take_frame_line(void *context, const struct json_place *place,
                                   const struct json_value *value)
{
	struct speedscope *file = context;
	(void)place;
	if (!json_whole(value, &file->line))
		file->line = 0;
	return STATUS_OK;
}

/* "parse (json/decoder.py:353)", as py-spy and rbspy write it in text. A file without a line is
 * the module. */
static enum status end_frame(void *context, const struct json_place *place)
{
	struct speedscope *file = context;
	const struct text path = buffer_as_text(&file->file);
	if (file->line && path.size) {
		buffer_text(&file->name, " (");
		buffer_append(&file->name, path.at, path.size);
		buffer_printf(&file->name, ":%llu)", (unsigned long long)file->line);
	}
	const unsigned kind = path.size && text_begins(path, "[kernel") ? ORIGIN_KERNEL
	                      : path.size                               ? ORIGIN_USER
	                                                                : 0;
	if (file->name.failed || file->file.failed ||
	    !vector_reserve(&file->frames, &file->frame_capacity, file->frame_count + 1))
		return error_no_memory(place->err);
	const uint32_t id = put_frame(&file->putting, buffer_as_text(&file->name), kind, path);
	file->frames[file->frame_count++] = id;
	return id == FRAME_NONE ? error_no_memory(place->err) : STATUS_OK;
}

/* Keeps the indices right. */
static enum status take_no_frame(void *context, const struct json_place *place,
                                 const struct json_value *value)
{
	(void)value;
	begin_frame(context, place);
	return end_frame(context, place);
}

static enum status take_exporter(void *context, const struct json_place *place,
                                 const struct json_value *value)
{
	(void)place;
	((struct speedscope *)context)->ours = value->type == JSON_TEXT &&
	                                       text_begins(value->text, PACKAGE_NAME);
	return STATUS_OK;
}

/* ---- the document ---- */

static const struct json_shape frame_name_shape = {.value = take_frame_name},
			       frame_file_shape = {.value = take_frame_file},
			       frame_line_shape = {.value = take_frame_line};

static const struct json_field frame_fields[] = {
	{"name", &frame_name_shape}, {"file", &frame_file_shape}, {"line", &frame_line_shape}, {0}};

static const struct json_shape frame_shape = {.fields = frame_fields,
                                              .begin = begin_frame,
                                              .end = end_frame,
                                              .value = take_no_frame},
			       frames_shape = {.items = &frame_shape};

static const struct json_field shared_fields[] = {{"frames", &frames_shape}, {0}};

static const struct json_shape kind_shape = {.value = take_kind},
			       event_frame_shape = {.value = take_frame},
			       at_shape = {.value = take_at};

static const struct json_field event_fields[] = {
	{"type", &kind_shape}, {"frame", &event_frame_shape}, {"at", &at_shape}, {0}};

static const struct json_shape event_shape = {.fields = event_fields,
                                              .begin = begin_event,
                                              .end = end_event},
			       events_shape = {.items = &event_shape},
			       frame_index_shape = {.value = take_index},
			       sample_shape = {.items = &frame_index_shape,
                                               .begin = begin_sample,
                                               .end = end_sample,
                                               .value = take_no_sample},
			       samples_shape = {.items = &sample_shape},
			       weight_shape = {.value = take_weight},
			       weights_shape = {.items = &weight_shape},
			       profile_name_shape = {.value = take_profile_name},
			       unit_shape = {.value = take_unit},
			       start_shape = {.value = take_start}, end_shape = {.value = take_end};

static const struct json_field profile_fields[] = {
	{"name", &profile_name_shape}, {"unit", &unit_shape},
	{"startValue", &start_shape},  {"endValue", &end_shape},
	{"samples", &samples_shape},   {"weights", &weights_shape},
	{"events", &events_shape},     {0},
};

static enum status end_profile(void *context, const struct json_place *place);

static const struct json_shape profile_shape = {.fields = profile_fields,
                                                .begin = begin_profile,
                                                .end = end_profile},
			       profiles_shape = {.items = &profile_shape},
			       shared_shape = {.fields = shared_fields},
			       exporter_shape = {.value = take_exporter};

static const struct json_field fields[] = {{"exporter", &exporter_shape},
                                           {"shared", &shared_shape},
                                           {"profiles", &profiles_shape},
                                           {0}};

static const struct json_shape document = {.fields = fields};

/* Weights that came before the samples; then only sums and rows stay. */
static enum status end_profile(void *context, const struct json_place *place)
{
	struct speedscope *file = context;
	struct profile_read *profile = profile_of(file);
	enum status status = STATUS_OK;
	for (size_t i = 0;
	     !status && i < profile->weight_count && profile->charged < profile->sample_count; i++)
		status = charge(file, profile, profile->samples[profile->charged++],
		                profile->weights[i], place->err);
	if (!status && profile->charged < profile->sample_count)
		sink_note(file->sink, true,
		          "%s: profiles[%zu] has %zu samples and %zu weights: "
		          "samples without a weight are left out",
		          file->input, file->profile_count - 1, profile->sample_count,
		          profile->charged);
	free(profile->samples);
	free(profile->weights);
	profile->samples = NULL;
	profile->weights = NULL;
	return status;
}

/* ---- samples into the sink ---- */

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

/* The frames of indices. False where one is of no frame: then the sample is left out. */
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

/* When the sample at hand was taken: the axis is the sum of weights. */
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
		.putting = {.sink = sink, .stream = stream},
		.input = input_name(stream->input),
		.each = sink->places || options->keep_order,
	};
	enum status status = json_read(stream, &document, NULL, &file, NULL, err);
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
