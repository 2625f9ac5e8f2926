/* Code that was made at run time and told of in a jitdump: each piece becomes a mapping of its own
 * in the process, at its time, as `perf inject --jit` would put it into the recording. */
#include "base/input.h"
#include "base/vector.h"
#include "read/perf_data/state.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

bool perf_data_is_jitdump(const char *path, uint32_t pid)
{
	char name[32];
	const char *slash = strrchr(path, '/');
	snprintf(name, sizeof name, "/jit-%" PRIu32 ".dump", pid);
	return slash && strcmp(slash, name) == 0;
}

/* Whether records have times by CLOCK_MONOTONIC: JITs write those. */
static bool has_monotonic_times(const struct perf_events *events)
{
	for (size_t i = 0; i < events->count; i++) {
		const struct perf_event *event = &events->items[i];
		if (!event_flag(event, ATTR_USE_CLOCKID) || event->clockid != CLOCK_MONOTONIC ||
		    !(event->sample_type & PERF_SAMPLE_TIME))
			return false;
	}
	return events->sample_id_all;
}

static bool map_code(struct perf_data *data, const struct jit_process *process,
                     const struct jitdump_code *code)
{
	char path[PATH_SIZE + 64];
	struct unwind_map map = {.start = code->start, .end = code->end, .offset = code->start};
	snprintf(path, sizeof path, "%.*s/jitted-%" PRIu32 "-%" PRIu64 ".so",
	         (int)(strrchr(process->path, '/') - process->path), process->path, process->pid,
	         code->index);
	map.module = symbols_module(data->symbols, &(struct module_key){.kind = MODULE_LISTED,
	                                                                .path = path,
	                                                                .start = code->start,
	                                                                .end = code->end});
	struct task *task = tasks_get(&data->tasks, process->pid, process->pid);
	if (map.module == MODULE_NONE || !task)
		return false;
	symbols_add(data->symbols, map.module, code->start, code->end - code->start, code->name);
	return task_map(task, &map);
}

bool perf_data_jit_until(struct perf_data *data, uint64_t time)
{
	struct jit *jit = &data->jit;
	data->memo.count = 0;
	jit->due = UINT64_MAX;
	for (size_t i = 0; i < jit->count; i++) {
		struct jit_process *process = &jit->processes[i];
		const struct jitdump *dump = &process->dump;
		for (; process->next < dump->count; process->next++) {
			const struct jitdump_code *code = &dump->codes[process->next];
			if (process->timed && code->time > time) {
				if (code->time < jit->due)
					jit->due = code->time;
				break;
			}
			if (!map_code(data, process, code))
				return false;
		}
	}
	return true;
}

bool perf_data_has_jitdump(const struct perf_data *data, uint32_t pid)
{
	for (size_t i = 0; i < data->jit.count; i++)
		if (data->jit.processes[i].pid == pid)
			return true;
	return false;
}

static void note(struct perf_data *data, const char *path, const char *what)
{
	sink_note(data->sink, true, "%s: %s: %s", input_name(data->parts->input), path, what);
}

static enum jitdump_end read_dump(const struct symbol_options *options, struct jitdump *dump,
                                  const char *path)
{
	char below[PATH_SIZE * 2];
	const char *symfs = options->symfs ? options->symfs : "";
	int size = snprintf(below, sizeof below, "%s%s", symfs, path);
	return size < (int)sizeof below ? jitdump_read(dump, below) : JITDUMP_NO_FILE;
}

static const char *const ends[] = {
	[JITDUMP_NO_FILE] = "cannot be opened: code made at run time has no names from it",
	[JITDUMP_FOREIGN] = "belongs to another user, so it is not believed; chown it to use it",
	[JITDUMP_BAD] = "is no jitdump; it is passed over",
	[JITDUMP_DAMAGED] = "is damaged; names come from the records before that",
	[JITDUMP_CUT] = "is cut short; names come from its whole records",
	[JITDUMP_TOO_MANY] = "tells of more code than is kept; what comes last in it has no names",
};

bool perf_data_jitdump(struct perf_data *data, uint32_t pid, const char *path, uint64_t time)
{
	struct jit *jit = &data->jit;
	if (perf_data_has_jitdump(data, pid))
		return true;
	if (data->header.pipe) {
		note(data, path, "is not read for a recording from a pipe: have perf record write a file");
		return true;
	}
	if (!vector_reserve(&jit->processes, &jit->capacity, jit->count + 1))
		return false;
	struct jit_process process = {.pid = pid};
	enum jitdump_end end = read_dump(&data->options->symbols, &process.dump, path);
	if (end == JITDUMP_NO_MEMORY || !(process.path = strdup(path))) {
		jitdump_free(&process.dump);
		return false;
	}
	if (end != JITDUMP_WHOLE)
		note(data, path, ends[end]);
	if (!process.dump.count) { /* perf maps may do */
		jitdump_free(&process.dump);
		free(process.path);
		return true;
	}
	process.timed = process.dump.monotonic && has_monotonic_times(&data->header.events);
	if (process.timed)
		jitdump_sort(&process.dump);
	jit->processes[jit->count++] = process;
	return perf_data_jit_until(data, time);
}

void perf_data_jit_free(struct jit *jit)
{
	for (size_t i = 0; i < jit->count; i++) {
		jitdump_free(&jit->processes[i].dump);
		free(jit->processes[i].path);
	}
	free(jit->processes);
	*jit = (struct jit){0};
}
