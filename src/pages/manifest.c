#include "pages/manifest.h"

#include "base/c_locale.h"
#include "config.h"
#include "pages/manifest_words.h"
#include "summary/states.h"
#include "report/json_values.h"
#include "report/lists.h"

#include <math.h>

static const char *const sides[DIFF_COLUMNS] = {"before", "after"};

static void append_text(struct buffer *text, const char *before, const char *key, const char *value)
{
	report_json_key(text, before, key);
	if (value)
		report_json_text(text, value);
	else
		buffer_text(text, "null");
}

static void append_real(struct buffer *text, const char *before, const char *key, double value)
{
	char digits[40];
	report_json_key(text, before, key);
	c_locale_snprintf(digits, sizeof digits, "%.9g", value);
	buffer_text(text, isfinite(value) ? digits : "null");
}

static void append_weight(struct buffer *text, const char *before, const char *key, uint64_t weight,
                          unsigned places)
{
	report_json_key(text, before, key);
	report_json_number(text, weight, places);
}

static void append_bool(struct buffer *text, const char *before, const char *key, bool value)
{
	report_json_key(text, before, key);
	buffer_text(text, value ? "true" : "false");
}

static void append_sides(struct buffer *text, const struct comparison_row *row)
{
	for (int s = 0; s < DIFF_COLUMNS; s++) {
		const struct row_side *side = &row->side[s];
		report_json_key(text, ",\n     ", sides[s]);
		buffer_printf(text, "{\"runs\": %u", side->runs);
		append_weight(text, ", ", "weight", side->weight, row->places);
		append_real(text, ", ", "samples", side->samples);
		append_real(text, ", ", "spread", side->spread);
		buffer_byte(text, '}');
	}
}

static void append_change(struct buffer *text, const struct comparison_row *row,
                          const struct row_change *change)
{
	append_text(text, "{", "name", change->name);
	append_text(text, ", ", "measure", measure_names[change->measure]);
	append_weight(text, ", ", "before", change->weight[DIFF_BEFORE], row->places);
	append_weight(text, ", ", "after", change->weight[DIFF_AFTER], row->places);
	append_real(text, ", ", "share_before", change->share[DIFF_BEFORE]);
	append_real(text, ", ", "share_after", change->share[DIFF_AFTER]);
	append_real(text, ", ", "p", change->p);
	append_real(text, ", ", "adjusted", change->adjusted);
	append_bool(text, ", ", "noise", change->noise);
	if (change->name)
		append_text(text, ", ", "cause", change->cause);
	buffer_byte(text, '}');
}

static void append_functions(struct buffer *text, const struct comparison_row *row)
{
	report_json_key(text, ",\n     ", "functions");
	buffer_byte(text, '[');
	for (size_t i = 0; i < row->function_count; i++) {
		const struct row_function *function = &row->functions[i];
		buffer_text(text, i ? ",\n      " : "\n      ");
		append_text(text, "{", "name", function->name);
		append_weight(text, ", ", "self", function->of[MEASURE_SELF], row->places);
		append_weight(text, ", ", "total", function->of[MEASURE_TOTAL], row->places);
		append_real(text, ", ", "self_share", function->share[MEASURE_SELF]);
		append_real(text, ", ", "total_share", function->share[MEASURE_TOTAL]);
		append_real(text, ", ", "self_spread", function->spread[MEASURE_SELF]);
		append_real(text, ", ", "total_spread", function->spread[MEASURE_TOTAL]);
		buffer_byte(text, '}');
	}
	buffer_byte(text, ']');
}

static void append_changes(struct buffer *text, const struct comparison_row *row)
{
	append_text(text, ",\n     ", "scaled", row->scaled);
	append_bool(text, ",\n     ", "tested", row->tested);
	report_json_key(text, ",\n     ", "all");
	append_change(text, row, &row->all);
	report_json_key(text, ",\n     ", "changes");
	buffer_byte(text, '[');
	for (size_t i = 0; i < row->change_count; i++) {
		buffer_text(text, i ? ",\n      " : "\n      ");
		append_change(text, row, &row->changes[i]);
	}
	buffer_byte(text, ']');
	report_json_key(text, ",\n     ", "changes_left_out");
	buffer_unsigned(text, row->changes_more);
}

static void append_breaches(struct buffer *text, const struct comparison_row *row)
{
	report_json_key(text, ",\n     ", "exceeded");
	buffer_unsigned(text, row->exceeded);
	report_json_key(text, ",\n     ", "limits");
	buffer_byte(text, '[');
	for (size_t i = 0; i < row->breach_count; i++) {
		const struct row_breach *breach = &row->breaches[i];
		buffer_text(text, i ? ",\n      " : "\n      ");
		append_text(text, "{", "rule", breach->rule);
		append_text(text, ", ", "text", breach->text);
		append_bool(text, ", ", "noise", breach->noise);
		append_text(text, ", ", "function", breach->name);
		append_text(text, ", ", "cause", breach->cause);
		buffer_byte(text, '}');
	}
	buffer_byte(text, ']');
	report_json_key(text, ",\n     ", "unchecked");
	buffer_byte(text, '[');
	for (size_t i = 0; i < row->unchecked_count; i++) {
		append_text(text, i ? ", {" : "{", "rule", row->unchecked[i].rule);
		append_text(text, ", ", "why", row->unchecked[i].why);
		buffer_byte(text, '}');
	}
	buffer_byte(text, ']');
}

static void append_runs(struct buffer *text, const struct benchmark *benchmark)
{
	report_json_key(text, ",\n     ", "inputs");
	buffer_byte(text, '[');
	for (size_t i = 0; i < benchmark->run_count; i++) {
		const struct page_run *run = &benchmark->runs[i];
		buffer_text(text, i ? ",\n      " : "\n      ");
		append_text(text, "{", "input", run->input);
		report_json_key(text, ", ", "bytes");
		buffer_unsigned(text, run->bytes);
		append_text(text, ", ", "xxh3", run->checksum);
		append_text(text, ", ", "folded", run->folded);
		buffer_byte(text, '}');
	}
	buffer_byte(text, ']');
}

static void append_notes(struct buffer *text, const struct benchmark *benchmark)
{
	report_json_key(text, ",\n     ", "notes");
	buffer_byte(text, '[');
	for (size_t i = 0; i < benchmark->note_count; i++) {
		const struct page_note *note = &benchmark->notes[i];
		buffer_text(text, i ? ",\n      " : "\n      ");
		append_text(text, "{", "kind", manifest_note_kinds[note->kind]);
		append_text(text, ", ", "text", note->text);
		buffer_byte(text, '}');
	}
	buffer_byte(text, ']');
}

static void append_benchmark(struct buffer *text, const struct benchmark *benchmark)
{
	const struct comparison_row *row = &benchmark->row;
	append_text(text, "{", "name", row->name);
	append_text(text, ",\n     ", "folder", benchmark->file);
	append_text(text, ",\n     ", "page", row->page);
	append_text(text, ",\n     ", "state", state_names[row->state]);
	append_text(text, ",\n     ", "why", row->why);
	append_text(text, ",\n     ", "unit", row->unit);
	append_text(text, ",\n     ", "event", row->event);
	report_json_key(text, ",\n     ", "places");
	buffer_unsigned(text, row->places);
	append_bool(text, ",\n     ", "picture", benchmark->picture);
	append_bool(text, ",\n     ", "difference", benchmark->difference);
	append_bool(text, ",\n     ", "trends", benchmark->trends);
	append_sides(text, row);
	append_functions(text, row);
	append_changes(text, row);
	append_breaches(text, row);
	append_runs(text, benchmark);
	append_notes(text, benchmark);
	append_text(text, ",\n     ", "key", benchmark->key);
	buffer_byte(text, '}');
}

void manifest_write(struct buffer *text, const char *title, const struct benchmark *benchmarks,
                    size_t count)
{
	append_text(text, "{\n  ", "generator", "flamereport");
	append_text(text, ",\n  ", "version", PACKAGE_VERSION);
	report_json_key(text, ",\n  ", "form");
	buffer_unsigned(text, MANIFEST_FORM);
	append_text(text, ",\n  ", "title", title);
	report_json_key(text, ",\n  ", "profiles");
	buffer_byte(text, '[');
	for (size_t i = 0; i < count; i++) {
		buffer_text(text, i ? ",\n    " : "\n    ");
		append_benchmark(text, &benchmarks[i]);
	}
	buffer_text(text, count ? "\n  ]\n}\n" : "]\n}\n");
}
