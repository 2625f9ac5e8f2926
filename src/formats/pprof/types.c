#include "formats/pprof/types.h"

#include "base/buffer.h"
#include "read/event.h"

#include <string.h>

enum status pprof_add_type(struct pprof_types *types, struct text message)
{
	enum { NAME = 1, UNIT };
	struct proto proto = proto_of(message);
	struct proto_field field;
	struct pprof_type type = {0};
	while (proto_next(&proto, &field)) {
		if (field.type == PROTO_NUMBER && field.number == NAME)
			type.name = field.value;
		else if (field.type == PROTO_NUMBER && field.number == UNIT)
			type.unit = field.value;
	}
	if (proto.bad || types->count == PPROF_VALUES_MAX)
		return STATUS_FAILED;
	types->items[types->count++] = type;
	return STATUS_OK;
}

/* What a type counts, by its name: "inuse_objects" are objects. */
static void append_counted(struct buffer *unit, struct text name)
{
	static const struct {
		const char *name, *counted;
	} known[] = {{"sample", "samples"},
	             {"threadcreate", "threads"},
	             {"alloc_objects", "objects"},
	             {"inuse_objects", "objects"}};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (text_is(name, known[i].name)) {
			buffer_text(unit, known[i].counted);
			return;
		}
	if (!name.size || event_rank(name) < EVENT_RANK_OTHER) {
		buffer_text(unit, "samples");
		return;
	}
	buffer_append(unit, name.at, name.size);
	if (!text_ends(name, "s"))
		buffer_byte(unit, 's');
}

static void append_unit(struct buffer *unit, struct text name, struct text given)
{
	static const struct {
		const char *word, *unit;
	} times[] = {{"nanoseconds", "ns"},
	             {"microseconds", "us"},
	             {"milliseconds", "ms"},
	             {"seconds", "s"}};
	for (size_t i = 0; i < sizeof times / sizeof *times; i++)
		if (text_is(given, times[i].word)) {
			buffer_text(unit, times[i].unit);
			return;
		}
	if (!given.size || text_is(given, "count"))
		append_counted(unit, name);
	else
		buffer_append(unit, given.at, given.size);
}

/* The type's name, and its unit if an earlier one has the same name. */
static void append_name(struct buffer *text, const struct pprof_types *types, size_t i,
                        struct pprof_tables *tables)
{
	const struct text name = pprof_text(tables, types->items[i].name);
	const struct text unit = pprof_text(tables, types->items[i].unit);
	bool met = false;
	for (size_t k = 0; k < i; k++)
		met |= text_compare(pprof_text(tables, types->items[k].name), name) == 0;
	buffer_append(text, name.at, name.size);
	if (!name.size)
		buffer_text(text, "samples");
	if (met) {
		buffer_byte(text, '/');
		buffer_append(text, unit.at, unit.size);
	}
	buffer_byte(text, '\0');
}

static enum status declare(struct pprof_types *types, size_t i, bool leads,
                           struct pprof_tables *tables, struct error *err)
{
	struct pprof_type *type = &types->items[i];
	struct buffer name = {0}, unit = {0};
	append_name(&name, types, i, tables);
	append_unit(&unit, pprof_text(tables, type->name), pprof_text(tables, type->unit));
	buffer_byte(&unit, '\0');
	enum status status = STATUS_OK;
	if (name.failed || unit.failed)
		status = error_no_memory(err);
	if (!status) {
		type->is_samples = strcmp(unit.data, "samples") == 0;
		type->event = sink_value(tables->putting->sink, name.data, unit.data, leads);
		status = type->event == EVENT_NONE ? error_no_memory(err) : STATUS_OK;
	}
	for (size_t k = 0; !status && k < i; k++)
		if (types->items[k].event == type->event)
			type->event =
				EVENT_NONE; /* a type that occurs a second time does not count */
	buffer_free(&name);
	buffer_free(&unit);
	return status;
}

enum status pprof_types_declare(struct pprof_types *types, struct pprof_tables *tables,
                                uint64_t default_type, struct error *err)
{
	const struct text wanted = pprof_text(tables, default_type);
	size_t leads = types->count - 1;
	for (size_t i = types->count; wanted.size && i--;)
		if (text_compare(pprof_text(tables, types->items[i].name), wanted) == 0)
			leads = i;
	enum status status = STATUS_OK;
	for (size_t i = 0; !status && i < types->count; i++)
		status = declare(types, i, i == leads, tables, err);
	types->samples = 0;
	while (types->samples < types->count && !types->items[types->samples].is_samples)
		types->samples++;
	return status;
}
