/* pprof: a gzip-compressed message of Protocol Buffers; pprof.proto has its fields, and what they
 * mean is in https://github.com/google/pprof/tree/main/proto. Samples with the same stack, thread
 * and labels are added up. Each event is a sample type with its unit, and where times are known,
 * "samples" counts them:
 *
 *     sample_type {samples count} {cpu-clock nanoseconds}
 *     sample {location_id 3 2 1, value 12, 12036108, label comm=app, thread="app 12/12", pid, tid}
 *
 * Messages of this encoding may be written one after the other, and are read as one: repeated
 * fields add up. So the profile is written as many small ones, and none is ever held as a whole. */
#include "write/writer.h"

#include "config.h"

#ifdef HAVE_PROTOBUF_C

#include "base/escape.h"
#include "base/rows.h"
#include "base/number.h"
#include "base/vector.h"
#include "write/pprof.pb-c.h"
#include "write/rows.h"

#include <stdlib.h>
#include <string.h>

/* What samples that are added up have in common; no padding. */
struct pprof_key {
	uint32_t stack, task, labels;
};

/* Of one event, in a row of the above. */
struct pprof_value {
	uint64_t samples;
	number_wide weight; /* in units of 10^-places */
};

/* How an event's weights are written. */
struct pprof_event {
	unsigned places;    /* the most that a weight of it has */
	number_wide factor; /* units written in one of the event's own */
	const char *unit;
	uint64_t same;  /* the weight that all its samples have, ... */
	bool different; /* ... unless they differ */
};

/* Texts get their numbers in string_table as they are first used; the empty one is 0. */
struct pprof {
	struct output *output;
	const struct written_rows *rows;
	struct rows keys;           /* struct pprof_key */
	struct pprof_value *values; /* event_count for each key */
	size_t value_capacity;
	struct pprof_event *events;
	struct frames texts;
	size_t texts_written;
	struct buffer scratch;
	bool failed; /* without memory */
};

/* ---- the encoding ---- */

struct sink_of_bytes {
	ProtobufCBuffer base;
	struct output *output;
};

static void append_bytes(ProtobufCBuffer *buffer, size_t size, const uint8_t *bytes)
{
	output_write(((struct sink_of_bytes *)buffer)->output, bytes, size);
}

/* Writes a part of the profile. */
static void put(struct pprof *p, const Stackfold__Pprof__Profile *part)
{
	struct sink_of_bytes sink = {{append_bytes}, p->output};
	protobuf_c_message_pack_to_buffer(&part->base, &sink.base);
}

/* The number of a text. */
static int64_t text_number(struct pprof *p, const char *text, size_t size)
{
	if (!utf8_is_valid(text, size)) {
		p->scratch.size = 0;
		utf8_append_valid(&p->scratch, text, size);
		text = p->scratch.data;
		size = p->scratch.size;
		p->failed |= p->scratch.failed;
	}
	uint32_t id = p->failed ? FRAME_NONE : frames_intern(&p->texts, text, size);
	p->failed |= id == FRAME_NONE;
	return p->failed ? 0 : id;
}

static int64_t string_number(struct pprof *p, const char *text)
{
	return text_number(p, text, strlen(text));
}

/* Writes the texts that are new. */
static void put_texts(struct pprof *p)
{
	for (; p->texts_written < p->texts.count; p->texts_written++) {
		const struct frame *text = &p->texts.items[p->texts_written];
		ProtobufCBinaryData bytes = {text->size, (uint8_t *)(uintptr_t)text->name};
		Stackfold__Pprof__Profile part = STACKFOLD__PPROF__PROFILE__INIT;
		part.n_string_table = 1;
		part.string_table = &bytes;
		put(p, &part);
	}
}

/* ---- adding up ---- */

/* pprof's word for a unit. Weights are whole numbers there: times that have decimals become
 * nanoseconds. */
static void choose_unit(struct pprof_event *event, const char *unit)
{
	static const struct {
		const char *unit, *word;
		unsigned power; /* nanoseconds in it, as a power of ten */
	} times[] = {{"ns", "nanoseconds", 0},
	             {"us", "microseconds", 3},
	             {"ms", "milliseconds", 6},
	             {"s", "seconds", 9}};
	event->factor = 1;
	event->unit = strcmp(unit, "samples") == 0 ? "count" : unit;
	for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
		if (strcmp(unit, times[i].unit) != 0)
			continue;
		event->unit = event->places ? "nanoseconds" : times[i].word;
		event->factor = event->places ? number_power10(times[i].power) : 1;
	}
}

static void look_at_events(struct pprof *p)
{
	const size_t count = p->rows->count;
	for (size_t i = 0; i < count; i++) {
		const struct sample row = written_row(p->rows, i);
		struct pprof_event *event = &p->events[row.event];
		if (row.weight.places > event->places)
			event->places = row.weight.places;
		if (!event->same)
			event->same = row.weight.value;
		event->different |= event->same != row.weight.value;
	}
	for (size_t e = 0; e < p->rows->event_count; e++)
		choose_unit(&p->events[e], written_event(p->rows, (uint32_t)e).unit);
}

static bool add_row(struct pprof *p, const struct sample *row)
{
	const size_t events = p->rows->event_count;
	const struct pprof_key key = {row->stack, row->task, row->labels};
	const size_t known = p->keys.count;
	uint32_t id = rows_intern(&p->keys, &key, sizeof key);
	if (id == ROW_NONE ||
	    !vector_reserve(&p->values, &p->value_capacity, (id + (size_t)1) * events))
		return false;
	if (p->keys.count > known)
		memset(p->values + id * events, 0, events * sizeof *p->values);
	struct pprof_value *value = &p->values[id * events + row->event];
	value->samples++;
	value->weight += (number_wide)row->weight.value *
	                 number_power10(p->events[row->event].places - row->weight.places);
	return true;
}

static bool add_up(struct pprof *p)
{
	for (size_t i = 0; i < p->rows->count; i++) {
		const struct sample row = written_row(p->rows, i);
		if (!add_row(p, &row))
			return false;
	}
	return true;
}

/* ---- what samples refer to ---- */

static void put_types(struct pprof *p)
{
	Stackfold__Pprof__Profile part = STACKFOLD__PPROF__PROFILE__INIT;
	Stackfold__Pprof__ValueType type = STACKFOLD__PPROF__VALUE_TYPE__INIT;
	Stackfold__Pprof__ValueType *types[] = {&type};
	text_number(p, "", 0);
	part.n_sample_type = 1;
	part.sample_type = types;
	if (p->rows->each) {
		type.type = string_number(p, "samples");
		type.unit = string_number(p, "count");
		put(p, &part);
	}
	for (size_t e = 0; e < p->rows->event_count; e++) {
		type.type = string_number(p, written_event(p->rows, (uint32_t)e).name);
		type.unit = string_number(p, p->events[e].unit);
		put(p, &part);
	}
}

/* How far samples are apart, and how long the recording is. */
static void put_times(struct pprof *p)
{
	Stackfold__Pprof__Profile part = STACKFOLD__PPROF__PROFILE__INIT;
	Stackfold__Pprof__ValueType type = STACKFOLD__PPROF__VALUE_TYPE__INIT;
	const struct written_rows *rows = p->rows;
	const struct pprof_event *event = &p->events[0];
	const char *name = written_event(rows, 0).name;
	if (rows->each && rows->event_count == 1 && !event->different && !event->places &&
	    event->same <= INT64_MAX) {
		type.type = string_number(p, name);
		type.unit = string_number(p, event->unit);
		part.period_type = &type;
		part.period = (int64_t)event->same;
	}
	uint64_t first = rows->count ? written_row(rows, 0).time : SAMPLE_NO_TIME;
	uint64_t last = first;
	for (size_t i = rows->count; i-- && first != SAMPLE_NO_TIME;)
		if ((last = written_row(rows, i).time) != SAMPLE_NO_TIME)
			break;
	if (last - first <= INT64_MAX)
		part.duration_nanos = (int64_t)(last - first);
	part.default_sample_type = string_number(p, name);
	put(p, &part);
}

/* The number of the module that is called as a process is, of which the kernel keeps 15 bytes;
 * WRITTEN_NONE: there is none. */
static uint32_t module_called(const struct written_rows *rows, const struct frame *comm)
{
	enum { COMM_SIZE = 15 };
	const struct frames *modules = &rows->profile->facts.origins.modules;
	if (comm->size < COMM_SIZE) {
		const uint32_t id = frames_find(modules, comm->name, comm->size);
		return id == FRAME_NONE ? WRITTEN_NONE : rows->modules.number[id];
	}
	for (uint32_t i = 0; i < rows->modules.count; i++) {
		const struct frame *module = &modules->items[rows->modules.items[i]];
		if (module->size >= COMM_SIZE && memcmp(module->name, comm->name, COMM_SIZE) == 0)
			return i;
	}
	return WRITTEN_NONE;
}

/* The number of the program's own module, which pprof takes the first one for: that of the
 * first thread that is called as a module. */
static size_t main_module(const struct pprof *p)
{
	enum { TASKS_MOST = 1000 }; /* a name of 15 bytes costs a look at all modules */
	const struct samples *samples = p->rows->samples;
	const size_t tasks = samples ? samples->tasks.count : 0;
	for (uint32_t i = 0; i < tasks && i < TASKS_MOST; i++) {
		const struct sample_task *task = samples_task(samples, i);
		if (task->comm == SAMPLE_NONE)
			continue;
		const uint32_t module = module_called(p->rows, &samples->names.items[task->comm]);
		if (module != WRITTEN_NONE)
			return module;
	}
	return 0;
}

static void put_module(struct pprof *p, size_t number)
{
	const struct frames *modules = &p->rows->profile->facts.origins.modules;
	const struct frame *module = &modules->items[p->rows->modules.items[number]];
	Stackfold__Pprof__Profile part = STACKFOLD__PPROF__PROFILE__INIT;
	Stackfold__Pprof__Mapping mapping = STACKFOLD__PPROF__MAPPING__INIT;
	Stackfold__Pprof__Mapping *mappings[] = {&mapping};
	mapping.id = number + 1;
	mapping.filename = text_number(p, module->name, module->size);
	mapping.has_functions = true;
	part.n_mapping = 1;
	part.mapping = mappings;
	put(p, &part);
}

static void put_modules(struct pprof *p)
{
	const size_t first = main_module(p);
	if (first < p->rows->modules.count)
		put_module(p, first);
	for (size_t i = 0; i < p->rows->modules.count; i++)
		if (i != first)
			put_module(p, i);
}

/* A function and a location for each frame, with the same number. */
static void put_frames(struct pprof *p)
{
	for (size_t i = 0; i < p->rows->frames.count; i++) {
		const struct frame *frame = written_frame(p->rows, i);
		const uint32_t module = written_module(p->rows, i);
		Stackfold__Pprof__Profile part = STACKFOLD__PPROF__PROFILE__INIT;
		Stackfold__Pprof__Function function = STACKFOLD__PPROF__FUNCTION__INIT;
		Stackfold__Pprof__Function *functions[] = {&function};
		Stackfold__Pprof__Location location = STACKFOLD__PPROF__LOCATION__INIT;
		Stackfold__Pprof__Location *locations[] = {&location};
		Stackfold__Pprof__Line line = STACKFOLD__PPROF__LINE__INIT;
		Stackfold__Pprof__Line *lines[] = {&line};
		function.id = location.id = line.function_id = i + 1;
		function.name = text_number(p, frame->name, frame->size);
		function.system_name = function.name;
		location.mapping_id = module == WRITTEN_NONE ? 0 : module + (uint64_t)1;
		location.n_line = 1;
		location.line = lines;
		part.n_function = 1;
		part.function = functions;
		part.n_location = 1;
		part.location = locations;
		put(p, &part);
	}
}

/* ---- samples ---- */

/* What a sample's message points to; reused from sample to sample. */
struct pprof_sample {
	uint64_t *locations;
	int64_t *values;
	Stackfold__Pprof__Label *labels, **label_list;
	size_t location_capacity, value_capacity, label_capacity, list_capacity;
	size_t label_count;
	struct buffer name;
};

static Stackfold__Pprof__Label *add_label(struct pprof *p, struct pprof_sample *s, const char *key)
{
	if (!vector_reserve(&s->labels, &s->label_capacity, s->label_count + 1)) {
		p->failed = true;
		return NULL;
	}
	Stackfold__Pprof__Label *label = &s->labels[s->label_count++];
	stackfold__pprof__label__init(label);
	label->key = string_number(p, key);
	return label;
}

static void add_text_label(struct pprof *p, struct pprof_sample *s, const char *key,
                           const char *text, size_t size)
{
	Stackfold__Pprof__Label *label = add_label(p, s, key);
	if (label)
		label->str = text_number(p, text, size);
}

static void add_number_label(struct pprof *p, struct pprof_sample *s, const char *key,
                             int64_t number, const char *unit)
{
	Stackfold__Pprof__Label *label = add_label(p, s, key);
	if (label) {
		label->num = number;
		label->num_unit = unit ? string_number(p, unit) : 0;
	}
}

static void add_task_labels(struct pprof *p, struct pprof_sample *s, const struct sample_task *task)
{
	const struct samples *samples = p->rows->samples;
	const struct sample_thread *thread = samples_thread(samples, task->thread);
	const char *comm = samples_name(samples, task->comm);
	if (comm)
		add_text_label(p, s, "comm", comm, strlen(comm));
	if (sample_id_known(thread->tid)) {
		s->name.size = 0;
		buffer_printf(&s->name, "%s %u", comm ? comm : "thread", thread->tid);
		p->failed |= s->name.failed;
		add_text_label(p, s, "thread", s->name.data ? s->name.data : "", s->name.size);
	}
	if (sample_id_known(thread->pid))
		add_number_label(p, s, "pid", thread->pid, NULL);
	if (sample_id_known(thread->tid))
		add_number_label(p, s, "tid", thread->tid, NULL);
}

static void add_labels(struct pprof *p, struct pprof_sample *s, const struct pprof_key *key)
{
	const struct samples *samples = p->rows->samples;
	const struct sample_task *task = written_task(p->rows, key->task);
	s->label_count = 0;
	if (task)
		add_task_labels(p, s, task);
	const struct label_set set = samples ? labels_of(&samples->labels, key->labels)
	                                     : (struct label_set){0};
	for (uint32_t i = 0; i < set.count; i++) {
		const struct label *label = &set.items[i];
		const char *name = samples_name(samples, label->key);
		if (label->text == LABEL_NONE)
			add_number_label(p, s, name, label->number,
			                 samples_name(samples, label->unit));
		else
			add_text_label(p, s, name, samples->names.items[label->text].name,
			               samples->names.items[label->text].size);
	}
}

/* Makes room for a sample of that depth. */
static bool reserve(struct pprof *p, struct pprof_sample *s, size_t depth)
{
	return vector_reserve(&s->locations, &s->location_capacity, depth) &&
	       vector_reserve(&s->values, &s->value_capacity, p->rows->event_count + 1) &&
	       vector_reserve(&s->label_list, &s->list_capacity, s->label_count + 1);
}

/* A sum in what pprof holds. */
static enum status whole(const struct pprof_event *event, number_wide weight, int64_t *value,
                         struct error *err)
{
	bool exact = true;
	number_wide scaled;
	if (__builtin_mul_overflow(weight, event->factor, &scaled) ||
	    (scaled = number_round(scaled, event->places, &exact)) > INT64_MAX)
		return error_set(err, STATUS_FAILED,
		                 "pprof holds weights below 2^63 only, and a sum is larger");
	*value = (int64_t)scaled;
	return STATUS_OK;
}

static enum status put_sample(struct pprof *p, struct pprof_sample *s, size_t id, struct error *err)
{
	const struct written_rows *rows = p->rows;
	const struct pprof_key *key = (const struct pprof_key *)p->keys.items + id;
	const struct stack *stack = &rows->profile->stacks.items[key->stack];
	Stackfold__Pprof__Profile part = STACKFOLD__PPROF__PROFILE__INIT;
	Stackfold__Pprof__Sample sample = STACKFOLD__PPROF__SAMPLE__INIT;
	Stackfold__Pprof__Sample *list[] = {&sample};
	add_labels(p, s, key);
	if (p->failed || !reserve(p, s, stack->depth))
		return error_no_memory(err);
	put_texts(p);
	for (uint32_t d = 0; d < stack->depth; d++)
		s->locations[d] = rows->frames.number[stack->frames[stack->depth - 1 - d]] +
		                  (uint64_t)1;
	uint64_t samples = 0;
	size_t count = rows->each ? 1 : 0;
	enum status status = STATUS_OK;
	for (size_t e = 0; !status && e < rows->event_count; e++) {
		const struct pprof_value *value = &p->values[id * rows->event_count + e];
		samples += value->samples;
		status = whole(&p->events[e], value->weight, &s->values[count++], err);
	}
	if (p->rows->each)
		s->values[0] = (int64_t)samples;
	for (size_t i = 0; i < s->label_count; i++)
		s->label_list[i] = &s->labels[i];
	sample.n_location_id = stack->depth;
	sample.location_id = s->locations;
	sample.n_value = count;
	sample.value = s->values;
	sample.n_label = s->label_count;
	sample.label = s->label_list;
	part.n_sample = 1;
	part.sample = list;
	if (!status)
		put(p, &part);
	return status;
}

static enum status put_samples(struct pprof *p, struct error *err)
{
	struct pprof_sample s = {0};
	enum status status = STATUS_OK;
	for (size_t i = 0; !status && i < p->keys.count; i++)
		status = put_sample(p, &s, i, err);
	free(s.locations);
	free(s.values);
	free(s.labels);
	free(s.label_list);
	buffer_free(&s.name);
	return status;
}

/* ---- the whole ---- */

static enum status write_all(struct pprof *p, struct error *err)
{
	p->events = calloc(p->rows->event_count + 1, sizeof *p->events);
	if (!p->events)
		return error_no_memory(err);
	look_at_events(p);
	if (!add_up(p))
		return error_no_memory(err);
	put_types(p);
	put_times(p);
	put_modules(p);
	put_frames(p);
	put_texts(p);
	enum status status = p->failed ? error_no_memory(err) : put_samples(p, err);
	put_texts(p);
	return status;
}

static enum status write_pprof(const struct profile *profile, bool plain, struct output *output,
                               struct error *err)
{
	struct written_rows rows;
	(void)plain;
	enum status status = written_rows_init(&rows, profile, err);
	if (status)
		return status;
	struct pprof p = {.output = output, .rows = &rows};
	status = write_all(&p, err);
	rows_free(&p.keys);
	free(p.values);
	free(p.events);
	frames_free(&p.texts);
	buffer_free(&p.scratch);
	written_rows_free(&rows);
	return status;
}

#define WRITE write_pprof
#define AVAILABLE true
#else
#define WRITE NULL
#define AVAILABLE false
#endif

const struct writer writer_pprof = {
	.name = "pprof",
	.endings = ".pb.gz .pprof .pprof.gz .pb",
	.available = AVAILABLE,
	.samples = true,
	.gzip = true,
	.write = WRITE,
};
