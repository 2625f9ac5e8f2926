/* Austin's binary format: "MOJ", the version, then events; each is a byte and its fields:
 *
 *     1 metadata  key and value       2 stack  process, interpreter (from version 3 on), thread
 *     3 frame     key, file, function, line; from version 2 on: its end and the columns
 *     4 invalid   5 frame by its key  6 frame of the kernel  7 garbage collection  8 idle
 *     9 time     10 memory           11 string by its key   12 the same, as a reference
 *    13 the thread's frames of Python are those of its last stack (from version 4 on, like the next
 * ones) 14 a suspended task of asyncio, whose frames and time follow   15 which task awaits it
 *
 * Integers have a variable length: six bits and a sign, then seven bits in each byte, the lowest
 * first; the highest bit means that another byte follows. Strings end with a NUL; threads are
 * hexadecimal. A stack's frames go from the root on; its metrics are after them. See the wiki of
 * github.com/P403n1x87/austin. */
#include "formats/austin/mojo.h"

#include "base/arena.h"
#include "base/hash.h"
#include "base/table.h"
#include "base/vector.h"
#include "formats/austin/metrics.h"
#include "formats/frame_path.h"
#include "formats/python_frame.h"

#include <stdlib.h>
#include <string.h>

enum {
	REPEATS = 4 /* versions from here on have repeated stacks */,
	VERSION_MOST = 4,
	CHUNK = 256 << 10,
	STRING_MOST = 1 << 20
};

enum event {
	METADATA = 1,
	STACK,
	FRAME,
	FRAME_INVALID,
	FRAME_REF,
	FRAME_KERNEL,
	GC,
	IDLE,
	METRIC_TIME,
	METRIC_MEMORY,
	STRING,
	STRING_REF,
	STACK_REPEAT,
	TASK_STACK,
	TASK_WAITER,
};

/* A string or a frame by its key. A later one replaces an earlier one. */
struct item {
	uint64_t key;
	struct text text; /* the text of a string; a frame's id is in `frame` */
	uint32_t frame;
	bool native; /* the frame is not Python's */
};

struct items {
	struct item *items;
	size_t count, capacity;
	struct table table;
};

/* The last stack of a thread, without native frames called by Python. */
struct last_stack {
	uint32_t *frames; /* root first */
	size_t depth, capacity;
};

struct mojo {
	struct text_stacks *stacks;
	char *bytes; /* read and not yet taken */
	size_t at, size, capacity;
	uint64_t offset; /* the position of bytes[0] in the input */
	bool ended;
	uint64_t version;
	struct arena arena;
	struct items strings, frames;
	bool open;             /* the frames of a stack follow */
	bool task;             /* the frames of a task follow, which are skipped */
	size_t python;         /* of the open stack: up to the last frame of Python */
	struct frames threads; /* pid and thread, to number their last stacks */
	struct last_stack *last;
	size_t last_count, last_capacity;
	uint32_t thread;   /* of the open stack */
	struct buffer key; /* room */
	struct austin_metrics metrics;
};

bool mojo_is(const struct head *head)
{
	return head->size >= 4 && memcmp(head->text, "MOJ", 3) == 0 && head->text[3] > 0 &&
	       head->text[3] < 0x20;
}

/* ---- bytes ---- */

static void fail(struct mojo *mojo, const char *what)
{
	struct text_stacks *stacks = mojo->stacks;
	if (!stacks->status)
		stacks->status = error_set(stacks->err, STATUS_FAILED, "%s: byte %llu: %s",
		                           input_name(stacks->lines.stream->input),
		                           (unsigned long long)mojo->offset + mojo->at, what);
}

static void fail_memory(struct mojo *mojo)
{
	if (!mojo->stacks->status)
		mojo->stacks->status = error_no_memory(mojo->stacks->err);
}

/* Reads more bytes after the remaining ones; false at the end. */
static bool fill(struct mojo *mojo)
{
	struct stream *stream = mojo->stacks->lines.stream;
	const size_t left = mojo->size - mojo->at;
	if (mojo->ended || mojo->stacks->status)
		return false;
	if (left)
		memmove(mojo->bytes, mojo->bytes + mojo->at, left);
	mojo->offset += mojo->at;
	mojo->at = 0;
	mojo->size = left;
	if (!vector_reserve(&mojo->bytes, &mojo->capacity, left + CHUNK)) {
		fail_memory(mojo);
		return false;
	}
	const ssize_t n = stream_has_more(stream) ? stream_read(stream, mojo->bytes + left, CHUNK,
	                                                        mojo->stacks->err)
	                                          : 0;
	if (n < 0)
		mojo->stacks->status = STATUS_FAILED;
	mojo->size += n > 0 ? (size_t)n : 0;
	mojo->ended = n <= 0;
	return n > 0;
}

static bool take_byte(struct mojo *mojo, unsigned *byte)
{
	if (mojo->at == mojo->size && !fill(mojo))
		return false;
	*byte = (unsigned char)mojo->bytes[mojo->at++];
	return true;
}

/* Reads an integer without its sign. */
static uint64_t take_integer(struct mojo *mojo, bool *negative)
{
	unsigned byte = 0, shift = 6;
	bool more = take_byte(mojo, &byte), ok = more;
	uint64_t value = byte & 0x3f;
	if (negative)
		*negative = byte & 0x40;
	more = byte & 0x80;
	for (; ok && more; shift += 7) {
		ok = take_byte(mojo, &byte) && shift < 64;
		value |= ok ? (uint64_t)(byte & 0x7f) << shift : 0;
		more = byte & 0x80;
	}
	if (!ok)
		fail(mojo, shift < 64 ? "the file ends within an integer"
		                      : "an integer does not fit 64 bits");
	return value;
}

/* Reads a string, which is valid until the next call that reads. */
static struct text take_string(struct mojo *mojo)
{
	size_t searched = 0;
	for (;;) {
		const char *from = mojo->size ? mojo->bytes + mojo->at : NULL;
		const size_t size = mojo->size - mojo->at;
		const char *end = size > searched ? memchr(from + searched, '\0', size - searched)
		                                  : NULL;
		if (end) {
			mojo->at += (size_t)(end - from) + 1;
			return (struct text){from, (size_t)(end - from)};
		}
		searched = size;
		if (size > STRING_MOST)
			fail(mojo, "a string is longer than 1 MiB");
		else if (!fill(mojo))
			fail(mojo, "the file ends within a string");
		if (mojo->stacks->status)
			return (struct text){0};
	}
}

/* ---- strings and frames by their keys ---- */

static struct item *find(const struct items *items, uint64_t key)
{
	if (!items->table.size)
		return NULL;
	table_each(&items->table, hash_bytes(&key, sizeof key), slot)
		if (items->items[slot->number - 1].key == key)
			return &items->items[slot->number - 1];
	return NULL;
}

/* The item with that key, which is added if it is new; NULL without memory. */
static struct item *add(struct mojo *mojo, struct items *items, uint64_t key)
{
	struct item *known = find(items, key);
	if (known)
		return known;
	if (!table_room(&items->table) ||
	    !vector_reserve(&items->items, &items->capacity, items->count + 1)) {
		fail_memory(mojo);
		return NULL;
	}
	table_put(&items->table, hash_bytes(&key, sizeof key), (uint32_t)items->count);
	items->items[items->count] = (struct item){.key = key, .frame = FRAME_NONE};
	return &items->items[items->count++];
}

static void add_string(struct mojo *mojo)
{
	const uint64_t key = take_integer(mojo, NULL);
	const struct text text = take_string(mojo);
	struct item *item = mojo->stacks->status ? NULL : add(mojo, &mojo->strings, key);
	if (!item || (item->text.size == text.size && item->text.at &&
	              memcmp(item->text.at, text.at, text.size) == 0))
		return;
	item->text = (struct text){arena_copy(&mojo->arena, text.at, text.size), text.size};
	if (!item->text.at)
		fail_memory(mojo);
}

static struct text string_of(struct mojo *mojo, uint64_t key)
{
	const struct item *item = find(&mojo->strings, key);
	if (!item)
		fail(mojo, "a frame refers to a string that does not exist");
	return item ? item->text : (struct text){0};
}

static void add_frame(struct mojo *mojo)
{
	struct text_stacks *stacks = mojo->stacks;
	char digits[NUMBER_DIGITS];
	const uint64_t key = take_integer(mojo, NULL);
	const uint64_t file = take_integer(mojo, NULL), function = take_integer(mojo, NULL);
	const uint64_t line = take_integer(mojo, NULL);
	for (unsigned i = 0; mojo->version > 1 && i < 3; i++)
		take_integer(mojo, NULL); /* the line's end and the columns */
	const struct text path = string_of(mojo, file), name = string_of(mojo, function);
	struct item *item = stacks->status ? NULL : add(mojo, &mojo->frames, key);
	if (!item)
		return;
	const size_t depth = stacks->depth;
	stacks_python(stacks, name, path,
	              (struct text){digits, line ? number_format(digits, line) : 0});
	if (!stacks->status)
		item->frame = stacks->frames[depth];
	stacks->depth = depth;
	item->native = !text_ends(path, ".py") && !(text_begins(path, "<") && text_ends(path, ">"));
}

/* ---- samples ---- */

static void push_frame(struct mojo *mojo)
{
	const struct item *item = find(&mojo->frames, take_integer(mojo, NULL));
	if (mojo->stacks->status)
		return;
	if (!item)
		fail(mojo, "a stack refers to a frame that does not exist");
	else if (!mojo->task)
		stacks_known_frame(mojo->stacks, item->frame);
	if (item && !mojo->task && !item->native)
		mojo->python = mojo->stacks->depth;
}

/* ---- stacks that are repeated ---- */

/* Numbers the thread of a stack. */
static void find_thread(struct mojo *mojo, uint64_t pid, struct text thread)
{
	struct buffer *key = &mojo->key;
	key->size = 0;
	buffer_unsigned(key, pid);
	buffer_byte(key, ' ');
	buffer_append(key, thread.at, thread.size);
	mojo->thread = key->failed ? FRAME_NONE
	                           : frames_intern(&mojo->threads, key->data, key->size);
	if (mojo->thread == FRAME_NONE ||
	    !vector_reserve(&mojo->last, &mojo->last_capacity, mojo->thread + (size_t)1))
		fail_memory(mojo);
	else if (mojo->thread == mojo->last_count)
		mojo->last[mojo->last_count++] = (struct last_stack){0};
}

/* Keeps the open stack for the thread's next one, unless it is deeper than Python stacks can be. */
static void keep_stack(struct mojo *mojo)
{
	const struct text_stacks *stacks = mojo->stacks;
	struct last_stack *last = &mojo->last[mojo->thread];
	last->depth = mojo->python <= FRAME_PATH_MAX ? mojo->python : 0;
	if (!vector_reserve(&last->frames, &last->capacity, last->depth))
		fail_memory(mojo);
	else if (last->depth)
		memcpy(last->frames, stacks->frames, last->depth * sizeof *last->frames);
}

static void repeat_stack(struct mojo *mojo)
{
	if (mojo->stacks->status)
		return;
	if (!mojo->open) {
		fail(mojo, "a stack is repeated, but there is none before it");
		return;
	}
	const struct last_stack *last = &mojo->last[mojo->thread];
	for (size_t i = 0; i < last->depth; i++)
		stacks_known_frame(mojo->stacks, last->frames[i]);
	mojo->python = mojo->stacks->depth;
}

static void end_stack(struct mojo *mojo)
{
	if (mojo->open && mojo->version >= REPEATS && !mojo->stacks->status)
		keep_stack(mojo);
	if (mojo->open)
		austin_put(mojo->stacks, &mojo->metrics);
	stacks_drop(mojo->stacks);
	mojo->open = mojo->task = false;
	mojo->python = 0;
	mojo->metrics = (struct austin_metrics){0};
}

static void begin_stack(struct mojo *mojo)
{
	struct sample_place *place = &mojo->stacks->sample.place;
	end_stack(mojo);
	const uint64_t pid = take_integer(mojo, NULL);
	if (mojo->version > 2)
		take_integer(mojo, NULL); /* the interpreter */
	const struct text thread = take_string(mojo);
	if (mojo->version >= REPEATS && !mojo->stacks->status)
		find_thread(mojo, pid, thread);
	char *end, digits[NUMBER_DIGITS] = "";
	memcpy(digits, thread.at ? thread.at : "",
	       thread.size < sizeof digits ? thread.size : sizeof digits - 1);
	const uint64_t tid = strtoull(digits, &end, 16);
	place->pid = (uint32_t)pid;
	place->tid = (uint32_t)tid;
	place->known = (pid < UINT32_MAX ? PLACE_PID : 0) |
	               (tid < UINT32_MAX && end > digits && !*end ? PLACE_TID : 0);
	mojo->open = true;
	austin_mode(mojo->stacks, text_of("wall"));
}

static void push_named(struct mojo *mojo, const char *name)
{
	stacks_name(mojo->stacks, text_of(name), 0, (struct text){0});
}

static void take_metadata(struct mojo *mojo)
{
	const struct text key = take_string(mojo);
	const bool is_mode = text_is(key, "mode");
	const struct text value = take_string(mojo);
	if (is_mode && !mojo->stacks->status)
		austin_mode(mojo->stacks, value);
}

static void take_newer(struct mojo *mojo, unsigned event)
{
	if (mojo->version >= REPEATS && event == STACK_REPEAT) {
		repeat_stack(mojo);
	} else if (mojo->version >= REPEATS && (event == TASK_STACK || event == TASK_WAITER)) {
		take_integer(mojo, NULL);
		take_integer(mojo, NULL);
		mojo->task |= event == TASK_STACK;
	} else {
		mojo->at--;
		fail(mojo, "there is no event of this number");
	}
}

static void take_event(struct mojo *mojo, unsigned event)
{
	switch (event) {
	case METADATA:
		take_metadata(mojo);
		break;
	case STACK:
		begin_stack(mojo);
		break;
	case FRAME:
		add_frame(mojo);
		break;
	case FRAME_INVALID:
		push_named(mojo, "[INVALID]");
		break;
	case FRAME_REF:
		push_frame(mojo);
		break;
	case FRAME_KERNEL:
		stacks_name(mojo->stacks, take_string(mojo), ORIGIN_KERNEL, (struct text){0});
		break;
	case GC:
		push_named(mojo, "[GC]");
		break;
	case IDLE:
		mojo->metrics.idle = true;
		break;
	case METRIC_TIME:
		if (mojo->task)
			take_integer(mojo, NULL);
		else
			mojo->metrics.time = take_integer(mojo, NULL);
		mojo->task = false;
		break;
	case METRIC_MEMORY:
		mojo->metrics.memory = take_integer(mojo, &mojo->metrics.freed);
		break;
	case STRING:
		add_string(mojo);
		break;
	case STRING_REF:
		take_integer(mojo, NULL);
		break;
	default:
		take_newer(mojo, event);
	}
}

static void read_events(struct mojo *mojo)
{
	unsigned byte;
	for (unsigned i = 0; i < 3; i++)
		take_byte(mojo, &byte); /* "MOJ" */
	mojo->version = take_integer(mojo, NULL);
	if (!mojo->stacks->status && mojo->version > VERSION_MOST)
		mojo->stacks->status = error_set(
			mojo->stacks->err, STATUS_FAILED,
			"%s: is of version %llu of Austin's format; versions 1 to 4 are read",
			input_name(mojo->stacks->lines.stream->input),
			(unsigned long long)mojo->version);
	while (!mojo->stacks->status && take_byte(mojo, &byte))
		take_event(mojo, byte);
	if (!mojo->stacks->status)
		end_stack(mojo);
}

static void read_all(struct text_stacks *stacks)
{
	struct mojo mojo = {.stacks = stacks};
	read_events(&mojo);
	free(mojo.bytes);
	arena_free(&mojo.arena);
	free(mojo.strings.items);
	free(mojo.strings.table.slots);
	free(mojo.frames.items);
	free(mojo.frames.table.slots);
	for (size_t i = 0; i < mojo.last_count; i++)
		free(mojo.last[i].frames);
	free(mojo.last);
	frames_free(&mojo.threads);
	buffer_free(&mojo.key);
}

enum status mojo_read(struct stream *stream, struct sink *sink, const struct read_options *options,
                      struct error *err)
{
	static const struct text_format format = {
		.profiled = true, .root_first = true, .all = read_all};
	return text_stacks_read(&format, stream, sink, options, err);
}
