/* Which labels of samples count. Without samples that are kept, only the name of a thread does, and
 * its numbers where root frames or a choice have them. Which text is a label's key is known when
 * the texts were read, and these mostly come after the samples: so they are looked for ahead, where
 * the input can be read twice. */
#ifndef STACKFOLD_FORMATS_PPROF_KEYS_H
#define STACKFOLD_FORMATS_PPROF_KEYS_H

#include "base/text.h"
#include "formats/protobuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct read_options;

/* The rows of texts that labels of threads have as keys: the first of several. */
struct pprof_key_rows {
	uint64_t comm, thread, pid, tid; /* UINT64_MAX: not there */
};

#define PPROF_KEY_ROWS_NONE                                                                        \
	{                                                                                          \
		UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX                                     \
	}

/* The next text of a table. */
void pprof_key_row(struct pprof_key_rows *rows, struct text text, uint64_t row);

/* pprof_keys_init makes it. */
struct pprof_keys {
	const struct proto_stream *fields; /* of the profile, at a sample */
	bool all;                          /* samples are kept: all labels count */
	bool numbers;                      /* those of processes and threads count */
	bool typed;                        /* sample types came: others begin another profile */
	bool looked;                       /* ahead, in this profile */
	bool known;                        /* and found: */
	struct pprof_key_rows rows;
};

void pprof_keys_init(struct pprof_keys *keys, const struct proto_stream *fields,
                     const struct read_options *options, bool chooses);

/* Another profile begins. */
void pprof_keys_reset(struct pprof_keys *keys);

/* Whether a label can count; a damaged one does. `texts` are the rows of texts read so far. */
bool pprof_label_counts(struct pprof_keys *keys, struct text label, const struct text *texts,
                        size_t text_count);

#endif
