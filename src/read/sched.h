/* Times off the CPU, made of context switches: from the moment at which a thread is switched out
 * until it is switched in. They are charged to the stack that it had when it was switched out.
 *
 * Readers give switches and wake-ups in the order of time. The named stack may come later than the
 * end of the interval. Therefore this stage gives a ticket for each stack that it needs, and
 * sched_named gets the stack with its ticket. A finished interval goes to the sink as a sample of
 * the event off_cpu_event, whose weight is in nanoseconds and whose time is that of switching out.
 * If there are wake-ups, the time from the wake-up on is a sample of its own (OFF_RUNNABLE).
 *
 * Memory depends on the number of threads and their distinct stacks, not on that of switches. */
#ifndef STACKFOLD_READ_SCHED_H
#define STACKFOLD_READ_SCHED_H

#include "base/table.h"
#include "read/sink.h"
#include "read/states.h"
#include "store/stacks.h"

#include <stdbool.h>
#include <stdint.h>

struct sched_interval;
struct sched_thread;

enum { SCHED_NO_TICKET = 0 };

/* A switch from one thread to another on a CPU. Number 0 is the idle thread. */
struct sched_switch {
	uint64_t time; /* ns */
	uint32_t previous, next;
	uint32_t cpu;         /* UINT32_MAX: not known */
	enum off_state state; /* of the previous thread */
};

/* Times off the CPU that are not charged, and why. */
struct sched_counts {
	uint64_t switches, wakeups; /* read */
	uint64_t charged;           /* times off the CPU */
	uint64_t unreturned;        /* of these: counted up to the recording's end */
	uint64_t inferred;          /* of these: its return was not recorded, so it counts up to the
	                             * previous switch on the CPU on which the thread ran next */
	uint64_t across_loss;       /* not charged: records were lost meanwhile */
	uint64_t out_twice;         /* not charged: the return of the thread was not recorded */
	uint64_t backwards;         /* not charged: the end is before the beginning */
	uint64_t reused;            /* not charged: the thread ended, its number was used again */
	uint64_t in_twice;          /* the switching out of the thread was not recorded */
	uint64_t instant;           /* too short for the clock */
};

/* With all members zeroed except the sink, it is empty and ready. */
struct sched {
	struct sink *sink; /* its options say which states are wanted */

	uint32_t event; /* the sink's, once a switch has come; 0: none has */
	struct sched_thread *threads;
	size_t thread_count, thread_capacity;
	struct table by_tid;
	struct sched_interval *intervals; /* open, or without a stack yet */
	size_t interval_count, interval_capacity;
	uint32_t free;        /* the first free one + 1 */
	struct stacks stacks; /* of intervals that have theirs */
	uint64_t losses;      /* so far */
	uint64_t *cpu_times;  /* of the last switch on CPU i, plus 1; 0: none yet */
	size_t cpu_capacity;
	uint64_t last_time; /* of all that was recorded so far */
	uint32_t *ids;      /* room for a stack */
	size_t id_capacity;
	struct sched_counts counts;
};

/* Call it for each switch; `previous` is the thread that leaves the CPU, as the sample names it,
 * with its place. The ticket is for the sample's stack; SCHED_NO_TICKET: it is not needed. */
enum status sched_switched(struct sched *sched, const struct sched_switch *change,
                           const struct process *previous, uint64_t *ticket, struct error *err);

/* A thread is woken up; the ticket is for the stack of the one that wakes it. */
void sched_woken(struct sched *sched, uint32_t tid, uint64_t time, uint64_t *ticket);

/* Whether a ticket is for the stack of the thread that leaves the CPU (otherwise, of a waker). */
static inline bool sched_is_own(uint64_t ticket)
{
	return ticket % 2;
}

/* Call it with the stack of a sample for which there is a ticket: ids root first. */
enum status sched_named(struct sched *sched, uint64_t ticket, const uint32_t *frames, size_t depth,
                        struct error *err);

/* Call it for a new thread, whose number may have been that of another one. */
void sched_started(struct sched *sched, uint32_t tid);

/* Call it when records were lost. */
static inline void sched_lost(struct sched *sched)
{
	sched->losses++;
}

/* The recording lasts at least to that time. */
static inline void sched_passes(struct sched *sched, uint64_t time)
{
	if (time > sched->last_time)
		sched->last_time = time;
}

/* Call it at the end of the recording, after all stacks: threads that are still off the CPU count
 * up to here. Notes go to the sink under the name of the input. */
enum status sched_end(struct sched *sched, const char *input, struct error *err);

size_t sched_memory(const struct sched *sched); /* bytes */

void sched_free(struct sched *sched);

#endif
