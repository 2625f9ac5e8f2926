/* The metadata of a chunk: the classes of events and of constants, and their fields. */
#ifndef STACKFOLD_FORMATS_JFR_CLASSES_H
#define STACKFOLD_FORMATS_JFR_CLASSES_H

#include "base/status.h"
#include "formats/id_index.h"
#include "formats/jfr/bytes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum jfr_kind {
	JFR_STRUCT,
	JFR_STRING,
	JFR_FLOAT,
	JFR_BYTES_1,
	JFR_BYTES_2,
	JFR_BYTES_4,
	JFR_BYTES_8
};

/* The classes that are read; jfr_known in classes.c has their fields. */
enum jfr_known {
	JFR_STACK_TRACE,
	JFR_STACK_FRAME,
	JFR_METHOD,
	JFR_CLASS,
	JFR_SYMBOL,
	JFR_THREAD,
	JFR_FRAME_TYPE,
	JFR_THREAD_STATE,
	JFR_JAVA_STRING,
	JFR_KNOWN, /* any other, and events */
};

enum { JFR_SLOTS = 5, JFR_NO_SLOT = JFR_SLOTS, JFR_NUMBERS = JFR_SLOTS + 1 };

/* Slots of the fields that are read. */
enum { TRACE_TRUNCATED, TRACE_FRAMES };
enum { FRAME_METHOD, FRAME_LINE, FRAME_TYPE };
enum { METHOD_TYPE, METHOD_NAME, METHOD_DESCRIPTOR };
enum { CLASS_NAME };
enum { SYMBOL_STRING };
enum { THREAD_OS_NAME, THREAD_OS_ID, THREAD_NAME, THREAD_ID };
enum { TYPE_DESCRIPTION };
enum { STATE_NAME };
enum { EVENT_TIME, EVENT_THREAD, EVENT_TRACE, EVENT_STATE, EVENT_WEIGHT };

struct jfr_field {
	uint64_t class_id;
	size_t class_row; /* ID_INDEX_NONE: there is no such class */
	bool pooled;      /* the value is the number of a constant */
	bool array;
	uint8_t slot; /* JFR_NO_SLOT: not read */
};

struct jfr_class {
	struct text name; /* in the chunk's strings */
	enum jfr_kind kind;
	enum jfr_known known;
	size_t first_field, field_count;
	size_t slot_fields; /* the fields up to the last one that is read */
	uint8_t event;      /* row of jfr_events + 1; 0: none that is read */
	bool numbers;       /* all fields are compressed numbers: */
};

/* Zeroed; jfr_classes_free frees. */
struct jfr_classes {
	struct id_index ids;
	struct jfr_class *items;
	size_t capacity;
	struct jfr_field *fields;
	size_t field_count, field_capacity;
	size_t row_of[JFR_KNOWN]; /* ID_INDEX_NONE: there is no such class */
	struct text *strings;
	size_t string_count, string_capacity;
	struct buffer texts;
	uint64_t work; /* number of values that may still be skipped: a few bytes can mean many */
};

/* The weight of an event of a class. */
struct jfr_event {
	const char *name;   /* "jdk.ExecutionSample" */
	const char *type;   /* the sample type: "cpu" */
	const char *unit;   /* of its weights */
	const char *thread; /* the field of the thread */
	const char *weight; /* the field of the weight; NULL: 1 */
	bool ticks;         /* the weight is in ticks of the chunk's clock */
};

extern const struct jfr_event jfr_events[];

/* Reads the metadata event's body. STATUS_FAILED, without a message, if it is invalid. */
enum status jfr_classes_read(struct jfr_classes *classes, struct jfr_bytes *bytes,
                             struct error *err);

/* A field's value; slots that a message lacks are zeroed. */
struct jfr_value {
	uint64_t number; /* also of a constant; of an array: the number of values */
	struct jfr_string string;
	const uint8_t *at; /* of an array: its first value */
};

/* Reads a value of a class: the fields that have slots. If it is damaged, bytes->bad is set. */
void jfr_read(struct jfr_classes *classes, size_t row, struct jfr_bytes *bytes,
              struct jfr_value slots[JFR_SLOTS]);

/* The same for a class whose fields with slots are all numbers, such as an event. The last of the
 * numbers has no meaning. */
void jfr_read_numbers(struct jfr_classes *classes, size_t row, struct jfr_bytes *bytes,
                      uint64_t slots[JFR_NUMBERS]);

/* Skips a value. */
void jfr_skip(struct jfr_classes *classes, size_t row, struct jfr_bytes *bytes);

void jfr_classes_free(struct jfr_classes *classes); /* zeroed */

#endif
