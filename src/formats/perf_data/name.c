#include "formats/perf_data/name.h"

#include "base/vector.h"
#include "read/sink_root.h"

#include <stdlib.h>

/* ---- frames of a chain ---- */

/* The space in which the addresses of a sample are looked up: code generated at run time is in user
 * space. */
static struct frame_space frame_space(const struct task *task, const struct perf_sample *sample,
                                      struct space *space)
{
	struct frame_space in = {.space = space};
	if (space && space == task->memory->space)
		in.moment = jit_moment(task->memory, sample->time);
	return in;
}

/* The number of outermost places that equal those of the previous chain. */
static size_t count_shared(const struct chain_memo *memo, const struct places *places)
{
	size_t most = memo->count < places->count ? memo->count : places->count, shared = 0;
	const struct chain_place *place = places->items + places->count;
	while (shared < most && memo->ips[shared] == place[-1].ip &&
	       memo->spaces[shared] == place[-1].space) {
		shared++;
		place--;
	}
	return shared;
}

static enum frame_inlines inlines_of(const struct naming *naming, const struct chain_place *place,
                                     bool leaf)
{
	if (!naming->options->inliner || place->space == naming->kernel)
		return INLINES_NONE;
	return leaf || !naming->options->as_perf ? INLINES_HERE : INLINES_BEFORE;
}

/* Appends the frames, outermost first. */
static bool add_frames(struct naming *naming, const struct pending_sample *pending,
                       const struct places *places)
{
	const struct task *task = pending->task;
	const bool java = task->java;
	struct chain_memo *memo = &naming->memo;
	struct frame_chain *chain = &naming->chain;
	size_t base = chain->count;
	bool known = !java && !naming->options->inliner; /* names depend only on the address */
	size_t shared = known && memo->base == base ? count_shared(memo, places) : 0;
	if (shared)
		chain->count = memo->ends[shared - 1];
	memo->base = base;
	memo->count = shared;
	for (size_t i = places->count - shared; i-- > 0;)
		if (places->items[i].space)
			space_expect(places->items[i].space, places->items[i].ip);
	const struct frame_space user = frame_space(task, &pending->sample, task->memory->space);
	struct frame_space other = {0};
	for (size_t i = places->count - shared; i-- > 0;) {
		const struct chain_place *place = &places->items[i];
		uint64_t slow = naming->addresses.slow;
		other.space = place->space;
		if (!addresses_at(&naming->addresses, place->space == user.space ? &user : &other,
		                  place->ip, java, inlines_of(naming, place, !i), chain))
			return false;
		known = known && naming->addresses.slow == slow && memo->count < 256;
		if (!known)
			continue;
		memo->ips[memo->count] = place->ip;
		memo->spaces[memo->count] = place->space;
		memo->ends[memo->count++] = chain->count;
	}
	return true;
}

/* Appends the frames to which a stack dump was unwound. */
static bool add_unwound(struct naming *naming, const struct pending_sample *pending)
{
	const struct unwound *unwound = &pending->unwound;
	const struct task *task = pending->task;
	static const struct frame_space nowhere;
	const struct frame_space space = frame_space(task, &pending->sample, task->memory->space);
	/* perf looks up names from the innermost frame on. */
	for (size_t i = 0; i < unwound->count && !naming->options->no_inline; i++)
		if (unwound->frames[i].map != UINT32_MAX &&
		    !addresses_meet(&naming->addresses, &space, unwound->frames[i].ip,
		                    INLINES_UNWOUND))
			return false;
	for (size_t i = unwound->count; i-- > 0;) {
		const struct unwind_frame *frame = &unwound->frames[i];
		if (!addresses_at(&naming->addresses, frame->map == UINT32_MAX ? &nowhere : &space,
		                  frame->ip, task->java,
		                  naming->options->no_inline ? INLINES_NONE : INLINES_UNWOUND,
		                  &naming->chain))
			return false;
	}
	return true;
}

/* A sample without call chain has the frame where it was taken. perf script prints its address, not
 * the place in the file. */
static bool add_single(struct naming *naming, const struct pending_sample *pending,
                       struct space *space)
{
	const struct perf_sample *sample = &pending->sample;
	const struct task *task = pending->task;
	naming->memo.count = 0; /* its ids are overwritten */
	const struct unwind_map *map = space ? space_find(space, sample->ip) : NULL;
	const struct frame_space in = frame_space(task, sample, space);
	struct jit_found found;
	jit_find(&in.moment, map, sample->ip, &found);
	if (found.code || found.late)
		return addresses_at(&naming->addresses, &in, sample->ip, task->java, INLINES_NONE,
		                    &naming->chain);
	const uint64_t *pc = naming->options->addresses ? &sample->ip : NULL;
	uint32_t location = addresses_locate(&naming->addresses, space, sample->ip, pc,
	                                     INLINES_NONE);
	return location != UINT32_MAX &&
	       addresses_frames(&naming->addresses, location, task->java, &naming->chain);
}

static bool add_chain(struct naming *naming, const struct resolved_sample *sample)
{
	switch (sample->kind) {
	case CHAIN_SINGLE:
		return add_single(naming, sample->pending, sample->space);
	case CHAIN_PLACES:
		return add_unwound(naming, sample->pending) &&
		       add_frames(naming, sample->pending, sample->places);
	default:
		return true;
	}
}

enum status name_sample(struct naming *naming, const struct resolved_sample *sample,
                        struct error *err)
{
	const struct pending_sample *pending = sample->pending;
	const struct perf_event *event = pending->event;
	const struct process process = task_process(pending->task);
	bool failed = false;
	uint32_t root = sink_root(naming->addresses.sink, &process, &failed);
	struct frame_chain *chain = &naming->chain;
	chain->count = 0;
	if (failed || !vector_reserve(&chain->ids, &chain->capacity, 1))
		return error_no_memory(err);
	if (root != FRAME_NONE)
		chain->ids[chain->count++] = root;
	if (!add_chain(naming, sample))
		return error_no_memory(err);
	if (!(event->sample_type & PERF_SAMPLE_CALLCHAIN) && !event->off_cpu &&
	    (!event->tickets || sched_is_own(pending->period)))
		sink_flat(naming->addresses.sink, event->sink_event);
	/* perf script does not print the period of tracepoints, so samples are counted */
	bool counted = (event->type == PERF_TYPE_TRACEPOINT && !event->tickets) || !pending->period;
	const struct named_sample named = {
		.event = event->sink_event,
		.time = pending->sample.time,
		.weight = counted ? 1 : pending->period,
		.memory = pending->task->memory,
		.frames = chain->ids,
		.depth = chain->count,
		.about = &pending->about,
	};
	return naming->next(naming->context, &named, err);
}

void name_forget(struct naming *naming)
{
	naming->memo.count = 0;
}

/* ---- samples that waited for jitdumps ---- */

/* Finds the code at an address at a time. Answers are kept, because most are valid for long. */
static bool settle(struct addresses *addresses, struct late_address *address, uint64_t time)
{
	if (address->location != UINT32_MAX && time >= address->from && time < address->found_until)
		return true;
	const struct jit_moment moment = {address->view, address->until, time ? time : UINT64_MAX};
	const struct unwind_map *map = NULL;
	if (address->map.module != MODULE_NONE)
		map = jit_map(address->view, &address->map);
	struct jit_found found;
	jit_find(&moment, map, address->ip, &found);
	address->location = addresses_locate_found(addresses, map, address->ip,
	                                           (enum frame_inlines)address->inlines, &found);
	address->from = time;
	address->found_until = found.until;
	return address->location != UINT32_MAX;
}

/* Finds the names of frames that have none yet, in the order that symbols_inlined requires. */
static bool settle_all(struct addresses *addresses, const struct named_sample *sample)
{
	struct late *late = &addresses->late;
	for (size_t i = sample->depth; i-- > 0;) {
		const struct late_frame *frame = late_frame(late, sample->frames[i]);
		struct late_address *address = frame ? &late->addresses[frame->address] : NULL;
		if (address && (!settle(addresses, address, sample->time) ||
		                !addresses_name(addresses, address->location)))
			return false;
	}
	return true;
}

enum status name_settle(struct naming *naming, const struct named_sample *sample, struct error *err)
{
	struct addresses *addresses = &naming->addresses;
	const struct late *late = &addresses->late;
	struct frame_chain *chain = &naming->chain;
	if (!settle_all(addresses, sample))
		return error_no_memory(err);
	chain->count = 0;
	for (size_t i = 0; i < sample->depth; i++) {
		const uint32_t id = sample->frames[i];
		const struct late_frame *frame = late_frame(late, id);
		if (frame) {
			if (!addresses_frames(addresses, late->addresses[frame->address].location,
			                      frame->java, chain))
				return error_no_memory(err);
			continue;
		}
		if (!vector_reserve(&chain->ids, &chain->capacity, chain->count + 1))
			return error_no_memory(err);
		chain->ids[chain->count++] = id;
	}
	struct named_sample named = *sample;
	named.frames = chain->ids;
	named.depth = chain->count;
	return naming->next(naming->context, &named, err);
}

bool name_dumps_read(struct naming *naming)
{
	return late_begin(&naming->addresses.late, naming->addresses.sink->frames.count);
}

enum status name_finish(struct naming *naming, struct error *err)
{
	return addresses_finish(&naming->addresses, err);
}

void name_free(struct naming *naming)
{
	addresses_free(&naming->addresses);
	free(naming->chain.ids);
}
