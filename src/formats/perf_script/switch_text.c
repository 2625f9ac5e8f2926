/* In the form of the kernel's "print fmt":
 *
 *     prev_comm=a prev_pid=1 prev_prio=120 prev_state=S ==> next_comm=b next_pid=2 next_prio=120
 *     comm=b pid=2 prio=120 target_cpu=001
 *
 * or of libtraceevent's plugin for the scheduler:
 *
 *     a:1 [120] S ==> b:2 [120]
 *     b:2 [120] success=1 CPU:001
 *
 * A comm is any 15 bytes, so it may contain text like the fields after it: of several places, the
 * last one within the size of a comm is right. */
#include "formats/perf_script/switch_text.h"

#include "formats/perf_script/header.h"

enum switch_event switch_text_event(struct text name)
{
	static const struct {
		const char *name;
		enum switch_event event;
	} events[] = {{"sched:sched_switch", SWITCH_AWAY},
	              {"sched:sched_waking", SWITCH_WAKEUP},
	              {"sched:sched_wakeup", SWITCH_WAKEUP},
	              {"sched:sched_wakeup_new", SWITCH_NEW}};
	for (size_t i = 0; i < sizeof events / sizeof *events; i++)
		if (text_is(name, events[i].name))
			return events[i].event;
	return SWITCH_NONE;
}

/* "1234" at the beginning; the text moves past it. */
static bool take_number(struct text *text, uint32_t *number)
{
	uint64_t value = 0;
	size_t n = 0;
	while (n < text->size && is_digit(text->at[n]) && value <= UINT32_MAX)
		value = value * 10 + (uint64_t)(text->at[n++] - '0');
	*number = (uint32_t)value;
	*text = text_from(*text, n);
	return n && value <= UINT32_MAX;
}

static bool take(struct text *text, const char *what)
{
	if (!text_begins(*text, what))
		return false;
	*text = text_from(*text, strlen(what));
	return true;
}

/* "-20": a priority, which is not needed. */
static bool take_priority(struct text *text)
{
	uint32_t number;
	take(text, "-");
	return take_number(text, &number);
}

/* The letters of a state, up to a blank. */
static bool take_state(struct text *text, struct text *state)
{
	size_t n = 0;
	while (n < text->size && !is_blank(text->at[n]))
		n++;
	*state = (struct text){text->at, n};
	*text = text_from(*text, n);
	return n > 0;
}

/* The text after a comm in one of the layouts: a thread and its priority and, for the thread that
 * leaves the CPU, its state. NULL for words that a layout does not have. */
struct switch_layout {
	const char *comm, *pid, *priority, *end, *state;
};

static const struct switch_layout layouts_previous[] = {
	{"prev_comm=", " prev_pid=", " prev_prio=", "", " prev_state="},
	{"", ":", " [", "]", " "},
};
static const struct switch_layout layouts_next[] = {
	{"next_comm=", " next_pid=", " next_prio=", "", NULL},
	{"", ":", " [", "]", NULL},
};
static const struct switch_layout layouts_woken[] = {
	{"comm=", " pid=", " prio=", "", NULL},
	{"", ":", " [", "]", NULL},
};

/* Takes the text after a comm; the text moves past it. */
static bool take_thread(struct text *text, const struct switch_layout *layout, uint32_t *tid,
                        struct text *state)
{
	return take(text, layout->pid) && take_number(text, tid) && take(text, layout->priority) &&
	       take_priority(text) && take(text, layout->end) &&
	       (!layout->state ||
	        (take(text, layout->state) && take_state(text, state) && take(text, " ==> ")));
}

/* Takes a comm and the text after it, in one of two layouts. */
static bool take_comm_thread(struct text *text, const struct switch_layout layouts[2],
                             uint32_t *tid, struct text *state)
{
	for (size_t i = 0; i < 2; i++) {
		struct text from = *text;
		if (!take(&from, layouts[i].comm))
			continue;
		for (size_t at = PERF_COMM_MAX + 1; at-- > 0;) {
			if (at > from.size)
				continue;
			struct text rest = text_from(from, at);
			if (take_thread(&rest, &layouts[i], tid, state)) {
				*text = rest;
				return true;
			}
		}
	}
	return false;
}

bool switch_text_read(struct text fields, struct sched_switch *change)
{
	struct text text = text_skip_blanks(fields), state = {0};
	if (!take_comm_thread(&text, layouts_previous, &change->previous, &state) ||
	    !take_comm_thread(&text, layouts_next, &change->next, NULL))
		return false;
	change->state = off_state_of(state);
	return true;
}

bool wakeup_text_read(struct text fields, uint32_t *tid)
{
	struct text text = text_skip_blanks(fields);
	return take_comm_thread(&text, layouts_woken, tid, NULL);
}
