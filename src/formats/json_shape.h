/* Reads JSON (RFC 8259) as a stream, by YAJL, and passes on only the values in a table:
 *
 *     static const struct json_shape id = {.value = take_id}, name = {.value = take_name};
 *     static const struct json_field node_fields[] = {{"id", &id}, {"name", &name}, {0}};
 *     static const struct json_shape node = {.fields = node_fields, .end = add_node};
 *     static const struct json_shape nodes = {.items = &node};
 *     static const struct json_field fields[] = {{"nodes", &nodes}, {0}};
 *     static const struct json_shape document = {.fields = fields};
 *
 * reads {"nodes": [{"id": 1, "name": "main"}, ...], ...} in any order of the keys; values without a
 * shape, or of another type than their shape, are skipped. Only the longest text, and a few bytes
 * for each open bracket, are kept in memory. */
#ifndef STACKFOLD_FORMATS_JSON_SHAPE_H
#define STACKFOLD_FORMATS_JSON_SHAPE_H

#include "base/buffer.h"
#include "base/number.h"
#include "base/status.h"
#include "base/text.h"
#include "read/stream.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum json_type { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_TEXT };

/* A value without parts. */
struct json_value {
	enum json_type type;
	bool truth;       /* JSON_BOOL */
	struct text text; /* the number as in the document, or the decoded text; valid until the
	                     call returns */
};

/* The place in the document at which a function is called. */
struct json_place {
	struct text key;   /* key of this value in its object, valid until the call returns; size 0:
	                      in an array */
	size_t index;      /* number of this value in its array, or of the key in its object */
	size_t row;        /* number of the key in its table of fields; not in calls of `end` */
	struct error *err; /* for calls that fail */
};

struct json_field; /* below */

/* The expected type of a value. NULL members: such values are skipped, or there is nothing to do.
 * The functions get json_read's context. A status other than STATUS_OK ends the reading: they set
 * place->err. */
struct json_shape {
	const struct json_field *fields; /* of an object */
	const struct json_shape *items;  /* of an array: each of its values */
	enum status (*begin)(void *context, const struct json_place *place); /* object or array */
	enum status (*end)(void *context, const struct json_place *place);   /* without key */
	enum status (*value)(void *context, const struct json_place *place,
	                     const struct json_value *value);
};

/* A key of an object and the shape of its value. A table ends with a NULL key; the key "" matches
 * all keys that no other matches. Keys are found fastest in the order of the table. */
struct json_field {
	const char *key;
	const struct json_shape *shape;
};

struct json_options {
	bool several;  /* several documents, one in each line */
	bool open_end; /* the end may be missing, or follow a comma: the part before it counts */
};

/* Reads the stream to its end. STATUS_FAILED with the input's name and the position of an error in
 * the JSON, STATUS_FATAL without memory, or the status of a function. *cut (may be NULL) is set if
 * the end was missing, with options->open_end. Not available without YAJL: STATUS_FAILED. */
enum status json_read(struct stream *stream, const struct json_shape *document,
                      const struct json_options *options, void *context, bool *cut,
                      struct error *err);

/* The part of json_whole for numbers other than a few digits. */
bool json_whole_slow(const struct json_value *value, uint64_t *number);

/* A whole number, not below 0, that fits 64 bits; false for any other value. "5.0" and "5e3" are
 * also whole numbers. */
static inline bool json_whole(const struct json_value *value, uint64_t *number)
{
	const struct text text = value->text;
	uint64_t sum = 0;
	size_t i = 0;
	if (value->type != JSON_NUMBER || !text.size)
		return false;
	if (text.size < NUMBER_DIGITS)
		while (i < text.size && is_digit(text.at[i]))
			sum = sum * 10 + (unsigned)(text.at[i++] - '0');
	*number = sum;
	return i == text.size || json_whole_slow(value, number);
}

/* Likewise one that fits 32 bits, and one that may be negative. */
static inline bool json_index(const struct json_value *value, uint32_t *number)
{
	uint64_t whole;
	if (!json_whole(value, &whole) || whole > UINT32_MAX)
		return false;
	*number = (uint32_t)whole;
	return true;
}

bool json_integer_value(const struct json_value *value, int64_t *number);

/* A number with its decimal places, rounded if a decimal cannot represent it, and its sign
 * separately. False for any other value, and for numbers that do not fit 64 bits. */
bool json_decimal_value(const struct json_value *value, struct decimal *number, bool *negative);

/* A number of units of 10^-places seconds (3: ms, 6: µs) in whole nanoseconds, rounded half to
 * even. False if it is not a number, is negative, or does not fit 64 bits. */
bool json_nanoseconds(const struct json_value *value, unsigned places, uint64_t *ns);

/* Replaces the contents of the buffer by a text; any other value empties it. STATUS_FATAL without
 * memory. */
enum status json_text_value(struct buffer *buffer, const struct json_place *place,
                            const struct json_value *value);

/* Its contents, valid until it changes. */
static inline struct text buffer_as_text(const struct buffer *buffer)
{
	return (struct text){buffer->size ? buffer->data : "", buffer->size};
}

/* Whether a document's first bytes, after blanks, begin an object or array; and whether `key` is a
 * key in them (`"key"` and a colon after it), for bids. Costs a search. */
bool json_begins(const struct head *head);
bool json_head_has(const struct head *head, const char *key);

#endif
