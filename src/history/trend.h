/* How a function's share of a benchmark, or the benchmark's total, went from run to run. */
#ifndef STACKFOLD_HISTORY_TREND_H
#define STACKFOLD_HISTORY_TREND_H

#include "history/change_point.h"
#include "history/history.h"

/* Values between two changes: points[first] to points[first + count - 1]. */
struct trend_part {
	size_t first, count;
	double level; /* their median */
	double p;     /* of the change at its first point; 1 for the first part */
};

struct trend {
	const char *benchmark, *unit; /* the history's; unit "" if it is not known */
	const char *function;         /* NULL: the total of the benchmark */
	enum measure measure;
	size_t count;
	double *values;    /* percent; of a total, weights. A function that a line left out has 0 */
	const char **runs; /* the history's */
	struct trend_part *parts;
	size_t part_count; /* at least 1 if there are values */
	double noise; /* the standard deviation of values in a part, estimated from the median of
	               * their distances from the level (times 1.4826); 0 if there are too few */
};

/* The trend of a function of the benchmark, which is none of the history's names where it never
 * took enough: all values are 0 then. name NULL: that of the total; runs in other units than the
 * last are left out there. The history must outlive it, and not change. level: of significance, as
 * 0.01. STATUS_FATAL without memory; nothing is to be freed then. Cost: a pass over the history,
 * and that of change_points_find. */
enum status trend_make(const struct history *history, uint32_t benchmark, const char *name,
                       enum measure measure, double level, struct trend *trend, struct error *err);
void trend_free(struct trend *trend);

/* The functions of a benchmark that are worth a trend: those that `chosen` matches (NULL: all) in
 * any run, the largest self share in any run first, then by name, at most `most`. names (ids among
 * history->names) has room for `most`; *count says how many there are. STATUS_FAILED if a search
 * exceeded PCRE2's limits, STATUS_FATAL without memory. */
enum status trend_functions(const struct history *history, uint32_t benchmark,
                            struct pattern *chosen, size_t most, uint32_t *names, size_t *count,
                            struct error *err);

/* The trend's last change, in words: "self(parse): rose from 10.10% to 11.20% at run 4f2a9c1 (p =
 * 0.0012)", or "self(parse): 10.10%, no change of level in 23 runs". trend_say_level leaves out
 * what stands before the colon. */
void trend_say(const struct trend *trend, struct buffer *text);
void trend_say_level(const struct trend *trend, struct buffer *text);

#endif
