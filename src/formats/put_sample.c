#include "formats/put_sample.h"

#include "base/vector.h"
#include "read/options.h"
#include "read/sink_root.h"

#include <stdlib.h>
#include <string.h>

/* A process in the form of the sink; its digits are in the rooms, and are only for root frames. */
static struct process process_of(const struct read_options *options,
                                 const struct put_sample *sample, char pid[NUMBER_DIGITS],
                                 char tid[NUMBER_DIGITS])
{
	const struct sample_place *place = &sample->place;
	struct process process = {
		.comm = sample->comm.at, .comm_size = sample->comm.size, .place = place};
	if (!options->pid && !options->tid)
		return process;
	if (place->known & PLACE_PID) {
		process.pid = pid;
		process.pid_size = number_format(pid, place->pid);
	}
	if (place->known & PLACE_TID) {
		process.tid = tid;
		process.tid_size = number_format(tid, place->tid);
	}
	return process;
}

enum status put_sample(struct putting *putting, const struct put_sample *sample, struct error *err)
{
	struct sink *sink = putting->sink;
	char pid[NUMBER_DIGITS], tid[NUMBER_DIGITS];
	const struct process process = process_of(sink->options, sample, pid, tid);
	const uint32_t event = sample->event;
	bool failed = false;
	if (event && sink->events[event].value && !sink_value_wanted(sink, event))
		return STATUS_OK;
	if (!sink_begin(sink, event, &process))
		return sink->failed ? error_no_memory(err) : STATUS_OK;
	if (!sink_labels(sink, sample->labels, sample->label_count))
		return error_no_memory(err);
	const bool counts = sample->weight.value ||
	                    sample->zero; /* with weight 0 it adds no stack */
	if (counts && sample->known && *sample->known != STACK_NONE)
		return sink_add_to(sink, event, *sample->known, &sample->weight, err);
	const uint32_t *frames = sample->frames;
	size_t depth = sample->depth;
	const uint32_t root = sink_root(sink, &process, &failed);
	if (failed)
		return error_no_memory(err);
	if (root != FRAME_NONE) {
		if (!vector_reserve(&putting->ids, &putting->capacity, depth + 1))
			return error_no_memory(err);
		putting->ids[0] = root;
		if (depth)
			memcpy(putting->ids + 1, frames, depth * sizeof *frames);
		frames = putting->ids;
		depth++;
	}
	if (sample->known && counts && depth) {
		*sample->known = sink_stack(sink, event, frames, depth);
		if (*sample->known == STACK_NONE)
			return error_no_memory(err);
	}
	return sink_add(sink, event, frames, counts ? depth : 0, &sample->weight, err);
}

static const char *mark_of(const struct read_options *options, unsigned kinds)
{
	if (kinds & ORIGIN_INLINED)
		return "_[i]";
	if (options->annotate_kernel && (kinds & ORIGIN_KERNEL))
		return "_[k]";
	if (options->annotate_jit && (kinds & ORIGIN_JIT))
		return "_[j]";
	return "";
}

uint32_t put_frame(struct putting *putting, struct text name, unsigned kinds, struct text module)
{
	static const char unknown[] = "[unknown]";
	struct sink *sink = putting->sink;
	const char *mark = mark_of(sink->options, kinds);
	if (!name.size)
		name = (struct text){TEXT_AND_SIZE(unknown)};
	if (!vector_reserve(&putting->name, &putting->name_capacity, name.size + strlen("_[i]")))
		return FRAME_NONE;
	memcpy(putting->name, name.at, name.size);
	for (size_t i = 0; i < name.size; i++) {
		const unsigned char c = (unsigned char)putting->name[i];
		if (c == ';')
			putting->name[i] = ':';
		else if (c < 0x20 || c == 0x7f)
			putting->name[i] = ' ';
	}
	size_t size = name.size;
	if (!text_ends(name, mark) || !*mark) {
		memcpy(putting->name + size, mark, strlen(mark));
		size += strlen(mark);
	}
	const uint32_t id = frames_intern(&sink->frames, putting->name, size);
	if (id != FRAME_NONE)
		sink_origin(sink, id, kinds, module.at, module.size);
	return id;
}

/* The highest bit of bytes is set if one of eight is below `limit`, or equal to `byte`. */
static uint64_t below(uint64_t bytes, uint64_t limit)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	return (bytes - limit * ones) & ~bytes & 0x80 * ones;
}

static uint64_t equal(uint64_t bytes, uint64_t byte)
{
	return below(bytes ^ byte * UINT64_C(0x0101010101010101), 1);
}

/* Whether put_frame would change nothing. */
static bool is_plain(struct text name)
{
	uint64_t other = 0, bytes;
	for (size_t i = 0; i < name.size; i += sizeof bytes) {
		const size_t left = name.size - i;
		memset(&bytes, 'a', sizeof bytes);
		memcpy(&bytes, name.at + i, left < sizeof bytes ? left : sizeof bytes);
		other |= below(bytes, 0x20) | equal(bytes, ';') | equal(bytes, 0x7f);
	}
	return !other && name.size;
}

uint32_t put_lasting_frame(struct putting *putting, struct text name, unsigned kinds,
                           struct text module)
{
	struct sink *sink = putting->sink;
	if (*mark_of(sink->options, kinds) || !is_plain(name))
		return put_frame(putting, name, kinds, module);
	const uint32_t id = frames_intern_lasting(&sink->frames, name.at, name.size);
	if (id != FRAME_NONE)
		sink_origin(sink, id, kinds, module.at, module.size);
	return id;
}

bool put_text_label(struct samples *kept, struct text key, struct text text, struct label *label)
{
	*label = (struct label){
		.key = samples_add_name(kept, key.at, key.size),
		.text = samples_add_name(kept, text.at, text.size),
		.unit = LABEL_NONE,
	};
	return label->key != SAMPLE_NONE && label->text != SAMPLE_NONE;
}

bool put_number_label(struct samples *kept, struct text key, int64_t number, struct text unit,
                      struct label *label)
{
	*label = (struct label){
		.key = samples_add_name(kept, key.at, key.size),
		.text = LABEL_NONE,
		.unit = LABEL_NONE,
		.number = number,
	};
	if (unit.size)
		label->unit = samples_add_name(kept, unit.at, unit.size);
	return label->key != SAMPLE_NONE && (!unit.size || label->unit != SAMPLE_NONE);
}

void putting_free(struct putting *putting)
{
	free(putting->ids);
	free(putting->name);
}
