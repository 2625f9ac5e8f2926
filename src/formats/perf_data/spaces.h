/* The tasks of a recording: their names, and the mappings of their memory, from records of
 * mappings, names, forks and exits in the order of time. Odd or lost records are handled as in
 * perf, because names must be the same. */
#ifndef STACKFOLD_READ_PERF_DATA_SPACES_H
#define STACKFOLD_READ_PERF_DATA_SPACES_H

#include "formats/perf_data/maps.h"
#include "read/sink.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The cached frames of an address of a space: see addresses.h. */
struct space_slot {
	uint64_t key;      /* the address, with changed highest bits if inlined calls count */
	uint32_t frame;    /* its only frame; UINT32_MAX: see location */
	uint32_t location; /* plus 1; 0: the slot is free */
};

/* The mappings of a process, or of the kernel. */
struct space {
	unsigned users;        /* number of memories that use it */
	struct map_pool *pool; /* of the tasks */
	struct map_node *maps;
	struct space_slot *slots; /* a cache for addresses, valid while maps do not change */
	size_t slot_count;        /* a power of two, or 0 */
	size_t slots_used;
	uint64_t lowest, highest; /* the lowest and the highest address in the slots */
	uint32_t kernel_module;   /* module of the kernel's space, plus 1; 0: not seen yet */
};

struct jit_view;

/* The memory of a process, shared by its threads. Forked processes have the same space until one of
 * them maps something. */
struct memory {
	unsigned users;  /* number of tasks, plus one while it is kept because it has just ended */
	unsigned living; /* number of tasks that have not ended */
	uint32_t life;   /* the number of processes with this pid that ended before */
	struct space *space;
	const struct jit_view *jit; /* code generated at run time; NULL: none. See jit.h */
	uint64_t jit_until; /* later code is not in this memory, because the process was forked at
	                       this time */
};

struct task {
	uint32_t pid, tid; /* UINT32_MAX: unknown */
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

/* Zeroed is empty and ready, except the kernel's pool: see tasks_init. */
struct tasks {
	struct task_entry *by_tid;
	struct task *last; /* memo: the last result */
	struct map_pool pool;
	struct space kernel;
	struct memory *ended[TASKS_ENDED]; /* of processes that have ended, a ring */
	size_t ended_count;                /* so far */
};

void tasks_init(struct tasks *tasks);

/* The task of that tid, which is added if it is new. NULL without memory. */
struct task *tasks_get(struct tasks *tasks, uint32_t pid, uint32_t tid);

/* The task in the form of the sink. */
struct process task_process(const struct task *task);

/* Apply records; false without memory. */
bool tasks_comm(struct tasks *tasks, uint32_t pid, uint32_t tid, const char *comm, size_t size);
bool tasks_fork(struct tasks *tasks, uint32_t pid, uint32_t tid, uint32_t parent_pid,
                uint32_t parent_tid, bool copy_maps, uint64_t time);

/* Ends a task, whose name stays. If it was the last one of its process, the cache of its addresses
 * is freed, because a recording may have any number of short processes. Its mappings are freed
 * after some more processes have ended, because it is sampled up to its last step; with time 0
 * (unknown) they stay, because records are not in order. False without memory. */
bool tasks_exit(struct tasks *tasks, uint32_t tid, uint64_t time);

/* Maps a range in a task's memory, and removes earlier mappings there. False without memory. */
bool task_map(struct task *task, const struct unwind_map *map);

/* The same in a given space. */
bool space_map(struct space *space, const struct unwind_map *map);

/* Removes the mapping that contains the address. False without memory. */
bool space_unmap(struct space *space, uint64_t address);

/* The mapping that contains the address, or NULL. Cost: a binary search. */
static inline const struct unwind_map *space_find(const struct space *space, uint64_t address)
{
	return maps_find(space->maps, address);
}

/* The slot of a key: its own (then location is not 0), or a free one that must be filled
 * immediately; NULL without memory. */
struct space_slot *space_slot(struct space *space, uint64_t key);

/* Call it after a free slot was filled for an address. */
void space_slot_filled(struct space *space, uint64_t ip);

static inline size_t space_slot_at(const struct space *space, uint64_t key)
{
	return (size_t)(key * 0x9e3779b97f4a7c15 >> 32) & (space->slot_count - 1);
}

/* Prefetches the slot of a key. */
static inline void space_expect(const struct space *space, uint64_t key)
{
	if (space->slot_count)
		__builtin_prefetch(&space->slots[space_slot_at(space, key)]);
}

/* Removes a reference, and frees a space without references. */
void space_release(struct space *space);

/* Empties the cache of addresses. */
void space_forget(struct space *space);

/* The memory of tasks and their mappings in bytes. */
size_t tasks_memory(const struct tasks *tasks);

void tasks_free(struct tasks *tasks);

#endif
