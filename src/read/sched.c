#include "read/sched.h"

#include "base/hash.h"
#include "base/vector.h"
#include "read/options.h"
#include "read/wall.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { NO_INTERVAL = UINT32_MAX };

/* The known state of a thread. */
enum thread_place { THREAD_UNKNOWN, THREAD_ON, THREAD_OFF, THREAD_ENDED };

struct sched_thread {
	uint32_t tid;
	uint32_t interval; /* the open interval, if the sink wants it; NO_INTERVAL: none */
	enum thread_place place;
};

/* A time off the CPU of a thread that the sink wants. */
struct sched_interval {
	struct sample about; /* the part that the sink keeps */
	uint64_t out, woken, back;
	uint64_t losses;       /* before it */
	uint32_t stack, waker; /* in sched->stacks; STACK_NONE: none, or none yet */
	uint32_t next_free;
	enum off_state state;
	bool was_woken;
	bool asked_waker; /* a ticket was given for the waker's stack, which has not arrived */
	bool named;       /* its stack has arrived */
	bool ended;       /* `back` is known, or it was dropped */
	bool dropped;     /* it is not charged */
};

/* ---- threads ---- */

static struct sched_thread *find_thread(struct sched *sched, uint32_t tid)
{
	const uint32_t hash = hash_bytes(&tid, sizeof tid);
	if (!sched->by_tid.size)
		return NULL;
	table_each(&sched->by_tid, hash, at)
		if (sched->threads[at->number - 1].tid == tid)
			return &sched->threads[at->number - 1];
	return NULL;
}

/* The thread, which is added if it is new; NULL without memory. */
static struct sched_thread *get_thread(struct sched *sched, uint32_t tid)
{
	struct sched_thread *thread = find_thread(sched, tid);
	if (thread)
		return thread;
	if (!table_room(&sched->by_tid) ||
	    !vector_reserve(&sched->threads, &sched->thread_capacity, sched->thread_count + 1))
		return NULL;
	thread = &sched->threads[sched->thread_count];
	*thread = (struct sched_thread){.tid = tid, .interval = NO_INTERVAL};
	table_put(&sched->by_tid, hash_bytes(&tid, sizeof tid), (uint32_t)sched->thread_count++);
	return thread;
}

/* ---- charging intervals ---- */

static const struct stack *stack_of(const struct sched *sched, uint32_t id)
{
	return id == STACK_NONE ? NULL : &sched->stacks.items[id];
}

/* Makes the stack and, above it, the waker's stack from its leaf to its root. False
 * without memory. */
static bool compose(struct sched *sched, const struct sched_interval *interval, bool waiting,
                    size_t *depth)
{
	const struct stack *stack = stack_of(sched, interval->stack);
	const struct stack *waker = waiting ? stack_of(sched, interval->waker) : NULL;
	*depth = stack ? stack->depth : 0;
	if (!vector_reserve(&sched->ids, &sched->id_capacity,
	                    *depth + (waker ? waker->depth : 0) + 1))
		return false;
	if (stack)
		memcpy(sched->ids, stack->frames, *depth * sizeof *sched->ids);
	if (!waker)
		return true;
	const uint32_t parting = frames_intern(&sched->sink->frames, TEXT_AND_SIZE("--"));
	sched->ids[(*depth)++] = parting;
	for (size_t i = waker->depth; i-- > 0;)
		sched->ids[(*depth)++] = waker->frames[i];
	return parting != FRAME_NONE;
}

/* Labels of samples that are kept one by one. */
static bool label_state(struct sink *sink, enum off_state state)
{
	if (!sink->options->keep_samples)
		return true;
	const char *text = off_state_name(state);
	struct label label = {
		.key = samples_add_name(&sink->kept, TEXT_AND_SIZE("state")),
		.text = samples_add_name(&sink->kept, text, strlen(text)),
		.unit = LABEL_NONE,
	};
	return label.key != SAMPLE_NONE && label.text != SAMPLE_NONE &&
	       sink_labels(sink, &label, 1);
}

/* A part of an interval. `first`: the sink counted it when the interval began. */
static enum status charge(struct sched *sched, const struct sched_interval *interval,
                          enum off_state state, uint64_t from, uint64_t to, bool first,
                          struct error *err)
{
	struct sink *sink = sched->sink;
	const struct decimal weight = {to - from, 0};
	size_t depth;
	sink->about = interval->about;
	sink->about.time = from;
	if (!compose(sched, interval, state != OFF_RUNNABLE, &depth) || !label_state(sink, state))
		return error_no_memory(err);
	const uint32_t *ids = sched->ids;
	if (sink->options->wall && depth) {
		ids = wall_stack(&sink->wall, &sink->frames, state, ids, depth++);
		if (!ids)
			return error_no_memory(err);
	}
	if (!first)
		sink_again(sink, sched->event);
	return sink_add(sink, sched->event, ids, depth, &weight, err);
}

static uint64_t later(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* Charges both parts of an interval, if their states and times are wanted. */
static enum status charge_parts(struct sched *sched, const struct sched_interval *interval,
                                struct error *err)
{
	struct sink *sink = sched->sink;
	const struct time_span *span = &sink->time;
	const uint64_t middle = interval->was_woken ? earlier(interval->woken, interval->back)
	                                            : interval->back;
	const struct {
		enum off_state state;
		uint64_t from, to;
	} parts[] = {{interval->state, interval->out, middle},
	             {OFF_RUNNABLE, middle, interval->back}};
	bool charged = false, elsewhere = false;
	for (size_t i = 0; i < 2; i++) {
		uint64_t from = parts[i].from, to = parts[i].to;
		if (from == to || !(sink->options->off_cpu >> parts[i].state & 1))
			continue;
		if (span->given) {
			from = later(from, span->from);
			to = earlier(to, span->to);
		}
		elsewhere |= from >= to;
		if (from >= to)
			continue;
		enum status status = charge(sched, interval, parts[i].state, from, to, !charged,
		                            err);
		if (status)
			return status;
		charged = true;
	}
	sched->counts.charged += charged;
	sched->counts.instant += interval->out == interval->back;
	if (!charged && elsewhere)
		sink->events[sched->event].other_moments++;
	else if (!charged)
		sink_take_back(sink, sched->event);
	return STATUS_OK;
}

/* ---- intervals ---- */

/* Charges an interval if it is complete, and frees its place. */
static enum status settle(struct sched *sched, uint32_t id, struct error *err)
{
	struct sched_interval *interval = &sched->intervals[id];
	if (!interval->ended || !interval->named || interval->asked_waker)
		return STATUS_OK;
	const struct sched_interval done = *interval;
	interval->next_free = sched->free;
	sched->free = id + 1;
	return done.dropped ? STATUS_OK : charge_parts(sched, &done, err);
}

/* Drops an interval, which is not charged. */
static enum status drop(struct sched *sched, struct sched_thread *thread, uint64_t *count,
                        struct error *err)
{
	const uint32_t id = thread->interval;
	struct sched_interval *interval = &sched->intervals[id];
	thread->interval = NO_INTERVAL;
	interval->ended = interval->dropped = true;
	++*count;
	sink_take_back(sched->sink, sched->event);
	return settle(sched, id, err);
}

/* The thread is on a CPU again, or the recording has ended. */
static enum status end_interval(struct sched *sched, struct sched_thread *thread, uint64_t time,
                                struct error *err)
{
	const uint32_t id = thread->interval;
	struct sched_interval *interval = &sched->intervals[id];
	if (interval->losses != sched->losses)
		return drop(sched, thread, &sched->counts.across_loss, err);
	interval->was_woken = interval->was_woken && interval->woken <= time;
	if (time < interval->out)
		return drop(sched, thread, &sched->counts.backwards, err);
	thread->interval = NO_INTERVAL;
	interval->back = time;
	interval->ended = true;
	return settle(sched, id, err);
}

enum { CPUS_MOST = 1 << 16 };

/* The time of the previous switch on this CPU, plus 1 (0: unknown); notes this one. *ok is false
 * without memory. */
static uint64_t switch_before(struct sched *sched, const struct sched_switch *change, bool *ok)
{
	const size_t capacity = sched->cpu_capacity;
	*ok = true;
	if (change->cpu >= CPUS_MOST)
		return 0;
	*ok = vector_reserve(&sched->cpu_times, &sched->cpu_capacity, (size_t)change->cpu + 1);
	if (!*ok)
		return 0;
	if (sched->cpu_capacity > capacity)
		memset(sched->cpu_times + capacity, 0,
		       (sched->cpu_capacity - capacity) * sizeof *sched->cpu_times);
	const uint64_t before = sched->cpu_times[change->cpu];
	sched->cpu_times[change->cpu] = change->time + 1;
	return before;
}

/* A thread leaves the CPU although its return was not recorded: kernels do not record all switches.
 * It returned after the last recorded switch on this CPU, so it was off the CPU at least until then
 * (perf sched timehist assumes the same). */
static enum status end_unseen(struct sched *sched, struct sched_thread *thread, uint64_t before,
                              struct error *err)
{
	const struct sched_interval *interval = &sched->intervals[thread->interval];
	if (interval->losses != sched->losses)
		return drop(sched, thread, &sched->counts.across_loss, err);
	if (!before || before - 1 <= interval->out)
		return drop(sched, thread, &sched->counts.out_twice, err);
	sched->counts.inferred++;
	return end_interval(sched, thread, before - 1, err);
}

/* Whether a time off the CPU that begins in this state may have a part that is wanted. */
static bool state_wanted(const struct sched *sched, enum off_state state)
{
	const unsigned wanted = sched->sink->options->off_cpu;
	return wanted >> state & 1 || (state != OFF_PREEMPTED && wanted >> OFF_RUNNABLE & 1);
}

/* The sink decides by the thread, and by the time only if the interval begins after the chosen
 * span. */
static bool sink_wants(struct sched *sched, const struct sched_switch *change,
                       const struct process *previous)
{
	struct process process = *previous;
	struct sample_place place;
	if (process.place) {
		place = *process.place;
		if (sched->sink->time.given && place.time < sched->sink->time.from)
			place.time = sched->sink->time.from;
		process.place = &place;
	}
	return state_wanted(sched, change->state) &&
	       sink_begin(sched->sink, sched->event, &process);
}

static enum status begin_interval(struct sched *sched, struct sched_thread *thread,
                                  const struct sched_switch *change, uint64_t *ticket,
                                  struct error *err)
{
	uint32_t id = sched->free - 1;
	if (sched->free) {
		sched->free = sched->intervals[id].next_free;
	} else {
		if (sched->interval_count >= NO_INTERVAL / 2 ||
		    !vector_reserve(&sched->intervals, &sched->interval_capacity,
		                    sched->interval_count + 1))
			return error_no_memory(err);
		id = (uint32_t)sched->interval_count++;
	}
	sched->intervals[id] = (struct sched_interval){
		.about = sched->sink->about,
		.out = change->time,
		.losses = sched->losses,
		.stack = STACK_NONE,
		.waker = STACK_NONE,
		.state = change->state,
	};
	thread->interval = id;
	*ticket = 1 + 2 * (uint64_t)id;
	return STATUS_OK;
}

/* ---- events from readers ---- */

static enum status goes_out(struct sched *sched, const struct sched_switch *change, uint64_t before,
                            const struct process *previous, uint64_t *ticket, struct error *err)
{
	struct sched_thread *thread = get_thread(sched, change->previous);
	if (!thread)
		return error_no_memory(err);
	enum status status = STATUS_OK;
	if (thread->interval != NO_INTERVAL)
		status = end_unseen(sched, thread, before, err);
	thread->place = change->state == OFF_DEAD ? THREAD_ENDED : THREAD_OFF;
	if (status || change->state == OFF_DEAD || !sink_wants(sched, change, previous))
		return status;
	return begin_interval(sched, thread, change, ticket, err);
}

static enum status comes_in(struct sched *sched, uint32_t tid, uint64_t time, struct error *err)
{
	struct sched_thread *thread = get_thread(sched, tid);
	if (!thread)
		return error_no_memory(err);
	sched->counts.in_twice += thread->place == THREAD_ON;
	thread->place = THREAD_ON;
	return thread->interval == NO_INTERVAL ? STATUS_OK : end_interval(sched, thread, time, err);
}

enum status sched_switched(struct sched *sched, const struct sched_switch *change,
                           const struct process *previous, uint64_t *ticket, struct error *err)
{
	*ticket = SCHED_NO_TICKET;
	if (!sched->event) {
		sched->event = sink_event(sched->sink, off_cpu_event, strlen(off_cpu_event));
		if (sched->event == EVENT_NONE)
			return error_no_memory(err);
		stacks_init(&sched->stacks, 1);
	}
	sched->counts.switches++;
	sched->sink->switches++;
	sched_passes(sched, change->time);
	bool ok;
	const uint64_t before = switch_before(sched, change, &ok);
	enum status status = ok ? STATUS_OK : error_no_memory(err);
	if (!status && change->previous)
		status = goes_out(sched, change, before, previous, ticket, err);
	if (!status && change->next && change->next != change->previous)
		status = comes_in(sched, change->next, change->time, err);
	return status;
}

void sched_woken(struct sched *sched, uint32_t tid, uint64_t time, uint64_t *ticket)
{
	*ticket = SCHED_NO_TICKET;
	sched->counts.wakeups++;
	sched_passes(sched, time);
	struct sched_thread *thread = find_thread(sched, tid);
	if (!thread || thread->interval == NO_INTERVAL)
		return;
	struct sched_interval *interval = &sched->intervals[thread->interval];
	if (interval->was_woken || interval->state == OFF_PREEMPTED || time < interval->out)
		return;
	interval->was_woken = true;
	interval->woken = time;
	if (!sched->sink->options->wakers)
		return;
	interval->asked_waker = true;
	*ticket = 2 + 2 * (uint64_t)thread->interval;
}

enum status sched_named(struct sched *sched, uint64_t ticket, const uint32_t *frames, size_t depth,
                        struct error *err)
{
	const uint32_t id = (uint32_t)((ticket - 1) / 2);
	struct sched_interval *interval = &sched->intervals[id];
	uint32_t stack = depth ? stacks_intern(&sched->stacks, frames, depth) : STACK_NONE;
	if (depth && stack == STACK_NONE)
		return error_no_memory(err);
	if (sched_is_own(ticket)) {
		interval->stack = stack;
		interval->named = true;
	} else {
		interval->waker = stack;
		interval->asked_waker = false;
	}
	return settle(sched, id, err);
}

void sched_started(struct sched *sched, uint32_t tid)
{
	struct sched_thread *thread = find_thread(sched, tid);
	struct error err;
	if (!thread)
		return;
	thread->place = THREAD_UNKNOWN;
	if (thread->interval != NO_INTERVAL)
		drop(sched, thread, &sched->counts.reused,
		     &err); /* cannot fail, because nothing is charged */
}

/* ---- the end ---- */

/* A count of things, and the message about them. */
static void note(const struct sched *sched, bool warning, const char *input, uint64_t count,
                 const char *one, const char *many, const char *what)
{
	if (count)
		sink_note(sched->sink, warning, "%s: %" PRIu64 " %s%s", input, count,
		          count == 1 ? one : many, what);
}

/* The same for times off the CPU. */
static void note_times(const struct sched *sched, bool warning, const char *input, uint64_t count,
                       const char *what)
{
	note(sched, warning, input, count, "time off the CPU ", "times off the CPU ", what);
}

static void note_counts(const struct sched *sched, const char *input)
{
	const struct sched_counts *counts = &sched->counts;
	const uint64_t missed = counts->across_loss + counts->out_twice + counts->backwards;
	const bool many = missed > (counts->charged + missed) / 100;
	note(sched, false, input, counts->switches, "context switch", "context switches", "");
	note(sched, false, input, counts->wakeups, "wake-up", "wake-ups", "");
	note(sched, false, input, counts->unreturned, "thread", "threads",
	     " off the CPU when the recording ended: counted up to its end");
	note_times(sched, false, input, counts->inferred,
	           "counted up to the previous switch on the CPU where the thread ran next: its "
	           "return was not recorded");
	note_times(sched, many, input, counts->across_loss,
	           "not counted: records were lost in between (perf record -m takes larger "
	           "buffers)");
	note_times(sched, many, input, counts->out_twice,
	           "not counted: the return of the thread was not recorded (perf record -a records "
	           "all CPUs)");
	note_times(sched, many, input, counts->backwards,
	           "not counted: the end is before the beginning");
	note_times(sched, false, input, counts->reused,
	           "not counted: a new thread got the thread's number");
	note(sched, false, input, counts->in_twice, "thread", "threads",
	     " switched in twice in a row: the switch between was not recorded");
	note_times(sched, false, input, counts->instant, "too short for the recording's clock");
}

enum status sched_end(struct sched *sched, const char *input, struct error *err)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; !status && i < sched->thread_count; i++) {
		struct sched_thread *thread = &sched->threads[i];
		if (thread->interval == NO_INTERVAL)
			continue;
		const uint64_t charged = sched->counts.charged;
		status = end_interval(sched, thread, sched->last_time, err);
		sched->counts.unreturned += sched->counts.charged > charged;
	}
	note_counts(sched, input);
	return status;
}

size_t sched_memory(const struct sched *sched)
{
	return sched->thread_capacity * sizeof *sched->threads +
	       sched->by_tid.size * sizeof *sched->by_tid.slots +
	       sched->interval_capacity * sizeof *sched->intervals + stacks_memory(&sched->stacks) +
	       sched->cpu_capacity * sizeof *sched->cpu_times +
	       sched->id_capacity * sizeof *sched->ids;
}

void sched_free(struct sched *sched)
{
	free(sched->threads);
	free(sched->by_tid.slots);
	free(sched->intervals);
	stacks_free(&sched->stacks);
	free(sched->cpu_times);
	free(sched->ids);
}
