#include "read/workers.h"

#include "read/begun.h"
#include "read/budget.h"

/* A few compressed bytes may contain any number of names. */
static enum status check_memory(struct worker *worker, struct error *err)
{
	struct reading *reading = worker->reading;
	const struct input *input = reading->stream.input;
	const struct read_options *options = reading->options;
	if (!options->memory_most && (options->memory_limited || !input_is_compressed(input)))
		return STATUS_OK;
	const uint64_t allowed = budget_of(options, pieces_position(&reading->pieces));
	const uint64_t before = options->memory_most ? 0 : reading->memory_before;
	atomic_store(&reading->memory[worker - reading->workers], sink_memory(&worker->sink));
	return reading_memory(reading) - before <= allowed ? STATUS_OK
	                                                   : budget_exceeded(options, input, err);
}

/* Reads a piece, and counts the record that was skipped before it. */
static enum status feed_piece(struct worker *worker, const struct reader *reader, void *state)
{
	const struct piece *piece = &worker->piece;
	struct sink *sink = &worker->sink;
	if (!sink_piece(sink, worker->reading->piece_base + piece->number))
		return error_no_memory(&worker->error);
	if (piece->passed_over.size) {
		sink->lines = 1; /* the number of its first line */
		sink_malformed(sink, "longer than 16 MiB, skipped", piece->passed_over.beginning,
		               piece->passed_over.size);
		sink->lines = piece->passed_over.lines;
	}
	enum status status = reader->feed(state, piece->text, piece->size, &worker->error);
	if (!status && sink->failed)
		status = error_no_memory(&worker->error);
	return status ? status : check_memory(worker, &worker->error);
}

/* Reads the next piece; false when there is none or reading has failed. */
static bool work_piece(struct worker *worker, const struct reader *reader, void *state)
{
	struct reading *reading = worker->reading;
	bool more = pieces_next(&reading->pieces, &worker->piece, &worker->status, &worker->error);
	uint64_t piece = reading->piece_base + worker->piece.number;
	if (more) {
		worker->status = feed_piece(worker, reader, state);
		if (!reading_note_lines(reading, piece, worker->sink.lines) && !worker->status)
			worker->status = error_no_memory(&worker->error);
	}
	if (worker->status) {
		worker->failed_piece = piece;
		worker->failed_line = more ? worker->sink.lines : 0;
		pieces_stop(&reading->pieces);
	}
	return more && !worker->status;
}

static void end_reading(struct worker *worker, const struct reader *reader, void *state)
{
	const char *input = input_name(worker->reading->stream.input);
	if (!worker->status && reader->end)
		worker->status = reader->end(state, input, &worker->error);
	if (!worker->status && worker->sink.failed)
		worker->status = error_no_memory(&worker->error);
}

static void *work(void *worker_)
{
	struct worker *worker = worker_;
	struct reading *reading = worker->reading;
	const struct reader *reader = reading->reader;
	void *state = NULL;
	worker->status = reader->open(&state, &worker->sink, reading->options, &reading->head,
	                              &worker->error);
	while (!worker->status && work_piece(worker, reader, state))
		;
	end_reading(worker, reader, state);
	reader->close(state);
	return NULL;
}

struct worker *workers_get(struct reading *reading, unsigned i)
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
	sink->facts.input = reading->adds_up ? input_name(reading->stream.input) : NULL;
	worker->status = STATUS_OK;
	return worker;
}

/* Whether other threads may join: there is more than a piece, and an event that may count by
 * default is known. */
static bool may_share(struct reading *reading)
{
	return pieces_have_more(&reading->pieces) &&
	       (!reading->reader->events || reading->options->event_count ||
	        reading->options->all_events || reading->workers[0].sink.known.name.at);
}

/* The reader reads the input by itself. Its lines count from the beginning of the input. */
static enum status take_whole(struct reading *reading, struct error *err)
{
	struct worker *worker = workers_get(reading, 0);
	if (!sink_piece(&worker->sink, reading->piece_base))
		return error_no_memory(err);
	if (!reading->reader->watches) {
		worker->sink.watched = &reading->stream;
		worker->sink.watched_from = sink_memory(&worker->sink);
	}
	enum status status = reading->reader->read(&reading->stream, &worker->sink,
	                                           reading->options, err);
	worker->sink.watched = NULL;
	if (!status &&
	    (worker->sink.failed || !reading_note_lines(reading, reading->piece_base, 0)))
		status = error_no_memory(err);
	return status;
}

/* Starts up to that many threads; returns how many read, including the first. */
static unsigned start_others(struct reading *reading, unsigned threads)
{
	unsigned started = 1;
	for (; started < threads; started++) {
		struct worker *worker = workers_get(reading, started);
		if (pthread_create(&worker->thread, NULL, work, worker))
			break;
	}
	return started;
}

/* The error of the first piece, in the order of the input, at which a worker failed. */
static enum status first_failure(const struct reading *reading, unsigned started, struct error *err)
{
	const struct worker *failed = NULL;
	for (unsigned i = 0; i < started; i++) {
		const struct worker *worker = &reading->workers[i];
		if (worker->status && (!failed || worker->failed_piece < failed->failed_piece))
			failed = worker;
	}
	if (!failed)
		return STATUS_OK;
	bool made = reading->begun && reading->begun->made; /* its lines are not the user's */
	if (failed->status != STATUS_FAILED || !failed->failed_line || made)
		return error_set(err, failed->status, "%s", failed->error.text);
	uint64_t line = reading_line(reading, (size_t)reading->piece_base, failed->failed_piece,
	                             failed->failed_line);
	return error_set(err, failed->status, "%s:%llu: %s", input_name(reading->stream.input),
	                 (unsigned long long)line, failed->error.text);
}

/* The first worker reads until others may join, then all read to the end. */
static enum status take_pieces(struct reading *reading, struct error *err)
{
	const struct reader *reader = reading->reader;
	struct worker *first = workers_get(reading, 0);
	/* context switches are meaningful only in their order */
	bool apart = !reading->options->keep_order && !reading->options->off_cpu;
	unsigned threads = apart ? parallel_threads(reading->options->threads) : 1, started = 1;
	void *state = NULL;
	first->status = reader->open(&state, &first->sink, reading->options, &reading->head,
	                             &first->error);
	if (first->status == STATUS_FAILED)
		return error_set(err, STATUS_FAILED, "%s: %s", input_name(reading->stream.input),
		                 first->error.text);
	bool more = !first->status;
	while (more) {
		more = work_piece(first, reader, state);
		if (!more || started > 1 || threads == 1 || !may_share(reading))
			continue;
		started = start_others(reading, threads);
		if (started == 1)
			threads = 1; /* no thread could be started: continue alone */
	}
	end_reading(first, reader, state);
	for (unsigned i = 1; i < started; i++)
		pthread_join(reading->workers[i].thread, NULL);
	reader->close(state);
	return first_failure(reading, started, err);
}

enum status workers_read(struct reading *reading, struct error *err)
{
	if (reading->reader->read) {
		enum status status = take_whole(reading, err);
		reading->bytes += reading->stream.bytes;
		return status;
	}
	pieces_init(&reading->pieces, &reading->stream, reading->reader->cut);
	if (reading->begun && reading->begun->head.text) { /* lines before the first piece */
		reading->pieces.next_number = 1;
		if (!reading_note_lines(reading, reading->piece_base, reading->begun->lines))
			return error_no_memory(err);
	}
	enum status status = take_pieces(reading, err);
	reading->bytes += reading->pieces.bytes;
	pieces_free(&reading->pieces);
	return status;
}
