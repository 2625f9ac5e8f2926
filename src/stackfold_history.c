/* The public library: histories of benchmarks, and changes of level. */
#include "stackfold_options.h"
#include "stackfold_outcome.h"

#include "history/change_point.h"
#include "history/history_file.h"
#include "history/trend.h"

#include <stdlib.h>
#include <string.h>

struct sf_history {
	struct history inner;
};

sf_history *sf_history_new(struct sf_error *error)
{
	struct error inner = {{0}};
	sf_history *history = calloc(1, sizeof *history);
	if (!history)
		public_outcome(error_no_memory(&inner), &inner, NULL, 0, error);
	return history;
}

void sf_history_free(sf_history *history)
{
	if (!history)
		return;
	history_free(&history->inner);
	free(history);
}

sf_status sf_history_read(sf_history *history, const char *path, const sf_options *options,
                          struct sf_error *error)
{
	const struct messages messages = messages_of(options);
	const struct input_source file = {.kind = INPUT_PATH, .name = path};
	struct history_damage damage;
	struct error inner = {{0}};
	const enum status status = history_read(path, &history->inner, &damage, &inner);
	if (!status && damage.lines)
		message(&messages, MESSAGE_WARNING, "%s: line %zu: %s; lines left out: %zu", path,
		        damage.first, damage.first_reason.text, damage.lines);
	return public_outcome(status, &inner, &file, 1, error);
}

const char *sf_history_benchmark(const sf_history *history, size_t i)
{
	const struct history *inner = &history->inner;
	for (uint32_t id = 0; id < inner->chain_count; id++)
		if (inner->chains[id].first != HISTORY_END && !i--)
			return inner->texts.items[id].name;
	return NULL;
}

static int visit_levels(const struct trend *trend,
                        int (*visit)(void *context, const struct sf_level *level), void *context)
{
	int answer = 0;
	for (size_t i = 0; !answer && i < trend->part_count; i++) {
		const struct trend_part *part = &trend->parts[i];
		const struct sf_level level = {
			.run = trend->runs[part->first],
			.first = part->first,
			.count = part->count,
			.level = part->level,
			.noise = trend->noise,
			.p = part->p,
		};
		answer = visit(context, &level);
	}
	return answer;
}

sf_status sf_history_each_level(const sf_history *history, const char *benchmark,
                                const char *function, int total, double significance,
                                int (*visit)(void *context, const struct sf_level *level),
                                void *context, int *result, struct sf_error *error)
{
	const struct history *inner = &history->inner;
	const uint32_t id = history_benchmark(inner, benchmark, strlen(benchmark));
	struct trend trend = {0};
	struct error why = {{0}};
	int answer = 0;
	enum status status = id == FRAME_NONE
	                             ? error_set(&why, STATUS_FAILED,
	                                         "the history has no benchmark '%s'", benchmark)
	                             : trend_make(inner, id, function,
	                                          total ? MEASURE_TOTAL : MEASURE_SELF,
	                                          significance, &trend, &why);
	if (!status) {
		answer = visit_levels(&trend, visit, context);
		trend_free(&trend);
	}
	if (result)
		*result = answer;
	return public_outcome(status, &why, NULL, 0, error);
}

sf_status sf_change_points(const double *values, size_t count, double significance,
                           int (*visit)(void *context, size_t at, double p), void *context,
                           int *result, struct sf_error *error)
{
	struct change_point *changes = calloc(count + 1, sizeof *changes);
	struct error inner = {{0}};
	size_t found = 0;
	int answer = 0;
	enum status status = changes ? STATUS_OK : error_no_memory(&inner);
	if (!status && count)
		status = change_points_find(values, count, significance, changes, &found, &inner);
	for (size_t i = 0; !status && !answer && i < found; i++)
		answer = visit(context, changes[i].at, changes[i].p);
	free(changes);
	if (result)
		*result = answer;
	return public_outcome(status, &inner, NULL, 0, error);
}
