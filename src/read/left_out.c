#include "read/left_out.h"

#include "base/map.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LISTED = 10 };

struct tally_item {
	uint64_t count;
	bool lost; /* memory ran out while it was added */
	UT_hash_handle hh;
	size_t size;
	char name[];
};

bool left_out_add(struct left_out *left_out, enum left_out_by by, struct text name, uint64_t count)
{
	struct tally_item *item;
	HASH_FIND(hh, left_out->items[by], name.at, (unsigned)name.size, item);
	if (item) {
		item->count += count;
		return true;
	}
	item = calloc(1, sizeof *item + name.size);
	if (!item)
		return false;
	item->count = count;
	item->size = name.size;
	memcpy(item->name, name.at, name.size);
	HASH_ADD(hh, left_out->items[by], name, (unsigned)name.size, item);
	bool added = !item->lost;
	if (!added)
		free(item);
	return added;
}

static bool add_number(struct left_out *left_out, enum left_out_by by, uint32_t number,
                       struct text comm)
{
	char name[96];
	int size = snprintf(name, sizeof name, "%u%s%.*s", number, comm.size ? " " : "",
	                    comm.size > 64 ? 64 : (int)comm.size, comm.size ? comm.at : "");
	return left_out_add(left_out, by, (struct text){name, (size_t)size}, 1);
}

static void add_time(struct left_out *left_out, uint64_t first, uint64_t last)
{
	if (!left_out->timed || first < left_out->first_time)
		left_out->first_time = first;
	if (!left_out->timed || last > left_out->last_time)
		left_out->last_time = last;
	left_out->timed = true;
}

bool left_out_sample(struct left_out *left_out, const struct choice *choice,
                     const struct sample_place *place, struct text comm)
{
	const struct choice by_pid = {.pids = choice->pids};
	const struct choice by_cpu = {.cpus = choice->cpus};
	if (!choice_has_process(&by_pid, place))
		return !(place->known & PLACE_PID) ||
		       add_number(left_out, BY_PID, place->pid, comm);
	if (!choice_has_process(choice, place))
		return !(place->known & PLACE_TID) ||
		       add_number(left_out, BY_TID, place->tid, comm);
	left_out->placed |= (place->known & PLACE_CPU) != 0;
	if (place->known & PLACE_TIME)
		add_time(left_out, place->time, place->time);
	if (!choice_has_moment(&by_cpu, &by_cpu.time, place))
		return !(place->known & PLACE_CPU) ||
		       add_number(left_out, BY_CPU, place->cpu, (struct text){0});
	return true;
}

bool left_out_merge(struct left_out *into, const struct left_out *from)
{
	bool ok = true;
	for (unsigned by = 0; ok && by < LEFT_OUT_KINDS; by++)
		for (const struct tally_item *item = from->items[by]; ok && item;
		     item = item->hh.next)
			ok = left_out_add(into, by, (struct text){item->name, item->size},
			                  item->count);
	into->placed |= from->placed;
	if (from->timed)
		add_time(into, from->first_time, from->last_time);
	return ok;
}

/* The largest first, then by name. */
static int by_count(const void *a, const void *b)
{
	const struct tally_item *x = *(const struct tally_item *const *)a;
	const struct tally_item *y = *(const struct tally_item *const *)b;
	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	int order = memcmp(x->name, y->name, x->size < y->size ? x->size : y->size);
	return order ? order : (x->size > y->size) - (x->size < y->size);
}

bool left_out_list(const struct left_out *left_out, enum left_out_by by, char *list, size_t room)
{
	size_t count = HASH_COUNT(left_out->items[by]), at = 0, i = 0;
	const struct tally_item **sorted = malloc((count + 1) * sizeof(struct tally_item *));
	if (!sorted)
		return false;
	for (const struct tally_item *item = left_out->items[by]; item; item = item->hh.next)
		sorted[i++] = item;
	qsort(sorted, count, sizeof(struct tally_item *), by_count);
	*list = '\0';
	for (i = 0; i < count && i < LISTED && at < room; i++)
		at += (size_t)snprintf(list + at, room - at, "%s%.*s (%llu sample%s)",
		                       i ? ", " : "", (int)sorted[i]->size, sorted[i]->name,
		                       (unsigned long long)sorted[i]->count,
		                       sorted[i]->count == 1 ? "" : "s");
	if (count > LISTED && at < room)
		snprintf(list + at, room - at, " and %zu others", count - LISTED);
	free(sorted);
	return true;
}

void left_out_free(struct left_out *left_out)
{
	for (unsigned by = 0; by < LEFT_OUT_KINDS; by++) {
		struct tally_item *item, *next;
		HASH_ITER(hh, left_out->items[by], item, next) {
			HASH_DEL(left_out->items[by], item);
			free(item);
		}
	}
}
