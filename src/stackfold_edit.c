/* The public library: the steps of edit-stacks. */
#include "stackfold_options.h"
#include "stackfold_outcome.h"
#include "stackfold_profile.h"

#include "options/editing.h"

#include <string.h>

const char *sf_step(size_t i, const char **argument, const char **about)
{
	for (size_t known = 0; known <= i; known++)
		if (!step_kinds[known].name)
			return NULL;
	if (argument)
		*argument = step_kinds[i].argument;
	if (about)
		*about = step_kinds[i].help;
	return step_kinds[i].name;
}

/* Applies the steps, unless making them failed. */
static sf_status apply(sf_profile *profile, struct plan *plan, enum status status,
                       const sf_options *options, struct error *inner, struct sf_error *error)
{
	const struct messages messages = messages_of(options);
	struct settings settings;
	settings_of(options, &settings);
	if (!status)
		status = reading_options_prepare(&settings.reading, inner);
	plan->reading = &settings.reading.read;
	if (!status)
		status = editing_apply(plan, false, &messages, profile->at, inner);
	plan_free(plan);
	reading_options_free(&settings.reading);
	return public_outcome(status, inner, NULL, 0, error);
}

sf_status sf_profile_apply(sf_profile *profile, const char *step, const char *value,
                           const sf_options *options, struct sf_error *error)
{
	const struct step_kind *kind = steps_find(step, strlen(step));
	struct plan plan = {0};
	struct error why = {{0}}, inner = {{0}};
	size_t offset;
	enum status status = kind ? plan_add(&plan, kind, value, &offset, &why)
	                          : error_set(&why, STATUS_FAILED, "there is no such step");
	if (status == STATUS_FAILED)
		error_set(&inner, status, "%s: %s", step, why.text);
	else if (status)
		error_set(&inner, status, "%s", why.text);
	return apply(profile, &plan, status, options, &inner, error);
}

sf_status sf_profile_apply_script(sf_profile *profile, const char *name, const char *script,
                                  const sf_options *options, struct sf_error *error)
{
	struct plan plan = {0};
	struct error inner = {{0}};
	const enum status status = plan_add_script(&plan, name, script, strlen(script), &inner);
	return apply(profile, &plan, status, options, &inner, error);
}
