#include "read/sink.h"

#include "base/map.h"
#include "base/vector.h"
#include "read/budget.h"
#include "read/event.h"
#include "read/left_out.h"
#include "read/options.h"
#include "read/stream.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An event's id by its name. In the sink's arena. */
struct event_id {
	uint32_t id;
	bool lost; /* memory ran out while it was added */
	UT_hash_handle hh;
};

void sink_init(struct sink *sink, const struct read_options *options)
{
	*sink = (struct sink){.options = options,
	                      .columns = 1,
	                      .root_frame = FRAME_NONE,
	                      .rounded = NUMBER_EXACT};
	sink->known.rank = sink->best_rank = EVENT_RANK_NONE;
	sink->chooses = choice_given(&options->choice) || options->marker_from ||
	                options->marker_to;
	sink->places = sink->chooses || options->keep_samples;
	sink->time = options->choice.time;
}

bool sink_columns(struct sink *sink, unsigned columns)
{
	if (sink->columns != columns && sink->event_count)
		return false;
	if (!sink->columns_input)
		sink->columns_input = sink->facts.input;
	sink->columns = columns;
	return true;
}

/* Whether an event may be the default event. */
static bool event_may_count(const struct sink *sink, struct text name, unsigned rank)
{
	const struct event_default *known = &sink->known;
	if (rank != sink->best_rank || rank < known->rank)
		return rank == sink->best_rank;
	return (name.size == known->name.size && memcmp(name.at, known->name.at, name.size) == 0) ||
	       (!sink->options->as_perf && event_siblings(name, known->name));
}

/* Whether the samples of an event are times off the CPU that the options choose. Samples of perf's
 * BPF program have no states: they count if all states are chosen. */
static bool off_cpu_counts(const struct read_options *options, struct text name)
{
	return name.at && off_cpu_is(name) &&
	       (text_is(name, off_cpu_event) || options->off_cpu == OFF_ALL);
}

/* Without a choice: samples of possible default events, and samples without an event; with a
 * choice: samples that match it. */
static bool event_wanted(const struct sink *sink, const struct sink_event *event)
{
	const struct read_options *options = sink->options;
	const struct text name = {event->name, event->size};
	if (options->all_events)
		return true;
	if (options->off_cpu && (off_cpu_counts(options, name) || !options->wall))
		return off_cpu_counts(options, name);
	if (!options->event_count)
		return !name.at || event_may_count(sink, name, event->rank);
	for (size_t i = 0; name.at && i < options->event_count; i++)
		if (event_fits(name, options->events[i]))
			return true;
	return false;
}

/* Notes an event that is better than all previous ones, which no longer count. */
static void event_takes_lead(struct sink *sink, const struct sink_event *event)
{
	sink->best_rank = event->rank;
	if (!sink->shares)
		sink->known = (struct event_default){{event->name, event->size}, event->rank};
	for (size_t i = 0; i < sink->event_count; i++)
		sink->events[i].wanted = event_wanted(sink, &sink->events[i]);
}

/* Adds the next row's id to the table of names; false without memory. */
static bool remember_name(struct sink *sink, const char *name, size_t size)
{
	struct event_id *item = arena_alloc(&sink->arena, sizeof *item, _Alignof(struct event_id));
	if (!item)
		return false;
	*item = (struct event_id){.id = (uint32_t)sink->event_count};
	HASH_ADD_KEYPTR(hh, sink->event_names, name, (unsigned)size, item);
	return !item->lost;
}

/* Times off the CPU never count by default. */
static unsigned rank_of(const struct read_options *options, const char *name, size_t size)
{
	const struct text text = {name, size};
	if (!name || (options->as_perf && !options->off_cpu))
		return EVENT_RANK_OTHER;
	return options->off_cpu && off_cpu_is(text) ? EVENT_RANK_NONE
	       : options->as_perf                   ? EVENT_RANK_OTHER
	                                            : event_rank(text);
}

/* Adds a row; false without memory. */
static bool event_new(struct sink *sink, const char *name, size_t size)
{
	if (!vector_reserve(&sink->events, &sink->event_capacity, sink->event_count + 1))
		return false;
	char *copy = name ? arena_copy(&sink->arena, name, size) : NULL;
	if (name && (!copy || !remember_name(sink, copy, size)))
		return false;
	struct sink_event *event = &sink->events[sink->event_count];
	*event = (struct sink_event){
		.name = copy,
		.size = size,
		.order = sink->piece << 32 | sink->event_count,
		.rank = rank_of(sink->options, name, size),
	};
	if (name && event->rank < sink->best_rank && !sink->options->event_count)
		event_takes_lead(sink, event);
	event->wanted = event_wanted(sink, event);
	stacks_init(&event->stacks, sink->columns);
	sink->event_count++;
	return true;
}

static bool event_is(const struct sink_event *event, const char *name, size_t size)
{
	return event->size == size && memcmp(event->name, name, size) == 0;
}

uint32_t sink_event(struct sink *sink, const char *name, size_t size)
{
	if (sink->last_event && event_is(&sink->events[sink->last_event], name, size))
		return sink->last_event;
	if (!sink->event_count && !event_new(sink, NULL, 0))
		return EVENT_NONE;
	struct event_id *known;
	HASH_FIND(hh, sink->event_names, name, (unsigned)size, known);
	if (!known && !event_new(sink, name, size))
		return EVENT_NONE;
	sink->last_event = known ? known->id : (uint32_t)sink->event_count - 1;
	return sink->last_event;
}

uint32_t sink_kind(struct sink *sink, const char *name, const char *unit, bool leads)
{
	uint32_t id = sink_event(sink, name, strlen(name));
	if (id == EVENT_NONE)
		return id;
	struct sink_event *event = &sink->events[id];
	if (unit && *unit && !event->unit) {
		event->unit = arena_copy(&sink->arena, unit, strlen(unit));
		if (!event->unit)
			return EVENT_NONE;
	}
	event->rank = leads ? EVENT_RANK_LEADS : EVENT_RANK_OTHER;
	if (leads && event->rank < sink->best_rank && !sink->options->event_count)
		event_takes_lead(sink, event);
	event->wanted = event_wanted(sink, event);
	return id;
}

uint32_t sink_value(struct sink *sink, const char *name, const char *unit, bool leads)
{
	const uint32_t id = sink_kind(sink, name, unit, leads);
	if (id != EVENT_NONE)
		sink->events[id].value = true;
	return id;
}

bool sink_value_wanted(const struct sink *sink, uint32_t event)
{
	return sink->events[event].wanted;
}

static number_wide whole_of(struct decimal weight)
{
	bool exact = true;
	return weight.places ? number_round(weight.value, weight.places, &exact) : weight.value;
}

void sink_sum(struct sink *sink, uint32_t event, uint64_t samples, struct decimal weight)
{
	sink->events[event].sampled += samples;
	sink->events[event].sampled_weight += whole_of(weight);
}

static bool comm_wanted(const struct read_options *options, const struct process *process)
{
	if (!options->comm_count)
		return true;
	for (size_t i = 0; process && process->comm && i < options->comm_count; i++)
		if (strlen(options->comms[i]) == process->comm_size &&
		    memcmp(options->comms[i], process->comm, process->comm_size) == 0)
			return true;
	return false;
}

/* Notes the fields of a sample that a choice leaves out. */
static void note_left_out(struct sink *sink, struct sink_event *event,
                          const struct process *process, bool by_comm)
{
	static const struct sample_place nothing = {0};
	struct text comm = {0};
	if (process && process->comm)
		comm = (struct text){process->comm, process->comm_size};
	if (!event->left_out)
		event->left_out = calloc(1, sizeof *event->left_out);
	bool ok = event->left_out != NULL;
	if (ok && by_comm)
		ok = !comm.at || left_out_add(event->left_out, BY_COMM, comm, 1);
	else if (ok)
		ok = left_out_sample(event->left_out, &sink->options->choice,
		                     process && process->place ? process->place : &nothing, comm);
	sink->failed |= !ok;
}

static bool chosen(struct sink *sink, uint32_t event, const struct process *process)
{
	static const struct sample_place nothing = {0};
	const struct choice *choice = &sink->options->choice;
	const struct sample_place *place = process && process->place ? process->place : &nothing;
	if (!choice_has_process(choice, place)) {
		note_left_out(sink, &sink->events[event], process, false);
		sink->events[event].other_comms++;
		return false;
	}
	if (!choice_has_moment(choice, &sink->time, place)) {
		note_left_out(sink, &sink->events[event], process, false);
		sink->events[event].other_moments++;
		return false;
	}
	return true;
}

/* Notes the fields of a sample that is kept. */
static void note_about(struct sink *sink, const struct process *process)
{
	static const struct sample_place nothing = {0};
	const struct sample_place *place = process && process->place ? process->place : &nothing;
	const unsigned known = place->known;
	const struct sample_thread thread = {
		.pid = known & PLACE_PID ? place->pid : SAMPLE_NONE,
		.tid = known & PLACE_TID ? place->tid : SAMPLE_NONE,
		.life = place->life,
	};
	const char *comm = process ? process->comm : NULL;
	sink->about = (struct sample){
		.time = known & PLACE_TIME ? place->time : SAMPLE_NO_TIME,
		.cpu = known & PLACE_CPU ? place->cpu : SAMPLE_NONE,
		.task = SAMPLE_NONE,
	};
	if (!comm && !(known & (PLACE_PID | PLACE_TID)))
		return;
	sink->about.task = samples_add_task(&sink->kept, &thread, comm,
	                                    comm ? process->comm_size : 0);
	sink->failed |= sink->about.task == SAMPLE_NONE;
}

bool sink_labels(struct sink *sink, struct label *labels, size_t count)
{
	if (!sink->options->keep_samples)
		return true;
	sink->about.labels = labels_intern(&sink->kept.labels, &sink->kept.names, labels, count);
	return sink->about.labels != LABEL_NONE;
}

static bool keep_sample(struct sink *sink, uint32_t event, uint32_t stack, struct decimal weight)
{
	struct sample sample = sink->about;
	sample.event = event;
	sample.stack = stack;
	sample.weight = weight;
	return samples_add(&sink->kept, &sample);
}

void sink_survey(struct sink *sink)
{
	sink->surveys = sink->places = true;
	sink->first_time = UINT64_MAX;
	sink->last_time = 0;
}

static void survey(struct sink *sink, const struct process *process)
{
	const struct sample_place *place = process ? process->place : NULL;
	if (!place || !(place->known & PLACE_TIME))
		return;
	if (place->time < sink->first_time)
		sink->first_time = place->time;
	if (place->time > sink->last_time)
		sink->last_time = place->time;
}

bool sink_begin(struct sink *sink, uint32_t event, const struct process *process)
{
	if (sink->surveys) {
		survey(sink, process);
		return false;
	}
	sink->samples++;
	if (!sink->event_count && !event_new(sink, NULL, 0)) {
		sink->failed = true;
		return false;
	}
	sink->events[event].samples++;
	if (!sink->events[event].wanted)
		return false;
	if (!comm_wanted(sink->options, process)) {
		note_left_out(sink, &sink->events[event], process, true);
		sink->events[event].other_comms++;
		return false;
	}
	if (sink->chooses && !chosen(sink, event, process))
		return false;
	if (sink->options->keep_samples)
		note_about(sink, process);
	return true;
}

void sink_again(struct sink *sink, uint32_t event)
{
	sink->samples++;
	sink->events[event].samples++;
}

void sink_take_back(struct sink *sink, uint32_t event)
{
	sink->samples--;
	sink->events[event].samples--;
}

/* With options->wall, a stack gets the mark of its kind, unless it already has it. NULL without
 * memory. */
static const uint32_t *mark_stack(struct sink *sink, const struct sink_event *event,
                                  const uint32_t *frames, size_t *depth)
{
	const struct text name = {event->name, event->size};
	if (!sink->options->wall || (name.at && text_is(name, off_cpu_event)))
		return frames;
	const unsigned mark = name.at && off_cpu_is(name) ? WALL_OFF_CPU : WALL_ON_CPU;
	return wall_stack(&sink->wall, &sink->frames, mark, frames, (*depth)++);
}

enum { WATCHED_FRAMES = 1 << 20 };

/* A few bytes may mean a deep stack, because a number may refer to it. */
static enum status watch(struct sink *sink, size_t depth, struct error *err)
{
	sink->unwatched += depth;
	if (sink->unwatched < WATCHED_FRAMES)
		return STATUS_OK;
	sink->unwatched = 0;
	return sink_memory(sink) - sink->watched_from <=
	                       budget_of(sink->options, stream_weight(sink->watched))
	               ? STATUS_OK
	               : budget_exceeded(sink->options, sink->watched->input, err);
}

enum status sink_add_to(struct sink *sink, uint32_t event, uint32_t stack,
                        const struct decimal *weights, struct error *err)
{
	static const struct decimal ones[STACKS_COLUMNS_MAX] = {
		[0 ... STACKS_COLUMNS_MAX - 1] = {1, 0}};
	struct sink_event *row = &sink->events[event];
	struct stacks *stacks = &row->stacks;
	if (sink->options->count_samples && sink->profiled)
		weights = ones;
	enum status status = stacks_add_row(stacks, stack, weights, err);
	if (status)
		return status;
	if (sink->profiled) {
		row->sampled++;
		row->sampled_weight += whole_of(*weights);
	}
	if (sink->options->keep_samples && !keep_sample(sink, event, stack, *weights))
		return error_no_memory(err);
	if (!sink->options->keep_order)
		return STATUS_OK;
	if (!vector_reserve(&sink->sequence, &sink->sequence_capacity, sink->sequence_count + 1))
		return error_no_memory(err);
	sink->sequence[sink->sequence_count++] = (struct sink_sample){event, stack, weights[0],
	                                                              weights[stacks->columns - 1]};
	return STATUS_OK;
}

uint32_t sink_stack(struct sink *sink, uint32_t event, const uint32_t *frames, size_t depth)
{
	struct sink_event *row = &sink->events[event];
	frames = mark_stack(sink, row, frames, &depth);
	return frames ? stacks_intern(&row->stacks, frames, depth) : STACK_NONE;
}

enum status sink_add(struct sink *sink, uint32_t event, const uint32_t *frames, size_t depth,
                     const struct decimal *weights, struct error *err)
{
	if (!depth) {
		sink->events[event].empty++;
		return STATUS_OK;
	}
	if (sink->watched) {
		enum status within = watch(sink, depth, err);
		if (within)
			return within;
	}
	const uint32_t stack = sink_stack(sink, event, frames, depth);
	return stack == STACK_NONE ? error_no_memory(err)
	                           : sink_add_to(sink, event, stack, weights, err);
}

bool sink_piece(struct sink *sink, uint64_t number)
{
	sink->piece = number;
	sink->lines = 0;
	if (!vector_reserve(&sink->pieces, &sink->piece_capacity, sink->piece_count + 1))
		return false;
	sink->pieces[sink->piece_count++] = (struct sink_piece){
		number, sink->event_count ? sink->events[0].stacks.count : 0, sink->kept.count};
	return true;
}

void sink_origin(struct sink *sink, uint32_t frame, unsigned kind, const char *module, size_t size)
{
	if (kind)
		origins_add(&sink->facts.origins, frame, kind, module, size);
}

void sink_unnamed(struct sink *sink, uint32_t frame, unsigned how)
{
	if (how && !sink->options->no_advice)
		clues_unnamed(&sink->clues, frame, how);
}

void sink_flat(struct sink *sink, uint32_t event)
{
	sink->events[event].flat++;
}

void sink_rounded(struct sink *sink, unsigned places)
{
	if (places < sink->rounded)
		sink->rounded = places;
}

void sink_malformed(struct sink *sink, const char *why, const char *line, size_t size)
{
	if (sink->malformed++)
		return;
	sink->malformed_why = why;
	sink->malformed_piece = sink->piece;
	sink->malformed_line = sink->lines;
	size_t keep = sizeof sink->malformed_text - 1;
	if (size < keep)
		keep = size;
	for (size_t i = 0; i < keep; i++) {
		unsigned char c = (unsigned char)line[i];
		sink->malformed_text[i] = c < 0x20 || c >= 0x7f ? '?' : (char)c;
	}
	sink->malformed_text[keep] = '\0';
}

void sink_note(struct sink *sink, bool warning, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	char *text;
	bool made = vasprintf(&text, format, args) >= 0;
	va_end(args);
	if (!made || !vector_reserve(&sink->notes, &sink->note_capacity, sink->note_count + 1)) {
		if (made)
			free(text);
		sink->failed = true;
		return;
	}
	sink->notes[sink->note_count++] = (struct sink_note){text, warning};
}

size_t sink_memory(const struct sink *sink)
{
	const struct frames *frames = &sink->frames;
	size_t bytes = sink->beside + samples_memory(&sink->kept) + frames->arena.total +
	               frames->capacity * sizeof *frames->items +
	               frames->table.size * sizeof *frames->table.slots;
	for (size_t i = 0; i < sink->event_count; i++)
		bytes += sizeof *sink->events + stacks_memory(&sink->events[i].stacks);
	return bytes;
}

void sink_free(struct sink *sink)
{
	for (size_t i = 0; i < sink->event_count; i++) {
		stacks_free(&sink->events[i].stacks);
		if (sink->events[i].left_out)
			left_out_free(sink->events[i].left_out);
		free(sink->events[i].left_out);
		free(sink->events[i].gathered);
	}
	samples_free(&sink->kept);
	wall_free(&sink->wall);
	free(sink->events);
	free(sink->pieces);
	free(sink->sequence);
	for (size_t i = 0; i < sink->note_count; i++)
		free(sink->notes[i].text);
	free(sink->notes);
	HASH_CLEAR(hh, sink->event_names);
	frames_free(&sink->frames);
	arena_free(&sink->arena);
	marks_free(&sink->marks);
	facts_free(&sink->facts);
	clues_free(&sink->clues);
	buffer_free(&sink->root);
	buffer_free(&sink->memo);
}
