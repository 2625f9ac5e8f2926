/* The table of formats, and reading inputs with it: who reads, in how many threads, and how what
 * they read becomes one profile. */
#include "read/read.h"

#include "base/parallel.h"
#include "base/vector.h"
#include "read/advice.h"
#include "read/event.h"
#include "formats/formats.h"
#include "read/reading.h"
#include "symbol/symbol.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEAD_SIZE = 64 << 10 /* what a reader may look at before it bids */ };

const struct reader *const readers[] = {&reader_perf_data, &reader_perf_script, &reader_folded,
                                        NULL};

const struct reader *reader_find(const char *name)
{
	for (size_t i = 0; readers[i]; i++)
		if (strcmp(readers[i]->name, name) == 0)
			return readers[i];
	return NULL;
}

/* Notes how many lines the piece had, so that line numbers can be told in the end. */
static bool note_lines(struct reading *reading, uint64_t piece, uint64_t lines)
{
	pthread_mutex_lock(&reading->parts.lock);
	bool ok = vector_reserve(&reading->piece_lines, &reading->piece_capacity,
	                         (size_t)piece + 1);
	if (ok) {
		if (reading->piece_count <= piece) {
			memset(reading->piece_lines + reading->piece_count, 0,
			       ((size_t)piece + 1 - reading->piece_count) *
			               sizeof *reading->piece_lines);
			reading->piece_count = (size_t)piece + 1;
		}
		reading->piece_lines[piece] = lines;
	}
	pthread_mutex_unlock(&reading->parts.lock);
	return ok;
}

/* By names and stacks, as far as it is watched. */
static size_t memory_taken(const struct reading *reading)
{
	size_t memory = 0;
	for (unsigned i = 0; i < THREADS_MAX; i++)
		memory += atomic_load(&reading->memory[i]);
	return memory;
}

/* A few bytes may decompress to any number of names, which is refused unless the user sets a limit.
 * Profiles take less than their compressed size as a rule: what compresses well repeats itself. */
static enum status check_memory(struct worker *worker, struct error *err)
{
	enum { TIMES = 64, MEGABYTES = 64 };
	struct reading *reading = worker->reading;
	const struct input *input = reading->parts.input;
	if (reading->options->memory_limited || !input_is_compressed(input))
		return STATUS_OK;
	pthread_mutex_lock(&reading->parts.lock); /* another thread may be reading on */
	uint64_t allowed = input_position(input) * TIMES + ((uint64_t)MEGABYTES << 20);
	pthread_mutex_unlock(&reading->parts.lock);
	atomic_store(&reading->memory[worker - reading->workers], sink_memory(&worker->sink));
	return memory_taken(reading) <= allowed + reading->memory_before
	               ? STATUS_OK
	               : error_set(err, STATUS_FATAL,
	                           "%s: takes more memory than 64 times its compressed size and "
	                           "64 MiB; --max-memory=SIZE allows more",
	                           input_name(input));
}

/* Reads a piece, and counts the record that was passed over before it. */
static enum status feed_piece(struct worker *worker, const struct reader *reader, void *state)
{
	const struct part *part = &worker->part;
	struct sink *sink = &worker->sink;
	if (!sink_piece(sink, worker->reading->piece_base + part->number))
		return error_no_memory(&worker->error);
	if (part->passed_over.size) {
		sink->lines = 1; /* its first */
		sink_malformed(sink, "longer than 16 MiB, so it is not read",
		               part->passed_over.beginning, part->passed_over.size);
		sink->lines = part->passed_over.lines;
	}
	enum status status = reader->feed(state, part->text, part->size, &worker->error);
	if (!status && sink->failed)
		status = error_no_memory(&worker->error);
	return status ? status : check_memory(worker, &worker->error);
}

/* Reads the next piece; false when there is none or reading has failed. */
static bool work_piece(struct worker *worker, const struct reader *reader, void *state)
{
	struct reading *reading = worker->reading;
	bool more = parts_next(&reading->parts, &worker->part, &worker->status, &worker->error);
	uint64_t piece = reading->piece_base + worker->part.number;
	if (more) {
		worker->status = feed_piece(worker, reader, state);
		if (!note_lines(reading, piece, worker->sink.lines) && !worker->status)
			worker->status = error_no_memory(&worker->error);
	}
	if (worker->status) {
		worker->failed_piece = piece;
		worker->failed_line = more ? worker->sink.lines : 0;
		parts_stop(&reading->parts);
	}
	return more && !worker->status;
}

static void *work(void *worker_)
{
	struct worker *worker = worker_;
	struct reading *reading = worker->reading;
	const struct reader *reader = reading->parts.reader;
	void *state = NULL;
	worker->status = reader->open(&state, &worker->sink, reading->options, &reading->head,
	                              &worker->error);
	while (!worker->status && work_piece(worker, reader, state))
		;
	reader->close(state);
	return NULL;
}

/* Worker i for the input at hand, made when first needed. From the second on they know the event
 * that counts by default as far as the first has found it out. */
static struct worker *worker_get(struct reading *reading, unsigned i)
{
	struct worker *worker = &reading->workers[i];
	if (i >= reading->worker_count) {
		*worker = (struct worker){.reading = reading};
		sink_init(&worker->sink, reading->options);
		reading->worker_count = i + 1;
	}
	struct sink *first = &reading->workers[0].sink, *sink = &worker->sink;
	if (i) {
		first->shares = sink->shares = true;
		sink->known = first->known;
		if (sink->best_rank > sink->known.rank)
			sink->best_rank = sink->known.rank;
	}
	sink->time = reading->time;
	sink->facts.input = reading->adds_up ? input_name(reading->parts.input) : NULL;
	worker->status = STATUS_OK;
	return worker;
}

/* Whether other threads may join: there is more than a piece, and an event that may count by
 * default is known. */
static bool may_share(const struct reading *reading)
{
	return !reading->parts.ended &&
	       (!reading->parts.reader->events || reading->options->event_count ||
	        reading->workers[0].sink.known.name.at);
}

/* The reader takes the input by itself. Its first line is all the lines it has. */
static enum status read_whole(struct reading *reading, struct error *err)
{
	struct worker *worker = worker_get(reading, 0);
	worker->sink.piece = reading->piece_base;
	worker->sink.lines = 0;
	enum status status = reading->parts.reader->read(&reading->parts, &worker->sink,
	                                                 reading->options, err);
	if (!status && (worker->sink.failed || !note_lines(reading, reading->piece_base, 0)))
		status = error_no_memory(err);
	return status;
}

/* The first worker reads until others may join, then all read to the end. */
static enum status read_parts(struct reading *reading, struct error *err)
{
	const struct reader *reader = reading->parts.reader;
	struct worker *first = worker_get(reading, 0);
	bool apart = reader->cut && !reading->options->keep_order;
	unsigned threads = apart ? parallel_threads(reading->options->threads) : 1, started = 1;
	void *state = NULL;
	first->status = reader->open(&state, &first->sink, reading->options, &reading->head,
	                             &first->error);
	if (first->status == STATUS_FAILED)
		return error_set(err, STATUS_FAILED, "%s: %s", input_name(reading->parts.input),
		                 first->error.text);
	bool more = !first->status;
	while (more) {
		more = work_piece(first, reader, state);
		if (!more || started > 1 || !may_share(reading))
			continue;
		for (; started < threads; started++) {
			struct worker *worker = worker_get(reading, started);
			if (pthread_create(&worker->thread, NULL, work, worker))
				break;
		}
		if (started == 1)
			threads = 1; /* none could be had: read on alone */
	}
	if (!first->status && reader->end)
		first->status = reader->end(state, &first->error);
	if (!first->status && first->sink.failed)
		first->status = error_no_memory(&first->error);
	for (unsigned i = 1; i < started; i++)
		pthread_join(reading->workers[i].thread, NULL);
	reader->close(state);

	const struct worker *failed = NULL;
	for (unsigned i = 0; i < started; i++) {
		const struct worker *worker = &reading->workers[i];
		if (worker->status && (!failed || worker->failed_piece < failed->failed_piece))
			failed = worker;
	}
	if (!failed)
		return STATUS_OK;
	const char *name = input_name(reading->parts.input);
	if (failed->status != STATUS_FAILED || !failed->failed_line)
		return error_set(err, failed->status, "%s", failed->error.text);
	uint64_t line = reading_line(reading, (size_t)reading->piece_base, failed->failed_piece,
	                             failed->failed_line);
	return error_set(err, failed->status, "%s:%llu: %s", name, (unsigned long long)line,
	                 failed->error.text);
}

const struct reader *reader_of(const struct head *head)
{
	const struct reader *reader = NULL;
	int best = 0;
	for (size_t i = 0; readers[i]; i++) {
		int bid = readers[i]->bid(head);
		if (bid > best) {
			best = bid;
			reader = readers[i];
		}
	}
	return reader;
}

/* The reader asked for, or the one with the best bid. */
static enum status choose_reader(struct reading *reading, struct error *err)
{
	const char *name = input_name(reading->parts.input);
	const char *wanted = reading->options->format;
	if (input_compression(reading->head.text, reading->head.size))
		return error_set(err, STATUS_FAILED,
		                 "%s: is compressed more than once; decompress it before", name);
	if (wanted) {
		reading->parts.reader = reader_find(wanted);
		if (!reading->parts.reader)
			return error_set(err, STATUS_FAILED, "unknown format '%s'", wanted);
		if (!reading->parts.reader->available)
			return error_set(err, STATUS_FAILED,
			                 "format '%s' is not available in this build", wanted);
		return STATUS_OK;
	}
	reading->parts.reader = reader_of(&reading->head);
	if (!reading->head.size)
		return error_set(
			err, STATUS_FAILED,
			"%s: is empty; expected a perf.data file, `perf script` text or folded "
			"stacks%s",
			name,
			strcmp(name, "standard input") == 0
				? ": did the program that writes into the pipe fail?"
				: "");
	if (!reading->parts.reader)
		return error_set(err, STATUS_FAILED,
		                 "%s: not a known format; expected a perf.data file, `perf script` "
		                 "text (a header line, then a frame a line) or folded stacks "
		                 "(\"a;b;c 12\")",
		                 name);
	if (input_is_folder(reading->parts.input) && !reading->parts.reader->folders)
		return error_set(err, STATUS_FAILED, "%s: is a directory, expected a profile",
		                 name);
	if (!reading->parts.reader->available)
		return error_set(err, STATUS_FAILED,
		                 "%s: is of format %s, which this build was made without", name,
		                 reading->parts.reader->name);
	return STATUS_OK;
}

/* What part of this input was asked for in percent. */
static enum status find_times(struct reading *reading, struct error *err)
{
	const struct time_span *span = &reading->options->choice.time;
	const struct reader *reader = reading->parts.reader;
	uint64_t first, last;
	reading->time = *span;
	if (!span->parts || !reader->times)
		return STATUS_OK;
	enum status status = parts_seek(&reading->parts, err);
	if (!status)
		status = reader->times(&reading->parts, &first, &last, err);
	if (!status)
		reading->time = time_span_resolve(span, first, last);
	return status;
}

static uint64_t samples_so_far(const struct reading *reading)
{
	uint64_t samples = 0;
	for (unsigned i = 0; i < reading->worker_count; i++)
		samples += reading->workers[i].sink.samples;
	return samples;
}

/* The error where an input held no samples. */
static enum status no_samples(const struct reading *reading, struct error *err)
{
	const struct reader *reader = reading->parts.reader;
	const char *name = input_name(reading->parts.input);
	const char *what = reader->nothing ? reader->nothing(&reading->head) : NULL;
	if (what)
		return error_set(err, STATUS_FAILED, "%s: %s", name, what);
	return error_set(err, STATUS_FAILED, "%s: holds no samples; expected %s", name,
	                 reader->expected);
}

static enum status read_opened(struct reading *reading, struct error *err)
{
	uint64_t before = samples_so_far(reading);
	struct head head;
	enum status status = parts_peek(&reading->parts, HEAD_SIZE, &head, err);
	if (status)
		return status;
	char *kept = malloc(head.size + 1);
	if (!kept)
		return error_no_memory(err);
	memcpy(kept, head.text, head.size);
	reading->head = (struct head){kept, head.size, head.whole};
	status = choose_reader(reading, err);
	if (!status)
		status = find_times(reading, err);
	if (!status)
		status = reading->parts.reader->read ? read_whole(reading, err)
		                                     : read_parts(reading, err);
	uint64_t samples = samples_so_far(reading) - before;
	if (!status && !samples)
		status = no_samples(reading, err);
	if (!reading->workers[0].sink.profiled)
		reading->sums += samples;
	free(kept);
	return status;
}

static enum status read_input(struct reading *reading, const char *path, struct error *err)
{
	struct input *input;
	enum status status = input_open(path, &input, err);
	if (status)
		return status;
	parts_init(&reading->parts, input, reading->options);
	if (!vector_reserve(&reading->inputs, &reading->input_capacity, reading->input_count + 1)) {
		parts_free(&reading->parts);
		return error_no_memory(err);
	}
	reading->memory_before = memory_taken(reading);
	reading->piece_base = reading->piece_count;
	reading->inputs[reading->input_count].first_piece = reading->piece_count;
	reading->inputs[reading->input_count++].name = input_name(input);
	status = read_opened(reading, err);
	reading->bytes += reading->parts.bytes;
	parts_free(&reading->parts);
	return status;
}

/* All samples again in the input's order (there is one worker then). */
static enum status replay(const struct reading *reading, struct sink *sink, struct profile *profile,
                          struct error *err)
{
	struct frames moved = sink->frames;
	sink->frames = profile->frames;
	profile->frames = moved;
	enum status status = STATUS_OK;
	for (size_t i = 0; !status && i < sink->sequence_count; i++) {
		const struct sink_sample *sample = &sink->sequence[i];
		const struct sink_event *event = &sink->events[sample->event];
		if (!account_keeps(reading, event))
			continue;
		const struct stack *stack = &event->stacks.items[sample->stack];
		const struct decimal weights[2] = {sample->first, sample->last};
		status = profile_add(profile, stack->frames, stack->depth, weights, err);
	}
	return status;
}

static size_t count_kept(const struct reading *reading, const struct sink *sink)
{
	size_t kept = 0;
	for (size_t e = 0; e < sink->event_count; e++)
		kept += account_keeps(reading, &sink->events[e]) && sink->events[e].stacks.count;
	return kept;
}

/* A worker's stacks without event, as they came into the profile. */
struct gathered {
	uint32_t *ids; /* of the worker's stack i, NULL: i */
	size_t count;
	size_t at; /* piece to come */
};

/* The worker that has the next piece, or NULL behind the last. */
static unsigned next_worker(const struct reading *reading, const struct gathered *all)
{
	unsigned next = reading->worker_count;
	uint64_t number = UINT64_MAX;
	for (unsigned w = 0; w < reading->worker_count; w++) {
		const struct sink *sink = &reading->workers[w].sink;
		if (all[w].at < sink->piece_count && sink->pieces[all[w].at].number < number) {
			next = w;
			number = sink->pieces[all[w].at].number;
		}
	}
	return next;
}

/* Notes in which order the stacks arrived, as sorted input then need not be sorted again. Only
 * worth it where no stack came to two workers, as in sorted input; without memory it is left. */
static void note_arrival(const struct reading *reading, struct stacks *stacks, struct gathered *all)
{
	size_t count = 0, at = 0;
	for (unsigned w = 0; w < reading->worker_count; w++)
		count += all[w].count;
	if (count != stacks->count)
		return;
	uint32_t *arrival = malloc((count + 1) * sizeof *arrival);
	for (unsigned w; arrival && (w = next_worker(reading, all)) < reading->worker_count;) {
		const struct sink *sink = &reading->workers[w].sink;
		struct gathered *from = &all[w];
		size_t first = sink->pieces[from->at++].first;
		size_t end = from->at < sink->piece_count ? sink->pieces[from->at].first
		                                          : from->count;
		for (size_t i = first; i < end; i++)
			arrival[at++] = from->ids ? from->ids[i] : (uint32_t)i;
	}
	stacks->arrival = arrival;
	stacks->arrival_count = at;
}

/* The kept stacks of a worker go to the profile. */
static enum status gather_worker(struct reading *reading, struct worker *worker,
                                 struct profile *profile, struct gathered *gathered,
                                 struct error *err)
{
	struct sink *sink = &worker->sink;
	bool move = worker == &reading->workers[0] && count_kept(reading, sink) == 1;
	enum status status = STATUS_OK;
	for (size_t e = 0; !status && e < sink->event_count; e++) {
		struct sink_event *event = &sink->events[e];
		if (!account_keeps(reading, event) || !event->stacks.count)
			continue;
		uint32_t *ids = NULL;
		if (e == 0)
			gathered->count = event->stacks.count;
		if (e == 0 && !move)
			ids = gathered->ids = malloc(event->stacks.count * sizeof *ids);
		if (e == 0 && !move && !ids)
			return error_no_memory(err);
		if (move) {
			unsigned threads = profile->stacks.threads;
			profile->frames = sink->frames;
			profile->stacks = event->stacks;
			profile->stacks.threads = threads;
			sink->frames = (struct frames){0};
			stacks_init(&event->stacks, 1);
		} else {
			status = profile_take_stacks(profile, &sink->frames, &event->stacks, ids,
			                             err);
		}
	}
	return status;
}

/* What was counted by a sink's samples. */
static void gather_samples(const struct reading *reading, const struct sink *sink,
                           struct facts *facts)
{
	for (size_t e = 0; e < sink->event_count; e++) {
		const struct sink_event *event = &sink->events[e];
		if (!event->sampled || !account_keeps(reading, event))
			continue;
		bool ones = event->no_period || reading->options->count_samples;
		const char *unit = event->sampled_weight == event->sampled && (ones || !event->name)
		                           ? "samples"
		                   : event->name ? event_unit(text_of(event->name))
		                                 : "";
		fact_set(&facts->unit, unit, strlen(unit));
		if (event->name)
			fact_set(&facts->event, event->name, event->size);
		if (event->sampled_weight <= UINT64_MAX) {
			const struct sample_count count = {event->sampled,
			                                   {(uint64_t)event->sampled_weight, 0}};
			sample_count_add(&facts->counts[0], &count);
		}
	}
}

/* What is known beside the stacks. */
static enum status gather_facts(const struct reading *reading, struct profile *profile,
                                struct error *err)
{
	struct facts *facts = &profile->facts;
	for (unsigned w = 0; w < reading->worker_count; w++) {
		const struct sink *sink = &reading->workers[w].sink;
		/* the names may have moved to the profile */
		const struct frames *names = sink->frames.count ? &sink->frames : &profile->frames;
		facts_merge(facts, &profile->frames, &sink->facts, names, 0);
		gather_samples(reading, sink, facts);
	}
	origins_resolve(&facts->origins, &profile->frames);
	return facts->origins.failed ? error_no_memory(err) : STATUS_OK;
}

/* Judges what was read of a profiler's samples, once rounding has made the weights final. */
static enum status advise(const struct reading *reading, struct profile *profile,
                          struct read_account *account, struct error *err)
{
	if (reading->options->no_advice) {
		facts_forget_advice(&profile->facts);
		return STATUS_OK;
	}
	struct advice_basis basis = {0};
	bool ok = true;
	for (unsigned w = 0; w < reading->worker_count; w++) {
		const struct sink *sink = &reading->workers[w].sink;
		/* the names may have moved to the profile */
		const struct frames *names = sink->frames.count ? &sink->frames : &profile->frames;
		ok &= advice_gather(&basis.clues, &profile->frames, &sink->clues, names);
		for (size_t e = 0; e < sink->event_count; e++) {
			if (!account_keeps(reading, &sink->events[e]))
				continue;
			basis.samples += sink->events[e].sampled;
			basis.flat += sink->events[e].flat;
		}
	}
	/* the idle process has samples only where processors were recorded */
	basis.clues.all_cpus |= basis.clues.roots &&
	                        frames_find(&profile->frames, "swapper", 7) != FRAME_NONE;
	enum status status = ok ? advice_make(&basis, profile, account, err) : error_no_memory(err);
	clues_free(&basis.clues);
	return status;
}

/* What the sinks hold becomes the profile: the first's by moving where it is all of one event, the
 * others' by merging, in an order that does not matter to the result. */
static enum status gather(struct reading *reading, struct profile *profile, struct error *err)
{
	struct sink *first = &reading->workers[0].sink;
	if (first->columns > 2 && profile->keep_order)
		return error_set(err, STATUS_FAILED,
		                 "input order is kept for one or two counts a line, not %u",
		                 first->columns);
	stacks_free(&profile->stacks);
	stacks_init(&profile->stacks, first->columns);
	for (unsigned w = 0; w < reading->worker_count; w++)
		marks_merge(&profile->marks, &reading->workers[w].sink.marks);
	profile->stacks.threads = parallel_threads(reading->options->threads);
	if (profile->keep_order) {
		enum status replayed = replay(reading, first, profile, err);
		return replayed ? replayed : gather_facts(reading, profile, err);
	}
	struct gathered all[THREADS_MAX] = {0};
	enum status status = STATUS_OK;
	for (unsigned w = 0; !status && w < reading->worker_count; w++)
		status = gather_worker(reading, &reading->workers[w], profile, &all[w], err);
	if (!status && reading->worker_count > 1)
		note_arrival(reading, &profile->stacks, all);
	if (!status)
		status = gather_facts(reading, profile, err);
	for (unsigned w = 0; w < reading->worker_count; w++)
		free(all[w].ids);
	return status;
}

/* Says what kept inlined calls from being found. */
static enum status note_inliner(struct reading *reading, struct error *err)
{
	const enum symbol_missing lack = symbols_lack(reading->options->inliner);
	if (lack == SYMBOL_NO_MEMORY)
		return error_no_memory(err);
	if (lack)
		sink_note(&worker_get(reading, 0)->sink, true, "--inline: calls may be missing: %s",
		          symbol_lack_text(lack));
	return STATUS_OK;
}

enum status read_inputs(const char *const *paths, size_t path_count,
                        const struct read_options *options, struct profile *profile,
                        struct read_account *account, struct error *err)
{
	*account = (struct read_account){0};
	struct reading *reading = calloc(1, sizeof *reading);
	if (!reading)
		return error_no_memory(err);
	reading->options = options;
	reading->adds_up = path_count > 1;
	profile->keep_order = options->keep_order;
	enum status status = STATUS_OK;
	for (size_t i = 0; !status && i < path_count; i++)
		status = read_input(reading, paths[i], err);
	if (!status && options->inliner)
		status = note_inliner(reading, err);
	/* Also of what failed: the notes may say why. */
	struct error other;
	enum status made = status == STATUS_FATAL
	                           ? status
	                           : account_make(reading, account, status ? &other : err);
	if (!status)
		status = made;
	if (!status)
		status = account->kept ? gather(reading, profile, err)
		                       : account_nothing_kept(reading, account, err);
	for (unsigned i = 0; i < reading->worker_count && !options->count_samples; i++)
		stacks_note_rounding(&profile->stacks, reading->workers[i].sink.rounded);
	if (!status)
		status = profile_fit(profile, SUMS_WEIGHTS, err);
	if (!status)
		status = advise(reading, profile, account, err);
	account_release(reading);
	for (unsigned i = 0; i < reading->worker_count; i++) {
		sink_free(&reading->workers[i].sink);
		part_free(&reading->workers[i].part);
	}
	free(reading->piece_lines);
	free(reading->inputs);
	free(reading);
	return status;
}
