#include "read/perf_data/spaces.h"

#include "base/map.h"
#include "base/vector.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct task_entry {
	struct task task; /* first, so that a task is its entry too */
	uint32_t tid;
	bool lost; /* there was no memory to add it */
	UT_hash_handle hh;
};

/* ---- spaces ---- */

void space_forget(struct space *space)
{
	free(space->slots);
	space->slots = NULL;
	space->slot_count = space->slots_used = 0;
}

void space_release(struct space *space)
{
	if (--space->users)
		return;
	space_forget(space);
	free(space->maps);
	free(space);
}

static struct space *space_new(void)
{
	struct space *space = calloc(1, sizeof *space);
	if (space)
		space->users = 1;
	return space;
}

/* Another space with the same maps, without what is remembered of addresses. */
static struct space *space_copy(const struct space *from)
{
	struct space *space = space_new();
	if (!space || !from->count)
		return space;
	if (!vector_reserve(&space->maps, &space->capacity, from->count)) {
		free(space);
		return NULL;
	}
	memcpy(space->maps, from->maps, from->count * sizeof *from->maps);
	space->count = from->count;
	return space;
}

static struct memory *memory_new(void)
{
	struct memory *memory = calloc(1, sizeof *memory);
	struct space *space = space_new();
	if (!memory || !space) {
		free(memory);
		free(space);
		return NULL;
	}
	*memory = (struct memory){.users = 1, .space = space, .jit_until = UINT64_MAX};
	return memory;
}

static void memory_release(struct memory *memory)
{
	if (--memory->users)
		return;
	space_release(memory->space);
	free(memory);
}

/* The first map that ends behind the address. */
static size_t first_behind(const struct space *space, uint64_t address)
{
	size_t low = 0, high = space->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (space->maps[middle].end <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct unwind_map *space_find(const struct space *space, uint64_t address)
{
	size_t i = first_behind(space, address);
	return i < space->count && space->maps[i].start <= address ? &space->maps[i] : NULL;
}

/* What is remembered of addresses in a stretch is no longer true. */
static void forget_between(struct space *space, uint64_t start, uint64_t end)
{
	if (space->slots_used && start <= space->highest && end > space->lowest)
		space_forget(space);
}

bool space_map(struct space *space, const struct unwind_map *map)
{
	if (map->start >= map->end)
		return true;
	/* at most one more than now where it lies within another, and itself */
	if (!vector_reserve(&space->maps, &space->capacity, space->count + 2))
		return false;
	forget_between(space, map->start, map->end);
	struct unwind_map pieces[3];
	size_t first = first_behind(space, map->start), last = first, count = 0;
	while (last < space->count && space->maps[last].start < map->end)
		last++;
	if (first < last && space->maps[first].start < map->start) {
		pieces[count] = space->maps[first];
		pieces[count++].end = map->start;
	}
	pieces[count++] = *map;
	if (first < last && space->maps[last - 1].end > map->end) {
		struct unwind_map *after = &pieces[count++];
		*after = space->maps[last - 1];
		after->offset += map->end - after->start;
		after->start = map->end;
	}
	memmove(space->maps + first + count, space->maps + last,
	        (space->count - last) * sizeof *space->maps);
	memcpy(space->maps + first, pieces, count * sizeof *pieces);
	space->count += count - (last - first);
	return true;
}

void space_unmap(struct space *space, uint64_t address)
{
	const struct unwind_map *map = space_find(space, address);
	if (!map)
		return;
	forget_between(space, map->start, map->end);
	size_t i = (size_t)(map - space->maps);
	memmove(space->maps + i, space->maps + i + 1, (space->count - i - 1) * sizeof *map);
	space->count--;
}

static bool grow_slots(struct space *space)
{
	size_t count = space->slot_count ? space->slot_count * 2 : 256;
	struct space_slot *slots = calloc(count, sizeof *slots), *old = space->slots;
	size_t old_count = space->slot_count;
	if (!slots)
		return false;
	space->slots = slots;
	space->slot_count = count;
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
		size--; /* as readers of perf script's text have to; of blanks alone one stays */
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

/* A task whose process was not known belongs to pid now, and shares its memory. */
static bool join_process(struct tasks *tasks, struct task *task, uint32_t pid)
{
	set_pid(task, pid);
	if (pid == task->tid)
		return true;
	struct task *leader = tasks_get(tasks, pid, pid);
	if (!leader)
		return false;
	if (leader->memory != task->memory) {
		memory_release(task->memory);
		task->memory = leader->memory;
		task->memory->users++;
	}
	return true;
}

static void remove_task(struct tasks *tasks, struct task *task)
{
	struct task_entry *entry = (struct task_entry *)task;
	if (tasks->last == task)
		tasks->last = NULL;
	HASH_DEL(tasks->by_tid, entry);
	memory_release(task->memory);
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
	task->memory = leader ? leader->memory : memory_new();
	if (leader)
		task->memory->users++;
	if (!task->memory) {
		HASH_DEL(tasks->by_tid, entry);
		free(entry);
		return NULL;
	}
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

bool tasks_comm(struct tasks *tasks, uint32_t pid, uint32_t tid, const char *comm, size_t size)
{
	struct task *task = tasks_get(tasks, pid, tid);
	if (!task)
		return false;
	set_comm(task, comm, size);
	task->comm_set = true;
	return true;
}

/* A forked process' memory is as its parent's. */
static bool copy_memory(struct memory *memory, const struct memory *parent, uint64_t time)
{
	struct space *space = parent->space; /* until one of them changes it */
	if (parent->jit)
		space = space_copy(parent->space); /* addresses come to stand for different code */
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
	if (old && old != parent)
		remove_task(tasks, old);
	struct task *task = parent ? tasks_get(tasks, pid, tid) : NULL;
	if (!task)
		return false;
	if (parent->comm_set) {
		set_comm(task, parent->comm, parent->comm_size);
		task->comm_set = true;
	}
	return task->pid == parent->pid || task->memory == parent->memory || !copy_maps ||
	       copy_memory(task->memory, parent->memory, time);
}

void tasks_exit(struct tasks *tasks, uint32_t pid)
{
	const struct task *task = find(tasks, pid);
	if (task && task->memory->space->users == 1)
		space_forget(task->memory->space);
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

void tasks_free(struct tasks *tasks)
{
	struct task_entry *entry, *next;
	HASH_ITER(hh, tasks->by_tid, entry, next)
		remove_task(tasks, &entry->task);
	space_forget(&tasks->kernel);
	free(tasks->kernel.maps);
	*tasks = (struct tasks){0};
}
