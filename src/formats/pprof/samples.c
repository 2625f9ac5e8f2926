#include "formats/pprof/samples.h"

#include "base/hash.h"
#include "base/vector.h"
#include "formats/pprof/fields.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A field of the message, or several adjacent ones, at their place in the input; otherwise copied
 * to `room`. */
struct span {
	const char *at;
	size_t size;
	char **room;
	size_t *capacity;
};

/* The fields of a sample's message. */
struct parts {
	struct span stack, labels; /* the key by which it is added up */
	uint64_t values[PPROF_VALUES_MAX];
	size_t value_count;
	bool bad;
};

enum { LINE = 64 /* bytes that are prefetched at a time */ };

void pprof_bad_sample(struct pprof_samples *samples, const char *why, uint64_t number)
{
	char text[40];
	const int size = snprintf(text, sizeof text, "sample %llu", (unsigned long long)number);
	sink_malformed(samples->sink, why, text, (size_t)size);
}

/* ---- a message ---- */

static void take_values(const struct proto_field *field, struct parts *parts)
{
	struct proto rest = proto_of(field->bytes);
	uint64_t value = field->value;
	if (field->type == PROTO_NUMBER && parts->value_count < PPROF_VALUES_MAX)
		parts->values[parts->value_count++] = value;
	while (field->type == PROTO_BYTES && parts->value_count < PPROF_VALUES_MAX &&
	       proto_packed(&rest, &value))
		parts->values[parts->value_count++] = value;
	parts->bad |= rest.bad;
}

/* False without memory. */
static bool extend_rare(struct span *span, const char *from, size_t size)
{
	const bool moved = span->at == *span->room;
	if (!vector_reserve(span->room, span->capacity, span->size + size))
		return false;
	if (!moved)
		memcpy(*span->room, span->at, span->size);
	memcpy(*span->room + span->size, from, size);
	span->at = *span->room;
	span->size += size;
	return true;
}

static bool extend(struct span *span, const char *from, size_t size)
{
	if (!span->size)
		span->at = from;
	else if (span->at == *span->room || span->at + span->size != from)
		return extend_rare(span, from, size);
	span->size += size;
	return true;
}

/* False without memory. */
static bool take_parts(struct pprof_samples *samples, struct text message, struct parts *parts)
{
	const struct pprof_tables *t = samples->tables;
	struct proto proto = proto_of(message);
	struct proto_field field;
	const char *from = message.at;
	while (proto_next(&proto, &field)) {
		const char *to = (const char *)proto.at;
		const size_t size = (size_t)(to - from);
		bool ok = true;
		if (field.number == PPROF_SAMPLE_VALUE)
			take_values(&field, parts);
		else if (field.number == PPROF_SAMPLE_LOCATION)
			ok = extend(&parts->stack, from, size);
		else if (field.number == PPROF_SAMPLE_LABEL && field.type == PROTO_BYTES &&
		         pprof_label_counts(&samples->keys, field.bytes, t->texts, t->text_count))
			ok = extend(&parts->labels, from, size);
		if (!ok)
			return false;
		from = to;
	}
	parts->bad |= proto.bad;
	return true;
}

/* ---- the pile of stacks ---- */

static struct pprof_stack *stack_at(const struct pprof_samples *samples, size_t place)
{
	return (struct pprof_stack *)(samples->pile + place);
}

static char *fields_of(const struct pprof_samples *samples, struct pprof_stack *stack)
{
	return (char *)(stack->values + samples->value_count);
}

/* In units of the pile. */
static size_t stack_size(const struct pprof_samples *samples, size_t fields)
{
	const size_t unit = sizeof *samples->pile;
	return sizeof(struct pprof_stack) / unit + samples->value_count +
	       (fields + unit - 1) / unit;
}

/* The row of a stack, ROW_NONE: there is none. The table exists. */
static uint32_t find_stack(const struct pprof_samples *samples, struct text fields, uint32_t hash)
{
	table_each(&samples->stacks, hash, at) {
		struct pprof_stack *stack = stack_at(samples, at->number - 1);
		if (stack->size == fields.size &&
		    memcmp(fields_of(samples, stack), fields.at, fields.size) == 0)
			return at->number - 1;
	}
	return ROW_NONE;
}

/* Adds a stack, whose values must be set later; ROW_NONE without memory. */
static uint32_t add_stack(struct pprof_samples *samples, struct text fields, uint32_t hash)
{
	const size_t place = samples->pile_size, size = stack_size(samples, fields.size);
	if (place >= ROW_NONE - 1 || !table_room(&samples->stacks) ||
	    !vector_reserve(&samples->pile, &samples->pile_capacity, place + size))
		return ROW_NONE;
	samples->pile_size += size;
	samples->pile[place + size - 1] = 0; /* padding */
	struct pprof_stack *stack = stack_at(samples, place);
	stack->met = 0;
	stack->size = fields.size;
	memcpy(fields_of(samples, stack), fields.at, fields.size);
	table_put(&samples->stacks, hash, (uint32_t)place);
	return (uint32_t)place;
}

struct text pprof_stack_fields(const struct pprof_samples *samples, uint32_t place)
{
	struct pprof_stack *stack = stack_at(samples, place);
	return (struct text){fields_of(samples, stack), stack->size};
}

/* ---- adding up ---- */

static enum status add_up(uint64_t *sums, const uint64_t *values, size_t n, struct error *err)
{
	for (size_t i = 0; i < n; i++)
		if (__builtin_add_overflow(sums[i], values[i], &sums[i]))
			return error_set(err, STATUS_FAILED,
			                 "the values' sum does not fit 64 bits");
	return STATUS_OK;
}

enum status pprof_add_values(struct rows *rows, uint32_t id, size_t known, uint64_t **values,
                             size_t *capacity, const struct pprof_row *row, size_t n,
                             struct error *err)
{
	if (id == ROW_NONE || !vector_reserve(values, capacity, (id + (size_t)1) * (n + 1)))
		return error_no_memory(err);
	uint64_t *sums = *values + id * (n + 1);
	if (rows->count == known)
		return add_up(sums + 1, row->values, n, err);
	sums[0] = row->met;
	memcpy(sums + 1, row->values, n * sizeof *sums);
	return STATUS_OK;
}

/* Takes a valid sample. */
struct arrival {
	struct text stack, labels; /* fields */
	uint32_t hash;             /* of the stack */
	const uint64_t *values;
	uint64_t met;
};

/* Adds a sample to the row of its stack and labels. */
static enum status add_to_row(struct pprof_samples *samples, uint32_t place,
                              const struct arrival *sample, struct error *err)
{
	struct frames *sets = &samples->label_sets;
	struct pprof_row row = {{place, 0}, sample->met, sample->values};
	if (!sets->count && frames_intern(sets, "", 0) == FRAME_NONE)
		return error_no_memory(err);
	if (sample->labels.size)
		row.key.labels = frames_intern(sets, sample->labels.at, sample->labels.size);
	if (row.key.labels == FRAME_NONE)
		return error_no_memory(err);
	const size_t known = samples->rows.count;
	const uint32_t id = rows_intern(&samples->rows, &row.key, sizeof row.key);
	return pprof_add_values(&samples->rows, id, known, &samples->values,
	                        &samples->value_capacity, &row, samples->value_count, err);
}

static enum status add(struct pprof_samples *samples, const struct arrival *sample,
                       struct error *err)
{
	const size_t n = samples->value_count;
	uint32_t place = samples->stacks.size ? find_stack(samples, sample->stack, sample->hash)
	                                      : ROW_NONE;
	const bool new = place == ROW_NONE;
	if (new)
		place = add_stack(samples, sample->stack, sample->hash);
	if (place == ROW_NONE)
		return error_no_memory(err);
	struct pprof_stack *stack = stack_at(samples, place);
	if (sample->labels.size || (!new && !stack->met))
		return add_to_row(samples, place, sample, err);
	if (!new)
		return add_up(stack->values, sample->values, n, err);
	stack->met = sample->met;
	memcpy(stack->values, sample->values, n * sizeof *stack->values);
	return STATUS_OK;
}

/* ---- waiting samples: the memory of many stacks is prefetched at a time ---- */

static enum status add_oldest(struct pprof_samples *samples, struct error *err)
{
	const struct pprof_waiting *waiting = &samples->waiting[samples->oldest++ % PPROF_WAITING];
	const struct arrival sample = {.stack = {waiting->fields, waiting->size},
	                               .hash = waiting->hash,
	                               .values = waiting->values,
	                               .met = waiting->met};
	return add(samples, &sample, err);
}

static enum status add_waiting(struct pprof_samples *samples, struct error *err)
{
	enum status status = STATUS_OK;
	while (!status && samples->oldest < samples->newest)
		status = add_oldest(samples, err);
	return status;
}

/* Prefetches the stack whose slot an earlier call prefetched. */
static void expect_stack(const struct pprof_samples *samples, const struct pprof_waiting *waiting)
{
	if (!samples->stacks.size)
		return;
	table_each(&samples->stacks, waiting->hash, at) {
		const char *stack = (const char *)stack_at(samples, at->number - 1);
		for (size_t i = 0; i <= waiting->size + sizeof(struct pprof_stack); i += LINE)
			__builtin_prefetch(stack + i);
		return;
	}
}

static enum status add_soon(struct pprof_samples *samples, const struct parts *parts,
                            struct error *err)
{
	struct pprof_waiting *waiting = &samples->waiting[samples->newest % PPROF_WAITING];
	const size_t half = PPROF_WAITING / 2;
	if (samples->newest - samples->oldest == PPROF_WAITING) {
		enum status status = add_oldest(samples, err);
		if (status)
			return status;
	}
	waiting->met = samples->met;
	waiting->size = (uint32_t)parts->stack.size;
	memcpy(waiting->fields, parts->stack.at, parts->stack.size);
	memcpy(waiting->values, parts->values, samples->value_count * sizeof *parts->values);
	waiting->hash = hash_bytes(waiting->fields, waiting->size);
	table_expect(&samples->stacks, waiting->hash);
	if (samples->newest - samples->oldest >= half)
		expect_stack(samples, &samples->waiting[(samples->newest - half) % PPROF_WAITING]);
	samples->newest++;
	return STATUS_OK;
}

/* The error in a sample, NULL: none. */
static const char *fault_of(const struct pprof_samples *samples, const struct parts *parts)
{
	if (parts->bad)
		return "it is damaged";
	if (!parts->value_count || parts->value_count != samples->value_count)
		return "it has another number of values than the first one";
	for (size_t i = 0; i < parts->value_count; i++)
		if (parts->values[i] > INT64_MAX)
			return "a value is negative";
	return NULL;
}

enum status pprof_add_sample(struct pprof_samples *samples, struct text message, struct error *err)
{
	struct parts parts;
	parts.stack = (struct span){"", 0, &samples->stack_room, &samples->stack_capacity};
	parts.labels = (struct span){"", 0, &samples->label_room, &samples->label_capacity};
	parts.value_count = 0;
	parts.bad = false;
	samples->met++;
	if (!take_parts(samples, message, &parts))
		return error_no_memory(err);
	if (!samples->value_count)
		samples->value_count = parts.value_count;
	const char *fault = fault_of(samples, &parts);
	if (fault) {
		pprof_bad_sample(samples, fault, samples->met);
		return STATUS_OK;
	}
	if (!parts.labels.size && parts.stack.size <= PPROF_WAITING_FIELDS &&
	    parts.value_count <= PPROF_WAITING_VALUES)
		return add_soon(samples, &parts, err);
	const struct arrival sample = {.stack = {parts.stack.at, parts.stack.size},
	                               .labels = {parts.labels.at, parts.labels.size},
	                               .hash = hash_bytes(parts.stack.at, parts.stack.size),
	                               .values = parts.values,
	                               .met = samples->met};
	enum status status = add_waiting(samples, err);
	return status ? status : add(samples, &sample, err);
}

enum status pprof_end_samples(struct pprof_samples *samples, struct error *err)
{
	return add_waiting(samples, err);
}

/* ---- all rows ---- */

bool pprof_next_row(const struct pprof_samples *samples, struct pprof_walk *walk,
                    struct pprof_row *row)
{
	const struct pprof_stack *stack = NULL;
	const uint64_t *sums = NULL;
	while (walk->stack < samples->pile_size) {
		stack = stack_at(samples, walk->stack);
		if (stack->met)
			break;
		walk->stack += stack_size(samples, stack->size);
		stack = NULL;
	}
	if (walk->row < samples->rows.count)
		sums = samples->values + walk->row * (samples->value_count + 1);
	if (!stack && !sums)
		return false;
	if (!stack || (sums && *sums < stack->met)) {
		const struct pprof_key *keys = samples->rows.items;
		*row = (struct pprof_row){keys[walk->row++], sums[0], sums + 1};
		return true;
	}
	*row = (struct pprof_row){{(uint32_t)walk->stack, 0}, stack->met, stack->values};
	walk->stack += stack_size(samples, stack->size);
	return true;
}

void pprof_samples_free(struct pprof_samples *samples)
{
	free(samples->pile);
	free(samples->stacks.slots);
	frames_free(&samples->label_sets);
	rows_free(&samples->rows);
	free(samples->values);
	free(samples->stack_room);
	free(samples->label_room);
	*samples = (struct pprof_samples){.sink = samples->sink,
	                                  .keys = samples->keys,
	                                  .tables = samples->tables,
	                                  .met = samples->met};
}
