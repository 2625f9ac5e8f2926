/* The reading itself of the tools, with its progress, terminal check and --list-formats. */
#ifndef STACKFOLD_TOOLS_READING_H
#define STACKFOLD_TOOLS_READING_H

#include "cli.h"
#include "options/reading.h"

/* Makes the options ready for reading_run; answers --list-formats and exits with 0; what is wrong
 * with an option exits with EXIT_USAGE. Call it once after cli_parse; reading_options_free() frees.
 */
void reading_prepare(const struct cli *cli, struct reading_options *options);

/* What the progress line shows. */
struct reading_progress {
	uint64_t next; /* bytes at which it is drawn again */
	int columns;   /* of what is drawn, 0: nothing */
};

/* Before inputs are read: shows progress on a terminal, and makes Ctrl-C end standard input first.
 * reading_end must follow. */
void reading_begin(const struct cli *cli, const char *const *inputs, size_t count,
                   struct read_options *read, struct reading_progress *progress);
void reading_end(const struct reading_progress *progress);

/* Reads `count` inputs with progress on a terminal, and reports. */
enum status reading_run(const struct cli *cli, const struct reading_options *options,
                        const char *const *inputs, size_t count, struct profile *profile,
                        struct read_account *account, struct error *err);

#endif
