#include "formats/otlp/frames.h"

#include "base/vector.h"
#include "formats/perf_frame.h"
#include "formats/protobuf.h"
#include "read/options.h"
#include "store/origins.h"
#include "symbol/demangle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	NAME_MORE = 64, /* bytes of a frame's name besides the texts in it */
	/* The most frames in all stacks together: the first number, plus the second one for each
	   byte of the dictionary. A location takes a byte there, and rarely means more than a few
	   inlined calls. */
	FRAMES_BASE = 1 << 20,
	FRAMES_PER_BYTE = 16,
};

/* The fields of a location. */
struct location {
	uint64_t mapping, address;
	size_t line_count;      /* in d->lines, the innermost inlined call first */
	struct text type;       /* "kernel", "cpython" ..., from its attribute; size 0: none */
	struct perf_frame code; /* with its module */
};

struct line {
	uint64_t function, number;
};

/* ---- attributes of rows ---- */

/* The text of the attribute with that role among the numbers of a field; empty if there is none. */
static void find_attribute(struct otlp_dictionary *d, const struct proto_field *field,
                           enum otlp_role role, struct text *text)
{
	struct proto rest = proto_of(field->bytes);
	uint64_t row = field->value;
	while (field->type == PROTO_NUMBER || proto_packed(&rest, &row)) {
		const struct otlp_attribute *attribute = otlp_attribute(d, row);
		if (attribute && attribute->role == role && attribute->type == OTLP_TEXT)
			*text = attribute->text;
		if (field->type == PROTO_NUMBER)
			return;
	}
}

static enum status mapping_file(struct otlp_dictionary *d, uint64_t row, struct text *file,
                                struct error *err)
{
	enum { FILE_NAME = 4, ATTRIBUTES };
	if (!row || row >= d->mapping_count)
		return STATUS_OK;
	struct otlp_mapping *mapping = &d->mappings[row];
	struct proto proto = proto_of(mapping->message);
	struct proto_field field;
	struct text build_id = {0};
	uint64_t name = 0;
	while (!mapping->known && proto_next(&proto, &field)) {
		if (field.number == FILE_NAME && field.type == PROTO_NUMBER)
			name = field.value;
		else if (field.number == ATTRIBUTES)
			find_attribute(d, &field, OTLP_BUILD_ID, &build_id);
	}
	if (!mapping->known) {
		enum status status = otlp_text(d, name, &mapping->file, err);
		if (status)
			return status;
		if (!mapping->file.size)
			mapping->file = build_id;
		mapping->known = true;
	}
	*file = mapping->file;
	return STATUS_OK;
}

/* ---- names ---- */

static void append(struct otlp_dictionary *d, size_t *size, struct text text)
{
	if (text.size)
		memcpy(d->name + *size, text.at, text.size);
	*size += text.size;
}

/* The readable name of a function; size 0: it has no name. */
static enum status function_name(struct otlp_dictionary *d, const struct otlp_function *function,
                                 struct text *name, struct error *err)
{
	bool lacking = false;
	enum status status = otlp_text(d, function->name, name, err);
	if (!status && !name->size)
		status = otlp_text(d, function->system_name, name, err);
	if (status || (!text_begins(*name, "_Z") && !text_begins(*name, "_R")))
		return status;
	const char *mangled = arena_copy(&d->arena, name->at, name->size);
	char *readable = mangled ? demangle(mangled, &lacking) : NULL;
	if (!readable)
		return mangled && !lacking ? STATUS_OK : error_no_memory(err);
	const char *copy = arena_copy(&d->arena, readable, strlen(readable));
	if (copy)
		*name = text_of(copy);
	free(readable);
	return copy ? STATUS_OK : error_no_memory(err);
}

/* "NAME", "(anonymous) FILE:LINE", and with --srcline "NAME:FILE:LINE"; "[FILE]" for a function
 * with only a file. */
static enum status compose_name(struct otlp_dictionary *d, const struct otlp_function *function,
                                struct text file, const struct line *line, struct text *name,
                                struct error *err)
{
	const bool anonymous = text_is(*name, "(anonymous)");
	size_t size = 0;
	if (!file.size || (name->size && !anonymous && !d->putting->sink->options->source_lines))
		return STATUS_OK;
	if (!vector_reserve(&d->name, &d->name_capacity, name->size + file.size + NAME_MORE))
		return error_no_memory(err);
	if (!name->size) {
		d->name[size++] = '[';
		append(d, &size, file);
		d->name[size++] = ']';
	} else {
		append(d, &size, *name);
		d->name[size++] = anonymous ? ' ' : ':';
		append(d, &size, file);
		const uint64_t number = anonymous && function->line ? function->line : line->number;
		if (number) {
			d->name[size++] = ':';
			size += number_format(d->name + size, number);
		}
	}
	*name = (struct text){d->name, size};
	return STATUS_OK;
}

/* A location without a function, named as in perf: "[module]", "[unknown]", and with --addrs
 * "[module <address>]"; one whose type is not code: "[abort-marker]". */
static enum status address_name(struct otlp_dictionary *d, const struct location *location,
                                struct text module, struct text *name, struct error *err)
{
	size_t size = 0;
	const bool no_code = !module.size && !location->address && location->type.size;
	if (no_code)
		module = location->type;
	if (!vector_reserve(&d->name, &d->name_capacity, module.size + NAME_MORE))
		return error_no_memory(err);
	if (text_begins(module, "[") && text_ends(module, "]") && module.size > 1)
		module = (struct text){module.at + 1, module.size - 2};
	d->name[size++] = '[';
	append(d, &size, module.size ? module : text_of("unknown"));
	if (d->putting->sink->options->addresses && !no_code)
		size += (size_t)snprintf(d->name + size, NAME_MORE - 16, " <%llx>",
		                         (unsigned long long)location->address);
	d->name[size++] = ']';
	*name = (struct text){d->name, size};
	return STATUS_OK;
}

/* ---- frames ---- */

/* Kinds of code by the types of frames; files of scripts are used as modules. */
struct frame_type {
	const char *type;
	unsigned kind;
	bool script;
};

static const struct frame_type *type_of(struct text type)
{
	static const struct frame_type types[] = {
		{"kernel", ORIGIN_KERNEL, false}, {"native", ORIGIN_USER, false},
		{"go", ORIGIN_USER, false},       {"rust", ORIGIN_USER, false},
		{"jvm", ORIGIN_JIT, false},       {"dotnet", ORIGIN_JIT, false},
		{"beam", ORIGIN_JIT, false},      {"v8js", ORIGIN_JIT, true},
		{"luajit", ORIGIN_JIT, true},     {"cpython", ORIGIN_USER, true},
		{"perl", ORIGIN_USER, true},      {"php", ORIGIN_USER, true},
		{"ruby", ORIGIN_USER, true},      {"", 0, true}};
	const struct frame_type *found = types;
	while (*found->type && !text_is(type, found->type))
		found++;
	return found;
}

static enum status add_frame(struct otlp_dictionary *d, struct text name, unsigned kinds,
                             struct text module, unsigned unnamed, struct error *err)
{
	const uint32_t frame = put_frame(d->putting, name, kinds, module);
	if (frame == FRAME_NONE ||
	    !vector_reserve(&d->frames, &d->frame_capacity, d->frame_count + 1))
		return error_no_memory(err);
	sink_unnamed(d->putting->sink, frame, unnamed);
	d->frames[d->frame_count++] = frame;
	return STATUS_OK;
}

static enum status unnamed_frame(struct otlp_dictionary *d, const struct location *location,
                                 struct error *err)
{
	const struct text module = perf_frame_module(&location->code);
	const unsigned kind = type_of(location->type)->kind;
	struct text name;
	enum status status = address_name(d, location, module, &name, err);
	return status ? status
	              : add_frame(d, name, kind ? kind : perf_frame_kind(&location->code, 0),
	                          module, perf_frame_unnamed(&location->code), err);
}

static struct line take_line(struct text message)
{
	enum { FUNCTION = 1, LINE, FIELDS };
	uint64_t values[FIELDS] = {0};
	struct proto proto = proto_of(message);
	struct proto_field field;
	while (proto_next(&proto, &field))
		if (field.type == PROTO_NUMBER && field.number < FIELDS)
			values[field.number] = field.value;
	return (struct line){values[FUNCTION], values[LINE]};
}

/* The file of a script's function; "node" for Node.js's own. */
static struct text script_module(struct text file)
{
	return text_begins(file, "node:") ? text_of("node") : text_base_name(file);
}

static enum status line_frame(struct otlp_dictionary *d, const struct location *location,
                              struct text message, bool inlined, struct error *err)
{
	const struct line line = take_line(message);
	const struct frame_type *type = type_of(location->type);
	struct text name = {0}, file = {0}, module = perf_frame_module(&location->code);
	if (!line.function || line.function >= d->function_count)
		return unnamed_frame(d, location, err);
	const struct otlp_function *function = &d->functions[line.function];
	enum status status = function_name(d, function, &name, err);
	if (!status)
		status = otlp_text(d, function->file, &file, err);
	if (!status)
		status = compose_name(d, function, text_base_name(file), &line, &name, err);
	if (status || !name.size)
		return status ? status : unnamed_frame(d, location, err);
	if (!module.size && type->script)
		module = script_module(file);
	const unsigned kind = inlined                      ? ORIGIN_INLINED
	                      : type->kind                 ? type->kind
	                      : location->code.module.size ? perf_frame_kind(&location->code, 0)
	                      : module.size                ? ORIGIN_USER
	                                                   : 0;
	return add_frame(d, name, kind, module, 0, err);
}

/* STATUS_FAILED, without a message, if it is damaged. */
static enum status take_location(struct otlp_dictionary *d, struct text message,
                                 struct location *location, struct error *err)
{
	enum { MAPPING = 1, ADDRESS, LINES, ATTRIBUTES };
	struct proto proto = proto_of(message);
	struct proto_field field;
	*location = (struct location){.code = {.pc = {"", 0}}};
	while (proto_next(&proto, &field)) {
		if (field.number == MAPPING && field.type == PROTO_NUMBER) {
			location->mapping = field.value;
		} else if (field.number == ADDRESS && field.type == PROTO_NUMBER) {
			location->address = field.value;
		} else if (field.number == LINES && field.type == PROTO_BYTES) {
			if (!vector_reserve(&d->lines, &d->line_capacity, location->line_count + 1))
				return error_no_memory(err);
			d->lines[location->line_count++] = field.bytes;
		} else if (field.number == ATTRIBUTES) {
			find_attribute(d, &field, OTLP_FRAME_TYPE, &location->type);
		}
	}
	return proto.bad ? STATUS_FAILED
	                 : mapping_file(d, location->mapping, &location->code.module, err);
}

static enum status location_frames(struct otlp_dictionary *d, uint64_t row, struct error *err)
{
	if (row >= d->location_count)
		return STATUS_FAILED;
	struct otlp_row *made = &d->locations[row];
	struct location location;
	if (made->made)
		return STATUS_OK;
	enum status status = take_location(d, made->message, &location, err);
	made->first = d->frame_count;
	for (size_t i = location.line_count; !status && i--;)
		status = line_frame(d, &location, d->lines[i], i + 1 < location.line_count, err);
	if (!status && !location.line_count)
		status = unnamed_frame(d, &location, err);
	made->count = d->frame_count - made->first;
	made->made = !status;
	return status;
}

/* Adds the frames of a location, innermost first, to the room. */
static enum status add_location(struct otlp_dictionary *d, uint64_t row, size_t *depth,
                                struct error *err)
{
	enum status status = location_frames(d, row, err);
	if (status)
		return status;
	const struct otlp_row *location = &d->locations[row];
	if (*depth + d->frame_count + location->count > FRAMES_BASE + d->bytes * FRAMES_PER_BYTE)
		return error_set(err, STATUS_FAILED,
		                 "%s: the stacks are too large for a profile of this size",
		                 d->input);
	if (!vector_reserve(&d->room, &d->room_capacity, *depth + location->count))
		return error_no_memory(err);
	for (size_t i = location->count; i--;)
		d->room[(*depth)++] = d->frames[location->first + i];
	return STATUS_OK;
}

static enum status make_stack(struct otlp_dictionary *d, struct otlp_row *stack, struct error *err)
{
	enum { LOCATIONS = 1 };
	struct proto proto = proto_of(stack->message);
	struct proto_field field;
	enum status status = STATUS_OK;
	size_t depth = 0;
	while (!status && proto_next(&proto, &field)) {
		struct proto rest = proto_of(field.bytes);
		uint64_t row = field.value;
		if (field.number != LOCATIONS)
			continue;
		if (field.type != PROTO_BYTES)
			status = add_location(d, row, &depth, err);
		while (!status && field.type == PROTO_BYTES && proto_packed(&rest, &row))
			status = add_location(d, row, &depth, err);
		proto.bad |= rest.bad;
	}
	if (status || proto.bad)
		return status ? status : STATUS_FAILED;
	if (!vector_reserve(&d->frames, &d->frame_capacity, d->frame_count + depth))
		return error_no_memory(err);
	stack->first = d->frame_count;
	stack->count = depth;
	for (size_t i = depth; i--;)
		d->frames[d->frame_count++] = d->room[i];
	stack->made = true;
	return STATUS_OK;
}

enum status otlp_frames(struct otlp_dictionary *d, uint64_t stack, const uint32_t **frames,
                        size_t *depth, struct error *err)
{
	*depth = 0;
	if (!stack)
		return STATUS_OK;
	if (stack >= d->stack_count)
		return STATUS_FAILED;
	struct otlp_row *row = &d->stacks[stack];
	if (!row->made) {
		enum status status = make_stack(d, row, err);
		if (status)
			return status;
	}
	*depth = row->count;
	if (row->count)
		*frames = d->frames + row->first;
	return STATUS_OK;
}
