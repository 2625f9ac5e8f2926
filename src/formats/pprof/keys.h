/* Decides which labels of samples count. If samples are not kept, only the name of a thread does,
 * and its numbers if root frames or a choice need them. The text of a label's key is known only
 * after the texts, which are mostly after the samples, so they are searched in advance if the input
 * can be read twice. */
#ifndef STACKFOLD_FORMATS_PPROF_KEYS_H
#define STACKFOLD_FORMATS_PPROF_KEYS_H

#include "base/text.h"
#include "formats/protobuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct read_options;

/* The rows of the texts that are keys of threads' labels: the first of several. */
struct pprof_key_rows {
	uint64_t comm, thread, pid, tid; /* UINT64_MAX: none */
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
	bool typed;  /* sample types were read: more of them begin another profile */
	bool looked; /* the rest of this profile was searched */
	bool known;  /* with these results: */
	struct pprof_key_rows rows;
};

void pprof_keys_init(struct pprof_keys *keys, const struct proto_stream *fields,
                     const struct read_options *options, bool chooses);

/* Begins another profile. */
void pprof_keys_reset(struct pprof_keys *keys);

/* Whether a label can count; a damaged one does. `texts` are the rows of texts read so far. */
bool pprof_label_counts(struct pprof_keys *keys, struct text label, const struct text *texts,
                        size_t text_count);

#endif
