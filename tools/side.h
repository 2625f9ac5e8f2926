/* What flame records or draws, and compares as one side: its runs, and the files that it gets. */
#ifndef STACKFOLD_TOOLS_SIDE_H
#define STACKFOLD_TOOLS_SIDE_H

#include "flame_settings.h"
#include "recorder.h"
#include "results.h"
#include "run_list.h"

#include "options/picture.h"

/* Zeroed but for `set` is ready. */
struct side {
	struct settings *set;
	struct results results;
	struct recorder recorder; /* if it is recorded */
	char *recorded;           /* how: record/flags.h */
	struct run_list runs;
	struct name_list said; /* messages on runs that were shown */
	struct picture_input input;
	bool kept_folded, kept_data; /* earlier results have other names now */
};

/* Prepares to record a program, words NULL: what the options attach to. `other` and `like` are
 * those of the recorder. STATUS_FAILED with a message if it cannot be recorded; side_free in any
 * case. */
enum status side_prepare(struct side *side, const char *const *words, size_t count,
                         const char *other, const struct side *like, struct error *err);

/* Records a run; its number, 0: the only one. Its outcome is in the recorder. */
enum status side_record(struct side *side, unsigned run, struct error *err);

/* Reads the recording as one more run, and writes the files that the options keep. */
enum status side_take(struct side *side, struct error *err);

/* Reads files, together, as one run. */
enum status side_read(struct side *side, const char *const *inputs, size_t count,
                      struct error *err);

void side_free(struct side *side);

#endif
