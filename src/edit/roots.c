#include "edit/roots.h"

#include "base/pattern.h"
#include "base/vector.h"
#include "read/event.h"

#include <stdlib.h>
#include <string.h>

/* ---- values ---- */

/* Compiles the expression so that a match with part of a name covers the whole name, which is then
 * replaced. */
static enum status compile(const char *text, size_t size, struct pattern **pattern,
                           struct error *err)
{
	enum status status = pattern_compile(text, size, pattern,
	                                     err); /* the position of an error */
	if (status)
		return status;
	pattern_free(*pattern);
	*pattern = NULL;
	struct buffer whole = {0};
	buffer_text(&whole, "(?s)\\A.*?(?:");
	buffer_append(&whole, text, size);
	buffer_text(&whole, ").*\\z");
	status = whole.failed ? error_no_memory(err)
	                      : pattern_compile(whole.data, whole.size, pattern, err);
	buffer_free(&whole);
	return status;
}

enum status roots_add_group(struct roots *roots, const char *text, struct error *err)
{
	const char *equals = strrchr(text, '=');
	if (!equals || equals == text || !equals[1])
		return error_set(err, STATUS_FAILED,
		                 "--group-threads %s: expected REGEX=NAME, as in "
		                 "worker-[0-9]+=worker",
		                 text);
	if (!vector_reserve(&roots->groups, &roots->group_capacity, roots->group_count + 1))
		return error_no_memory(err);
	struct thread_group *group = &roots->groups[roots->group_count];
	struct error why;
	*group = (struct thread_group){.name = equals + 1};
	enum status status = compile(text, (size_t)(equals - text), &group->pattern, &why);
	if (!status)
		roots->group_count++;
	if (!status)
		status = pattern_check_replacement(group->pattern, group->name, &why);
	return status ? error_set(err, status, "--group-threads %s: %s", text, why.text) : status;
}

enum status roots_add_events(struct roots *roots, const char *text, struct error *err)
{
	for (const char *at = text;; at++) {
		size_t size = 0;
		for (bool inside = false; at[size] && (inside || at[size] != ','); size++)
			inside ^= at[size] == '/';
		if (!size)
			return error_set(err, STATUS_FAILED,
			                 "--events %s: expected all, or names of events separated "
			                 "by commas",
			                 text);
		if (roots->event_count == STACKS_COLUMNS_MAX)
			return error_set(err, STATUS_FAILED, "--events: more than %d events",
			                 STACKS_COLUMNS_MAX);
		char *name = strndup(at, size);
		if (!name || !vector_reserve(&roots->events, &roots->event_capacity,
		                             roots->event_count + 1)) {
			free(name);
			return error_no_memory(err);
		}
		roots->events[roots->event_count++] = name;
		at += size;
		if (!*at)
			return STATUS_OK;
	}
}

static unsigned columns_of(const struct roots *roots)
{
	return roots->event_count > 1 && !roots->one_column ? (unsigned)roots->event_count : 1;
}

bool roots_empty(const struct roots *roots)
{
	return !roots->keys.count && !roots->group_count && columns_of(roots) < 2;
}

void roots_free(struct roots *roots)
{
	for (size_t i = 0; i < roots->group_count; i++)
		pattern_free(roots->groups[i].pattern);
	for (size_t i = 0; i < roots->event_count; i++)
		free(roots->events[i]);
	free(roots->groups);
	free(roots->events);
	*roots = (struct roots){0};
}

/* ---- threads ---- */

static uint32_t rename_comm(void *roots_, struct samples *samples, uint32_t comm)
{
	const struct roots *roots = roots_;
	const struct frame name = samples->names.items[comm];
	struct buffer text = {0};
	uint32_t id = comm;
	for (size_t i = 0; i < roots->group_count; i++) {
		const struct thread_group *group = &roots->groups[i];
		if (!pattern_replace(group->pattern, name.name, name.size, group->name, &text))
			continue;
		id = text.failed ? SAMPLE_NONE : samples_add_name(samples, text.data, text.size);
		break;
	}
	id = text.failed ? SAMPLE_NONE : id;
	buffer_free(&text);
	return id;
}

/* ---- columns ---- */

static enum status choose_columns(const struct roots *roots, struct samples *samples,
                                  struct error *err)
{
	bool met[STACKS_COLUMNS_MAX] = {false};
	struct sample_event *events = samples->events.items;
	for (size_t e = 0; e < samples->events.count; e++) {
		const char *name = samples_name(samples, events[e].name);
		size_t column = roots->event_count;
		for (size_t i = 0; name && i < roots->event_count; i++) {
			const bool exact = strcmp(roots->events[i], name) == 0;
			if (exact || (column == roots->event_count &&
			              event_fits(text_of(name), roots->events[i])))
				column = i;
			if (exact)
				break;
		}
		events[e].column = column < roots->event_count ? (uint32_t)column : 0;
		met[events[e].column] = true;
	}
	for (size_t i = 0; i < roots->event_count; i++)
		if (!met[i])
			return error_set(err, STATUS_FAILED, "--events: no sample of event %s",
			                 roots->events[i]);
	return STATUS_OK;
}

/* ---- stacks ---- */

/* The last stack that was made from a stack of the profile. */
struct rooted {
	uint32_t tuple, id;
	bool from; /* without its first frame */
	bool known;
};

/* Data for making the stacks again. */
struct rooting {
	struct profile *profile;
	struct profile fresh; /* its stacks, facts and sequence */
	struct key_values values;
	struct rows tuples; /* the numbers of the keys, keys->count each */
	uint32_t *frames;   /* for each tuple: its root frames, KEYS_MAX each */
	size_t *frame_counts;
	size_t frames_capacity, counts_capacity;
	struct rooted *last; /* for each stack of the profile */
	uint32_t *ids;       /* room for one stack */
	size_t ids_capacity;
};

/* The root frames of a sample; false without memory. */
static bool find_roots(struct rooting *rooting, const struct sample *sample, size_t *tuple)
{
	uint32_t numbers[KEYS_MAX];
	const size_t keys = rooting->values.keys->count;
	const size_t before = rooting->tuples.count;
	if (!key_values_of(&rooting->values, sample, numbers))
		return false;
	const uint32_t id = rows_intern(&rooting->tuples, numbers, keys * sizeof *numbers);
	*tuple = id;
	if (id == ROW_NONE || rooting->tuples.count == before)
		return id != ROW_NONE;
	if (!vector_reserve(&rooting->frames, &rooting->frames_capacity,
	                    (size_t)(id + 1) * KEYS_MAX) ||
	    !vector_reserve(&rooting->frame_counts, &rooting->counts_capacity, (size_t)id + 1))
		return false;
	struct buffer text = {0};
	bool ok = true;
	rooting->frame_counts[id] = 0;
	for (size_t k = 0; ok && k < keys; k++) {
		if (numbers[k] == SAMPLE_NONE)
			continue; /* an unknown value has no frame */
		text.size = 0;
		key_append_frame(&rooting->values, k, numbers[k], &text);
		const uint32_t frame = frames_intern(&rooting->profile->frames, text.data,
		                                     text.size);
		rooting->frames[id * KEYS_MAX + rooting->frame_counts[id]++] = frame;
		ok = !text.failed && frame != FRAME_NONE;
	}
	buffer_free(&text);
	return ok;
}

/* Whether the first frame of the sample's stack is that of its process. */
static bool has_root(const struct roots *roots, const struct samples *samples,
                     const struct sample *sample)
{
	const struct sample_task *task = samples_task(samples, sample->task);
	return !roots->no_comm && task && task->comm != SAMPLE_NONE;
}

/* The sample's stack with its root frames; STACK_NONE without memory. */
static uint32_t make_stack(struct rooting *rooting, const struct stack *stack, size_t tuple,
                           size_t from)
{
	const size_t keys = rooting->values.keys ? rooting->frame_counts[tuple] : 0;
	const size_t own = stack->depth - from;
	if (!vector_reserve(&rooting->ids, &rooting->ids_capacity, stack->depth + KEYS_MAX))
		return STACK_NONE;
	if (keys)
		memcpy(rooting->ids, rooting->frames + tuple * KEYS_MAX,
		       keys * sizeof *rooting->ids);
	memcpy(rooting->ids + keys, stack->frames + from, own * sizeof *rooting->ids);
	return stacks_intern(&rooting->fresh.stacks, rooting->ids, keys + own);
}

static enum status add_again(const struct roots *roots, struct rooting *rooting, size_t i,
                             struct error *err)
{
	struct samples *samples = &rooting->profile->samples;
	const struct sample sample = samples_get(samples, i);
	const struct stack *stack = &rooting->profile->stacks.items[sample.stack];
	struct rooted *last = &rooting->last[sample.stack];
	struct decimal weights[STACKS_COLUMNS_MAX] = {{0, 0}};
	size_t tuple = 0, from = 0;
	weights[samples_event(samples, sample.event)->column] = sample.weight;
	if (roots->keys.count) {
		if (!find_roots(rooting, &sample, &tuple))
			return error_no_memory(err);
		from = has_root(roots, samples, &sample);
	}
	if (!last->known || last->tuple != tuple || last->from != from)
		*last = (struct rooted){(uint32_t)tuple, make_stack(rooting, stack, tuple, from),
		                        from, true};
	if (last->id == STACK_NONE)
		return error_no_memory(err);
	samples_set_stack(samples, i, last->id);
	return profile_add_to(&rooting->fresh, last->id, weights, err);
}

/* Whether the facts count all samples of a profile of one column. */
static bool counts_all(const struct facts *facts, const struct stacks *stacks)
{
	const struct decimal counted = facts->counts[0].weight;
	struct error ignored;
	uint64_t total;
	return stacks_total(stacks, 0, &total, &ignored) == STATUS_OK &&
	       (number_wide)counted.value * number_power10(stacks->places) ==
	               (number_wide)total * number_power10(counted.places);
}

/* Counts the samples of each column, and their weight, if that was known before. A sample may be a
 * sum of many, as lines of folded text are; so with one event and one column the facts stay, or, if
 * they do not count all samples, are dropped. */
static void count_again(const struct profile *profile, struct facts *facts)
{
	const struct samples *samples = &profile->samples;
	struct sample_count counts[STACKS_COLUMNS_MAX] = {0};
	struct fact unit = {0}, event = {0};
	if (!facts->counts[0].samples)
		return;
	for (size_t i = 0; i < samples->count; i++) {
		const struct sample sample = samples_get(samples, i);
		const struct sample_count one = {1, sample.weight};
		sample_count_add(&counts[samples_event(samples, sample.event)->column], &one);
	}
	for (uint32_t e = 0; e < samples->events.count; e++) {
		const struct sample_event *row = samples_event(samples, e);
		const char *name = samples_name(samples, row->name);
		const char *of = samples_name(samples, row->unit);
		if (of)
			fact_set(&unit, of, strlen(of));
		if (name)
			fact_set(&event, name, strlen(name));
	}
	memcpy(facts->counts, counts, sizeof counts);
	if (unit.differs)
		memset(facts->counts, 0, sizeof facts->counts); /* different units have no sum */
	facts->unit = unit;
	facts->event = event;
}

static enum status make_again(const struct roots *roots, struct rooting *rooting, struct error *err)
{
	struct profile *profile = rooting->profile;
	enum status status = STATUS_OK;
	rooting->last = calloc(profile->stacks.count + 1, sizeof *rooting->last);
	if (!rooting->last)
		return error_no_memory(err);
	if (roots->keys.count)
		status = key_values_init(&rooting->values, &profile->samples, &roots->keys,
		                         roots->chosen ? "root" : NULL, err);
	for (size_t i = 0; !status && i < profile->samples.count; i++)
		status = add_again(roots, rooting, i, err);
	if (!status)
		status = profile_fit(&rooting->fresh, SUMS_WEIGHTS, err);
	if (status)
		return status;
	if (rooting->fresh.stacks.columns > 1 || profile->samples.events.count > 1)
		count_again(profile, &profile->facts);
	else if (!counts_all(&profile->facts, &rooting->fresh.stacks))
		profile->facts.counts[0] = (struct sample_count){0};
	stacks_free(&profile->stacks);
	free(profile->sequence);
	profile->stacks = rooting->fresh.stacks;
	profile->sequence = rooting->fresh.sequence;
	profile->sequence_count = rooting->fresh.sequence_count;
	profile->sequence_capacity = rooting->fresh.sequence_capacity;
	profile_init(&rooting->fresh, 1);
	return STATUS_OK;
}

enum status roots_apply(const struct roots *roots, struct profile *profile, struct error *err)
{
	struct rooting rooting = {.profile = profile};
	const unsigned columns = columns_of(roots);
	if (roots_empty(roots))
		return STATUS_OK;
	if (profile->stacks.columns > 1)
		return error_set(err, STATUS_FAILED,
		                 "each stack has %u counts, but --root, --events and "
		                 "--group-threads need samples with one weight",
		                 profile->stacks.columns);
	if (!samples_rename(&profile->samples, rename_comm, (void *)roots))
		return error_no_memory(err);
	enum status status = columns > 1 ? choose_columns(roots, &profile->samples, err)
	                                 : STATUS_OK;
	profile_init(&rooting.fresh, columns);
	rooting.fresh.keep_order = profile->keep_order;
	rooting.fresh.stacks.threads = profile->stacks.threads;
	stacks_note_rounding(&rooting.fresh.stacks, profile->stacks.rounded);
	if (!status)
		status = make_again(roots, &rooting, err);
	profile_free(&rooting.fresh);
	key_values_free(&rooting.values);
	rows_free(&rooting.tuples);
	free(rooting.frames);
	free(rooting.frame_counts);
	free(rooting.last);
	free(rooting.ids);
	return status;
}
