/* Call trees of Visual Studio's profiler: CallTreeSummary.csv, written by VSPerfReport
 * /summary:calltree.
 *
 *     Level,Function Name,Number of Calls,Elapsed Inclusive Time %,Elapsed Exclusive Time %,...
 *     0,"program.exe",0,100.00,0.00,0.00,0.00,"",
 *     1,"Program.Main()",1,99.10,4.25,401.92,81.02,"program.exe",
 *     2,"Program.Work(int32)","2,893,824",54.37,4.21,0.04,0.00,"program.exe",
 *
 * Weights are calls, counted as in inferno: when rows close, the calls of the callee that closed
 * before are subtracted from each caller, which is left out if both are equal. Times are in
 * hundredths of a percent. */
#include "base/text.h"
#include "base/vector.h"
#include "formats/csv.h"
#include "formats/frame_path.h"
#include "formats/lines.h"
#include "formats/put_sample.h"
#include "read/reader.h"

#include <stdlib.h>

static const char header[] = "Level,Function Name,Number of Calls,Elapsed Inclusive Time %,"
			     "Elapsed Exclusive Time %,";

enum { LEVEL, NAME, CALLS, INCLUSIVE, EXCLUSIVE, AVERAGE, OWN_AVERAGE, MODULE, COLUMNS };

struct vsprof {
	struct putting putting;
	struct frame_path path;
	uint64_t *calls; /* of the path's frames */
	size_t capacity;
	struct buffer rooms[COLUMNS];
	uint32_t counted, time; /* events */
};

struct row {
	uint64_t level, calls, time;
	struct text name, module;
};

static struct text without_mark(struct text line)
{
	return text_begins(line, "\xef\xbb\xbf") ? text_from(line, 3) : line;
}

static int vsprof_bid(const struct head *head)
{
	return text_begins(without_mark((struct text){head->text, head->size}), header) ? 95 : 0;
}

/* "2,893,824" and "54.37" without separators and the point. */
static bool read_digits(struct text text, uint64_t *number)
{
	*number = 0;
	for (size_t i = 0; i < text.size; i++) {
		if (text.at[i] == ',' || text.at[i] == '.')
			continue;
		if (!is_digit(text.at[i]) || __builtin_mul_overflow(*number, 10, number) ||
		    __builtin_add_overflow(*number, (uint64_t)(text.at[i] - '0'), number))
			return false;
	}
	return text.size > 0;
}

static bool read_fields(struct vsprof *vsprof, struct text line, struct row *row)
{
	struct text fields[COLUMNS] = {{0}};
	size_t count = 0;
	while (count < COLUMNS && csv_field(&line, &fields[count], &vsprof->rooms[count]))
		count++;
	*row = (struct row){.name = fields[NAME], .module = fields[MODULE]};
	return count > EXCLUSIVE && row->name.size && read_digits(fields[LEVEL], &row->level) &&
	       read_digits(fields[CALLS], &row->calls) &&
	       read_digits(fields[EXCLUSIVE], &row->time);
}

static enum status put_row(struct vsprof *vsprof, uint32_t event, uint64_t weight,
                           struct error *err)
{
	struct put_sample sample = {
		.event = event,
		.frames = vsprof->path.frames,
		.depth = vsprof->path.depth,
		.weight = {weight, 0},
	};
	return weight ? put_sample(&vsprof->putting, &sample, err) : STATUS_OK;
}

static enum status put_calls(struct vsprof *vsprof, struct error *err)
{
	const size_t depth = vsprof->path.depth;
	return depth ? put_row(vsprof, vsprof->counted, vsprof->calls[depth - 1], err) : STATUS_OK;
}

/* Closes the rows at that depth and deeper. Callers with the same number of calls as their callee
 * are not counted, others with the difference. */
static enum status close_rows(struct vsprof *vsprof, size_t depth, struct error *err)
{
	struct frame_path *path = &vsprof->path;
	uint64_t before = 0;
	const bool leaf = path->depth == depth + 1;
	enum status status = STATUS_OK;
	while (path->depth > depth && !status) {
		const uint64_t calls = vsprof->calls[path->depth - 1];
		if (before != calls)
			status = put_calls(vsprof, err);
		before = calls;
		path->depth--;
		if (!leaf && path->depth && before < vsprof->calls[path->depth - 1])
			vsprof->calls[path->depth - 1] -= before;
	}
	return status;
}

/* The row at level 0 is the program, not a function. */
static enum status add_row(struct vsprof *vsprof, const struct row *row, struct error *err)
{
	struct sink *sink = vsprof->putting.sink;
	const size_t depth = row->level ? row->level - 1 : 0;
	if (!frame_path_fits(&vsprof->path, depth)) {
		sink_malformed(sink, "it is more than one level below the line before",
		               row->name.at, row->name.size);
		return STATUS_OK;
	}
	enum status status = close_rows(vsprof, depth, err);
	if (status || !row->level)
		return status;
	const uint32_t frame = put_frame(&vsprof->putting, row->name, ORIGIN_USER, row->module);
	if (!frame_path_set(&vsprof->path, depth, frame) ||
	    !vector_reserve(&vsprof->calls, &vsprof->capacity, depth + 1))
		return error_no_memory(err);
	vsprof->calls[depth] = row->calls;
	return put_row(vsprof, vsprof->time, row->time, err);
}

static enum status read_all(struct vsprof *vsprof, struct lines *lines, struct error *err)
{
	struct sink *sink = vsprof->putting.sink;
	struct text line;
	struct row row;
	enum status status;
	vsprof->counted = sink_value(sink, "calls", "calls", true);
	vsprof->time = sink_value(sink, "time", "hundredths of a percent", false);
	if (vsprof->counted == EVENT_NONE || vsprof->time == EVENT_NONE)
		return error_no_memory(err);
	while (lines_next(lines, &line, &status, err)) {
		line = without_mark(line);
		if (!text_skip_blanks(line).size || text_begins(line, header))
			continue;
		if (read_fields(vsprof, line, &row))
			status = add_row(vsprof, &row, err);
		else
			sink_malformed(sink, NULL, line.at, line.size);
		for (size_t i = 0; i < COLUMNS; i++)
			if (vsprof->rooms[i].failed)
				status = error_no_memory(err);
		if (status)
			return status;
	}
	return status ? status
	              : put_calls(vsprof, err); /* callers of the last row are not counted */
}

static enum status vsprof_read(struct stream *stream, struct sink *sink,
                               const struct read_options *options, struct error *err)
{
	struct vsprof vsprof = {.putting = {.sink = sink}};
	struct lines lines = {.stream = stream, .sink = sink};
	(void)options;
	sink->profiled = false;
	const enum status status = read_all(&vsprof, &lines, err);
	lines_free(&lines);
	frame_path_free(&vsprof.path);
	putting_free(&vsprof.putting);
	free(vsprof.calls);
	for (size_t i = 0; i < COLUMNS; i++)
		buffer_free(&vsprof.rooms[i]);
	return status;
}

const struct reader reader_vsprof = {
	.name = "vsprof",
	.about = "Visual Studio's call trees: CallTreeSummary.csv",
	.fields = "Visual Studio's tables have none of these",
	.kind = "a call tree of Visual Studio",
	.form = "\"Level,Function Name,Number of Calls,...\"",
	.expected = "a table that begins with \"Level,Function Name,Number of Calls,\"",
	.available = true,
	.bid = vsprof_bid,
	.read = vsprof_read,
};
