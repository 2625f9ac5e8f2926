#include "read/gather_samples.h"

#include "read/account.h"
#include "read/event.h"

#include <stdlib.h>

/* A worker's part: the progress in its samples, and the new ids. */
struct gathered_part {
	struct samples_moved moved;
	uint32_t *events; /* new ids; SAMPLE_NONE: not needed so far */
	bool *kept;
};

unsigned gather_next_worker(const struct reading *reading, const size_t *at)
{
	unsigned next = reading->worker_count;
	uint64_t number = UINT64_MAX;
	for (unsigned w = 0; w < reading->worker_count; w++) {
		const struct sink *sink = &reading->workers[w].sink;
		if (at[w] < sink->piece_count && sink->pieces[at[w]].number < number) {
			next = w;
			number = sink->pieces[at[w]].number;
		}
	}
	return next;
}

static bool same_name(const struct sink_event *a, const struct sink_event *b)
{
	return a->size == b->size && (!a->name || memcmp(a->name, b->name, a->size) == 0);
}

const char *gather_unit(const struct reading *reading, const struct sink_event *event,
                        const struct facts *facts)
{
	bool ones = reading->options->count_samples || !event->name;
	unsigned __int128 weight = 0;
	uint64_t samples = 0;
	for (unsigned w = 0; w < reading->worker_count; w++) {
		const struct sink *sink = &reading->workers[w].sink;
		for (size_t e = 0; e < sink->event_count; e++) {
			const struct sink_event *other = &sink->events[e];
			if (!other->name != !event->name || !same_name(other, event))
				continue;
			ones |= other->no_period;
			weight += other->sampled_weight;
			samples += other->sampled;
		}
	}
	if (samples && weight == samples && ones)
		return "samples";
	if (event->unit)
		return event->unit;
	if (event->name)
		return event_unit((struct text){event->name, event->size});
	return *facts->unit.name ? facts->unit.name : NULL;
}

static enum status begin_part(const struct reading *reading, const struct sink *sink,
                              struct gathered_part *part, struct error *err)
{
	part->events = malloc((sink->event_count + 1) * sizeof *part->events);
	part->kept = malloc((sink->event_count + 1) * sizeof *part->kept);
	if (!part->events || !part->kept || !samples_moved_init(&part->moved, &sink->kept))
		return error_no_memory(err);
	for (size_t e = 0; e < sink->event_count; e++) {
		part->events[e] = SAMPLE_NONE;
		part->kept[e] = account_keeps(reading, &sink->events[e]);
	}
	return STATUS_OK;
}

/* Gathers the samples of a piece: from `first` to `end` of the sink's. */
static enum status take_piece(const struct reading *reading, struct sink *sink,
                              struct gathered_part *part, size_t first, size_t end,
                              struct profile *profile, struct error *err)
{
	struct samples *samples = &profile->samples;
	for (size_t i = first; i < end; i++) {
		const struct sample sample = samples_get(&sink->kept, i);
		const struct sink_event *event = &sink->events[sample.event];
		uint32_t *id = &part->events[sample.event];
		if (!part->kept[sample.event])
			continue;
		if (*id == SAMPLE_NONE)
			*id = samples_add_event(samples, event->name,
			                        gather_unit(reading, event, &profile->facts));
		const uint32_t stack = event->gathered ? event->gathered[sample.stack]
		                                       : sample.stack;
		if (*id == SAMPLE_NONE ||
		    !samples_take(samples, &sink->kept, i, &part->moved, stack, *id))
			return error_no_memory(err);
	}
	return STATUS_OK;
}

enum status gather_samples(struct reading *reading, struct profile *profile, struct error *err)
{
	struct gathered_part parts[THREADS_MAX] = {0};
	size_t at[THREADS_MAX] = {0};
	enum status status = STATUS_OK;
	for (unsigned w = 0; !status && w < reading->worker_count; w++)
		status = begin_part(reading, &reading->workers[w].sink, &parts[w], err);
	for (unsigned w;
	     !status && (w = gather_next_worker(reading, at)) < reading->worker_count;) {
		struct sink *sink = &reading->workers[w].sink;
		const size_t first = sink->pieces[at[w]++].first_sample;
		const size_t end = at[w] < sink->piece_count ? sink->pieces[at[w]].first_sample
		                                             : sink->kept.count;
		status = take_piece(reading, sink, &parts[w], first, end, profile, err);
	}
	for (unsigned w = 0; w < reading->worker_count; w++) {
		samples_moved_free(&parts[w].moved);
		free(parts[w].events);
		free(parts[w].kept);
		samples_free(&reading->workers[w].sink.kept);
	}
	if (!status && !samples_sort(&profile->samples))
		status = error_no_memory(err);
	return status;
}
