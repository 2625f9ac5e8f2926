#include "options/comparing.h"

#include "options/values.h"

#include <stdlib.h>
#include <string.h>

enum { TOP_DEFAULT = 10 };

static const struct judge_options judge_defaults = {
	.level = {5, 2},     /* 0.05 */
	.min_share = {1, 1}, /* 0.1 % */
};

static enum status prepare_min_share(struct comparing_options *options, struct error *err)
{
	if (!options->min_share)
		return STATUS_OK;
	return option_share("min-share", options->min_share, true, &options->judge.min_share, err);
}

static enum status prepare_significance(struct comparing_options *options, struct error *err)
{
	struct decimal *level = &options->judge.level;
	const char *text = options->significance;
	options->judge.untested = text && strcmp(text, "off") == 0;
	if (!text || options->judge.untested)
		return STATUS_OK;
	if (decimal_parse(text, strlen(text), level) == NUMBER_OK && level->value &&
	    level->value < number_power10(level->places))
		return STATUS_OK;
	return error_set(err, STATUS_FAILED,
	                 "--significance: '%s' is neither a rate of false alarms between 0 and 1, "
	                 "such as 0.05, nor off",
	                 text);
}

/* Adds the option and the position to an error in an option's value. */
static enum status wrong(enum status status, const char *option, const char *value, size_t offset,
                         const struct error *why, struct option_place *place, struct error *err)
{
	if (status != STATUS_FAILED)
		return error_set(err, status, "%s", why->text);
	*place = (struct option_place){value, offset};
	return error_set(err, status, "--%s: %s", option, why->text);
}

static enum status prepare_rules(struct comparing_options *options, struct option_place *place,
                                 struct error *err)
{
	options->rules = calloc(options->fail_on.count + 1, sizeof *options->rules);
	if (!options->rules)
		return error_no_memory(err);
	for (size_t i = 0; i < options->fail_on.count; i++) {
		const char *text = options->fail_on.items[i];
		struct error why = {0};
		size_t offset;
		enum status status = rule_parse(text, &options->rules[i], &offset, &why);
		if (status)
			return wrong(status, "fail-on", text, offset, &why, place, err);
	}
	return STATUS_OK;
}

static enum status prepare_normalization(struct comparing_options *options,
                                         struct option_place *place, struct error *err)
{
	struct error why = {0};
	size_t offset;
	if (options->normalize_total && options->normalize)
		return error_set(err, STATUS_FAILED, "-n is --normalize total: give one of them");
	if (options->normalize_total)
		options->normalize = "total";
	options->how.integers = options->integers;
	if (!options->normalize)
		return STATUS_OK;
	enum status status = normalization_parse(options->normalize, &options->how, &offset, &why);
	return status ? wrong(status, "normalize", options->normalize, offset, &why, place, err)
	              : STATUS_OK;
}

static enum status prepare_names(struct comparing_options *options, struct option_place *place,
                                 struct error *err)
{
	enum { EXACT, NORMALIZED };
	struct error why = {0};
	size_t rename = 0, offset = 0;
	unsigned way = EXACT;
	enum status status = option_choice("match", options->match, &way, err);
	if (status)
		return status;
	const struct match_options names = {
		.strip_addresses = options->strip,
		.normalized = way == NORMALIZED,
		.renames = options->renames.items,
		.rename_count = options->renames.count,
	};
	status = match_open(&names, &options->names, &rename, &offset, &why);
	if (status == STATUS_FAILED && rename < names.rename_count)
		return wrong(status, "rename", names.renames[rename], offset, &why, place, err);
	return status ? error_set(err, status, "%s", why.text) : STATUS_OK;
}

enum status comparing_options_prepare(struct comparing_options *options, struct option_place *place,
                                      struct error *err)
{
	*place = (struct option_place){0};
	options->judge = judge_defaults;
	if (!options->top)
		options->top = TOP_DEFAULT;
	enum status status = prepare_min_share(options, err);
	if (!status)
		status = prepare_significance(options, err);
	if (!status)
		status = prepare_rules(options, place, err);
	if (!status)
		status = prepare_normalization(options, place, err);
	if (!status)
		status = prepare_names(options, place, err);
	return status;
}

void comparing_options_free(struct comparing_options *options)
{
	for (size_t i = 0; options->rules && i < options->fail_on.count; i++)
		rule_free(&options->rules[i]);
	free(options->rules);
	options->rules = NULL;
	match_free(options->names);
	options->names = NULL;
	normalization_free(&options->how);
}

bool comparing_shows_noise(const struct comparing_options *options,
                           const struct comparison *comparison)
{
	return options->significance ||
	       (comparison->count[DIFF_BEFORE] > 1 && comparison->count[DIFF_AFTER] > 1);
}

enum status comparing_judge(const struct comparing_options *options, struct comparison *comparison,
                            struct judgement *judgement, struct breaches *breaches,
                            struct error *err)
{
	struct marks *marks = &comparison->pair.marks;
	enum status status = judgement_make(comparison, &options->judge, judgement, err);
	if (!status && comparing_shows_noise(options, comparison))
		status = judgement_mark(judgement, marks, err);
	if (!status)
		status = rules_judge(options->rules, options->fail_on.count, judgement, breaches,
		                     err);
	return status ? status : breaches_mark(breaches, judgement, marks, err);
}
