#include "store/counts.h"

#include <string.h>

static const char columns_begin[] = "# columns: ";

/* Whether a byte may be in a count as programs print it: "12", "0.25", "1.5E+3", "-1". */
static bool is_of_count(char c)
{
	return is_digit(c) || c == '.' || c == 'e' || c == 'E' || c == '+' || c == '-';
}

/* Whether text has the form of a count, also of a negative one, which is not a count. */
static bool has_count_form(struct text text)
{
	struct decimal ignored;
	unsigned rounded;
	if (text.size && *text.at == '-')
		text = text_from(text, 1);
	return weight_parse(text.at, text.size, &ignored, &rounded) != NUMBER_NONE;
}

bool counts_take(struct text *line, struct text *count)
{
	struct text text = text_trim_end(*line);
	size_t at = text.size;
	while (at && is_digit(text.at[at - 1]))
		at--;
	bool whole = at < text.size && at && is_blank(text.at[at - 1]);
	while (at && !whole && is_of_count(text.at[at - 1]))
		at--;
	if (!at || at == text.size || !is_blank(text.at[at - 1]) ||
	    (!whole && !has_count_form(text_from(text, at))))
		return false;
	*count = text_from(text, at);
	struct text trimmed = text_trim_end((struct text){text.at, at});
	bool blank_name = !trimmed.size || trimmed.at[trimmed.size - 1] == ';';
	*line = blank_name ? (struct text){text.at, at - 1} : trimmed;
	return true;
}

unsigned counts_at_end(struct text line)
{
	struct text count;
	unsigned columns = 0;
	while (columns < STACKS_COLUMNS_MAX && counts_take(&line, &count) &&
	       (!columns || *count.at != '-'))
		columns++;
	return columns;
}

bool counts_take_stated(struct text *line, struct text *count)
{
	struct text text = text_trim_end(*line);
	size_t at = text.size;
	while (at && is_of_count(text.at[at - 1]))
		at--;
	if (!at || at == text.size || text.at[at - 1] != ' ')
		return false;
	*count = text_from(text, at);
	*line = (struct text){text.at, at - 1};
	return true;
}

unsigned counts_stated(struct text line)
{
	struct decimal columns;
	line = text_trim_end(line);
	if (!text_begins(line, columns_begin) || !text_ends(line, ";"))
		return 0;
	struct text number = text_from(line, sizeof columns_begin - 1);
	if (decimal_parse(number.at, number.size - 1, &columns) != NUMBER_OK || columns.places ||
	    columns.value > STACKS_COLUMNS_MAX)
		return 0;
	return (unsigned)columns.value;
}

/* ---- whether a line for counts is needed ---- */

/* The first bytes of binary files, by which readers detect a format. */
static const char *const beginnings[] = {"PERFILE2", "2ELIFREP", "BZh", "(\xb5/\xfd"};

static bool begins_like_a_file(struct text root)
{
	for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
		if (text_begins(root, beginnings[i]))
			return true;
	return false;
}

/* Whether the end of the last frame's name would be lost in folded text: a blank or, in the first
 * line, a number. */
static bool end_unclear(struct text name, bool first)
{
	struct text count, rest = name;
	if (!name.size || !text_skip_blanks(name).size)
		return false;
	if (is_blank(name.at[name.size - 1]))
		return true;
	return first && counts_take(&rest, &count) && *count.at != '-';
}

static struct text name_of(const struct frames *frames, const struct stack *stack, size_t depth)
{
	const struct frame *frame = &frames->items[stack->frames[depth]];
	return (struct text){frame->name, frame->size};
}

static bool some_end_in_blanks(const struct frames *frames, const struct stacks *stacks)
{
	bool some = false;
	for (size_t f = 0; f < frames->count && !some; f++) {
		const struct frame *frame = &frames->items[f];
		some = frame->size && is_blank(frame->name[frame->size - 1]);
	}
	for (size_t i = 0; some && i < stacks->count; i++) {
		const struct stack *stack = &stacks->items[i];
		if (end_unclear(name_of(frames, stack, stack->depth - 1), false))
			return true;
	}
	return false;
}

bool counts_unclear(const struct frames *frames, const struct stacks *stacks, uint32_t first,
                    size_t comments)
{
	enum { LOOKED_AT = 48 << 10 /* of the 64 KiB that readers look at */ };
	const struct stack *stack = &stacks->items[first];
	size_t size = comments;
	for (size_t d = 0; d < stack->depth; d++)
		size += name_of(frames, stack, d).size + 1;
	return (size > LOOKED_AT && stacks->columns > 1) ||
	       begins_like_a_file(name_of(frames, stack, 0)) ||
	       end_unclear(name_of(frames, stack, stack->depth - 1), true) ||
	       some_end_in_blanks(frames, stacks);
}

void counts_write(unsigned columns, struct buffer *text)
{
	buffer_printf(text, "%s%u;\n", columns_begin, columns);
}
