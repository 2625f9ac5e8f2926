#include "formats/perf_times.h"

#include "base/input.h"
#include "base/number.h"
#include "formats/perf_script/chain.h"

#include <stdlib.h>

enum { CHUNK = 256 << 10, CHUNK_MAX = 64 << 20 };

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

/* Looks at ever longer pieces of one end of the input. */
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
