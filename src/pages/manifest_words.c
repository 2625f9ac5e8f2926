#include "pages/manifest_words.h"

const char *const manifest_note_kinds[NOTE_KINDS] = {
	[NOTE_ADVICE] = "advice",
	[NOTE_WARNING] = "warning",
};
