#include "read/perf_unit.h"

#include <stddef.h>
#include <string.h>

/* The kernel's software events and the generic hardware events, as perf list(1) names them. */
static const struct {
	const char *event, *unit;
} units[] = {
	{"cpu-clock", "ns"},
	{"task-clock", "ns"},
	{"offcpu-time", "ns"}, /* perf record --off-cpu */
	{"cycles", "cycles"},
	{"cpu-cycles", "cycles"},
	{"ref-cycles", "cycles"},
	{"bus-cycles", "cycles"},
	{"instructions", "instructions"},
	{"page-faults", "page faults"},
	{"faults", "page faults"},
	{"minor-faults", "page faults"},
	{"major-faults", "page faults"},
	{"context-switches", "context switches"},
	{"cs", "context switches"},
	{"cpu-migrations", "migrations"},
	{"migrations", "migrations"},
	{"cache-misses", "cache misses"},
	{"cache-references", "cache references"},
	{"branches", "branches"},
	{"branch-instructions", "branches"},
	{"branch-misses", "branch misses"},
};

const char *perf_unit(const char *name)
{
	/* "cpu_core/cycles/u" is cycles on the cores of one kind */
	const char *slash = strchr(name, '/');
	const char *event = slash ? slash + 1 : name;
	size_t size = strcspn(event, slash ? "/,:" : ":");
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (strlen(units[i].event) == size && memcmp(units[i].event, event, size) == 0)
			return units[i].unit;
	return "events";
}
