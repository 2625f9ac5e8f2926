/* The tasks of a recording: their names, and what is mapped where in their memory, as records of
 * mappings, names, forks and exits tell it in the order of time. What becomes of odd or lost
 * records is what perf makes of them, since names must come out the same. */
#ifndef STACKFOLD_READ_PERF_DATA_SPACES_H
#define STACKFOLD_READ_PERF_DATA_SPACES_H

#include "formats/perf_data/maps.h"
#include "read/sink.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A frame met at an address of a space: see perf_data_frames.h. */
struct space_slot {
	uint64_t key;      /* the address, its highest bits changed where inlined calls count */
	uint32_t frame;    /* the one frame that it stands for; UINT32_MAX: look at location */
	uint32_t location; /* plus 1; 0: the slot is free */
};

/* What is mapped in a process, or in the kernel. */
struct space {
	unsigned users;        /* memories that have it */
	struct map_pool *pool; /* of the tasks */
	struct map_node *maps;
	struct space_slot *slots; /* what addresses stand for, while maps do not change */
	size_t slot_count;        /* a power of two, or 0 */
	size_t slots_used;
	uint64_t lowest, highest; /* addresses among the slots */
	uint32_t kernel_module;   /* of the kernel's space: plus 1; 0: not met yet */
};

struct jit_view;

/* The memory of a process, shared by its threads. Forked processes have the same space until one of
 * them maps something. */
struct memory {
	unsigned users;  /* tasks, and one as long as it is kept for having ended a moment ago */
	unsigned living; /* tasks that have not ended */
	uint32_t life;   /* how many processes of this pid ended before */
	struct space *space;
	const struct jit_view *jit; /* code generated at run time; NULL: none. See jit.h */
	uint64_t jit_until; /* what was made later is not here: the process was forked by then */
};

struct task {
	uint32_t pid, tid; /* UINT32_MAX: not known */
	struct memory *memory;
	char comm[64];
	uint8_t comm_size;
	bool comm_set; /* a record named it; otherwise its name is ":TID" */
	bool java;     /* its comm begins with java: names are tidied differently */
	bool ended;
	uint8_t pid_size, tid_size;
	char pid_text[12], tid_text[12]; /* decimal digits, or -1 */
};

enum { TASKS_ENDED = 64 };

/* Zeroed is empty and ready, but for the kernel's pool: see tasks_init. */
struct tasks {
	struct task_entry *by_tid;
	struct task *last; /* memo: the one asked for last */
	struct map_pool pool;
	struct space kernel;
	struct memory *ended[TASKS_ENDED]; /* of processes that have ended, a ring */
	size_t ended_count;                /* so far */
};

void tasks_init(struct tasks *tasks);

/* The task of that tid, made where it is new. NULL without memory. */
struct task *tasks_get(struct tasks *tasks, uint32_t pid, uint32_t tid);

/* The task as the sink takes it. */
struct process task_process(const struct task *task);

/* What a record says; false without memory. */
bool tasks_comm(struct tasks *tasks, uint32_t pid, uint32_t tid, const char *comm, size_t size);
bool tasks_fork(struct tasks *tasks, uint32_t pid, uint32_t tid, uint32_t parent_pid,
                uint32_t parent_tid, bool copy_maps, uint64_t time);

/* A task has ended. Its name stays. When it was the last one of its process, what was remembered of
 * its addresses goes, since a recording may see any number of short processes; and its mappings go
 * when some more processes have ended, as it is sampled up to its last step. time 0 (unknown): they
 * stay, as records are in no order. False without memory. */
bool tasks_exit(struct tasks *tasks, uint32_t tid, uint64_t time);

/* A stretch is mapped in a task's memory; what was there before goes. False without memory. */
bool task_map(struct task *task, const struct unwind_map *map);

/* The same in a space of its own. */
bool space_map(struct space *space, const struct unwind_map *map);

/* The stretch that holds the address goes. False without memory. */
bool space_unmap(struct space *space, uint64_t address);

/* The stretch that holds the address, or NULL. Cost: a binary search. */
static inline const struct unwind_map *space_find(const struct space *space, uint64_t address)
{
	return maps_find(space->maps, address);
}

/* The slot of a key: its own (location is not 0 then), or a free one to be filled at once; NULL
 * without memory. */
struct space_slot *space_slot(struct space *space, uint64_t key);

/* To be called when a free slot was filled, for an address. */
void space_slot_filled(struct space *space, uint64_t ip);

static inline size_t space_slot_at(const struct space *space, uint64_t key)
{
	return (size_t)(key * 0x9e3779b97f4a7c15 >> 32) & (space->slot_count - 1);
}

/* The slot of a key will be asked for soon. */
static inline void space_expect(const struct space *space, uint64_t key)
{
	if (space->slot_count)
		__builtin_prefetch(&space->slots[space_slot_at(space, key)]);
}

/* One memory less has it: the last one's goes. */
void space_release(struct space *space);

/* All that was remembered of addresses goes. */
void space_forget(struct space *space);

/* The bytes that tasks, their memories, and what is mapped there take. */
size_t tasks_memory(const struct tasks *tasks);

void tasks_free(struct tasks *tasks);

#endif
