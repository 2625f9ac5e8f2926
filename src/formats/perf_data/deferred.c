/* Call chains whose user's part comes later. Kernels from 6.19 on can put off walking a task's
 * stack until it goes back to user space (attr.defer_callchain): the sample's chain ends in a mark
 * and a cookie, and a PERF_RECORD_CALLCHAIN_DEFERRED with the same cookie brings the rest. As in
 * perf, a sample waits for the next such record of its task, whatever its cookie. */
#include "base/map.h"
#include "base/vector.h"
#include "formats/perf_data/unwind.h"

#include <stdlib.h>

enum { BYTES_MOST = 16 << 20 /* of samples that wait; what is more goes as it is */ };

/* A sample with the part of its chain that is there, in the file's byte order. */
struct held {
	struct held *next;
	struct waiting_sample waiting;
	uint64_t cookie;
	uint64_t chain[];
};

/* Those of a task, the oldest first. */
struct held_task {
	uint32_t tid;
	bool lost; /* there was no memory to add it */
	struct held *first, *last;
	UT_hash_handle hh;
};

struct deferred {
	struct held_task *tasks;
	size_t bytes;
	uint8_t *merged; /* room for a whole chain */
	size_t merged_capacity;
};

bool deferred_has_mark(const struct perf_data *data, const struct perf_sample *sample)
{
	const struct sample_array *chain = &sample->chain;
	return chain->count >= 2 &&
	       sample_number(chain, chain->count - 2, data->file.header.big_endian) ==
	               CONTEXT_USER_DEFERRED;
}

static size_t size_of(const struct held *held)
{
	return sizeof *held + held->waiting.sample.chain.count * sizeof *held->chain;
}

/* Appends to those of the task. False without memory. */
static bool append(struct deferred *deferred, uint32_t tid, struct held *held)
{
	struct held_task *task;
	HASH_FIND(hh, deferred->tasks, &tid, sizeof tid, task);
	if (!task) {
		task = calloc(1, sizeof *task);
		if (!task)
			return false;
		task->tid = tid;
		HASH_ADD(hh, deferred->tasks, tid, sizeof task->tid, task);
		if (task->lost) {
			free(task);
			return false;
		}
	}
	if (task->last)
		task->last->next = held;
	else
		task->first = held;
	task->last = held;
	return true;
}

/* The sample goes on, with these further numbers behind its chain. */
static enum status release(struct perf_data *data, struct held *held,
                           const struct sample_array *rest, struct error *err)
{
	struct deferred *deferred = data->deferred;
	struct waiting_sample *waiting = &held->waiting;
	struct sample_array *chain = &waiting->sample.chain;
	const size_t here = chain->count * 8, behind = rest ? rest->count * 8 : 0;
	waiting->task = tasks_get(&data->tasks, waiting->sample.pid, waiting->sample.tid);
	if (!waiting->task ||
	    !vector_reserve(&deferred->merged, &deferred->merged_capacity, here + behind + 1))
		return error_no_memory(err);
	memcpy(deferred->merged, held->chain, here);
	if (behind)
		memcpy(deferred->merged + here, rest->at, behind);
	*chain = (struct sample_array){deferred->merged, chain->count + (rest ? rest->count : 0)};
	data->counts.chains_missing += !rest;
	return perf_data_finish_sample(data, waiting, err);
}

/* All of a task; rest and cookie: of the record that came, NULL: none did. */
static enum status release_task(struct perf_data *data, struct held_task *task, uint64_t cookie,
                                const struct sample_array *rest, struct error *err)
{
	enum status status = STATUS_OK;
	for (struct held *held = task->first, *next; held; held = next) {
		next = held->next;
		data->deferred->bytes -= size_of(held);
		if (!status)
			status = release(data, held, held->cookie == cookie ? rest : NULL, err);
		free(held);
	}
	HASH_DEL(data->deferred->tasks, task);
	free(task);
	return status;
}

enum status deferred_flush(struct perf_data *data, struct error *err)
{
	struct held_task *task, *next;
	if (!data->deferred)
		return STATUS_OK;
	enum status status = unwinding_flush(data, err);
	HASH_ITER(hh, data->deferred->tasks, task, next)
		if (!status)
			status = release_task(data, task, 0, NULL, err);
	return status;
}

enum status deferred_hold(struct perf_data *data, const struct waiting_sample *waiting,
                          struct error *err)
{
	const struct perf_sample *sample = &waiting->sample;
	const size_t count = (size_t)sample->chain.count - 2;
	if (!data->deferred && !(data->deferred = calloc(1, sizeof *data->deferred)))
		return error_no_memory(err);
	struct held *held = malloc(sizeof *held + count * sizeof *held->chain);
	if (!held)
		return error_no_memory(err);
	*held = (struct held){
		.waiting = {.event = waiting->event, .period = waiting->period},
		.cookie = sample_number(&sample->chain, count + 1, data->file.header.big_endian),
	};
	held->waiting.sample = (struct perf_sample){
		.id = sample->id,
		.ip = sample->ip,
		.time = sample->time,
		.pid = sample->pid,
		.tid = sample->tid,
		.cpu = sample->cpu,
		.mode = sample->mode,
		.chain = {NULL, count},
	};
	memcpy(held->chain, sample->chain.at, count * sizeof *held->chain);
	if (!append(data->deferred, sample->tid, held)) {
		free(held);
		return error_no_memory(err);
	}
	data->deferred->bytes += size_of(held);
	return data->deferred->bytes <= BYTES_MOST ? STATUS_OK : deferred_flush(data, err);
}

enum status deferred_record(struct perf_data *data, const struct perf_event *event,
                            const struct record *record, struct error *err)
{
	const bool big = data->file.header.big_endian;
	struct bytes bytes = {record->at + RECORD_HEADER_SIZE, record->at + record->size, big,
	                      false};
	const uint64_t cookie = bytes_u64(&bytes), count = bytes_u64(&bytes);
	const struct sample_array rest = {
		bytes_take(&bytes, count <= RECORD_SIZE_MAX ? count * 8 : UINT64_MAX), count};
	const uint32_t tid = record_tid(event, record, big);
	struct held_task *task = NULL;
	if (bytes.bad)
		sink_malformed(data->sink, NULL, "a call chain that does not fit into its record",
		               46);
	else if (data->deferred)
		HASH_FIND(hh, data->deferred->tasks, &tid, sizeof tid, task);
	return task ? release_task(data, task, cookie, &rest, err) : STATUS_OK;
}

void deferred_free(struct perf_data *data)
{
	struct held_task *task, *next;
	if (!data->deferred)
		return;
	HASH_ITER(hh, data->deferred->tasks, task, next) {
		for (struct held *held = task->first, *behind; held; held = behind) {
			behind = held->next;
			free(held);
		}
		HASH_DEL(data->deferred->tasks, task);
		free(task);
	}
	free(data->deferred->merged);
	free(data->deferred);
	data->deferred = NULL;
}
