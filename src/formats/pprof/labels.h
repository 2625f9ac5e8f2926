/* Labels of samples, among them the thread in our own pprof output, see write/pprof.c. */
#ifndef STACKFOLD_FORMATS_PPROF_LABELS_H
#define STACKFOLD_FORMATS_PPROF_LABELS_H

#include "formats/pprof/keys.h"
#include "formats/pprof/tables.h"
#include "store/frames.h"

/* pprof_labels_init makes it. */
struct pprof_labels {
	struct pprof_tables *tables;
	struct pprof_key_rows keys;
	struct label *items; /* of the current set */
	size_t count, capacity;
};

void pprof_labels_init(struct pprof_labels *labels, struct pprof_tables *tables);

/* Takes the fields of a set: the thread goes into the sample, and, if samples are kept, the others
 * too. STATUS_FAILED, without a message, if a label is invalid. */
enum status pprof_labels_take(struct pprof_labels *labels, const struct frame *set,
                              struct put_sample *sample, struct error *err);

/* For each set the first one with the same thread; NULL without memory. free() frees. */
uint32_t *pprof_labels_same(struct pprof_labels *labels, const struct frames *sets);

void pprof_labels_free(struct pprof_labels *labels);

#endif
