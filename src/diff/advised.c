#include "diff/advised.h"

#include "base/text.h"
#include "base/vector.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct advised_kind {
	int side;
	unsigned last;                   /* the last run that had it, from 1 */
	char *texts[STACKS_COLUMNS_MAX]; /* a text of each run that had it */
	unsigned count;
};

/* The position of the words after a share. */
static const char *words_of(const char *text)
{
	const char *percent = strchr(text, '%');
	return percent && facts_advice_share(text) > 0 ? percent + 1 : text;
}

static bool ends_kind(char c)
{
	return !c || c == ',' || c == ':';
}

/* Whether texts are of the same kind: numbers are ignored. */
static bool same_kind(const char *a, const char *b)
{
	a = words_of(a);
	b = words_of(b);
	for (;;) {
		while (is_digit(*a) || *a == '.')
			a++;
		while (is_digit(*b) || *b == '.')
			b++;
		if (ends_kind(*a) || ends_kind(*b))
			return ends_kind(*a) && ends_kind(*b);
		if (*a++ != *b++)
			return false;
	}
}

static struct advised_kind *find_kind(struct advised *advised, int side, const char *text)
{
	for (size_t i = 0; i < advised->count; i++)
		if (advised->kinds[i].side == side && same_kind(advised->kinds[i].texts[0], text))
			return &advised->kinds[i];
	if (!vector_reserve(&advised->kinds, &advised->capacity, advised->count + 1))
		return NULL;
	struct advised_kind *kind = &advised->kinds[advised->count++];
	*kind = (struct advised_kind){.side = side};
	return kind;
}

bool advised_add(struct advised *advised, int side, const struct facts *facts)
{
	unsigned run = ++advised->runs[side];
	for (size_t i = 0; i < facts->advice_count; i++) {
		char *copy = strdup(facts->advice[i]);
		struct advised_kind *kind = copy ? find_kind(advised, side, copy) : NULL;
		if (!kind) {
			free(copy);
			return false;
		}
		/* A run's heaviest advice comes first, and represents others of the same kind. */
		if (kind->last == run || kind->count == STACKS_COLUMNS_MAX) {
			free(copy);
			continue;
		}
		kind->last = run;
		kind->texts[kind->count++] = copy;
	}
	return true;
}

static int by_share(const void *a_, const void *b_)
{
	const char *a = *(char *const *)a_, *b = *(char *const *)b_;
	double one = facts_advice_share(a), other = facts_advice_share(b);
	return one == other ? strcmp(a, b) : one < other ? -1 : 1;
}

static bool merge_kind(struct advised_kind *kind, unsigned runs, struct facts *facts)
{
	static const char *const sides[ADVISED_SIDES] = {"before", "after"};
	char counted[48] = "", *text;
	if (runs > 1 && kind->count == runs)
		snprintf(counted, sizeof counted, " (%u runs)", runs);
	else if (runs > 1)
		snprintf(counted, sizeof counted, " (%u of %u runs)", kind->count, runs);
	qsort(kind->texts, kind->count, sizeof *kind->texts, by_share);
	if (asprintf(&text, "%s%s: %s", sides[kind->side], counted, kind->texts[kind->count / 2]) <
	    0)
		return false;
	bool ok = facts_advise(facts, text, strlen(text));
	free(text);
	return ok;
}

bool advised_merge(struct advised *advised, struct facts *facts)
{
	for (size_t i = 0; i < advised->count; i++)
		if (!merge_kind(&advised->kinds[i], advised->runs[advised->kinds[i].side], facts))
			return false;
	return true;
}

void advised_free(struct advised *advised)
{
	for (size_t i = 0; i < advised->count; i++)
		for (unsigned j = 0; j < advised->kinds[i].count; j++)
			free(advised->kinds[i].texts[j]);
	free(advised->kinds);
	*advised = (struct advised){0};
}
