#include "join/side.h"

#include "base/hooks.h"
#include "read/bidding.h"
#include "store/counts.h"

#include <string.h>

enum {
	HEAD_SIZE = 64 << 10, /* what readers look at to say whose an input is */
	LARGE = 8 << 20, /* bytes of a compressed file that is copied, decompressed, and joined */
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
static bool is_large(const struct input *input)
{
	return hooks.piece_size || input_size(input) >= LARGE;
}

enum status side_open(struct side *side, reader_table *readers, const char *path, bool *plain,
                      struct error *err)
{
	struct sorted_text *text = &side->text;
	text->plain = plain;
	*plain = false;
	enum status status = input_open(path, &side->input, err);
	if (!status && input_is_compressed(side->input) && is_large(side->input))
		status = input_make_seek(side->input, NULL, 0, err);
	if (status || input_is_folder(side->input) || !input_can_seek(side->input) ||
	    !input_size(side->input))
		return status;
	status = input_map(side->input, &text->at, &text->size, err);
	if (status)
		return status;
	struct head head = {text->at, text->size < HEAD_SIZE ? text->size : HEAD_SIZE,
	                    text->size <= HEAD_SIZE};
	const struct reader *reader = bidding_best(readers, &head);
	*plain = reader && reader->folded;
	return *plain ? take_comments(side, err) : STATUS_OK;
}

void side_unmap(const struct side *side, size_t from, size_t end)
{
	input_unmap(side->input, side->begin + from, side->begin + end);
}

void side_close(struct side *side)
{
	input_close(side->input);
	facts_free(&side->facts);
}
