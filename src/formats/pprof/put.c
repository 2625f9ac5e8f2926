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
	struct rows
		rows; /* struct pprof_key: of label sets that say the same, one stays; with ... */
	uint64_t *values; /* ... the first sample and the values of each */
	size_t value_capacity;
	size_t *locations; /* leaf first: to prune */
	size_t location_count, location_capacity;
	uint32_t *frames; /* room, in whose end those of the stack at hand stand, root first */
	size_t depth, frame_capacity;
	uint64_t frames_left; /* that stacks may still hold */
};

/* Calls take(p, location, err) for the locations of a stack, leaf first, from the one after `skip`
 * on. STATUS_FAILED, without a message, where one is not there. */
static inline enum status each_location(struct putter *p, struct text fields, size_t skip,
                                        enum status (*take)(struct putter *p, size_t location,
                                                            struct error *err),
                                        struct error *err)
{
	const struct id_index *ids = &p->tables->location_ids;
	struct proto proto = proto_of(fields);
	struct proto_field field;
	enum status status = STATUS_OK;
	while (!status && proto_next(&proto, &field)) {
		struct proto rest = proto_of(field.bytes);
		uint64_t id = field.value;
		bool more = field.type != PROTO_BYTES || proto_packed(&rest, &id);
		while (more && !status) {
			const size_t location = id_index_find(ids, id);
			if (location == ID_INDEX_NONE)
				status = STATUS_FAILED;
			else if (skip)
				skip--;
			else
				status = take(p, location, err);
			more = proto_packed(&rest, &id);
		}
		if (rest.bad)
			status = STATUS_FAILED;
	}
	return status;
}

static enum status add_location(struct putter *p, size_t location, struct error *err)
{
	if (!vector_reserve(&p->locations, &p->location_capacity, p->location_count + 1))
		return error_no_memory(err);
	p->locations[p->location_count++] = location;
	return STATUS_OK;
}

/* Makes room for `count` frames more before those that are there. */
static enum status frame_room(struct putter *p, size_t count, struct error *err)
{
	const size_t before = p->frame_capacity;
	if (count > p->frames_left)
		return error_set(err, STATUS_FAILED,
		                 "%s: the stacks are too large for a profile of this size",
		                 p->tables->input);
	if (before - p->depth >= count)
		return STATUS_OK;
	if (!vector_reserve(&p->frames, &p->frame_capacity, p->depth + count))
		return error_no_memory(err);
	memmove(p->frames + p->frame_capacity - p->depth, p->frames + before - p->depth,
	        p->depth * sizeof *p->frames);
	return STATUS_OK;
}

static enum status add_frames(struct putter *p, size_t location, struct error *err)
{
	struct pprof_run *run = &p->tables->runs[location];
	enum status status = run->count ? STATUS_OK
	                                : pprof_location_frames(p->tables, location, err);
	if (!status && (run->count > p->frames_left || p->frame_capacity - p->depth < run->count))
		status = frame_room(p, run->count, err);
	if (status)
		return status;
	p->frames_left -= run->count;
	p->depth += run->count;
	uint32_t *to = p->frames + p->frame_capacity - p->depth;
	if (run->count == 1) {
		*to = run->frame;
		return STATUS_OK;
	}
	memcpy(to, p->tables->frames + run->frame, run->count * sizeof *to);
	return STATUS_OK;
}

static enum status make_frames(struct putter *p, struct text fields, struct put_sample *sample,
                               struct error *err)
{
	enum status status = STATUS_OK;
	size_t pruned = 0;
	if (p->tables->drop) {
		p->location_count = 0;
		status = each_location(p, fields, 0, add_location, err);
		if (!status)
			status = pprof_prune(p->tables, p->locations, p->location_count, &pruned,
			                     err);
	}
	p->depth = 0;
	if (!status)
		status = each_location(p, fields, pruned, add_frames, err);
	sample->depth = p->depth;
	sample->frames = p->depth ? p->frames + p->frame_capacity - p->depth : NULL;
	return status;
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

static enum status put_row(struct putter *p, const struct pprof_row *row, struct error *err)
{
	struct put_sample sample = {0};
	struct error why = {0};
	enum status status = STATUS_OK;
	if (row->key.labels)
		status = pprof_labels_take(
			&p->labels, &p->samples->label_sets.items[row->key.labels], &sample, &why);
	if (!status)
		status = make_frames(p, pprof_stack_fields(p->samples, row->key.stack), &sample,
		                     &why);
	if (status == STATUS_FAILED && !*why.text) {
		pprof_bad_sample(p->samples, "a location or a label of it is not there", row->met);
		return STATUS_OK;
	}
	if (status) {
		*err = why;
		return status;
	}
	return put_values(p, row->values, &sample, err);
}

/* Adds up rows whose labels say the same: only a thread counts, unless samples are kept. */
static enum status merge_rows(struct putter *p, struct error *err)
{
	struct pprof_samples *samples = p->samples;
	struct pprof_walk walk = {0};
	struct pprof_row row;
	uint32_t *same = pprof_labels_same(&p->labels, &samples->label_sets);
	enum status status = same ? STATUS_OK : error_no_memory(err);
	while (!status && pprof_next_row(samples, &walk, &row)) {
		const size_t known = p->rows.count;
		row.key.labels = same[row.key.labels];
		const uint32_t id = rows_intern(&p->rows, &row.key, sizeof row.key);
		status = pprof_add_values(&p->rows, id, known, &p->values, &p->value_capacity, &row,
		                          samples->value_count, err);
	}
	free(same);
	return status;
}

static enum status put_merged(struct putter *p, struct error *err)
{
	const struct pprof_key *keys = p->rows.items;
	const size_t n = p->samples->value_count + 1;
	enum status status = STATUS_OK;
	for (size_t i = 0; !status && i < p->rows.count; i++) {
		const uint64_t *sums = p->values + i * n;
		const struct pprof_row row = {keys[i], sums[0], sums + 1};
		status = put_row(p, &row, err);
	}
	return status;
}

static enum status put_rows(struct putter *p, struct error *err)
{
	struct pprof_samples *samples = p->samples;
	struct pprof_walk walk = {0};
	struct pprof_row row;
	enum status status = STATUS_OK;
	if (samples->label_sets.count > 1 && !samples->sink->options->keep_samples) {
		status = merge_rows(p, err);
		return status ? status : put_merged(p, err);
	}
	while (!status && pprof_next_row(samples, &walk, &row))
		status = put_row(p, &row, err);
	return status;
}

enum status pprof_put_samples(struct pprof_samples *samples, struct pprof_tables *tables,
                              const struct pprof_types *types, uint64_t bytes, struct error *err)
{
	struct putter p = {.samples = samples, .tables = tables, .types = types};
	if (!samples->pile_size)
		return STATUS_OK;
	if (samples->value_count != types->count)
		return error_set(err, STATUS_FAILED,
		                 "%s: samples have %zu values, but there are %zu sample types",
		                 tables->input, samples->value_count, types->count);
	p.frames_left = FRAMES_BASE + bytes * FRAMES_PER_BYTE;
	pprof_labels_init(&p.labels, tables);
	enum status status = put_rows(&p, err);
	pprof_labels_free(&p.labels);
	rows_free(&p.rows);
	free(p.values);
	free(p.locations);
	free(p.frames);
	return status;
}
