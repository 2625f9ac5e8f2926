/* The encoding of Protocol Buffers, as readers take it apart: a message is a row of fields, each a
 * key (number << 3 | type) and a number or bytes, in any order. See
 * https://protobuf.dev/programming-guides/encoding/. */
#ifndef STACKFOLD_FORMATS_PROTOBUF_H
#define STACKFOLD_FORMATS_PROTOBUF_H

#include "base/status.h"
#include "base/text.h"
#include "read/stream.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PROTO_NUMBER = 0, PROTO_FIXED64 = 1, PROTO_BYTES = 2, PROTO_FIXED32 = 5 };

/* What is left of a message. */
struct proto {
	const uint8_t *at, *end;
	bool bad; /* it is no such message: the walk ended before its end */
};

struct proto_field {
	uint64_t number;
	unsigned type;     /* PROTO_* */
	uint64_t value;    /* of all but PROTO_BYTES */
	struct text bytes; /* of PROTO_BYTES: in the message */
};

static inline struct proto proto_of(struct text message)
{
	const uint8_t *at = (const uint8_t *)message.at;
	return (struct proto){at, message.size ? at + message.size : at, false};
}

/* A number of 7 bits a byte, the lowest first. False, with bad set, where none is there. */
static inline bool proto_number(struct proto *proto, uint64_t *number)
{
	const uint8_t *at = proto->at;
	uint64_t value = 0;
	if (at < proto->end && *at < 0x80) {
		*number = *at;
		proto->at = at + 1;
		return true;
	}
	for (unsigned shift = 0; at < proto->end && shift < 64; shift += 7) {
		value |= (uint64_t)(*at & 0x7f) << shift;
		if (!(*at++ & 0x80)) {
			*number = value;
			proto->at = at;
			return true;
		}
	}
	proto->bad = true;
	return false;
}

/* A number of 8 bytes, the lowest first; likewise. */
bool proto_fixed64(struct proto *proto, uint64_t *number);

/* What proto_head does with keys that are neither of numbers nor of bytes. */
bool proto_head_rare(struct proto *proto, struct proto_field *field);

/* A key, and the value where it is a number; of bytes their size, as the value. False, with bad
 * set, where that is not there. */
static inline bool proto_head(struct proto *proto, struct proto_field *field)
{
	uint64_t key;
	if (!proto_number(proto, &key))
		return false;
	field->number = key >> 3;
	field->type = key & 7;
	field->bytes = (struct text){0};
	if (!field->number || (field->type != PROTO_NUMBER && field->type != PROTO_BYTES))
		return proto_head_rare(proto, field);
	return proto_number(proto, &field->value);
}

/* The next field; false at the end of the message, or with bad set where it is none. */
static inline bool proto_next(struct proto *proto, struct proto_field *field)
{
	if (proto->at >= proto->end || proto->bad || !proto_head(proto, field))
		return false;
	if (field->type != PROTO_BYTES)
		return true;
	if (field->value > (size_t)(proto->end - proto->at)) {
		proto->bad = true;
		return false;
	}
	field->bytes = (struct text){(const char *)proto->at, (size_t)field->value};
	proto->at += field->value;
	return true;
}

/* The same for the first bytes of a message: what ends after them is cut there, and the next call
 * returns false. */
bool proto_next_cut(struct proto *proto, struct proto_field *field);

/* Sets values[i] to the number of field i, for i below count; those that are not there stay as they
 * are. False if the message is damaged. */
bool proto_numbers(struct text message, uint64_t *values, size_t count);

/* Whether a message has only the numbers of fields 1 to `last`. */
bool proto_only_numbers(struct text message, uint64_t last);

/* The numbers of a field that may be repeated, packed into one or not: calls for the field's bytes
 * until it returns false. *rest begins as proto_of(field->bytes) for PROTO_BYTES. */
static inline bool proto_packed(struct proto *rest, uint64_t *number)
{
	return rest->at < rest->end && proto_number(rest, number);
}

/* The fields of a stream that is one message, of which each is in memory one at a time. Zeroed but
 * for the stream; proto_stream_free frees. */
struct proto_stream {
	struct stream *stream;
	char *bytes; /* read and not yet given */
	size_t at, size, capacity;
	uint64_t offset; /* of the field given last, in the stream */
	uint64_t before; /* bytes of the stream before `bytes` */
};

/* The next field, until the next call. False at the end, and with *status set where the stream is
 * no message, is cut, or cannot be read. Memory: the largest field. */
bool proto_stream_next(struct proto_stream *stream, struct proto_field *field, enum status *status,
                       struct error *err);

void proto_stream_free(struct proto_stream *stream);

#endif
