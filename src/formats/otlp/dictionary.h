/* The dictionary of OpenTelemetry profiles: tables to whose rows samples and other rows refer by
 * number. Row 0 of each means none. */
#ifndef STACKFOLD_FORMATS_OTLP_DICTIONARY_H
#define STACKFOLD_FORMATS_OTLP_DICTIONARY_H

#include "formats/otlp/attributes.h"

/* Texts are numbers of rows of `texts`. */
struct otlp_function {
	uint64_t name, system_name, file;
	uint64_t line; /* its first line; 0: unknown */
};

/* Rows that are read only when they are needed. */
struct otlp_mapping {
	struct text message;
	bool known;
	struct text file; /* or its build id */
};

struct otlp_row {
	struct text message;
	size_t first, count; /* in frames, root first */
	bool made;
};

/* Zeroed except `putting` and `input`; otlp_dictionary_free frees. */
struct otlp_dictionary {
	struct putting *putting;
	const char *input; /* its name, for messages */
	struct arena arena;
	uint64_t bytes; /* of its message */
	struct text *texts;
	size_t text_count, text_capacity;
	struct otlp_mapping *mappings;
	size_t mapping_count, mapping_capacity;
	struct otlp_function *functions;
	size_t function_count, function_capacity;
	struct otlp_row *locations, *stacks;
	size_t location_count, location_capacity, stack_count, stack_capacity;
	struct text *links; /* their messages */
	size_t link_count, link_capacity;
	struct otlp_attribute *attributes;
	size_t attribute_count, attribute_capacity;
	uint32_t *frames; /* of locations and stacks */
	size_t frame_count, frame_capacity;
	struct text *lines; /* room: messages of a location's lines */
	size_t line_capacity;
	uint32_t *room; /* frames of a stack */
	size_t room_capacity;
	char *name; /* room */
	size_t name_capacity;
};

/* Reads the message, of which a copy is kept. STATUS_FAILED without a message if it is invalid, and
 * with one if its version is not supported. */
enum status otlp_dictionary_read(struct otlp_dictionary *d, struct text message, struct error *err);

/* Sets the message that this version is not supported. Returns STATUS_FAILED. */
enum status otlp_refuse(const char *input, const char *version, struct error *err);

/* A text by its row; an empty one for row 0. STATUS_FAILED if there is none. */
enum status otlp_text(struct otlp_dictionary *d, uint64_t row, struct text *text,
                      struct error *err);

/* Fills in the texts to whose rows an attribute refers, and its role. STATUS_FAILED if one does not
 * exist. */
enum status otlp_settle(struct otlp_dictionary *d, struct otlp_attribute *attribute,
                        struct error *err);

/* An attribute by its row; NULL: there is none. */
struct otlp_attribute *otlp_attribute(struct otlp_dictionary *d, uint64_t row);

void otlp_dictionary_free(struct otlp_dictionary *d); /* putting and input stay */

#endif
