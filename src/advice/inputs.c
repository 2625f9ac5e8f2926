#include "advice/inputs.h"

#include "base/c_locale.h"
#include "base/buffer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	MODULES = 64,      /* modules distinguished in one piece of advice */
	MODULES_NAMED = 3, /* as in advice.c */
};

/* A piece of advice of one input. */
struct said {
	const struct fact_input *input;
	const char *text;
	double weight; /* share of the input in the profile, 0 to 1; negative: not known */
	double part;   /* share of the profile that the advice is about */
	bool done;
};

/* ---- its parts ---- */

/* "38.2% of the profile has functions without names, in libfoo.so (30.1%) and others: do this" */
struct parts {
	struct text words; /* "of the profile has functions without names" */
	const char *list;  /* "libfoo.so (30.1%) and others: do this", NULL: there is none */
	const char *remedy;
};

static const char *find_list(const char *words)
{
	const char *list = strstr(words, ", in ");
	return list && strstr(list, "%)") ? list : NULL;
}

static struct parts parts_of(const char *text)
{
	const char *percent = strchr(text, '%');
	const char *words = percent && facts_advice_share(text) > 0 ? percent + 1 : text;
	const char *list = find_list(words), *last = list;
	words += *words == ' ';
	for (const char *next = list; next && (next = strstr(next, "%)")); next += 2)
		last = next;
	const char *colon = strstr(last ? last : words, ": ");
	const char *end = list ? list : colon ? colon : words + strlen(words);
	return (struct parts){{words, (size_t)(end - words)},
	                      list ? list + strlen(", in ") : NULL,
	                      colon ? colon + 2 : ""};
}

static bool same_words(const char *a, const char *b)
{
	return text_compare(parts_of(a).words, parts_of(b).words) == 0;
}

/* ---- modules ---- */

struct module {
	struct text name;
	double part; /* of the profile */
};

struct modules {
	struct module items[MODULES];
	size_t count;
	bool others; /* an input listed more */
};

static void add_module(struct modules *modules, struct text name, double part)
{
	size_t i = 0;
	while (i < modules->count && text_compare(modules->items[i].name, name) != 0)
		i++;
	if (i == MODULES) {
		modules->others = true;
		return;
	}
	if (i == modules->count)
		modules->items[modules->count++] = (struct module){.name = name};
	modules->items[i].part += part;
}

/* "libfoo.so (30.1%), libbar.so (8.0%) and others: ..." */
static void add_modules(struct modules *modules, const char *list, double weight)
{
	const char *end;
	while (list && (end = strstr(list, "%)"))) {
		const char *open = memrchr(list, '(', (size_t)(end - list));
		if (!open || open == list)
			return;
		const struct text name = {list, (size_t)(open - list) - 1};
		add_module(modules, name, c_locale_strtod(open + 1, NULL) / 100 * weight);
		list = end + 2;
		if (strncmp(list, ", ", 2) != 0) {
			modules->others |= strncmp(list, " and others", 11) == 0;
			return;
		}
		list += 2;
	}
}

static int by_part(const void *a_, const void *b_)
{
	const struct module *a = a_, *b = b_;
	if (a->part != b->part)
		return a->part < b->part ? 1 : -1;
	return text_compare(a->name, b->name);
}

/* Writes the heaviest modules with at least a tenth of the share. */
static void list_modules(struct modules *modules, double share, struct buffer *text)
{
	size_t named = 0;
	qsort(modules->items, modules->count, sizeof *modules->items, by_part);
	for (; named < modules->count && named < MODULES_NAMED; named++) {
		const struct module *module = &modules->items[named];
		if (module->part < share / 10)
			break;
		buffer_text(text, named ? ", " : ", in ");
		buffer_append(text, module->name.at, module->name.size);
		buffer_printf(text, " (%.1f%%)", 100 * module->part);
	}
	if (named && (named < modules->count || modules->others))
		buffer_text(text, " and others");
}

/* ---- adding up ---- */

static double total_weight(const struct profile *profile)
{
	const struct stacks *stacks = &profile->stacks;
	number_wide all = 0;
	for (size_t i = 0; i < stacks->count; i++)
		all += stacks_sum(stacks, i * stacks->columns);
	return (double)all / (double)number_power10(stacks->places);
}

/* The input's share of the profile's weight, or of its samples if the advice is about samples. */
static double weight_of(const struct fact_input *input, const char *text, double total,
                        const struct sample_count *all)
{
	const struct sample_count *count = &input->count;
	if (!count->samples || input->joined || !(total > 0))
		return -1;
	if (strstr(text, "% of the samples"))
		return all->samples ? (double)count->samples / (double)all->samples : -1;
	return (double)count->weight.value / (double)number_power10(count->weight.places) / total;
}

static int by_weight(const void *a_, const void *b_)
{
	const struct said *a = a_, *b = b_;
	if (a->part != b->part)
		return a->part < b->part ? 1 : -1;
	int order = strcmp(a->input->name, b->input->name);
	return order ? order : strcmp(a->text, b->text);
}

/* The advice of all inputs, by its share of the profile, the largest first. NULL without memory. */
static struct said *gather(const struct profile *profile, size_t *count)
{
	const struct facts *facts = &profile->facts;
	double total = profile->stacks.columns == 1 ? total_weight(profile) : 0;
	*count = 0;
	for (size_t i = 0; i < facts->input_count; i++)
		*count += facts->inputs[i].advice_count;
	struct said *all = malloc((*count + 1) * sizeof *all), *said = all;
	for (size_t i = 0; all && i < facts->input_count; i++)
		for (size_t j = 0; j < facts->inputs[i].advice_count; j++) {
			const struct fact_input *input = &facts->inputs[i];
			const char *text = input->advice[j];
			double weight = weight_of(input, text, total, &facts->counts[0]);
			*said++ = (struct said){
				.input = input,
				.text = text,
				.weight = weight,
				.part = weight * facts_advice_share(text),
			};
		}
	if (all)
		qsort(all, *count, sizeof *all, by_weight);
	return all;
}

/* Whether the same input has the same advice before, with a larger share, which counts. */
static bool repeats(const struct said *all, size_t first, size_t at)
{
	for (size_t i = first; i < at; i++)
		if (all[i].input == all[at].input && same_words(all[i].text, all[at].text))
			return true;
	return false;
}

static bool known(const struct said *all, size_t count, size_t first)
{
	for (size_t i = first; i < count; i++)
		if (!(all[i].part > 0) && same_words(all[first].text, all[i].text))
			return false;
	return true;
}

static bool advise_sum(struct profile *profile, struct said *all, size_t count, size_t first,
                       advice_limit *limit)
{
	const struct parts parts = parts_of(all[first].text);
	struct modules modules = {.count = 0};
	struct buffer text = {0};
	double share = 0;
	for (size_t i = first; i < count; i++) {
		if (all[i].done || !same_words(all[first].text, all[i].text))
			continue;
		all[i].done = true;
		if (repeats(all, first, i))
			continue;
		share += all[i].part;
		add_modules(&modules, parts_of(all[i].text).list, all[i].weight);
	}
	if (share > 1) /* lines with weight were removed */
		share = 1;
	if (share < limit(parts.words))
		return true;
	buffer_printf(&text, "%.1f%% %.*s", 100 * share, (int)parts.words.size, parts.words.at);
	list_modules(&modules, share, &text);
	buffer_printf(&text, ": %s", parts.remedy);
	bool ok = !text.failed && facts_advise(&profile->facts, text.data, text.size);
	buffer_free(&text);
	return ok;
}

static bool advise_named(struct profile *profile, const struct said *said)
{
	struct buffer text = {0};
	buffer_printf(&text, "%s: %s", said->input->name, said->text);
	bool ok = !text.failed && facts_advise(&profile->facts, text.data, text.size);
	buffer_free(&text);
	return ok;
}

bool advice_add_up(struct profile *profile, advice_limit *limit)
{
	size_t count;
	struct said *all = gather(profile, &count);
	bool ok = all != NULL;
	for (size_t i = 0; ok && i < count; i++) {
		if (all[i].done)
			continue;
		if (known(all, count, i))
			ok = advise_sum(profile, all, count, i, limit);
		else
			ok = advise_named(profile, &all[i]);
	}
	free(all);
	return ok;
}
