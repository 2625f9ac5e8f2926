#include "write/firefox/values.h"

/* A column of `count` equal values. */
void firefox_same_integer(struct json *json, const char *key, size_t count, int64_t value)
{
	json_key_array(json, key);
	for (size_t i = 0; i < count; i++)
		json_signed(json, value);
	json_array_end(json);
}

void firefox_same_null(struct json *json, const char *key, size_t count)
{
	json_key_array(json, key);
	for (size_t i = 0; i < count; i++)
		json_null(json);
	json_array_end(json);
}

void firefox_same_false(struct json *json, const char *key, size_t count)
{
	json_key_array(json, key);
	for (size_t i = 0; i < count; i++)
		json_bool(json, false);
	json_array_end(json);
}

/* A table without rows. */
void firefox_empty_table(struct json *json, const char *key, const char *const *columns)
{
	json_key_object(json, key);
	for (; *columns; columns++)
		firefox_same_null(json, *columns, 0);
	json_key_integer(json, "length", 0);
	json_object_end(json);
}

void firefox_ms(struct json *json, uint64_t ns)
{
	json_decimal(json, (struct decimal){ns, 6});
}
