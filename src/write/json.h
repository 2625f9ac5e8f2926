/* Writes JSON to an output as a stream, by YAJL: brackets close in the order in which they were
 * opened, names of any bytes become valid UTF-8 (what is none, U+FFFD). */
#ifndef STACKFOLD_WRITE_JSON_H
#define STACKFOLD_WRITE_JSON_H

#include "base/buffer.h"
#include "base/number.h"
#include "base/output.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct yajl_gen_t;

/* Its members belong to json.c. After a failed allocation, or a call that would not be JSON, calls
 * do nothing; json_end tells. */
enum { JSON_ROOMS = 2 };
struct json {
	struct yajl_gen_t *gen;
	struct output *output;
	void *rooms[JSON_ROOMS]; /* memory for YAJL */
	unsigned taken;          /* so many of them are in use */
	struct buffer repaired;
	bool failed;
};

/* STATUS_FATAL without memory; nothing is left to free then. */
enum status json_begin(struct json *json, struct output *output, struct error *err);

/* Frees; gives the first failure. `status` is that of the caller's own work. */
enum status json_end(struct json *json, enum status status, struct error *err);

void json_object(struct json *json);
void json_object_end(struct json *json);
void json_array(struct json *json);
void json_array_end(struct json *json);

void json_key(struct json *json, const char *key);
void json_text(struct json *json, const char *bytes, size_t size);
void json_string(struct json *json, const char *string); /* up to its NUL; NULL: null */
void json_integer(struct json *json, uint64_t number);
void json_signed(struct json *json, int64_t number);
void json_decimal(struct json *json, struct decimal number);
void json_bool(struct json *json, bool value);
void json_null(struct json *json);

/* A key and its value. */
void json_key_string(struct json *json, const char *key, const char *string);
void json_key_integer(struct json *json, const char *key, uint64_t number);
void json_key_array(struct json *json, const char *key);
void json_key_object(struct json *json, const char *key);

/* Ends a value of a stream of values, one a line. */
void json_line(struct json *json);

#endif
