/* What writers go through: the samples of a profile, or if it has none, its stacks, as samples of
 * which only stack, weight and event are known. */
#ifndef STACKFOLD_WRITE_ROWS_H
#define STACKFOLD_WRITE_ROWS_H

#include "base/status.h"
#include "store/profile.h"
#include "store/samples.h"
#include "store/sort.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct written_event {
	const char *name; /* "cpu-clock"; "samples" where it is not known */
	const char *unit; /* "ns"; "samples" where it is not known */
};

/* Numbers in the order in which rows first have an id: the profile's own ids depend on threads. */
struct written_ids {
	uint32_t *items;  /* the profile's id of number i, below count */
	uint32_t *number; /* of each of the profile's ids; WRITTEN_NONE: no row has it */
	size_t count;
};

#define WRITTEN_NONE UINT32_MAX

struct written_rows {
	const struct profile *profile;
	const struct samples *samples; /* NULL: rows are stacks, in the order of folded text */
	struct sorted_stacks sorted;   /* without samples */
	size_t count;                  /* of rows */
	bool each;                     /* a row is one sample as it was taken, not a sum of them */
	size_t event_count;            /* rows' events are below it */
	struct written_ids stacks, frames, modules;
};

/* STATUS_FATAL without memory; nothing is left to free then. The profile must stay. */
enum status written_rows_init(struct written_rows *rows, const struct profile *profile,
                              struct error *err);
void written_rows_free(struct written_rows *rows);

/* Row i: samples come in order of time. */
struct sample written_row(const struct written_rows *rows, size_t i);

struct written_event written_event(const struct written_rows *rows, uint32_t event);

/* The module of frame number i, as its number; WRITTEN_NONE: not known, or several. */
uint32_t written_module(const struct written_rows *rows, size_t frame);

/* The name and the origin of frame number i. */
const struct frame *written_frame(const struct written_rows *rows, size_t i);
struct origin written_origin(const struct written_rows *rows, size_t i);

/* Of a row's task; NULL: not known. */
static inline const struct sample_task *written_task(const struct written_rows *rows, uint32_t task)
{
	return rows->samples ? samples_task(rows->samples, task) : NULL;
}

/* Groups of rows with a common property, in the order of their first rows; within a group, rows
 * keep their order. */
struct row_groups {
	uint32_t *rows; /* row numbers: those of group g from first[g] to first[g + 1] */
	size_t *first;
	struct decimal *totals; /* the sum of each group's weights, rounded if it does not fit 64
	                           bits */
	size_t count;
};

/* A profile's rows, and a group for each thread (all its names together; one for rows without a
 * thread) and event. Cost: 4 bytes a row, and 4 more during the call. STATUS_FATAL without memory;
 * nothing is left to free then. The profile must stay. */
enum status grouped_rows_init(struct written_rows *rows, struct row_groups *groups,
                              const struct profile *profile, struct error *err);
void grouped_rows_free(struct written_rows *rows, struct row_groups *groups);

/* The group with the largest total, whatever the units; 0 if there is none. */
size_t row_groups_heaviest(const struct row_groups *groups);

/* A name of a group for people: "comm 12/15", with the event if there are several. The comm is the
 * thread's last one. name is emptied first. */
void row_group_name(const struct row_groups *groups, const struct written_rows *rows, size_t group,
                    struct buffer *name);

#endif
