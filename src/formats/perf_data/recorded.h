/* Symbols in a recording of its files: simpleperf writes them, because the device is not available
 * when the recording is read. */
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

/* Adds the symbols of such a feature. Damaged parts are skipped. False without memory. */
bool recorded_take(struct recorded *recorded, unsigned feature, struct bytes *bytes);

/* The module of a file of which the recording has symbols; MODULE_NONE: it has none. Its symbols
 * are added at the first call for it. False without memory. Addresses are offsets in the file. */
bool recorded_module(const struct recorded *recorded, struct symbols *symbols, const char *path,
                     uint32_t *module);

void recorded_free(struct recorded *recorded);

#endif
