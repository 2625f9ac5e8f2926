/* The frames and their modes are those of perf script (thread__resolve_callchain() in the kernel's
 * tools/perf/util/machine.c), but without its limit of 127 frames. */
#include "formats/perf_data/resolve.h"

#include "formats/perf_symbol.h"

#define CONTEXT_FIRST ((uint64_t)-4095) /* numbers from here on are marks, not addresses */

/* The space to which addresses of a mode belong, NULL: unknown. */
static struct space *space_of(struct resolver *resolver, const struct task *task, unsigned mode)
{
	switch (mode) {
	case PERF_RECORD_MISC_KERNEL:
		return resolver->kernel;
	case PERF_RECORD_MISC_USER:
		return task->memory->space;
	default:
		return NULL;
	}
}

/* The mode that a mark in a call chain begins; false if there is no such mark. */
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

static void add_place(struct places *places, uint64_t ip, struct space *space)
{
	if (places->count == sizeof places->items / sizeof *places->items)
		return;
	places->items[places->count++] = (struct chain_place){ip, space};
}

/* Adds the caller that a chain of frame pointers lacks, after the innermost user's frame, pc. */
static void add_leaf_caller(struct resolver *resolver, const struct pending_sample *pending,
                            uint64_t pc, uint64_t next, struct places *places)
{
	uint64_t ip = 0;
	if (!dumps_leaf_caller(&resolver->dumps, pending, pc, &ip))
		places->failed = true;
	else if (ip && ip != next)
		add_place(places, ip, pending->task->memory->space);
}

/* Whether an address of the kernel is in a function through which system calls pass, but not
 * interrupts. Cost: a comparison if it was looked up before. */
static bool is_kernel_entry(struct resolver *resolver, uint64_t ip)
{
	struct kernel_entry *entry = &resolver->entries[(ip >> 1) % KERNEL_ENTRIES];
	if (entry->ip == ip)
		return entry->call;
	const struct unwind_map *map = space_find(resolver->kernel, ip);
	struct symbol_found symbol;
	*entry = (struct kernel_entry){ip, false};
	if (map && !resolver->keep_kernel &&
	    symbols_find(resolver->dumps.symbols, map->module, ip - map->start + map->offset,
	                 &symbol))
		entry->call = perf_symbol_is_system_call((struct text){symbol.name, symbol.size});
	return entry->call;
}

/* Whether the user's part of the chain after these places made a system call: then its address is
 * that of the next instruction. On arm64 the function in question is two frames further in. */
static bool is_system_call(struct resolver *resolver, const struct places *places)
{
	enum { OUTERMOST = 3 };
	for (size_t i = places->count, seen = 0; i-- > 0 && seen < OUTERMOST; seen++) {
		const struct chain_place *place = &places->items[i];
		if (place->space != resolver->kernel)
			return false;
		if (is_kernel_entry(resolver, place->ip))
			return true;
	}
	return false;
}

/* The address to look up for a user's address; `before` is the frame that it called. A function
 * that called another one has the return address, and the call is before that. A sampled or
 * interrupted instruction is looked up itself. perf always looks up the address itself, which may
 * be in another function if a call does not return. */
static uint64_t looked_at(struct resolver *resolver, uint64_t ip, bool innermost,
                          const struct places *before)
{
	const bool returns = !resolver->as_perf && (!innermost || is_system_call(resolver, before));
	return ip - (returns && ip);
}

/* The number of frames of a chain that count, from the leaf on. */
static uint64_t chain_most(const struct resolver *resolver)
{
	return resolver->as_perf ? FRAMES_AS_PERF : CHAIN_MOST;
}

/* Takes the addresses that the kernel walked from numbers [0, count) of the chain. False for an
 * invalid mark, with which perf discards the chain. */
static bool take_chain(struct resolver *resolver, const struct pending_sample *pending,
                       uint64_t count, struct places *places)
{
	const struct perf_sample *sample = &pending->sample;
	unsigned mode = PERF_RECORD_MISC_USER;
	struct space *space = space_of(resolver, pending->task, mode);
	uint64_t user = UINT64_MAX; /* the beginning of the user's part */
	const uint64_t most = chain_most(resolver);
	for (uint64_t i = 0, taken = 0; i < count && taken < most; i++) {
		uint64_t ip = sample_number(&sample->chain, i, resolver->header->big_endian);
		if (ip < CONTEXT_FIRST) {
			if (i && i - 1 == user)
				add_leaf_caller(resolver, pending,
				                places->items[places->count - 1].ip, ip, places);
			if (mode == PERF_RECORD_MISC_USER)
				ip = looked_at(resolver, ip, !i || i == user, places);
			add_place(places, ip, space);
			taken++;
			continue;
		}
		if (!mode_of_mark(ip, &mode)) {
			resolver->bad_chains++;
			places->count = 0;
			return false;
		}
		space = space_of(resolver, pending->task, mode);
		user = mode == PERF_RECORD_MISC_USER ? i + 1 : UINT64_MAX;
	}
	return true;
}

/* Takes the last branch records, which the processor keeps as a stack of calls: the kernel's part
 * of the chain, then the target of the newest branch, then the source of each branch. False if the
 * chain has no user's part, which the branches would replace. */
static bool take_branches(struct resolver *resolver, const struct pending_sample *pending,
                          struct places *places)
{
	const struct perf_sample *sample = &pending->sample;
	bool big = resolver->header->big_endian;
	uint64_t count = sample->chain.count, user = 0;
	if (count > chain_most(resolver))
		count = chain_most(resolver);
	while (user < count &&
	       sample_number(&sample->chain, user, big) != (uint64_t)PERF_CONTEXT_USER)
		user++;
	if (user == count)
		return false;
	if (!take_chain(resolver, pending, user, places))
		return true;
	struct space *space = pending->task->memory->space;
	if (sample->branches.count)
		add_place(places, sample_number(&sample->branches, 1, big), space);
	for (uint64_t i = 0; i < sample->branches.count; i++)
		add_place(places, sample_number(&sample->branches, i * 3, big), space);
	return true;
}

/* The places of a sample's chain. */
static enum chain_kind take_places(struct resolver *resolver, const struct pending_sample *pending,
                                   struct places *places)
{
	const struct perf_event *event = pending->event;
	places->count = 0;
	places->failed = false;
	if (!(event->sample_type & PERF_SAMPLE_CALLCHAIN) && !event->off_cpu)
		/* perf shows no address for tracepoints, unless there are call chains */
		return (event->type == PERF_TYPE_TRACEPOINT &&
		        !resolver->header->events.tracepoint_callchains) ||
		                       !(event->sample_type & PERF_SAMPLE_IP)
		               ? CHAIN_NONE
		               : CHAIN_SINGLE;
	bool branches = event->sample_type & PERF_SAMPLE_BRANCH_STACK &&
	                event->branch_sample_type & PERF_SAMPLE_BRANCH_CALL_STACK;
	if (!branches || !take_branches(resolver, pending, places))
		take_chain(resolver, pending, pending->sample.chain.count, places);
	/* perf report counts a sample with an empty chain at its address, perf script prints only
	 * its process */
	const bool empty = !places->count && !pending->unwound.count;
	return empty && !resolver->as_perf && event->sample_type & PERF_SAMPLE_IP ? CHAIN_SINGLE
	                                                                          : CHAIN_PLACES;
}

static enum status resolve_one(struct resolver *resolver, const struct pending_sample *pending,
                               struct error *err)
{
	struct places places;
	struct unwound unwound = pending->unwound;
	const struct resolved_sample sample = {
		.pending = pending,
		.kind = take_places(resolver, pending, &places),
		.places = &places,
		.space = space_of(resolver, pending->task, pending->sample.mode),
	};
	if (places.failed || unwound.failed)
		return error_no_memory(err);
	if (unwound.count && sample.kind == CHAIN_PLACES)
		unwound.frames[0].ip = looked_at(resolver, unwound.frames[0].ip, true, &places);
	return resolver->next(resolver->context, &sample, err);
}

enum status resolve(struct resolver *resolver, struct pending_sample *samples, size_t count,
                    struct error *err)
{
	if (!dumps_walk(&resolver->dumps, samples, count))
		return error_no_memory(err);
	enum status status = STATUS_OK;
	for (size_t i = 0; !status && i < count; i++)
		status = resolve_one(resolver, &samples[i], err);
	return status;
}
