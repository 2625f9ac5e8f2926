/* The Firefox Profiler's processed profile, version 70: types in src/types/profile.ts of its
 * source, changes in docs-developer/CHANGELOG-formats.md there. Tables are columns of equal length
 * that refer to each other by index:
 *
 *     shared: stringArray; funcTable {name, resource}; frameTable {func, category};
 *             stackTable {frame, prefixOffset}: the parent of stack i is i - prefixOffset[i], which
 *             is before it; 0: it is a root; resourceTable {name}: modules
 *     threads: samples {stack, time in ms, weight, weightType}
 *
 * A frame's name is its function, and there is one frame for each function: addresses and lines are
 * not kept. Strings are the frames' names, in their order, and then the modules'. */
#include "write/writer.h"

#include "config.h"

#ifdef HAVE_YAJL

#include "write/firefox/shared.h"
#include "write/firefox/threads.h"
#include "write/firefox/values.h"

#include <string.h>

enum { PROCESSED_VERSION = 70, GECKO_VERSION = 36 };

/* The time from sample to sample, in ns: what they weigh on average where that is time, else 1 ms.
 */
static uint64_t interval_of(const struct written_rows *rows, const struct row_groups *groups)
{
	size_t heaviest = row_groups_heaviest(groups);
	if (!groups->count || !rows->samples)
		return 1000000;
	size_t count = groups->first[heaviest + 1] - groups->first[heaviest];
	const struct sample row = written_row(rows, groups->rows[groups->first[heaviest]]);
	const struct decimal total = groups->totals[heaviest];
	if (strcmp(written_event(rows, row.event).unit, "ns") != 0 || total.places ||
	    total.value < count)
		return 1000000;
	return total.value / count;
}

static void write_meta(struct json *json, const struct written_rows *rows,
                       const struct row_groups *groups)
{
	json_key_object(json, "meta");
	json_key(json, "interval");
	firefox_ms(json, interval_of(rows, groups));
	json_key_integer(json, "startTime", 0);
	json_key_integer(json, "processType", 0);
	json_key_string(json, "product", PACKAGE_NAME);
	json_key_string(json, "importedFrom", PACKAGE_STRING);
	json_key_integer(json, "stackwalk", 1);
	json_key_integer(json, "version", GECKO_VERSION);
	json_key_integer(json, "preprocessedProfileVersion", PROCESSED_VERSION);
	json_key(json, "symbolicated");
	json_bool(json, true);
	json_key(json, "sourceCodeIsNotOnSearchfox");
	json_bool(json, true);
	firefox_same_null(json, "markerSchema", 0);
	firefox_shared_categories(json);
	json_key_object(json, "sampleUnits");
	json_key_string(json, "time", "ms");
	json_key_string(json, "eventDelay", "ms");
	json_key_string(json, "threadCPUDelta", "ns");
	json_object_end(json);
	json_key_object(json, "extensions");
	firefox_same_null(json, "id", 0);
	firefox_same_null(json, "name", 0);
	firefox_same_null(json, "baseURL", 0);
	json_key_integer(json, "length", 0);
	json_object_end(json);
	if (groups->count) {
		json_key_array(json, "initialSelectedThreads");
		json_integer(json, row_groups_heaviest(groups));
		json_array_end(json);
	}
	json_object_end(json);
}

static void write_document(struct json *json, const struct firefox_shared *shared,
                           struct firefox_threads *threads)
{
	json_object(json);
	write_meta(json, threads->rows, threads->groups);
	firefox_same_null(json, "libs", 0);
	firefox_shared_write(shared, json);
	firefox_threads_write(threads, json);
	json_object_end(json);
	json_line(json);
}

static enum status write_firefox(const struct profile *profile, bool plain, struct output *output,
                                 struct error *err)
{
	struct written_rows rows;
	struct row_groups groups;
	struct json json;
	(void)plain;
	enum status status = grouped_rows_init(&rows, &groups, profile, err);
	if (status)
		return status;
	struct firefox_shared shared;
	struct firefox_threads threads = {0};
	if (!firefox_shared_init(&shared, &rows) ||
	    !firefox_threads_init(&threads, &rows, &groups, shared.node_of))
		status = error_no_memory(err);
	if (!status)
		status = json_begin(&json, output, err);
	if (!status) {
		write_document(&json, &shared, &threads);
		status = json_end(&json, STATUS_OK, err);
	}
	firefox_threads_free(&threads);
	firefox_shared_free(&shared);
	grouped_rows_free(&rows, &groups);
	return status;
}

#define WRITE write_firefox
#define AVAILABLE true
#else
#define WRITE NULL
#define AVAILABLE false
#endif

const struct writer writer_firefox = {
	.name = "firefox",
	.endings = ".firefox.json .profile.json",
	.available = AVAILABLE,
	.samples = true,
	.write = WRITE,
};
