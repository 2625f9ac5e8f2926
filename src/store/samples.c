#include "store/samples.h"

#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

enum {
	BLOCK = 1024,           /* samples */
	BLOCK_SHIFT = 10,       /* BLOCK is 1 << BLOCK_SHIFT */
	WEIGHT_WIDE = 1u << 31, /* in a weight column: the rest of the value is a row of `wide` */
};

/* The columns of one block of rows: tables grow without moving rows, and shrink from the front
 * while samples move to another table. */
struct sample_block {
	uint64_t time[BLOCK];
	uint32_t stack[BLOCK], task[BLOCK], weight[BLOCK], kind[BLOCK];
};

/* Samples have few distinct combinations of these fields. */
struct kind {
	uint32_t event, cpu, labels;
};

struct wide_weight {
	uint64_t value, places;
};

static struct sample_block *block_of(const struct samples *samples, size_t i)
{
	return samples->blocks[i >> BLOCK_SHIFT];
}

static const struct kind *kind_of(const struct samples *samples, uint32_t id)
{
	return (const struct kind *)samples->kinds.items + id;
}

struct sample samples_get(const struct samples *samples, size_t i)
{
	const struct sample_block *block = block_of(samples, i);
	const size_t at = i % BLOCK;
	const struct kind *kind = kind_of(samples, block->kind[at]);
	struct sample sample = {
		.time = block->time[at],
		.weight = {block->weight[at], 0},
		.stack = block->stack[at],
		.event = kind->event,
		.task = block->task[at],
		.cpu = kind->cpu,
		.labels = kind->labels,
	};
	if (block->weight[at] & WEIGHT_WIDE) {
		const struct wide_weight *wide = samples->wide.items;
		wide += block->weight[at] & ~(uint32_t)WEIGHT_WIDE;
		sample.weight = (struct decimal){wide->value, (unsigned)wide->places};
	}
	return sample;
}

/* ---- tables ---- */

uint32_t samples_add_name(struct samples *samples, const char *name, size_t size)
{
	return frames_intern(&samples->names, name, size);
}

/* Whether a task has these fields. */
static bool task_is(const struct samples *samples, uint32_t id, const struct sample_thread *thread,
                    const char *comm, size_t size)
{
	const struct sample_task *task = samples_task(samples, id);
	if (memcmp(samples_thread(samples, task->thread), thread, sizeof *thread) != 0)
		return false;
	if (!comm || task->comm == SAMPLE_NONE)
		return !comm && task->comm == SAMPLE_NONE;
	const struct frame *name = &samples->names.items[task->comm];
	return name->size == size && memcmp(name->name, comm, size) == 0;
}

uint32_t samples_add_task(struct samples *samples, const struct sample_thread *thread,
                          const char *comm, size_t size)
{
	const size_t places = sizeof samples->task_memo / sizeof *samples->task_memo;
	uint32_t *memo = &samples->task_memo[thread->tid % places];
	if (*memo && task_is(samples, *memo - 1, thread, comm, size))
		return *memo - 1;
	struct sample_task task = {
		.thread = rows_intern(&samples->threads, thread, sizeof *thread),
		.comm = SAMPLE_NONE,
	};
	if (task.thread == ROW_NONE)
		return SAMPLE_NONE;
	if (comm) {
		task.comm = samples_add_name(samples, comm, size);
		if (task.comm == FRAME_NONE)
			return SAMPLE_NONE;
	}
	const uint32_t id = rows_intern(&samples->tasks, &task, sizeof task);
	*memo = id == ROW_NONE ? 0 : id + 1;
	return id;
}

uint32_t samples_add_event(struct samples *samples, const char *name, const char *unit)
{
	struct sample_event event = {SAMPLE_NONE, SAMPLE_NONE, 0};
	if (name && (event.name = samples_add_name(samples, name, strlen(name))) == SAMPLE_NONE)
		return SAMPLE_NONE;
	if (unit && (event.unit = samples_add_name(samples, unit, strlen(unit))) == SAMPLE_NONE)
		return SAMPLE_NONE;
	return rows_intern(&samples->events, &event, sizeof event);
}

static uint32_t add_kind(struct samples *samples, const struct sample *sample)
{
	const struct kind kind = {sample->event, sample->cpu, sample->labels};
	const size_t places = sizeof samples->kind_memo / sizeof *samples->kind_memo;
	uint32_t *memo = &samples->kind_memo[sample->cpu % places];
	if (*memo && memcmp(kind_of(samples, *memo - 1), &kind, sizeof kind) == 0)
		return *memo - 1;
	const uint32_t id = rows_intern(&samples->kinds, &kind, sizeof kind);
	*memo = id == ROW_NONE ? 0 : id + 1;
	return id;
}

/* The value that represents a weight in its column; SAMPLE_NONE without memory. */
static uint32_t add_weight(struct samples *samples, struct decimal weight)
{
	if (weight.value < WEIGHT_WIDE && !weight.places)
		return (uint32_t)weight.value;
	const struct wide_weight wide = {weight.value, weight.places};
	const uint32_t id = rows_intern(&samples->wide, &wide, sizeof wide);
	return id < ~(uint32_t)WEIGHT_WIDE ? id | WEIGHT_WIDE : SAMPLE_NONE;
}

/* ---- rows ---- */

/* A row in the form of the columns. */
struct row {
	uint64_t time;
	uint32_t stack, task, weight, kind;
};

static struct row get_row(const struct samples *samples, size_t i)
{
	const struct sample_block *block = block_of(samples, i);
	const size_t at = i % BLOCK;
	return (struct row){block->time[at], block->stack[at], block->task[at], block->weight[at],
	                    block->kind[at]};
}

static void set_row(struct samples *samples, size_t i, const struct row *row)
{
	struct sample_block *block = block_of(samples, i);
	const size_t at = i % BLOCK;
	block->time[at] = row->time;
	block->stack[at] = row->stack;
	block->task[at] = row->task;
	block->weight[at] = row->weight;
	block->kind[at] = row->kind;
}

/* Makes room for one more row. */
static bool row_room(struct samples *samples)
{
	if (samples->count < samples->block_count << BLOCK_SHIFT)
		return true;
	if (samples->count >= SAMPLE_NONE || /* samples_sort numbers rows with 32 bits */
	    !vector_reserve(&samples->blocks, &samples->block_capacity, samples->block_count + 1))
		return false;
	struct sample_block *block = malloc(sizeof *block);
	if (!block)
		return false;
	samples->blocks[samples->block_count++] = block;
	return true;
}

bool samples_add(struct samples *samples, const struct sample *sample)
{
	const uint32_t kind = add_kind(samples, sample);
	const uint32_t weight = add_weight(samples, sample->weight);
	if (kind == ROW_NONE || weight == SAMPLE_NONE || !row_room(samples))
		return false;
	struct sample_block *block = block_of(samples, samples->count);
	const size_t at = samples->count++ % BLOCK;
	block->time[at] = sample->time;
	block->stack[at] = sample->stack;
	block->task[at] = sample->task;
	block->weight[at] = weight;
	block->kind[at] = kind;
	samples->disordered |= sample->time < samples->last_time;
	samples->last_time = sample->time;
	return true;
}

void samples_set_stack(struct samples *samples, size_t i, uint32_t stack)
{
	block_of(samples, i)->stack[i % BLOCK] = stack;
}

bool samples_rename(struct samples *samples,
                    uint32_t (*rename)(void *context, struct samples *samples, uint32_t comm),
                    void *context)
{
	struct sample_task *tasks = samples->tasks.items;
	for (size_t i = 0; i < samples->tasks.count; i++) {
		if (tasks[i].comm == SAMPLE_NONE)
			continue;
		const uint32_t comm = rename(context, samples, tasks[i].comm);
		if (comm == SAMPLE_NONE)
			return false;
		if (comm == tasks[i].comm)
			continue;
		struct sample_thread thread = *samples_thread(samples, tasks[i].thread);
		thread.tid = SAMPLE_JOINED;
		tasks[i] = (struct sample_task){
			rows_intern(&samples->threads, &thread, sizeof thread), comm};
		if (tasks[i].thread == ROW_NONE)
			return false;
	}
	return true;
}

void samples_restack(struct samples *samples, uint32_t event, const uint32_t *now)
{
	size_t kept = 0;
	for (size_t i = 0; i < samples->count; i++) {
		struct row row = get_row(samples, i);
		if (event == SAMPLE_NONE || kind_of(samples, row.kind)->event == event)
			row.stack = now[row.stack];
		if (row.stack != SAMPLE_NONE)
			set_row(samples, kept++, &row);
	}
	samples->count = kept;
	while (samples->block_count << BLOCK_SHIFT >= kept + BLOCK)
		free(samples->blocks[--samples->block_count]);
}

/* ---- order ---- */

static uint64_t time_of(const struct samples *samples, uint32_t i)
{
	return block_of(samples, i)->time[i % BLOCK];
}

/* The end of the run that begins at `first` and is in order of time. */
static size_t run_end(const struct samples *samples, const uint32_t *order, size_t first)
{
	size_t end = first + 1;
	while (end < samples->count &&
	       time_of(samples, order[end - 1]) <= time_of(samples, order[end]))
		end++;
	return end;
}

/* Merges two neighbouring sorted runs into one, in `to`. */
static void merge_runs(const struct samples *samples, const uint32_t *from, size_t first,
                       size_t middle, size_t end, uint32_t *to)
{
	size_t a = first, b = middle;
	for (size_t at = first; at < end; at++) {
		bool second = a == middle ||
		              (b < end && time_of(samples, from[b]) < time_of(samples, from[a]));
		to[at] = from[second ? b++ : a++];
	}
}

/* Merges pairs of runs until there is one: times mostly ascend, so there are few runs. Returns the
 * array that has the result. */
static uint32_t *sort_numbers(const struct samples *samples, uint32_t *from, uint32_t *to)
{
	while (run_end(samples, from, 0) < samples->count) {
		for (size_t first = 0; first < samples->count;) {
			const size_t middle = run_end(samples, from, first);
			const size_t end = middle < samples->count ? run_end(samples, from, middle)
			                                           : middle;
			merge_runs(samples, from, first, middle, end, to);
			first = end;
		}
		uint32_t *other = from;
		from = to;
		to = other;
	}
	return from;
}

/* Moves row order[i] to position i, in place: follows the cycles of the permutation. */
static void permute(struct samples *samples, uint32_t *order)
{
	for (size_t i = 0; i < samples->count; i++) {
		if (order[i] == i)
			continue;
		const struct row first = get_row(samples, i);
		size_t to = i;
		while (order[to] != i) {
			const size_t from = order[to];
			const struct row row = get_row(samples, from);
			set_row(samples, to, &row);
			order[to] = (uint32_t)to;
			to = from;
		}
		set_row(samples, to, &first);
		order[to] = (uint32_t)to;
	}
}

bool samples_sort(struct samples *samples)
{
	if (!samples->disordered)
		return true;
	uint32_t *order = malloc(samples->count * sizeof *order);
	uint32_t *other = malloc(samples->count * sizeof *other);
	if (order && other) {
		for (size_t i = 0; i < samples->count; i++)
			order[i] = (uint32_t)i;
		permute(samples, sort_numbers(samples, order, other));
		samples->disordered = false;
		samples->last_time = time_of(samples, (uint32_t)samples->count - 1);
	}
	free(order);
	free(other);
	return !samples->disordered;
}

/* ---- from one table to another ---- */

static uint32_t *nothing_moved(size_t count)
{
	uint32_t *ids = malloc((count + 1) * sizeof *ids);
	if (ids)
		memset(ids, 0xff, (count + 1) * sizeof *ids); /* SAMPLE_NONE */
	return ids;
}

bool samples_moved_init(struct samples_moved *moved, const struct samples *from)
{
	moved->tasks = nothing_moved(from->tasks.count);
	moved->labels = nothing_moved(from->labels.count + 1);
	return moved->tasks && moved->labels;
}

void samples_moved_free(struct samples_moved *moved)
{
	free(moved->tasks);
	free(moved->labels);
	*moved = (struct samples_moved){0};
}

static uint32_t move_name(struct samples *samples, const struct samples *from, uint32_t id)
{
	if (id == SAMPLE_NONE)
		return SAMPLE_NONE;
	const struct frame *name = &from->names.items[id];
	return samples_add_name(samples, name->name, name->size);
}

static uint32_t move_task(struct samples *samples, const struct samples *from, uint32_t id,
                          struct samples_moved *moved)
{
	if (id == SAMPLE_NONE)
		return SAMPLE_NONE;
	if (moved->tasks[id] == SAMPLE_NONE) {
		const struct sample_task *task = samples_task(from, id);
		const struct frame *comm = task->comm == SAMPLE_NONE
		                                   ? NULL
		                                   : &from->names.items[task->comm];
		moved->tasks[id] = samples_add_task(samples, samples_thread(from, task->thread),
		                                    comm ? comm->name : NULL,
		                                    comm ? comm->size : 0);
	}
	return moved->tasks[id];
}

static uint32_t move_labels(struct samples *samples, const struct samples *from, uint32_t id,
                            struct samples_moved *moved)
{
	if (!id || moved->labels[id] != SAMPLE_NONE)
		return id ? moved->labels[id] : 0;
	const struct label_set set = labels_of(&from->labels, id);
	struct label *copy = malloc(set.count * sizeof *copy);
	bool ok = copy != NULL;
	for (uint32_t i = 0; ok && i < set.count; i++) {
		const struct label *label = &set.items[i];
		copy[i] = *label;
		copy[i].key = move_name(samples, from, label->key);
		copy[i].text = move_name(samples, from, label->text);
		copy[i].unit = move_name(samples, from, label->unit);
		ok = copy[i].key != SAMPLE_NONE &&
		     (copy[i].text == SAMPLE_NONE) == (label->text == SAMPLE_NONE) &&
		     (copy[i].unit == SAMPLE_NONE) == (label->unit == SAMPLE_NONE);
	}
	if (ok)
		moved->labels[id] = labels_intern(&samples->labels, &samples->names, copy,
		                                  set.count);
	free(copy);
	return moved->labels[id];
}

void samples_moved_forget(struct samples_moved *moved, const struct samples *from, size_t i)
{
	const struct sample sample = samples_get(from, i);
	if (sample.task != SAMPLE_NONE)
		moved->tasks[sample.task] = SAMPLE_NONE;
	moved->labels[sample.labels] = SAMPLE_NONE;
}

bool samples_copy(struct samples *samples, const struct samples *from, size_t i,
                  struct samples_moved *moved, uint32_t stack, uint32_t event)
{
	struct sample sample = samples_get(from, i);
	const uint32_t task = sample.task, labels = sample.labels;
	sample.stack = stack;
	sample.event = event;
	sample.task = move_task(samples, from, task, moved);
	sample.labels = move_labels(samples, from, labels, moved);
	if ((sample.task == SAMPLE_NONE) != (task == SAMPLE_NONE) || sample.labels == LABEL_NONE)
		return false;
	return samples_add(samples, &sample);
}

bool samples_take(struct samples *samples, struct samples *from, size_t i,
                  struct samples_moved *moved, uint32_t stack, uint32_t event)
{
	for (size_t b = i >> BLOCK_SHIFT; b && from->blocks[b - 1]; b--) {
		free(from->blocks[b - 1]);
		from->blocks[b - 1] = NULL;
	}
	return samples_copy(samples, from, i, moved, stack, event);
}

/* ---- memory ---- */

size_t samples_memory(const struct samples *samples)
{
	const struct frames *names = &samples->names;
	return samples->block_count * sizeof(struct sample_block) + names->arena.total +
	       names->capacity * sizeof *names->items +
	       names->table.size * sizeof *names->table.slots +
	       rows_memory(&samples->threads, sizeof(struct sample_thread)) +
	       rows_memory(&samples->tasks, sizeof(struct sample_task)) +
	       rows_memory(&samples->events, sizeof(struct sample_event)) +
	       rows_memory(&samples->kinds, sizeof(struct kind)) +
	       rows_memory(&samples->wide, sizeof(struct wide_weight)) +
	       labels_memory(&samples->labels);
}

void samples_free(struct samples *samples)
{
	for (size_t i = 0; i < samples->block_count; i++)
		free(samples->blocks[i]);
	free(samples->blocks);
	frames_free(&samples->names);
	rows_free(&samples->threads);
	rows_free(&samples->tasks);
	rows_free(&samples->events);
	rows_free(&samples->kinds);
	rows_free(&samples->wide);
	labels_free(&samples->labels);
	*samples = (struct samples){0};
}
