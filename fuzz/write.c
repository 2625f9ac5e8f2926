/* A fuzz harness for the writers: the bytes are a list of steps that make a profile, which is
 * written in each format. What comes out must be JSON, or a message of Protocol Buffers whose
 * numbers refer to what is there, with as many samples as went in.
 *
 *     flags (1), then steps: what (1), and the bytes that it takes, see steps[]
 */
#include "config.h"

#include "store/profile.h"
#include "write/writers.h"

#ifdef HAVE_YAJL
#include <yajl/yajl_parse.h>
#endif
#ifdef HAVE_PROTOBUF_C
#include "write/pprof.pb-c.h"
#endif

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "replay.h"

enum { FLAG_NO_SAMPLES = 1, FLAG_PLAIN = 2 };

enum { ROWS_MOST = 4096, DEPTH_MOST = 15, NAME_MOST = 15, PLACES_MOST = 18 };

/* The bytes that are left, and what is made of them. */
struct input {
	const uint8_t *at, *end;
	struct profile profile;
	uint32_t labels; /* of the samples that follow */
	size_t rows;
	bool failed; /* it cannot be a profile: a sum that does not fit */
};

static uint64_t number(struct input *input, unsigned size)
{
	uint64_t value = 0;
	for (unsigned i = 0; i < size; i++)
		value |= (uint64_t)(input->at < input->end ? *input->at++ : 0) << (8 * i);
	return value;
}

/* Bytes of a name: as many as the first one says, any but a NUL. */
static size_t name(struct input *input, char bytes[NAME_MOST + 1])
{
	const size_t size = number(input, 1) % (NAME_MOST + 1);
	for (size_t i = 0; i < size; i++) {
		bytes[i] = (char)number(input, 1);
		bytes[i] = bytes[i] ? bytes[i] : '?';
	}
	bytes[size] = '\0';
	return size;
}

static void check(bool fine)
{
	if (!fine)
		abort();
}

/* ---- steps ---- */

static void add_frame(struct input *input)
{
	char frame[NAME_MOST + 1], module[NAME_MOST + 1];
	const size_t size = name(input, frame);
	const uint32_t id = frames_intern(&input->profile.frames, frame, size);
	const unsigned kinds = (unsigned)number(input, 1) % 16;
	check(id != FRAME_NONE);
	origins_add(&input->profile.facts.origins, id, kinds, module, name(input, module));
}

static void add_stack(struct input *input)
{
	uint32_t ids[DEPTH_MOST];
	const size_t count = input->profile.frames.count;
	const size_t depth = number(input, 1) % DEPTH_MOST + 1;
	if (!count)
		return;
	for (size_t d = 0; d < depth; d++)
		ids[d] = (uint32_t)(number(input, 1) % count);
	check(stacks_intern(&input->profile.stacks, ids, depth) != STACK_NONE);
}

/* A number of a thread, a process or a CPU: small, not known, or that of threads that were joined.
 */
static uint32_t id(struct input *input)
{
	const uint32_t value = (uint32_t)number(input, 1);
	return value == 255 ? SAMPLE_NONE : value == 254 ? SAMPLE_JOINED : value;
}

static void add_task(struct input *input)
{
	char comm[NAME_MOST + 1];
	const size_t size = name(input, comm);
	const struct sample_thread thread = {id(input), id(input), (uint32_t)number(input, 1) % 3};
	check(samples_add_task(&input->profile.samples, &thread, size ? comm : NULL, size) !=
	      SAMPLE_NONE);
}

static void add_event(struct input *input)
{
	static const char *const units[] = {NULL, "ns", "us", "ms", "s", "bytes", "cycles", ""};
	char event[NAME_MOST + 1];
	const size_t size = name(input, event);
	const char *unit = units[number(input, 1) % 8];
	check(samples_add_event(&input->profile.samples, size ? event : NULL, unit) != SAMPLE_NONE);
}

static void set_labels(struct input *input)
{
	struct samples *samples = &input->profile.samples;
	struct label set[3];
	char text[NAME_MOST + 1];
	const size_t count = number(input, 1) % 4;
	for (size_t i = 0; i < count; i++) {
		const unsigned kind = (unsigned)number(input, 1) % 3;
		set[i] = (struct label){samples_add_name(samples, text, name(input, text)),
		                        LABEL_NONE, LABEL_NONE, 0, 0};
		if (kind == 0)
			set[i].text = samples_add_name(samples, text, name(input, text));
		else
			set[i].number = (int64_t)number(input, 8);
		if (kind == 2)
			set[i].unit = samples_add_name(samples, text, name(input, text));
	}
	input->labels = labels_intern(&samples->labels, &samples->names, set, count);
	check(input->labels != LABEL_NONE);
}

static void add_sample(struct input *input)
{
	struct profile *profile = &input->profile;
	struct samples *samples = &profile->samples;
	struct error err;
	if (!profile->stacks.count || input->rows == ROWS_MOST)
		return;
	const uint64_t stack = number(input, 1), event = number(input, 1), task = number(input, 1);
	const uint64_t time = number(input, 2);
	struct sample sample = {
		.time = time == UINT16_MAX ? SAMPLE_NO_TIME : time << 32,
		.stack = (uint32_t)(stack % profile->stacks.count),
		.task = SAMPLE_NONE,
		.cpu = id(input),
		.labels = input->labels,
	};
	sample.weight.places = (unsigned)number(input, 1) % (PLACES_MOST + 1);
	sample.weight.value = number(input, 8);
	if (!samples->events.count)
		check(samples_add_event(samples, NULL, NULL) != SAMPLE_NONE);
	sample.event = (uint32_t)(event % samples->events.count);
	if (samples->tasks.count && task < 255)
		sample.task = (uint32_t)(task % samples->tasks.count);
	if (stacks_add(&profile->stacks, sample.stack, 0, sample.weight, &err))
		input->failed = true;
	check(samples_add(samples, &sample));
	input->rows++;
}

static void (*const steps[])(struct input *input) = {
	add_frame, add_stack, add_sample, add_sample, add_task, add_event, set_labels,
};

/* ---- what comes out ---- */

static int keep(void *context, const void *bytes, size_t size)
{
	buffer_append(context, bytes, size);
	return 0;
}

/* Each line is JSON, or all of them together. Gives the number of lines. */
static size_t check_json(const struct buffer *text, bool lines)
{
	size_t count = 0;
	for (size_t i = 0; i < text->size; i++)
		count += text->data[i] == '\n';
#ifdef HAVE_YAJL
	yajl_handle parser = yajl_alloc(NULL, NULL, NULL);
	check(parser);
	yajl_config(parser, yajl_allow_multiple_values, lines);
	check(yajl_parse(parser, (const unsigned char *)text->data, text->size) == yajl_status_ok);
	check((lines && !count) || yajl_complete_parse(parser) == yajl_status_ok);
	yajl_free(parser);
#endif
	return count;
}

#ifdef HAVE_PROTOBUF_C
/* Whether there is such a text. */
static bool is_text(const Stackfold__Pprof__Profile *profile, int64_t at)
{
	return at >= 0 && (uint64_t)at < profile->n_string_table;
}

static void check_references(const Stackfold__Pprof__Profile *profile)
{
	check(profile->n_string_table && profile->string_table[0].len == 0);
	for (size_t i = 0; i < profile->n_sample_type; i++)
		check(is_text(profile, profile->sample_type[i]->type) &&
		      is_text(profile, profile->sample_type[i]->unit));
	for (size_t i = 0; i < profile->n_mapping; i++)
		check(is_text(profile, profile->mapping[i]->filename));
	for (size_t i = 0; i < profile->n_function; i++)
		check(profile->function[i]->id == i + 1 &&
		      is_text(profile, profile->function[i]->name));
	for (size_t i = 0; i < profile->n_location; i++)
		check(profile->location[i]->id == i + 1 &&
		      profile->location[i]->mapping_id <= profile->n_mapping &&
		      profile->location[i]->line[0]->function_id <= profile->n_function);
}

/* Gives the number of samples, as the first of the values says, or else 0. */
static uint64_t check_pprof(const struct buffer *text, bool each)
{
	uint64_t samples = 0;
	Stackfold__Pprof__Profile *profile = stackfold__pprof__profile__unpack(
		NULL, text->size, (const uint8_t *)text->data);
	check(profile);
	check_references(profile);
	for (size_t i = 0; i < profile->n_sample; i++) {
		const Stackfold__Pprof__Sample *sample = profile->sample[i];
		check(sample->n_value == profile->n_sample_type);
		for (size_t d = 0; d < sample->n_location_id; d++)
			check(sample->location_id[d] &&
			      sample->location_id[d] <= profile->n_location);
		for (size_t l = 0; l < sample->n_label; l++)
			check(is_text(profile, sample->label[l]->key) &&
			      is_text(profile, sample->label[l]->str) &&
			      is_text(profile, sample->label[l]->num_unit));
		for (size_t v = 0; v < sample->n_value; v++)
			check(sample->value[v] >= 0);
		samples += each ? (uint64_t)sample->value[0] : 0;
	}
	stackfold__pprof__profile__free_unpacked(profile, NULL);
	return samples;
}
#endif

/* Whether the rows are samples, each as it was taken. */
static bool has_times(const struct samples *samples)
{
	return samples->count && samples_get(samples, 0).time != SAMPLE_NO_TIME;
}

static void write_as(const struct writer *writer, const struct input *input, bool plain)
{
	const struct profile *profile = &input->profile;
	struct buffer text = {0};
	struct output output;
	struct error err;
	if (output_open_function(&output, "fuzz", keep, &text, &err))
		abort();
	enum status status = writer_write(writer, profile, plain, false, &output, &err);
	if (output_finish(&output, status, &err)) {
		check(status == STATUS_FAILED && strcmp(writer->name, "pprof") == 0);
	} else if (strncmp(writer->name, "ndjson", 6) == 0) {
		const size_t lines = check_json(&text, true);
		check(!has_times(&profile->samples) || lines == profile->samples.count);
	} else if (strcmp(writer->name, "firefox") == 0 ||
	           strcmp(writer->name, "speedscope") == 0) {
		check(check_json(&text, false) == 1);
	}
#ifdef HAVE_PROTOBUF_C
	else if (strcmp(writer->name, "pprof") == 0) {
		const bool each = has_times(&profile->samples);
		check(check_pprof(&text, each) == (each ? profile->samples.count : 0));
	}
#endif
	buffer_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = {.at = data, .end = data + size};
	struct error err;
	profile_init(&input.profile, 1);
	const unsigned flags = (unsigned)number(&input, 1);
	while (input.at < input.end)
		steps[number(&input, 1) % (sizeof steps / sizeof *steps)](&input);
	if (!input.failed && !profile_fit(&input.profile, SUMS_COLUMNS, &err)) {
		check(samples_sort(&input.profile.samples));
		if (flags & FLAG_NO_SAMPLES)
			samples_free(&input.profile.samples);
		for (size_t i = 0; writers[i]; i++)
			if (writers[i]->available)
				write_as(writers[i], &input, flags & FLAG_PLAIN);
	}
	profile_free(&input.profile);
	return 0;
}
