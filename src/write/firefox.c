/* The Firefox Profiler's processed profile, version 70: types in src/types/profile.ts of its
 * source, changes in docs-developer/CHANGELOG-formats.md there. Tables are columns of equal length
 * that refer to each other by index:
 *
 *     shared: stringArray; funcTable {name, resource}; frameTable {func, category};
 *             stackTable {frame, prefixOffset}: the parent of stack i is i - prefixOffset[i], which
 *             is before it; 0: it is a root; resourceTable {name}: modules
 *     threads: samples {stack, time in ms, weight, weightType}
 *
 * A frame's name is its function, and there is one frame for each function: addresses and lines are
 * not kept. Strings are the frames' names, in their order, and then the modules'. */
#include "write/writer.h"

#include "config.h"

#ifdef HAVE_YAJL

#include "base/rows.h"
#include "write/json.h"
#include "write/rows.h"

#include <stdlib.h>
#include <string.h>

enum { PROCESSED_VERSION = 70, GECKO_VERSION = 36 };

/* Rows of meta.categories. */
enum category { CATEGORY_OTHER, CATEGORY_USER, CATEGORY_KERNEL, CATEGORY_JIT, CATEGORY_NONE };

static const struct {
	const char *name, *color;
} categories[] = {{"Other", "grey"}, {"User", "yellow"}, {"Kernel", "orange"}, {"JIT", "green"}};

/* A node of the tree of stacks. */
struct node {
	uint32_t parent; /* ROW_NONE: a root */
	uint32_t frame;
};

struct firefox {
	struct json json;
	const struct written_rows *rows;
	const struct row_groups *groups;
	struct rows nodes;       /* struct node, parents first */
	uint32_t *node_of;       /* the last node of each of the rows' stacks, by number */
	uint32_t *process_names; /* of each thread's process; SAMPLE_NONE: not known */
	uint64_t start;          /* time of the first sample */
	struct buffer name;      /* scratch */
};

static enum category category_of(struct origin origin)
{
	if (origin.kinds & ORIGIN_JIT)
		return CATEGORY_JIT;
	if (origin.kinds & ORIGIN_KERNEL)
		return CATEGORY_KERNEL;
	return origin.kinds & (ORIGIN_USER | ORIGIN_INLINED) ? CATEGORY_USER : CATEGORY_NONE;
}

/* ---- the tree of stacks ---- */

static bool make_nodes(struct firefox *f)
{
	const struct written_rows *rows = f->rows;
	f->node_of = malloc((rows->stacks.count + 1) * sizeof *f->node_of);
	for (size_t i = 0; f->node_of && i < rows->stacks.count; i++) {
		const struct stack *stack = &rows->profile->stacks.items[rows->stacks.items[i]];
		struct node node = {ROW_NONE, 0};
		for (uint32_t d = 0; d < stack->depth; d++) {
			node.frame = rows->frames.number[stack->frames[d]];
			node.parent = rows_intern(&f->nodes, &node, sizeof node);
			if (node.parent == ROW_NONE)
				return false;
		}
		f->node_of[i] = node.parent;
	}
	return f->node_of;
}

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
static bool name_processes(struct firefox *f, struct rows *processes, uint32_t *names)
{
	const struct samples *samples = f->rows->samples;
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
		f->process_names[t] = names[process];
	}
	return true;
}

static bool find_processes(struct firefox *f)
{
	if (!f->rows->samples)
		return true;
	struct rows processes = {0};
	const size_t count = f->rows->samples->threads.count; /* processes are no more */
	uint32_t *names = malloc((count + 1) * sizeof *names);
	f->process_names = malloc((count + 1) * sizeof *f->process_names);
	bool done = names && f->process_names;
	if (done) {
		memset(names, 0xff, (count + 1) * sizeof *names);
		done = name_processes(f, &processes, names);
	}
	free(names);
	rows_free(&processes);
	return done;
}

/* ---- columns ---- */

/* A column of `count` equal values. */
static void same_integer(struct json *json, const char *key, size_t count, int64_t value)
{
	json_key_array(json, key);
	for (size_t i = 0; i < count; i++)
		json_signed(json, value);
	json_array_end(json);
}

static void same_null(struct json *json, const char *key, size_t count)
{
	json_key_array(json, key);
	for (size_t i = 0; i < count; i++)
		json_null(json);
	json_array_end(json);
}

static void same_false(struct json *json, const char *key, size_t count)
{
	json_key_array(json, key);
	for (size_t i = 0; i < count; i++)
		json_bool(json, false);
	json_array_end(json);
}

/* A table without rows. */
static void empty_table(struct json *json, const char *key, const char *const *columns)
{
	json_key_object(json, key);
	for (; *columns; columns++)
		same_null(json, *columns, 0);
	json_key_integer(json, "length", 0);
	json_object_end(json);
}

static void write_strings(struct firefox *f)
{
	const struct written_rows *rows = f->rows;
	const struct frames *modules = &rows->profile->facts.origins.modules;
	json_key_array(&f->json, "stringArray");
	for (size_t i = 0; i < rows->frames.count; i++)
		json_text(&f->json, written_frame(rows, i)->name, written_frame(rows, i)->size);
	for (size_t i = 0; i < rows->modules.count; i++) {
		const struct frame *module = &modules->items[rows->modules.items[i]];
		json_text(&f->json, module->name, module->size);
	}
	json_array_end(&f->json);
}

static void write_resources(struct firefox *f)
{
	struct json *json = &f->json;
	const size_t frames = f->rows->frames.count;
	const size_t modules = f->rows->modules.count;
	json_key_object(json, "resourceTable");
	json_key_array(json, "name");
	for (size_t i = 0; i < modules; i++)
		json_integer(json, frames + i);
	json_array_end(json);
	same_null(json, "host", modules);
	same_integer(json, "type", modules, 1); /* a library */
	json_key_integer(json, "length", modules);
	json_object_end(json);
}

static void write_funcs(struct firefox *f)
{
	struct json *json = &f->json;
	const size_t count = f->rows->frames.count;
	json_key_object(json, "funcTable");
	json_key_array(json, "name");
	for (size_t i = 0; i < count; i++)
		json_integer(json, i);
	json_array_end(json);
	same_false(json, "isJS", count);
	same_false(json, "relevantForJS", count);
	json_key_array(json, "resource");
	for (size_t i = 0; i < count; i++) {
		uint32_t module = written_module(f->rows, i);
		json_signed(json, module == WRITTEN_NONE ? -1 : (int64_t)module);
	}
	json_array_end(json);
	same_null(json, "source", count);
	same_null(json, "lineNumber", count);
	same_null(json, "columnNumber", count);
	same_null(json, "originalLocation", count);
	json_key_integer(json, "length", count);
	json_object_end(json);
}

static void write_frame_categories(struct firefox *f, const char *key, bool sub)
{
	json_key_array(&f->json, key);
	for (size_t i = 0; i < f->rows->frames.count; i++) {
		const struct origin origin = written_origin(f->rows, i);
		enum category category = category_of(origin);
		if (category == CATEGORY_NONE)
			json_null(&f->json);
		else
			json_integer(&f->json, !sub                            ? category
			                       : origin.kinds & ORIGIN_INLINED ? 1
			                                                       : 0);
	}
	json_array_end(&f->json);
}

static void write_frames(struct firefox *f)
{
	struct json *json = &f->json;
	const size_t count = f->rows->frames.count;
	json_key_object(json, "frameTable");
	same_integer(json, "address", count, -1);
	same_integer(json, "lib", count, -1);
	same_integer(json, "inlineDepth", count, 0);
	write_frame_categories(f, "category", false);
	write_frame_categories(f, "subcategory", true);
	json_key_array(json, "func");
	for (size_t i = 0; i < count; i++)
		json_integer(json, i);
	json_array_end(json);
	same_null(json, "nativeSymbol", count);
	same_null(json, "innerWindowID", count);
	same_null(json, "line", count);
	same_null(json, "column", count);
	same_null(json, "originalLocation", count);
	json_key_integer(json, "length", count);
	json_object_end(json);
}

static void write_stacks(struct firefox *f)
{
	struct json *json = &f->json;
	const struct node *nodes = f->nodes.items;
	json_key_object(json, "stackTable");
	json_key_array(json, "frame");
	for (size_t i = 0; i < f->nodes.count; i++)
		json_integer(json, nodes[i].frame);
	json_array_end(json);
	json_key_array(json, "prefixOffset");
	for (size_t i = 0; i < f->nodes.count; i++)
		json_integer(json, nodes[i].parent == ROW_NONE ? 0 : i - nodes[i].parent);
	json_array_end(json);
	json_key_integer(json, "length", f->nodes.count);
	json_object_end(json);
}

static void write_shared(struct firefox *f)
{
	static const char *const symbols[] = {"libIndex", "address", "name", "functionSize", NULL};
	static const char *const sources[] = {
		"id", "filename", "startLine", "startColumn", "sourceMapURL", "content", NULL};
	static const char *const locations[] = {"source", "line", "column", NULL};
	json_key_object(&f->json, "shared");
	write_strings(f);
	write_resources(f);
	write_funcs(f);
	write_frames(f);
	write_stacks(f);
	empty_table(&f->json, "nativeSymbols", symbols);
	empty_table(&f->json, "sources", sources);
	empty_table(&f->json, "sourceLocationTable", locations);
	json_object_end(&f->json);
}

/* ---- threads ---- */

/* Nanoseconds as milliseconds. */
static void write_ms(struct json *json, uint64_t ns)
{
	json_decimal(json, (struct decimal){ns, 6});
}

/* The time of a row; of one that has none, as if they were a millisecond apart. */
static uint64_t time_of(const struct firefox *f, const struct sample *row, size_t number)
{
	return row->time == SAMPLE_NO_TIME ? (uint64_t)number * 1000000 : row->time - f->start;
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
static void write_cpu_times(struct firefox *f, const uint32_t *rows, size_t count)
{
	json_key_array(&f->json, "threadCPUDelta");
	for (size_t i = 0; i < count; i++)
		json_decimal(&f->json, written_row(f->rows, rows[i]).weight);
	json_array_end(&f->json);
}

static void write_samples(struct firefox *f, size_t group)
{
	struct json *json = &f->json;
	const uint32_t *rows = f->groups->rows + f->groups->first[group];
	const size_t count = f->groups->first[group + 1] - f->groups->first[group];
	const char *unit = written_event(f->rows, written_row(f->rows, rows[0]).event).unit;
	json_key_object(json, "samples");
	json_key_array(json, "stack");
	for (size_t i = 0; i < count; i++) {
		uint32_t node =
			f->node_of[f->rows->stacks.number[written_row(f->rows, rows[i]).stack]];
		if (node == ROW_NONE)
			json_null(json);
		else
			json_integer(json, node);
	}
	json_array_end(json);
	json_key_array(json, "time");
	for (size_t i = 0; i < count; i++) {
		const struct sample row = written_row(f->rows, rows[i]);
		write_ms(json, time_of(f, &row, i));
	}
	json_array_end(json);
	json_key_array(json, "weight");
	for (size_t i = 0; i < count; i++)
		write_weight(json, written_row(f->rows, rows[i]).weight, unit);
	json_array_end(json);
	if (strcmp(unit, "ns") == 0)
		write_cpu_times(f, rows, count);
	json_key_string(json, "weightType", weight_type(unit));
	json_key_integer(json, "length", count);
	json_object_end(json);
}

/* The last name of a thread's process: of its first thread, where that has samples. */
static const char *process_name(const struct firefox *f, uint32_t thread)
{
	return samples_name(f->rows->samples, f->process_names[thread]);
}

/* Which thread it is: names, and numbers as texts, for numbers may be used again. */
static void write_identity(struct firefox *f, size_t group)
{
	struct json *json = &f->json;
	const size_t last = f->groups->rows[f->groups->first[group + 1] - 1];
	const struct sample_task *task = written_task(f->rows, written_row(f->rows, last).task);
	const struct sample_thread *thread = task ? samples_thread(f->rows->samples, task->thread)
	                                          : NULL;
	struct buffer *name = &f->name;
	const char *process = thread ? process_name(f, task->thread) : NULL;
	if (process)
		json_key_string(json, "processName", process);
	row_group_name(f->groups, f->rows, group, name);
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

static void write_thread(struct firefox *f, size_t group)
{
	static const char *const markers[] = {"data",  "name",     "startTime", "endTime",
	                                      "phase", "category", NULL};
	struct json *json = &f->json;
	const uint32_t *rows = f->groups->rows + f->groups->first[group];
	const size_t count = f->groups->first[group + 1] - f->groups->first[group];
	const struct sample first = written_row(f->rows, rows[0]);
	json_object(json);
	write_identity(f, group);
	json_key_string(json, "processType", "default");
	json_key(json, "processStartupTime");
	write_ms(json, time_of(f, &first, 0));
	json_key(json, "processShutdownTime");
	json_null(json);
	json_key(json, "registerTime");
	write_ms(json, time_of(f, &first, 0));
	json_key(json, "unregisterTime");
	json_null(json);
	same_null(json, "pausedRanges", 0);
	if (count)
		write_samples(f, group);
	empty_table(json, "markers", markers);
	json_object_end(json);
}

/* ---- the whole ---- */

static void write_categories(struct json *json)
{
	json_key_array(json, "categories");
	for (size_t i = 0; i < sizeof categories / sizeof *categories; i++) {
		json_object(json);
		json_key_string(json, "name", categories[i].name);
		json_key_string(json, "color", categories[i].color);
		json_key_array(json, "subcategories");
		json_string(json, "Other");
		json_string(json, "Inlined");
		json_array_end(json);
		json_object_end(json);
	}
	json_array_end(json);
}

/* The time from sample to sample, in ns: what they weigh on average where that is time, else 1 ms.
 */
static uint64_t interval_of(const struct firefox *f)
{
	const struct row_groups *groups = f->groups;
	size_t heaviest = row_groups_heaviest(groups);
	if (!groups->count || !f->rows->samples)
		return 1000000;
	size_t count = groups->first[heaviest + 1] - groups->first[heaviest];
	const struct sample row = written_row(f->rows, groups->rows[groups->first[heaviest]]);
	const struct decimal total = groups->totals[heaviest];
	if (strcmp(written_event(f->rows, row.event).unit, "ns") != 0 || total.places ||
	    total.value < count)
		return 1000000;
	return total.value / count;
}

static void write_meta(struct firefox *f)
{
	struct json *json = &f->json;
	json_key_object(json, "meta");
	json_key(json, "interval");
	write_ms(json, interval_of(f));
	json_key_integer(json, "startTime", 0);
	json_key_integer(json, "processType", 0);
	json_key_string(json, "product", PACKAGE_NAME);
	json_key_string(json, "importedFrom", PACKAGE_STRING);
	json_key_integer(json, "stackwalk", 1);
	json_key_integer(json, "version", GECKO_VERSION);
	json_key_integer(json, "preprocessedProfileVersion", PROCESSED_VERSION);
	json_key(json, "symbolicated");
	json_bool(json, true);
	json_key(json, "sourceCodeIsNotOnSearchfox");
	json_bool(json, true);
	same_null(json, "markerSchema", 0);
	write_categories(json);
	json_key_object(json, "sampleUnits");
	json_key_string(json, "time", "ms");
	json_key_string(json, "eventDelay", "ms");
	json_key_string(json, "threadCPUDelta", "ns");
	json_object_end(json);
	json_key_object(json, "extensions");
	same_null(json, "id", 0);
	same_null(json, "name", 0);
	same_null(json, "baseURL", 0);
	json_key_integer(json, "length", 0);
	json_object_end(json);
	if (f->groups->count) {
		json_key_array(json, "initialSelectedThreads");
		json_integer(json, row_groups_heaviest(f->groups));
		json_array_end(json);
	}
	json_object_end(json);
}

static enum status write_all(struct firefox *f, struct output *output, struct error *err)
{
	struct json *json = &f->json;
	enum status status = json_begin(json, output, err);
	if (status)
		return status;
	json_object(json);
	write_meta(f);
	same_null(json, "libs", 0);
	write_shared(f);
	json_key_array(json, "threads");
	for (size_t g = 0; g < f->groups->count && !json->failed; g++)
		write_thread(f, g);
	json_array_end(json);
	json_object_end(json);
	json_line(json);
	json->failed |= f->name.failed;
	return json_end(json, STATUS_OK, err);
}

static enum status write_firefox(const struct profile *profile, bool plain, struct output *output,
                                 struct error *err)
{
	struct written_rows rows;
	struct row_groups groups;
	(void)plain;
	enum status status = grouped_rows_init(&rows, &groups, profile, err);
	if (status)
		return status;
	struct firefox f = {.rows = &rows, .groups = &groups};
	f.start = rows.count ? written_row(&rows, 0).time : 0;
	status = make_nodes(&f) && find_processes(&f) ? write_all(&f, output, err)
	                                              : error_no_memory(err);
	rows_free(&f.nodes);
	buffer_free(&f.name);
	free(f.node_of);
	free(f.process_names);
	grouped_rows_free(&rows, &groups);
	return status;
}

#define WRITE write_firefox
#define AVAILABLE true
#else
#define WRITE NULL
#define AVAILABLE false
#endif

const struct writer writer_firefox = {
	.name = "firefox",
	.endings = ".firefox.json .profile.json",
	.available = AVAILABLE,
	.samples = true,
	.write = WRITE,
};
