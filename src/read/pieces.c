#include "read/pieces.h"

#include "base/hooks.h"
#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

enum { PIECE_SIZE = 1 << 20 };

size_t piece_size(size_t usual)
{
	return hooks.piece_size ? hooks.piece_size : usual;
}

void pieces_init(struct pieces *pieces, struct stream *stream, piece_cut *cut)
{
	*pieces = (struct pieces){
		.stream = stream, .cut = cut, .piece_size = piece_size(PIECE_SIZE)};
	if (pieces->piece_size > RECORD_MOST)
		pieces->piece_size = RECORD_MOST;
	pthread_mutex_init(&pieces->lock, NULL);
}

/* Reads until text holds `want` bytes or the input ends. */
static enum status fill(struct pieces *pieces, char *text, size_t *size, size_t want,
                        struct error *err)
{
	ssize_t n = stream_read(pieces->stream, text + *size, want - *size, err);
	if (n < 0)
		return STATUS_FAILED;
	*size += (size_t)n;
	if (*size < want)
		pieces->ended = true;
	return STATUS_OK;
}

/* Where to cut the current text: at its end if the input ends there; 0: it does not contain the end
 * of a record yet. */
static size_t cut_at(const struct pieces *pieces, const struct piece *piece)
{
	if (pieces->ended)
		return piece->size;
	return pieces->cut(piece->text, piece->size);
}

/* Drops text[0..size) of a record that is skipped. */
static void drop(struct piece *piece, size_t size)
{
	struct long_record *record = &piece->passed_over;
	if (!record->size) {
		record->size = size < sizeof record->beginning ? size : sizeof record->beginning;
		memcpy(record->beginning, piece->text, record->size);
	}
	const char *at = piece->text, *end = at + size;
	while ((at = memchr(at, '\n', (size_t)(end - at)))) {
		record->lines++;
		at++;
	}
	piece->size -= size;
	memmove(piece->text, piece->text + size, piece->size);
}

/* The first place where text that begins within a record can be cut. If text is extended beyond
 * this place, it can still be cut there or later, so a binary search finds the place. */
static size_t first_cut(const struct pieces *pieces, const struct piece *piece)
{
	size_t none = 0, some = piece->size;
	while (some - none > 1) {
		size_t middle = none + (some - none) / 2;
		if (pieces->cut(piece->text, middle))
			some = middle;
		else
			none = middle;
	}
	return pieces->cut(piece->text, some);
}

/* The piece begins with a record that is too long. Drops the whole record, so that the piece begins
 * with the next one. There is room for `want` bytes. */
static enum status pass_over(struct pieces *pieces, struct piece *piece, size_t want,
                             struct error *err)
{
	enum status status = STATUS_OK;
	while (!status) {
		if (pieces->cut(piece->text, piece->size)) {
			drop(piece, first_cut(pieces, piece));
			break;
		}
		if (pieces->ended) {
			drop(piece, piece->size);
			break;
		}
		/* An incomplete last line is kept, together with the newline before it, because two
		 * newlines in sequence may have a meaning to the reader. */
		const char *last = memrchr(piece->text, '\n', piece->size);
		size_t kept = last ? (size_t)(piece->text + piece->size - last) : 1;
		drop(piece, piece->size - (kept > want / 2 ? 1 : kept));
		status = fill(pieces, piece->text, &piece->size, want, err);
	}
	return status;
}

/* Passes the piece on up to a place; the text after it is kept for the next one. */
static enum status cut_piece(struct pieces *pieces, struct piece *piece, size_t at,
                             struct error *err)
{
	size_t rest = piece->size - at;
	if (!vector_reserve(&pieces->carry, &pieces->carry_capacity, rest))
		return error_no_memory(err);
	if (rest)
		memcpy(pieces->carry, piece->text + at, rest);
	pieces->carry_size = rest;
	piece->size = at;
	return STATUS_OK;
}

static enum status take(struct pieces *pieces, struct piece *piece, struct error *err)
{
	size_t want = pieces->piece_size > pieces->carry_size ? pieces->piece_size
	                                                      : pieces->carry_size;
	piece->size = 0;
	piece->passed_over.size = 0;
	piece->passed_over.lines = 0;
	if (!vector_reserve(&piece->text, &piece->capacity, want))
		return error_no_memory(err);
	if (pieces->carry_size)
		memcpy(piece->text, pieces->carry, pieces->carry_size);
	piece->size = pieces->carry_size;
	pieces->carry_size = 0;
	for (;;) {
		enum status status = STATUS_OK;
		if (!pieces->ended)
			status = fill(pieces, piece->text, &piece->size, want, err);
		if (status)
			return status;
		size_t at = cut_at(pieces, piece);
		if (at || pieces->ended)
			return cut_piece(pieces, piece, at, err);
		if (want < RECORD_MOST) {
			want = want < RECORD_MOST / 2 ? want * 2 : RECORD_MOST;
			if (!vector_reserve(&piece->text, &piece->capacity, want))
				return error_no_memory(err);
			continue;
		}
		status = pass_over(pieces, piece, want, err);
		/* one such record in a piece, because each is reported with its line */
		if (status)
			return status;
		return cut_piece(pieces, piece, 0, err);
	}
}

bool pieces_next(struct pieces *pieces, struct piece *piece, enum status *status, struct error *err)
{
	pthread_mutex_lock(&pieces->lock);
	bool more = !pieces->ended || pieces->carry_size;
	*status = STATUS_OK;
	if (more) {
		*status = take(pieces, piece, err);
		more = *status == STATUS_OK && (piece->size || piece->passed_over.size);
		piece->number = pieces->next_number++;
		pieces->bytes += piece->size;
	}
	pthread_mutex_unlock(&pieces->lock);
	return more;
}

void pieces_stop(struct pieces *pieces)
{
	pthread_mutex_lock(&pieces->lock);
	pieces->ended = true;
	pieces->carry_size = 0;
	pthread_mutex_unlock(&pieces->lock);
}

bool pieces_have_more(struct pieces *pieces)
{
	pthread_mutex_lock(&pieces->lock);
	bool more = !pieces->ended || pieces->carry_size;
	pthread_mutex_unlock(&pieces->lock);
	return more;
}

uint64_t pieces_position(struct pieces *pieces)
{
	pthread_mutex_lock(&pieces->lock);
	uint64_t position = input_position(pieces->stream->input);
	pthread_mutex_unlock(&pieces->lock);
	return position;
}

void piece_free(struct piece *piece)
{
	free(piece->text);
	*piece = (struct piece){0};
}

void pieces_free(struct pieces *pieces)
{
	free(pieces->carry);
	pthread_mutex_destroy(&pieces->lock);
}
