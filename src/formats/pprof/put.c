#include "formats/pprof/put.h"

#include "base/varint.h"
#include "base/vector.h"
#include "formats/pprof/labels.h"
#include "formats/pprof/prune.h"

#include <stdlib.h>
#include <string.h>

/* The most frames in all stacks of a profile together: the first number, plus the second one for
 * each byte of the profile. A location takes a byte of a sample, and rarely means more than a few
 * inlined calls. */
enum { FRAMES_BASE = 1 << 20, FRAMES_PER_BYTE = 16 };

struct putter {
	struct pprof_samples *samples;
	struct pprof_tables *tables;
	const struct pprof_types *types;
	struct pprof_labels labels;
	struct rows rows; /* struct pprof_key: one of the label sets with equal meaning stays; with
	                     ... */
	uint64_t *values; /* ... the first sample and the values of each */
	size_t value_capacity;
	size_t *locations; /* leaf first, for pruning */
	size_t location_count, location_capacity;
	uint32_t *frames; /* of the current stack, root first */
	size_t depth, frame_capacity;
	struct text last; /* its locations, if they are one list, ... */
	uint32_t *depths; /* ... and the number of frames up to each of them, root first */
	size_t depth_capacity;
	uint64_t frames_left; /* frames that further stacks may have */
};

/* ---- frames ---- */

static enum status too_many_frames(const struct putter *p, struct error *err)
{
	return error_set(err, STATUS_FAILED,
	                 "%s: the stacks are too large for a profile of this size",
	                 p->tables->input);
}

/* Adds the frames of a location after those of its callers. `more` locations of one frame or more
 * follow. */
static enum status add_location(struct putter *p, size_t location, size_t more, struct error *err)
{
	struct pprof_run *run = &p->tables->runs[location];
	enum status status = run->count ? STATUS_OK
	                                : pprof_location_frames(p->tables, location, err);
	if (status)
		return status;
	if (p->depth + run->count > p->frames_left)
		return too_many_frames(p, err);
	if (!vector_reserve(&p->frames, &p->frame_capacity, p->depth + run->count + more))
		return error_no_memory(err);
	if (run->count == 1)
		p->frames[p->depth] = run->frame;
	else
		memcpy(p->frames + p->depth, p->tables->frames + run->frame,
		       run->count * sizeof *p->frames);
	p->depth += run->count;
	return STATUS_OK;
}

/* ---- one list of locations: the usual form. The pile has more bytes before it. ---- */

/* The only list in the fields. */
static bool only_list(struct text fields, struct text *list)
{
	struct proto proto = proto_of(fields);
	struct proto_field field;
	if (!proto_next(&proto, &field) || field.type != PROTO_BYTES || proto.at != proto.end)
		return false;
	*list = field.bytes;
	return true;
}

/* The number that ends before `at`, which moves to its first byte. The byte before the first number
 * of a list also ends a number: the list's size. False if there is no number. */
static inline bool number_before(const uint8_t **at, const uint8_t *begin, uint64_t *number)
{
	const uint64_t word = varint_load(*at - 8);
	const uint64_t ends = varint_ends(word) & INT64_MAX;
	if (ends) {
		const unsigned size = (unsigned)__builtin_clzll(ends) / 8;
		*number = varint_join(word >> (64 - 8 * size));
		*at -= size;
		return true;
	}
	const uint8_t *first = *at - 1;
	while (first > begin && first[-1] >= 0x80)
		first--;
	struct proto proto = {first, *at, false};
	const bool good = proto_number(&proto, number) && proto.at == *at;
	*at = first;
	return good;
}

/* The size of the equal numbers at the end of both lists, and how many there are. */
static size_t shared_end(struct text a, struct text b, size_t *numbers)
{
	const size_t most = a.size < b.size ? a.size : b.size;
	const uint8_t *from = (const uint8_t *)a.at + a.size,
		      *other = (const uint8_t *)b.at + b.size;
	size_t n = 0;
	while (n + 8 <= most && varint_load(from - n - 8) == varint_load(other - n - 8))
		n += 8;
	while (n < most && from[-1 - (ptrdiff_t)n] == other[-1 - (ptrdiff_t)n])
		n++;
	/* a number of which only the last bytes are equal */
	if ((n < a.size && from[-1 - (ptrdiff_t)n] >= 0x80) ||
	    (n < b.size && other[-1 - (ptrdiff_t)n] >= 0x80)) {
		while (n && from[-(ptrdiff_t)n] >= 0x80)
			n--;
		n -= n > 0;
	}
	*numbers = 0;
	const uint8_t *at = from - n;
	for (; from - at >= 8; at += 8)
		*numbers += varint_count(varint_ends(varint_load(at)));
	for (; at < from; at++)
		*numbers += *at < 0x80;
	return n;
}

/* Makes the frames of a list from its end, where the roots are. Frames that the previous stack also
 * has are already there. */
static enum status add_list(struct putter *p, struct text list, struct error *err)
{
	const struct id_index *ids = &p->tables->location_ids;
	const uint8_t *begin = (const uint8_t *)list.at, *at = begin + list.size;
	size_t n = 0;
	at -= shared_end(list, p->last, &n);
	p->last.size = 0;
	p->depth = n ? p->depths[n - 1] : 0;
	if (p->depth > p->frames_left)
		return too_many_frames(p, err);
	if (!vector_reserve(&p->depths, &p->depth_capacity, list.size + 1) ||
	    !vector_reserve(&p->frames, &p->frame_capacity, p->depth + list.size))
		return error_no_memory(err);
	if (list.size && begin[list.size - 1] >= 0x80)
		return STATUS_FAILED;
	while (at > begin) {
		uint64_t id;
		if (!number_before(&at, begin, &id))
			return STATUS_FAILED;
		const size_t location = id_index_find(ids, id);
		if (location == ID_INDEX_NONE)
			return STATUS_FAILED;
		const struct pprof_run *run = &p->tables->runs[location];
		if (run->count == 1) {
			p->frames[p->depth++] = run->frame;
		} else {
			enum status status = add_location(p, location, (size_t)(at - begin), err);
			if (status)
				return status;
		}
		p->depths[n++] = (uint32_t)p->depth;
	}
	p->last = list;
	return STATUS_OK;
}

/* ---- locations in any form ---- */

/* Takes the locations of a stack, leaf first. STATUS_FAILED, without a message, if one does not
 * exist. */
static enum status take_locations(struct putter *p, struct text fields, struct error *err)
{
	struct proto proto = proto_of(fields);
	struct proto_field field;
	p->location_count = 0;
	while (proto_next(&proto, &field)) {
		struct proto rest = proto_of(field.bytes);
		uint64_t id = field.value;
		bool more = field.type != PROTO_BYTES || proto_packed(&rest, &id);
		for (; more; more = proto_packed(&rest, &id)) {
			const size_t location = id_index_find(&p->tables->location_ids, id);
			if (location == ID_INDEX_NONE)
				return STATUS_FAILED;
			if (!vector_reserve(&p->locations, &p->location_capacity,
			                    p->location_count + 1))
				return error_no_memory(err);
			p->locations[p->location_count++] = location;
		}
		if (rest.bad)
			return STATUS_FAILED;
	}
	return STATUS_OK;
}

static enum status add_fields(struct putter *p, struct text fields, struct error *err)
{
	size_t pruned = 0;
	enum status status = take_locations(p, fields, err);
	if (!status && p->tables->drop)
		status = pprof_prune(p->tables, p->locations, p->location_count, &pruned, err);
	p->depth = p->last.size = 0;
	for (size_t i = p->location_count; !status && i-- > pruned;)
		status = add_location(p, p->locations[i], i, err);
	return status;
}

static enum status make_frames(struct putter *p, struct text fields, struct put_sample *sample,
                               struct error *err)
{
	struct text list;
	enum status status = !p->tables->drop && only_list(fields, &list)
	                             ? add_list(p, list, err)
	                             : add_fields(p, fields, err);
	if (!status && p->depth > p->frames_left)
		status = too_many_frames(p, err);
	if (status)
		return status;
	p->frames_left -= p->depth;
	sample->depth = p->depth;
	sample->frames = p->depth ? p->frames : NULL;
	return STATUS_OK;
}

/* ---- values ---- */

/* The number of samples of the event that went into stacks. */
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
		/* kept samples are counted one by one, but these are sums */
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
		pprof_bad_sample(p->samples, "its location or its label does not exist", row->met);
		return STATUS_OK;
	}
	if (status) {
		*err = why;
		return status;
	}
	return put_values(p, row->values, &sample, err);
}

/* Adds up rows whose labels have the same meaning: only the thread counts, unless
 * samples are kept. */
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
	struct putter p = {.samples = samples, .tables = tables, .types = types, .last = {"", 0}};
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
	free(p.depths);
	return status;
}
