#include "formats/pprof/labels.h"

#include "base/rows.h"
#include "base/vector.h"
#include "formats/pprof/fields.h"
#include "read/options.h"

#include <stdlib.h>

void pprof_labels_init(struct pprof_labels *labels, struct pprof_tables *tables)
{
	*labels = (struct pprof_labels){.tables = tables, .keys = PPROF_KEY_ROWS_NONE};
	for (size_t i = 0; i < tables->text_count; i++)
		pprof_key_row(&labels->keys, tables->texts[i], i);
}

static enum status add(struct pprof_labels *labels, const uint64_t fields[PPROF_LABEL_FIELDS],
                       struct error *err)
{
	struct samples *kept = &labels->tables->putting->sink->kept;
	const struct text key = pprof_text(labels->tables, fields[PPROF_LABEL_KEY]);
	const struct text text = pprof_text(labels->tables, fields[PPROF_LABEL_TEXT]);
	const struct text unit = pprof_text(labels->tables, fields[PPROF_LABEL_UNIT]);
	struct label label;
	const bool made = fields[PPROF_LABEL_TEXT]
	                          ? put_text_label(kept, key, text, &label)
	                          : put_number_label(kept, key, (int64_t)fields[PPROF_LABEL_NUMBER],
	                                             unit, &label);
	if (!made || !vector_reserve(&labels->items, &labels->capacity, labels->count + 1))
		return error_no_memory(err);
	labels->items[labels->count++] = label;
	return STATUS_OK;
}

static enum status take_label(struct pprof_labels *labels, struct text message,
                              struct put_sample *sample, struct error *err)
{
	uint64_t fields[PPROF_LABEL_FIELDS];
	if (!pprof_label_fields(message, fields))
		return STATUS_FAILED;
	const bool number = !fields[PPROF_LABEL_TEXT] &&
	                    fields[PPROF_LABEL_NUMBER] < UINT32_MAX - 1;
	if (fields[PPROF_LABEL_KEY] == labels->keys.comm && fields[PPROF_LABEL_TEXT]) {
		sample->comm = pprof_text(labels->tables, fields[PPROF_LABEL_TEXT]);
	} else if (fields[PPROF_LABEL_KEY] == labels->keys.pid && number) {
		sample->place.pid = (uint32_t)fields[PPROF_LABEL_NUMBER];
		sample->place.known |= PLACE_PID;
	} else if (fields[PPROF_LABEL_KEY] == labels->keys.tid && number) {
		sample->place.tid = (uint32_t)fields[PPROF_LABEL_NUMBER];
		sample->place.known |= PLACE_TID;
	} else if (fields[PPROF_LABEL_KEY] == labels->keys.thread &&
	           labels->keys.tid != UINT64_MAX) {
		return STATUS_OK; /* it repeats comm and tid */
	} else if (labels->tables->putting->sink->options->keep_samples) {
		return add(labels, fields, err);
	}
	return STATUS_OK;
}

enum status pprof_labels_take(struct pprof_labels *labels, const struct frame *set,
                              struct put_sample *sample, struct error *err)
{
	struct proto proto = proto_of((struct text){set->name, set->size});
	struct proto_field field;
	enum status status = STATUS_OK;
	labels->count = 0;
	while (!status && proto_next(&proto, &field))
		status = take_label(labels, field.bytes, sample, err);
	sample->labels = labels->items;
	sample->label_count = labels->count;
	return status;
}

/* The key for comparing sets; no padding. */
struct thread_of {
	const char *comm;
	uint64_t known;
	uint32_t pid, tid;
};

uint32_t *pprof_labels_same(struct pprof_labels *labels, const struct frames *sets)
{
	struct rows threads = {0};
	uint32_t *first = NULL; /* the set of labels of each thread */
	size_t capacity = 0;
	uint32_t *same = malloc(sets->count * sizeof *same);
	for (uint32_t i = 0; same && i < sets->count; i++) {
		struct put_sample sample = {0};
		const size_t known = threads.count;
		same[i] = i; /* of a damaged profile */
		if (pprof_labels_take(labels, &sets->items[i], &sample, NULL))
			continue;
		const struct thread_of thread = {sample.comm.at, sample.place.known,
		                                 sample.place.pid, sample.place.tid};
		const uint32_t id = rows_intern(&threads, &thread, sizeof thread);
		if (id == ROW_NONE || !vector_reserve(&first, &capacity, id + (size_t)1)) {
			free(same);
			same = NULL;
			continue;
		}
		if (threads.count > known)
			first[id] = i;
		same[i] = first[id];
	}
	rows_free(&threads);
	free(first);
	return same;
}

void pprof_labels_free(struct pprof_labels *labels)
{
	free(labels->items);
	labels->items = NULL;
}
