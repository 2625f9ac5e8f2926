#include "pages/benchmark.h"

#include "base/c_locale.h"
#include "report/names.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { NOTES_MOST = 64 };

const char *benchmark_keep(struct benchmark *benchmark, const char *bytes, size_t size)
{
	const char *copy = arena_copy(&benchmark->arena, size ? bytes : "", size);
	benchmark->lost |= !copy;
	return copy ? copy : "";
}

const char *benchmark_string(struct benchmark *benchmark, const char *text)
{
	return text ? benchmark_keep(benchmark, text, strlen(text)) : NULL;
}

const char *benchmark_plain(struct benchmark *benchmark, const char *bytes, size_t size)
{
	struct buffer text = {0};
	report_plain(&text, bytes, size, 0);
	benchmark->lost |= text.failed;
	const char *kept = benchmark_keep(benchmark, text.data, text.failed ? 0 : text.size);
	buffer_free(&text);
	return kept;
}

void *benchmark_room(struct benchmark *benchmark, size_t count, size_t size)
{
	void *room = arena_alloc(&benchmark->arena, (count + 1) * size, 16);
	if (room)
		memset(room, 0, (count + 1) * size);
	benchmark->lost |= !room;
	return room;
}

void benchmark_note(struct benchmark *benchmark, enum page_note_kind kind, const char *text)
{
	if (!benchmark->notes)
		benchmark->notes = benchmark_room(benchmark, NOTES_MOST, sizeof *benchmark->notes);
	if (!benchmark->notes || benchmark->note_count == NOTES_MOST)
		return;
	const char *plain = benchmark_plain(benchmark, text, strlen(text));
	for (size_t i = 0; i < benchmark->note_count; i++)
		if (strcmp(benchmark->notes[i].text, plain) == 0)
			return;
	benchmark->notes[benchmark->note_count++] = (struct page_note){kind, plain};
}

double benchmark_round(double number)
{
	char digits[40];
	if (!isfinite(number))
		return number;
	snprintf(digits, sizeof digits, "%.9g", number);
	return c_locale_strtod(digits, NULL);
}

void benchmark_free(struct benchmark *benchmark)
{
	arena_free(&benchmark->arena);
	*benchmark = (struct benchmark){0};
}
