#include "formats/otlp/types.h"

#include "base/buffer.h"
#include "formats/protobuf.h"
#include "read/event.h"

#include <string.h>

/* Our names for units, also for their names in UCUM; "": the unit follows from the type's name. */
static const char *known_unit(struct text unit)
{
	static const struct {
		const char *given, *unit;
	} units[] = {{"nanoseconds", "ns"},
	             {"ns", "ns"},
	             {"microseconds", "us"},
	             {"us", "us"},
	             {"milliseconds", "ms"},
	             {"ms", "ms"},
	             {"seconds", "s"},
	             {"s", "s"},
	             {"By", "bytes"},
	             {"count", ""},
	             {"1", ""},
	             {"", ""}};
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (text_is(unit, units[i].given))
			return units[i].unit;
	return NULL;
}

/* What is counted, by the name of a type: "alloc_objects" are objects. */
static void append_counted(struct buffer *unit, struct text name)
{
	static const char *const counted[] = {"objects", "samples", "allocations"};
	if (!name.size || event_rank(name) < EVENT_RANK_OTHER || text_is(name, "sample")) {
		buffer_text(unit, "samples");
		return;
	}
	for (size_t i = 0; i < sizeof counted / sizeof *counted; i++)
		if (text_ends(name, counted[i])) {
			buffer_text(unit, counted[i]);
			return;
		}
	buffer_append(unit, name.at, name.size);
	if (!text_ends(name, "s"))
		buffer_byte(unit, 's');
}

static void append_unit(struct buffer *unit, struct text name, struct text given)
{
	/* "count" of a type such as events[{count}], in UCUM */
	const bool braces = text_begins(given, "{") && text_ends(given, "}");
	const char *known = known_unit(given);
	if (known && *known)
		buffer_text(unit, known);
	else if (known || braces)
		append_counted(unit, name);
	else
		buffer_append(unit, given.at, given.size);
}

/* One name with two units means two events: the second one has its unit after the name. */
static uint32_t declare(struct sink *sink, struct buffer *name, const char *unit, bool leads)
{
	const uint32_t before = (uint32_t)sink->event_count;
	uint32_t event = sink_event(sink, name->data, name->size - 1);
	if (event != EVENT_NONE && event < before && sink->events[event].unit &&
	    strcmp(sink->events[event].unit, unit) != 0) {
		name->size--;
		buffer_byte(name, '/');
		buffer_append(name, unit, strlen(unit) + 1);
		if (name->failed)
			return EVENT_NONE;
		event = sink_event(sink, name->data, name->size - 1);
	}
	if (event == EVENT_NONE || sink->events[event].value)
		return event;
	return sink_value(sink, name->data, unit, leads);
}

enum status otlp_type(struct otlp_dictionary *d, struct text message, bool leads,
                      struct otlp_type *type, struct error *err)
{
	enum { NAME = 1, UNIT, FIELDS };
	uint64_t rows[FIELDS] = {0};
	struct text name = {0}, given = {0};
	struct proto proto = proto_of(message);
	struct proto_field field;
	while (proto_next(&proto, &field))
		if (field.type == PROTO_NUMBER && field.number < FIELDS)
			rows[field.number] = field.value;
	if (proto.bad)
		return STATUS_FAILED;
	enum status status = otlp_text(d, rows[NAME], &name, err);
	if (!status)
		status = otlp_text(d, rows[UNIT], &given, err);
	if (status)
		return status;
	struct buffer text = {0}, unit = {0};
	buffer_append(&text, name.size ? name.at : "samples", name.size ? name.size : 7);
	buffer_byte(&text, '\0');
	append_unit(&unit, name, given);
	buffer_byte(&unit, '\0');
	type->event = text.failed || unit.failed
	                      ? EVENT_NONE
	                      : declare(d->putting->sink, &text, unit.data, leads);
	type->samples = !unit.failed && strcmp(unit.data, "samples") == 0;
	buffer_free(&text);
	buffer_free(&unit);
	return type->event == EVENT_NONE ? error_no_memory(err) : STATUS_OK;
}
