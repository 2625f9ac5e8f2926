#include "read/parts.h"

#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

enum { PART_SIZE = 1 << 20 };

size_t piece_size(size_t usual)
{
	const char *text = getenv("STACKFOLD_PIECE");
	unsigned long size = text ? strtoul(text, NULL, 10) : 0;
	return size ? size : usual;
}

void parts_init(struct parts *parts, struct input *input, const struct read_options *options)
{
	*parts = (struct parts){
		.input = input, .options = options, .piece_size = piece_size(PART_SIZE)};
	pthread_mutex_init(&parts->lock, NULL);
}

/* Reads until text holds `want` bytes or the input ends. */
static enum status fill(struct parts *parts, char *text, size_t *size, size_t want,
                        struct error *err)
{
	ssize_t n = input_read(parts->input, text + *size, want - *size, err);
	if (n < 0)
		return STATUS_FAILED;
	*size += (size_t)n;
	if (*size < want)
		parts->ended = true;
	return STATUS_OK;
}

enum status parts_peek(struct parts *parts, size_t most, struct head *head, struct error *err)
{
	if (!vector_reserve(&parts->carry, &parts->carry_capacity, most))
		return error_no_memory(err);
	enum status status = STATUS_OK;
	if (parts->carry_size < most && !parts->ended)
		status = fill(parts, parts->carry, &parts->carry_size, most, err);
	*head = (struct head){parts->carry, parts->carry_size, parts->ended};
	return status;
}

/* position: in the input itself */
static void report_progress(const struct parts *parts, uint64_t position)
{
	uint64_t size = input_size(parts->input);
	if (parts->options->progress)
		parts->options->progress(parts->options->progress_context,
		                         position + parts->beside_done,
		                         size ? size + parts->beside_size : 0);
}

ssize_t parts_read(struct parts *parts, void *bytes, size_t size, struct error *err)
{
	size_t early = parts->carry_size < size ? parts->carry_size : size;
	if (early) {
		memcpy(bytes, parts->carry, early);
		memmove(parts->carry, parts->carry + early, parts->carry_size - early);
		parts->carry_size -= early;
	}
	ssize_t n = 0;
	if (early < size && !parts->ended)
		n = input_read(parts->input, (char *)bytes + early, size - early, err);
	if (n < 0)
		return -1;
	parts->bytes += early + (size_t)n;
	report_progress(parts, input_position(parts->input));
	return (ssize_t)early + n;
}

ssize_t parts_read_at(struct parts *parts, void *bytes, size_t size, uint64_t offset,
                      struct error *err)
{
	ssize_t n = input_read_at(parts->input, bytes, size, offset, err);
	if (n > 0)
		parts->bytes += (size_t)n;
	if (n > 0)
		report_progress(parts, offset + (size_t)n);
	return n;
}

void parts_beside(struct parts *parts, uint64_t size)
{
	parts->beside_size += size;
}

ssize_t parts_read_beside(struct parts *parts, const struct input *input, void *bytes, size_t size,
                          uint64_t offset, struct error *err)
{
	ssize_t n = input_read_at(input, bytes, size, offset, err);
	if (n > 0) {
		parts->bytes += (size_t)n;
		parts->beside_done += (size_t)n;
		report_progress(parts, input_size(parts->input));
	}
	return n;
}

enum status parts_seek(struct parts *parts, struct error *err)
{
	return input_can_seek(parts->input)
	               ? STATUS_OK
	               : input_make_seek(parts->input, parts->carry, parts->carry_size, err);
}

/* Where the text at hand is to be cut: all of it at the input's end, 0 where it holds no end of a
 * record yet. */
static size_t cut_at(const struct parts *parts, const struct part *part)
{
	if (parts->ended || !parts->reader->cut)
		return part->size;
	return parts->reader->cut(part->text, part->size);
}

static enum status take(struct parts *parts, struct part *part, struct error *err)
{
	size_t want = parts->piece_size > parts->carry_size ? parts->piece_size : parts->carry_size;
	part->size = 0;
	if (!vector_reserve(&part->text, &part->capacity, want))
		return error_no_memory(err);
	if (parts->carry_size)
		memcpy(part->text, parts->carry, parts->carry_size);
	part->size = parts->carry_size;
	parts->carry_size = 0;
	for (;;) {
		if (!parts->ended) {
			enum status status = fill(parts, part->text, &part->size, want, err);
			if (status)
				return status;
		}
		size_t at = cut_at(parts, part);
		if (at || parts->ended) {
			size_t rest = part->size - at;
			if (!vector_reserve(&parts->carry, &parts->carry_capacity, rest))
				return error_no_memory(err);
			if (rest)
				memcpy(parts->carry, part->text + at, rest);
			parts->carry_size = rest;
			part->size = at;
			return STATUS_OK;
		}
		if (want > SIZE_MAX / 2 || !vector_reserve(&part->text, &part->capacity, want * 2))
			return error_no_memory(err);
		want *= 2;
	}
}

bool parts_next(struct parts *parts, struct part *part, enum status *status, struct error *err)
{
	pthread_mutex_lock(&parts->lock);
	bool more = !parts->ended || parts->carry_size;
	*status = STATUS_OK;
	if (more) {
		*status = take(parts, part, err);
		more = *status == STATUS_OK && part->size;
		part->number = parts->next_number++;
		parts->bytes += part->size;
		report_progress(parts, input_position(parts->input));
	}
	pthread_mutex_unlock(&parts->lock);
	return more;
}

void parts_stop(struct parts *parts)
{
	pthread_mutex_lock(&parts->lock);
	parts->ended = true;
	parts->carry_size = 0;
	pthread_mutex_unlock(&parts->lock);
}

void part_free(struct part *part)
{
	free(part->text);
	*part = (struct part){0};
}

void parts_free(struct parts *parts)
{
	input_close(parts->input);
	free(parts->carry);
	pthread_mutex_destroy(&parts->lock);
}
