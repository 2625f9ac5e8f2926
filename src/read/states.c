#include "read/states.h"

#include <string.h>

const char off_cpu_event[] = "off-cpu";

static const char *const names[] = {
	[OFF_PREEMPTED] = "preempted", [OFF_RUNNABLE] = "runnable", [OFF_SLEEP] = "sleep",
	[OFF_DISK] = "disk",           [OFF_IDLE] = "idle",         [OFF_STOPPED] = "stopped",
	[OFF_OTHER] = "other",
};

static const struct {
	char letter;
	enum off_state state;
} letter_states[] = {
	{'R', OFF_PREEMPTED}, {'S', OFF_SLEEP},   {'D', OFF_DISK},
	{'I', OFF_IDLE},      {'T', OFF_STOPPED}, {'t', OFF_STOPPED},
	{'X', OFF_DEAD},      {'x', OFF_DEAD},    {'Z', OFF_DEAD},
};

const char *off_state_name(size_t state)
{
	return state < OFF_STATES ? names[state] : NULL;
}

enum off_state off_state_of(struct text letters)
{
	if (!letters.size)
		return OFF_OTHER;
	if (memchr(letters.at, '+', letters.size))
		return OFF_PREEMPTED;
	/* before Linux 4.14, idle kernel threads are D|N (N: no load) */
	if (*letters.at == 'D' && memchr(letters.at, 'N', letters.size))
		return OFF_IDLE;
	for (size_t i = 0; i < sizeof letter_states / sizeof *letter_states; i++)
		if (letter_states[i].letter == *letters.at)
			return letter_states[i].state;
	return OFF_OTHER;
}

unsigned off_states_parse(const char *list, const char **at, size_t *size)
{
	unsigned bits = 0;
	for (*at = list;; *at += *size + 1) {
		*size = strcspn(*at, ",");
		unsigned state = 0;
		while (state < OFF_STATES &&
		       (strlen(names[state]) != *size || strncmp(names[state], *at, *size) != 0))
			state++;
		if (state == OFF_STATES)
			return 0;
		bits |= 1u << state;
		if (!(*at)[*size])
			return bits;
	}
}

bool off_cpu_is(struct text event)
{
	static const char bpf[] = "offcpu-time";
	const size_t size = sizeof bpf - 1;
	return (event.size == strlen(off_cpu_event) &&
	        memcmp(event.at, off_cpu_event, event.size) == 0) ||
	       (event.size >= size && memcmp(event.at, bpf, size) == 0 &&
	        (event.size == size || event.at[size] == ':'));
}
