/* Call trees of Intel VTune as comma-separated values: `vtune -report top-down -format csv
 * -csv-delimiter comma`.
 *
 *     Function Stack,CPU Time:Self,Module
 *     Total,0.0,[Unknown]
 *      main,0.0,program
 *       "std::map<int, char>::find",0.030580,libstdc++.so
 *
 * There is a blank before a name for each level; times are in seconds. */
#include "base/text.h"
#include "formats/csv.h"
#include "formats/frame_path.h"
#include "formats/lines.h"
#include "formats/put_sample.h"
#include "read/reader.h"

enum { COLUMNS_MAX = 64 };

static const char header[] = "Function Stack,";

struct vtune {
	struct putting putting;
	struct frame_path path;
	struct buffer first, room, module_room, name; /* of fields, and of a frame */
	size_t time, module;                          /* columns; 0: there is none */
	uint32_t ms, ns;                              /* events */
};

static bool is_header(struct text line)
{
	return text_begins(line, header) && text_find(line, "Time");
}

static int vtune_bid(const struct head *head)
{
	const char *at = head->text, *end = at + head->size;
	if (head->size >= 3 && memcmp(at, "\xef\xbb\xbf", 3) == 0)
		at += 3;
	while (at < end) {
		const struct text line = text_line(at, end, &at);
		if (is_header(line))
			return 95;
	}
	return 0;
}

/* The columns with a function's self time and its module. */
static bool read_header(struct vtune *vtune, struct text line)
{
	struct text field;
	for (size_t i = 0; i < COLUMNS_MAX && csv_field(&line, &field, &vtune->room); i++) {
		if (i && !vtune->time && text_find(field, "Time") && text_ends(field, "Self"))
			vtune->time = i;
		if (i && text_is(field, "Module"))
			vtune->module = i;
	}
	return vtune->time > 0;
}

/* The frame of "module`name", or the name. */
static uint32_t frame_of(struct vtune *vtune, struct text name, struct text module)
{
	struct buffer *room = &vtune->name;
	const bool said = module.size && !vtune->putting.sink->options->no_modules;
	const struct text known = text_is(module, "[Unknown]") ? (struct text){NULL, 0} : module;
	room->size = 0;
	if (said) {
		buffer_append(room, module.at, module.size);
		buffer_byte(room, '`');
	}
	buffer_append(room, name.at, name.size);
	if (room->failed)
		return FRAME_NONE;
	return put_frame(&vtune->putting, (struct text){room->data, room->size}, ORIGIN_USER,
	                 known);
}

/* Seconds in units of 10^-places: 3 is ms, 9 is ns; rounded half up. */
static bool read_seconds(struct text text, unsigned places, struct decimal *weight)
{
	struct decimal seconds;
	unsigned rounded;
	if (weight_parse(text.at, text.size, &seconds, &rounded) != NUMBER_OK)
		return false;
	if (seconds.places <= places) {
		*weight = (struct decimal){seconds.value, 0};
		return number_scale(&weight->value, places - seconds.places);
	}
	const uint64_t unit = number_power10(seconds.places - places);
	*weight = (struct decimal){seconds.value / unit + (seconds.value % unit >= unit - unit / 2),
	                           0};
	return true;
}

static enum status put_time(struct vtune *vtune, uint32_t event, struct decimal weight,
                            struct error *err)
{
	struct put_sample sample = {
		.event = event,
		.frames = vtune->path.frames,
		.depth = vtune->path.depth,
		.weight = weight,
	};
	return weight.value ? put_sample(&vtune->putting, &sample, err) : STATUS_OK;
}

static enum status read_row(struct vtune *vtune, struct text line, struct error *err)
{
	struct sink *sink = vtune->putting.sink;
	const struct text whole = line;
	struct text field, name = {0}, module = {0};
	struct decimal ms, ns;
	bool good = csv_field(&line, &name, &vtune->first), timed = false;
	for (size_t i = 1; good && (i <= vtune->time || i <= vtune->module); i++) {
		const bool is_module = i == vtune->module;
		if (!csv_field(&line, &field, is_module ? &vtune->module_room : &vtune->room))
			break;
		if (i == vtune->time)
			timed = read_seconds(field, 3, &ms) && read_seconds(field, 9, &ns);
		if (is_module)
			module = field;
	}
	size_t depth = 0;
	while (depth < name.size && name.at[depth] == ' ')
		depth++;
	if (depth)
		name = text_from(name, depth);
	const bool fits = frame_path_fits(&vtune->path, depth);
	enum status status = STATUS_OK;
	if (!good || !timed || !name.size || !fits) {
		sink_malformed(sink,
		               good && timed && !fits
		                       ? "it is more than one level below the line before"
		                       : NULL,
		               whole.at, whole.size);
		frame_path_cut(&vtune->path, depth);
		return STATUS_OK;
	}
	if (vtune->first.failed || vtune->room.failed || vtune->module_room.failed ||
	    !frame_path_set(&vtune->path, depth, frame_of(vtune, name, module)))
		status = error_no_memory(err);
	else if (!(status = put_time(vtune, vtune->ms, ms, err)))
		status = put_time(vtune, vtune->ns, ns, err);
	return status;
}

static enum status read_all(struct vtune *vtune, struct lines *lines, struct error *err)
{
	struct sink *sink = vtune->putting.sink;
	struct text line;
	enum status status;
	vtune->ms = sink_value(sink, "cpu-time", "ms", true);
	vtune->ns = sink_value(sink, "cpu-time-ns", "ns", false);
	if (vtune->ms == EVENT_NONE || vtune->ns == EVENT_NONE)
		return error_no_memory(err);
	while (lines_next(lines, &line, &status, err)) {
		if (text_begins(line, "\xef\xbb\xbf"))
			line = text_from(line, 3);
		if (is_header(line)) {
			if (!read_header(vtune, line))
				return error_set(err, STATUS_FAILED,
				                 "%s: line %llu: no column of times such as "
				                 "\"CPU Time:Self\"",
				                 input_name(lines->stream->input),
				                 (unsigned long long)sink->lines);
		} else if (vtune->time && text_skip_blanks(line).size) {
			status = read_row(vtune, line, err);
		}
		if (status)
			return status;
	}
	return status;
}

static enum status vtune_read(struct stream *stream, struct sink *sink,
                              const struct read_options *options, struct error *err)
{
	struct vtune vtune = {.putting = {.sink = sink}};
	struct lines lines = {.stream = stream, .sink = sink};
	(void)options;
	sink->profiled = false;
	const enum status status = read_all(&vtune, &lines, err);
	lines_free(&lines);
	frame_path_free(&vtune.path);
	putting_free(&vtune.putting);
	buffer_free(&vtune.first);
	buffer_free(&vtune.room);
	buffer_free(&vtune.module_room);
	buffer_free(&vtune.name);
	return status;
}

const struct reader reader_vtune = {
	.name = "vtune",
	.about = "Intel VTune's call trees: vtune -report top-down -format csv",
	.fields = "VTune's tables have none of these",
	.kind = "a VTune call tree",
	.form = "\"Function Stack,CPU Time:Self,Module\"",
	.expected = "a table that begins with \"Function Stack,CPU Time:Self,Module\"",
	.available = true,
	.bid = vtune_bid,
	.read = vtune_read,
};
