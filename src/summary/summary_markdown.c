#include "summary/summary_markdown.h"

#include "base/text.h"
#include "report/code.h"
#include "report/lists.h"
#include "report/names.h"
#include "report/numbers.h"
#include "summary/page_link.h"
#include "summary/sections.h"
#include "summary/states.h"
#include "summary/worst.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	NAME_MOST = 100,
	REASON_MOST = 300,
	FOLLOWERS_MOST = 3, /* callers that are named */
	FIRST_ROWS = 10,    /* of each table before one of them gets more */
};

/* The tables, in their order, which is also that in which they get room. */
enum { LIMITS, FAILED, REGRESSIONS, TOTALS, IMPROVEMENTS, WITHIN_NOISE, APART, TABLES };

struct comment {
	const struct summary *summary;
	struct section sections[TABLES];
	size_t states[ROW_STATES]; /* rows of each state */
	size_t regressions, improvements;
};

/* ---- cells ---- */

static void append_code(struct buffer *text, const char *string, size_t most)
{
	report_code(text, string, strlen(string), most);
}

/* The name of a row, with a link to its page. */
static void append_name(struct buffer *text, const struct summary *summary,
                        const struct comparison_row *row)
{
	struct buffer url = {0};
	bool linked = page_link(summary, row->page, &url) && url.size;
	buffer_text(text, linked ? "[" : "");
	append_code(text, row->name, NAME_MOST);
	if (linked) {
		buffer_text(text, "](");
		buffer_append(text, url.data, url.size);
		buffer_byte(text, ')');
	}
	text->failed |= url.failed;
	buffer_free(&url);
}

/* before | after | change | relative */
static void append_weights(struct buffer *text, const struct comparison_row *row,
                           const uint64_t weight[DIFF_COLUMNS])
{
	report_amount(text, row->unit, weight[DIFF_BEFORE], row->places, true);
	buffer_text(text, " | ");
	report_amount(text, row->unit, weight[DIFF_AFTER], row->places, true);
	buffer_text(text, " | ");
	report_growth(text, row->unit, weight[DIFF_BEFORE], weight[DIFF_AFTER], row->places);
	buffer_text(text, " | ");
	report_rate(text, weight[DIFF_BEFORE], weight[DIFF_AFTER]);
}

static void append_share(struct buffer *text, double share)
{
	enum { WHOLE = 10000 };
	report_percent(text, share > 0 ? (uint64_t)(share * WHOLE + 0.5) : 0, WHOLE, 2);
}

static void append_p(struct buffer *text, double p)
{
	if (isnan(p))
		buffer_text(text, "not tested");
	else
		report_probability(text, p);
}

/* ---- tables ---- */

static bool begin_row(struct comment *comment, struct section *section)
{
	if (!section_begin_row(section, comment->summary->top, comment->summary->most))
		return false;
	buffer_text(&section->rows, "| ");
	return true;
}

static void end_row(struct section *section)
{
	buffer_text(&section->rows, " |\n");
	section_end_row(section);
}

/* Whether a breach stands for itself, and not with the one that it comes of. */
static bool is_cause(const struct comparison_row *row, const struct row_breach *of)
{
	for (size_t b = 0; of->cause && b < row->breach_count; b++) {
		const struct row_breach *breach = &row->breaches[b];
		if (!breach->noise && !breach->cause && breach->name &&
		    strcmp(breach->rule, of->rule) == 0 && strcmp(breach->name, of->cause) == 0)
			return false;
	}
	return true;
}

/* Counts the callers that exceeded the limit because of this one, and names the first ones. */
static void append_callers(struct buffer *text, const struct comparison_row *row,
                           const struct row_breach *of)
{
	size_t count = 0;
	for (size_t b = 0; of->name && !of->cause && b < row->breach_count; b++) {
		const struct row_breach *breach = &row->breaches[b];
		if (breach->noise || !breach->cause || strcmp(breach->rule, of->rule) != 0 ||
		    strcmp(breach->cause, of->name) != 0)
			continue;
		if (count++ >= FOLLOWERS_MOST)
			continue;
		buffer_text(text, count == 1 ? "<br><sub>and so " : ", ");
		append_code(text, breach->name, NAME_MOST);
	}
	if (count > FOLLOWERS_MOST)
		buffer_printf(text, " and %zu more", count - FOLLOWERS_MOST);
	buffer_text(text, count ? "</sub>" : "");
}

static void add_limits(struct comment *comment)
{
	struct section *section = &comment->sections[LIMITS];
	const struct summary *summary = comment->summary;
	buffer_text(&section->head, "\n#### ❌ Limits exceeded\n\n"
	                            "| benchmark | limit | change |\n|---|---|---|\n");
	for (size_t i = 0; i < summary->count; i++)
		for (size_t b = 0; b < summary->rows[i].breach_count; b++) {
			const struct row_breach *breach = &summary->rows[i].breaches[b];
			if (breach->noise || !is_cause(&summary->rows[i], breach) ||
			    !begin_row(comment, section))
				continue;
			append_name(&section->rows, summary, &summary->rows[i]);
			buffer_text(&section->rows, " | ");
			append_code(&section->rows, breach->rule, 0);
			buffer_text(&section->rows, " | ");
			append_code(&section->rows, breach->text, REASON_MOST);
			append_callers(&section->rows, &summary->rows[i], breach);
			end_row(section);
		}
}

/* The callers that changed because of this. */
static void append_followers(struct buffer *text, const struct worst_change *at)
{
	const size_t named = at->followers < FOLLOWERS_MOST ? at->followers : FOLLOWERS_MOST;
	if (!at->followers)
		return;
	buffer_text(text, "<br><sub>and so the total of ");
	for (size_t i = 1; i <= named; i++) {
		buffer_text(text, i == 1 ? "" : i == at->followers ? " and " : ", ");
		append_code(text, at[i].change->name, NAME_MOST);
	}
	if (at->followers > named)
		buffer_printf(text, " and %zu more", at->followers - named);
	buffer_text(text, "</sub>");
}

static void add_changes(struct comment *comment, struct section *section, const char *title,
                        const struct worst *worst)
{
	buffer_printf(&section->head,
	              "\n#### %s\n\n| benchmark | function | before | after | change | relative | "
	              "of all | p |\n|---|---|---:|---:|---:|---:|---:|---:|\n",
	              title);
	for (size_t i = 0; i < worst->count; i++) {
		const struct worst_change *at = &worst->changes[i];
		if (at->cause != at->change || !begin_row(comment, section))
			continue;
		append_name(&section->rows, comment->summary, at->row);
		buffer_printf(&section->rows, " | %s ", measure_names[at->change->measure]);
		append_code(&section->rows, at->change->name, NAME_MOST);
		append_followers(&section->rows, at);
		buffer_text(&section->rows, " | ");
		append_weights(&section->rows, at->row, at->change->weight);
		buffer_text(&section->rows, " | ");
		append_share(&section->rows, at->change->share[DIFF_BEFORE]);
		buffer_text(&section->rows, " → ");
		append_share(&section->rows, at->change->share[DIFF_AFTER]);
		buffer_text(&section->rows, " | ");
		append_p(&section->rows, at->change->adjusted);
		end_row(section);
	}
}

/* The sums of benchmarks, those beyond noise or the others. */
static void add_totals(struct comment *comment, struct section *section, const char *title,
                       const struct worst *worst, bool noise)
{
	buffer_printf(&section->head,
	              "\n#### %s\n\n| benchmark | before | after | change | relative | p |\n"
	              "|---|---:|---:|---:|---:|---:|\n",
	              title);
	for (size_t i = 0; i < worst->count; i++) {
		const struct worst_change *at = &worst->changes[i];
		if (at->change->noise != noise || !begin_row(comment, section))
			continue;
		append_name(&section->rows, comment->summary, at->row);
		buffer_text(&section->rows, " | ");
		append_weights(&section->rows, at->row, at->change->weight);
		buffer_text(&section->rows, " | ");
		append_p(&section->rows, at->change->adjusted);
		end_row(section);
	}
}

/* Rows that were not compared; failed ones, or the others. A report without a baseline is no news
 * of each row. */
static void add_uncompared(struct comment *comment, struct section *section, const char *title,
                           bool failed)
{
	const struct summary *summary = comment->summary;
	buffer_printf(&section->head, "\n#### %s\n\n| benchmark | why |\n|---|---|\n", title);
	for (size_t i = 0; i < summary->count; i++) {
		const struct comparison_row *row = &summary->rows[i];
		if ((row->state == ROW_COMPARED && !row->why) || row->state == ROW_ALONE ||
		    (row->state == ROW_FAILED) != failed || !begin_row(comment, section))
			continue;
		const char *reason = state_reason(row);
		append_name(&section->rows, summary, row);
		buffer_text(&section->rows, " | ");
		if (row->why)
			append_code(&section->rows, reason, REASON_MOST);
		else
			buffer_text(&section->rows, reason);
		end_row(section);
	}
}

static bool make_tables(struct comment *comment)
{
	struct worst more = {0}, less = {0}, totals = {0};
	const struct summary *summary = comment->summary;
	bool ok = worst_make(summary, true, &more) && worst_make(summary, false, &less) &&
	          worst_totals(summary, &totals);
	if (ok) {
		comment->regressions = more.causes;
		comment->improvements = less.causes;
		add_limits(comment);
		add_uncompared(comment, &comment->sections[FAILED], "⚠️ Unreadable", true);
		add_changes(comment, &comment->sections[REGRESSIONS], "Regressions", &more);
		add_totals(comment, &comment->sections[TOTALS], "Sums that changed", &totals,
		           false);
		add_changes(comment, &comment->sections[IMPROVEMENTS], "Improvements", &less);
		add_totals(comment, &comment->sections[WITHIN_NOISE], "Sums within noise", &totals,
		           true);
		add_uncompared(comment, &comment->sections[APART], "Not compared", false);
	}
	free(more.changes);
	free(less.changes);
	free(totals.changes);
	return ok;
}

/* ---- the whole ---- */

static void append_counted(struct buffer *text, const char *before, size_t count, const char *one,
                           const char *many)
{
	buffer_text(text, before);
	buffer_printf(text, "%zu %s", count, count == 1 ? one : many);
}

/* Whether any compared row checked a limit. */
static bool is_checked(const struct summary *summary, const char *rule)
{
	for (size_t i = 0; i < summary->count; i++)
		if (summary->rows[i].state == ROW_COMPARED &&
		    !state_unchecked(&summary->rows[i], rule))
			return true;
	return false;
}

/* Names the limits that no row checked. */
static void append_unchecked(const struct summary *summary, size_t compared, struct buffer *text)
{
	for (size_t i = 0; i < summary->rule_count; i++)
		if (compared && !is_checked(summary, summary->rules[i])) {
			buffer_text(text, "; ⚠️ no benchmark checks the limit ");
			append_code(text, summary->rules[i], NAME_MOST);
		}
}

/* Says that shares do not show changes of sums. */
static void append_hidden(const struct summary *summary, struct buffer *text)
{
	size_t count = 0;
	for (size_t i = 0; i < summary->count; i++) {
		const struct comparison_row *row = &summary->rows[i];
		count += row->state == ROW_COMPARED && row->scaled && !row->all.noise &&
		         row->all.weight[DIFF_BEFORE] != row->all.weight[DIFF_AFTER];
	}
	if (count)
		append_counted(text,
		               "; ⚠️ shares are compared, which do not show that the sum of ",
		               count, "benchmark changed", "benchmarks changed");
}

/* How the comparisons went, in a sentence. */
static void append_verdict(const struct comment *comment, struct buffer *text)
{
	const size_t *states = comment->states;
	size_t exceeded = worst_exceeded(comment->summary);
	if (exceeded) {
		append_counted(text, "❌ ", exceeded, "benchmark exceeds", "benchmarks exceed");
		buffer_text(text, " a limit; ");
	} else if (comment->summary->rule_count && states[ROW_COMPARED]) {
		buffer_text(text, "✅ No limit is exceeded; ");
	}
	append_counted(text, "", states[ROW_COMPARED], "benchmark compared", "benchmarks compared");
	append_counted(text, ", ", comment->regressions, "regression", "regressions");
	append_counted(text, " and ", comment->improvements, "improvement", "improvements");
	buffer_text(text, " of functions");
	append_unchecked(comment->summary, states[ROW_COMPARED], text);
	append_hidden(comment->summary, text);
	if (states[ROW_FAILED])
		append_counted(text, "; ⚠️ ", states[ROW_FAILED], "unreadable", "unreadable");
	if (states[ROW_NEW])
		append_counted(text, "; ", states[ROW_NEW], "new", "new");
	if (states[ROW_GONE])
		append_counted(text, "; ", states[ROW_GONE], "gone", "gone");
	if (states[ROW_APART])
		append_counted(text, "; ", states[ROW_APART], "not comparable", "not comparable");
	if (states[ROW_ALONE])
		append_counted(text, "; ", states[ROW_ALONE], "without a baseline",
		               "without a baseline");
	buffer_text(text, ".\n");
}

/* Text in which nothing has a meaning for Markdown: other signs are written as references. */
static void append_text(struct buffer *text, const char *string)
{
	static const char signs[] = " ,.-/:";
	struct buffer plain = {0};
	report_plain(&plain, string, strlen(string), NAME_MOST);
	for (size_t i = 0; i < plain.size; i++) {
		unsigned char c = (unsigned char)plain.data[i];
		bool letter = c >= 0x80 || is_digit((char)c) || (unsigned)((c | 0x20) - 'a') < 26;
		if (letter || strchr(signs, c))
			buffer_byte(text, (char)c);
		else
			buffer_printf(text, "&#%u;", c);
	}
	text->failed |= plain.failed;
	buffer_free(&plain);
}

static void append_heading(const struct summary *summary, struct buffer *text)
{
	struct buffer url = {0};
	buffer_text(text, "### ");
	append_text(text, summary->title ? summary->title : "Profiles");
	if (page_link(summary, "index.html", &url) && url.size) {
		buffer_text(text, " ([report](");
		buffer_append(text, url.data, url.size);
		buffer_text(text, "))");
	}
	buffer_text(text, "\n\n");
	text->failed |= url.failed;
	buffer_free(&url);
}

static const char notes[] = "\n<sub>Changes that are more than noise: of functions by themselves "
			    "(self), then together with what they call (total). The largest, "
			    "relative to the sum of their benchmark, come first; p is adjusted "
			    "for the number of tests in a benchmark.</sub>\n";

static void write_markdown(const struct summary *summary, struct buffer *text)
{
	struct comment comment = {.summary = summary};
	size_t begun = text->size;
	for (size_t i = 0; i < summary->count; i++)
		comment.states[summary->rows[i].state]++;
	if (!make_tables(&comment))
		text->failed = true;
	append_heading(summary, text);
	append_verdict(&comment, text);
	size_t used = text->size - begun + sizeof notes - 1;
	size_t left = used < summary->most ? summary->most - used : 1;
	if (!text->failed) {
		sections_fit(comment.sections, TABLES, FIRST_ROWS, summary->most ? left : 0);
		sections_append(comment.sections, TABLES, text);
	}
	if (comment.states[ROW_COMPARED])
		buffer_text(text, notes);
	for (size_t i = 0; i < TABLES; i++)
		section_free(&comment.sections[i]);
}

const struct summary_format summary_markdown = {"markdown", write_markdown};
