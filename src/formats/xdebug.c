/* Function traces of PHP's Xdebug in its computer-readable form (xdebug.trace_format=1): a row for
 * each entry and exit, with tabs between columns.
 *
 *     Version: 3.1.0
 *     File format: 4
 *     TRACE START [2026-11-22 05:00:00.000000]
 *     1	0	0	0.000282	391520	{main}	1		/a.php	0	0
 *     2	1	0	0.000500	391520	work	1		/a.php	9	0
 *     2	1	1	0.010500	391600
 *     1	0	1	0.011000	391600
 *     TRACE END   [2026-11-22 05:00:00.011000]
 *
 * Columns: level, number of the call, 0 for entry and 1 for exit (R: its return value), time in
 * seconds, memory in bytes, name. The time between two rows counts for the innermost
 * open function. */
#include "base/text.h"
#include "formats/frame_path.h"
#include "formats/lines.h"
#include "formats/put_sample.h"
#include "read/reader.h"

enum { LEVEL, CALL, KIND, TIME, MEMORY, NAME, COLUMNS };

struct xdebug {
	struct putting putting;
	struct frame_path path;
	uint64_t time;      /* of the last row, in ns */
	bool timed;         /* there was one */
	uint32_t ns, calls; /* events */
};

static bool is_start(struct text line)
{
	return text_begins(line, "TRACE START [");
}

static int xdebug_bid(const struct head *head)
{
	const char *at = head->text, *end = at + head->size;
	bool format = false;
	while (at < end) {
		const struct text line = text_line(at, end, &at);
		format |= text_begins(line, "File format: ");
		if (is_start(line))
			return format ? 95 : 60;
	}
	return 0;
}

/* The columns of a row; returns how many there are. */
static size_t split(struct text line, struct text columns[COLUMNS])
{
	size_t count = 0;
	while (count < COLUMNS) {
		const char *tab = line.size ? memchr(line.at, '\t', line.size) : NULL;
		columns[count++] = (struct text){line.at,
		                                 tab ? (size_t)(tab - line.at) : line.size};
		if (!tab)
			break;
		line = text_from(line, columns[count - 1].size + 1);
	}
	return count;
}

static bool read_whole(struct text text, uint64_t *number)
{
	struct decimal decimal;
	if (decimal_parse(text.at, text.size, &decimal) != NUMBER_OK || decimal.places)
		return false;
	*number = decimal.value;
	return true;
}

static bool read_ns(struct text text, uint64_t *ns)
{
	struct decimal seconds;
	if (decimal_parse(text.at, text.size, &seconds) != NUMBER_OK || seconds.places > 9)
		return false;
	*ns = seconds.value;
	return number_scale(ns, 9 - seconds.places);
}

static enum status put(struct xdebug *xdebug, uint32_t event, uint64_t weight, struct error *err)
{
	const struct put_sample sample = {
		.event = event,
		.frames = xdebug->path.frames,
		.depth = xdebug->path.depth,
		.weight = {weight, 0},
	};
	return weight && sample.depth ? put_sample(&xdebug->putting, &sample, err) : STATUS_OK;
}

/* The time since the previous row counts for the function that was open. */
static enum status put_time(struct xdebug *xdebug, uint64_t time, struct error *err)
{
	const uint64_t passed = xdebug->timed && time > xdebug->time ? time - xdebug->time : 0;
	xdebug->time = xdebug->timed && time < xdebug->time ? xdebug->time : time;
	xdebug->timed = true;
	return put(xdebug, xdebug->ns, passed, err);
}

static enum status read_row(struct xdebug *xdebug, struct text line, struct error *err)
{
	struct text columns[COLUMNS];
	const size_t count = split(line, columns);
	struct frame_path *path = &xdebug->path;
	uint64_t level, time;
	const bool entry = count == COLUMNS && text_is(columns[KIND], "0");
	const bool exit = count > TIME && text_is(columns[KIND], "1");
	if (count > KIND && text_is(columns[KIND], "R"))
		return STATUS_OK; /* the return value of a call */
	if (count > TIME && !columns[LEVEL].size)
		return STATUS_OK; /* the end: time and memory */
	const bool good = (entry || exit) && read_whole(columns[LEVEL], &level) && level &&
	                  read_ns(columns[TIME], &time);
	/* after the exit of a function that was entered before the trace, nothing is open */
	const bool fits = good && (exit || frame_path_fits(path, level - 1));
	if (!fits) {
		sink_malformed(xdebug->putting.sink,
		               good ? "it is more than one level below the last open function"
		                    : NULL,
		               line.at, line.size);
		return STATUS_OK;
	}
	enum status status = put_time(xdebug, time, err);
	if (status)
		return status;
	frame_path_cut(path, level - 1);
	if (!entry)
		return STATUS_OK;
	const uint32_t frame = put_frame(&xdebug->putting, columns[NAME], 0,
	                                 (struct text){NULL, 0});
	if (!frame_path_set(path, level - 1, frame))
		return error_no_memory(err);
	return put(xdebug, xdebug->calls, 1, err);
}

static enum status read_all(struct xdebug *xdebug, struct lines *lines, struct error *err)
{
	struct sink *sink = xdebug->putting.sink;
	struct text line;
	enum status status;
	bool open = false;
	xdebug->ns = sink_value(sink, "time", "ns", true);
	xdebug->calls = sink_value(sink, "calls", "calls", false);
	if (xdebug->ns == EVENT_NONE || xdebug->calls == EVENT_NONE)
		return error_no_memory(err);
	while (lines_next(lines, &line, &status, err)) {
		if (is_start(line)) {
			open = true;
			xdebug->path.depth = 0;
			xdebug->timed = false;
		} else if (text_begins(line, "TRACE END")) {
			open = false;
		} else if (open && text_skip_blanks(line).size) {
			status = read_row(xdebug, line, err);
		}
		if (status)
			return status;
	}
	return status;
}

static enum status xdebug_read(struct stream *stream, struct sink *sink,
                               const struct read_options *options, struct error *err)
{
	struct xdebug xdebug = {.putting = {.sink = sink}};
	struct lines lines = {.stream = stream, .sink = sink};
	(void)options;
	sink->profiled = false;
	const enum status status = read_all(&xdebug, &lines, err);
	lines_free(&lines);
	frame_path_free(&xdebug.path);
	putting_free(&xdebug.putting);
	return status;
}

const struct reader reader_xdebug = {
	.name = "xdebug",
	.about = "PHP's Xdebug: function traces, xdebug.trace_format=1",
	.fields = "Xdebug's traces have none of these",
	.kind = "a function trace of Xdebug",
	.form = "\"TRACE START [\", then columns",
	.expected = "rows of columns after \"TRACE START [\", as xdebug.trace_format=1 writes them",
	.available = true,
	.bid = xdebug_bid,
	.read = xdebug_read,
};
