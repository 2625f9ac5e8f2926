#include "pages/manifest_read.h"

#include "base/vector.h"
#include "formats/json_shape.h"
#include "pages/inputs.h"
#include "pages/manifest.h"
#include "pages/manifest_values.h"
#include "pages/manifest_words.h"
#include "summary/states.h"
#include "report/lists.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Growing lists of what the present benchmark has, before they move to its arena. */
#define LIST(type)                                                                                 \
	struct {                                                                                   \
		type *items;                                                                       \
		size_t count, capacity;                                                            \
	}

struct reading {
	struct manifest *manifest;
	struct benchmark *now; /* the one that is being read */
	bool generator;
	uint64_t form;
	LIST(struct row_function) functions;
	LIST(struct row_change) changes;
	LIST(struct row_breach) breaches;
	LIST(struct page_run) runs;
	LIST(struct page_note) notes;
};

/* The last item of a list, which an object that begins has added. */
#define last(list) (&(list).items[(list).count - 1])
#define add(list)                                                                                  \
	(vector_reserve(&(list).items, &(list).capacity, (list).count + 1) &&                      \
	 (memset(&(list).items[(list).count++], 0, sizeof *(list).items), true))

/* --- functions ------------------------------------------------------------------------------ */

static enum status begin_function(void *context, const struct json_place *place)
{
	struct reading *reading = context;
	return add(reading->functions) ? STATUS_OK : error_no_memory(place->err);
}

static enum status function_value(void *context, const struct json_place *place,
                                  const struct json_value *value)
{
	struct reading *reading = context;
	struct row_function *function = last(reading->functions);
	switch (place->row) {
	case 0:
		return manifest_take_text(reading->now, place, value, &function->name);
	case 1:
	case 2:
		return manifest_take_weight(reading->now, place, value,
		                            &function->of[place->row - 1]);
	case 3:
	case 4:
		return manifest_take_real(place, value, &function->share[place->row - 3]);
	default:
		return manifest_take_real(place, value, &function->spread[place->row - 5]);
	}
}

static const struct json_shape in_function = {.value = function_value};
static const struct json_field function_fields[] = {
	{"name", &in_function},         {"self", &in_function},
	{"total", &in_function},        {"self_share", &in_function},
	{"total_share", &in_function},  {"self_spread", &in_function},
	{"total_spread", &in_function}, {0}};
static const struct json_shape function_shape = {.fields = function_fields,
                                                 .begin = begin_function};
static const struct json_shape functions_shape = {.items = &function_shape};

/* --- changes -------------------------------------------------------------------------------- */

static enum status change_value_of(struct reading *reading, const struct json_place *place,
                                   const struct json_value *value, struct row_change *change)
{
	unsigned measure = 0;
	enum status status;
	switch (place->row) {
	case 0:
		return manifest_take_text(reading->now, place, value, &change->name);
	case 1:
		status = manifest_take_word(place, value, measure_names, MEASURES, &measure);
		change->measure = (enum measure)measure;
		return status;
	case 2:
	case 3:
		return manifest_take_weight(reading->now, place, value,
		                            &change->weight[place->row - 2]);
	case 4:
	case 5:
		return manifest_take_real(place, value, &change->share[place->row - 4]);
	case 6:
		return manifest_take_real(place, value, &change->p);
	case 7:
		return manifest_take_real(place, value, &change->adjusted);
	default:
		return manifest_take_bool(place, value, &change->noise);
	}
}

static enum status begin_change(void *context, const struct json_place *place)
{
	struct reading *reading = context;
	return add(reading->changes) ? STATUS_OK : error_no_memory(place->err);
}

static enum status change_value(void *context, const struct json_place *place,
                                const struct json_value *value)
{
	struct reading *reading = context;
	return change_value_of(reading, place, value, last(reading->changes));
}

static enum status all_value(void *context, const struct json_place *place,
                             const struct json_value *value)
{
	struct reading *reading = context;
	return change_value_of(reading, place, value, &reading->now->row.all);
}

#define CHANGE_FIELDS(shape)                                                                       \
	{                                                                                          \
		{"name", &(shape)}, {"measure", &(shape)}, {"before", &(shape)},                   \
			{"after", &(shape)}, {"share_before", &(shape)},                           \
			{"share_after", &(shape)}, {"p", &(shape)}, {"adjusted", &(shape)},        \
			{"noise", &(shape)},                                                       \
		{                                                                                  \
			0                                                                          \
		}                                                                                  \
	}

static const struct json_shape in_change = {.value = change_value}, in_all = {.value = all_value};
static const struct json_field change_fields[] = CHANGE_FIELDS(in_change);
static const struct json_field all_fields[] = CHANGE_FIELDS(in_all);
static const struct json_shape change_shape = {.fields = change_fields, .begin = begin_change};
static const struct json_shape changes_shape = {.items = &change_shape};
static const struct json_shape all_shape = {.fields = all_fields};

/* --- limits, inputs, notes ------------------------------------------------------------------ */

static enum status begin_breach(void *context, const struct json_place *place)
{
	struct reading *reading = context;
	return add(reading->breaches) ? STATUS_OK : error_no_memory(place->err);
}

static enum status breach_value(void *context, const struct json_place *place,
                                const struct json_value *value)
{
	struct reading *reading = context;
	struct row_breach *breach = last(reading->breaches);
	if (place->row == 2)
		return manifest_take_bool(place, value, &breach->noise);
	return manifest_take_text(reading->now, place, value,
	                          place->row ? &breach->text : &breach->rule);
}

static const struct json_shape in_breach = {.value = breach_value};
static const struct json_field breach_fields[] = {
	{"rule", &in_breach}, {"text", &in_breach}, {"noise", &in_breach}, {0}};
static const struct json_shape breach_shape = {.fields = breach_fields, .begin = begin_breach};
static const struct json_shape breaches_shape = {.items = &breach_shape};

static enum status begin_run(void *context, const struct json_place *place)
{
	struct reading *reading = context;
	return add(reading->runs) ? STATUS_OK : error_no_memory(place->err);
}

static enum status run_value(void *context, const struct json_place *place,
                             const struct json_value *value)
{
	struct reading *reading = context;
	struct page_run *run = last(reading->runs);
	switch (place->row) {
	case 0:
		return manifest_take_text(reading->now, place, value, &run->input);
	case 1:
		return json_whole(value, &run->bytes) ? STATUS_OK : manifest_wrong(place);
	case 2:
		return manifest_take_text(reading->now, place, value, &run->checksum);
	default:
		return manifest_take_file(reading->now, place, value, &run->folded);
	}
}

static const struct json_shape in_run = {.value = run_value};
static const struct json_field run_fields[] = {
	{"input", &in_run}, {"bytes", &in_run}, {"xxh3", &in_run}, {"folded", &in_run}, {0}};
static const struct json_shape run_shape = {.fields = run_fields, .begin = begin_run};
static const struct json_shape runs_shape = {.items = &run_shape};

static enum status begin_note(void *context, const struct json_place *place)
{
	struct reading *reading = context;
	return add(reading->notes) ? STATUS_OK : error_no_memory(place->err);
}

static enum status note_value(void *context, const struct json_place *place,
                              const struct json_value *value)
{
	struct reading *reading = context;
	struct page_note *note = last(reading->notes);
	unsigned kind = 0;
	if (place->row)
		return manifest_take_text(reading->now, place, value, &note->text);
	enum status status = manifest_take_word(place, value, manifest_note_kinds, NOTE_KINDS,
	                                        &kind);
	note->kind = (enum page_note_kind)kind;
	return status;
}

static const struct json_shape in_note = {.value = note_value};
static const struct json_field note_fields[] = {{"kind", &in_note}, {"text", &in_note}, {0}};
static const struct json_shape note_shape = {.fields = note_fields, .begin = begin_note};
static const struct json_shape notes_shape = {.items = &note_shape};

/* --- sides ---------------------------------------------------------------------------------- */

static enum status side_value_of(struct reading *reading, const struct json_place *place,
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
	struct reading *reading = context;
	return side_value_of(reading, place, value, &reading->now->row.side[DIFF_BEFORE]);
}

static enum status after_value(void *context, const struct json_place *place,
                               const struct json_value *value)
{
	struct reading *reading = context;
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
	OF_TESTED,
	OF_LEFT_OUT,
	OF_EXCEEDED,
	OF_KEY
};

static enum status begin_benchmark(void *context, const struct json_place *place)
{
	struct reading *reading = context;
	struct manifest *manifest = reading->manifest;
	if (!vector_reserve(&manifest->items, &manifest->capacity, manifest->count + 1))
		return error_no_memory(place->err);
	reading->now = &manifest->items[manifest->count++];
	*reading->now = (struct benchmark){.file = "", .row = {.name = "", .page = ""}};
	reading->functions.count = reading->changes.count = reading->breaches.count = 0;
	reading->runs.count = reading->notes.count = 0;
	return STATUS_OK;
}

static enum status take_places(struct reading *reading, const struct json_place *place,
                               const struct json_value *value)
{
	size_t places = 0;
	enum status status = manifest_take_size(place, value, &places);
	if (!status && places > NUMBER_DECIMALS_MAX)
		status = manifest_wrong(place);
	reading->now->row.places = status ? 0 : (unsigned)places;
	return status;
}

static enum status take_state(struct reading *reading, const struct json_place *place,
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
	struct reading *reading = context;
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
	struct reading *reading = context;
	struct benchmark *now = reading->now;
	struct buffer page = {0};
	now->row.functions = keep(reading, reading->functions);
	now->row.function_count = reading->functions.count;
	now->row.changes = keep(reading, reading->changes);
	now->row.change_count = reading->changes.count;
	now->row.breaches = keep(reading, reading->breaches);
	now->row.breach_count = reading->breaches.count;
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
	[OF_TESTED] = {"tested", &in_benchmark},
	[OF_LEFT_OUT] = {"changes_left_out", &in_benchmark},
	[OF_EXCEEDED] = {"exceeded", &in_benchmark},
	[OF_KEY] = {"key", &in_benchmark},
	{"before", &before_shape},
	{"after", &after_shape},
	{"functions", &functions_shape},
	{"all", &all_shape},
	{"changes", &changes_shape},
	{"limits", &breaches_shape},
	{"inputs", &runs_shape},
	{"notes", &notes_shape},
	{0}};
static const struct json_shape benchmark_shape = {
	.fields = benchmark_fields, .begin = begin_benchmark, .end = end_benchmark};
static const struct json_shape benchmarks_shape = {.items = &benchmark_shape};

static enum status document_value(void *context, const struct json_place *place,
                                  const struct json_value *value)
{
	struct reading *reading = context;
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

static enum status read_from(const char *file, struct reading *reading, struct error *err)
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
	struct reading reading = {.manifest = manifest};
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
