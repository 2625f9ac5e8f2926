#include "read/choice.h"

#include "base/number.h"
#include "base/text.h"
#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

enum { NANO_PLACES = 9 };

static const uint64_t nano = 1000000000;

/* Digits that fit 32 bits; the text moves past them. */
static bool take_number(const char **text, uint32_t *number)
{
	uint64_t value = 0;
	const char *at = *text;
	while (is_digit(*at) && value <= UINT32_MAX)
		value = value * 10 + (uint64_t)(*at++ - '0');
	if (at == *text || value > UINT32_MAX)
		return false;
	*text = at;
	*number = (uint32_t)value;
	return true;
}

enum status number_list_parse(struct number_list *list, const char *text)
{
	for (;;) {
		struct number_range range;
		if (!take_number(&text, &range.first))
			return STATUS_FAILED;
		range.last = range.first;
		if (*text == '-') {
			text++;
			if (!take_number(&text, &range.last) || range.last < range.first)
				return STATUS_FAILED;
		}
		if (!vector_reserve(&list->items, &list->capacity, list->count + 1))
			return STATUS_FATAL;
		list->items[list->count++] = range;
		if (!*text)
			return STATUS_OK;
		if (*text++ != ',')
			return STATUS_FAILED;
	}
}

/* "12.5" to 12500000000. */
static bool parse_seconds(const char *text, size_t size, uint64_t *value)
{
	struct decimal decimal;
	if (decimal_parse(text, size, &decimal) != NUMBER_OK || decimal.places > NANO_PLACES)
		return false;
	*value = decimal.value;
	return number_scale(value, NANO_PLACES - decimal.places);
}

/* How an end of a span is written. */
enum end_form { END_ABSENT, END_CLOCK, END_ELAPSED, END_PERCENT };

/* One end; percents become billionths. */
static bool parse_end(const char *text, size_t size, enum end_form *form, uint64_t *value)
{
	*form = !size                   ? END_ABSENT
	        : *text == '+'          ? END_ELAPSED
	        : text[size - 1] == '%' ? END_PERCENT
	                                : END_CLOCK;
	if (*form == END_ABSENT)
		return true;
	text += *form == END_ELAPSED;
	size -= *form == END_ELAPSED || *form == END_PERCENT;
	if (!parse_seconds(text, size, value))
		return false;
	if (*form == END_PERCENT)
		*value /= 100;
	return *form != END_PERCENT || *value <= nano;
}

/* A span whose ends, as far as they are given, are times of day. */
static bool parse_wall(struct time_span *span, const char *from, size_t from_size, const char *to,
                       size_t to_size)
{
	*span = (struct time_span){.given = true, .wall = true, .from = 0, .to = UINT64_MAX};
	return (!from_size || wall_time_parse(&span->from_wall, from, from_size)) &&
	       (!to_size || wall_time_parse(&span->to_wall, to, to_size));
}

bool time_span_parse(struct time_span *span, const char *text)
{
	const char *comma = strchr(text, ',');
	if (!comma || (comma == text && !comma[1]))
		return false;
	enum end_form from, to;
	size_t from_size = (size_t)(comma - text), to_size = strlen(comma + 1);
	if (strchr(text, ':'))
		return parse_wall(span, text, from_size, comma + 1, to_size);
	*span = (struct time_span){.given = true, .from = 0, .to = UINT64_MAX};
	if (!parse_end(text, from_size, &from, &span->from) ||
	    !parse_end(comma + 1, to_size, &to, &span->to))
		return false;
	if (from && to && from != to)
		return false;
	span->elapsed = from == END_ELAPSED || to == END_ELAPSED;
	span->parts = from == END_PERCENT || to == END_PERCENT;
	if (span->parts && !to)
		span->to = nano;
	return span->from <= span->to;
}

static uint64_t time_after(uint64_t first, uint64_t elapsed)
{
	return elapsed > UINT64_MAX - first ? UINT64_MAX : first + elapsed;
}

struct time_span time_span_resolve(const struct time_span *span, uint64_t first, uint64_t last)
{
	__extension__ typedef unsigned __int128 wide;
	struct time_span resolved = *span;
	if (last < first)
		return resolved;
	if (span->elapsed) {
		resolved.from = time_after(first, span->from);
		resolved.to = time_after(first, span->to);
	} else if (span->parts) {
		resolved.from = first + (uint64_t)((wide)(last - first) * span->from / nano);
		resolved.to = first + (uint64_t)((wide)(last - first) * span->to / nano);
	}
	resolved.elapsed = resolved.parts = false;
	return resolved;
}

bool time_span_by_wall(struct time_span *span, uint64_t zero, uint64_t first, uint64_t last)
{
	const uint64_t day = 86400 * nano;
	uint64_t from = 0, to = UINT64_MAX;
	if (span->from_wall.given &&
	    !wall_time_since_1970(&span->from_wall, first + zero, last + zero, &from))
		return false;
	if (span->to_wall.given &&
	    !wall_time_since_1970(&span->to_wall, first + zero, last + zero, &to))
		return false;
	if (to < from && !span->to_wall.dated && span->from_wall.given)
		to += day;
	span->wall = false;
	span->from = from > zero ? from - zero : 0;
	span->to = to > zero ? to - zero : 0;
	return from <= to;
}

static bool has_number(const struct number_list *list, bool known, uint32_t number)
{
	if (!list->count)
		return true;
	for (size_t i = 0; known && i < list->count; i++)
		if (number >= list->items[i].first && number <= list->items[i].last)
			return true;
	return false;
}

bool choice_has_process(const struct choice *choice, const struct sample_place *place)
{
	return has_number(&choice->pids, place->known & PLACE_PID, place->pid) &&
	       has_number(&choice->tids, place->known & PLACE_TID, place->tid);
}

bool choice_has_moment(const struct choice *choice, const struct time_span *span,
                       const struct sample_place *place)
{
	if (!has_number(&choice->cpus, place->known & PLACE_CPU, place->cpu))
		return false;
	return !span->given ||
	       (place->known & PLACE_TIME && place->time >= span->from && place->time <= span->to);
}

void choice_free(struct choice *choice)
{
	free(choice->pids.items);
	free(choice->tids.items);
	free(choice->cpus.items);
	*choice = (struct choice){0};
}
