#include "pages/index_page.h"

#include "pages/html.h"
#include "pages/thumbnail.h"
#include "base/unit.h"
#include "pages/words.h"
#include "report/numbers.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- orders --------------------------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
	const struct benchmark *const *one = a, *const *other = b;
	return (*one > *other) - (*one < *other); /* in which they are */
}

/* Units one after the other, since weights of different ones do not compare; those without weight
 * come last. */
static int by_weight(const void *a, const void *b)
{
	const struct comparison_row *one = &(*(const struct benchmark *const *)a)->row;
	const struct comparison_row *other = &(*(const struct benchmark *const *)b)->row;
	const struct row_side *left = words_side(one), *right = words_side(other);
	if (!left->runs != !right->runs)
		return left->runs ? -1 : 1;
	const int units = strcmp(one->unit ? one->unit : "\xff",
	                         other->unit ? other->unit : "\xff");
	if (units)
		return units;
	const double x = (double)left->weight / pow(10, one->places);
	const double y = (double)right->weight / pow(10, other->places);
	if (x != y)
		return x > y ? -1 : 1;
	return by_name(a, b);
}

static double change_size(const struct comparison_row *row)
{
	const struct row_change *largest = words_largest(row);
	return largest ? fabs(words_points(largest)) : 0;
}

/* What needs a look first. */
static int by_change(const void *a, const void *b)
{
	const struct comparison_row *one = &(*(const struct benchmark *const *)a)->row;
	const struct comparison_row *other = &(*(const struct benchmark *const *)b)->row;
	if ((one->state == ROW_FAILED) != (other->state == ROW_FAILED))
		return one->state == ROW_FAILED ? -1 : 1;
	if (!one->exceeded != !other->exceeded)
		return one->exceeded ? -1 : 1;
	const double x = change_size(one), y = change_size(other);
	if (x != y)
		return x > y ? -1 : 1;
	return by_name(a, b);
}

static const struct order {
	const char *file, *words;
	int (*compare)(const void *a, const void *b);
	bool of_changes;
} orders[] = {
	{"index.html", "name", by_name, false},
	{"index-by-weight.html", "weight", by_weight, false},
	{"index-by-change.html", "change", by_change, true},
};

enum { ORDERS = sizeof orders / sizeof *orders };

/* --- rows ----------------------------------------------------------------------------------- */

/* A cell whose column's name precedes it where the table is a list, on narrow screens. */
static void cell(struct markup *m, const char *label, struct buffer *text)
{
	markup_open(m, "td");
	if (text->size)
		markup_string(m, "data-label", label);
	if (text->size)
		html_take(m, text);
	else
		markup_literal(m, " ");
	markup_close(m);
}

static void write_thumbnail(struct markup *m, const struct benchmark *benchmark)
{
	char size[16];
	if (!benchmark->picture)
		return;
	markup_open(m, "img");
	markup_fixed(m, "alt", "");
	markup_fixed(m, "loading", "lazy");
	snprintf(size, sizeof size, "%d", THUMBNAIL_WIDTH);
	markup_string(m, "width", size);
	snprintf(size, sizeof size, "%d", THUMBNAIL_HEIGHT);
	markup_string(m, "height", size);
	markup_value(m, "src");
	markup_words(m, PAGES_FOLDER "/");
	markup_words(m, benchmark->file);
	markup_words(m, "/");
	markup_words(m, benchmark->file);
	markup_words(m, ".thumb.svg");
	markup_value_end(m);
	markup_close(m);
}

static void write_verdict(struct markup *m, const struct comparison_row *row)
{
	struct buffer text = {0};
	const char *look;
	words_verdict(&text, row, &look);
	markup_open(m, "td");
	if (text.size) {
		markup_fixed(m, "data-label", "State");
		html_verdict(m, &text, look);
	} else {
		markup_literal(m, " ");
	}
	markup_close(m);
	m->out.failed |= text.failed;
	buffer_free(&text);
}

static void write_change(struct markup *m, const struct comparison_row *row)
{
	struct buffer text = {0};
	const struct row_change *largest = words_largest(row);
	if (row->state == ROW_COMPARED)
		report_rate(&text, row->all.weight[DIFF_BEFORE], row->all.weight[DIFF_AFTER]);
	cell(m, "Change", &text);
	markup_open(m, "td");
	markup_fixed(m, "class", "text");
	if (largest) {
		markup_fixed(m, "data-label", "Largest change");
		html_words(m, "code", largest->name);
		buffer_printf(&text, " %+.2f points", words_points(largest));
		html_take(m, &text);
	} else {
		markup_literal(m, " ");
	}
	markup_close(m);
	m->out.failed |= text.failed;
	buffer_free(&text);
}

static void write_row(struct markup *m, const struct benchmark *benchmark, bool compared)
{
	const struct comparison_row *row = &benchmark->row;
	const struct row_side *side = words_side(row);
	struct buffer text = {0};
	markup_open(m, "tr");
	markup_open(m, "td");
	markup_fixed(m, "class", "thumb");
	if (benchmark->picture)
		write_thumbnail(m, benchmark);
	else
		markup_literal(m, " ");
	markup_close(m);
	markup_open(m, "th");
	markup_fixed(m, "scope", "row");
	html_link(m, row->page, row->name);
	if (row->why)
		html_class_words(m, "p", "why", row->why);
	markup_close(m);
	words_weight(&text, row);
	cell(m, "Weight", &text);
	if (side->samples > 0)
		unit_append_grouped(&text, (uint64_t)side->samples);
	cell(m, "Samples", &text);
	m->out.failed |= text.failed;
	buffer_free(&text);
	if (compared)
		write_change(m, row);
	write_verdict(m, row);
	markup_close(m);
	markup_newline(m);
	markup_relieve(m);
}

/* --- the page ------------------------------------------------------------------------------- */

static void append_count(struct buffer *text, size_t count, const char *one, const char *many)
{
	if (!count)
		return;
	buffer_printf(text, "%s%zu %s", text->size ? ", " : "", count, count == 1 ? one : many);
}

static void write_summary(struct markup *m, const struct benchmark *benchmarks, size_t count)
{
	struct buffer text = {0};
	size_t states[ROW_STATES] = {0}, exceeded = 0;
	for (size_t i = 0; i < count; i++) {
		states[benchmarks[i].row.state]++;
		exceeded += benchmarks[i].row.exceeded > 0;
	}
	append_count(&text, count, "benchmark", "benchmarks");
	append_count(&text, states[ROW_COMPARED], "compared", "compared");
	append_count(&text, exceeded, "exceeds a limit", "exceed limits");
	append_count(&text, states[ROW_NEW], "new", "new");
	append_count(&text, states[ROW_GONE], "gone", "gone");
	append_count(&text, states[ROW_APART], "not comparable", "not comparable");
	append_count(&text, states[ROW_FAILED], "unreadable", "unreadable");
	markup_open(m, "p");
	if (text.size)
		html_take(m, &text);
	else
		markup_literal(m, "There are no profiles.");
	markup_close(m);
	markup_newline(m);
	m->out.failed |= text.failed;
	buffer_free(&text);
}

static void write_orders(struct markup *m, const struct order *present, bool compared)
{
	markup_open(m, "nav");
	markup_fixed(m, "aria-label", "Order");
	markup_literal(m, "Sorted by ");
	for (size_t i = 0; i < ORDERS; i++) {
		if (orders[i].of_changes && !compared)
			continue;
		if (i)
			markup_literal(m, " \xc2\xb7 ");
		markup_open(m, "a");
		markup_string(m, "href", orders[i].file);
		if (&orders[i] == present)
			markup_fixed(m, "aria-current", "page");
		html_content(m, orders[i].words);
		markup_close(m);
	}
	markup_close(m);
	markup_newline(m);
}

static void write_table(struct markup *m, const struct benchmark *const *rows, size_t count,
                        bool compared)
{
	markup_open(m, "table");
	markup_fixed(m, "class", "index");
	markup_newline(m);
	html_class_words(m, "caption", "unseen", "Benchmarks");
	markup_newline(m);
	markup_literal(m, "<thead><tr><th scope=\"col\" class=\"text\">Picture</th>"
	                  "<th scope=\"col\" class=\"text\">Benchmark</th>"
	                  "<th scope=\"col\">Weight</th><th scope=\"col\">Samples</th>");
	if (compared)
		markup_literal(m, "<th scope=\"col\">Change</th>"
		                  "<th scope=\"col\" class=\"text\">Largest change</th>");
	markup_literal(m, "<th scope=\"col\">State</th></tr></thead>\n");
	markup_open(m, "tbody");
	markup_newline(m);
	for (size_t i = 0; i < count; i++)
		write_row(m, rows[i], compared);
	markup_close(m);
	markup_newline(m);
	markup_close(m);
	markup_newline(m);
}

static bool write_page(struct markup *m, const char *title, const struct order *order,
                       const struct benchmark *benchmarks, size_t count, bool compared)
{
	const struct benchmark **rows = malloc((count + 1) * sizeof *rows);
	if (!rows)
		return false;
	for (size_t i = 0; i < count; i++)
		rows[i] = &benchmarks[i];
	if (count)
		qsort(rows, count, sizeof *rows, order->compare);
	html_begin(m, title, "");
	markup_open(m, "main");
	markup_newline(m);
	html_words(m, "h1", title);
	markup_newline(m);
	write_summary(m, benchmarks, count);
	if (count) {
		write_orders(m, order, compared);
		write_table(m, rows, count, compared);
	}
	markup_close(m);
	markup_newline(m);
	html_end(m);
	free(rows);
	return markup_is_whole(m, 0);
}

enum status index_pages_write(const char *folder, const char *title,
                              const struct benchmark *benchmarks, size_t count, bool compared,
                              struct error *err)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < ORDERS && !status; i++) {
		struct output output;
		struct markup m;
		char *path;
		if (orders[i].of_changes && !compared)
			continue;
		if (asprintf(&path, "%s/%s", folder, orders[i].file) < 0)
			return error_no_memory(err);
		status = output_open(&output, path, err);
		free(path);
		if (status)
			return status;
		markup_init(&m, &output, false, false);
		if (write_page(&m, title, &orders[i], benchmarks, count, compared))
			markup_flush(&m);
		else
			status = error_no_memory(err);
		markup_free(&m);
		status = output_finish(&output, status, err);
	}
	return status;
}
