/* The flags of a recording (record/flags.h): written for a new one, and taken over from an earlier
 * one. */
#ifndef STACKFOLD_TOOLS_FLAME_FLAGS_H
#define STACKFOLD_TOOLS_FLAME_FLAGS_H

#include "flame_settings.h"
#include "recorder.h"

#include "record/flags.h"

/* Appends how a recorder, which is prepared, records. */
void flame_flags_text(const struct recorder *recorder, struct buffer *text);

/* Sets options of the table as the first of the earlier results was recorded, except those that the
 * user set, and says which. The values stay in `flags` (zeroed), which the caller frees. */
void flame_flags_take(struct settings *set, const struct option *options, struct flags *flags);

#endif
