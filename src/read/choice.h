/* Which samples are chosen, by process, thread, CPU and time. */
#ifndef STACKFOLD_READ_CHOICE_H
#define STACKFOLD_READ_CHOICE_H

#include "base/status.h"
#include "read/wall_clock.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Numbers first to last, both included. */
struct number_range {
	uint32_t first, last;
};

/* Empty: all numbers. */
struct number_list {
	struct number_range *items;
	size_t count, capacity;
};

/* A stretch of time, both ends included: in nanoseconds of the recording's clock, or after its
 * first sample (elapsed), or in billionths of the time from its first to its last sample (parts),
 * or as times of day (wall). */
struct time_span {
	bool given, elapsed, parts, wall;
	uint64_t from, to;                   /* with wall: 0 and UINT64_MAX, until resolved */
	struct wall_time from_wall, to_wall; /* not given: from the beginning, to the end */
};

/* Zeroed: all samples. */
struct choice {
	struct number_list pids, tids, cpus;
	struct time_span time;
};

/* What is known of a sample; a bit of `known` is set for each. */
struct sample_place {
	enum { PLACE_PID = 1, PLACE_TID = 2, PLACE_CPU = 4, PLACE_TIME = 8 } known;
	uint32_t pid, tid, cpu;
	uint32_t life; /* how often the pid was used before; 0 if that is not known */
	uint64_t time; /* nanoseconds */
};

/* Adds "3", "0-3,7": STATUS_FAILED, without a message, where the text is not of that form;
 * STATUS_FATAL without memory. */
enum status number_list_parse(struct number_list *list, const char *text);

/* "FROM,TO" in seconds with up to nine places, "+FROM,+TO", "FROM%,TO%", or times of day (see
 * wall_clock.h); either may be missing: "12.5,". False if the text is not of that form. */
bool time_span_parse(struct time_span *span, const char *text);

/* Converts a span to nanoseconds of the recording's clock; not one of times of day. */
struct time_span time_span_resolve(const struct time_span *span, uint64_t first, uint64_t last);

/* Converts a span of times of day to nanoseconds of a recording's clock, which was 0 at `zero`
 * nanoseconds since 1970. False if a day does not exist, or if the span ends before it begins. */
bool time_span_by_wall(struct time_span *span, uint64_t zero, uint64_t first, uint64_t last);

/* Whether anything was chosen at all. */
static inline bool choice_given(const struct choice *choice)
{
	return choice->pids.count || choice->tids.count || choice->cpus.count || choice->time.given;
}

/* Whether a process, or a CPU and time, is among the chosen ones; if a value is not known, it is
 * not. span: choice->time, in nanoseconds. */
bool choice_has_process(const struct choice *choice, const struct sample_place *place);
bool choice_has_moment(const struct choice *choice, const struct time_span *span,
                       const struct sample_place *place);

void choice_free(struct choice *choice);

#endif
