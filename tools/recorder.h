/* Recording for flame: decides how to record, says so, records, and reports the result. */
#ifndef STACKFOLD_TOOLS_RECORDER_H
#define STACKFOLD_TOOLS_RECORDER_H

#include "flame_options.h"
#include "results.h"

#include "record/family.h"
#include "record/recording.h"

struct findings;

/* What flame records, and how. Zeroed, with what the caller says, is ready. */
struct recorder {
	const struct cli *cli;
	const struct flame_options *options;
	const char *const *words; /* the program and its arguments; NULL: others are attached to */
	size_t word_count;
	const char *other;   /* another program that will be recorded in the same way; NULL: none */
	const char *off_cpu; /* as for --off-cpu; NULL: not asked for */
	bool wall;           /* --wall */
	bool switches;       /* records context switches, of the whole system */

	struct findings *found;
	struct child program;
	struct recording_outcome outcome;
	bool times_program; /* samples stand for all processor time that the program takes */
};

/* Finds out how to record, and says so; in the same way as `like`, which is prepared, if that is
 * not NULL. STATUS_FAILED with a message if it cannot be done. Call it once; recorder_free in
 * any case. */
enum status recorder_prepare(struct recorder *recorder, const struct recorder *like,
                             struct error *err);

/* How it records: what the user chose, or what was chosen here. Texts are the recorder's. */
struct recorder_way {
	const char *event, *frequency; /* "": none */
	const char *call_graph;
};

struct recorder_way recorder_way(const struct recorder *recorder);

/* Records once more, into results->recording, which is made then. STATUS_FAILED with a message
 * if it cannot be done; then the program, if any, did not begin. */
enum status recorder_run(struct recorder *recorder, struct results *results, struct error *err);

/* The chosen processes, and those that they started, of a recording of the whole
 * system; none: all. STATUS_FATAL with a message if that fails; the pids are for the caller to
 * free in any case. */
enum status recorder_family(const struct recorder *recorder, const char *path,
                            struct family *family, struct error *err);

/* Says what became of the recording, but for results: why it ended, what goes on. */
void recorder_report(const struct recorder *recorder);

void recorder_free(struct recorder *recorder);

#endif
