#include "edit/cutting.h"

#include "base/number.h"
#include "base/text.h"
#include "base/vector.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { NOT_FOUND = -1 };

enum recursion { RECURSION_DIRECT, RECURSION_INDIRECT, RECURSION_ALL };

const char *const cutting_recursions[] = {"direct", "indirect", "all", NULL};

/* ---- values ---- */

enum status cutting_parse_regex(struct step *step, const char *value, size_t *offset,
                                struct error *err)
{
	return step_compile(step, strlen(value), offset, err);
}

/* Reads REGEX, REGEX:first or REGEX:last. */
enum status cutting_parse_root(struct step *step, const char *value, size_t *offset,
                               struct error *err)
{
	static const char last[] = ":last", first[] = ":first";
	const struct text text = text_of(value);
	step->innermost = text_ends(text, last);
	const size_t off = step->innermost          ? sizeof last - 1
	                   : text_ends(text, first) ? sizeof first - 1
	                                            : 0;
	return step_compile(step, text.size - off, offset, err);
}

enum status cutting_parse_depth(struct step *step, const char *value, size_t *offset,
                                struct error *err)
{
	struct decimal number;
	*offset = 0;
	if (decimal_parse(value, strlen(value), &number) != NUMBER_OK || number.places ||
	    !number.value || number.value > UINT_MAX)
		return error_set(err, STATUS_FAILED, "'%s' is not a whole number above 0", value);
	step->number = (unsigned)number.value;
	return STATUS_OK;
}

enum status cutting_parse_recursion(struct step *step, const char *value, size_t *offset,
                                    struct error *err)
{
	static const char nameless[] = "(?s)\\A\\[.*\\]\\z";
	*offset = 0;
	for (unsigned i = 0; cutting_recursions[i]; i++) {
		if (strcmp(value, cutting_recursions[i]) != 0)
			continue;
		step->number = i;
		return pattern_compile(nameless, sizeof nameless - 1, &step->pattern, err);
	}
	return error_set(err, STATUS_FAILED, "'%s' is none of: direct indirect all", value);
}

/* ---- stacks ---- */

/* The first frame that matches, or the last one, counted from the root. */
static ptrdiff_t find(struct step *step, struct walk *walk, bool last)
{
	for (size_t i = 0; i < walk->depth; i++) {
		const size_t d = last ? walk->depth - 1 - i : i;
		if (step_matches(step, walk, walk->ids[d]))
			return (ptrdiff_t)d;
	}
	return NOT_FOUND;
}

enum step_outcome cutting_focus(struct step *step, struct walk *walk)
{
	return find(step, walk, false) == NOT_FOUND ? STEP_DROPPED : STEP_SAME;
}

enum step_outcome cutting_ignore(struct step *step, struct walk *walk)
{
	return find(step, walk, false) == NOT_FOUND ? STEP_SAME : STEP_DROPPED;
}

enum step_outcome cutting_root(struct step *step, struct walk *walk)
{
	const ptrdiff_t at = find(step, walk, step->innermost);
	if (at == NOT_FOUND)
		return STEP_DROPPED;
	if (!at)
		return STEP_SAME;
	walk->depth -= (size_t)at;
	memmove(walk->ids, walk->ids + at, walk->depth * sizeof *walk->ids);
	return STEP_CHANGED;
}

/* Shortens the stack to that many frames. */
static enum step_outcome shorten(struct walk *walk, size_t depth)
{
	if (depth >= walk->depth)
		return STEP_SAME;
	walk->depth = depth;
	return STEP_CHANGED;
}

enum step_outcome cutting_cut(struct step *step, struct walk *walk)
{
	const ptrdiff_t at = find(step, walk, false);
	return at == NOT_FOUND ? STEP_SAME : shorten(walk, (size_t)at + 1);
}

enum step_outcome cutting_depth(struct step *step, struct walk *walk)
{
	return shorten(walk, step->number);
}

/* Keeps the frames that match, or the others. */
static enum step_outcome sift(struct step *step, struct walk *walk, bool matching)
{
	size_t kept = 0;
	for (size_t d = 0; d < walk->depth; d++) {
		walk->ids[kept] = walk->ids[d];
		kept += step_matches(step, walk, walk->ids[d]) == matching;
	}
	if (!kept && walk->depth) {
		const uint32_t empty = frames_intern(&walk->profile->frames, CUTTING_EMPTY,
		                                     strlen(CUTTING_EMPTY));
		walk->failed |= empty == FRAME_NONE;
		walk->ids[0] = empty;
		walk->depth = 1;
		return STEP_CHANGED;
	}
	return shorten(walk, kept);
}

enum step_outcome cutting_hide(struct step *step, struct walk *walk)
{
	return sift(step, walk, false);
}

enum step_outcome cutting_only(struct step *step, struct walk *walk)
{
	return sift(step, walk, true);
}

/* If a function occurs again, the frames after its first occurrence are dropped, because it called
 * them. This does not apply to names in brackets such as [unknown], which mean many functions.
 * at[id] is the position of a frame among those kept, plus 1, and 0 for all others. */
static size_t collapse(struct step *step, struct walk *walk, bool direct)
{
	uint32_t *ids = walk->ids, *at = walk->places;
	size_t kept = 0;
	for (size_t d = 0; d < walk->depth; d++) {
		const uint32_t id = ids[d], back = at[id];
		const bool repeats = kept && ids[kept - 1] == id;
		if (repeats && direct)
			continue;
		if (back && !repeats && !step_matches(step, walk, id)) {
			while (kept > back)
				at[ids[--kept]] = 0;
			continue;
		}
		ids[kept++] = id;
		at[id] = (uint32_t)kept;
	}
	for (size_t d = 0; d < kept; d++)
		at[ids[d]] = 0;
	return kept;
}

static size_t collapse_direct(uint32_t *ids, size_t depth)
{
	size_t kept = 0;
	for (size_t d = 0; d < depth; d++)
		if (!kept || ids[kept - 1] != ids[d])
			ids[kept++] = ids[d];
	return kept;
}

/* Makes walk->places long enough. */
static bool places_room(struct walk *walk)
{
	const size_t before = walk->place_count;
	if (!vector_reserve(&walk->places, &walk->place_count, walk->profile->frames.count)) {
		walk->failed = true;
		return false;
	}
	memset(walk->places + before, 0, (walk->place_count - before) * sizeof *walk->places);
	return true;
}

enum step_outcome cutting_recursion(struct step *step, struct walk *walk)
{
	if (!places_room(walk))
		return STEP_SAME;
	return shorten(walk, step->number == RECURSION_DIRECT
	                             ? collapse_direct(walk->ids, walk->depth)
	                             : collapse(step, walk, step->number == RECURSION_ALL));
}

enum step_outcome cutting_reverse(struct step *step, struct walk *walk)
{
	bool changed = false;
	(void)step;
	for (size_t a = 0, b = walk->depth; a + 1 < b; a++) {
		const uint32_t id = walk->ids[--b];
		changed |= id != walk->ids[a];
		walk->ids[b] = walk->ids[a];
		walk->ids[a] = id;
	}
	return changed ? STEP_CHANGED : STEP_SAME;
}
