/* A format, which differs between kernels, is the text of
 * /sys/kernel/tracing/events/sched/NAME/format:
 *
 *     field:pid_t prev_pid;	offset:24;	size:4;	signed:1;
 *     field:long prev_state;	offset:32;	size:8;	signed:1;
 *     ...
 *     print fmt: "...", ... __print_flags(REC->prev_state & ..., "|", { 0x00000001, "S" }, ...
 *
 * The letters of the state's bits differ between kernels, so they are also read. A bit above these
 * means that the thread was preempted ("R+"). */
#include "formats/perf_data/sched_fields.h"

#include "formats/perf_data/bytes.h"

#include <stdlib.h>

enum { BITS = sizeof((struct sched_fields){0}.letters) };

static const struct {
	const char *event;
	enum sched_kind kind;
	const char *tid;
} kinds[] = {
	{"sched:sched_switch", SCHED_SWITCH, "prev_pid"},
	{"sched:sched_wakeup", SCHED_WAKEUP, "pid"},
	{"sched:sched_waking", SCHED_WAKEUP, "pid"},
	{"sched:sched_wakeup_new", SCHED_NEW, "pid"},
};

/* The number after a word such as "offset:"; false if there is none. */
static bool number_after(struct text line, const char *word, uint32_t *number)
{
	const char *at = memmem(line.at, line.size, word, strlen(word));
	const char *end = line.at + line.size;
	uint32_t value = 0;
	if (!at)
		return false;
	at += strlen(word);
	if (at == end || !is_digit(*at))
		return false;
	for (; at < end && is_digit(*at) && value < 1 << 20; at++)
		value = value * 10 + (uint32_t)(*at - '0');
	*number = value;
	return true;
}

/* A line "field:pid_t prev_pid;..." of that name. */
static bool is_field(struct text line, const char *name)
{
	const char *end = memchr(line.at, ';', line.size);
	const size_t size = strlen(name);
	line = text_skip_blanks(line);
	return text_begins(line, "field:") && end && (size_t)(end - line.at) > size &&
	       memcmp(end - size, name, size) == 0 && is_blank(end[-(ptrdiff_t)size - 1]);
}

static struct raw_field find_field(struct text format, const char *name)
{
	const char *at = format.at, *end = at + format.size;
	struct raw_field field = {0};
	while (at < end) {
		struct text line = text_line(at, end, &at);
		if (is_field(line, name) && number_after(line, "offset:", &field.offset) &&
		    number_after(line, "size:", &field.size) &&
		    (field.size == 4 || field.size == 8))
			return field;
	}
	return (struct raw_field){0};
}

/* "{ 0x00000001, "S" }", "{ 1, "S"}": a bit and its letter. */
static void read_letters(struct text format, char letters[static BITS])
{
	const char *at = format.at, *end = at + format.size;
	while (at < end && (at = memchr(at, '{', (size_t)(end - at)))) {
		char pair[32] = "", *after;
		const size_t left = (size_t)(end - ++at);
		memcpy(pair, at, left < sizeof pair - 1 ? left : sizeof pair - 1);
		const unsigned long value = strtoul(pair, &after, 0);
		after += strspn(after, ", ");
		if (__builtin_popcountl(value) != 1 || after[0] != '"' || !after[1] ||
		    after[2] != '"')
			continue;
		const int bit = __builtin_ctzl(value);
		if (bit < BITS && !letters[bit])
			letters[bit] = after[1];
	}
}

void sched_fields_read(struct sched_fields *fields, struct text event, struct text format)
{
	*fields = (struct sched_fields){0};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (!text_is(event, kinds[i].event))
			continue;
		fields->tid = find_field(format, kinds[i].tid);
		fields->next = find_field(format, "next_pid");
		fields->state = find_field(format, "prev_state");
		const bool whole = kinds[i].kind != SCHED_SWITCH ||
		                   (fields->next.size && fields->state.size);
		if (fields->tid.size && whole)
			fields->kind = kinds[i].kind;
		read_letters(format, fields->letters);
	}
}

static bool load(struct raw_field field, const uint8_t *raw, size_t size, bool big_endian,
                 uint64_t *value)
{
	if (!raw || field.offset > size || size - field.offset < field.size)
		return false;
	*value = field.size == 8 ? load_u64(raw + field.offset, big_endian)
	                         : load_u32(raw + field.offset, big_endian);
	return true;
}

static enum off_state state_of(const struct sched_fields *fields, uint64_t bits)
{
	char letters[BITS + 2];
	size_t count = 0;
	for (int bit = 0; bit < BITS; bit++)
		if (bits >> bit & 1)
			letters[count++] = (char)(fields->letters[bit] ? fields->letters[bit]
			                                               : '+');
	if (!count)
		letters[count++] = 'R';
	return off_state_of((struct text){letters, count});
}

bool sched_fields_switch(const struct sched_fields *fields, const uint8_t *raw, size_t size,
                         bool big_endian, struct sched_switch *change)
{
	uint64_t previous, next, state;
	if (!load(fields->tid, raw, size, big_endian, &previous) ||
	    !load(fields->next, raw, size, big_endian, &next) ||
	    !load(fields->state, raw, size, big_endian, &state))
		return false;
	change->previous = (uint32_t)previous;
	change->next = (uint32_t)next;
	change->state = state_of(fields, state);
	return true;
}

bool sched_fields_tid(const struct sched_fields *fields, const uint8_t *raw, size_t size,
                      bool big_endian, uint32_t *tid)
{
	uint64_t value;
	if (!load(fields->tid, raw, size, big_endian, &value))
		return false;
	*tid = (uint32_t)value;
	return true;
}
