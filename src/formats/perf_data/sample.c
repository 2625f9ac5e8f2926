#include "formats/perf_data/sample.h"

/* Size of the end of a record other than a sample, from the first of these fields on. */
static size_t after(uint64_t type, uint64_t first)
{
	return 8 *
	       (size_t)__builtin_popcountll(type & (first | PERF_SAMPLE_ID | PERF_SAMPLE_STREAM_ID |
	                                            PERF_SAMPLE_CPU | PERF_SAMPLE_IDENTIFIER));
}

uint32_t record_tid(const struct perf_event *event, const struct record *record, bool big_endian)
{
	const size_t size = after(event->sample_type, PERF_SAMPLE_TID | PERF_SAMPLE_TIME);
	if (!(event->sample_type & PERF_SAMPLE_TID) || !event_flag(event, ATTR_SAMPLE_ID_ALL) ||
	    record->size < RECORD_HEADER_SIZE + size)
		return UINT32_MAX;
	return load_u32(record->at + record->size - size + 4, big_endian);
}

uint64_t record_time(const struct perf_event *event, const struct record *record, bool big_endian)
{
	uint64_t type = event->sample_type;
	if (!(type & PERF_SAMPLE_TIME))
		return 0;
	size_t place; /* in bytes */
	if (record->type == PERF_RECORD_SAMPLE) {
		place = RECORD_HEADER_SIZE +
		        8 * (size_t)__builtin_popcountll(type & (PERF_SAMPLE_IDENTIFIER |
		                                                 PERF_SAMPLE_IP | PERF_SAMPLE_TID));
	} else {
		if (!event_flag(event, ATTR_SAMPLE_ID_ALL))
			return 0;
		const size_t size = after(type, PERF_SAMPLE_TIME);
		if (record->size < RECORD_HEADER_SIZE + size)
			return 0;
		place = record->size - size;
	}
	return place + 8 <= record->size ? load_u64(record->at + place, big_endian) : 0;
}

static struct sample_array take_array(struct bytes *bytes, uint64_t count)
{
	const uint8_t *at = count <= RECORD_SIZE_MAX / 8 ? bytes_take(bytes, count * 8) : NULL;
	if (!at)
		bytes->bad = true;
	return (struct sample_array){at, at ? count : 0};
}

static void take_read(struct bytes *bytes, uint64_t format, struct perf_sample *sample)
{
	const uint64_t others = format & (PERF_FORMAT_ID | PERF_FORMAT_LOST);
	const unsigned per_value = 1 + (unsigned)__builtin_popcountll(others);
	uint64_t first = bytes_u64(bytes);
	if (format & PERF_FORMAT_TOTAL_TIME_ENABLED)
		bytes_u64(bytes);
	if (format & PERF_FORMAT_TOTAL_TIME_RUNNING)
		bytes_u64(bytes);
	if (format & PERF_FORMAT_GROUP) {
		if (first > RECORD_SIZE_MAX)
			first = RECORD_SIZE_MAX;
		sample->values = take_array(bytes, first * per_value);
		return;
	}
	sample->value = first;
	if (format & PERF_FORMAT_ID)
		sample->value_id = bytes_u64(bytes);
	if (format & PERF_FORMAT_LOST)
		bytes_u64(bytes);
}

static void take_branches(struct bytes *bytes, uint64_t branch_sample_type,
                          struct perf_sample *sample)
{
	const uint64_t has_counters = 1 << 19; /* PERF_SAMPLE_BRANCH_COUNTERS, of Linux 6.8 */
	uint64_t count = bytes_u64(bytes);
	if (branch_sample_type & PERF_SAMPLE_BRANCH_HW_INDEX)
		bytes_u64(bytes);
	if (count > RECORD_SIZE_MAX)
		count = RECORD_SIZE_MAX;
	sample->branches = take_array(bytes, count * 3);
	sample->branches.count /= 3;
	if (branch_sample_type & has_counters)
		take_array(bytes, count);
}

static void take_regs(struct bytes *bytes, uint64_t mask, struct perf_sample *sample)
{
	enum { ABI_SIMD = 4 }; /* a bit besides those for 32 and 64 bits: vectors follow */
	const uint64_t abi = bytes_u64(bytes);
	sample->regs_abi = abi & ~(uint64_t)ABI_SIMD;
	if (abi)
		sample->regs = take_array(bytes, (uint64_t)__builtin_popcountll(mask));
	if (abi & ABI_SIMD) { /* vectors and predicates: how many, and of how many words each */
		const uint64_t vectors = bytes_u16(bytes), words = bytes_u16(bytes);
		const uint64_t predicates = bytes_u16(bytes);
		take_array(bytes, vectors * words + predicates * bytes_u16(bytes));
	}
}

static void take_stack(struct bytes *bytes, struct perf_sample *sample)
{
	uint64_t size = bytes_u64(bytes);
	if (!size)
		return;
	sample->stack = bytes_take(bytes, size);
	sample->stack_room = size;
	sample->stack_size = bytes_u64(bytes);
	if (sample->stack_size > size)
		bytes->bad = true;
}

/* The fields up to the period; each is a number. */
static void take_numbers(struct bytes *bytes, uint64_t type, struct perf_sample *sample)
{
	if (type & PERF_SAMPLE_IDENTIFIER)
		sample->id = bytes_u64(bytes);
	if (type & PERF_SAMPLE_IP)
		sample->ip = bytes_u64(bytes);
	if (type & PERF_SAMPLE_TID) {
		sample->pid = bytes_u32(bytes);
		sample->tid = bytes_u32(bytes);
	}
	if (type & PERF_SAMPLE_TIME)
		sample->time = bytes_u64(bytes);
	if (type & PERF_SAMPLE_ADDR)
		bytes_u64(bytes);
	if (type & PERF_SAMPLE_ID)
		sample->id = bytes_u64(bytes);
	if (type & PERF_SAMPLE_STREAM_ID)
		bytes_u64(bytes);
	if (type & PERF_SAMPLE_CPU) {
		sample->cpu = bytes_u32(bytes);
		bytes_u32(bytes);
	}
	if (type & PERF_SAMPLE_PERIOD)
		sample->period = bytes_u64(bytes);
}

/* The raw data that perf's BPF program writes when a task continues: its ids, how long it was off
 * the CPU, and where it waited. */
static void take_off_cpu(struct bytes bytes, struct perf_sample *sample)
{
	sample->pid = bytes_u32(&bytes);
	sample->tid = bytes_u32(&bytes);
	sample->period = bytes_u64(&bytes);
	sample->chain = take_array(&bytes, bytes_u64(&bytes));
}

bool sample_parse(const struct perf_event *event, const struct record *record, bool big_endian,
                  struct perf_sample *sample)
{
	uint64_t type = event->sample_type;
	struct bytes bytes = {record->at + RECORD_HEADER_SIZE, record->at + record->size,
	                      big_endian, false};
	*sample = (struct perf_sample){
		.pid = UINT32_MAX,
		.tid = UINT32_MAX,
		.cpu = UINT32_MAX,
		.period = event->sample_period,
		.mode = record->misc & PERF_RECORD_MISC_CPUMODE_MASK,
	};
	take_numbers(&bytes, type, sample);
	if (type & PERF_SAMPLE_READ)
		take_read(&bytes, event->read_format, sample);
	if (type & PERF_SAMPLE_CALLCHAIN)
		sample->chain = take_array(&bytes, bytes_u64(&bytes));
	if (type & PERF_SAMPLE_RAW) {
		uint32_t size = bytes_u32(&bytes);
		const uint8_t *raw = bytes_take(&bytes, size);
		sample->raw = raw;
		sample->raw_size = size;
		if (raw && event->off_cpu)
			take_off_cpu((struct bytes){raw, raw + size, big_endian, false}, sample);
	}
	if (type & PERF_SAMPLE_BRANCH_STACK)
		take_branches(&bytes, event->branch_sample_type, sample);
	if (type & PERF_SAMPLE_REGS_USER)
		take_regs(&bytes, event->sample_regs_user, sample);
	if (type & PERF_SAMPLE_STACK_USER)
		take_stack(&bytes, sample);
	return !bytes.bad;
}
