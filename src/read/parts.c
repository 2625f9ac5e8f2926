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
	if (parts->piece_size > RECORD_MOST)
		parts->piece_size = RECORD_MOST;
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

/* Drops text[0..size) of a record that is passed over. */
static void drop(struct part *part, size_t size)
{
	struct long_record *record = &part->passed_over;
	if (!record->size) {
		record->size = size < sizeof record->beginning ? size : sizeof record->beginning;
		memcpy(record->beginning, part->text, record->size);
	}
	const char *at = part->text, *end = at + size;
	while ((at = memchr(at, '\n', (size_t)(end - at)))) {
		record->lines++;
		at++;
	}
	part->size -= size;
	memmove(part->text, part->text + size, part->size);
}

/* The first place where text that begins within a record can be cut. Behind that place too there is
 * one, whatever text follows, so that halving finds it. */
static size_t first_cut(const struct parts *parts, const struct part *part)
{
	size_t none = 0, some = part->size;
	while (some - none > 1) {
		size_t middle = none + (some - none) / 2;
		if (parts->reader->cut(part->text, middle))
			some = middle;
		else
			none = middle;
	}
	return parts->reader->cut(part->text, some);
}

/* The part holds the beginning of a record that is too long. Drops all of it, so that the part
 * begins with the next record. There is room for `want` bytes. */
static enum status pass_over(struct parts *parts, struct part *part, size_t want, struct error *err)
{
	enum status status = STATUS_OK;
	while (!status) {
		if (parts->reader->cut(part->text, part->size)) {
			drop(part, first_cut(parts, part));
			break;
		}
		if (parts->ended) {
			drop(part, part->size);
			break;
		}
		/* An unended last line stays, with the end of the line before: to the reader two
		 * ends of lines in sequence may mean something. */
		const char *last = memrchr(part->text, '\n', part->size);
		size_t kept = last ? (size_t)(part->text + part->size - last) : 1;
		drop(part, part->size - (kept > want / 2 ? 1 : kept));
		status = fill(parts, part->text, &part->size, want, err);
	}
	return status;
}

/* Hands the part on up to a place; what is behind stays for the next one. */
static enum status cut_part(struct parts *parts, struct part *part, size_t at, struct error *err)
{
	size_t rest = part->size - at;
	if (!vector_reserve(&parts->carry, &parts->carry_capacity, rest))
		return error_no_memory(err);
	if (rest)
		memcpy(parts->carry, part->text + at, rest);
	parts->carry_size = rest;
	part->size = at;
	return STATUS_OK;
}

static enum status take(struct parts *parts, struct part *part, struct error *err)
{
	size_t want = parts->piece_size > parts->carry_size ? parts->piece_size : parts->carry_size;
	part->size = 0;
	part->passed_over.size = 0;
	part->passed_over.lines = 0;
	if (!vector_reserve(&part->text, &part->capacity, want))
		return error_no_memory(err);
	if (parts->carry_size)
		memcpy(part->text, parts->carry, parts->carry_size);
	part->size = parts->carry_size;
	parts->carry_size = 0;
	for (;;) {
		enum status status = STATUS_OK;
		if (!parts->ended)
			status = fill(parts, part->text, &part->size, want, err);
		if (status)
			return status;
		size_t at = cut_at(parts, part);
		if (at || parts->ended)
			return cut_part(parts, part, at, err);
		if (want < RECORD_MOST) {
			want = want < RECORD_MOST / 2 ? want * 2 : RECORD_MOST;
			if (!vector_reserve(&part->text, &part->capacity, want))
				return error_no_memory(err);
			continue;
		}
		status = pass_over(parts, part, want, err);
		/* one such record a piece, as each is told with its line */
		if (status)
			return status;
		return cut_part(parts, part, 0, err);
	}
}

bool parts_next(struct parts *parts, struct part *part, enum status *status, struct error *err)
{
	pthread_mutex_lock(&parts->lock);
	bool more = !parts->ended || parts->carry_size;
	*status = STATUS_OK;
	if (more) {
		*status = take(parts, part, err);
		more = *status == STATUS_OK && (part->size || part->passed_over.size);
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
