#include "formats/speedscope/document.h"

#include "config.h"

#include "base/vector.h"
#include "store/frames.h"
#include "store/origins.h"

#include <stdlib.h>

/* Converts times to nanoseconds. */
static const struct value_unit units[] = {
	{"none", "samples", "samples", 0, false}, {"nanoseconds", "time", "ns", 0, true},
	{"microseconds", "time", "ns", 3, true},  {"milliseconds", "time", "ns", 6, true},
	{"seconds", "time", "ns", 9, true},       {"bytes", "bytes", "bytes", 0, false},
};

static struct profile_read *profile_of(struct speedscope *file)
{
	return &file->profiles[file->profile_count - 1];
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

/* Samples that left the queue: their stacks' ids are in samples. */
static enum status count_samples(struct profile_read *profile, size_t count, bool ok,
                                 struct error *err)
{
	if (!ok ||
	    !vector_reserve(&profile->counts, &profile->count_capacity, profile->stacks.count))
		return error_no_memory(err);
	while (profile->counted < profile->stacks.count)
		profile->counts[profile->counted++] = 0;
	profile->sample_count += count;
	return STATUS_OK;
}

static enum status end_sample(void *context, const struct json_place *place)
{
	struct speedscope *file = context;
	struct profile_read *profile = profile_of(file);
	static const uint32_t none;
	const uint32_t *frames = file->depth ? file->stack : &none;
	size_t count = 0;
	if (!vector_reserve(&profile->samples, &profile->sample_capacity,
	                    profile->sample_count + STACK_QUEUE_ROOM))
		return error_no_memory(place->err);
	const bool ok = stack_queue_add(&file->queue, &profile->stacks, frames, file->depth,
	                                profile->samples + profile->sample_count, &count);
	return count_samples(profile, count, ok, place->err);
}

/* The weights may be next. */
static enum status end_samples(void *context, const struct json_place *place)
{
	struct speedscope *file = context;
	struct profile_read *profile = profile_of(file);
	size_t count = 0;
	if (!vector_reserve(&profile->samples, &profile->sample_capacity,
	                    profile->sample_count + STACK_QUEUE_ROOM))
		return error_no_memory(place->err);
	const bool ok = stack_queue_end(&file->queue, &profile->stacks,
	                                profile->samples + profile->sample_count, &count);
	return count_samples(profile, count, ok, place->err);
}

/* A value other than a list of frames is a sample without frames, because weights are numbered by
 * samples. */
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

/* "parse (json/decoder.py:353)", as in the texts of py-spy and rbspy. A file without a line is
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

/* Adds an empty frame, so that indices stay correct. */
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
			       samples_shape = {.items = &sample_shape, .end = end_samples},
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

const struct json_shape speedscope_document = {.fields = fields};

/* Takes weights that were before the samples; then only sums and rows are kept. */
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
