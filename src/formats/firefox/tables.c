#include "formats/firefox/tables.h"

#include "base/vector.h"
#include "read/options.h"
#include "store/frames.h"
#include "store/origins.h"

#include <stdlib.h>

static const struct {
	enum table_id table;
	enum column_id column;
	const char *key;
} keys[] = {
	{TABLE_FUNC, FUNC_NAME, "name"},           {TABLE_FUNC, FUNC_JS, "isJS"},
	{TABLE_FUNC, FUNC_RESOURCE, "resource"},   {TABLE_FUNC, FUNC_FILE, "fileName"},
	{TABLE_FUNC, FUNC_SOURCE, "source"},       {TABLE_FUNC, FUNC_LINE, "lineNumber"},
	{TABLE_FRAME, FRAME_FUNC, "func"},         {TABLE_FRAME, FRAME_LOCATION, "location"},
	{TABLE_FRAME, FRAME_CATEGORY, "category"}, {TABLE_FRAME, FRAME_SUBCATEGORY, "subcategory"},
	{TABLE_FRAME, FRAME_DEPTH, "inlineDepth"}, {TABLE_STACK, STACK_FRAME, "frame"},
	{TABLE_STACK, STACK_PREFIX, "prefix"},     {TABLE_STACK, STACK_OFFSET, "prefixOffset"},
	{TABLE_RESOURCE, RESOURCE_NAME, "name"},   {TABLE_RESOURCE, RESOURCE_LIB, "lib"},
	{TABLE_SOURCE, SOURCE_FILE, "filename"},   {TABLE_SAMPLE, SAMPLE_STACK, "stack"},
};

static struct column *find_column(const struct table_reading *reading, struct text key)
{
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (keys[i].table == reading->table && text_is(key, keys[i].key))
			return &reading->tables->columns[keys[i].column];
	return NULL;
}

void table_column(struct table_reading *reading, enum table_id table, struct text key)
{
	reading->table = table;
	reading->column = find_column(reading, key);
	if (reading->column)
		reading->column->count =
			0; /* of two columns with the same name the last one counts */
}

static uint32_t cell_of(const struct json_value *value)
{
	uint32_t cell;
	if (value->type == JSON_BOOL)
		return value->truth;
	return json_index(value, &cell) ? cell : CELL_NONE;
}

static bool push(struct column *column, uint32_t cell)
{
	if (!vector_reserve(&column->items, &column->capacity, column->count + 1))
		return false;
	column->items[column->count++] = cell;
	return true;
}

static enum status take_cell(void *context, const struct json_place *place,
                             const struct json_value *value)
{
	struct column *column = ((struct table_reading *)context)->column;
	return !column || push(column, cell_of(value)) ? STATUS_OK : error_no_memory(place->err);
}

static enum status begin_column(void *context, const struct json_place *place)
{
	struct table_reading *reading = context;
	table_column(reading, reading->table, place->key);
	return STATUS_OK;
}

const struct json_shape firefox_cell = {.value = take_cell};

static const struct json_shape column_shape = {.items = &firefox_cell, .begin = begin_column};

/* ---- rows, after a schema: gecko ---- */

static enum status begin_schema(void *context, const struct json_place *place)
{
	struct table_reading *reading = context;
	(void)place;
	memset(reading->positions, 0, sizeof reading->positions);
	return STATUS_OK;
}

static enum status take_position(void *context, const struct json_place *place,
                                 const struct json_value *value)
{
	struct table_reading *reading = context;
	uint32_t position;
	if (json_index(value, &position) && position < SCHEMA_MAX)
		reading->positions[position] = find_column(reading, place->key);
	return STATUS_OK;
}

static enum status begin_row(void *context, const struct json_place *place)
{
	(void)place;
	memset(((struct table_reading *)context)->filled, 0,
	       sizeof((struct table_reading *)context)->filled);
	return STATUS_OK;
}

static enum status take_row_cell(void *context, const struct json_place *place,
                                 const struct json_value *value)
{
	struct table_reading *reading = context;
	struct column *column = place->index < SCHEMA_MAX ? reading->positions[place->index] : NULL;
	if (!column)
		return STATUS_OK;
	reading->filled[column - reading->tables->columns] = true;
	return push(column, cell_of(value)) ? STATUS_OK : error_no_memory(place->err);
}

/* Rows may be shorter than the schema. */
static enum status end_row(void *context, const struct json_place *place)
{
	struct table_reading *reading = context;
	for (size_t i = 0; i < SCHEMA_MAX; i++) {
		struct column *column = reading->positions[i];
		if (!column || reading->filled[column - reading->tables->columns])
			continue;
		reading->filled[column - reading->tables->columns] = true;
		if (!push(column, CELL_NONE))
			return error_no_memory(place->err);
	}
	return STATUS_OK;
}

static const struct json_shape position = {.value = take_position};
static const struct json_field schema_fields[] = {{"", &position}, {0}};
static const struct json_shape schema = {.fields = schema_fields, .begin = begin_schema};

static const struct json_shape row_cell = {.value = take_row_cell},
			       row = {.items = &row_cell, .begin = begin_row, .end = end_row},
			       rows_shape = {.items = &row};

/* ---- tables ---- */

#define TABLE(name, id)                                                                            \
	static enum status begin_##name(void *context, const struct json_place *place)             \
	{                                                                                          \
		(void)place;                                                                       \
		((struct table_reading *)context)->table = id;                                     \
		begin_schema(context, place);                                                      \
		return STATUS_OK;                                                                  \
	}                                                                                          \
	const struct json_shape firefox_##name = {.fields = name##_fields, .begin = begin_##name};

#define ROWS                                                                                       \
	{"schema", &schema}, {"data", &rows_shape},                                                \
	{                                                                                          \
		0                                                                                  \
	}

static const struct json_field funcs_fields[] = {{"name", &column_shape},
                                                 {"isJS", &column_shape},
                                                 {"resource", &column_shape},
                                                 {"fileName", &column_shape},
                                                 {"source", &column_shape},
                                                 {"lineNumber", &column_shape},
                                                 {0}};
TABLE(funcs, TABLE_FUNC)

static const struct json_field frames_fields[] = {{"inlineDepth", &column_shape},
                                                  {"category", &column_shape},
                                                  {"subcategory", &column_shape},
                                                  {"func", &column_shape},
                                                  ROWS};
TABLE(frames, TABLE_FRAME)

static const struct json_field stacks_fields[] = {
	{"frame", &column_shape}, {"prefix", &column_shape}, {"prefixOffset", &column_shape}, ROWS};
TABLE(stacks, TABLE_STACK)

static const struct json_field resources_fields[] = {
	{"lib", &column_shape}, {"name", &column_shape}, {0}};
TABLE(resources, TABLE_RESOURCE)

static const struct json_field sources_fields[] = {{"filename", &column_shape}, {0}};
TABLE(sources, TABLE_SOURCE)

/* ---- strings ---- */

bool tables_add_string(struct tables *tables, struct text text)
{
	buffer_append(&tables->strings, text.at, text.size);
	if (tables->strings.failed ||
	    !vector_reserve(&tables->string_ends, &tables->string_capacity,
	                    tables->string_count + 1))
		return false;
	tables->string_ends[tables->string_count++] = tables->strings.size;
	return true;
}

static enum status take_string(void *context, const struct json_place *place,
                               const struct json_value *value)
{
	struct tables *tables = ((struct table_reading *)context)->tables;
	const struct text text = {value->text.at, value->type == JSON_TEXT ? value->text.size : 0};
	return tables_add_string(tables, text) ? STATUS_OK : error_no_memory(place->err);
}

static const struct json_shape string = {.value = take_string};
const struct json_shape firefox_strings = {.items = &string};

struct text tables_string(const struct tables *tables, uint32_t index)
{
	if (index >= tables->string_count || !tables->strings.size)
		return (struct text){"", 0};
	const size_t from = index ? tables->string_ends[index - 1] : 0;
	return (struct text){tables->strings.data + from, tables->string_ends[index] - from};
}

/* ---- frames ---- */

static uint32_t get(const struct tables *tables, enum column_id column, uint32_t row_number)
{
	return column_get(&tables->columns[column], row_number);
}

static struct text file_of(const struct tables *tables, uint32_t func)
{
	uint32_t file = get(tables, FUNC_FILE, func);
	if (file == CELL_NONE)
		file = get(tables, SOURCE_FILE, get(tables, FUNC_SOURCE, func));
	return tables_string(tables, file);
}

static struct text module_of(const struct tables *tables, const struct frame_context *context,
                             uint32_t func)
{
	const uint32_t resource = get(tables, FUNC_RESOURCE, func);
	const uint32_t lib = get(tables, RESOURCE_LIB, resource);
	struct text module = tables_string(context->libraries, lib);
	return module.size ? module : tables_string(tables, get(tables, RESOURCE_NAME, resource));
}

/* Python functions always get file and line, because nothing else distinguishes them; other
 * functions get them with --srcline. */
static bool add_place(struct buffer *name, const struct tables *tables,
                      const struct frame_context *context, uint32_t func)
{
	const struct text file = file_of(tables, func);
	const uint32_t line = get(tables, FUNC_LINE, func);
	const bool python = text_ends(file, ".py");
	if (!file.size || !(python || context->putting->sink->options->source_lines))
		return true;
	const struct text shown = python ? file : text_base_name(file);
	buffer_text(name, python ? " (" : ":");
	buffer_append(name, shown.at, shown.size);
	if (line != CELL_NONE)
		buffer_printf(name, ":%u", line);
	buffer_text(name, python ? ")" : "");
	return !name->failed;
}

/* FRAME_NONE without memory. */
static uint32_t make_frame(const struct tables *tables, const struct frame_context *context,
                           uint32_t frame)
{
	const uint32_t func = get(tables, FRAME_FUNC, frame);
	const uint32_t location = get(tables, FRAME_LOCATION, frame);
	const uint32_t string_number = func == CELL_NONE ? location : get(tables, FUNC_NAME, func);
	const struct text text = tables_string(tables, string_number);
	struct text module = module_of(tables, context, func);
	unsigned kinds = context->kind(context->context, get(tables, FRAME_CATEGORY, frame),
	                               get(tables, FRAME_SUBCATEGORY, frame));
	struct buffer name = {0};
	const uint32_t depth = get(tables, FRAME_DEPTH, frame);
	if (get(tables, FUNC_JS, func) == 1) {
		kinds = ORIGIN_JIT;
		module = module.size ? module : text_base_name(file_of(tables, func));
	}
	if (depth != CELL_NONE && depth > 0)
		kinds |= ORIGIN_INLINED;
	if (module.size && !kinds)
		kinds = text_begins(module, "[kernel") ? ORIGIN_KERNEL : ORIGIN_USER;
	buffer_append(&name, text.at, text.size);
	const unsigned marked = context->ours ? kinds & ~(unsigned)ORIGIN_INLINED : kinds;
	uint32_t id = FRAME_NONE;
	if (!name.failed && add_place(&name, tables, context, func))
		id = put_frame(context->putting, buffer_as_text(&name), marked, module);
	if (id != FRAME_NONE && marked != kinds)
		sink_origin(context->putting->sink, id, kinds, module.at, module.size);
	buffer_free(&name);
	return id;
}

static bool ready_frames(struct tables *tables)
{
	size_t count = tables->columns[FRAME_FUNC].count;
	if (count < tables->columns[FRAME_LOCATION].count)
		count = tables->columns[FRAME_LOCATION].count;
	if (tables->frames)
		return true;
	tables->frames = malloc((count + 1) * sizeof *tables->frames);
	if (!tables->frames)
		return false;
	memset(tables->frames, 0xff, (count + 1) * sizeof *tables->frames);
	tables->frame_count = count;
	return true;
}

/* The row of the caller; CELL_NONE: the frame is a root. False if the caller's row is not before
 * this one. */
static bool caller_of(const struct tables *tables, uint32_t stack, uint32_t *caller)
{
	const struct column *offsets = &tables->columns[STACK_OFFSET];
	if (!tables->columns[STACK_PREFIX].count && offsets->count) {
		const uint32_t offset = column_get(offsets, stack);
		*caller = offset && offset <= stack ? stack - offset : CELL_NONE;
		return offset <= stack;
	}
	*caller = get(tables, STACK_PREFIX, stack);
	return *caller == CELL_NONE || *caller < stack;
}

/* Callers have smaller rows than their callees, so the walk ends. */
static enum status walk(struct tables *tables, uint32_t stack, size_t *depth, bool *found,
                        struct error *err)
{
	*depth = 0;
	*found = true;
	while (*found && stack != CELL_NONE) {
		const uint32_t frame = get(tables, STACK_FRAME, stack);
		*found = frame < tables->frame_count && caller_of(tables, stack, &stack);
		if (!vector_reserve(&tables->stack, &tables->stack_capacity, *depth + 1))
			return error_no_memory(err);
		tables->stack[(*depth)++] = frame;
	}
	return STATUS_OK;
}

/* "(root)", which is in all of Firefox's stacks, is left out. */
static bool is_root(const struct tables *tables, uint32_t frame)
{
	const uint32_t func = get(tables, FRAME_FUNC, frame);
	return text_is(tables_string(tables, func == CELL_NONE ? get(tables, FRAME_LOCATION, frame)
	                                                       : get(tables, FUNC_NAME, func)),
	               "(root)");
}

enum status tables_stack(struct tables *tables, const struct frame_context *context, uint32_t stack,
                         size_t *depth, bool *found, struct error *err)
{
	if (!ready_frames(tables))
		return error_no_memory(err);
	enum status status = walk(tables, stack, depth, found, err);
	if (status || !*found)
		return status;
	uint32_t *ids = tables->stack;
	if (*depth && is_root(tables, ids[*depth - 1]))
		--*depth;
	for (size_t i = 0, last = *depth; i + 1 < last--; i++) {
		const uint32_t other = ids[i];
		ids[i] = ids[last];
		ids[last] = other;
	}
	for (size_t i = 0; i < *depth; i++) {
		uint32_t *frame = &tables->frames[ids[i]];
		if (*frame == FRAME_NONE)
			*frame = make_frame(tables, context, ids[i]);
		if (*frame == FRAME_NONE)
			return error_no_memory(err);
		ids[i] = *frame;
	}
	return STATUS_OK;
}

void tables_free(struct tables *tables)
{
	for (size_t i = 0; i < COLUMNS; i++)
		free(tables->columns[i].items);
	buffer_free(&tables->strings);
	free(tables->string_ends);
	free(tables->frames);
	free(tables->stack);
	*tables = (struct tables){0};
}
