/* What the periods of a perf event count. */
#ifndef STACKFOLD_READ_PERF_UNIT_H
#define STACKFOLD_READ_PERF_UNIT_H

/* The unit of an event's periods: "ns" for cpu-clock, "cycles", "page faults"; "events" for one
 * that is not known, such as a tracepoint. name as perf prints it, modifiers included ("cycles:P",
 * "cpu_core/cycles/u"). */
const char *perf_unit(const char *name);

#endif
