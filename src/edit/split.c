#include "edit/split.h"

#include "base/json.h"
#include "base/vector.h"
#include "edit/part_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char manifest_name[] = "manifest.json";

/* A profile being split. */
struct splitting {
	const struct split *split;
	const struct profile *profile;
	struct key_values values;
	struct part_names names;
	struct rows tuples;  /* the keys' numbers of each part */
	uint32_t *order;     /* samples, part by part, each in order */
	size_t *first;       /* of each part, and the end of the last */
	uint32_t *frame_ids; /* in the part at hand; those of parts before do not count: */
	uint32_t *frame_parts, *stack_ids, *stack_parts; /* 1 and up */
	uint32_t *ids;                                   /* room for a stack */
	size_t ids_capacity;
	struct buffer manifest, manifest_path;
};

/* ---- parts ---- */

/* Which part each sample is of: parts are numbered as they are met. */
static enum status find_parts(struct splitting *splitting, uint32_t *part_of, struct error *err)
{
	const struct samples *samples = &splitting->profile->samples;
	uint32_t numbers[KEYS_MAX];
	for (size_t i = 0; i < samples->count; i++) {
		const struct sample sample = samples_get(samples, i);
		if (!key_values_of(&splitting->values, &sample, numbers))
			return error_no_memory(err);
		part_of[i] = rows_intern(&splitting->tuples, numbers,
		                         splitting->split->keys.count * sizeof *numbers);
		if (part_of[i] == ROW_NONE)
			return error_no_memory(err);
	}
	return STATUS_OK;
}

/* Puts the samples of each part side by side. */
static enum status order_parts(struct splitting *splitting, struct error *err)
{
	const size_t count = splitting->profile->samples.count;
	uint32_t *part_of = malloc((count + 1) * sizeof *part_of);
	splitting->order = malloc((count + 1) * sizeof *splitting->order);
	enum status status = part_of && splitting->order ? find_parts(splitting, part_of, err)
	                                                 : error_no_memory(err);
	const size_t parts = splitting->tuples.count;
	if (!status && !(splitting->first = calloc(parts + 2, sizeof *splitting->first)))
		status = error_no_memory(err);
	if (!status) {
		size_t *next = splitting->first + 1; /* becomes the end of its part */
		for (size_t i = 0; i < count; i++)
			if (part_of[i] + 1 < parts)
				next[part_of[i] + 1]++;
		for (size_t p = 1; p < parts; p++)
			next[p] += next[p - 1];
		for (size_t i = 0; i < count; i++)
			splitting->order[next[part_of[i]]++] = (uint32_t)i;
	}
	free(part_of);
	return status;
}

/* The number in the part of a stack of the profile; STACK_NONE without memory. */
static uint32_t part_stack(struct splitting *splitting, struct profile *part, uint32_t number,
                           uint32_t id)
{
	const struct profile *profile = splitting->profile;
	const struct stack *stack = &profile->stacks.items[id];
	const struct origins *origins = &profile->facts.origins;
	if (splitting->stack_parts[id] == number)
		return splitting->stack_ids[id];
	if (!vector_reserve(&splitting->ids, &splitting->ids_capacity, stack->depth))
		return STACK_NONE;
	for (size_t d = 0; d < stack->depth; d++) {
		const uint32_t frame = stack->frames[d];
		if (splitting->frame_parts[frame] != number) {
			const struct frame *name = &profile->frames.items[frame];
			const struct origin origin = origins_of(origins, frame);
			const struct frame *module = origins_module(origins, origin);
			const uint32_t now = frames_intern(&part->frames, name->name, name->size);
			if (now == FRAME_NONE)
				return STACK_NONE;
			if (origin.kinds)
				origins_add(&part->facts.origins, now, origin.kinds,
				            module ? module->name : "", module ? module->size : 0);
			splitting->frame_ids[frame] = now;
			splitting->frame_parts[frame] = number;
		}
		splitting->ids[d] = splitting->frame_ids[frame];
	}
	splitting->stack_parts[id] = number;
	splitting->stack_ids[id] = stacks_intern(&part->stacks, splitting->ids, stack->depth);
	return splitting->stack_ids[id];
}

/* What is known of the part beside its stacks. */
static void add_facts(const struct splitting *splitting, const struct sample *sample,
                      struct facts *facts)
{
	const struct samples *samples = &splitting->profile->samples;
	const struct sample_event *event = samples_event(samples, sample->event);
	const char *unit = samples_name(samples, event->unit);
	const char *name = samples_name(samples, event->name);
	const struct sample_count one = {1, sample->weight};
	if (unit)
		fact_set(&facts->unit, unit, strlen(unit));
	if (name)
		fact_set(&facts->event, name, strlen(name));
	if (!facts->unit.differs)
		sample_count_add(&facts->counts[event->column], &one);
}

static enum status make_part(struct splitting *splitting, uint32_t number, struct profile *part,
                             struct error *err)
{
	const struct samples *samples = &splitting->profile->samples;
	enum status status = STATUS_OK;
	for (size_t i = splitting->first[number - 1]; !status && i < splitting->first[number];
	     i++) {
		const struct sample sample = samples_get(samples, splitting->order[i]);
		const uint32_t id = part_stack(splitting, part, number, sample.stack);
		if (id == STACK_NONE || part->facts.origins.failed)
			return error_no_memory(err);
		status = stacks_add(&part->stacks, id, samples_event(samples, sample.event)->column,
		                    sample.weight, err);
		add_facts(splitting, &sample, &part->facts);
	}
	if (part->facts.unit.differs || !splitting->profile->facts.counts[0].samples)
		memset(part->facts.counts, 0, sizeof part->facts.counts);
	return status ? status : profile_fit(part, SUMS_WEIGHTS, err);
}

/* ---- the manifest ---- */

static void append_name(struct buffer *text, const char *key, struct text value)
{
	buffer_printf(text, ", \"%s\": ", key);
	if (value.at)
		json_append_string(text, value.at, value.size);
	else
		buffer_text(text, "null");
}

static void append_id(struct buffer *text, const char *key, uint32_t id)
{
	buffer_printf(text, ", \"%s\": ", key);
	if (id < SAMPLE_JOINED)
		buffer_unsigned(text, id);
	else
		buffer_text(text, "null");
}

static void append_decimal(struct buffer *text, const char *key, uint64_t value, unsigned places)
{
	char digits[NUMBER_FORMAT_MAX];
	buffer_printf(text, ", \"%s\": ", key);
	buffer_append(text, digits, decimal_format(digits, value, places));
}

static void append_keys(struct buffer *text, const struct sample_keys *keys,
                        const struct key_facts *facts)
{
	const bool process = keys_have(keys, KEY_PROCESS), thread = keys_have(keys, KEY_THREAD);
	if (process || thread || keys_have(keys, KEY_COMM))
		append_name(text, "comm", facts->comm);
	if (process || thread)
		append_id(text, "pid", facts->pid);
	if (thread)
		append_id(text, "tid", facts->tid);
	if (keys_have(keys, KEY_EVENT))
		append_name(text, "event", facts->event);
	if (keys_have(keys, KEY_CPU))
		append_id(text, "cpu", facts->cpu);
	if (keys_have(keys, KEY_LABEL))
		append_name(text, "label", facts->label);
}

/* A line of the manifest: file, keys, times of the first and last sample, samples, weights. */
static enum status add_to_manifest(struct splitting *splitting, uint32_t number, const char *path,
                                   const struct key_facts *facts, const struct profile *part,
                                   struct error *err)
{
	struct buffer *text = &splitting->manifest;
	const struct samples *samples = &splitting->profile->samples;
	const size_t first = splitting->first[number - 1], end = splitting->first[number];
	const uint64_t from = samples_get(samples, splitting->order[first]).time;
	uint64_t to = from;
	path += part_names_base(&splitting->names);
	for (size_t i = end; i-- > first && from != SAMPLE_NO_TIME;) {
		to = samples_get(samples, splitting->order[i]).time;
		if (to != SAMPLE_NO_TIME)
			break; /* those without a time come last */
	}
	buffer_text(text, number > 1 ? ",\n    {\"file\": " : "\n    {\"file\": ");
	json_append_string(text, path, strlen(path));
	append_keys(text, &splitting->split->keys, facts);
	if (from != SAMPLE_NO_TIME) {
		append_decimal(text, "from", from, 9);
		append_decimal(text, "to", to, 9);
	}
	append_decimal(text, "samples", end - first, 0);
	const char *unit = part->facts.unit.name;
	append_name(text, "unit", *unit ? text_of(unit) : (struct text){0});
	for (unsigned c = 0; c < part->stacks.columns; c++) {
		uint64_t total;
		char key[24] = "weight";
		enum status status = stacks_total(&part->stacks, c, &total, err);
		if (status)
			return status;
		if (c)
			snprintf(key, sizeof key, "weight%u", c + 1);
		append_decimal(text, key, total, part->stacks.places);
	}
	buffer_byte(text, '}');
	return STATUS_OK;
}

static enum status write_manifest(struct splitting *splitting, struct error *err)
{
	struct output output;
	struct buffer *text = &splitting->manifest;
	buffer_text(text, "\n  ]\n}\n");
	if (text->failed)
		return error_no_memory(err);
	enum status status = output_open(&output, splitting->manifest_path.data, err);
	if (status)
		return status;
	output_write(&output, text->data, text->size);
	return output_close(&output, true, err);
}

static enum status begin_manifest(struct splitting *splitting, struct error *err)
{
	const struct split *split = splitting->split;
	struct buffer *text = &splitting->manifest, *path = &splitting->manifest_path;
	buffer_text(text, "{\n  \"split-by\": ");
	json_append_string(text, split->given, strlen(split->given));
	buffer_text(text, ",\n  \"files\": [");
	buffer_append(path, splitting->names.template, part_names_base(&splitting->names));
	buffer_append(path, manifest_name, sizeof manifest_name);
	return part_names_reserve(&splitting->names, path) ? STATUS_OK : error_no_memory(err);
}

/* ---- all ---- */

static enum status write_part(struct splitting *splitting, uint32_t number, struct buffer *path,
                              struct error *err)
{
	const struct sample_keys *keys = &splitting->split->keys;
	const uint32_t *numbers = (const uint32_t *)splitting->tuples.items +
	                          (size_t)(number - 1) * keys->count;
	struct key_facts facts = {
		.pid = SAMPLE_NONE, .tid = SAMPLE_NONE, .cpu = SAMPLE_NONE, .part = SAMPLE_NONE};
	struct buffer label = {0};
	struct profile part;
	profile_init(&part, splitting->profile->stacks.columns);
	for (size_t k = 0; k < keys->count; k++)
		key_facts_add(&splitting->values, k, numbers[k], &label, &facts);
	enum status status = label.failed ? error_no_memory(err)
	                                  : part_names_path(&splitting->names, &facts, number, path,
	                                                    err);
	if (!status)
		status = make_part(splitting, number, &part, err);
	if (!status)
		status = part_names_folders(&splitting->names, path->data, err);
	if (!status)
		status = profile_save_folded(&part, splitting->split->plain, path->data, err);
	if (!status)
		status = add_to_manifest(splitting, number, path->data, &facts, &part, err);
	profile_free(&part);
	buffer_free(&label);
	return status;
}

static enum status make_room(struct splitting *splitting, struct error *err)
{
	const size_t frames = splitting->profile->frames.count + 1;
	const size_t stacks = splitting->profile->stacks.count + 1;
	splitting->frame_ids = malloc(frames * sizeof *splitting->frame_ids);
	splitting->frame_parts = calloc(frames, sizeof *splitting->frame_parts);
	splitting->stack_ids = malloc(stacks * sizeof *splitting->stack_ids);
	splitting->stack_parts = calloc(stacks, sizeof *splitting->stack_parts);
	return splitting->frame_ids && splitting->frame_parts && splitting->stack_ids &&
	                       splitting->stack_parts
	               ? STATUS_OK
	               : error_no_memory(err);
}

static void finish(struct splitting *splitting)
{
	key_values_free(&splitting->values);
	part_names_free(&splitting->names);
	rows_free(&splitting->tuples);
	free(splitting->order);
	free(splitting->first);
	free(splitting->frame_ids);
	free(splitting->frame_parts);
	free(splitting->stack_ids);
	free(splitting->stack_parts);
	free(splitting->ids);
	buffer_free(&splitting->manifest);
	buffer_free(&splitting->manifest_path);
}

/* The number of the last part of time. */
static uint32_t last_part(const struct splitting *splitting)
{
	const struct key_values *values = &splitting->values;
	const struct sample_keys *keys = &splitting->split->keys;
	for (size_t k = 0; k < keys->count; k++)
		if (keys->items[k].kind == KEY_TIME && values->first != SAMPLE_NO_TIME) {
			const uint64_t last = (values->last - values->first) /
			                      keys->items[k].length;
			return last < SAMPLE_JOINED ? (uint32_t)last : SAMPLE_JOINED;
		}
	return 0;
}

enum status split_check(const struct split *split, struct error *err)
{
	struct part_names names;
	unsigned labels = 0, times = 0;
	for (size_t k = 0; k < split->keys.count; k++) {
		labels += split->keys.items[k].kind == KEY_LABEL;
		times += split->keys.items[k].kind == KEY_TIME;
	}
	if (labels > 1 || times > 1)
		return error_set(err, STATUS_FAILED, "--%s: only one %s can be split by at a time",
		                 split->option, labels > 1 ? "label" : "length of time");
	if (!split->output || strcmp(split->output, "-") == 0)
		return error_set(err, STATUS_FAILED,
		                 "--%s needs -o FOLDER, or -o with names such as "
		                 "FOLDER/{comm}-{tid}.folded",
		                 split->option);
	enum status status = part_names_init(&names, split->output, &split->keys, 0, err);
	part_names_free(&names);
	return status;
}

enum status split_write(const struct split *split, const struct profile *profile, size_t *files,
                        struct error *err)
{
	struct splitting splitting = {.split = split, .profile = profile};
	struct buffer path = {0};
	enum status status = key_values_init(&splitting.values, &profile->samples, &split->keys,
	                                     split->option, err);
	if (!status)
		status = part_names_init(&splitting.names, split->output, &split->keys,
		                         last_part(&splitting), err);
	if (!status)
		status = order_parts(&splitting, err);
	if (!status)
		status = make_room(&splitting, err);
	if (!status)
		status = begin_manifest(&splitting, err);
	for (uint32_t p = 0; !status && p < splitting.tuples.count; p++)
		status = write_part(&splitting, p + 1, &path, err);
	if (!status)
		status = write_manifest(&splitting, err);
	*files = splitting.tuples.count;
	buffer_free(&path);
	finish(&splitting);
	return status;
}
