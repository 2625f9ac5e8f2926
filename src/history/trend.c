#include "history/trend.h"

#include "base/c_locale.h"
#include "report/names.h"
#include "report/numbers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	FEW = 4,        /* values, that say too little of their noise */
	NAME_MOST = 80, /* characters of a name in words */
};

/* ---- values ---- */

static double share_percent(const struct history *history, const struct history_entry *entry,
                            uint32_t name, enum measure measure)
{
	for (size_t i = 0; i < entry->count; i++) {
		const struct history_share *share = &history->shares[entry->first + i];
		if (share->name == name)
			return share->share[measure] * 100. / HISTORY_SHARE_ALL;
	}
	return 0;
}

static double total_weight(const struct history_entry *entry)
{
	return (double)entry->total.value / (double)number_power10(entry->total.places);
}

static size_t count_entries(const struct history *history, uint32_t benchmark,
                            const struct history_entry **last)
{
	size_t count = 0;
	*last = NULL;
	for (const struct history_entry *at = history_first(history, benchmark); at;
	     at = history_next(history, at)) {
		*last = at;
		count++;
	}
	return count;
}

static void take_values(const struct history *history, const struct history_entry *first,
                        const struct history_entry *last, struct trend *trend)
{
	uint32_t name = trend->function ? frames_find(&history->names, trend->function,
	                                              strlen(trend->function))
	                                : FRAME_NONE;
	for (const struct history_entry *at = first; at; at = history_next(history, at)) {
		if (!trend->function && at->unit != last->unit)
			continue;
		trend->runs[trend->count] = history->texts.items[at->run].name;
		trend->values[trend->count++] = trend->function ? share_percent(history, at, name,
		                                                                trend->measure)
		                                                : total_weight(at);
	}
}

/* ---- levels and noise ---- */

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* Sorts the values. */
static double median(double *values, size_t count)
{
	qsort(values, count, sizeof *values, by_value);
	return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

/* work has room for all values. The distances are too small by what the levels were fitted to the
 * values, which the number of parts makes up for. */
static void measure_noise(struct trend *trend, double *work)
{
	const double normal = 1.4826; /* the standard deviation over the median distance */
	for (size_t i = 0; i < trend->part_count; i++) {
		struct trend_part *part = &trend->parts[i];
		memcpy(work, trend->values + part->first, part->count * sizeof *work);
		part->level = median(work, part->count);
	}
	for (size_t i = 0; i < trend->part_count; i++) {
		const struct trend_part *part = &trend->parts[i];
		for (size_t v = part->first; v < part->first + part->count; v++)
			work[v] = fabs(trend->values[v] - part->level);
	}
	if (trend->count < trend->part_count + FEW)
		return;
	double count = (double)trend->count;
	trend->noise = normal * median(work, trend->count) *
	               sqrt(count / (count - (double)trend->part_count));
}

static void split(struct trend *trend, const struct change_point *changes, size_t count)
{
	trend->part_count = trend->count ? count + 1 : 0;
	for (size_t i = 0; i < trend->part_count; i++) {
		size_t first = i ? changes[i - 1].at : 0;
		size_t end = i < count ? changes[i].at : trend->count;
		trend->parts[i] = (struct trend_part){
			.first = first, .count = end - first, .p = i ? changes[i - 1].p : 1};
	}
}

static enum status find_parts(struct trend *trend, double level, struct error *err)
{
	double *work = malloc(trend->count * sizeof *work);
	struct change_point *changes = malloc(trend->count * sizeof *changes);
	size_t found;
	enum status status = work && changes ? change_points_find(trend->values, trend->count,
	                                                          level, changes, &found, err)
	                                     : error_no_memory(err);
	if (!status) {
		split(trend, changes, found);
		measure_noise(trend, work);
	}
	free(work);
	free(changes);
	return status;
}

enum status trend_make(const struct history *history, uint32_t benchmark, const char *name,
                       enum measure measure, double level, struct trend *trend, struct error *err)
{
	const struct history_entry *last;
	size_t most = count_entries(history, benchmark, &last);
	*trend = (struct trend){.benchmark = "", .unit = "", .function = name, .measure = measure};
	if (!last)
		return STATUS_OK;
	trend->benchmark = history->texts.items[benchmark].name;
	trend->unit = history->texts.items[last->unit].name;
	trend->values = malloc(most * sizeof *trend->values);
	trend->runs = malloc(most * sizeof *trend->runs);
	trend->parts = malloc(most * sizeof *trend->parts);
	enum status status = STATUS_OK;
	if (!trend->values || !trend->runs || !trend->parts) {
		status = error_no_memory(err);
	} else {
		take_values(history, history_first(history, benchmark), last, trend);
		status = find_parts(trend, level, err);
	}
	if (status)
		trend_free(trend);
	return status;
}

void trend_free(struct trend *trend)
{
	free(trend->values);
	free(trend->runs);
	free(trend->parts);
	*trend = (struct trend){.benchmark = "", .unit = ""};
}

/* ---- which functions ---- */

struct candidate {
	uint32_t name;
	uint32_t self; /* the largest share in any run */
};

/* Sets the largest self share of each name; entries->count passes. */
static void find_largest(const struct history *history, uint32_t benchmark, uint32_t *self)
{
	for (const struct history_entry *at = history_first(history, benchmark); at;
	     at = history_next(history, at))
		for (size_t i = 0; i < at->count; i++) {
			const struct history_share *share = &history->shares[at->first + i];
			if (share->share[MEASURE_SELF] + 1 > self[share->name])
				self[share->name] = share->share[MEASURE_SELF] + 1;
		}
}

static int by_self(const void *a, const void *b, void *names)
{
	const struct candidate *x = a, *y = b;
	const struct frame *frames = names;
	if (x->self != y->self)
		return x->self < y->self ? 1 : -1;
	const struct frame *of_x = &frames[x->name], *of_y = &frames[y->name];
	return text_compare((struct text){of_x->name, of_x->size},
	                    (struct text){of_y->name, of_y->size});
}

static enum status choose(const struct history *history, const uint32_t *self,
                          struct pattern *chosen, struct candidate *candidates, size_t *count,
                          struct error *err)
{
	*count = 0;
	for (uint32_t name = 0; name < history->names.count; name++) {
		const struct frame *frame = &history->names.items[name];
		if (!self[name])
			continue;
		bool wanted = !chosen || pattern_matches(chosen, frame->name, frame->size);
		if (!wanted && pattern_failure(chosen))
			return error_set(err, STATUS_FAILED, "%s", pattern_failure(chosen));
		if (wanted)
			candidates[(*count)++] = (struct candidate){name, self[name]};
	}
	return STATUS_OK;
}

enum status trend_functions(const struct history *history, uint32_t benchmark,
                            struct pattern *chosen, size_t most, uint32_t *names, size_t *count,
                            struct error *err)
{
	/* one more than the share, 0: the benchmark does not have the function */
	uint32_t *self = calloc(history->names.count + 1, sizeof *self);
	struct candidate *candidates = malloc((history->names.count + 1) * sizeof *candidates);
	size_t found = 0;
	*count = 0;
	enum status status = self && candidates ? STATUS_OK : error_no_memory(err);
	if (!status) {
		find_largest(history, benchmark, self);
		status = choose(history, self, chosen, candidates, &found, err);
	}
	if (!status) {
		qsort_r(candidates, found, sizeof *candidates, by_self, history->names.items);
		for (; *count < found && *count < most; ++*count)
			names[*count] = candidates[*count].name;
	}
	free(self);
	free(candidates);
	return status;
}

/* ---- words ---- */

static void say_value(const struct trend *trend, double value, struct buffer *text)
{
	char number[48];
	if (trend->function) {
		c_locale_snprintf(number, sizeof number, "%.2f%%", value);
		buffer_text(text, number);
	} else if (value < 0x1p63) {
		report_amount(text, *trend->unit ? trend->unit : NULL, (uint64_t)(value + 0.5), 0,
		              false);
	} else {
		report_count(text, UINT64_MAX, 0);
	}
}

void trend_say_level(const struct trend *trend, struct buffer *text)
{
	if (!trend->part_count) {
		buffer_text(text, "no runs");
		return;
	}
	const struct trend_part *last = &trend->parts[trend->part_count - 1];
	if (trend->part_count == 1) {
		say_value(trend, last->level, text);
		buffer_printf(text, ", no change of level in %zu run%s", trend->count,
		              trend->count == 1 ? "" : "s");
		return;
	}
	buffer_text(text, last->level > last[-1].level ? "rose from " : "fell from ");
	say_value(trend, last[-1].level, text);
	buffer_text(text, " to ");
	say_value(trend, last->level, text);
	buffer_text(text, " at run ");
	report_plain(text, trend->runs[last->first], strlen(trend->runs[last->first]), NAME_MOST);
	buffer_text(text, " (p = ");
	report_probability(text, last->p);
	buffer_byte(text, ')');
}

void trend_say(const struct trend *trend, struct buffer *text)
{
	if (trend->function) {
		buffer_text(text, trend->measure == MEASURE_SELF ? "self(" : "total(");
		report_plain(text, trend->function, strlen(trend->function), NAME_MOST);
		buffer_text(text, "): ");
	} else {
		buffer_text(text, "all: ");
	}
	trend_say_level(trend, text);
}
