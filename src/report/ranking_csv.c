/* A ranking for spreadsheets: comma-separated values (RFC 4180), one table for all lists, with
 * names in the first row. */
#include "report/ranking_csv.h"

#include "report/names.h"
#include "report/numbers.h"

#include <stdio.h>
#include <string.h>

static const char *const kind_names[RANKING_KINDS] = {
	[RANKING_FUNCTIONS] = "functions", [RANKING_TREE] = "tree",   [RANKING_CALLERS] = "callers",
	[RANKING_CALLEES] = "callees",     [RANKING_PATHS] = "paths", [RANKING_MODULES] = "modules",
	[RANKING_THREADS] = "threads",
};

/* A field: in quotes, which are doubled in it, if it has a comma, a quote, a line end, or a blank
 * at an end. Control characters become U+FFFD. */
static void append_field(struct buffer *text, const char *bytes, size_t size)
{
	struct buffer plain = {0};
	report_plain(&plain, bytes, size, 0);
	const char *at = plain.data;
	bool quoted = plain.size && (at[0] == ' ' || at[plain.size - 1] == ' ' ||
	                             memchr(at, ',', plain.size) || memchr(at, '"', plain.size));
	buffer_text(text, quoted ? "\"" : "");
	for (size_t i = 0; i < plain.size; i++) {
		if (at[i] == '"')
			buffer_byte(text, '"');
		buffer_byte(text, at[i]);
	}
	buffer_text(text, quoted ? "\"" : "");
	text->failed |= plain.failed;
	buffer_free(&plain);
}

/* The name of a column of the profile, "_before"; "" if there is only one. */
static void append_suffix(struct buffer *text, const struct ranking *ranking, unsigned column)
{
	if (ranking->columns == 2)
		buffer_text(text, column ? "_after" : "_before");
	else if (ranking->columns > 2)
		buffer_printf(text, "_%u", column + 1);
}

static void write_head(const struct ranking *ranking, struct buffer *text)
{
	static const char *const measures[] = {"self", "self_percent", "total", "total_percent"};
	buffer_text(text, "list,subject,rank,level,name,module");
	for (size_t m = 0; m < sizeof measures / sizeof *measures; m++)
		for (unsigned c = 0; c < ranking->columns; c++) {
			buffer_printf(text, ",%s", measures[m]);
			append_suffix(text, ranking, c);
		}
	buffer_text(text, "\r\n");
}

/* 100 * part / whole with four decimal places; empty if whole is 0. */
static void append_share(struct buffer *text, uint64_t part, uint64_t whole)
{
	if (whole)
		report_decimal(
			text,
			(struct decimal){
				(uint64_t)(((number_wide)part * 1000000 + whole / 2) / whole), 4});
}

static void append_numbers(struct buffer *text, const struct ranking *ranking,
                           const struct ranking_row *row)
{
	for (int m = 0; m < MEASURES; m++) {
		const uint64_t *weights = row->weights + (size_t)m * ranking->columns;
		for (unsigned c = 0; c < ranking->columns; c++) {
			buffer_byte(text, ',');
			report_decimal(text, (struct decimal){weights[c], ranking->places});
		}
		for (unsigned c = 0; c < ranking->columns; c++) {
			buffer_byte(text, ',');
			append_share(text, weights[c], ranking->totals[c]);
		}
	}
}

/* The row's name, or its frames as in folded text. */
static void append_name(struct buffer *text, const struct ranking *ranking,
                        const struct ranking_row *row)
{
	struct buffer name = {0};
	buffer_append(&name, row->name.at ? row->name.at : "", row->name.size);
	for (size_t i = 0; i < row->depth && !name.failed; i++) {
		const struct frame *frame = &ranking->profile->frames.items[row->numbers[i] - 1];
		buffer_text(&name, i ? ";" : "");
		buffer_append(&name, frame->name, frame->size);
	}
	append_field(text, name.data ? name.data : "", name.size);
	text->failed |= name.failed;
	buffer_free(&name);
}

static void write_csv(const struct ranking *ranking, const struct ranking_look *look,
                      struct buffer *text)
{
	(void)look;
	write_head(ranking, text);
	for (size_t i = 0; i < ranking->list_count; i++) {
		const struct ranking_list *list = &ranking->lists[i];
		for (size_t r = 0; r < list->count && !text->failed; r++) {
			const struct ranking_row *row = &list->items[r];
			buffer_printf(text, "%s,",
			              list->by_root ? "roots" : kind_names[list->kind]);
			append_field(text, list->subject ? list->subject : "",
			             list->subject ? strlen(list->subject) : 0);
			buffer_printf(text, ",%zu,%u,", r + 1, row->level);
			append_name(text, ranking, row);
			buffer_byte(text, ',');
			append_field(text, row->module.at ? row->module.at : "", row->module.size);
			append_numbers(text, ranking, row);
			buffer_text(text, "\r\n");
		}
	}
}

const struct ranking_format ranking_csv = {"csv", {.functions = 1, .tree = 1}, write_csv};
