#include "report/ranking_threads.h"

#include "base/vector.h"
#include "edit/keys.h"
#include "report/ranking_rows.h"

#include <stdlib.h>
#include <string.h>

/* Sums by groups, which are added when first found. */
struct groups {
	const struct ranking *ranking;
	struct frames names;
	number_wide *sums; /* [group * columns + c], in units of 10^-NUMBER_DECIMALS_MAX */
	size_t capacity;
	uint64_t *weights; /* the same in units of the profile */
};

/* The sum of a group in a column; NULL without memory. */
static number_wide *sum_of(struct groups *groups, const char *name, size_t size, unsigned column)
{
	const unsigned columns = groups->ranking->columns;
	const size_t before = groups->names.count;
	const uint32_t group = frames_intern(&groups->names, name, size);
	if (group == FRAME_NONE ||
	    !vector_reserve(&groups->sums, &groups->capacity, groups->names.count * columns))
		return NULL;
	if (groups->names.count > before)
		memset(groups->sums + before * columns, 0, columns * sizeof *groups->sums);
	return groups->sums + (size_t)group * columns + column;
}

static number_wide scaled(uint64_t value, unsigned places)
{
	return (number_wide)value * number_power10(NUMBER_DECIMALS_MAX - places);
}

/* Sums by the number of a thread + 1; 0: unknown. */
struct numbered {
	number_wide *sums; /* [number * columns + c] */
	bool *met;
	size_t count;
};

static bool numbered_init(struct numbered *numbered, size_t count, unsigned columns)
{
	numbered->count = count;
	numbered->sums = calloc(count * columns, sizeof *numbered->sums);
	numbered->met = calloc(count, sizeof *numbered->met);
	return numbered->sums && numbered->met;
}

/* Adds up all samples; false without memory. */
static bool add_numbers(struct numbered *numbered, struct key_values *values, unsigned columns)
{
	const struct samples *samples = values->samples;
	for (size_t i = 0; i < samples->count; i++) {
		const struct sample sample = samples_get(samples, i);
		const unsigned column = samples_event(samples, sample.event)->column;
		uint32_t number;
		if (!key_values_of(values, &sample, &number))
			return false;
		const size_t at = number == SAMPLE_NONE ? 0 : (size_t)number + 1;
		numbered->met[at] = true;
		numbered->sums[at * columns + column] += scaled(sample.weight.value,
		                                                sample.weight.places);
	}
	return true;
}

/* Adds the sums of numbers to those of names. *known: some sample has a thread. */
static bool name_numbers(struct groups *groups, const struct numbered *numbered,
                         const struct key_values *values, bool *known)
{
	const unsigned columns = groups->ranking->columns;
	struct buffer name = {0};
	bool ok = true;
	for (size_t i = 0; ok && i < numbered->count; i++) {
		if (!numbered->met[i])
			continue;
		name.size = 0;
		if (i)
			key_append_frame(values, 0, (uint32_t)(i - 1), &name);
		else
			buffer_byte(&name, '?');
		*known |= i > 0;
		number_wide *sum = name.failed ? NULL : sum_of(groups, name.data, name.size, 0);
		for (unsigned c = 0; sum && c < columns; c++)
			sum[c] += numbered->sums[i * columns + c];
		ok = sum;
	}
	buffer_free(&name);
	return ok;
}

/* Adds up samples by thread. */
static bool add_samples(struct groups *groups, bool *known)
{
	static const struct sample_keys keys = {{{.kind = KEY_THREAD}}, 1};
	const struct samples *samples = &groups->ranking->profile->samples;
	const unsigned columns = groups->ranking->columns;
	struct numbered numbered;
	struct key_values values;
	struct error ignored;
	bool ok = key_values_init(&values, samples, &keys, NULL, &ignored) == STATUS_OK;
	ok = numbered_init(&numbered, samples->threads.count + 1, columns) && ok &&
	     add_numbers(&numbered, &values, columns) &&
	     name_numbers(groups, &numbered, &values, known);
	key_values_free(&values);
	free(numbered.sums);
	free(numbered.met);
	return ok;
}

/* Adds up stacks by root frame. */
static bool add_roots(struct groups *groups)
{
	const struct profile *profile = groups->ranking->profile;
	const unsigned columns = groups->ranking->columns;
	for (size_t i = 0; i < profile->stacks.count; i++) {
		const struct stack *stack = &profile->stacks.items[i];
		const struct frame *root = &profile->frames.items[*stack->frames];
		number_wide *sum = sum_of(groups, root->name, root->size, 0);
		if (!sum)
			return false;
		for (unsigned c = 0; c < columns; c++)
			sum[c] += scaled(profile->stacks.weights[i * columns + c],
			                 profile->stacks.places);
	}
	return true;
}

static bool fit_sums(struct groups *groups)
{
	const size_t count = groups->names.count * groups->ranking->columns;
	bool exact;
	groups->weights = malloc((count + 1) * sizeof *groups->weights);
	for (size_t i = 0; groups->weights && i < count; i++)
		groups->weights[i] = (uint64_t)number_round(
			groups->sums[i], NUMBER_DECIMALS_MAX - groups->ranking->places, &exact);
	return groups->weights;
}

static int compare(const void *a, const void *b, void *context)
{
	const struct groups *groups = context;
	const unsigned columns = groups->ranking->columns;
	const uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;
	const uint64_t x = ranking_weight(groups->weights + (size_t)one * columns, columns);
	const uint64_t y = ranking_weight(groups->weights + (size_t)other * columns, columns);
	const struct frame *p = &groups->names.items[one], *q = &groups->names.items[other];
	if (x != y)
		return x > y ? -1 : 1;
	return text_compare((struct text){p->name, p->size}, (struct text){q->name, q->size});
}

/* The heaviest groups as rows. */
static bool write_rows(struct groups *groups, struct ranking *ranking, struct ranking_list *list,
                       size_t rows)
{
	const unsigned columns = ranking->columns;
	struct picked picked;
	bool ok = picked_init(&picked, rows, compare, groups);
	for (size_t i = 0; ok && i < groups->names.count; i++)
		picked_offer(&picked, (uint32_t)i);
	if (ok)
		picked_finish(&picked);
	for (size_t i = 0; ok && i < picked.count; i++) {
		const struct frame *name = &groups->names.items[picked.ids[i]];
		uint64_t *weights;
		struct ranking_row *row = ranking_add_row(ranking, list, &weights);
		char *copy = arena_copy(&ranking->arena, name->name, name->size);
		ok = row && copy;
		for (int m = 0; ok && m < MEASURES; m++)
			memcpy(weights + (size_t)m * columns,
			       groups->weights + (size_t)picked.ids[i] * columns,
			       columns * sizeof *weights);
		if (ok)
			row->name = (struct text){copy, name->size};
	}
	list->more = picked.wanted - picked.count;
	free(picked.ids);
	return ok;
}

static void groups_free(struct groups *groups)
{
	frames_free(&groups->names);
	free(groups->sums);
	free(groups->weights);
	*groups = (struct groups){.ranking = groups->ranking};
}

enum status ranking_threads(struct ranking *ranking, const struct ranking_wish *wish, size_t rows,
                            struct error *err)
{
	struct ranking_list *list = ranking_add_list(ranking, wish);
	struct groups groups = {.ranking = ranking};
	bool known = false, ok = true;
	if (ranking->profile->samples.count)
		ok = add_samples(&groups, &known);
	if (!known) {
		groups_free(&groups);
		list->by_root = true;
		ok = ok && add_roots(&groups);
	}
	ok = ok && fit_sums(&groups) && write_rows(&groups, ranking, list, rows);
	groups_free(&groups);
	return ok ? STATUS_OK : error_no_memory(err);
}
