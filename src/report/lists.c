#include "report/lists.h"

#include <stdlib.h>

const char *const measure_names[MEASURES] = {"self", "total"};

static const struct {
	const char *title, *key;
	enum measure measure;
	bool growth;
} kinds[REPORT_LISTS] = {
	{"Regressions, self", "regressions", MEASURE_SELF, true},
	{"Regressions, total", "regressions", MEASURE_TOTAL, true},
	{"Improvements, self", "improvements", MEASURE_SELF, false},
	{"Improvements, total", "improvements", MEASURE_TOTAL, false},
};

static int by_change(const void *a, const void *b, void *frames)
{
	return change_order(a, b, frames);
}

static bool list_make(const struct report *report, struct report_list *list)
{
	const struct frames *frames = &report->comparison->pair.frames;
	list->items = malloc((frames->count + 1) * sizeof *list->items);
	if (!list->items)
		return false;
	for (size_t f = 0; f < frames->count; f++) {
		struct change change = breaches_change(report->breaches, report->judgement,
		                                       (uint32_t)f, list->measure);
		bool wanted = list->growth ? change.after > change.before
		                           : change.after < change.before;
		if (wanted && !change.noise && judgement_counts(report->judgement, &change))
			list->items[list->count++] = change;
	}
	qsort_r(list->items, list->count, sizeof *list->items, by_change,
	        (void *)(uintptr_t)frames);
	if (list->count > report->top) {
		list->more = list->count - report->top;
		list->count = report->top;
	}
	return true;
}

bool report_lists_make(const struct report *report, struct report_list lists[REPORT_LISTS])
{
	bool ok = true;
	for (size_t i = 0; i < REPORT_LISTS; i++) {
		lists[i] = (struct report_list){kinds[i].title,
		                                kinds[i].key,
		                                kinds[i].measure,
		                                kinds[i].growth,
		                                NULL,
		                                0,
		                                0};
		ok = ok && list_make(report, &lists[i]);
	}
	return ok;
}

void report_lists_free(struct report_list lists[REPORT_LISTS])
{
	for (size_t i = 0; i < REPORT_LISTS; i++)
		free(lists[i].items);
}
