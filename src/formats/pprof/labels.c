#include "formats/pprof/labels.h"

#include "base/rows.h"
#include "base/vector.h"
#include "read/options.h"

#include <stdlib.h>

enum { KEY = 1, TEXT, NUMBER, UNIT, FIELDS };

static bool take_fields(struct text message, uint64_t fields[FIELDS])
{
	struct proto proto = proto_of(message);
	struct proto_field field;
	for (size_t i = 0; i < FIELDS; i++)
		fields[i] = 0;
	while (proto_next(&proto, &field))
		if (field.type == PROTO_NUMBER && field.number < FIELDS)
			fields[field.number] = field.value;
	return !proto.bad;
}

void pprof_labels_init(struct pprof_labels *labels, struct pprof_tables *tables)
{
	*labels = (struct pprof_labels){.tables = tables,
	                                .comm = UINT64_MAX,
	                                .thread = UINT64_MAX,
	                                .pid = UINT64_MAX,
	                                .tid = UINT64_MAX};
	for (size_t i = tables->text_count; i--;) {
		const struct text text = tables->texts[i];
		if (text_is(text, "comm"))
			labels->comm = i;
		else if (text_is(text, "thread"))
			labels->thread = i;
		else if (text_is(text, "pid"))
			labels->pid = i;
		else if (text_is(text, "tid"))
			labels->tid = i;
	}
}

static enum status add(struct pprof_labels *labels, const uint64_t fields[FIELDS],
                       struct error *err)
{
	struct samples *kept = &labels->tables->putting->sink->kept;
	const struct text key = pprof_text(labels->tables, fields[KEY]);
	const struct text text = pprof_text(labels->tables, fields[TEXT]);
	const struct text unit = pprof_text(labels->tables, fields[UNIT]);
	struct label label = {samples_add_name(kept, key.at, key.size), LABEL_NONE, LABEL_NONE, 0,
	                      (int64_t)fields[NUMBER]};
	bool ok = label.key != SAMPLE_NONE;
	if (fields[TEXT]) {
		label.number = 0;
		label.text = samples_add_name(kept, text.at, text.size);
		ok &= label.text != SAMPLE_NONE;
	} else if (unit.size) {
		label.unit = samples_add_name(kept, unit.at, unit.size);
		ok &= label.unit != SAMPLE_NONE;
	}
	if (!ok || !vector_reserve(&labels->items, &labels->capacity, labels->count + 1))
		return error_no_memory(err);
	labels->items[labels->count++] = label;
	return STATUS_OK;
}

static enum status take_label(struct pprof_labels *labels, struct text message,
                              struct put_sample *sample, struct error *err)
{
	uint64_t fields[FIELDS];
	if (!take_fields(message, fields))
		return STATUS_FAILED;
	const bool number = !fields[TEXT] && fields[NUMBER] < UINT32_MAX - 1;
	if (fields[KEY] == labels->comm && fields[TEXT]) {
		sample->comm = pprof_text(labels->tables, fields[TEXT]);
	} else if (fields[KEY] == labels->pid && number) {
		sample->place.pid = (uint32_t)fields[NUMBER];
		sample->place.known |= PLACE_PID;
	} else if (fields[KEY] == labels->tid && number) {
		sample->place.tid = (uint32_t)fields[NUMBER];
		sample->place.known |= PLACE_TID;
	} else if (fields[KEY] == labels->thread && labels->tid != UINT64_MAX) {
		return STATUS_OK; /* it says the same as comm and tid */
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

/* What two sets are compared by; no padding. */
struct thread_of {
	const char *comm;
	uint64_t known;
	uint32_t pid, tid;
};

uint32_t *pprof_labels_same(struct pprof_labels *labels, const struct frames *sets)
{
	struct rows threads = {0};
	uint32_t *first = NULL; /* set of each thread */
	size_t capacity = 0;
	uint32_t *same = malloc(sets->count * sizeof *same);
	for (uint32_t i = 0; same && i < sets->count; i++) {
		struct put_sample sample = {0};
		const size_t known = threads.count;
		same[i] = i; /* of one that is damaged */
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
