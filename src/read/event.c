#include "read/event.h"

#include <string.h>
#include <strings.h>

/* The events that count time, in any letter case. Names of one rank are names of one event. */
static const struct {
	const char *name;
	unsigned rank;
} time_events[] = {
	{"cycles", 0},
	{"cpu-cycles", 0},
	{"cpu_cycles", 0}, /* as arm64's PMUs name it */
	{"cpu_clk_unhalted.thread", 0},
	{"cpu_clk_unhalted.thread_p", 0},
	{"cpu_clk_unhalted.core", 0},
	{"cpu_clk_unhalted.core_p", 0},
	{"cpu-clock", 1},
	{"task-clock", 2},
	{"ref-cycles", 3},
	{"cpu_clk_unhalted.ref_tsc", 3},
};

/* An event's name in its parts; those that it lacks are empty. */
struct event_form {
	struct text pmu, name, modifiers;
	unsigned rank;
};

static unsigned rank_of(struct text name)
{
	for (size_t i = 0; i < sizeof time_events / sizeof *time_events; i++) {
		const char *known = time_events[i].name;
		if (strlen(known) == name.size && strncasecmp(known, name.at, name.size) == 0)
			return time_events[i].rank;
	}
	return EVENT_RANK_OTHER;
}

/* Cuts off what stands before the first of the bytes `stops`; what follows that byte stays in
 * *text. */
static struct text cut_before(struct text *text, const char *stops)
{
	size_t size = 0;
	while (size < text->size && !strchr(stops, text->at[size]))
		size++;
	struct text before = {text->at, size};
	*text = text_from(*text, size < text->size ? size + 1 : size);
	return before;
}

static struct event_form form_of(struct text rest)
{
	struct event_form form = {0};
	bool slash = memchr(rest.at, '/', rest.size) != NULL;
	form.name = cut_before(&rest, slash ? "/" : ":");
	form.rank = rank_of(form.name);
	if (slash) {
		struct text terms = cut_before(&rest, "/");
		/* Without a PMU, as in cycles/period=1000/u, the terms follow the event. */
		if (form.rank == EVENT_RANK_OTHER) {
			form.pmu = form.name;
			form.name = cut_before(&terms, ",");
			form.rank = rank_of(form.name);
		}
	}
	form.modifiers = rest;
	return form;
}

unsigned event_rank(struct text name)
{
	return form_of(name).rank;
}

static bool same(struct text a, struct text b)
{
	return a.size == b.size && (!a.size || memcmp(a.at, b.at, a.size) == 0);
}

bool event_siblings(struct text one, struct text other)
{
	struct event_form a = form_of(one), b = form_of(other);
	return a.rank == b.rank && a.rank < EVENT_RANK_OTHER && a.pmu.size && b.pmu.size &&
	       !same(a.pmu, b.pmu) && same(a.modifiers, b.modifiers);
}

bool event_fits(struct text name, const char *wanted)
{
	size_t size = strlen(wanted);
	if (!text_begins(name, wanted))
		return false;
	if (name.size == size)
		return true;
	if (name.at[size] != ':' || name.size == size + 1)
		return false;
	for (size_t i = size + 1; i < name.size; i++)
		if (!memchr("ukhGHIpPSDWeb", name.at[i], 13))
			return false;
	return true;
}
