#include "pages/baseline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* --- reports -------------------------------------------------------------------------------- */

/* The path of a run's stacks. */
static const char *stacks_path(struct baseline *baseline, const struct benchmark *benchmark,
                               const struct page_run *run)
{
	char *path;
	const int size = asprintf(&path, "%s/" PAGES_FOLDER "/%s/%s", baseline->manifest.folder,
	                          benchmark->file, run->folded);
	if (size < 0)
		return NULL;
	const char *kept = arena_copy(&baseline->arena, path, (size_t)size);
	free(path);
	return kept;
}

static enum status take_benchmark(struct baseline *baseline, const struct benchmark *benchmark,
                                  struct error *err)
{
	struct baseline_item *item = &baseline->items[baseline->count];
	const char **paths = arena_alloc(&baseline->arena,
	                                 (benchmark->run_count + 1) * sizeof *paths, sizeof *paths);
	if (!paths)
		return error_no_memory(err);
	*item = (struct baseline_item){
		.name = benchmark->row.name,
		.paths = paths,
		.file = benchmark->file,
		.why = benchmark->row.state == ROW_FAILED
	                       ? "the profile of the baseline could not be read"
	                       : NULL,
	};
	for (size_t i = 0; i < benchmark->run_count; i++) {
		if (!benchmark->runs[i].folded)
			continue;
		paths[item->count] = stacks_path(baseline, benchmark, &benchmark->runs[i]);
		if (!paths[item->count++])
			return error_no_memory(err);
	}
	baseline->count++;
	return STATUS_OK;
}

static enum status open_report(const char *path, struct baseline *baseline, struct error *err)
{
	enum status status = manifest_read(path, &baseline->manifest, err);
	if (status)
		return status;
	baseline->items = calloc(baseline->manifest.count + 1, sizeof *baseline->items);
	if (!baseline->items)
		return error_no_memory(err);
	for (size_t i = 0; i < baseline->manifest.count && !status; i++)
		if (baseline->manifest.items[i].row.state != ROW_GONE)
			status = take_benchmark(baseline, &baseline->manifest.items[i], err);
	return status;
}

/* --- folders of profiles -------------------------------------------------------------------- */

static enum status open_folder(const char *path, const struct naming *naming,
                               struct baseline *baseline, struct error *err)
{
	enum status status = page_inputs_add(&baseline->inputs, path, err);
	if (!status)
		status = page_groups_make(&baseline->inputs, naming, &baseline->groups, err);
	if (status)
		return status;
	baseline->items = calloc(baseline->groups.count + 1, sizeof *baseline->items);
	if (!baseline->items)
		return error_no_memory(err);
	for (size_t i = 0; i < baseline->groups.count; i++) {
		const struct page_group *group = &baseline->groups.items[i];
		const char **paths = arena_alloc(&baseline->arena, group->count * sizeof *paths,
		                                 sizeof *paths);
		if (!paths)
			return error_no_memory(err);
		for (size_t k = 0; k < group->count; k++)
			paths[k] = group->inputs[k]->path;
		baseline->items[baseline->count++] = (struct baseline_item){
			.name = group->shown,
			.paths = paths,
			.count = group->count,
			.file = group->file,
		};
	}
	return STATUS_OK;
}

/* --- interface ------------------------------------------------------------------------------ */

enum status baseline_open(const char *path, const struct naming *naming, struct baseline *baseline,
                          struct error *err)
{
	struct stat info;
	*baseline = (struct baseline){0};
	if (stat(path, &info) == 0 && S_ISDIR(info.st_mode) && !page_inputs_is_report(path))
		return open_folder(path, naming, baseline, err);
	return open_report(path, baseline, err);
}

void baseline_free(struct baseline *baseline)
{
	free(baseline->items);
	manifest_free(&baseline->manifest);
	page_inputs_free(&baseline->inputs);
	page_groups_free(&baseline->groups);
	arena_free(&baseline->arena);
	*baseline = (struct baseline){0};
}

/* Whether one name is the other's end, from a "/" on. */
static bool ends_alike(const char *one, const char *other)
{
	const size_t size = strlen(one), more = strlen(other);
	if (size > more)
		return ends_alike(other, one);
	return size < more && other[more - size - 1] == '/' &&
	       strcmp(other + more - size, one) == 0;
}

struct baseline_item *baseline_find(const struct baseline *baseline, const char *name)
{
	struct baseline_item *found = NULL;
	size_t count = 0;
	for (size_t i = 0; i < baseline->count; i++)
		if (strcmp(baseline->items[i].name, name) == 0)
			return &baseline->items[i];
	for (size_t i = 0; i < baseline->count; i++)
		if (ends_alike(baseline->items[i].name, name)) {
			found = &baseline->items[i];
			count++;
		}
	return count == 1 ? found : NULL;
}
