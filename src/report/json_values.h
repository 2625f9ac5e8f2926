/* The values that reports in JSON are made of. Written by hand: there are only a few kinds. */
#ifndef STACKFOLD_REPORT_JSON_VALUES_H
#define STACKFOLD_REPORT_JSON_VALUES_H

#include "base/buffer.h"

#include <stdint.h>

/* A string. */
void report_json_text(struct buffer *text, const char *string);

/* What stands before a key, the key and its colon. */
void report_json_key(struct buffer *text, const char *before, const char *key);

/* An exact number: units / 10^places. */
void report_json_number(struct buffer *text, uint64_t units, unsigned places);

/* 100 * part / whole with four places; null where there is no whole. */
void report_json_percent(struct buffer *text, uint64_t part, uint64_t whole);

#endif
