/* Downloads of files by their build ID from debuginfod servers, on request only: elfutils'
 * libdebuginfod is loaded when the first file is missing. It asks the servers in the environment
 * variable DEBUGINFOD_URLS, and keeps the files in its own cache. */
#ifndef STACKFOLD_SYMBOL_DOWNLOAD_H
#define STACKFOLD_SYMBOL_DOWNLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct download;

enum download_kind {
	DOWNLOAD_EXECUTABLE, /* the file that was mapped */
	DOWNLOAD_DEBUG,      /* its debug information */
};

/* seconds: how long all downloads together may take. NULL without memory. */
struct download *download_open(unsigned seconds);
void download_close(struct download *download); /* NULL is fine */

/* The path of a file of that build ID, which the caller frees; NULL: no server has it, or the time
 * is over. Any thread: one file at a time. */
char *download_file(struct download *download, enum download_kind kind, const uint8_t *build_id,
                    size_t size);

/* Why files were not asked for: "the time for downloads is over"; NULL: all were. */
const char *download_problem(const struct download *download);

#endif
