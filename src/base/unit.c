#include "base/unit.h"

#include "base/number.h"

#include <string.h>

typedef unsigned __int128 wide;

enum {
	SIGNIFICANT = 1000, /* numbers from here on have as many digits as are shown */
	PARTS_BELOW = 100,  /* this many of the previous step: written in two parts */
};

static const struct unit_step time_steps[] = {
	{1, "ns"},
	{1000, "µs"},
	{1000000, "ms"},
	{1000000000, "s"},
	{UINT64_C(60000000000), "min"},
	{UINT64_C(3600000000000), "h"},
	{UINT64_C(86400000000000), "d"},
};

static const struct unit_step byte_steps[] = {
	{1, "bytes"},
	{UINT64_C(1) << 10, "KiB"},
	{UINT64_C(1) << 20, "MiB"},
	{UINT64_C(1) << 30, "GiB"},
	{UINT64_C(1) << 40, "TiB"},
	{UINT64_C(1) << 50, "PiB"},
};

static const struct unit_step large_steps[] = {
	{1, ""},
	{UINT64_C(1000), "k"},
	{UINT64_C(1000000), "M"},
	{UINT64_C(1000000000), "G"},
	{UINT64_C(1000000000000), "T"},
	{UINT64_C(1000000000000000), "P"},
};

/* How numbers of a unit are scaled. */
enum scale { AS_COUNT, AS_LARGE, AS_BYTES, AS_TIME };

static const struct {
	const struct unit_step *steps;
	unsigned count;
} scales[] = {
	[AS_COUNT] = {NULL, 0},
	[AS_LARGE] = {large_steps, sizeof large_steps / sizeof *large_steps},
	[AS_BYTES] = {byte_steps, sizeof byte_steps / sizeof *byte_steps},
	[AS_TIME] = {time_steps, sizeof time_steps / sizeof *time_steps},
};

/* Names that our readers and other profilers use. */
static const struct {
	const char *name, *one, *many;
	enum scale scale;
	unsigned first; /* the step that is the unit itself */
} units[] = {
	{"ns", "ns", "ns", AS_TIME, 0},
	{"nanoseconds", "ns", "ns", AS_TIME, 0},
	{"us", "µs", "µs", AS_TIME, 1},
	{"µs", "µs", "µs", AS_TIME, 1},
	{"microseconds", "µs", "µs", AS_TIME, 1},
	{"ms", "ms", "ms", AS_TIME, 2},
	{"milliseconds", "ms", "ms", AS_TIME, 2},
	{"s", "s", "s", AS_TIME, 3},
	{"seconds", "s", "s", AS_TIME, 3},
	{"bytes", "byte", "bytes", AS_BYTES, 0},
	{"cycles", "cycle", "cycles", AS_LARGE, 0},
	{"instructions", "instruction", "instructions", AS_LARGE, 0},
	{"branches", "branch", "branches", AS_LARGE, 0},
	{"branch misses", "branch miss", "branch misses", AS_LARGE, 0},
	{"cache misses", "cache miss", "cache misses", AS_LARGE, 0},
	{"cache references", "cache reference", "cache references", AS_LARGE, 0},
	{"samples", "sample", "samples", AS_COUNT, 0},
	{"events", "event", "events", AS_COUNT, 0},
	{"page faults", "page fault", "page faults", AS_COUNT, 0},
	{"context switches", "context switch", "context switches", AS_COUNT, 0},
	{"migrations", "migration", "migrations", AS_COUNT, 0},
	{"allocations", "allocation", "allocations", AS_COUNT, 0},
	{"calls", "call", "calls", AS_COUNT, 0},
	{"goroutines", "goroutine", "goroutines", AS_COUNT, 0},
	{"objects", "object", "objects", AS_COUNT, 0},
	{"processes", "process", "processes", AS_COUNT, 0},
	{"threads", "thread", "threads", AS_COUNT, 0},
	{"ticks", "tick", "ticks", AS_COUNT, 0},
};

bool unit_find(const char *name, struct unit *unit)
{
	*unit = (struct unit){.name = name, .one = name, .many = name, .foreign = true};
	if (!name || !*name)
		return false;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		if (strcmp(units[i].name, name) != 0)
			continue;
		enum scale scale = units[i].scale;
		unit->foreign = false;
		unit->one = units[i].one;
		unit->many = units[i].many;
		unit->time = scale == AS_TIME;
		unit->prefixes = scale == AS_LARGE;
		unit->steps = scales[scale].steps ? scales[scale].steps + units[i].first : NULL;
		unit->step_count = scales[scale].count - units[i].first;
	}
	return true;
}

const char *unit_noun(const struct unit *unit)
{
	return unit->time ? "time" : unit->many;
}

/* ---- numbers ---- */

void unit_append_grouped(struct buffer *text, uint64_t number)
{
	char digits[NUMBER_DIGITS];
	size_t size = number_format(digits, number);
	for (size_t i = 0; i < size; i++) {
		if (i && (size - i) % 3 == 0)
			buffer_byte(text, ',');
		buffer_byte(text, digits[i]);
	}
}

static wide rounded(wide number, wide by)
{
	return (number + by / 2) / by;
}

/* Appends number / 10^places; with trim, without zeros at the end. */
static void append_places(struct buffer *text, uint64_t number, unsigned places, bool trim)
{
	while (trim && places && number % 10 == 0) {
		number /= 10;
		places--;
	}
	uint64_t unit = number_power10(places);
	unit_append_grouped(text, number / unit);
	if (!places)
		return;
	char digits[NUMBER_DIGITS];
	size_t size = number_format(digits, number % unit);
	buffer_byte(text, '.');
	for (size_t i = size; i < places; i++)
		buffer_byte(text, '0');
	buffer_append(text, digits, size);
}

/* Appends weight / one: whole numbers without decimals, others with three digits or one decimal
 * place, so that small values do not become 0. */
static void append_count(struct buffer *text, uint64_t weight, uint64_t one)
{
	unsigned places = 0;
	uint64_t scaled = weight;
	if (weight % one) {
		places = 1;
		while (places < NUMBER_DECIMALS_MAX &&
		       rounded((wide)weight * number_power10(places), one) < SIGNIFICANT / 10)
			places++;
		scaled = (uint64_t)rounded((wide)weight * number_power10(places), one);
	} else {
		scaled = weight / one;
	}
	append_places(text, scaled, places, true);
}

/* Appends weight / size to three digits, unless it rounds to `next`, the beginning of the next step
 * (0: there is none). */
static bool append_scaled(struct buffer *text, wide weight, wide size, uint64_t next)
{
	unsigned places = 2;
	while (places && rounded(weight * number_power10(places), size) >= SIGNIFICANT)
		places--;
	uint64_t scaled = (uint64_t)rounded(weight * number_power10(places), size);
	if (next && scaled >= next * number_power10(places))
		return false;
	append_places(text, scaled, places, false);
	return true;
}

/* Appends "3 min 12 s", unless it rounds to `next` of the larger one. */
static bool append_parts(struct buffer *text, const struct unit_step *step, wide weight, wide size,
                         uint64_t ratio, uint64_t next)
{
	uint64_t parts = (uint64_t)rounded(weight, size);
	if (next && parts >= next * ratio)
		return false;
	unit_append_grouped(text, parts / ratio);
	buffer_byte(text, ' ');
	buffer_text(text, step->word);
	if (parts % ratio)
		buffer_printf(text, " %u %s", (unsigned)(parts % ratio), step[-1].word);
	return true;
}

/* Appends a weight in units of the step; false if it rounds to one unit of the next step. */
static bool append_step(struct buffer *text, const struct unit *unit, unsigned at, uint64_t weight,
                        uint64_t one)
{
	const struct unit_step *steps = unit->steps;
	wide size = (wide)(steps[at].size / steps->size) * one;
	uint64_t ratio = at ? steps[at].size / steps[at - 1].size : 0;
	uint64_t next = at + 1 < unit->step_count ? steps[at + 1].size / steps[at].size : 0;
	if (at && ratio < PARTS_BELOW)
		return append_parts(text, &steps[at], weight, size / ratio, ratio, next);
	if (!append_scaled(text, weight, size, next))
		return false;
	buffer_byte(text, ' ');
	buffer_text(text, steps[at].word);
	if (unit->prefixes) {
		buffer_byte(text, ' ');
		buffer_text(text, unit->many);
	}
	return true;
}

void unit_append(struct buffer *text, const struct unit *unit, uint64_t weight, unsigned places)
{
	uint64_t one = number_power10(places);
	unsigned at = 0;
	while (at + 1 < unit->step_count &&
	       weight >= (wide)(unit->steps[at + 1].size / unit->steps->size) * one)
		at++;
	if (at) {
		while (!append_step(text, unit, at, weight, one))
			at++;
		return;
	}
	append_count(text, weight, one);
	buffer_byte(text, ' ');
	buffer_text(text, weight == one ? unit->one : unit->many);
}

void unit_append_bare(struct buffer *text, const struct unit *unit, uint64_t weight,
                      unsigned places)
{
	if (unit_is_exact(unit))
		append_count(text, weight, number_power10(places));
	else
		unit_append(text, unit, weight, places);
}

void unit_append_steps(struct buffer *text, const struct unit *unit)
{
	buffer_text(text, unit->one);
	buffer_byte(text, ';');
	buffer_text(text, unit->many);
	for (unsigned i = 1; i < unit->step_count; i++) {
		buffer_printf(text, ";%llu;%s",
		              (unsigned long long)(unit->steps[i].size / unit->steps->size),
		              unit->steps[i].word);
		if (unit->prefixes) {
			buffer_byte(text, ' ');
			buffer_text(text, unit->many);
		}
	}
}

void unit_append_samples(struct buffer *text, uint64_t samples)
{
	unit_append_grouped(text, samples);
	buffer_text(text, samples == 1 ? " sample" : " samples");
}
