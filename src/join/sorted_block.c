#include "join/sorted_block.h"

#include "base/number.h"
#include "base/vector.h"
#include "read/pieces.h"

#include <stdlib.h>
#include <string.h>

static bool is_comment(struct text line)
{
	return text_begins(line, "# ") || text_is(line, "#");
}

/* Takes a whole number or a decimal, and the blank before it, off the end of line[0..*size); false
 * where there is no such count. */
static bool take_count(const char *line, size_t *size, struct decimal *weight)
{
	size_t end = *size, at = end;
	uint64_t value = 0, power = 1;
	for (; at && is_digit(line[at - 1]) && end - at < NUMBER_DECIMALS_MAX; power *= 10)
		value += (uint64_t)(line[--at] - '0') * power;
	*weight = (struct decimal){value, 0};
	if (at == end || !at)
		return false;
	if (line[at - 1] != ' ') {
		while (at && (is_digit(line[at - 1]) || line[at - 1] == '.'))
			at--;
		if (!at || line[at - 1] != ' ' ||
		    decimal_parse(line + at, end - at, weight) != NUMBER_OK)
			return false;
	}
	*size = at - 1;
	return true;
}

/* Brings the block's weights to a finer unit; false, with nothing changed, where they do not fit 64
 * bits. */
static bool refine(struct sorted_block *block, const struct sorted_state *state, unsigned places)
{
	size_t count = block->count * state->columns;
	uint64_t largest = 0;
	for (size_t i = 0; i < count; i++)
		if (block->weights[i] > largest)
			largest = block->weights[i];
	if (!number_scale(&largest, places - block->places))
		return false;
	for (size_t i = 0; i < count; i++)
		number_scale(&block->weights[i], places - block->places);
	block->places = places;
	return true;
}

/* Puts the counts of a line after the weights of those before; `size` becomes that of the stack.
 * False where the line is not plain. */
static bool take_counts(struct sorted_block *block, const struct sorted_state *state,
                        const char *line, size_t *size)
{
	struct decimal counts[STACKS_COLUMNS_MAX];
	uint64_t *weights = block->weights + block->count * state->columns;
	for (unsigned c = state->columns; c-- > 0;) {
		if (!take_count(line, size, &counts[c]))
			return false;
		if (counts[c].places > block->places && !refine(block, state, counts[c].places))
			return false;
	}
	for (unsigned c = 0; c < state->columns; c++) {
		/* cppcheck-suppress uninitvar ; all were taken */
		weights[c] = counts[c].value;
		if (!number_scale(&weights[c], block->places - counts[c].places))
			return false;
	}
	char end = *size ? line[*size - 1] : ';';
	return end != ';' && (state->stated || !is_blank(end));
}

/* Whether a stack sorts after the one before, of which it has the first `shared` bytes, or is the
 * same. */
static bool in_order(struct text stack, struct text before, size_t shared)
{
	if (shared == before.size)
		return true;
	return shared < stack.size &&
	       (unsigned char)before.at[shared] < (unsigned char)stack.at[shared];
}

/* Adds a line with a stack; false without memory. */
static bool add_line(struct sorted_block *block, struct sorted_state *state, struct text line,
                     size_t shared)
{
	if (!vector_reserve(&block->lines, &block->line_capacity, block->count + 1) ||
	    !vector_reserve(&block->weights, &block->weight_capacity,
	                    (block->count + 1) * state->columns))
		return false;
	struct text stack = line;
	state->odd = line.size >= RECORD_MOST || !take_counts(block, state, line.at, &stack.size);
	if (state->odd)
		return true;
	if (shared > stack.size)
		shared = stack.size;
	state->odd = !in_order(stack, state->before, shared);
	if (state->odd)
		return true;
	block->lines[block->count++] = (struct sorted_line){(uint32_t)(stack.at - block->text),
	                                                    (uint32_t)stack.size, (uint32_t)shared};
	state->before = stack;
	state->stacks++;
	return true;
}

/* Takes a line without a stack; false where it has one. */
static bool take_other(struct sorted_state *state, struct text line)
{
	if (line.size && line.at[line.size - 1] == '\r')
		line.size--;
	if (text_skip_blanks(line).size && !is_comment(line))
		return false;
	marks_read(&state->marks, line);
	facts_read(&state->facts, line);
	return true;
}

bool sorted_block_parse(struct sorted_block *block, struct sorted_state *state, bool last)
{
	const char *text = block->text;
	size_t at = 0, size = block->size;
	block->count = 0;
	block->places = 0;
	while (at < size) {
		size_t most = size - at < state->before.size ? size - at : state->before.size;
		size_t shared = most ? text_shared_start(text + at, state->before.at, most) : 0;
		const char *end = memchr(text + at + shared, '\n', size - at - shared);
		if (!end && !last)
			break;
		struct text line = {text + at, (end ? (size_t)(end - text) : size) - at};
		char first = line.size ? *line.at : '#';
		bool other = (first == '#' || first == '\r' || is_blank(first)) &&
		             take_other(state, line);
		if (!other && !add_line(block, state, line, shared))
			return false;
		if (state->odd)
			break;
		state->lines++;
		at += line.size + (end != NULL);
	}
	block->parsed = at;
	return !state->facts.origins.failed && !state->marks.names.failed;
}

void sorted_block_hide_comments(char *text, size_t size)
{
	const char *at = text, *end = text + size;
	while (at < end) {
		struct text line = text_line(at, end, &at);
		if (is_comment(line))
			memset(text + (line.at - text), ' ', line.size);
	}
}

void sorted_block_free(struct sorted_block *block)
{
	free(block->text);
	free(block->lines);
	free(block->weights);
	*block = (struct sorted_block){0};
}
