#include "edit/steps.h"

#include "edit/cutting.h"
#include "edit/renaming.h"
#include "edit/small.h"
#include "edit/symbolize.h"

#include <stdlib.h>
#include <string.h>

#define STEP(c, name, value, parse, prepare, act, rename, release, help)                           \
	{name, value, help, parse, prepare, act, rename, release},
const struct step_kind step_kinds[] = {
	STEPS(STEP, 0){NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL},
};
#undef STEP

const struct step_kind *steps_find(const char *name, size_t size)
{
	for (const struct step_kind *kind = step_kinds; kind->name; kind++)
		if (strlen(kind->name) == size && memcmp(kind->name, name, size) == 0)
			return kind;
	return NULL;
}

enum status steps_make(struct step *step, const struct step_kind *kind, const char *value,
                       size_t *offset, struct error *err)
{
	*step = (struct step){.kind = kind};
	*offset = SIZE_MAX;
	if (kind->argument && !value)
		return error_set(err, STATUS_FAILED, "needs a value (%s)", kind->argument);
	if (!kind->argument && value)
		return error_set(err, STATUS_FAILED, "takes no value, but got '%s'", value);
	if (!value)
		return STATUS_OK;
	step->value = strdup(value);
	if (!step->value)
		return error_no_memory(err);
	return kind->parse(step, step->value, offset, err);
}
