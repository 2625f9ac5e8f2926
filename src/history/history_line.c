#include "history/history_line.h"

#include "base/json.h"
#include "report/json_values.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static uint32_t share_units(double share)
{
	double units = share * HISTORY_SHARE_ALL + 0.5;
	if (!(units > 0))
		return 0;
	return units < HISTORY_SHARE_ALL ? (uint32_t)units : HISTORY_SHARE_ALL;
}

static int by_share(const void *a, const void *b)
{
	const struct history_function *x = a, *y = b;
	for (int m = 0; m < MEASURES; m++)
		if (x->share[m] != y->share[m])
			return x->share[m] < y->share[m] ? 1 : -1;
	return text_compare(x->name, y->name);
}

static enum status is_chosen(const struct history_choice *choice, struct text name, bool *chosen,
                             struct error *err)
{
	*chosen = choice->always && pattern_matches(choice->always, name.at, name.size);
	const char *failure = choice->always && !*chosen ? pattern_failure(choice->always) : NULL;
	return failure ? error_set(err, STATUS_FAILED, "%s", failure) : STATUS_OK;
}

/* The functions that are large enough, then those that are only chosen. */
static enum status take_functions(const struct comparison_row *row,
                                  const struct history_choice *choice, struct history_line *line,
                                  struct error *err)
{
	double least = (double)choice->min_share.value /
	               (double)number_power10(choice->min_share.places) / 100;
	size_t others = row->function_count; /* from the end */
	for (size_t i = 0; i < row->function_count; i++) {
		const struct row_function *from = &row->functions[i];
		struct history_function function = {.name = text_of(from->name)};
		bool large = from->share[MEASURE_TOTAL] >= least, chosen = false;
		enum status status = is_chosen(choice, function.name, &chosen, err);
		if (status)
			return status;
		for (int m = 0; m < MEASURES; m++)
			function.share[m] = share_units(from->share[m]);
		if (chosen)
			line->functions[--others] = function;
		else if (large)
			line->functions[line->count++] = function;
	}
	qsort(line->functions, line->count, sizeof *line->functions, by_share);
	if (choice->most && line->count > choice->most)
		line->count = choice->most;
	while (others < row->function_count)
		line->functions[line->count++] = line->functions[others++];
	qsort(line->functions, line->count, sizeof *line->functions, by_share);
	return STATUS_OK;
}

enum status history_line_make(const struct comparison_row *row, const char *run,
                              const struct history_choice *choice, struct history_line *line,
                              struct error *err)
{
	const struct row_side *side = &row->side[DIFF_AFTER];
	*line = (struct history_line){
		.run = text_of(run),
		.benchmark = text_of(row->name),
		.unit = text_of(row->unit ? row->unit : ""),
		.total = {side->weight, row->places},
		.recordings = side->runs,
		.samples = side->samples > 0 && side->samples < 0x1p63 ? (uint64_t)side->samples
	                                                               : 0,
		.min_share = choice->min_share,
		.functions = calloc(row->function_count + 1, sizeof *line->functions),
	};
	enum status status = line->functions ? take_functions(row, choice, line, err)
	                                     : error_no_memory(err);
	if (status)
		history_line_free(line);
	return status;
}

void history_line_free(struct history_line *line)
{
	free(line->functions);
	*line = (struct history_line){0};
}

static void append_text(struct buffer *text, const char *before, const char *key, struct text value)
{
	report_json_key(text, before, key);
	json_append_string(text, value.at, value.size);
}

static void append_share(struct buffer *text, const char *key, uint32_t share)
{
	report_json_key(text, ", ", key);
	report_json_number(text, share, HISTORY_SHARE_PLACES);
}

static void append_functions(const struct history_line *line, struct buffer *text)
{
	report_json_key(text, ", ", "functions");
	buffer_byte(text, '[');
	for (size_t i = 0; i < line->count; i++) {
		const struct history_function *function = &line->functions[i];
		append_text(text, i ? ", {" : "{", "name", function->name);
		append_share(text, "self", function->share[MEASURE_SELF]);
		append_share(text, "total", function->share[MEASURE_TOTAL]);
		buffer_byte(text, '}');
	}
	buffer_byte(text, ']');
}

void history_line_append(const struct history_line *line, struct buffer *text)
{
	append_text(text, "{", "run", line->run);
	append_text(text, ", ", "benchmark", line->benchmark);
	if (line->unit.size)
		append_text(text, ", ", "unit", line->unit);
	report_json_key(text, ", ", "total");
	report_json_number(text, line->total.value, line->total.places);
	report_json_key(text, ", ", "recordings");
	buffer_unsigned(text, line->recordings);
	if (line->samples) {
		report_json_key(text, ", ", "samples");
		buffer_unsigned(text, line->samples);
	}
	report_json_key(text, ", ", "min_share_percent");
	report_json_number(text, line->min_share.value, line->min_share.places);
	append_functions(line, text);
	buffer_text(text, "}\n");
}
