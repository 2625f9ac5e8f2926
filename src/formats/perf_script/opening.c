#include "formats/perf_script/opening.h"

#include "formats/perf_script/chain.h"

/* Lines that perf writes between samples. header: the line read as a header, NULL:
 * it is not one. */
static bool is_side_record(struct text line, const struct perf_header *header)
{
	if (header)
		return text_begins(text_skip_blanks(header->rest), "PERF_RECORD_") ||
		       (header->event.at && text_begins(header->event, "PERF_RECORD_"));
	line = text_skip_blanks(line);
	return text_begins(line, "PERF_RECORD_") || text_begins(line, "instruction trace error");
}

void opening_look_ahead(struct perf_opening *opening, const struct head *head)
{
	const char *at = head->text, *end = at + head->size;
	struct perf_header header;
	opening->bare = true;
	while (at < end && !opening->comms) {
		struct text line = text_line(at, end, &at);
		if (!line.size || *line.at == '#' || *line.at == '\t' ||
		    !perf_is_header(line, &header))
			continue;
		opening->comms = header.process.comm_size > 0;
		if (!is_side_record(line, &header))
			opening->bare = false;
	}
	opening->bare = opening->bare && !opening->comms;
}

bool perf_is_comment(struct text line)
{
	struct perf_header header;
	return *line.at == '#' &&
	       !(line.size > 1 && !is_blank(line.at[1]) && perf_header_parse(line, &header) &&
	         header.has_time && header.event.at);
}

bool perf_is_source_line(struct text line)
{
	if (!is_blank(*line.at))
		return false;
	line = text_trim_end(line);
	if (text_ends(line, "(inlined)"))
		line = text_trim_end((struct text){line.at, line.size - strlen("(inlined)")});
	size_t size = line.size;
	while (line.size && is_digit(line.at[line.size - 1]))
		line.size--;
	return line.size < size && text_ends(line, ":");
}

/* Whether the next line is a frame. */
static bool frame_follows(const char *next, const struct opening_place *place)
{
	struct perf_frame frame;
	if (next >= place->block_end)
		return false;
	struct text line = text_line(next, place->block_end, &next);
	return perf_is_frame(line, &frame) && (frame.symbol.size || frame.module.at);
}

/* A comm with a newline: this line begins it, and the next one is a header that continues it. */
static bool join_comm(struct perf_opening *opening, struct text line, const char **next,
                      const struct opening_place *place, struct perf_header *header)
{
	const char *after = *next;
	if (line.size > PERF_COMM_MAX || after >= place->block_end)
		return false;
	struct text second = text_line(after, place->block_end, &after);
	if (!perf_is_header(second, header))
		return false;
	struct process *process = &header->process;
	size_t rest = process->comm ? process->comm_size : 0;
	if (line.size + 1 + rest == PERF_COMM_MAX + 1)
		line = text_skip_blanks(line); /* padded, as in comm_before() */
	size_t size = line.size + 1 + rest;
	if (size > PERF_COMM_MAX)
		return false;
	char *comm = opening->joined[opening->turn++ & 1];
	memcpy(comm, line.at, line.size);
	comm[line.size] = '\n';
	if (rest)
		memcpy(comm + line.size + 1, process->comm, rest);
	process->comm = comm;
	process->comm_size = size;
	*next = after;
	return true;
}

/* In an input whose headers have comms, the blanks before the PID are the comm, the blank after it,
 * and padding of the PID to five columns. */
static void take_blank_comm(struct text line, struct process *process)
{
	enum { PID_COLUMNS = 5 };
	const char *ids = process->pid ? process->pid : process->tid;
	size_t size = process->pid ? process->pid_size : process->tid_size;
	if (!ids || ids == line.at)
		return;
	size_t blanks = (size_t)(ids - line.at) - 1;
	size_t padding = size < PID_COLUMNS ? PID_COLUMNS - size : 0;
	process->comm = line.at;
	process->comm_size = blanks > padding ? blanks - padding : 0;
	if (process->comm_size > PERF_COMM_MAX) /* padded to 16 columns: any of it may be padding */
		process->comm_size = 0;
}

/* The beginning of a sample if -F left no better header: a frame, or a comm alone before one. */
static enum opening_kind read_bare(struct text line, const char *next,
                                   const struct opening_place *place, struct perf_header *header)
{
	struct perf_frame frame;
	*header = (struct perf_header){0};
	if (perf_frame_parse(line, &frame) && (frame.symbol.size || frame.module.at))
		return OPENING_FRAME;
	struct text comm = text_trim_end(line);
	if (is_blank(*line.at) || comm.size > PERF_COMM_MAX || !frame_follows(next, place))
		return OPENING_NONE;
	header->process.comm = comm.at;
	header->process.comm_size = comm.size;
	return OPENING_HEADER;
}

enum opening_kind opening_read(struct perf_opening *opening, struct text line, const char **next,
                               const struct opening_place *place, struct perf_header *header)
{
	bool is_header = perf_header_parse(line, header);
	bool certain = is_header && header->fields >= PERF_HEADER_CERTAIN;
	if (is_side_record(line, certain ? header : NULL))
		return OPENING_SIDE_RECORD;
	if (certain || (is_header && place->first && frame_follows(*next, place))) {
		if (opening->comms && !header->process.comm_size)
			take_blank_comm(line, &header->process);
		return OPENING_HEADER;
	}
	if ((place->first || place->no_frames) && join_comm(opening, line, next, place, header))
		return OPENING_TWO_LINES;
	return place->first && opening->bare ? read_bare(line, *next, place, header) : OPENING_NONE;
}
