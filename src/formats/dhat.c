/* valgrind's DHAT (--tool=dhat) and the Rust crate of that name, version 2: "DHAT file format" in
 * valgrind's dhat/dh_main.c. One JSON object; every program point is a stack:
 *
 *     {"dhatFileVersion": 2, "mode": "heap", "bklt": true,
 *      "pps": [{"tb": 5000, "tbk": 50, "gb": 0, "gbk": 0, "eb": 0, "ebk": 0, "fs": [1, 2]}],
 *      "ftbl": ["[root]", "0x48417B4: malloc (in /usr/lib/x.so)", "0x109170: leaf (d.c:3)"]}
 *
 * fs are frames of ftbl, leaf first. Each number of a program point is a sample type. The names of
 * frames are last, so the points are kept. */
#include "config.h"

#include "base/vector.h"
#include "formats/json_shape.h"
#include "formats/perf_arguments.h"
#include "formats/put_sample.h"
#include "read/options.h"
#include "read/reader.h"
#include "store/frames.h"
#include "store/origins.h"

#include <stdlib.h>

/* The first one is the default. Their keys are the first rows of point_fields. */
static const struct {
	const char *key, *type;
	enum { UNIT_BYTES, UNIT_BLOCKS } unit;
} types[] = {
	{"tb", "total", UNIT_BYTES}, {"tbk", "blocks", UNIT_BLOCKS},
	{"gb", "peak", UNIT_BYTES},  {"gbk", "peak-blocks", UNIT_BLOCKS},
	{"eb", "end", UNIT_BYTES},   {"ebk", "end-blocks", UNIT_BLOCKS},
	{"mb", "max", UNIT_BYTES},   {"mbk", "max-blocks", UNIT_BLOCKS},
	{"rb", "reads", UNIT_BYTES}, {"wb", "writes", UNIT_BYTES},
};

enum { TYPES = sizeof types / sizeof *types };

struct point {
	uint64_t values[TYPES];
	size_t begin; /* start of its frames in the array of all; they end at the next point's */
};

struct dhat {
	struct sink *sink;
	struct putting putting;
	const char *input;
	struct buffer units[2]; /* the file's names of bytes and blocks */
	struct point *points;
	size_t point_count, point_capacity;
	uint32_t *indices; /* of all points, leaf first */
	size_t index_count, index_capacity;
	uint32_t *frames; /* the sink's id of each frame in the table */
	size_t frame_count, frame_capacity;
	bool found[TYPES]; /* some point has it */
	uint64_t bad;      /* number of points whose frames do not exist */
};

/* ---- points ---- */

static enum status begin_point(void *context, const struct json_place *place)
{
	struct dhat *dhat = context;
	if (!vector_reserve(&dhat->points, &dhat->point_capacity, dhat->point_count + 1))
		return error_no_memory(place->err);
	dhat->points[dhat->point_count++] = (struct point){.begin = dhat->index_count};
	return STATUS_OK;
}

static enum status take_number(void *context, const struct json_place *place,
                               const struct json_value *value)
{
	struct dhat *dhat = context;
	struct point *point = &dhat->points[dhat->point_count - 1];
	dhat->found[place->row] = true;
	if (json_whole(value, &point->values[place->row]))
		return STATUS_OK;
	return error_set(place->err, STATUS_FAILED,
	                 "%s: pps[%zu]: %s is no whole number that 64 bits hold", dhat->input,
	                 dhat->point_count - 1, types[place->row].key);
}

static enum status begin_frames(void *context, const struct json_place *place)
{
	struct dhat *dhat = context;
	(void)place;
	dhat->index_count = dhat->points[dhat->point_count - 1].begin;
	return STATUS_OK;
}

static enum status take_index(void *context, const struct json_place *place,
                              const struct json_value *value)
{
	struct dhat *dhat = context;
	if (!vector_reserve(&dhat->indices, &dhat->index_capacity, dhat->index_count + 1))
		return error_no_memory(place->err);
	if (!json_index(value, &dhat->indices[dhat->index_count]))
		dhat->indices[dhat->index_count] = UINT32_MAX; /* of no frame */
	dhat->index_count++;
	return STATUS_OK;
}

static enum status take_version(void *context, const struct json_place *place,
                                const struct json_value *value)
{
	const struct dhat *dhat = context;
	uint64_t version;
	if (json_whole(value, &version) && version == 2)
		return STATUS_OK;
	return error_set(place->err, STATUS_FAILED,
	                 "%s: version %.*s of DHAT's files, only version 2 is known", dhat->input,
	                 value->text.size < 20 ? (int)value->text.size : 20,
	                 value->text.at ? value->text.at : "");
}

static enum status take_byte_unit(void *context, const struct json_place *place,
                                  const struct json_value *value)
{
	return json_text_value(&((struct dhat *)context)->units[UNIT_BYTES], place, value);
}

static enum status take_block_unit(void *context, const struct json_place *place,
                                   const struct json_value *value)
{
	return json_text_value(&((struct dhat *)context)->units[UNIT_BLOCKS], place, value);
}

/* ---- frames ---- */

/* Removes " (in /usr/lib/x.so)" or " (d.c:3)" from the end. */
static struct text take_place(struct text *name)
{
	size_t at = text_ends(*name, ")") ? name->size : 0, open = 0;
	while (at-- > 1) {
		open += (name->at[at] == ')') - (size_t)(name->at[at] == '(');
		if (open)
			continue;
		struct text place = text_from(*name, at + 1);
		if (name->at[at - 1] != ' ' || text_is(place, ")")) /* arguments */
			break;
		place.size--;
		name->size = at - 1;
		return place;
	}
	return (struct text){0};
}

/* "0x109170: leaf (d.c:3)". Functions without a name are named after their module, as in perf's
 * stacks. */
static enum status take_frame(void *context, const struct json_place *place,
                              const struct json_value *value)
{
	struct dhat *dhat = context;
	struct text name = {value->text.at, value->type == JSON_TEXT ? value->text.size : 0};
	struct text module = {0};
	struct buffer whole = {0};
	const char *colon = text_begins(name, "0x") ? text_find(name, ": ") : NULL;
	if (colon)
		name = text_from(name, (size_t)(colon + 2 - name.at));
	struct text where = take_place(&name);
	if (text_begins(where, "in ")) {
		module = text_from(where, 3);
		where.size = 0;
	}
	name.size = perf_arguments_begin(name);
	if (text_is(name, "???"))
		name.size = 0;
	if (!name.size && module.size) {
		buffer_byte(&whole, '[');
		buffer_append(&whole, text_base_name(module).at, text_base_name(module).size);
		buffer_byte(&whole, ']');
	}
	buffer_append(&whole, name.at, name.size);
	if (where.size && dhat->sink->options->source_lines) {
		buffer_byte(&whole, ':');
		buffer_append(&whole, where.at, where.size);
	}
	uint32_t id = FRAME_NONE;
	if (!whole.failed &&
	    vector_reserve(&dhat->frames, &dhat->frame_capacity, dhat->frame_count + 1))
		id = put_frame(&dhat->putting, buffer_as_text(&whole), ORIGIN_USER, module);
	buffer_free(&whole);
	if (id == FRAME_NONE)
		return error_no_memory(place->err);
	dhat->frames[dhat->frame_count++] = id;
	return STATUS_OK;
}

/* ---- the document ---- */

static const struct json_shape number = {.value = take_number}, index_shape = {.value = take_index},
			       indices = {.items = &index_shape, .begin = begin_frames};

static const struct json_field point_fields[] = {
	{"tb", &number}, {"tbk", &number}, {"gb", &number},  {"gbk", &number},
	{"eb", &number}, {"ebk", &number}, {"mb", &number},  {"mbk", &number},
	{"rb", &number}, {"wb", &number},  {"fs", &indices}, {0},
};

static const struct json_shape point_shape = {.fields = point_fields, .begin = begin_point},
			       points = {.items = &point_shape}, frame = {.value = take_frame},
			       frames = {.items = &frame}, byte_unit = {.value = take_byte_unit},
			       block_unit = {.value = take_block_unit},
			       version = {.value = take_version};

static const struct json_field fields[] = {{"dhatFileVersion", &version},
                                           {"bsu", &byte_unit},
                                           {"bksu", &block_unit},
                                           {"pps", &points},
                                           {"ftbl", &frames},
                                           {0}};

static const struct json_shape document = {.fields = fields};

/* ---- samples ---- */

static const char *unit_of(const struct dhat *dhat, size_t type)
{
	static const char *const usual[] = {"bytes", "blocks"};
	const struct buffer *unit = &dhat->units[types[type].unit];
	return unit->size ? unit->data : usual[types[type].unit];
}

/* The sink's events of the types that points have. */
static bool declare(struct dhat *dhat, uint32_t *events)
{
	for (size_t i = 0; i < 2; i++)
		if (dhat->units[i].size) {
			buffer_byte(&dhat->units[i], '\0');
			if (dhat->units[i].failed)
				return false;
		}
	for (size_t i = 0; i < TYPES; i++) {
		if (i && !dhat->found[i])
			continue;
		events[i] = sink_value(dhat->sink, types[i].type, unit_of(dhat, i), i == 0);
		if (events[i] == EVENT_NONE)
			return false;
	}
	return true;
}

/* Converts a point's indices to frames, root first; false if one does not exist. */
static bool find_frames(const struct dhat *dhat, uint32_t *ids, size_t depth)
{
	for (size_t i = 0; i < depth; i++) {
		if (ids[i] >= dhat->frame_count)
			return false;
		ids[i] = dhat->frames[ids[i]];
	}
	for (size_t i = 0, last = depth; i + 1 < last--; i++) {
		const uint32_t id = ids[i];
		ids[i] = ids[last];
		ids[last] = id;
	}
	return true;
}

static enum status put_point(struct dhat *dhat, size_t i, const uint32_t *events, struct error *err)
{
	const struct point *point = &dhat->points[i];
	const size_t end = i + 1 < dhat->point_count ? dhat->points[i + 1].begin
	                                             : dhat->index_count;
	uint32_t *ids = dhat->index_count ? dhat->indices + point->begin : NULL;
	struct put_sample sample = {.frames = ids, .depth = end - point->begin};
	enum status status = STATUS_OK;
	if (!find_frames(dhat, ids, sample.depth)) {
		dhat->bad++;
		return STATUS_OK;
	}
	for (size_t t = 0; !status && t < TYPES; t++) {
		if (!dhat->found[t] || !point->values[t])
			continue;
		sample.event = events[t];
		sample.weight = (struct decimal){point->values[t], 0};
		status = put_sample(&dhat->putting, &sample, err);
	}
	return status;
}

static void dhat_free(struct dhat *dhat)
{
	putting_free(&dhat->putting);
	buffer_free(&dhat->units[0]);
	buffer_free(&dhat->units[1]);
	free(dhat->points);
	free(dhat->indices);
	free(dhat->frames);
}

static enum status dhat_read(struct stream *stream, struct sink *sink,
                             const struct read_options *options, struct error *err)
{
	struct dhat dhat = {
		.sink = sink,
		.putting = {.sink = sink},
		.input = input_name(stream->input),
	};
	uint32_t events[TYPES] = {0};
	(void)options;
	sink->profiled = false;
	enum status status = json_read(stream, &document, NULL, &dhat, NULL, err);
	if (!status && !declare(&dhat, events))
		status = error_no_memory(err);
	for (size_t i = 0; !status && i < dhat.point_count; i++)
		status = put_point(&dhat, i, events, err);
	if (!status && dhat.bad)
		sink_note(sink, true,
		          "%s: %llu program points have frames that do not exist: left out",
		          dhat.input, (unsigned long long)dhat.bad);
	dhat_free(&dhat);
	return status;
}

static int dhat_bid(const struct head *head)
{
	return json_begins(head) && json_head_has(head, "dhatFileVersion") ? 95 : 0;
}

const struct reader reader_dhat = {
	.name = "dhat",
	.about = "heap profiles of DHAT: valgrind --tool=dhat, dhat-rs",
	.fields = "DHAT's files have no processes, CPUs and times",
	.kind = "a heap profile of DHAT",
	.form = "{\"dhatFileVersion\": 2, ...}",
	.expected = "program points (\"pps\") with blocks",
#ifdef HAVE_YAJL
	.available = true,
#endif
	.bid = dhat_bid,
	.read = dhat_read,
};
