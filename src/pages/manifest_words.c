#include "pages/manifest_words.h"

const char *const manifest_states[ROW_STATES] = {
	[ROW_ALONE] = "alone", [ROW_COMPARED] = "compared",    [ROW_NEW] = "new",
	[ROW_GONE] = "gone",   [ROW_APART] = "not comparable", [ROW_FAILED] = "failed",
};

const char *const manifest_note_kinds[NOTE_KINDS] = {
	[NOTE_ADVICE] = "advice",
	[NOTE_WARNING] = "warning",
};
