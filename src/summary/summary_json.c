#include "summary/summary_json.h"

#include "report/json_values.h"
#include "report/lists.h"
#include "report/numbers.h"
#include "summary/page_link.h"
#include "summary/states.h"
#include "summary/worst.h"

#include "config.h"

#include <math.h>
#include <stdlib.h>

enum { FORM = 1 /* docs/schemas/summary.json */ };

static void append_string(struct buffer *text, const char *before, const char *key,
                          const char *string)
{
	report_json_key(text, before, key);
	if (string)
		report_json_text(text, string);
	else
		buffer_text(text, "null");
}

static void append_probability(struct buffer *text, const char *key, double p)
{
	report_json_key(text, ", ", key);
	if (isnan(p))
		buffer_text(text, "null");
	else
		report_probability(text, p);
}

/* The beginning of an object: the benchmark, and the URL of its page. */
static void append_benchmark(struct buffer *text, const struct summary *summary,
                             const struct comparison_row *row)
{
	struct buffer url = {0};
	append_string(text, "{", "benchmark", row->name);
	append_string(text, ", ", "page", row->page);
	if (page_link(summary, row->page, &url)) {
		report_json_key(text, ", ", "url");
		buffer_byte(text, '"'); /* encoded: nothing in it has to be escaped */
		buffer_append(text, url.data, url.size);
		buffer_byte(text, '"');
	}
	text->failed |= url.failed;
	buffer_free(&url);
}

static void append_share(struct buffer *text, const char *key, double share)
{
	enum { WHOLE = 1000000 };
	report_json_key(text, ", ", key);
	if (isnan(share))
		buffer_text(text, "null");
	else
		report_json_percent(text, share > 0 ? (uint64_t)(share * WHOLE + 0.5) : 0, WHOLE);
}

static void append_change(struct buffer *text, const struct summary *summary,
                          const struct worst_change *at)
{
	const struct row_change *change = at->change;
	uint64_t before = change->weight[DIFF_BEFORE], after = change->weight[DIFF_AFTER];
	unsigned places = at->row->places;
	bool less = after < before;
	append_benchmark(text, summary, at->row);
	if (change->name) {
		append_string(text, ", ", "function", change->name);
		append_string(text, ", ", "measure", measure_names[change->measure]);
		append_string(text, ", ", "cause", at->cause == change ? NULL : at->cause->name);
	}
	append_string(text, ", ", "unit", at->row->unit);
	report_json_key(text, ", ", "before");
	report_json_number(text, before, places);
	report_json_key(text, ", ", "after");
	report_json_number(text, after, places);
	report_json_key(text, ", ", "change_percent");
	buffer_text(text, less && before ? "-" : "");
	report_json_percent(text, less ? before - after : after - before, before);
	if (change->name) {
		append_share(text, "share_before_percent", change->share[DIFF_BEFORE]);
		append_share(text, "share_after_percent", change->share[DIFF_AFTER]);
	}
	append_probability(text, "p", change->p);
	append_probability(text, "p_adjusted", change->adjusted);
	report_json_key(text, ", ", "significant");
	buffer_text(text, !at->row->tested ? "null" : change->noise ? "false" : "true");
	buffer_byte(text, '}');
}

/* Begins an element of the list of a key, or the list. */
static void begin_element(struct buffer *text, size_t *count)
{
	buffer_text(text, (*count)++ ? ",\n    " : "\n    ");
}

static void end_list(struct buffer *text, size_t count, size_t left_out, const char *more_key)
{
	buffer_text(text, count ? "\n  ],\n" : "],\n");
	if (!more_key)
		return;
	report_json_key(text, "  ", more_key);
	buffer_unsigned(text, left_out);
	buffer_text(text, ",\n");
}

static void append_changes(struct buffer *text, const struct summary *summary, const char *key,
                           const char *more_key, const struct worst *worst)
{
	size_t count = 0;
	report_json_key(text, "  ", key);
	buffer_byte(text, '[');
	while (count < worst->count && (!summary->top || count < summary->top)) {
		const struct worst_change *at = &worst->changes[count];
		begin_element(text, &count);
		append_change(text, summary, at);
	}
	end_list(text, count, worst->count - count, more_key);
}

static void append_rules(struct buffer *text, const struct summary *summary)
{
	report_json_key(text, "  ", "limits");
	buffer_byte(text, '[');
	for (size_t i = 0; i < summary->rule_count; i++) {
		buffer_text(text, i ? ", " : "");
		report_json_text(text, summary->rules[i]);
	}
	buffer_text(text, "],\n");
}

static void append_breaches(struct buffer *text, const struct summary *summary, const char *key,
                            bool noise)
{
	size_t count = 0;
	report_json_key(text, "  ", key);
	buffer_byte(text, '[');
	for (size_t i = 0; i < summary->count; i++)
		for (size_t b = 0; b < summary->rows[i].breach_count; b++) {
			const struct row_breach *breach = &summary->rows[i].breaches[b];
			if (breach->noise != noise)
				continue;
			begin_element(text, &count);
			append_benchmark(text, summary, &summary->rows[i]);
			append_string(text, ", ", "limit", breach->rule);
			append_string(text, ", ", "text", breach->text);
			buffer_byte(text, '}');
		}
	end_list(text, count, 0, NULL);
}

static void append_uncompared(struct buffer *text, const struct summary *summary)
{
	size_t count = 0;
	report_json_key(text, "  ", "not_compared");
	buffer_byte(text, '[');
	for (size_t i = 0; i < summary->count; i++) {
		const struct comparison_row *row = &summary->rows[i];
		if (row->state == ROW_COMPARED)
			continue;
		begin_element(text, &count);
		append_benchmark(text, summary, row);
		append_string(text, ", ", "state", state_names[row->state]);
		append_string(text, ", ", "why", state_reason(row));
		buffer_byte(text, '}');
	}
	buffer_text(text, count ? "\n  ]\n" : "]\n");
}

static void write_json(const struct summary *summary, struct buffer *text)
{
	struct worst more = {0}, less = {0}, totals = {0};
	if (!worst_make(summary, true, &more) || !worst_make(summary, false, &less) ||
	    !worst_totals(summary, &totals))
		text->failed = true;
	report_json_key(text, "{\n  ", "form");
	buffer_unsigned(text, FORM);
	append_string(text, ",\n  ", "generator", "flamereport " PACKAGE_VERSION);
	append_string(text, ",\n  ", "title", summary->title);
	report_json_key(text, ",\n  ", "benchmarks");
	buffer_unsigned(text, summary->count);
	report_json_key(text, ",\n  ", "compared");
	buffer_unsigned(text, totals.count);
	report_json_key(text, ",\n  ", "exceeded");
	buffer_unsigned(text, worst_exceeded(summary));
	buffer_text(text, ",\n");
	append_rules(text, summary);
	append_breaches(text, summary, "exceeded_by", false);
	append_breaches(text, summary, "within_noise", true);
	if (!text->failed) {
		append_changes(text, summary, "regressions", "regressions_left_out", &more);
		append_changes(text, summary, "improvements", "improvements_left_out", &less);
		append_changes(text, summary, "sums", "sums_left_out", &totals);
	}
	append_uncompared(text, summary);
	buffer_text(text, "}\n");
	free(more.changes);
	free(less.changes);
	free(totals.changes);
}

const struct summary_format summary_json = {"json", write_json};
