#include "edit/parts.h"

#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

/* ---- the samples of each part ---- */

/* Finds the part of each sample: parts are numbered in the order of their first samples. */
static enum status find_parts(struct parts *parts, uint32_t *part_of, struct error *err)
{
	const struct samples *samples = &parts->profile->samples;
	uint32_t numbers[KEYS_MAX];
	for (size_t i = 0; i < samples->count; i++) {
		const struct sample sample = samples_get(samples, i);
		if (!key_values_of(&parts->values, &sample, numbers))
			return error_no_memory(err);
		part_of[i] = rows_intern(&parts->tuples, numbers,
		                         parts->keys->count * sizeof *numbers);
		if (part_of[i] == ROW_NONE)
			return error_no_memory(err);
	}
	return STATUS_OK;
}

/* Groups the samples by part. */
static enum status order_parts(struct parts *parts, struct error *err)
{
	const size_t count = parts->profile->samples.count;
	uint32_t *part_of = malloc((count + 1) * sizeof *part_of);
	parts->order = malloc((count + 1) * sizeof *parts->order);
	enum status status = part_of && parts->order ? find_parts(parts, part_of, err)
	                                             : error_no_memory(err);
	if (!status && !(parts->first = calloc(parts->tuples.count + 2, sizeof *parts->first)))
		status = error_no_memory(err);
	if (!status) {
		size_t *next = parts->first + 1; /* becomes the end of its part */
		for (size_t i = 0; i < count; i++)
			next[part_of[i] + 1]++;
		for (size_t p = 1; p < parts->tuples.count; p++)
			next[p] += next[p - 1];
		for (size_t i = 0; i < count; i++)
			parts->order[next[part_of[i]]++] = (uint32_t)i;
	}
	free(part_of);
	return status;
}

static bool ids_init(struct part_ids *ids, size_t count)
{
	ids->now = malloc((count + 1) * sizeof *ids->now);
	ids->part = calloc(count + 1, sizeof *ids->part);
	return ids->now && ids->part;
}

static void ids_free(struct part_ids *ids)
{
	free(ids->now);
	free(ids->part);
}

enum status parts_init(struct parts *parts, const struct profile *profile,
                       const struct sample_keys *keys, const char *option, bool keep_samples,
                       struct error *err)
{
	const struct samples *samples = &profile->samples;
	*parts = (struct parts){.profile = profile, .keys = keys, .keep_samples = keep_samples};
	enum status status = key_values_init(&parts->values, samples, keys, option, err);
	if (!status)
		status = order_parts(parts, err);
	if (!status && (!ids_init(&parts->frames, profile->frames.count) ||
	                !ids_init(&parts->stacks, profile->stacks.count) ||
	                !ids_init(&parts->events, samples->events.count) ||
	                (keep_samples && !samples_moved_init(&parts->moved, samples))))
		status = error_no_memory(err);
	return status;
}

void parts_free(struct parts *parts)
{
	key_values_free(&parts->values);
	rows_free(&parts->tuples);
	free(parts->order);
	free(parts->first);
	ids_free(&parts->frames);
	ids_free(&parts->stacks);
	ids_free(&parts->events);
	samples_moved_free(&parts->moved);
	free(parts->ids);
	*parts = (struct parts){0};
}

size_t parts_count(const struct parts *parts)
{
	return parts->tuples.count;
}

uint32_t parts_last_stretch(const struct parts *parts)
{
	const struct key_values *values = &parts->values;
	const struct sample_keys *keys = parts->keys;
	for (size_t k = 0; k < keys->count; k++)
		if (keys->items[k].kind == KEY_TIME && values->first != SAMPLE_NO_TIME) {
			const uint64_t last = (values->last - values->first) /
			                      keys->items[k].length;
			return last < SAMPLE_JOINED ? (uint32_t)last : SAMPLE_JOINED;
		}
	return 0;
}

/* ---- a part ---- */

/* The id in the part of a frame of the profile, which also gets its origin; FRAME_NONE without
 * memory. */
static uint32_t part_frame(struct parts *parts, struct profile *part, uint32_t number, uint32_t id)
{
	struct part_ids *ids = &parts->frames;
	if (ids->part[id] == number)
		return ids->now[id];
	const struct origins *origins = &parts->profile->facts.origins;
	const struct frame *name = &parts->profile->frames.items[id];
	const struct origin origin = origins_of(origins, id);
	const struct frame *module = origins_module(origins, origin);
	const uint32_t now = frames_intern(&part->frames, name->name, name->size);
	if (now == FRAME_NONE)
		return FRAME_NONE;
	if (origin.kinds)
		origins_add(&part->facts.origins, now, origin.kinds, module ? module->name : "",
		            module ? module->size : 0);
	ids->now[id] = now;
	ids->part[id] = number;
	return now;
}

/* The id in the part of a stack of the profile; STACK_NONE without memory. */
static uint32_t part_stack(struct parts *parts, struct profile *part, uint32_t number, uint32_t id)
{
	const struct stack *stack = &parts->profile->stacks.items[id];
	struct part_ids *ids = &parts->stacks;
	if (ids->part[id] == number)
		return ids->now[id];
	if (!vector_reserve(&parts->ids, &parts->ids_capacity, stack->depth))
		return STACK_NONE;
	for (size_t d = 0; d < stack->depth; d++) {
		parts->ids[d] = part_frame(parts, part, number, stack->frames[d]);
		if (parts->ids[d] == FRAME_NONE)
			return STACK_NONE;
	}
	ids->part[id] = number;
	ids->now[id] = stacks_intern(&part->stacks, parts->ids, stack->depth);
	return ids->now[id];
}

/* The id in the part of an event of the profile; SAMPLE_NONE without memory. */
static uint32_t part_event(struct parts *parts, struct profile *part, uint32_t number, uint32_t id)
{
	const struct samples *samples = &parts->profile->samples;
	const struct sample_event *event = samples_event(samples, id);
	struct part_ids *ids = &parts->events;
	if (ids->part[id] != number) {
		ids->now[id] = samples_add_event(&part->samples, samples_name(samples, event->name),
		                                 samples_name(samples, event->unit));
		ids->part[id] = number;
	}
	return ids->now[id];
}

/* Sets the facts of the part. */
static void add_facts(const struct parts *parts, const struct sample *sample, struct facts *facts)
{
	const struct samples *samples = &parts->profile->samples;
	const struct sample_event *event = samples_event(samples, sample->event);
	const char *unit = samples_name(samples, event->unit);
	const char *name = samples_name(samples, event->name);
	const struct sample_count one = {1, sample->weight};
	if (unit)
		fact_set(&facts->unit, unit, strlen(unit));
	if (name)
		fact_set(&facts->event, name, strlen(name));
	if (!facts->unit.differs)
		sample_count_add(&facts->counts[event->column], &one);
}

/* Adds sample i with all its fields. */
static bool keep_sample(struct parts *parts, struct profile *part, uint32_t number, size_t i,
                        const struct sample *sample, uint32_t stack)
{
	const uint32_t event = part_event(parts, part, number, sample->event);
	return event != SAMPLE_NONE && samples_copy(&part->samples, &parts->profile->samples, i,
	                                            &parts->moved, stack, event);
}

static enum status add_samples(struct parts *parts, uint32_t number, struct profile *part,
                               struct error *err)
{
	const struct samples *samples = &parts->profile->samples;
	const size_t first = parts->first[number - 1], end = parts->first[number];
	enum status status = STATUS_OK;
	for (size_t i = first; !status && i < end; i++) {
		const struct sample sample = samples_get(samples, parts->order[i]);
		const uint32_t id = part_stack(parts, part, number, sample.stack);
		if (id == STACK_NONE || part->facts.origins.failed ||
		    (parts->keep_samples &&
		     !keep_sample(parts, part, number, parts->order[i], &sample, id)))
			return error_no_memory(err);
		status = stacks_add(&part->stacks, id, samples_event(samples, sample.event)->column,
		                    sample.weight, err);
		add_facts(parts, &sample, &part->facts);
	}
	for (size_t i = first; parts->keep_samples && i < end; i++)
		samples_moved_forget(&parts->moved, samples, parts->order[i]);
	if (part->facts.unit.differs || !parts->profile->facts.counts[0].samples)
		memset(part->facts.counts, 0, sizeof part->facts.counts);
	return status ? status : profile_fit(part, SUMS_WEIGHTS, err);
}

static void find_times(struct part *part, const struct parts *parts, size_t number)
{
	const struct samples *samples = &parts->profile->samples;
	const size_t first = parts->first[number];
	size_t last = parts->first[number + 1];
	part->from = samples_get(samples, parts->order[first]).time;
	do { /* samples without a time are last */
		part->to = samples_get(samples, parts->order[--last]).time;
	} while (part->to == SAMPLE_NO_TIME && last > first);
}

enum status part_init(struct part *part, struct parts *parts, size_t i, struct error *err)
{
	const size_t keys = parts->keys->count;
	const uint32_t *numbers = (const uint32_t *)parts->tuples.items + i * keys;
	*part = (struct part){
		.facts = {.pid = SAMPLE_NONE,
	                  .tid = SAMPLE_NONE,
	                  .cpu = SAMPLE_NONE,
	                  .part = SAMPLE_NONE},
		.samples = parts->first[i + 1] - parts->first[i],
	};
	profile_init(&part->profile, parts->profile->stacks.columns);
	find_times(part, parts, i);
	for (size_t k = 0; k < keys; k++)
		key_facts_add(&parts->values, k, numbers[k], &part->label, &part->facts);
	buffer_byte(&part->label, '\0');
	if (part->label.failed)
		return error_no_memory(err);
	if (part->facts.label.at)
		part->facts.label.at = part->label.data;
	return add_samples(parts, (uint32_t)(i + 1), &part->profile, err);
}

void part_free(struct part *part)
{
	profile_free(&part->profile);
	buffer_free(&part->label);
}
