#include "formats/firefox/thread.h"

#include "formats/thread_name.h"
#include "store/origins.h"

#include <stdlib.h>
#include <string.h>

enum { KNOWN_ROWS = 16 /* rows of stacks per sample: threads with fewer samples look stacks up */ };

static unsigned kind_of(void *context, uint32_t number, uint32_t sub)
{
	const struct firefox *file = context;
	if (number >= file->category_count)
		return 0;
	const struct category *category = &file->categories[number];
	return category->kind |
	       (sub != CELL_NONE && sub == category->inlined ? ORIGIN_INLINED : 0u);
}

static const struct weight_unit {
	const char *event, *unit;
	bool leads;
	unsigned power;
} units[] = {
	[WEIGHT_SAMPLES] = {"samples", "samples", true, 0},
	[WEIGHT_MS] = {"time", "ns", true, 6},
	[WEIGHT_BYTES] = {"bytes", "bytes", false, 0},
};

/* Names as in our own files (write/rows.h); without a process, the name is an event's. */
static enum status describe(struct firefox *file, const struct thread *thread,
                            struct put_sample *sample, struct error *err)
{
	const struct text text = buffer_as_text(&thread->name);
	const struct thread_name name = thread_name_parse(text, file->ours);
	const struct weight_unit *unit = &units[thread->samples.type];
	struct text event = {0};
	sample->comm = name.comm;
	sample->place = thread->place;
	if (name.form == THREAD_NAME_OURS) {
		sample->place = name.place;
		sample->place.life = thread->place.life;
		event = name.event;
	} else if (file->ours) {
		sample->place.known = 0;
		if (!thread->process.size)
			sample->comm = (struct text){0};
	} else if (!text.size) {
		sample->comm = buffer_as_text(&thread->process);
	}
	if (!sample->comm.size && name.form != THREAD_NAME_OURS)
		sample->comm.at = NULL;
	sample->event = event.size ? sink_event(file->sink, event.at, event.size)
	                           : sink_value(file->sink, unit->event, unit->unit, unit->leads);
	return sample->event == EVENT_NONE ? error_no_memory(err) : STATUS_OK;
}

struct putting_thread {
	struct firefox *file;
	struct thread *thread;
	struct tables *tables;
	struct frame_context context;
	struct put_sample sample;
	uint32_t *known; /* for each row of the stacks: its id in the sink; NULL: not kept */
	struct error *err;
};

/* A weight of the thread in the sink's unit. */
static enum status convert(const struct putting_thread *p, uint64_t sum, struct decimal *weight)
{
	const struct weights *weights = &p->thread->samples.weights;
	const unsigned power = units[p->thread->samples.type].power;
	number_wide value = sum;
	unsigned places = weights->places;
	bool exact = true;
	if (power) {
		value = number_round(value * number_power10(power), places, &exact);
		places = 0;
	}
	while (places && value % 10 == 0) {
		value /= 10;
		places--;
	}
	*weight = (struct decimal){(uint64_t)value, places};
	return value <= UINT64_MAX ? STATUS_OK
	                           : error_set(p->err, STATUS_FAILED,
	                                       "%s: a weight does not fit 64 bits", p->file->input);
}

/* Puts samples of one row of the stacks; CELL_NONE: without frames, for time in which
 * nothing ran. */
static enum status put(struct putting_thread *p, uint32_t stack, uint64_t sum, uint64_t count)
{
	struct firefox *file = p->file;
	struct put_sample *sample = &p->sample;
	bool found = true;
	enum status status = convert(p, sum, &sample->weight);
	sample->depth = 0;
	sample->known = p->known && stack < p->tables->columns[STACK_FRAME].count ? &p->known[stack]
	                                                                          : NULL;
	const bool known = sample->known && *sample->known != STACK_NONE;
	if (known)
		sample->depth = 1; /* at least */
	else if (!status && stack != CELL_NONE)
		status = tables_stack(p->tables, &p->context, stack, &sample->depth, &found,
		                      p->err);
	if (status)
		return status;
	if (!found) {
		file->bad_stacks += count;
		return STATUS_OK;
	}
	sample->frames = p->tables->stack;
	if (!sample->depth)
		sample->weight = (struct decimal){0, 0};
	status = put_sample(&file->putting, sample, p->err);
	if (!status && !file->sink->profiled && sample->weight.value)
		sink_sum(file->sink, sample->event, count, sample->weight);
	return status;
}

static enum status put_each(struct putting_thread *p)
{
	const struct samples_read *samples = &p->thread->samples;
	const struct column *stacks = &p->thread->tables.columns[SAMPLE_STACK];
	const size_t rows = p->tables->columns[STACK_FRAME].count;
	enum status status = STATUS_OK;
	if (rows / KNOWN_ROWS <= stacks->count) {
		p->known = malloc((rows + 1) * sizeof *p->known);
		if (!p->known)
			return error_no_memory(p->err);
		memset(p->known, 0xff, rows * sizeof *p->known); /* STACK_NONE */
	}
	for (size_t i = 0; !status && i < stacks->count; i++) {
		p->sample.place.known &= ~(unsigned)PLACE_TIME;
		if (i < samples->time_count) {
			p->sample.place.known |= PLACE_TIME;
			p->sample.place.time = samples->times[i];
		}
		status = put(p, stacks->items[i], weights_get(&samples->weights, i), 1);
	}
	free(p->known);
	p->known = NULL;
	return status;
}

struct sum {
	uint64_t weight, count;
};

static enum status add_up(struct putting_thread *p, struct sum *sums, size_t rows)
{
	const struct samples_read *samples = &p->thread->samples;
	const struct column *stacks = &p->thread->tables.columns[SAMPLE_STACK];
	enum status status = STATUS_OK;
	for (size_t i = 0; !status && i < stacks->count; i++) {
		const uint32_t stack = stacks->items[i];
		const uint64_t weight = weights_get(&samples->weights, i);
		if (stack >= rows) {
			status = put(p, stack, weight, 1);
			continue;
		}
		sums[stack].count++;
		if (__builtin_add_overflow(sums[stack].weight, weight, &sums[stack].weight))
			status = error_set(p->err, STATUS_FAILED,
			                   "%s: a sum of weights does not fit 64 bits",
			                   p->file->input);
	}
	return status;
}

static enum status put_sums(struct putting_thread *p)
{
	const size_t rows = p->tables->columns[STACK_FRAME].count;
	struct sum *sums = calloc(rows + 1, sizeof *sums);
	enum status status = sums ? add_up(p, sums, rows) : error_no_memory(p->err);
	for (size_t i = 0; !status && i < rows; i++)
		if (sums[i].count)
			status = put(p, (uint32_t)i, sums[i].weight, sums[i].count);
	free(sums);
	return status;
}

bool thread_has_tables(const struct thread *thread)
{
	return thread->tables.columns[STACK_FRAME].count;
}

void thread_free(struct thread *thread)
{
	tables_free(&thread->tables);
	samples_read_free(&thread->samples);
	buffer_free(&thread->name);
	buffer_free(&thread->process);
}

enum status thread_put(struct firefox *file, struct thread *thread, struct error *err)
{
	struct putting_thread p = {
		.file = file,
		.thread = thread,
		.tables = thread_has_tables(thread) ? &thread->tables : &file->shared,
		.context = {&file->putting, &file->libraries, kind_of, file, file->ours},
		.err = err,
	};
	enum status status = STATUS_OK;
	if (thread->tables.columns[SAMPLE_STACK].count)
		status = describe(file, thread, &p.sample, err);
	if (!status)
		status = file->each ? put_each(&p) : put_sums(&p);
	thread_free(thread);
	thread->done = true;
	return status;
}
