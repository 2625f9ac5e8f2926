/* Stack traces of Java's exceptions in any text, such as a log:
 *
 *     2026-11-22 12:00:00 ERROR order failed
 *     java.lang.IllegalStateException: closed
 *     	at shop.Queue.take(Queue.java:12)
 *     	at shop.Main.main(Main.java:3)
 *     Caused by: java.io.IOException: gone
 *     	at shop.Pipe.read(Pipe.java:7)
 *     	... 2 more
 *
 * As with stackcollapse-java-exceptions.pl, each sequence of frames is a stack, also those of
 * causes, and other text is ignored. */
#include "formats/java_frame.h"

#include <string.h>

static bool is_frame(struct text line)
{
	struct text frame;
	return java_take_frame(line, &frame) && memchr(frame.at, '.', frame.size) &&
	       memchr(frame.at, ')', frame.size);
}

/* "java.io.IOException: gone", "Caused by: ..." */
static bool is_exception(struct text line)
{
	return text_find(line, "xception") || text_find(line, "Error") ||
	       text_find(line, "Throwable") || text_begins(line, "Caused by: ");
}

static int java_exceptions_bid(const struct head *head)
{
	struct head_lines lines = head_lines_of(head);
	struct text line;
	bool exception = false;
	while (head_lines_next(&lines, &line)) {
		if (exception && is_frame(line))
			return 92; /* more than the bid of perf script text, because lines of a log
			              may look like it */
		exception = is_exception(line);
	}
	return 0;
}

static void parse_frame(struct text_stacks *stacks, struct text line)
{
	struct text frame;
	if (java_take_frame(line, &frame))
		stacks_java(stacks, frame);
}

static void java_exceptions_line(struct text_stacks *stacks, struct text line)
{
	struct text frame;
	if (java_take_frame(line, &frame))
		stacks_frame(stacks, line, parse_frame);
	else if (!text_find(line, "waiting on "))
		stacks_put_one(stacks);
}

static enum status java_exceptions_read(struct stream *stream, struct sink *sink,
                                        const struct read_options *options, struct error *err)
{
	static const struct text_format format = {.profiled = true, .line = java_exceptions_line};
	return text_stacks_read(&format, stream, sink, options, err);
}

const struct reader reader_java_exceptions = {
	.name = "java-exceptions",
	.about = "stack traces of Java's exceptions, in a log or another text",
	.fields = "stack traces of exceptions have no processes, CPUs and times",
	.kind = "stack traces of Java",
	.form = "an exception, then \"\tat pkg.Class.method(File.java:12)\"",
	.expected = "an exception, then frames such as \"\tat pkg.Class.method(File.java:12)\"",
	.available = true,
	.bid = java_exceptions_bid,
	.read = java_exceptions_read,
};
