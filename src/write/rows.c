#include "write/rows.h"

#include "base/rows.h"

#include <stdlib.h>
#include <string.h>

/* ---- rows, and what is in them ---- */

static bool ids_init(struct written_ids *ids, size_t most)
{
	ids->items = malloc((most + 1) * sizeof *ids->items);
	ids->number = malloc((most + 1) * sizeof *ids->number);
	if (!ids->items || !ids->number)
		return false;
	memset(ids->number, 0xff, (most + 1) * sizeof *ids->number);
	return true;
}

/* True where it is new. */
static bool ids_add(struct written_ids *ids, uint32_t id)
{
	if (ids->number[id] != WRITTEN_NONE)
		return false;
	ids->number[id] = (uint32_t)ids->count;
	ids->items[ids->count++] = id;
	return true;
}

static void ids_free(struct written_ids *ids)
{
	free(ids->items);
	free(ids->number);
	*ids = (struct written_ids){0};
}

static void add_frame(struct written_rows *rows, uint32_t frame)
{
	const struct origins *origins = &rows->profile->facts.origins;
	uint32_t module = origins_of(origins, frame).module;
	if (ids_add(&rows->frames, frame) && module < origins->modules.count)
		ids_add(&rows->modules, module);
}

/* Numbers stacks, frames and modules. */
static bool number_ids(struct written_rows *rows)
{
	const struct profile *profile = rows->profile;
	if (!ids_init(&rows->stacks, profile->stacks.count) ||
	    !ids_init(&rows->frames, profile->frames.count) ||
	    !ids_init(&rows->modules, profile->facts.origins.modules.count))
		return false;
	for (size_t i = 0; i < rows->count; i++) {
		uint32_t id = written_row(rows, i).stack;
		const struct stack *stack = &profile->stacks.items[id];
		if (ids_add(&rows->stacks, id))
			for (uint32_t d = 0; d < stack->depth; d++)
				add_frame(rows, stack->frames[d]);
	}
	return true;
}

/* Whether samples tell more than the sums of their stacks do. */
static bool says_more(const struct samples *samples)
{
	return samples->count &&
	       (samples->tasks.count || samples->labels.count || samples->events.count > 1 ||
	        samples_get(samples, 0).time != SAMPLE_NO_TIME);
}

enum status written_rows_init(struct written_rows *rows, const struct profile *profile,
                              struct error *err)
{
	enum status status = STATUS_OK;
	*rows = (struct written_rows){.profile = profile, .event_count = 1};
	const struct samples *samples = &profile->samples;
	if (says_more(samples)) {
		rows->samples = samples;
		rows->count = samples->count;
		rows->event_count = samples->events.count;
		rows->each = samples_get(samples, 0).time != SAMPLE_NO_TIME;
	} else {
		status = stacks_sort(&profile->stacks, &profile->frames, ORDER_STACK, &rows->sorted,
		                     err);
		rows->count = rows->sorted.count;
	}
	if (!status && !number_ids(rows))
		status = error_no_memory(err);
	if (status)
		written_rows_free(rows);
	return status;
}

void written_rows_free(struct written_rows *rows)
{
	sorted_stacks_free(&rows->sorted);
	ids_free(&rows->stacks);
	ids_free(&rows->frames);
	ids_free(&rows->modules);
	*rows = (struct written_rows){0};
}

const struct frame *written_frame(const struct written_rows *rows, size_t i)
{
	return &rows->profile->frames.items[rows->frames.items[i]];
}

struct origin written_origin(const struct written_rows *rows, size_t i)
{
	return origins_of(&rows->profile->facts.origins, rows->frames.items[i]);
}

uint32_t written_module(const struct written_rows *rows, size_t frame)
{
	uint32_t module = written_origin(rows, frame).module;
	return module < rows->profile->facts.origins.modules.count ? rows->modules.number[module]
	                                                           : WRITTEN_NONE;
}

struct sample written_row(const struct written_rows *rows, size_t i)
{
	if (rows->samples)
		return samples_get(rows->samples, i);
	const struct stacks *stacks = &rows->profile->stacks;
	uint32_t stack = rows->sorted.ids[i];
	return (struct sample){
		.time = SAMPLE_NO_TIME,
		.weight = {stacks->weights[(size_t)stack * stacks->columns], stacks->places},
		.stack = stack,
		.event = 0,
		.task = SAMPLE_NONE,
		.cpu = SAMPLE_NONE,
	};
}

struct written_event written_event(const struct written_rows *rows, uint32_t event)
{
	const char *name, *unit;
	if (rows->samples) {
		const struct sample_event *row = samples_event(rows->samples, event);
		name = samples_name(rows->samples, row->name);
		unit = samples_name(rows->samples, row->unit);
	} else {
		name = rows->profile->facts.event.name;
		unit = rows->profile->facts.unit.name;
	}
	return (struct written_event){name && *name ? name : "samples",
	                              unit && *unit ? unit : "samples"};
}

/* ---- groups ---- */

/* What rows of a group have in common. */
struct group_key {
	uint32_t thread, event;
};

/* Gives each row its group. */
static bool find_groups(const struct written_rows *rows, struct rows *keys, uint32_t *group_of)
{
	for (size_t i = 0; i < rows->count; i++) {
		const struct sample row = written_row(rows, i);
		const struct sample_task *task = written_task(rows, row.task);
		const struct group_key key = {task ? task->thread : SAMPLE_NONE, row.event};
		uint32_t group = rows_intern(keys, &key, sizeof key);
		if (group == ROW_NONE)
			return false;
		group_of[i] = group;
	}
	return true;
}

/* Puts the numbers of the rows of each group side by side. */
static void sort_rows(struct row_groups *groups, const uint32_t *group_of, size_t row_count)
{
	size_t *next = groups->first + 1; /* where the next row of a group goes, its end at last */
	for (size_t i = 0; i < row_count; i++)
		next[group_of[i] + 1]++;
	for (size_t g = 1; g <= groups->count; g++)
		next[g] += next[g - 1];
	for (size_t i = 0; i < row_count; i++)
		groups->rows[next[group_of[i]]++] = (uint32_t)i;
}

static struct decimal total_of(const struct row_groups *groups, const struct written_rows *rows,
                               size_t group)
{
	unsigned places = 0;
	number_wide total = 0; /* the profile's sum fits 64 bits: this is below 2^64 * 10^18 */
	for (size_t i = groups->first[group]; i < groups->first[group + 1]; i++) {
		const struct decimal weight = written_row(rows, groups->rows[i]).weight;
		places = weight.places > places ? weight.places : places;
	}
	for (size_t i = groups->first[group]; i < groups->first[group + 1]; i++) {
		const struct decimal weight = written_row(rows, groups->rows[i]).weight;
		number_wide more = (number_wide)weight.value *
		                   number_power10(places - weight.places);
		if (__builtin_add_overflow(total, more, &total))
			total = ~(number_wide)0;
	}
	bool exact = true;
	number_wide sum = total;
	for (unsigned less = 0; sum > UINT64_MAX && less < places;)
		sum = number_round(total, ++less, &exact), places--;
	return (struct decimal){sum > UINT64_MAX ? UINT64_MAX : (uint64_t)sum, places};
}

static void groups_free(struct row_groups *groups)
{
	free(groups->rows);
	free(groups->first);
	free(groups->totals);
	*groups = (struct row_groups){0};
}

static enum status groups_init(struct row_groups *groups, const struct written_rows *rows,
                               struct error *err)
{
	struct rows keys = {0};
	uint32_t *group_of = malloc((rows->count + 1) * sizeof *group_of);
	*groups = (struct row_groups){0};
	groups->rows = malloc((rows->count + 1) * sizeof *groups->rows);
	bool made = group_of && groups->rows && find_groups(rows, &keys, group_of);
	groups->count = keys.count;
	rows_free(&keys);
	if (made) {
		groups->first = calloc(groups->count + 2, sizeof *groups->first);
		groups->totals = calloc(groups->count + 1, sizeof *groups->totals);
		made = groups->first && groups->totals;
	}
	if (made)
		sort_rows(groups, group_of, rows->count);
	free(group_of);
	for (size_t g = 0; made && g < groups->count; g++)
		groups->totals[g] = total_of(groups, rows, g);
	if (!made)
		groups_free(groups);
	return made ? STATUS_OK : error_no_memory(err);
}

enum status grouped_rows_init(struct written_rows *rows, struct row_groups *groups,
                              const struct profile *profile, struct error *err)
{
	enum status status = written_rows_init(rows, profile, err);
	if (status)
		return status;
	status = groups_init(groups, rows, err);
	if (status)
		written_rows_free(rows);
	return status;
}

void grouped_rows_free(struct written_rows *rows, struct row_groups *groups)
{
	groups_free(groups);
	written_rows_free(rows);
}

size_t row_groups_heaviest(const struct row_groups *groups)
{
	size_t heaviest = 0;
	for (size_t g = 1; g < groups->count; g++) {
		const struct decimal *a = &groups->totals[g], *b = &groups->totals[heaviest];
		number_wide x = (number_wide)a->value * number_power10(b->places);
		number_wide y = (number_wide)b->value * number_power10(a->places);
		if (x > y)
			heaviest = g;
	}
	return heaviest;
}

void row_group_name(const struct row_groups *groups, const struct written_rows *rows, size_t group,
                    struct buffer *name)
{
	const struct sample row = written_row(rows, groups->rows[groups->first[group + 1] - 1]);
	const struct sample_task *task = written_task(rows, row.task);
	name->size = 0;
	if (task) {
		const struct sample_thread *thread = samples_thread(rows->samples, task->thread);
		const char *comm = samples_name(rows->samples, task->comm);
		buffer_text(name, comm ? comm : "thread");
		if (sample_id_known(thread->pid))
			buffer_printf(name, " %u", thread->pid);
		if (sample_id_known(thread->tid))
			buffer_printf(name, "/%u", thread->tid);
	}
	if (rows->event_count > 1 || !name->size) {
		buffer_text(name, name->size ? ", " : "");
		buffer_text(name, written_event(rows, row.event).name);
	}
}
