/* Thread dumps of a JVM from jstack, jcmd Thread.print and SIGQUIT, once or many times:
 *
 *     "pricer-0" #12 prio=5 tid=0x00007f69080c40a0 nid=0x5a91 runnable [0x00007f690ca34000]
 *        java.lang.Thread.State: RUNNABLE
 *             at Shop.price(Shop.java:5)
 *             at java.lang.Thread.run(java.base@17.0.15/Thread.java:840)
 *
 * Each thread is a sample, and its state is the event; RUNNABLE counts by default. As with
 * stackcollapse-jstack.pl, threads of the JVM have the state BACKGROUND, and threads that are
 * runnable for the JVM but wait for the network or for events have the states NETWORK and WAITING;
 * the names of such functions in JDK 13 and later are also known. The number at the end of a
 * thread's name is left out. */
#include "formats/java_frame.h"

#include <string.h>

enum { JUDGED_FRAMES = 3 /* frames from the leaf on that may show that the thread waits */ };

struct jstack {
	bool open;      /* in a thread */
	char state[24]; /* of the thread, empty: not yet known */
	bool background;
};

/* Functions that wait although the JVM calls the thread runnable: a part of the frame's name, at
 * its end or anywhere. */
static const struct {
	const char *part;
	bool at_end;
	const char *state;
} waiting[] = {
	{"epollWait", false, "WAITING"},
	{"EPoll.wait", false, "WAITING"},
	{"KQueue.poll", true, "WAITING"},
	{"Reference.waitForReferencePendingList", true, "WAITING"},
	{"socketAccept", true, "NETWORK"},
	{"ocketChannelImpl.accept0", true, "NETWORK"},
	{"ocketImpl.accept0", true, "NETWORK"},
	{"socketRead0", true, "NETWORK"},
	{"sun.nio.ch.Net.accept", true, "NETWORK"},
	{"sun.nio.ch.Net.poll", true, "NETWORK"},
	{"SocketDispatcher.read0", true, "NETWORK"},
};

static const char *const background[] = {
	"CompilerThread", "Signal Dispatcher",        "Service Thread",     "Attach Listener",
	"Sweeper thread", "Monitor Deflation Thread", "Notification Thread"};

static bool is_thread(struct text line)
{
	return text_begins(line, "\"") && (text_find(line, "\" #") || text_find(line, " prio=") ||
	                                   text_find(line, " tid=0x") || text_find(line, " nid="));
}

static bool is_state(struct text line)
{
	return text_take(&line, "java.lang.Thread.State: ");
}

static int jstack_bid(const struct head *head)
{
	return head_has(head, is_thread, is_state) ? 97 : 0;
}

/* Takes the first word as the state of the thread. */
static void set_state(struct jstack *state, struct text word)
{
	size_t size = 0;
	while (size < word.size && size + 1 < sizeof state->state && !is_blank(word.at[size]))
		size++;
	memcpy(state->state, word.at, size);
	state->state[size] = '\0';
}

static void end_thread(struct text_stacks *stacks)
{
	struct jstack *state = stacks->state;
	if (state->open && *state->state) {
		const char *name = state->background ? "BACKGROUND" : state->state;
		stacks_event(stacks, name, strlen(name), "samples", strcmp(name, "RUNNABLE") == 0);
		stacks_put(stacks, (struct decimal){1, 0});
	}
	stacks_drop(stacks);
	*state = (struct jstack){0};
}

/* nid=0x5a91; since JDK 21: nid=23185 */
static void take_tid(struct text_stacks *stacks, struct text line)
{
	struct text before, address;
	uint64_t tid = 0;
	stacks->sample.place.known = 0;
	if (!text_take_until(&line, " nid=", &before))
		return;
	if (text_take_address(&line, &address) ? !text_address_number(address, &tid)
	                                       : !text_take_number(&line, &tid))
		return;
	if (tid < UINT32_MAX) {
		stacks->sample.place.tid = (uint32_t)tid;
		stacks->sample.place.known = PLACE_TID;
	}
}

/* The name without "-12" at the end. */
static struct text without_number(struct text name)
{
	size_t size = name.size;
	while (size && is_digit(name.at[size - 1]))
		size--;
	if (size && size < name.size && name.at[size - 1] == '-')
		name.size = size - 1;
	return name;
}

static void begin_thread(struct text_stacks *stacks, struct text line)
{
	struct jstack *state = stacks->state;
	struct text name;
	end_thread(stacks);
	line = text_from(line, 1);
	if (!text_take_until(&line, "\"", &name))
		return;
	state->open = true;
	for (size_t i = 0; i < sizeof background / sizeof *background; i++)
		state->background |= text_find(name, background[i]) != NULL;
	stacks_comm(stacks, without_number(name));
	take_tid(stacks, line);
}

static void parse_frame(struct text_stacks *stacks, struct text line)
{
	struct text frame;
	if (java_take_frame(line, &frame))
		stacks_java(stacks, frame);
}

/* The thread's state by its frames. */
static void judge_frame(struct jstack *state, struct text frame)
{
	const char *open = memchr(frame.at, '(', frame.size);
	const struct text name = {frame.at, (size_t)(open - frame.at)};
	for (size_t i = 0; i < sizeof waiting / sizeof *waiting; i++)
		if (waiting[i].at_end ? text_ends(name, waiting[i].part)
		                      : text_find(name, waiting[i].part) != NULL)
			set_state(state, text_of(waiting[i].state));
}

static void jstack_line(struct text_stacks *stacks, struct text line)
{
	struct jstack *state = stacks->state;
	struct text frame, left = line;
	if (is_thread(line)) {
		begin_thread(stacks, line);
	} else if (!line.size) {
		end_thread(stacks);
	} else if (state->open && text_take(&left, "java.lang.Thread.State: ")) {
		set_state(state, left);
	} else if (state->open && java_take_frame(line, &frame)) {
		stacks_frame(stacks, line, parse_frame);
		if (stacks->depth <= JUDGED_FRAMES && strcmp(state->state, "RUNNABLE") == 0)
			judge_frame(state, frame);
	}
}

static enum status jstack_read(struct stream *stream, struct sink *sink,
                               const struct read_options *options, struct error *err)
{
	static const struct text_format format = {
		.state_size = sizeof(struct jstack),
		.profiled = true,
		.line = jstack_line,
		.end = end_thread,
	};
	return text_stacks_read(&format, stream, sink, options, err);
}

const struct reader reader_jstack = {
	.name = "jstack",
	.about = "thread dumps of a JVM (jstack, SIGQUIT), once or many times",
	.fields = "thread dumps have threads, but no processes, CPUs and times",
	.kind = "thread dumps of a JVM",
	.form = "'\"main\" #1 ...', then \"java.lang.Thread.State: RUNNABLE\"",
	.expected = "threads such as '\"main\" #1 prio=5 tid=0x12 nid=0x12 runnable', then "
		    "\"java.lang.Thread.State: RUNNABLE\"",
	.available = true,
	.bid = jstack_bid,
	.read = jstack_read,
};
