/* The Firefox Profiler's processed profiles (samply, CPython, Firefox, fold-stacks --to firefox):
 * src/types/profile.ts and docs-developer/CHANGELOG-formats.md in its source. One JSON object:
 *
 *     {"meta": {"preprocessedProfileVersion": 70, "interval": 1, "categories": [...], ...},
 *      "libs": [{"name": "libc.so.6"}],
 *      "shared": {"stringArray": [...], "funcTable": {...}, "frameTable": {...}, "stackTable":
 *                 {"frame": [0, 1], "prefixOffset": [0, 1], "length": 2}},
 *      "threads": [{"name": "app", "pid": "12", "tid": 12, "samples": {"stack": [1, null],
 *                   "time": [0, 1.5], "weight": null, "weightType": "samples"}}]}
 *
 * Before version 60 each thread has its own tables. Firefox's own files ("gecko") have rows instead
 * of columns, {"schema": {"prefix": 0, "frame": 1}, "data": [[null, 0], [0, 1]]}, frames with their
 * texts, and other processes in "processes".
 *
 * A thread is put into the sink as soon as its tables were read; until then its columns are kept.
 * If samples are not kept one by one, sums by row of the stacks are put. */
#include "config.h"

#include "formats/firefox/document.h"
#include "formats/firefox/thread.h"
#include "read/options.h"
#include "read/reader.h"

#include <stdlib.h>

static void note_account(const struct firefox *file)
{
	if (file->bad_stacks)
		sink_note(file->sink, true,
		          "%s: %llu samples have stacks that do not exist: left out", file->input,
		          (unsigned long long)file->bad_stacks);
	if (file->bad_weights)
		sink_note(file->sink, true,
		          "%s: %llu weights are no numbers from 0 on: their samples are left out",
		          file->input, (unsigned long long)file->bad_weights);
}

static void firefox_free(struct firefox *file)
{
	for (size_t i = 0; i < file->thread_count; i++)
		thread_free(&file->threads[i]);
	free(file->threads);
	free(file->categories);
	tables_free(&file->shared);
	tables_free(&file->libraries);
	putting_free(&file->putting);
}

static enum status firefox_read(struct stream *stream, struct sink *sink,
                                const struct read_options *options, struct error *err)
{
	struct firefox file = {
		.sink = sink,
		.putting = {.sink = sink},
		.input = input_name(stream->input),
		.each = sink->places || options->keep_order,
		.positions = {CELL_NONE, CELL_NONE},
	};
	sink->profiled = file.each;
	enum status status = json_read(stream, &firefox_document, NULL, &file, NULL, err);
	for (size_t i = 0; !status && i < file.thread_count; i++)
		if (!file.threads[i].done)
			status = thread_put(&file, &file.threads[i], err);
	if (!status)
		note_account(&file);
	firefox_free(&file);
	return status;
}

static int firefox_bid(const struct head *head)
{
	if (!json_begins(head))
		return 0;
	if (json_head_has(head, "preprocessedProfileVersion"))
		return 95;
	if (!json_head_has(head, "meta"))
		return json_head_has(head, "stackTable") && json_head_has(head, "frameTable") ? 70
		                                                                              : 0;
	if (json_head_has(head, "markerSchema") || json_head_has(head, "stackTable"))
		return 93;
	return json_head_has(head, "interval") && json_head_has(head, "startTime") ? 70 : 0;
}

const struct reader reader_firefox = {
	.name = "firefox",
	.about = "Firefox Profiler's JSON: samply, Firefox, CPython, fold-stacks --to firefox",
	.fields = "Firefox's profiles have threads and times, but no CPUs",
	.kind = "a profile of the Firefox Profiler",
	.form = "{\"meta\": ..., \"threads\": ...}",
	.expected = "threads with samples",
#ifdef HAVE_YAJL
	.available = true,
#endif
	.bid = firefox_bid,
	.read = firefox_read,
};
