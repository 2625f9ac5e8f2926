/* Symbols that a recording has of the files in it: simpleperf writes them, as the device is not at
 * hand where the recording is read. */
#ifndef STACKFOLD_READ_PERF_DATA_RECORDED_H
#define STACKFOLD_READ_PERF_DATA_RECORDED_H

#include "formats/perf_data/bytes.h"
#include "symbol/symbol.h"

/* Its features, by their bit. */
enum { FEATURE_SIMPLEPERF_FILE = 128, FEATURE_SIMPLEPERF_FILE2 = 132 };

struct recorded_file;

/* Zeroed: none. */
struct recorded {
	struct recorded_file *files; /* by path */
	size_t bytes;                /* that they take */
};

/* Adds what such a feature says. What is damaged is passed over. False without memory. */
bool recorded_take(struct recorded *recorded, unsigned feature, struct bytes *bytes);

/* The module of a file that the recording has symbols of; MODULE_NONE: it has none. Its symbols
 * are added when it is asked for first. False without memory. Addresses are offsets in the file. */
bool recorded_module(const struct recorded *recorded, struct symbols *symbols, const char *path,
                     uint32_t *module);

void recorded_free(struct recorded *recorded);

#endif
