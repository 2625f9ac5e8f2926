#include "formats/pprof/put.h"

#include "base/vector.h"
#include "formats/pprof/labels.h"
#include "formats/pprof/prune.h"

#include <stdlib.h>
#include <string.h>

/* Frames that the stacks of a profile may hold together: this many, and this many for each of its
 * bytes. A location takes a byte of a sample, and rarely stands for more than some inlined calls.
 */
enum { FRAMES_BASE = 1 << 20, FRAMES_PER_BYTE = 16 };

struct putter {
	struct pprof_samples *samples;
	struct pprof_tables *tables;
	const struct pprof_types *types;
	struct pprof_labels labels;
	struct rows keys; /* struct pprof_key: of label sets that say the same, one stays */
	uint64_t *values;
	size_t value_capacity;
	size_t *locations; /* leaf first */
	size_t depth, location_capacity;
	uint32_t *frames; /* root first */
	size_t frame_capacity;
	uint64_t frames_left; /* that stacks may still hold */
};

/* STATUS_FAILED, without a message, where a location is not there. */
static enum status add_location(struct putter *p, uint64_t id, struct error *err)
{
	const size_t location = id_index_find(&p->tables->location_ids, id);
	if (location == ID_INDEX_NONE)
		return STATUS_FAILED;
	if (!vector_reserve(&p->locations, &p->location_capacity, p->depth + 1))
		return error_no_memory(err);
	p->locations[p->depth++] = location;
	return STATUS_OK;
}

static enum status take_locations(struct putter *p, const struct frame *stack, struct error *err)
{
	struct proto proto = proto_of((struct text){stack->name, stack->size});
	struct proto_field field;
	enum status status = STATUS_OK;
	p->depth = 0;
	while (!status && proto_next(&proto, &field)) {
		struct proto rest = proto_of(field.bytes);
		uint64_t id = field.value;
		if (field.type != PROTO_BYTES)
			status = add_location(p, id, err);
		else
			while (!status && proto_packed(&rest, &id))
				status = add_location(p, id, err);
		if (rest.bad)
			status = STATUS_FAILED;
	}
	return status;
}

static enum status make_frames(struct putter *p, size_t pruned, struct put_sample *sample,
                               struct error *err)
{
	struct pprof_tables *t = p->tables;
	size_t depth = 0;
	for (size_t i = p->depth; i-- > pruned;) {
		enum status status = pprof_location_frames(t, p->locations[i], err);
		if (status)
			return status;
		const struct pprof_location *location = &t->locations[p->locations[i]];
		const size_t count = location->frame_count;
		if (count > p->frames_left)
			return error_set(err, STATUS_FAILED,
			                 "%s: the stacks are too large for a profile of this size",
			                 t->input);
		p->frames_left -= count;
		if (!vector_reserve(&p->frames, &p->frame_capacity, depth + count))
			return error_no_memory(err);
		for (size_t f = 0; f < count; f++)
			p->frames[depth++] = t->frames[location->first_frame + f];
	}
	sample->frames = p->frames;
	sample->depth = depth;
	return STATUS_OK;
}

/* How many samples of the event went into stacks. */
static uint64_t kept(const struct sink_event *event)
{
	return event->samples - event->other_comms - event->other_moments - event->empty;
}

static enum status put_values(struct putter *p, const uint64_t *values, struct put_sample *sample,
                              struct error *err)
{
	struct sink *sink = p->samples->sink;
	const struct pprof_types *types = p->types;
	enum status status = STATUS_OK;
	for (size_t i = 0; !status && i < types->count; i++) {
		sample->event = types->items[i].event;
		if (sample->event == EVENT_NONE || !values[i] ||
		    !sink_value_wanted(sink, sample->event))
			continue;
		sample->weight = (struct decimal){values[i], 0};
		const uint64_t before = kept(&sink->events[sample->event]);
		status = put_sample(p->tables->putting, sample, err);
		/* samples that are kept are counted one by one, and these are sums */
		if (!status && types->samples < types->count && !sink->options->keep_samples &&
		    kept(&sink->events[sample->event]) > before)
			sink_sum(sink, sample->event, values[types->samples], sample->weight);
	}
	return status;
}

static enum status put_row(struct putter *p, size_t i, struct error *err)
{
	const struct pprof_key *key = (const struct pprof_key *)p->keys.items + i;
	struct put_sample sample = {0};
	size_t pruned = 0;
	enum status status = take_locations(p, &p->samples->stacks.items[key->stack], err);
	if (!status)
		status = pprof_labels_take(&p->labels, &p->samples->label_sets.items[key->labels],
		                           &sample, err);
	if (status == STATUS_FAILED) {
		pprof_bad_sample(p->samples, "a location or a label of it is not there", i + 1);
		return STATUS_OK;
	}
	if (!status)
		status = pprof_prune(p->tables, p->locations, p->depth, &pruned, err);
	if (!status)
		status = make_frames(p, pruned, &sample, err);
	return status ? status
	              : put_values(p, p->values + i * p->samples->value_count, &sample, err);
}

/* Adds up rows whose labels say the same: only a thread counts, unless samples are kept. */
static enum status merge_rows(struct putter *p, struct error *err)
{
	struct pprof_samples *samples = p->samples;
	const size_t n = samples->value_count;
	uint32_t *same = pprof_labels_same(&p->labels, &samples->label_sets);
	enum status status = same ? STATUS_OK : error_no_memory(err);
	for (size_t i = 0; !status && i < samples->keys.count; i++) {
		struct pprof_key key = ((const struct pprof_key *)samples->keys.items)[i];
		const size_t known = p->keys.count;
		key.labels = same[key.labels];
		const uint32_t id = rows_intern(&p->keys, &key, sizeof key);
		status = pprof_add_values(&p->keys, id, known, &p->values, &p->value_capacity,
		                          samples->values + i * n, n, err);
	}
	free(same);
	return status;
}

static enum status put_rows(struct putter *p, struct error *err)
{
	struct pprof_samples *samples = p->samples;
	enum status status = STATUS_OK;
	if (samples->label_sets.count > 1 && !samples->sink->options->keep_samples) {
		status = merge_rows(p, err);
	} else { /* take them over as they are */
		p->keys = samples->keys;
		p->values = samples->values;
		samples->keys = (struct rows){0};
		samples->values = NULL;
		samples->value_capacity = 0;
	}
	for (size_t i = 0; !status && i < p->keys.count; i++)
		status = put_row(p, i, err);
	return status;
}

enum status pprof_put_samples(struct pprof_samples *samples, struct pprof_tables *tables,
                              const struct pprof_types *types, uint64_t bytes, struct error *err)
{
	struct putter p = {.samples = samples, .tables = tables, .types = types};
	if (!samples->keys.count)
		return STATUS_OK;
	if (samples->value_count != types->count)
		return error_set(err, STATUS_FAILED,
		                 "%s: samples have %zu values, but there are %zu sample types",
		                 tables->input, samples->value_count, types->count);
	p.frames_left = FRAMES_BASE + bytes * FRAMES_PER_BYTE;
	pprof_labels_init(&p.labels, tables);
	enum status status = put_rows(&p, err);
	pprof_labels_free(&p.labels);
	rows_free(&p.keys);
	free(p.values);
	free(p.locations);
	free(p.frames);
	return status;
}
