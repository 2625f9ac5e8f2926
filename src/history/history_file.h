/* The file of a history: a JSON object a line (history_line.h), which only grows. */
#ifndef STACKFOLD_HISTORY_HISTORY_FILE_H
#define STACKFOLD_HISTORY_HISTORY_FILE_H

#include "history/history.h"

/* Lines that were not read. */
struct history_damage {
	size_t lines;              /* how many */
	size_t first;              /* the number of the first one, from 1 */
	struct error first_reason; /* what is wrong with it */
};

/* Adds the file's lines to the history. A file that does not exist has none. Lines that are no
 * JSON, or lack a run, a benchmark or a total, are passed over and counted in *damage (zeroed
 * first): of a history that goes back years, one line must not cost the others. Unknown keys are
 * passed over too. The file may be compressed. STATUS_FAILED with the path if it cannot be read,
 * STATUS_FATAL without memory. */
enum status history_read(const char *path, struct history *history, struct history_damage *damage,
                         struct error *err);

/* Appends lines to the file, which is made if it does not exist: all of them, or on failure none.
 * Other processes that append wait (flock), so that lines do not mix. If the file's last line has
 * no end, as after a power failure, the first new one begins on a line of its own. STATUS_FATAL
 * with the path if the file cannot be written. Cost: that of what is written. */
enum status history_append(const char *path, const struct history_line *lines, size_t count,
                           struct error *err);

#endif
