/* Reading profiles: any number of inputs of any known format into one profile.
 *
 * The formats are a table of readers (reader.h) that the caller hands in; src/formats/ has it.
 * To read inputs: bidding.h chooses the reader, stream.h gives it bytes or pieces.h pieces,
 * workers.h has threads read into sinks (sink.h), account.h counts, gathering.h makes the profile.
 */
#ifndef STACKFOLD_READ_READ_H
#define STACKFOLD_READ_READ_H

#include "base/input.h"
#include "base/status.h"
#include "read/account.h"
#include "read/options.h"
#include "read/reader.h"
#include "store/profile.h"

#include <stddef.h>

/* Reads the inputs ("-": standard input) into an initialised, empty profile, and adds them up.
 * Compressed input (gzip, xz, bzip2, zstd) is opened on the way. The profile gets as many columns
 * as the input has. The result is the same for any number of threads.
 * STATUS_FAILED: an input cannot be opened or read, is of no known format, or holds no sample;
 * or a sum overflows. The message names the file; the account is made all the same, as its notes
 * may say why. */
enum status read_inputs(reader_table *readers, const char *const *paths, size_t path_count,
                        const struct read_options *options, struct profile *profile,
                        struct read_account *account, struct error *err);

/* The same of inputs from anywhere. */
enum status read_sources(reader_table *readers, const struct input_source *sources, size_t count,
                         const struct read_options *options, struct profile *profile,
                         struct read_account *account, struct error *err);

#endif
