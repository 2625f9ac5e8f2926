/* Javacores of IBM's and Eclipse OpenJ9's JVMs:
 *
 *     3XMTHREADINFO      "main" J9VMThread:0x0000000008132B00, ..., state:R, prio=5
 *     3XMTHREADINFO1            (native thread ID:0x3158, native priority:0x5, ...)
 *     3XMTHREADINFO3           Java callstack:
 *     4XESTACKTRACE                at java/net/SocketInputStream.read(SocketInputStream.java:182)
 *     4XESTACKTRACE                at java/lang/Thread.run(Thread.java:785(Compiled Code))
 *
 * Each thread is a sample. Stacks of native code (4XENATIVESTACK) are left out, as in
 * stackcollapse-ibmjava.pl. */
#include "formats/java_frame.h"

#include <string.h>

static bool is_thread(struct text line)
{
	return text_begins(line, "3XMTHREADINFO  ");
}

static bool is_frame(struct text line)
{
	return text_begins(line, "4XESTACKTRACE ");
}

static int ibmjava_bid(const struct head *head)
{
	return head_has(head, is_thread, is_frame) ? 98 : 0;
}

static void parse_frame(struct text_stacks *stacks, struct text line)
{
	struct text frame;
	if (java_take_frame(text_from(line, strlen("4XESTACKTRACE")), &frame))
		stacks_java(stacks, frame);
}

/* The frame of a thread without frames is its name. */
static void end_thread(struct text_stacks *stacks)
{
	if (stacks->depth || stacks->sample.comm.size)
		stacks_put(stacks, (struct decimal){1, 0});
	stacks_comm(stacks, (struct text){0});
	stacks->sample.place.known = 0;
}

static void begin_thread(struct text_stacks *stacks, struct text line)
{
	struct text before, name;
	end_thread(stacks);
	if (text_take_until(&line, "\"", &before) && text_take_until(&line, "\"", &name))
		stacks_comm(stacks, name);
	else if (text_find(line, "Anonymous native thread"))
		stacks_comm(stacks, text_of("Anonymous native thread"));
}

static void take_tid(struct text_stacks *stacks, struct text line)
{
	struct text before, address;
	uint64_t tid = 0;
	if (!text_take_until(&line, "native thread ID:", &before) ||
	    !text_take_address(&line, &address) || !text_address_number(address, &tid))
		return;
	if (tid < UINT32_MAX) {
		stacks->sample.place.tid = (uint32_t)tid;
		stacks->sample.place.known = PLACE_TID;
	}
}

static void ibmjava_line(struct text_stacks *stacks, struct text line)
{
	struct text frame;
	if (is_thread(line))
		begin_thread(stacks, line);
	else if (text_begins(line, "3XMTHREADINFO1 "))
		take_tid(stacks, line);
	else if (is_frame(line) &&
	         java_take_frame(text_from(line, strlen("4XESTACKTRACE")), &frame))
		stacks_frame(stacks, line, parse_frame);
}

static enum status ibmjava_read(struct stream *stream, struct sink *sink,
                                const struct read_options *options, struct error *err)
{
	static const struct text_format format = {
		.profiled = true, .line = ibmjava_line, .end = end_thread};
	return text_stacks_read(&format, stream, sink, options, err);
}

const struct reader reader_ibmjava = {
	.name = "ibmjava",
	.about = "javacores of IBM's and OpenJ9's JVMs",
	.fields = "javacores have threads, but no processes, CPUs and times",
	.kind = "javacores",
	.form = "\"3XMTHREADINFO\", then \"4XESTACKTRACE\"",
	.expected = "threads (3XMTHREADINFO) with frames (4XESTACKTRACE)",
	.available = true,
	.bid = ibmjava_bid,
	.read = ibmjava_read,
};
