/* The account of what was read: events across threads, malformed lines, and where each sample
 * went. */
#ifndef STACKFOLD_READ_ACCOUNT_H
#define STACKFOLD_READ_ACCOUNT_H

#include "advice/advice.h"
#include "base/status.h"
#include "read/sink.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct reading; /* in reading.h */

/* An event of the input, and what became of its samples. */
struct event_account {
	char *name;
	char *unit; /* of its weights; NULL: the format does not state it */
	uint64_t samples;
	bool value; /* one of several that each sample has; samples count only if it is kept */
	bool kept;
};

/* The account of every sample read: samples = kept + other_events + other_comms + other_moments +
 * empty + guests + unknown_events. Unreadable samples are counted in malformed instead. */
struct read_account {
	uint64_t samples;          /* samples read */
	uint64_t sums;             /* those that are lines of folded text, sums of samples */
	uint64_t kept;             /* in the profile */
	uint64_t other_events;     /* left out: of an event that was not chosen */
	uint64_t other_comms;      /* left out: of a process that was not chosen */
	uint64_t other_moments;    /* left out: on a CPU or at a time that was not chosen */
	uint64_t empty;            /* without any frame, process name included */
	uint64_t guests;           /* left out: from within virtual machines */
	uint64_t unknown_events;   /* left out: of events that the input does not describe */
	uint64_t side_records;     /* lines other than samples: PERF_RECORD_..., trace errors */
	uint64_t malformed;        /* unreadable lines and records */
	bool malformed_has_line;   /* the first of them is a line */
	char *malformed_where;     /* its place: "file:line", or "file" without lines; NULL: none */
	char *malformed_text;      /* its beginning, printable */
	const char *malformed_why; /* what is wrong with it, NULL: it is not understood */
	uint64_t lines, bytes;     /* read, after decompression */
	struct event_account *events; /* in the order of the input; empty if the format has none */
	size_t event_count;
	bool event_defaulted;    /* the user chose none: see read/event.h */
	bool source_line_hint;   /* the input seems to need --srcline */
	struct sink_note *notes; /* other messages about the inputs, in their order */
	size_t note_count;
	struct advice *advice; /* the heaviest first */
	size_t advice_count;
};

void read_account_free(struct read_account *account);

/* Makes the account of everything that the workers read, and decides which events are kept. */
enum status account_make(struct reading *reading, struct read_account *account, struct error *err);

/* Whether an event's samples belong in the profile. */
bool account_keeps(const struct reading *reading, const struct sink_event *event);

/* Frees what account_make keeps in the reading. */
void account_release(struct reading *reading);

#endif
