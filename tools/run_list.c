#include "run_list.h"

#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

struct run *run_list_add(struct run_list *list, const char *name)
{
	if (!vector_reserve(&list->items, &list->capacity, list->count + 1))
		return NULL;
	struct run *run = &list->items[list->count];
	run->name = strdup(name);
	if (!run->name)
		return NULL;
	profile_init(&run->profile, 1);
	list->count++;
	return run;
}

void run_list_drop(struct run_list *list)
{
	struct run *run = &list->items[--list->count];
	profile_free(&run->profile);
	free(run->name);
}

enum status run_list_sum(const struct run_list *list, struct profile *sum, struct error *err)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < list->count && !status; i++)
		status = profile_merge(sum, &list->items[i].profile, 0, err);
	if (!status && list->count > 1) {
		facts_forget_advice(&sum->facts);
		if (!facts_add_advice(&sum->facts, &list->items[0].profile.facts, ""))
			status = error_no_memory(err);
	}
	return status ? status : profile_fit(sum, SUMS_COLUMNS, err);
}

void run_list_free(struct run_list *list)
{
	while (list->count)
		run_list_drop(list);
	free(list->items);
	*list = (struct run_list){0};
}

enum status run_check(struct profile *run, const char *name, struct error *err)
{
	struct error why = {0};
	uint64_t total;
	if (run->stacks.columns != 1)
		return error_set(err, STATUS_FAILED,
		                 "%s: has %u counts on each line, as if compared already; give "
		                 "inputs of one count",
		                 name, run->stacks.columns);
	enum status status = profile_fit(run, SUMS_COLUMNS, &why);
	if (status == STATUS_OK)
		status = stacks_total(&run->stacks, 0, &total, &why);
	if (status != STATUS_OK)
		return error_set(err, status, "%s: %s", name, why.text);
	if (!total)
		return error_set(err, STATUS_FAILED,
		                 "%s: its counts add up to zero: there is nothing to compare",
		                 name);
	return STATUS_OK;
}
