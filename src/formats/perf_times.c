#include "formats/perf_times.h"

#include "base/input.h"
#include "base/number.h"
#include "formats/perf_script/chain.h"
#include "read/event.h"

#include <stdlib.h>

enum { CHUNK = 256 << 10, CHUNK_MAX = 64 << 20, MARKER_CHUNK = 1 << 20 };

bool perf_time_parse(struct text text, uint64_t *time)
{
	enum { NANO_PLACES = 9 };
	struct decimal decimal;
	if (!text.size || decimal_parse(text.at, text.size, &decimal) != NUMBER_OK ||
	    decimal.places > NANO_PLACES)
		return false;
	*time = decimal.value;
	return number_scale(time, NANO_PLACES - decimal.places);
}

static bool number_of(struct text text, uint32_t *number)
{
	bool negative = text.size && *text.at == '-';
	uint64_t value = 0;
	for (size_t i = negative; i < text.size && value <= UINT32_MAX; i++)
		value = value * 10 + (uint64_t)(text.at[i] - '0');
	*number = (uint32_t)(negative ? -value : value);
	return text.size && value <= UINT32_MAX;
}

void perf_place(const struct perf_header *header, struct sample_place *place)
{
	const struct process *process = &header->process;
	unsigned known = 0;
	if (number_of((struct text){process->pid, process->pid_size}, &place->pid))
		known |= PLACE_PID;
	if (number_of((struct text){process->tid, process->tid_size}, &place->tid))
		known |= PLACE_TID;
	if (number_of(header->cpu, &place->cpu))
		known |= PLACE_CPU;
	if (perf_time_parse(header->time, &place->time))
		known |= PLACE_TIME;
	place->known = known;
	place->life = 0;
}

/* The time of the first header in the text, or of the last. */
static bool find_time(const char *text, size_t size, bool first, uint64_t *time)
{
	const char *at = text, *end = text + size;
	bool found = false;
	while (at < end && !(found && first)) {
		struct perf_header header;
		struct text line = text_line(at, end, &at);
		uint64_t here;
		if (line.size && *line.at != '\t' && perf_is_header(line, &header) &&
		    perf_time_parse(header.time, &here)) {
			*time = here;
			found = true;
		}
	}
	return found;
}

/* Searches longer and longer pieces at one end of the input. */
static enum status time_at_end(struct stream *stream, bool first, uint64_t *time, struct error *err)
{
	uint64_t size = input_size(stream->input);
	for (size_t most = CHUNK; most <= CHUNK_MAX; most *= 4) {
		size_t length = size < most ? (size_t)size : most;
		char *text = malloc(length + 1);
		if (!text)
			return error_no_memory(err);
		ssize_t n = stream_read_at(stream, text, length, first ? 0 : size - length, err);
		bool found = n > 0 && find_time(text, (size_t)n, first, time);
		free(text);
		if (n < 0)
			return STATUS_FAILED;
		if (found)
			return STATUS_OK;
		if (length == size)
			break;
	}
	return error_set(
		err, STATUS_FAILED,
		"%s: times in percent need an input with times; perf script -F +time prints them",
		input_name(stream->input));
}

enum status perf_times(struct stream *stream, uint64_t *first, uint64_t *last, struct error *err)
{
	enum status status = time_at_end(stream, true, first, err);
	return status ? status : time_at_end(stream, false, last, err);
}

/* Searches the complete lines of a text; returns their size in bytes. */
static size_t look_for_marker(const char *text, size_t size, const char *event, uint64_t from,
                              uint64_t *time, bool *found)
{
	const char *last = memrchr(text, '\n', size);
	const char *at = text, *end = last ? last + 1 : text;
	while (at < end) {
		struct perf_header header;
		const struct text line = text_line(at, end, &at);
		uint64_t here;
		if (!line.size || *line.at == '\t' || !perf_is_header(line, &header) ||
		    !header.event.at || !event_fits(header.event, event) ||
		    !perf_time_parse(header.time, &here) || here < from ||
		    (*found && here >= *time))
			continue;
		*found = true;
		*time = here;
	}
	return (size_t)(end - text);
}

enum status perf_marker(struct stream *stream, const char *event, uint64_t from, uint64_t *time,
                        bool *found, struct error *err)
{
	const uint64_t size = input_size(stream->input);
	size_t kept = 0; /* bytes of an incomplete line */
	char *text = malloc(MARKER_CHUNK + 1);
	*found = false;
	*time = 0;
	if (!text)
		return error_no_memory(err);
	for (uint64_t at = 0; at < size;) {
		ssize_t n = stream_read_at(stream, text + kept, MARKER_CHUNK - kept - 1, at, err);
		if (n <= 0) {
			free(text);
			return n < 0 ? STATUS_FAILED : STATUS_OK;
		}
		at += (uint64_t)n;
		size_t filled = kept + (size_t)n;
		if (at >= size)
			text[filled++] = '\n';
		const size_t whole = look_for_marker(text, filled, event, from, time, found);
		kept = filled - whole;
		if (kept >= MARKER_CHUNK - 1)
			kept = 0; /* no header is that long */
		memmove(text, text + whole, kept);
	}
	free(text);
	return STATUS_OK;
}
