/* NDJSON as in write/ndjson.c: in each line a JSON object, which is a sample or a stack:
 *
 *     {"stack": ["main", "work"], "weight": 1003009, "unit": "ns", "event": "cpu-clock", "comm":
 *      "app", "pid": 12, "tid": 12, "cpu": 1, "time": 482700000123, "labels": {"key": "value"}}
 *
 * Only the stack is required; the default weight is 1. Keys may be in any order, and unknown ones
 * are ignored, so a database's exports with these columns can also be read. Frames are compared
 * with those of the previous line, which are mostly the same. */
#include "config.h"

#include "base/vector.h"
#include "formats/json_shape.h"
#include "formats/put_sample.h"
#include "read/event.h"
#include "read/options.h"
#include "read/reader.h"
#include "store/frames.h"

#include <stdlib.h>

struct ndjson {
	struct sink *sink;
	struct putting putting;
	struct put_sample sample;
	uint32_t *frames; /* of this line, after that of the previous line */
	size_t depth, known, capacity;
	struct buffer comm, event, unit;
	struct buffer last_event; /* memo: event and unit of the previous line ... */
	uint32_t last;            /* ... and its id */
	struct label *labels;
	size_t label_capacity;
	bool has_stack, has_comm, bad_weight;
	uint64_t no_stacks, bad_weights;
};

static enum status begin_line(void *context, const struct json_place *place)
{
	struct ndjson *file = context;
	(void)place;
	file->sample = (struct put_sample){.weight = {1, 0}};
	file->comm.size = file->event.size = file->unit.size = 0;
	file->has_stack = file->has_comm = file->bad_weight = false;
	file->depth = 0;
	return STATUS_OK;
}

static enum status begin_stack(void *context, const struct json_place *place)
{
	struct ndjson *file = context;
	(void)place;
	file->has_stack = true;
	file->depth = 0;
	return STATUS_OK;
}

/* Frame names are unchanged: the format has no kinds. */
static enum status take_frame(void *context, const struct json_place *place,
                              const struct json_value *value)
{
	struct ndjson *file = context;
	const struct text name = {value->text.at, value->type == JSON_TEXT ? value->text.size : 0};
	const size_t i = file->depth;
	if (i < file->known) {
		const struct frame *last = &file->sink->frames.items[file->frames[i]];
		if (last->size == name.size && memcmp(last->name, name.at, name.size) == 0) {
			file->depth++;
			return STATUS_OK;
		}
	}
	if (!vector_reserve(&file->frames, &file->capacity, i + 1))
		return error_no_memory(place->err);
	file->frames[i] = put_frame(&file->putting, name, 0, (struct text){0});
	if (file->frames[i] == FRAME_NONE)
		return error_no_memory(place->err);
	file->depth++;
	if (file->known < file->depth)
		file->known = file->depth;
	return STATUS_OK;
}

static enum status take_weight(void *context, const struct json_place *place,
                               const struct json_value *value)
{
	struct ndjson *file = context;
	bool negative;
	(void)place;
	file->bad_weight = !json_decimal_value(value, &file->sample.weight, &negative) ||
	                   (negative && file->sample.weight.value);
	return STATUS_OK;
}

static enum status take_comm(void *context, const struct json_place *place,
                             const struct json_value *value)
{
	struct ndjson *file = context;
	file->has_comm = value->type == JSON_TEXT;
	return json_text_value(&file->comm, place, value);
}

static enum status take_event(void *context, const struct json_place *place,
                              const struct json_value *value)
{
	return json_text_value(&((struct ndjson *)context)->event, place, value);
}

static enum status take_unit(void *context, const struct json_place *place,
                             const struct json_value *value)
{
	return json_text_value(&((struct ndjson *)context)->unit, place, value);
}

static enum status take_pid(void *context, const struct json_place *place,
                            const struct json_value *value)
{
	struct sample_place *at = &((struct ndjson *)context)->sample.place;
	(void)place;
	if (json_index(value, &at->pid))
		at->known |= PLACE_PID;
	return STATUS_OK;
}

static enum status take_tid(void *context, const struct json_place *place,
                            const struct json_value *value)
{
	struct sample_place *at = &((struct ndjson *)context)->sample.place;
	(void)place;
	if (json_index(value, &at->tid))
		at->known |= PLACE_TID;
	return STATUS_OK;
}

static enum status take_cpu(void *context, const struct json_place *place,
                            const struct json_value *value)
{
	struct sample_place *at = &((struct ndjson *)context)->sample.place;
	(void)place;
	if (json_index(value, &at->cpu))
		at->known |= PLACE_CPU;
	return STATUS_OK;
}

static enum status take_time(void *context, const struct json_place *place,
                             const struct json_value *value)
{
	struct sample_place *at = &((struct ndjson *)context)->sample.place;
	(void)place;
	if (json_whole(value, &at->time))
		at->known |= PLACE_TIME;
	return STATUS_OK;
}

/* A label's value is a text or a whole number. */
static enum status take_label(void *context, const struct json_place *place,
                              const struct json_value *value)
{
	struct ndjson *file = context;
	struct samples *kept = &file->sink->kept;
	struct label label = {.text = LABEL_NONE, .unit = LABEL_NONE};
	const struct text key = place->key;
	if (!file->sink->options->keep_samples ||
	    (value->type != JSON_TEXT && !json_integer_value(value, &label.number)))
		return STATUS_OK;
	const size_t i = file->sample.label_count;
	label.key = samples_add_name(kept, key.at, key.size);
	if (value->type == JSON_TEXT)
		label.text = samples_add_name(kept, value->text.at, value->text.size);
	if (label.key == SAMPLE_NONE || (value->type == JSON_TEXT && label.text == LABEL_NONE) ||
	    !vector_reserve(&file->labels, &file->label_capacity, i + 1))
		return error_no_memory(place->err);
	file->labels[i] = label;
	file->sample.label_count++;
	return STATUS_OK;
}

/* ---- a line's end ---- */

static bool unit_differs(const struct text event, const struct text unit)
{
	const char *usual = event_unit(event);
	return unit.size && !text_is(unit, usual);
}

/* Events that perf knows count as in perf; others count in the line's unit. */
static uint32_t declare(struct ndjson *file)
{
	const struct text event = buffer_as_text(&file->event), unit = buffer_as_text(&file->unit);
	if (!unit_differs(event, unit))
		return sink_event(file->sink, event.at, event.size);
	const bool leads = event_rank(event) < EVENT_RANK_OTHER;
	buffer_byte(&file->event, '\0');
	buffer_byte(&file->unit, '\0');
	if (file->event.failed || file->unit.failed)
		return EVENT_NONE;
	return sink_value(file->sink, file->event.data, file->unit.data, leads);
}

static enum status find_event(struct ndjson *file, struct error *err)
{
	struct buffer *memo = &file->last_event;
	const struct text event = buffer_as_text(&file->event), unit = buffer_as_text(&file->unit);
	if (!event.size && !unit.size)
		return STATUS_OK; /* the format names none */
	if (!event.size)
		buffer_append(&file->event, unit.at, unit.size);
	const struct text name = buffer_as_text(&file->event);
	if (memo->size != name.size + unit.size || memcmp(memo->data, name.at, name.size) != 0 ||
	    memcmp(memo->data + name.size, unit.at, unit.size) != 0) {
		memo->size = 0;
		buffer_append(memo, name.at, name.size);
		buffer_append(memo, unit.at, unit.size);
		file->last = memo->failed || file->event.failed ? EVENT_NONE : declare(file);
	}
	file->sample.event = file->last;
	return file->last == EVENT_NONE ? error_no_memory(err) : STATUS_OK;
}

static enum status end_line(void *context, const struct json_place *place)
{
	struct ndjson *file = context;
	struct put_sample *sample = &file->sample;
	file->no_stacks += !file->has_stack;
	file->bad_weights += file->has_stack && file->bad_weight;
	if (!file->has_stack || file->bad_weight)
		return STATUS_OK;
	enum status status = find_event(file, place->err);
	if (status)
		return status;
	sample->frames = file->frames;
	sample->depth = file->depth;
	sample->comm = file->has_comm ? buffer_as_text(&file->comm) : (struct text){0};
	sample->labels = file->labels;
	file->sink->profiled = sample->place.known & PLACE_TIME;
	return put_sample(&file->putting, sample, place->err);
}

/* A line that is not an object. */
static enum status take_other(void *context, const struct json_place *place,
                              const struct json_value *value)
{
	(void)place, (void)value;
	((struct ndjson *)context)->no_stacks++;
	return STATUS_OK;
}

static const struct json_shape frame = {.value = take_frame},
			       stack = {.items = &frame, .begin = begin_stack},
			       weight = {.value = take_weight}, unit = {.value = take_unit},
			       event = {.value = take_event}, comm = {.value = take_comm},
			       pid = {.value = take_pid}, tid = {.value = take_tid},
			       cpu = {.value = take_cpu}, time_shape = {.value = take_time},
			       label = {.value = take_label};

static const struct json_field label_fields[] = {{"", &label}, {0}};
static const struct json_shape labels = {.fields = label_fields};

static const struct json_field fields[] = {
	{"stack", &stack},
	{"weight", &weight},
	{"unit", &unit},
	{"event", &event},
	{"comm", &comm},
	{"pid", &pid},
	{"tid", &tid},
	{"cpu", &cpu},
	{"time", &time_shape},
	{"labels", &labels},
	{0},
};

static const struct json_shape line_shape = {
	.fields = fields, .begin = begin_line, .end = end_line, .value = take_other};

static enum status ndjson_read(struct stream *stream, struct sink *sink,
                               const struct read_options *options, struct error *err)
{
	static const struct json_options several = {.several = true};
	struct ndjson file = {.sink = sink, .putting = {.sink = sink}};
	const char *input = input_name(stream->input);
	(void)options;
	enum status status = json_read(stream, &line_shape, &several, &file, NULL, err);
	if (!status && file.no_stacks)
		sink_note(sink, true, "%s: %llu lines have no stack: left out", input,
		          (unsigned long long)file.no_stacks);
	if (!status && file.bad_weights)
		sink_note(sink, true, "%s: %llu weights are no numbers from 0 on: left out", input,
		          (unsigned long long)file.bad_weights);
	putting_free(&file.putting);
	buffer_free(&file.comm);
	buffer_free(&file.event);
	buffer_free(&file.unit);
	buffer_free(&file.last_event);
	free(file.frames);
	free(file.labels);
	return status;
}

/* Skips a text from its first quote on; returns the position after it, or the end. */
static const char *skip_text(const char *at, const char *end)
{
	for (at++; at < end && *at != '"'; at++)
		at += *at == '\\' && at + 1 < end;
	return at < end ? at + 1 : end;
}

/* Whether the object at the beginning has a key; objects within it do not count. */
static bool has_own_key(struct text line, const char *key)
{
	const char *at = line.at, *end = line.at + line.size;
	int depth = 0;
	while (at < end) {
		const char *after = *at == '"' ? skip_text(at, end) : at + 1;
		if (*at == '{' || *at == '[')
			depth++;
		else if (*at == '}' || *at == ']')
			depth--;
		if (depth < 1 || (*at == '[' && depth == 1))
			return false; /* it has ended, or is not an object */
		if (*at == '"' && depth == 1 && after - at > 2 &&
		    text_is((struct text){at + 1, (size_t)(after - at) - 2}, key))
			return true;
		at = after;
	}
	return false;
}

/* Whether the first line, or its part in the head, is an object with a stack. */
static int ndjson_bid(const struct head *head)
{
	const char *next;
	const struct text line = text_skip_blanks(
		text_line(head->text, head->text + head->size, &next));
	if (!text_begins(line, "{") || !has_own_key(line, "stack"))
		return 0;
	return has_own_key(line, "weight") || next == head->text + head->size ? 96 : 60;
}

const struct reader reader_ndjson = {
	.name = "ndjson",
	.about = "JSON, a line for each sample or stack, as fold-stacks --to ndjson writes it",
	.fields = "NDJSON has processes, CPUs and times where its lines say so",
	.kind = "NDJSON with stacks",
	.form = "{\"stack\": [\"main\", \"work\"], \"weight\": 12}",
	.expected = "lines such as {\"stack\": [\"main\", \"work\"], \"weight\": 12}",
#ifdef HAVE_YAJL
	.available = true,
#endif
	.bid = ndjson_bid,
	.read = ndjson_read,
};
