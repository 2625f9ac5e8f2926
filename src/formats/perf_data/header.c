#include "formats/perf_data/header.h"

#include "base/input.h"
#include "base/map.h"
#include "formats/perf_data/records.h"
#include "formats/perf_data/tracing.h"

#include <inttypes.h>
#include <stdlib.h>

enum {
	PIPE_HEADER_SIZE = 16,  /* magic, size */
	FILE_HEADER_SIZE = 104, /* and attr_size, three sections, four words of feature bits */
	SECTION_SIZE = 16,      /* offset, size */
	FEATURE_MAX = 256,
	FEATURE_BYTES_MAX =
		64 << 20, /* limit for one feature; tracing data is the largest by far */
	EVENTS_MAX = 1 << 16,
};

enum { /* features, by their bit */
       FEATURE_TRACING_DATA = 1,
       FEATURE_BUILD_ID = 2,
       FEATURE_HOSTNAME = 3,
       FEATURE_ARCH = 6,
       FEATURE_EVENT_DESC = 12,
       FEATURE_SAMPLE_TIME = 21,
       FEATURE_DIR_FORMAT = 24,
       FEATURE_CLOCK_DATA = 29,
};

enum { /* records that perf itself writes */
       RECORD_HEADER_ATTR = 64,
       RECORD_HEADER_BUILD_ID = 67,
       RECORD_EVENT_UPDATE = 78,
       RECORD_TIME_CONV = 79,
       RECORD_HEADER_FEATURE = 80,
       EVENT_UPDATE_NAME = 2,
};

struct build_id_entry {
	struct build_id id;
	bool lost; /* memory ran out while it was added */
	UT_hash_handle hh;
	char path[];
};

/* ---- features ---- */

static bool name_event(struct perf_data_header *header, struct perf_event *event, const char *name,
                       size_t size)
{
	header->text_bytes += event->name ? 0 : size;
	return events_name(event, name, size);
}

/* The first one counts for each path. False without memory. */
static bool add_build_id(struct perf_data_header *header, const char *path, size_t path_size,
                         const uint8_t *id, size_t size)
{
	struct build_id_entry *entry;
	HASH_FIND(hh, header->build_ids, path, path_size, entry);
	if (entry)
		return true;
	entry = calloc(1, sizeof *entry + path_size + 1);
	if (!entry)
		return false;
	memcpy(entry->path, path, path_size);
	entry->id.size = (uint8_t)size;
	memcpy(entry->id.id, id, size);
	HASH_ADD_KEYPTR(hh, header->build_ids, entry->path, path_size, entry);
	bool added = !entry->lost;
	if (!added)
		free(entry);
	else
		header->text_bytes += path_size + 1;
	return added;
}

/* header, pid, 20 bytes of id, its size in another byte if misc says so, path */
static bool take_build_id(struct perf_data_header *header, const uint8_t *record, size_t size)
{
	enum { ID_AT = 12, ID_SIZE_AT = 32, PATH_AT = 36, MISC_HAS_SIZE = 1 << 15 };
	if (size <= PATH_AT)
		return true;
	bool has_size = load_u16(record + 4, header->big_endian) & MISC_HAS_SIZE;
	size_t id_size = has_size ? record[ID_SIZE_AT] : BUILD_ID_SIZE;
	if (id_size > BUILD_ID_SIZE)
		id_size = BUILD_ID_SIZE;
	const char *path = (const char *)record + PATH_AT;
	return add_build_id(header, path, strnlen(path, size - PATH_AT), record + ID_AT, id_size);
}

static bool take_build_ids(struct perf_data_header *header, struct bytes *bytes)
{
	while (bytes_left(bytes) >= RECORD_HEADER_SIZE) {
		size_t size = load_u16(bytes->at + 6, header->big_endian);
		if (size < RECORD_HEADER_SIZE || size > bytes_left(bytes))
			break;
		if (!take_build_id(header, bytes_take(bytes, size), size))
			return false;
	}
	return true;
}

/* A number of bytes, then text that ends in zeros. */
static size_t take_string(struct bytes *bytes, const char **text)
{
	return bytes_text(bytes, bytes_u32(bytes), text);
}

/* How many, size of an attribute; for each: attribute, number of ids, name, ids */
static bool take_event_names(struct perf_data_header *header, struct bytes *bytes)
{
	uint32_t count = bytes_u32(bytes), attr_size = bytes_u32(bytes);
	for (uint32_t i = 0; i < count && !bytes->bad; i++) {
		const char *name;
		bytes_take(bytes, attr_size);
		uint32_t ids = bytes_u32(bytes);
		size_t size = take_string(bytes, &name);
		bytes_take(bytes, (uint64_t)ids * 8);
		if (!bytes->bad && i < header->events.count &&
		    !name_event(header, header->events.items[i], name, size))
			return false;
	}
	return true;
}

/* Version, clock, and one moment in two times: wall-clock time and that clock. */
static void take_wall_clock(struct perf_data_header *header, struct bytes *bytes)
{
	const uint32_t version = bytes_u32(bytes);
	bytes_u32(bytes);
	const uint64_t wall = bytes_u64(bytes), clock = bytes_u64(bytes);
	if (bytes->bad || version != 1 || wall < clock)
		return;
	header->wall_known = true;
	header->wall_zero = wall - clock;
}

static bool take_feature(struct perf_data_header *header, uint64_t feature, struct bytes *bytes)
{
	const char *text;
	size_t size;
	switch (feature) {
	case FEATURE_TRACING_DATA:
		return perf_data_tracing(header, bytes->at, bytes_left(bytes));
	case FEATURE_BUILD_ID:
		return take_build_ids(header, bytes);
	case FEATURE_EVENT_DESC:
		return take_event_names(header, bytes);
	case FEATURE_ARCH:
		size = take_string(bytes, &text);
		if (size < sizeof header->arch) {
			memcpy(header->arch, text, size);
			header->arch[size] = '\0';
		}
		return true;
	case FEATURE_SAMPLE_TIME:
		header->first_time = bytes_u64(bytes);
		header->last_time = bytes_u64(bytes);
		return true;
	case FEATURE_DIR_FORMAT:
		header->dir_format = bytes_u64(bytes);
		return true;
	case FEATURE_CLOCK_DATA:
		take_wall_clock(header, bytes);
		return true;
	case FEATURE_SIMPLEPERF_FILE:
	case FEATURE_SIMPLEPERF_FILE2:
		return recorded_take(&header->recorded, (unsigned)feature, bytes);
	default:
		return true;
	}
}

bool perf_data_tracing(struct perf_data_header *header, const uint8_t *data, size_t size)
{
	struct tracing_events names = {0};
	if (header->traced) /* perf writes it only once, and each walk visits all events */
		return true;
	bool ok = tracing_read(&names, data, size);
	header->traced = ok && names.count;
	for (size_t i = 0; header->traced && ok && i < header->events.count; i++) {
		struct perf_event *event = header->events.items[i];
		const struct tracing_event *known = event->type == PERF_TYPE_TRACEPOINT
		                                            ? tracing_find(&names, event->config)
		                                            : NULL;
		if (!known)
			continue;
		ok = name_event(header, event, known->name, strlen(known->name));
		event->sched = known->sched;
	}
	tracing_free(&names);
	return ok;
}

const struct build_id *perf_data_build_id(const struct perf_data_header *header, const char *path)
{
	struct build_id_entry *entry;
	HASH_FIND(hh, header->build_ids, path, strlen(path), entry);
	return entry ? &entry->id : NULL;
}

/* ---- the same in records ---- */

static bool take_attr_record(struct perf_data_header *header, const uint8_t *record, size_t size)
{
	if (size < RECORD_HEADER_SIZE + PERF_ATTR_SIZE_VER0 || header->events.count >= EVENTS_MAX)
		return true;
	const uint8_t *attr = record + RECORD_HEADER_SIZE;
	size_t attr_size = load_u32(attr + 4, header->big_endian);
	if (!attr_size)
		attr_size = PERF_ATTR_SIZE_VER0;
	if (attr_size < PERF_ATTR_SIZE_VER0 || attr_size > size - RECORD_HEADER_SIZE)
		return true;
	if (!events_add(&header->events, attr, attr_size, header->big_endian))
		return false;
	for (size_t at = RECORD_HEADER_SIZE + attr_size; at + 8 <= size; at += 8)
		if (!events_add_id(&header->events, load_u64(record + at, header->big_endian),
		                   header->events.count - 1))
			return false;
	return true;
}

static void take_clock(struct perf_data_clock *clock, struct bytes *bytes)
{
	struct perf_data_clock told = {0};
	told.shift = bytes_u64(bytes);
	told.multiplier = bytes_u64(bytes);
	told.zero = bytes_u64(bytes);
	if (bytes->bad || told.shift > 63)
		return;
	if (bytes_left(bytes) >= 24) { /* from Linux 5.8 on */
		told.cycles = bytes_u64(bytes);
		told.mask = bytes_u64(bytes);
		const uint8_t *can = bytes_take(bytes, 2);
		if (!can[0]) /* the counter cannot be compared with times */
			return;
		if (!can[1])
			told.mask = 0;
	}
	*clock = told;
}

bool perf_data_header_record(struct perf_data_header *header, uint32_t type, const uint8_t *record,
                             size_t size)
{
	struct bytes bytes = {record + RECORD_HEADER_SIZE, record + size, header->big_endian,
	                      false};
	struct perf_event *event;
	const char *name;
	switch (type) {
	case RECORD_HEADER_ATTR:
		return take_attr_record(header, record, size);
	case RECORD_HEADER_BUILD_ID:
		return take_build_id(header, record, size);
	case RECORD_HEADER_FEATURE: {
		uint64_t feature = bytes_u64(&bytes);
		return bytes.bad || take_feature(header, feature, &bytes);
	}
	case RECORD_TIME_CONV:
		take_clock(&header->clock, &bytes);
		return true;
	case RECORD_EVENT_UPDATE: /* kind, id and, for this kind, the name */
		if (bytes_u64(&bytes) != EVENT_UPDATE_NAME)
			return true;
		event = events_by_id(&header->events, bytes_u64(&bytes), NULL);
		size = bytes_text(&bytes, bytes_left(&bytes), &name);
		return !event || name_event(header, event, name, size);
	default:
		return true;
	}
}

/* ---- a file ---- */

/* Reads a section whole. *size is smaller if the file ends earlier. NULL with status: a failed read
 * or no memory. */
static uint8_t *read_section(struct stream *stream, uint64_t offset, uint64_t *size,
                             enum status *status, struct error *err)
{
	uint64_t file = input_size(stream->input);
	if (offset > file)
		offset = file;
	if (*size > file - offset)
		*size = file - offset;
	uint8_t *section = malloc((size_t)*size + 1);
	ssize_t n = 0;
	if (!section)
		*status = error_no_memory(err);
	else if ((n = stream_read_at(stream, section, (size_t)*size, offset, err)) < 0)
		*status = STATUS_FAILED;
	if (*status) {
		free(section);
		return NULL;
	}
	*size = (uint64_t)n;
	return section;
}

/* The position of an event's ids. Events do not share lists, so the file's size limits all lists
 * together. */
static enum status read_ids(struct perf_data_header *header, struct stream *stream, uint64_t offset,
                            uint64_t size, struct error *err)
{
	enum status status = STATUS_OK;
	const uint64_t left = input_size(stream->input) - header->id_bytes;
	if (size > left)
		size = left;
	uint8_t *ids = read_section(stream, offset, &size, &status, err);
	if (!ids)
		return status;
	header->id_bytes += size;
	for (size_t at = 0; !status && at + 8 <= size; at += 8)
		if (!events_add_id(&header->events, load_u64(ids + at, header->big_endian),
		                   header->events.count - 1))
			status = error_no_memory(err);
	free(ids);
	return status;
}

/* attr_size bytes each: the attribute, then the section of its ids */
static enum status read_attrs(struct perf_data_header *header, struct stream *stream,
                              uint64_t attr_size, uint64_t offset, uint64_t size, struct error *err)
{
	const char *name = input_name(stream->input);
	enum status status = STATUS_OK;
	if (attr_size < PERF_ATTR_SIZE_VER0 + SECTION_SIZE || attr_size > size ||
	    size / attr_size > EVENTS_MAX)
		return error_set(err, STATUS_FAILED,
		                 "%s: its header is invalid: %" PRIu64 " bytes of events, %" PRIu64
		                 " bytes each",
		                 name, size, attr_size);
	uint8_t *attrs = read_section(stream, offset, &size, &status, err);
	if (!attrs)
		return status;
	for (uint64_t at = 0; !status && at + attr_size <= size; at += attr_size) {
		const uint8_t *ids = attrs + at + attr_size - SECTION_SIZE;
		if (!events_add(&header->events, attrs + at, attr_size - SECTION_SIZE,
		                header->big_endian))
			status = error_no_memory(err);
		else
			status = read_ids(header, stream, load_u64(ids, header->big_endian),
			                  load_u64(ids + 8, header->big_endian), err);
	}
	free(attrs);
	if (!status && !header->events.count)
		status = error_set(err, STATUS_FAILED, "%s: is truncated: its events are missing",
		                   name);
	return status;
}

/* Bits of features in words of 8 bytes; 32-bit machines of the other byte order wrote words of 4.
 * All versions of perf set the bit for the host's name. */
static void read_feature_bits(const uint8_t *at, bool big_endian, uint64_t bits[4])
{
	for (unsigned i = 0; i < 4; i++)
		bits[i] = load_u64(at + (size_t)i * 8, big_endian);
	if (bits[0] >> FEATURE_HOSTNAME & 1 || !(bits[0] >> (32 + FEATURE_HOSTNAME) & 1))
		return;
	for (unsigned i = 0; i < 4; i++)
		bits[i] = bits[i] << 32 | bits[i] >> 32;
}

static enum status read_features(struct perf_data_header *header, struct stream *stream,
                                 const uint64_t bits[4], struct error *err)
{
	enum status status = STATUS_OK;
	unsigned count = 0, at = 0;
	for (unsigned i = 0; i < 4; i++)
		count += (unsigned)__builtin_popcountll(bits[i]);
	uint64_t size = (uint64_t)count * SECTION_SIZE;
	if (header->data_size > UINT64_MAX - header->data_at)
		return STATUS_OK;
	uint8_t *table = read_section(stream, header->data_at + header->data_size, &size, &status,
	                              err);
	header->features_cut = table && size < (uint64_t)count * SECTION_SIZE;
	for (unsigned feature = 0; table && feature < FEATURE_MAX; feature++) {
		if (!(bits[feature / 64] >> feature % 64 & 1) || (at + 1) * SECTION_SIZE > size)
			continue;
		const uint8_t *section = table + (size_t)at++ * SECTION_SIZE;
		bool wanted = feature == FEATURE_TRACING_DATA || feature == FEATURE_BUILD_ID ||
		              feature == FEATURE_ARCH || feature == FEATURE_EVENT_DESC ||
		              feature == FEATURE_SAMPLE_TIME || feature == FEATURE_DIR_FORMAT ||
		              feature == FEATURE_CLOCK_DATA || feature == FEATURE_SIMPLEPERF_FILE ||
		              feature == FEATURE_SIMPLEPERF_FILE2;
		uint64_t length = load_u64(section + 8, header->big_endian), whole = length;
		if (!wanted || length > FEATURE_BYTES_MAX)
			continue;
		uint8_t *body = read_section(stream, load_u64(section, header->big_endian), &length,
		                             &status, err);
		if (!body)
			break;
		struct bytes bytes = {body, body + length, header->big_endian, false};
		header->features_cut |= length < whole;
		if (!take_feature(header, feature, &bytes))
			status = error_no_memory(err);
		free(body);
		if (status)
			break;
	}
	free(table);
	return status;
}

static enum status read_file(struct perf_data_header *header, struct stream *stream,
                             struct error *err)
{
	uint8_t bytes[FILE_HEADER_SIZE];
	bool big = header->big_endian;
	enum status status = stream_seek(stream, err);
	ssize_t n = status ? -1 : stream_read_at(stream, bytes, sizeof bytes, 0, err);
	if (n < 0)
		return STATUS_FAILED;
	if (n < FILE_HEADER_SIZE)
		return error_set(err, STATUS_FAILED, "%s: is truncated: its header is incomplete",
		                 input_name(stream->input));
	status = read_attrs(header, stream, load_u64(bytes + 16, big), load_u64(bytes + 24, big),
	                    load_u64(bytes + 32, big), err);
	if (status)
		return status;
	header->data_at = load_u64(bytes + 40, big);
	header->data_size = load_u64(bytes + 48, big);
	uint64_t features[4];
	read_feature_bits(bytes + 72, big, features);
	header->unfinished = !header->data_size;
	if (header->unfinished)
		header->data_size = UINT64_MAX - header->data_at;
	else
		status = read_features(header, stream, features, err);
	return status;
}

static bool has_magic(const char *text, bool *big_endian)
{
	*big_endian = memcmp(text, "2ELIFREP", 8) == 0;
	return *big_endian || memcmp(text, "PERFILE2", 8) == 0;
}

int perf_data_bid(const struct head *head)
{
	bool big_endian;
	if (head->size >= 8 && has_magic(head->text, &big_endian))
		return 100;
	return head->size >= 8 && memcmp(head->text, "PERFFILE", 8) == 0 ? 100 : 0;
}

enum status perf_data_header_read(struct perf_data_header *header, struct stream *stream,
                                  struct error *err)
{
	const char *name = input_name(stream->input);
	struct head head;
	enum status status = stream_peek(stream, PIPE_HEADER_SIZE, &head, err);
	if (status)
		return status;
	if (head.size >= 8 && memcmp(head.text, "PERFFILE", 8) == 0)
		return error_set(err, STATUS_FAILED,
		                 "%s: was written by a perf older than Linux 2.6.33; use the perf "
		                 "script of that version",
		                 name);
	if (head.size < 8 || !has_magic(head.text, &header->big_endian))
		return error_set(err, STATUS_FAILED, "%s: is not a perf.data file", name);
	if (head.size < PIPE_HEADER_SIZE)
		return error_set(err, STATUS_FAILED, "%s: is truncated: its header is incomplete",
		                 name);
	header->pipe = load_u64(head.text + 8, header->big_endian) == PIPE_HEADER_SIZE;
	if (!header->pipe)
		return read_file(header, stream, err);
	uint8_t passed[PIPE_HEADER_SIZE];
	if (stream_read(stream, passed, sizeof passed, err) < 0)
		return STATUS_FAILED;
	header->data_size = UINT64_MAX;
	return STATUS_OK;
}

size_t perf_data_header_memory(const struct perf_data_header *header)
{
	return events_memory(&header->events) + header->text_bytes + header->recorded.bytes +
	       HASH_COUNT(header->build_ids) * sizeof *header->build_ids +
	       HASH_OVERHEAD(hh, header->build_ids);
}

void perf_data_header_free(struct perf_data_header *header)
{
	events_free(&header->events);
	recorded_free(&header->recorded);
	struct build_id_entry *entry, *next;
	HASH_ITER(hh, header->build_ids, entry, next) {
		HASH_DEL(header->build_ids, entry);
		free(entry);
	}
	*header = (struct perf_data_header){0};
}
