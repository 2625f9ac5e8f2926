#include "run_list.h"

#include "advice/advice.h"
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

static const char *skip_numbers(const char *text)
{
	return text + strspn(text, "0123456789.");
}

bool run_same_kind(const char *one, const char *other)
{
	for (;; one++, other++) {
		one = skip_numbers(one);
		other = skip_numbers(other);
		if (*one != *other || !*one)
			return *one == *other;
	}
}

/* Adds the facts of a run to those of the sum, as if the run were one of several files of folded
 * text, so that its advice becomes part of the sum's. */
static enum status add_facts(struct profile *sum, const struct run *run, struct error *err)
{
	struct facts *facts = &sum->facts;
	struct buffer text = {0};
	facts_write(&run->profile.facts, 1, &text);
	facts->input = run->name;
	const char *at = text.data;
	while (at && at < text.data + text.size) {
		const struct text line = text_line(at, text.data + text.size, &at);
		facts_read(facts, line);
	}
	facts->input = NULL;
	origins_merge(&facts->origins, &sum->frames, &run->profile.facts.origins,
	              &run->profile.frames);
	const bool failed = text.failed || facts->origins.failed;
	buffer_free(&text);
	return failed ? error_no_memory(err) : STATUS_OK;
}

enum status run_list_sum(const struct run_list *list, struct profile *sum, struct error *err)
{
	const struct advice_basis basis = {.samples = 0};
	struct advice_list advice = {.count = 0};
	enum status status = STATUS_OK;
	if (list->count == 1)
		status = profile_merge(sum, &list->items[0].profile, 0, err);
	for (size_t i = 0; list->count > 1 && i < list->count && !status; i++) {
		const struct profile *run = &list->items[i].profile;
		status = profile_merge_stacks(sum, &run->frames, &run->stacks, 0, err);
		if (!status)
			status = add_facts(sum, &list->items[i], err);
	}
	if (!status)
		status = profile_fit(sum, SUMS_COLUMNS, err);
	if (!status && list->count > 1)
		status = advice_make(&basis, sum, &advice, err);
	advice_free(&advice);
	return status;
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
