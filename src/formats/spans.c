#include "formats/spans.h"

#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

/* A beginning; for an end, `end` is 0, which is before any beginning. */
struct span {
	uint64_t at;
	uint64_t end; /* OPEN: given by a later event */
	uint32_t frame;
	uint32_t number; /* in the order of the input */
};

#define OPEN UINT64_MAX

/* ---- times ---- */

static void scale_all(struct spans *spans, unsigned by)
{
	const uint64_t factor = number_power10(by);
	for (size_t i = 0; i < spans->count; i++) {
		struct span *span = &spans->items[i];
		span->at *= factor;
		if (span->end && span->end != OPEN)
			span->end *= factor;
	}
	spans->last *= factor;
	spans->places += by;
}

/* Converts a time to the common unit, which becomes smaller if the time needs it and all times
 * still fit. */
static uint64_t time_of(struct spans *spans, struct decimal at)
{
	unsigned want = at.places < SPANS_PLACES_MAX ? at.places : SPANS_PLACES_MAX;
	while (want > spans->places) {
		const number_wide factor = number_power10(want - spans->places);
		const number_wide large = at.places > want
		                                  ? at.value / number_power10(at.places - want)
		                                  : at.value;
		if (spans->last * factor < OPEN / 4 && large < OPEN / 4) {
			scale_all(spans, want - spans->places);
			break;
		}
		want--;
	}
	bool exact = true;
	number_wide value = at.value;
	if (at.places > spans->places)
		value = number_round(value, at.places - spans->places, &exact);
	else
		value *= number_power10(spans->places - at.places);
	return value < OPEN / 2 ? (uint64_t)value : OPEN / 2;
}

static bool add(struct spans *spans, uint64_t at, uint64_t end, uint32_t frame)
{
	if (spans->count >= UINT32_MAX ||
	    !vector_reserve(&spans->items, &spans->capacity, spans->count + 1))
		return false;
	const uint64_t last = end && end != OPEN ? end : at;
	if (spans->count && at < spans->items[spans->count - 1].at)
		spans->disordered = true;
	if (last > spans->last)
		spans->last = last;
	spans->items[spans->count] = (struct span){at, end, frame, (uint32_t)spans->count};
	spans->count++;
	return true;
}

bool spans_begin(struct spans *spans, struct decimal at, uint32_t frame)
{
	return add(spans, time_of(spans, at), OPEN, frame);
}

bool spans_end(struct spans *spans, struct decimal at, uint32_t frame)
{
	return add(spans, time_of(spans, at), 0, frame);
}

bool spans_add(struct spans *spans, struct decimal at, struct decimal duration, uint32_t frame)
{
	time_of(spans, duration); /* either may make the units smaller */
	const uint64_t begin = time_of(spans, at), time = time_of(spans, duration);
	if (!time)
		return true;
	spans->disordered = true; /* needed to know which of two that begin together is longer */
	return add(spans, begin, begin + time, frame);
}

void spans_until(struct spans *spans, struct decimal at)
{
	const uint64_t time = time_of(spans, at);
	if (time > spans->last)
		spans->last = time;
}

static bool is_whole(const struct span *span)
{
	return span->end && span->end != OPEN;
}

/* At the same time, first beginnings and ends in the order of the input, then complete spans, the
 * longest first. */
static int compare(const void *one, const void *other)
{
	const struct span *a = one, *b = other;
	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	if (is_whole(a) != is_whole(b))
		return is_whole(a) ? 1 : -1;
	if (is_whole(a) && a->end != b->end)
		return a->end > b->end ? -1 : 1;
	return (a->number > b->number) - (a->number < b->number);
}

static void sort(struct spans *spans)
{
	for (size_t i = 1; spans->disordered && i < spans->count; i++)
		if (compare(&spans->items[i - 1], &spans->items[i]) > 0) {
			qsort(spans->items, spans->count, sizeof *spans->items, compare);
			break;
		}
	spans->disordered = false;
}

/* ---- open spans ---- */

struct open {
	uint32_t *frames; /* root first */
	uint64_t *ends;
	size_t frames_capacity, ends_capacity, depth;
	size_t crossing; /* number of those that end after the one before them in the stack */
	uint64_t now;
	struct spans *spans;
	const char *input;
	enum status (*stack)(void *context, const uint32_t *frames, size_t depth, uint64_t from,
	                     uint64_t to, struct error *err);
	void *context;
	struct error *err;
};

static enum status go_on(struct open *open, uint64_t to)
{
	const uint64_t from = open->now;
	if (to <= from)
		return STATUS_OK;
	open->now = to;
	return open->depth
	               ? open->stack(open->context, open->frames, open->depth, from, to, open->err)
	               : STATUS_OK;
}

static bool crosses(const struct open *open, size_t i)
{
	return i && i < open->depth && open->ends[i] > open->ends[i - 1];
}

static void take_out(struct open *open, size_t i)
{
	open->crossing -= crosses(open, i) + crosses(open, i + 1);
	const size_t after = open->depth - i - 1;
	memmove(open->frames + i, open->frames + i + 1, after * sizeof *open->frames);
	memmove(open->ends + i, open->ends + i + 1, after * sizeof *open->ends);
	open->depth--;
	open->crossing += crosses(open, i);
}

static enum status put_in(struct open *open, uint32_t frame, uint64_t end)
{
	if (open->depth >= SPANS_DEPTH_MAX)
		return error_set(open->err, STATUS_FAILED,
		                 "%s: more than %d calls are open at a time", open->input,
		                 SPANS_DEPTH_MAX);
	if (!vector_reserve(&open->frames, &open->frames_capacity, open->depth + 1) ||
	    !vector_reserve(&open->ends, &open->ends_capacity, open->depth + 1))
		return error_no_memory(open->err);
	open->frames[open->depth] = frame;
	open->ends[open->depth] = end;
	open->depth++;
	open->crossing += crosses(open, open->depth - 1);
	return STATUS_OK;
}

/* The span that ends first: mostly the last one. */
static size_t first_to_end(const struct open *open)
{
	size_t first = open->depth - 1;
	for (size_t i = first; open->crossing && i-- > 0;)
		if (open->ends[i] < open->ends[first])
			first = i;
	return first;
}

/* Ends the spans that are known to end by then. */
static enum status end_until(struct open *open, uint64_t until)
{
	enum status status = STATUS_OK;
	while (!status && open->depth) {
		const size_t first = first_to_end(open);
		if (open->ends[first] > until)
			break;
		status = go_on(open, open->ends[first]);
		take_out(open, first);
	}
	return status;
}

/* Sets the end of a frame whose end was unknown. */
static void end_one(struct open *open, uint32_t frame)
{
	for (size_t i = open->depth; i-- > 0;)
		if (open->ends[i] == OPEN && (frame == SPANS_ANY || open->frames[i] == frame)) {
			take_out(open, i);
			return;
		}
	open->spans->unmatched++;
}

static enum status replay(struct open *open)
{
	const struct spans *spans = open->spans;
	enum status status = STATUS_OK;
	for (size_t i = 0; !status && i < spans->count; i++) {
		const struct span *span = &spans->items[i];
		status = end_until(open, span->at);
		if (!status)
			status = go_on(open, span->at);
		if (!status && span->end)
			status = put_in(open, span->frame, span->end);
		else if (!status)
			end_one(open, span->frame);
	}
	if (!status)
		status = end_until(open, spans->last);
	open->spans->unclosed += open->depth;
	return status ? status : go_on(open, spans->last);
}

enum status spans_replay(struct spans *spans, const char *input,
                         enum status (*stack)(void *context, const uint32_t *frames, size_t depth,
                                              uint64_t from, uint64_t to, struct error *err),
                         void *context, struct error *err)
{
	struct open open = {
		.spans = spans, .input = input, .stack = stack, .context = context, .err = err};
	sort(spans);
	open.now = spans->count ? spans->items[0].at : 0;
	enum status status = replay(&open);
	free(open.frames);
	free(open.ends);
	return status;
}

void spans_free(struct spans *spans)
{
	free(spans->items);
	*spans = (struct spans){0};
}
