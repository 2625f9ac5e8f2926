/* Header lines of `perf script`, written by process_event() in the kernel's
 * tools/perf/builtin-script.c; -F may leave out any of the fields:
 *
 *     COMM PID/TID [CPU] TIME: PERIOD EVENT: REST
 *     V8 WorkerThread 24636/25607 [000] 94564.109216:        100 cycles:u:
 *
 * A comm is any 15 bytes, blanks, digits and brackets included, so it can look like the fields
 * after it. The fields themselves are recognisable: every number that could be the PID is tried,
 * and the reading in which most fields are recognised wins. Names longer than the kernel's are
 * accepted only if nothing shorter fits. */
#include "formats/perf_script/header.h"

enum { WEIGHT_CPU = 2, WEIGHT_PERIOD = 1, WEIGHT_EVENT = 4, WEIGHT_TIME = 8 };

static size_t digits(struct text text)
{
	size_t n = 0;
	while (n < text.size && is_digit(text.at[n]))
		n++;
	return n;
}

/* "[003]" and the blanks after it. */
static void take_cpu(struct text *text, struct perf_header *header)
{
	if (!text->size || *text->at != '[')
		return;
	size_t n = digits(text_from(*text, 1));
	if (!n || n + 2 > text->size || text->at[n + 1] != ']' ||
	    (n + 2 < text->size && !is_blank(text->at[n + 2])))
		return;
	header->has_cpu = true;
	header->cpu = (struct text){text->at + 1, n};
	header->fields += WEIGHT_CPU;
	*text = text_skip_blanks(text_from(*text, n + 2));
}

/* "158665.570607:" */
static bool take_time(struct text *text, struct perf_header *header)
{
	size_t whole = digits(*text);
	if (!whole || whole + 2 >= text->size || text->at[whole] != '.')
		return false;
	size_t part = digits(text_from(*text, whole + 1));
	size_t end = whole + 1 + part;
	if (!part || end >= text->size || text->at[end] != ':')
		return false;
	header->has_time = true;
	header->time = (struct text){text->at, end};
	header->fields += WEIGHT_TIME;
	*text = text_skip_blanks(text_from(*text, end + 1));
	return true;
}

/* The flags of -F misc, "KU" or "S", are between CPU and time, and are not needed. */
static void take_flags_and_time(struct text *text, struct perf_header *header)
{
	if (take_time(text, header))
		return;
	size_t n = 0;
	while (n < text->size && n < 8 && strchr("KUHGgMETSL?", text->at[n]))
		n++;
	struct text after = text_skip_blanks(text_from(*text, n));
	if (n && take_time(&after, header))
		*text = after;
}

static size_t word_size(struct text text)
{
	size_t n = 0;
	while (n < text.size && !is_blank(text.at[n]))
		n++;
	return n;
}

/* Whether the first n bytes are digits and points, as in a time. */
static bool is_decimal(struct text text, size_t n)
{
	size_t i = 0;
	while (i < n && (is_digit(text.at[i]) || text.at[i] == '.'))
		i++;
	return i == n;
}

/* "cycles:u:": a word that ends in a colon and has other characters before it. */
static bool take_event(struct text *text, struct perf_header *header)
{
	size_t n = word_size(*text);
	if (n < 2 || text->at[n - 1] != ':' || text->at[0] == ':' || is_decimal(*text, n - 1))
		return false;
	header->event = (struct text){text->at, n - 1};
	header->fields += WEIGHT_EVENT;
	*text = text_from(*text, n);
	return true;
}

/* "     10101010 cycles:", the number optional; or a number alone. */
static void take_period_and_event(struct text *text, struct perf_header *header)
{
	if (take_event(text, header))
		return;
	size_t n = digits(*text);
	if (!n || (n < text->size && !is_blank(text->at[n])))
		return;
	struct text after = text_skip_blanks(text_from(*text, n));
	if (after.size && !take_event(&after, header))
		return;
	header->period = (struct text){text->at, n};
	header->fields += WEIGHT_PERIOD;
	*text = after;
}

/* The fields after the PID. False if text is left that no field explains. */
static bool take_fields(struct text text, struct perf_header *header)
{
	text = text_skip_blanks(text);
	take_cpu(&text, header);
	take_flags_and_time(&text, header);
	take_period_and_event(&text, header);
	header->rest = text_trim_end(text);
	return header->fields || !header->rest.size;
}

/* A number that may be -1, which perf writes for tasks that have ended. Returns the size, or 0. */
static size_t take_number(struct text text)
{
	size_t sign = text.size && *text.at == '-' ? 1 : 0;
	size_t n = digits(text_from(text, sign));
	return n ? sign + n : 0;
}

/* "1234" or "1234/1235" at the text's beginning; returns the size, or 0. */
static size_t take_ids(struct text text, struct process *process)
{
	size_t first = take_number(text);
	if (!first)
		return 0;
	size_t size = first;
	process->tid = text.at;
	process->tid_size = first;
	process->pid = NULL;
	if (first < text.size && text.at[first] == '/') {
		size_t second = take_number(text_from(text, first + 1));
		if (!second)
			return 0;
		process->pid = text.at;
		process->pid_size = first;
		process->tid = text.at + first + 1;
		process->tid_size = second;
		size = first + 1 + second;
	}
	return size == text.size || is_blank(text.at[size]) ? size : 0;
}

/* The comm before the PID: perf writes one blank after it, and more to pad the PID to seven
 * columns. If the comm is padded on its left to 16 columns (samples without call chains), the
 * padding is removed. Leading blanks of the comm itself stay: it is never 16 bytes long. */
static struct text comm_before(struct text line, size_t ids_at)
{
	struct text comm = text_trim_end((struct text){line.at, ids_at});
	if (comm.size == PERF_COMM_MAX + 1 && is_blank(*comm.at))
		comm = text_skip_blanks(comm);
	return comm;
}

/* With only blanks before the PID: whether they are an empty comm, or there is no comm field. The
 * PID ends in an odd column, 5 or 7 depending on perf's version; a comm field, empty or padded to
 * 16, adds a blank after it, which makes the column even. */
static bool is_empty_comm(struct text line, size_t ids_at)
{
	return ids_at > 0 && (ids_at + take_number(text_from(line, ids_at))) % 2 == 0;
}

/* One reading of the line: the PID begins at ids_at. */
static bool try_at(struct text line, size_t ids_at, struct perf_header *header)
{
	*header = (struct perf_header){0};
	size_t size = take_ids(text_from(line, ids_at), &header->process);
	if (!size || !take_fields(text_from(line, ids_at + size), header))
		return false;
	struct text comm = comm_before(line, ids_at);
	if (comm.size || is_empty_comm(line, ids_at)) {
		header->process.comm = comm.at;
		header->process.comm_size = comm.size;
	}
	return true;
}

/* A line without PID and TID: "[CPU] TIME: PERIOD EVENT:", at least a time, or an event that is not
 * just the first word of a sentence. */
static bool try_without_ids(struct text line, struct perf_header *header)
{
	*header = (struct perf_header){0};
	return take_fields(line, header) && header->fields >= PERF_HEADER_CERTAIN &&
	       (header->fields > WEIGHT_EVENT || !header->rest.size);
}

/* A line of a comm and the fields, no PID: the first word on which the fields can be read. */
static bool try_comm_only(struct text line, struct perf_header *header)
{
	for (size_t at = 1; at < line.size && at <= PERF_COMM_MAX + 2; at++) {
		if (!is_blank(line.at[at - 1]) || is_blank(line.at[at]))
			continue;
		if (try_without_ids(text_from(line, at), header)) {
			struct text comm = comm_before(line, at);
			header->process.comm = comm.at;
			header->process.comm_size = comm.size;
			return comm.size > 0;
		}
	}
	return false;
}

bool perf_header_parse(struct text line, struct perf_header *header)
{
	struct perf_header best = {.fields = -1}, trial;
	for (size_t at = 0; at < line.size; at++) {
		if ((!is_digit(line.at[at]) && line.at[at] != '-') ||
		    (at && !is_blank(line.at[at - 1])))
			continue;
		size_t comm_size = text_trim_end((struct text){line.at, at}).size;
		if (comm_size > PERF_COMM_MAX + 1 && best.fields >= 0)
			break;
		/* of two readings that explain equally much, the one with the longer comm: fields
		 * are not twice in the first 16 columns */
		if (!try_at(line, at, &trial) || trial.fields < best.fields)
			continue;
		best = trial;
		if (comm_size > PERF_COMM_MAX + 1)
			break;
	}
	/* without PID and TID, if that explains the line better: usually because of a time */
	if (!best.has_time && (try_without_ids(line, &trial) || try_comm_only(line, &trial)) &&
	    (trial.has_time || best.fields < PERF_HEADER_CERTAIN) && trial.fields > best.fields)
		best = trial;
	if (best.fields < 0)
		return false;
	*header = best;
	return true;
}
