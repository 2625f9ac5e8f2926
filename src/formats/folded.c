/* Folded stacks: one stack in each line, root first, then one or more counts.
 *
 *     main;parse;read 12
 *
 * The exchange format of flame graph tools (stackcollapse-*.pl, bcc -f, py-spy -f raw,
 * async-profiler collapsed); see folded(5). Names may contain blanks, so the counts are read from
 * the end. Their number is the largest that all of the first lines have; a comment may state it,
 * see store/counts.h.
 *
 * Sorted input repeats most of a line in the next one. The common beginning of two lines is found
 * by comparing bytes, and only frames after it are looked up. */
#include "base/text.h"
#include "base/vector.h"
#include "read/reader.h"
#include "store/counts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct folded {
	struct sink *sink;
	unsigned columns;
	bool stated;        /* from a comment: names may end in blanks and numbers */
	struct text before; /* stack text of the previous line, in the current piece */
	uint32_t *ids;      /* its frames ... */
	size_t ids_capacity;
	size_t *ends; /* ... and the end of each in its text */
	size_t ends_capacity;
	size_t depth;
};

static bool is_passed_over(struct text line)
{
	return !text_skip_blanks(line).size || text_begins(line, "# ") || text_is(line, "#");
}

/* Facts about the first lines. */
struct survey {
	size_t lines, good; /* lines that are not comments or empty; those with a count */
	size_t negative;  /* lines of several frames with a negative number, which is not a count */
	unsigned columns; /* smallest number of counts in a valid line; 0: no line was valid */
	bool separators;  /* a good line has several frames */
	unsigned stated;  /* from a comment that is true for these lines; 0: none */
	bool differ;      /* comments state different numbers */
};

/* "a;b -5" */
static bool is_negative(struct text line)
{
	line = text_trim_end(line);
	size_t at = line.size;
	while (at && (is_digit(line.at[at - 1]) || line.at[at - 1] == '.'))
		at--;
	return at > 1 && at < line.size && line.at[at - 1] == '-' && is_blank(line.at[at - 2]) &&
	       memchr(line.at, ';', at);
}

static void survey_comment(struct survey *survey, struct text line)
{
	unsigned columns = counts_stated(line);
	survey->differ |= columns && survey->stated && columns != survey->stated;
	if (columns)
		survey->stated = columns;
}

static struct survey survey_head(const struct head *head)
{
	struct survey survey = {0};
	const char *at = head->text, *end = at + head->size;
	while (at < end) {
		const char *next;
		struct text line = text_line(at, end, &next);
		if (next == end && !head->whole && end[-1] != '\n')
			break; /* incomplete at the end of the head */
		at = next;
		if (is_passed_over(line)) {
			survey_comment(&survey, line);
			continue;
		}
		survey.lines++;
		unsigned columns = counts_at_end(line);
		if (!columns)
			survey.negative += is_negative(line);
		if (!columns)
			continue;
		survey.good++;
		survey.separators |= memchr(line.at, ';', line.size) != NULL;
		if (!survey.columns || columns < survey.columns)
			survey.columns = columns;
	}
	if (survey.differ || (survey.columns && survey.columns < survey.stated))
		survey.stated = 0;
	return survey;
}

/* Whether the head has only comments, some of them written by fold-stacks. */
static bool is_bare(const struct head *head)
{
	struct facts facts = {0};
	const char *at = head->text, *end = at + head->size;
	bool bare = true;
	while (at < end && bare) {
		struct text line = text_line(at, end, &at);
		bare = is_passed_over(line);
		facts_read(&facts, line);
	}
	bare = bare && facts_known(&facts);
	facts_free(&facts);
	return bare;
}

static const char *folded_nothing(const struct head *head)
{
	return is_bare(head)
	               ? "folded text with comments but no stacks (did a filter leave nothing?)"
	               : NULL;
}

static int folded_bid(const struct head *head)
{
	struct survey survey = survey_head(head);
	if (survey.stated && survey.good * 2 >= survey.lines)
		return 95; /* our own text, independent of its names */
	if (!survey.lines && is_bare(head))
		return 50;
	if (!survey.lines) /* a first line longer than the head may be a deep stack */
		return !head->whole && memchr(head->text, ';', head->size) ? 20 : 0;
	if (survey.negative && (survey.good + survey.negative) * 2 >= survey.lines)
		return 35; /* more than perf script bids for its header */
	if (survey.good * 2 < survey.lines)
		return 0;
	return survey.separators ? 70 : 40;
}

static size_t folded_cut(const char *text, size_t size)
{
	const char *last = memrchr(text, '\n', size);
	return last ? (size_t)(last - text) + 1 : 0;
}

static unsigned folded_columns(const struct head *head, bool *stated)
{
	struct survey survey = survey_head(head);
	*stated = survey.stated > 0;
	return survey.stated ? survey.stated : survey.columns ? survey.columns : 1;
}

static enum status folded_open(void **state, struct sink *sink, const struct read_options *options,
                               const struct head *head, struct error *err)
{
	(void)options;
	bool stated;
	unsigned columns = folded_columns(head, &stated);
	const char *known = sink->columns_input;
	char earlier[512] = "earlier inputs have";
	if (known)
		snprintf(earlier, sizeof earlier, "%.500s has", known);
	if (!sink_columns(sink, columns))
		return error_set(err, STATUS_FAILED,
		                 "%u count%s on each line, but %s %u: they cannot be added up",
		                 columns, columns == 1 ? "" : "s", earlier, sink->columns);
	struct folded *folded = calloc(1, sizeof *folded);
	if (!folded)
		return error_no_memory(err);
	sink->profiled = false;
	folded->sink = sink;
	folded->columns = columns;
	folded->stated = stated;
	*state = folded;
	return STATUS_OK;
}

/* The number of frames of the previous line with which this one begins. */
static size_t shared_frames(const struct folded *folded, struct text stack)
{
	struct text before = folded->before;
	size_t most = stack.size < before.size ? stack.size : before.size;
	size_t bytes = text_shared_start(stack.at, before.at, most);
	/* A frame is shared if its end is: a ';' within the shared bytes, or the end of one text if
	 * the other also ends there or continues with ';'. */
	bool ends = bytes == most && (bytes == stack.size || stack.at[bytes] == ';') &&
	            (bytes == before.size || before.at[bytes] == ';');
	size_t n = folded->depth;
	while (n && folded->ends[n - 1] >= bytes + ends)
		n--;
	return n;
}

/* Looks up the frames of a stack; false without memory. */
static bool set_frames(struct folded *folded, struct text stack)
{
	size_t n = shared_frames(folded, stack);
	size_t at = n ? folded->ends[n - 1] + 1 : 0;
	while (at <= stack.size) {
		const char *name = stack.at + at;
		const char *end = at < stack.size ? memchr(name, ';', stack.size - at) : NULL;
		size_t size = end ? (size_t)(end - name) : stack.size - at;
		if (!vector_reserve(&folded->ids, &folded->ids_capacity, n + 1) ||
		    !vector_reserve(&folded->ends, &folded->ends_capacity, n + 1))
			return false;
		folded->ids[n] = frames_intern(&folded->sink->frames, name, size);
		if (folded->ids[n] == FRAME_NONE)
			return false;
		folded->ends[n++] = at + size;
		at += size + 1;
	}
	folded->depth = n;
	folded->before = stack;
	return true;
}

/* Reads the counts at the line's end. If the line does not have them, *why is set: NULL, or the
 * reason. */
static enum status read_counts(struct folded *folded, struct text *line, struct decimal *weights,
                               bool *malformed, const char **why, struct error *err)
{
	for (unsigned c = folded->columns; c > 0; c--) {
		struct text count;
		unsigned rounded = NUMBER_EXACT;
		*malformed = folded->stated ? !counts_take_stated(line, &count)
		                            : !counts_take(line, &count);
		if (*malformed)
			return STATUS_OK;
		enum number_result result = decimal_parse(count.at, count.size, &weights[c - 1]);
		if (result != NUMBER_OK)
			result = weight_parse(count.at, count.size, &weights[c - 1], &rounded);
		if (result == NUMBER_OVERFLOW)
			return error_set(err, STATUS_FAILED, "count %.*s does not fit 64 bits",
			                 (int)(count.size < 60 ? count.size : 60), count.at);
		*malformed = result == NUMBER_NONE;
		*why = *malformed ? "the count is negative" : NULL;
		if (*malformed)
			return STATUS_OK;
		sink_rounded(folded->sink, rounded);
	}
	return STATUS_OK;
}

static enum status read_line(struct folded *folded, struct text line, struct error *err)
{
	struct sink *sink = folded->sink;
	struct text stack = line;
	struct decimal weights[STACKS_COLUMNS_MAX];
	const char *why = NULL;
	bool malformed = false;
	enum status status = read_counts(folded, &stack, weights, &malformed, &why, err);
	if (status)
		return status;
	if (malformed) {
		sink_malformed(sink, why, line.at, line.size);
		return STATUS_OK;
	}
	while (stack.size && stack.at[stack.size - 1] == ';')
		stack.size--;
	if (!sink_begin(sink, 0, NULL))
		return STATUS_OK;
	if (!stack.size)
		return sink_add(sink, 0, NULL, 0, weights, err);
	if (!set_frames(folded, stack))
		return error_no_memory(err);
	return sink_add(sink, 0, folded->ids, folded->depth, weights, err);
}

static enum status folded_feed(void *state, const char *text, size_t size, struct error *err)
{
	struct folded *folded = state;
	const char *at = text, *end = text + size;
	folded->before = (struct text){text, 0};
	folded->depth = 0;
	while (at < end) {
		struct text line = text_line(at, end, &at);
		folded->sink->lines++;
		if (is_passed_over(line)) {
			marks_read(&folded->sink->marks, line);
			facts_read(&folded->sink->facts, line);
			continue;
		}
		enum status status = read_line(folded, line, err);
		if (status)
			return status;
	}
	return STATUS_OK;
}

static void folded_close(void *state)
{
	struct folded *folded = state;
	if (!folded)
		return;
	free(folded->ids);
	free(folded->ends);
	free(folded);
}

const struct reader reader_folded = {
	.name = "folded",
	.about = "folded stacks: frames from the root joined by ';', then a count",
	.fields = "folded text has no processes, CPUs and times: filter when folding",
	.kind = "folded stacks",
	.form = "\"a;b;c 12\"",
	.expected = "lines such as \"main;parse;read 12\"",
	.available = true,
	.folded = true,
	.columns = folded_columns,
	.nothing = folded_nothing,
	.advised = true,
	.bid = folded_bid,
	.cut = folded_cut,
	.open = folded_open,
	.feed = folded_feed,
	.close = folded_close,
};
