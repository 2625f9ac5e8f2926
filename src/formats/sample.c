/* The call graph of macOS' sample (and of Activity Monitor): inclusive counts, a column of two for
 * each caller.
 *
 *     Analysis of sampling rg (pid 64751) every 1 millisecond
 *     Call graph:
 *         825 Thread_15758535   DispatchQueue_1: com.apple.main-thread  (serial)
 *         + 825 thread_start  (in libsystem_pthread.dylib) + 13  [0x7fff739c240d]
 *         +   ! 794 rg::search::h428457710ae7645a  (in rg) + 172  [0x1037cbcac]
 *     Total number in stack (recursive counted multiple, when >=5):
 *
 * A frame's own count is its count without its callees'. As with stackcollapse-sample.awk, names
 * are "module`function" without .dylib, and threads that wait in the kernel are left out: they have
 * the event "waiting", the others "running". See sample(1). */
#include "formats/rust_names.h"
#include "formats/text_stacks.h"

#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

enum { DEPTH_MOST = 4096 };

struct open_frame {
	uint64_t own; /* its count without the callees read so far */
	bool waits;   /* it waits in the kernel, if it is the leaf */
	bool called;  /* it has a callee */
};

struct sample_graph {
	bool begun;                           /* "Call graph:" was read */
	struct open_frame frames[DEPTH_MOST]; /* [0] is the thread */
	size_t depth;
};

static bool begins_graph(struct text line)
{
	return text_begins(line, "Call graph:");
}

/* The signs before a count, and the count. */
static bool take_line(struct text *line, size_t *column, uint64_t *count)
{
	size_t at = 0;
	while (at < line->size && line->at[at] && strchr(" \t+!:|", line->at[at]))
		at++;
	*column = at;
	struct text left = text_from(*line, at);
	if (!text_take_number(&left, count) || !left.size || *left.at != ' ')
		return false;
	*line = text_skip_blanks(left);
	return line->size > 0;
}

static bool is_count(struct text line)
{
	size_t column;
	uint64_t count;
	return take_line(&line, &column, &count) && column >= 4;
}

static int sample_bid(const struct head *head)
{
	return head_has(head, begins_graph, is_count) ? 98 : 0;
}

/* "name  (in module) + 12  [0x7fff]", or "name  (in module)" */
static struct text take_module(struct text *line)
{
	struct text module = {0}, name, left = *line;
	if (text_take_until(&left, "  (in ", &name) || text_take_until(&left, " (in ", &name)) {
		*line = text_trim_end(name);
		text_take_until(&left, ")", &module);
	}
	return module;
}

/* Rust names may have "(.llvm.123)" after them. */
static struct text without_clone(struct text name)
{
	struct text before, left = name;
	return text_take_until(&left, " (.llvm.", &before) ? before : name;
}

static void parse_frame(struct text_stacks *stacks, struct text line)
{
	const struct text module = take_module(&line);
	struct buffer *name = &stacks->name;
	struct text shown = module;
	name->size = 0;
	if (text_ends(shown, ".dylib"))
		shown.size -= strlen(".dylib");
	line = without_clone(line);
	if (shown.size && !stacks->options->no_modules) {
		buffer_append(name, shown.at, shown.size);
		buffer_byte(name, '`');
	}
	if (!rust_name_append(name, line))
		buffer_append(name, line.at, line.size);
	stacks_name(stacks, (struct text){name->data, name->size}, ORIGIN_USER, module);
}

/* Functions of the kernel in which threads wait. */
static bool is_waiting(struct text line)
{
	static const char *const names[] = {
		"__psynch_cvwait",    "__select", "__semwait_signal", "__ulock_wait",   "__wait4",
		"__workq_kernreturn", "kevent",   "mach_msg_trap",    "mach_msg2_trap", "read",
		"semaphore_wait_trap"};
	const struct text module = take_module(&line);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (text_is(line, names[i]))
			return text_is(module, "libsystem_kernel.dylib");
	return false;
}

/* Puts the frames from `depth` on, each with its own count, the leaf first. */
static void close_frames(struct text_stacks *stacks, size_t depth)
{
	struct sample_graph *graph = stacks->state;
	for (; graph->depth > depth; graph->depth--) {
		const struct open_frame *frame = &graph->frames[graph->depth - 1];
		const bool waits = frame->waits && !frame->called;
		const size_t frames = graph->depth - 1; /* without the thread */
		stacks->depth = frames;
		if (frame->own) {
			stacks_event(stacks, waits ? "waiting" : "running", 7, "samples", !waits);
			stacks_put(stacks, (struct decimal){frame->own, 0});
		}
		stacks->depth = frames ? frames - 1 : 0;
	}
}

/* "Thread_15758523   DispatchQueue_1: com.apple.main-thread  (serial)" */
static void begin_thread(struct text_stacks *stacks, struct text line)
{
	struct text before, left = line;
	uint64_t tid;
	struct sample_place *place = &stacks->sample.place;
	place->known &= ~(unsigned)PLACE_TID;
	if (text_take_until(&left, "  ", &before))
		line = before;
	stacks_comm(stacks, line);
	if (text_take(&line, "Thread_") && text_take_number(&line, &tid) && tid < UINT32_MAX) {
		place->tid = (uint32_t)tid;
		place->known |= PLACE_TID;
	}
}

static void take_callee(struct text_stacks *stacks, size_t level, uint64_t count, struct text line)
{
	struct sample_graph *graph = stacks->state;
	close_frames(stacks, level);
	if (level) {
		struct open_frame *caller = &graph->frames[level - 1];
		caller->own = caller->own > count ? caller->own - count : 0;
		caller->called = true;
		stacks_frame(stacks, line, parse_frame);
	} else {
		begin_thread(stacks, line);
	}
	graph->frames[graph->depth++] = (struct open_frame){.own = count,
	                                                    .waits = level && is_waiting(line)};
}

static void take_pid(struct text_stacks *stacks, struct text line)
{
	struct text before;
	uint64_t pid;
	if (!text_take_until(&line, "(pid ", &before) || !text_take_number(&line, &pid) ||
	    pid >= UINT32_MAX)
		return;
	stacks->sample.place.pid = (uint32_t)pid;
	stacks->sample.place.known |= PLACE_PID;
}

static void sample_line(struct text_stacks *stacks, struct text line)
{
	struct sample_graph *graph = stacks->state;
	size_t column;
	uint64_t count;
	struct text rest = line;
	if (begins_graph(line)) {
		graph->begun = true;
	} else if (text_begins(line, "Total number in stack")) {
		close_frames(stacks, 0);
		graph->begun = false;
	} else if (text_begins(line, "Analysis of sampling ")) {
		take_pid(stacks, line);
	}
	if (!graph->begun || !text_skip_blanks(line).size || begins_graph(line))
		return;
	const bool good = take_line(&rest, &column, &count);
	if (!good || column < 4 || (column - 4) % 2 || (column - 4) / 2 > graph->depth ||
	    (column - 4) / 2 >= DEPTH_MOST)
		sink_malformed(stacks->sink, good ? "its indentation fits no caller" : NULL,
		               line.at, line.size);
	else
		take_callee(stacks, (column - 4) / 2, count, rest);
}

static void sample_end(struct text_stacks *stacks)
{
	close_frames(stacks, 0);
}

static enum status sample_read(struct stream *stream, struct sink *sink,
                               const struct read_options *options, struct error *err)
{
	static const struct text_format format = {
		.state_size = sizeof(struct sample_graph),
		.root_first = true,
		.line = sample_line,
		.end = sample_end,
	};
	return text_stacks_read(&format, stream, sink, options, err);
}

const struct reader reader_sample = {
	.name = "sample",
	.about = "call graphs of macOS' sample and Activity Monitor",
	.fields = "sample's call graphs have no CPUs and times",
	.kind = "call graphs of macOS' sample",
	.form = "\"Call graph:\", then \"825 main  (in rg)\"",
	.expected = "\"Call graph:\", then lines such as \"    + 825 main  (in rg) + 41\"",
	.available = true,
	.bid = sample_bid,
	.read = sample_read,
};
