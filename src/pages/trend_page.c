#include "pages/trend_page.h"

#include "history/trend_svg.h"
#include "pages/html.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LEVEL 0.01 /* of significance: a report has many trends */

enum { FUNCTIONS_MOST = 8 };

static enum status write_trend(struct markup *m, const struct history *history, uint32_t benchmark,
                               const char *name, enum measure measure, struct error *err)
{
	struct trend trend;
	struct buffer text = {0};
	enum status status = trend_make(history, benchmark, name, measure, LEVEL, &trend, err);
	if (status)
		return status;
	markup_open(m, "figure");
	markup_newline(m);
	trend_svg(&trend, m);
	markup_newline(m);
	markup_open(m, "figcaption");
	if (name) {
		buffer_text(&text, measure == MEASURE_SELF ? "self" : "total");
		html_take(m, &text);
		markup_literal(m, " ");
		html_words(m, "code", name);
	} else {
		markup_literal(m, "sum of all");
	}
	markup_literal(m, ": ");
	trend_say_level(&trend, &text);
	html_take(m, &text);
	markup_close(m);
	markup_newline(m);
	markup_close(m);
	markup_newline(m);
	m->out.failed |= text.failed;
	buffer_free(&text);
	trend_free(&trend);
	return STATUS_OK;
}

static void write_heading(struct markup *m, const struct benchmark *benchmark, const char *title)
{
	struct buffer heading = {0};
	buffer_printf(&heading, "%s: trends", benchmark->row.name);
	buffer_byte(&heading, '\0');
	m->out.failed |= heading.failed;
	html_begin(m, heading.failed ? "" : heading.data, "../../");
	markup_open(m, "header");
	markup_newline(m);
	markup_open(m, "nav");
	markup_fixed(m, "aria-label", "Report");
	html_link(m, "../../index.html", title);
	markup_literal(m, " / ");
	html_link(m, "index.html", benchmark->row.name);
	markup_close(m);
	markup_newline(m);
	markup_close(m);
	markup_newline(m);
	markup_open(m, "main");
	markup_newline(m);
	html_words(m, "h1", heading.failed ? "" : heading.data);
	markup_newline(m);
	html_words(m, "p",
	           "Shares of the whole, from run to run. The band is the noise around the level; "
	           "marks are changes of the level that are more than chance (p at most 0.01, a "
	           "permutation test of ranks).");
	markup_newline(m);
	buffer_free(&heading);
}

static enum status write_trends(struct markup *m, const struct history *history, uint32_t id,
                                struct pattern *chosen, struct error *err)
{
	uint32_t names[FUNCTIONS_MOST];
	size_t count = 0;
	enum status status = trend_functions(history, id, chosen, FUNCTIONS_MOST, names, &count,
	                                     err);
	if (!status)
		status = write_trend(m, history, id, NULL, MEASURE_TOTAL, err);
	for (size_t i = 0; i < count && !status; i++)
		status = write_trend(m, history, id, history->names.items[names[i]].name,
		                     MEASURE_SELF, err);
	return status;
}

static enum status write_page(struct markup *m, const struct benchmark *benchmark,
                              const char *title, const struct history *history, uint32_t id,
                              struct pattern *chosen, struct error *err)
{
	enum status status = STATUS_OK;
	write_heading(m, benchmark, title);
	if (id == FRAME_NONE) {
		html_words(m, "p", "There are no runs yet.");
		markup_newline(m);
	} else {
		status = write_trends(m, history, id, chosen, err);
	}
	markup_close(m);
	markup_newline(m);
	html_end(m);
	return status || markup_is_whole(m, 0) ? status : error_no_memory(err);
}

static enum status open_page(struct output *output, const char *folder,
                             const struct benchmark *benchmark, struct error *err)
{
	char *path;
	if (asprintf(&path, "%s/" PAGES_FOLDER "/%s/" TREND_PAGE, folder, benchmark->file) < 0)
		return error_no_memory(err);
	enum status status = output_open(output, path, err);
	free(path);
	return status;
}

enum status trend_pages_write(const char *folder, const char *title,
                              const struct benchmark *benchmarks, size_t count,
                              const struct history *history, struct pattern *chosen,
                              struct error *err)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < count && !status; i++) {
		const char *name = benchmarks[i].row.name;
		const uint32_t id = history_benchmark(history, name, strlen(name));
		struct output output;
		struct markup m;
		if (!benchmarks[i].trends)
			continue;
		status = open_page(&output, folder, &benchmarks[i], err);
		if (status)
			break;
		markup_init(&m, &output, false, false);
		status = write_page(&m, &benchmarks[i], title, history, id, chosen, err);
		if (!status)
			markup_flush(&m);
		markup_free(&m);
		status = output_finish(&output, status, err);
	}
	return status;
}
