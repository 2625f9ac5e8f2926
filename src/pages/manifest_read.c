#include "pages/manifest_read.h"

#include "base/vector.h"
#include "formats/json_shape.h"
#include "pages/inputs.h"
#include "pages/manifest.h"
#include "pages/manifest_items.h"
#include "pages/manifest_values.h"
#include "summary/states.h"
#include "report/lists.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* --- sides ---------------------------------------------------------------------------------- */

static enum status side_value_of(struct manifest_reading *reading, const struct json_place *place,
                                 const struct json_value *value, struct row_side *side)
{
	size_t runs = 0;
	enum status status;
	switch (place->row) {
	case 0:
		status = manifest_take_size(place, value, &runs);
		side->runs = (unsigned)runs;
		return status;
	case 1:
		return manifest_take_weight(reading->now, place, value, &side->weight);
	case 2:
		return manifest_take_real(place, value, &side->samples);
	default:
		return manifest_take_real(place, value, &side->spread);
	}
}

static enum status before_value(void *context, const struct json_place *place,
                                const struct json_value *value)
{
	struct manifest_reading *reading = context;
	return side_value_of(reading, place, value, &reading->now->row.side[DIFF_BEFORE]);
}

static enum status after_value(void *context, const struct json_place *place,
                               const struct json_value *value)
{
	struct manifest_reading *reading = context;
	return side_value_of(reading, place, value, &reading->now->row.side[DIFF_AFTER]);
}

static const struct json_shape in_before = {.value = before_value},
			       in_after = {.value = after_value};
static const struct json_field before_fields[] = {{"runs", &in_before},
                                                  {"weight", &in_before},
                                                  {"samples", &in_before},
                                                  {"spread", &in_before},
                                                  {0}};
static const struct json_field after_fields[] = {{"runs", &in_after},
                                                 {"weight", &in_after},
                                                 {"samples", &in_after},
                                                 {"spread", &in_after},
                                                 {0}};
static const struct json_shape before_shape = {.fields = before_fields};
static const struct json_shape after_shape = {.fields = after_fields};

/* --- benchmarks ----------------------------------------------------------------------------- */

enum {
	OF_NAME,
	OF_FOLDER,
	OF_STATE,
	OF_WHY,
	OF_UNIT,
	OF_EVENT,
	OF_PLACES,
	OF_PICTURE,
	OF_DIFFERENCE,
	OF_TRENDS,
	OF_SCALED,
	OF_TESTED,
	OF_LEFT_OUT,
	OF_EXCEEDED,
	OF_KEY
};

static enum status begin_benchmark(void *context, const struct json_place *place)
{
	struct manifest_reading *reading = context;
	struct manifest *manifest = reading->manifest;
	if (!vector_reserve(&manifest->items, &manifest->capacity, manifest->count + 1))
		return error_no_memory(place->err);
	reading->now = &manifest->items[manifest->count++];
	*reading->now = (struct benchmark){.file = "", .row = {.name = "", .page = ""}};
	reading->functions.count = reading->changes.count = reading->breaches.count = 0;
	reading->unchecked.count = reading->runs.count = reading->notes.count = 0;
	return STATUS_OK;
}

static enum status take_places(struct manifest_reading *reading, const struct json_place *place,
                               const struct json_value *value)
{
	size_t places = 0;
	enum status status = manifest_take_size(place, value, &places);
	if (!status && places > NUMBER_DECIMALS_MAX)
		status = manifest_wrong(place);
	reading->now->row.places = status ? 0 : (unsigned)places;
	return status;
}

static enum status take_state(struct manifest_reading *reading, const struct json_place *place,
                              const struct json_value *value)
{
	unsigned state = 0;
	enum status status = manifest_take_word(place, value, state_names, ROW_STATES, &state);
	reading->now->row.state = (enum row_state)state;
	return status;
}

static enum status benchmark_value(void *context, const struct json_place *place,
                                   const struct json_value *value)
{
	struct manifest_reading *reading = context;
	struct benchmark *now = reading->now;
	switch (place->row) {
	case OF_NAME:
		return manifest_take_text(reading->now, place, value, &now->row.name);
	case OF_FOLDER:
		return manifest_take_file(reading->now, place, value, &now->file);
	case OF_STATE:
		return take_state(reading, place, value);
	case OF_WHY:
		return manifest_take_text(reading->now, place, value, &now->row.why);
	case OF_UNIT:
		return manifest_take_text(reading->now, place, value, &now->row.unit);
	case OF_EVENT:
		return manifest_take_text(reading->now, place, value, &now->row.event);
	case OF_PLACES:
		return take_places(reading, place, value);
	case OF_PICTURE:
		return manifest_take_bool(place, value, &now->picture);
	case OF_DIFFERENCE:
		return manifest_take_bool(place, value, &now->difference);
	case OF_TRENDS:
		return manifest_take_bool(place, value, &now->trends);
	case OF_SCALED:
		return manifest_take_text(reading->now, place, value, &now->row.scaled);
	case OF_TESTED:
		return manifest_take_bool(place, value, &now->row.tested);
	case OF_LEFT_OUT:
		return manifest_take_size(place, value, &now->row.changes_more);
	case OF_EXCEEDED:
		return manifest_take_size(place, value, &now->row.exceeded);
	default:
		return manifest_take_text(reading->now, place, value, &now->key);
	}
}

/* A list's items in the benchmark's arena. */
static void *move(struct benchmark *benchmark, const void *items, size_t count, size_t size)
{
	void *room = benchmark_room(benchmark, count, size);
	if (room && count)
		memcpy(room, items, count * size);
	return room;
}

#define keep(reading, list) move((reading)->now, (list).items, (list).count, sizeof *(list).items)

static enum status end_benchmark(void *context, const struct json_place *place)
{
	struct manifest_reading *reading = context;
	struct benchmark *now = reading->now;
	struct buffer page = {0};
	now->row.functions = keep(reading, reading->functions);
	now->row.function_count = reading->functions.count;
	now->row.changes = keep(reading, reading->changes);
	now->row.change_count = reading->changes.count;
	now->row.breaches = keep(reading, reading->breaches);
	now->row.breach_count = reading->breaches.count;
	now->row.unchecked = keep(reading, reading->unchecked);
	now->row.unchecked_count = reading->unchecked.count;
	now->runs = keep(reading, reading->runs);
	now->run_count = reading->runs.count;
	now->notes = keep(reading, reading->notes);
	now->note_count = reading->notes.count;
	if (!now->file || !*now->file || !now->row.name)
		return error_set(place->err, STATUS_FAILED, "a profile has no name");
	buffer_printf(&page, PAGES_FOLDER "/%s/index.html", now->file);
	now->row.page = page.failed ? NULL : benchmark_keep(now, page.data, page.size);
	buffer_free(&page);
	return now->lost || !now->row.page ? error_no_memory(place->err) : STATUS_OK;
}

static const struct json_shape in_benchmark = {.value = benchmark_value};
static const struct json_field benchmark_fields[] = {
	[OF_NAME] = {"name", &in_benchmark},
	[OF_FOLDER] = {"folder", &in_benchmark},
	[OF_STATE] = {"state", &in_benchmark},
	[OF_WHY] = {"why", &in_benchmark},
	[OF_UNIT] = {"unit", &in_benchmark},
	[OF_EVENT] = {"event", &in_benchmark},
	[OF_PLACES] = {"places", &in_benchmark},
	[OF_PICTURE] = {"picture", &in_benchmark},
	[OF_DIFFERENCE] = {"difference", &in_benchmark},
	[OF_TRENDS] = {"trends", &in_benchmark},
	[OF_SCALED] = {"scaled", &in_benchmark},
	[OF_TESTED] = {"tested", &in_benchmark},
	[OF_LEFT_OUT] = {"changes_left_out", &in_benchmark},
	[OF_EXCEEDED] = {"exceeded", &in_benchmark},
	[OF_KEY] = {"key", &in_benchmark},
	{"before", &before_shape},
	{"after", &after_shape},
	{"functions", &manifest_functions},
	{"all", &manifest_all},
	{"changes", &manifest_changes},
	{"limits", &manifest_limits},
	{"unchecked", &manifest_unchecked},
	{"inputs", &manifest_runs},
	{"notes", &manifest_notes},
	{0}};
static const struct json_shape benchmark_shape = {
	.fields = benchmark_fields, .begin = begin_benchmark, .end = end_benchmark};
static const struct json_shape benchmarks_shape = {.items = &benchmark_shape};

static enum status document_value(void *context, const struct json_place *place,
                                  const struct json_value *value)
{
	struct manifest_reading *reading = context;
	if (!place->row)
		reading->generator = value->type == JSON_TEXT &&
		                     text_is(value->text, "flamereport");
	else if (!json_whole(value, &reading->form))
		return manifest_wrong(place);
	if (place->row && reading->form != MANIFEST_FORM)
		return error_set(place->err, STATUS_FAILED,
		                 "its form is %llu, but this version reads form %d only",
		                 (unsigned long long)reading->form, MANIFEST_FORM);
	return STATUS_OK;
}

static const struct json_shape in_document = {.value = document_value};
static const struct json_field document_fields[] = {
	{"generator", &in_document}, {"form", &in_document}, {"profiles", &benchmarks_shape}, {0}};
static const struct json_shape document = {.fields = document_fields};

/* --- the whole ------------------------------------------------------------------------------ */

/* The paths of the manifest and of its folder. */
static enum status find(const char *path, char **file, char **folder, struct error *err)
{
	struct stat info;
	const bool is_folder = stat(path, &info) == 0 && S_ISDIR(info.st_mode);
	const char *slash = strrchr(path, '/');
	if (asprintf(file, "%s%s", path, is_folder ? "/" PAGES_MANIFEST : "") < 0)
		*file = NULL;
	*folder = is_folder ? strdup(path)
	          : slash   ? strndup(path, (size_t)(slash - path) + 1)
	                    : strdup(".");
	return *file && *folder ? STATUS_OK : error_no_memory(err);
}

static enum status read_from(const char *file, struct manifest_reading *reading, struct error *err)
{
	static const struct read_options plain;
	static const struct json_options options;
	struct input *input;
	struct stream stream;
	enum status status = input_open(file, &input, err);
	if (status)
		return status;
	stream_init(&stream, input, &plain);
	status = json_read(&stream, &document, &options, reading, NULL, err);
	stream_free(&stream);
	if (!status && (!reading->generator || !reading->form))
		status = error_set(err, STATUS_FAILED, "it is not one that flamereport wrote");
	return status;
}

enum status manifest_read(const char *path, struct manifest *manifest, struct error *err)
{
	struct manifest_reading reading = {.manifest = manifest};
	struct error why = {{0}};
	char *file = NULL;
	*manifest = (struct manifest){0};
	enum status status = find(path, &file, &manifest->folder, err);
	if (!status) {
		status = read_from(file, &reading, &why);
		if (status)
			error_set(err, status, "%s: cannot read this manifest: %s", file, why.text);
	}
	free(reading.functions.items);
	free(reading.changes.items);
	free(reading.breaches.items);
	free(reading.unchecked.items);
	free(reading.runs.items);
	free(reading.notes.items);
	free(file);
	return status;
}

void manifest_free(struct manifest *manifest)
{
	for (size_t i = 0; i < manifest->count; i++)
		benchmark_free(&manifest->items[i]);
	free(manifest->items);
	free(manifest->folder);
	*manifest = (struct manifest){0};
}

const struct benchmark *manifest_find(const struct manifest *manifest, const char *name)
{
	for (size_t i = 0; i < manifest->count; i++)
		if (strcmp(manifest->items[i].row.name, name) == 0)
			return &manifest->items[i];
	return NULL;
}
