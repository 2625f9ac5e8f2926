#include "read/gathering.h"

#include "advice/advice.h"
#include "read/event.h"
#include "read/gather_samples.h"

#include <stdlib.h>
#include <string.h>

/* Gathers all samples in the order of the input (then there is one worker). */
static enum status replay(const struct reading *reading, struct sink *sink, struct profile *profile,
                          struct error *err)
{
	struct frames moved = sink->frames;
	sink->frames = profile->frames;
	profile->frames = moved;
	enum status status = STATUS_OK;
	for (size_t i = 0; !status && i < sink->sequence_count; i++) {
		const struct sink_sample *sample = &sink->sequence[i];
		const struct sink_event *event = &sink->events[sample->event];
		if (!account_keeps(reading, event))
			continue;
		const struct stack *stack = &event->stacks.items[sample->stack];
		const struct decimal weights[2] = {sample->first, sample->last};
		status = profile_add(profile, stack->frames, stack->depth, weights, err);
	}
	return status;
}

/* Finds the new ids of the stacks of kept samples. */
static enum status gather_replayed(struct reading *reading, struct sink *sink,
                                   struct profile *profile, struct error *err)
{
	for (size_t e = 0; e < sink->event_count; e++) {
		struct sink_event *event = &sink->events[e];
		if (!account_keeps(reading, event))
			continue;
		event->gathered = malloc((event->stacks.count + 1) * sizeof *event->gathered);
		if (!event->gathered)
			return error_no_memory(err);
		for (size_t i = 0; i < event->stacks.count; i++) {
			const struct stack *stack = &event->stacks.items[i];
			event->gathered[i] = stacks_intern(&profile->stacks, stack->frames,
			                                   stack->depth);
			if (event->gathered[i] == STACK_NONE)
				return error_no_memory(err);
		}
	}
	return gather_samples(reading, profile, err);
}

static size_t count_kept(const struct reading *reading, const struct sink *sink)
{
	size_t kept = 0;
	for (size_t e = 0; e < sink->event_count; e++)
		kept += account_keeps(reading, &sink->events[e]) && sink->events[e].stacks.count;
	return kept;
}

/* A worker's stacks without their event, and their ids in the profile. */
struct gathered {
	const uint32_t *ids; /* of the worker's stack i; NULL: i; the sink owns it */
	size_t count;
};

/* Notes the order in which the stacks arrived, so that sorted input is not sorted again. Skipped if
 * two workers got the same stack, because then the input was not sorted, and without memory. */
static void note_arrival(const struct reading *reading, struct stacks *stacks,
                         const struct gathered *all)
{
	size_t count = 0, at = 0, pieces[THREADS_MAX] = {0};
	for (unsigned w = 0; w < reading->worker_count; w++)
		count += all[w].count;
	if (count != stacks->count)
		return;
	uint32_t *arrival = malloc((count + 1) * sizeof *arrival);
	for (unsigned w;
	     arrival && (w = gather_next_worker(reading, pieces)) < reading->worker_count;) {
		const struct sink *sink = &reading->workers[w].sink;
		const struct gathered *from = &all[w];
		size_t first = sink->pieces[pieces[w]++].first;
		size_t end = pieces[w] < sink->piece_count ? sink->pieces[pieces[w]].first
		                                           : from->count;
		for (size_t i = first; i < end; i++)
			arrival[at++] = from->ids ? from->ids[i] : (uint32_t)i;
	}
	stacks->arrival = arrival;
	stacks->arrival_count = at;
}

/* Moves the kept stacks of a worker to the profile. */
static enum status gather_worker(struct reading *reading, struct worker *worker,
                                 struct profile *profile, struct gathered *gathered,
                                 struct error *err)
{
	struct sink *sink = &worker->sink;
	bool move = worker == &reading->workers[0] && count_kept(reading, sink) == 1;
	enum status status = STATUS_OK;
	for (size_t e = 0; !status && e < sink->event_count; e++) {
		struct sink_event *event = &sink->events[e];
		if (!account_keeps(reading, event) || !event->stacks.count)
			continue;
		if (e == 0)
			gathered->count = event->stacks.count;
		if (!move && (e == 0 || reading->options->keep_samples)) {
			event->gathered = malloc(event->stacks.count * sizeof *event->gathered);
			if (!event->gathered)
				return error_no_memory(err);
		}
		if (e == 0)
			gathered->ids = event->gathered;
		if (move) {
			unsigned threads = profile->stacks.threads;
			profile->frames = sink->frames;
			profile->stacks = event->stacks;
			profile->stacks.threads = threads;
			sink->frames = (struct frames){0};
			stacks_init(&event->stacks, 1);
		} else {
			status = profile_take_stacks(profile, &sink->frames, &event->stacks,
			                             event->gathered, err);
		}
	}
	return status;
}

/* Sets the unit and the event of the samples of a sink. */
static void gather_counts(const struct reading *reading, const struct sink *sink,
                          struct facts *facts)
{
	for (size_t e = 0; e < sink->event_count; e++) {
		const struct sink_event *event = &sink->events[e];
		if ((!event->sampled && !event->unit) || !account_keeps(reading, event))
			continue;
		const char *unit = gather_unit(reading, event, facts);
		if (unit)
			fact_set(&facts->unit, unit, strlen(unit));
		if (event->name)
			fact_set(&facts->event, event->name, event->size);
		if (event->sampled && event->sampled_weight <= UINT64_MAX) {
			const struct sample_count count = {event->sampled,
			                                   {(uint64_t)event->sampled_weight, 0}};
			sample_count_add(&facts->counts[0], &count);
		}
	}
}

/* Sums of nanoseconds and cycles are meaningless. Samples can be counted, and events that the user
 * names together, or that each count alone, are added up as requested. */
static enum status check_units(const struct reading *reading, const struct facts *facts,
                               struct error *err)
{
	const struct read_options *options = reading->options;
	if (!reading->adds_up || options->all_events || options->event_count > 1)
		return STATUS_OK;
	return facts_check_unit(facts, err);
}

/* Sets the facts about the profile. */
static enum status gather_facts(const struct reading *reading, struct profile *profile,
                                struct error *err)
{
	struct facts *facts = &profile->facts;
	for (unsigned w = 0; w < reading->worker_count; w++) {
		const struct sink *sink = &reading->workers[w].sink;
		/* the names may have moved to the profile */
		const struct frames *names = sink->frames.count ? &sink->frames : &profile->frames;
		facts_merge(facts, &profile->frames, &sink->facts, names, 0);
		gather_counts(reading, sink, facts);
	}
	origins_resolve(&facts->origins, &profile->frames);
	if (facts->origins.failed)
		return error_no_memory(err);
	return check_units(reading, facts, err);
}

enum status gathering_advice(const struct reading *reading, struct profile *profile,
                             struct read_account *account, struct error *err)
{
	if (reading->options->no_advice) {
		facts_forget_advice(&profile->facts);
		return STATUS_OK;
	}
	const struct text idle = text_of("swapper");
	struct advice_basis basis = {
		.whole = !reading->advised,
		.by_flame = reading->options->by_flame,
	};
	bool ok = true;
	for (unsigned w = 0; w < reading->worker_count; w++) {
		const struct sink *sink = &reading->workers[w].sink;
		/* the names may have moved to the profile */
		const struct frames *names = sink->frames.count ? &sink->frames : &profile->frames;
		ok &= advice_gather(&basis.clues, &profile->frames, &sink->clues, names);
		for (size_t e = 0; e < sink->event_count; e++) {
			if (!account_keeps(reading, &sink->events[e]))
				continue;
			basis.samples += sink->events[e].sampled;
			basis.flat += sink->events[e].flat;
		}
	}
	/* the idle process has samples only if whole processors were recorded */
	basis.clues.all_cpus |= basis.clues.roots &&
	                        frames_find(&profile->frames, idle.at, idle.size) != FRAME_NONE;
	struct advice_list advice = {0};
	enum status status = ok ? advice_make(&basis, profile, &advice, err) : error_no_memory(err);
	account->advice = advice.items;
	account->advice_count = advice.count;
	clues_free(&basis.clues);
	return status;
}

static void forget_ids(struct reading *reading)
{
	for (unsigned w = 0; w < reading->worker_count; w++) {
		struct sink *sink = &reading->workers[w].sink;
		for (size_t e = 0; e < sink->event_count; e++) {
			free(sink->events[e].gathered);
			sink->events[e].gathered = NULL;
		}
	}
}

enum status gathering_profile(struct reading *reading, struct profile *profile, struct error *err)
{
	struct sink *first = &reading->workers[0].sink;
	if (first->columns > 2 && profile->keep_order)
		return error_set(err, STATUS_FAILED,
		                 "input order needs one or two counts on each line, not %u",
		                 first->columns);
	stacks_free(&profile->stacks);
	stacks_init(&profile->stacks, first->columns);
	for (unsigned w = 0; w < reading->worker_count; w++)
		marks_merge(&profile->marks, &reading->workers[w].sink.marks);
	profile->stacks.threads = parallel_threads(reading->options->threads);
	if (profile->keep_order) {
		enum status replayed = replay(reading, first, profile, err);
		if (!replayed)
			replayed = gather_facts(reading, profile, err);
		if (!replayed && reading->options->keep_samples)
			replayed = gather_replayed(reading, first, profile, err);
		return replayed;
	}
	struct gathered all[THREADS_MAX] = {0};
	enum status status = STATUS_OK;
	for (unsigned w = 0; !status && w < reading->worker_count; w++)
		status = gather_worker(reading, &reading->workers[w], profile, &all[w], err);
	if (!status && reading->worker_count > 1)
		note_arrival(reading, &profile->stacks, all);
	if (!status)
		status = gather_facts(reading, profile, err);
	if (!status && reading->options->keep_samples)
		status = gather_samples(reading, profile, err);
	forget_ids(reading);
	return status;
}
