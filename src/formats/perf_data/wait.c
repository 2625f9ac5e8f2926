#include "formats/perf_data/wait.h"

#include "base/map.h"
#include "base/text.h"
#include "base/vector.h"

#include <inttypes.h>
#include <stdlib.h>

enum {
	CHAIN_BYTES_MOST =
		16
		<< 20, /* limit of samples that wait for chains; more are passed on as they are */
	HELD_BYTES_MOST = 256 << 20, /* limit of samples that wait for jitdumps; more are passed on
	                                without the code */
};

/* ---- waiting until there are many ---- */

struct wait_batch {
	size_t count;
	struct pending_sample samples[SAMPLES_AT_ONCE];
	struct record records[SAMPLES_AT_ONCE]; /* their records, pinned */
};

static enum status go(struct waiting_room *room, struct pending_sample *sample, struct error *err)
{
	return room->next.go(room->next.context, sample, 1, err);
}

static void unpin_batch(struct wait_batch *batch)
{
	for (size_t i = 0; i < batch->count; i++)
		record_unpin(&batch->records[i]);
	batch->count = 0;
}

enum status wait_flush(struct waiting_room *room, struct error *err)
{
	struct wait_batch *batch = room->batch;
	if (!batch || !batch->count)
		return STATUS_OK;
	enum status status = room->next.go(room->next.context, batch->samples, batch->count, err);
	unpin_batch(batch);
	return status;
}

static enum status add_to_batch(struct waiting_room *room, const struct pending_sample *sample,
                                const struct record *record, struct error *err)
{
	struct wait_batch *batch = room->batch;
	if (!batch) {
		room->batch = batch = malloc(sizeof *batch);
		if (!batch)
			return error_no_memory(err);
		batch->count = 0;
	}
	batch->samples[batch->count] = *sample;
	batch->records[batch->count++] = *record;
	record_pin(record);
	return batch->count < SAMPLES_AT_ONCE ? STATUS_OK : wait_flush(room, err);
}

/* ---- waiting for the rest of the chain ---- */

/* A sample with the known part of its chain, in the file's byte order. */
struct chain_part {
	struct chain_part *next;
	struct pending_sample sample;
	uint64_t cookie;
	uint64_t chain[];
};

/* The waiting samples of a task, the oldest first. */
struct wait_task {
	uint32_t tid;
	bool lost; /* memory ran out while it was added */
	struct chain_part *first, *last;
	UT_hash_handle hh;
};

static bool has_mark(const struct waiting_room *room, const struct perf_sample *sample)
{
	const struct sample_array *chain = &sample->chain;
	return chain->count >= 2 &&
	       sample_number(chain, chain->count - 2, room->header->big_endian) ==
	               CONTEXT_USER_DEFERRED;
}

static size_t size_of(const struct chain_part *part)
{
	return sizeof *part + part->sample.sample.chain.count * sizeof *part->chain;
}

/* Appends to the samples of the task. False without memory. */
static bool append(struct waiting_room *room, uint32_t tid, struct chain_part *part)
{
	struct wait_task *task;
	HASH_FIND(hh, room->by_task, &tid, sizeof tid, task);
	if (!task) {
		task = calloc(1, sizeof *task);
		if (!task)
			return false;
		task->tid = tid;
		HASH_ADD(hh, room->by_task, tid, sizeof task->tid, task);
		if (task->lost) {
			free(task);
			return false;
		}
	}
	if (task->last)
		task->last->next = part;
	else
		task->first = part;
	task->last = part;
	return true;
}

/* Passes on the sample, with these numbers appended to its chain. */
static enum status release(struct waiting_room *room, struct chain_part *part,
                           const struct sample_array *rest, struct error *err)
{
	struct pending_sample *sample = &part->sample;
	struct sample_array *chain = &sample->sample.chain;
	const size_t here = chain->count * 8, after = rest ? rest->count * 8 : 0;
	sample->task = tasks_get(room->tasks, sample->sample.pid, sample->sample.tid);
	if (!sample->task ||
	    !vector_reserve(&room->merged, &room->merged_capacity, here + after + 1))
		return error_no_memory(err);
	memcpy(room->merged, part->chain, here);
	if (after)
		memcpy(room->merged + here, rest->at, after);
	*chain = (struct sample_array){room->merged, chain->count + (rest ? rest->count : 0)};
	room->chains_missing += !rest;
	return go(room, sample, err);
}

/* Passes on all samples of a task; rest and cookie: those of the record that arrived, NULL: none
 * did. */
static enum status release_task(struct waiting_room *room, struct wait_task *task, uint64_t cookie,
                                const struct sample_array *rest, struct error *err)
{
	enum status status = STATUS_OK;
	for (struct chain_part *part = task->first, *next; part; part = next) {
		next = part->next;
		room->chain_bytes -= size_of(part);
		if (!status)
			status = release(room, part, part->cookie == cookie ? rest : NULL, err);
		free(part);
	}
	HASH_DEL(room->by_task, task);
	free(task);
	return status;
}

enum status wait_records_ended(struct waiting_room *room, struct error *err)
{
	struct wait_task *task, *next;
	enum status status = wait_flush(room, err);
	HASH_ITER(hh, room->by_task, task, next)
		if (!status)
			status = release_task(room, task, 0, NULL, err);
	return status;
}

static enum status add_part(struct waiting_room *room, const struct pending_sample *pending,
                            struct error *err)
{
	const struct perf_sample *sample = &pending->sample;
	const size_t count = (size_t)sample->chain.count - 2;
	struct chain_part *part = malloc(sizeof *part + count * sizeof *part->chain);
	if (!part)
		return error_no_memory(err);
	*part = (struct chain_part){
		.sample = {.event = pending->event,
	                   .period = pending->period,
	                   .about = pending->about},
		.cookie = sample_number(&sample->chain, count + 1, room->header->big_endian),
	};
	part->sample.sample = (struct perf_sample){
		.id = sample->id,
		.ip = sample->ip,
		.time = sample->time,
		.pid = sample->pid,
		.tid = sample->tid,
		.cpu = sample->cpu,
		.mode = sample->mode,
		.chain = {NULL, count},
	};
	memcpy(part->chain, sample->chain.at, count * sizeof *part->chain);
	if (!append(room, sample->tid, part)) {
		free(part);
		return error_no_memory(err);
	}
	room->chain_bytes += size_of(part);
	return room->chain_bytes <= CHAIN_BYTES_MOST ? STATUS_OK : wait_records_ended(room, err);
}

enum status wait_chain(struct waiting_room *room, const struct perf_event *event,
                       const struct record *record, struct error *err)
{
	const bool big = room->header->big_endian;
	struct bytes bytes = {record->at + RECORD_HEADER_SIZE, record->at + record->size, big,
	                      false};
	const uint64_t cookie = bytes_u64(&bytes), count = bytes_u64(&bytes);
	const struct sample_array rest = {
		bytes_take(&bytes, count <= RECORD_SIZE_MAX ? count * 8 : UINT64_MAX), count};
	const uint32_t tid = record_tid(event, record, big);
	struct wait_task *task = NULL;
	if (bytes.bad)
		sink_malformed(room->sink, NULL,
		               TEXT_AND_SIZE("a call chain larger than its record"));
	else
		HASH_FIND(hh, room->by_task, &tid, sizeof tid, task);
	return task ? release_task(room, task, cookie, &rest, err) : STATUS_OK;
}

static void free_parts(struct waiting_room *room)
{
	struct wait_task *task, *next;
	HASH_ITER(hh, room->by_task, task, next) {
		for (struct chain_part *part = task->first, *after; part; part = after) {
			after = part->next;
			free(part);
		}
		HASH_DEL(room->by_task, task);
		free(task);
	}
	free(room->merged);
}

/* ---- waiting until the recording ends ---- */

/* A sample with its stack dump, and with the process's memory at that time. */
struct held {
	struct pending_sample sample;
	struct task task;
	struct memory memory; /* the task's, whose space gets one more user */
	uint8_t record[];
};

struct wait_end {
	uint64_t time;
	union {
		uint64_t weight;
		struct held *held; /* if stack is STACK_NONE: it waits with its dump */
	};
	uint32_t event, stack; /* of the sink; of room.stacks */
};

static struct held *held_of(const struct wait_end *end)
{
	return end->stack == STACK_NONE ? end->held : NULL;
}

static bool waits_with_dump(struct waiting_room *room, const struct pending_sample *sample,
                            const struct record *record)
{
	if (!room->dumps->late || !sample->task->memory->jit)
		return false;
	const size_t most = room->held_most ? room->held_most : HELD_BYTES_MOST;
	if (room->held_bytes + sizeof(struct held) + record->size <= most)
		return true;
	room->not_held++;
	return false;
}

static enum status hold(struct waiting_room *room, const struct pending_sample *sample,
                        const struct record *record, struct error *err)
{
	/* if samples are kept in order, those that wait to be unwound are before it */
	enum status status = room->sink->options->keep_order ? wait_flush(room, err) : STATUS_OK;
	if (status)
		return status;
	struct held *held = malloc(sizeof *held + record->size);
	if (!held || !vector_reserve(&room->at_end, &room->end_capacity, room->end_count + 1)) {
		free(held);
		return error_no_memory(err);
	}
	*held = (struct held){
		.sample = *sample, .task = *sample->task, .memory = *sample->task->memory};
	memcpy(held->record, record->at, record->size);
	struct record copy = *record;
	copy.at = held->record;
	/* it was parsed before: only the positions of its parts change */
	sample_parse(sample->event, &copy, room->header->big_endian, &held->sample.sample);
	held->sample.task = &held->task;
	held->task.memory = &held->memory;
	held->memory.space->users++;
	room->held_bytes += sizeof *held + record->size;
	room->at_end[room->end_count++] = (struct wait_end){.held = held, .stack = STACK_NONE};
	return STATUS_OK;
}

bool wait_for_end(const struct waiting_room *room, const struct memory *memory)
{
	return room->dumps->late && room->dumps->count &&
	       (memory->jit || (room->sink->options->keep_order && room->end_count));
}

/* Notes the fields of the next sample that the sink will keep at the end; false without memory. */
static bool keep_about(struct waiting_room *room, const struct sample *about)
{
	if (!room->sink->options->keep_samples)
		return true;
	if (!vector_reserve(&room->abouts, &room->about_capacity, room->end_count + 1))
		return false;
	room->abouts[room->end_count] = *about;
	return true;
}

enum status wait_keep(struct waiting_room *room, const struct named_sample *sample,
                      struct error *err)
{
	if (!room->stacks.columns)
		stacks_init(&room->stacks, 1);
	uint32_t stack = stacks_intern(&room->stacks, sample->frames, sample->depth);
	if (stack == STACK_NONE || !keep_about(room, sample->about) ||
	    !vector_reserve(&room->at_end, &room->end_capacity, room->end_count + 1))
		return error_no_memory(err);
	room->at_end[room->end_count++] = (struct wait_end){
		.time = sample->time,
		.weight = sample->weight,
		.event = sample->event,
		.stack = stack,
	};
	return STATUS_OK;
}

static void free_held(struct held *held)
{
	space_release(held->memory.space);
	free(held);
}

static enum status let_go(struct waiting_room *room, size_t i, struct error *err)
{
	const struct wait_end end = room->at_end[i];
	struct held *held = held_of(&end);
	if (held) {
		room->next.forget(room->next.context);
		enum status status = go(room, &held->sample, err);
		free_held(held);
		return status;
	}
	const struct stack *stack = &room->stacks.items[end.stack];
	const struct named_sample sample = {
		.event = end.event,
		.time = end.time,
		.weight = end.weight,
		.frames = stack->frames,
		.depth = stack->depth,
		.about = room->abouts ? &room->abouts[i] : &room->sink->about,
	};
	return room->next.settle(room->next.context, &sample, err);
}

enum status wait_dumps_read(struct waiting_room *room, struct error *err)
{
	for (size_t i = 0; i < room->end_count; i++) {
		const struct held *held = held_of(&room->at_end[i]);
		if (held)
			space_forget(held->memory.space); /* late names are known now */
	}
	enum status status = STATUS_OK;
	while (!status && room->ended < room->end_count)
		status = let_go(room, room->ended++, err);
	if (room->not_held)
		sink_note(room->sink, true,
		          "%s: too many stack dumps to keep until jitdumps can be read: %" PRIu64
		          " stacks end in code generated at run time; let perf record write a file "
		          "instead of a pipe",
		          room->dumps->input, room->not_held);
	return status;
}

/* ---- all ---- */

enum status wait_add(struct waiting_room *room, struct pending_sample *sample,
                     const struct record *record, struct error *err)
{
	const bool dump = sample_has_dump(sample->event, &sample->sample);
	if (has_mark(room, &sample->sample))
		return add_part(room, sample, err);
	if (dump && waits_with_dump(room, sample, record))
		return hold(room, sample, record, err);
	if (dump || (room->batch && room->batch->count))
		return add_to_batch(room, sample, record, err);
	return go(room, sample, err);
}

void wait_limit(struct waiting_room *room, uint64_t bytes)
{
	room->held_most = bytes < HELD_BYTES_MOST ? (size_t)bytes : HELD_BYTES_MOST;
}

size_t wait_memory(const struct waiting_room *room)
{
	return room->chain_bytes + HASH_COUNT(room->by_task) * sizeof *room->by_task +
	       HASH_OVERHEAD(hh, room->by_task) + room->merged_capacity +
	       room->end_capacity * sizeof *room->at_end + room->held_bytes +
	       stacks_memory(&room->stacks);
}

void wait_free(struct waiting_room *room)
{
	if (room->batch)
		unpin_batch(room->batch);
	free(room->batch);
	free_parts(room);
	for (size_t i = room->ended; i < room->end_count; i++) {
		struct held *held = held_of(&room->at_end[i]);
		if (held)
			free_held(held);
	}
	free(room->at_end);
	free(room->abouts);
	stacks_free(&room->stacks);
}
