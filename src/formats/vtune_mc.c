/* Memory consumption exported from Intel VTune:
 *
 *     Function Stack,Allocation Size:Self,Deallocation Size:Self,Allocations:Self,Module
 *     Total,,,,
 *      main,0,0,0,shop
 *       operator new,4096,0,2,libstdc++.so.6
 *
 * made by `vtune -report top-down -call-stack-mode all -column="Allocations:Self","Allocation
 * Size:Self","Module" -format csv -csv-delimiter comma`. Each level is one blank deeper. As with
 * stackcollapse-vtune-mc.pl, frames are "function(module)" and allocations count by default;
 * "Allocation Size" is another value. Columns are found by their headings. */
#include "formats/text_symbol.h"

#include <stdlib.h>
#include <string.h>

enum { DEPTH_MOST = 4096, COLUMNS_MOST = 32 };

enum column { STACK, ALLOCATIONS, SIZE, MODULE, KINDS };

static const char *const headings[KINDS] = {"Function Stack", "Allocations:Self",
                                            "Allocation Size:Self", "Module"};

struct vtune_mc {
	bool begun;
	unsigned columns[KINDS]; /* number of the column, from 1 on; 0: there is none */
	size_t depth;
};

/* The next field of a line, without its quotes and the blanks before these; *blanks is the number
 * of these blanks. False after the last field. */
static bool take_field(struct text *line, struct text *field, size_t *blanks, bool *more)
{
	const struct text bare = text_skip_blanks(*line);
	if (!*more)
		return false;
	*blanks = 0;
	if (text_begins(bare, "\"")) {
		const char *close = memchr(bare.at + 1, '"', bare.size - 1);
		const size_t size = close ? (size_t)(close - bare.at) - 1 : bare.size - 1;
		struct text rest;
		*field = (struct text){bare.at + 1, size};
		*blanks = (size_t)(bare.at - line->at);
		*line = text_from(bare, close ? size + 2 : bare.size);
		*more = text_take_until(line, ",", &rest);
		return true;
	}
	*more = text_find(*line, ",") != NULL;
	if (!*more)
		*field = *line;
	else
		text_take_until(line, ",", field);
	return true;
}

static bool take_headings(struct text line, unsigned columns[KINDS])
{
	struct text field;
	size_t blanks;
	bool more = true;
	memset(columns, 0, KINDS * sizeof *columns);
	for (unsigned i = 1; i <= COLUMNS_MOST && take_field(&line, &field, &blanks, &more); i++)
		for (unsigned kind = 0; kind < KINDS; kind++)
			if (!columns[kind] && text_is(field, headings[kind]))
				columns[kind] = i;
	return columns[STACK] == 1 && (columns[ALLOCATIONS] || columns[SIZE]);
}

static int vtune_mc_bid(const struct head *head)
{
	struct head_lines lines = head_lines_of(head);
	struct text line;
	unsigned columns[KINDS];
	while (head_lines_next(&lines, &line)) {
		if (take_headings(line, columns))
			return 98;
		if (!text_begins(line, "war:"))
			return 0;
	}
	return 0;
}

static void begin(struct text_stacks *stacks)
{
	const struct vtune_mc *state = stacks->state;
	if (state->columns[ALLOCATIONS])
		stacks_value(stacks, "allocations", "allocations", true);
	if (state->columns[SIZE])
		stacks_value(stacks, "size", "bytes", !state->columns[ALLOCATIONS]);
}

/* "function(module)"; with --no-modules "function". */
static void add_frame(struct text_stacks *stacks, struct text function, struct text module)
{
	struct buffer *name = &stacks->name;
	name->size = 0;
	buffer_append(name, function.at, function.size);
	if (!stacks->options->no_modules) {
		buffer_byte(name, '(');
		buffer_append(name, module.at, module.size);
		buffer_byte(name, ')');
	}
	stacks_name(stacks, (struct text){name->data, name->size}, ORIGIN_USER, module);
}

static bool parse_number(struct text text, uint64_t *number)
{
	struct text left = text;
	*number = 0;
	if (!text.size)
		return true;
	if (!text_take_number(&left, number))
		return false;
	return !left.size || text_is(left, ".0") || text_is(left, ".");
}

static void take_row(struct text_stacks *stacks, struct text line)
{
	struct vtune_mc *state = stacks->state;
	struct text fields[KINDS] = {0}, field, rest = line;
	uint64_t values[2] = {0}, number;
	unsigned count = 0;
	bool more = true, good = true;
	size_t blanks, lead = 0;
	for (unsigned i = 1; i <= COLUMNS_MOST && take_field(&rest, &field, &blanks, &more); i++) {
		for (unsigned kind = 0; kind < KINDS; kind++)
			if (state->columns[kind] == i)
				fields[kind] = field;
		if (i == state->columns[STACK])
			lead = blanks;
	}
	const struct text function = text_skip_blanks(fields[STACK]);
	const size_t level = lead + (size_t)(function.at - fields[STACK].at);
	for (unsigned kind = ALLOCATIONS; kind <= SIZE; kind++)
		if (state->columns[kind]) {
			good = good && parse_number(fields[kind], &number);
			values[count++] = number;
		}
	if (!good || !function.size || level > state->depth || level >= DEPTH_MOST) {
		sink_malformed(stacks->sink, NULL, line.at, line.size);
		return;
	}
	stacks->depth = level;
	add_frame(stacks, function, fields[MODULE]);
	state->depth = level + 1;
	if (values[0] || values[1])
		stacks_put_values(stacks, values, count);
}

static void vtune_mc_line(struct text_stacks *stacks, struct text line)
{
	struct vtune_mc *state = stacks->state;
	if (state->begun && line.size)
		take_row(stacks, line);
	else if (!state->begun && take_headings(line, state->columns)) {
		state->begun = true;
		begin(stacks);
	}
}

static void vtune_mc_end(struct text_stacks *stacks)
{
	stacks_drop(stacks);
}

static enum status vtune_mc_read(struct stream *stream, struct sink *sink,
                                 const struct read_options *options, struct error *err)
{
	static const struct text_format format = {.state_size = sizeof(struct vtune_mc),
	                                          .root_first = true,
	                                          .line = vtune_mc_line,
	                                          .end = vtune_mc_end};
	return text_stacks_read(&format, stream, sink, options, err);
}

const struct reader reader_vtune_mc = {
	.name = "vtune-mc",
	.about = "memory consumption by Intel VTune, as CSV",
	.fields = "VTune's CSV has no processes, CPUs and times",
	.kind = "VTune's CSV of memory consumption",
	.form = "\"Function Stack,Allocation Size:Self,...\"",
	.expected = "a first line \"Function Stack,Allocation Size:Self,Deallocation "
		    "Size:Self,Allocations:Self,Module\"",
	.available = true,
	.bid = vtune_mc_bid,
	.read = vtune_mc_read,
};
