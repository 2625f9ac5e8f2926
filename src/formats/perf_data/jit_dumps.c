/* Reading jitdumps: those that processes map, and the samples that wait for them. */
#include "base/input.h"
#include "base/vector.h"
#include "formats/perf_data/unwind.h"
#include "symbol/paths.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* ---- whose dumps ---- */

/* The PID that a dump's name has; 0: it is none. */
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

/* The name has the PID that the process knows itself by. In a container that is another one than
 * the recording's; what was recorded may not run any more, and cannot be asked. */
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

/* The processor's counter to the time that perf reads it as: <linux/perf_event.h>, time_mult. */
static uint64_t convert(const struct perf_data_clock *clock, uint64_t cycles)
{
	if (clock->mask)
		cycles = clock->cycles + ((cycles - clock->cycles) & clock->mask);
	const uint64_t quotient = cycles >> clock->shift;
	const uint64_t rest = cycles & ((UINT64_C(1) << clock->shift) - 1);
	return clock->zero + quotient * clock->multiplier +
	       (rest * clock->multiplier >> clock->shift);
}

/* Makes the dump's times the recording's; false where they cannot be compared. */
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
	for (size_t i = 0; i < events->count; i++)
		if (events->items[i]->sample_type & PERF_SAMPLE_STACK_USER)
			return true;
	return false;
}

static enum jitdump_end read_below(const char *above, struct jit_dump *dump)
{
	char path[PATH_SIZE * 2];
	int size = snprintf(path, sizeof path, "%s%s", above, dump->path);
	if (size >= (int)sizeof path)
		return JITDUMP_NO_FILE;
	return jitdump_read(&dump->dump, path, &dump->wanted);
}

/* Where the process has it, if it still runs: it may have a /tmp of its own. */
static enum jitdump_end find_and_read(const struct symbol_options *options, struct jit_dump *dump)
{
	char root[32];
	if (options->symfs && *options->symfs) { /* a folder that the user trusts */
		dump->wanted.believed = true;
		return read_below(options->symfs, dump);
	}
	snprintf(root, sizeof root, "/proc/%" PRIu32 "/root", dump->pid);
	enum jitdump_end end = read_below(root, dump);
	return end == JITDUMP_NO_FILE || end == JITDUMP_BAD ? read_below("", dump) : end;
}

static const char *const ends[] = {
	[JITDUMP_NO_FILE] = "cannot be opened: code made at run time has no names from it",
	[JITDUMP_FOREIGN] = "belongs to another user, so it is not believed; chown it to use it",
	[JITDUMP_BAD] = "is no jitdump of that process; it is passed over",
	[JITDUMP_DAMAGED] = "is damaged; names come from the records before that",
	[JITDUMP_CUT] = "is cut short; names come from its whole records",
};

/* Where code is that no file has; readers of perf script's text know such names. */
static uint32_t module_of(struct symbols *symbols, const struct jit_dump *dump)
{
	char path[PATH_SIZE + 64];
	snprintf(path, sizeof path, "%.*s/jitted-%" PRIu32 "-code.so",
	         (int)(strrchr(dump->path, '/') - dump->path), dump->path, dump->wanted.pid);
	return symbols_module(
		symbols,
		&(struct module_key){.kind = MODULE_JITDUMP, .path = path, .pid = dump->pid});
}

static bool read_dump(struct perf_data *data, struct jit_dump *dump)
{
	dump->wanted.frames = has_stack_dumps(&data->file.header.events);
	enum jitdump_end end = find_and_read(&data->options->symbols, dump);
	if (end == JITDUMP_NO_MEMORY ||
	    !jitdump_finish(&dump->dump, adapt_times(&data->file.header, &dump->dump)))
		return false;
	if (end != JITDUMP_WHOLE)
		sink_note(data->sink, true, "%s: %s: %s", input_name(data->parts->input),
		          dump->path, ends[end]);
	dump->symbols = calloc(dump->dump.count + 1, sizeof *dump->symbols);
	dump->module = module_of(data->symbols, dump);
	dump->read = true;
	return dump->symbols && dump->module != MODULE_NONE;
}

static struct jit_dump *new_dump(struct jit *jit, const struct jit_mapping *mapping)
{
	if (!vector_reserve(&jit->dumps, &jit->capacity, jit->count + 1))
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
	};
	if (!dump->path) {
		free(dump);
		return NULL;
	}
	jit->dumps[jit->count++] = dump;
	return dump;
}

static bool has_view(const struct memory *memory, const struct jit_mapping *mapping)
{
	for (const struct jit_view *view = memory->jit; view; view = view->next)
		if (view->dump->pid == mapping->pid && strcmp(view->dump->path, mapping->path) == 0)
			return true;
	return false;
}

bool perf_data_jit_map(struct perf_data *data, const struct jit_mapping *mapping,
                       struct memory *memory)
{
	struct jit *jit = &data->jit;
	if (!is_own(pid_of_name(mapping->path), mapping->pid) || has_view(memory, mapping))
		return true;
	struct jit_dump *dump = new_dump(jit, mapping);
	struct jit_view *view = arena_alloc(&jit->views, sizeof *view, _Alignof(struct jit_view));
	if (!dump || !view)
		return false;
	if (!jit->late && !read_dump(data, dump))
		return false;
	if (!jit->late && !dump->dump.count)
		return true; /* perf maps may do */
	*view = (struct jit_view){dump, memory->jit, memory->jit_until};
	memory->jit = view;
	memory->jit_until = UINT64_MAX;
	space_forget(memory->space);
	return true;
}

/* ---- samples that wait ---- */

bool perf_data_jit_waits(const struct perf_data *data, const struct memory *memory)
{
	const struct jit *jit = &data->jit;
	return jit->late && jit->count &&
	       (memory->jit ||
	        (data->sink->options->keep_order && (jit->sample_count || jit->held_first)));
}

enum status perf_data_jit_add(struct perf_data *data, uint32_t event,
                              const struct perf_sample *sample, uint64_t weight, struct error *err)
{
	struct jit *jit = &data->jit;
	if (!jit->stacks.columns)
		stacks_init(&jit->stacks, 1);
	uint32_t stack = stacks_intern(&jit->stacks, data->chain.ids, data->chain.count);
	if (stack == STACK_NONE ||
	    !vector_reserve(&jit->samples, &jit->sample_capacity, jit->sample_count + 1))
		return error_no_memory(err);
	jit->samples[jit->sample_count++] = (struct jit_sample){sample->time, weight, event, stack};
	return STATUS_OK;
}

/* Finds out what lies at an address at a time. Answers are kept: most are good for long. */
static bool settle(struct perf_data *data, struct jit_address *address, uint64_t time)
{
	if (address->location != UINT32_MAX && time >= address->from && time < address->found_until)
		return true;
	const struct jit_moment moment = {address->view, address->until, time ? time : UINT64_MAX};
	const struct unwind_map *map = NULL;
	if (address->map.module != MODULE_NONE)
		map = jit_map(address->view, &address->map);
	struct jit_found found;
	jit_find(&moment, map, address->ip, &found);
	address->location = frames_locate_found(&data->names, map, address->ip,
	                                        (enum frame_inlines)address->inlines, &found);
	address->from = time;
	address->found_until = found.until;
	return address->location != UINT32_MAX;
}

/* The address that a frame stands for; NULL: it has its name. */
static struct jit_address *address_of(const struct perf_data *data, const uint32_t *frame_of,
                                      size_t count, uint32_t id)
{
	return id < count && frame_of[id]
	               ? &data->jit.addresses[data->jit.frames[frame_of[id] - 1].address]
	               : NULL;
}

static enum status finish_sample(struct perf_data *data, const struct jit_sample *sample,
                                 const uint32_t *frame_of, size_t count, struct error *err)
{
	struct jit *jit = &data->jit;
	struct frame_chain *chain = &data->chain;
	const struct stack *stack = &jit->stacks.items[sample->stack];
	for (size_t i = stack->depth; i-- > 0;) { /* as symbols_inlined wants to be asked */
		struct jit_address *address = address_of(data, frame_of, count, stack->frames[i]);
		if (address && (!settle(data, address, sample->time) ||
		                !frames_name(&data->names, address->location)))
			return error_no_memory(err);
	}
	chain->count = 0;
	for (size_t i = 0; i < stack->depth; i++) {
		const uint32_t id = stack->frames[i];
		const struct jit_address *address = address_of(data, frame_of, count, id);
		if (address) {
			if (!frames_of_location(&data->names, address->location,
			                        jit->frames[frame_of[id] - 1].java, chain))
				return error_no_memory(err);
			continue;
		}
		if (!vector_reserve(&chain->ids, &chain->capacity, chain->count + 1))
			return error_no_memory(err);
		chain->ids[chain->count++] = id;
	}
	const struct decimal weight = {sample->weight, 0};
	return sink_add(data->sink, sample->event, chain->ids, chain->count, &weight, err);
}

enum status perf_data_jit_finish(struct perf_data *data, struct error *err)
{
	struct jit *jit = &data->jit;
	if (!jit->late || !jit->count)
		return STATUS_OK;
	for (size_t i = 0; i < jit->count; i++)
		if (!read_dump(data, jit->dumps[i]))
			return error_no_memory(err);
	const size_t count = data->sink->frames.count;
	uint32_t *frame_of = calloc(count + 1, sizeof *frame_of);
	if (!frame_of)
		return error_no_memory(err);
	for (size_t i = 0; i < jit->frame_count; i++)
		frame_of[jit->frames[i].id] = (uint32_t)i + 1;
	jit->late = false;
	jit_held_begin(jit);
	enum status status = jit_held_finish(data, 0, err);
	for (size_t i = 0; !status && i < jit->sample_count; i++) {
		status = finish_sample(data, &jit->samples[i], frame_of, count, err);
		if (!status)
			status = jit_held_finish(data, i + 1, err);
	}
	if (jit->not_held)
		sink_note(data->sink, true,
		          "%s: more stack dumps than are kept until jitdumps can be read: %" PRIu64
		          " stacks end in code made at run time; have perf record write a file",
		          input_name(data->parts->input), jit->not_held);
	free(frame_of);
	return status;
}
