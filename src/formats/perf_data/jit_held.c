/* Samples with stack dumps of processes whose jitdumps are read when a pipe has ended: only then
 * can stacks be walked through code that was made at run time. Each waits with its dump, and with
 * the process' memory as it was. */
#include "formats/perf_data/unwind.h"

#include <stdlib.h>

enum {
	BYTES_MOST = 256 << 20 /* of samples that wait; what is more is unwound without the code */
};

struct jit_held {
	struct jit_held *next;
	struct waiting_sample waiting;
	struct task task;
	struct memory memory; /* the task's, its space a user's more */
	size_t before;        /* how many of jit.samples came earlier */
	uint8_t record[];
};

bool jit_held_wants(struct perf_data *data, const struct waiting_sample *waiting,
                    const struct record *record)
{
	struct jit *jit = &data->jit;
	if (!jit->late || !waiting->task->memory->jit)
		return false;
	if (jit->held_bytes + sizeof(struct jit_held) + record->size <= BYTES_MOST)
		return true;
	jit->not_held++;
	return false;
}

enum status jit_held_add(struct perf_data *data, const struct waiting_sample *waiting,
                         const struct record *record, struct error *err)
{
	struct jit *jit = &data->jit;
	/* with samples in order, those that wait to be unwound have to be counted too */
	enum status status = data->sink->options->keep_order ? unwinding_flush(data, err)
	                                                     : STATUS_OK;
	if (status)
		return status;
	struct jit_held *held = malloc(sizeof *held + record->size);
	if (!held)
		return error_no_memory(err);
	*held = (struct jit_held){.waiting = *waiting,
	                          .task = *waiting->task,
	                          .memory = *waiting->task->memory,
	                          .before = jit->sample_count};
	memcpy(held->record, record->at, record->size);
	struct record copy = *record;
	copy.at = held->record;
	/* it was parsed before: only where its parts are changes */
	sample_parse(waiting->event, &copy, data->file.header.big_endian, &held->waiting.sample);
	held->waiting.task = &held->task;
	held->task.memory = &held->memory;
	held->memory.space->users++;
	jit->held_bytes += sizeof *held + record->size;
	*(jit->held_last ? &jit->held_last->next : &jit->held_first) = held;
	jit->held_last = held;
	return STATUS_OK;
}

static void free_first(struct jit *jit)
{
	struct jit_held *held = jit->held_first;
	jit->held_first = held->next;
	if (!jit->held_first)
		jit->held_last = NULL;
	space_release(held->memory.space);
	free(held);
}

void jit_held_begin(struct jit *jit)
{
	for (struct jit_held *held = jit->held_first; held; held = held->next)
		space_forget(held->memory.space); /* what was late is known now */
}

enum status jit_held_finish(struct perf_data *data, size_t before, struct error *err)
{
	struct jit *jit = &data->jit;
	enum status status = STATUS_OK;
	while (!status && jit->held_first && jit->held_first->before <= before) {
		data->memo.count = 0;
		status = unwinding_now(data, &jit->held_first->waiting, err);
		free_first(jit);
	}
	return status;
}

void jit_held_free(struct jit *jit)
{
	while (jit->held_first)
		free_first(jit);
}
