/* Samples: whose they are, and their call chains. What counts as the chain, and where, is what perf
 * script makes of it (thread__resolve_callchain() in the kernel's tools/perf/util/machine.c), but
 * for its limit of 127 frames. */
#include "base/vector.h"
#include "formats/perf_data/unwind.h"

#include <stdlib.h>

#define CONTEXT_FIRST ((uint64_t)-4095) /* numbers from here on are marks, not addresses */

/* The space that addresses of a mode belong to, NULL: none that is known. */
static struct space *space_of(struct perf_data *data, const struct task *task, unsigned mode)
{
	switch (mode) {
	case PERF_RECORD_MISC_KERNEL:
		return &data->tasks.kernel;
	case PERF_RECORD_MISC_USER:
		return task->memory->space;
	default:
		return NULL;
	}
}

/* The mode that a mark in a call chain begins; false where there is no such mark. */
static bool mode_of_mark(uint64_t mark, unsigned *mode)
{
	switch (mark) {
	case (uint64_t)PERF_CONTEXT_HV:
		*mode = PERF_RECORD_MISC_HYPERVISOR;
		return true;
	case (uint64_t)PERF_CONTEXT_KERNEL:
		*mode = PERF_RECORD_MISC_KERNEL;
		return true;
	case (uint64_t)PERF_CONTEXT_USER:
	case CONTEXT_USER_DEFERRED:
		*mode = PERF_RECORD_MISC_USER;
		return true;
	default:
		return false;
	}
}

/* An address and what it is looked up in. */
struct place {
	uint64_t ip;
	struct space *space;
};

/* What the addresses of a sample are looked up in: code made at run time is the user's. */
static struct frame_space frame_space(const struct perf_data *data, const struct task *task,
                                      const struct perf_sample *sample, struct space *space)
{
	struct frame_space in = {.space = space};
	if (space && space == task->memory->space && data->jit.count)
		in.moment = perf_data_moment(task->memory, sample->time);
	return in;
}

/* A chain being put together, leaf first. */
struct places {
	struct place items[2 * CHAIN_MOST + 2];
	size_t count;
	bool failed; /* no memory */
};

static void add_place(struct places *places, uint64_t ip, struct space *space)
{
	if (places->count == sizeof places->items / sizeof *places->items)
		return;
	places->items[places->count++] = (struct place){ip, space};
}

/* Adds the caller that a chain of frame pointers lacks, behind the innermost user's frame, pc. */
static void add_leaf_caller(struct perf_data *data, const struct waiting_sample *waiting,
                            uint64_t pc, uint64_t next, struct places *places)
{
	uint64_t ip = 0;
	if (!unwinding_leaf_caller(data, waiting, pc, &ip))
		places->failed = true;
	else if (ip && ip != next)
		add_place(places, ip, waiting->task->memory->space);
}

/* Whether the user's part that follows these places made a system call: its address is that of the
 * next instruction then. arm64 has that two functions further in. */
static bool is_system_call(struct perf_data *data, const struct places *places)
{
	enum { OUTERMOST = 3 };
	for (size_t i = places->count, seen = 0; i-- > 0 && seen < OUTERMOST; seen++) {
		const struct place *place = &places->items[i];
		if (place->space != &data->tasks.kernel)
			return false;
		if (frames_is_system_call(&data->names, place->space, place->ip))
			return true;
	}
	return false;
}

/* Where to look for what an address of the user's stands for, `before` being what it called: a
 * function that called another one has the address to return to, and the call stands before that.
 * Where an instruction was sampled, or interrupted, it is that. perf looks at the address itself,
 * which may be another function's where a call does not return. */
static uint64_t looked_at(struct perf_data *data, uint64_t ip, bool innermost,
                          const struct places *before)
{
	const bool returns = !data->options->as_perf &&
	                     (!innermost || is_system_call(data, before));
	return ip - (returns && ip);
}

/* How many frames of a chain count, from the leaf on. */
static uint64_t chain_most(const struct perf_data *data)
{
	return data->options->as_perf ? FRAMES_AS_PERF : CHAIN_MOST;
}

/* Addresses as the kernel walked them, from numbers [0, count) of the chain. A mark that cannot be
 * makes perf discard the chain; false then. */
static bool take_chain(struct perf_data *data, const struct waiting_sample *waiting, uint64_t count,
                       struct places *places)
{
	const struct perf_sample *sample = &waiting->sample;
	unsigned mode = PERF_RECORD_MISC_USER;
	struct space *space = space_of(data, waiting->task, mode);
	uint64_t user = UINT64_MAX; /* where the user's part begins */
	const uint64_t most = chain_most(data);
	for (uint64_t i = 0, taken = 0; i < count && taken < most; i++) {
		uint64_t ip = sample_number(&sample->chain, i, data->file.header.big_endian);
		if (ip < CONTEXT_FIRST) {
			if (i && i - 1 == user)
				add_leaf_caller(data, waiting, places->items[places->count - 1].ip,
				                ip, places);
			if (mode == PERF_RECORD_MISC_USER)
				ip = looked_at(data, ip, !i || i == user, places);
			add_place(places, ip, space);
			taken++;
			continue;
		}
		if (!mode_of_mark(ip, &mode)) {
			data->counts.bad_chains++;
			places->count = 0;
			return false;
		}
		space = space_of(data, waiting->task, mode);
		user = mode == PERF_RECORD_MISC_USER ? i + 1 : UINT64_MAX;
	}
	return true;
}

/* From the last branch records, that the processor keeps as a stack of calls: the kernel's part of
 * the chain, then where the newest branch went, then where each came from. False where the chain
 * has no user's part, which the branches would stand for. */
static bool take_branches(struct perf_data *data, const struct waiting_sample *waiting,
                          struct places *places)
{
	const struct perf_sample *sample = &waiting->sample;
	bool big = data->file.header.big_endian;
	uint64_t count = sample->chain.count, user = 0;
	if (count > chain_most(data))
		count = chain_most(data);
	while (user < count &&
	       sample_number(&sample->chain, user, big) != (uint64_t)PERF_CONTEXT_USER)
		user++;
	if (user == count)
		return false;
	if (!take_chain(data, waiting, user, places))
		return true;
	struct space *space = waiting->task->memory->space;
	if (sample->branches.count)
		add_place(places, sample_number(&sample->branches, 1, big), space);
	for (uint64_t i = 0; i < sample->branches.count; i++)
		add_place(places, sample_number(&sample->branches, i * 3, big), space);
	return true;
}

/* How many of the outermost places are those of the chain before. */
static size_t count_shared(const struct chain_memo *memo, const struct places *places)
{
	size_t most = memo->count < places->count ? memo->count : places->count, shared = 0;
	const struct place *place = places->items + places->count;
	while (shared < most && memo->ips[shared] == place[-1].ip &&
	       memo->spaces[shared] == place[-1].space) {
		shared++;
		place--;
	}
	return shared;
}

static enum frame_inlines inlines_of(const struct perf_data *data, const struct place *place,
                                     bool leaf)
{
	if (!data->options->inliner || place->space == &data->tasks.kernel)
		return INLINES_NONE;
	return leaf || !data->options->as_perf ? INLINES_HERE : INLINES_BEFORE;
}

/* Appends the frames, outermost first. */
static bool add_frames(struct perf_data *data, const struct waiting_sample *waiting,
                       const struct places *places)
{
	const struct task *task = waiting->task;
	const bool java = task->java;
	struct chain_memo *memo = &data->memo;
	struct frame_chain *chain = &data->chain;
	size_t base = chain->count;
	bool known = !java && !data->options->inliner; /* names depend on the address alone */
	size_t shared = known && memo->base == base ? count_shared(memo, places) : 0;
	if (shared)
		chain->count = memo->ends[shared - 1];
	memo->base = base;
	memo->count = shared;
	for (size_t i = places->count - shared; i-- > 0;)
		if (places->items[i].space)
			space_expect(places->items[i].space, places->items[i].ip);
	const struct frame_space user = frame_space(data, task, &waiting->sample,
	                                            task->memory->space);
	struct frame_space other = {0};
	for (size_t i = places->count - shared; i-- > 0;) {
		const struct place *place = &places->items[i];
		uint64_t slow = data->names.slow;
		other.space = place->space;
		if (!frames_at(&data->names, place->space == user.space ? &user : &other, place->ip,
		               java, inlines_of(data, place, !i), chain))
			return false;
		known = known && data->names.slow == slow && memo->count < 256;
		if (!known)
			continue;
		memo->ips[memo->count] = place->ip;
		memo->spaces[memo->count] = place->space;
		memo->ends[memo->count++] = chain->count;
	}
	return true;
}

/* Appends what a stack dump was unwound to; before is the kernel's part. */
static bool add_unwound(struct perf_data *data, const struct waiting_sample *waiting,
                        const struct places *before)
{
	const struct unwound *unwound = &waiting->unwound;
	if (unwound->count)
		unwound->frames[0].ip = looked_at(data, unwound->frames[0].ip, true, before);
	const struct task *task = waiting->task;
	static const struct frame_space nowhere;
	const struct frame_space space = frame_space(data, task, &waiting->sample,
	                                             task->memory->space);
	/* perf asks for names from the innermost frame on. */
	for (size_t i = 0; i < unwound->count && !data->options->no_inline; i++)
		if (unwound->frames[i].map != UINT32_MAX &&
		    !frames_meet(&data->names, &space, unwound->frames[i].ip, INLINES_UNWOUND))
			return false;
	for (size_t i = unwound->count; i-- > 0;) {
		const struct unwind_frame *frame = &unwound->frames[i];
		if (!frames_at(&data->names, frame->map == UINT32_MAX ? &nowhere : &space,
		               frame->ip, task->java,
		               data->options->no_inline ? INLINES_NONE : INLINES_UNWOUND,
		               &data->chain))
			return false;
	}
	return true;
}

/* A sample without call chain has the frame where it was taken. perf script prints its address as
 * it is, not as a place in the file. */
static bool add_single(struct perf_data *data, const struct perf_sample *sample,
                       const struct task *task)
{
	data->memo.count = 0; /* its ids are overwritten */
	struct space *space = space_of(data, task, sample->mode);
	const struct unwind_map *map = space ? space_find(space, sample->ip) : NULL;
	const struct frame_space in = frame_space(data, task, sample, space);
	struct jit_found found;
	jit_find(&in.moment, map, sample->ip, &found);
	if (found.code || found.late)
		return frames_at(&data->names, &in, sample->ip, task->java, INLINES_NONE,
		                 &data->chain);
	const uint64_t *pc = data->options->addresses ? &sample->ip : NULL;
	uint32_t location = frames_locate(&data->names, space, sample->ip, pc, INLINES_NONE);
	return location != UINT32_MAX &&
	       frames_of_location(&data->names, location, task->java, &data->chain);
}

static bool add_chain(struct perf_data *data, const struct waiting_sample *waiting)
{
	const struct perf_event *event = waiting->event;
	const struct perf_sample *sample = &waiting->sample;
	const struct task *task = waiting->task;
	if (!(event->sample_type & PERF_SAMPLE_CALLCHAIN) && !event->off_cpu)
		/* of tracepoints perf shows no address, unless there are call chains */
		return (event->type == PERF_TYPE_TRACEPOINT &&
		        !data->file.header.events.tracepoint_callchains) ||
		       !(event->sample_type & PERF_SAMPLE_IP) || add_single(data, sample, task);
	struct places places;
	places.count = 0;
	places.failed = false;
	bool branches = event->sample_type & PERF_SAMPLE_BRANCH_STACK &&
	                event->branch_sample_type & PERF_SAMPLE_BRANCH_CALL_STACK;
	if (!branches || !take_branches(data, waiting, &places))
		take_chain(data, waiting, sample->chain.count, &places);
	return !places.failed && add_unwound(data, waiting, &places) &&
	       add_frames(data, waiting, &places);
}

static struct process process_of(const struct task *task)
{
	return (struct process){
		.comm = task->comm,
		.comm_size = task->comm_size,
		.pid = task->pid_text,
		.tid = task->tid_text,
		.pid_size = task->pid_size,
		.tid_size = task->tid_size,
	};
}

enum status perf_data_finish_sample(struct perf_data *data, const struct waiting_sample *waiting,
                                    struct error *err)
{
	const struct process process = process_of(waiting->task);
	bool failed = false;
	uint32_t root = sink_root(data->sink, &process, &failed);
	struct frame_chain *chain = &data->chain;
	chain->count = 0;
	if (failed || !vector_reserve(&chain->ids, &chain->capacity, 1))
		return error_no_memory(err);
	if (root != FRAME_NONE)
		chain->ids[chain->count++] = root;
	if (!add_chain(data, waiting))
		return error_no_memory(err);
	if (!(waiting->event->sample_type & PERF_SAMPLE_CALLCHAIN) && !waiting->event->off_cpu)
		sink_flat(data->sink, waiting->event->sink_event);
	/* perf script prints no period of tracepoints, and a sample counts */
	bool counted = waiting->event->type == PERF_TYPE_TRACEPOINT || !waiting->period;
	struct decimal weight = {counted ? 1 : waiting->period, 0};
	if (perf_data_jit_waits(data, waiting->task->memory))
		return perf_data_jit_add(data, waiting->event->sink_event, &waiting->sample,
		                         weight.value, err);
	return sink_add(data->sink, waiting->event->sink_event, chain->ids, chain->count, &weight,
	                err);
}

static struct sample_place place_of(const struct perf_data *data, const struct perf_event *event,
                                    const struct perf_sample *sample)
{
	uint64_t type = event->sample_type;
	struct sample_place place = {
		.pid = sample->pid,
		.tid = sample->tid,
		.cpu = sample->cpu,
		.time = sample->time,
	};
	if (!data->sink->chooses)
		return place;
	place.known = (type & PERF_SAMPLE_TID ? PLACE_PID | PLACE_TID : 0) |
	              (type & PERF_SAMPLE_CPU ? PLACE_CPU : 0) |
	              (type & PERF_SAMPLE_TIME ? PLACE_TIME : 0);
	return place;
}

/* A sample of an event, with its weight. */
static enum status add_sample(struct perf_data *data, struct perf_event *event,
                              const struct record *record, const struct perf_sample *sample,
                              uint64_t period, struct error *err)
{
	struct sink *sink = data->sink;
	struct task *task = tasks_get(&data->tasks, sample->pid, sample->tid);
	if (!task)
		return error_no_memory(err);
	if (event->sink_event == UINT32_MAX) {
		const char *name = event_name(event);
		event->sink_event = name ? sink_event(sink, name, strlen(name)) : EVENT_NONE;
	}
	if (event->sink_event == EVENT_NONE)
		return error_no_memory(err);
	struct process process = process_of(task);
	const struct sample_place place = place_of(data, event, sample);
	process.place = &place;
	if (!sink_begin(sink, event->sink_event, &process))
		return STATUS_OK;
	const struct waiting_sample waiting = {
		.event = event, .task = task, .sample = *sample, .period = period};
	return deferred_has_mark(data, sample) ? deferred_hold(data, &waiting, err)
	                                       : unwinding_add(data, &waiting, record, err);
}

/* A sample that comes with the values of counters stands for each of them that has moved on since
 * the sample before. */
static enum status add_value(struct perf_data *data, const struct record *record,
                             const struct perf_sample *sample, uint64_t id, uint64_t value,
                             struct error *err)
{
	uint64_t *previous = NULL;
	struct perf_event *event = events_by_id(&data->file.header.events, id, &previous);
	if (!event) {
		data->counts.unknown_id++;
		return STATUS_OK;
	}
	uint64_t period = value - *previous;
	*previous = value;
	if (period)
		return add_sample(data, event, record, sample, period, err);
	data->counts.unmoved++;
	return STATUS_OK;
}

enum status perf_data_sample_record(struct perf_data *data, struct perf_event *event,
                                    const struct record *record, struct error *err)
{
	bool big = data->file.header.big_endian;
	struct perf_sample sample;
	if (!sample_parse(event, record, big, &sample)) {
		sink_malformed(data->sink, NULL, "a sample that does not fit into its record", 42);
		return STATUS_OK;
	}
	if (sample.mode == PERF_RECORD_MISC_GUEST_KERNEL ||
	    sample.mode == PERF_RECORD_MISC_GUEST_USER) {
		data->counts.guest++;
		return STATUS_OK;
	}
	if (!(event->sample_type & PERF_SAMPLE_READ) || !(event->read_format & PERF_FORMAT_ID))
		return add_sample(data, event, record, &sample, sample.period, err);
	if (!(event->read_format & PERF_FORMAT_GROUP))
		return add_value(data, record, &sample, sample.value_id, sample.value, err);
	uint64_t step = event->read_format & PERF_FORMAT_LOST ? 3 : 2;
	enum status status = STATUS_OK;
	for (uint64_t i = 0; !status && i + step <= sample.values.count; i += step)
		status = add_value(data, record, &sample, sample_number(&sample.values, i + 1, big),
		                   sample_number(&sample.values, i, big), err);
	return status;
}
