#include "formats/svg/titles.h"

bool title_number(struct text *text, uint64_t *number)
{
	uint64_t value = 0;
	size_t at = 0;
	if (!text->size || !is_digit(*text->at))
		return false;
	for (; at < text->size && (is_digit(text->at[at]) || text->at[at] == ','); at++) {
		if (text->at[at] == ',' && (at + 1 >= text->size || !is_digit(text->at[at + 1])))
			break; /* the number ends there */
		if (text->at[at] == ',')
			continue;
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, (uint64_t)(text->at[at] - '0'), &value))
			return false;
	}
	*number = value;
	*text = text_from(*text, at);
	return true;
}

static bool skip(struct text *text, const char *what)
{
	if (!text_begins(*text, what))
		return false;
	*text = text_from(*text, strlen(what));
	return true;
}

/* The last " (" before a digit; NULL: there is none. */
static const char *find_measure(struct text text)
{
	for (size_t at = text.size; at >= 3; at--)
		if (is_digit(text.at[at - 1]) && text.at[at - 2] == '(' && text.at[at - 3] == ' ')
			return text.at + at - 3;
	return NULL;
}

/* "+0.12%", "-3.40%" in hundredths */
static bool read_change(struct text text, int64_t *change)
{
	const bool minus = skip(&text, "-");
	uint64_t whole, part = 0;
	if (!minus)
		skip(&text, "+");
	if (!title_number(&text, &whole) || whole > INT64_MAX / 1000)
		return false;
	if (skip(&text, ".")) {
		for (unsigned i = 0; i < 2; i++) {
			const bool digit = text.size && is_digit(*text.at);
			part = part * 10 + (digit ? (uint64_t)(*text.at - '0') : 0);
			text = text_from(text, digit);
		}
		while (text.size && is_digit(*text.at))
			text = text_from(text, 1);
	}
	if (!text_is(text, "%"))
		return false;
	*change = (int64_t)(whole * 100 + part) * (minus ? -1 : 1);
	return true;
}

/* The text after the percentage: "total 10 to 15: ...", "+0.12%" */
static void read_difference(struct title *title, struct text text)
{
	if (!skip(&text, "total and self ") && !skip(&text, "total ")) {
		if (read_change(text, &title->change))
			title->said |= TITLE_CHANGE;
		return;
	}
	if (!title_number(&text, &title->before))
		return;
	title->after = title->before;
	if (skip(&text, " to ") && !title_number(&text, &title->after))
		return;
	if (skip(&text, ":"))
		title->said |= TITLE_SIDES;
}

/* The comma before the percentage, which may be the only one: "samples, 5.67%" */
static const char *find_percentage(struct text text)
{
	const char *percent = memchr(text.at, '%', text.size);
	const char *last = NULL;
	for (; percent;
	     percent = memchr(percent + 1, '%', text.size - (size_t)(percent + 1 - text.at))) {
		const char *at = percent;
		while (at > text.at && (is_digit(at[-1]) || at[-1] == '.'))
			at--;
		if (at < percent && at >= text.at + 2 && at[-1] == ' ' && at[-2] == ',') {
			last = at - 2;
			break;
		}
	}
	return last;
}

/* "1,234 samples, 5.67%; +0.12%" */
static bool read_measure(struct title *title, struct text text)
{
	const char *comma = find_percentage(text);
	if (!comma || !title_number(&text, &title->count))
		return false;
	while (text.size && (is_digit(*text.at) || *text.at == '.'))
		text = text_from(text, 1); /* the decimal places of a rounded count */
	if (!skip(&text, " ") || comma < text.at)
		return false;
	title->unit = (struct text){text.at, (size_t)(comma - text.at)};
	title->said |= TITLE_COUNT;
	const char *second = text_find(title->unit, ", ");
	if (second) {
		struct text samples = {second + 2, (size_t)(comma - second) - 2};
		if (title_number(&samples, &title->samples) &&
		    (text_is(samples, " samples") || text_is(samples, " sample")))
			title->said |= TITLE_SAMPLES;
	}
	text = text_from(text, (size_t)(comma - text.at) + 2);
	const char *percent = memchr(text.at, '%', text.size);
	if (percent - text.at == 3 && text_begins(text, "100"))
		title->said |= TITLE_WHOLE;
	text = text_from(text, (size_t)(percent - text.at) + 1);
	if (skip(&text, "; "))
		read_difference(title, text);
	return true;
}

struct title title_read(struct text text)
{
	struct title title = {.name = text};
	const char *at = text_ends(text, ")") ? find_measure(text) : NULL;
	if (!at)
		return title;
	const size_t before = (size_t)(at - text.at);
	if (read_measure(&title, (struct text){at + 2, text.size - before - 3}))
		title.name = (struct text){text.at, before};
	return title;
}
