#include "formats/text_stacks.h"

#include "base/hash.h"
#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

static void fail_memory(struct text_stacks *stacks)
{
	if (!stacks->status)
		stacks->status = error_no_memory(stacks->err);
}

static void read_lines(struct text_stacks *stacks)
{
	struct text line;
	enum status status = STATUS_OK;
	if (stacks->format->all) {
		stacks->format->all(stacks);
		return;
	}
	while (!stacks->status && lines_next(&stacks->lines, &line, &status, stacks->err))
		stacks->format->line(stacks, line);
	if (!stacks->status)
		stacks->status = status;
	if (!stacks->status && stacks->format->end)
		stacks->format->end(stacks);
	else if (!stacks->status)
		stacks_put_one(stacks);
}

enum status text_stacks_read(const struct text_format *format, struct stream *stream,
                             struct sink *sink, const struct read_options *options,
                             struct error *err)
{
	struct text_stacks stacks = {
		.options = options,
		.sink = sink,
		.err = err,
		.format = format,
		.lines = {.stream = stream, .sink = sink},
		.putting = {.sink = sink},
	};
	if (!sink_columns(sink, 1))
		return error_set(err, STATUS_FAILED,
		                 "one weight for each sample, but earlier inputs have %u: they "
		                 "cannot be added up",
		                 sink->columns);
	sink->profiled = format->profiled;
	stacks.state = calloc(1, format->state_size + 1);
	/* never NULL, so that an empty list has an address too */
	const bool room = vector_reserve(&stacks.frames, &stacks.capacity, 1);
	if (stacks.state && room)
		read_lines(&stacks);
	if (!stacks.state || !room || stacks.text.failed || stacks.more.failed ||
	    stacks.name.failed)
		fail_memory(&stacks);
	free(stacks.state);
	free(stacks.frames);
	free(stacks.turned);
	buffer_free(&stacks.text);
	buffer_free(&stacks.more);
	buffer_free(&stacks.name);
	buffer_free(&stacks.comm);
	buffer_free(&stacks.event);
	memo_free(&stacks.memo);
	putting_free(&stacks.putting);
	lines_free(&stacks.lines);
	return stacks.status;
}

static uint32_t *room_for(struct text_stacks *stacks, size_t count)
{
	if (stacks->status)
		return NULL;
	if (!vector_reserve(&stacks->frames, &stacks->capacity, stacks->depth + count)) {
		fail_memory(stacks);
		return NULL;
	}
	return stacks->frames + stacks->depth;
}

/* Adds the frames that were kept under a key. */
static bool add_known(struct text_stacks *stacks, struct text key, uint32_t hash)
{
	const struct memo_line *known = memo_find(&stacks->memo, key, hash);
	uint32_t *room = known ? room_for(stacks, known->count) : NULL;
	if (room) {
		if (known->count)
			memcpy(room, known->ids, known->count * sizeof *room);
		stacks->depth += known->count;
	}
	return known != NULL;
}

/* Keeps the frames from `before` on. */
static void remember(struct text_stacks *stacks, struct text key, uint32_t hash, size_t before)
{
	if (!stacks->status &&
	    !memo_add(&stacks->memo, key, hash, stacks->frames + before, stacks->depth - before))
		fail_memory(stacks);
}

void stacks_frame(struct text_stacks *stacks, struct text line,
                  void (*parse)(struct text_stacks *stacks, struct text line))
{
	const uint32_t hash = hash_bytes(line.at, line.size);
	const size_t before = stacks->depth;
	if (stacks->status || add_known(stacks, line, hash))
		return;
	parse(stacks, line);
	remember(stacks, line, hash, before);
}

void stacks_remember(struct text_stacks *stacks, struct text key)
{
	const uint32_t hash = hash_bytes(key.at, key.size);
	if (!memo_find(&stacks->memo, key, hash))
		remember(stacks, key, hash, 0);
	stacks_drop(stacks);
}

bool stacks_known(struct text_stacks *stacks, struct text key)
{
	return add_known(stacks, key, hash_bytes(key.at, key.size));
}

void stacks_name(struct text_stacks *stacks, struct text name, unsigned kinds, struct text module)
{
	uint32_t *room = room_for(stacks, 1);
	if (!room)
		return;
	*room = put_frame(&stacks->putting, name, kinds, module);
	if (*room == FRAME_NONE)
		fail_memory(stacks);
	else
		stacks->depth++;
}

/* Removes the L of Java classes in the form of class files, "Lshop/Item". */
static struct text without_l(struct text name)
{
	return name.size && *name.at == 'L' && memchr(name.at, '/', name.size) ? text_from(name, 1)
	                                                                       : name;
}

void stacks_known_frame(struct text_stacks *stacks, uint32_t frame)
{
	uint32_t *room = room_for(stacks, 1);
	if (!room)
		return;
	*room = frame;
	stacks->depth++;
}

void stacks_chain(struct text_stacks *stacks, struct text name, unsigned kinds, struct text module)
{
	const size_t before = stacks->depth;
	struct text part;
	unsigned inlined = 0;
	while (text_find(name, "->") && text_take_until(&name, "->", &part)) {
		if (part.size)
			stacks_name(stacks, without_l(part), kinds | inlined, module);
		if (part.size)
			inlined = ORIGIN_INLINED;
	}
	if (name.size || stacks->depth == before)
		stacks_name(stacks, without_l(name), kinds | inlined, module);
	if (stacks->format->root_first)
		return;
	for (size_t i = before, j = stacks->depth; !stacks->status && i + 1 < j; i++) {
		const uint32_t id = stacks->frames[i];
		stacks->frames[i] = stacks->frames[--j];
		stacks->frames[j] = id;
	}
}

void stacks_comm(struct text_stacks *stacks, struct text comm)
{
	stacks->comm.size = 0;
	stacks->sample.comm = (struct text){0};
	if (!comm.size)
		return;
	buffer_append(&stacks->comm, comm.at, comm.size);
	if (stacks->comm.failed)
		fail_memory(stacks);
	else
		stacks->sample.comm = (struct text){stacks->comm.data, stacks->comm.size};
}

void stacks_event(struct text_stacks *stacks, const char *name, size_t size, const char *unit,
                  bool leads)
{
	struct buffer *event = &stacks->event;
	if (stacks->sample.event && event->size == size + 1 && memcmp(event->data, name, size) == 0)
		return;
	event->size = 0;
	buffer_append(event, name, size);
	buffer_byte(event, '\0');
	if (event->failed) {
		fail_memory(stacks);
		return;
	}
	stacks->sample.event = sink_kind(stacks->sink, event->data, unit, leads);
	if (stacks->sample.event == EVENT_NONE)
		fail_memory(stacks);
}

/* turned: the frames are listed from the root on. */
static void put(struct text_stacks *stacks, struct decimal weight, bool turned)
{
	struct put_sample sample = stacks->sample;
	if (stacks->status)
		return;
	for (size_t i = 0, j = turned ? 0 : stacks->depth; i + 1 < j; i++) {
		const uint32_t id = stacks->frames[i];
		stacks->frames[i] = stacks->frames[--j];
		stacks->frames[j] = id;
	}
	sample.frames = stacks->frames;
	sample.depth = stacks->depth;
	sample.weight = weight;
	stacks->status = put_sample(&stacks->putting, &sample, stacks->err);
	stacks->depth = 0;
}

void stacks_put(struct text_stacks *stacks, struct decimal weight)
{
	put(stacks, weight, stacks->format->root_first);
}

void stacks_put_path(struct text_stacks *stacks, struct decimal weight)
{
	struct put_sample sample = stacks->sample;
	if (stacks->status)
		return;
	if (!vector_reserve(&stacks->turned, &stacks->turned_capacity, stacks->depth + 1)) {
		fail_memory(stacks);
		return;
	}
	const bool turn = !stacks->format->root_first;
	for (size_t i = 0; i < stacks->depth; i++)
		stacks->turned[i] = stacks->frames[turn ? stacks->depth - 1 - i : i];
	sample.frames = stacks->turned;
	sample.depth = stacks->depth;
	sample.weight = weight;
	stacks->status = put_sample(&stacks->putting, &sample, stacks->err);
}

void stacks_label(struct text_stacks *stacks, const char *key, struct text text)
{
	struct samples *kept = &stacks->sink->kept;
	stacks->sample.label_count = 0;
	if (!text.size || !stacks->options->keep_samples || stacks->status)
		return;
	stacks->label = (struct label){
		.key = samples_add_name(kept, key, strlen(key)),
		.text = samples_add_name(kept, text.at, text.size),
		.unit = LABEL_NONE,
	};
	if (stacks->label.key == SAMPLE_NONE || stacks->label.text == SAMPLE_NONE)
		fail_memory(stacks);
	stacks->sample.labels = &stacks->label;
	stacks->sample.label_count = 1;
}

void stacks_value(struct text_stacks *stacks, const char *name, const char *unit, bool leads)
{
	if (stacks->status || stacks->value_count == STACKS_VALUES_MOST)
		return;
	const uint32_t event = sink_value(stacks->sink, name, unit, leads);
	if (event == EVENT_NONE)
		fail_memory(stacks);
	stacks->values[stacks->value_count++] = event;
}

void stacks_put_values(struct text_stacks *stacks, const uint64_t *values, unsigned count)
{
	const size_t depth = stacks->depth;
	bool turned = stacks->format->root_first;
	for (unsigned i = 0; i < count && i < stacks->value_count && !stacks->status; i++) {
		if (!sink_value_wanted(stacks->sink, stacks->values[i]))
			continue;
		stacks->depth = depth;
		stacks->sample.event = stacks->values[i];
		put(stacks, (struct decimal){values[i], 0}, turned);
		turned = true;
	}
	stacks_drop(stacks);
}

void stacks_put_one(struct text_stacks *stacks)
{
	if (stacks->depth)
		stacks_put(stacks, (struct decimal){1, 0});
}

bool stacks_weight(struct text_stacks *stacks, struct text text, struct decimal *weight)
{
	const enum number_result result = decimal_parse(text.at, text.size, weight);
	if (result == NUMBER_OVERFLOW && !stacks->status)
		stacks->status = error_set(stacks->err, STATUS_FAILED,
		                           "%s: line %llu: count %.*s does not fit 64 bits",
		                           input_name(stacks->lines.stream->input),
		                           (unsigned long long)stacks->sink->lines,
		                           (int)(text.size < 60 ? text.size : 60), text.at);
	return result == NUMBER_OK;
}

struct head_lines head_lines_of(const struct head *head)
{
	return (struct head_lines){head->text, head->text + head->size, head->whole};
}

bool head_lines_next(struct head_lines *lines, struct text *line)
{
	const char *next;
	if (lines->at == lines->end)
		return false;
	*line = text_line(lines->at, lines->end, &next);
	if (next == lines->end && !lines->whole && next[-1] != '\n')
		return false;
	lines->at = next;
	return true;
}

bool head_has(const struct head *head, bool (*first)(struct text line),
              bool (*then)(struct text line))
{
	struct head_lines lines = head_lines_of(head);
	struct text line;
	bool met = false;
	while (head_lines_next(&lines, &line)) {
		if (met && then(line))
			return true;
		met = met || first(line);
	}
	return false;
}

bool text_take_number(struct text *text, uint64_t *number)
{
	size_t size = 0;
	struct decimal value;
	while (size < text->size && is_digit(text->at[size]))
		size++;
	if (!size || decimal_parse(text->at, size, &value) != NUMBER_OK)
		return false;
	*number = value.value;
	*text = text_from(*text, size);
	return true;
}

bool text_take(struct text *text, const char *beginning)
{
	const struct text trimmed = text_skip_blanks(*text);
	if (!text_begins(trimmed, beginning))
		return false;
	*text = text_from(trimmed, strlen(beginning));
	return true;
}

bool text_take_until(struct text *text, const char *stop, struct text *before)
{
	const char *found = text_find(*text, stop);
	if (!found)
		return false;
	*before = (struct text){text->at, (size_t)(found - text->at)};
	*text = text_from(*text, before->size + strlen(stop));
	return true;
}

bool text_take_address(struct text *text, struct text *address)
{
	size_t size = 2;
	if (!text_begins(*text, "0x"))
		return false;
	while (size < text->size && is_hex_digit(text->at[size]))
		size++;
	if (size == 2)
		return false;
	*address = (struct text){text->at, size};
	*text = text_from(*text, size);
	return true;
}

bool text_address_number(struct text address, uint64_t *number)
{
	uint64_t value = 0;
	if (address.size < 3 || address.size > 2 + 16)
		return false;
	for (size_t i = 2; i < address.size; i++) {
		const char c = address.at[i];
		value = value * 16 +
		        (is_digit(c) ? (uint64_t)(c - '0') : (uint64_t)(c | 0x20) - 'a' + 10);
	}
	*number = value;
	return value < UINT64_MAX;
}

struct text text_without_offset(struct text name)
{
	size_t at = name.size;
	while (at && is_hex_digit(name.at[at - 1]))
		at--;
	if (at > 2 && name.at[at - 1] == 'x' && name.at[at - 2] == '0' && name.at[at - 3] == '+' &&
	    at < name.size)
		return (struct text){name.at, at - 3};
	at = name.size;
	while (at && is_digit(name.at[at - 1]))
		at--;
	if (at > 1 && name.at[at - 1] == '+' && at < name.size)
		return (struct text){name.at, at - 1};
	return name;
}
