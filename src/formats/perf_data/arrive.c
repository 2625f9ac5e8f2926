#include "formats/perf_data/arrive.h"

#include "base/text.h"

static struct sample_place place_of(const struct sink *sink, const struct perf_event *event,
                                    const struct perf_sample *sample, const struct task *task)
{
	uint64_t type = event->sample_type;
	struct sample_place place = {
		.pid = sample->pid,
		.tid = sample->tid,
		.cpu = sample->cpu,
		.time = sample->time,
	};
	if (!sink->places)
		return place;
	place.life = task->memory->life;
	place.known = (type & PERF_SAMPLE_TID ? PLACE_PID | PLACE_TID : 0) |
	              (type & PERF_SAMPLE_CPU ? PLACE_CPU : 0) |
	              (type & PERF_SAMPLE_TIME ? PLACE_TIME : 0);
	return place;
}

/* A sample of an event, with its weight. */
static enum status add_sample(struct arrivals *arrivals, struct perf_event *event,
                              const struct record *record, const struct perf_sample *sample,
                              uint64_t period, struct error *err)
{
	struct sink *sink = arrivals->sink;
	struct task *task = tasks_get(arrivals->tasks, sample->pid, sample->tid);
	if (!task)
		return error_no_memory(err);
	if (event->sink_event == UINT32_MAX) {
		const char *name = event_name(event);
		event->sink_event = name ? sink_event(sink, name, strlen(name)) : EVENT_NONE;
	}
	if (event->sink_event == EVENT_NONE)
		return error_no_memory(err);
	struct process process = task_process(task);
	const struct sample_place place = place_of(sink, event, sample, task);
	process.place = &place;
	if (!sink_begin(sink, event->sink_event, &process))
		return STATUS_OK;
	struct pending_sample pending = {.event = event,
	                                 .task = task,
	                                 .sample = *sample,
	                                 .period = period,
	                                 .about = sink->about};
	return arrivals->next(arrivals->context, &pending, record, err);
}

/* A context switch or a wake-up, which is passed on if its stack is needed. */
static enum status add_switch(struct arrivals *arrivals, struct perf_event *event,
                              const struct record *record, const struct perf_sample *sample,
                              struct error *err)
{
	const struct sched_fields *fields = &event->sched;
	const bool big = arrivals->header->big_endian;
	struct sched_switch change = {.time = sample->time, .cpu = sample->cpu};
	uint32_t tid = 0;
	uint64_t ticket = SCHED_NO_TICKET;
	struct task *task = tasks_get(arrivals->tasks, sample->pid, sample->tid);
	if (!task)
		return error_no_memory(err);
	if (!(event->sample_type & PERF_SAMPLE_TIME) ||
	    !(fields->kind == SCHED_SWITCH
	              ? sched_fields_switch(fields, sample->raw, sample->raw_size, big, &change)
	              : sched_fields_tid(fields, sample->raw, sample->raw_size, big, &tid))) {
		sink_malformed(arrivals->sink, NULL,
		               TEXT_AND_SIZE("a context switch without its fields or time"));
		return STATUS_OK;
	}
	enum status status = STATUS_OK;
	if (fields->kind == SCHED_NEW) {
		sched_started(arrivals->sched, tid);
	} else if (fields->kind == SCHED_WAKEUP) {
		sched_woken(arrivals->sched, tid, sample->time, &ticket);
	} else {
		struct process process = task_process(task);
		const struct sample_place place = place_of(arrivals->sink, event, sample, task);
		process.place = &place;
		status = sched_switched(arrivals->sched, &change, &process, &ticket, err);
	}
	event->sink_event = arrivals->sched->event;
	event->tickets = true;
	struct pending_sample pending = {
		.event = event, .task = task, .sample = *sample, .period = ticket};
	return status || ticket == SCHED_NO_TICKET
	               ? status
	               : arrivals->next(arrivals->context, &pending, record, err);
}

/* A sample with the values of counters counts for each counter that increased since the previous
 * sample. */
static enum status add_value(struct arrivals *arrivals, const struct record *record,
                             const struct perf_sample *sample, uint64_t id, uint64_t value,
                             struct error *err)
{
	uint64_t *previous = NULL;
	struct perf_event *event = events_by_id(&arrivals->header->events, id, &previous);
	if (!event) {
		arrivals->unknown_id++;
		return STATUS_OK;
	}
	uint64_t period = value - *previous;
	*previous = value;
	if (period)
		return add_sample(arrivals, event, record, sample, period, err);
	arrivals->unmoved++;
	return STATUS_OK;
}

enum status arrive(struct arrivals *arrivals, struct perf_event *event, const struct record *record,
                   struct error *err)
{
	bool big = arrivals->header->big_endian;
	struct perf_sample sample;
	if (!event) {
		arrivals->unknown_id++;
		return STATUS_OK;
	}
	if (!sample_parse(event, record, big, &sample)) {
		sink_malformed(arrivals->sink, NULL,
		               TEXT_AND_SIZE("a sample larger than its record"));
		return STATUS_OK;
	}
	if (sample.mode == PERF_RECORD_MISC_GUEST_KERNEL ||
	    sample.mode == PERF_RECORD_MISC_GUEST_USER) {
		arrivals->guest++;
		return STATUS_OK;
	}
	if (arrivals->sched && event->sched.kind)
		return add_switch(arrivals, event, record, &sample, err);
	if (!(event->sample_type & PERF_SAMPLE_READ) || !(event->read_format & PERF_FORMAT_ID))
		return add_sample(arrivals, event, record, &sample, sample.period, err);
	if (!(event->read_format & PERF_FORMAT_GROUP))
		return add_value(arrivals, record, &sample, sample.value_id, sample.value, err);
	uint64_t step = event->read_format & PERF_FORMAT_LOST ? 3 : 2;
	enum status status = STATUS_OK;
	for (uint64_t i = 0; !status && i + step <= sample.values.count; i += step)
		status = add_value(arrivals, record, &sample,
		                   sample_number(&sample.values, i + 1, big),
		                   sample_number(&sample.values, i, big), err);
	return status;
}
