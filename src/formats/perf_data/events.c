#include "formats/perf_data/events.h"

#include "base/buffer.h"
#include "base/map.h"
#include "base/vector.h"
#include "formats/perf_data/records.h"

#include <inttypes.h>
#include <stdlib.h>

/* The event of an id. There is one id for each event and CPU, or thread. */
struct id_entry {
	uint64_t id;
	uint64_t previous; /* the last value of the counter */
	size_t event;
	bool lost; /* memory ran out while it was added */
	UT_hash_handle hh;
};

/* ---- attributes ---- */

static uint8_t reversed(uint8_t byte)
{
	byte = (uint8_t)(byte >> 4 | byte << 4);
	byte = (uint8_t)((byte & 0xcc) >> 2 | (byte & 0x33) << 2);
	return (uint8_t)((byte & 0xaa) >> 1 | (byte & 0x55) << 1);
}

/* A bit field: compilers for big-endian machines start at the other end of each byte. */
static uint64_t load_flags(const uint8_t *at, bool big_endian)
{
	uint64_t flags = 0;
	for (unsigned i = 0; i < 8; i++)
		flags |= (uint64_t)(big_endian ? reversed(at[i]) : at[i]) << 8 * i;
	return flags;
}

/* Facts about all events together. */
static void note_event(struct perf_events *events, const struct perf_event *event)
{
	const uint64_t dump = PERF_SAMPLE_REGS_USER | PERF_SAMPLE_STACK_USER;
	events->sample_types |= event->sample_type;
	events->sample_id_all = event_flag(events->items[0], ATTR_SAMPLE_ID_ALL);
	events->tracepoint_callchains |= event->type == PERF_TYPE_TRACEPOINT &&
	                                 event->sample_type & PERF_SAMPLE_CALLCHAIN;
	events->frame_pointers = (events->sample_types & dump) != dump &&
	                         !(events->sample_types & PERF_SAMPLE_BRANCH_STACK);
}

bool events_add(struct perf_events *events, const uint8_t *attr, size_t size, bool big_endian)
{
	if (size < PERF_ATTR_SIZE_VER0 ||
	    !vector_reserve(&events->items, &events->capacity, events->count + 1))
		return false;
	struct perf_event *event = malloc(sizeof *event);
	if (!event)
		return false;
	uint8_t whole[96] = {0}; /* fields that older versions of perf do not write are 0 */
	memcpy(whole, attr, size < sizeof whole ? size : sizeof whole);
	*event = (struct perf_event){
		.type = load_u32(whole, big_endian),
		.config = load_u64(whole + 8, big_endian),
		.sample_period = load_u64(whole + 16, big_endian),
		.sample_type = load_u64(whole + 24, big_endian),
		.read_format = load_u64(whole + 32, big_endian),
		.flags = load_flags(whole + 40, big_endian),
		.bp_type = load_u32(whole + 52, big_endian),
		.bp_addr = load_u64(whole + 56, big_endian),
		.branch_sample_type = load_u64(whole + 72, big_endian),
		.sample_regs_user = load_u64(whole + 80, big_endian),
		.clockid = load_u32(whole + 92, big_endian),
		.sink_event = UINT32_MAX,
	};
	events->items[events->count++] = event;
	note_event(events, event);
	return true;
}

bool events_add_id(struct perf_events *events, uint64_t id, size_t event)
{
	struct id_entry *entry;
	HASH_FIND(hh, events->ids, &id, sizeof id, entry);
	if (entry)
		return true;
	entry = calloc(1, sizeof *entry);
	if (!entry)
		return false;
	entry->id = id;
	entry->event = event;
	HASH_ADD(hh, events->ids, id, sizeof id, entry);
	bool added = !entry->lost;
	if (!added)
		free(entry);
	return added;
}

/* ---- names ---- */

static const char *const hardware_names[] = {
	"cycles",
	"instructions",
	"cache-references",
	"cache-misses",
	"branches",
	"branch-misses",
	"bus-cycles",
	"stalled-cycles-frontend",
	"stalled-cycles-backend",
	"ref-cycles",
};

static const char *const software_names[] = {
	"cpu-clock",        "task-clock",   "page-faults",  "context-switches",
	"cpu-migrations",   "minor-faults", "major-faults", "alignment-faults",
	"emulation-faults", "dummy",        "bpf-output",   "cgroup-switches",
};

static const char *const cache_names[] = {"L1-dcache", "L1-icache", "LLC", "dTLB",
                                          "iTLB",      "branch",    "node"};
static const char *const cache_operations[] = {"load", "store", "prefetch"};

static const char *name_of(const char *const *names, size_t count, uint64_t config,
                           const char *other)
{
	return config < count ? names[config] : other;
}

/* "LLC-load-misses", "L1-dcache-loads": config has cache, operation and result, each in a byte. */
static void cache_name(struct buffer *name, uint64_t config)
{
	uint64_t cache = config & 0xff, operation = config >> 8 & 0xff,
		 result = config >> 16 & 0xff;
	if (cache >= sizeof cache_names / sizeof *cache_names)
		buffer_text(name, "unknown-ext-hardware-cache-type");
	else if (operation >= sizeof cache_operations / sizeof *cache_operations)
		buffer_text(name, "unknown-ext-hardware-cache-op");
	else if (result > 1)
		buffer_text(name, "unknown-ext-hardware-cache-result");
	else if (result)
		buffer_printf(name, "%s-%s-misses", cache_names[cache],
		              cache_operations[operation]);
	else
		buffer_printf(name, "%s-%s%s", cache_names[cache], cache_operations[operation],
		              operation == 2 ? "es" : "s");
}

/* ":u", ":ppH": where it was counted, if that is not everywhere, and how precisely. */
static void modifiers(struct buffer *name, const struct perf_event *event)
{
	char text[16];
	size_t n = 0;
	bool usual_guest = false; /* whether guests are excluded by default */
	unsigned precise = event->flags >> ATTR_PRECISE_IP & 3;
	if (event_flag(event, ATTR_EXCLUDE_KERNEL) || event_flag(event, ATTR_EXCLUDE_USER) ||
	    event_flag(event, ATTR_EXCLUDE_HV)) {
		usual_guest = true;
		if (!event_flag(event, ATTR_EXCLUDE_KERNEL))
			text[n++] = 'k';
		if (!event_flag(event, ATTR_EXCLUDE_USER))
			text[n++] = 'u';
		if (!event_flag(event, ATTR_EXCLUDE_HV))
			text[n++] = 'h';
	}
	for (unsigned i = 0; i < precise; i++)
		text[n++] = 'p';
	usual_guest = usual_guest || precise;
	if (event_flag(event, ATTR_EXCLUDE_HOST) ||
	    event_flag(event, ATTR_EXCLUDE_GUEST) == usual_guest) {
		if (!event_flag(event, ATTR_EXCLUDE_HOST))
			text[n++] = 'H';
		if (!event_flag(event, ATTR_EXCLUDE_GUEST))
			text[n++] = 'G';
	}
	if (n) {
		buffer_byte(name, ':');
		buffer_append(name, text, n);
	}
}

static void compose_name(struct buffer *name, const struct perf_event *event)
{
	switch (event->type) {
	case PERF_TYPE_HARDWARE:
		buffer_text(name,
		            name_of(hardware_names, sizeof hardware_names / sizeof *hardware_names,
		                    event->config, "unknown-hardware"));
		break;
	case PERF_TYPE_SOFTWARE:
		buffer_text(name,
		            name_of(software_names, sizeof software_names / sizeof *software_names,
		                    event->config, "unknown-software"));
		break;
	case PERF_TYPE_HW_CACHE:
		cache_name(name, event->config);
		break;
	case PERF_TYPE_RAW:
		buffer_printf(name, "raw 0x%" PRIx64, event->config);
		break;
	case PERF_TYPE_BREAKPOINT:
		buffer_printf(name, "mem:0x%" PRIx64 ":%s%s%s", event->bp_addr,
		              event->bp_type & 1 ? "r" : "", event->bp_type & 2 ? "w" : "",
		              event->bp_type & 4 ? "x" : "");
		break;
	case PERF_TYPE_TRACEPOINT:
		buffer_text(name, "unknown tracepoint");
		return;
	default:
		buffer_printf(name, "unknown attr type: %" PRIu32, event->type);
		return;
	}
	modifiers(name, event);
}

bool events_name(struct perf_event *event, const char *name, size_t size)
{
	if (event->name || !size)
		return true;
	event->name = strndup(name, size);
	event->off_cpu = event->name && event->type == PERF_TYPE_SOFTWARE &&
	                 event->config == PERF_COUNT_SW_BPF_OUTPUT &&
	                 event->sample_type & PERF_SAMPLE_RAW &&
	                 strcmp(event->name, "offcpu-time") == 0;
	return event->name;
}

const char *event_name(struct perf_event *event)
{
	if (event->name)
		return event->name;
	struct buffer name = {0};
	compose_name(&name, event);
	bool ok = !name.failed && events_name(event, name.data, name.size);
	buffer_free(&name);
	return ok ? event->name : NULL;
}

/* ---- the event of a record ---- */

struct perf_event *events_by_id(const struct perf_events *events, uint64_t id, uint64_t **previous)
{
	struct id_entry *entry;
	HASH_FIND(hh, events->ids, &id, sizeof id, entry);
	if (!entry || entry->event >= events->count)
		return NULL;
	if (previous)
		*previous = &entry->previous;
	return events->items[entry->event];
}

/* The position of the id in a sample, in units of 8 bytes after the header; -1: it has none. */
static int sample_id_place(uint64_t type)
{
	if (type & PERF_SAMPLE_IDENTIFIER)
		return 0;
	if (!(type & PERF_SAMPLE_ID))
		return -1;
	return __builtin_popcountll(
		type & (PERF_SAMPLE_IP | PERF_SAMPLE_TID | PERF_SAMPLE_TIME | PERF_SAMPLE_ADDR));
}

/* The same for the id at the end of other records, counted from the end: 1 is the last. */
static int other_id_place(uint64_t type)
{
	if (type & PERF_SAMPLE_IDENTIFIER)
		return 1;
	if (!(type & PERF_SAMPLE_ID))
		return -1;
	return 1 + __builtin_popcountll(type & (PERF_SAMPLE_CPU | PERF_SAMPLE_STREAM_ID));
}

struct perf_event *events_of_record(const struct perf_events *events, const uint8_t *record,
                                    uint32_t type, size_t size, bool big_endian)
{
	if (events->count <= 1)
		return events->count ? events->items[0] : NULL;
	struct perf_event *first = events->items[0];
	bool sample = type == PERF_RECORD_SAMPLE;
	if (!sample && !events->sample_id_all)
		return first;
	int place = sample ? sample_id_place(first->sample_type)
	                   : other_id_place(first->sample_type);
	size_t words = (size - RECORD_HEADER_SIZE) / 8;
	if (place < 0)
		return first;
	if (sample ? (size_t)place >= words : (size_t)place > words)
		return NULL;
	size_t at = sample ? RECORD_HEADER_SIZE + 8 * (size_t)place : size - 8 * (size_t)place;
	uint64_t id = load_u64(record + at, big_endian);
	return id ? events_by_id(events, id, NULL)
	          : first; /* records that perf synthesizes have no id */
}

size_t events_memory(const struct perf_events *events)
{
	return events->capacity * sizeof *events->items + events->count * sizeof **events->items +
	       HASH_COUNT(events->ids) * sizeof *events->ids + HASH_OVERHEAD(hh, events->ids);
}

void events_free(struct perf_events *events)
{
	struct id_entry *entry, *next;
	HASH_ITER(hh, events->ids, entry, next) {
		HASH_DEL(events->ids, entry);
		free(entry);
	}
	for (size_t i = 0; i < events->count; i++) {
		free(events->items[i]->name);
		free(events->items[i]);
	}
	free(events->items);
	*events = (struct perf_events){0};
}
