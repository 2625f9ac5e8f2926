/* Times of day: "14:03:05", "2026-11-22T14:03:05.25Z". */
#ifndef STACKFOLD_READ_WALL_CLOCK_H
#define STACKFOLD_READ_WALL_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Local time, or with a Z after it UTC. */
struct wall_time {
	bool given, dated, utc; /* not dated: of the day of the recording */
	int year, month, day, hour, minute, second;
	uint32_t nanoseconds;
};

/* [YYYY-MM-DD(T| )]HH:MM[:SS[.FRACTION]][Z], with up to nine places. False if the text is not of
 * that form. */
bool wall_time_parse(struct wall_time *time, const char *text, size_t size);

/* Converts such a time to nanoseconds since 1970. A time without a date is on the day of `first`;
 * if it is before `first` on that day, and before `last` on the next, it is on the next day. False
 * if there is no such day. */
bool wall_time_since_1970(const struct wall_time *time, uint64_t first, uint64_t last,
                          uint64_t *result);

#endif
