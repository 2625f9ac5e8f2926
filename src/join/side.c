#include "join/side.h"

#include "base/hooks.h"
#include "read/bidding.h"
#include "store/counts.h"

#include <stdlib.h>
#include <string.h>

enum {
	HEAD_SIZE = 64 << 10, /* what readers look at to say whose an input is */
	LARGE = 8 << 20, /* bytes of a compressed file, or of a pipe, that is copied and joined */
};

static bool is_comment(struct text line)
{
	return text_begins(line, "# ") || text_is(line, "#");
}

/* Takes the comments before and after the stacks off the text. */
static enum status take_comments(struct side *side, struct error *err)
{
	struct sorted_text *text = &side->text;
	const char *at = text->at, *end = at + text->size, *next;
	while (at < end && is_comment(text_line(at, end, &next))) {
		if (counts_stated(text_line(at, end, &next)))
			*text->plain = false; /* names may end in what looks like a count */
		facts_read(&side->facts, text_line(at, end, &next));
		at = next;
	}
	while (end > at) {
		const char *before = memrchr(at, '\n', (size_t)(end - 1 - at));
		const char *begin = before ? before + 1 : at;
		struct text line = text_line(begin, end, &next);
		if (!is_comment(line))
			break;
		facts_read(&side->facts, line);
		end = begin;
	}
	side->begin = (size_t)(at - text->at);
	*text = (struct sorted_text){at, (size_t)(end - at), text->plain};
	return side->facts.origins.failed ? error_no_memory(err) : STATUS_OK;
}

/* A profile of it would take much memory. */
static bool is_large(uint64_t size)
{
	return hooks.piece_size || size >= LARGE;
}

static bool is_folded(reader_table *readers, const char *text, size_t size, bool whole)
{
	struct head head = {text, size < HEAD_SIZE ? size : HEAD_SIZE, whole && size <= HEAD_SIZE};
	const struct reader *reader = bidding_best(readers, &head);
	return reader && reader->folded;
}

/* Reads the first bytes of a pipe, up to `most` in all. */
static enum status read_early(struct side *side, size_t most, struct error *err)
{
	char *early = realloc(side->early, most);
	if (!early)
		return error_no_memory(err);
	side->early = early;
	ssize_t n = input_read(side->input, early + side->early_size, most - side->early_size, err);
	if (n < 0)
		return STATUS_FAILED;
	side->early_size += (size_t)n;
	side->ended = side->early_size < most;
	return STATUS_OK;
}

static enum status map(struct side *side, struct error *err)
{
	return input_size(side->input)
	               ? input_map(side->input, &side->text.at, &side->text.size, err)
	               : STATUS_OK;
}

/* Reads a pipe of folded text, which stays in memory if it is small, and otherwise is copied into a
 * temporary file. */
static enum status read_pipe(struct side *side, reader_table *readers, struct error *err)
{
	enum status status = read_early(side, HEAD_SIZE, err);
	if (status || !is_folded(readers, side->early, side->early_size, side->ended))
		return status;
	if (!side->ended && !hooks.piece_size)
		status = read_early(side, LARGE, err);
	if (!status && !side->ended)
		status = input_make_seek(side->input, side->early, side->early_size, err);
	if (!status && !side->ended)
		return map(side, err);
	side->text.at = side->early;
	side->text.size = side->early_size;
	return status;
}

/* Makes text of an input that can be mapped, or that is in memory. */
static enum status make_text(struct side *side, reader_table *readers, const char *path,
                             struct error *err)
{
	struct input *input = side->input;
	enum status status = STATUS_OK;
	if (!input_can_reopen(path))
		return read_pipe(side, readers, err);
	if (input_is_compressed(input) && is_large(input_size(input)))
		status = input_make_seek(input, NULL, 0, err);
	return status || !input_can_seek(input) ? status : map(side, err);
}

enum status side_open(struct side *side, reader_table *readers, const char *path, bool *plain,
                      struct error *err)
{
	struct sorted_text *text = &side->text;
	text->plain = plain;
	*plain = false;
	enum status status = input_open(path, &side->input, err);
	if (!status && !input_is_folder(side->input))
		status = make_text(side, readers, path, err);
	if (status || !text->size)
		return status;
	*plain = is_folded(readers, text->at, text->size, true);
	return *plain ? take_comments(side, err) : STATUS_OK;
}

void side_give(struct side *side, struct read_begun *begun)
{
	*begun = (struct read_begun){
		.input = side->input,
		.early = side->early,
		.early_size = side->early_size,
		.ended = side->ended,
	};
	side->input = NULL;
	side->early = NULL;
}

void side_unmap(const struct side *side, size_t from, size_t end)
{
	input_unmap(side->input, side->begin + from, side->begin + end);
}

void side_close(struct side *side)
{
	input_close(side->input);
	facts_free(&side->facts);
	free(side->early);
}
