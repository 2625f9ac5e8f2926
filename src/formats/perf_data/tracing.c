/* Written by perf's trace-event-info.c:
 *
 *     23 8 68 "tracing" VERSION NUL, big-endian (1), size of a long (1), size of a page (4)
 *     "header_page" NUL, size (8), text; "header_event" NUL, size (8), text
 *     how many (4), for each: size (8), format        of the tracer's own events
 *     how many systems (4), for each: NAME NUL, how many (4), for each: size (8), format
 *     size (4), kernel symbols; size (4), formats of printk; size (8), names of tasks
 *
 * A format is text: "name: sched_switch\nID: 316\nformat:\n...". */
#include "formats/perf_data/tracing.h"

#include "base/text.h"
#include "base/vector.h"
#include "formats/perf_data/bytes.h"

#include <stdio.h>
#include <stdlib.h>

static size_t take_name(struct bytes *bytes, const char **name)
{
	size_t left = bytes_left(bytes), size = strnlen((const char *)bytes->at, left);
	*name = (const char *)bytes_take(bytes, size == left ? left + 1 : size + 1);
	return *name ? size : 0;
}

static bool add(struct tracing_events *events, struct text system, struct text format)
{
	const char *at = format.at, *end = at + format.size;
	struct text name = {0}, id = {0};
	while (at < end && (!name.size || !id.size)) {
		struct text line = text_line(at, end, &at);
		if (text_begins(line, "name: "))
			name = text_from(line, 6);
		else if (text_begins(line, "ID: "))
			id = text_from(line, 4);
	}
	if (!name.size || !id.size || id.size > 9)
		return true;
	uint64_t number = 0;
	for (size_t i = 0; i < id.size && is_digit(id.at[i]); i++)
		number = number * 10 + (uint64_t)(id.at[i] - '0');
	if (!vector_reserve(&events->items, &events->capacity, events->count + 1))
		return false;
	struct tracing_event *event = &events->items[events->count];
	event->id = number;
	if (asprintf(&event->name, "%.*s:%.*s", (int)system.size, system.at, (int)name.size,
	             name.at) < 0)
		return false;
	sched_fields_read(&event->sched, text_of(event->name), format);
	events->count++;
	return true;
}

static void skip_counted(struct bytes *bytes)
{
	bytes_take(bytes, bytes_u64(bytes));
}

/* Skips the data before the first event. False if this is not tracing data. */
static bool read_beginning(struct bytes *bytes)
{
	const char *text;
	const uint8_t *magic = bytes_take(bytes, 10);
	if (!magic || memcmp(magic, "\x17\x08\x44tracing", 10) != 0)
		return false;
	take_name(bytes, &text);
	bytes->big_endian = bytes_u8(bytes);
	bytes_take(bytes, 1 + 4);
	for (int i = 0; i < 2; i++) {
		take_name(bytes, &text);
		skip_counted(bytes);
	}
	uint32_t count = bytes_u32(bytes);
	for (uint32_t i = 0; i < count && !bytes->bad; i++)
		skip_counted(bytes);
	return !bytes->bad;
}

/* events may be NULL. False without memory. */
static bool walk(struct bytes *bytes, struct tracing_events *events)
{
	if (!read_beginning(bytes))
		return true;
	uint32_t systems = bytes_u32(bytes);
	for (uint32_t s = 0; s < systems && !bytes->bad; s++) {
		struct text system;
		system.size = take_name(bytes, &system.at);
		uint32_t count = bytes_u32(bytes);
		for (uint32_t i = 0; i < count && !bytes->bad; i++) {
			uint64_t size = bytes_u64(bytes);
			const char *format = (const char *)bytes_take(bytes, size);
			if (format && events &&
			    !add(events, system, (struct text){format, (size_t)size}))
				return false;
		}
	}
	return true;
}

static int by_id(const void *a, const void *b)
{
	uint64_t x = ((const struct tracing_event *)a)->id,
		 y = ((const struct tracing_event *)b)->id;
	return (x > y) - (x < y);
}

bool tracing_read(struct tracing_events *events, const uint8_t *data, size_t size)
{
	struct bytes bytes = {data, data + size, false, false};
	if (!walk(&bytes, events))
		return false;
	if (events->count)
		qsort(events->items, events->count, sizeof *events->items, by_id);
	return true;
}

size_t tracing_size(const uint8_t *data, size_t size)
{
	struct bytes bytes = {data, data + size, false, false};
	walk(&bytes, NULL);
	bytes_take(&bytes, bytes_u32(&bytes));
	bytes_take(&bytes, bytes_u32(&bytes));
	skip_counted(&bytes);
	return bytes.bad ? 0 : size - bytes_left(&bytes);
}

const struct tracing_event *tracing_find(const struct tracing_events *events, uint64_t id)
{
	const struct tracing_event wanted = {.id = id};
	return events->count ? bsearch(&wanted, events->items, events->count, sizeof *events->items,
	                               by_id)
	                     : NULL;
}

void tracing_free(struct tracing_events *events)
{
	for (size_t i = 0; i < events->count; i++)
		free(events->items[i].name);
	free(events->items);
	*events = (struct tracing_events){0};
}
