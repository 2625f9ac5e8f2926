#include "read/account.h"

#include "base/map.h"
#include "base/vector.h"
#include "read/event.h"
#include "read/reading.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An event's row in the account, by its name. */
struct event_row {
	size_t index;
	unsigned rank; /* the best of all sinks */
	bool kept;
	bool lost; /* memory ran out while it was added */
	UT_hash_handle hh;
};

static struct event_row *find_row(const struct reading *reading, const char *name)
{
	struct event_row *row;
	HASH_FIND_STR(reading->event_rows, name, row);
	return row;
}

static int by_order(const void *a, const void *b)
{
	uint64_t x = (*(const struct sink_event *const *)a)->order;
	uint64_t y = (*(const struct sink_event *const *)b)->order;
	return (x > y) - (x < y);
}

/* All rows of all sinks that have a name and samples, or are values, in the order of the input;
 * *count: their number. NULL without memory. */
static const struct sink_event **events_in_order(const struct reading *reading, size_t *count)
{
	size_t most = 0;
	for (unsigned w = 0; w < reading->worker_count; w++)
		most += reading->workers[w].sink.event_count;
	const struct sink_event **events = malloc((most + 1) * sizeof(struct sink_event *));
	*count = 0;
	for (unsigned w = 0; events && w < reading->worker_count; w++) {
		const struct sink *sink = &reading->workers[w].sink;
		for (size_t e = 1; e < sink->event_count; e++)
			if (sink->events[e].samples || sink->events[e].value)
				events[(*count)++] = &sink->events[e];
	}
	if (events)
		qsort(events, *count, sizeof(struct sink_event *), by_order);
	return events;
}

/* Adds a row for an event without one; false without memory. */
static bool add_row(struct reading *reading, struct read_account *account, size_t *capacity,
                    const struct sink_event *event)
{
	struct event_row *known = find_row(reading, event->name);
	if (known && event->rank < known->rank)
		known->rank = event->rank;
	if (known)
		return true;
	if (!vector_reserve(&account->events, capacity, account->event_count + 1))
		return false;
	char *name = strdup(event->name);
	char *unit = event->unit ? strdup(event->unit) : NULL;
	struct event_row *row = calloc(1, sizeof *row);
	if (!name || !row || (event->unit && !unit)) {
		free(name);
		free(unit);
		free(row);
		return false;
	}
	row->index = account->event_count++;
	row->kept = event->wanted;
	row->rank = event->rank;
	account->events[row->index] = (struct event_account){
		.name = name, .unit = unit, .value = event->value};
	HASH_ADD_KEYPTR(hh, reading->event_rows, name, (unsigned)strlen(name), row);
	bool added = !row->lost;
	if (!added)
		free(row);
	return added;
}

/* Whether times off the CPU are requested and the event's samples are such times. */
static bool is_off_cpu(const struct reading *reading, const char *name)
{
	return reading->options->off_cpu && off_cpu_is(text_of(name));
}

/* An event counts if the user chose it; if the given name matches one event exactly, only that one
 * counts, and not the same event with modifiers. */
static bool event_counts(const struct reading *reading, const char *name)
{
	const struct read_options *options = reading->options;
	if (options->all_events)
		return true;
	if (is_off_cpu(reading, name))
		return true;
	for (size_t i = 0; i < options->event_count; i++) {
		const char *wanted = options->events[i];
		size_t n = strlen(wanted);
		if (strcmp(name, wanted) == 0)
			return true;
		if (strncmp(name, wanted, n) == 0 && name[n] == ':' && !find_row(reading, wanted))
			return true;
	}
	return false;
}

/* The event that counts if the user chose none: the first of the best ones. NULL: there is no
 * event. */
static const char *default_event(const struct reading *reading, const struct read_account *account)
{
	const char *lead = NULL;
	unsigned best = EVENT_RANK_NONE;
	for (size_t i = 0; i < account->event_count; i++) {
		const char *name = account->events[i].name;
		if (is_off_cpu(reading, name))
			continue;
		unsigned rank = find_row(reading, name)->rank;
		if (rank < best) {
			best = rank;
			lead = name;
		}
	}
	return lead;
}

/* Whether an event counts together with the default event. */
static bool counts_with(const struct reading *reading, const char *name, const char *lead)
{
	return strcmp(name, lead) == 0 ||
	       (!reading->options->as_perf && event_siblings(text_of(name), text_of(lead)));
}

/* Warns of chosen events without samples if other chosen events have samples. */
static void note_absent_events(struct reading *reading, const struct read_account *account)
{
	const struct read_options *options = reading->options;
	bool kept = false;
	for (size_t i = 0; i < account->event_count; i++)
		kept |= account->events[i].kept;
	for (size_t i = 0; kept && i < options->event_count; i++) {
		bool found = false;
		for (size_t k = 0; !found && k < account->event_count; k++)
			found = event_fits(text_of(account->events[k].name), options->events[i]);
		if (!found)
			sink_note(&reading->workers[0].sink, true,
			          "--event-filter %s: no sample is of this event",
			          options->events[i]);
	}
}

static enum status account_events(struct reading *reading, struct read_account *account,
                                  struct error *err)
{
	size_t capacity = 0, count;
	const struct sink_event **events = events_in_order(reading, &count);
	bool ok = events != NULL;
	for (size_t i = 0; ok && i < count; i++)
		ok = add_row(reading, account, &capacity, events[i]);
	free(events);
	if (!ok)
		return error_no_memory(err);
	account->event_defaulted = !reading->options->event_count &&
	                           !reading->options->all_events &&
	                           (!reading->options->off_cpu || reading->options->wall);
	const char *lead = account->event_defaulted ? default_event(reading, account) : NULL;
	for (size_t i = 0; i < account->event_count; i++) {
		const char *name = account->events[i].name;
		struct event_row *row = find_row(reading, name);
		row->kept = lead && !is_off_cpu(reading, name)
		                    ? counts_with(reading, name, lead)
		                    : row->kept && event_counts(reading, name);
		account->events[i].kept = row->kept;
	}
	note_absent_events(reading, account);
	return STATUS_OK;
}

static enum status account_malformed(const struct reading *reading, struct read_account *account,
                                     struct error *err)
{
	const struct sink *first = NULL;
	for (unsigned w = 0; w < reading->worker_count; w++) {
		const struct sink *sink = &reading->workers[w].sink;
		if (sink->malformed && (!first || sink->malformed_piece < first->malformed_piece))
			first = sink;
	}
	if (!first)
		return STATUS_OK;
	size_t input = reading->input_count - 1;
	while (input && reading->inputs[input].first_piece > first->malformed_piece)
		input--;
	uint64_t line = reading_line(reading, reading->inputs[input].first_piece,
	                             first->malformed_piece, first->malformed_line);
	const char *name = reading->inputs[input].name;
	const int made = line ? asprintf(&account->malformed_where, "%s:%llu", name,
	                                 (unsigned long long)line)
	                      : asprintf(&account->malformed_where, "%s", name);
	account->malformed_has_line = line;
	if (made < 0) {
		account->malformed_where = NULL;
		return error_no_memory(err);
	}
	account->malformed_why = first->malformed_why;
	account->malformed_text = strdup(first->malformed_text);
	return account->malformed_text ? STATUS_OK : error_no_memory(err);
}

bool account_keeps(const struct reading *reading, const struct sink_event *event)
{
	if (!event->name)
		return event->wanted;
	const struct event_row *row = find_row(reading, event->name);
	return row && row->kept;
}

static void account_samples(const struct reading *reading, struct read_account *account)
{
	for (unsigned w = 0; w < reading->worker_count; w++) {
		const struct sink *sink = &reading->workers[w].sink;
		account->samples += sink->samples + sink->guests + sink->unknown_events;
		account->guests += sink->guests;
		account->unknown_events += sink->unknown_events;
		account->side_records += sink->side_records;
		account->malformed += sink->malformed;
		account->source_line_hint |= sink->source_line_hint;
		for (size_t e = 0; e < sink->event_count; e++) {
			const struct sink_event *event = &sink->events[e];
			const struct event_row *row = event->name ? find_row(reading, event->name)
			                                          : NULL;
			if (row)
				account->events[row->index].samples += event->samples;
			if (!account_keeps(reading, event)) {
				account->other_events += event->samples;
				continue;
			}
			account->other_comms += event->other_comms;
			account->other_moments += event->other_moments;
			account->empty += event->empty;
		}
	}
	account->kept = account->samples - account->other_events - account->other_comms -
	                account->other_moments - account->empty - account->guests -
	                account->unknown_events;
	account->sums = reading->sums;
	account->bytes = reading->bytes;
	for (size_t i = 0; i < reading->piece_count; i++)
		account->lines += reading->piece_lines[i];
}

/* Moves the notes of the sinks to the account. */
static enum status account_notes(struct reading *reading, struct read_account *account,
                                 struct error *err)
{
	size_t capacity = 0;
	for (unsigned w = 0; w < reading->worker_count; w++) {
		struct sink *sink = &reading->workers[w].sink;
		if (!vector_reserve(&account->notes, &capacity,
		                    account->note_count + sink->note_count))
			return error_no_memory(err);
		for (size_t i = 0; i < sink->note_count; i++)
			account->notes[account->note_count++] = sink->notes[i];
		sink->note_count = 0;
	}
	return STATUS_OK;
}

enum status account_make(struct reading *reading, struct read_account *account, struct error *err)
{
	enum status status = account_events(reading, account, err);
	if (!status)
		status = account_malformed(reading, account, err);
	if (!status)
		status = account_notes(reading, account, err);
	if (!status)
		account_samples(reading, account);
	return status;
}

void account_release(struct reading *reading)
{
	struct event_row *row, *next;
	HASH_ITER(hh, reading->event_rows, row, next) {
		HASH_DEL(reading->event_rows, row);
		free(row);
	}
}

void read_account_free(struct read_account *account)
{
	for (size_t i = 0; i < account->event_count; i++) {
		free(account->events[i].name);
		free(account->events[i].unit);
	}
	free(account->events);
	for (size_t i = 0; i < account->note_count; i++)
		free(account->notes[i].text);
	free(account->notes);
	advice_free(&(struct advice_list){account->advice, account->advice_count});
	free(account->malformed_where);
	free(account->malformed_text);
	*account = (struct read_account){0};
}
