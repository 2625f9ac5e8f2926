#include "formats/otlp/shape.h"

#include "formats/protobuf.h"

#include <stdint.h>

enum {
	SURE = 96,
	RESOURCE_PROFILES = 1, /* fields of all messages ... */
	DICTIONARY,
	RESOURCE = 1, /* ... fields of these: */
	SCOPE_PROFILES,
	SCOPE = 1, /* ... and fields of these: */
	PROFILE,
};

/* Whether a profile begins so: with the type of its values and a sample, of which the first fields
 * are known. Version 1.3 has an id of 16 bytes and two times instead. */
static bool is_profile(struct text message)
{
	enum { TYPE = 1, SAMPLE, FIELDS_MAX = 22, ID_SIZE = 16 };
	struct proto proto = proto_of(message);
	struct proto_field field;
	bool fits = false, id = false;
	while (proto_next_cut(&proto, &field)) {
		if (field.number > FIELDS_MAX)
			return false;
		if (field.number == TYPE) {
			id = field.type == PROTO_BYTES && field.value == ID_SIZE;
			if (field.type != PROTO_BYTES ||
			    (!id && !proto_only_numbers(field.bytes, 3)))
				return false;
			fits |= !id;
		} else if (field.number == SAMPLE) {
			if (id)
				return field.type == PROTO_FIXED64;
			if (field.type != PROTO_BYTES)
				return false;
			fits = true;
		}
	}
	return fits;
}

/* A bid: 0 if a scope cannot contain profiles, 1 if it may. */
static int scope_looks(struct text message)
{
	struct proto proto = proto_of(message);
	struct proto_field field;
	int sure = 1;
	while (proto_next_cut(&proto, &field)) {
		if (field.type != PROTO_BYTES || field.number > 3)
			return 0;
		if (field.number != PROFILE || !field.bytes.size)
			continue;
		if (!is_profile(field.bytes))
			return 0;
		sure = SURE;
	}
	return sure;
}

static int resource_looks(struct text message)
{
	enum { SCHEMA_URL = 3 };
	struct proto proto = proto_of(message);
	struct proto_field field;
	int sure = 1;
	while (sure && proto_next_cut(&proto, &field)) {
		if (field.type != PROTO_BYTES || field.number > SCHEMA_URL)
			return 0;
		const int scope = field.number == SCOPE_PROFILES ? scope_looks(field.bytes) : sure;
		sure = !scope || scope > sure ? scope : sure;
	}
	return sure;
}

/* Whether a message begins as a dictionary: tables, whose first rows are empty. */
static bool is_dictionary(struct text message)
{
	enum { STRINGS = 5, TABLES = 7 };
	struct proto proto = proto_of(message);
	struct proto_field field;
	uint64_t table = 0;
	while (proto_next_cut(&proto, &field)) {
		if (field.type != PROTO_BYTES || field.number > TABLES)
			return false;
		if (field.number == STRINGS && table != STRINGS && field.value)
			return false;
		table = field.number;
	}
	return table > 0;
}

int otlp_looks(struct text head)
{
	enum { TABLES_1_6 = 8 };
	struct proto proto = proto_of(text_from(head, otlp_length_size(head)));
	struct proto_field field;
	int sure = 0;
	uint64_t before = 0;
	while (proto_next_cut(&proto, &field)) {
		if (field.type != PROTO_BYTES || field.number > TABLES_1_6)
			return 0;
		if (field.number == RESOURCE_PROFILES) {
			const int looks = field.value ? resource_looks(field.bytes) : 1;
			if (!looks)
				return 0;
			sure = looks > sure ? looks : sure;
		} else if (field.number == DICTIONARY && !before) {
			if (!is_dictionary(field.bytes))
				return 0;
			sure = SURE - 10;
		}
		before = field.number;
		if (otlp_length_size(head))
			break; /* the bytes after it are another message */
	}
	return sure > 1 ? sure : 0;
}

size_t otlp_length_size(struct text head)
{
	/* the highest byte of a length is never that of a key of these messages: the length would
	 * be 170 MB or more */
	const uint8_t *at = (const uint8_t *)head.at;
	return head.size > OTLP_LENGTH_SIZE && at[0] < 0x08 &&
	                       (at[OTLP_LENGTH_SIZE] == 0x0a || at[OTLP_LENGTH_SIZE] == 0x12)
	               ? OTLP_LENGTH_SIZE
	               : 0;
}

const char *otlp_old_version(struct text resource)
{
	struct proto proto = proto_of(resource);
	struct proto_field field;
	while (proto_next_cut(&proto, &field)) {
		if (field.number != SCOPE_PROFILES || field.type != PROTO_BYTES)
			continue;
		struct proto scope = proto_of(field.bytes);
		while (proto_next_cut(&scope, &field)) {
			if (field.number != PROFILE || field.type != PROTO_BYTES)
				continue;
			struct proto profile = proto_of(field.bytes);
			uint64_t last = 0;
			while (proto_next_cut(&profile, &field)) {
				if (field.number == 2 && field.type == PROTO_FIXED64)
					return "1.3 (v1experimental)";
				last = field.number > last ? field.number : last;
			}
			if (last > 12)
				return "1.4 or 1.5";
		}
	}
	return NULL;
}
