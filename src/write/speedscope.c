/* speedscope's file format: https://www.speedscope.app/file-format-schema.json, see also "Importing
 * from custom sources" in its wiki. Frames are shared; a profile for each thread and event has its
 * samples in order of time, root first, with weights:
 *
 *     {"shared":{"frames":[{"name":"main","file":"app"}]},
 *      "profiles":[{"type":"sampled","name":"app 12/12","unit":"nanoseconds","startValue":0,
 *                   "endValue":2006018,"samples":[[0,1],[0]],"weights":[1003009,1003009]}]}
 *
 * The time axis there is the sum of the weights, so pauses between samples do not show. */
#include "write/writer.h"

#include "config.h"

#ifdef HAVE_YAJL

#include "write/json.h"
#include "write/rows.h"

#include <string.h>

static void write_frames(struct json *json, const struct written_rows *rows)
{
	const struct frames *modules = &rows->profile->facts.origins.modules;
	json_key_object(json, "shared");
	json_key_array(json, "frames");
	for (size_t i = 0; i < rows->frames.count; i++) {
		const struct frame *frame = written_frame(rows, i);
		const uint32_t number = written_module(rows, i);
		json_object(json);
		json_key(json, "name");
		json_text(json, frame->name, frame->size);
		if (number != WRITTEN_NONE) {
			const struct frame *module = &modules->items[rows->modules.items[number]];
			json_key(json, "file");
			json_text(json, module->name, module->size);
		}
		json_object_end(json);
	}
	json_array_end(json);
	json_object_end(json);
}

/* speedscope's word for a unit. It shows plain numbers for other units. */
static const char *unit_word(const char *unit)
{
	static const char *const words[][2] = {
		{"ns", "nanoseconds"}, {"us", "microseconds"}, {"ms", "milliseconds"},
		{"s", "seconds"},      {"bytes", "bytes"},
	};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(unit, words[i][0]) == 0)
			return words[i][1];
	return "none";
}

static void write_samples(struct json *json, const struct written_rows *rows,
                          const struct row_groups *groups, size_t group)
{
	size_t from = groups->first[group], to = groups->first[group + 1];
	json_key_array(json, "samples");
	for (size_t i = from; i < to; i++) {
		const struct sample row = written_row(rows, groups->rows[i]);
		const struct stack *stack = &rows->profile->stacks.items[row.stack];
		json_array(json);
		for (uint32_t d = 0; d < stack->depth; d++)
			json_integer(json, rows->frames.number[stack->frames[d]]);
		json_array_end(json);
	}
	json_array_end(json);
	json_key_array(json, "weights");
	for (size_t i = from; i < to; i++)
		json_decimal(json, written_row(rows, groups->rows[i]).weight);
	json_array_end(json);
}

static void write_group(struct json *json, const struct written_rows *rows,
                        const struct row_groups *groups, size_t group, struct buffer *name)
{
	const struct sample first = written_row(rows, groups->rows[groups->first[group]]);
	row_group_name(groups, rows, group, name);
	json_object(json);
	json_key_string(json, "type", "sampled");
	json_key(json, "name");
	json_text(json, name->data ? name->data : "", name->size);
	json_key_string(json, "unit", unit_word(written_event(rows, first.event).unit));
	json_key_integer(json, "startValue", 0);
	json_key(json, "endValue");
	json_decimal(json, groups->totals[group]);
	write_samples(json, rows, groups, group);
	json_object_end(json);
}

static enum status write_all(const struct written_rows *rows, const struct row_groups *groups,
                             struct output *output, struct error *err)
{
	struct json json;
	struct buffer name = {0};
	enum status status = json_begin(&json, output, err);
	if (status)
		return status;
	json_object(&json);
	json_key_string(&json, "$schema", "https://www.speedscope.app/file-format-schema.json");
	json_key_string(&json, "exporter", PACKAGE_STRING);
	json_key_integer(&json, "activeProfileIndex", row_groups_heaviest(groups));
	write_frames(&json, rows);
	json_key_array(&json, "profiles");
	for (size_t g = 0; g < groups->count && !json.failed; g++)
		write_group(&json, rows, groups, g, &name);
	json_array_end(&json);
	json_object_end(&json);
	json_line(&json);
	json.failed |= name.failed;
	buffer_free(&name);
	return json_end(&json, STATUS_OK, err);
}

static enum status write_speedscope(const struct profile *profile, bool plain,
                                    struct output *output, struct error *err)
{
	struct written_rows rows;
	struct row_groups groups;
	(void)plain;
	enum status status = grouped_rows_init(&rows, &groups, profile, err);
	if (status)
		return status;
	status = write_all(&rows, &groups, output, err);
	grouped_rows_free(&rows, &groups);
	return status;
}

#define WRITE write_speedscope
#define AVAILABLE true
#else
#define WRITE NULL
#define AVAILABLE false
#endif

const struct writer writer_speedscope = {
	.name = "speedscope",
	.endings = ".speedscope.json .speedscope",
	.available = AVAILABLE,
	.samples = true,
	.write = WRITE,
};
