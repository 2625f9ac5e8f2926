#include "formats/perf_data/spaces.h"

#include "base/map.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct task_entry {
	struct task task; /* first member, so that a task is also its entry */
	uint32_t tid;
	bool lost; /* memory ran out while it was added */
	UT_hash_handle hh;
};

/* ---- spaces ---- */

void space_forget(struct space *space)
{
	if (space->slots)
		space->pool->bytes -= space->slot_count * sizeof *space->slots;
	free(space->slots);
	space->slots = NULL;
	space->slot_count = space->slots_used = 0;
}

void space_release(struct space *space)
{
	if (--space->users)
		return;
	space_forget(space);
	maps_release(space->pool, space->maps);
	space->pool->bytes -= sizeof *space;
	free(space);
}

static struct space *space_new(struct map_pool *pool)
{
	struct space *space = calloc(1, sizeof *space);
	if (space) {
		space->users = 1;
		space->pool = pool;
		pool->bytes += sizeof *space;
	}
	return space;
}

/* Another space with the same maps, without the cache of addresses. */
static struct space *space_copy(const struct space *from)
{
	struct space *space = space_new(from->pool);
	if (space)
		space->maps = maps_share(from->maps);
	return space;
}

static struct memory *memory_new(struct map_pool *pool)
{
	struct memory *memory = calloc(1, sizeof *memory);
	struct space *space = memory ? space_new(pool) : NULL;
	if (!space) {
		free(memory);
		return NULL;
	}
	*memory = (struct memory){.space = space, .jit_until = UINT64_MAX};
	return memory;
}

static void memory_release(struct memory *memory)
{
	if (--memory->users)
		return;
	space_release(memory->space);
	free(memory);
}

/* Invalidates the cache of addresses in a range. */
static void forget_between(struct space *space, uint64_t start, uint64_t end)
{
	if (space->slots_used && start <= space->highest && end > space->lowest)
		space_forget(space);
}

bool space_map(struct space *space, const struct unwind_map *map)
{
	if (!maps_put(space->pool, &space->maps, map))
		return false;
	if (map->start < map->end)
		forget_between(space, map->start, map->end);
	return true;
}

bool space_unmap(struct space *space, uint64_t address)
{
	const struct unwind_map *map = space_find(space, address);
	if (map)
		forget_between(space, map->start, map->end);
	return maps_remove(space->pool, &space->maps, address);
}

static bool grow_slots(struct space *space)
{
	size_t count = space->slot_count ? space->slot_count * 2 : 32;
	struct space_slot *slots = calloc(count, sizeof *slots), *old = space->slots;
	size_t old_count = space->slot_count;
	if (!slots)
		return false;
	space->slots = slots;
	space->slot_count = count;
	space->pool->bytes += (count - old_count) * sizeof *slots;
	for (size_t i = 0; i < old_count; i++) {
		if (!old[i].location)
			continue;
		size_t at = space_slot_at(space, old[i].key);
		while (slots[at].location)
			at = (at + 1) & (count - 1);
		slots[at] = old[i];
	}
	free(old);
	return true;
}

struct space_slot *space_slot(struct space *space, uint64_t key)
{
	if (space->slots_used + 1 > space->slot_count / 8 * 5 && !grow_slots(space))
		return NULL;
	size_t at = space_slot_at(space, key);
	while (space->slots[at].location && space->slots[at].key != key)
		at = (at + 1) & (space->slot_count - 1);
	return &space->slots[at];
}

void space_slot_filled(struct space *space, uint64_t ip)
{
	if (!space->slots_used++) {
		space->lowest = space->highest = ip;
		return;
	}
	if (ip < space->lowest)
		space->lowest = ip;
	if (ip > space->highest)
		space->highest = ip;
}

/* ---- tasks ---- */

void tasks_init(struct tasks *tasks)
{
	tasks->kernel.pool = &tasks->pool;
}

static uint8_t format_id(char text[12], uint32_t id)
{
	return (uint8_t)snprintf(text, 12, "%" PRId32, (int32_t)id);
}

static void set_pid(struct task *task, uint32_t pid)
{
	task->pid = pid;
	task->pid_size = format_id(task->pid_text, pid);
}

static void set_comm(struct task *task, const char *comm, size_t size)
{
	if (size > sizeof task->comm)
		size = sizeof task->comm;
	while (size > 1 && (comm[size - 1] == ' ' || comm[size - 1] == '\t'))
		size--; /* as readers of perf script's text must; of a name of blanks, one stays */
	memcpy(task->comm, comm, size);
	task->comm_size = (uint8_t)size;
	task->java = size >= 4 && memcmp(comm, "java", 4) == 0;
}

static struct task *find(struct tasks *tasks, uint32_t tid)
{
	struct task_entry *entry;
	if (tasks->last && tasks->last->tid == tid)
		return tasks->last;
	HASH_FIND(hh, tasks->by_tid, &tid, sizeof tid, entry);
	if (entry)
		tasks->last = &entry->task;
	return entry ? &entry->task : NULL;
}

/* Assigns the task to a memory. */
static void enter_memory(struct task *task, struct memory *memory)
{
	task->memory = memory;
	memory->users++;
	memory->living += !task->ended;
}

static void leave_memory(struct task *task)
{
	task->memory->living -= !task->ended;
	memory_release(task->memory);
}

/* Assigns a task whose process was unknown to pid, whose memory it shares. */
static bool join_process(struct tasks *tasks, struct task *task, uint32_t pid)
{
	set_pid(task, pid);
	if (pid == task->tid)
		return true;
	struct task *leader = tasks_get(tasks, pid, pid);
	if (!leader)
		return false;
	if (leader->memory != task->memory) {
		leave_memory(task);
		enter_memory(task, leader->memory);
	}
	return true;
}

static void remove_task(struct tasks *tasks, struct task *task)
{
	struct task_entry *entry = (struct task_entry *)task;
	if (tasks->last == task)
		tasks->last = NULL;
	HASH_DEL(tasks->by_tid, entry);
	leave_memory(task);
	free(entry);
}

static struct task *new_task(struct tasks *tasks, uint32_t pid, uint32_t tid)
{
	struct task_entry *entry = calloc(1, sizeof *entry);
	if (!entry)
		return NULL;
	struct task *task = &entry->task;
	task->tid = entry->tid = tid;
	set_pid(task, pid);
	task->tid_size = format_id(task->tid_text, tid);
	char comm[16] = "swapper";
	task->comm_set = !tid;
	if (tid)
		snprintf(comm, sizeof comm, ":%s", task->tid_text);
	set_comm(task, comm, strlen(comm));
	HASH_ADD(hh, tasks->by_tid, tid, sizeof tid, entry);
	if (entry->lost) {
		free(entry);
		return NULL;
	}
	struct task *leader = NULL;
	if (pid != tid && pid != UINT32_MAX)
		leader = tasks_get(tasks, pid, pid);
	struct memory *memory = leader ? leader->memory : memory_new(&tasks->pool);
	if (!memory) {
		HASH_DEL(tasks->by_tid, entry);
		free(entry);
		return NULL;
	}
	enter_memory(task, memory);
	return task;
}

struct task *tasks_get(struct tasks *tasks, uint32_t pid, uint32_t tid)
{
	struct task *task = find(tasks, tid);
	if (!task)
		return new_task(tasks, pid, tid);
	if (task->pid != pid && pid != UINT32_MAX && task->pid == UINT32_MAX &&
	    !join_process(tasks, task, pid))
		return NULL;
	return task;
}

struct process task_process(const struct task *task)
{
	return (struct process){
		.comm = task->comm,
		.comm_size = task->comm_size,
		.pid = task->pid_text,
		.tid = task->tid_text,
		.pid_size = task->pid_size,
		.tid_size = task->tid_size,
	};
}

bool tasks_comm(struct tasks *tasks, uint32_t pid, uint32_t tid, const char *comm, size_t size)
{
	struct task *task = tasks_get(tasks, pid, tid);
	if (!task)
		return false;
	set_comm(task, comm, size);
	task->comm_set = true;
	return true;
}

/* A forked process has the same memory as its parent. */
static bool copy_memory(struct memory *memory, const struct memory *parent, uint64_t time)
{
	struct space *space = parent->space; /* shared until one of them changes it */
	if (parent->jit)
		space = space_copy(parent->space); /* addresses get different code */
	if (!space)
		return false;
	space->users += !parent->jit;
	space_release(memory->space);
	memory->space = space;
	memory->jit = parent->jit;
	memory->jit_until = parent->jit_until;
	if (time && time < memory->jit_until)
		memory->jit_until = time;
	return true;
}

bool tasks_fork(struct tasks *tasks, uint32_t pid, uint32_t tid, uint32_t parent_pid,
                uint32_t parent_tid, bool copy_maps, uint64_t time)
{
	struct task *parent = tasks_get(tasks, parent_pid, parent_tid);
	if (parent && parent->pid != parent_pid) { /* an exit or a fork was lost */
		remove_task(tasks, parent);
		parent = tasks_get(tasks, parent_pid, parent_tid);
	}
	struct task *old = find(tasks, tid);
	const bool again = old && old != parent && pid == tid && !old->memory->living;
	const uint32_t life = again ? old->memory->life + 1 : 0;
	if (old && old != parent)
		remove_task(tasks, old);
	struct task *task = parent ? tasks_get(tasks, pid, tid) : NULL;
	if (!task)
		return false;
	if (again)
		task->memory->life = life;
	if (parent->comm_set) {
		set_comm(task, parent->comm, parent->comm_size);
		task->comm_set = true;
	}
	return task->pid == parent->pid || task->memory == parent->memory || !copy_maps ||
	       copy_memory(task->memory, parent->memory, time);
}

/* Removes the mappings of processes that ended some time ago. */
static bool clear_ended(struct memory *memory)
{
	if (!memory)
		return true;
	if (!memory->living) {
		struct space *space = space_new(memory->space->pool);
		if (!space)
			return false;
		space_release(memory->space);
		memory->space = space;
	}
	memory_release(memory);
	return true;
}

bool tasks_exit(struct tasks *tasks, uint32_t tid, uint64_t time)
{
	struct task *task = find(tasks, tid);
	if (!task || task->ended)
		return true;
	struct memory *memory = task->memory;
	task->ended = true;
	if (--memory->living)
		return true;
	if (memory->space->users == 1)
		space_forget(memory->space);
	if (!time)
		return true;
	struct memory **oldest = &tasks->ended[tasks->ended_count++ % TASKS_ENDED];
	struct memory *last = *oldest;
	*oldest = memory;
	memory->users++;
	return clear_ended(last);
}

bool task_map(struct task *task, const struct unwind_map *map)
{
	struct memory *memory = task->memory;
	if (memory->space->users > 1) {
		struct space *own = space_copy(memory->space);
		if (!own)
			return false;
		space_release(memory->space);
		memory->space = own;
	}
	return space_map(memory->space, map);
}

size_t tasks_memory(const struct tasks *tasks)
{
	const size_t each = sizeof(struct task) + sizeof(struct memory);
	return HASH_COUNT(tasks->by_tid) * each + HASH_OVERHEAD(hh, tasks->by_tid) +
	       map_pool_memory(&tasks->pool);
}

void tasks_free(struct tasks *tasks)
{
	struct task_entry *entry, *next;
	HASH_ITER(hh, tasks->by_tid, entry, next)
		remove_task(tasks, &entry->task);
	for (size_t i = 0; i < TASKS_ENDED; i++)
		if (tasks->ended[i])
			memory_release(tasks->ended[i]);
	space_forget(&tasks->kernel);
	maps_release(&tasks->pool, tasks->kernel.maps);
	map_pool_free(&tasks->pool);
	*tasks = (struct tasks){0};
}
