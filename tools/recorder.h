/* Recording for flame: decides how to record, says so, records, and says what became of it. */
#ifndef STACKFOLD_TOOLS_RECORDER_H
#define STACKFOLD_TOOLS_RECORDER_H

#include "flame_options.h"
#include "results.h"

#include "record/family.h"
#include "record/recording.h"

/* A recording of flame. Zeroed but for `program` is ready. */
struct recorder {
	const struct cli *cli;
	const struct flame_options *options;
	struct results *results; /* perf writes to results->recording, which is made then */
	bool switches;           /* records context switches, of the whole system */
	bool wall;               /* and samples */
	struct child program;
	struct recording_outcome outcome;
	bool kernel_hidden; /* the kernel's part is left out, or has no names */
};

/* Records as the options and the operands say, into results->recording. STATUS_FAILED with a
 * message where it cannot be done; a program that was to be recorded has not begun then.
 * recorder_free in any case.
 */
enum status recorder_run(struct recorder *recorder, struct error *err);

/* The processes that were to be recorded, and those that they started, of a recording of the whole
 * system; none: all. STATUS_FATAL with a message where that fails; the pids are for the caller to
 * free in any case. */
enum status recorder_family(const struct recorder *recorder, const char *path,
                            struct family *family, struct error *err);

/* Says what became of the recording, but for results: why it ended, what goes on. */
void recorder_report(const struct recorder *recorder);

void recorder_free(struct recorder *recorder);

#endif
