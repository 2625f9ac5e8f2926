#include "formats/pprof/tables.h"

#include "base/pattern.h"
#include "base/vector.h"
#include "formats/perf_frame.h"
#include "symbol/demangle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MORE = 64 /* bytes of a frame's name besides the texts in it */ };

enum status pprof_add_text(struct pprof_tables *t, struct text text, struct error *err)
{
	if (!vector_reserve(&t->texts, &t->text_capacity, t->text_count + 1))
		return error_no_memory(err);
	const char *copy = text.size ? arena_copy(&t->arena, text.at, text.size) : "";
	if (!copy)
		return error_no_memory(err);
	t->texts[t->text_count++] = (struct text){copy, text.size};
	return STATUS_OK;
}

struct text pprof_text(struct pprof_tables *t, uint64_t row)
{
	if (row < t->text_count)
		return t->texts[row];
	if (row && !t->no_text) {
		t->no_text = true;
		t->text_row = row;
	}
	return (struct text){"", 0};
}

/* Reads the numbers of a message into values[i] for field i up to `last`; of a repeated field the
 * last one. */
static enum status take_numbers(struct text message, uint64_t *values, uint64_t last)
{
	struct proto proto = proto_of(message);
	struct proto_field field;
	while (proto_next(&proto, &field))
		if (field.type == PROTO_NUMBER && field.number <= last)
			values[field.number] = field.value;
	return proto.bad ? STATUS_FAILED : STATUS_OK;
}

enum status pprof_add_mapping(struct pprof_tables *t, struct text message, struct error *err)
{
	enum { ID = 1, FILE_NAME = 5 };
	uint64_t values[FILE_NAME + 1] = {0};
	const size_t n = t->mapping_ids.count;
	if (take_numbers(message, values, FILE_NAME))
		return STATUS_FAILED;
	if (!vector_reserve(&t->mappings, &t->mapping_capacity, n + 1) ||
	    !id_index_add(&t->mapping_ids, values[ID]))
		return error_no_memory(err);
	t->mappings[n] = values[FILE_NAME];
	return STATUS_OK;
}

enum status pprof_add_function(struct pprof_tables *t, struct text message, struct error *err)
{
	enum { ID = 1, NAME, SYSTEM_NAME, FILE_NAME, START_LINE };
	uint64_t values[START_LINE + 1] = {0};
	const size_t n = t->function_ids.count;
	if (take_numbers(message, values, START_LINE))
		return STATUS_FAILED;
	if (!vector_reserve(&t->functions, &t->function_capacity, n + 1) ||
	    !id_index_add(&t->function_ids, values[ID]))
		return error_no_memory(err);
	t->functions[n] = (struct pprof_function){values[NAME], values[SYSTEM_NAME],
	                                          values[FILE_NAME], values[START_LINE]};
	return STATUS_OK;
}

static enum status add_line(struct pprof_tables *t, struct text message, struct error *err)
{
	enum { FUNCTION = 1, LINE };
	uint64_t values[LINE + 1] = {0};
	if (take_numbers(message, values, LINE))
		return STATUS_FAILED;
	if (!vector_reserve(&t->lines, &t->line_capacity, t->line_count + 1))
		return error_no_memory(err);
	t->lines[t->line_count++] = (struct pprof_line){values[FUNCTION], values[LINE]};
	return STATUS_OK;
}

enum status pprof_add_location(struct pprof_tables *t, struct text message, struct error *err)
{
	enum { ID = 1, MAPPING, ADDRESS, LINE };
	struct pprof_location location = {.first_line = t->line_count};
	struct proto proto = proto_of(message);
	struct proto_field field;
	uint64_t values[LINE] = {0};
	while (proto_next(&proto, &field)) {
		enum status status = STATUS_OK;
		if (field.type == PROTO_NUMBER && field.number < LINE)
			values[field.number] = field.value;
		else if (field.type == PROTO_BYTES && field.number == LINE)
			status = add_line(t, field.bytes, err);
		if (status)
			return status;
	}
	if (proto.bad || t->line_count - location.first_line > UINT32_MAX)
		return STATUS_FAILED;
	const size_t n = t->location_ids.count;
	if (!vector_reserve(&t->locations, &t->location_capacity, n + 1) ||
	    !id_index_add(&t->location_ids, values[ID]))
		return error_no_memory(err);
	location.mapping = values[MAPPING];
	location.address = values[ADDRESS];
	location.line_count = (uint32_t)(t->line_count - location.first_line);
	t->locations[n] = location;
	return STATUS_OK;
}

bool pprof_tables_settle(struct pprof_tables *t)
{
	t->runs = calloc(t->location_ids.count + 1, sizeof *t->runs);
	return t->runs && id_index_settle(&t->mapping_ids) && id_index_settle(&t->function_ids) &&
	       id_index_settle(&t->location_ids);
}

/* ---- names ---- */

static bool is_mangled(struct text name)
{
	return text_begins(name, "_Z") || text_begins(name, "_R");
}

bool pprof_function_name(struct pprof_tables *t, const struct pprof_function *function,
                         struct text *name)
{
	bool lacking = false;
	*name = pprof_text(t, function->name);
	if (!name->size)
		*name = pprof_text(t, function->system_name);
	if (!is_mangled(*name))
		return true;
	char *readable = demangle(name->at, &lacking);
	if (!readable)
		return !lacking;
	const char *copy = arena_copy(&t->arena, readable, strlen(readable));
	if (copy)
		*name = text_of(copy);
	free(readable);
	return copy != NULL;
}

static void append(struct pprof_tables *t, size_t *size, struct text text)
{
	if (text.size)
		memcpy(t->name + *size, text.at, text.size);
	*size += text.size;
}

/* The kind of a frame if its mapping does not show it. Our own output has marks in names. */
static unsigned kinds_by_name(struct text name, struct text module)
{
	return text_ends(name, "_[i]")   ? ORIGIN_INLINED
	       : text_ends(name, "_[k]") ? ORIGIN_KERNEL
	       : text_ends(name, "_[j]") ? ORIGIN_JIT
	       : module.size             ? ORIGIN_USER
	                                 : 0;
}

/* The module if the mapping does not show it: the file of a script's function, "node" for Node.js's
 * own. */
static struct text file_module(struct pprof_tables *t, const struct pprof_line *line)
{
	const size_t row = id_index_find(&t->function_ids, line->function);
	if (row == ID_INDEX_NONE)
		return (struct text){0};
	const struct text file = pprof_text(t, t->functions[row].file);
	return text_begins(file, "node:") ? text_of("node") : text_base_name(file);
}

/* "NAME", "(anonymous) FILE:LINE", and with --srcline "NAME:FILE:LINE". */
static bool line_name(struct pprof_tables *t, const struct pprof_line *line, struct text *name)
{
	const size_t row = id_index_find(&t->function_ids, line->function);
	*name = (struct text){0};
	if (row == ID_INDEX_NONE)
		return true;
	const struct pprof_function *function = &t->functions[row];
	if (!pprof_function_name(t, function, name))
		return false;
	const struct text file = text_base_name(pprof_text(t, function->file));
	const bool anonymous = text_is(*name, "(anonymous)");
	if (!file.size || !name->size || (!anonymous && !t->putting->sink->options->source_lines))
		return true;
	size_t size = 0;
	if (!vector_reserve(&t->name, &t->name_capacity, name->size + file.size + NAME_MORE))
		return false;
	append(t, &size, *name);
	t->name[size++] = anonymous ? ' ' : ':';
	append(t, &size, file);
	const uint64_t number = anonymous && function->line ? function->line : line->line;
	if (number) {
		t->name[size++] = ':';
		size += number_format(t->name + size, number);
	}
	*name = (struct text){t->name, size};
	return true;
}

/* A location without a function, named as in perf: "[module]", "[unknown]", and with --addrs
 * "[module <address>]". */
static bool address_name(struct pprof_tables *t, const struct pprof_location *location,
                         struct text module, struct text *name)
{
	size_t size = 0;
	if (!vector_reserve(&t->name, &t->name_capacity, module.size + NAME_MORE))
		return false;
	const bool bracketed = text_begins(module, "[") && text_ends(module, "]");
	if (bracketed)
		module = (struct text){module.at + 1, module.size - 2};
	t->name[size++] = '[';
	append(t, &size, module.size ? module : text_of("unknown"));
	if (t->putting->sink->options->addresses)
		size += (size_t)snprintf(t->name + size, NAME_MORE - 16, " <%llx>",
		                         (unsigned long long)location->address);
	t->name[size++] = ']';
	*name = (struct text){t->name, size};
	return true;
}

/* ---- frames ---- */

static enum status add_frame(struct pprof_tables *t, struct text name, unsigned kinds,
                             struct text module, struct error *err)
{
	const bool lasts = name.at !=
	                   t->name; /* otherwise it is a text, or is in the arena with the texts */
	const uint32_t frame = lasts ? put_lasting_frame(t->putting, name, kinds, module)
	                             : put_frame(t->putting, name, kinds, module);
	t->lent |= lasts;
	if (frame == FRAME_NONE || t->frame_count >= UINT32_MAX ||
	    !vector_reserve(&t->frames, &t->frame_capacity, t->frame_count + 1))
		return error_no_memory(err);
	t->frames[t->frame_count++] = frame;
	return STATUS_OK;
}

static enum status unnamed_frame(struct pprof_tables *t, const struct pprof_location *location,
                                 const struct perf_frame *code, struct error *err)
{
	struct text name;
	if (!address_name(t, location, perf_frame_module(code), &name))
		return error_no_memory(err);
	enum status status = add_frame(t, name, perf_frame_kind(code, 0), perf_frame_module(code),
	                               err);
	if (!status)
		sink_unnamed(t->putting->sink, t->frames[t->frame_count - 1],
		             perf_frame_unnamed(code));
	return status;
}

/* The frame of line l of a location in this module. */
static enum status line_frame(struct pprof_tables *t, const struct pprof_location *location,
                              uint32_t l, const struct perf_frame *code, struct error *err)
{
	const struct pprof_line *line = &t->lines[location->first_line + l];
	const bool inlined = l + 1 < location->line_count;
	struct text name, module = perf_frame_module(code);
	if (!line_name(t, line, &name))
		return error_no_memory(err);
	if (!name.size)
		return unnamed_frame(t, location, code, err);
	unsigned kinds = perf_frame_kind(code, inlined);
	if (!code->module.size) {
		module = file_module(t, line);
		kinds = inlined ? ORIGIN_INLINED : kinds_by_name(name, module);
	}
	return add_frame(t, name, kinds, module, err);
}

enum status pprof_location_frames(struct pprof_tables *t, size_t i, struct error *err)
{
	const struct pprof_location *location = &t->locations[i];
	struct perf_frame code = {.pc = {"", 0}};
	const size_t mapping = id_index_find(&t->mapping_ids, location->mapping);
	const size_t first = t->frame_count;
	if (mapping != ID_INDEX_NONE)
		code.module = pprof_text(t, t->mappings[mapping]);
	enum status status = STATUS_OK;
	for (uint32_t l = location->line_count; !status && l--;)
		status = line_frame(t, location, l, &code, err);
	if (!status && !location->line_count)
		status = unnamed_frame(t, location, &code, err);
	if (status)
		return status;
	const uint32_t count = (uint32_t)(t->frame_count - first);
	t->runs[i] = (struct pprof_run){(uint32_t)first, count};
	if (count == 1) {
		t->runs[i].frame = t->frames[first];
		t->frame_count = first;
	}
	return STATUS_OK;
}

void pprof_tables_free(struct pprof_tables *t)
{
	if (t->lent)
		arena_adopt(&t->putting->sink->frames.arena, &t->arena);
	arena_free(&t->arena);
	free(t->texts);
	id_index_free(&t->mapping_ids);
	id_index_free(&t->function_ids);
	id_index_free(&t->location_ids);
	free(t->mappings);
	free(t->functions);
	free(t->lines);
	free(t->locations);
	free(t->runs);
	free(t->frames);
	free(t->name);
	pattern_free(t->drop);
	pattern_free(t->keep);
	*t = (struct pprof_tables){.putting = t->putting, .input = t->input};
}
