/* NDJSON: a JSON object a line, for DuckDB, ClickHouse, jq and the like. A line is a sample, or
 * with "ndjson-stacks", and where the input has no samples of their own, a stack:
 *
 *     {"stack":["main","work"],"weight":1003009,"unit":"ns","event":"cpu-clock","comm":"app",
 *      "pid":12,"tid":12,"cpu":1,"time":482700000123}
 *
 * stack: root first. time: nanoseconds of the recording's clock. What is not known is left out, and
 * so are labels where there are none: "labels":{"key":"value"}. */
#include "write/writer.h"

#include "config.h"

#ifdef HAVE_YAJL

#include "write/json.h"
#include "write/rows.h"

static void write_labels(struct json *json, const struct samples *samples, uint32_t id)
{
	const struct label_set set = labels_of(&samples->labels, id);
	if (!set.count)
		return;
	json_key_object(json, "labels");
	for (uint32_t i = 0; i < set.count; i++) {
		const struct label *label = &set.items[i];
		const struct frame *key = &samples->names.items[label->key];
		json_text(json, key->name, key->size);
		if (label->text != LABEL_NONE) {
			const struct frame *text = &samples->names.items[label->text];
			json_text(json, text->name, text->size);
		} else {
			json_signed(json, label->number);
		}
	}
	json_object_end(json);
}

static void write_task(struct json *json, const struct samples *samples,
                       const struct sample_task *task)
{
	const struct sample_thread *thread = samples_thread(samples, task->thread);
	const char *comm = samples_name(samples, task->comm);
	if (comm)
		json_key_string(json, "comm", comm);
	if (sample_id_known(thread->pid))
		json_key_integer(json, "pid", thread->pid);
	if (sample_id_known(thread->tid))
		json_key_integer(json, "tid", thread->tid);
}

static void write_row(struct json *json, const struct written_rows *rows, const struct sample *row)
{
	const struct profile *profile = rows->profile;
	const struct stack *stack = &profile->stacks.items[row->stack];
	const struct written_event event = written_event(rows, row->event);
	const struct sample_task *task = written_task(rows, row->task);
	json_object(json);
	json_key_array(json, "stack");
	for (uint32_t d = 0; d < stack->depth; d++) {
		const struct frame *frame = &profile->frames.items[stack->frames[d]];
		json_text(json, frame->name, frame->size);
	}
	json_array_end(json);
	json_key(json, "weight");
	json_decimal(json, row->weight);
	json_key_string(json, "unit", event.unit);
	json_key_string(json, "event", event.name);
	if (task)
		write_task(json, rows->samples, task);
	if (row->cpu != SAMPLE_NONE)
		json_key_integer(json, "cpu", row->cpu);
	if (row->time != SAMPLE_NO_TIME)
		json_key_integer(json, "time", row->time);
	if (rows->samples)
		write_labels(json, rows->samples, row->labels);
	json_object_end(json);
	json_line(json);
}

static enum status write_ndjson(const struct profile *profile, bool plain, struct output *output,
                                struct error *err)
{
	struct written_rows rows;
	struct json json;
	(void)plain;
	enum status status = written_rows_init(&rows, profile, err);
	if (status)
		return status;
	status = json_begin(&json, output, err);
	if (!status) {
		for (size_t i = 0; i < rows.count && !json.failed; i++) {
			const struct sample row = written_row(&rows, i);
			write_row(&json, &rows, &row);
		}
		status = json_end(&json, STATUS_OK, err);
	}
	written_rows_free(&rows);
	return status;
}

#define WRITE write_ndjson
#define AVAILABLE true
#else
#define WRITE NULL
#define AVAILABLE false
#endif

const struct writer writer_ndjson = {
	.name = "ndjson",
	.endings = ".ndjson .jsonl",
	.available = AVAILABLE,
	.samples = true,
	.write = WRITE,
};

const struct writer writer_ndjson_stacks = {
	.name = "ndjson-stacks",
	.endings = ".stacks.ndjson",
	.available = AVAILABLE,
	.write = WRITE,
};
