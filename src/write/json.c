#include "write/json.h"

#include "base/escape.h"

#include <yajl/yajl_gen.h>

#include <stdlib.h>
#include <string.h>

static void hand_on(void *context, const char *bytes, size_t size)
{
	output_write(context, bytes, size);
}

/* YAJL allocates two blocks when it begins, and none after that if it writes to a callback. It does
 * not look whether the second one is there, so both wait for it here. */
enum { ROOM = 4096 };

static void *take(void *context, size_t size)
{
	struct json *json = context;
	return size <= ROOM && json->taken < JSON_ROOMS ? json->rooms[json->taken++] : NULL;
}

static void *resize(void *context, void *block, size_t size)
{
	(void)context, (void)block, (void)size;
	return NULL;
}

static void give_back(void *context, void *block)
{
	(void)context, (void)block;
}

static void free_rooms(struct json *json)
{
	for (size_t i = 0; i < JSON_ROOMS; i++)
		free(json->rooms[i]);
}

enum status json_begin(struct json *json, struct output *output, struct error *err)
{
	const yajl_alloc_funcs functions = {take, resize, give_back, json};
	*json = (struct json){.output = output, .rooms = {malloc(ROOM), malloc(ROOM)}};
	if (json->rooms[0] && json->rooms[1])
		json->gen = yajl_gen_alloc(&functions);
	if (!json->gen) {
		free_rooms(json);
		return error_no_memory(err);
	}
	yajl_gen_config(json->gen, yajl_gen_print_callback, hand_on, output);
	return STATUS_OK;
}

enum status json_end(struct json *json, enum status status, struct error *err)
{
	bool failed = json->failed || json->repaired.failed;
	yajl_gen_free(json->gen);
	free_rooms(json);
	buffer_free(&json->repaired);
	*json = (struct json){0};
	return !status && failed ? error_no_memory(err) : status;
}

/* A call that would not be JSON is a mistake of this program; it is not written. */
static void check(struct json *json, yajl_gen_status status)
{
	if (status != yajl_gen_status_ok)
		json->failed = true;
}

void json_object(struct json *json)
{
	check(json, yajl_gen_map_open(json->gen));
}

void json_object_end(struct json *json)
{
	check(json, yajl_gen_map_close(json->gen));
}

void json_array(struct json *json)
{
	check(json, yajl_gen_array_open(json->gen));
}

void json_array_end(struct json *json)
{
	check(json, yajl_gen_array_close(json->gen));
}

static void plain_text(struct json *json, const char *bytes, size_t size)
{
	check(json, yajl_gen_string(json->gen, (const unsigned char *)bytes, size));
}

void json_key(struct json *json, const char *key)
{
	plain_text(json, key, strlen(key));
}

void json_text(struct json *json, const char *bytes, size_t size)
{
	struct buffer *repaired = &json->repaired;
	if (utf8_is_valid(bytes, size)) {
		plain_text(json, bytes, size);
		return;
	}
	repaired->size = 0;
	utf8_append_valid(repaired, bytes, size);
	if (!repaired->failed)
		plain_text(json, repaired->data, repaired->size);
}

void json_string(struct json *json, const char *string)
{
	if (string)
		json_text(json, string, strlen(string));
	else
		json_null(json);
}

void json_integer(struct json *json, uint64_t number)
{
	char digits[NUMBER_DIGITS];
	check(json, yajl_gen_number(json->gen, digits, number_format(digits, number)));
}

void json_signed(struct json *json, int64_t number)
{
	check(json, yajl_gen_integer(json->gen, number));
}

void json_decimal(struct json *json, struct decimal number)
{
	char digits[NUMBER_FORMAT_MAX];
	size_t size = decimal_format(digits, number.value, number.places);
	check(json, yajl_gen_number(json->gen, digits, size));
}

void json_bool(struct json *json, bool value)
{
	check(json, yajl_gen_bool(json->gen, value));
}

void json_null(struct json *json)
{
	check(json, yajl_gen_null(json->gen));
}

void json_key_string(struct json *json, const char *key, const char *string)
{
	json_key(json, key);
	json_string(json, string);
}

void json_key_integer(struct json *json, const char *key, uint64_t number)
{
	json_key(json, key);
	json_integer(json, number);
}

void json_key_array(struct json *json, const char *key)
{
	json_key(json, key);
	json_array(json);
}

void json_key_object(struct json *json, const char *key)
{
	json_key(json, key);
	json_object(json);
}

void json_line(struct json *json)
{
	yajl_gen_reset(json->gen, NULL);
	output_write(json->output, "\n", 1);
}
