/* Values that recur in Firefox's profiles: columns of equal values, tables without rows, times. */
#ifndef STACKFOLD_WRITE_FIREFOX_VALUES_H
#define STACKFOLD_WRITE_FIREFOX_VALUES_H

#include "write/json.h"

/* A column of `count` equal values. */
void firefox_same_integer(struct json *json, const char *key, size_t count, int64_t value);
void firefox_same_null(struct json *json, const char *key, size_t count);
void firefox_same_false(struct json *json, const char *key, size_t count);

/* A table without rows; columns end with NULL. */
void firefox_empty_table(struct json *json, const char *key, const char *const *columns);

/* Nanoseconds as milliseconds. */
void firefox_ms(struct json *json, uint64_t ns);

#endif
