/* The files of a recording. */
#ifndef STACKFOLD_READ_PERF_DATA_FOLDER_H
#define STACKFOLD_READ_PERF_DATA_FOLDER_H

#include "formats/perf_data/header.h"
#include "formats/perf_data/source.h"
#include "read/sink.h"

/* Makes the sources: for the recording itself and, if it is a folder, for the files in it. Set
 * stream, big_endian and pipe first. The sink (NULL: none) gets a note about missing files.
 * STATUS_FAILED: the folder is incomplete. */
enum status folder_open(struct sources *sources, const struct perf_data_header *header,
                        struct sink *sink, struct error *err);

/* The path of the kernel's symbols in a folder, which the caller frees; NULL: none. */
char *folder_kallsyms(const struct input *input);

#endif
