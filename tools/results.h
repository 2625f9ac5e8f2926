/* The files that flame writes: NAME.svg, NAME.folded and NAME.perf.data; of several runs
 * NAME.1.folded and NAME.1.perf.data, and so on. */
#ifndef STACKFOLD_TOOLS_RESULTS_H
#define STACKFOLD_TOOLS_RESULTS_H

#include "base/status.h"

#include <stdbool.h>
#include <sys/types.h>

/* Paths; results_free frees them. */
struct results {
	char *name; /* without endings */
	char *svg, *html;
	char *folded, *data; /* of the run that is being recorded: results_number */
	char *difference;    /* the picture of --compare: NAME.diff.svg */
	char *recording;     /* what perf writes to until it has ended, beside `data` */
	bool owned;          /* files get the owner below, not this process's */
	uid_t uid;
	gid_t gid;
};

/* Names of files, or other texts. Zeroed: none. */
struct name_list {
	char **items;
	size_t count, capacity;
};

/* Makes the paths. STATUS_FATAL without memory. */
enum status results_name(struct results *results, const char *name, struct error *err);
void results_free(struct results *results);

/* Gives the files of a run its number: NAME.2.folded; 0: the only run, NAME.folded. */
enum status results_number(struct results *results, unsigned run, struct error *err);

#define RESULTS_FOLDED ".folded"
#define RESULTS_DATA ".perf.data"

/* Finds the files of all runs of a name that have an ending: NAME.folded, NAME.1.folded, in the
 * order of their numbers. STATUS_FATAL without memory; name_list_free in any case. */
enum status results_find(const char *name, const char *ending, struct name_list *found,
                         struct error *err);

/* The same of all files of a folder, "bench/". */
enum status results_find_in(const char *folder, const char *ending, struct name_list *found,
                            struct error *err);
bool name_list_add(struct name_list *list, const char *path);
void name_list_free(struct name_list *list);

/* Keeps the files of all runs that results_find finds: PATH becomes PATH.old. Other files that were
 * kept before under such names are removed. STATUS_FATAL with a message if that fails. */
enum status results_keep_runs(const struct results *results, const char *ending, struct error *err);

/* Makes an empty file that perf may write to, which only its owner can read. STATUS_FATAL with a
 * message if that fails. */
enum status results_begin(struct results *results, struct error *err);

/* Removes that file if it still exists. */
void results_discard(const struct results *results);

/* Gives perf's file its final name. */
enum status results_keep_recording(const struct results *results, struct error *err);

/* Keeps a file that will be replaced: PATH becomes PATH.old. Does nothing if there is none.
 * STATUS_FATAL with a message if that fails. */
enum status results_keep_old(const char *path, struct error *err);

/* Gives a file that was written its owner. */
void results_own(const struct results *results, const char *path);

#endif
