#include "write/firefox/threads.h"

#include "base/rows.h"
#include "write/firefox/values.h"

#include <stdlib.h>
#include <string.h>

/* ---- processes ---- */

struct process_key {
	uint32_t pid, life;
};

static uint32_t process_of(struct rows *processes, const struct sample_thread *thread)
{
	const struct process_key key = {thread->pid, thread->life};
	return rows_intern(processes, &key, sizeof key);
}

/* Finds the names of processes: tasks come in the order of time. */
static bool name_processes(struct firefox_threads *threads, struct rows *processes, uint32_t *names)
{
	const struct samples *samples = threads->rows->samples;
	for (uint32_t i = 0; i < samples->tasks.count; i++) {
		const struct sample_task *task = samples_task(samples, i);
		const struct sample_thread *thread = samples_thread(samples, task->thread);
		uint32_t process = process_of(processes, thread);
		if (process == ROW_NONE)
			return false;
		if (thread->tid == thread->pid)
			names[process] = task->comm;
	}
	for (uint32_t t = 0; t < samples->threads.count; t++) {
		uint32_t process = process_of(processes, samples_thread(samples, t));
		if (process == ROW_NONE)
			return false;
		threads->process_names[t] = names[process];
	}
	return true;
}

static bool find_processes(struct firefox_threads *threads)
{
	if (!threads->rows->samples)
		return true;
	struct rows processes = {0};
	const size_t count = threads->rows->samples->threads.count; /* processes are no more */
	uint32_t *names = malloc((count + 1) * sizeof *names);
	threads->process_names = malloc((count + 1) * sizeof *threads->process_names);
	bool done = names && threads->process_names;
	if (done) {
		memset(names, 0xff, (count + 1) * sizeof *names);
		done = name_processes(threads, &processes, names);
	}
	free(names);
	rows_free(&processes);
	return done;
}

/* ---- threads ---- */

/* The time of a row; of one that has none, as if they were a millisecond apart. */
static uint64_t time_of(const struct firefox_threads *threads, const struct sample *row,
                        size_t number)
{
	return row->time == SAMPLE_NO_TIME ? (uint64_t)number * 1000000
	                                   : row->time - threads->start;
}

/* The format's word for what weights are. It knows three; any other unit counts as samples. */
static const char *weight_type(const char *unit)
{
	static const char *const times[] = {"ns", "us", "ms", "s"};
	for (size_t i = 0; i < sizeof times / sizeof *times; i++)
		if (strcmp(unit, times[i]) == 0)
			return "tracing-ms";
	return strcmp(unit, "bytes") == 0 ? "bytes" : "samples";
}

/* A weight in the format's unit: times in milliseconds. */
static void write_weight(struct json *json, struct decimal weight, const char *unit)
{
	static const struct {
		const char *unit;
		unsigned places;
	} smaller[] = {{"ns", 6}, {"us", 3}};
	for (size_t i = 0; i < sizeof smaller / sizeof *smaller; i++)
		if (strcmp(unit, smaller[i].unit) == 0)
			weight.places += smaller[i].places;
	if (strcmp(unit, "s") == 0)
		for (unsigned i = 0; i < 3; i++) {
			if (weight.places)
				weight.places--;
			else if (weight.value <= UINT64_MAX / 10)
				weight.value *= 10;
		}
	json_decimal(json, weight);
}

/* How long the thread ran since the sample before, for the graph of its activity: what an event
 * that counts time weighs. */
static void write_cpu_times(struct firefox_threads *threads, struct json *json,
                            const uint32_t *rows, size_t count)
{
	json_key_array(json, "threadCPUDelta");
	for (size_t i = 0; i < count; i++)
		json_decimal(json, written_row(threads->rows, rows[i]).weight);
	json_array_end(json);
}

static void write_samples(struct firefox_threads *threads, struct json *json, size_t group)
{
	const uint32_t *rows = threads->groups->rows + threads->groups->first[group];
	const size_t count = threads->groups->first[group + 1] - threads->groups->first[group];
	const char *unit =
		written_event(threads->rows, written_row(threads->rows, rows[0]).event).unit;
	json_key_object(json, "samples");
	json_key_array(json, "stack");
	for (size_t i = 0; i < count; i++) {
		uint32_t node =
			threads->node_of[threads->rows->stacks.number
		                                 [written_row(threads->rows, rows[i]).stack]];
		if (node == ROW_NONE)
			json_null(json);
		else
			json_integer(json, node);
	}
	json_array_end(json);
	json_key_array(json, "time");
	for (size_t i = 0; i < count; i++) {
		const struct sample row = written_row(threads->rows, rows[i]);
		firefox_ms(json, time_of(threads, &row, i));
	}
	json_array_end(json);
	json_key_array(json, "weight");
	for (size_t i = 0; i < count; i++)
		write_weight(json, written_row(threads->rows, rows[i]).weight, unit);
	json_array_end(json);
	if (strcmp(unit, "ns") == 0)
		write_cpu_times(threads, json, rows, count);
	json_key_string(json, "weightType", weight_type(unit));
	json_key_integer(json, "length", count);
	json_object_end(json);
}

/* The last name of a thread's process: of its first thread, where that has samples. */
static const char *process_name(const struct firefox_threads *threads, uint32_t thread)
{
	return samples_name(threads->rows->samples, threads->process_names[thread]);
}

/* Which thread it is: names, and numbers as texts, for numbers may be used again. */
static void write_identity(struct firefox_threads *threads, struct json *json, size_t group)
{
	const size_t last = threads->groups->rows[threads->groups->first[group + 1] - 1];
	const struct sample_task *task = written_task(threads->rows,
	                                              written_row(threads->rows, last).task);
	const struct sample_thread *thread =
		task ? samples_thread(threads->rows->samples, task->thread) : NULL;
	struct buffer *name = &threads->name;
	const char *process = thread ? process_name(threads, task->thread) : NULL;
	if (process)
		json_key_string(json, "processName", process);
	row_group_name(threads->groups, threads->rows, group, name);
	json_key(json, "name");
	json_text(json, name->data ? name->data : "", name->size);
	json_key(json, "isMainThread");
	json_bool(json, !thread || thread->pid == thread->tid);
	name->size = 0;
	buffer_printf(name, "%u", thread && sample_id_known(thread->pid) ? thread->pid : 0);
	if (thread && thread->life)
		buffer_printf(name, ".%u", thread->life);
	json_key(json, "pid");
	json_text(json, name->data ? name->data : "", name->size);
	json_key_integer(json, "tid", thread && sample_id_known(thread->tid) ? thread->tid : group);
}

static void write_thread(struct firefox_threads *threads, struct json *json, size_t group)
{
	static const char *const markers[] = {"data",  "name",     "startTime", "endTime",
	                                      "phase", "category", NULL};
	const uint32_t *rows = threads->groups->rows + threads->groups->first[group];
	const size_t count = threads->groups->first[group + 1] - threads->groups->first[group];
	const struct sample first = written_row(threads->rows, rows[0]);
	json_object(json);
	write_identity(threads, json, group);
	json_key_string(json, "processType", "default");
	json_key(json, "processStartupTime");
	firefox_ms(json, time_of(threads, &first, 0));
	json_key(json, "processShutdownTime");
	json_null(json);
	json_key(json, "registerTime");
	firefox_ms(json, time_of(threads, &first, 0));
	json_key(json, "unregisterTime");
	json_null(json);
	firefox_same_null(json, "pausedRanges", 0);
	if (count)
		write_samples(threads, json, group);
	firefox_empty_table(json, "markers", markers);
	json_object_end(json);
}

bool firefox_threads_init(struct firefox_threads *threads, const struct written_rows *rows,
                          const struct row_groups *groups, const uint32_t *node_of)
{
	*threads = (struct firefox_threads){.rows = rows, .groups = groups, .node_of = node_of};
	threads->start = rows->count ? written_row(rows, 0).time : 0;
	return find_processes(threads);
}

void firefox_threads_free(struct firefox_threads *threads)
{
	buffer_free(&threads->name);
	free(threads->process_names);
}

void firefox_threads_write(struct firefox_threads *threads, struct json *json)
{
	json_key_array(json, "threads");
	for (size_t g = 0; g < threads->groups->count && !json->failed; g++)
		write_thread(threads, json, g);
	json_array_end(json);
	json->failed |= threads->name.failed;
}
