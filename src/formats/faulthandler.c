/* Output of Python's module faulthandler, once or many times:
 *
 *     Current thread 0x00007fdb44e7ab80 [worker] (most recent call first):
 *       File "/tmp/shop.py", line 13 in price
 *       File "/tmp/shop.py", line 20 in <module>
 *
 * Each thread is a sample. Other output of the program, and stacks in C, are ignored. See
 * docs.python.org/3/library/faulthandler.html. */
#include "formats/python_frame.h"

#include <string.h>

static bool is_thread(struct text line)
{
	return (text_begins(line, "Thread 0x") || text_begins(line, "Current thread ") ||
	        text_begins(line, "Stack (")) &&
	       text_find(line, "(most recent call first)");
}

/* `  File "/tmp/shop.py", line 13 in price`; the line may be "???". */
static bool take_frame(struct text line, struct text *path, struct text *number,
                       struct text *function)
{
	if (!text_begins(line, "  File ") || !text_take(&line, "File "))
		return false;
	if (text_begins(line, "???,")) {
		*path = (struct text){0};
		line = text_from(line, strlen("???,"));
	} else if (!text_begins(line, "\"") || !text_take(&line, "\"") ||
	           !text_take_until(&line, "\",", path)) {
		return false;
	}
	if (!text_take(&line, "line ") || !text_take_until(&line, " in ", number))
		return false;
	*function = line;
	return true;
}

static bool is_frame(struct text line)
{
	struct text path, number, function;
	return take_frame(line, &path, &number, &function);
}

static int faulthandler_bid(const struct head *head)
{
	return head_has(head, is_thread, is_frame) ? 97 : 0;
}

static void parse_frame(struct text_stacks *stacks, struct text line)
{
	struct text path, number, function;
	if (!take_frame(line, &path, &number, &function))
		return;
	if (text_is(number, "???"))
		number.size = 0;
	stacks_python(stacks, text_is(function, "???") ? (struct text){0} : function, path, number);
}

/* Python 3.14 writes the thread's name in brackets. */
static void begin_thread(struct text_stacks *stacks, struct text line)
{
	struct text before, name = {0};
	stacks_put_one(stacks);
	if (text_take_until(&line, " [", &before))
		text_take_until(&line, "] (", &name);
	stacks_comm(stacks, name);
}

static void faulthandler_line(struct text_stacks *stacks, struct text line)
{
	if (is_thread(line))
		begin_thread(stacks, line);
	else if (is_frame(line))
		stacks_frame(stacks, line, parse_frame);
	else if (!text_is(text_skip_blanks(line), "..."))
		stacks_put_one(stacks);
}

static enum status faulthandler_read(struct stream *stream, struct sink *sink,
                                     const struct read_options *options, struct error *err)
{
	static const struct text_format format = {.profiled = true, .line = faulthandler_line};
	return text_stacks_read(&format, stream, sink, options, err);
}

const struct reader reader_faulthandler = {
	.name = "faulthandler",
	.about = "stacks that Python's faulthandler writes, once or many times",
	.fields = "faulthandler's stacks have no processes, CPUs and times",
	.kind = "faulthandler's stacks",
	.form = "\"Thread 0x12 (most recent call first):\"",
	.expected = "lines \"Thread 0x12 (most recent call first):\", then frames such as '  File "
		    "\"a.py\", line 3 in main'",
	.available = true,
	.bid = faulthandler_bid,
	.read = faulthandler_read,
};
