#include "formats/simpleperf/tables.h"

#include "base/vector.h"
#include "formats/perf_arguments.h"
#include "formats/perf_frame.h"
#include "formats/protobuf.h"
#include "read/options.h"
#include "store/origins.h"
#include "symbol/demangle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MORE = 64 /* bytes of a name besides the texts in it */ };

/* False without memory. */
static bool keep_text(struct simpleperf_tables *t, struct text *text, struct text from)
{
	const char *copy = arena_copy(&t->arena, from.size ? from.at : "", from.size);
	*text = (struct text){copy, from.size};
	return copy != NULL;
}

static enum status add_text(struct simpleperf_tables *t, struct text **texts, size_t *count,
                            size_t *capacity, struct text text, struct error *err)
{
	if (!vector_reserve(texts, capacity, *count + 1) || !keep_text(t, *texts + *count, text))
		return error_no_memory(err);
	++*count;
	return STATUS_OK;
}

enum status simpleperf_file(struct simpleperf_tables *t, struct text message, struct error *err)
{
	enum { ID = 1, PATH, SYMBOL };
	struct simpleperf_file file = {.first_symbol = t->symbol_count};
	struct proto proto = proto_of(message);
	struct proto_field field;
	struct text path = {0};
	uint64_t id = 0;
	enum status status = STATUS_OK;
	while (!status && proto_next(&proto, &field)) {
		if (field.number == ID && field.type == PROTO_NUMBER)
			id = field.value;
		else if (field.number == PATH && field.type == PROTO_BYTES)
			path = field.bytes;
		else if (field.number == SYMBOL && field.type == PROTO_BYTES)
			status = add_text(t, &t->symbols, &t->symbol_count, &t->symbol_capacity,
			                  field.bytes, err);
	}
	if (status || proto.bad)
		return status ? status : STATUS_FAILED;
	const size_t n = t->file_ids.count;
	file.symbol_count = t->symbol_count - file.first_symbol;
	if (!keep_text(t, &file.path, path) ||
	    !vector_reserve(&t->files, &t->file_capacity, n + 1) || !id_index_add(&t->file_ids, id))
		return error_no_memory(err);
	t->files[n] = file;
	return STATUS_OK;
}

enum status simpleperf_thread(struct simpleperf_tables *t, struct text message, struct error *err)
{
	enum { ID = 1, PROCESS, NAME };
	struct proto proto = proto_of(message);
	struct proto_field field;
	struct text name = {0};
	uint64_t id = 0, pid = SAMPLE_NONE;
	while (proto_next(&proto, &field)) {
		if (field.number == ID && field.type == PROTO_NUMBER)
			id = field.value;
		else if (field.number == PROCESS && field.type == PROTO_NUMBER)
			pid = field.value;
		else if (field.number == NAME && field.type == PROTO_BYTES)
			name = field.bytes;
	}
	if (proto.bad)
		return STATUS_FAILED;
	const size_t n = t->thread_ids.count;
	struct simpleperf_thread thread = {.pid = (uint32_t)pid};
	if (!keep_text(t, &thread.name, name) ||
	    !vector_reserve(&t->threads, &t->thread_capacity, n + 1) ||
	    !id_index_add(&t->thread_ids, id))
		return error_no_memory(err);
	t->threads[n] = thread;
	return STATUS_OK;
}

enum status simpleperf_meta(struct simpleperf_tables *t, struct text message, struct error *err)
{
	enum { EVENT_TYPE = 1 };
	struct proto proto = proto_of(message);
	struct proto_field field;
	enum status status = STATUS_OK;
	while (!status && proto_next(&proto, &field))
		if (field.number == EVENT_TYPE && field.type == PROTO_BYTES)
			status = add_text(t, &t->events, &t->event_count, &t->event_capacity,
			                  field.bytes, err);
	return !status && proto.bad ? STATUS_FAILED : status;
}

enum status simpleperf_lost(struct simpleperf_tables *t, struct text message)
{
	enum { LOST_COUNT = 2 };
	struct proto proto = proto_of(message);
	struct proto_field field;
	while (proto_next(&proto, &field))
		if (field.number == LOST_COUNT && field.type == PROTO_NUMBER)
			t->lost = field.value;
	return proto.bad ? STATUS_FAILED : STATUS_OK;
}

bool simpleperf_settle(struct simpleperf_tables *t)
{
	if (!vector_reserve(&t->event_ids, &t->event_id_capacity, t->event_count + 1))
		return false;
	memset(t->event_ids, 0, (t->event_count + 1) * sizeof *t->event_ids);
	return id_index_settle(&t->file_ids) && id_index_settle(&t->thread_ids);
}

/* ---- frames ---- */

static const struct simpleperf_file *file_of(const struct simpleperf_tables *t, uint32_t id)
{
	const size_t row = id_index_find(&t->file_ids, id);
	return row == ID_INDEX_NONE ? NULL : &t->files[row];
}

/* "[module]", "[unknown]", and with --addrs "[module <address>]". False without memory. */
static bool address_name(struct simpleperf_tables *t, struct text module, uint64_t address,
                         struct text *name)
{
	if (!vector_reserve(&t->name, &t->name_capacity, module.size + NAME_MORE))
		return false;
	if (text_begins(module, "[") && text_ends(module, "]") && module.size > 1)
		module = (struct text){module.at + 1, module.size - 2};
	if (!module.size)
		module = text_of("unknown");
	size_t size = 0;
	t->name[size++] = '[';
	memcpy(t->name + size, module.at, module.size);
	size += module.size;
	if (t->putting->sink->options->addresses)
		size += (size_t)snprintf(t->name + size, NAME_MORE - 16, " <%llx>",
		                         (unsigned long long)address);
	t->name[size++] = ']';
	*name = (struct text){t->name, size};
	return true;
}

/* Appends a name as in perf, without arguments, which Java's names do not have. False without
 * memory. */
static bool readable(struct simpleperf_tables *t, struct text *name)
{
	bool lacking = false;
	if (!text_begins(*name, "_Z") && !text_begins(*name, "_R")) {
		name->size = perf_arguments_begin(*name);
		return true;
	}
	char *made = demangle(name->at, &lacking);
	if (!made)
		return !lacking;
	const bool kept = keep_text(t, name, text_of(made));
	free(made);
	return kept;
}

static unsigned kind_of(const struct perf_frame *code, uint64_t type)
{
	return type == SIMPLEPERF_JIT           ? ORIGIN_JIT
	       : type == SIMPLEPERF_INTERPRETED ? ORIGIN_USER
	                                        : perf_frame_kind(code, 0);
}

static uint32_t make_frame(struct simpleperf_tables *t, const struct simpleperf_call *call)
{
	const struct simpleperf_file *file = file_of(t, call->file);
	struct perf_frame code = {.pc = {"", 0}};
	struct text name = {0};
	if (file)
		code.module = file->path;
	code.no_module = text_is(code.module, "unknown"); /* simpleperf's name for none */
	const struct text module = perf_frame_module(&code);
	const bool named = file && call->symbol >= 0 && (size_t)call->symbol < file->symbol_count;
	if (named)
		name = t->symbols[file->first_symbol + (size_t)call->symbol];
	if (!(name.size ? readable(t, &name) : address_name(t, module, call->address, &name)))
		return FRAME_NONE;
	const uint32_t frame = put_frame(t->putting, name, kind_of(&code, call->type), module);
	if (frame != FRAME_NONE && !named)
		sink_unnamed(t->putting->sink, frame, perf_frame_unnamed(&code));
	return frame;
}

uint32_t simpleperf_frame(struct simpleperf_tables *t, struct simpleperf_call call)
{
	const size_t known = t->calls.count;
	if (call.symbol >= 0 || !t->putting->sink->options->addresses)
		call.address = 0;
	const uint32_t id = rows_intern(&t->calls, &call, sizeof call);
	if (id == ROW_NONE || !vector_reserve(&t->frames, &t->frame_capacity, id + (size_t)1))
		return FRAME_NONE;
	if (t->calls.count > known)
		t->frames[id] = make_frame(t, &call);
	return t->frames[id];
}

uint32_t simpleperf_event(struct simpleperf_tables *t, uint64_t number)
{
	static const struct text unknown = {"samples", 7};
	const size_t row = number < t->event_count ? (size_t)number : t->event_count;
	if (!t->event_ids[row]) {
		const struct text name = row < t->event_count ? t->events[row] : unknown;
		const uint32_t event = sink_event(t->putting->sink, name.at, name.size);
		if (event == EVENT_NONE)
			return event;
		t->event_ids[row] = event + 1;
	}
	return t->event_ids[row] - 1;
}

void simpleperf_tables_free(struct simpleperf_tables *t)
{
	arena_free(&t->arena);
	id_index_free(&t->file_ids);
	id_index_free(&t->thread_ids);
	free(t->files);
	free(t->symbols);
	free(t->threads);
	free(t->events);
	free(t->event_ids);
	rows_free(&t->calls);
	free(t->frames);
	free(t->name);
}
