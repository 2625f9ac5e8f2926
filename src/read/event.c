#include "read/event.h"

#include <string.h>
#include <strings.h>

/* The kernel's software events and the generic hardware events, as perf list(1) names them, and
 * some processor events that count time. Letter case does not matter. Names with the same rank that
 * count time mean the same event. */
static const struct known_event {
	const char *name, *unit;
	unsigned rank;
} known_events[] = {
	{"cycles", "cycles", 1},
	{"cpu-cycles", "cycles", 1},
	{"cpu_cycles", "cycles", 1}, /* its name in arm64's PMUs */
	{"cpu_clk_unhalted.thread", "cycles", 1},
	{"cpu_clk_unhalted.thread_p", "cycles", 1},
	{"cpu_clk_unhalted.core", "cycles", 1},
	{"cpu_clk_unhalted.core_p", "cycles", 1},
	{"cpu-clock", "ns", 2},
	{"task-clock", "ns", 3},
	{"ref-cycles", "cycles", 4},
	{"cpu_clk_unhalted.ref_tsc", "cycles", 4},
	{"off-cpu", "ns", EVENT_RANK_OTHER},     /* made from context switches: see sched.h */
	{"offcpu-time", "ns", EVENT_RANK_OTHER}, /* perf record --off-cpu */
	{"bus-cycles", "cycles", EVENT_RANK_OTHER},
	{"instructions", "instructions", EVENT_RANK_OTHER},
	{"page-faults", "page faults", EVENT_RANK_OTHER},
	{"faults", "page faults", EVENT_RANK_OTHER},
	{"minor-faults", "page faults", EVENT_RANK_OTHER},
	{"major-faults", "page faults", EVENT_RANK_OTHER},
	{"context-switches", "context switches", EVENT_RANK_OTHER},
	{"cs", "context switches", EVENT_RANK_OTHER},
	{"cpu-migrations", "migrations", EVENT_RANK_OTHER},
	{"migrations", "migrations", EVENT_RANK_OTHER},
	{"cache-misses", "cache misses", EVENT_RANK_OTHER},
	{"cache-references", "cache references", EVENT_RANK_OTHER},
	{"branches", "branches", EVENT_RANK_OTHER},
	{"branch-instructions", "branches", EVENT_RANK_OTHER},
	{"branch-misses", "branch misses", EVENT_RANK_OTHER},
};

static const struct known_event unknown_event = {"", "events", EVENT_RANK_OTHER};

/* The parts of an event's name; missing parts are empty. */
struct event_form {
	struct text pmu, name, modifiers;
	const struct known_event *event;
};

static const struct known_event *find_event(struct text name)
{
	for (size_t i = 0; i < sizeof known_events / sizeof *known_events; i++) {
		const char *known = known_events[i].name;
		if (strlen(known) == name.size && strncasecmp(known, name.at, name.size) == 0)
			return &known_events[i];
	}
	return &unknown_event;
}

/* Returns the text before the first of the bytes `stops`, and leaves the text after that byte in
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
	form.event = find_event(form.name);
	if (slash) {
		struct text terms = cut_before(&rest, "/");
		/* Without a PMU, as in cycles/period=1000/u, the terms follow the event. */
		if (form.event == &unknown_event) {
			form.pmu = form.name;
			form.name = cut_before(&terms, ",");
			form.event = find_event(form.name);
		}
	}
	form.modifiers = rest;
	return form;
}

unsigned event_rank(struct text name)
{
	return form_of(name).event->rank;
}

const char *event_unit(struct text name)
{
	return form_of(name).event->unit;
}

static bool same(struct text a, struct text b)
{
	return a.size == b.size && (!a.size || memcmp(a.at, b.at, a.size) == 0);
}

bool event_siblings(struct text one, struct text other)
{
	struct event_form a = form_of(one), b = form_of(other);
	return a.event->rank == b.event->rank && a.event->rank < EVENT_RANK_OTHER && a.pmu.size &&
	       b.pmu.size && !same(a.pmu, b.pmu) && same(a.modifiers, b.modifiers);
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
