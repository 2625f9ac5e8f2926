#include "formats/protobuf.h"

#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

enum {
	CHUNK = 1 << 20,
	KEY_BYTES = 20, /* most bytes of a key and a number */
};

static bool fixed(struct proto *proto, size_t size, uint64_t *value)
{
	*value = 0;
	if ((size_t)(proto->end - proto->at) < size) {
		proto->bad = true;
		return false;
	}
	for (size_t i = size; i--;)
		*value = *value << 8 | proto->at[i];
	proto->at += size;
	return true;
}

bool proto_head_rare(struct proto *proto, struct proto_field *field)
{
	if (field->number && field->type == PROTO_FIXED64)
		return fixed(proto, 8, &field->value);
	if (field->number && field->type == PROTO_FIXED32)
		return fixed(proto, 4, &field->value);
	proto->bad = true; /* groups, which proto3 does not have */
	return false;
}

bool proto_fixed64(struct proto *proto, uint64_t *number)
{
	return fixed(proto, 8, number);
}

bool proto_only_numbers(struct text message, uint64_t last)
{
	struct proto proto = proto_of(message);
	struct proto_field field;
	while (proto_next(&proto, &field))
		if (field.type != PROTO_NUMBER || field.number > last)
			return false;
	return !proto.bad;
}

bool proto_numbers(struct text message, uint64_t *values, size_t count)
{
	struct proto proto = proto_of(message);
	struct proto_field field;
	while (proto_next(&proto, &field))
		if (field.type == PROTO_NUMBER && field.number < count)
			values[field.number] = field.value;
	return !proto.bad;
}

bool proto_next_cut(struct proto *proto, struct proto_field *field)
{
	if (proto->at >= proto->end || proto->bad || !proto_head(proto, field))
		return false;
	if (field->type != PROTO_BYTES)
		return true;
	const size_t left = (size_t)(proto->end - proto->at);
	field->bytes = (struct text){(const char *)proto->at,
	                             field->value < left ? (size_t)field->value : left};
	proto->at += field->bytes.size;
	return true;
}

/* Reads until `need` bytes are available, or the stream ends. The room grows with the bytes that
 * were read, not with `need`. */
static bool fill(struct proto_stream *s, size_t need, enum status *status, struct error *err)
{
	if (s->at) {
		memmove(s->bytes, s->bytes + s->at, s->size - s->at);
		s->before += s->at;
		s->size -= s->at;
		s->at = 0;
	}
	while (s->size < need && stream_has_more(s->stream)) {
		if (!vector_reserve(&s->bytes, &s->capacity, s->size + CHUNK)) {
			*status = error_no_memory(err);
			return false;
		}
		const size_t room = need - s->size > CHUNK ? s->capacity - s->size : CHUNK;
		const ssize_t n = stream_read(s->stream, s->bytes + s->size, room, err);
		if (n < 0) {
			*status = STATUS_FAILED;
			return false;
		}
		s->size += (size_t)n;
	}
	return true;
}

static bool fail(const struct proto_stream *s, enum status *status, const char *what,
                 struct error *err)
{
	*status = error_set(err, STATUS_FAILED, "%s: byte %llu: %s", input_name(s->stream->input),
	                    (unsigned long long)s->offset, what);
	return false;
}

bool proto_stream_next(struct proto_stream *s, struct proto_field *field, enum status *status,
                       struct error *err)
{
	*status = STATUS_OK;
	if (s->size - s->at < KEY_BYTES && !fill(s, KEY_BYTES, status, err))
		return false;
	s->offset = s->before + s->at;
	if (s->at == s->size)
		return false;
	struct proto rest = proto_of((struct text){s->bytes + s->at, s->size - s->at});
	if (!proto_head(&rest, field))
		return fail(s, status,
		            s->size - s->at < KEY_BYTES
		                    ? "the input ends within a field: is it cut?"
		                    : "expected a field of a message",
		            err);
	size_t head = (size_t)((const char *)rest.at - (s->bytes + s->at));
	if (field->type == PROTO_BYTES) {
		if (field->value > SIZE_MAX / 2)
			return fail(s, status, "the size of a field is too large", err);
		const size_t need = head + (size_t)field->value;
		if (s->size - s->at < need && !fill(s, need, status, err))
			return false;
		if (s->size - s->at < need)
			return fail(s, status, "the input ends within a field: is it cut?", err);
		field->bytes = (struct text){s->bytes + s->at + head, (size_t)field->value};
		head = need;
	}
	s->at += head;
	return true;
}

void proto_stream_free(struct proto_stream *stream)
{
	free(stream->bytes);
	stream->bytes = NULL;
}
