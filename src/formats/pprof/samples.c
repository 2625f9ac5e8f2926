#include "formats/pprof/samples.h"

#include "base/vector.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A field of the message, or several that follow each other, where they stand; else in room. */
struct span {
	const char *at;
	size_t size;
	char **room;
	size_t *capacity;
};

/* A sample's message taken apart. */
struct parts {
	struct span stack, labels; /* what it is added up by */
	uint64_t values[PPROF_VALUES_MAX];
	size_t value_count;
	bool bad;
};

void pprof_bad_sample(struct pprof_samples *samples, const char *why, uint64_t number)
{
	char text[40];
	const int size = snprintf(text, sizeof text, "sample %llu", (unsigned long long)number);
	sink_malformed(samples->sink, why, text, (size_t)size);
}

/* Whether a label can say which thread a sample is of: false only where its number cannot. */
static bool label_may_matter(struct text message)
{
	enum { TEXT = 2, NUMBER, UNIT };
	struct proto proto = proto_of(message);
	struct proto_field field;
	bool other = false;
	while (proto_next(&proto, &field)) {
		if (field.number == TEXT && field.value)
			return true;
		other |= (field.number == NUMBER && field.value > UINT32_MAX) ||
		         (field.number == UNIT && field.value);
	}
	return !other || proto.bad;
}

static void take_values(const struct proto_field *field, struct parts *parts)
{
	struct proto rest = proto_of(field->bytes);
	uint64_t value = field->value;
	if (field->type == PROTO_NUMBER && parts->value_count < PPROF_VALUES_MAX)
		parts->values[parts->value_count++] = value;
	while (field->type == PROTO_BYTES && parts->value_count < PPROF_VALUES_MAX &&
	       proto_packed(&rest, &value))
		parts->values[parts->value_count++] = value;
	parts->bad |= rest.bad;
}

/* False without memory. */
static bool extend(struct span *span, const char *from, size_t size)
{
	const bool moved = span->size && span->at == *span->room;
	if (!span->size)
		span->at = from;
	if (!moved && span->at + span->size == from) {
		span->size += size;
		return true;
	}
	if (!vector_reserve(span->room, span->capacity, span->size + size))
		return false;
	if (!moved)
		memcpy(*span->room, span->at, span->size);
	memcpy(*span->room + span->size, from, size);
	span->at = *span->room;
	span->size += size;
	return true;
}

/* False without memory. */
static bool take_parts(struct pprof_samples *samples, struct text message, struct parts *parts)
{
	const bool keep = samples->sink->options->keep_samples;
	struct proto proto = proto_of(message);
	struct proto_field field;
	const char *from = message.at;
	while (proto_next(&proto, &field)) {
		const char *to = (const char *)proto.at;
		const size_t size = (size_t)(to - from);
		bool ok = true;
		if (field.number == PPROF_VALUE)
			take_values(&field, parts);
		else if (field.number == PPROF_LOCATION)
			ok = extend(&parts->stack, from, size);
		else if (field.number == PPROF_LABEL && field.type == PROTO_BYTES &&
		         (keep || label_may_matter(field.bytes)))
			ok = extend(&parts->labels, from, size);
		if (!ok)
			return false;
		from = to;
	}
	parts->bad |= proto.bad;
	return true;
}

/* The row of a stack with labels; ROW_NONE without memory. */
static uint32_t key_of(struct pprof_samples *samples, const struct parts *parts)
{
	struct pprof_key key = {0, 0};
	const size_t known = samples->stacks.count;
	if (!samples->label_sets.count && frames_intern(&samples->label_sets, "", 0) == FRAME_NONE)
		return ROW_NONE;
	key.stack = frames_intern(&samples->stacks, parts->stack.at, parts->stack.size);
	if (key.stack == FRAME_NONE ||
	    !vector_reserve(&samples->plain, &samples->plain_capacity, key.stack + (size_t)1))
		return ROW_NONE;
	uint32_t *plain = &samples->plain[key.stack];
	if (samples->stacks.count > known)
		*plain = 0;
	if (!parts->labels.size && *plain)
		return *plain - 1;
	if (parts->labels.size)
		key.labels = frames_intern(&samples->label_sets, parts->labels.at,
		                           parts->labels.size);
	if (key.labels == FRAME_NONE)
		return ROW_NONE;
	const uint32_t id = rows_intern(&samples->keys, &key, sizeof key);
	if (id != ROW_NONE && !key.labels)
		*plain = id + 1;
	return id;
}

enum status pprof_add_values(struct rows *keys, uint32_t id, size_t known, uint64_t **values,
                             size_t *capacity, const uint64_t *more, size_t n, struct error *err)
{
	if (id == ROW_NONE || !vector_reserve(values, capacity, (id + (size_t)1) * n))
		return error_no_memory(err);
	uint64_t *row = *values + id * n;
	if (keys->count > known)
		memset(row, 0, n * sizeof *row);
	for (size_t i = 0; i < n; i++)
		if (__builtin_add_overflow(row[i], more[i], &row[i]))
			return error_set(err, STATUS_FAILED,
			                 "the values' sum does not fit 64 bits");
	return STATUS_OK;
}

enum status pprof_add_sample(struct pprof_samples *samples, struct text message, struct error *err)
{
	struct parts parts;
	parts.stack = (struct span){NULL, 0, &samples->stack_room, &samples->stack_capacity};
	parts.labels = (struct span){NULL, 0, &samples->label_room, &samples->label_capacity};
	parts.value_count = 0;
	parts.bad = false;
	samples->met++;
	if (!take_parts(samples, message, &parts))
		return error_no_memory(err);
	if (!samples->value_count)
		samples->value_count = parts.value_count;
	const char *why = parts.bad ? "it is damaged" : NULL;
	if (!why && (!parts.value_count || parts.value_count != samples->value_count))
		why = "it has another number of values than the first one";
	for (size_t i = 0; !why && i < parts.value_count; i++)
		if (parts.values[i] > INT64_MAX)
			why = "a value is negative";
	if (why) {
		pprof_bad_sample(samples, why, samples->met);
		return STATUS_OK;
	}
	const size_t known = samples->keys.count;
	return pprof_add_values(&samples->keys, key_of(samples, &parts), known, &samples->values,
	                        &samples->value_capacity, parts.values, parts.value_count, err);
}

void pprof_samples_free(struct pprof_samples *samples)
{
	frames_free(&samples->stacks);
	frames_free(&samples->label_sets);
	rows_free(&samples->keys);
	free(samples->plain);
	free(samples->values);
	free(samples->stack_room);
	free(samples->label_room);
	*samples = (struct pprof_samples){.sink = samples->sink, .met = samples->met};
}
