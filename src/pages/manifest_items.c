#include "pages/manifest_items.h"

#include "base/vector.h"
#include "pages/manifest_values.h"
#include "pages/manifest_words.h"
#include "report/lists.h"

#include <string.h>

/* The last item of a list, which an object that begins has added. */
#define last(list) (&(list).items[(list).count - 1])
#define add(list)                                                                                  \
	(vector_reserve(&(list).items, &(list).capacity, (list).count + 1) &&                      \
	 (memset(&(list).items[(list).count++], 0, sizeof *(list).items), true))

/* --- functions ------------------------------------------------------------------------------ */

static enum status begin_function(void *context, const struct json_place *place)
{
	struct manifest_reading *reading = context;
	return add(reading->functions) ? STATUS_OK : error_no_memory(place->err);
}

static enum status function_value(void *context, const struct json_place *place,
                                  const struct json_value *value)
{
	struct manifest_reading *reading = context;
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
const struct json_shape manifest_functions = {.items = &function_shape};

/* --- changes -------------------------------------------------------------------------------- */

static enum status change_value_of(struct manifest_reading *reading, const struct json_place *place,
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
	case 8:
		return manifest_take_bool(place, value, &change->noise);
	default:
		return manifest_take_text(reading->now, place, value, &change->cause);
	}
}

static enum status begin_change(void *context, const struct json_place *place)
{
	struct manifest_reading *reading = context;
	return add(reading->changes) ? STATUS_OK : error_no_memory(place->err);
}

static enum status change_value(void *context, const struct json_place *place,
                                const struct json_value *value)
{
	struct manifest_reading *reading = context;
	return change_value_of(reading, place, value, last(reading->changes));
}

static enum status all_value(void *context, const struct json_place *place,
                             const struct json_value *value)
{
	struct manifest_reading *reading = context;
	return change_value_of(reading, place, value, &reading->now->row.all);
}

#define CHANGE_FIELDS(shape)                                                                       \
	{                                                                                          \
		{"name", &(shape)}, {"measure", &(shape)}, {"before", &(shape)},                   \
			{"after", &(shape)}, {"share_before", &(shape)},                           \
			{"share_after", &(shape)}, {"p", &(shape)}, {"adjusted", &(shape)},        \
			{"noise", &(shape)}, {"cause", &(shape)},                                  \
		{                                                                                  \
			0                                                                          \
		}                                                                                  \
	}

static const struct json_shape in_change = {.value = change_value}, in_all = {.value = all_value};
static const struct json_field change_fields[] = CHANGE_FIELDS(in_change);
static const struct json_field all_fields[] = CHANGE_FIELDS(in_all);
static const struct json_shape change_shape = {.fields = change_fields, .begin = begin_change};
const struct json_shape manifest_changes = {.items = &change_shape};
const struct json_shape manifest_all = {.fields = all_fields};

/* --- limits, inputs, notes ------------------------------------------------------------------ */

static enum status begin_breach(void *context, const struct json_place *place)
{
	struct manifest_reading *reading = context;
	return add(reading->breaches) ? STATUS_OK : error_no_memory(place->err);
}

static enum status breach_value(void *context, const struct json_place *place,
                                const struct json_value *value)
{
	struct manifest_reading *reading = context;
	struct row_breach *breach = last(reading->breaches);
	const char **const texts[] = {&breach->rule, &breach->text, NULL, &breach->name,
	                              &breach->cause};
	if (place->row == 2)
		return manifest_take_bool(place, value, &breach->noise);
	return manifest_take_text(reading->now, place, value, texts[place->row]);
}

static const struct json_shape in_breach = {.value = breach_value};
static const struct json_field breach_fields[] = {{"rule", &in_breach},  {"text", &in_breach},
                                                  {"noise", &in_breach}, {"function", &in_breach},
                                                  {"cause", &in_breach}, {0}};
static const struct json_shape breach_shape = {.fields = breach_fields, .begin = begin_breach};
const struct json_shape manifest_limits = {.items = &breach_shape};

static enum status begin_unchecked(void *context, const struct json_place *place)
{
	struct manifest_reading *reading = context;
	return add(reading->unchecked) ? STATUS_OK : error_no_memory(place->err);
}

static enum status unchecked_value(void *context, const struct json_place *place,
                                   const struct json_value *value)
{
	struct manifest_reading *reading = context;
	struct row_unchecked *unchecked = last(reading->unchecked);
	return manifest_take_text(reading->now, place, value,
	                          place->row ? &unchecked->why : &unchecked->rule);
}

static const struct json_shape in_unchecked = {.value = unchecked_value};
static const struct json_field unchecked_fields[] = {
	{"rule", &in_unchecked}, {"why", &in_unchecked}, {0}};
static const struct json_shape unchecked_shape = {.fields = unchecked_fields,
                                                  .begin = begin_unchecked};
const struct json_shape manifest_unchecked = {.items = &unchecked_shape};

static enum status begin_run(void *context, const struct json_place *place)
{
	struct manifest_reading *reading = context;
	return add(reading->runs) ? STATUS_OK : error_no_memory(place->err);
}

static enum status run_value(void *context, const struct json_place *place,
                             const struct json_value *value)
{
	struct manifest_reading *reading = context;
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
const struct json_shape manifest_runs = {.items = &run_shape};

static enum status begin_note(void *context, const struct json_place *place)
{
	struct manifest_reading *reading = context;
	return add(reading->notes) ? STATUS_OK : error_no_memory(place->err);
}

static enum status note_value(void *context, const struct json_place *place,
                              const struct json_value *value)
{
	struct manifest_reading *reading = context;
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
const struct json_shape manifest_notes = {.items = &note_shape};
