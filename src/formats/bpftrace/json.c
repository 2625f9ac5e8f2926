/* Maps in the output of bpftrace -f json, one object in each line:
 *
 *     {"type": "map", "data": {"@": {"\\n    vfs_write+559\\n,\\n    main+36\\n,words": 12}}}
 *     {"type": "stats", "data": {"@s": {"...": {"count": 2, "average": 8, "total": 16}}}}
 *     {"type": "hist", "data": {"@h": {"...": [{"min": 64, "max": 127, "count": 2}]}}}
 *
 * Keys are separated by ","; a stack is a key of several lines. The value is the total of
 * statistics, or the sum of a histogram's counts. */
#include "formats/bpftrace/json.h"

#include "formats/bpftrace/entry.h"
#include "formats/json_shape.h"

#include <string.h>

struct json_maps {
	struct text_stacks *stacks;
	struct bpftrace_entry entry;
	struct buffer map, key; /* names of the open objects */
	uint64_t total;
};

bool bpftrace_json_is(const struct head *head)
{
	const struct text text = {head->text, head->size};
	return json_begins(head) && json_head_has(head, "type") && json_head_has(head, "data") &&
	       (text_find(text, "\"@") || text_find(text, "\"attached_probes\""));
}

static enum status keep(struct buffer *buffer, struct text text, struct error *err)
{
	buffer->size = 0;
	buffer_append(buffer, text.at, text.size);
	return buffer->failed ? error_no_memory(err) : STATUS_OK;
}

/* The keys of an entry, as lines: frames are indented. */
static void take_keys(struct json_maps *maps)
{
	const char *at = maps->key.size ? maps->key.data : "", *end = at + maps->key.size;
	while (at < end) {
		const struct text line = text_line(at, end, &at);
		const struct text bare = text_skip_blanks(line);
		if (bare.size && bare.at > line.at)
			bpftrace_entry_frame(maps->stacks, &maps->entry, bare);
		else
			bpftrace_entry_keys(maps->stacks, &maps->entry, line, ",");
	}
}

static enum status put_entry(struct json_maps *maps, struct decimal weight)
{
	const struct text map = {maps->map.data, maps->map.size};
	const struct text key = {maps->key.data, maps->key.size};
	if (!text_find(key, "\n")) {
		maps->entry.others++;
		return STATUS_OK;
	}
	bpftrace_entry_begin(maps->stacks, &maps->entry, map);
	take_keys(maps);
	bpftrace_entry_put(maps->stacks, &maps->entry, weight);
	return maps->stacks->status;
}

/* Lines without a document are not counted. */
static enum status begin_line(void *context, const struct json_place *place)
{
	struct json_maps *maps = context;
	(void)place;
	maps->stacks->sink->lines++;
	return STATUS_OK;
}

static enum status begin_map(void *context, const struct json_place *place)
{
	struct json_maps *maps = context;
	return keep(&maps->map, place->key, place->err);
}

static enum status take_count(void *context, const struct json_place *place,
                              const struct json_value *value)
{
	struct json_maps *maps = context;
	struct decimal weight;
	bool negative;
	const enum status status = keep(&maps->key, place->key, place->err);
	if (status)
		return status;
	if (json_decimal_value(value, &weight, &negative) && !negative)
		return put_entry(maps, weight);
	sink_malformed(maps->stacks->sink, "the value is no count", value->text.at,
	               value->text.size);
	return STATUS_OK;
}

static enum status begin_entry(void *context, const struct json_place *place)
{
	struct json_maps *maps = context;
	maps->total = 0;
	return keep(&maps->key, place->key, place->err);
}

static enum status end_entry(void *context, const struct json_place *place)
{
	struct json_maps *maps = context;
	(void)place;
	return put_entry(maps, (struct decimal){maps->total, 0});
}

static enum status add_to_total(void *context, const struct json_place *place,
                                const struct json_value *value)
{
	struct json_maps *maps = context;
	uint64_t number;
	(void)place;
	if (json_whole(value, &number))
		maps->total = maps->total > UINT64_MAX - number ? UINT64_MAX : maps->total + number;
	return STATUS_OK;
}

static const struct json_shape number = {.value = add_to_total};
static const struct json_field total_field[] = {{"total", &number}, {0}};
static const struct json_field count_field[] = {{"count", &number}, {0}};
static const struct json_shape bucket = {.fields = count_field};
static const struct json_shape entry = {.fields = total_field,
                                        .items = &bucket,
                                        .begin = begin_entry,
                                        .end = end_entry,
                                        .value = take_count};
static const struct json_field entry_fields[] = {{"", &entry}, {0}};
static const struct json_shape map = {.fields = entry_fields, .begin = begin_map};
static const struct json_field map_fields[] = {{"", &map}, {0}};
static const struct json_shape data = {.fields = map_fields};
static const struct json_field document_fields[] = {{"data", &data}, {0}};
static const struct json_shape document = {.fields = document_fields, .begin = begin_line};

static void read_all(struct text_stacks *stacks)
{
	struct json_maps maps = {.stacks = stacks};
	const struct json_options options = {.several = true, .open_end = true};
	bool cut = false;
	const enum status status = json_read(stacks->lines.stream, &document, &options, &maps, &cut,
	                                     stacks->err);
	if (!stacks->status)
		stacks->status = status;
	if (cut)
		sink_note(stacks->sink, true, "the end is missing");
	bpftrace_entry_note(stacks, &maps.entry);
	buffer_free(&maps.map);
	buffer_free(&maps.key);
}

enum status bpftrace_json_read(struct stream *stream, struct sink *sink,
                               const struct read_options *options, struct error *err)
{
	static const struct text_format format = {.all = read_all};
	return text_stacks_read(&format, stream, sink, options, err);
}
