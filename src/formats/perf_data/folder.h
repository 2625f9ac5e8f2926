/* The files of a recording. */
#ifndef STACKFOLD_READ_PERF_DATA_FOLDER_H
#define STACKFOLD_READ_PERF_DATA_FOLDER_H

#include "formats/perf_data/header.h"
#include "formats/perf_data/source.h"
#include "read/sink.h"

/* Makes the sources: of the recording itself, and, where it is a folder, of the files in it. Set
 * stream, big_endian and pipe before. The sink (NULL: none) gets a note of files that are missing.
 * STATUS_FAILED: the folder is not whole. */
enum status folder_open(struct sources *sources, const struct perf_data_header *header,
                        struct sink *sink, struct error *err);

/* The kernel's symbols that a folder has, to be freed; NULL: none. */
char *folder_kallsyms(const struct input *input);

#endif
