/* Where readers put their samples. A sink keeps the stacks of each event separately, makes the root
 * frame of the process, and leaves out and counts samples that are not chosen. Each thread that
 * reads has its own sink. */
#ifndef STACKFOLD_READ_SINK_H
#define STACKFOLD_READ_SINK_H

#include "base/buffer.h"
#include "base/number.h"
#include "base/status.h"
#include "base/text.h"
#include "read/choice.h"
#include "read/wall.h"
#include "advice/clues.h"
#include "store/facts.h"
#include "store/frames.h"
#include "store/marks.h"
#include "store/samples.h"
#include "store/stacks.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct event_id; /* in sink.c */
struct left_out; /* in left_out.h */
struct stream;
struct read_options;

#define EVENT_NONE UINT32_MAX /* the format, or the sample, names no event */

/* An event of the input; the first row of a sink is for samples that name no event. */
struct sink_event {
	char *name; /* in the sink's arena, NULL for none */
	size_t size;
	const char *unit;       /* of its weights, in the arena too; NULL: by its name */
	bool value;             /* samples have several weights, and this is one of them */
	uint64_t samples;       /* all; these of them are left out: */
	uint64_t other_comms;   /* of a process that was not chosen */
	uint64_t other_moments; /* on a CPU or at a time that was not chosen */
	uint64_t empty;         /* without a frame */
	uint64_t order;         /* where in the input it was first met: piece << 32 | row */
	unsigned rank;          /* of the name: see event.h */
	bool wanted;            /* samples go to stacks */
	bool no_period;         /* a sample came without one, and weighs 1 */
	uint64_t sampled;       /* with sink->profiled: samples in stacks, ... */
	unsigned __int128 sampled_weight; /* ... and their weight */
	struct left_out *left_out;        /* the samples left out, NULL: none */
	uint64_t flat;                    /* samples without a call chain */
	struct stacks stacks;
	uint32_t *gathered; /* with keep_samples: the ids of the stacks in the profile, once they
	                     * are there; NULL: the same ids */
};

/* The event that counts if the user chose none: the one with the best rank, or the first of several
 * with that rank in the input. A sink that reads the whole input can decide this as events come. If
 * several sinks share an input, any of them may get an event with a better rank, or the first of
 * several. So each sink keeps all events that rank at least as high as the best one that it knows.
 * The account decides in the end. */
struct event_default {
	struct text name; /* NULL: no event met yet */
	unsigned rank;
};

/* A process as a sample names it; text points into the input. */
struct process {
	const char *comm; /* NULL: not given */
	size_t comm_size;
	const char *pid, *tid; /* digits, NULL: not given */
	size_t pid_size, tid_size;
	const struct sample_place *place; /* NULL: not known, or not sink->places */
};

/* Where the stacks of a piece begin among those of samples that name no event, and where its
 * samples begin. */
struct sink_piece {
	uint64_t number; /* of the piece */
	size_t first;    /* stack */
	size_t first_sample;
};

/* A message about an input: records were lost, symbols are missing. */
struct sink_note {
	char *text;
	bool warning; /* print it: names are missing, samples were lost; otherwise only --stats
	                 prints it */
};

/* One sample in the input's order, kept with keep_order. */
struct sink_sample {
	uint32_t event, stack;
	struct decimal first, last; /* weights of the first and last column */
};

struct sink {
	const struct read_options *options;
	bool places;  /* readers must set the place in struct process: to choose by, or to keep */
	bool chooses; /* by process, CPU or time */
	bool surveys; /* take no samples, only note their first and last time: */
	uint64_t first_time, last_time; /* first > last: there are none */
	struct time_span time; /* options->choice.time, in nanoseconds of the present input */
	struct frames frames;
	struct arena arena;
	struct sink_event *events; /* [0]: no event; others in the order in which they came */
	size_t event_count, event_capacity;
	struct event_id *event_names; /* their ids by name */
	uint32_t last_event;          /* memo: what sink_event returned last */
	unsigned columns;             /* of the stacks: 1, or what sink_columns set */
	const char *columns_input; /* of several inputs, the first that set them; otherwise NULL */
	bool profiled; /* the reader adds single samples as a profiler took them, not sums; it sets
	                * this when it begins an input */
	struct event_default known;   /* what counts by default, as far as is known */
	bool shares;                  /* other sinks take pieces too: known does not change */
	unsigned best_rank;           /* of this sink's events and of known */
	struct sink_sample *sequence; /* with keep_order */
	size_t sequence_count, sequence_capacity;
	struct samples kept; /* with keep_samples; events and stacks by the ids here */
	struct sample about; /* what sink_add is to keep of the next sample */
	struct marks marks;  /* from comments */
	struct facts facts;  /* from comments; and origins, which readers add */
	struct buffer root;  /* space in which to compose the root frame's name */
	struct buffer memo;  /* memo: what the last root frame was made of ... */
	uint32_t root_frame; /* ... and its id */

	struct wall wall;  /* with options->wall */
	uint64_t switches; /* context switches that times off the CPU are made of (sched.h) */

	struct clues clues; /* for advice */

	/* The account; see struct read_account. */
	uint64_t samples, side_records, malformed;
	uint64_t guests, unknown_events; /* samples that are not in `samples`: the reader counts
	                                  * them */
	uint64_t lines;            /* lines read in the present piece: the reader counts them */
	uint64_t piece;            /* number of the present piece */
	struct sink_piece *pieces; /* all so far, in order */
	size_t piece_count, piece_capacity;
	uint64_t malformed_piece, malformed_line; /* the first one's piece, and its line there */
	char malformed_text[80];
	const char *malformed_why; /* what is wrong with it; NULL: it is not understood */
	unsigned rounded;      /* the fewest places that counts were rounded to, or NUMBER_EXACT */
	bool source_line_hint; /* the input has lines that --srcline would read */
	struct sink_note *notes;
	size_t note_count, note_capacity;
	size_t beside; /* bytes that a reader's stage takes, which sink_memory counts too */
	bool failed;   /* memory ran out and something was left out: the reading fails */
	const struct stream *watched; /* an input that is read as a whole: sink_add fails if names
	                               * and stacks take more than its limit (budget.h) */
	size_t watched_from;          /* what they took before this input */
	size_t unwatched;             /* frames added since the last check */
};

void sink_init(struct sink *sink, const struct read_options *options);

/* From now on the sink takes no samples, and notes only their first and last time. */
void sink_survey(struct sink *sink);

/* Sets how many weights each sample has; false if samples with another number were added. */
bool sink_columns(struct sink *sink, unsigned columns);

/* The id of an event by its name; EVENT_NONE only without memory. Cost: one comparison if it is the
 * same event as in the last call. */
uint32_t sink_event(struct sink *sink, const char *name, size_t size);

/* The id of an event that the input itself describes: the unit of its weights (NULL: not known),
 * and whether it counts if the user chose none (leads); EVENT_NONE only without memory. Formats
 * whose samples have several weights have an event for each, and call sink_value_wanted before
 * sink_begin: a sample counts once for each value that is wanted. */
uint32_t sink_value(struct sink *sink, const char *name, const char *unit, bool leads);
bool sink_value_wanted(const struct sink *sink, uint32_t event);

/* The same for formats whose samples are each of one kind, such as the state of a thread: samples
 * of the kinds that do not count are counted as left out. */
uint32_t sink_kind(struct sink *sink, const char *name, const char *unit, bool leads);

/* Notes that the weight of the sample that was added last is the sum of this number of samples of a
 * profiler. For formats that keep sums; the others set sink->profiled. */
void sink_sum(struct sink *sink, uint32_t event, uint64_t samples, struct decimal weight);

/* Begins the piece of that number, which is higher than the last one; false without memory. */
bool sink_piece(struct sink *sink, uint64_t number);

/* Counts a sample of that event (0: none). True: it is wanted, and the reader continues to
 * sink_add. False: the reader may skip the sample's frames. Also false without memory: then
 * sink->failed is set, which the caller of the reader checks. */
bool sink_begin(struct sink *sink, uint32_t event, const struct process *process);

/* sink_again counts one more sample of that event, like the last one for which sink_begin returned
 * true. sink_take_back undoes the counting of such a sample. */
void sink_again(struct sink *sink, uint32_t event);
void sink_take_back(struct sink *sink, uint32_t event);

/* With options->keep_samples, sink_begin notes in sink->about what it gets of a wanted sample
 * (time, thread, comm, CPU), sink_labels adds labels, and sink_add keeps these with stack and
 * weight. So a reader that adds samples as they come only has to set process->place if sink->places
 * is set. A reader that begins other samples before it adds this one copies sink->about after
 * sink_begin and restores it before sink_add. Keys, texts and units of labels are names from
 * samples_add_name(&sink->kept, ...). False without memory. */
bool sink_labels(struct sink *sink, struct label *labels, size_t count);

/* Adds a sample that sink_begin wanted: ids root first, a weight for each column. */
enum status sink_add(struct sink *sink, uint32_t event, const uint32_t *frames, size_t depth,
                     const struct decimal *weights, struct error *err);

/* The same in two steps, for readers that know stacks again: the id of a stack with frames in that
 * event, STACK_NONE without memory; and adding a sample to it. */
uint32_t sink_stack(struct sink *sink, uint32_t event, const uint32_t *frames, size_t depth);
enum status sink_add_to(struct sink *sink, uint32_t event, uint32_t stack,
                        const struct decimal *weights, struct error *err);

/* Notes that a frame is code of that kind (ORIGIN_*; 0: not known) in that module (size 0: not
 * known). Readers call it once for each distinct frame of the input. */
void sink_origin(struct sink *sink, uint32_t frame, unsigned kind, const char *module, size_t size);

/* Notes that a frame has no name (UNNAMED_*). Readers call it once for each distinct frame or
 * address. */
void sink_unnamed(struct sink *sink, uint32_t frame, unsigned how);

/* Notes that a sample of that event, which sink_add gets, has no call chain. */
void sink_flat(struct sink *sink, uint32_t event);

/* Notes that a count was rounded to that many places, or (NUMBER_EXACT) was not rounded. */
void sink_rounded(struct sink *sink, unsigned places);

/* Counts an unreadable line, number sink->lines; `why` (a constant) says what is wrong with it,
 * NULL: it has no known form. */
void sink_malformed(struct sink *sink, const char *why, const char *line, size_t size);

/* Keeps a message about the input, which is printed after its name, as a warning or only with
 * --stats. Without memory sink->failed is set. */
void sink_note(struct sink *sink, bool warning, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The bytes that its names and stacks take. */
size_t sink_memory(const struct sink *sink);

void sink_free(struct sink *sink);

#endif
