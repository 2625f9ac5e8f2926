/* Frames that show the state of a thread: in a profile of wall-clock time, a frame such as
 * "[sleep]" or "[on-cpu]" follows the root frame of the process. */
#ifndef STACKFOLD_READ_WALL_H
#define STACKFOLD_READ_WALL_H

#include "read/states.h"
#include "store/frames.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	WALL_ON_CPU = OFF_STATES, /* besides the states */
	WALL_OFF_CPU,             /* in a state that is not known */
	WALL_MARKS
};

/* Zeroed is empty and ready. */
struct wall {
	uint8_t *roots; /* whether frame i is a process's root */
	size_t root_capacity;
	uint32_t marks[WALL_MARKS]; /* frame ids + 1 */
	uint32_t *ids;              /* room for a stack */
	size_t id_capacity;
};

/* The word for a mark, "sleep". */
const char *wall_word(unsigned mark);

/* The name of a mark, "[sleep]"; room for WALL_NAME bytes. Returns its size. */
enum { WALL_NAME = 16 };
size_t wall_name(unsigned mark, char name[static WALL_NAME]);

/* The mark of that name, plus 1; 0: it is none. */
unsigned wall_mark(const char *name, size_t size);

/* Notes that a frame is the root of a process; false without memory. */
bool wall_root(struct wall *wall, uint32_t frame);

/* The stack with its mark, which wall->ids has until the next call; NULL without memory. It is one
 * frame deeper. */
const uint32_t *wall_stack(struct wall *wall, struct frames *frames, unsigned mark,
                           const uint32_t *stack, size_t depth);

void wall_free(struct wall *wall);

#endif
