/* Stacks in texts of Go: pprof's -traces and -raw, goroutines of a panic, and the profiles that
 * net/http/pprof shows with debug=1 and debug=2. */
#include "formats/go/text.h"

#include "formats/go/dumps.h"
#include "formats/go/raw.h"
#include "formats/go/traces.h"

enum { HEAD_SIZE = 64 << 10 };

static const struct go_text *const texts[] = {&go_traces, &go_raw, &go_goroutines,
                                              &go_debug_profile};

static const struct go_text *best(const struct head *head, int *bid)
{
	const struct go_text *text = texts[0];
	*bid = 0;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		const int b = texts[i]->bid(head);
		if (b > *bid) {
			*bid = b;
			text = texts[i];
		}
	}
	return text;
}

static int go_bid(const struct head *head)
{
	int bid;
	best(head, &bid);
	return bid;
}

static enum status go_read(struct stream *stream, struct sink *sink,
                           const struct read_options *options, struct error *err)
{
	struct head head;
	int bid;
	const enum status status = stream_peek(stream, HEAD_SIZE, &head, err);
	if (status)
		return status;
	return text_stacks_read(best(&head, &bid)->format, stream, sink, options, err);
}

const struct reader reader_go = {
	.name = "go",
	.about = "texts of Go: pprof -traces and -raw, goroutine dumps, panics",
	.fields = "texts of Go have no processes, CPUs and times",
	.kind = "texts of Go",
	.form = "\"goroutine 1 [running]:\", pprof -traces",
	.expected =
		"goroutines (\"goroutine 1 [running]:\", then functions), or what `go tool pprof "
		"-traces` prints",
	.available = true,
	.bid = go_bid,
	.read = go_read,
};
