#include "formats/firefox/document.h"

#include "config.h"

#include "base/vector.h"
#include "formats/firefox/thread.h"
#include "store/origins.h"

static struct thread *thread_of(struct firefox *file)
{
	return &file->threads[file->thread_count - 1];
}

/* ---- meta, libs ---- */

static enum status end_meta(void *context, const struct json_place *place)
{
	(void)place;
	((struct firefox *)context)->has_meta = true;
	return STATUS_OK;
}

static enum status take_product(void *context, const struct json_place *place,
                                const struct json_value *value)
{
	struct firefox *file = context;
	(void)place;
	file->ours = value->type == JSON_TEXT && text_is(value->text, PACKAGE_NAME);
	return STATUS_OK;
}

static enum status begin_categories(void *context, const struct json_place *place)
{
	(void)place;
	((struct firefox *)context)->category_count = 0;
	return STATUS_OK;
}

static enum status begin_category(void *context, const struct json_place *place)
{
	struct firefox *file = context;
	if (!vector_reserve(&file->categories, &file->category_capacity, file->category_count + 1))
		return error_no_memory(place->err);
	file->categories[file->category_count++] = (struct category){.inlined = CELL_NONE};
	return STATUS_OK;
}

static enum status take_category(void *context, const struct json_place *place,
                                 const struct json_value *value)
{
	static const struct {
		const char *name;
		unsigned kind;
	} kinds[] = {
		{"Kernel", ORIGIN_KERNEL}, {"User", ORIGIN_USER}, {"Native", ORIGIN_USER},
		{"Regular", ORIGIN_USER},  {"JIT", ORIGIN_JIT},   {"JS", ORIGIN_JIT},
	};
	struct firefox *file = context;
	(void)place;
	for (size_t i = 0; value->type == JSON_TEXT && i < sizeof kinds / sizeof *kinds; i++)
		if (text_is(value->text, kinds[i].name))
			file->categories[file->category_count - 1].kind = kinds[i].kind;
	return STATUS_OK;
}

static enum status take_subcategory(void *context, const struct json_place *place,
                                    const struct json_value *value)
{
	struct firefox *file = context;
	struct category *category = &file->categories[file->category_count - 1];
	(void)place;
	if (value->type == JSON_TEXT && text_is(value->text, "Inlined"))
		category->inlined = category->subs;
	category->subs++;
	return STATUS_OK;
}

static enum status begin_libs(void *context, const struct json_place *place)
{
	(void)place;
	tables_free(&((struct firefox *)context)->libraries);
	return STATUS_OK;
}

static enum status take_lib(void *context, const struct json_place *place,
                            const struct json_value *value)
{
	struct tables *libraries = &((struct firefox *)context)->libraries;
	const struct text name = {value->text.at, value->type == JSON_TEXT ? value->text.size : 0};
	return tables_add_string(libraries, name) ? STATUS_OK : error_no_memory(place->err);
}

/* ---- threads ---- */

static enum status begin_thread(void *context, const struct json_place *place)
{
	struct firefox *file = context;
	if (!vector_reserve(&file->threads, &file->thread_capacity, file->thread_count + 1))
		return error_no_memory(place->err);
	file->threads[file->thread_count++] = (struct thread){0};
	file->reading.tables = &thread_of(file)->tables;
	return STATUS_OK;
}

static enum status take_name(void *context, const struct json_place *place,
                             const struct json_value *value)
{
	return json_text_value(&thread_of(context)->name, place, value);
}

static enum status take_process(void *context, const struct json_place *place,
                                const struct json_value *value)
{
	return json_text_value(&thread_of(context)->process, place, value);
}

/* 12, "12" or "12.1": ".1" means that the number was used before. False for any other value. */
static bool take_id(const struct json_value *value, uint32_t *id, uint32_t *life)
{
	struct json_value number = *value;
	const char *point = number.text.size ? memchr(number.text.at, '.', number.text.size) : NULL;
	struct json_value after = {.type = JSON_NUMBER};
	if (value->type != JSON_NUMBER && value->type != JSON_TEXT)
		return false;
	number.type = JSON_NUMBER;
	if (point) {
		number.text.size = (size_t)(point - number.text.at);
		after.text = text_from(value->text, number.text.size + 1);
		if (!json_index(&after, life))
			*life = 0;
	}
	return json_index(&number, id);
}

static enum status take_pid(void *context, const struct json_place *place,
                            const struct json_value *value)
{
	struct sample_place *at = &thread_of(context)->place;
	(void)place;
	if (take_id(value, &at->pid, &at->life))
		at->known |= PLACE_PID;
	return STATUS_OK;
}

static enum status take_tid(void *context, const struct json_place *place,
                            const struct json_value *value)
{
	struct sample_place *at = &thread_of(context)->place;
	uint32_t life;
	(void)place;
	if (take_id(value, &at->tid, &life))
		at->known |= PLACE_TID;
	return STATUS_OK;
}

/* ---- samples ---- */

static enum status begin_stacks(void *context, const struct json_place *place)
{
	table_column(context, TABLE_SAMPLE, place->key);
	return STATUS_OK;
}

static enum status add_time(struct firefox *file, uint64_t time, struct error *err)
{
	struct samples_read *samples = &thread_of(file)->samples;
	if (!file->each)
		return STATUS_OK;
	return samples_add_time(samples, time) ? STATUS_OK : error_no_memory(err);
}

static enum status take_time(void *context, const struct json_place *place,
                             const struct json_value *value)
{
	struct firefox *file = context;
	uint64_t time;
	if (!file->each)
		return STATUS_OK;
	if (!json_nanoseconds(value, 3, &time))
		time = thread_of(file)->samples.last_time;
	return add_time(file, time, place->err);
}

static enum status take_delta(void *context, const struct json_place *place,
                              const struct json_value *value)
{
	struct firefox *file = context;
	uint64_t delta;
	if (!file->each)
		return STATUS_OK;
	if (!json_nanoseconds(value, 3, &delta))
		delta = 0;
	return add_time(file, thread_of(file)->samples.last_time + delta, place->err);
}

static enum status take_weight(void *context, const struct json_place *place,
                               const struct json_value *value)
{
	struct firefox *file = context;
	struct decimal weight = {1, 0};
	bool negative = false, fits;
	if (value->type != JSON_NULL &&
	    (!json_decimal_value(value, &weight, &negative) || (negative && weight.value))) {
		file->bad_weights++;
		weight = (struct decimal){0, 0};
	}
	if (weights_add(&thread_of(file)->samples.weights, weight, &fits))
		return STATUS_OK;
	return fits ? error_no_memory(place->err)
	            : error_set(place->err, STATUS_FAILED, "%s: weights do not fit 64 bits",
	                        file->input);
}

static enum status take_weight_type(void *context, const struct json_place *place,
                                    const struct json_value *value)
{
	struct samples_read *samples = &thread_of(context)->samples;
	(void)place;
	samples->type = WEIGHT_SAMPLES;
	if (value->type == JSON_TEXT && text_is(value->text, "tracing-ms"))
		samples->type = WEIGHT_MS;
	else if (value->type == JSON_TEXT && text_is(value->text, "bytes"))
		samples->type = WEIGHT_BYTES;
	return STATUS_OK;
}

/* Rows of samples: gecko. */
static enum status begin_schema(void *context, const struct json_place *place)
{
	struct firefox *file = context;
	(void)place;
	file->positions[0] = file->positions[1] = CELL_NONE;
	return STATUS_OK;
}

static enum status take_position(void *context, const struct json_place *place,
                                 const struct json_value *value)
{
	struct firefox *file = context;
	if (!json_index(value, &file->positions[text_is(place->key, "time")]))
		file->positions[text_is(place->key, "time")] = CELL_NONE;
	return STATUS_OK;
}

static enum status begin_rows(void *context, const struct json_place *place)
{
	(void)place;
	table_column(context, TABLE_SAMPLE, text_of("stack"));
	return STATUS_OK;
}

static enum status take_row_cell(void *context, const struct json_place *place,
                                 const struct json_value *value)
{
	struct firefox *file = context;
	if (place->index == file->positions[1])
		return take_time(context, place, value);
	return place->index == file->positions[0] ? firefox_cell.value(context, place, value)
	                                          : STATUS_OK;
}

static enum status end_thread(void *context, const struct json_place *place)
{
	struct firefox *file = context;
	struct thread *thread = thread_of(file);
	if (file->has_meta && (file->has_shared || thread_has_tables(thread)))
		return thread_put(file, thread, place->err);
	return STATUS_OK;
}

/* ---- the document ---- */

static enum status begin_shared(void *context, const struct json_place *place)
{
	struct firefox *file = context;
	(void)place;
	tables_free(&file->shared);
	file->reading.tables = &file->shared;
	return STATUS_OK;
}

static enum status end_shared(void *context, const struct json_place *place)
{
	(void)place;
	((struct firefox *)context)->has_shared = true;
	return STATUS_OK;
}

static const struct json_shape category_name = {.value = take_category},
			       subcategory = {.value = take_subcategory},
			       subcategories = {.items = &subcategory},
			       product = {.value = take_product}, lib_name = {.value = take_lib};

static const struct json_field category_fields[] = {
	{"name", &category_name}, {"subcategories", &subcategories}, {0}};

static const struct json_shape category = {.fields = category_fields, .begin = begin_category},
			       categories = {.items = &category, .begin = begin_categories};

static const struct json_field meta_fields[] = {
	{"product", &product}, {"categories", &categories}, {0}};
static const struct json_field lib_fields[] = {{"name", &lib_name}, {0}};

static const struct json_shape time_cell = {.value = take_time}, delta = {.value = take_delta},
			       weight_cell = {.value = take_weight},
			       weight_type = {.value = take_weight_type},
			       position = {.value = take_position},
			       row_cell = {.value = take_row_cell}, row = {.items = &row_cell};

static const struct json_shape times = {.items = &time_cell}, deltas = {.items = &delta},
			       weight_column = {.items = &weight_cell};

static const struct json_field schema_fields[] = {{"stack", &position}, {"time", &position}, {0}};

static const struct json_shape schema = {.fields = schema_fields, .begin = begin_schema},
			       rows_of_samples = {.items = &row, .begin = begin_rows};

static const struct json_shape stack_column = {.items = &firefox_cell, .begin = begin_stacks};

static const struct json_field sample_fields[] = {
	{"stack", &stack_column},     {"time", &times},
	{"timeDeltas", &deltas},      {"weight", &weight_column},
	{"weightType", &weight_type}, {"schema", &schema},
	{"data", &rows_of_samples},   {0},
};

static const struct json_shape samples = {.fields = sample_fields}, name = {.value = take_name},
			       process = {.value = take_process}, pid = {.value = take_pid},
			       tid = {.value = take_tid};

#define TABLES                                                                                     \
	{"stringArray", &firefox_strings}, {"stringTable", &firefox_strings},                      \
		{"resourceTable", &firefox_resources}, {"funcTable", &firefox_funcs},              \
		{"frameTable", &firefox_frames}, {"stackTable", &firefox_stacks},                  \
	{                                                                                          \
		"sources", &firefox_sources                                                        \
	}

static const struct json_field thread_fields[] = {{"name", &name},
                                                  {"processName", &process},
                                                  {"pid", &pid},
                                                  {"tid", &tid},
                                                  {"samples", &samples},
                                                  TABLES,
                                                  {0}};
static const struct json_field shared_fields[] = {TABLES, {0}};

static const struct json_shape meta = {.fields = meta_fields, .end = end_meta},
			       lib = {.fields = lib_fields},
			       libs = {.items = &lib, .begin = begin_libs},
			       shared = {.fields = shared_fields,
                                         .begin = begin_shared,
                                         .end = end_shared},
			       thread_shape = {.fields = thread_fields,
                                               .begin = begin_thread,
                                               .end = end_thread},
			       threads = {.items = &thread_shape};

static const struct json_shape processes = {.items = &firefox_document};

static const struct json_field fields[] = {
	{"meta", &meta},       {"libs", &libs},           {"shared", &shared},
	{"threads", &threads}, {"processes", &processes}, {0},
};

const struct json_shape firefox_document = {.fields = fields};
