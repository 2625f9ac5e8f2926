#include "pages/keeping.h"

#include "base/hash.h"
#include "pages/folder.h"
#include "pages/side.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool add_checksum(XXH3_state_t *state, const char *path)
{
	static const atomic_bool never;
	struct side_bytes bytes;
	struct error ignored;
	if (side_load(path, &never, &bytes, &ignored))
		return false;
	side_bytes_free(&bytes);
	XXH3_128bits_update(state, bytes.checksum, sizeof bytes.checksum);
	return *bytes.checksum;
}

void keeping_key(const struct making *making, const struct making_input *input,
                 struct benchmark *benchmark)
{
	XXH3_state_t *state = XXH3_createState();
	char text[SIDE_CHECKSUM];
	bool known = state;
	if (state)
		XXH3_128bits_reset(state);
	for (size_t i = 0; i < benchmark->run_count && known; i++) {
		const struct page_run *run = &benchmark->runs[i];
		known = run->checksum;
		if (known)
			XXH3_128bits_update(state, run->checksum, strlen(run->checksum) + 1);
		XXH3_128bits_update(state, run->input, strlen(run->input) + 1);
	}
	for (size_t i = 0; i < input->before_count && known; i++)
		known = add_checksum(state, input->before[i]);
	if (input->before_why)
		XXH3_128bits_update(state, input->before_why, strlen(input->before_why) + 1);
	if (known) {
		const char *options = making->options_key;
		XXH3_128bits_update(state, options, strlen(options) + 1);
		XXH3_128bits_update(state, benchmark->row.name, strlen(benchmark->row.name) + 1);
		const XXH128_hash_t sum = XXH3_128bits_digest(state);
		snprintf(text, sizeof text, "%016llx%016llx", (unsigned long long)sum.high64,
		         (unsigned long long)sum.low64);
		benchmark->key = benchmark_string(benchmark, text);
	}
	XXH3_freeState(state);
}

static bool has_file(const char *folder, const char *file, const char *ending)
{
	char *path;
	if (asprintf(&path, "%s/%s%s", folder, file, ending) < 0)
		return false;
	const bool found = access(path, R_OK) == 0;
	free(path);
	return found;
}

/* Whether a folder has all files that the benchmark's page leads to. */
static bool is_whole(const struct benchmark *benchmark, const char *folder)
{
	static const char *const endings[] = {
		".svg",      ".still.svg",      ".narrow.svg",     ".thumb.svg",
		".diff.svg", ".diff.still.svg", ".diff.narrow.svg"};
	const size_t plain = 4, all = sizeof endings / sizeof *endings;
	bool whole = has_file(folder, "index.html", "");
	for (size_t i = benchmark->picture ? 0 : plain; i < (benchmark->difference ? all : plain);
	     i++)
		whole = whole && has_file(folder, benchmark->file, endings[i]);
	for (size_t i = 0; i < benchmark->run_count; i++)
		whole = whole && (!benchmark->runs[i].folded ||
		                  has_file(folder, benchmark->runs[i].folded, ""));
	return whole;
}

bool keeping_take(const struct making *making, const struct making_input *input,
                  struct benchmark *benchmark)
{
	const struct benchmark *earlier = input->earlier;
	struct error ignored;
	char *from = NULL, *to = NULL;
	if (!making->earlier || !earlier || !earlier->key || !benchmark->key ||
	    strcmp(earlier->key, benchmark->key) != 0 ||
	    strcmp(earlier->file, benchmark->file) != 0)
		return false;
	to = folder_make(making->folder, benchmark->file, &ignored);
	if (to && asprintf(&from, "%s/%s", making->earlier, earlier->file) >= 0)
		benchmark->kept = is_whole(earlier, from) &&
		                  folder_take(from, to, &ignored) == STATUS_OK;
	free(from);
	free(to);
	return benchmark->kept;
}
