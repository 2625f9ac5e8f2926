#include "edit/renaming.h"

#include "base/text.h"
#include "names/anonymize.h"
#include "names/grouping.h"
#include "names/name_change.h"

#include <stdlib.h>
#include <string.h>

/* ---- values ---- */

enum status renaming_parse_names(struct step *step, const char *value, size_t *offset,
                                 struct error *err)
{
	struct name_change change = {0};
	*offset = 0;
	enum status status = name_change_parse(value, &change, err);
	step->number = change.form;
	step->depth = change.depth;
	return status;
}

enum status renaming_parse_group(struct step *step, const char *value, size_t *offset,
                                 struct error *err)
{
	enum group_by by = GROUP_BY_MODULE;
	*offset = 0;
	enum status status = grouping_parse(value, &by, err);
	step->number = by;
	return status;
}

/* Compiles the first `size` bytes of the value so that a match with part of a name covers the whole
 * name, which is then replaced. */
static enum status compile_whole(struct step *step, size_t size, size_t *offset, struct error *err)
{
	enum status status = step_compile(step, size, offset, err); /* the position of an error */
	if (status)
		return status;
	pattern_free(step->pattern);
	step->pattern = NULL;
	struct buffer whole = {0};
	buffer_text(&whole, "(?s)\\A.*?(?:");
	buffer_append(&whole, step->value, size);
	buffer_text(&whole, ").*\\z");
	status = whole.failed ? error_no_memory(err)
	                      : pattern_compile(whole.data, whole.size, &step->pattern, err);
	buffer_free(&whole);
	return status;
}

enum status renaming_parse_regex(struct step *step, const char *value, size_t *offset,
                                 struct error *err)
{
	const char *equals = strrchr(value, '=');
	*offset = strlen(value);
	if (!equals || equals == value || !equals[1])
		return error_set(err, STATUS_FAILED, "expected REGEX=NAME");
	const size_t size = (size_t)(equals - value);
	step->text = step->value + size + 1;
	enum status status = compile_whole(step, size, offset, err);
	if (status)
		return status;
	*offset = size + 1 + strcspn(step->text, ";\n");
	if (value[*offset])
		return error_set(err, STATUS_FAILED, "a frame's name cannot contain %s",
		                 value[*offset] == ';' ? "a semicolon" : "a newline");
	*offset = size + 1;
	return pattern_check_replacement(step->pattern, step->text, err);
}

/* ---- names ---- */

static struct text name_of(const struct profile *profile, uint32_t id)
{
	const struct frame *frame = &profile->frames.items[id];
	return (struct text){frame->name, frame->size};
}

static struct text module_of(const struct profile *profile, struct origin origin)
{
	const struct frame *module = origins_module(&profile->facts.origins, origin);
	return module ? (struct text){module->name, module->size} : (struct text){"", 0};
}

bool renaming_name_form(struct step *step, const struct profile *profile, uint32_t id,
                        struct buffer *name)
{
	const struct name_change change = {.form = (enum name_change_form)step->number,
	                                   .depth = step->depth};
	return name_change(&change, name_of(profile, id), name);
}

bool renaming_group(struct step *step, const struct profile *profile, uint32_t id,
                    struct buffer *name)
{
	const struct origin origin = origins_of(&profile->facts.origins, id);
	return grouping_name((enum group_by)step->number, name_of(profile, id), origin.kinds,
	                     module_of(profile, origin), name);
}

bool renaming_regex(struct step *step, const struct profile *profile, uint32_t id,
                    struct buffer *name)
{
	const struct text text = name_of(profile, id);
	return pattern_replace(step->pattern, text.at, text.size, step->text, name);
}

/* A function that was both called and inlined counts as called; a name with several kinds of code
 * gets no mark. */
bool renaming_annotation(struct step *step, const struct profile *profile, uint32_t id,
                         struct buffer *name)
{
	const struct text text = name_of(profile, id);
	unsigned kinds = origins_of(&profile->facts.origins, id).kinds;
	(void)step;
	if (kinds & ~(unsigned)ORIGIN_INLINED)
		kinds &= ~(unsigned)ORIGIN_INLINED;
	const char *mark = kinds == ORIGIN_KERNEL    ? "_[k]"
	                   : kinds == ORIGIN_JIT     ? "_[j]"
	                   : kinds == ORIGIN_INLINED ? "_[i]"
	                                             : NULL;
	static const char *const marks[] = {"_[k]", "_[j]", "_[i]", "_[w]"};
	for (size_t i = 0; mark && i < sizeof marks / sizeof *marks; i++)
		if (text_ends(text, marks[i]))
			mark = NULL;
	if (!mark)
		return false;
	buffer_append(name, text.at, text.size);
	buffer_text(name, mark);
	return true;
}

bool renaming_stand_in(struct step *step, const struct profile *profile, uint32_t id,
                       struct buffer *name)
{
	const struct origin origin = origins_of(&profile->facts.origins, id);
	anonymizer_name(step->state, name_of(profile, id), origin.kinds, module_of(profile, origin),
	                name);
	return true;
}

/* ---- preparation with the profile ---- */

enum status renaming_prepare(struct step *step, const struct profile *profile, struct error *err)
{
	(void)step, (void)profile, (void)err;
	return STATUS_OK;
}

enum status renaming_prepare_stand_ins(struct step *step, const struct profile *profile,
                                       struct error *err)
{
	struct anonymizer *anonymizer = NULL;
	const struct stacks *stacks = &profile->stacks;
	const struct origins *origins = &profile->facts.origins;
	bool *used = calloc(profile->frames.count + 1, sizeof *used);
	enum status status = used ? anonymizer_open(step->key.size ? step->key.data : NULL,
	                                            step->key.size, &anonymizer, err)
	                          : error_no_memory(err);
	step->state = anonymizer;
	for (size_t i = 0; !status && i < stacks->count; i++)
		for (size_t d = 0; d < stacks->items[i].depth; d++)
			used[stacks->items[i].frames[d]] = true;
	for (uint32_t f = 0; !status && f < profile->frames.count; f++) {
		const struct origin origin = origins_of(origins, f);
		const struct text module = module_of(profile, origin);
		if (!used[f])
			continue;
		anonymizer_add(anonymizer, name_of(profile, f), origin.kinds, module);
		if (module.size)
			anonymizer_add_module(anonymizer, module);
	}
	free(used);
	return status ? status : anonymizer_finish(anonymizer, err);
}

void renaming_release_stand_ins(void *state)
{
	anonymizer_free(state);
}

void renaming_module_stand_in(const struct step *step, struct text module, struct buffer *name)
{
	anonymizer_module(step->state, module, name);
}

/* ---- stacks ---- */

enum step_outcome renaming_each(struct step *step, struct walk *walk)
{
	uint32_t changed = 0;
	for (size_t d = 0; d < walk->depth; d++) {
		const uint32_t now = step_renamed(step, walk, walk->ids[d]);
		changed |= now ^ walk->ids[d];
		walk->ids[d] = now;
	}
	return changed ? STEP_CHANGED : STEP_SAME;
}

enum step_outcome renaming_runs(struct step *step, struct walk *walk)
{
	size_t kept = 0;
	bool changed = false, meant = false; /* the previous frame */
	for (size_t d = 0; d < walk->depth; d++) {
		const uint32_t was = walk->ids[d], now = step_renamed(step, walk, was);
		const bool before = meant;
		meant = !walk->failed && step->matches[was] == STEP_MATCH;
		changed |= now != was;
		if (before && meant && walk->ids[kept - 1] == now)
			continue;
		walk->ids[kept++] = now;
	}
	changed |= kept < walk->depth;
	walk->depth = kept;
	return changed ? STEP_CHANGED : STEP_SAME;
}

enum step_outcome renaming_root(struct step *step, struct walk *walk)
{
	const uint32_t was = walk->ids[0], now = step_renamed(step, walk, was);
	walk->ids[0] = now;
	return now == was ? STEP_SAME : STEP_CHANGED;
}
