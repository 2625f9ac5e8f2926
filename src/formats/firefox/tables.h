/* The tables of Firefox's profiles: columns of numbers that refer to rows of other tables, from
 * stacks to frames, functions, names. Shared by all threads from version 60 on, before that (and in
 * what Firefox itself writes, "gecko") each thread has its own. */
#ifndef STACKFOLD_FORMATS_FIREFOX_TABLES_H
#define STACKFOLD_FORMATS_FIREFOX_TABLES_H

#include "base/buffer.h"
#include "base/status.h"
#include "formats/json_shape.h"
#include "formats/put_sample.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CELL_NONE UINT32_MAX /* null, negative, or not a number */

struct column {
	uint32_t *items;
	size_t count, capacity;
};

static inline uint32_t column_get(const struct column *column, uint32_t row)
{
	return row < column->count ? column->items[row] : CELL_NONE;
}

/* Columns by number; tables.c has their names in the files. */
enum column_id {
	FUNC_NAME,
	FUNC_JS,
	FUNC_RESOURCE,
	FUNC_FILE,   /* until version 57 */
	FUNC_SOURCE, /* from then on, a row of sources */
	FUNC_LINE,
	FRAME_FUNC,
	FRAME_LOCATION, /* a text, instead of a function: gecko */
	FRAME_CATEGORY,
	FRAME_SUBCATEGORY,
	FRAME_DEPTH, /* of inlined calls: 0 is the function itself */
	STACK_FRAME,
	STACK_PREFIX,
	STACK_OFFSET, /* instead of the prefix, from version 66 on: row - prefix, 0 is a root */
	RESOURCE_NAME,
	RESOURCE_LIB,
	SOURCE_FILE,
	SAMPLE_STACK,
	COLUMNS,
};

struct tables {
	struct column columns[COLUMNS];
	struct buffer strings; /* one after another */
	size_t *string_ends;
	size_t string_count, string_capacity;
	uint32_t
		*frames; /* the sink's id of each frame in samples; FRAME_NONE: not looked up yet */
	size_t frame_count;
	uint32_t *stack; /* room for tables_stack */
	size_t stack_capacity;
};

/* Data to which frames refer besides the tables. */
struct frame_context {
	struct putting *putting;
	struct tables *libraries; /* their names: its strings */
	unsigned (*kind)(void *context, uint32_t category, uint32_t sub); /* ORIGIN_* */
	void *context;
	bool ours; /* stackfold wrote the file: names stay unchanged */
};

/* The table that is read, for the shapes below. The shape that contains it sets `tables` first. */
enum table_id {
	TABLE_FUNC,
	TABLE_FRAME,
	TABLE_STACK,
	TABLE_RESOURCE,
	TABLE_SOURCE,
	TABLE_SAMPLE,
};

enum { SCHEMA_MAX = 16 };

struct table_reading {
	struct tables *tables;
	enum table_id table;
	struct column *column;                /* the current one */
	struct column *positions[SCHEMA_MAX]; /* the place in a row, from the schema */
	bool filled[COLUMNS];                 /* columns for which the current row has a value */
};

/* Shapes for a context whose first member is a struct table_reading. The shape of strings is an
 * array of texts. */
extern const struct json_shape firefox_funcs, firefox_frames, firefox_stacks, firefox_resources,
	firefox_sources, firefox_strings;

/* A cell of a column in a table of another kind; call table_column first, which finds the column by
 * its key. */
extern const struct json_shape firefox_cell;
void table_column(struct table_reading *reading, enum table_id table, struct text key);

struct text tables_string(const struct tables *tables, uint32_t index);
bool tables_add_string(struct tables *tables, struct text text);

/* The frames from the root to a row of the stacks, valid until the next call; *found is false if
 * that row or one of its callers does not exist, or it is its own caller. STATUS_FATAL without
 * memory. */
enum status tables_stack(struct tables *tables, const struct frame_context *context, uint32_t stack,
                         size_t *depth, bool *found, struct error *err);

void tables_free(struct tables *tables); /* empty again */

#endif
