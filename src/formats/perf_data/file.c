#include "formats/perf_data/file.h"

#include "base/input.h"
#include "formats/perf_data/folder.h"
#include "formats/perf_data/sample.h"

#include <inttypes.h>
#include <stdlib.h>

enum { /* records that perf itself writes; see header.c for those that describe others */
       RECORD_USER_FIRST = 64,
       RECORD_HEADER_TRACING_DATA = 66,
       RECORD_FINISHED_ROUND = 68,
       RECORD_AUXTRACE = 71,
       RECORD_COMPRESSED = 81,
       RECORD_COMPRESSED2 = 83,
};

enum { CHECKED = 1 << 16 /* bytes of records after which memory is checked */ };

enum { ROUND_LEAST = 1 << 20 }; /* bytes of records to keep before some are delivered */

/* ---- records as they are read ---- */

/* In a pipe, tracing data follows its record. */
static enum status take_tracing(struct perf_file *file, struct source *source,
                                const struct record *record, struct error *err)
{
	enum { MOST = 64 << 20 };
	struct bytes bytes = {record->at + RECORD_HEADER_SIZE, record->at + record->size,
	                      file->header.big_endian, false};
	const uint64_t asked = ((uint64_t)bytes_u32(&bytes) + 7) & ~(uint64_t)7;
	if (asked > MOST)
		return source_skip(&file->sources, source, asked, err);
	size_t size = (size_t)asked;
	enum status status = STATUS_OK;
	uint8_t *text = source_bytes(&file->sources, source, &size, &status, err);
	if (!status && !perf_data_tracing(&file->header, text, size))
		status = error_no_memory(err);
	free(text);
	return status;
}

static enum status take_user_record(struct perf_file *file, struct source *source,
                                    const struct record *record, struct error *err)
{
	struct sources *sources = &file->sources;
	uint64_t size;
	switch (record->type) {
	case RECORD_FINISHED_ROUND: /* one of several files has no rounds */
		return sources->count > 1 ? STATUS_OK : file->next.round(file->next.context, err);
	case RECORD_COMPRESSED:
	case RECORD_COMPRESSED2:
		return source_unpack(sources, source, record, record->type == RECORD_COMPRESSED2,
		                     err);
	case RECORD_HEADER_TRACING_DATA:
		return sources->pipe ? take_tracing(file, source, record, err) : STATUS_OK;
	case RECORD_AUXTRACE:
		if (record->size < RECORD_HEADER_SIZE + 8)
			return STATUS_OK;
		size = load_u64(record->at + RECORD_HEADER_SIZE, sources->big_endian);
		file->aux_bytes += size;
		return source_skip(sources, source, size, err);
	default:
		if (!perf_data_header_record(&file->header, record->type, record->at, record->size))
			return error_no_memory(err);
		return STATUS_OK;
	}
}

static enum status take_kernel_record(struct perf_file *file, struct source *source,
                                      const struct record *record, struct error *err)
{
	const bool big = file->header.big_endian;
	struct perf_events *events = &file->header.events;
	const struct perf_event *event = events_of_record(events, record->at, record->type,
	                                                  record->size, big);
	uint64_t time = event && events->sample_id_all ? record_time(event, record, big) : 0;
	if (time == UINT64_MAX)
		time = 0;
	if (time > source->youngest)
		source->youngest = time;
	return file->next.record(file->next.context, record, time, err);
}

static enum status take_record(void *context, struct source *source, const struct record *record,
                               struct error *err)
{
	struct perf_file *file = context;
	file->unchecked += record->size;
	if (file->unchecked >= CHECKED) {
		file->unchecked = 0;
		enum status status = file->next.check(file->next.context, err);
		if (status)
			return status;
	}
	if (record->type >= RECORD_USER_FIRST)
		return take_user_record(file, source, record, err);
	return take_kernel_record(file, source, record, err);
}

/* ---- the files ---- */

enum status file_open(struct perf_file *file, struct stream *stream, struct sink *sink,
                      struct error *err)
{
	enum status status = perf_data_header_read(&file->header, stream, err);
	if (status)
		return status;
	file->sources = (struct sources){
		.stream = stream,
		.big_endian = file->header.big_endian,
		.pipe = file->header.pipe,
		.record = take_record,
		.context = file,
	};
	return folder_open(&file->sources, &file->header, sink, err);
}

/* The source with the earliest time, NULL: all have ended. The recording's own file is first as
 * long as its records have no time, because they describe the state before the recording. */
static struct source *earliest(const struct sources *sources)
{
	struct source *earliest = NULL;
	for (size_t i = 0; i < sources->count; i++) {
		struct source *source = &sources->items[i];
		if (!source->ended && (!earliest || source->youngest < earliest->youngest))
			earliest = source;
	}
	return earliest;
}

/* Each file's records are in order, except some with almost the same time. */
enum status file_read(struct perf_file *file, struct error *err)
{
	struct sources *sources = &file->sources;
	enum status status = STATUS_OK;
	struct source *source = earliest(sources);
	const bool one = sources->count == 1; /* the file has rounds */
	/* Records of a round wait for the end of the next one, besides the time by which the files
	 * differ. */
	const size_t blocks = sources->count * sources->items[0].stream.block_size;
	const size_t round = blocks < ROUND_LEAST ? ROUND_LEAST : blocks;
	while (!status && source) {
		if (source_fill(sources, source, &status, err))
			status = source_take(sources, source, err);
		else
			source->ended = true;
		source->ended |= source->last == RECORD_BAD;
		source = earliest(sources);
		if (!status && !one)
			status = file->next.progress(file->next.context,
			                             source ? source->youngest : UINT64_MAX, round,
			                             err);
	}
	return status;
}

void file_free(struct perf_file *file)
{
	sources_free(&file->sources);
	perf_data_header_free(&file->header);
}

/* ---- the account ---- */

/* Notes why reading a source ended early; false: it did not. */
static bool note_end(const struct perf_file *file, const struct source *source, struct sink *sink)
{
	const struct perf_data_header *header = &file->header;
	const bool own = !source->input; /* described by the header */
	const char *name = source_name(&file->sources, source);
	const uint64_t left = record_stream_left(&source->stream);
	if (header->unfinished && own)
		sink_note(sink, true,
		          "%s: perf record is still writing it, or was killed; read up to its end",
		          name);
	else if (source->last == RECORD_BAD)
		sink_note(sink, true,
		          "%s: damaged: there is no record %" PRIu64
		          " bytes into its data; what follows was not read",
		          name, source->offset - (own ? header->data_at : 0) - left);
	else if (!header->pipe && source->left)
		sink_note(sink, true,
		          "%s: truncated: the last %" PRIu64 " bytes of its data are missing", name,
		          source->left);
	else if (header->features_cut && own)
		sink_note(sink, true,
		          "%s: truncated: the part after the data is missing, with event names and "
		          "build IDs",
		          name);
	else if (left || record_stream_left(&source->unpacked))
		sink_note(sink, true, "%s: truncated: the last record is incomplete", name);
	else
		return false;
	return true;
}

void file_note_end(const struct perf_file *file, struct sink *sink)
{
	enum { MOST = 8 }; /* all files of a folder may be truncated: a few reports are enough */
	unsigned noted = 0;
	for (size_t i = 0; i < file->sources.count && noted < MOST; i++)
		noted += note_end(file, &file->sources.items[i], sink);
}
