/* Output of Austin: one sample in each line, with process, thread (interpreter:thread), frames from
 * the root on and metrics:
 *
 *     # austin: 3.7.0
 *     # mode: wall
 *     P4226;T0:4226;/home/me/shop.py:main:12;/home/me/shop.py:price:3 5000
 *
 * Metrics are the time in microseconds, the memory in bytes, or, in the mode "full", the time,
 * whether the thread was idle (1), and the memory. For its binary format see mojo.c. */
#include "formats/austin/metrics.h"
#include "formats/austin/mojo.h"
#include "formats/python_frame.h"

#include <string.h>

/* Takes "P12;T0:34" or "P12;T34"; the rest is ";FRAMES METRICS" or " METRICS". */
static bool take_place(struct text *line, uint64_t *pid, uint64_t *tid)
{
	struct text left = *line;
	if (!text_begins(left, "P"))
		return false;
	left = text_from(left, 1);
	if (!text_take_number(&left, pid) || !text_begins(left, ";T"))
		return false;
	left = text_from(left, 2);
	if (!text_take_number(&left, tid))
		return false;
	if (text_begins(left, ":")) {
		left = text_from(left, 1);
		if (!text_take_number(&left, tid))
			return false;
	}
	*line = left;
	return left.size && (*left.at == ';' || *left.at == ' ');
}

/* "5000", "-4096", "5000,1,-4096" */
static bool parse_metrics(struct text text, struct austin_metrics *metrics, bool *full)
{
	uint64_t time, idle = 0, memory = 0;
	*metrics = (struct austin_metrics){0};
	*full = false;
	if (text_begins(text, "-")) {
		metrics->freed = true;
		text = text_from(text, 1);
	}
	if (!text_take_number(&text, &time))
		return false;
	if (!text.size) { /* a time or memory, by the mode */
		metrics->time = metrics->memory = time;
		return true;
	}
	if (metrics->freed || !text_take(&text, ",") || !text_take_number(&text, &idle) ||
	    !text_take(&text, ","))
		return false;
	metrics->freed = text_begins(text, "-");
	text = text_from(text, metrics->freed);
	*full = text_take_number(&text, &memory) && !text.size;
	metrics->time = time;
	metrics->idle = idle;
	metrics->memory = memory;
	return *full;
}

/* Splits off the metrics. */
static bool take_metrics(struct text *line, struct austin_metrics *metrics, bool *full)
{
	const char *blank = line->size ? memrchr(line->at, ' ', line->size) : NULL;
	if (!blank ||
	    !parse_metrics(text_from(*line, (size_t)(blank + 1 - line->at)), metrics, full))
		return false;
	line->size = (size_t)(blank - line->at);
	return true;
}

static bool is_sample(struct text line)
{
	uint64_t pid, tid;
	struct austin_metrics metrics;
	bool full;
	return take_place(&line, &pid, &tid) && take_metrics(&line, &metrics, &full);
}

static bool is_heading(struct text line)
{
	return text_begins(line, "# austin: ");
}

static int austin_bid(const struct head *head)
{
	struct head_lines lines = head_lines_of(head);
	struct text line;
	if (mojo_is(head))
		return 98;
	if (head_has(head, is_heading, is_sample))
		return 98;
	while (head_lines_next(&lines, &line))
		if (line.size && *line.at != '#')
			return is_sample(line) ? 94 : 0;
	return 0;
}

/* "/home/me/shop.py:price:3", ":INVALID:", "kernel:sys_read:0", "libc.so.6:__read:0" */
static void parse_frame(struct text_stacks *stacks, struct text frame)
{
	const char *last = memrchr(frame.at, ':', frame.size);
	const char *first = last && last > frame.at
	                            ? memrchr(frame.at, ':', (size_t)(last - frame.at))
	                            : NULL;
	if (!first) {
		stacks_name(stacks, frame, 0, (struct text){0});
		return;
	}
	const struct text path = {frame.at, (size_t)(first - frame.at)};
	const struct text function = {first + 1, (size_t)(last - first) - 1};
	const struct text line = text_from(frame, (size_t)(last + 1 - frame.at));
	char name[64];
	if (!path.size && !line.size && function.size < sizeof name - 2) { /* :GC: */
		name[0] = '[';
		memcpy(name + 1, function.at, function.size);
		name[function.size + 1] = ']';
		stacks_name(stacks, (struct text){name, function.size + 2}, 0, (struct text){0});
	} else if (text_is(path, "kernel")) {
		stacks_name(stacks, function, ORIGIN_KERNEL, (struct text){0});
	} else if (text_is(line, "0") && !text_ends(path, ".py") && !text_begins(path, "<")) {
		stacks_name(stacks, function, ORIGIN_USER, path);
	} else {
		stacks_python(stacks, function, path, line);
	}
}

static void take_frames(struct text_stacks *stacks, struct text frames)
{
	struct text frame;
	while (frames.size) {
		if (!text_take_until(&frames, ";", &frame)) {
			frame = frames;
			frames.size = 0;
		}
		if (frame.size)
			stacks_frame(stacks, frame, parse_frame);
	}
}

static void take_sample(struct text_stacks *stacks, struct text line)
{
	struct sample_place *place = &stacks->sample.place;
	struct austin_metrics metrics;
	const struct text whole = line;
	uint64_t pid, tid;
	bool full;
	if (!take_place(&line, &pid, &tid) || !take_metrics(&line, &metrics, &full)) {
		sink_malformed(stacks->sink, NULL, whole.at, whole.size);
		return;
	}
	austin_mode(stacks, text_of(full ? "full" : "wall"));
	place->pid = (uint32_t)pid;
	place->tid = (uint32_t)tid;
	place->known = (pid < UINT32_MAX ? PLACE_PID : 0) | (tid < UINT32_MAX ? PLACE_TID : 0);
	take_frames(stacks, line);
	austin_put(stacks, &metrics);
}

static void austin_line(struct text_stacks *stacks, struct text line)
{
	if (text_begins(line, "# mode: "))
		austin_mode(stacks, text_from(line, strlen("# mode: ")));
	else if (line.size && *line.at != '#')
		take_sample(stacks, line);
}

static enum status austin_read(struct stream *stream, struct sink *sink,
                               const struct read_options *options, struct error *err)
{
	static const struct text_format format = {
		.profiled = true, .root_first = true, .line = austin_line};
	struct head head;
	const enum status status = stream_peek(stream, 4, &head, err);
	if (status)
		return status;
	if (mojo_is(&head))
		return mojo_read(stream, sink, options, err);
	return text_stacks_read(&format, stream, sink, options, err);
}

const struct reader reader_austin = {
	.name = "austin",
	.about = "Austin's samples of Python programs, as text or binary (MOJO)",
	.fields = "Austin's samples have no CPUs and times",
	.kind = "Austin's samples",
	.form = "\"P12;T0:12;shop.py:main:3 100\"",
	.expected = "lines such as \"P12;T0:12;shop.py:main:3 100\"",
	.available = true,
	.bid = austin_bid,
	.read = austin_read,
};
