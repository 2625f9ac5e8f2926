/* Names of events: which of them measure time, in which unit they count, and which are the same
 * event. */
#ifndef STACKFOLD_READ_EVENT_H
#define STACKFOLD_READ_EVENT_H

#include "base/text.h"

#include <stdbool.h>

/* How well samples of an event show where time goes; smaller is better. EVENT_RANK_LEADS is for
 * events that count by default according to the input, EVENT_RANK_OTHER for events that do not
 * count time; EVENT_RANK_NONE is worse than the rank of any event. */
enum { EVENT_RANK_LEADS = 0, EVENT_RANK_OTHER = 5, EVENT_RANK_NONE };

/* The rank of an event by its name as perf prints it, with modifiers and PMU or without: "cycles",
 * "cpu-clock:pppH" and "cpu_core/cycles/P" are known. */
unsigned event_rank(struct text name);

/* The unit of an event's periods: "ns" for cpu-clock, "cycles", "page faults"; "events" for an
 * unknown event such as a tracepoint. */
const char *event_unit(struct text name);

/* Whether two names mean the same event, counted by two kinds of processor cores: cpu_core/cycles/P
 * and cpu_atom/cycles/P. Only events that count time are compared. An event is no sibling of
 * itself. */
bool event_siblings(struct text one, struct text other);

/* Whether an event has the name `wanted`, or that name with modifiers after a colon: cycles:P fits
 * "cycles". */
bool event_fits(struct text name, const char *wanted);

#endif
