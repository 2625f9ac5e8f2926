/* Keys are the names of fields in lowerCamelCase; numbers of 64 bits may be texts; ids of traces
 * and spans are hex digits: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 *
 *     {"resourceProfiles": [{"scopeProfiles": [{"profiles": [
 *       {"sampleType": {"typeStrindex": 1}, "samples": [{"stackIndex": 1, "values": ["5"]}]}]}]}],
 *      "dictionary": {"stringTable": ["", "cpu"], ...}} */
#include "config.h"

#include "formats/otlp/json.h"

#include "base/buffer.h"
#include "formats/json_shape.h"

#include <stdlib.h>
#include <string.h>

/* The last ones are arrays. */
enum kind { MESSAGE, TEXT, HEX, WHOLE, TRUTH, DOUBLE, MESSAGES, TEXTS, PACKED, FIXED };

/* A key of a message: the type of its value, and the field as which it is written. */
struct key {
	const char *name;
	uint64_t number;
	enum kind kind;
	const struct key *keys; /* of messages */
};

static const struct key value_keys[] = {{"stringValue", 1, TEXT, NULL},
                                        {"boolValue", 2, TRUTH, NULL},
                                        {"intValue", 3, WHOLE, NULL},
                                        {"doubleValue", 4, DOUBLE, NULL},
                                        {"stringValueStrindex", 8, WHOLE, NULL},
                                        {0}};
static const struct key key_value_keys[] = {{"key", 1, TEXT, NULL},
                                            {"value", 2, MESSAGE, value_keys},
                                            {"keyStrindex", 3, WHOLE, NULL},
                                            {0}};
static const struct key resource_keys[] = {{"attributes", 1, MESSAGES, key_value_keys}, {0}};
static const struct key type_keys[] = {
	{"typeStrindex", 1, WHOLE, NULL}, {"unitStrindex", 2, WHOLE, NULL}, {0}};
/* Samples from version 1.10 on, and a field that identifies 1.7. */
static const struct key sample_keys[] = {{"stackIndex", 1, WHOLE, NULL},
                                         {"attributeIndices", 2, PACKED, NULL},
                                         {"linkIndex", 3, WHOLE, NULL},
                                         {"values", 4, PACKED, NULL},
                                         {"timestampsUnixNano", 5, FIXED, NULL},
                                         {"locationsLength", 2, WHOLE, NULL},
                                         {0}};
static const struct key profile_keys[] = {{"sampleType", 1, MESSAGE, type_keys},
                                          {"samples", 2, MESSAGES, sample_keys},
                                          {"sample", 2, MESSAGES, sample_keys}, /* 1.8 */
                                          {"attributeIndices", 11, PACKED, NULL},
                                          {0}};
static const struct key scope_keys[] = {{"profiles", 2, MESSAGES, profile_keys}, {0}};
static const struct key resource_profiles_keys[] = {
	{"resource", 1, MESSAGE, resource_keys}, {"scopeProfiles", 2, MESSAGES, scope_keys}, {0}};
static const struct key mapping_keys[] = {
	{"filenameStrindex", 4, WHOLE, NULL}, {"attributeIndices", 5, PACKED, NULL}, {0}};
static const struct key line_keys[] = {
	{"functionIndex", 1, WHOLE, NULL}, {"line", 2, WHOLE, NULL}, {0}};
static const struct key location_keys[] = {
	{"mappingIndex", 1, WHOLE, NULL},      {"address", 2, WHOLE, NULL},
	{"lines", 3, MESSAGES, line_keys},     {"line", 3, MESSAGES, line_keys}, /* 1.8 */
	{"attributeIndices", 4, PACKED, NULL}, {0}};
static const struct key function_keys[] = {{"nameStrindex", 1, WHOLE, NULL},
                                           {"systemNameStrindex", 2, WHOLE, NULL},
                                           {"filenameStrindex", 3, WHOLE, NULL},
                                           {"startLine", 4, WHOLE, NULL},
                                           {0}};
static const struct key link_keys[] = {{"traceId", 1, HEX, NULL}, {"spanId", 2, HEX, NULL}, {0}};
/* "key" is a text in version 1.7. */
static const struct key attribute_keys[] = {{"keyStrindex", 1, WHOLE, NULL},
                                            {"value", 2, MESSAGE, value_keys},
                                            {"unitStrindex", 3, WHOLE, NULL},
                                            {"key", 1, TEXT, NULL},
                                            {0}};
static const struct key stack_keys[] = {{"locationIndices", 1, PACKED, NULL}, {0}};
static const struct key dictionary_keys[] = {{"mappingTable", 1, MESSAGES, mapping_keys},
                                             {"locationTable", 2, MESSAGES, location_keys},
                                             {"functionTable", 3, MESSAGES, function_keys},
                                             {"linkTable", 4, MESSAGES, link_keys},
                                             {"stringTable", 5, TEXTS, NULL},
                                             {"attributeTable", 6, MESSAGES, attribute_keys},
                                             {"stackTable", 7, MESSAGES, stack_keys},
                                             {0}};
static const struct key document_keys[] = {
	{"resourceProfiles", 1, MESSAGES, resource_profiles_keys},
	{"dictionary", 2, MESSAGE, dictionary_keys},
	{0}};

/* An object or array that is open. NULL members: it is skipped. */
struct level {
	const struct key *keys; /* of an object: */
	const struct key
		*key; /* the field as which it is written; for an array: the type of its items */
	size_t begin; /* the beginning of its bytes */
};

enum { LEVELS_MAX = 32 /* deeper ones are skipped */ };

struct transcoder {
	const struct otlp_json_taker *taker;
	struct level levels[LEVELS_MAX];
	size_t depth; /* of open objects and arrays, also beyond LEVELS_MAX */
	struct buffer bytes;
};

/* ---- writing ---- */

static void append_number(struct buffer *bytes, uint64_t number)
{
	while (number > 0x7f) {
		buffer_byte(bytes, (char)(number | 0x80));
		number >>= 7;
	}
	buffer_byte(bytes, (char)number);
}

static void append_key(struct buffer *bytes, const struct key *key, unsigned type)
{
	append_number(bytes, key->number << 3 | type);
}

static void append_fixed(struct buffer *bytes, uint64_t number)
{
	for (unsigned i = 0; i < 8; i++)
		buffer_byte(bytes, (char)(number >> (8 * i)));
}

static void append_hex(struct buffer *bytes, struct text digits)
{
	for (size_t i = 0; i + 1 < digits.size; i += 2) {
		const char pair[] = {digits.at[i], digits.at[i + 1], '\0'};
		buffer_byte(bytes, (char)strtoul(pair, NULL, 16));
	}
}

/* Inserts key and size before the bytes that were written from `begin` on. */
static void wrap(struct buffer *bytes, const struct key *key, size_t begin)
{
	const size_t end = bytes->size;
	append_key(bytes, key, PROTO_BYTES);
	append_number(bytes, end - begin);
	if (bytes->failed)
		return;
	char head[20];
	const size_t size = bytes->size - end;
	memcpy(head, bytes->data + end, size);
	memmove(bytes->data + begin + size, bytes->data + begin, end - begin);
	memcpy(bytes->data + begin, head, size);
}

/* ---- values ---- */

/* A whole number, which may be negative, or written as a text. */
static bool whole(const struct json_value *value, uint64_t *number)
{
	if ((value->type != JSON_NUMBER && value->type != JSON_TEXT) || !value->text.size)
		return false;
	const bool minus = text_begins(value->text, "-");
	const struct json_value digits = {JSON_NUMBER, false, text_from(value->text, minus)};
	if (!digits.text.size)
		return false;
	for (size_t i = 0; value->type == JSON_TEXT && i < digits.text.size; i++)
		if (!is_digit(digits.text.at[i]))
			return false;
	if (!json_whole(&digits, number))
		return false;
	*number = minus ? -*number : *number;
	return true;
}

static void write_double(struct buffer *bytes, const struct key *key, struct text text)
{
	char digits[64];
	uint64_t bits;
	if (text.size >= sizeof digits)
		return;
	memcpy(digits, text.at, text.size);
	digits[text.size] = '\0';
	const double number = strtod(digits, NULL);
	memcpy(&bits, &number, sizeof bits);
	append_key(bytes, key, PROTO_FIXED64);
	append_fixed(bytes, bits);
}

static void write_value(struct buffer *bytes, const struct key *key, bool item,
                        const struct json_value *value)
{
	const size_t begin = bytes->size;
	uint64_t number;
	switch (key->kind) {
	case TEXT:
	case TEXTS:
	case HEX:
		if (value->type != JSON_TEXT)
			return;
		if (key->kind == HEX)
			append_hex(bytes, value->text);
		else
			buffer_append(bytes, value->text.at, value->text.size);
		wrap(bytes, key, begin);
		return;
	case TRUTH:
		if (value->type != JSON_BOOL)
			return;
		append_key(bytes, key, PROTO_NUMBER);
		append_number(bytes, value->truth);
		return;
	case DOUBLE:
		if (value->type == JSON_NUMBER || value->type == JSON_TEXT)
			write_double(bytes, key, value->text);
		return;
	case FIXED:
		if (item && whole(value, &number))
			append_fixed(bytes, number);
		return;
	case PACKED:
		if (item && whole(value, &number))
			append_number(bytes, number);
		return;
	case WHOLE:
		if (!whole(value, &number))
			return;
		append_key(bytes, key, PROTO_NUMBER);
		append_number(bytes, number);
		return;
	default: /* messages */
		return;
	}
}

/* ---- the document ---- */

/* The type of a value, by its key in the innermost level or as an item of it; NULL:
 * it is skipped. */
static const struct key *find(const struct transcoder *t, const struct json_place *place)
{
	if (!t->depth || t->depth > LEVELS_MAX)
		return NULL;
	const struct level *level = &t->levels[t->depth - 1];
	if (!level->keys)
		return place->key.size ? NULL : level->key;
	for (const struct key *key = level->keys; key->name; key++)
		if (text_is(place->key, key->name))
			return key;
	return NULL;
}

static enum status failed(const struct transcoder *t, const struct json_place *place)
{
	return t->bytes.failed ? error_no_memory(place->err) : STATUS_OK;
}

/* Opens an object or an array. If the other one was expected, none of its keys or
 * items are known. */
static enum status begin(void *context, const struct json_place *place)
{
	struct transcoder *t = context;
	const struct key *key = find(t, place);
	if (key && !place->key.size && key->kind != MESSAGES)
		key = NULL; /* in an array of numbers or texts */
	struct level level = {.key = key, .begin = t->bytes.size};
	if (!t->depth)
		level.keys = document_keys;
	else if (key && (key->kind == MESSAGE || (key->kind == MESSAGES && !place->key.size)))
		level.keys = key->keys;
	if (t->depth < LEVELS_MAX)
		t->levels[t->depth] = level;
	t->depth++;
	return STATUS_OK;
}

/* Passes on a field of the document, or an item of an array there, when it is complete. */
static enum status end_field(struct transcoder *t, const struct key *key, struct error *err)
{
	const struct proto_field field = {key->number,
	                                  PROTO_BYTES,
	                                  t->bytes.size,
	                                  {t->bytes.size ? t->bytes.data : "", t->bytes.size}};
	enum status status = t->taker->field(t->taker->context, &field, err);
	t->bytes.size = 0;
	return status;
}

static enum status end(void *context, const struct json_place *place)
{
	struct transcoder *t = context;
	if (--t->depth >= LEVELS_MAX || t->bytes.failed)
		return failed(t, place);
	const struct level *level = &t->levels[t->depth];
	if (!t->depth)
		return t->taker->end(t->taker->context, place->err);
	if (!level->key)
		return STATUS_OK;
	if (level->keys && (t->depth == 1 || (t->depth == 2 && !t->levels[1].keys)))
		return end_field(t, level->key, place->err);
	if (level->keys || level->key->kind == PACKED || level->key->kind == FIXED)
		wrap(&t->bytes, level->key, level->begin);
	return failed(t, place);
}

static enum status take_value(void *context, const struct json_place *place,
                              const struct json_value *value)
{
	struct transcoder *t = context;
	const struct key *key = find(t, place);
	if (key)
		write_value(&t->bytes, key, !place->key.size, value);
	return failed(t, place);
}

static const struct json_field any_fields[2];
static const struct json_shape any = {
	.fields = any_fields, .items = &any, .begin = begin, .end = end, .value = take_value};
static const struct json_field any_fields[2] = {{"", &any}, {0}};

enum status otlp_json_read(struct stream *stream, const struct otlp_json_taker *taker,
                           struct error *err)
{
	static const struct json_options lines = {.several = true};
	struct transcoder t = {.taker = taker};
	enum status status = json_read(stream, &any, &lines, &t, NULL, err);
	buffer_free(&t.bytes);
	return status;
}

bool otlp_json_looks(const struct head *head)
{
	return json_begins(head) && json_head_has(head, "resourceProfiles");
}
