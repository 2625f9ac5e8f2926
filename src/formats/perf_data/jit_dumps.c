#include "formats/perf_data/jit_dumps.h"

#include "base/hash.h"
#include "base/vector.h"
#include "symbol/paths.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

enum { NOTES_MOST = 20 };

/* ---- processes of dumps ---- */

/* The PID in a dump's name; 0: it is not a dump. */
static uint32_t pid_of_name(const char *path)
{
	static const char begin[] = "/jit-";
	const char *name = strrchr(path, '/');
	if (!name || strncmp(name, begin, sizeof begin - 1) != 0)
		return 0;
	char *end;
	name += sizeof begin - 1;
	if (*name < '0' || *name > '9')
		return 0;
	errno = 0;
	unsigned long pid = strtoul(name, &end, 10);
	return errno || pid > UINT32_MAX || strcmp(end, ".dump") != 0 ? 0 : (uint32_t)pid;
}

/* The name has the process's own PID. In a container this differs from the PID in the recording,
 * and the process may no longer exist to look it up. */
static bool is_own(uint32_t named, uint32_t pid)
{
	if (!named || named == pid)
		return named;
	uint32_t inner = pid_in_namespace(pid);
	return !inner || inner == named;
}

/* ---- reading ---- */

static bool has_clock(const struct perf_events *events, bool monotonic)
{
	for (size_t i = 0; i < events->count; i++) {
		const struct perf_event *event = events->items[i];
		bool chosen = event_flag(event, ATTR_USE_CLOCKID);
		if (chosen != monotonic || (chosen && event->clockid != CLOCK_MONOTONIC) ||
		    !(event->sample_type & PERF_SAMPLE_TIME))
			return false;
	}
	return events->sample_id_all;
}

/* Converts the processor's counter to perf's time: <linux/perf_event.h>, time_mult. */
static uint64_t convert(const struct perf_data_clock *clock, uint64_t cycles)
{
	if (clock->mask)
		cycles = clock->cycles + ((cycles - clock->cycles) & clock->mask);
	const uint64_t quotient = cycles >> clock->shift;
	const uint64_t rest = cycles & ((UINT64_C(1) << clock->shift) - 1);
	return clock->zero + quotient * clock->multiplier +
	       (rest * clock->multiplier >> clock->shift);
}

/* Converts the dump's times to the recording's; false if they cannot be compared. */
static bool adapt_times(const struct perf_data_header *header, struct jitdump *dump)
{
	if (!dump->processor_time)
		return has_clock(&header->events, true);
	if (!header->clock.multiplier || !has_clock(&header->events, false))
		return false;
	for (size_t i = 0; i < dump->count; i++)
		dump->codes[i].time = convert(&header->clock, dump->codes[i].time);
	return true;
}

static bool has_stack_dumps(const struct perf_events *events)
{
	return events->sample_types & PERF_SAMPLE_STACK_USER;
}

static uint32_t hash_file(const struct jit_dump *dump)
{
	const uint64_t numbers[] = {dump->device, dump->inode, dump->wanted.pid};
	return hash_bytes(numbers, sizeof numbers);
}

/* The dump that was read from the same file, under any name and for any process; NULL: none yet. */
static struct jit_dump *find_same(const struct jit_dumps *dumps, const struct jit_dump *dump)
{
	table_each(&dumps->files, hash_file(dump), at) {
		struct jit_dump *first = dumps->items[at->number - 1];
		if (first->device == dump->device && first->inode == dump->inode &&
		    first->wanted.pid == dump->wanted.pid)
			return first;
	}
	return NULL;
}

/* Reads a file, unless it was read before. */
static enum jitdump_end read_once(struct jit_dumps *dumps, struct jit_dump *dump, const char *path)
{
	struct stat status;
	if (stat(path, &status))
		return JITDUMP_NO_FILE;
	if (!table_room(&dumps->files))
		return JITDUMP_NO_MEMORY;
	dump->device = status.st_dev;
	dump->inode = status.st_ino;
	struct jit_dump *first = find_same(dumps, dump);
	if (first) {
		dump->contents = first;
		return first->end;
	}
	dump->end = jitdump_read(&dump->dump, path, &dump->wanted);
	if (dump->end == JITDUMP_WHOLE || dump->end == JITDUMP_DAMAGED || dump->end == JITDUMP_CUT)
		table_put(&dumps->files, hash_file(dump), (uint32_t)dump->number);
	return dump->end;
}

static enum jitdump_end read_below(struct jit_dumps *dumps, const char *above,
                                   struct jit_dump *dump)
{
	char path[PATH_SIZE * 2];
	int size = snprintf(path, sizeof path, "%s%s", above, dump->path);
	if (size >= (int)sizeof path)
		return JITDUMP_NO_FILE;
	return read_once(dumps, dump, path);
}

/* The path in the process's own view, if it still runs: it may have its own /tmp. */
static enum jitdump_end find_and_read(struct jit_dumps *dumps, struct jit_dump *dump)
{
	const struct symbol_options *options = dumps->options;
	char root[32];
	if (options->symfs && *options->symfs) { /* a folder that the user trusts */
		dump->wanted.believed = true;
		return read_below(dumps, options->symfs, dump);
	}
	snprintf(root, sizeof root, "/proc/%" PRIu32 "/root", dump->pid);
	enum jitdump_end end = read_below(dumps, root, dump);
	return end == JITDUMP_NO_FILE || end == JITDUMP_BAD ? read_below(dumps, "", dump) : end;
}

static const char *const ends[] = {
	[JITDUMP_NO_FILE] = "cannot be opened: names of generated code may be missing",
	[JITDUMP_FOREIGN] = "belongs to another user and is not used; change its owner to use it",
	[JITDUMP_BAD] = "is not a jitdump of that process and is not used",
	[JITDUMP_DAMAGED] = "is damaged; names come from the records before the damage",
	[JITDUMP_CUT] = "is truncated; names come from its complete records",
};

/* The module of code that is in no file; readers of perf script's text know such names. */
static uint32_t dump_module(struct symbols *symbols, const struct jit_dump *dump)
{
	char path[PATH_SIZE + 64];
	snprintf(path, sizeof path, "%.*s/jitted-%" PRIu32 "-code.so",
	         (int)(strrchr(dump->path, '/') - dump->path), dump->path, dump->wanted.pid);
	return symbols_module(
		symbols,
		&(struct module_key){.kind = MODULE_JITDUMP, .path = path, .pid = dump->pid});
}

static bool read_dump(struct jit_dumps *dumps, struct jit_dump *dump)
{
	dump->wanted.frames = has_stack_dumps(&dumps->header->events);
	enum jitdump_end end = find_and_read(dumps, dump);
	if (end == JITDUMP_NO_MEMORY)
		return false;
	if (end != JITDUMP_WHOLE && dumps->noted++ < NOTES_MOST)
		sink_note(dumps->sink, true, "%s: %s: %s", dumps->input, dump->path, ends[end]);
	dump->read = true;
	if (!dump->dump.count) /* it has no code, or the file was already read as another one */
		return true;
	dump->symbols = calloc(dump->dump.count, sizeof *dump->symbols);
	dump->module = dump_module(dumps->symbols, dump);
	return dump->symbols && dump->module != MODULE_NONE &&
	       jitdump_finish(&dump->dump, adapt_times(dumps->header, &dump->dump));
}

static struct jit_dump *new_dump(struct jit_dumps *dumps, const struct jit_mapping *mapping)
{
	if (!vector_reserve(&dumps->items, &dumps->capacity, dumps->count + 1))
		return NULL;
	struct jit_dump *dump = calloc(1, sizeof *dump);
	if (!dump)
		return NULL;
	*dump = (struct jit_dump){
		.path = strdup(mapping->path),
		.pid = mapping->pid,
		.wanted = {.pid = pid_of_name(mapping->path),
	                   .inode = mapping->inode,
	                   .major = mapping->major,
	                   .minor = mapping->minor},
		.since = mapping->time,
		.number = dumps->count,
		.contents = dump,
	};
	if (!dump->path) {
		free(dump);
		return NULL;
	}
	dumps->path_bytes += strlen(dump->path) + 1;
	dumps->items[dumps->count++] = dump;
	return dump;
}

static bool has_view(const struct memory *memory, const struct jit_mapping *mapping)
{
	for (const struct jit_view *view = memory->jit; view; view = view->next)
		if (view->dump->pid == mapping->pid && strcmp(view->dump->path, mapping->path) == 0)
			return true;
	return false;
}

bool jit_dumps_map(struct jit_dumps *dumps, const struct jit_mapping *mapping,
                   struct memory *memory)
{
	if (!is_own(pid_of_name(mapping->path), mapping->pid) || has_view(memory, mapping))
		return true;
	struct jit_dump *dump = new_dump(dumps, mapping);
	struct jit_view *view = arena_alloc(&dumps->views, sizeof *view, _Alignof(struct jit_view));
	if (!dump || !view)
		return false;
	if (!dumps->late && !read_dump(dumps, dump))
		return false;
	if (!dumps->late && !dump->contents->dump.count)
		return true; /* perf maps may help */
	*view = (struct jit_view){dump, memory->jit, memory->jit_until};
	memory->jit = view;
	memory->jit_until = UINT64_MAX;
	space_forget(memory->space);
	return true;
}

bool jit_dumps_finish(struct jit_dumps *dumps)
{
	for (size_t i = 0; dumps->late && i < dumps->count; i++)
		if (!read_dump(dumps, dumps->items[i]))
			return false;
	dumps->late = false;
	if (dumps->noted > NOTES_MOST)
		sink_note(dumps->sink, true,
		          "%s: %zu more jitdumps cannot be used, or in part only", dumps->input,
		          dumps->noted - NOTES_MOST);
	return true;
}

size_t jit_dumps_memory(const struct jit_dumps *dumps)
{
	return dumps->files.size * sizeof *dumps->files.slots +
	       dumps->capacity * sizeof *dumps->items + dumps->count * sizeof **dumps->items +
	       dumps->path_bytes + dumps->views.total;
}

void jit_dumps_free(struct jit_dumps *dumps)
{
	for (size_t i = 0; i < dumps->count; i++) {
		jitdump_free(&dumps->items[i]->dump);
		free(dumps->items[i]->symbols);
		free(dumps->items[i]->path);
		free(dumps->items[i]);
	}
	free(dumps->items);
	free(dumps->files.slots);
	arena_free(&dumps->views);
	*dumps = (struct jit_dumps){0};
}
