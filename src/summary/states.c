#include "summary/states.h"

#include <string.h>

const char *const state_names[ROW_STATES] = {
	[ROW_ALONE] = "alone", [ROW_COMPARED] = "compared", [ROW_NEW] = "new",
	[ROW_GONE] = "gone",   [ROW_APART] = "apart",       [ROW_FAILED] = "failed",
};

static const char *const reasons[ROW_STATES] = {
	[ROW_ALONE] = "no baseline",
	[ROW_COMPARED] = "compared",
	[ROW_NEW] = "new: the baseline does not have it",
	[ROW_GONE] = "gone: only the baseline has it",
	[ROW_APART] = "cannot be compared with the baseline",
	[ROW_FAILED] = "could not be read",
};

const char *state_reason(const struct comparison_row *row)
{
	return row->why ? row->why : reasons[row->state];
}

const char *state_unchecked(const struct comparison_row *row, const char *rule)
{
	for (size_t i = 0; i < row->unchecked_count; i++)
		if (strcmp(row->unchecked[i].rule, rule) == 0)
			return row->unchecked[i].why;
	return NULL;
}
