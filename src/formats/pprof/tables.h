/* What the samples of a pprof profile refer to: texts, mappings, functions, locations; and the
 * frames that a location stands for. */
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
	uint64_t line; /* where it begins; 0: not known */
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
	uint32_t frame; /* the only one, or where they begin in frames, root first */
	uint32_t count; /* 0: not yet made */
};

/* Zeroed but for `putting` and `input`; pprof_tables_free frees. */
struct pprof_tables {
	struct putting *putting;
	const char *input;  /* its name, for messages */
	struct arena arena; /* of texts */
	bool lent;          /* the sink's frames use it: it becomes theirs */
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
	struct pprof_run *runs; /* of each location, once they are settled */
	uint32_t *frames;       /* of locations, root first */
	size_t frame_count, frame_capacity;
	struct pattern *drop, *keep; /* of functions; NULL: none */
	char *name;                  /* room */
	size_t name_capacity;
	bool no_text;      /* a text was asked for that is not there: the first ... */
	uint64_t text_row; /* ... is this */
};

/* A row of one of the tables, from its message. STATUS_FAILED, without a message, where it is none.
 */
enum status pprof_add_text(struct pprof_tables *tables, struct text text, struct error *err);
enum status pprof_add_mapping(struct pprof_tables *tables, struct text message, struct error *err);
enum status pprof_add_function(struct pprof_tables *tables, struct text message, struct error *err);
enum status pprof_add_location(struct pprof_tables *tables, struct text message, struct error *err);

/* All rows are there. False without memory. */
bool pprof_tables_settle(struct pprof_tables *tables);

/* A text by its row; an empty one, with no_text set, where there is none. A NUL stands after it. */
struct text pprof_text(struct pprof_tables *tables, uint64_t row);

/* Makes the frames of location i, if they are not there. */
enum status pprof_location_frames(struct pprof_tables *tables, size_t i, struct error *err);

/* The name of a function as its frame has it, without marks; size 0: it has none. Until the next
 * call. False without memory. */
bool pprof_function_name(struct pprof_tables *tables, const struct pprof_function *function,
                         struct text *name);

void pprof_tables_free(struct pprof_tables *tables); /* putting and input stay */

#endif
