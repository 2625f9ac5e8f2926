#include "store/unjudged.h"

#include "base/number.h"

static const char begin[] = "# unjudged: ";
static const char *const count_names[] = {"samples ", "flat ", "failed ", "short "};
static const char *const flag_names[] = {"user", "kernel", "cut", "dumps", "cpus", "roots"};

enum { FLAGS = sizeof flag_names / sizeof *flag_names };

void unjudged_add(struct unjudged *into, const struct unjudged *more)
{
	for (unsigned i = 0; i < UNJUDGED_COUNTS; i++)
		if (__builtin_add_overflow(into->counts[i], more->counts[i], &into->counts[i]))
			into->counts[i] = UINT64_MAX;
	into->flags |= more->flags;
}

/* Reads "samples 213", or "dumps". */
static bool read_word(struct text word, struct unjudged *unjudged)
{
	struct decimal number;
	for (unsigned i = 0; i < UNJUDGED_COUNTS; i++) {
		if (!text_begins(word, count_names[i]))
			continue;
		const struct text digits = text_from(word, strlen(count_names[i]));
		if (decimal_parse(digits.at, digits.size, &number) != NUMBER_OK || number.places)
			return false;
		unjudged->counts[i] = number.value;
		return true;
	}
	for (unsigned i = 0; i < FLAGS; i++)
		if (text_is(word, flag_names[i])) {
			unjudged->flags |= 1U << i;
			return true;
		}
	return false;
}

bool unjudged_read(struct text line, struct unjudged *unjudged)
{
	struct unjudged found = {{0}, 0};
	if (!text_begins(line, begin) || !text_ends(line, ";"))
		return false;
	struct text rest = text_from(line, strlen(begin));
	rest.size--;
	while (rest.size) {
		const char *comma = text_find(rest, ", ");
		const struct text word = {rest.at, comma ? (size_t)(comma - rest.at) : rest.size};
		if (!read_word(word, &found))
			return false;
		rest = text_from(rest, comma ? word.size + 2 : word.size);
	}
	unjudged_add(unjudged, &found);
	return true;
}

void unjudged_write(const struct unjudged *unjudged, struct buffer *text)
{
	const char *between = begin;
	if (!unjudged->counts[UNJUDGED_SAMPLES])
		return;
	for (unsigned i = 0; i < UNJUDGED_COUNTS; i++) {
		if (!unjudged->counts[i])
			continue;
		buffer_printf(text, "%s%s", between, count_names[i]);
		buffer_unsigned(text, unjudged->counts[i]);
		between = ", ";
	}
	for (unsigned i = 0; i < FLAGS; i++)
		if (unjudged->flags >> i & 1)
			buffer_printf(text, "%s%s", between, flag_names[i]);
	buffer_text(text, ";\n");
}
