/* The tables to which the samples of a pprof profile refer: texts, mappings, functions, locations;
 * and the frames of a location. */
#ifndef STACKFOLD_FORMATS_PPROF_TABLES_H
#define STACKFOLD_FORMATS_PPROF_TABLES_H

#include "base/arena.h"
#include "base/status.h"
#include "base/text.h"
#include "formats/id_index.h"
#include "formats/protobuf.h"
#include "formats/put_sample.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pattern;

/* Texts are numbers of rows of `texts`. */
struct pprof_function {
	uint64_t name, system_name, file;
	uint64_t line; /* its first line; 0: unknown */
};

struct pprof_line {
	uint64_t function, line;
};

struct pprof_location {
	uint64_t mapping, address;
	size_t first_line;
	uint32_t line_count; /* the innermost inlined call first */
	bool judged;         /* `prune` is known */
	uint8_t prune;       /* PPROF_* of prune.h */
};

/* The frames of a location. */
struct pprof_run {
	uint32_t frame; /* the only frame, or the start of its frames in `frames`, root first */
	uint32_t count; /* 0: not yet made */
};

/* Zeroed except `putting` and `input`; pprof_tables_free frees. */
struct pprof_tables {
	struct putting *putting;
	const char *input;  /* its name, for messages */
	struct arena arena; /* of texts */
	bool lent;          /* the sink's frames use it and take it over */
	struct text *texts;
	size_t text_count, text_capacity;
	struct id_index mapping_ids, function_ids, location_ids;
	uint64_t *mappings; /* their files */
	size_t mapping_capacity;
	struct pprof_function *functions;
	size_t function_capacity;
	struct pprof_line *lines;
	size_t line_count, line_capacity;
	struct pprof_location *locations;
	size_t location_capacity;
	struct pprof_run *runs; /* of each location, after pprof_tables_settle */
	uint32_t *frames;       /* of locations, root first */
	size_t frame_count, frame_capacity;
	struct pattern *drop, *keep; /* of functions; NULL: none */
	char *name;                  /* room */
	size_t name_capacity;
	bool no_text;      /* a missing text was looked up: the first ... */
	uint64_t text_row; /* ... is this */
};

/* Adds a row of one of the tables, from its message. STATUS_FAILED, without a message, if it is
 * invalid. */
enum status pprof_add_text(struct pprof_tables *tables, struct text text, struct error *err);
enum status pprof_add_mapping(struct pprof_tables *tables, struct text message, struct error *err);
enum status pprof_add_function(struct pprof_tables *tables, struct text message, struct error *err);
enum status pprof_add_location(struct pprof_tables *tables, struct text message, struct error *err);

/* Call after all rows were read. False without memory. */
bool pprof_tables_settle(struct pprof_tables *tables);

/* A text by its row; an empty one, with no_text set, if there is none. A NUL is after it. */
struct text pprof_text(struct pprof_tables *tables, uint64_t row);

/* Makes the frames of location i, if needed. */
enum status pprof_location_frames(struct pprof_tables *tables, size_t i, struct error *err);

/* The name of a function as in its frame, without marks; size 0: it has none. Valid until the next
 * call. False without memory. */
bool pprof_function_name(struct pprof_tables *tables, const struct pprof_function *function,
                         struct text *name);

void pprof_tables_free(struct pprof_tables *tables); /* putting and input are kept */

#endif
