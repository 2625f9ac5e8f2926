#include "summary/states.h"

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
