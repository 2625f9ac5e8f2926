/* Time off the CPU, made of context switches: a thread that is switched out is off the CPU until it
 * is switched in, which is charged to the stack that it had when it was switched out.
 *
 * Readers give switches and wake-ups in the order of time. Stacks may come later than what ends an
 * interval, as naming them may wait: the stage hands out tickets for the stacks that it wants, and
 * sched_named takes each stack with its ticket. What is finished goes to the sink as a sample of
 * the event off_cpu_event, whose weight is in nanoseconds and whose time is that of switching out.
 * Where wake-ups are there, the time from the wake-up on is a sample of its own (OFF_RUNNABLE).
 *
 * Memory follows the threads and their distinct stacks, not the switches. */
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
	uint64_t inferred;          /* of these: up to the last switch before on the CPU where the
	                             * thread ran next, as it was not recorded that it came back */
	uint64_t across_loss;       /* not charged: records were lost meanwhile */
	uint64_t out_twice;         /* not charged: when the thread came back was not recorded */
	uint64_t backwards;         /* not charged: times that go backwards */
	uint64_t reused;            /* not charged: the thread ended, its number was used again */
	uint64_t in_twice;          /* when the thread was switched out was not recorded */
	uint64_t instant;           /* shorter than the clock can tell */
};

/* Zeroed but for the sink is empty and ready. */
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

/* A switch; `previous` is the thread that goes, as far as the sample says, its place with it. The
 * ticket is for the sample's stack; SCHED_NO_TICKET: it is not wanted. */
enum status sched_switched(struct sched *sched, const struct sched_switch *change,
                           const struct process *previous, uint64_t *ticket, struct error *err);

/* A thread is woken up; the ticket is for the stack of the one that wakes it. */
void sched_woken(struct sched *sched, uint32_t tid, uint64_t time, uint64_t *ticket);

/* Whether a ticket is for the stack of the thread that goes. */
static inline bool sched_is_own(uint64_t ticket)
{
	return ticket % 2;
}

/* The stack of a sample that a ticket was given for: ids root first. */
enum status sched_named(struct sched *sched, uint64_t ticket, const uint32_t *frames, size_t depth,
                        struct error *err);

/* A new thread has this number: what was known of another one ends. */
void sched_started(struct sched *sched, uint32_t tid);

/* Records were lost. */
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

/* The recording has ended, all stacks have come: what is still off the CPU counts up to here. Notes
 * go to the sink under the name of the input. */
enum status sched_end(struct sched *sched, const char *input, struct error *err);

size_t sched_memory(const struct sched *sched); /* bytes */

void sched_free(struct sched *sched);

#endif
