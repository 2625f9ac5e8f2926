#include "pages/profile_page.h"

#include "pages/html.h"
#include "pages/inputs.h"
#include "pages/tables.h"
#include "pages/trend_page.h"
#include "pages/words.h"
#include "report/numbers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UP "../../"

/* A section with its heading; to be closed. */
#define begin_section(m, id, words)                                                                \
	do {                                                                                       \
		markup_open(m, "section");                                                         \
		markup_fixed(m, "aria-labelledby", id);                                            \
		markup_newline(m);                                                                 \
		markup_open(m, "h2");                                                              \
		markup_fixed(m, "id", id);                                                         \
		html_content(m, words);                                                            \
		markup_close(m);                                                                   \
		markup_newline(m);                                                                 \
	} while (0)

static void end_section(struct markup *m)
{
	markup_close(m);
	markup_newline(m);
}

static void paragraph(struct markup *m, const char *class, struct buffer *text)
{
	markup_open(m, "p");
	markup_string(m, "class", class);
	html_take(m, text);
	markup_close(m);
	markup_newline(m);
}

static void write_heading(struct markup *m, const struct profile_page *page)
{
	const struct comparison_row *row = &page->benchmark->row;
	struct buffer text = {0};
	const char *look;
	markup_open(m, "header");
	markup_newline(m);
	markup_open(m, "nav");
	markup_fixed(m, "aria-label", "Report");
	html_link(m, UP "index.html", page->title);
	markup_close(m);
	markup_newline(m);
	markup_close(m);
	markup_newline(m);
	markup_open(m, "main");
	markup_newline(m);
	html_words(m, "h1", row->name);
	markup_newline(m);
	words_measured(&text, row);
	if (text.size)
		paragraph(m, NULL, &text);
	words_verdict(&text, row, &look);
	if (text.size) {
		markup_open(m, "p");
		html_verdict(m, &text, look);
		if (row->why) {
			markup_literal(m, " ");
			markup_words(m, row->why);
		}
		markup_close(m);
		markup_newline(m);
	}
	tables_limits(m, row);
	if (page->benchmark->trends) {
		markup_open(m, "p");
		html_link(m, TREND_PAGE, "Trends");
		markup_close(m);
		markup_newline(m);
	}
	m->out.failed |= text.failed;
	buffer_free(&text);
}

/* --- pictures ------------------------------------------------------------------------------- */

/* A link to a file of the benchmark, whose name is safe. */
static void file_link(struct markup *m, const struct benchmark *benchmark, const char *ending,
                      const char *words)
{
	markup_open(m, "a");
	markup_value(m, "href");
	markup_words(m, benchmark->file);
	markup_words(m, ending);
	markup_value_end(m);
	html_content(m, words);
	markup_close(m);
}

static void write_picture(struct markup *m, const struct benchmark *benchmark, const char *suffix,
                          const char *what)
{
	markup_open(m, "picture");
	markup_fixed(m, "class", "picture");
	markup_open(m, "source");
	markup_fixed(m, "media", "(max-width: 760px)");
	markup_value(m, "srcset");
	markup_words(m, benchmark->file);
	markup_words(m, suffix);
	markup_words(m, ".narrow.svg");
	markup_value_end(m);
	markup_close(m);
	markup_open(m, "img");
	markup_value(m, "src");
	markup_words(m, benchmark->file);
	markup_words(m, suffix);
	markup_words(m, ".still.svg");
	markup_value_end(m);
	markup_value(m, "alt");
	markup_words(m, what);
	markup_words(m, " of ");
	markup_words(m, benchmark->row.name);
	markup_words(m, "; the tables below have its largest parts");
	markup_value_end(m);
	markup_close(m);
	markup_close(m);
	markup_newline(m);
}

/* What the colours of a difference mean, as narrow pictures have no room for a legend. */
static void write_colors(struct markup *m, const char *hues)
{
	const bool orange = hues && strcmp(hues, "blue-orange") == 0;
	markup_open(m, "p");
	markup_fixed(m, "class", "method");
	markup_words(m, orange ? "Orange" : "Red");
	markup_literal(m, ": more than in the baseline; blue: less; hatched: new or gone.");
	markup_close(m);
	markup_newline(m);
}

static void write_pictures(struct markup *m, const struct benchmark *benchmark, const char *hues)
{
	if (benchmark->picture) {
		begin_section(m, "graph", "Flame graph");
		write_picture(m, benchmark, "", "Flame graph");
		markup_open(m, "p");
		file_link(m, benchmark, ".svg", "Interactive picture");
		markup_literal(m, ": search, zoom; where scripts are forbidden, download it");
		markup_close(m);
		markup_newline(m);
		end_section(m);
	}
	if (benchmark->difference) {
		begin_section(m, "difference", "Difference from the baseline");
		write_picture(m, benchmark, ".diff", "Differential flame graph");
		write_colors(m, hues);
		markup_open(m, "p");
		file_link(m, benchmark, ".diff.svg", "Interactive picture of the difference");
		markup_close(m);
		markup_newline(m);
		end_section(m);
	}
}

/* --- lists ---------------------------------------------------------------------------------- */

static bool write_tops(struct markup *m, const struct profile_page *page)
{
	static const char *const captions[MEASURES] = {"By self weight", "By total weight"};
	const unsigned runs = words_side(&page->benchmark->row)->runs;
	struct buffer caption = {0};
	bool ok = true;
	if (!page->tops[MEASURE_SELF])
		return true;
	begin_section(m, "functions", "Hottest functions");
	for (int i = 0; i < MEASURES && ok; i++) {
		caption.size = 0;
		buffer_text(&caption, captions[i]);
		if (runs > 1)
			buffer_printf(&caption, ", %u runs added up", runs);
		buffer_byte(&caption, '\0');
		ok = !caption.failed && tables_ranking(m, page->tops[i], caption.data);
	}
	buffer_free(&caption);
	end_section(m);
	return ok;
}

static void write_notes(struct markup *m, const struct benchmark *benchmark)
{
	if (!benchmark->note_count)
		return;
	begin_section(m, "notes", "Quality of the profile");
	markup_open(m, "ul");
	markup_newline(m);
	for (size_t i = 0; i < benchmark->note_count; i++) {
		html_words(m, "li", benchmark->notes[i].text);
		markup_newline(m);
	}
	markup_close(m);
	markup_newline(m);
	end_section(m);
}

static void write_run(struct markup *m, const struct page_run *run)
{
	struct buffer text = {0};
	markup_open(m, "tr");
	markup_open(m, "th");
	markup_fixed(m, "scope", "row");
	html_words(m, "code", run->input);
	markup_close(m);
	markup_open(m, "td");
	markup_fixed(m, "data-label", "size");
	if (run->bytes)
		report_amount(&text, "bytes", run->bytes, 0, false);
	else
		buffer_text(&text, "not known");
	html_take(m, &text);
	markup_close(m);
	markup_open(m, "td");
	markup_fixed(m, "class", "text");
	markup_fixed(m, "data-label", "XXH3 checksum");
	html_words(m, "code", run->checksum ? run->checksum : "-");
	markup_close(m);
	markup_open(m, "td");
	markup_fixed(m, "class", "text");
	markup_fixed(m, "data-label", "folded stacks, gzip");
	if (run->folded)
		html_link(m, run->folded, run->folded);
	else
		html_content(m, "none: unreadable");
	markup_close(m);
	markup_close(m);
	markup_newline(m);
	m->out.failed |= text.failed;
	buffer_free(&text);
}

static void write_runs(struct markup *m, const struct benchmark *benchmark)
{
	static const char heads[] =
		"<tr><th scope=\"col\" class=\"text\">file</th>"
		"<th scope=\"col\">size</th>"
		"<th scope=\"col\" class=\"text\">XXH3 checksum</th>"
		"<th scope=\"col\" class=\"text\">folded stacks, gzip</th></tr>\n";
	if (!benchmark->run_count)
		return;
	begin_section(m, "inputs", "Inputs");
	tables_begin(m, "Profiles that were read");
	markup_bytes(m, heads, sizeof heads - 1);
	markup_close(m);
	markup_newline(m);
	markup_open(m, "tbody");
	markup_newline(m);
	for (size_t i = 0; i < benchmark->run_count; i++)
		write_run(m, &benchmark->runs[i]);
	tables_end(m);
	end_section(m);
}

/* --- the whole ------------------------------------------------------------------------------ */

static bool write_page(struct markup *m, const struct profile_page *page)
{
	struct buffer title = {0};
	buffer_text(&title, page->benchmark->row.name);
	buffer_text(&title, " \xc2\xb7 ");
	buffer_text(&title, page->title);
	buffer_byte(&title, '\0');
	m->out.failed |= title.failed;
	html_begin(m, title.failed ? "" : title.data, UP);
	buffer_free(&title);
	write_heading(m, page);
	write_pictures(m, page->benchmark, page->hues);
	if (page->changes) {
		begin_section(m, "changes", "Changes");
		tables_changes(m, &page->benchmark->row, page->changes);
		end_section(m);
	}
	const bool ok = write_tops(m, page);
	write_notes(m, page->benchmark);
	write_runs(m, page->benchmark);
	markup_close(m);
	markup_newline(m);
	html_end(m);
	return ok && markup_is_whole(m, 0);
}

enum status profile_page_write(const struct profile_page *page, const char *folder,
                               struct error *err)
{
	struct output output;
	struct markup m;
	char *path;
	if (asprintf(&path, "%s/index.html", folder) < 0)
		return error_no_memory(err);
	enum status status = output_open(&output, path, err);
	free(path);
	if (status)
		return status;
	markup_init(&m, &output, false, false);
	if (write_page(&m, page))
		markup_flush(&m);
	else
		status = error_no_memory(err);
	markup_free(&m);
	return output_finish(&output, status, err);
}
