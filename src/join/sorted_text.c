#include "join/sorted_text.h"

#include "base/number.h"
#include "read/pieces.h"

#include <string.h>

/* Where the line ends that begins at a place, or goes on there: at its newline, or at the file's
 * end. */
static size_t line_end(const struct sorted_text *text, size_t at)
{
	const char *end = memchr(text->at + at, '\n', text->size - at);
	return end ? (size_t)(end - text->at) : text->size;
}

/* The size of the stack in a line, and its weight; 0 where the line is not quite "STACK COUNT", or
 * would be written otherwise than it stands there. What becomes of it is not for here to know. */
static size_t parse_line(const char *line, size_t size, uint64_t *weight)
{
	if (size >= RECORD_MOST)
		return 0;
	size_t at = size;
	uint64_t sum = 0, power = 1;
	for (; at && is_digit(line[at - 1]) && size - at < NUMBER_DECIMALS_MAX; power *= 10)
		sum += (uint64_t)(line[--at] - '0') * power;
	if (at == size || at < 2 || line[at - 1] != ' ' || (line[at] == '0' && size - at > 1))
		return 0;
	size_t stack = at - 1;
	char last = line[stack - 1];
	if (is_blank(last) || last == ';' || *line == '#' || is_blank(*line))
		return 0;
	/* "a 1 2" has two counts, "a 1e-5 2" too */
	size_t word = stack;
	while (word && (is_digit(line[word - 1]) || memchr(".eE+-", line[word - 1], 5)))
		word--;
	if (word < stack && line[word] != '-' && (!word || is_blank(line[word - 1])))
		return 0;
	*weight = sum;
	return stack;
}

void cursor_step(struct cursor *cursor)
{
	cursor_step_beside(cursor, (struct text){NULL, 0});
}

bool cursor_step_beside(struct cursor *cursor, struct text other)
{
	const struct sorted_text *text = cursor->text;
	size_t at = cursor->next;
	cursor->at = at;
	cursor->stack.size = 0;
	if (at == text->size)
		return false;
	bool same = other.size && other.size < text->size - at &&
	            memcmp(text->at + at, other.at, other.size) == 0;
	size_t end = line_end(text, same ? at + other.size : at);
	const char *line = text->at + at;
	cursor->stack = (struct text){line, parse_line(line, end - at, &cursor->weight)};
	cursor->next = end < text->size ? end + 1 : end;
	if (!cursor->stack.size) {
		__atomic_store_n(text->plain, false, __ATOMIC_RELAXED);
		cursor->at = cursor->next = text->size;
	}
	return same && cursor->stack.size == other.size;
}

struct cursor cursor_at(const struct sorted_text *text, size_t at)
{
	struct cursor cursor = {.text = text, .next = at};
	if (at) { /* it begins there where a newline stands before it */
		size_t end = line_end(text, at - 1);
		cursor.next = end < text->size ? end + 1 : end;
	}
	cursor_step(&cursor);
	return cursor;
}

int compare_stacks(struct text a, struct text b)
{
	int order = memcmp(a.at, b.at, a.size < b.size ? a.size : b.size);
	return order ? order : (a.size > b.size) - (a.size < b.size);
}
