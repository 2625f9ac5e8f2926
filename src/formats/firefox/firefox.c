/* The Firefox Profiler's processed profiles (samply, CPython, Firefox, fold-stacks --to firefox):
 * src/types/profile.ts and docs-developer/CHANGELOG-formats.md in its source. One JSON object:
 *
 *     {"meta": {"preprocessedProfileVersion": 70, "interval": 1, "categories": [...], ...},
 *      "libs": [{"name": "libc.so.6"}],
 *      "shared": {"stringArray": [...], "funcTable": {...}, "frameTable": {...}, "stackTable":
 *                 {"frame": [0, 1], "prefixOffset": [0, 1], "length": 2}},
 *      "threads": [{"name": "app", "pid": "12", "tid": 12, "samples": {"stack": [1, null],
 *                   "time": [0, 1.5], "weight": null, "weightType": "samples"}}]}
 *
 * Before version 60 each thread has its own tables. What Firefox itself writes ("gecko") has rows
 * in place of columns, {"schema": {"prefix": 0, "frame": 1}, "data": [[null, 0], [0, 1]]}, frames
 * with their texts, and other processes in "processes".
 *
 * A thread is put into the sink as soon as its tables are there; what is kept until then are its
 * columns. Where samples are not kept one by one, sums by row of the stacks are put. */
#include "config.h"

#include "base/vector.h"
#include "formats/firefox/samples.h"
#include "formats/firefox/tables.h"
#include "formats/thread_name.h"
#include "read/options.h"
#include "read/reader.h"
#include "store/frames.h"
#include "store/origins.h"

#include <stdlib.h>

struct thread {
	struct tables tables;
	struct samples_read samples;
	struct buffer name, process;
	struct sample_place place;
	bool done; /* in the sink */
};

struct category {
	unsigned kind;
	uint32_t inlined; /* the subcategory that says so, CELL_NONE: none does */
	uint32_t subs;
};

struct firefox {
	struct table_reading reading; /* first: the shapes of tables get it */
	struct sink *sink;
	struct putting putting;
	const char *input;
	bool each; /* samples are put one by one */
	struct tables shared, libraries;
	bool has_meta, has_shared, ours;
	struct category *categories;
	size_t category_count, category_capacity;
	struct thread *threads;
	size_t thread_count, thread_capacity;
	uint32_t positions[2]; /* of stack and time in rows of samples */
	uint64_t bad_stacks, bad_weights;
};

static struct thread *thread_of(struct firefox *file)
{
	return &file->threads[file->thread_count - 1];
}

/* ---- meta, libs ---- */

static enum status end_meta(void *context, const struct json_place *place)
{
	(void)place;
	((struct firefox *)context)->has_meta = true;
	return STATUS_OK;
}

static enum status take_product(void *context, const struct json_place *place,
                                const struct json_value *value)
{
	struct firefox *file = context;
	(void)place;
	file->ours = value->type == JSON_TEXT && text_is(value->text, PACKAGE_NAME);
	return STATUS_OK;
}

static enum status begin_categories(void *context, const struct json_place *place)
{
	(void)place;
	((struct firefox *)context)->category_count = 0;
	return STATUS_OK;
}

static enum status begin_category(void *context, const struct json_place *place)
{
	struct firefox *file = context;
	if (!vector_reserve(&file->categories, &file->category_capacity, file->category_count + 1))
		return error_no_memory(place->err);
	file->categories[file->category_count++] = (struct category){.inlined = CELL_NONE};
	return STATUS_OK;
}

static enum status take_category(void *context, const struct json_place *place,
                                 const struct json_value *value)
{
	static const struct {
		const char *name;
		unsigned kind;
	} kinds[] = {
		{"Kernel", ORIGIN_KERNEL}, {"User", ORIGIN_USER}, {"Native", ORIGIN_USER},
		{"Regular", ORIGIN_USER},  {"JIT", ORIGIN_JIT},   {"JS", ORIGIN_JIT},
	};
	struct firefox *file = context;
	(void)place;
	for (size_t i = 0; value->type == JSON_TEXT && i < sizeof kinds / sizeof *kinds; i++)
		if (text_is(value->text, kinds[i].name))
			file->categories[file->category_count - 1].kind = kinds[i].kind;
	return STATUS_OK;
}

static enum status take_subcategory(void *context, const struct json_place *place,
                                    const struct json_value *value)
{
	struct firefox *file = context;
	struct category *category = &file->categories[file->category_count - 1];
	(void)place;
	if (value->type == JSON_TEXT && text_is(value->text, "Inlined"))
		category->inlined = category->subs;
	category->subs++;
	return STATUS_OK;
}

static unsigned kind_of(void *context, uint32_t number, uint32_t sub)
{
	const struct firefox *file = context;
	if (number >= file->category_count)
		return 0;
	const struct category *category = &file->categories[number];
	return category->kind |
	       (sub != CELL_NONE && sub == category->inlined ? ORIGIN_INLINED : 0u);
}

static enum status begin_libs(void *context, const struct json_place *place)
{
	(void)place;
	tables_free(&((struct firefox *)context)->libraries);
	return STATUS_OK;
}

static enum status take_lib(void *context, const struct json_place *place,
                            const struct json_value *value)
{
	struct tables *libraries = &((struct firefox *)context)->libraries;
	const struct text name = {value->text.at, value->type == JSON_TEXT ? value->text.size : 0};
	return tables_add_string(libraries, name) ? STATUS_OK : error_no_memory(place->err);
}

/* ---- threads ---- */

static enum status begin_thread(void *context, const struct json_place *place)
{
	struct firefox *file = context;
	if (!vector_reserve(&file->threads, &file->thread_capacity, file->thread_count + 1))
		return error_no_memory(place->err);
	file->threads[file->thread_count++] = (struct thread){0};
	file->reading.tables = &thread_of(file)->tables;
	return STATUS_OK;
}

static enum status take_name(void *context, const struct json_place *place,
                             const struct json_value *value)
{
	return json_text_value(&thread_of(context)->name, place, value);
}

static enum status take_process(void *context, const struct json_place *place,
                                const struct json_value *value)
{
	return json_text_value(&thread_of(context)->process, place, value);
}

/* 12, "12" or "12.1": the number was used before. False for any other value. */
static bool take_id(const struct json_value *value, uint32_t *id, uint32_t *life)
{
	struct json_value number = *value;
	const char *point = number.text.size ? memchr(number.text.at, '.', number.text.size) : NULL;
	struct json_value after = {.type = JSON_NUMBER};
	if (value->type != JSON_NUMBER && value->type != JSON_TEXT)
		return false;
	number.type = JSON_NUMBER;
	if (point) {
		number.text.size = (size_t)(point - number.text.at);
		after.text = text_from(value->text, number.text.size + 1);
		if (!json_index(&after, life))
			*life = 0;
	}
	return json_index(&number, id);
}

static enum status take_pid(void *context, const struct json_place *place,
                            const struct json_value *value)
{
	struct sample_place *at = &thread_of(context)->place;
	(void)place;
	if (take_id(value, &at->pid, &at->life))
		at->known |= PLACE_PID;
	return STATUS_OK;
}

static enum status take_tid(void *context, const struct json_place *place,
                            const struct json_value *value)
{
	struct sample_place *at = &thread_of(context)->place;
	uint32_t life;
	(void)place;
	if (take_id(value, &at->tid, &life))
		at->known |= PLACE_TID;
	return STATUS_OK;
}

/* ---- samples ---- */

static enum status begin_stacks(void *context, const struct json_place *place)
{
	table_column(context, TABLE_SAMPLE, place->key);
	return STATUS_OK;
}

static enum status add_time(struct firefox *file, uint64_t time, struct error *err)
{
	struct samples_read *samples = &thread_of(file)->samples;
	if (!file->each)
		return STATUS_OK;
	return samples_add_time(samples, time) ? STATUS_OK : error_no_memory(err);
}

static enum status take_time(void *context, const struct json_place *place,
                             const struct json_value *value)
{
	struct firefox *file = context;
	uint64_t time;
	if (!file->each)
		return STATUS_OK;
	if (!json_nanoseconds(value, 3, &time))
		time = thread_of(file)->samples.last_time;
	return add_time(file, time, place->err);
}

static enum status take_delta(void *context, const struct json_place *place,
                              const struct json_value *value)
{
	struct firefox *file = context;
	uint64_t delta;
	if (!file->each)
		return STATUS_OK;
	if (!json_nanoseconds(value, 3, &delta))
		delta = 0;
	return add_time(file, thread_of(file)->samples.last_time + delta, place->err);
}

static enum status take_weight(void *context, const struct json_place *place,
                               const struct json_value *value)
{
	struct firefox *file = context;
	struct decimal weight = {1, 0};
	bool negative = false, fits;
	if (value->type != JSON_NULL &&
	    (!json_decimal_value(value, &weight, &negative) || (negative && weight.value))) {
		file->bad_weights++;
		weight = (struct decimal){0, 0};
	}
	if (weights_add(&thread_of(file)->samples.weights, weight, &fits))
		return STATUS_OK;
	return fits ? error_no_memory(place->err)
	            : error_set(place->err, STATUS_FAILED, "%s: weights do not fit 64 bits",
	                        file->input);
}

static enum status take_weight_type(void *context, const struct json_place *place,
                                    const struct json_value *value)
{
	struct samples_read *samples = &thread_of(context)->samples;
	(void)place;
	samples->type = WEIGHT_SAMPLES;
	if (value->type == JSON_TEXT && text_is(value->text, "tracing-ms"))
		samples->type = WEIGHT_MS;
	else if (value->type == JSON_TEXT && text_is(value->text, "bytes"))
		samples->type = WEIGHT_BYTES;
	return STATUS_OK;
}

/* Rows of samples: gecko. */
static enum status begin_schema(void *context, const struct json_place *place)
{
	struct firefox *file = context;
	(void)place;
	file->positions[0] = file->positions[1] = CELL_NONE;
	return STATUS_OK;
}

static enum status take_position(void *context, const struct json_place *place,
                                 const struct json_value *value)
{
	struct firefox *file = context;
	if (!json_index(value, &file->positions[text_is(place->key, "time")]))
		file->positions[text_is(place->key, "time")] = CELL_NONE;
	return STATUS_OK;
}

static enum status begin_rows(void *context, const struct json_place *place)
{
	(void)place;
	table_column(context, TABLE_SAMPLE, text_of("stack"));
	return STATUS_OK;
}

static enum status take_row_cell(void *context, const struct json_place *place,
                                 const struct json_value *value)
{
	struct firefox *file = context;
	if (place->index == file->positions[1])
		return take_time(context, place, value);
	return place->index == file->positions[0] ? firefox_cell.value(context, place, value)
	                                          : STATUS_OK;
}

/* ---- a thread into the sink ---- */

static const struct weight_unit {
	const char *event, *unit;
	bool leads;
	unsigned power;
} units[] = {
	[WEIGHT_SAMPLES] = {"samples", "samples", true, 0},
	[WEIGHT_MS] = {"time", "ns", true, 6},
	[WEIGHT_BYTES] = {"bytes", "bytes", false, 0},
};

/* Names as our writer makes them (write/rows.h); without a process, the name is an event's. */
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
	struct error *err;
};

/* A weight of the thread in the unit that the sink gets. */
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

/* Samples of one row of the stacks; CELL_NONE: without frames, time in which nothing ran. */
static enum status put(struct putting_thread *p, uint32_t stack, uint64_t sum, uint64_t count)
{
	struct firefox *file = p->file;
	struct put_sample *sample = &p->sample;
	bool found = true;
	enum status status = convert(p, sum, &sample->weight);
	sample->depth = 0;
	if (!status && stack != CELL_NONE)
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
	enum status status = STATUS_OK;
	for (size_t i = 0; !status && i < stacks->count; i++) {
		p->sample.place.known &= ~(unsigned)PLACE_TIME;
		if (i < samples->time_count) {
			p->sample.place.known |= PLACE_TIME;
			p->sample.place.time = samples->times[i];
		}
		status = put(p, stacks->items[i], weights_get(&samples->weights, i), 1);
	}
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

static bool has_tables(const struct thread *thread)
{
	return thread->tables.columns[STACK_FRAME].count;
}

static void thread_free(struct thread *thread)
{
	tables_free(&thread->tables);
	samples_read_free(&thread->samples);
	buffer_free(&thread->name);
	buffer_free(&thread->process);
}

static enum status put_thread(struct firefox *file, struct thread *thread, struct error *err)
{
	struct putting_thread p = {
		.file = file,
		.thread = thread,
		.tables = has_tables(thread) ? &thread->tables : &file->shared,
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

static enum status end_thread(void *context, const struct json_place *place)
{
	struct firefox *file = context;
	struct thread *thread = thread_of(file);
	if (file->has_meta && (file->has_shared || has_tables(thread)))
		return put_thread(file, thread, place->err);
	return STATUS_OK;
}

/* ---- the document ---- */

static enum status begin_shared(void *context, const struct json_place *place)
{
	struct firefox *file = context;
	(void)place;
	tables_free(&file->shared);
	file->reading.tables = &file->shared;
	return STATUS_OK;
}

static enum status end_shared(void *context, const struct json_place *place)
{
	(void)place;
	((struct firefox *)context)->has_shared = true;
	return STATUS_OK;
}

static const struct json_shape category_name = {.value = take_category},
			       subcategory = {.value = take_subcategory},
			       subcategories = {.items = &subcategory},
			       product = {.value = take_product}, lib_name = {.value = take_lib};

static const struct json_field category_fields[] = {
	{"name", &category_name}, {"subcategories", &subcategories}, {0}};

static const struct json_shape category = {.fields = category_fields, .begin = begin_category},
			       categories = {.items = &category, .begin = begin_categories};

static const struct json_field meta_fields[] = {
	{"product", &product}, {"categories", &categories}, {0}};
static const struct json_field lib_fields[] = {{"name", &lib_name}, {0}};

static const struct json_shape time_cell = {.value = take_time}, delta = {.value = take_delta},
			       weight_cell = {.value = take_weight},
			       weight_type = {.value = take_weight_type},
			       position = {.value = take_position},
			       row_cell = {.value = take_row_cell}, row = {.items = &row_cell};

static const struct json_shape times = {.items = &time_cell}, deltas = {.items = &delta},
			       weight_column = {.items = &weight_cell};

static const struct json_field schema_fields[] = {{"stack", &position}, {"time", &position}, {0}};

static const struct json_shape schema = {.fields = schema_fields, .begin = begin_schema},
			       rows_of_samples = {.items = &row, .begin = begin_rows};

static const struct json_shape stack_column = {.items = &firefox_cell, .begin = begin_stacks};

static const struct json_field sample_fields[] = {
	{"stack", &stack_column},     {"time", &times},
	{"timeDeltas", &deltas},      {"weight", &weight_column},
	{"weightType", &weight_type}, {"schema", &schema},
	{"data", &rows_of_samples},   {0},
};

static const struct json_shape samples = {.fields = sample_fields}, name = {.value = take_name},
			       process = {.value = take_process}, pid = {.value = take_pid},
			       tid = {.value = take_tid};

#define TABLES                                                                                     \
	{"stringArray", &firefox_strings}, {"stringTable", &firefox_strings},                      \
		{"resourceTable", &firefox_resources}, {"funcTable", &firefox_funcs},              \
		{"frameTable", &firefox_frames}, {"stackTable", &firefox_stacks},                  \
	{                                                                                          \
		"sources", &firefox_sources                                                        \
	}

static const struct json_field thread_fields[] = {{"name", &name},
                                                  {"processName", &process},
                                                  {"pid", &pid},
                                                  {"tid", &tid},
                                                  {"samples", &samples},
                                                  TABLES,
                                                  {0}};
static const struct json_field shared_fields[] = {TABLES, {0}};

static const struct json_shape meta = {.fields = meta_fields, .end = end_meta},
			       lib = {.fields = lib_fields},
			       libs = {.items = &lib, .begin = begin_libs},
			       shared = {.fields = shared_fields,
                                         .begin = begin_shared,
                                         .end = end_shared},
			       thread_shape = {.fields = thread_fields,
                                               .begin = begin_thread,
                                               .end = end_thread},
			       threads = {.items = &thread_shape};

static const struct json_shape document, processes = {.items = &document};

static const struct json_field fields[] = {
	{"meta", &meta},       {"libs", &libs},           {"shared", &shared},
	{"threads", &threads}, {"processes", &processes}, {0},
};

static const struct json_shape document = {.fields = fields};

static void note_account(const struct firefox *file)
{
	if (file->bad_stacks)
		sink_note(file->sink, true,
		          "%s: %llu samples have stacks that do not exist: left out", file->input,
		          (unsigned long long)file->bad_stacks);
	if (file->bad_weights)
		sink_note(file->sink, true,
		          "%s: %llu weights are no numbers from 0 on: their samples are left out",
		          file->input, (unsigned long long)file->bad_weights);
}

static void firefox_free(struct firefox *file)
{
	for (size_t i = 0; i < file->thread_count; i++)
		thread_free(&file->threads[i]);
	free(file->threads);
	free(file->categories);
	tables_free(&file->shared);
	tables_free(&file->libraries);
	putting_free(&file->putting);
}

static enum status firefox_read(struct stream *stream, struct sink *sink,
                                const struct read_options *options, struct error *err)
{
	struct firefox file = {
		.sink = sink,
		.putting = {.sink = sink, .stream = stream},
		.input = input_name(stream->input),
		.each = sink->places || options->keep_order,
		.positions = {CELL_NONE, CELL_NONE},
	};
	sink->profiled = file.each;
	enum status status = json_read(stream, &document, NULL, &file, NULL, err);
	for (size_t i = 0; !status && i < file.thread_count; i++)
		if (!file.threads[i].done)
			status = put_thread(&file, &file.threads[i], err);
	if (!status)
		note_account(&file);
	firefox_free(&file);
	return status;
}

static int firefox_bid(const struct head *head)
{
	if (!json_begins(head))
		return 0;
	if (json_head_has(head, "preprocessedProfileVersion"))
		return 95;
	if (!json_head_has(head, "meta"))
		return json_head_has(head, "stackTable") && json_head_has(head, "frameTable") ? 70
		                                                                              : 0;
	if (json_head_has(head, "markerSchema") || json_head_has(head, "stackTable"))
		return 93;
	return json_head_has(head, "interval") && json_head_has(head, "startTime") ? 70 : 0;
}

const struct reader reader_firefox = {
	.name = "firefox",
	.about = "Firefox Profiler's JSON: samply, Firefox, CPython, fold-stacks --to firefox",
	.fields = "Firefox's profiles have threads and times, but no CPUs",
	.kind = "a profile of the Firefox Profiler",
	.form = "{\"meta\": ..., \"threads\": ...}",
	.expected = "threads with samples",
#ifdef HAVE_YAJL
	.available = true,
#endif
	.bid = firefox_bid,
	.read = firefox_read,
};
