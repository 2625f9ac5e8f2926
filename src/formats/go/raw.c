/* `go tool pprof -raw`: samples by locations, which are after them:
 *
 *     Samples:
 *     samples/count cpu/nanoseconds[dflt]
 *               1   10000000: 1 2 3
 *     Locations
 *          1: 0x463600 M=1 runtime.asyncPreempt /usr/lib/go/src/runtime/preempt_amd64.s:7 s=0
 *          2: 0x47bc13 M=1 sort.insert /usr/lib/go/src/sort/sort.go:154 s=0
 *                      sort.Sort /usr/lib/go/src/sort/sort.go:15 s=0
 *     Mappings
 *
 * The samples' lines are kept until the locations were read. A location's functions are listed from
 * the innermost inlined one to the function into which they were inlined. */
#include "formats/go/raw.h"

#include <string.h>

enum { VALUES_MOST = 16, ID_ROOM = 24 };

struct raw {
	enum { BEFORE, TYPES, SAMPLES, LOCATIONS, AFTER } part;
	char id[ID_ROOM]; /* of the current location */
	size_t id_size;
};

/* The ids are at the ends of lines in stacks->text. */

static bool is_samples(struct text line)
{
	return text_is(line, "Samples:");
}

/* "samples/count cpu/nanoseconds[dflt]" */
static bool is_types(struct text line)
{
	return line.size && !is_blank(*line.at) && !is_digit(*line.at) &&
	       memchr(line.at, '/', line.size) && !text_find(line, ": ");
}

static int raw_bid(const struct head *head)
{
	return head_has(head, is_samples, is_types) ? 96 : 0;
}

static bool take_word(struct text *line, struct text *word)
{
	size_t size = 0;
	*line = text_skip_blanks(*line);
	while (size < line->size && !is_blank(line->at[size]))
		size++;
	*word = (struct text){line->at, size};
	*line = text_from(*line, size);
	return size > 0;
}

/* pprof's names for our units. */
static struct text unit_of(struct text unit)
{
	return text_is(unit, "nanoseconds") ? text_of("ns") : unit;
}

static void take_types(struct text_stacks *stacks, struct text line)
{
	static const char chosen[] = "[dflt]";
	struct text word, rest = line;
	unsigned count = 0, leads = 0;
	for (; count < VALUES_MOST && take_word(&rest, &word); count++)
		if (text_ends(word, chosen))
			leads = count + 1;
	for (unsigned i = 0; i < count && take_word(&line, &word); i++) {
		struct text type, unit = word;
		char type_room[64], unit_room[32];
		if (text_ends(word, chosen))
			unit.size -= strlen(chosen);
		if (!text_take_until(&unit, "/", &type))
			type = word;
		unit = unit_of(unit);
		if (type.size >= sizeof type_room || unit.size >= sizeof unit_room)
			continue;
		memcpy(type_room, type.at, type.size);
		type_room[type.size] = '\0';
		memcpy(unit_room, unit.at, unit.size);
		unit_room[unit.size] = '\0';
		stacks_value(stacks, type_room,
		             strcmp(unit_room, "count") == 0 ? type_room : unit_room,
		             i + 1 == (leads ? leads : count));
	}
}

/* "          1   10000000: 1 2 3": values, then locations from the leaf on. */
static void put_sample_line(struct text_stacks *stacks, struct text line)
{
	uint64_t values[VALUES_MOST];
	unsigned count = 0;
	const struct text whole = line;
	struct text word;
	line = text_skip_blanks(line);
	while (count < VALUES_MOST && text_take_number(&line, &values[count])) {
		count++;
		line = text_skip_blanks(line);
	}
	bool good = count == stacks->value_count && count && text_take(&line, ":");
	while (good && take_word(&line, &word))
		good = stacks_known(stacks, word);
	if (good)
		stacks_put_values(stacks, values, count);
	else
		sink_malformed(stacks->sink, NULL, whole.at, whole.size);
	stacks_drop(stacks);
}

static void put_samples(struct text_stacks *stacks)
{
	const char *at = stacks->text.size ? stacks->text.data : "", *end = at + stacks->text.size;
	while (at < end && !stacks->status)
		put_sample_line(stacks, text_line(at, end, &at));
	stacks->text.size = 0;
}

/* "name file:line s=0", which may be followed by the linker's name in brackets. */
static void add_function(struct text_stacks *stacks, struct text line, bool inlined)
{
	struct text name = line;
	const char *start = NULL;
	for (struct text left = line; text_find(left, " s=");
	     left = text_from(left, (size_t)(start - left.at) + 1))
		start = text_find(left, " s=");
	if (start)
		name.size = (size_t)(start - name.at);
	const char *file = start ? text_find(name, " /") : NULL;
	if (start && !file && name.size)
		file = memrchr(name.at, ' ', name.size);
	if (file)
		name.size = (size_t)(file - name.at);
	if (text_is(name, "??"))
		name.size = 0;
	stacks_name(stacks, name, ORIGIN_USER | (inlined ? ORIGIN_INLINED : 0), (struct text){0});
}

/* Ends the current location; a buffer has its functions, one in each line. */
static void end_location(struct text_stacks *stacks)
{
	struct raw *state = stacks->state;
	const struct buffer *lines = &stacks->more;
	const char *at = lines->size ? lines->data : "", *end = at + lines->size;
	if (!state->id_size)
		return;
	while (at < end && !stacks->status) {
		const struct text line = text_line(at, end, &at);
		add_function(stacks, line, at < end);
	}
	if (!lines->size)
		stacks_name(stacks, (struct text){0}, ORIGIN_USER, (struct text){0});
	stacks_remember(stacks, (struct text){state->id, state->id_size});
	stacks->more.size = 0;
	state->id_size = 0;
}

/* "     1: 0x463600 M=1 name file:line s=0", or one more function. */
static void take_location(struct text_stacks *stacks, struct text line)
{
	struct raw *state = stacks->state;
	struct text id, word, rest = text_skip_blanks(line);
	uint64_t number;
	id.at = rest.at;
	struct text left = rest;
	if (text_take_number(&left, &number) && text_begins(left, ": ") &&
	    (size_t)(left.at - rest.at) <= ID_ROOM) {
		end_location(stacks);
		id.size = (size_t)(left.at - rest.at);
		memcpy(state->id, id.at, id.size);
		state->id_size = id.size;
		rest = text_from(left, 1);
		left = rest;
		while (take_word(&left, &word) &&
		       (text_begins(word, "0x") || text_begins(word, "M=") || text_is(word, "[F]")))
			rest = left;
		rest = text_skip_blanks(rest);
	}
	if (state->id_size && rest.size) {
		buffer_append(&stacks->more, rest.at, rest.size);
		buffer_byte(&stacks->more, '\n');
	}
}

static void raw_end(struct text_stacks *stacks)
{
	end_location(stacks);
	put_samples(stacks);
}

static void raw_line(struct text_stacks *stacks, struct text line)
{
	struct raw *state = stacks->state;
	if (is_samples(line)) {
		state->part = TYPES;
	} else if (text_is(line, "Locations")) {
		state->part = LOCATIONS;
	} else if (text_is(line, "Mappings")) {
		state->part = AFTER;
	} else if (state->part == TYPES) {
		take_types(stacks, line);
		state->part = SAMPLES;
	} else if (state->part == SAMPLES && text_find(line, ":") &&
	           is_digit(*text_skip_blanks(line).at)) { /* otherwise it is a label */
		buffer_append(&stacks->text, line.at, line.size);
		buffer_byte(&stacks->text, '\n');
	} else if (state->part == LOCATIONS) {
		take_location(stacks, line);
	}
}

static const struct text_format raw_format = {
	.state_size = sizeof(struct raw),
	.line = raw_line,
	.end = raw_end,
};

const struct go_text go_raw = {raw_bid, &raw_format};
