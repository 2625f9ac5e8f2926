/* Output of `perf script`: for each sample a header line, its call chain with one frame in each
 * line from the leaf to the root, and a blank line.
 *
 *     V8 WorkerThread 24636/25607 [000] 94564.109216:        100 cycles:u:
 *     	ffffffff8103ce3b native_safe_halt+0xb ([kernel.kallsyms])
 *     	          4069f5 main+0x935 (/full/path/to/a.out)
 *
 * Specified by tools/perf/builtin-script.c and util/evsel_fprintf.c in the kernel's sources. A
 * sample without a call chain has its one frame on the header's own line and no blank line after
 * it. header.c and ../perf_frame.c parse the two kinds of lines, chain.c converts frame lines to
 * ids, outline.c finds the ends of samples. This file makes samples from lines. It is fast because
 * samples of one thread share their outer frames. If the end of a sample's text equals, byte for
 * byte, the end of the previous one, its frames are reused, and the lines are not read. */
#include "base/vector.h"
#include "formats/perf_script/chain.h"
#include "formats/perf_script/opening.h"
#include "formats/perf_script/outline.h"
#include "formats/perf_script/switch_text.h"
#include "formats/perf_times.h"
#include "read/reader.h"
#include "read/sink_root.h"

#include <stdlib.h>

/* A frame line of the current stack: its beginning, counted from the end of the sample's text, and
 * the number of ids of the stack up to it, counted from the root. */
struct mark {
	size_t from_end;
	size_t ids;
};

struct perf_script {
	struct sink *sink;
	const struct read_options *options;
	struct perf_chain chain; /* of the current sample */
	struct perf_opening opening;
	struct sched sched; /* with options->off_cpu */

	/* The current block: the lines up to a blank line. Usually it is one sample. */
	const char *block_end;
	const char *shared_from; /* its lines from here on equal those of the previous block */
	size_t block_samples;
	bool regular;       /* one header, then frames, and nothing else */
	bool stack_touched; /* ids no longer belong to `before` */

	/* The current sample. */
	bool open;   /* begun and not ended */
	bool wanted; /* its frames are kept */
	struct process process;
	uint32_t event;
	uint64_t ticket; /* of its stack, if the stage of context switches needs it */
	struct decimal weight;
	struct text rest; /* of the header's line: a frame if no frame line follows */

	/* The stack of the sample, root first; [0] is the root frame's place. */
	uint32_t *ids;
	size_t id_count, id_capacity;
	struct mark *marks; /* of its frame lines, from the root */
	size_t mark_count, mark_capacity;
	struct text before; /* the regular block from which ids and marks were made */
	bool before_java;
};

/* A frame line of the current sample, which is left out: it is ignored. */
static enum line_kind skip_frame(struct text line)
{
	struct perf_frame frame;
	return *line.at == '\t' || perf_is_frame(line, &frame) ? LINE_FRAME : LINE_OTHER;
}

/* ---- samples ---- */

/* Forgets the stack: the next sample shares nothing with it. */
static void forget_stack(struct perf_script *perf)
{
	perf->id_count = 1;
	perf->mark_count = 0;
	perf->before = (struct text){0};
}

/* Keeps the frames of the current stack whose lines are, byte for byte, also at the end of this
 * block; shared_from is where these begin. */
static void share_frames(struct perf_script *perf, const char *text)
{
	struct text before = perf->before;
	size_t most = (size_t)(perf->block_end - text), n = 0;
	if (before.size && before.size < most)
		most = before.size;
	if (before.size && perf->before_java == perf->chain.java) {
		size_t shared = text_shared_end(perf->block_end, before.at + before.size, most);
		/* a line is shared if the newline before it is */
		n = perf->mark_count;
		while (n && perf->marks[n - 1].from_end >= shared)
			n--;
	}
	perf->mark_count = n;
	perf->id_count = n ? perf->marks[n - 1].ids : 1;
	perf->shared_from = n ? perf->block_end - perf->marks[n - 1].from_end : perf->block_end;
	perf->sink->lines += n;
}

/* Undoes sharing at a new sample if the block turns out to have several. */
static void take_back_shared(struct perf_script *perf)
{
	perf->sink->lines -= perf->mark_count;
	perf->shared_from = perf->block_end;
	forget_stack(perf);
}

/* The position of a frame in the text after a header's fields: its beginning or, after a
 * tracepoint's payload, the last word that looks like a symbol's address. */
static bool frame_in_rest(struct text rest, struct perf_frame *frame)
{
	enum { ADDRESS_DIGITS = 8 /* at least */ };
	rest = text_skip_blanks(rest);
	if (perf_frame_parse(rest, frame) && (frame->symbol.size || frame->module.at))
		return true;
	for (size_t at = rest.size, digits = 0; at-- > 1;) {
		digits = is_hex_digit(rest.at[at]) ? digits + 1 : 0;
		if (digits < ADDRESS_DIGITS || !is_blank(rest.at[at - 1]) ||
		    at + digits == rest.size || !is_blank(rest.at[at + digits]))
			continue;
		return perf_frame_parse(text_from(rest, at), frame) && frame->symbol.size &&
		       frame->module.at;
	}
	return false;
}

/* Puts the chain, leaf first, on the stack, root first, after the frames that are shared. */
static bool stack_chain(struct perf_script *perf)
{
	if (!vector_reserve(&perf->ids, &perf->id_capacity,
	                    perf->id_count + perf->chain.id_count) ||
	    !vector_reserve(&perf->marks, &perf->mark_capacity,
	                    perf->mark_count + perf->chain.line_count))
		return false;
	for (size_t i = perf->chain.line_count; i-- > 0;) {
		const struct chain_line *line = &perf->chain.lines[i];
		memcpy(perf->ids + perf->id_count, perf->chain.ids + line->first,
		       line->count * sizeof *perf->ids);
		perf->id_count += line->count;
		perf->marks[perf->mark_count++] = (struct mark){
			(size_t)(perf->block_end - line->at), perf->id_count};
	}
	return true;
}

/* Ends the current sample, if there is one, and passes it on. */
static enum status end_sample(struct perf_script *perf, struct error *err)
{
	if (!perf->open)
		return STATUS_OK;
	perf->open = false;
	if (!perf->wanted)
		return STATUS_OK;
	struct perf_frame frame;
	bool flat = !perf->chain.line_count && !perf->mark_count;
	if (flat && (!perf->ticket || sched_is_own(perf->ticket)))
		sink_flat(perf->sink, perf->event);
	if (flat && frame_in_rest(perf->rest, &frame)) {
		perf->regular = false;
		if (!chain_add(&perf->chain, perf->rest.at, &frame, (struct text){0}))
			return error_no_memory(err);
	}
	bool failed = false;
	uint32_t root = sink_root(perf->sink, &perf->process, &failed);
	if (failed || !stack_chain(perf))
		return error_no_memory(err);
	perf->ids[0] = root;
	size_t skip = root == FRAME_NONE;
	if (perf->ticket)
		return sched_named(&perf->sched, perf->ticket, perf->ids + skip,
		                   perf->id_count - skip, err);
	return sink_add(perf->sink, perf->event, perf->ids + skip, perf->id_count - skip,
	                &perf->weight, err);
}

/* ---- context switches ---- */

static enum switch_event switch_of(const struct perf_script *perf, const struct perf_header *header)
{
	return perf->options->off_cpu && header->event.at ? switch_text_event(header->event)
	                                                  : SWITCH_NONE;
}

/* Begins a sample that is a context switch or a wake-up; sets perf->wanted if its frames are
 * needed. */
static enum status begin_switch(struct perf_script *perf, enum switch_event event,
                                const struct perf_header *header, struct error *err)
{
	struct sched_switch change;
	struct sample_place place;
	uint32_t tid;
	perf_place(header, &place);
	const bool timed = place.known & PLACE_TIME;
	const bool whole = event == SWITCH_AWAY ? switch_text_read(header->rest, &change)
	                                        : wakeup_text_read(header->rest, &tid);
	perf->ticket = SCHED_NO_TICKET;
	perf->wanted = false;
	if (!timed || !whole) {
		sink_malformed(perf->sink,
		               timed ? "a context switch without its fields (perf script -F +trace "
		                       "prints them)"
		                     : "a context switch without a time (perf script -F +time "
		                       "prints it)",
		               header->event.at, header->event.size);
		return STATUS_OK;
	}
	enum status status = STATUS_OK;
	if (event == SWITCH_NEW) {
		sched_started(&perf->sched, tid);
	} else if (event == SWITCH_WAKEUP) {
		sched_woken(&perf->sched, tid, place.time, &perf->ticket);
	} else {
		change.time = place.time;
		change.cpu = place.known & PLACE_CPU ? place.cpu : UINT32_MAX;
		perf->process.place = &place;
		status = sched_switched(&perf->sched, &change, &perf->process, &perf->ticket, err);
		perf->process.place = NULL;
	}
	perf->event = perf->sched.event;
	perf->wanted = perf->ticket != SCHED_NO_TICKET;
	return status;
}

/* Passes the time of the recording to the stage of times off the CPU. */
static void note_time(struct perf_script *perf, const struct perf_header *header)
{
	uint64_t time;
	if (perf->options->off_cpu && perf_time_parse(header->time, &time))
		sched_passes(&perf->sched, time);
}

/* Takes the weight of a header's sample, and its event, unless that is one of the scheduler's. */
static enum status take_weight(struct perf_script *perf, const struct perf_header *header,
                               enum switch_event sched, struct error *err)
{
	perf->weight = (struct decimal){1, 0};
	if (header->period.at &&
	    decimal_parse(header->period.at, header->period.size, &perf->weight) == NUMBER_OVERFLOW)
		return error_set(err, STATUS_FAILED, "the sample's period does not fit 64 bits");
	if (!perf->weight.value)
		perf->weight.value = 1; /* as in the original: samples are counted */
	perf->event = 0;
	if (header->event.at && !sched)
		perf->event = sink_event(perf->sink, header->event.at, header->event.size);
	if (perf->event == EVENT_NONE)
		return error_no_memory(err);
	if (!header->period.at && perf->event && !sched)
		perf->sink->events[perf->event].no_period = true;
	return STATUS_OK;
}

/* Ends the current sample and begins the one that a header at `line` opens. */
static enum status begin_sample(struct perf_script *perf, struct text line,
                                const struct perf_header *header, struct error *err)
{
	if (perf->block_samples) {
		perf->regular = false;
		if (perf->wanted)
			take_back_shared(perf);
	}
	enum status status = end_sample(perf, err);
	if (status)
		return status;
	if (perf->block_samples)
		forget_stack(perf);
	const enum switch_event sched = switch_of(perf, header);
	status = take_weight(perf, header, sched, err);
	if (status)
		return status;
	perf->open = true;
	perf->process = header->process;
	perf->rest = header->rest;
	perf->chain.java = text_begins(
		(struct text){header->process.comm, header->process.comm_size}, "java");
	chain_clear(&perf->chain);
	struct sample_place place;
	if (perf->sink->places) {
		perf_place(header, &place);
		perf->process.place = &place;
	}
	note_time(perf, header);
	perf->ticket = SCHED_NO_TICKET;
	if (sched)
		status = begin_switch(perf, sched, header, err);
	else
		perf->wanted = sink_begin(perf->sink, perf->event, &perf->process);
	perf->process.place = NULL;
	if (status)
		return status;
	if (perf->wanted) {
		perf->stack_touched = true;
		if (!perf->block_samples)
			share_frames(perf, line.at);
	}
	perf->block_samples++;
	return STATUS_OK;
}

/* ---- lines ---- */

/* The number of lost records in a line of --show-lost-events: "PERF_RECORD_LOST lost 12",
 * "PERF_RECORD_LOST_SAMPLES lost samples 12". */
static uint64_t lost_records(struct text line)
{
	static const char name[] = "PERF_RECORD_LOST";
	const char *at = memmem(line.at, line.size, name, sizeof name - 1);
	struct decimal count;
	size_t digits = line.size;
	while (at && digits && is_digit(line.at[digits - 1]))
		digits--;
	return at && decimal_parse(line.at + digits, line.size - digits, &count) == NUMBER_OK
	               ? count.value
	               : 0;
}

static void note_lost(struct perf_script *perf, uint64_t count)
{
	perf->sink->clues.lost += count;
	if (count)
		sched_lost(&perf->sched);
}

/* Reads a line that is not a frame of the current sample; *next is where reading continues. */
static enum status take_other(struct perf_script *perf, struct text line, const char **next,
                              struct error *err)
{
	const struct opening_place place = {
		.block_end = perf->block_end,
		.first = !perf->block_samples,
		.no_frames = !perf->chain.line_count,
	};
	struct perf_header header;
	struct sink *sink = perf->sink;
	enum opening_kind kind = opening_read(&perf->opening, line, next, &place, &header);
	perf->regular = perf->regular && kind == OPENING_HEADER;
	switch (kind) {
	case OPENING_FRAME: /* the same line again, as a frame of the sample that it opens */
		*next = line.at;
		sink->lines--;
		break;
	case OPENING_TWO_LINES:
		sink->lines++;
		break;
	case OPENING_HEADER:
		break;
	case OPENING_SIDE_RECORD:
		sink->side_records++;
		note_lost(perf, lost_records(line));
		return STATUS_OK;
	case OPENING_NONE:
		sink->source_line_hint |= perf->open && perf_is_source_line(line);
		sink_malformed(sink, NULL, line.at, line.size);
		return STATUS_OK;
	}
	return begin_sample(perf, line, &header, err);
}

/* Whether a frame line means the same in all places. */
static bool lines_stand_alone(const struct read_options *options)
{
	return !options->source_lines && !options->inliner;
}

/* Takes the lines from *at on that are frames of the current sample. LINE_OTHER: the line at *at is
 * not one; LINE_FRAME: there are no more lines before shared_from. */
static enum line_kind take_frames(struct perf_script *perf, const char **at)
{
	if (!perf->wanted || !lines_stand_alone(perf->options))
		return LINE_OTHER;
	size_t before = perf->chain.line_count;
	enum line_kind kind = chain_take_lines(&perf->chain, at, perf->shared_from,
	                                       perf->block_end);
	perf->sink->lines += perf->chain.line_count - before;
	return kind;
}

/* Takes a line as a frame in the other cases: the sample is left out, source lines are between
 * frames, or inlined calls are added. */
static enum line_kind take_line(struct perf_script *perf, struct text line, const char **next)
{
	if (!perf->open)
		return LINE_OTHER;
	if (!perf->wanted)
		return skip_frame(line);
	if (perf->options->source_lines)
		return chain_take_with_source(&perf->chain, line, next, perf->block_end);
	return perf->options->inliner ? chain_take_expanding(&perf->chain, line) : LINE_OTHER;
}

/* Reads the lines from text to block_end, which is followed by a blank line or nothing. */
static enum status read_block(struct perf_script *perf, const char *text, struct error *err)
{
	perf->block_samples = 0;
	perf->regular = lines_stand_alone(perf->options);
	perf->stack_touched = false;
	perf->shared_from = perf->block_end;
	const char *at = text;
	while (at < perf->shared_from) {
		enum line_kind kind = perf->open ? take_frames(perf, &at) : LINE_OTHER;
		if (kind == LINE_NO_MEMORY)
			return error_no_memory(err);
		if (kind == LINE_FRAME)
			break;
		struct text line = text_line(at, perf->block_end, &at);
		perf->sink->lines++;
		if (!line.size || perf_is_comment(line)) {
			perf->regular = false;
			continue;
		}
		kind = take_line(perf, line, &at);
		if (kind == LINE_NO_MEMORY)
			return error_no_memory(err);
		enum status status = kind == LINE_OTHER ? take_other(perf, line, &at, err)
		                                        : STATUS_OK;
		if (status)
			return status;
	}
	bool kept = perf->open && perf->wanted;
	enum status status = end_sample(perf, err);
	if (!perf->stack_touched)
		return status;
	if (kept && perf->regular && perf->block_samples == 1) {
		perf->before = (struct text){text, (size_t)(perf->block_end - text)};
		perf->before_java = perf->chain.java;
	} else {
		forget_stack(perf);
	}
	return status;
}

/* ---- the reader ---- */

static enum status perf_feed(void *state, const char *text, size_t size, struct error *err)
{
	struct perf_script *perf = state;
	const char *at = text, *end = text + size;
	forget_stack(perf);
	while (at < end) {
		const char *next;
		perf->block_end = outline_block_end(at, end, &next);
		enum status status = read_block(perf, at, err);
		if (status)
			return status;
		perf->sink->lines += next > perf->block_end;
		at = next;
	}
	perf->sink->beside = sched_memory(&perf->sched);
	return STATUS_OK;
}

static enum status perf_open(void **state, struct sink *sink, const struct read_options *options,
                             const struct head *head, struct error *err)
{
	if (!sink_columns(sink, 1))
		return error_set(err, STATUS_FAILED,
		                 "one weight for each sample, but earlier inputs have %u: they "
		                 "cannot be added up",
		                 sink->columns);
	struct perf_script *perf = calloc(1, sizeof *perf);
	if (!perf)
		return error_no_memory(err);
	*state = perf;
	sink->profiled = true;
	perf->sink = sink;
	perf->options = options;
	opening_look_ahead(&perf->opening, head);
	perf->chain.sink = sink;
	perf->chain.options = options;
	perf->sched.sink = sink;
	return STATUS_OK;
}

static enum status perf_end(void *state, const char *input, struct error *err)
{
	struct perf_script *perf = state;
	return perf->options->off_cpu ? sched_end(&perf->sched, input, err) : STATUS_OK;
}

static void perf_close(void *state)
{
	struct perf_script *perf = state;
	if (!perf)
		return;
	chain_free(&perf->chain);
	sched_free(&perf->sched);
	free(perf->ids);
	free(perf->marks);
	free(perf);
}

const struct reader reader_perf_script = {
	.name = "perf-script",
	.about = "what `perf script` prints: a header line, then the call chain, for each sample",
	.fields = "`perf script -F +comm,+pid,+tid,+cpu,+time` prints what was recorded",
	.kind = "`perf script` text",
	.form = "a header line, then a frame a line",
	.expected = "`perf script` text: a header line and a frame a line for each sample",
	.available = true,
	.events = true,
	.advised = true,
	.bid = outline_bid,
	.cut = outline_cut,
	.times = perf_times,
	.marker = perf_marker,
	.open = perf_open,
	.feed = perf_feed,
	.end = perf_end,
	.close = perf_close,
};
