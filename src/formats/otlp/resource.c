#include "formats/otlp/resource.h"

#include "base/vector.h"
#include "formats/otlp/frames.h"
#include "formats/otlp/types.h"
#include "formats/protobuf.h"
#include "read/options.h"

#include <stdio.h>
#include <stdlib.h>

/* The fields of a sample: in versions 1.8 and 1.9, and from 1.10 on. In both, the first field is
 * the stack, and the fifth the times. */
struct layout {
	uint64_t attributes, link, values;
};

static const struct layout layout_1_8 = {3, 4, 2}, layout_1_10 = {2, 3, 4};

enum { SAMPLE_STACK = 1, SAMPLE_TIMES = 5 };

/* ---- the version ---- */

/* The number of numbers in a field, which may be packed. */
static size_t count_numbers(const struct proto_field *field)
{
	size_t count = 0;
	if (field->type != PROTO_BYTES)
		return 1;
	for (size_t i = 0; i < field->bytes.size; i++)
		count += !((unsigned char)field->bytes.at[i] & 0x80);
	return count;
}

/* Whether the numbers of a field can be rows of attributes with different keys. */
static bool may_be_attributes(struct otlp_dictionary *d, const struct proto_field *field)
{
	struct proto rest = proto_of(field->bytes);
	uint64_t row, before = 0;
	while (proto_packed(&rest, &row)) {
		if (!otlp_attribute(d, row) || row == before)
			return false;
		before = row;
	}
	return !rest.bad;
}

/* Whether a sample has its first location and the number of locations, as in version 1.7. */
static bool is_1_7(struct text message)
{
	enum { LOCATION_COUNT = 2 };
	struct proto proto = proto_of(message);
	struct proto_field field;
	while (proto_next(&proto, &field))
		if (field.number == LOCATION_COUNT)
			return field.type == PROTO_NUMBER;
	return false;
}

/* The layout of a sample; NULL: it may be either. Only field 2 differs: it has values in one layout
 * and attributes in the other. A sample without times has values. */
static const struct layout *layout_of(struct otlp_dictionary *d, struct text message)
{
	struct proto proto = proto_of(message);
	struct proto_field field;
	size_t second = 0, times = 0;
	bool fits = true;
	while (proto_next(&proto, &field)) {
		if (field.number == 4)
			return field.type == PROTO_BYTES ? &layout_1_10 : &layout_1_8;
		if (field.number == 3)
			return field.type == PROTO_BYTES ? &layout_1_8 : &layout_1_10;
		if (field.number == 2) {
			second += count_numbers(&field);
			fits &= field.type == PROTO_BYTES && may_be_attributes(d, &field);
		} else if (field.number == SAMPLE_TIMES) {
			times += field.type == PROTO_BYTES ? field.bytes.size / 8 : 1;
		}
	}
	if (!second)
		return NULL;
	if (!times || (second == times && !fits))
		return &layout_1_8;
	return second != times ? &layout_1_10 : NULL;
}

/* ---- samples ---- */

struct sample_reading {
	struct otlp_reading *reading;
	struct otlp_type type;
	struct otlp_about about;
	uint64_t stack, link;
	struct text times; /* 8 bytes each */
	size_t time_count;
};

static enum status add_value(struct otlp_reading *r, uint64_t value, struct error *err)
{
	if (!vector_reserve(&r->values, &r->value_capacity, r->value_count + 1))
		return error_no_memory(err);
	r->values[r->value_count++] = value;
	return STATUS_OK;
}

/* Adds the attributes whose rows a field has. STATUS_FAILED without a message. */
static enum status add_attributes(struct otlp_reading *r, const struct proto_field *field,
                                  struct otlp_about *about, struct error *err)
{
	struct proto rest = proto_of(field->bytes);
	uint64_t row = field->value;
	enum status status = STATUS_OK;
	while (!status && (field->type == PROTO_NUMBER || proto_packed(&rest, &row))) {
		struct otlp_attribute *attribute = otlp_attribute(r->dictionary, row);
		if (!attribute && row)
			return STATUS_FAILED;
		if (attribute)
			status = otlp_about_add(about, &r->labels, attribute,
			                        r->dictionary->putting->sink, err);
		if (field->type == PROTO_NUMBER)
			return status;
	}
	return !status && rest.bad ? STATUS_FAILED : status;
}

static void bad_sample(struct otlp_reading *r, const char *why)
{
	char text[40];
	const int size = snprintf(text, sizeof text, "sample %llu", (unsigned long long)r->met);
	sink_malformed(r->dictionary->putting->sink, why, text, (size_t)size);
}

/* The number of samples of the event that went into stacks. */
static uint64_t kept(const struct sink_event *event)
{
	return event->samples - event->other_comms - event->other_moments - event->empty;
}

/* A value with a time is one sample of the profiler, and so is a time without values; a value
 * without a time is a sum of several samples. */
static enum status put_values(struct sample_reading *s, struct put_sample *sample,
                              struct error *err)
{
	struct otlp_reading *r = s->reading;
	struct sink *sink = r->dictionary->putting->sink;
	const size_t count = s->time_count ? s->time_count : r->value_count;
	enum status status = STATUS_OK;
	sink->profiled = s->time_count > 0;
	r->sums |= !sink->profiled;
	for (size_t i = 0; !status && i < count; i++) {
		sample->weight = (struct decimal){r->value_count ? r->values[i] : 1, 0};
		if (!sample->weight.value && !s->time_count)
			continue;
		if (s->time_count) {
			struct proto times = {(const uint8_t *)s->times.at + 8 * i,
			                      (const uint8_t *)s->times.at + s->times.size, false};
			proto_fixed64(&times, &sample->place.time);
			sample->place.known |= PLACE_TIME;
		}
		if (sample->depth > r->frames_left)
			return error_set(err, STATUS_FAILED,
			                 "%s: the stacks are too large for a profile of this size",
			                 r->dictionary->input);
		r->frames_left -= sample->depth;
		const uint64_t before = kept(&sink->events[sample->event]);
		status = put_sample(r->dictionary->putting, sample, err);
		if (!status && s->type.samples && !sink->profiled && !sink->options->keep_samples &&
		    kept(&sink->events[sample->event]) > before)
			sink_sum(sink, sample->event, sample->weight.value, sample->weight);
	}
	return status;
}

/* The error in a sample's numbers; NULL: none. */
static const char *wrong_numbers(const struct sample_reading *s)
{
	const struct otlp_reading *r = s->reading;
	if (!r->value_count && !s->time_count)
		return "it has neither a value nor a time";
	if (r->value_count && s->time_count && r->value_count != s->time_count)
		return "it has other numbers of values and of times";
	for (size_t i = 0; i < r->value_count; i++)
		if (r->values[i] > INT64_MAX)
			return "a value is negative";
	return NULL;
}

/* The trace and the span of a link as attributes, in hex digits. */
static enum status add_link(struct sample_reading *s, struct error *err)
{
	struct otlp_dictionary *d = s->reading->dictionary;
	static const char *const keys[] = {"", "trace_id", "span_id"};
	enum { ID_MAX = 16 };
	if (!d->putting->sink->options->keep_samples || !s->link || s->link >= d->link_count)
		return STATUS_OK;
	struct proto proto = proto_of(d->links[s->link]);
	struct proto_field field;
	enum status status = STATUS_OK;
	while (!status && proto_next(&proto, &field)) {
		char digits[2 * ID_MAX + 1] = "";
		if (field.type != PROTO_BYTES || field.number > 2 || field.bytes.size > ID_MAX)
			continue;
		for (size_t i = 0; i < field.bytes.size; i++)
			snprintf(digits + 2 * i, 3, "%02x", (unsigned char)field.bytes.at[i]);
		struct otlp_attribute id = {.key = text_of(keys[field.number]),
		                            .type = OTLP_TEXT,
		                            .text = text_of(digits)};
		status = otlp_about_add(&s->about, &s->reading->labels, &id, d->putting->sink, err);
	}
	return status;
}

/* Reads the fields. STATUS_FAILED without a message. */
static enum status take_fields(struct sample_reading *s, struct text message,
                               const struct layout *layout, struct error *err)
{
	struct otlp_reading *r = s->reading;
	struct proto proto = proto_of(message);
	struct proto_field field;
	enum status status = STATUS_OK;
	while (!status && proto_next(&proto, &field)) {
		struct proto rest = proto_of(field.bytes);
		uint64_t value = field.value;
		if (field.number == SAMPLE_STACK && field.type == PROTO_NUMBER) {
			s->stack = value;
		} else if (field.number == layout->link && field.type == PROTO_NUMBER) {
			s->link = value;
		} else if (field.number == layout->attributes) {
			status = add_attributes(r, &field, &s->about, err);
		} else if (field.number == layout->values && field.type == PROTO_NUMBER) {
			status = add_value(r, value, err);
		} else if (field.number == layout->values) {
			while (!status && proto_packed(&rest, &value))
				status = add_value(r, value, err);
			proto.bad |= rest.bad;
		} else if (field.number == SAMPLE_TIMES && field.type == PROTO_BYTES) {
			s->times = field.bytes;
			s->time_count = field.bytes.size / 8;
			proto.bad |= field.bytes.size % 8 != 0;
		}
	}
	return !status && proto.bad ? STATUS_FAILED : status;
}

static enum status take_sample(struct otlp_reading *r, struct text message,
                               const struct layout *layout, struct otlp_type type,
                               const struct otlp_about *about, struct error *err)
{
	struct sample_reading s = {.reading = r, .type = type, .about = *about};
	struct put_sample sample = {.event = type.event};
	r->value_count = 0;
	r->met++;
	enum status status = take_fields(&s, message, layout, err);
	if (!status)
		status = add_link(&s, err);
	const char *why = status == STATUS_FAILED ? "it is damaged, or an attribute is not there"
	                  : status                ? NULL
	                                          : wrong_numbers(&s);
	if (!status && !why) {
		status = otlp_frames(r->dictionary, s.stack, &sample.frames, &sample.depth, err);
		if (status == STATUS_FAILED && !*err->text)
			why = "its stack, or a location of it, is not there";
	}
	if (why) {
		bad_sample(r, why);
		return STATUS_OK;
	}
	if (status)
		return status;
	otlp_about_put(&s.about, &r->labels, &sample);
	return put_values(&s, &sample, err);
}

/* ---- profiles, scopes and resources ---- */

static enum status take_profile(struct otlp_reading *r, struct text message,
                                const struct otlp_about *resource, struct error *err)
{
	enum { TYPE = 1, SAMPLE, ATTRIBUTES_1_9 = 11, ATTRIBUTES_1_8 };
	const struct layout *layout = NULL;
	struct otlp_about about = *resource;
	struct otlp_type type;
	struct text value_type = {0};
	struct proto proto = proto_of(message);
	struct proto_field field;
	enum status status = STATUS_OK;
	while (!status && proto_next(&proto, &field)) {
		if (field.number == TYPE && field.type == PROTO_BYTES)
			value_type = field.bytes;
		else if (field.number == SAMPLE && field.type == PROTO_BYTES && is_1_7(field.bytes))
			return otlp_refuse(r->dictionary->input, "1.7", err);
		else if (field.number == SAMPLE && field.type == PROTO_BYTES && !layout)
			layout = layout_of(r->dictionary, field.bytes);
		else if (field.number == ATTRIBUTES_1_9 || field.number == ATTRIBUTES_1_8)
			status = add_attributes(r, &field, &about, err);
	}
	if (!status && proto.bad)
		status = STATUS_FAILED;
	if (!status)
		status = otlp_type(r->dictionary, value_type, !r->declared, &type, err);
	r->declared = true;
	proto = proto_of(message);
	while (!status && proto_next(&proto, &field))
		if (field.number == SAMPLE && field.type == PROTO_BYTES)
			status = take_sample(r, field.bytes, layout ? layout : &layout_1_10, type,
			                     &about, err);
	return status;
}

/* Adds an attribute that is stored with its key. */
static enum status take_attribute(struct otlp_reading *r, struct text message,
                                  struct otlp_about *about, struct error *err)
{
	enum { KEY = 1, VALUE, KEY_ROW };
	struct otlp_dictionary *d = r->dictionary;
	struct otlp_attribute attribute = {0};
	struct proto proto = proto_of(message);
	struct proto_field field;
	enum status status = STATUS_OK;
	while (!status && proto_next(&proto, &field)) {
		if (field.number == KEY && field.type == PROTO_BYTES)
			attribute.key = field.bytes;
		else if (field.number == KEY_ROW && field.type == PROTO_NUMBER)
			attribute.key_row = field.value;
		else if (field.number == VALUE && field.type == PROTO_BYTES)
			status = otlp_value(&attribute, field.bytes, &d->arena, err);
	}
	if (!status && proto.bad)
		status = STATUS_FAILED;
	if (!status)
		status = otlp_settle(d, &attribute, err);
	return status ? status
	              : otlp_about_add(about, &r->labels, &attribute, d->putting->sink, err);
}

static enum status take_attributes(struct otlp_reading *r, struct text message,
                                   struct otlp_about *about, struct error *err)
{
	enum { ATTRIBUTE = 1 };
	struct proto proto = proto_of(message);
	struct proto_field field;
	enum status status = STATUS_OK;
	while (!status && proto_next(&proto, &field))
		if (field.number == ATTRIBUTE && field.type == PROTO_BYTES)
			status = take_attribute(r, field.bytes, about, err);
	return !status && proto.bad ? STATUS_FAILED : status;
}

static enum status take_scope(struct otlp_reading *r, struct text message,
                              const struct otlp_about *about, struct error *err)
{
	enum { PROFILE = 2 };
	struct proto proto = proto_of(message);
	struct proto_field field;
	enum status status = STATUS_OK;
	while (!status && proto_next(&proto, &field))
		if (field.number == PROFILE && field.type == PROTO_BYTES)
			status = take_profile(r, field.bytes, about, err);
	return !status && proto.bad ? STATUS_FAILED : status;
}

enum status otlp_resource(struct otlp_reading *r, struct text message, struct error *err)
{
	enum { RESOURCE = 1, SCOPE };
	struct otlp_about about = {0};
	struct proto proto = proto_of(message);
	struct proto_field field;
	enum status status = STATUS_OK;
	while (!status && proto_next(&proto, &field))
		if (field.number == RESOURCE && field.type == PROTO_BYTES)
			status = take_attributes(r, field.bytes, &about, err);
	proto.at = (const uint8_t *)message.at;
	while (!status && proto_next(&proto, &field))
		if (field.number == SCOPE && field.type == PROTO_BYTES)
			status = take_scope(r, field.bytes, &about, err);
	return !status && proto.bad ? STATUS_FAILED : status;
}

void otlp_reading_free(struct otlp_reading *reading)
{
	free(reading->values);
	reading->values = NULL;
}
