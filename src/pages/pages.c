#include "pages/pages.h"

#include "base/parallel.h"
#include "history/trend_svg.h"
#include "pages/baseline.h"
#include "pages/index_page.h"
#include "pages/manifest.h"
#include "pages/style.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the jobs share. */
struct jobs {
	const struct pages_options *options;
	struct pages *pages;
	struct making making;
	struct making_input *inputs; /* of each benchmark */
	pthread_mutex_t lock;
	enum status status; /* the first failure, by the number of the benchmark */
	size_t failed_at;
	struct error err;
	atomic_bool broken;
};

/* --- what is to be made --------------------------------------------------------------------- */

static enum status find_inputs(const struct pages_options *options, struct pages *pages,
                               struct error *err)
{
	struct stat own;
	enum status status = STATUS_OK;
	if (pages->folder.exists && stat(pages->folder.target, &own) == 0) {
		pages->inputs.passed_over = &own;
		pages->inputs.passed_over_count = 1;
	}
	for (size_t i = 0; i < options->operand_count && !status; i++)
		status = page_inputs_add(&pages->inputs, options->operands[i], err);
	pages->inputs.passed_over_count = 0;
	return status ? status
	              : page_groups_make(&pages->inputs, options->naming, &pages->groups, err);
}

static enum status open_baseline(const struct pages_options *options, struct pages *pages,
                                 struct error *err)
{
	if (!options->baseline)
		return STATUS_OK;
	pages->compared = true;
	pages->baseline = calloc(1, sizeof *pages->baseline);
	return pages->baseline
	               ? baseline_open(options->baseline, options->naming, pages->baseline, err)
	               : error_no_memory(err);
}

/* The names of a benchmark's folder and page. */
static bool name_benchmark(struct benchmark *benchmark, const char *name, const char *file)
{
	struct buffer page = {0};
	buffer_printf(&page, PAGES_FOLDER "/%s/index.html", file);
	benchmark->lost |= page.failed;
	benchmark->row.name = benchmark_string(benchmark, name);
	benchmark->row.page = benchmark_keep(benchmark, page.data, page.failed ? 0 : page.size);
	benchmark->file = benchmark_string(benchmark, file);
	buffer_free(&page);
	return !benchmark->lost;
}

static bool take_group(struct pages *pages, const struct page_group *group,
                       struct making_input *input)
{
	struct benchmark *benchmark = &pages->benchmarks[pages->count++];
	if (!name_benchmark(benchmark, group->shown, group->file))
		return false;
	const char **paths = benchmark_room(benchmark, group->count, sizeof *paths);
	bool *searched = benchmark_room(benchmark, group->count, sizeof *searched);
	if (!paths || !searched)
		return false;
	for (size_t i = 0; i < group->count; i++) {
		paths[i] = group->inputs[i]->path;
		searched[i] = group->inputs[i]->searched;
	}
	input->paths = paths;
	input->searched = searched;
	input->count = group->count;
	return true;
}

static void take_before(const struct pages *pages, struct baseline_item *item,
                        struct making_input *input)
{
	(void)pages;
	if (!item)
		return;
	item->used = true;
	input->before = item->paths;
	input->before_count = item->count;
	input->before_why = item->why;
}

/* Whether a name for files is taken by a benchmark. */
static bool is_taken(const struct pages *pages, const char *file)
{
	for (size_t i = 0; i < pages->groups.count; i++)
		if (strcmp(pages->groups.items[i].file, file) == 0)
			return true;
	return false;
}

/* What only the baseline has. */
static bool take_gone(struct pages *pages, struct making_input *inputs)
{
	for (size_t i = 0; pages->baseline && i < pages->baseline->count; i++) {
		struct baseline_item *item = &pages->baseline->items[i];
		struct buffer file = {0};
		if (item->used || !item->count)
			continue;
		buffer_text(&file, item->file);
		buffer_byte(&file, '\0');
		if (!file.failed && is_taken(pages, file.data)) {
			file.size--;
			buffer_text(&file, "-gone");
			buffer_byte(&file, '\0');
		}
		struct benchmark *benchmark = &pages->benchmarks[pages->count];
		struct making_input *input = &inputs[pages->count++];
		bool ok = !file.failed && name_benchmark(benchmark, item->name, file.data);
		buffer_free(&file);
		if (!ok)
			return false;
		input->before = item->paths;
		input->before_count = item->count;
		input->before_why = item->why;
	}
	return true;
}

/* One benchmark for each group, then what is gone. */
static enum status list_benchmarks(struct jobs *jobs, struct error *err)
{
	struct pages *pages = jobs->pages;
	const size_t most = pages->groups.count + (pages->baseline ? pages->baseline->count : 0);
	pages->benchmarks = calloc(most + 1, sizeof *pages->benchmarks);
	jobs->inputs = calloc(most + 1, sizeof *jobs->inputs);
	bool ok = pages->benchmarks && jobs->inputs;
	for (size_t i = 0; i < pages->groups.count && ok; i++) {
		ok = take_group(pages, &pages->groups.items[i], &jobs->inputs[i]);
		if (ok && pages->baseline)
			take_before(pages,
			            baseline_find(pages->baseline, pages->groups.items[i].shown),
			            &jobs->inputs[i]);
	}
	ok = ok && take_gone(pages, jobs->inputs);
	for (size_t i = 0; i < pages->count && ok; i++)
		jobs->inputs[i].earlier = manifest_find(&pages->earlier,
		                                        pages->benchmarks[i].row.name);
	return ok ? STATUS_OK : error_no_memory(err);
}

/* --- making --------------------------------------------------------------------------------- */

static void run_job(void *context, size_t i)
{
	struct jobs *jobs = context;
	struct error err = {{0}};
	if (atomic_load(&jobs->broken) || atomic_load(jobs->options->stopped))
		return;
	enum status status = making_run(&jobs->making, &jobs->inputs[i],
	                                &jobs->pages->benchmarks[i], &err);
	if (!status)
		return;
	atomic_store(&jobs->broken, true);
	pthread_mutex_lock(&jobs->lock);
	if (!jobs->status || i < jobs->failed_at) {
		jobs->status = status;
		jobs->failed_at = i;
		jobs->err = err;
	}
	pthread_mutex_unlock(&jobs->lock);
}

/* Puts benchmarks that were kept in the place of those that were not made, and leaves out what is
 * no profile. */
static void settle(struct pages *pages)
{
	size_t count = 0;
	for (size_t i = 0; i < pages->count; i++) {
		struct benchmark *benchmark = &pages->benchmarks[i];
		if (benchmark->missing) {
			benchmark_free(benchmark);
			continue;
		}
		if (benchmark->kept) {
			struct benchmark *earlier = (struct benchmark *)(uintptr_t)manifest_find(
				&pages->earlier, benchmark->row.name);
			const struct benchmark unused = *benchmark;
			*benchmark = *earlier;
			*earlier = unused;
			pages->kept++;
		}
		pages->failed += benchmark->row.state == ROW_FAILED;
		pages->benchmarks[count++] = *benchmark;
	}
	pages->count = count;
}

static enum status make_all(struct jobs *jobs, struct error *err)
{
	const struct pages_options *options = jobs->options;
	struct pages *pages = jobs->pages;
	struct read_options read = *options->read;
	unsigned threads = options->read->inliner ? 1 : parallel_threads(options->jobs);
	char *folder = folder_make(pages->folder.made, PAGES_FOLDER, err);
	char *earlier = NULL;
	enum status status = folder ? list_benchmarks(jobs, err) : STATUS_FATAL;
	if (!status && pages->earlier.count &&
	    asprintf(&earlier, "%s/" PAGES_FOLDER, pages->folder.target) < 0)
		status = error_no_memory(err);
	if (threads > 1 && pages->count >= threads)
		read.threads = 1;
	jobs->making = (struct making){
		.title = options->title,
		.read = &read,
		.comparing = options->comparing,
		.drawing = options->drawing,
		.stopped = options->stopped,
		.folder = folder,
		.earlier = earlier,
		.options_key = options->options_key,
		.trends = options->trends,
		.watched = options->watched,
		.baseline = pages->compared,
	};
	if (!status)
		parallel_each(threads, pages->count, run_job, jobs);
	if (!status && atomic_load(options->stopped))
		status = error_set(err, STATUS_FATAL, "%s", "");
	if (!status && jobs->status)
		status = error_set(err, jobs->status, "%s", jobs->err.text);
	if (!status)
		settle(pages);
	free(folder);
	free(earlier);
	free(jobs->inputs);
	return status;
}

/* --- the report's own files ----------------------------------------------------------------- */

static enum status write_file(const struct pages *pages, const char *name, const char *bytes,
                              size_t size, struct error *err)
{
	struct output output;
	char *path;
	if (asprintf(&path, "%s/%s", pages->folder.made, name) < 0)
		return error_no_memory(err);
	enum status status = output_open(&output, path, err);
	free(path);
	if (status)
		return status;
	output_write(&output, bytes, size);
	return output_finish(&output, STATUS_OK, err);
}

/* The style sheet, with the rules for trends. */
static enum status write_style(const struct pages *pages, struct error *err)
{
	struct buffer style = {0};
	buffer_append(&style, asset_pages_style, asset_pages_style_size);
	buffer_text(&style, "\n");
	buffer_text(&style, trend_style);
	enum status status = style.failed
	                             ? error_no_memory(err)
	                             : write_file(pages, PAGES_STYLE, style.data, style.size, err);
	buffer_free(&style);
	return status;
}

static int by_name(const void *a, const void *b)
{
	const struct benchmark *one = a, *other = b;
	return strcmp(one->row.name, other->row.name);
}

static enum status write_index(const struct pages_options *options, struct pages *pages,
                               struct error *err)
{
	struct buffer manifest = {0};
	if (pages->count)
		qsort(pages->benchmarks, pages->count, sizeof *pages->benchmarks, by_name);
	enum status status = index_pages_write(pages->folder.made, options->title,
	                                       pages->benchmarks, pages->count, pages->compared,
	                                       err);
	if (!status)
		status = write_style(pages, err);
	manifest_write(&manifest, options->title, pages->benchmarks, pages->count);
	if (!status && manifest.failed)
		status = error_no_memory(err);
	if (!status)
		status = write_file(pages, PAGES_MANIFEST, manifest.data, manifest.size, err);
	buffer_free(&manifest);
	return status;
}

/* --- interface ------------------------------------------------------------------------------ */

enum status pages_make(const struct pages_options *options, struct pages *pages, struct error *err)
{
	struct jobs jobs = {.options = options, .pages = pages, .lock = PTHREAD_MUTEX_INITIALIZER};
	struct error why = {{0}};
	*pages = (struct pages){0};
	enum status status = folder_begin(&pages->folder, options->output, err);
	if (!status)
		status = find_inputs(options, pages, err);
	if (!status)
		status = open_baseline(options, pages, err);
	if (!status && options->incremental && pages->folder.exists &&
	    page_inputs_is_report(pages->folder.target) &&
	    manifest_read(pages->folder.target, &pages->earlier, &why)) {
		message(&options->messages, MESSAGE_WARNING,
		        "--incremental: all pages are written again: %s", why.text);
		manifest_free(&pages->earlier);
	}
	if (!status)
		status = make_all(&jobs, err);
	return status ? status : write_index(options, pages, err);
}

enum status pages_finish(struct pages *pages, struct error *err)
{
	return folder_finish(&pages->folder, err);
}

void pages_free(struct pages *pages)
{
	for (size_t i = 0; i < pages->count; i++)
		benchmark_free(&pages->benchmarks[i]);
	free(pages->benchmarks);
	folder_free(&pages->folder);
	page_inputs_free(&pages->inputs);
	page_groups_free(&pages->groups);
	manifest_free(&pages->earlier);
	if (pages->baseline)
		baseline_free(pages->baseline);
	free(pages->baseline);
	*pages = (struct pages){0};
}
