#include "options/editing.h"

#include "base/buffer.h"
#include "base/text.h"
#include "edit/nearest.h"
#include "edit/symbolize.h"

#include <string.h>

enum { NAME_SHOWN = 120 /* bytes */ };

bool editing_asked(const struct editing_options *options)
{
	return options->given.count > 0;
}

/* ---- making steps ---- */

static enum status add(struct plan *plan, const struct option_step *given, size_t *offset,
                       struct error *err)
{
	const char *name = given->row->name, *value = given->value;
	*offset = SIZE_MAX;
	if (strcmp(name, "script") == 0)
		return plan_read_script(plan, value, err);
	if (strcmp(name, "collapse-recursion") == 0) {
		name = "recursion";
		value = "direct";
	}
	return plan_add(plan, steps_find(name, strlen(name)), value, offset, err);
}

static bool uses_key(const struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		if (strcmp(plan->items[i].kind->name, "anonymize") == 0)
			return true;
	return false;
}

enum status editing_prepare(struct editing_options *options, struct option_place *place,
                            struct error *err)
{
	struct plan *plan = &options->plan;
	for (size_t i = 0; i < options->given.count; i++) {
		const struct option_step *given = &options->given.items[i];
		struct error why = {{0}};
		size_t offset;
		enum status status = add(plan, given, &offset, &why);
		if (status == STATUS_FAILED && offset != SIZE_MAX)
			*place = (struct option_place){given->value, offset};
		if (status == STATUS_FAILED)
			return error_set(err, status, "--%s: %s", given->row->name, why.text);
		if (status)
			return error_set(err, status, "%s", why.text);
	}
	struct error why = {{0}};
	enum status status = options->key ? plan_read_key(plan, options->key, &why) : STATUS_OK;
	if (!status && options->key && !uses_key(plan))
		status = error_set(&why, STATUS_FAILED, "there is no --anonymize that uses it");
	if (status == STATUS_FAILED)
		return error_set(err, status, "--key: %s", why.text);
	return status ? error_set(err, status, "%s", why.text) : STATUS_OK;
}

void editing_free(struct editing_options *options)
{
	plan_free(&options->plan);
}

/* ---- applying steps ---- */

/* Warns of an expression that no name matches. */
static void warn_unmatched(const struct step *step, const struct frames *frames,
                           const struct messages *messages)
{
	struct nearest nearest;
	struct buffer text = {0};
	nearest_names(step, frames, &nearest);
	for (size_t i = 0; i < nearest.count; i++) {
		const struct text name = nearest.items[i];
		const size_t size = name.size < NAME_SHOWN ? name.size : NAME_SHOWN;
		buffer_text(&text, i ? ", " : "; the nearest: ");
		buffer_append(&text, name.at, size);
		buffer_text(&text, size < name.size ? "..." : "");
	}
	buffer_byte(&text, '\0');
	message(messages, MESSAGE_WARNING, "--%s %s: no frame matches%s", step->kind->name,
	        step->value, text.failed ? "" : text.data);
	buffer_free(&text);
}

/* Warns of files that exist but were not used, and of a step that had nothing to do. */
static void warn_unnamed(const struct step *step, const struct messages *messages)
{
	struct symbolized_module module;
	struct error text;
	size_t places = 0;
	for (size_t i = 0; symbolize_module(step, i, &module); i++) {
		places += module.named + module.unnamed;
		if (!module.unnamed ||
		    (!module.refused && module.missing != SYMBOL_OTHER_BUILD &&
		     module.missing != SYMBOL_OTHER_DEBUG && module.missing != SYMBOL_BAD_FILE))
			continue;
		symbolize_say(&module, &text);
		message(messages, MESSAGE_WARNING, "--symbolize: %s", text.text);
	}
	if (!places && step->stats.stacks)
		message(messages, MESSAGE_WARNING,
		        "--symbolize: no frame is module+0xOFFSET [build id], as fold-stacks "
		        "--build-ids writes them");
	const struct advice_list *advice = symbolize_advice(step);
	for (size_t i = 0; i < advice->count; i++)
		if (advice->items[i].given && !advice->items[i].carried && !advice->items[i].few)
			message(messages, MESSAGE_ADVICE, "%s", advice->items[i].text);
	const char *downloads = symbolize_download_problem(step);
	if (downloads)
		message(messages, MESSAGE_WARNING,
		        "--symbolize: --debuginfod: files were not asked for: %s", downloads);
	const enum symbol_missing lack = symbolize_lack(step);
	if (lack)
		message(messages, MESSAGE_WARNING, "--symbolize: names may be missing: %s",
		        symbol_lack_text(lack));
}

static void warn(const struct plan *plan, const struct frames *frames,
                 const struct messages *messages)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct step *step = &plan->items[i];
		const char *failure = step->pattern ? pattern_failure(step->pattern) : NULL;
		if (step->kind->act == symbolize_act)
			warn_unnamed(step, messages);
		if (failure)
			message(messages, MESSAGE_WARNING,
			        "--%s %s: some names could not be matched: %s", step->kind->name,
			        step->value, failure);
		else if (step->regex_size && !step->matched && step->stats.stacks)
			warn_unmatched(step, frames, messages);
	}
}

enum status editing_apply(struct plan *plan, bool apart, const struct messages *messages,
                          struct profile *profile, struct error *err)
{
	const bool marked = profile->marks.given;
	enum status status = plan_apply(plan, profile, apart, err);
	for (size_t i = 0; !status && i < plan->count; i++)
		if (symbolize_lack(&plan->items[i]) == SYMBOL_NO_MEMORY)
			status = error_no_memory(err); /* fails, because names would differ from
			                                  those with more memory */
	if (!status)
		warn(plan, &profile->frames, messages);
	if (!status && marked && !profile->marks.given)
		message(messages, MESSAGE_WARNING,
		        "which differences are more than noise is not known of edited stacks: edit "
		        "the runs, then compare them");
	return status;
}

enum status editing_check(const struct plan *plan, struct error *err)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct step *step = &plan->items[i];
		if (step->stats.stacks && step->stats.dropped == step->stats.stacks)
			return error_set(err, STATUS_FAILED, "no stack is left after --%s %s",
			                 step->kind->name, step->value);
	}
	return STATUS_OK;
}
