#include "formats/pprof/prune.h"

#include "base/buffer.h"
#include "base/pattern.h"

static enum status compile(struct pprof_tables *t, uint64_t row, struct pattern **pattern,
                           struct error *err)
{
	const struct text text = pprof_text(t, row);
	struct buffer whole = {0};
	struct error why = {0};
	if (!row || !text.size)
		return STATUS_OK;
	buffer_text(&whole, "^(?:");
	buffer_append(&whole, text.at, text.size);
	buffer_text(&whole, ")$");
	enum status status = whole.failed ? error_no_memory(err)
	                                  : pattern_compile(whole.data, whole.size, pattern, &why);
	buffer_free(&whole);
	if (status != STATUS_FAILED)
		return status ? error_no_memory(err) : STATUS_OK;
	sink_note(t->putting->sink, false, "%s: drop_frames or keep_frames is not used: %s",
	          t->input, why.text);
	return STATUS_OK;
}

enum status pprof_prune_open(struct pprof_tables *t, uint64_t drop, uint64_t keep,
                             struct error *err)
{
	enum status status = compile(t, drop, &t->drop, err);
	if (!status && t->drop)
		status = compile(t, keep, &t->keep, err);
	return status;
}

/* The name without a leading point and without arguments, which begin at the first parenthesis that
 * is not part of the name. */
static struct text simplified(struct text name)
{
	static const char *const parts[] = {"(anonymous namespace)", "operator()"};
	if (text_begins(name, "."))
		name = text_from(name, 1);
	for (size_t i = 0; i < name.size; i++) {
		size_t skip = 0;
		for (size_t p = 0; !skip && p < sizeof parts / sizeof *parts; p++)
			if (text_begins(text_from(name, i), parts[p]))
				skip = strlen(parts[p]);
		if (skip)
			i += skip - 1;
		else if (name.at[i] == '(')
			return (struct text){name.at, i};
	}
	return name;
}

/* Whether the patterns match a line's function. */
static bool fits(struct pprof_tables *t, const struct pprof_line *line, bool *failed)
{
	const size_t row = id_index_find(&t->function_ids, line->function);
	struct text name = {0};
	if (row == ID_INDEX_NONE)
		return false;
	if (!pprof_function_name(t, &t->functions[row], &name)) {
		*failed = true;
		return false;
	}
	name = simplified(name);
	/* after a search that took too long, patterns are not used any more */
	if (!name.size || pattern_failure(t->drop) || (t->keep && pattern_failure(t->keep)))
		return false;
	return pattern_matches(t->drop, name.at, name.size) &&
	       !(t->keep && pattern_matches(t->keep, name.at, name.size));
}

/* Whether and how a location is pruned; calls that were inlined into a remaining function are
 * removed. */
static bool judge(struct pprof_tables *t, struct pprof_location *location)
{
	bool failed = false;
	uint32_t l = location->line_count;
	location->judged = true;
	while (l && !fits(t, &t->lines[location->first_line + l - 1], &failed))
		l--;
	if (!l || failed)
		return !failed;
	if (l == location->line_count) {
		location->prune = PPROF_PRUNE;
		return true;
	}
	location->prune = PPROF_PRUNE_BENEATH;
	location->first_line += l;
	location->line_count -= l;
	return true;
}

enum status pprof_prune(struct pprof_tables *t, const size_t *locations, size_t depth,
                        size_t *pruned, struct error *err)
{
	bool user = false;
	*pruned = 0;
	if (!t->drop)
		return STATUS_OK;
	for (size_t i = 0; i < depth; i++)
		if (!t->locations[locations[i]].judged && !judge(t, &t->locations[locations[i]]))
			return error_no_memory(err);
	for (size_t i = depth; i--;) {
		const uint8_t prune = t->locations[locations[i]].prune;
		user |= !prune;
		if (!prune || !user)
			continue;
		*pruned = prune == PPROF_PRUNE ? i + 1 : i;
		return STATUS_OK;
	}
	return STATUS_OK;
}
