/* Cost centre profiles of GHC: the file PROGRAM.prof that a Haskell program writes with +RTS -p or
 * -P.
 *
 *     	Sun Aug  6 14:50 2023 Time and Allocation Profiling Report  (Final)
 *     ...
 *     COST CENTRE MODULE SRC                no. entries  %time %alloc   %time %alloc  ticks bytes
 *
 *     MAIN        MAIN   <built-in>         337       0    0.0    0.0   100.0  100.0      0 600
 *      main       Main   main.hs:(1,1)-(9,5) 341      1   30.0    9.4   100.0   99.9    600 1234567
 *
 * There is a blank before the name for each level. The columns of the cost centre alone are before
 * those that include its callees; -P adds ticks and bytes. SRC may contain blanks, so numbers are
 * read from the end. */
#include "base/text.h"
#include "formats/frame_path.h"
#include "formats/lines.h"
#include "formats/put_sample.h"
#include "read/reader.h"

enum {
	NUMBER_NO,
	NUMBER_ENTRIES,
	NUMBER_TIME,
	NUMBER_ALLOC,
	NUMBER_ALL_TIME,
	NUMBER_ALL_ALLOC,
	NUMBER_TICKS,
	NUMBER_BYTES,
	NUMBERS
};

enum value { VALUE_TIME, VALUE_ALLOC, VALUE_TICKS, VALUE_BYTES, VALUES };

static const struct {
	const char *name, *unit;
	unsigned number; /* its column */
	unsigned places; /* decimal places in the table */
} values[VALUES] = {
	[VALUE_TIME] = {"time", "tenths of a percent", NUMBER_TIME, 1},
	[VALUE_ALLOC] = {"alloc", "tenths of a percent", NUMBER_ALLOC, 1},
	[VALUE_TICKS] = {"ticks", "ticks", NUMBER_TICKS, 0},
	[VALUE_BYTES] = {"bytes", "bytes", NUMBER_BYTES, 0},
};

struct ghcprof {
	struct putting putting;
	struct frame_path path;
	struct buffer name;
	unsigned numbers; /* columns of them; 0: the table has not begun */
	bool over;        /* it has ended */
	bool rows;        /* it had any */
	uint32_t events[VALUES];
};

/* Removes the last word from a line. */
static struct text take_last(struct text *line)
{
	*line = text_trim_end(*line);
	size_t at = line->size;
	while (at && !is_blank(line->at[at - 1]))
		at--;
	const struct text word = text_from(*line, at);
	line->size = at;
	return word;
}

static struct text take_first(struct text *line)
{
	size_t at = 0;
	*line = text_skip_blanks(*line);
	while (at < line->size && !is_blank(line->at[at]))
		at++;
	const struct text word = {line->at, at};
	*line = text_from(*line, at);
	return word;
}

/* The number of numbers at the end of rows below this header, 0: it is not a header. */
static unsigned numbers_below(struct text line)
{
	if (!text_begins(line, "COST CENTRE") || !text_find(line, " no. ") ||
	    !text_find(line, " entries "))
		return 0;
	const bool bytes = text_is(take_last(&line), "bytes");
	return bytes ? NUMBERS : NUMBER_ALL_ALLOC + 1;
}

static int ghcprof_bid(const struct head *head)
{
	const char *at = head->text, *end = at + head->size;
	while (at < end) {
		const struct text line = text_line(at, end, &at);
		if (numbers_below(line) || text_find(line, "Time and Allocation Profiling Report"))
			return 95;
	}
	return 0;
}

/* A number with that many decimal places, in units of the last one. */
static bool read_places(struct text text, unsigned places, struct decimal *weight)
{
	struct decimal read;
	if (decimal_parse(text.at, text.size, &read) != NUMBER_OK || read.places > places ||
	    !number_scale(&read.value, places - read.places))
		return false;
	*weight = (struct decimal){read.value, 0};
	return true;
}

/* Removes a row's numbers from the end of the line. */
static bool read_numbers(const struct ghcprof *ghcprof, struct text *line,
                         struct decimal weights[VALUES])
{
	struct text numbers[NUMBERS];
	for (unsigned i = ghcprof->numbers; i-- > 0;) {
		numbers[i] = take_last(line);
		if (!numbers[i].size || !is_digit(*numbers[i].at))
			return false;
	}
	for (unsigned i = 0; i < VALUES; i++)
		if (values[i].number < ghcprof->numbers &&
		    !read_places(numbers[values[i].number], values[i].places, &weights[i]))
			return false;
	return true;
}

static uint32_t frame_of(struct ghcprof *ghcprof, struct text centre, struct text module)
{
	struct buffer *name = &ghcprof->name;
	name->size = 0;
	buffer_append(name, module.at, module.size);
	buffer_byte(name, '.');
	buffer_append(name, centre.at, centre.size);
	return name->failed ? FRAME_NONE
	                    : put_frame(&ghcprof->putting, (struct text){name->data, name->size},
	                                ORIGIN_USER, module);
}

static enum status read_row(struct ghcprof *ghcprof, struct text line, struct error *err)
{
	struct sink *sink = ghcprof->putting.sink;
	const struct text whole = line;
	struct decimal weights[VALUES] = {{0}};
	size_t depth = 0;
	while (depth < line.size && line.at[depth] == ' ')
		depth++;
	const bool good = read_numbers(ghcprof, &line, weights);
	const struct text centre = take_first(&line), module = take_first(&line);
	if (!good || !module.size || !frame_path_fits(&ghcprof->path, depth)) {
		sink_malformed(sink,
		               good && module.size
		                       ? "it is more than one level below the line before"
		                       : NULL,
		               whole.at, whole.size);
		frame_path_cut(&ghcprof->path, depth);
		return STATUS_OK;
	}
	if (!frame_path_set(&ghcprof->path, depth, frame_of(ghcprof, centre, module)))
		return error_no_memory(err);
	ghcprof->rows = true;
	for (unsigned i = 0; i < VALUES; i++) {
		struct put_sample sample = {
			.event = ghcprof->events[i],
			.frames = ghcprof->path.frames,
			.depth = ghcprof->path.depth,
			.weight = weights[i],
			.zero = true,
		};
		const enum status status = values[i].number < ghcprof->numbers
		                                   ? put_sample(&ghcprof->putting, &sample, err)
		                                   : STATUS_OK;
		if (status)
			return status;
	}
	return STATUS_OK;
}

static bool begin_table(struct ghcprof *ghcprof, unsigned numbers)
{
	ghcprof->numbers = numbers;
	for (unsigned i = 0; i < VALUES; i++) {
		if (values[i].number >= numbers)
			continue;
		ghcprof->events[i] = sink_value(ghcprof->putting.sink, values[i].name,
		                                values[i].unit, i == VALUE_TIME);
		if (ghcprof->events[i] == EVENT_NONE)
			return false;
	}
	return true;
}

static enum status read_all(struct ghcprof *ghcprof, struct lines *lines, struct error *err)
{
	struct text line;
	enum status status;
	while (lines_next(lines, &line, &status, err)) {
		const bool blank = !text_skip_blanks(line).size;
		const unsigned numbers = ghcprof->numbers ? 0 : numbers_below(line);
		if (numbers && !begin_table(ghcprof, numbers))
			return error_no_memory(err);
		ghcprof->over |= blank && ghcprof->rows;
		if (!numbers && ghcprof->numbers && !blank && !ghcprof->over)
			status = read_row(ghcprof, line, err);
		if (status)
			return status;
	}
	return status;
}

static enum status ghcprof_read(struct stream *stream, struct sink *sink,
                                const struct read_options *options, struct error *err)
{
	struct ghcprof ghcprof = {.putting = {.sink = sink}};
	struct lines lines = {.stream = stream, .sink = sink};
	(void)options;
	sink->profiled = false;
	const enum status status = read_all(&ghcprof, &lines, err);
	lines_free(&lines);
	frame_path_free(&ghcprof.path);
	putting_free(&ghcprof.putting);
	buffer_free(&ghcprof.name);
	return status;
}

const struct reader reader_ghcprof = {
	.name = "ghcprof",
	.about = "GHC's cost centre profiles: PROGRAM.prof of +RTS -p or -P",
	.fields = "GHC's profiles have none of these",
	.kind = "a cost centre profile of GHC",
	.form = "\"COST CENTRE MODULE SRC no. entries ...\"",
	.expected = "a table that begins with \"COST CENTRE MODULE SRC\"",
	.available = true,
	.bid = ghcprof_bid,
	.read = ghcprof_read,
};
