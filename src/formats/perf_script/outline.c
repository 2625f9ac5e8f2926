#include "formats/perf_script/outline.h"

#include "base/wide.h"
#include "formats/perf_frame.h"
#include "formats/perf_script/chain.h"

#include <string.h>

const char *outline_block_end(const char *text, const char *end, const char **next)
{
	const char *at = text;
	while ((at = wide_blank_line(at, end))) {
		at++;
		size_t blank = *at == '\n' ? 1 : end - at > 1 && at[1] == '\n' ? 2 : 0;
		*next = at + blank;
		if (blank)
			return at;
	}
	*next = end;
	return end;
}

size_t outline_cut(const char *text, size_t size)
{
	struct perf_header header;
	struct perf_frame frame;
	size_t later_header = 0;
	const char *line_end = memrchr(text, '\n', size);
	while (line_end && line_end > text) {
		const char *before = memrchr(text, '\n', (size_t)(line_end - text));
		struct text line = {before ? before + 1 : text, 0};
		line.size = (size_t)(line_end - line.at);
		if (!line.size || (line.size == 1 && *line.at == '\r'))
			return (size_t)(line_end - text) + 1;
		bool is_header = *line.at != '\t' && perf_is_header(line, &header);
		if (later_header && (is_header || perf_frame_parse(line, &frame)))
			return later_header;
		later_header = is_header ? (size_t)(line.at - text) : 0;
		line_end = before;
	}
	return 0;
}

int outline_bid(const struct head *head)
{
	const char *at = head->text, *end = at + head->size;
	size_t lines = 0, headers = 0, weak = 0, frames = 0, comments = 0;
	bool sure = false; /* a header has a time and an event */
	while (at < end) {
		const char *next;
		struct text line = text_line(at, end, &next);
		if (next == end && !head->whole && lines)
			break;
		at = next;
		if (!line.size)
			continue;
		struct perf_header header;
		struct perf_frame frame;
		lines++;
		comments += *line.at == '#';
		bool is_any = *line.at != '#' && perf_header_parse(line, &header);
		sure |= is_any && header.has_time && header.event.at;
		if (is_any && (header.has_time || header.event.at))
			headers++;
		else if (perf_frame_parse(line, &frame) && frame.module.at)
			frames++;
		else
			weak += is_any || (perf_frame_parse(line, &frame) && *line.at == '\t');
	}
	if (!sure && !frames && (headers + weak) * 2 < lines - comments)
		return 0; /* text in which some lines look like headers: "Compare recordings:" */
	if (headers)
		return 90;
	if (frames)
		return 80;
	if (weak > lines / 2)
		return 30;
	return comments && comments == lines ? 10 : 0;
}
