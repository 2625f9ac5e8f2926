/* A fuzz harness for the steps of edit-stacks: the bytes are a script, a NUL, and stacks, a line
 * each. Whatever the steps do, the weight that is left and the weight that they dropped are the
 * weight that there was, and taking the steps one by one gives the same stacks.
 */
#include "base/text.h"
#include "edit/plan.h"
#include "store/profile.h"

#include <stdlib.h>
#include <string.h>

#include "replay.h"

enum { DEPTH_MOST = 200, STACKS_MOST = 300, SCRIPT_MOST = 2000 };

static void check(bool fine)
{
	if (!fine)
		abort();
}

/* Adds a stack whose weight is the length of its line, plus 1. */
static void add(struct profile *profile, struct text line)
{
	uint32_t ids[DEPTH_MOST];
	size_t depth = 0;
	const struct decimal weight = {line.size + 1, 0};
	for (size_t from = 0, at = 0; at <= line.size && depth < DEPTH_MOST; at++) {
		if (at < line.size && line.at[at] != ';')
			continue;
		ids[depth] = frames_intern(&profile->frames, line.at + from, at - from);
		if (at % 3 == 0)
			origins_add(&profile->facts.origins, ids[depth], 1 << at % 4, "module", 6);
		depth++;
		from = at + 1;
	}
	struct error err;
	check(profile_add(profile, ids, depth, &weight, &err) == STATUS_OK);
}

static void make(struct profile *profile, const char *text, const char *end)
{
	profile_init(profile, 1);
	profile->keep_order = true;
	for (size_t i = 0; text < end && i < STACKS_MOST; i++)
		add(profile, text_line(text, end, &text));
}

static uint64_t total_of(const struct profile *profile)
{
	uint64_t total = 0;
	struct error err;
	check(stacks_total(&profile->stacks, 0, &total, &err) == STATUS_OK);
	return total;
}

/* Takes the steps; gives how many stacks are left. */
static size_t edit(const char *script, size_t size, const char *stacks, const char *end, bool apart,
                   uint64_t *left)
{
	struct plan plan = {0};
	struct profile profile;
	struct error err;
	number_wide dropped = 0;
	make(&profile, stacks, end);
	const uint64_t before = total_of(&profile);
	size_t count = 0;
	if (plan_add_script(&plan, "script", script, size, &err) == STATUS_OK) {
		check(plan_apply(&plan, &profile, apart, &err) == STATUS_OK);
		for (size_t i = 0; i < plan.count; i++)
			dropped += plan.items[i].stats.dropped_weight[0];
		check(total_of(&profile) + dropped == before);
		count = profile.stacks.count;
	}
	*left = total_of(&profile);
	profile_free(&profile);
	plan_free(&plan);
	return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *script = (const char *)data, *end = script + size;
	const char *stacks = size ? memchr(script, '\0', size) : NULL;
	uint64_t together, apart;
	if (!stacks || stacks - script > SCRIPT_MOST)
		return 0;
	const size_t length = (size_t)(stacks++ - script);
	if (length && memmem(script, length, "key", 3)) /* which reads a file */
		return 0;
	check(edit(script, length, stacks, end, false, &together) ==
	      edit(script, length, stacks, end, true, &apart));
	check(together == apart);
	return 0;
}
