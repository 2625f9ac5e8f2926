/* The files that flame writes: NAME.svg, NAME.folded and NAME.perf.data. */
#ifndef STACKFOLD_TOOLS_RESULTS_H
#define STACKFOLD_TOOLS_RESULTS_H

#include "base/status.h"

#include <stdbool.h>
#include <sys/types.h>

/* Paths; results_free frees them. */
struct results {
	char *svg, *folded, *data;
	char *difference; /* the picture of --compare: NAME.diff.svg */
	char *old_folded; /* what `folded` becomes when it is replaced */
	char *recording;  /* what perf writes to until it has ended, beside `data` */
	bool owned;       /* files get the owner below, not this process's */
	uid_t uid;
	gid_t gid;
};

/* Makes the paths. STATUS_FATAL without memory. */
enum status results_name(struct results *results, const char *name, struct error *err);
void results_free(struct results *results);

/* Makes an empty file that perf may write to, which only its owner can read. STATUS_FATAL with a
 * message where that fails. */
enum status results_begin(struct results *results, struct error *err);

/* Removes that file where it still is there. */
void results_discard(const struct results *results);

/* Gives what perf wrote its name. The file that had it is kept as NAME.perf.data.old. */
enum status results_keep_recording(const struct results *results, struct error *err);

/* Keeps a file that is to be replaced: PATH becomes PATH.old. Nothing happens where there is none.
 * STATUS_FATAL with a message where that fails. */
enum status results_keep_old(const char *path, struct error *err);

/* Gives a file that was written its owner. */
void results_own(const struct results *results, const char *path);

#endif
