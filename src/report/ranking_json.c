/* A ranking for programs: JSON (RFC 8259), in UTF-8; top-stacks(1) describes its form, whose
 * version is increased when programs that read it would have to change. */
#include "report/ranking_json.h"

#include "base/json.h"
#include "report/json_values.h"
#include "report/numbers.h"
#include "report/ranking_cells.h"

#include "config.h"

#include <string.h>

enum { FORM = 1 };

static const char *const kind_names[RANKING_KINDS] = {
	[RANKING_FUNCTIONS] = "functions", [RANKING_TREE] = "tree",   [RANKING_CALLERS] = "callers",
	[RANKING_CALLEES] = "callees",     [RANKING_PATHS] = "paths", [RANKING_MODULES] = "modules",
	[RANKING_THREADS] = "threads",
};

/* A string, or null if it is empty. */
static void append_known(struct buffer *text, const char *bytes, size_t size)
{
	if (size)
		json_append_string(text, bytes, size);
	else
		buffer_text(text, "null");
}

/* A value for each column. */
static void append_weights(struct buffer *text, const struct ranking *ranking,
                           const uint64_t *weights)
{
	for (unsigned c = 0; c < ranking->columns; c++) {
		buffer_text(text, c ? ", " : "[");
		report_json_number(text, weights[c], ranking->places);
	}
	buffer_byte(text, ']');
}

static void append_shares(struct buffer *text, const struct ranking *ranking,
                          const uint64_t *weights)
{
	for (unsigned c = 0; c < ranking->columns; c++) {
		buffer_text(text, c ? ", " : "[");
		report_json_percent(text, weights[c], ranking->totals[c]);
	}
	buffer_byte(text, ']');
}

static void append_frames(struct buffer *text, const struct ranking *ranking,
                          const struct ranking_row *row)
{
	buffer_byte(text, '[');
	for (size_t i = 0; i < row->depth && !text->failed; i++) {
		const struct frame *frame = &ranking->profile->frames.items[row->numbers[i] - 1];
		buffer_text(text, i ? ", " : "");
		json_append_string(text, frame->name, frame->size);
	}
	buffer_byte(text, ']');
}

/* Whether the change is more than noise; null if that was not tested. */
static void append_significance(struct buffer *text, const struct ranking *ranking,
                                const struct ranking_list *list, const struct ranking_row *row)
{
	const bool tested = ranking->marks && list->kind == RANKING_FUNCTIONS;
	const struct {
		const char *key;
		int mark;
	} marks[] = {{"self_significant", MARK_SELF}, {"total_significant", MARK_TOTAL}};
	for (size_t i = 0; i < 2; i++) {
		report_json_key(text, ", ", marks[i].key);
		buffer_text(text, !tested ? "null" : row->marks & marks[i].mark ? "true" : "false");
	}
}

static void append_row(struct buffer *text, const struct ranking *ranking,
                       const struct ranking_list *list, const struct ranking_row *row)
{
	const uint64_t *self = row->weights + (size_t)MEASURE_SELF * ranking->columns;
	const uint64_t *total = row->weights + (size_t)MEASURE_TOTAL * ranking->columns;
	report_json_key(text, "{", "name");
	append_known(text, row->name.at, row->name.size);
	report_json_key(text, ", ", "frames");
	append_frames(text, ranking, row);
	report_json_key(text, ", ", "level");
	buffer_unsigned(text, row->level);
	report_json_key(text, ", ", "module");
	append_known(text, row->module.at, row->module.size);
	report_json_key(text, ", ", "self");
	append_weights(text, ranking, self);
	report_json_key(text, ", ", "self_percent");
	append_shares(text, ranking, self);
	report_json_key(text, ", ", "total");
	append_weights(text, ranking, total);
	report_json_key(text, ", ", "total_percent");
	append_shares(text, ranking, total);
	append_significance(text, ranking, list, row);
	report_json_key(text, ", ", "left_out");
	buffer_unsigned(text, row->left_out);
	buffer_byte(text, '}');
}

static void append_list(struct buffer *text, const struct ranking *ranking,
                        const struct ranking_list *list)
{
	const bool by = list->kind == RANKING_FUNCTIONS || list->kind == RANKING_MODULES;
	report_json_key(text, "    {", "list");
	report_json_text(text, list->by_root ? "roots" : kind_names[list->kind]);
	report_json_key(text, ", ", "by");
	buffer_text(text, !by                                   ? "null"
	                  : ranking->options.by == MEASURE_SELF ? "\"self\""
	                                                        : "\"total\"");
	report_json_key(text, ", ", "subject");
	append_known(text, list->subject, list->subject ? strlen(list->subject) : 0);
	report_json_key(text, ", ", "functions");
	if (list->subject)
		buffer_unsigned(text, list->matched);
	else
		buffer_text(text, "null");
	report_json_key(text, ", ", "weight");
	append_weights(text, ranking, list->whole);
	report_json_key(text, ", ", "left_out");
	buffer_unsigned(text, list->more);
	report_json_key(text, ", ", "rows");
	buffer_byte(text, '[');
	for (size_t i = 0; i < list->count && !text->failed; i++) {
		buffer_text(text, i ? ",\n      " : "\n      ");
		append_row(text, ranking, list, &list->items[i]);
	}
	buffer_text(text, list->count ? "\n    ]}" : "]}");
}

/* The descriptions of the columns of weights. */
static void append_columns(struct buffer *text, const struct ranking *ranking)
{
	if (ranking->columns == 1)
		buffer_text(text, "[\"weight\"]");
	else if (ranking->columns == 2)
		buffer_text(text, "[\"before\", \"after\"]");
	for (unsigned c = 0; ranking->columns > 2 && c < ranking->columns; c++)
		buffer_printf(text, "%s\"%u\"", c ? ", " : "[", c + 1);
	if (ranking->columns > 2)
		buffer_byte(text, ']');
}

static void append_samples(struct buffer *text, const struct ranking *ranking)
{
	for (unsigned c = 0; c < ranking->columns; c++) {
		const double samples = facts_samples(&ranking->profile->facts, c,
		                                     (double)ranking->totals[c], ranking->places);
		buffer_text(text, c ? ", " : "[");
		if (samples >= 0)
			buffer_unsigned(text, (uint64_t)(samples + 0.5));
		else
			buffer_text(text, "null");
	}
	buffer_byte(text, ']');
}

static void append_advice(struct buffer *text, const struct ranking *ranking)
{
	const struct facts *facts = &ranking->profile->facts;
	buffer_byte(text, '[');
	for (size_t i = 0; i < ranking->advice_count; i++) {
		buffer_text(text, i ? ",\n    " : "\n    ");
		report_json_text(text, facts->advice[i]);
	}
	buffer_text(text, ranking->advice_count ? "\n  ]" : "]");
}

static void write_json(const struct ranking *ranking, const struct ranking_look *look,
                       struct buffer *text)
{
	const struct profile *profile = ranking->profile;
	(void)look;
	report_json_key(text, "{\n  ", "form");
	buffer_unsigned(text, FORM);
	report_json_key(text, ",\n  ", "generator");
	report_json_text(text, "top-stacks " PACKAGE_VERSION);
	report_json_key(text, ",\n  ", "unit");
	append_known(text, profile->facts.unit.name, strlen(profile->facts.unit.name));
	report_json_key(text, ",\n  ", "event");
	append_known(text, profile->facts.event.name, strlen(profile->facts.event.name));
	report_json_key(text, ",\n  ", "columns");
	append_columns(text, ranking);
	report_json_key(text, ",\n  ", "weight");
	append_weights(text, ranking, ranking->totals);
	report_json_key(text, ",\n  ", "samples");
	append_samples(text, ranking);
	report_json_key(text, ",\n  ", "stacks");
	buffer_unsigned(text, profile->stacks.count);
	report_json_key(text, ",\n  ", "functions");
	buffer_unsigned(text, profile->frames.count);
	report_json_key(text, ",\n  ", "advice");
	append_advice(text, ranking);
	report_json_key(text, ",\n  ", "lists");
	buffer_byte(text, '[');
	for (size_t i = 0; i < ranking->list_count && !text->failed; i++) {
		buffer_text(text, i ? ",\n" : "\n");
		append_list(text, ranking, &ranking->lists[i]);
	}
	buffer_text(text, ranking->list_count ? "\n  ]\n}\n" : "]\n}\n");
}

const struct ranking_format ranking_json = {"json", {.functions = 1, .tree = 1}, write_json};
